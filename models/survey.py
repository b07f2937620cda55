"""What enterprises say about finished milestones (好差评), and how a bad word was followed up."""

from datetime import date, datetime

from sqlmodel import Field

from models.base import Base, instant, key


class Survey(Base, table=True):
    """One for each milestone step: asked, rated (1 very dissatisfied to 5), contacted, mended."""

    id: int | None = key()
    project_id: int = Field(foreign_key="project.id", index=True)
    step_id: int = Field(foreign_key="step.id", unique=True)
    sent_on: date | None = None
    level: int | None = None
    rated_on: date | None = None
    rated_by: str | None = None
    comment: str = ""
    document_no: str = ""
    file_id: int | None = Field(default=None, foreign_key="stored_file.id")
    contacted_on: date | None = None
    contact_note: str = ""
    fixed_on: date | None = None
    fix_note: str = ""
    recorded_by: int
    recorded_at: datetime | None = instant(nullable=False)
    version: int = 1
