"""Each rule holds in the whole product, and each is shown to see a breach."""

import re

import pytest

from shell import navigation
from tests.architecture import house_rules as rules
from tests.architecture.house_rules import ROOT, Rule, Source, sources

ORM = ("services",)
CASES: list[tuple[Rule, tuple[str, ...], str, str]] = [
    # rule, packages it covers, a breach, and where the breach would stand
    (rules.own_clock, (), "import datetime\nx = datetime.datetime.now()", "services/x.py"),
    (rules.own_commit, (), "def f(session):\n    session.commit()", "services/x.py"),
    (rules.own_session_state, (), "st.session_state['a'] = 1", "pages/x_page.py"),
    (rules.bare_fragments, (), "@st.dialog('x')\ndef f(): ...", "pages/x_page.py"),
    (rules.python_logic_in_sql, ORM, "q.where(A.x == 1 and A.y == 2)", "services/x.py"),
    (rules.python_logic_in_sql, ORM, "q.where(A.x is None)", "services/x.py"),
    (rules.python_logic_in_sql, ORM, "q.where(not A.x)", "services/x.py"),
    (rules.python_logic_in_sql, ORM, "q.where((A.x == 1) & (A.y in [1]))", "services/x.py"),
    (rules.chinese_in_code, (), "x = '\u4ee3\u529e'", "pages/x_page.py"),
    (rules.actor_missing, ORM, "def f(*, a):\n    with reading(SYSTEM) as s: ...", "services/x.py"),
    (rules.actor_missing, ORM, "def f(*, actor=None):\n    with unit_of_work(actor): ...", "services/x.py"),
    (rules.long_file, (), "x = 1\n" * 301, "domain/x.py"),
    (rules.vague_name, (), "x = 1", "ui/date_utils.py"),
    (rules.vague_name, (), "def _handle_click(): ...", "ui/x.py"),
    (rules.key_of_a_slot, (), "a = Slot[int]('x.y')\nwith st.form('x.y'): ...", "ui/x.py"),
    (rules.broad_except, (), "try:\n    f()\nexcept Exception:\n    pass", "pages/x_page.py"),
]
RULES = {rule: packages for rule, packages, _, _ in CASES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_rule_holds(rule: Rule) -> None:
    found = [offence for source in sources(*RULES[rule]) for offence in rule(source)]
    assert not found, f"{rule.__doc__}\n" + "\n".join(found)


@pytest.mark.parametrize(("rule", "packages", "breach", "path"), CASES)
def test_rule_sees_a_breach(rule: Rule, packages: tuple[str, ...], breach: str, path: str) -> None:
    assert list(rule(Source(path, breach)))


def test_right_code_passes_the_sql_rule() -> None:
    good = "q.where(A.x == 1, A.y.is_(None)).where((A.x > 1) & ~A.z).where(A.n == (1 if lang is None else 2))"
    assert not list(rules.python_logic_in_sql(Source("services/x.py", good)))


def test_no_init_files_that_shadow_packages() -> None:
    """tests/services/__init__.py would shadow `services`, locale/__init__.py the standard library."""
    found = [
        str(p.relative_to(ROOT))
        for folder in ("tests", "locale")
        for p in (ROOT / folder).rglob("__init__.py")
    ]
    assert not found


def test_page_files_differ_from_their_urls() -> None:
    """Streamlit runs pages/<url>.py itself if there is one; and every entry of the menu has its page."""
    stems = {path.stem for path in (ROOT / "pages").glob("*.py")} - {"__init__"}
    urls = {entry.name for entry in navigation.ENTRIES}
    assert not stems & urls
    assert stems == {f"{url}_page" for url in urls}


def test_pages_only_define() -> None:
    """A page has one `render(actor)` and nothing runs when it is imported."""
    wrong = []
    for source in sources("pages"):
        if source.path == "pages/__init__.py":
            continue
        names = [node.name for node in source.tree.body if hasattr(node, "name")]
        if "render" not in names:
            wrong.append(f"{source.path} has no render()")
        wrong += [
            f"{source.path}:{node.lineno} runs at import"
            for node in source.tree.body
            if type(node).__name__ in ("For", "While", "With", "If", "Try")
        ]
    assert not wrong, wrong


def test_app_is_small_and_on_top() -> None:
    """app.py may know everything below it, nothing may know app.py (import-linter takes packages only)."""
    text = (ROOT / "app.py").read_text(encoding="utf-8")
    assert text.count("\n") <= 60
    knows = [
        s.path for s in sources(*rules.PACKAGES) if re.search(r"^\s*(import app\b|from app\b)", s.text, re.M)
    ]
    assert not knows


def test_test_files_have_unique_names() -> None:
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))
