"""The title of a run: the name its owner gave it; else its network and how its recipe differs from the original.

Of a ready-made network: what it knows, how it was made, and how often it is right.
"""

from cnnviz import datasets, networks, recipes
from cnnviz.base import files
from cnnviz.datasets.personal.personal_set import PREFIX
from cnnviz.locale import N_, Message, _, number
from cnnviz.recipes import Recipe
from cnnviz.recipes.differences import differences
from cnnviz.training.runs.errors import RunError
from cnnviz.training.runs.run import Run

FILE = "title.txt"
LONGEST = 80
"""Most letters of a title that an owner gives."""
MOST = 5
"""Differences that a title names."""
SUBJECTS = {
    "mnist": N_("Handwritten digits"),
    "cats_and_dogs": N_("Cats and dogs"),
    "cats_and_dogs_8k": N_("Cats and dogs, small photos"),
    "flowers": N_("Flowers"),
    "cifar100_25": N_("25 kinds of things"),
    "birds": N_("Birds"),
}
"""What a ready-made network knows, by its data set."""


def title(run: Run) -> str:
    """Return what the run is called now."""
    return given(run) or (ready_made(run) if run.shipped else described(run.recipe()))


def given(run: Run) -> str:
    """Return the title that its owner gave it; empty where there is none that can be read."""
    try:
        with (run.path / FILE).open(encoding="utf-8") as file:
            return _tidy(file.read(4 * LONGEST))
    except (OSError, UnicodeDecodeError):
        return ""


def rename(run: Run, words: str) -> None:
    """Give the run a title; without words it is called by its differences again.

    Raises:
        RunError: The run came with the app, or its folder cannot be written to.
    """
    if run.shipped:
        raise RunError(
            Message("{name} came with the app and keeps its name: train it, and name that run.", name=run.name)
        )
    try:
        if words := _tidy(words):
            files.write(run.path / FILE, words + "\n")
        else:
            (run.path / FILE).unlink(missing_ok=True)
    except OSError as error:
        reason = files.fault(error) or Message("{reason}.", reason=files.reason(error))
        raise RunError(Message("Run {name} cannot be renamed. {reason}", name=run.name, reason=reason)) from error


def described(recipe: Recipe) -> str:
    """Name a training by its network, or its recipe, and by what differs from the recipe.

    >>> described(recipes.get("basenet").edited(optimizer="adam", learning_rate=0.001, epochs=7))
    'BaseNet · Adam 0.001 · 7 epochs'
    """
    known = recipes.recipes()
    base = known.get(recipe.name)
    if base is None:
        return _(recipe.title)
    own = recipe.title != base.title  # Of a user's own recipe or photos: it says so itself.
    if not own and recipe.network in known and differences(recipe, base):
        base = known[recipe.network]  # Else it would be "BaseNet, 20 epochs · 7 epochs".
    changed = differences(recipe, base, but=("layers", *["dataset"] * recipe.dataset.startswith(PREFIX)) if own else ())
    if "dataset" in changed:
        changed["dataset"] = pictures(recipe.dataset)
    if "network" in changed and recipe.network in networks.networks():
        changed["network"] = _(networks.get(recipe.network).title)
    # The recipe that a network's document begins with has the network's name.
    start = _(recipe.title if own else base.title)
    if not own and base.name == recipe.network:
        start = _(networks.get(recipe.network).title)
    elif not own and "dataset" in changed:  # What the recipe's title says first is what its own pictures show.
        alone = [each.network for each in known.values()].count(base.network) == 1
        start = _(networks.get(base.network).title) if alone else start.rpartition(": ")[2]
    parts = list(changed.values())
    more = [_("{n} more", n=len(parts) - MOST + 1)] if len(parts) > MOST else []
    return " · ".join([start, *parts[: MOST - len(more)], *more])


def ready_made(run: Run) -> str:
    """Name a run that came with the app by what it knows, how it was made, and its accuracy on test pictures.

    >>> from cnnviz.training.runs import find
    >>> ready_made(find("cats_and_dogs_mobilenet_finetuned_augmented"))
    'Cats and dogs · MobileNetV2 fine-tuned, augmented · 98\u202f%'
    """
    recipe, evaluation = run.recipe(), run.evaluation()
    subject, _colon, way = _(recipe.title).partition(": ")
    knows = SUBJECTS.get(recipe.dataset)
    parts = [_(knows) if knows else subject, way or subject]
    if evaluation:
        parts.append(percent(evaluation["test_accuracy"]))
    return " · ".join(dict.fromkeys(parts))


def percent(share: float) -> str:
    """Write an accuracy in whole per cent; near 1 with a decimal, so that no network is called faultless.

    >>> percent(0.726), percent(0.9963)
    ('73\u202f%', '99.6\u202f%')
    """
    return _("{percent}\u202f%", percent=number(100 * share, ".0f" if share < 0.99 else ".1f"))


def pictures(dataset: str) -> str:
    """Return the title of a data set, without what it adds in brackets; its name where this version does not know it.

    A user's own data set has no title here: those who see the run need not see what its pictures are called.
    """
    if dataset.startswith(PREFIX):
        return _("own photos")
    source = datasets.datasets().get(dataset)
    return _(source.title).partition(" (")[0] if source else dataset


def pictures_later(dataset: str) -> Message:
    """Return the title of a data set, as `pictures` does, to be read later."""
    if dataset.startswith(PREFIX):
        return Message("own photos")
    source = datasets.datasets().get(dataset)
    return Message(source.title if source else dataset)


def _tidy(words: str) -> str:
    """Return one line without unprintable characters, cut to the longest title."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())[:LONGEST]
