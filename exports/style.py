"""The look of our sheets: palette, and formats as shared objects (one style record for many cells)."""

from dataclasses import dataclass, field, replace
from functools import cache

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

INK = "FF1F2733"
SOFT = "FF5D6673"
ACCENT = "FF1A56A8"
RULE = "FFD9DFE8"
PAPER = "FFFFFFFF"
HEAD_FILL = "FFF4F6F9"
DONE_FILL = "FFBDD3EE"
LATER_FILL = "FFEEF0F3"
LEAD_FILL = "FFE8F0FA"
ANSWER_HEAD = "FF8A5A00"
ANSWER_FILL = "FFFFF8E6"
FONT = "Microsoft YaHei"

SIGNS = {"red": "◆", "yellow": "▲", "green": "●", "grey": "‖", "blue": "✔", "none": "○"}
LIGHT_INK = {
    "red": "FFC0281F",
    "yellow": "FF8A5A00",
    "green": "FF256B43",
    "grey": SOFT,
    "blue": ACCENT,
    "none": SOFT,
}
LIGHT_TINT = {
    "red": "FFFBECEA",
    "yellow": "FFFCF3DF",
    "green": "FFE9F4ED",
    "grey": "FFEEF0F3",
    "blue": "FFE8F0FA",
    "none": "",
}


@dataclass(frozen=True)
class Look:
    """One cell format; `rules` names the borders as {side: (style, colour)} pairs."""

    size: float = 10
    bold: bool = False
    ink: str = INK
    fill: str = ""
    across: str = "left"
    down: str = "center"
    indent: int = 0
    wrap: bool = False
    shrink: bool = False
    number_format: str = "General"
    rules: tuple[tuple[str, str, str], ...] = field(default=())

    def but(self, **changes: object) -> "Look":
        return replace(self, **changes)  # type: ignore[arg-type]


@cache
def _parts(look: Look) -> tuple[Font, PatternFill, Alignment, Border]:
    sides = {side: Side(style=style, color=colour) for side, style, colour in look.rules}
    return (
        Font(name=FONT, size=look.size, bold=look.bold, color=look.ink),
        _fill(look),
        Alignment(look.across, look.down, indent=look.indent, wrap_text=look.wrap, shrink_to_fit=look.shrink),
        Border(**sides),
    )


def _fill(look: Look) -> PatternFill:
    return PatternFill("solid", fgColor=look.fill, bgColor=look.fill) if look.fill else PatternFill()


def dress(cell: Cell, look: Look) -> None:
    """Give a cell a look; equal looks share one style record in the file."""
    cell.font, cell.fill, cell.alignment, cell.border = _parts(look)
    cell.number_format = look.number_format


UNDERLINE = (("bottom", "hair", RULE),)
HEADING_RULE = (("bottom", "thin", ACCENT),)
TEXT = Look(rules=UNDERLINE, wrap=True)
SOFT_TEXT = Look(size=8.5, ink=SOFT)
HEADING = Look(size=11.5, bold=True, ink=ACCENT, rules=HEADING_RULE, down="bottom")
COLUMN_HEAD = Look(size=8.5, ink=SOFT, fill=HEAD_FILL)
SHEET_TITLE = Look(size=14, bold=True)


def light_look(light: str, *, size: float = 10) -> Look:
    """Tint, bold and colour of a light cell; the sign and word are written beside it."""
    return Look(
        size=size,
        bold=light != "none",
        ink=LIGHT_INK[light],
        fill=LIGHT_TINT[light],
        across="center",
        rules=UNDERLINE,
        shrink=True,
    )
