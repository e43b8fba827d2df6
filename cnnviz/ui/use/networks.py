"""Networks that classify side by side: runs and plain ImageNet networks, loaded when an answer is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.datasets.class_names import class_label
from cnnviz.datasets.fetching.download import megabytes
from cnnviz.datasets.personal.personal_set import PREFIX
from cnnviz.locale import _
from cnnviz.networks.backbones import BACKBONES
from cnnviz.training.runs import Run, checkpoints
from cnnviz.training.transfer import weight_files
from cnnviz.ui.choices.models import classifier, imagenet_classifier
from cnnviz.ui.choices.run_choice import by_name
from cnnviz.ui.parts import linked, visitor
from cnnviz.ui.parts.messages import show_notice
from cnnviz.ui.parts.state import session
from cnnviz.ui.parts.words import run_label

if TYPE_CHECKING:
    from cnnviz.explore.classify.classifier import Classifier

PLAIN = "imagenet:"


@dataclass(frozen=True)
class ListedNetwork:
    """A network that can classify.

    Attributes:
        name: Name of a run, or of a plain ImageNet network.
        title: One line for people.
        version: Changes with its weights and its calibration.
        labels: Returns the name of each class.
        load: Returns the classifier.
        run: Where it came from; None for a plain ImageNet network.
        translated: Whether its classes are those of a ready-made data set; anybody's own stay as typed.
    """

    name: str
    title: str
    version: str
    labels: Callable[[], tuple[str, ...]]
    load: Callable[[], Classifier]
    run: Run | None = None
    translated: bool = True

    def shown(self, label: str) -> str:
        """Return the name of a class for people."""
        return class_label(label) if self.translated else label


def of_run(run: Run) -> ListedNetwork:
    """Return the network of a run that has one."""
    from cnnviz.training.learning.calibration import FILE

    weights, calibration = run.weights, run.path / FILE
    stamps = [path.stat().st_mtime_ns if path and path.exists() else 0 for path in (weights, calibration)]
    return ListedNetwork(
        run.name,
        run_label(run),
        f"{run.path} {stamps[0]} {stamps[1]}",
        run.labels,
        lambda: classifier(str(run.path), *stamps),
        run,
        not run.uploaded and not run.recipe().dataset.startswith(PREFIX),
    )


def pick_networks(run: Run) -> list[ListedNetwork]:
    """Return the run's network and those that the visitor puts beside it."""
    others = by_name(*(other for other in [*visitor.runs(), *checkpoints()] if other.weights))
    others.pop(run.name, None)
    titles = {name: run_label(other) for name, other in others.items()}
    titles |= {
        PLAIN + name: _("{network}, ImageNet’s 1000 classes", network=backbone.title)
        for name, backbone in BACKBONES.items()
        if weight_files.obtainable(backbone)
    }
    if picked := linked.picked("others"):  # Without runs that were deleted since.
        session().links.picks["others"] = [name for name in picked if name in titles]
    names = linked.several(
        _("Compare with"),
        list(titles),
        name="others",
        start=[],
        shown=titles.__getitem__,
        placeholder=_("Other networks"),
        help=_(
            "The same pictures, classified by other networks too. Many networks here build on the plain ImageNet ones."
        ),
    )
    plain = [_plain(name.removeprefix(PLAIN)) for name in names if name.startswith(PLAIN)]
    return [
        of_run(run),
        *(of_run(others[name]) for name in names if name in others),
        *(network for network in plain if network),
    ]


def _plain(name: str) -> ListedNetwork | None:
    """Return a plain ImageNet network; None, with a download button on the page, while its weights are not here."""
    from cnnviz.explore.classify import imagenet

    backbone = BACKBONES[name]
    if not imagenet.present(backbone):
        show_notice(
            _(
                "{network} with its last layer is not on this machine: {size} to download.",
                network=backbone.title,
                size=megabytes(weight_files.WHOLE[name].size),
            ),
            icon=":material/cloud_off:",
        )
        if not st.button(
            _("Download {network}", network=backbone.title), icon=":material/download:", key=f"download_{name}"
        ):
            return None
    title = _("{network}, ImageNet’s 1000 classes", network=backbone.title)
    return ListedNetwork(PLAIN + name, title, PLAIN + name, imagenet.names, lambda: imagenet_classifier(name))
