"""The layers as drawn in docs/architecture.md, checked by import-linter with .importlinter."""

import os

from importlinter.cli import lint_imports

from tests.architecture.house_rules import ROOT


def test_layers(monkeypatch, capsys) -> None:
    monkeypatch.chdir(ROOT)
    failed = lint_imports(config_filename=os.fspath(ROOT / ".importlinter"), no_cache=True)
    assert not failed, capsys.readouterr().out
