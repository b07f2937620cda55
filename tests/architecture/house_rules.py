"""The rules of docs/architecture.md that no linter knows, as functions from a file to its offences."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("cli", "shell", "web", "jobs", "pages", "ui", "exports", "services", "models", "domain")
HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Source:
    """One file: its path inside the repository, text and syntax tree."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.text)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


def sources(*packages: str) -> list[Source]:
    """Every Python file of the packages, and app.py when none are named."""
    files = [ROOT / "app.py"] if not packages else []
    for package in packages or PACKAGES:
        files += sorted((ROOT / package).rglob("*.py"))
    return [Source(str(file.relative_to(ROOT)), file.read_text(encoding="utf-8")) for file in files]


def name_of(node: ast.AST) -> str:
    """`a.b.c` of a chain of names, empty for anything else."""
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def calls(source: Source) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            yield name_of(node.func), node


CLOCK_CALL = re.compile(r"(^|\.)(datetime|date|time)\.(now|utcnow|today|time)$")


def own_clock(source: Source) -> Iterator[str]:
    """now() and today() come from services/clock.py alone."""
    if source.path == "services/clock.py":
        return
    for name, node in calls(source):
        if CLOCK_CALL.search(name):
            yield f"{source.path}:{node.lineno} {name}()"


def own_commit(source: Source) -> Iterator[str]:
    """Only services/database.py commits (and the migration that runs before there is a transaction)."""
    if source.path in ("services/database.py", "services/schema.py"):
        return
    for name, node in calls(source):
        if name.endswith((".commit", ".rollback")):
            yield f"{source.path}:{node.lineno} {name}()"


def own_session_state(source: Source) -> Iterator[str]:
    """Streamlit's session state and cookies are touched in ui/session.py alone."""
    if source.path == "ui/session.py":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and name_of(node) in ("st.session_state", "st.context.cookies"):
            yield f"{source.path}:{node.lineno} {name_of(node)}"


def bare_fragments(source: Source) -> Iterator[str]:
    """Dialogs and fragments rerun without the shell: ui/fragments.py wraps them with the session check."""
    if source.path == "ui/fragments.py":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and name_of(node) in ("st.dialog", "st.fragment", "st.cache_data"):
            yield f"{source.path}:{node.lineno} {name_of(node)}"


def python_logic_in_sql(source: Source) -> Iterator[str]:
    """`a == b and c is True` inside where() silently drops a condition: use & or several arguments."""
    for name, node in calls(source):
        if not name.endswith((".where", ".filter", ".having")) and name not in ("and_", "or_"):
            continue
        for argument in node.args:
            for inner in _without_calls(argument):
                if isinstance(inner, ast.BoolOp) or _is_identity(inner):
                    yield f"{source.path}:{inner.lineno} and/or/is/not inside {name.rsplit('.', 1)[-1]}()"


def _is_identity(node: ast.AST) -> bool:
    if isinstance(node, ast.Compare):
        return any(isinstance(op, ast.Is | ast.IsNot | ast.In | ast.NotIn) for op in node.ops)
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


def _without_calls(node: ast.AST) -> Iterator[ast.AST]:
    """The expression itself, not the arguments of functions called in it or plain `if` choices."""
    if isinstance(node, ast.Lambda | ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.IfExp):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(node, ast.Call):
            yield from _without_calls(child)


def chinese_in_code(source: Source) -> Iterator[str]:
    """Chinese lives in locale/ and reference/; docstrings and comments may quote a term."""
    if source.path == "services/settings.py":  # the default name of the district is data
        return
    docstrings = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            docstrings.add(id(node.value))
    for node in ast.walk(source.tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in docstrings and HAN.search(node.value):  # type: ignore[attr-defined]
            yield f"{source.path}:{node.lineno} {node.value[:30]!r}"  # type: ignore[attr-defined]


def actor_missing(source: Source) -> Iterator[str]:
    """A public service function that opens a transaction takes a mandatory keyword `actor`."""
    for node in source.tree.body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        opens = {name for name, _ in calls(Source(source.path, ast.unparse(node)))}
        if not opens & {"unit_of_work", "reading", "database.unit_of_work", "database.reading"}:
            continue
        keyword_only = {
            a.arg for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if d is None
        }
        if "actor" not in keyword_only and f"{source.path}:{node.name}" not in WITHOUT_ACTOR:
            yield f"{source.path}:{node.lineno} {node.name}()"


WITHOUT_ACTOR = {
    # they find out who acts, or act before anybody can
    "services/accounts/first_start.py:create_first_administrator",
    "services/accounts/first_start.py:has_accounts",
    "services/accounts/first_start.py:new_setup_code",
    "services/accounts/sessions.py:live_session",
    "services/accounts/sessions.py:sign_out",
    "services/accounts/sign_in.py:sign_in",
    # the token of the private address finds the person
    "services/calendar_feed/reading.py:feed",
    # loads the packaged reference data, as the system
    "services/catalogue/loading.py:load",
}


def long_file(source: Source) -> Iterator[str]:
    """No file over 300 lines."""
    lines = source.text.count("\n")
    if lines > 300:
        yield f"{source.path} has {lines} lines"


def vague_name(source: Source) -> Iterator[str]:
    """Never utils, helpers, manager, handle_: a name says what a thing does."""
    if re.search(r"(^|[/_])(utils?|helpers?|managers?)(\.|/|_|$)", source.path):
        yield source.path
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef) and node.name.lstrip("_").startswith("handle_"):
            yield f"{source.path}:{node.lineno} {node.name}"


def broad_except(source: Source) -> Iterator[str]:
    """Errors reach the boundary: `except Exception` only where a boundary is."""
    allowed = ("shell/frame.py", "web/failures.py", "services/database.py")
    for node in ast.walk(source.tree):
        is_broad = isinstance(node, ast.ExceptHandler) and (
            node.type is None or name_of(node.type) in ("Exception", "BaseException")
        )
        if is_broad and not source.path.startswith(allowed):
            yield f"{source.path}:{node.lineno}"  # type: ignore[attr-defined]


def key_of_a_slot(source: Source) -> Iterator[str]:
    """No form or widget has the name of a stored value: Streamlit refuses to draw it once that is set."""
    found = [node for node in ast.walk(source.tree) if isinstance(node, ast.Call)]
    slots = {
        one.value
        for node in found
        if isinstance(node.func, ast.Subscript) and name_of(node.func.value) == "Slot"
        for one in node.args
        if isinstance(one, ast.Constant)
    }
    for node in found:
        given = [word.value for word in node.keywords if word.arg == "key"]
        given += node.args[:1] if name_of(node.func).endswith(".form") else []
        for one in given:
            if isinstance(one, ast.Constant) and one.value in slots:
                yield f"{source.path}:{node.lineno} {one.value}"


Rule = Callable[[Source], Iterator[str]]
