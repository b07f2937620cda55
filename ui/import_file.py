"""Choosing what to import: the file, and where it leaves a choice its sheet and the package of its rows."""

import hashlib
from dataclasses import dataclass

import streamlit as st

from domain.access import Actor
from services import projects
from services.ledger_import import ImportResult
from services.settings import settings
from ui import forms, session
from ui.i18n import _
from ui.session import Slot

_ROUND = Slot[int]("import.round")  # a new number empties the uploader
TEMPLATE = "/ledger/template.xlsx"


@dataclass(frozen=True)
class Chosen:
    """The file and the choices made for it; `key` tells this file from every other."""

    name: str
    data: bytes
    key: str

    @property
    def sheet(self) -> str | None:
        return session.widget(f"import.sheet.{self.key}")

    @property
    def package(self) -> str | None:
        return session.widget(f"import.package.{self.key}")


def choose() -> Chosen | None:
    """The uploader; it holds the bytes until another file is taken."""
    label = _("Ledger (.xlsx or .csv, at most {limit} MB)", limit=settings().upload_megabytes)
    given = forms.upload(label, types=None, key=f"import.file.{_ROUND.get() or 0}")
    if given is None:
        return None
    return Chosen(given.name, given.data, hashlib.sha256(given.data).hexdigest()[:16])


def clear() -> None:
    """Empty the uploader (in an on_click callback)."""
    _ROUND.put((_ROUND.get() or 0) + 1)


def show_choices(chosen: Chosen, result: ImportResult, actor: Actor) -> None:
    """Which sheet, and which package for rows that name none; nothing where there is nothing to choose."""
    has_sheets, lacks_package = len(result.sheets) > 1, result.assumed_package > 0
    if not has_sheets and not lacks_package:
        return
    left, right = st.columns(2)
    if has_sheets:
        key = f"import.sheet.{chosen.key}"
        session.set_widget(key, result.sheet)
        left.selectbox(_("Sheet"), result.sheets, key=key)
    if lacks_package:
        offered = {package.code: package.name for package in projects.package_choices(actor=actor)}
        right.selectbox(
            _("Package for rows that name none ({n})", n=result.assumed_package),
            list(offered),
            index=None,
            format_func=lambda code: offered[code],
            placeholder=_("By the kind of construction"),
            key=f"import.package.{chosen.key}",
            help=_("The roadmap is made from it and cannot be exchanged later."),
        )
