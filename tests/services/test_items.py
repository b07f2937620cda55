"""Items of the catalogue: edited one by one, imported by the hundred; cycles named, nothing half-saved."""

import io

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.errors import BadInput, Conflict, DomainError, Forbidden, RuleBroken
from domain.vocabulary import Role
from exports import ledger_template
from models import ApprovalItem, AuditRow, Project, Step
from services import catalogue, items, limits
from services.database import reading, unit_of_work
from services.items import ItemDraft, MaterialDraft
from tests.factories import TODAY
from tests.factories_roadmaps import project, steps, write

pytestmark = pytest.mark.usefixtures("db")
ADMIN = Actor(90, "管理员", Role.ADMIN)
ITEM, OUTDOOR = "planning_conditions", "works_completed"
HEAD = "事项标识,事项名称,阶段,办理部门,法定时限,承诺时限,前置事项,可用办理方式,即办件,法定依据\n"


def save(code: str = ITEM, **changes: object) -> None:
    detail = items.item(code=code, actor=ADMIN)
    draft = ItemDraft(**(detail.draft.model_dump() | changes))  # type: ignore[arg-type]
    items.save(code=code, draft=draft, version=detail.version, actor=ADMIN)


def stored(code: str = ITEM) -> dict[str, object]:
    with reading(SYSTEM) as session:
        return session.get_one(ApprovalItem, code).model_dump()


def count() -> int:
    with reading(SYSTEM) as session:
        return len(session.exec(select(ApprovalItem.code)).all())


def load(rows: str, *, commit: bool = False, head: str = HEAD) -> items.ImportedItems:
    return items.import_items(data=(head + rows).encode(), name="items.csv", commit=commit, actor=ADMIN)


def test_an_item_is_edited_and_the_change_is_audited() -> None:
    save(name_zh="规划条件核发", short_zh="规划条件", modes_allowed=("standard", "parallel"), visits=2)
    found = stored()
    assert (found["name_zh"], found["visits"], found["version"]) == ("规划条件核发", 2, 2)
    save(name_zh="规划条件核发")
    assert stored()["version"] == 2, "nothing new, nothing written"
    with reading(SYSTEM) as session:
        rows = session.exec(select(AuditRow.action).where(AuditRow.subject_id == ITEM)).all()
    assert rows == ["item.change"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name_zh": " "}, "items.name_missing"),
        ({"short_zh": "一二三四五六七八九十一"}, "items.short_too_long"),
        ({"stage": "later"}, "items.unknown_stage"),
        ({"department_code": "nobody"}, "items.unknown_department"),
        ({"lead_department_code": "nobody"}, "items.unknown_department"),
        ({"prerequisites": ("nothing",)}, "items.unknown_prerequisite"),
        ({"prerequisites": (ITEM,)}, "items.own_prerequisite"),
        ({"modes_allowed": ("standard", "magic")}, "items.unknown_mode"),
        ({"modes_allowed": ("parallel",)}, "items.standard_missing"),
        ({"modes_allowed": ("standard", "tolerance"), "tolerance_flavour": ""}, "items.flavour_missing"),
        (
            {"modes_allowed": ("standard", "tolerance"), "tolerance_flavour": "A", "same_day": True},
            "items.no_tolerance",
        ),
        ({"tolerance_flavour": "C"}, "items.unknown_flavour"),
        ({"visits": -1}, "items.bad_visits"),
        ({"prerequisites": ("construction_licence",)}, "items.cycle"),
    ],
)
def test_what_makes_no_sense_is_refused(changes: dict, code: str) -> None:
    before = stored()
    with pytest.raises(DomainError) as refusal:
        save(**changes)
    assert refusal.value.code == code
    assert stored() == before


def test_a_cycle_is_named_by_its_steps() -> None:
    with pytest.raises(RuleBroken) as refusal:
        save(prerequisites=("construction_licence",))
    path = str(refusal.value.params["path"])
    assert path.count(" → ") >= 2 and path.split(" → ")[0] == path.split(" → ")[-1]


def test_a_cycle_that_only_an_edited_roadmap_shows_is_refused() -> None:
    """The project waits, by its own edit, for an item that it does not have; the catalogue would make
    that item wait for the filing."""
    project_id = project()
    codes = set(steps(project_id))
    with reading(SYSTEM) as session:
        found = catalogue.items(session)
    absent = next(
        code for code, one in found.items() if code not in codes and "project_filing" not in one.prerequisites
    )
    with unit_of_work(SYSTEM) as work:
        query = select(Step).where(Step.project_id == project_id, Step.item_code == "project_filing")
        step = work.session.exec(query).one()
        step.prerequisites = [*step.prerequisites, absent]
    with pytest.raises(RuleBroken, match=r"items\.cycle_in_project"):
        save(absent, prerequisites=("project_filing",))
    assert "project_filing" not in stored(absent)["prerequisites"]  # type: ignore[operator]


def test_outdoor_work_counts_for_open_projects_at_once() -> None:
    project_id = project(signed_on=TODAY)
    write(project_id, **{OUTDOOR: {"plan_days": 120, "day_unit": "calendar"}})

    def finish() -> object:
        with reading(SYSTEM) as session:
            return session.get_one(Project, project_id).forecast_finish_on

    before = finish()
    save(OUTDOOR, outdoor=False)
    assert stored(OUTDOOR)["version"] == 2
    assert finish() < before, "no winter stops the works any more"  # type: ignore[operator]


def test_two_administrators_do_not_overwrite_each_other() -> None:
    detail = items.item(code=ITEM, actor=ADMIN)
    save(name_zh="规划条件核发")
    with pytest.raises(Conflict, match=r"limits\.changed_meanwhile"):
        items.save(code=ITEM, draft=detail.draft, version=detail.version, actor=ADMIN)


def test_materials_are_replaced_as_a_whole() -> None:
    detail = items.item(code=ITEM, actor=ADMIN)
    wanted = [
        MaterialDraft(name_zh="申请书"),
        MaterialDraft(name_zh="效果图", requirement="deferrable", defer_workdays=5, source="applicant"),
        MaterialDraft(name_zh="合同", source="item:sign_agreement|archive"),
    ]
    items.save_materials(code=ITEM, drafts=wanted, version=detail.version, actor=ADMIN)
    assert [one.name_zh for one in items.item(code=ITEM, actor=ADMIN).materials] == [
        "申请书",
        "效果图",
        "合同",
    ]
    for bad, code in (
        (MaterialDraft(name_zh=""), "items.material_name_missing"),
        (MaterialDraft(name_zh="x", source="item:nothing"), "items.material_source"),
        (MaterialDraft(name_zh="x", requirement="maybe"), "items.material_requirement"),
        (MaterialDraft(name_zh="x", requirement="deferrable"), "items.material_defer"),
        (MaterialDraft(name_zh="申请书"), "items.material_twice"),
    ):
        with pytest.raises(BadInput) as refusal:
            items.save_materials(code=ITEM, drafts=[*wanted, bad], version=detail.version + 1, actor=ADMIN)
        assert refusal.value.code == code
    assert len(items.item(code=ITEM, actor=ADMIN).materials) == 3


def test_new_changed_and_unchanged_rows_are_told_apart_and_stored_together() -> None:
    text = (
        ",排污许可简化管理,竣工验收,生态局,20,10,企业投资项目备案,普通程序;并联审批,否,排污许可管理条例\n"
        "discharge_check,排水接入核验,竣工验收,住建局,,3,排污许可简化管理,,,\n"
        f"{ITEM},,,,,4,,,,\n"
        "project_filing,,,,,,,,,\n"
    )
    seen = load(text)
    assert [row.fate for row in seen.rows] == ["new", "new", "changed", "unchanged"], seen.rows
    assert seen.rows[2].changes == {"承诺时限": ("5", "4")}
    assert count() == 45 and seen.may_store and not seen.is_stored
    project_id = project()
    done = load(text, commit=True)
    assert done.is_stored and count() == 47
    new = stored(done.rows[0].code)
    assert (new["statutory_days"], new["promised_days"], new["limits_status"]) == (20, 10, "pending")
    assert new["modes_allowed"] == ["standard", "parallel"] and new["prerequisites"] == ["project_filing"]
    assert stored("discharge_check")["prerequisites"] == [done.rows[0].code]
    assert steps(project_id)[ITEM].promised_days == 4
    with pytest.raises(BadInput, match=r"items\.nothing_new"):
        load(text, commit=True)  # the row without a code is found by its name


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",甲事项,竣工验收,某某局,,,,,,", "不在部门名录"),
        (",甲事项,第七阶段,住建局,,,,,,", "无法识别"),
        (",甲事项,,住建局,,,,,,", "须填写“阶段”"),
        (",甲事项,竣工验收,住建局,-5,,,,,", "不小于0的整数"),
        (",甲事项,竣工验收,住建局,,1.5,,,,", "不小于0的整数"),
        (",甲事项,竣工验收,住建局,5,6,,,,", "长于法定时限"),
        (",甲事项,竣工验收,住建局,,,没有的事项,,,", "不在目录中"),
        (",甲事项,竣工验收,住建局,,,甲事项,,,", "以自己为前置"),
        (",甲事项,竣工验收,住建局,,,,神奇办理,,", "无法识别"),
        (",甲事项,竣工验收,住建局,,,,,也许,", "是或否"),
        ("甲,甲事项,竣工验收,住建局,,,,,,", "不合规"),
        (",甲事项,竣工验收,住建局,=1+1,,,,,", "公式"),
        (",乙事项,竣工验收,住建局,,,,,,", "出现两次"),
        ("project_filing,,,,,,开工备案登记项,,,", "不在目录中"),
    ],
)
def test_a_bad_row_is_refused_with_a_sentence_and_nothing_is_stored(row: str, said: str) -> None:
    text = f",乙事项,竣工验收,住建局,10,5,,,,\n{row}\n"
    seen = load(text)
    assert [one.fate for one in seen.rows] == ["new", "refused"], seen.rows
    assert said in seen.rows[1].reason
    with pytest.raises(BadInput, match=r"items\.rows_refused"):
        load(text, commit=True)
    assert count() == 45


def test_a_circle_inside_the_file_refuses_its_rows_and_those_that_wait_for_them() -> None:
    text = (
        "item_a,甲事项,竣工验收,住建局,,,乙事项,,,\n"
        "item_b,乙事项,竣工验收,住建局,,,甲事项,,,\n"
        "item_c,丙事项,竣工验收,住建局,,,乙事项,,,\n"
        "item_d,丁事项,竣工验收,住建局,,,,,,\n"
    )
    seen = load(text)
    assert [row.fate for row in seen.rows] == ["refused", "refused", "refused", "new"]
    assert "甲事项 → 乙事项 → 甲事项" in seen.rows[0].reason
    assert "item_b" in seen.rows[2].reason
    with pytest.raises(BadInput, match=r"items\.rows_refused"):
        load(text, commit=True)


def test_a_confirmed_limit_is_not_changed_by_an_import() -> None:
    draft = limits.LimitDraft(
        status="confirmed", statutory_days=20, promised_days=5, document_no="1号", effective_on=TODAY
    )
    limits.confirm(item_code=ITEM, draft=draft, version=1, actor=ADMIN)
    seen = load(f"{ITEM},,,,,4,,,,\n")
    assert seen.rows[0].fate == "refused" and "已核定" in seen.rows[0].reason


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "ledger.empty_file"),
        ("事项名称,阶段\n甲,竣工验收\n".encode(), "items.missing_column"),
        (b"a,b\n1,2\n", "items.no_header"),
    ],
)
def test_a_file_that_is_no_list_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(BadInput) as refusal:
        items.import_items(data=data, name="items.csv", commit=True, actor=ADMIN)
    assert refusal.value.code == code


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_the_empty_list_is_read_back(lang: str) -> None:
    admin = Actor(90, "管理员", Role.ADMIN, lang=lang)
    view = items.template(actor=admin)
    book = load_workbook(io.BytesIO(ledger_template.render(view, lang=lang)))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert len(heads) == len(set(heads)) == 21
    with reading(SYSTEM) as session:
        department = next(iter(catalogue.departments(session)))
    for place, value in ((1, "丙事项"), (5, "completion"), (6, department)):
        sheet.cell(2, place + 1).value = value
    out = io.BytesIO()
    book.save(out)
    seen = items.import_items(data=out.getvalue(), name="items.xlsx", commit=False, actor=admin)
    assert [row.fate for row in seen.rows] == ["new"], seen.rows
    assert not seen.unread


def test_six_hundred_items_come_in_one_transaction() -> None:
    text = "".join(f",新增事项{n},竣工验收,住建局,20,{n % 15},,,,\n" for n in range(618))
    assert load(text, commit=True).count("new") == 618
    assert count() == 45 + 618


def test_only_administrators_edit_and_import() -> None:
    other = Actor(3, "李明", Role.COORDINATOR)
    with pytest.raises(Forbidden):
        items.item(code=ITEM, actor=other)
    with pytest.raises(Forbidden):
        items.import_items(data=b"x", name="x.csv", commit=False, actor=other)
