"""The figures on top of the health page: what ran last, what waits, what comes next."""

from html import escape

from services import clock
from services.health import Pulse
from services.sweep_runs import DELIVERY, REMINDERS
from ui.i18n import _, instant


def html(now: Pulse) -> str:
    """Five figures, each with the word that makes it readable."""
    facts = (_last(now), _unseen(now), _waiting(now), _dead(now), _coming(now))
    return f'<div class="h-facts">{"".join(_cell(*fact) for fact in facts)}</div>'


def _cell(name: str, value: str, note: str, tone: str) -> str:
    figure = f'<b class="{tone}">{escape(value)}</b>'
    return f"<div><span>{escape(name)}</span>{figure}<span>{escape(note)}</span></div>"


_PATIENT_MINUTES = 15
Fact = tuple[str, str, str, str]
"""Name, value, note, tone."""


def _last(now: Pulse) -> Fact:
    run, name = now.last_sweep, _("Last sweep")
    if run is None or run.finished_at is None:
        return name, "—", _("no sweep yet"), "yellow"
    if run.error:
        return name, instant(run.finished_at), _("health_state.bad"), "red"
    return name, instant(run.finished_at), _new(run.counts.get("queued", 0)), ""


def _new(number: int) -> str:
    return _("{n} new", n=number) if number else _("nothing new was due")


def _unseen(now: Pulse) -> Fact:
    name = _("Changes not looked at")
    if now.unseen_since is None:
        return name, _("None waiting"), _("looked at within a minute"), ""
    minutes = int((clock.now() - now.unseen_since).total_seconds() // 60)
    since = _("since {at}", at=instant(now.unseen_since))
    return name, _("{n} min", n=max(minutes, 0)), since, "yellow" if minutes > _PATIENT_MINUTES else ""


def _waiting(now: Pulse) -> Fact:
    post = now.post
    oldest = _("since {at}", at=instant(post.oldest_at)) if post.oldest_at else _("{n} sent", n=post.sent)
    return _("Messages waiting"), str(post.waiting), oldest, ""


def _dead(now: Pulse) -> Fact:
    dead = now.post.dead
    return _("Messages given up"), str(dead), _("see below") if dead else "", "red" if dead else ""


def _coming(now: Pulse) -> Fact:
    name = _("Next wake-ups")
    if now.lease is None or now.lease.expires_at <= clock.real_now():
        return name, "—", _("nobody is at work"), "yellow"
    if REMINDERS not in now.wakes or DELIVERY not in now.wakes:
        return name, "—", _("told at the next heartbeat"), ""
    sweep, mail = (f"{clock.local(now.wakes[one]):%H:%M}" for one in (REMINDERS, DELIVERY))
    return name, sweep, _("mail {at}; a change at once", at=mail), ""
