"""Plain http beside the Streamlit pages: sign-in, files, health, headers and the gate."""

from starlette.routing import Route

from web import (
    auth,
    catalogue,
    chase,
    feed,
    files,
    first_start,
    health,
    ledgers,
    page_base,
    password,
    print_page,
    reports,
    whatif,
    winter,
)


def routes() -> list[Route]:
    """Every own route; they come before Streamlit's."""
    return [
        *auth.routes,
        *password.routes,
        *first_start.routes,
        *health.routes,
        *files.routes,
        *feed.routes,
        *reports.routes,
        *ledgers.routes,
        *catalogue.routes,
        *chase.routes,
        *print_page.routes,
        *whatif.routes,
        *winter.routes,
        *page_base.routes,
    ]
