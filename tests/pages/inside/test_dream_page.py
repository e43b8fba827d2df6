"""The page Dream makes a dream of a photo, shows it and offers it for download."""

from cnnviz.training.runs import Run
from tests.pages.pages import opened, words


def test_a_photo_is_dreamt_in_and_can_be_downloaded(finished: Run) -> None:
    app = opened("dream.py", run=finished.name, dream_steps="1", dream_sizes="1")
    assert "Press “Let it dream”" in words(app)
    next(button for button in app.button if button.label == "Let it dream").click().run()
    assert not app.exception
    assert "Press “Let it dream”" not in words(app)
    assert len(app.get("image")) == 2
    assert [button.proto.label for button in app.get("download_button")] == ["Download PNG"]
    app.slider(key="dream_strength").set_value(3.0).run()
    assert "Press “Let it dream”" in words(app)
