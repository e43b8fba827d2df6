"""Helpers of the tests of pages: open a page as a browser would, and read what it shows."""

import json
import os
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from cnnviz import recipes
from cnnviz.locale import speaking
from cnnviz.training.runs import Run, Status
from cnnviz.training.runs import status as states
from cnnviz.training.runs.status import ACTIVE
from cnnviz.ui.parts.state import Session
from cnnviz.ui.shell.menu import menu

ROOT = Path(__file__).parents[2]
PAGES = sorted(entry.file.name for entries in menu().values() for entry in entries)


def opened(page: str, timeout: float = 60, session: Session | None = None, **link: str) -> AppTest:
    """Open a page of the app, as a link with these names and values does in that session."""
    app = AppTest.from_file(ROOT / "app.py", default_timeout=timeout)
    if session:
        app.session_state["session"] = session
    for name, value in link.items():
        app.query_params[name] = value
    app.run()
    if page != "home.py":
        with speaking(link.get("lang", "en")):  # AppTest looks for the label of what is chosen on Home.
            app.switch_page(f"pages/{page}").run()
    assert not app.exception, app.exception[0].message
    return app


def words(app: AppTest) -> str:
    """Return all the text on the page outside its fields and tables."""
    return " ".join(
        text(element) for element in (*app.markdown, *app.info, *app.warning, *app.error, *app.success, *app.caption)
    )


def text(element: Any) -> str:
    """Return the text of an element as Markdown shows it, without the backslashes that escape signs."""
    return re.sub(r"\\([^A-Za-z0-9\s])", r"\1", str(element.value))


def field(fields: Any, name: str) -> Any:
    """Return the field that stands in the link under that name; its key also says what it is made for."""
    return next(each for each in fields if (each.key or "").split("@")[0] == name)


def in_state(state: str, message: str = "") -> Run:
    """Make a run as a training process would leave it in that state."""
    run = Run.create(recipes.get("tiny"))
    step = {"epoch": 1, "step": 1, "loss": 2.3, "accuracy": 0.1}
    (run.path / "metrics.jsonl").write_text(json.dumps(step) + "\n")
    alive = {"pid": os.getpid(), "host": states.hostname(), "heartbeat": time.time()} if state in ACTIVE else {}
    states.write(run.path, replace(Status(state, message, epochs=5, step=1, steps=41), **alive))
    return run
