"""The page Compare: the runs of the link are shown, one that trains is followed, and what is left out is said."""

import json
import os
import shutil
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz import recipes
from cnnviz.base import files
from cnnviz.locale import speaking
from cnnviz.recipes import Augmentation, EarlyStopping
from cnnviz.training.runs import Run, Status, checkpoints, titles
from cnnviz.training.runs import status as states
from cnnviz.ui.train.runs import histories
from tests.pages.pages import field, opened, words

SHIPPED = [run.name for run in checkpoints()]


def trained(name: str, epochs: int = 3, state: str = "done", validation: bool = True, dataset: str = "digits") -> Run:
    """Make a run as a training leaves it."""
    run = Run.create(recipes.get("tiny").edited(dataset=dataset), Path(os.environ["CNNVIZ_RUNS_DIR"]) / name)
    alive = {"pid": os.getpid(), "host": states.hostname(), "heartbeat": time.time()} if state == "running" else {}
    states.write(run.path, replace(Status(state, "", epochs=5, epoch=epochs), queued=time.time(), **alive))
    for epoch in range(1, epochs + 1):
        add_epoch(run, epoch, validation)
    return run


def add_epoch(run: Run, epoch: int, validation: bool = True) -> None:
    figures = {"loss": 2 / epoch, "accuracy": 1 - 1 / (epoch + 1)}
    held_back = {"val_loss": 3 / epoch, "val_accuracy": 1 - 1 / (epoch + 0.5)} if validation else {}
    record = {"epoch": epoch, "step": 41 * epoch, **figures, **held_back, "seconds": 1.5}
    with (run.path / "metrics.jsonl").open("a") as file:
        file.write(json.dumps(record) + "\n")


def compared(app: AppTest) -> list[str]:
    return list(field(app.multiselect, "runs").value)


def figure(app: AppTest) -> dict[str, object]:
    (chart,) = app.get("plotly_chart")
    drawn: dict[str, object] = json.loads(chart.proto.spec)
    return drawn


def test_at_first_the_shipped_networks_are_compared() -> None:
    app = opened("compare.py")
    assert compared(app) == [name for name in SHIPPED if recipes.get(name).dataset == "cifar100_25"][:4]
    assert figure(app)["data"]
    assert len(app.dataframe[0].value) == len(compared(app))


def test_a_ready_made_network_is_named_by_its_recipe() -> None:
    (box,) = opened("compare.py").multiselect
    for run in checkpoints():
        assert titles.title(run) in box.options


@pytest.mark.parametrize("ladder", recipes.ladders())
def test_the_link_of_the_improvements_leads_to_runs_that_are_offered(ladder: str) -> None:
    for link in opened("ladder.py", ladder=ladder).get("page_link"):
        if "compare" in link.proto.page:
            runs = parse_qs(link.proto.query_string)["runs"][0]
            app = opened("compare.py", runs=runs)
            assert compared(app) == runs.split(",")
            assert not app.warning


def test_a_first_run_of_ones_own_stands_beside_ready_made_ones_that_learned_from_the_same_pictures() -> None:
    trained("mine", dataset="mnist")
    assert set(compared(opened("compare.py"))) == {"mine", "mnist", "beyond_mnist"}


def test_at_first_only_runs_on_the_pictures_of_the_newest_are_compared() -> None:
    for number, dataset in enumerate(("digits", "shapes", "digits", "shapes")):
        trained(f"run{number}", dataset=dataset)
    assert compared(opened("compare.py")) == ["run3", "run1"]


def test_at_first_the_newest_four_with_epochs_are_compared() -> None:
    for number in range(5):
        trained(f"run{number}")
    trained("empty", epochs=0, state="failed")
    assert compared(opened("compare.py")) == ["run4", "run3", "run2", "run1"]


def test_without_any_run_the_page_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnnviz.base.settings.CHECKPOINTS", tmp_path / "none")
    app = opened("compare.py")
    assert "There is nothing to compare yet. Train a network first" in words(app)
    assert not app.multiselect


@pytest.mark.parametrize(
    "link",
    [
        {"axis": "seconds", "curves": "both", "smoothing": "0.5"},
        {"axis": "Seconds", "curves": "Both", "smoothing": "0.5"},  # As links of earlier versions have it.
    ],
)
def test_the_link_reproduces_the_view(link: dict[str, str]) -> None:
    trained("one"), trained("two"), trained("three")
    app = opened("compare.py", runs="three,one", **link)
    assert compared(app) == ["three", "one"]
    assert app.slider(key="smoothing").value == 0.5
    assert "smoothed by 0.5" in words(app)
    drawn = figure(app)
    assert drawn["layout"]["xaxis2"]["title"]["text"] == "Training time in seconds"
    assert {"Validation", "Training"} <= {trace["name"] for trace in drawn["data"]}


def test_what_a_person_picks_goes_into_the_link() -> None:
    trained("one"), trained("two"), trained("three")
    app = opened("compare.py", runs="three,one")
    app.multiselect(key="runs").set_value(["two"]).run()
    assert "".join(app.query_params["runs"]) == "two"
    app.multiselect(key="runs").set_value([]).run()
    assert not app.exception
    assert "Choose the runs to compare" in words(app)
    link = "".join(app.query_params["runs"])
    assert compared(opened("compare.py", runs=link)) == []


def test_runs_that_come_later_do_not_change_what_is_compared() -> None:
    trained("one"), trained("two")
    app = opened("compare.py")
    before = compared(app)
    trained("three")
    app.run()
    assert compared(app) == before


def test_a_name_with_a_comma_stays_one_name_in_the_link() -> None:
    trained("a, b"), trained("c")
    app = opened("compare.py", runs="a%2C b,c")
    assert compared(app) == ["a, b", "c"]
    assert "".join(app.query_params["runs"]) == "a%2C b,c"


def test_runs_of_the_link_that_are_gone_are_named_and_the_rest_is_shown() -> None:
    trained("one"), trained("two")
    app = opened("compare.py", runs="one,deleted")
    for _ in range(2):
        assert "Not on this machine, perhaps deleted: deleted. The others are shown." in words(app)
        assert compared(app) == ["one"]
        assert "".join(app.query_params["runs"]) == "one,deleted"
        app.run()
    app.multiselect(key="runs").set_value(["two"]).run()
    assert "perhaps deleted" not in words(app)
    nothing = opened("compare.py", runs="deleted")
    assert "perhaps deleted: deleted." in words(nothing)
    assert compared(nothing) == []


def test_a_run_with_a_damaged_recipe_is_left_out_with_one_sentence() -> None:
    trained("one")
    (trained("broken").path / "recipe.json").write_text("{broken")
    app = opened("compare.py", runs="one,broken")
    assert "Run broken cannot be read. The recipe is not valid JSON" in words(app)
    assert len(app.dataframe[0].value) == 1


def test_runs_that_look_alike_get_names_that_differ() -> None:
    for name in ("one", "two"):
        states.write(trained(name).path, Status("done", queued=1.0, epoch=3))
    options = opened("compare.py").multiselect(key="runs").options
    assert len(set(options)) == len(options)


def test_a_run_without_validation_shows_its_training_curve_and_says_so() -> None:
    trained("bare", validation=False), trained("full")
    assert "Without validation pictures, so the thin training curve is shown" in words(opened("compare.py"))
    assert "Without validation pictures" not in words(opened("compare.py", curves="Training"))


def test_different_data_sets_are_pointed_out() -> None:
    trained("digits")
    assert "learned from different data sets" in words(opened("compare.py", runs=f"digits,{SHIPPED[0]}"))
    assert "different data sets" not in words(opened("compare.py", runs="digits"))


def test_a_run_that_trains_is_followed() -> None:
    run = trained("live", epochs=0, state="running")
    app = opened("compare.py", runs="live")
    assert "No finished epoch yet" in words(app)
    for epoch in (1, 2):
        add_epoch(run, epoch)
        app.run()
        assert app.dataframe[0].value["epochs"].tolist() == [epoch]
    assert "No finished epoch yet" not in words(app)


def test_a_run_deleted_while_it_is_shown_is_named() -> None:
    trained("one"), trained("two")
    app = opened("compare.py", runs="one,two")
    shutil.rmtree(Path(os.environ["CNNVIZ_RUNS_DIR"]) / "two")
    app.run()
    assert not app.exception
    assert "perhaps deleted: two" in words(app)


def test_a_file_that_has_not_changed_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    run = trained("one")
    histories._read_epochs.clear()
    reads: list[Path] = []
    whole = Run.epochs
    monkeypatch.setattr(Run, "epochs", lambda self: reads.append(self.path) or whole(self))
    assert len(histories.epochs_of(run)) == len(histories.epochs_of(run)) == 3
    assert reads == [run.path]
    add_epoch(run, 4)
    assert len(histories.epochs_of(run)) == 4


def test_numbers_in_the_table_can_be_sorted() -> None:
    trained("one"), trained("two", epochs=2)
    table = opened("compare.py").dataframe[0].value
    for column in ("epochs", "best validation accuracy", "parameters", "training seconds", "learning rate"):
        assert table[column].dtype.kind in "if"


def test_the_files_hold_the_runs() -> None:
    run = trained("one")
    text = histories._file(histories.comparison.csv_text, {"A label": run})
    assert len(text.splitlines()) == 4
    assert text.splitlines()[1].startswith("one,1,41,")


def test_the_table_shows_in_what_the_recipes_differ() -> None:
    trained("plain")
    recipe = recipes.get("tiny").edited(
        standardize=True,
        mixup=0.2,
        augmentation=Augmentation(flip=True),
        early_stopping=(EarlyStopping("val_loss", 3),),
    )
    files.write(trained("edited").path / "recipe.json", recipe.to_json())
    table = opened("compare.py", runs="plain,edited").dataframe[0].value
    assert table["standardised"].tolist() == [False, True]
    assert table["augmentation"].tolist() == ["none", "flip"]
    assert table["early stopping"].tolist() == ["none", "loss 3"]
    assert table["mixup"].tolist() == [0.0, 0.2]
    assert "momentum" not in table
    assert table["run"].tolist() == [
        "Tiny network",
        "Tiny network · standardised · flip · mixup 0.2 · early stopping (loss 3)",
    ]


def test_a_name_that_a_person_gave_is_in_list_legend_and_table() -> None:
    run = trained("one")
    titles.rename(run, "<b>Ana</b> %{x}")
    app = opened("compare.py", runs="one")
    assert any(option.startswith("<b>Ana</b> %{x}") for option in app.multiselect(key="runs").options)
    assert app.dataframe[0].value["run"].tolist() == ["<b>Ana</b> %{x}"]
    assert figure(app)["data"][0]["name"] == "&lt;b&gt;Ana&lt;/b&gt; &#37;{x}"


def test_an_accuracy_has_its_interval_and_a_lead_within_chance_is_called_none() -> None:
    app = opened("compare.py", runs="basenet,basenet_standardized,improved_basenet")
    table = app.dataframe[0].value
    assert table["test accuracy low"].tolist()[:2] == ["0.407 to 0.446", "0.408 to 0.446"]
    assert table["test pictures"].tolist() == [2500] * 3
    assert "chance alone does not explain its lead" in words(app)
    assert "may explain its lead" in words(opened("compare.py", runs="basenet,basenet_standardized"))


def test_a_loss_against_softened_labels_is_not_compared() -> None:
    remark = "the curve of the loss is measured against softened labels"
    assert remark in words(opened("compare.py", runs="mnist,beyond_mnist"))
    assert remark not in words(opened("compare.py", runs="mnist,basenet"))


def test_the_files_are_english_in_every_language() -> None:
    runs = {"A label": trained("one"), "Another": trained("two")}
    before = histories._file(histories.comparison.table_csv, runs)
    with speaking("zz"):
        assert histories._file(histories.comparison.table_csv, runs) == before
