"""What can be done with networks?  The same few actions for a script, a notebook, the command line and the pages."""

import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from cnnviz import datasets, images, recipes
from cnnviz.datasets.own_source import LEAST_TO_TEST
from cnnviz.explore import intake
from cnnviz.explore.activations import activations, normalized, tapped
from cnnviz.explore.attribution import METHODS
from cnnviz.explore.classifier import Answer, Classifier
from cnnviz.explore.classifier import classifier as made_classifier
from cnnviz.explore.classify import Prediction, one_a_class, probabilities
from cnnviz.explore.classify import classify as classify_pictures
from cnnviz.explore.evaluation import Evaluation
from cnnviz.explore.evaluation import evaluate as work_out
from cnnviz.explore.graph import Graph, lay_out
from cnnviz.explore.pattern_store import PatternStore
from cnnviz.explore.patterns import Pattern, Settings
from cnnviz.explore.patterns import patterns as climb
from cnnviz.explore.receptive import fields
from cnnviz.explore.strongest import Strongest, peaks
from cnnviz.explore.strongest import strongest as look
from cnnviz.explore.strongest_store import StrongestStore
from cnnviz.recipes import Recipe
from cnnviz.settings import runs_dir
from cnnviz.training import Run, RunError, calibration, find
from cnnviz.training import train as training
from cnnviz.training.run import UPLOADS

UPLOADS_KEPT_S = 24 * 60 * 60


@dataclass(frozen=True, eq=False)
class Opened:
    """A trained network, loaded and ready to be looked into.

    Attributes:
        run: Where it came from.
        recipe: What it was trained for.
        model: Takes raw pixels, (n, rows, cols, channels) in 0..255; `cnnviz.explore.classify.probabilities` reads its answer.
        labels: Name of each class.
        graph: The model laid out flat.
        inside: The model with one output for each layer of ``graph.picture_layers()``.
    """

    run: Run
    recipe: Recipe
    model: keras.Model
    labels: tuple[str, ...]
    graph: Graph
    inside: keras.Model

    def fit(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return a picture exactly as the network receives it, shape (rows, cols, channels), 0..255."""
        return images.fit(picture, self.recipe.input_shape)


def open_run(run: Run | str | Path) -> Opened:
    """Load a run's network.

    Raises:
        RunError: There is no such run, or it has no model yet.
    """
    run = run if isinstance(run, Run) else find(run)
    recipe, model = run.recipe(), run.model()
    graph = lay_out(model)
    return Opened(run, recipe, model, run.labels(), graph, tapped(graph))


def train(
    recipe: Recipe | str,
    run_dir: str | Path | None = None,
    callbacks: tuple[keras.callbacks.Callback, ...] = (),
    **changes: Any,
) -> Run:
    """Train a recipe in this process and return its run.

    Args:
        recipe: The recipe, or its name.
        run_dir: Directory of the run; by default a new one among the runs.
        callbacks: Further Keras callbacks.
        **changes: Fields of the recipe to change, such as ``epochs=3`` or ``dataset="digits"``.

    Raises:
        RunError: The directory holds a run already.
        TrainingError: The training failed; the message says why.

    Example:
        ``run = cnnviz.train("tiny", epochs=2)``
    """
    chosen = (recipes.get(recipe) if isinstance(recipe, str) else recipe).edited(**changes)
    run = Run.create(chosen, Path(run_dir) if run_dir else None)
    return _trained(run, resume=False, callbacks=callbacks)


def resume(run: Run | str | Path, callbacks: tuple[keras.callbacks.Callback, ...] = ()) -> Run:
    """Go on with a stopped, failed or interrupted run in this process, after its last finished epoch.

    Raises:
        RunError: There is no such run.
        TrainingError: The training failed; the message says why.
    """
    run = run if isinstance(run, Run) else find(run)
    run.forget_stop()
    return _trained(run, resume=True, callbacks=callbacks)


def _trained(run: Run, resume: bool, callbacks: tuple[keras.callbacks.Callback, ...]) -> Run:
    from cnnviz.training.callbacks import TrainingError

    training.train(run, resume=resume, callbacks=callbacks)
    status = run.status()
    if status.state == "failed":
        raise TrainingError(status.message)
    return run


def evaluate(run: Run | str | Path) -> dict[str, Any]:
    """Measure a run's network on its test pictures, now.

    Returns:
        ``test_loss``, ``test_accuracy`` (0 to 1) and ``images``, the number of pictures.

    Raises:
        RunError: There is no such run, or it has no model yet.
        DataError: Its data set cannot be had, or has no test pictures.
    """
    run = run if isinstance(run, Run) else find(run)
    recipe, model = run.recipe(), run.model()
    return training.evaluate(model, test_pictures(recipe))


def test_pictures(recipe: Recipe) -> datasets.Dataset:
    """Return the data set of a recipe, to measure on.

    Raises:
        DataError: It cannot be had, or has no test pictures.
    """
    data = datasets.load(recipe.dataset, recipe.input_shape)
    if not len(data.x_test):
        raise datasets.DataError(
            f"{datasets.get(recipe.dataset).title} has no test pictures: add photos until a class has "
            f"{LEAST_TO_TEST}, of which one is then tested on."
        )
    return data


def report(run: Opened | Run | str | Path) -> Evaluation:
    """Say of a run's network where it is right on its test pictures, what it mixes up, and how far to trust it.

    Raises:
        RunError: There is no such run, or it has no model yet.
        DataError: Its data set cannot be had; the message says what can be done.
    """
    opened = run if isinstance(run, Opened) else open_run(run)
    data = test_pictures(opened.recipe)
    return work_out(data.y_test, probabilities(one_a_class(opened.model), data.x_test), opened.labels)


def classify(
    run: Opened | Run | str | Path, picture: str | Path | bytes | NDArray[np.uint8], top: int = 5
) -> list[Prediction]:
    """Classify one picture of any size.

    Args:
        run: The run, or what `open_run` gave.
        picture: A file, its content, or pixels of shape (rows, cols, channels), 0..255.
        top: How many classes to return.

    Raises:
        PictureError: The picture cannot be used; the message says why.
    """
    opened = run if isinstance(run, Opened) else open_run(run)
    pixels = picture if isinstance(picture, np.ndarray) else images.read(picture)
    return classify_pictures(opened.model, opened.fit(pixels)[None], opened.labels, top)[0]


def classifier(run: Opened | Run | str | Path) -> Classifier:
    """Return what classifies with a run's network, and with its calibration, if it has one.

    Raises:
        RunError: There is no such run, or it has no model yet.
    """
    opened = run if isinstance(run, Opened) else open_run(run)
    return made_classifier(opened.model, opened.labels, calibration.load(opened.run))


def answers(run: Classifier | Opened | Run | str | Path, pictures: Sequence[NDArray[np.uint8]]) -> list[Answer]:
    """Classify many pictures at once, and say which show probably none of the network's classes.

    Args:
        run: The run, or what `open_run` or `classifier` gave.
        pictures: Of any size, shape (rows, cols, channels), 0..255 each.

    Raises:
        RunError: There is no such run, or it has no model yet.
    """
    return (run if isinstance(run, Classifier) else classifier(run)).answers(pictures)


def calibrate(run: Run | str | Path, strangers: Sequence[str] | None = None) -> dict[str, Any]:
    """Find out how far a finished run's network may be trusted, and keep it with the run.

    Args:
        run: The run.
        strangers: Data sets whose test pictures it is tried on; by default those on this machine that share no class with it.

    Returns:
        The figures of `cnnviz.training.calibration.calibrate`.

    Raises:
        RunError: There is no such run, or it has no model yet, or its folder cannot be written to.
        CalibrationError: It cannot be calibrated.
        DataError: A data set cannot be had.
    """
    run = run if isinstance(run, Run) else find(run)
    recipe = run.recipe()
    names = calibration.usual_strangers(run) if strangers is None else strangers
    try:
        return calibration.calibrate(run, run.model(), datasets.load(recipe.dataset, recipe.input_shape), names)
    except OSError as error:
        raise RunError(f"The calibration cannot be written to {run.path} ({error.strerror}).") from error


def attribute(
    run: Opened | Run | str | Path, picture: NDArray[np.uint8], label: str | None = None, method: str = "grad_cam"
) -> NDArray[np.float32]:
    """Say which part of a picture argued for a class.

    Args:
        run: The run, or what `open_run` gave.
        picture: Shape (rows, cols, channels), 0..255, of any size.
        label: Name of the class; by default the likeliest.
        method: One of `cnnviz.explore.attribution.METHODS`.

    Returns:
        Heat map, shape (rows, cols) of any size, 0 to 1; stretched over the picture, it shows the place.

    Raises:
        RunError: There is no such run, class or method.
    """
    if method not in METHODS:
        raise RunError(f"There is no method {method!r}: choose one of {', '.join(METHODS)}.")
    opened = run if isinstance(run, Opened) else open_run(run)
    received = opened.fit(picture)
    if label is None:
        index = int(probabilities(opened.model, received[None])[0].argmax())
    elif label in opened.labels:
        index = opened.labels.index(label)
    else:
        raise RunError(f"The network knows no class {label!r}: choose one of {', '.join(opened.labels)}.")
    return METHODS[method](opened.model)(received, index)


def feature_maps(opened: Opened, picture: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
    """Return what each convolution, activation and pooling layer gives for a picture.

    Args:
        opened: The network.
        picture: Shape (rows, cols, channels), 0..255, of any size.

    Returns:
        The feature maps, shape (rows, cols, channels), by the layer's name.
    """
    names = [tap.name for tap in opened.graph.picture_layers()]
    return dict(zip(names, activations(opened.inside, opened.fit(picture)), strict=True))


def activation_tiles(opened: Opened, picture: NDArray[np.uint8], layer: str) -> NDArray[np.uint8]:
    """Return one layer's channels as tiles, shape (channels, rows, cols), each normalised on its own.

    Raises:
        LayerError: There is no such layer; the message lists those that there are.
    """
    return normalized(feature_maps(opened, picture)[opened.graph.tap(layer).name])


def patterns(
    opened: Opened, layer: str, filters: Sequence[int], settings: Settings | None = None
) -> Iterator[list[Pattern]]:
    """Make the patterns that filters look for; finished ones are kept on disk and come back at once.

    Yields:
        First those that were made before; then, after each step, those at work.

    Raises:
        LayerError: There is no such layer.
        PatternError: There is no such filter, or the picture is too small for the layer.
    """
    settings = settings or Settings()
    name = opened.graph.tap(layer).name
    weights = opened.run.weights
    store = PatternStore.of(weights, name, settings) if weights else None
    kept = [pattern for number in filters if store and (pattern := store.get(number))]
    if kept:
        yield kept
    missing = sorted(set(filters) - {pattern.filter for pattern in kept})
    if not missing:
        return
    for batch in climb(opened.model, name, missing, settings):
        if store and batch[0].step == settings.steps:
            for pattern in batch:
                store.keep(pattern)
        yield batch


def take_in(file: str | Path, scale: str = "0 to 255", title: str | None = None) -> Run:
    """Open a ``.keras`` file that may be a stranger's, without running anything in it, as a run to look into.

    It was trained on pictures that nobody knows here, so others stand in for them: digits for grey ones, drawn shapes for
    coloured ones. What was taken in more than a day ago is deleted.

    Args:
        file: The file.
        scale: What the network expects of a pixel, one of `cnnviz.explore.intake.SCALES`.
        title: What to call it; by default the name of the file.

    Raises:
        ForeignError: It is not opened; the message says why.
        RunError: It cannot be kept, as where the disk is full.
    """
    try:
        return _kept_upload(Path(file), scale, title)
    except OSError as error:
        raise RunError(f"The network cannot be kept in {runs_dir()} ({error.strerror}): make room there.") from error


def _kept_upload(file: Path, scale: str, title: str | None) -> Run:
    uploads = runs_dir() / UPLOADS
    uploads.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(scale.encode() + file.read_bytes()).hexdigest()[:24]
    with FileLock(uploads / ".lock"):  # One at a time: each may take much memory.
        for old in uploads.iterdir():
            if old.is_dir() and time.time() - old.stat().st_mtime > UPLOADS_KEPT_S:
                shutil.rmtree(old, ignore_errors=True)
        run = Run(uploads / digest)
        if not run.path.exists():
            new = Path(tempfile.mkdtemp(prefix=".new", dir=uploads))
            try:
                _describe_taken_in(new, intake.take_in(file.resolve(), new, scale), title or file.name)
                new.rename(run.path)
            finally:
                shutil.rmtree(new, ignore_errors=True)
    return run


def _describe_taken_in(folder: Path, said: dict[str, Any], title: str) -> None:
    shape = tuple(said["input_shape"])
    recipe = Recipe("uploaded", title, "a file", "uploaded", "digits" if shape[2] == 1 else "shapes", shape)
    (folder / "recipe.json").write_text(recipe.to_json(), encoding="utf-8")
    Run(folder).keep_labels(tuple(f"class {number}" for number in range(said["classes"])), "")


LOOKED_AT = (1_000, 5_000)
"""Real pictures that are looked at for the strongest: the fewest, of large ones, and the most, of small ones."""
LOOKED_AT_PIXELS = 20_000_000


def looked_at(opened: Opened) -> datasets.Dataset:
    """Return the pictures among which the strongest are searched: its ``x_test``, the test pictures first, then others.

    Raises:
        DataError: The data set cannot be had; the message says what can be done.
    """
    rows, cols, _ = opened.recipe.input_shape
    least, most = LOOKED_AT
    count = min(most, max(least, LOOKED_AT_PIXELS // (rows * cols)))
    data = datasets.load(opened.recipe.dataset, opened.recipe.input_shape)
    more = max(0, count - len(data.x_test))
    return replace(
        data,
        x_test=np.concatenate([data.x_test[:count], data.x_train[:more]]),
        y_test=np.concatenate([data.y_test[:count], data.y_train[:more]]),
    )


def strongest_store(opened: Opened) -> StrongestStore | None:
    """Return where the strongest real pictures of a network are kept; None where its file or its data set is gone."""
    name, weights = opened.recipe.dataset, opened.run.weights
    if name not in datasets.available():
        return None
    return StrongestStore.of(weights, f"{name} {datasets.version(name)}") if weights else None


def strongest(opened: Opened) -> Iterator[tuple[dict[str, Strongest], float]]:
    """Find the real pictures that excite each channel of each layer most; what was found is kept on disk.

    Yields:
        What is known so far by the layer's name, of the pictures of `looked_at`, and the share that is done, 0 to 1.

    Raises:
        DataError: The data set cannot be had; the message says what can be done.
        RunError: What was found cannot be kept, as where the disk is full.
    """
    store = strongest_store(opened)
    known = store.get() if store else {}
    if known:
        yield known, 1.0
        return
    pictures = looked_at(opened).x_test
    for known in look(opened.graph, pictures):
        yield known, next(iter(known.values())).seen / len(pictures)
    if store and known:
        try:
            store.keep(known)
        except OSError as error:
            raise RunError(
                f"What was found cannot be kept in {runs_dir()} ({error.strerror}): make room there."
            ) from error


def places(
    opened: Opened, layer: str, channels: Sequence[int], pictures: NDArray[np.uint8]
) -> list[tuple[int, int, int, int]]:
    """Return what the largest value of a channel knows of a picture, for each picture and the channel to look at in it.

    Returns:
        (top, left, bottom, right) in pixels; beyond the picture lies padding. All of it where the layer's receptive field is
        the whole picture or not known.

    Raises:
        LayerError: There is no such layer.
    """
    name = opened.graph.tap(layer).name
    field = fields(opened.graph)[name]
    if field is None:
        return [(0, 0, *pictures.shape[1:3]) for _ in pictures]
    _, found = peaks(opened.graph, name, pictures, channels)
    return [field.box(int(row), int(col)) for row, col in found]


__all__ = [
    "Opened",
    "activation_tiles",
    "answers",
    "attribute",
    "calibrate",
    "classifier",
    "classify",
    "evaluate",
    "feature_maps",
    "looked_at",
    "open_run",
    "patterns",
    "places",
    "report",
    "resume",
    "strongest",
    "strongest_store",
    "take_in",
    "train",
]
