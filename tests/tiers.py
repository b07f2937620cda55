"""Tiers that need programs beside Python: a missing one fails under CI and is loud everywhere else."""

import os
import shutil
import warnings
from pathlib import Path

import pytest

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FONT_FOLDERS = (Path("/usr/share/fonts"), Path.home() / ".fonts", Path.home() / ".local/share/fonts")


def needs_libreoffice() -> str:
    """The path of soffice; with it pdfinfo, pdftotext and a CJK font. A test without them ends here."""
    soffice = shutil.which("soffice")
    found = soffice and shutil.which("pdfinfo") and shutil.which("pdftotext")
    if not found or not _has_cjk_font():
        _missing("render", "libreoffice-calc poppler-utils fonts-noto-cjk")
    return str(soffice)


def needs_chromium() -> str:
    """The path of a Chromium for Playwright's executable_path. A test without it or a CJK font ends here."""
    chromium = next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    if chromium is None or not _has_cjk_font():
        _missing("browser", "chromium fonts-noto-cjk")
    return str(chromium)


def needs_openssl() -> str:
    """The path of openssl, which makes certificates. A test without it ends here."""
    openssl = shutil.which("openssl")
    if openssl is None:
        _missing("certificates", "openssl")
    return str(openssl)


def _has_cjk_font() -> bool:
    return any(next(folder.rglob("*CJK*"), None) for folder in _FONT_FOLDERS if folder.is_dir())


def _missing(tier: str, packages: str) -> None:
    """Fail under CI; else warn with the command that installs the tier, and end the test as not run."""
    text = (
        f"the {tier} tier did NOT run; install it with: apt-get install -y --no-install-recommends {packages}"
    )
    if os.environ.get("CI"):
        pytest.fail(text)
    warnings.warn(text, stacklevel=3)
    pytest.skip(text)
