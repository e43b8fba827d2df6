"""Are results that began with other weights than the recipe's shown with those weights' name, and never without?"""

import pytest

from cnnviz import recipes
from cnnviz.actions.catalogue import catalogue, measured, record, weights_of
from cnnviz.recipes.birds import STAND_INS
from cnnviz.training.runs import records

ROWS = {row["name"]: row for row in catalogue()}
TITLE = "ResNet50 v1.5 (Uber)"


@pytest.mark.parametrize(("name", "other"), STAND_INS.items())
def test_a_stand_in_differs_from_the_documents_recipe_in_its_pretrained_network_alone(name: str, other: str) -> None:
    recipe, stand_in = recipes.get(name), recipes.get(other)
    shorter = name == "birds_dense400_finetuned"  # Ten epochs, which its title says: each takes minutes.
    assert stand_in.trains_like(recipe, but=("network", "frozen", *(["epochs"] if shorter else [])))
    assert stand_in.reported is None
    assert (recipe.frozen, stand_in.frozen) in ((0, 0), (175, 178))
    assert stand_in.network == recipe.network.replace("resnet50", "resnet50_v15")
    assert ROWS[name]["parameters"] == ROWS[other]["parameters"]


@pytest.mark.parametrize("name", STAND_INS)
def test_what_was_measured_in_a_documents_place_names_the_weights(name: str) -> None:
    run = record(recipes.get(name))
    if run is None:
        pytest.skip("not measured yet")
    row, result, backbone = ROWS[name], measured(run), weights_of(run)
    assert backbone is not None
    assert result is not None
    assert result.weights_of == backbone.title == TITLE
    assert row["measured"]["weights_of"] == TITLE
    assert "Non-Commercial" in row["measured"]["terms"]
    assert row["measured"]["recipe"] == STAND_INS[name] == run.name
    assert row["measured"]["images"] == 3033
    assert row["checkpoint"] is None  # Nothing that was made from those weights is given away.


REPORTED = {"birds_features": 0.3004, "birds_two_dense": 0.4527, "birds_convolution": 0.3881} | {
    "birds_finetuned": 0.4497,
    "birds_dense400": 0.4121,
}


@pytest.mark.parametrize(("name", "accuracy"), REPORTED.items())
def test_what_the_documents_report_of_birds_is_reached(name: str, accuracy: float) -> None:
    assert ROWS[name]["reported"]["accuracy"] == accuracy
    if ROWS[name]["measured"] is None:
        pytest.skip("not measured yet")
    assert ROWS[name]["measured"]["test_accuracy"] >= accuracy


def test_other_results_name_no_weights() -> None:
    others = [row for row in ROWS.values() if row["measured"] and "resnet50" not in row["network"]]
    assert others
    assert not [row["name"] for row in others if "weights_of" in row["measured"]]


def test_no_network_is_shipped_that_began_with_weights_that_must_not_be_given_away() -> None:
    began = [run for run in records() if weights_of(run)]
    assert began
    assert not [run.name for run in began if run.weights or (run.path / "calibration.npz").exists()]
