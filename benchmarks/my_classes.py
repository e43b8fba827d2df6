"""A network of a user's own classes is trained within a minute of uploading, and accurate."""

from __future__ import annotations

import os
import time
from functools import partial
from hashlib import md5
from pathlib import Path

import numpy as np

from benchmarks.app import own_runs, wait_for
from benchmarks.measure import BenchmarkError, Case, Report, budget
from cnnviz import datasets, device, recipes
from cnnviz.datasets import flowers
from cnnviz.datasets.fetching.official import local_folder
from cnnviz.datasets.personal import adding, sets, source
from cnnviz.training.queueing import queue
from cnnviz.training.runs.status import ENDED

WAIT_S, LEAST_ACCURACY = 60.0, 0.85
PHOTOS, LEARNED = 30, 30
"""Photos of each class that are added, in the first case, and that are learned from, in the second."""
DRAWS = 3
"""Sets of photos that are learned from, each anew, for the accuracy: with so few, a hundredth is luck."""


def run() -> Report:
    """Add photos of five flowers as a browser sends them, train in the worker, and classify photos it never saw."""
    folder = local_folder(flowers.FOLDER)
    if folder is None:
        raise BenchmarkError(
            "The photos of flowers are not here: set CNNVIZ_DATA_DIR to a folder that holds flower_photos."
        )
    wait, figures = _measure(folder, PHOTOS)
    more = next(count for count in range(LEARNED, 3 * LEARNED) if count - sum(source.shares(count)) == LEARNED)
    draws = [_measure(folder, more, draw) for draw in range(DRAWS)]
    accuracy = float(np.mean([each["accuracy"] for _, each in draws]))
    return Report(
        "my_classes",
        "budget",
        [
            budget(f"5 classes of {PHOTOS} photos, from the first photo to a named one", [wait], WAIT_S, **figures),
            Case(
                f"accuracy on {draws[0][1]['tested']} other photos, {LEARNED} of a class learned from",
                accuracy / LEAST_ACCURACY,
                accuracy,
                LEAST_ACCURACY,
                "accuracy",
                {"each": [each["accuracy"] for _, each in draws], "seconds": [seconds for seconds, _ in draws]},
            ),
        ],
    )


def _measure(folder: Path, count: int, draw: int = 0) -> tuple[float, dict[str, float]]:
    """Return the seconds from the first photo to the first answer, and the figures of each step.

    Args:
        folder: Of the photos.
        count: Photos of each class that are added.
        draw: Number of the draw; no two share a photo. Photos are ordered by the checksums of their names, as in the
            split: by name, those of one photographer and day would stand together.
    """
    parts = flowers.split(
        {label: [path.name for path in (folder / label).glob("[!.]*.jpg")] for label in flowers.LABELS}
    )
    uploads = {
        label: [(folder / name).read_bytes() for name in _shuffled(files)[draw * count : (draw + 1) * count]]
        for label, files in zip(flowers.LABELS, parts["train"], strict=True)
    }
    tests = [(label, folder / name) for label, files in enumerate(parts["test"]) for name in files]
    with own_runs() as (_, environment):
        before = dict(os.environ)
        os.environ.update(environment)
        try:
            return _wait(uploads, tests)
        finally:
            os.environ.clear()
            os.environ.update(before)


def _shuffled(names: list[str]) -> list[str]:
    return sorted(names, key=lambda name: md5(name.encode()).digest())


def _wait(uploads: dict[str, list[bytes]], tests: list[tuple[int, Path]]) -> tuple[float, dict[str, float]]:
    device.start()
    from cnnviz import actions

    queue.ensure_worker()  # As the app does when it starts.
    wait_for(lambda: queue.worker().get("state") == "ready", "the worker is ready")
    started = time.perf_counter()
    name = sets.create("Flowers").name
    for label, photos in uploads.items():
        chosen = sets.add_class(name, label).folder
        for _ in adding.add_photos(name, [(chosen, "photo.jpg", partial(bytes, photo)) for photo in photos]):
            pass
    added = time.perf_counter()
    run = queue.submit(recipes.get("my_classes").edited(dataset=name))
    while (status := run.status()).state not in ENDED:
        time.sleep(0.1)
    if status.state != "done":
        raise BenchmarkError(f"The training ended as {status.state}: {status.message}")
    trained = time.perf_counter()
    opened = actions.open_run(run)
    actions.classify(opened, tests[0][1])
    named = time.perf_counter()
    right = [actions.classify(opened, path, top=1)[0].label == flowers.LABELS[label] for label, path in tests]
    held = run.evaluation() or {}
    datasets.forget()
    return named - started, {
        "adding_s": added - started,
        "training_s": trained - added,
        "answer_s": named - trained,
        "accuracy": float(np.mean(right)),
        "tested": len(right),
        "own_test_accuracy": held.get("test_accuracy", 0.0),
    }
