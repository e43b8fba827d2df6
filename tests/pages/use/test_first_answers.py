"""On a machine without any data, a page first shows a picture that fits the network, rightly named."""

from pathlib import Path

import keras
import pytest

from cnnviz import actions, datasets, images
from cnnviz.images import samples
from cnnviz.training.runs import Run, checkpoints
from cnnviz.ui.choices import examples
from cnnviz.ui.parts.state import Links, Session
from tests.pages.pages import opened, words

PETS = "cats_and_dogs_mobilenet_finetuned_augmented"


@pytest.fixture(autouse=True)
def no_downloads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What this machine once downloaded must not decide."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))


@pytest.mark.parametrize("run", ["mnist", "beyond_mnist"])
def test_the_first_digit_is_recognised(run: str) -> None:
    app = opened("classify.py", run=run)
    assert "**3** with probability" in words(app)
    assert "Probably none" not in words(app)


def test_which_pixels_decided_begins_with_the_digit_that_it_is() -> None:
    assert "Handwritten digit 3 of scikit-learn" in words(opened("attribution.py", run="mnist"))


def test_pages_begin_with_a_cat_that_is_recognised() -> None:
    app = opened("classify.py")
    assert "**cat** with probability" in words(app)
    assert "**This network knows** cat, dog." in words(app)


EXPECTED = {
    "digit_3": "3",
    "china.jpg": "castle",
    "chelsea.png": "cat",
    "chelsea_nose": "cat",
    "clock_motion.png": "clock",
}
"""What each example shows, as a network that knows it should say."""


@pytest.mark.parametrize("run", [run for run in checkpoints() if run.weights], ids=lambda run: run.name)
def test_the_first_example_of_each_ready_made_network_is_recognised_or_rightly_refused(run: Run) -> None:
    file = examples.FIRST[run.name]
    network = actions.classifier(run)
    (answer,) = network.answers([images.fit(examples.example(file).read(), network.shape)])
    known = EXPECTED.get(file) in {label.removesuffix("s") for label in network.labels}
    assert answer.stranger != known
    if known:
        assert answer.predictions(network.labels, 1)[0].label.removesuffix("s") == EXPECTED[file]


@pytest.mark.parametrize(("page", "few"), [("activations.py", {}), ("attribution.py", {"methods": "Grad-CAM"})])
def test_no_shape_is_drawn_for_a_network_of_photos(page: str, few: dict[str, str]) -> None:
    datasets.forget()
    app = opened(page, **few)
    assert "Photo “Cat” of scikit-image (Stefan van der Walt, CC0)" in words(app).replace("\\", "")
    assert not datasets.loaded("shapes", (224, 224, 3))
    box = next(box for box in app.selectbox if box.label == "Example")
    assert box.options == list(samples.PHOTOS.values())
    box.set_value("coffee.png").run()
    assert not app.exception
    assert "Photo “Coffee”" in words(app)


def test_a_data_set_that_is_not_here_is_named_and_not_replaced() -> None:
    app = opened("classify.py", run=PETS, classify_from="data")
    assert "The data set “Cats and dogs” is not on this machine" in words(app)
    assert "with probability" not in words(app)


def test_a_network_from_a_file_gets_photos_not_shapes(tmp_path: Path) -> None:
    model = keras.Sequential(
        [keras.Input((12, 12, 3)), keras.layers.Conv2D(2, 3), keras.layers.Flatten(), keras.layers.Dense(2, "softmax")]
    )
    model.save(tmp_path / "mine.keras")
    run = actions.take_in(tmp_path / "mine.keras")
    app = opened("home.py")
    app.session_state["session"] = Session(links=Links(picks={"run": run.name}), uploads=[run])
    app.switch_page("pages/activations.py").run()
    assert not app.exception, app.exception[0].message
    assert "Photo “Cat”" in words(app)


def test_each_stage_of_the_picture_leads_to_its_page_with_a_network_of_photos() -> None:
    links = {link.proto.label: link.proto for link in opened("home.py").get("page_link")}
    assert [links[label].page for label in ("A photo", "Edges", "Parts", "What counts", "Classify")] == [
        "kernels",
        "activations",
        "patterns",
        "attribution",
        "classify",
    ]
    assert links["A photo"].query_string == "gallery=chelsea.png"
    assert links["Edges"].query_string == f"run={PETS}&layer=Conv1_relu"
    assert links["Parts"].query_string == f"run={PETS}&layer=block_12_expand"
    assert links["Classify"].query_string == f"run={PETS}"
    (run,) = (run for run in checkpoints() if run.name == PETS)
    assert run.weights


def test_the_answers_of_many_come_before_the_name_of_the_one_network(trained: Run) -> None:
    from tests.pages.use.test_classify_page import copied, digits, uploaded

    mine, other = copied(trained, "mine"), copied(trained, "other")
    app = uploaded(mine, digits(3))
    assert list(app.dataframe[0].value.columns)[:4] == ["file", "verdict", "class_1", "probability_1"]
    app.multiselect(key="others").set_value([other.name]).run()
    assert list(app.dataframe[0].value.columns)[:3] == ["file", "network", "verdict"]
    kinds = [element.type for element in app.main if element.type in ("dataframe", "plotly_chart")]
    assert kinds[0] == "dataframe"
    assert "plotly_chart" in kinds
