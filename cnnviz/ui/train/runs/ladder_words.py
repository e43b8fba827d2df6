"""Sentences about a step: what it changes, what was reported and measured, and what chance may explain of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cnnviz import networks
from cnnviz.actions.catalogue import Measured
from cnnviz.base.formats import duration
from cnnviz.base.intervals import Interval, wilson, within_chance
from cnnviz.device import spoken
from cnnviz.locale import N_, _, ngettext
from cnnviz.networks.backbones import Backbone
from cnnviz.recipes import Recipe
from cnnviz.recipes.differences import differences
from cnnviz.training.runs.titles import pictures
from cnnviz.training.transfer import weight_files

SPLITS = {"test": N_("test pictures"), "validation": N_("validation pictures")}
FOUND = {
    "test": N_("Measured on {images:,} test pictures: {accuracy:.4f}, 95 % interval {low:.3f} to {high:.3f}."),
    "validation": N_(
        "Measured on {images:,} validation pictures: {accuracy:.4f}, 95 % interval {low:.3f} to {high:.3f}."
    ),
}
BARE = {
    "test": N_("Measured on the test pictures: {accuracy:.4f}."),
    "validation": N_("Measured on the validation pictures: {accuracy:.4f}."),
}
"""The same where the number of pictures is not known."""


@dataclass(frozen=True)
class Found:
    """An accuracy that was measured.

    Attributes:
        accuracy: 0 to 1.
        split: The pictures: ``test`` or ``validation``.
        images: Their number; 0 where it is not known.
    """

    accuracy: float
    split: str
    images: int

    @property
    def interval(self) -> Interval | None:
        """Its 95 % interval; None where the number of pictures is not known."""
        return wilson(self.accuracy, self.images) if self.images else None


def step(recipe: Recipe, climb: Sequence[tuple[Recipe, Any, Any]]) -> str:
    """Return the number of a step: as the recipe has it, else its place."""
    return recipe.rung or str([each for each, *_rest in climb].index(recipe) + 1)


def split(name: str) -> str:
    """Return what the pictures of a split are called."""
    return _(SPLITS.get(name, name))


def span(accuracy: float, images: int) -> str:
    """Return the 95 % interval of an accuracy; empty where the number of pictures is not known."""
    if not images:
        return ""
    low, high = wilson(accuracy, images)
    return _("{low:.3f} to {high:.3f}", low=low, high=high)


def changes(recipe: Recipe, before: Recipe) -> list[str]:
    """Return a phrase for all in which the trainings of two recipes differ."""
    phrases = differences(recipe, before)
    if "network" in phrases:
        phrases["network"] = _(networks.get(recipe.network).title)
    if "dataset" in phrases:
        phrases["dataset"] = pictures(recipe.dataset)
    return list(phrases.values())


def comparable(recipe: Recipe, result: Measured | None) -> Found | None:
    """Return the accuracy that was measured on the kind of pictures that the document measured on."""
    if result is None:
        return None
    reported = recipe.reported
    if reported is None or reported.split != "validation" or result.validation_accuracy is None:
        return Found(result.test_accuracy, "test", result.images)
    return Found(result.validation_accuracy, "validation", result.validation_images)


def verdict(recipe: Recipe, result: Measured | None) -> str:
    """Return how measured and reported compare; a smaller measured accuracy is said as plainly as a larger one."""
    compared = comparable(recipe, result)
    if result is None or compared is None:
        missing = absent(recipe)
        return (
            _(
                "Not measured here: {network}’s weights are not on this machine and are downloaded when it is trained.",
                network=missing.title,
            )
            if missing
            else _("Not trained here yet.")
        )
    sentences = [_measured(compared), *_beside(recipe, compared)]
    device = spoken(result.device) or _("an unnamed device")
    cost = {"time": duration(result.seconds), "device": device, "seed": str(result.seed)}
    sentences.append(
        ngettext(
            "{n} epoch in {time} on {device}, seed {seed}.",
            "{n} epochs in {time} on {device}, seed {seed}.",
            result.epochs,
            **cost,
        )
    )
    return " ".join(sentences)


def _measured(accuracy: Found) -> str:
    if accuracy.interval is None:
        return _(BARE[accuracy.split], accuracy=accuracy.accuracy)
    low, high = accuracy.interval
    return _(FOUND[accuracy.split], images=accuracy.images, accuracy=accuracy.accuracy, low=low, high=high)


def _beside(recipe: Recipe, measured: Found) -> Iterator[str]:
    reported = recipe.reported
    if reported is None:
        return
    if measured.split != reported.split:
        yield _(
            "The author reports {reported:.4f} on other pictures: {split}.",
            reported=reported.accuracy,
            split=split(reported.split),
        )
        return
    values = {"reported": reported.accuracy, "gap": abs(measured.accuracy - reported.accuracy)}
    if measured.images and within_chance(measured.accuracy, measured.images, reported.accuracy, measured.images):
        yield _("The author reports {reported:.4f}: a difference that chance may explain.", **values)
    elif measured.accuracy >= reported.accuracy:
        yield _("That is {gap:.4f} above the {reported:.4f} that the author reports.", **values)
    else:
        yield _("That is {gap:.4f} below the {reported:.4f} that the author reports.", **values)


def gain(
    recipe: Recipe,
    before: Recipe | None,
    climb: Sequence[tuple[Recipe, Any, Any]],
    result: Measured | None,
    earlier: Measured | None,
) -> Iterator[str]:
    """Yield how the measured test accuracy differs from that of the step before, and whether chance may explain it."""
    if before is None or result is None or earlier is None or recipe.dataset != before.dataset:
        return
    values = {
        "step": step(before, climb),
        "difference": result.test_accuracy - earlier.test_accuracy,
        "images": result.images,
    }
    if within_chance(result.test_accuracy, result.images, earlier.test_accuracy, earlier.images):
        yield _(
            "Test accuracy against {step}: {difference:+.3f}, which chance may explain on {images:,} pictures.",
            **values,
        )
    else:
        yield _(
            "Test accuracy against {step}: {difference:+.3f}, more than chance explains on {images:,} pictures.",
            **values,
        )


def missing(recipe: Recipe) -> str:
    """Return why a step has no results: it was not trained here, or begins with weights that are not here."""
    return _("not measured here") if absent(recipe) else _("not trained here yet")


def absent(recipe: Recipe) -> Backbone | None:
    """Return the backbone whose weights would have to be downloaded first, or None."""
    trained = networks.of(recipe).trained
    return trained if trained and not weight_files.present(trained, recipe.weights or "imagenet") else None
