"""The application: `streamlit run app.py` or `uvicorn app:app`.

The main script lives in shell/, not here: Streamlit runs any file of a pages/ folder beside the main script
on a direct url, before and without it, so beside app.py that would be a hole around sign-in.
"""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit import net_util
from streamlit.runtime.scriptrunner import get_script_run_ctx

import web
from domain.vocabulary import Role
from shell import frame, navigation
from web.failures import Failures
from web.gate import Gate, Map
from web.page_base import PageBase
from web.security import Headers, redact_access_log
from web.startup import lifespan

routes = web.routes()
site = Map(
    urls={role: navigation.urls_of(role) for role in Role},
    starts=navigation.START,
    own_routes=routes,
)
redact_access_log()
# Streamlit asks a host on the internet for its own address when an origin is unknown; sites are offline
net_util.get_external_ip = lambda: None
document = Path(st.__file__).parent / "static" / "index.html"
app = st.App(
    Path(__file__).parent / "shell" / "main.py",
    lifespan=lifespan,
    routes=routes,
    middleware=[
        *(Middleware(Headers), Middleware(Failures), Middleware(Gate, site=site)),
        Middleware(PageBase, urls=frozenset().union(*site.urls.values()), document=document),
    ],
    on_script_error=frame.show_error,
)

if get_script_run_ctx(suppress_warning=True) is not None:  # AppTest runs this file as a script
    frame.run()
