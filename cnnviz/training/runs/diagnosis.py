"""Sentences about a run of which something is missing or damaged: what it is, and what helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnnviz.base import settings
from cnnviz.locale import Message, _, ngettext
from cnnviz.training.runs.contents import checksums, without_backbone
from cnnviz.training.runs.status import STATES

if TYPE_CHECKING:
    from cnnviz.training.runs.run import Run

WELL_KNOWN = ("mnist", "basenet", "cats_and_dogs_mobilenet_finetuned")
"""Networks that come with the app, as examples."""


def complaints(run: Run) -> list[str]:
    """Return a sentence for each part of the run that cannot be read; the rest of it can be used."""
    sentences = []
    if count := run.metrics().unread:
        sentences.append(
            ngettext(
                "A line of the run’s metrics.jsonl cannot be read and is left out.",
                "{n} lines of the run’s metrics.jsonl cannot be read and are left out.",
                count,
            )
        )
    status, readable = run.status(), len(run.epochs())
    if not status.active and readable < status.epoch:
        sentences.append(
            _(
                "The loss and accuracy of {gone} of {all} finished epochs are gone.",
                gone=status.epoch - readable,
                all=status.epoch,
            )
        )
    if (run.path / "evaluation.json").exists() and not run.evaluation():
        sentences.append(
            _(
                "The run’s test results cannot be read (evaluation.json is damaged): measure them again on the "
                "page Evaluate."
            )
        )
    return sentences


def without_network(run: Run) -> Message:
    """Return why a run has no network, and what can be done."""
    if run.shipped and (run.path / without_backbone.LEARNED).exists():
        return Message(
            "Only the trained layers of {name} come with the app. The published weights they build on are not "
            "on this machine: put them into CNNVIZ_DATA_DIR/weights, or train it, which downloads them.",
            name=run.name,
        )
    if run.shipped:
        from cnnviz.training.runs.store import checkpoints

        others = [other.name for other in checkpoints()]
        some = ", ".join([name for name in WELL_KNOWN if name in others] or others[:3])
        return Message(
            "Only the results of {name} come with the app, not the network: train it (python -m cnnviz train "
            "{recipe}, or the page Train), or take one of the {n} whose network comes with the app, such as "
            "{names}.",
            name=run.name,
            recipe=run.recipe().name,
            n=len(others),
            names=some,
        )
    if run.uploaded:
        return Message(
            "The network {name} that came from a file is gone, as it is after a day: open the file again.",
            name=run.name,
        )
    status = run.status()
    if status.active or status.state == "queued":
        return Message("Run {name} has no model yet: wait until its first epoch has ended.", name=run.name)
    return Message(
        "Run {name} has no model: it ended before completing its first epoch ({state}). Press “Resume”, or "
        "train it again.",
        name=run.name,
        state=Message(STATES[status.state]),
    )


def unmeasurable(run: Run) -> Message:
    """Return why a network from a file cannot be measured, and what can be done."""
    return Message(
        "{title} came from a file, and nobody here knows its test pictures: it cannot be evaluated or calibrated. "
        "Measure it where these are, with model.evaluate.",
        title=run.recipe().title,
    )


def cure(run: Run) -> Message:
    """Return what helps where the model of a run is damaged."""
    if not run.shipped:
        return Message("train it again")
    broken = ", ".join(path.name for path in checksums.broken(settings.CHECKPOINTS, run.name))
    if not broken:
        return Message("get the app’s files again")
    return Message("{files} differs from the published file, so get the app’s files again", files=broken)
