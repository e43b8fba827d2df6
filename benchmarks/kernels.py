"""A kernel is applied as fast as by OpenCV, SciPy and Keras, and the Kernels page answers within a budget."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.app import own_runs
from benchmarks.measure import BenchmarkError, Case, Report, alternate, budget, seconds, timed
from cnnviz.base.settings import ROOT
from cnnviz.explore.convolution.sliding import correlate_all

SIDE, KERNELS = 1000, 12
ROUNDS = 15
SMALL = 128
ANSWER_S = 0.25
PAGE = f"""
import json, sys, time
from streamlit.testing.v1 import AppTest

page, seconds = AppTest.from_file("{{app}}", default_timeout=120), []
processor = []
page.query_params["own"] = "true"
page.run().switch_page("pages/kernels.py").run()
for turn in range({ROUNDS}):
    page.number_input(key="scale").set_value(1.1 + turn / 10)
    started = time.perf_counter(), time.process_time()
    page.run()
    seconds.append(time.perf_counter() - started[0])
    processor.append(time.process_time() - started[1])
assert not page.exception, page.exception
heavy = [name for name in ("keras", "tensorflow") if name in sys.modules]
print(json.dumps({{{{"seconds": seconds, "processor": processor, "heavy": heavy}}}}))
"""

Pictures = NDArray[np.float32]


def run() -> Report:
    """Measure a colour photo of a megapixel through twelve 3×3 kernels, then a changed number on the page."""
    numbers = np.random.default_rng(0)
    photo = numbers.random((SIDE, SIDE, 3), np.float32)
    kernels = numbers.normal(size=(KERNELS, 3, 3)).astype(np.float32)
    ours, peers = partial(correlate_all, photo, kernels, "zero"), _peers(photo, kernels)
    apart = {name: float(np.abs(ours() - peer()).max()) for name, peer in peers.items()}  # Keras compiles.
    measured = alternate({"ours": timed(ours)} | {name: timed(peer) for name, peer in peers.items()}, ROUNDS)
    what = f"{SIDE}×{SIDE} colour photo, {KERNELS} kernels of 3×3"
    ours_s = measured["ours"]
    cases = [seconds(f"{what}: {name}", ours_s, measured[name], largest_difference=apart[name]) for name in peers]
    return Report("kernels", "other libraries; budget", [*cases, _against_loops(photo, kernels), _page()])


def _peers(photo: Pictures, kernels: Pictures) -> dict[str, Callable[[], Any]]:
    """Return the function of each installed library that gives the same, shape (kernels, rows, cols, 3)."""
    from scipy import ndimage

    from cnnviz import device

    device.start()
    import keras

    layer = keras.layers.Conv2D(KERNELS, 3, padding="same", use_bias=False)
    model = keras.Sequential([keras.Input((SIDE, SIDE, 1)), layer])
    layer.set_weights([kernels.transpose(1, 2, 0)[:, :, None]])
    channels = np.ascontiguousarray(photo.transpose(2, 0, 1)[..., None])
    peers: dict[str, Callable[[], Any]] = {
        "SciPy": lambda: np.stack([ndimage.correlate(photo, each[:, :, None], mode="constant") for each in kernels]),
        "Keras Conv2D": lambda: model.predict_on_batch(channels).transpose(3, 1, 2, 0),
    }
    if importlib.util.find_spec("cv2"):
        import cv2

        border = cv2.BORDER_CONSTANT
        peers["OpenCV"] = lambda: [cv2.filter2D(photo, cv2.CV_32F, each, borderType=border) for each in kernels]
    return peers


def _against_loops(photo: Pictures, kernels: Pictures) -> Case:
    grey = photo[:SMALL, :SMALL, 0]
    ours = timed(lambda: correlate_all(grey, kernels[:1], "zero"))
    measured = alternate({"ours": ours, "peer": timed(lambda: _loops(grey, kernels[0]))}, 3)
    return seconds(f"{SMALL}×{SMALL} grey photo, a kernel of 3×3: loops in Python", measured["ours"], measured["peer"])


def _loops(grey: Pictures, kernel: Pictures) -> Pictures:
    """Multiply and add as the documents explain it, one number after another."""
    answer, around = np.zeros_like(grey), np.pad(grey, 1)
    for row in range(len(grey)):
        for col in range(grey.shape[1]):
            total = 0.0
            for down in range(3):
                for across in range(3):
                    total += around[row + down, col + across] * kernel[down, across]
            answer[row, col] = total
    return answer


def _page() -> Case:
    with own_runs(CNNVIZ_WARM_WORKER="0") as (_, environment):
        command = [sys.executable, "-c", PAGE.format(app=ROOT / "app.py")]
        answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if answer.returncode:
        raise BenchmarkError("The Kernels page could not be measured: open it once, and correct what it reports.")
    page = json.loads(answer.stdout)
    return budget(
        "Kernels page, 512×512 photo, six kernels, one number changed",
        page["seconds"],
        ANSWER_S,
        loads_keras_or_tensorflow=bool(page["heavy"]),
        processor_seconds=median(page["processor"]),
    )
