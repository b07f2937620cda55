"""One pending matter as html: what, day n of m, what is missing, what the department said last."""

from html import escape

from services.chasing import AnswerKind, AnswerView, PendingRow, wording
from ui import badges, links
from ui.i18n import _, day, lang, left, marked


def row_html(row: PendingRow) -> str:
    """What; for whom and since when; day n of m and how long is left; what is missing; the last answer."""
    place = _whole([row.project, row.enterprise, row.agent])
    since = "chase.since" if row.problem_id is None else "chase.raised"
    facts = _whole(
        [
            row.state_word,
            _(since, day=day(row.accepted_on, weekday=False)) if row.accepted_on else "",
            wording.days(row, lang=lang()),
            _("chase.until", day=marked(day(row.due_on), row.is_provisional)) if row.due_on else "",
        ]
    )
    lacks = f'<div class="ch-lacks">{badges.dots(row.missing)}</div>' if row.missing else ""
    return (
        f'<div class="d-duty"><b>{_link(row)}</b> {badges.mode(row.mode)}'
        f'<div class="d-soft">{place}</div><div>{_urgency(row)}'
        f' <span class="d-soft">{facts}</span></div>{lacks}{answer_html(row.answer)}</div>'
    )


def _whole(facts: list[str]) -> str:
    """Facts of one line that break only between each other."""
    return " · ".join(f'<span class="d-whole">{escape(fact)}</span>' for fact in facts if fact)


def _link(row: PendingRow) -> str:
    """The name leads to the step on its project."""
    if not row.step_code:
        return escape(row.title)
    url = links.href("project", id=row.project_id, step=row.step_code)
    return f'<a class="d-name" href="{escape(url)}" target="_self">{escape(row.title)}</a>'


def _urgency(row: PendingRow) -> str:
    if row.waits_for:
        return badges.coloured("grey", row.waits_for)
    return "" if row.left_workdays is None else badges.coloured(row.light, left(row.left_workdays))


def answer_html(answer: AnswerView | None) -> str:
    """Who said what when; a done that waits for the agent's entry says so."""
    if answer is None:
        return ""
    is_waiting = answer.kind == AnswerKind.DONE and not answer.is_applied
    more = _("chase.waits_for_agent") if is_waiting else ""
    text = badges.dots([wording.answered(answer, lang=lang()), more])
    return f'<div class="ch-answer ch-{answer.kind}">{text}</div>'
