"""The network that knows a picture answers, and none answers for what none knows: more often than if the surest did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Case, Report
from cnnviz import datasets, images
from cnnviz.actions.catalogue import catalogue
from cnnviz.actions.home import recognising
from cnnviz.actions.home.recognising import Opinion
from cnnviz.images import mnist_frame, samples
from cnnviz.training.runs import find
from cnnviz.ui.shell.home import best_first

EACH, AT_ONCE, LARGE = 60, 32, 224
"""Pictures of each kind, drawn at random; those in a batch; rows and columns of photos."""
UNKNOWN = "photos of other things"


class Kind(NamedTuple):
    """Pictures of one kind, and the class of each; none where no network can know them."""

    pictures: list[NDArray[np.uint8]]
    labels: list[str | None]


def run() -> Report:
    """Ask all networks about test pictures of their own, as far as these are on this machine, and about others."""
    kinds = _kinds()
    pictures = [picture for kind in kinds.values() for picture in kind.pictures]
    opinions, at, cases = _opinions(pictures), 0, []
    for title, kind in kinds.items():
        given, at = opinions[at : at + len(kind.labels)], at + len(kind.labels)
        ours = [next((one.label for one in recognising.recognised(each).known), None) for each in given]
        surest = [max(each, key=lambda one: one.probability).label for each in given]
        right, peer = (_right(answers, kind) for answers in (ours, surest))
        more = {"none": sum(label is None for label in ours)}
        case = f"{title}, {len(given)} pictures"
        cases.append(Case(case, right / max(peer, 1 / len(given)), right, peer, "share right", more))
    return Report("recognition", "the answer with the highest probability of all networks", cases)


def _right(answers: Sequence[str | None], kind: Kind) -> float:
    return float(np.mean([answer == label for answer, label in zip(answers, kind.labels, strict=True)]))


def _kinds() -> dict[str, Kind]:
    dice, kinds = np.random.default_rng(0), {}
    for name in ("cats_and_dogs", "flowers", "birds", "mnist", "digits"):
        if not datasets.get(name).present():
            continue
        data = datasets.load(name, (28, 28, 1) if name in ("mnist", "digits") else (LARGE, LARGE, 3))
        chosen = dice.permutation(len(data.x_test))[:EACH]
        kinds[name] = Kind([data.x_test[at] for at in chosen], [data.labels[data.y_test[at]] for at in chosen])
    others = [samples.photo(file) for file in samples.PHOTOS if file != samples.DEFAULT]
    kinds[UNKNOWN] = Kind(others, [None] * len(others))
    return kinds


def _opinions(pictures: Sequence[NDArray[np.uint8]]) -> list[list[Opinion]]:
    """Return for each picture the opinion of each network."""
    from cnnviz import actions

    best, _others = best_first(row for row in catalogue() if row["checkpoint"])
    opinions: list[list[Opinion]] = [[] for _picture in pictures]
    for name in recognising.experts(best):
        run, network = find(name), actions.classifier(find(name))
        channels = network.shape[2]
        received = [images.fit(mnist_frame.as_ink(each) if channels == 1 else each, network.shape) for each in pictures]
        for start in range(0, len(pictures), AT_ONCE):
            answers = actions.answers(network, received[start : start + AT_ONCE])
            for at, answer in enumerate(answers, start):
                fits = recognising.fits(pictures[at], channels)
                opinions[at].append(recognising.opinion(run, answer, fits))
    return opinions
