"""Reruns of the pool and a project page against a bare page, in one process by AppTest."""

from collections.abc import Callable
from unittest.mock import patch

from sqlmodel import select
from streamlit.testing.v1 import AppTest

from bench.measure import Figure, medians
from domain.access import SYSTEM, Actor
from domain.vocabulary import Role
from models import Account, Project
from services.database import reading
from ui import session


def bare() -> None:
    """The floor: 50 rows, 4 metrics and 2 figures that Streamlit has to send anyway."""
    import pandas as pd
    import streamlit as st

    for column in st.columns(4):
        column.metric("n", 1)
    st.dataframe(pd.DataFrame({f"c{i}": [f"text {n}" for n in range(50)] for i in range(12)}))
    for n in range(2):
        figure = {"data": [{"type": "bar", "x": list(range(10)), "y": list(range(10))}], "layout": {}}
        st.plotly_chart(figure, key=f"figure{n}")


def pool() -> None:
    from pages import pool_page
    from ui import session

    pool_page.render(session.actor())


def project() -> None:
    from pages import project_page
    from ui import session

    project_page.render(session.actor())


def figures() -> list[Figure]:
    coordinator, project_id = _subjects()
    with patch.object(session, "actor", return_value=coordinator):
        return [
            Figure("pool page rerun / bare page", *medians(20, opened(pool), opened(bare)), 5),
            Figure(
                "project page rerun / bare page",
                *medians(20, opened(project, id=str(project_id)), opened(bare)),
                5,
            ),
        ]


def opened(page: Callable[[], None], **query: str) -> Callable[[], object]:
    """A page that has run once without an error; what it returns runs it again."""
    test = AppTest.from_function(page, default_timeout=60)
    for name, value in query.items():
        test.query_params[name] = value
    test.run()
    if test.exception:
        raise RuntimeError(test.exception[0].message)
    return test.run


def _subjects() -> tuple[Actor, int]:
    """A coordinator, and a project with as many steps as there are."""
    with reading(SYSTEM) as session_:
        people = select(Account.id, Account.display_name).where(Account.role == Role.COORDINATOR)
        account_id, name = session_.exec(people).first()
        largest = select(Project.id).where(Project.status == "active").order_by(Project.steps_needed.desc())
        project_id = session_.exec(largest).first()
    return Actor(account_id, name, Role.COORDINATOR), project_id
