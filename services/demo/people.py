"""The people of the demo district: an account for everybody the sample names, one liaison a department."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlmodel import Session, select

from domain.access import Actor
from domain.vocabulary import DepartmentKind, Role
from models import Department
from services.accounts.administration import add, checked_row
from services.catalogue.loading import records
from services.database import UnitOfWork, unit_of_work
from services.demo.sample import SampleRow
from services.words import translate

PHONE = "0451-8600 {number:04d}"
USERNAMES = {
    Role.AGENT: "agent01",
    Role.COORDINATOR: "coordinator01",
    Role.LIAISON: "liaison06",
    Role.LEADER: "leader01",
    Role.ADMIN: "admin",
    Role.AUDITOR: "auditor",
}
"""Whose sign-in is printed for each role; liaison06 is the department with most steps of the sample."""
ABSENT_IN = 24
"""The sample row whose agent A is away today."""


@dataclass(frozen=True)
class Cast:
    """Actors by the name the sample pool uses, liaisons by department."""

    agents: dict[str, Actor] = field(default_factory=dict)
    coordinators: dict[str, Actor] = field(default_factory=dict)
    leaders: dict[str, Actor] = field(default_factory=dict)
    liaisons: dict[str, Actor] = field(default_factory=dict)
    absent: str = ""


def hire(rows: Iterable[SampleRow], *, actor: Actor) -> Cast:
    """Make every account, without a password: nobody can sign in until `new_sign_ins` gives one."""
    rows = list(rows)
    cast = Cast(absent=next(row["primary"] for row in rows if row.seq == ABSENT_IN))
    with unit_of_work(actor) as work:
        for role, column, names in (
            (Role.AGENT, "primary", cast.agents),
            (Role.COORDINATOR, "coordinator", cast.coordinators),
            (Role.LEADER, "responsible_leader", cast.leaders),
        ):
            for number, name in enumerate(_named(rows, column), start=1):
                names[name] = _account(work, f"{role}{number:02d}", name, role)
        for number, department in enumerate(_departments(work.session), start=1):
            name = translate("demo.liaison", department=department.name_zh)
            code = department.code
            cast.liaisons[code] = _account(work, f"liaison{number:02d}", name, Role.LIAISON, code)
        for role in (Role.ADMIN, Role.AUDITOR):
            _account(work, role.value, translate(f"demo.{role}"), role)
    return cast


def _named(rows: list[SampleRow], column: str) -> list[str]:
    """Everybody of a column once; of agents those who are only B come last."""
    names = [row[column] for row in rows]
    if column == "primary":
        names += [row["backup"] for row in rows]
    return list(dict.fromkeys(name for name in names if name))


def _departments(session: Session) -> list[Department]:
    """Those with an own desk, in the order of the reference."""
    known = {row.code: row for row in session.exec(select(Department))}
    ordered = [known[row["code"]] for row in records("departments")]
    return [row for row in ordered if row.kind != DepartmentKind.ENTERPRISE]


def _account(work: UnitOfWork, username: str, name: str, role: Role, department: str | None = None) -> Actor:
    row = checked_row(
        work.session,
        username=username,
        display_name=name,
        role=role,
        department_code=department,
        email=f"{username}@example.invalid",
    )
    account_id = add(work, row)
    row.phone = PHONE.format(number=account_id + 100)
    return Actor(account_id, name, role, department_code=department)
