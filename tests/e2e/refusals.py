"""What the refusals need: people in both languages, names that attack, files that cannot be read."""

from dataclasses import dataclass

from sqlmodel import func, select

from domain.access import SYSTEM, Actor
from domain.vocabulary import ProblemKind, Role, VisitKind
from models import Account, Enterprise, Project, StoredFile, WebSession
from services import accounts, clock, files, problems, projects, visits
from services.database import reading, unit_of_work
from services.problems import RaiseDraft
from services.projects import IntakeDraft
from services.visits import VisitDraft
from tests.factories_ledgers import line, uscc, xlsx
from tests.factories_steps import PNG
from tests.people import PASSWORD

PEOPLE = (
    ("coord01", "陈协调", Role.COORDINATOR, "zh_CN"),
    ("coord02", "Chen", Role.COORDINATOR, "en"),
    ("agent01", "李代办", Role.AGENT, "zh_CN"),
    ("agent02", "Zhou", Role.AGENT, "en"),
)
SCRIPT = "<script>window.attacked=1</script>演示"
IMAGE = '<img src=x onerror="window.attacked=1">示例公司'
LINK = '=HYPERLINK("http://example.invalid","演示")'
ATTACKS = (SCRIPT, IMAGE, LINK)


@dataclass(frozen=True)
class District:
    """A project of agent01 with names that attack, and one of agent02 that is foreign to agent01."""

    own: int
    foreign: int
    own_problem: int
    foreign_problem: int
    foreign_file: int


def settle() -> District:
    """Fill the database in use."""
    people = {username: _person(username, name, role, lang) for username, name, role, lang in PEOPLE}
    own = _project(SCRIPT, IMAGE, 1, people["agent01"])
    foreign = _project("周代办的演示项目", "示例制造有限公司", 2, people["agent02"])
    file_id = files.store_file(
        name="scan.png", data=PNG, purpose="step", project_id=foreign, actor=people["agent02"]
    )
    for text in ATTACKS:
        draft = VisitDraft(
            project_id=own,
            kind=VisitKind.VISIT,
            what=text,
            with_whom=text,
            outcome=text,
            next_step=text,
            next_on=clock.today(),
        )
        visits.log_visit(draft=draft, actor=people["agent01"])
    raised = [_problem(own, text, people["agent01"]) for text in ATTACKS]
    return District(
        own=own,
        foreign=foreign,
        own_problem=raised[0],
        foreign_problem=_problem(foreign, "供电外线路由未定", people["agent02"]),
        foreign_file=file_id,
    )


def _person(username: str, name: str, role: Role, lang: str) -> Actor:
    account_id = accounts.create(
        username=username,
        display_name=name,
        role=role,
        password=PASSWORD,
        lang=lang,
        must_change_password=False,
        actor=SYSTEM,
    )
    return Actor(account_id, name, role, lang=lang)


def _project(name: str, enterprise: str, number: int, agent: Actor) -> int:
    draft = IntakeDraft(
        project_name=name,
        enterprise_name=enterprise,
        uscc=uscc(number),
        template_code="service_commerce",
        park=LINK,
        contact=IMAGE,
        next_plan=SCRIPT,
        primary_agent_id=agent.account_id,
    )
    return projects.intake(draft=draft, actor=agent)


def _problem(project_id: int, text: str, agent: Actor) -> int:
    draft = RaiseDraft(project_id=project_id, text=text, kind=ProblemKind.UTILITIES)
    return problems.raise_problem(draft=draft, actor=agent)


def stored() -> tuple[int, ...]:
    """How many projects, enterprises and files there are."""
    with reading(SYSTEM) as session:
        return tuple(
            session.exec(select(func.count()).select_from(model)).one()
            for model in (Project, Enterprise, StoredFile)
        )


def end_sessions(username: str) -> None:
    """As a revocation by the administrator: the rows stay, they count no more."""
    with unit_of_work(SYSTEM) as work:
        account = work.session.exec(select(Account).where(Account.username == username)).one()
        for row in work.session.exec(select(WebSession).where(WebSession.account_id == account.id)):
            row.revoked_at = work.now


@dataclass(frozen=True)
class Broken:
    """A file, and what the page says of it in Chinese and in English."""

    name: str
    data: bytes
    zh: str
    en: str


def broken_files() -> tuple[Broken, ...]:
    """One of each kind that the issue names."""
    nameless = line(1)
    del nameless["企业名称"]
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
    wrong_code = line(2, 统一社会信用代码="91230108MAXXXX015B")
    return (
        Broken("a.pdf", b"%PDF-1.7 x", "不是Excel（.xlsx）或CSV文件", "is not an Excel (.xlsx) or CSV file"),
        Broken("b.xls", old, "请另存为不加密的.xlsx", "save it as .xlsx without a password"),
        Broken("c.xlsx", xlsx([line(1)])[:-200], "文件已损坏", "The file is damaged"),
        Broken("d.csv", b"\xff\xfe\x00\x81\x82,\x90", "读不出文字的编码", "The text encoding is unknown"),
        Broken("e.xlsx", xlsx([]), "里没有内容", "is empty"),
        Broken("f.xlsx", xlsx([nameless]), "缺少必需的列：企业名称", "lacks needed columns: Enterprise"),
        Broken(
            "g.xlsx",
            xlsx([line(1), wrong_code]),
            "第3行 统一社会信用代码：统一社会信用代码校验位不符",
            "Row 3 · Credit code: The credit code's check digit does not fit",
        ),
        Broken(
            "h.xlsx",
            xlsx([line(1), line(2), line(3, 受理日="下个月")]),
            "第4行 受理日：“下个月”看不懂是哪一天",
            'Row 4 · Accepted on: "下个月" is not a day',
        ),
        Broken(
            "i.xlsx",
            xlsx([line(1), line(2), line(1)]),
            "第4行 项目代码：与第2行是同一个项目",
            "Row 4 · Project code: The same project as row 2",
        ),
        Broken(
            "j.xlsx",
            xlsx([line(1, 项目名称="=A1&1")]),
            "第2行 项目名称：是公式，没有算出的结果",
            "Row 2 · Project: A formula without a result",
        ),
        Broken("k.xlsx", b"PK\x03\x04" + bytes(21 * 2**20), "文件超过20MB", "The file is over 20 MB"),
    )
