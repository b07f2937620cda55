"""What the documents promise stays true: settings are documented, ADRs are short, links lead somewhere."""

import re
from pathlib import Path

import pytest

from services.settings import ROOT, Settings

DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`DAIBAN_{name.upper()}`" in (ROOT / "docs" / "settings.md").read_text()


def test_no_setting_is_documented_that_does_not_exist() -> None:
    documented = re.findall(r"`DAIBAN_([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text())
    assert {name.lower() for name in documented} == set(Settings.model_fields)


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "adr").glob("*.md")), ids=lambda p: p.name)
def test_a_decision_fits_on_twenty_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 20


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_links_lead_to_files(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", path.read_text())
    assert [t for t in targets if not (path.parent / t).exists()] == []


def test_no_machine_path_and_no_author_tool_is_named() -> None:
    found = [p.name for p in DOCUMENTS if re.search(r"/(work|root|tmp|home)/", p.read_text())]
    assert found == []
