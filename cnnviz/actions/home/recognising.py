"""Which of several networks knows what a picture shows: their answers -> those that claim it, and the others.

A network claims a picture where it finds enough evidence that the picture is of its classes. It is believed only if it
was tried on pictures of other things and could tell them from its own: of the ready-made networks, some could not, and
claim nearly every picture. What they name is a guess.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cnnviz import datasets
from cnnviz.images import mnist_frame
from cnnviz.training.runs import Run

if TYPE_CHECKING:
    from cnnviz.explore.classify.classifier import Answer


@dataclass(frozen=True)
class Opinion:
    """What one network holds a picture to be.

    Attributes:
        name: Name of its run.
        label: Its likeliest class.
        probability: Of that class, calibrated, 0 to 1.
        surety: How far its evidence is above the least that it asks for, as a share of what is possible: 1 at most,
            negative where the picture is probably of none of its classes; None where it cannot tell.
    """

    name: str
    label: str
    probability: float
    surety: float | None

    @property
    def claims(self) -> bool:
        """Whether the network recognises the picture."""
        return self.surety is not None and self.surety >= 0


@dataclass(frozen=True)
class Recognition:
    """What several networks hold a picture to be.

    Attributes:
        known: Those that recognise it, the surest first.
        unknown: Those to which it is of none of their classes, the nearest first.
        guesses: Those that cannot tell whether it is, the likeliest first.
    """

    known: tuple[Opinion, ...]
    unknown: tuple[Opinion, ...]
    guesses: tuple[Opinion, ...]


def experts(best: Iterable[dict[str, Any]]) -> list[str]:
    """Return the networks to be asked: of those that know the same classes only the first.

    Args:
        best: Rows of `cnnviz.actions.catalogue.catalogue`, the most accurate first.
    """
    chosen: dict[tuple[str, ...], str] = {}
    for row in best:
        chosen.setdefault(datasets.get(row["dataset"]).labels, row["checkpoint"])
    return list(chosen.values())


def opinion(run: Run, answer: Answer, fits: bool = True) -> Opinion:
    """Return what a network's answer means.

    Args:
        run: The network's.
        answer: Its answer.
        fits: Whether the picture is of the form that the network takes, by `fits`; else it is of none of its classes.
    """
    likeliest = int(answer.order[0])
    surety = None
    if not fits:
        surety = -1.0
    elif answer.evidence is not None and answer.threshold is not None and tried(run):
        surety = (answer.evidence - answer.threshold) / max(1 - answer.threshold, float(np.finfo("float32").eps))
    return Opinion(run.name, run.labels()[likeliest], float(answer.calibrated[likeliest]), surety)


def tried(run: Run) -> bool:
    """Return whether a network was tried on pictures of other things than its classes."""
    from cnnviz.training.learning import calibration

    return bool((calibration.figures(run) or {}).get("strangers"))


def fits(picture: NDArray[np.uint8], channels: int) -> bool:
    """Return whether a picture is of the form that a network takes: one of digits takes ink on an even ground.

    Args:
        picture: Shape (rows, cols, channels), 0..255.
        channels: Those that the network takes.
    """
    return channels > 1 or mnist_frame.is_ink(picture)


def recognised(opinions: Iterable[Opinion]) -> Recognition:
    """Sort the opinions of several networks on one picture.

    >>> sure, less = Opinion("a", "cat", 0.9, 0.6), Opinion("b", "rose", 0.9, 0.1)
    >>> answers = recognised([less, Opinion("c", "7", 1.0, -0.2), sure, Opinion("d", "can", 0.8, None)])
    >>> [opinion.label for opinion in answers.known + answers.unknown + answers.guesses]
    ['cat', 'rose', '7', 'can']
    """
    given = list(opinions)
    sure = sorted((one for one in given if one.surety is not None), key=lambda one: -(one.surety or 0))
    return Recognition(
        tuple(one for one in sure if one.claims),
        tuple(one for one in sure if not one.claims),
        tuple(sorted((one for one in given if one.surety is None), key=lambda one: -one.probability)),
    )
