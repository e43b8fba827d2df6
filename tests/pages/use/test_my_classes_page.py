"""The page leads from nothing to a network that names a new photo, and explains each wrong step in a sentence."""

import io
import zipfile
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz import actions, recipes
from cnnviz.datasets.personal import adding, sets
from cnnviz.training.queueing import queue
from cnnviz.training.runs import runs
from cnnviz.ui.choices.photo import Photo
from cnnviz.ui.parts.messages import escaped
from tests.datasets.personal.photos import filled, photo
from tests.pages.pages import opened, words


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception, app.exception[0].message
    return app


def uploader(app: AppTest, label: str) -> Any:
    return next(field for field in app.file_uploader if field.label.startswith(label))


def archive(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive_file:
        for number, name in enumerate(names):
            archive_file.writestr(name, photo(number))
    return stream.getvalue()


def test_from_nothing_to_named_classes() -> None:
    app = opened("my_classes.py")
    assert not app.selectbox
    app.text_input[0].set_value("Kitchen")
    app.text_input[1].set_value("cup, spoon , , fork")
    press(app, "Create")
    (data,) = sets.personal_sets()
    assert (data.title, data.labels) == ("Kitchen", ("cup", "spoon", "fork"))
    assert app.query_params["set"] == data.name
    assert "Kitchen has no photo of cup" in words(app)


def test_names_are_all_checked_before_anything_is_made_and_none_is_lost() -> None:
    app = opened("my_classes.py")
    app.text_input[0].set_value("Pets")
    typed = f"😺, cat, Cat, con, {'x' * 70}"
    app.text_input[1].set_value(typed)
    press(app, "Create")
    assert sets.personal_sets() == []
    assert "cat is there twice: leave one." in words(app)
    assert "is too long for a name" in words(app)
    assert app.text_input[1].value == typed
    app.text_input[1].set_value("😺, cat, con")
    press(app, "Create")
    (data,) = sets.personal_sets()
    assert data.labels == ("😺", "cat", "con")


def test_a_set_may_begin_without_classes_and_get_them_from_a_zip() -> None:
    app = opened("my_classes.py")
    app.text_input[0].set_value("Scenes")
    press(app, "Create")
    app.session_state["fold_zip"] = True
    app.run()
    uploader(app, "A ZIP").set_value(("s.zip", archive("sea/1.png", "wood/2.png"), "application/zip")).run()
    press(app, "Add 2 photos in 2 classes")
    assert sets.personal_sets()[0].labels == ("sea", "wood")


def test_a_name_that_is_taken_stays_in_its_field() -> None:
    data = filled(1, "red", "green")
    app = opened("my_classes.py", set=data.name)
    for label in ("Red", "blue"):
        next(field for field in app.text_input if field.label == "Add a class").set_value(label)
        press(app, "Add")
        left = next(field for field in app.text_input if field.label == "Add a class").value
        assert left == ("Red" if label == "Red" else "")
    assert sets.get(data.name).labels == ("red", "green", "blue")


def test_it_is_said_of_which_classes_no_photo_is_tested() -> None:
    data = sets.create("Kitchen", labels=["cup", "fork", "spoon"])
    for channel, (each, count) in enumerate(zip(data.classes, (6, 6, 2), strict=True)):
        for n in range(count):
            adding.add_photo(data.name, each.folder, photo(n, channel))
    app = opened("my_classes.py", set=data.name)
    assert "Not tested, for lack of test pictures: spoon." in words(app)
    run = actions.train(recipes.get("my_classes_small").edited(dataset=data.name, epochs=1))
    assert run.status().message.endswith("on 2 pictures. Not tested, for lack of test pictures: spoon.")
    assert actions.evaluate(run)["untested"] == ["spoon"]
    assert words(opened("my_classes.py", set=data.name)).count("test pictures: spoon") >= 2
    assert "test pictures: spoon" in words(opened("evaluate.py", run=run.name))
    assert "test pictures: spoon" in words(opened("train.py", run=run.name))


def test_the_lines_of_keras_freeze_what_the_training_freezes(monkeypatch: pytest.MonkeyPatch) -> None:
    edited = recipes.get("my_classes").edited(frozen=134, epochs=3)
    monkeypatch.setattr(recipes, "get", lambda name: edited)
    lines = next(code.value for code in opened("my_classes.py").code if "keras.applications" in code.value)
    assert "number >= 134 and" in lines
    assert lines.endswith("epochs=3)")


def test_photos_are_uploaded_shown_removed_and_put_back() -> None:
    data = filled(0)
    app = opened("my_classes.py")
    files = [("one.png", photo(1), "image/png"), ("two.png", photo(2), "image/png"), ("bad.png", b"hello", "image/png")]
    app.file_uploader[0].set_value(files).run()
    assert not app.exception, app.exception[0].message
    assert sets.get(data.name).count == 2
    assert "2 photos added" in words(app)
    assert "bad.png is text" in words(app)
    assert app.file_uploader[0].value in (None, [])
    press(app, "Remove 1")
    assert sets.get(data.name).count == 1
    press(app, "Put the removed photo back")
    assert sets.get(data.name).count == 2


def test_a_class_is_added_renamed_and_removed() -> None:
    data = filled(1, "red", "green")
    app = opened("my_classes.py", set=data.name)
    next(field for field in app.text_input if field.label == "Add a class").set_value("**blue** $x")
    press(app, "Add")
    assert sets.get(data.name).labels == ("red", "green", "**blue** $x")
    next(field for field in app.text_input if field.label == "Name of the class").set_value("crimson").run()
    assert sets.get(data.name).labels[0] == "crimson"
    next(field for field in app.text_input if field.label == "Name of the class").set_value("green").run()
    assert "There is a class green already" in words(app)
    press(app, "Remove the class")
    assert sets.get(data.name).labels == ("green", "**blue** $x")


def test_a_zip_of_folders_makes_classes() -> None:
    data = sets.create("From a ZIP")
    app = opened("my_classes.py", set=data.name)
    app.session_state["fold_zip"] = True
    app.run()
    content = archive("all/train/cat/1.png", "all/test/cat/2.png", "all/train/dog/3.png", "all/pred/4.png")
    uploader(app, "A ZIP").set_value(("pets.zip", content, "application/zip")).run()
    assert not app.exception, app.exception[0].message
    assert sets.get(data.name).labels == ()  # Nothing is taken before it is seen what.
    assert list(app.dataframe[0].value["class"]) == ["cat", "dog"]
    assert list(app.dataframe[0].value["photos in the ZIP"]) == [2, 1]
    assert list(app.dataframe[0].value["photos now"]) == [0, 0]
    assert "folder pred with 1 photo" in words(app)
    press(app, "Add 3 photos in 2 classes")
    assert {each.label: len(each.photos) for each in sets.get(data.name).classes} == {"cat": 2, "dog": 1}
    assert "3 photos added" in words(app)
    assert "folder pred with 1 photo" in words(app)
    assert "add_zip" not in [button.key for button in app.button]
    uploader(app, "A ZIP").set_value(("evil.zip", archive("../evil/1.png"), "application/zip")).run()
    assert "names a file outside its own folders" in words(app)
    assert "0 photos added" not in words(app)


def test_what_cannot_be_trained_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    data = filled(2, "red")
    app = opened("my_classes.py", set=data.name)
    train = next(button for button in app.button if button.label == "Train")
    assert train.disabled
    assert "needs two classes at least" in words(app)


def test_train_queues_the_picked_recipe_on_the_photos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "ensure_worker", lambda: None)
    data = filled(2)
    app = opened("my_classes.py", set=data.name)
    press(app, "Train")
    (run,) = runs()
    assert (run.recipe().dataset, run.recipe().name) == (data.name, "my_classes")
    assert "Starting the training process" in words(app)
    assert "Stop training" in [button.label for button in app.button]


def test_a_trained_network_names_a_photo_and_can_be_taken_along() -> None:
    data = filled(6)
    actions.train(recipes.get("my_classes_small").edited(dataset=data.name, epochs=2))
    app = opened("my_classes.py", set=data.name)
    assert {metric.label: metric.value for metric in app.metric}["Right on the test photos"].endswith(" of 3")
    uploader(app, "A photo to classify").set_value(("new.png", photo(70), "image/png")).run()
    assert not app.exception, app.exception[0].message
    assert "with probability" in words(app)
    adding.add_photo(data.name, data.classes[0].folder, photo(80))
    app.run()
    assert "have changed since" in words(app)


@pytest.mark.parametrize("page", ["home.py", "train.py", "compare.py", "evaluate.py", "activations.py", "classify.py"])
def test_pages_stand_when_the_photos_of_a_run_are_deleted(page: str) -> None:
    data = filled(6)
    run = actions.train(recipes.get("my_classes_small").edited(dataset=data.name, epochs=1))
    sets.delete(data.name)
    opened(page, run=run.name)


def test_a_network_is_looked_into_with_a_new_photo_when_its_own_are_deleted() -> None:
    data = filled(6)
    run = actions.train(recipes.get("my_classes_small").edited(dataset=data.name, epochs=1))
    sets.delete(data.name)
    app = opened("activations.py", run=run.name, layer="conv1")
    app.session_state["session"].photo = Photo.of(np.full((64, 64, 3), 90, np.uint8), "a new photo")
    app.button_group(key="picture").set_value("upload").run()
    assert not app.exception, app.exception[0].message
    assert "**Channel 0 of conv1**" in words(app)
    assert "cannot be found: the network’s pictures are not on this machine" in words(app)


def test_data_sets_shows_ones_own_photos() -> None:
    data = filled(3)
    app = opened("datasets.py", dataset=data.name)
    assert "9 photos of your own in 3 classes" in words(app)
    assert f"version {data.version}" in words(app)


def test_an_unknown_link_opens_another_set() -> None:
    data = filled(1)
    app = opened("my_classes.py", set="own-../../etc")
    assert app.query_params["set"] == data.name


def test_what_people_type_is_shown_as_it_is() -> None:
    assert escaped("![x](http://a.b/c.png) :material/home: $a$ <b>") == (
        r"\!\[x\]\(http\://a.b/c.png\) \:material/home\: \$a\$ \<b\>"
    )
