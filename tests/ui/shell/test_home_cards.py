"""Each ready-made network on Home has a card with its picture, and so has each data set of the visitor's own."""

from cnnviz import recipes
from cnnviz.actions.catalogue import catalogue
from cnnviz.datasets.personal import adding, sets
from cnnviz.images import png, samples
from cnnviz.training.runs import Run
from cnnviz.training.runs.titles import SUBJECTS
from cnnviz.ui.shell.home import best_first
from cnnviz.ui.shell.home_cards import ALTS
from tests.pages.pages import opened, words


def test_each_data_set_of_a_ready_made_network_has_a_plain_name_and_a_picture() -> None:
    best, _others = best_first(row for row in catalogue() if row["checkpoint"])
    assert {row["dataset"] for row in best} == set(SUBJECTS) == set(ALTS)
    app = opened("home.py")
    alts = [image.alt for element in app.get("image") for image in element.proto.imgs]
    assert set(ALTS.values()) <= set(alts)
    assert all(alts)


def test_a_data_set_of_ones_own_has_a_card_with_its_first_photo() -> None:
    data = sets.create("My pets", labels=["cat", "dog"])
    adding.add_photo(data.name, data.classes[0].folder, png(samples.photo("chelsea.png")), "cat.png")
    app = opened("home.py")
    assert "**My pets**" in words(app)
    assert "1 photo" in words(app)
    assert "A photo of the class cat" in [image.alt for element in app.get("image") for image in element.proto.imgs]


def test_a_run_shows_the_picture_of_what_it_learns() -> None:
    run = Run.create(recipes.get("mnist"))
    alts = [image.alt for element in opened("home.py").get("image") for image in element.proto.imgs]
    assert alts.count(ALTS["mnist"]) == 2, run
