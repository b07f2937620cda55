"""What people enter about a project, checked before anything is stored."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Amount = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]


class _Draft(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ContactDraft(_Draft):
    """The person of the enterprise who is called; an empty text keeps what is stored."""

    contact: Line = ""
    phone: Line = ""
    email: Line = ""


class IntakeDraft(ContactDraft):
    """A new project. `include` names optional items of the package that this project needs; `answers`: those
    of its questionnaire by question (yes is True), what is not answered stays open.

    `override_reason` is the coordinator's for an agent beyond the usual load; `import_hints` is what a ledger
    says about stage and current item, kept for the backfill.
    """

    enterprise_name: Line
    uscc: Line = ""
    project_name: Line
    project_code: Line = ""
    template_code: Line
    include: tuple[str, ...] = ()
    answers: dict[str, bool] = Field(default_factory=dict)
    industry_code: Line = ""
    industry_name: Line = ""
    investment_wan: Amount | None = None
    annual_investment_wan: Amount | None = None
    land_mu: Amount | None = None
    park: Line = ""
    site: Line = ""
    build_type: Line = ""
    signed_on: date | None = None
    planned_start: Line = ""
    planned_production: Line = ""
    next_plan: Text = ""
    primary_agent_id: int | None = None
    backup_agent_id: int | None = None
    override_reason: Line = ""
    coordinator_id: int | None = None
    leader_id: int | None = None
    last_verified_on: date | None = None
    import_hints: dict[str, Any] = Field(default_factory=dict)


class ChangeDraft(_Draft):
    """New values of a project's basics; only the fields given are changed, an empty text clears one."""

    project_name: Line | None = None
    project_code: Line | None = None
    industry_code: Line | None = None
    industry_name: Line | None = None
    investment_wan: Amount | None = None
    annual_investment_wan: Amount | None = None
    land_mu: Amount | None = None
    park: Line | None = None
    site: Line | None = None
    build_type: Line | None = None
    signed_on: date | None = None
    planned_start: Line | None = None
    planned_production: Line | None = None
    next_plan: Text | None = None
    coordinator_id: int | None = None
    leader_id: int | None = None
    contact: Line | None = None
    phone: Line | None = None
    email: Line | None = None
