"""Title, the lead sentence with its light, the six stages, four facts."""

from datetime import date

from exports.cells import lines_of, one_line, width_of
from exports.grid import COLUMNS, UNITS_IN_COLUMN, Grid
from exports.style import (
    ACCENT,
    DONE_FILL,
    HEAD_FILL,
    HEADING_RULE,
    LATER_FILL,
    LIGHT_INK,
    LIGHT_TINT,
    PAPER,
    SIGNS,
    SOFT,
    Look,
)
from exports.wording import Words
from services.reports.views import ProgressReportView, StageCell

_TITLE_UNITS = 10 * UNITS_IN_COLUMN * 0.53  # 18 points instead of 10
_LEAD_UNITS = COLUMNS * UNITS_IN_COLUMN * 0.84
_STAGE_FILL = {"done": DONE_FILL, "now": ACCENT, "later": LATER_FILL}
_STAGE_INK = {"done": ACCENT, "now": PAPER, "later": SOFT}
_STAGE_SIGN = {"done": "✔ ", "now": "▶ ", "later": ""}
_STAGE_GAP = (("left", "thick", PAPER),)


def write_head(grid: Grid, view: ProgressReportView, words: Words) -> None:
    _title(grid, view, words)
    _lead(grid, view, words)
    grid.gap(7)
    _stages(grid, view, words)
    grid.gap(7)
    _facts(grid, view, words)


def _title(grid: Grid, view: ProgressReportView, words: Words) -> None:
    title = words("{project}: progress report", project=one_line(view.project_name))
    grid.next_row(30 + 26 * (lines_of(title, _TITLE_UNITS) - 1))
    grid.span(1, 10, title, Look(size=18, bold=True, wrap=True))
    issue = words("No. {n}", n=view.number)
    grid.span(11, 12, issue, Look(ink=SOFT, across="right", indent=1))
    parts = [
        view.enterprise_name,
        words("project code {code}", code=view.project_code) if view.project_code else "",
        words.period(view.since, view.as_of),
        words("report.made_on", day=words.day(view.as_of), year=view.as_of.year),
    ]
    text = " · ".join(one_line(part) for part in parts if part)
    grid.next_row(18 + 12 * (lines_of(text, COLUMNS * UNITS_IN_COLUMN * 1.05) - 1))
    grid.span(1, COLUMNS, text, Look(size=9, ink=SOFT, wrap=True, rules=HEADING_RULE))
    grid.gap(5)


def _lead(grid: Grid, view: ProgressReportView, words: Words) -> None:
    """One sentence that answers: is it going well, what must I do, when is it finished."""
    text = lead_text(view, words)
    grid.next_row(18 + 17 * lines_of(text, _LEAD_UNITS))
    look = Look(
        size=11,
        bold=True,
        wrap=True,
        indent=1,
        ink=LIGHT_INK[view.light],
        fill=LIGHT_TINT[view.light] or HEAD_FILL,
    )
    grid.span(1, COLUMNS, text, look)


def lead_text(view: ProgressReportView, words: Words) -> str:
    clauses = [
        words("finished since the last report: {n}", n=len(view.done)) if view.done else "",
        _asks_clause(view, words),
        _finish_clause(view, words),
    ]
    judgement = words(f"report.lead_{view.light}")
    if view.light_reason and view.light in ("red", "yellow", "grey"):
        judgement += words("report.because", reason=view.light_reason)
    sentence = words("report.clause_joiner").join(clause for clause in clauses if clause)
    sentence = sentence[:1].upper() + sentence[1:]
    return (
        f"{SIGNS[view.light]} {judgement}"
        + words("report.full_stop")
        + "\n"
        + sentence
        + words("report.full_stop")
    )


def _asks_clause(view: ProgressReportView, words: Words) -> str:
    count = len(view.asks) + len(view.owed)
    if not count:
        return words("nothing is needed from you")
    deadlines = (*(row.due_on for row in view.asks), *(row.due_on for row in view.owed))
    days = [day for day in deadlines if day]
    if not days:
        return words("needed from you: {n}", n=count)
    return words("needed from you: {n}, the first by {day}", n=count, day=words.day(min(days)))


def _finish_clause(view: ProgressReportView, words: Words) -> str:
    if view.light == "blue":
        return ""
    if not view.finish_on:
        return words("the finish cannot be forecast yet")
    return words("everything is expected to be done by {day}", day=_forecast(view, view.finish_on, words))


def _forecast(view: ProgressReportView, day: date, words: Words) -> str:
    """A date that may still move when next year's holidays are announced says so."""
    mark = words("report.provisional_mark") if _is_provisional(view, day) else ""
    return words.day(day, weekday=False) + mark


def _is_provisional(view: ProgressReportView, day: date | None) -> bool:
    return bool(day and view.provisional_from and day >= view.provisional_from)


def _stages(grid: Grid, view: ProgressReportView, words: Words) -> None:
    names = [words(f"stage.{cell.code}") for cell in view.stages]
    name_size = 11.5 if max(map(width_of, names)) <= 11 else 9.5
    rows = (
        (25, name_size, lambda cell: _STAGE_SIGN[cell.progress] + words(f"stage.{cell.code}")),
        (
            16,
            9.0,
            lambda cell: (
                words("{done} of {needed}", done=cell.steps_done, needed=cell.steps_needed)
                if cell.steps_needed
                else words("report.not_involved")
            ),
        ),
        (19, 8.5, lambda cell: _stage_day(cell, words)),
    )
    for height, size, text in rows:
        grid.next_row(height)
        for number, cell in enumerate(view.stages):
            look = Look(
                size=size,
                bold=size == name_size,
                ink=_STAGE_INK[cell.progress],
                fill=_STAGE_FILL[cell.progress],
                across="center",
                shrink=True,
                rules=_STAGE_GAP if number else (),
            )
            grid.span(2 * number + 1, 2 * number + 2, text(cell), look)


def _stage_day(cell: StageCell, words: Words) -> str:
    if cell.progress == "done":
        return (
            words("finished {day}", day=words.day(cell.on, weekday=False))
            if cell.on
            else words("report.finished")
        )
    if not cell.on:
        return ""
    word = "provisional {day}" if cell.is_provisional else "expected {day}"
    return words(word, day=words.day(cell.on, weekday=False))


def _facts(grid: Grid, view: ProgressReportView, words: Words) -> None:
    facts = (
        (
            words("report.fact_progress"),
            words("{done} of {needed} items", done=view.steps_done, needed=view.steps_needed),
        ),
        (_licence_label(view, words), _licence(view, words)),
        (_fact("report.fact_finish", view, view.finish_on, words), words.day(view.finish_on)),
        (words("report.fact_slip"), _slip(view, words)),
    )
    for row, (height, look) in enumerate(((18, Look(size=8.5, ink=SOFT)), (23, Look(size=11, bold=True)))):
        grid.next_row(height)
        for number, fact in enumerate(facts):
            look_here = look.but(fill=HEAD_FILL, indent=1, shrink=True)
            grid.span(3 * number + 1, 3 * number + 3, fact[row], look_here)


def _fact(key: str, view: ProgressReportView, day: date | None, words: Words) -> str:
    """A fact's label, marked when its date is provisional."""
    return words(key) + (words("report.provisional_mark") if _is_provisional(view, day) else "")


def _licence_label(view: ProgressReportView, words: Words) -> str:
    if view.licence_state != "planned":
        return words("report.fact_licence_plain")
    return _fact("report.fact_licence", view, view.licence_on, words)


def _licence(view: ProgressReportView, words: Words) -> str:
    if view.licence_state == "none":
        return words("report.not_involved")
    if view.licence_state == "done":
        return (
            words("granted {day}", day=words.day(view.licence_on, weekday=False))
            if view.licence_on
            else words("report.granted")
        )
    return words.day(view.licence_on)


def _slip(view: ProgressReportView, words: Words) -> str:
    """Against the first plan, in working days; honest when it is later."""
    if view.slip_workdays is None:
        return "—"
    if view.slip_workdays == 0:
        return words("as first planned")
    if view.slip_workdays > 0:
        return words("{days} later", days=words.workdays(view.slip_workdays))
    return words("{days} earlier", days=words.workdays(-view.slip_workdays))
