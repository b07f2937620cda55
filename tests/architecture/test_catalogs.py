"""Every word on screen exists in both languages, and no entry waits for nobody."""

import ast
import re
from enum import EnumType

import pytest
from babel.messages.pofile import read_po

from domain import errors, vocabulary
from services import words
from services.words import DOTTED, LANGS
from shell import navigation
from tests.architecture.house_rules import HAN, Source, calls, name_of, sources

SPEAKERS = {"_", "say", "translate", "words.translate", "both"}
ERRORS = {name for name in vars(errors) if isinstance(getattr(errors, name), type)}
# enums that are never shown: they steer the engine
SILENT = {"StateKind", "ClockKind"}
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]")


def spoken(source: Source) -> set[str]:
    """The msgids that a file gives to `_()` and its like, and the codes of the errors it raises."""
    found = set()
    for name, call in calls(source):
        first = call.args[0] if call.args else None
        is_text = isinstance(first, ast.Constant) and isinstance(first.value, str)
        if is_text and (name in SPEAKERS or name.rsplit(".", 1)[-1] in ERRORS):
            found.add(first.value)
    return found


def everything_spoken() -> dict[str, str]:
    said = {msgid: source.path for source in sources() for msgid in spoken(source)}
    for entry in navigation.ENTRIES:
        said[entry.title] = said[entry.group] = "shell/navigation.py"
    return {msgid: path for msgid, path in said.items() if msgid}


def enum_words() -> set[str]:
    enums = [value for value in vars(vocabulary).values() if isinstance(value, EnumType)]
    shown = [e for e in enums if e.__module__ == vocabulary.__name__ and e.__name__ not in SILENT]
    snake = {e: re.sub(r"(?<!^)(?=[A-Z])", "_", e.__name__).lower() for e in shown}
    return {f"{snake[e]}.{member.value}" for e in shown for member in e}


@pytest.mark.parametrize("lang", LANGS)
def test_no_word_is_missing(lang: str) -> None:
    missing = [
        f"{path}: {msgid}" for msgid, path in everything_spoken().items() if not words.has_word(msgid, lang)
    ]
    missing += [f"vocabulary: {key}" for key in enum_words() if not words.has_word(key, lang)]
    assert not missing, "\n" + "\n".join(sorted(missing))


def test_no_msgid_has_two_texts() -> None:
    twice = []
    for lang in LANGS:
        seen: dict[str, str] = {}
        for file in words.catalog_files(lang):
            with file.open("rb") as stream:
                for message in read_po(stream, locale=lang):
                    if message.id and seen.setdefault(str(message.id), str(message.string)) != str(
                        message.string
                    ):
                        twice.append(f"{file.name}: {message.id}")
    assert not twice, "\n" + "\n".join(twice)


def test_no_entry_is_unused() -> None:
    """A literal of the code (also in tables and f-string prefixes), reference data, or nobody says it."""
    literals, prefixes = set(), set()
    for source in sources():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                literals.add(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                prefixes.add(str(node.values[0].value))
    prefixes = {prefix for prefix in prefixes if re.fullmatch(r"[a-z_]+\.[a-z_.]*", prefix)}
    said = literals | enum_words()
    unused = [
        f"{lang}: {msgid}"
        for lang in LANGS
        for msgid in words.catalog(lang)
        if msgid not in said and not (DOTTED.match(msgid) and msgid.startswith(tuple(prefixes)))
    ]
    assert not unused, "\n" + "\n".join(unused)


def test_placeholders_agree() -> None:
    """A Chinese sentence has the placeholders of its English (texts under a key may differ)."""
    sentences = {msgid: text for msgid, text in words.catalog("zh_CN").items() if not DOTTED.match(msgid)}
    differing = [msgid for msgid, text in sentences.items() if _names(text) != _names(msgid)]
    assert not differing, "\n" + "\n".join(differing)


def _names(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)", text))


def test_english_has_no_chinese() -> None:
    own_names = {"language.zh_cn"}
    found = [m for m, text in words.catalog("en").items() if HAN.search(text) and m not in own_names]
    assert not found, found


def test_chinese_uses_full_width_punctuation() -> None:
    found = [f"{msgid} → {text}" for msgid, text in words.catalog("zh_CN").items() if HALF_WIDTH.search(text)]
    assert not found, "\n" + "\n".join(found)


def test_words_are_not_asked_at_import() -> None:
    """At import time nobody has chosen a language yet: `_()` belongs inside functions."""
    early = []
    for source in sources("pages", "ui", "shell", "web"):
        inside = {
            id(n) for f in ast.walk(source.tree) if _is_function(f) for b in f.body for n in ast.walk(b)
        }
        early += [
            f"{source.path}:{node.lineno}"
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Call) and name_of(node.func) == "_" and id(node) not in inside
        ]
    assert not early, early


def _is_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
