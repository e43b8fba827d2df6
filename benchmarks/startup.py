"""The home page opens, and a click on Train is answered, within a budget in seconds."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from benchmarks.app import chromium, own_runs, read_json, served, wait_for
from benchmarks.measure import BenchmarkError, Case, Report, budget
from cnnviz.base.settings import ROOT

HOME_S, WORD_S, WARM_S, COLD_S = 0.3, 0.5, 4.0, 15.0
HOME_ROUNDS, WARM_ROUNDS, COLD_ROUNDS = 5, 3, 2

HOME = """
import json, sys, time
from streamlit.testing.v1 import AppTest

page, seconds = AppTest.from_file("app.py", default_timeout=60), []
for _ in range(2):
    started = time.perf_counter()
    page.run()
    seconds.append(time.perf_counter() - started)
assert not page.exception, page.exception
heavy = [name for name in ("keras", "tensorflow") if name in sys.modules]
print(json.dumps({"first": seconds[0], "again": seconds[1], "heavy": heavy}))
"""

# A shipped run's curve may be on the page before the click: the new one's first points are fewer.
WATCH = """() => {
    const seen = window.seen = {}, now = () => performance.now() / 1000
    const points = () => document.querySelector('.js-plotly-plot')?._fullData?.[0]?.x?.length || 0
    const before = points()
    const look = () => {
        const box = document.querySelector('[data-testid="stAlert"]')
        if (!seen.word && /(Waiting|Preparing|Training) ·/.test(box?.innerText)) seen.word = now()
        if (points() && points() !== before) seen.point = now()
        if (!seen.word || !seen.point) requestAnimationFrame(look)
    }
    addEventListener('click', () => { seen.click = now(); look() }, { capture: true, once: true })
}"""


def run() -> Report:
    """Measure the script of the home page in new processes, and clicks in a real browser on new servers."""
    return Report("startup", "budget", [*_home(), *_clicks()])


def _home() -> list[Case]:
    measured = [_home_page() for _ in range(HOME_ROUNDS)]
    heavy = sorted({name for each in measured for name in each["heavy"]})
    loads = {"loads_keras_or_tensorflow": bool(heavy)}
    return [
        budget("home page, the script run in a warm process", [each["again"] for each in measured], HOME_S, **loads),
        budget(
            "home page, the script's first run in a new process", [each["first"] for each in measured], HOME_S, **loads
        ),
    ]


def _home_page() -> dict[str, Any]:
    with own_runs() as (_, environment):
        command = [sys.executable, "-c", HOME]
        answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if answer.returncode:
        raise BenchmarkError(f"The home page failed: {answer.stderr.strip().splitlines()[-1]}")
    measured: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return measured


def _clicks() -> list[Case]:
    with chromium() as browser:
        warm = [_click(browser, warm=True) for _ in range(WARM_ROUNDS)]
        cold = [_click(browser, warm=False) for _ in range(COLD_ROUNDS)]
    what = "click on Train, tiny on digits, until"
    return [
        budget(f"{what} the page says that it prepares, warm worker", [each["word"] for each in warm], WORD_S),
        budget(f"{what} the page says that it prepares, no worker yet", [each["word"] for each in cold], WORD_S),
        budget(f"{what} the first point of a curve, warm worker", [each["point"] for each in warm], WARM_S),
        budget(f"{what} the first point of a curve, no worker yet", [each["point"] for each in cold], COLD_S),
    ]


def _click(browser: Any, warm: bool) -> dict[str, float]:
    """Return the seconds from the click until the word and until the first point, by the page's own clock."""
    with own_runs(CNNVIZ_WARM_WORKER=str(int(warm))) as (folder, environment), served(environment) as url:
        page = browser.new_page(viewport={"width": 1366, "height": 900})
        page.set_default_timeout(60_000)
        page.goto(f"{url}/train")
        network = page.get_by_role("combobox", name="Network")
        network.click()
        network.press_sequentially("Tiny network")  # A long list holds only the entries in sight.
        page.get_by_role("option", name="Tiny network").first.click()
        page.get_by_role("heading", name="Tiny network").wait_for()
        page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
        if warm:
            wait_for(lambda: read_json(folder / ".worker.json").get("state") == "ready", "the worker is ready")
        page.evaluate(WATCH)
        page.get_by_role("button", name="Train", exact=True).click()
        page.wait_for_function("() => seen.word && seen.point")
        seen: dict[str, float] = page.evaluate("() => seen")
        page.close()
    return {"word": seen["word"] - seen["click"], "point": seen["point"] - seen["click"]}
