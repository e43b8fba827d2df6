"""No run is called better than another where chance alone may explain the difference."""

from cnnviz import recipes
from cnnviz.actions.comparison import History
from cnnviz.training.runs import Status
from cnnviz.ui.train.runs.chance import sentences


def measured(accuracy: float, images: int = 2500, dataset: str = "digits") -> History:
    recipe = recipes.get("tiny").edited(dataset=dataset)
    return History("run", recipe, Status("done"), [], {"test_loss": 1.0, "test_accuracy": accuracy, "images": images})


def test_a_lead_of_two_hundredths_on_2500_pictures_may_be_chance() -> None:
    (sentence,) = sentences({"a": measured(0.582), "b": measured(0.561), "c": measured(0.4)})
    assert "may explain its lead over b:" in sentence
    assert "does not tell which of them is better" in sentence


def test_a_clear_lead_is_called_one() -> None:
    (sentence,) = sentences({"a": measured(0.437), "b": measured(0.582)})
    assert sentence.startswith("**b** has the highest test accuracy, 0.582")
    assert "does not explain its lead" in sentence


def test_only_runs_that_were_tested_on_the_same_pictures_are_compared() -> None:
    assert not list(
        sentences({"a": measured(0.5), "b": measured(0.9, dataset="shapes"), "c": measured(0.9, images=10)})
    )
    assert not list(sentences({"a": measured(0.5), "b": History("b", recipes.get("tiny"), Status("queued"), [])}))
