"""Sentences about a run of which something is missing or damaged: what it is, and what helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnnviz.base import settings
from cnnviz.training.runs.contents import checksums, without_backbone

if TYPE_CHECKING:
    from cnnviz.training.runs.run import Run

WELL_KNOWN = ("mnist", "basenet", "cats_and_dogs_mobilenet_finetuned")
"""Networks that come with the app, as examples."""


def complaints(run: Run) -> list[str]:
    """Return a sentence for each part of the run that cannot be read; the rest of it can be used."""
    sentences = []
    if count := run.metrics().unread:
        lines = "A line" if count == 1 else f"{count} lines"
        sentences.append(
            f"{lines} of the run's metrics.jsonl cannot be read and {'is' if count == 1 else 'are'} left out."
        )
    status, readable = run.status(), len(run.epochs())
    if not status.active and readable < status.epoch:
        sentences.append(f"The figures of {status.epoch - readable} of {status.epoch} finished epochs are gone.")
    if (run.path / "evaluation.json").exists() and not run.evaluation():
        sentences.append(
            "The run's test figures cannot be read (evaluation.json is damaged): measure it on the Evaluate page."
        )
    return sentences


def without_network(run: Run) -> str:
    """Return why a run has no network, and what can be done."""
    if run.shipped and (run.path / without_backbone.LEARNED).exists():
        return (
            f"Of {run.name} the layers that learned come with the app, and the published weights that they build on "
            "are not on this machine: put them into CNNVIZ_DATA_DIR/weights, or train it, which downloads them."
        )
    if run.shipped:
        from cnnviz.training.runs.store import checkpoints

        others = [other.name for other in checkpoints()]
        some = ", ".join([name for name in WELL_KNOWN if name in others] or others[:3])
        return (
            f"Of {run.name} only the figures come with the app, not the network: train it (python -m cnnviz train "
            f"{run.recipe().name}, or the page Train), or take one of the {len(others)} whose network comes with the "
            f"app, such as {some}."
        )
    if run.uploaded:
        return f"The network {run.name} that came from a file is gone, as it is after a day: open the file again."
    status = run.status()
    if status.active or status.state == "queued":
        return f"Run {run.name} has no model yet: wait until its first epoch has ended."
    return (
        f"Run {run.name} has no model: it ended before its first epoch did ({status.state}). Continue it with resume, "
        "or train it again."
    )


def cure(run: Run) -> str:
    """Return what helps where the model of a run is damaged."""
    if not run.shipped:
        return "train it again"
    broken = ", ".join(path.name for path in checksums.broken(settings.CHECKPOINTS, run.name))
    return f"{broken} is not as it was shipped, get the app's files again" if broken else "get the app's files again"
