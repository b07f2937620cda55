"""Plain http beside the Streamlit pages: sign-in, files, health, headers and the gate."""

from starlette.routing import Route

from web import auth, files, first_start, health, password


def routes() -> list[Route]:
    """Every own route; they come before Streamlit's."""
    return [*auth.routes, *password.routes, *first_start.routes, *health.routes, *files.routes, *_reports()]


def _reports() -> list[Route]:
    from importlib.util import find_spec

    if find_spec("web.reports") is None:
        return []
    from web import reports

    return list(reports.routes)
