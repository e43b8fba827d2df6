"""The page Which pixels decided: heat maps for any class, checks of them, and downloads."""

from cnnviz.explore.attribution.methods import methods
from cnnviz.training.runs import Run
from tests.pages.pages import opened, words


def test_every_method_shows_a_map_and_one_is_large_with_its_files(finished: Run) -> None:
    app = opened("attribution.py", run=finished.name)
    app.multiselect(key="methods").set_value([method.title for method in methods().values()]).run()
    for name, method in methods().items():
        app.button_group(key="method").set_value(name).run()
        assert not app.exception, app.exception[0].message
        assert method.text in words(app)
        captions = [picture.caption for one in app.get("image") for picture in one.proto.imgs]
        assert sum("Yellow counts most" in caption for caption in captions) == 1
        assert {other.title for other in methods().values() if other != method} < set(captions)
        labels = [button.proto.label for button in app.get("download_button")]
        assert labels.count("PNG") == labels.count("NPZ") == 1


def test_another_class_can_be_asked_for(finished: Run) -> None:
    app = opened("attribution.py", run=finished.name)
    (field,) = (field for field in app.selectbox if field.label == "Pixels in favour of")
    assert float(field.options[0].split(" · ")[1]) >= float(field.options[1].split(" · ")[1])
    before = [picture.url for one in app.get("image") for picture in one.proto.imgs]
    field.set_value(finished.labels()[0] if field.value != finished.labels()[0] else finished.labels()[1]).run()
    assert not app.exception
    assert before != [picture.url for one in app.get("image") for picture in one.proto.imgs]


def test_maps_are_tested_beside_a_random_one(finished: Run) -> None:
    app = opened("attribution.py", run=finished.name)
    app.session_state["fold_courses"] = True
    app.run()
    assert not app.exception, app.exception[0].message
    (table,) = (frame.value for frame in app.dataframe if "method" in frame.value)
    assert list(table["method"])[-1] == "A random map"
    assert table["deletion, lower is better"].between(0, 1).all()


def test_weights_are_shuffled_and_the_network_is_as_before(finished: Run) -> None:
    app = opened("attribution.py", run=finished.name)
    app.session_state["fold_sanity"] = True
    app.run()
    urls = [picture.url for one in app.get("image") for picture in one.proto.imgs]
    next(button for button in app.button if button.label == "Shuffle the weights").click().run(timeout=120)
    assert not app.exception, app.exception[0].message
    assert "rank correlation" in words(app)
    again = [picture.url for one in app.get("image") for picture in one.proto.imgs]
    assert [url for url in urls if url in again] == urls
    assert len(again) > len(urls)
