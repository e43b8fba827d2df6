"""A network file that is uploaded on a page is opened, or refused with the reason."""

from pathlib import Path

import keras
import pytest

from cnnviz.training.runs import Run
from tests.pages.pages import opened, text, words


def test_a_network_file_with_code_in_it_is_refused_and_the_page_goes_on(finished: Run, tmp_path: Path) -> None:
    import keras

    code = keras.layers.Lambda(lambda values: values * 2)
    keras.Sequential([keras.Input((8, 8, 1)), code, keras.layers.Conv2D(2, 3)]).save(tmp_path / "evil.keras")
    app = opened("activations.py", run=finished.name)
    app.session_state["fold_network_file"] = True
    app.run()
    app.file_uploader[0].set_value([("evil.keras", (tmp_path / "evil.keras").read_bytes(), "application/zip")]).run()
    app.button(key="open_network").click().run()
    assert not app.exception
    message = text(app.error[0]).replace("\\", "")
    assert "evil.keras is not opened. It holds code of its own (keras.layers.Lambda)" in message
    assert "trained on Scanned digits" in words(app)


@pytest.mark.slow
def test_a_network_file_is_opened_and_what_was_assumed_is_said(finished: Run, tmp_path: Path) -> None:
    begin = [
        keras.Input((8, 8, 1)),
        keras.layers.RandomFlip(),
        keras.layers.Rescaling(1 / 255),
        keras.layers.Conv2D(2, 3),
    ]
    keras.Sequential([*begin, keras.layers.Flatten(), keras.layers.Dense(2, "softmax")]).save(tmp_path / "mine.keras")
    app = opened("activations.py", run=finished.name)
    app.session_state["fold_network_file"] = True
    app.run()
    app.file_uploader[0].set_value([("mine.keras", (tmp_path / "mine.keras").read_bytes(), "application/zip")]).run()
    app.button(key="open_network").click().run()
    assert not app.exception
    message = words(app).replace("\\", "")
    assert "your file mine.keras" in message
    assert "Its augmentation (RandomFlip) is left out" in message
    assert "pixels of 0 to 255, as it begins with a scaling of its own (Rescaling)" in message
    app.switch_page("pages/evaluate.py").run()
    assert not app.exception
    assert "mine.keras" not in [option for box in app.selectbox for option in box.options]
