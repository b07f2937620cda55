"""Numbers WT-YYYY-NNN: counted by year, never reused."""

from sqlalchemy import func, text
from sqlmodel import select

from models import Problem
from services.database import UnitOfWork

_NUMBER_LOCK = 0x0DA1BB


def next_number(work: UnitOfWork, year: int) -> str:
    """The number after the year's highest. PostgreSQL waits its turn here; SQLite has one writer anyway."""
    if work.session.get_bind().dialect.name == "postgresql":
        work.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _NUMBER_LOCK})
    prefix = f"WT-{year}-"
    numbers = select(Problem.number).where(Problem.number.startswith(prefix))  # type: ignore[attr-defined]
    last = work.session.exec(numbers.order_by(func.length(Problem.number).desc(), Problem.number.desc()))  # type: ignore[attr-defined]
    highest = last.first()
    return f"{prefix}{int(highest.removeprefix(prefix)) + 1 if highest else 1:03d}"
