"""Report views for the export tests: an ordinary project, a sparse one, a long one, a hostile one."""

from dataclasses import replace
from datetime import date, timedelta

from services.reports.views import (
    Ask,
    Contact,
    Happening,
    Owed,
    ProblemLine,
    ProgressReportView,
    StageCell,
    StepLine,
    UnderWay,
)

AS_OF = date(2026, 11, 23)
STAGES = ("signing", "land_planning", "construction_permit", "building_permit", "completion", "operation")
_ORDINARY = (
    # name, department, stage, mode, statutory, promised, accepted, decided, plan from, plan to, light, remark
    ("投资协议签订", "投促局", 0, "standard", None, 5, (7, 29), (8, 4), None, None, "blue", ""),
    ("代办委托与项目入库", "营商局", 0, "standard", None, 2, (8, 4), (8, 6), None, None, "blue", ""),
    ("企业开办一件事", "市监局", 0, "parallel", 3, 1, (11, 2), (11, 3), None, None, "blue", ""),
    (
        "企业投资项目备案",
        "发改局",
        1,
        "commitment",
        1,
        1,
        (11, 17),
        (11, 18),
        None,
        None,
        "blue",
        "比承诺早1个工作日",
    ),
    (
        "建设项目用地预审与选址",
        "资规分局",
        1,
        "simulated",
        20,
        8,
        (11, 9),
        None,
        None,
        (12, 4),
        "green",
        "已出模拟意见，转为正式审批前没有法律效力；有效期至2027年2月20日",
    ),
    ("国有土地出让合同", "资规分局", 1, "standard", None, 5, (11, 20), None, None, (11, 27), "green", ""),
    (
        "建设工程规划许可",
        "资规分局",
        2,
        "tolerance",
        20,
        7,
        (11, 20),
        None,
        None,
        (12, 9),
        "yellow",
        "待法定代表人授权书",
    ),
    ("施工图联合审查", "住建局", 2, "parallel", 15, 7, None, None, (12, 9), (12, 18), "none", ""),
    (
        "节能审查",
        "发改局",
        2,
        "commitment",
        20,
        5,
        (11, 12),
        None,
        None,
        (12, 16),
        "grey",
        "专家评审，暂停计时",
    ),
    ("环境影响评价审批", "生态局", 2, "parallel", 30, 10, None, None, (12, 14), (12, 28), "none", ""),
    ("建筑工程施工许可", "审批局", 3, "tolerance", 7, 3, None, None, (1, 18), (1, 22), "none", ""),
    ("竣工联合验收", "住建局", 4, "parallel", 12, 7, None, None, (3, 1), (3, 10), "none", ""),
    ("投产核验", "营商局", 5, "standard", None, 3, None, None, (3, 15), (3, 18), "none", ""),
)
CONTACTS = (
    Contact("primary", "李代办", "0451-8600 0102"),
    Contact("backup", "周代办", "0451-8600 0108", is_acting=True),
    Contact("coordinator", "甲专员", "0451-8600 0120"),
    Contact("supervision", "示例区营商环境建设监督局", "12345"),
)


def _day(pair: tuple[int, int] | None) -> date | None:
    return None if pair is None else date(2027 if pair[0] < 7 else 2026, *pair)


def _step(seq: int, row: tuple) -> StepLine:
    name, department, stage, mode, statutory, promised, accepted, decided, since, until, light, remark = row
    finish = _day(decided) or _day(until)
    return StepLine(
        seq=seq,
        stage=STAGES[stage],
        name=name,
        department=department,
        mode=mode,
        statutory_days=statutory,
        promised_days=promised,
        day_unit="calendar" if statutory == 30 else "workday",
        is_limit_pending=seq % 3 > 0,
        baseline_accept_on=_day(accepted) or _day(since),
        baseline_finish_on=finish and finish - timedelta(days=3),
        plan_accept_on=_day(since) or _day(accepted),
        plan_finish_on=finish,
        accepted_on=_day(accepted),
        decided_on=_day(decided),
        is_done=decided is not None,
        is_running=accepted is not None and decided is None,
        is_date_unknown=False,
        is_provisional=bool(finish and finish.year == 2027),
        is_critical=seq in (6, 7, 11),
        light=light,
        remark=remark,
        pauses=((date(2026, 11, 17), None),) if light == "grey" else (),
    )


def ordinary() -> ProgressReportView:
    """A project under way: every kind of row is present and fits the page."""
    days = [
        date(2026, 11, 3),
        date(2026, 12, 4),
        date(2026, 12, 28),
        date(2027, 1, 22),
        date(2027, 3, 10),
        date(2027, 3, 18),
    ]
    progress = ("done", "now", "later", "later", "later", "later")
    counts = ((3, 3), (1, 3), (0, 4), (0, 1), (0, 1), (0, 1))
    return ProgressReportView(
        lang="zh_CN",
        number=12,
        as_of=AS_OF,
        since=date(2026, 11, 16),
        until=date(2026, 11, 30),
        project_id=7,
        project_name="雪原动力电池梯次利用项目",
        project_code="2607-230108-04-01-990039",
        enterprise_name="哈尔滨雪原新能源演示有限公司",
        office="哈尔滨市示例区营商环境建设监督局",
        light="yellow",
        light_reason="“建设工程规划许可”剩2个工作日",
        steps_done=4,
        steps_needed=13,
        licence_on=date(2027, 1, 22),
        licence_state="planned",
        finish_on=date(2027, 3, 18),
        baseline_finish_on=date(2027, 3, 15),
        slip_workdays=3,
        provisional_from=date(2027, 1, 1),
        stages=tuple(
            StageCell(code, progress[n], *counts[n], days[n], is_provisional=n > 2)
            for n, code in enumerate(STAGES)
        ),
        asks=(
            Ask("提供法定代表人授权书原件", "建设工程规划许可", date(2026, 11, 25), 2, "yellow"),
            Ask("确认问题WT-2026-041是否已解决", "外线配套", date(2026, 11, 27), 4, "green"),
        ),
        under_way=(
            UnderWay("国有土地出让合同", "资规分局", date(2026, 11, 27), 4, "green", is_critical=True),
            UnderWay(
                "建设工程规划许可",
                "资规分局，等您补齐材料",
                date(2026, 11, 25),
                2,
                "yellow",
                is_critical=True,
            ),
            UnderWay("节能审查", "发改局（专家评审，暂停计时）", None, None, "grey"),
        ),
        done=(
            Happening(date(2026, 11, 18), "企业投资项目备案已办结"),
            Happening(date(2026, 11, 20), "用地预审模拟意见已出具"),
            Happening(date(2026, 11, 20), "问题WT-2026-039已销号"),
        ),
        planned=(
            Happening(date(2026, 11, 26), "提交环境影响评价审批"),
            Happening(date(2026, 11, 27), "国有土地出让合同应办结"),
        ),
        owed=(
            Owed("supplement", "地质勘察报告审查合格书", "建设工程规划许可", date(2026, 12, 18), 19, "green"),
            Owed("commitment", "开工前取得环评批复", "企业投资项目备案", date(2027, 1, 15), 38, "green"),
        ),
        problems=(
            ProblemLine("WT-2026-041", "供电外线路由未定", "发改局", date(2026, 11, 20), "resolved", "blue"),
            ProblemLine("WT-2026-047", "临时用水接口位置", "水务局", date(2026, 11, 26), "working", "green"),
        ),
        contacts=CONTACTS,
        steps=tuple(_step(n, row) for n, row in enumerate(_ORDINARY, start=1)),
        has_simulated_opinion=True,
        has_pending_limits=True,
    )


def sparse() -> ProgressReportView:
    """A project of yesterday: nothing done, nothing owed, no code, no second agent."""
    plan = [
        replace(
            step,
            accepted_on=None,
            decided_on=None,
            is_done=False,
            is_running=False,
            light="none",
            remark="",
            plan_accept_on=date(2026, 11, 24) + timedelta(days=9 * n),
            pauses=(),
            plan_finish_on=date(2026, 11, 30) + timedelta(days=9 * n),
            baseline_accept_on=None,
            baseline_finish_on=None,
        )
        for n, step in enumerate(ordinary().steps)
    ]
    stages = tuple(replace(cell, progress="later", steps_done=0) for cell in ordinary().stages)
    return replace(
        ordinary(),
        number=1,
        project_code=None,
        light="green",
        light_reason="",
        steps_done=0,
        licence_state="none",
        licence_on=None,
        slip_workdays=None,
        stages=(replace(stages[0], progress="now"), *stages[1:]),
        asks=(),
        under_way=(),
        done=(),
        planned=(),
        owed=(),
        problems=(),
        contacts=(CONTACTS[0], CONTACTS[3]),
        steps=tuple(plan),
        has_simulated_opinion=False,
        has_pending_limits=False,
    )


def long() -> ProgressReportView:
    """35 steps, twelve owed materials, names as long as people write them."""
    view = ordinary()
    steps = [
        replace(
            view.steps[n % 13],
            seq=n + 1,
            name=f"{view.steps[n % 13].name}（含防空地下室易地建设与城建档案专项，第{n + 1}项）",
        )
        for n in range(35)
    ]
    steps.sort(key=lambda step: STAGES.index(step.stage))
    owed = tuple(
        Owed(
            "supplement",
            f"第{n}号材料：岩土工程勘察报告及其审查合格书（含附图附表和电子光盘）",
            "建设工程规划许可（含方案联合审查）",
            date(2026, 11, 25) + timedelta(days=3 * n),
            2 + 2 * n,
            "yellow" if n < 2 else "green",
        )
        for n in range(12)
    )
    return replace(
        view,
        number=128,
        light="red",
        light_reason="问题WT-2026-047超期3个工作日",
        slip_workdays=27,
        steps_needed=35,
        project_name="哈尔滨示例区寒地智能网联新能源汽车核心零部件及动力电池梯次利用产业园一期工程（含配套物流中心）项目",
        enterprise_name="哈尔滨雪原寒地智能网联新能源汽车核心零部件制造演示股份有限公司",
        asks=view.asks * 4,
        under_way=view.under_way * 3,
        done=view.done * 3,
        planned=view.planned * 4,
        owed=owed,
        problems=view.problems * 4,
        steps=tuple(steps),
    )


def english() -> ProgressReportView:
    """The ordinary project in English."""
    view = ordinary()
    names = (
        "Investment agreement signed",
        "Agency entrustment and pool entry",
        "Company registration bundle",
        "Enterprise investment project filing",
        "Land pre-examination and site-selection opinion",
        "Land-use right grant contract",
        "Construction-project planning permit",
        "Joint construction-drawing review",
        "Energy-conservation review",
        "EIA report approval",
        "Construction licence",
        "Quality supervision, civil-defence filing and archive acceptance",
        "Production start",
    )
    steps = tuple(
        replace(
            step,
            name=name,
            department="Housing and Urban-Rural Development Bureau" if n % 2 else "Natural Resources",
            remark="An opinion under simulated approval is out; no legal force until converted"
            if n == 4
            else "",
        )
        for n, (step, name) in enumerate(zip(view.steps, names, strict=True))
    )
    return replace(
        view,
        lang="en",
        steps=steps,
        project_name="Snowfield battery second-life plant",
        enterprise_name="Harbin Snowfield New Energy (demo) Co., Ltd.",
        office="Example District Business Environment Bureau",
        light_reason="“Construction-project planning permit”: 2 working days left",
        asks=(
            Ask(
                "Original of the legal representative's authorisation letter",
                names[6],
                date(2026, 11, 25),
                2,
                "yellow",
            ),
            Ask("Confirm that problem WT-2026-041 is solved", "Utilities", date(2026, 11, 27), 4, "green"),
        ),
        under_way=(
            UnderWay(names[5], "Natural Resources", date(2026, 11, 27), 4, "green", True),
            UnderWay(names[8], "Development and Reform (clock paused)", None, None, "grey"),
        ),
        done=(Happening(date(2026, 11, 18), f"{names[3]}: done"),),
        planned=(Happening(date(2026, 11, 26), f"Submit: {names[9]}"),),
        owed=(
            Owed(
                "supplement",
                "Review certificate of the geotechnical report",
                names[6],
                date(2026, 12, 18),
                19,
                "green",
            ),
        ),
        problems=(
            ProblemLine(
                "WT-2026-041",
                "Route of the external power line",
                "Development and Reform",
                date(2026, 11, 20),
                "resolved",
                "blue",
            ),
        ),
        contacts=tuple(
            replace(c, name=n)
            for c, n in zip(
                CONTACTS,
                ("Li Daiban", "Zhou Daiban", "Jia Zhuanyuan", "Business Environment Bureau"),
                strict=True,
            )
        ),
    )
