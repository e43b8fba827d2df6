"""The training of a run, from its recipe to its model, figures and evaluation."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import keras

from cnnviz import datasets, device
from cnnviz.base import files
from cnnviz.base.errors import CnnvizError
from cnnviz.datasets import Dataset
from cnnviz.locale import Message
from cnnviz.recipes import Recipe
from cnnviz.surgery.features import FeaturesError
from cnnviz.training.cost import memory
from cnnviz.training.cost.memory import EVALUATION_BATCH
from cnnviz.training.learning import calibration, film, loss_and_optimizer
from cnnviz.training.learning.callbacks import BEFORE, Dice, Keeper, Recorder, StopRequested, TrainingError, Watcher
from cnnviz.training.learning.early_stopping import best_epoch, reached
from cnnviz.training.learning.evidence import CalibrationError
from cnnviz.training.learning.task import Task, prepare, save
from cnnviz.training.runs import outcome
from cnnviz.training.runs.contents import snapshot
from cnnviz.training.runs.contents.provenance import provenance
from cnnviz.training.runs.pulse import Pulse
from cnnviz.training.runs.run import Run
from cnnviz.training.runs.titles import pictures_later

log = logging.getLogger("cnnviz.training")


def train(
    run: Run,
    resume: bool = False,
    overdue: Callable[[], None] | None = None,
    callbacks: tuple[keras.callbacks.Callback, ...] = (),
) -> None:
    """Train the run in this process, to its end, to a stop, or to a failure; its status tells which.

    Args:
        run: A run made by `Run.create`, or one to resume.
        resume: Whether to go on after the last finished epoch, with the optimiser as it was.
        overdue: Callback for when a stop is requested and the training does not end by itself.
        callbacks: Further Keras callbacks, such as a progress bar.

    Raises:
        KeyboardInterrupt: Passed on, after the run is marked as stopped.
        TrainingError: The run's folder cannot be written to, so that not even its state can tell.
    """
    try:
        _train_here(run, resume, overdue, callbacks)
    except OSError as error:
        raise TrainingError(
            Message(
                "The training {name} cannot be carried out. {reason}",
                name=run.name,
                reason=files.fault(error) or str(error),
            )
        ) from error


def _train_here(
    run: Run,
    resume: bool,
    overdue: Callable[[], None] | None,
    callbacks: tuple[keras.callbacks.Callback, ...],
) -> None:
    with Pulse(run.path, overdue) as pulse, _logged(run):
        try:
            pulse.state("preparing", Message("Starting."), epochs=run.recipe().epochs)
            with device.working(chosen := device.start()):
                pulse.progress(device=str(chosen))
                _train(run, resume, pulse, callbacks)
        except StopRequested:
            pulse.state("stopped", _stopped(run))
        except KeyboardInterrupt:
            pulse.state("stopped", _stopped_by_keyboard(run))
            raise
        except CnnvizError as error:
            log.error("%s", error)
            pulse.state("failed", error.message)
        except Exception as error:
            log.exception("The training failed.")
            kind = type(error).__name__
            more = Message(
                "The training failed ({error}). The file log.txt in {name} has the details.", error=kind, name=run.name
            )
            full = Message(
                "The training failed ({error}). {disk} Then press Resume.", error=kind, disk=files.fault(error)
            )
            pulse.state("failed", full if files.fault(error) else more)


def _train(run: Run, resume: bool, pulse: Pulse, callbacks: tuple[keras.callbacks.Callback, ...]) -> None:
    recipe = run.recipe()
    memory.require(recipe)  # Once more: it may have waited for hours.
    keras.utils.set_random_seed(recipe.seed)
    pulse.state("preparing", Message("Loading the data set {dataset}.", dataset=pictures_later(recipe.dataset)))
    with datasets.reporting(lambda sentence, _: _say(run, pulse, sentence)):
        data = datasets.load(recipe.dataset, recipe.input_shape)
    run.keep_labels(data.labels, data.origin)
    task = prepare(run, recipe, data, resume, lambda sentence: _say(run, pulse, sentence))
    learns, batches, done, steps = task.learner, task.batches, task.done, len(task.batches)
    _forget_after(run, done)
    (run.path / "model.keras").unlink(missing_ok=True)  # Until the end, the last epoch's weights are the run's.
    calibration.forget(run)
    recorder = Recorder(run, done, len(batches.x), recipe.batch_size)
    training = Message("Training on {n:,} pictures.", n=len(batches.x))
    pulse.state("running", training, epoch=done, step=done * steps, steps=steps)
    log.info(
        "%s: %d parameters, %d pictures, from epoch %d",
        recipe.name,
        task.whole.count_params(),
        len(batches.x),
        done + 1,
    )
    try:
        if not reached(run.epochs(), recipe.early_stopping):
            learns.fit(
                batches,
                initial_epoch=done,
                epochs=recipe.epochs,
                validation_data=task.validation,
                validation_batch_size=EVALUATION_BATCH,
                shuffle=False,  # The batches shuffle themselves; Keras' own dice know no epoch to resume at.
                verbose=0,
                callbacks=[
                    Dice(recipe.seed),
                    *([keras.callbacks.SwapEMAWeights()] if recipe.averaging else []),
                    recorder,
                    Keeper(run, recorder, task.whole),
                    film.Camera(run.path, task.whole, recipe.epochs, done),
                    Watcher(run, recorder, pulse),
                    *callbacks,
                ],
            )
    except StopRequested:
        _finish(run, recipe, task)
        raise
    finally:
        recorder.close()
    kept = _finish(run, recipe, task)
    (run.path / BEFORE).unlink(missing_ok=True)
    if not len(data.x_test):
        pulse.state("done", Message("Trained; the data set has no test pictures, so nothing was measured."))
        return
    pulse.state("running", Message("Measuring on the test pictures."))
    figures = evaluate(task.model, task.data)
    _write_evaluation(run, recipe, data, figures, kept)
    pulse.state("running", Message("Calibrating it: how far may it be trusted?"))
    _calibrate(run, task)
    pulse.state("done", outcome.sentence(figures))


def _say(run: Run, pulse: Pulse, sentence: Message) -> None:
    """Show the progress of loading the data set, and end it where a stop is requested."""
    if (run.path / "stop").exists():
        raise StopRequested
    pulse.state("preparing", sentence)


def evaluate(model: keras.Model, data: Dataset) -> dict[str, Any]:
    """Measure the model on all test pictures.

    Returns:
        ``test_loss`` (mean cross-entropy), ``test_accuracy`` (0 to 1) and ``images``, the number of pictures; where no
        test picture is of some classes, also their names, ``untested``.
    """
    if not model.compiled or model.loss != loss_and_optimizer.crossentropy(model):
        loss_and_optimizer.compile_fully(model, loss_and_optimizer.crossentropy(model), metrics=("accuracy",))
    loss, accuracy = model.evaluate(data.x_test, data.y_test, batch_size=EVALUATION_BATCH, verbose=0)
    untested = {"untested": list(data.untested)} if data.untested else {}
    return {"test_loss": float(loss), "test_accuracy": float(accuracy), "images": len(data.x_test), **untested}


def _forget_after(run: Run, epochs: int) -> None:
    """Delete the records of epochs that the kept weights have not learned."""
    kept = [record for record in run.metrics() if record["epoch"] <= epochs]
    run.keep_epochs([record for record in kept if "seconds" in record])
    files.write(run.path / "metrics.jsonl", "".join(json.dumps(record) + "\n" for record in kept))
    film.forget_after(run.path, epochs)


def _finish(run: Run, recipe: Recipe, task: Task) -> int:
    """Save model.keras, with the best epoch's weights where the recipe stops early; return the epoch it holds."""
    epochs = run.epochs()
    kept = int(epochs[-1]["epoch"]) if epochs else 0
    if recipe.averaging:
        task.learner.optimizer.finalize_variable_values(task.learner.trainable_variables)
    rule = reached(epochs, recipe.early_stopping) or next(iter(recipe.early_stopping), None)
    best = run.path / f"best-{rule.monitor}.npz" if rule and epochs else None
    if rule and best and snapshot.sound(best):
        snapshot.load(best, task.whole)
        kept = int(epochs[best_epoch(epochs, rule.monitor)]["epoch"])
    elif best:
        log.warning("%s cannot be read: the last epoch's weights are kept.", best.name)
    save(run.path / "model.keras", task.whole)
    return kept


def _write_evaluation(run: Run, recipe: Recipe, data: Dataset, figures: dict[str, Any], epoch: int) -> None:
    made = {
        "dataset": recipe.dataset,
        "origin": data.origin,
        "split": "test",
        "seed": recipe.seed,
        "epoch": epoch,
        "training_seconds": round(sum(record["seconds"] for record in run.epochs()), 1),
        "device": run.status().device,
    }
    text = json.dumps(figures | made | provenance(), indent=2) + "\n"
    files.write(run.path / "evaluation.json", text)


def _calibrate(run: Run, task: Task) -> None:
    """Calibrate the network where that is possible; a stop leaves only the calibration out."""

    def ask(sentence: Message, _: float) -> None:
        if (run.path / "stop").exists():
            raise StopRequested

    try:
        with datasets.reporting(ask):
            calibration.calibrate(run, task.model, task.data)
    except (CalibrationError, FeaturesError) as error:
        log.info("%s", error)
    except StopRequested:
        log.info("Stopped before the network was calibrated.")


def _stopped(run: Run) -> Message:
    return Message.plural(
        "Stopped after {n} finished epoch; Resume goes on from there.",
        "Stopped after {n} finished epochs; Resume goes on from there.",
        _finished(run),
    )


def _stopped_by_keyboard(run: Run) -> Message:
    return Message.plural(
        "Stopped by the keyboard after {n} finished epoch; Resume goes on from there.",
        "Stopped by the keyboard after {n} finished epochs; Resume goes on from there.",
        _finished(run),
    )


def _finished(run: Run) -> int:
    return int(max((record["epoch"] for record in run.epochs()), default=0))


@contextmanager
def _logged(run: Run) -> Iterator[None]:
    """Write the log of the training to log.txt."""
    try:
        handler: logging.Handler = logging.FileHandler(run.path / "log.txt", encoding="utf-8")
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(handler)
        handler.close()
