"""The form of a recipe shows every value as the recipe has it, however fine."""

import dataclasses

import pytest

from cnnviz import recipes
from cnnviz.recipes import Recipe
from cnnviz.ui.train.recipe.fields import graduation
from tests.pages.pages import opened

STEPS = {"shift": 0.05, "zoom": 0.05, "rotation": 5.0, "shear": 0.05, "erase": 0.05}


@pytest.mark.parametrize("recipe", recipes.recipes().values(), ids=lambda recipe: recipe.name)
def test_a_slider_shows_the_whole_value(recipe: Recipe) -> None:
    changes = dataclasses.asdict(recipe.augmentation)
    sliders = {name: (changes[name], step) for name, step in STEPS.items()}
    sliders |= {"mixup": (recipe.mixup, 0.05), "momentum": (recipe.momentum, 0.01)}
    sliders |= {"smoothing": (recipe.label_smoothing, 0.05), "validation": (recipe.validation_split, 0.05)}
    for name, (value, usual) in sliders.items():
        step, written = graduation(float(value), usual)
        assert float((written or "%.2f") % value) == pytest.approx(value), name
        assert value / step == pytest.approx(round(value / step)), name


def test_the_shear_of_mini_resnet_is_seen_on_train() -> None:
    app = opened("train.py", recipe="mini_resnet")
    app.session_state["fold_pictures"] = True
    app.run()
    shear = next(slider for slider in app.slider if slider.label == "Shear, share of the size")
    assert shear.value == 0.0035
    assert (shear.proto.format, shear.step) == ("%.4f", 0.0005)
