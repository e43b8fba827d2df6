"""The app for a server, started by ``streamlit run server.py``: app.py with an address ``/health`` and a log.

An address below a page, such as ``/classify/x``, is redirected to the page. With app.py alone it stays white: Streamlit
answers it with its index.html, whose scripts are looked for beside the address, at ``/classify/static``, and nothing of
app.py runs before they do.
"""

import sys
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

if __name__ == "__main__" and "streamlit" not in sys.modules:
    with suppress(ImportError):
        import cnnviz  # noqa: F401 ends with a sentence if this Python cannot run the app
    raise SystemExit("This is a Streamlit app. Start it with: streamlit run server.py")

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from cnnviz.actions.health import health
from cnnviz.base import logs
from cnnviz.ui.shell.menu import menu


async def report_health(request: Request) -> JSONResponse:
    """Answer with the state of the machine, with status 503 where something is wrong."""
    facts = await run_in_threadpool(health)
    return JSONResponse(facts, 200 if facts["ok"] else 503)


async def redirect_to_page(request: Request) -> Response:
    """Redirect from an address below a page to the page, with the query.

    What a page's script asks of Streamlit itself is not found there: it then asks at the root, where Streamlit answers.
    """
    if request.path_params["below"].startswith("_stcore/"):
        return Response(status_code=404)
    path = str(request.scope["path"]).removesuffix(f"/{request.path_params['below']}")
    return RedirectResponse(f"{path}?{request.url.query}" if request.url.query else path)


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Log when the server starts and ends."""
    logs.start()
    logs.event("server started")
    yield
    logs.event("server ended")


def log_error(error: Exception) -> None:
    """Log that a page failed and where, without the message, which may hold names."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    logs.fault("page failed", error=type(error).__name__, at=f"{Path(frame.filename).name}:{frame.lineno}")


PAGES = [entry.name for entries in menu().values() for entry in entries]
ROUTES = [
    Route("/health", report_health),
    *(Route(f"/{page}/{{below:path}}", redirect_to_page) for page in PAGES),
]

app = st.App("app.py", routes=ROUTES, lifespan=lifespan, on_script_error=log_error)
