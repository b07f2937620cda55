"""The report through LibreOffice: the overview is one page, nothing is cut, Chinese stays Chinese."""

import subprocess
from pathlib import Path

import pytest

from exports.progress_report import render
from tests.exports import report_views
from tests.tiers import needs_libreoffice

pytestmark = pytest.mark.render


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each view of report_views as PDF, converted in one run of LibreOffice."""
    soffice = needs_libreoffice()
    folder = tmp_path_factory.mktemp("papers")
    books = []
    for name in ("ordinary", "sparse", "long", "english"):
        path = folder / f"{name}.xlsx"
        path.write_bytes(render(getattr(report_views, name)()))
        books.append(str(path))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *books]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder


def _page(folder: Path, name: str, number: int) -> str:
    command = ["pdftotext", "-f", str(number), "-l", str(number), "-layout", str(folder / f"{name}.pdf"), "-"]
    return subprocess.run(command, check=True, capture_output=True, timeout=30).stdout.decode()


def _pages(folder: Path, name: str) -> int:
    command = ["pdfinfo", str(folder / f"{name}.pdf")]
    text = subprocess.run(command, check=True, capture_output=True, timeout=30).stdout.decode()
    return int(next(line for line in text.splitlines() if line.startswith("Pages:")).split()[1])


@pytest.mark.parametrize(("name", "pages"), [("ordinary", 3), ("sparse", 3), ("english", 3)])
def test_overview_roadmap_and_schedule_take_one_page_each(papers: Path, name: str, pages: int) -> None:
    assert _pages(papers, name) == pages


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("ordinary", "第12期", "2027年及以后的日期均为暂定"),
        ("long", "第128期", "2027年及以后的日期均为暂定"),
        ("english", "No. 12", "Dates from 2027 on are provisional"),
    ],
)
def test_the_overview_is_exactly_one_page(papers: Path, name: str, first: str, last: str) -> None:
    text = _page(papers, name, 1)
    assert first in text
    assert last in text
    assert last not in _page(papers, name, 2)


def test_a_long_roadmap_repeats_its_head_on_every_page(papers: Path) -> None:
    assert "承诺时限" in _page(papers, "long", 2)
    assert "承诺时限" in _page(papers, "long", 3)


def test_real_dates_show_in_the_reports_words(papers: Path) -> None:
    text = _page(papers, "ordinary", 2)
    assert "2027年1月22日（暂定）" in text
    assert "暂按30自然日" in text
    assert "###" not in text
