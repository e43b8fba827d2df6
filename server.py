"""The app for a server: ``streamlit run server.py``.  As app.py, with an address ``/health`` and a log of what matters to its keeper."""

import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from cnnviz import logs
from cnnviz.health import health


async def tell(request: Request) -> JSONResponse:
    """Answer how the machine fares, with status 503 where something is wrong."""
    facts = await run_in_threadpool(health)
    return JSONResponse(facts, 200 if facts["ok"] else 503)


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


app = st.App("app.py", routes=[Route("/health", tell)], lifespan=lifespan, on_script_error=note)
