"""Texts that several pages share: explanations of fields, states of a run, labels of runs."""

import time
from collections import Counter
from collections.abc import Iterable

from cnnviz.base.errors import CnnvizError
from cnnviz.base.formats import duration
from cnnviz.recipes import Recipe
from cnnviz.training.runs import Run, Status
from cnnviz.training.runs.titles import title
from cnnviz.ui.parts.messages import escaped

HELP = {
    "epoch": "One pass over all training pictures.",
    "batch": "How many pictures the network sees before it changes its weights once. Larger batches make calmer steps.",
    "optimizer": "The rule that turns an error into a change of the weights. SGD takes plain steps; RMSprop and Adam "
    "adapt the step of each weight.",
    "learning_rate": "The size of a step. Too small: nothing moves. Too large: the loss jumps or stops being a number.",
    "seed": "Decides everything random: first weights, order of the pictures. Same seed, same figures on the same "
    "machine.",
    "validation": "Share of the training pictures that the network never learns from. They show whether it understands "
    "or only remembers.",
    "run": "A run is one training, kept on disk with its figures and its network. Shipped networks are finished runs.",
    "layer": "A layer turns the pictures of the layer before into new ones, called channels.",
    "channel": "What one filter found in the picture: bright where its pattern is.",
    "weights": "What the trained network knows when this training begins. Random weights show what that knowledge is "
    "worth.",
    "frozen": "Layers up to this one stay as they are. The first see edges and colours, which serve any picture; the "
    "last know the things that the network was trained on.",
    "head_epochs": "New layers start at random, and their first large steps would spoil what the trained ones know: so "
    "they may learn alone first.",
    "erase": "A part of each training picture, here or there, is painted grey: the network must not hang on one mark "
    "alone.",
    "mixup": "Each training picture is blended with another, and its label with it: 0.7 cat and 0.3 dog. So the "
    "answers change gently from class to class. 0 is off; 1 blends most.",
    "early_stopping": "Training ends when the figure has not improved for this many epochs; the best epoch is kept.",
}

STATES = {
    "queued": ("Waiting", ":material/hourglass_empty:"),
    "preparing": ("Preparing", ":material/hourglass_top:"),
    "running": ("Training", ":material/play_circle:"),
    "stopping": ("Stopping", ":material/stop_circle:"),
    "done": ("Done", ":material/check_circle:"),
    "stopped": ("Stopped", ":material/pause_circle:"),
    "failed": ("Failed", ":material/error:"),
    "interrupted": ("Interrupted", ":material/power_off:"),
}


def progress(status: Status) -> str:
    """Return the progress of a training in words: its epoch, and the time left."""
    parts = [f"Epoch {min(status.epoch + 1, status.epochs)} of {status.epochs}"]
    if status.epoch_seconds:
        parts.append(f"{duration(status.epoch_seconds)} an epoch")
    left = status.seconds_left
    if left is None:
        parts.append("time left is known after the first epoch")
    elif left:
        parts.append(f"about {duration(left)} left")
    else:
        parts.append("its epochs are done")  # What follows, such as the test, takes a while that nobody knows.
    return " · ".join(parts)


def run_label(run: Run) -> str:
    """Return the label of a run in a list: its title, and when it was queued."""
    if run.uploaded:
        return f"{run.recipe().title} · your file"
    return f"{title(run)} · {'shipped' if run.shipped else moment(run)}"


def moment(run: Run) -> str:
    """Return when a run was queued, to the second: many begin in one lesson."""
    return time.strftime("%d %b %H:%M:%S", time.localtime(run.status().queued))


def run_titles(runs: Iterable[Run]) -> dict[str, str]:
    """Return labels of runs for a legend or a table, as short as possible with no two alike.

    Returns:
        By the runs' names: the title; where others have the same, with the moment, or as a last resort with the run's
        name.
    """
    by_name = {run.name: run for run in runs}
    short = {name: _title(run) for name, run in by_name.items()}
    dated = {name: _label(run) for name, run in by_name.items()}
    labels = dict(short)
    for longer in (dated, {name: f"{label} · {name}" for name, label in short.items()}):
        counts = Counter(labels.values())
        labels = {name: label if counts[label] == 1 else longer[name] for name, label in labels.items()}
    return labels


def _title(run: Run) -> str:
    try:
        return f"{title(run)} · shipped" if run.shipped else title(run)
    except (CnnvizError, ValueError):
        return run.name


def _label(run: Run) -> str:
    try:
        return run_label(run)
    except (CnnvizError, ValueError):
        return run.name


def origin(run: Run, recipe: Recipe) -> str:
    """Return which training made the network on the page, in Markdown."""
    if run.uploaded:
        return f"your file {escaped(recipe.title)}"
    kind = "shipped network" if run.shipped else "run"
    return f"{kind} {run.name}: {recipe.network} trained on {recipe.dataset}, seed {recipe.seed}"
