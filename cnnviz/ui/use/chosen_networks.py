"""Which networks shall name the pictures?  Runs and the plain ImageNet networks, loaded when their answer is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from cnnviz.datasets.fetching.download import megabytes
from cnnviz.networks.backbones import BACKBONES
from cnnviz.training.runs import Run, checkpoints
from cnnviz.training.transfer import weight_files
from cnnviz.ui.choices.models import classifier, imagenet_classifier
from cnnviz.ui.choices.pickers import forget_unknown
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.messages import show_notice
from cnnviz.ui.parts.words import run_label

if TYPE_CHECKING:
    from cnnviz.explore.classify.classifier import Classifier

PLAIN = "imagenet:"


@dataclass(frozen=True)
class Entry:
    """A network that can be asked.

    Attributes:
        name: Name of a run, or of a plain ImageNet network.
        title: One line for people.
        version: Changes with its weights and its calibration.
        labels: Gives the name of each class.
        load: Gives the network.
        run: Where it came from; None for a plain ImageNet network.
    """

    name: str
    title: str
    version: str
    labels: Callable[[], tuple[str, ...]]
    load: Callable[[], Classifier]
    run: Run | None = None


def of_run(run: Run) -> Entry:
    """Return the entry of a run that has a network."""
    from cnnviz.training.learning.calibration import FILE

    weights, calibration = run.weights, run.path / FILE
    stamps = [path.stat().st_mtime_ns if path and path.exists() else 0 for path in (weights, calibration)]
    return Entry(
        run.name,
        run_label(run),
        f"{run.path} {stamps[0]} {stamps[1]}",
        run.labels,
        lambda: classifier(str(run.path), *stamps),
        run,
    )


def pick_beside(run: Run) -> list[Entry]:
    """Let further networks be picked, to stand beside the run's; return all of them, the run's first."""
    others: dict[str, Any] = {
        one.name: one for one in [*visitor.runs(), *checkpoints()] if one.weights and one.name != run.name
    }
    titles = {name: run_label(one) for name, one in others.items()}
    titles |= {PLAIN + name: f"{backbone.title}, ImageNet’s 1000 classes" for name, backbone in BACKBONES.items()}
    forget_unknown("beside", titles)
    picked = st.multiselect(
        "Side by side with",
        list(titles),
        format_func=titles.__getitem__,
        key="beside",
        placeholder="Other networks",
        help="The same pictures, named by other networks too. The plain ImageNet networks are those that others build on.",
    )
    plain = [name.removeprefix(PLAIN) for name in picked if name.startswith(PLAIN)]
    found = [_plain(name) for name in plain]
    return [
        of_run(run),
        *(of_run(others[name]) for name in picked if name in others),
        *(entry for entry in found if entry),
    ]


def _plain(name: str) -> Entry | None:
    """Return the entry of a plain ImageNet network; None, with a word on the page, while its weights are not here."""
    from cnnviz.explore.classify import imagenet

    backbone = BACKBONES[name]
    if not imagenet.present(backbone):
        show_notice(
            f"{backbone.title} with its last layer is not on this machine: {megabytes(weight_files.WHOLE[name].size)}.",
            icon=":material/cloud_off:",
        )
        if not st.button(f"Download {backbone.title}", icon=":material/download:", key=f"download_{name}"):
            return None
    title = imagenet.title(backbone)
    return Entry(PLAIN + name, title, PLAIN + name, imagenet.names, lambda: imagenet_classifier(name))
