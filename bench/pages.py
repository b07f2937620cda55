"""Reruns of the pool and a project page against a bare page, in one process by AppTest."""

from collections.abc import Callable
from unittest.mock import patch

from sqlmodel import select
from streamlit.testing.v1 import AppTest

from bench.measure import Figure, median_of
from domain.access import SYSTEM, Actor
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
        floor = _rerun(bare)
        return [
            Figure("pool page rerun / bare page", _rerun(pool), floor, 5),
            Figure("project page rerun / bare page", _rerun(project, id=str(project_id)), floor, 5),
        ]


def _rerun(page: Callable[[], None], **query: str) -> float:
    test = AppTest.from_function(page, default_timeout=60)
    for name, value in query.items():
        test.query_params[name] = value
    test.run()
    if test.exception:
        raise RuntimeError(test.exception[0].message)
    return median_of(20, test.run)


def _subjects() -> tuple[Actor, int]:
    with reading(SYSTEM) as session_:
        account = session_.exec(select(Account).where(Account.role == "coordinator")).first()
        project = session_.exec(
            select(Project.id).where(Project.status == "active").order_by(Project.steps_needed.desc())
        ).first()
    assert account and account.id and project
    return Actor(account.id, account.display_name, "coordinator"), project
