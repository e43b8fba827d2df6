"""The app for a server: ``streamlit run server.py``.  As app.py, with an address ``/health`` and a log of what matters to its keeper.

An address below a page, such as ``/classify/x``, leads to the page. With app.py alone it stays white: Streamlit answers it with its
index.html, whose scripts are looked for beside the address, at ``/classify/static``, and of app.py nothing runs before they do.
"""

import sys
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

if __name__ == "__main__" and "streamlit" not in sys.modules:
    with suppress(ImportError):
        import cnnviz  # noqa: F401 (it ends here, with a sentence, where this Python cannot run it)
    raise SystemExit("This is a Streamlit app. Start it with: streamlit run server.py")

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

from cnnviz.actions.health import health
from cnnviz.base import logs


async def tell(request: Request) -> JSONResponse:
    """Answer how the machine fares, with status 503 where something is wrong."""
    facts = await run_in_threadpool(health)
    return JSONResponse(facts, 200 if facts["ok"] else 503)


async def to_page(request: Request) -> RedirectResponse:
    """Lead from an address below a page to the page, with what the link says."""
    path = str(request.scope["path"]).removesuffix(f"/{request.path_params['below']}")
    return RedirectResponse(f"{path}?{request.url.query}" if request.url.query else path)


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Write down when the server begins and ends."""
    logs.start()
    logs.event("server started")
    yield
    logs.event("server ended")


def note(error: Exception) -> None:
    """Write down that a page failed and where, not what it was about."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    logs.fault("page failed", error=type(error).__name__, at=f"{Path(frame.filename).name}:{frame.lineno}")


PAGES = sorted(path.stem for path in (Path(__file__).parent / "pages").glob("*.py"))
ROUTES = [Route("/health", tell), *(Route(f"/{page}/{{below:path}}", to_page) for page in PAGES)]

app = st.App("app.py", routes=ROUTES, lifespan=lifespan, on_script_error=note)
