"""Pages run by AppTest as a signed-in person, without a browser (cookies cannot be seeded there)."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from streamlit.testing.v1 import AppTest

from domain.access import Actor
from services import clock
from ui import session

_SECONDS = 30


@contextmanager
def signed_in(actor: Actor | None) -> Iterator[None]:
    """Within the block every page believes that this person is signed in."""
    with patch.object(session, "actor", return_value=actor):
        yield


def page(name: str, actor: Actor, **query: object) -> AppTest:
    """Run one page once, under a url with this query; further `.run()`s belong inside `signed_in(actor)`.

    The script runs in a thread of its own: it is told the instant that the test's clock shows.
    """
    test = AppTest.from_function(_show, args=(name, clock.now()), default_timeout=_SECONDS)
    for key, value in query.items():
        test.query_params[key] = [str(value)]
    with signed_in(actor):
        return test.run()


def _show(name: str, now: object) -> None:
    from importlib import import_module

    from services import clock
    from ui import session

    with clock.frozen(now):
        import_module(f"pages.{name}_page").render(session.actor())


def texts(test: AppTest) -> str:
    """Everything a page says, in one string: markdown, html, labels, captions and table cells."""
    said = [str(getattr(element, "value", "")) for element in (*test.markdown, *test.caption, *test.title)]
    said += [str(element.proto.body) for element in test.get("html")]
    said += [f"{element.label}" for element in (*test.button, *test.text_input, *test.selectbox)]
    said += [frame.value.to_string() for frame in test.dataframe]
    said += [str(element.value) for element in (*test.error, *test.warning, *test.info, *test.success)]
    return "\n".join(said)
