"""Lights, modes, ages and progress as html: colour and sign and word together, never colour alone."""

from collections.abc import Sequence
from html import escape

from domain.vocabulary import STAGES, Light, Mode, Stage
from ui.i18n import _, word

SIGNS = {
    Light.RED: "◆",
    Light.YELLOW: "▲",
    Light.GREEN: "●",
    Light.GREY: "‖",
    Light.BLUE: "✔",
    Light.NONE: "○",
}


def light_text(light: Light | str) -> str:
    """`◆ 红`: sign and word, for table cells and options."""
    light = Light(light)
    return f"{SIGNS[light]} {word(light)}"


def light(code: Light | str, text: str | None = None) -> str:
    """A light on its tint; `text` replaces the word (`超6个工作日`)."""
    code = Light(code)
    return f'<span class="d-light d-{code}">{SIGNS[code]} {escape(text or word(code))}</span>'


def coloured(code: Light | str, text: str) -> str:
    """Sign and text in the light's colour, without a tint: the line under a duty."""
    code = Light(code)
    return f'<span class="d-words d-{code}">{SIGNS[code]} {escape(text)}</span>'


def mode(code: Mode | str) -> str:
    """模 容 并 承 in a small frame; nothing for the standard mode."""
    code = Mode(code)
    if code is Mode.STANDARD:
        return ""
    return f'<span class="d-mode" title="{escape(word(code))}">{escape(_(f"mode_badge.{code}"))}</span>'


def age(days: int | None, *, stale_after: int = 7) -> str:
    """今天 / 3天前; bold yellow beyond `stale_after` days, a dash for never."""
    if days is None:
        return f'<span class="d-yellow d-words">{escape(_("never"))}</span>'
    text = _("today") if days <= 0 else _("{n} days ago", n=days)
    return f'<b class="d-yellow">{escape(text)}</b>' if days > stale_after else escape(text)


def stage_strip(stage: Stage | str, light: Light | str = Light.GREEN) -> str:
    """Six cells: stages passed, the present one (in a red, yellow or grey light's colour), and the rest."""
    now = STAGES.index(Stage(stage))
    colour = str(light) if light in (Light.RED, Light.YELLOW, Light.GREY) else ""
    kinds = ["done" if i < now else f"now {colour}" if i == now else "" for i in range(len(STAGES))]
    title = escape(word(Stage(stage)))
    return (
        f'<div class="d-strip" title="{title}">' + "".join(f'<i class="{k}"></i>' for k in kinds) + "</div>"
    )


def bar(share: float) -> str:
    """A horizontal bar filled to `share` (0 to 1)."""
    percent = max(0.0, min(1.0, share)) * 100
    return f'<span class="d-bar"><i style="width:{percent:.0f}%"></i></span>'


def dots(parts: Sequence[str | None]) -> str:
    """Facts of one line, separated by dots; empty ones left out. Escapes each."""
    return " · ".join(escape(part) for part in parts if part)
