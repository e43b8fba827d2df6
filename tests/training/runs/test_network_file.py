"""Is a network loaded from whatever the run holds, and is it said what is missing or damaged?"""

import pytest

from cnnviz import recipes
from cnnviz.training.runs import Run, RunError, checkpoints, records
from cnnviz.training.runs import status as states
from cnnviz.training.runs.status import Status

TINY = recipes.get("tiny")


def test_without_a_finished_epoch_there_is_no_model() -> None:
    run = Run.create(TINY)
    with pytest.raises(RunError, match=rf"^Run {run.name} has no model yet: wait .*\.$"):
        run.model()


def test_a_run_that_ended_before_its_first_epoch_does_not_ask_to_wait() -> None:
    run = Run.create(TINY)
    states.write(run.path, Status("failed", queued=1.0))
    with pytest.raises(RunError, match=r"ended before completing its first epoch \(failed\)"):
        run.model()


def test_a_shipped_network_of_which_only_figures_came_says_so() -> None:
    figures = [run for run in records() if not run.weights and not (run.path / "part.npz").exists()]
    assert figures
    for run in figures:
        with pytest.raises(RunError) as error:
            run.model()
        assert f"Only the results of {run.name} come with the app" in str(error.value)
        assert f"python -m cnnviz train {run.recipe().name}" in str(error.value)
        assert run.recipe().name in recipes.recipes()
        assert f"one of the {len(checkpoints())} whose network comes with the app, such as mnist, basenet" in str(
            error.value
        )


@pytest.mark.parametrize("damage", [b"", b"hello", b"PK\x03\x04" + bytes(100)], ids=["empty", "text", "half"])
@pytest.mark.parametrize("name", ["model.keras", "last.npz"])
def test_a_damaged_model_is_named_in_one_sentence(name: str, damage: bytes, trained: Run) -> None:
    run = Run.create(TINY)
    (run.path / "network.keras").write_bytes((trained.path / "model.keras").read_bytes())
    (run.path / name).write_bytes(damage)
    with pytest.raises(RunError) as error:
        run.model()
    assert str(error.value) == f"The model of run {run.name} cannot be read ({name} is damaged): train it again."
