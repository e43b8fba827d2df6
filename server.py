"""The app for a server: ``streamlit run server.py`` adds an address ``/health`` and a log to app.py.

An address below a page, such as ``/classify/x``, redirects to the page. With app.py alone such an address stays
white: Streamlit answers with its index.html, whose scripts are then requested from ``/classify/static``, before
anything of app.py runs.
"""

import sys
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

if __name__ == "__main__" and "streamlit" not in sys.modules:
    with suppress(ImportError):
        import cnnviz  # noqa: F401 (ends with a sentence if this Python cannot run the app)
    raise SystemExit("This is a Streamlit app. Start it with: streamlit run server.py")

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

from cnnviz.actions.health import health
from cnnviz.base import logs


async def report_health(request: Request) -> JSONResponse:
    """Answer with the server's health, with status 503 if something is wrong."""
    facts = await run_in_threadpool(health)
    return JSONResponse(facts, 200 if facts["ok"] else 503)


async def to_page(request: Request) -> RedirectResponse:
    """Redirect from an address below a page to the page, keeping the query."""
    path = str(request.scope["path"]).removesuffix(f"/{request.path_params['below']}")
    return RedirectResponse(f"{path}?{request.url.query}" if request.url.query else path)


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Log when the server starts and ends."""
    logs.start()
    logs.event("server started")
    yield
    logs.event("server ended")


def note(error: Exception) -> None:
    """Log that a page failed and where, but not its content."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    logs.fault("page failed", error=type(error).__name__, at=f"{Path(frame.filename).name}:{frame.lineno}")


PAGES = sorted(path.stem for path in (Path(__file__).parent / "pages").glob("*.py"))
ROUTES = [Route("/health", report_health), *(Route(f"/{page}/{{below:path}}", to_page) for page in PAGES)]

app = st.App("app.py", routes=ROUTES, lifespan=lifespan, on_script_error=note)
