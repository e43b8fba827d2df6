"""Open what a version of Keras wrote and compare the answers: (folder of `write.write`) -> a line for each fault."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import cnnviz
from cnnviz.base.errors import CnnvizError
from cnnviz.explore.upload import intake

NEAR, NEAR_IN_HALF_PRECISION = 1e-4, 5e-3


def pictures(shape: tuple[int, ...]) -> list[NDArray[np.uint8]]:
    """Return the pictures that the answers are for, as the app takes them."""
    given = np.random.default_rng(1).integers(0, 256, (4, *shape)).astype("uint8")
    return list(given if given.ndim == 4 else given[..., None])


def in_this_process(file: Path, folder: Path, scale: str | None) -> dict[str, Any]:
    """Open a file as `cnnviz.explore.upload.intake.take_in` does, without the ten seconds that a new process needs."""
    try:
        return intake._open(file, folder, scale)
    except MemoryError:
        raise intake.ForeignError(intake.TOO_LARGE) from None


def faults(folder: Path) -> Iterator[str]:
    """Yield a line for each file of a folder that is not opened, or answers differently than where it was written."""
    for name, known in json.loads((folder / "answers.json").read_text())["answers"].items():
        # A network does not tell that it expects -1 to 1: a user has to.
        scale = known["scale"] if known["scale"] == "-1 to 1" else None
        try:
            run = cnnviz.take_in(folder / name, scale)
            answers = np.stack(
                [answer.probabilities for answer in cnnviz.answers(run, pictures(tuple(known["shape"])))]
            )
        except CnnvizError as error:
            yield f"{name}: {error}"
            continue
        near = NEAR_IN_HALF_PRECISION if name.startswith(("mixed", "policy")) else NEAR
        if not np.allclose(answers, known["said"], atol=near):
            yield f"{name}: answers differ by {np.abs(answers - known['said']).max():.2g}"
