"""The page Activations: channels, the pictures that excite them, comparisons and downloads."""

import io

import numpy as np
from PIL import Image

from cnnviz.locale import number
from cnnviz.training.runs import Run, find
from cnnviz.ui.parts.words import origin
from tests.pages.pages import field, opened, words


def test_activations_show_the_linked_channel_large(finished: Run) -> None:
    app = opened("activations.py", run=finished.name)
    field(app.selectbox, "layer").select("conv2").run()
    field(app.number_input, "channel").set_value(3).run()
    assert not app.exception
    assert "**Channel 3 of conv2**" in words(app)
    assert "zero\u00a0or\u00a0less" in words(app)


def test_the_pictures_that_activate_a_channel_most_are_found(finished: Run) -> None:
    app = opened("activations.py", run=finished.name, layer="conv2", channel="3")
    assert "each value sees 8×8 pixels" in words(app)
    app.button(key="find_strongest").click().run()
    assert not app.exception
    assert f"What activates channel 3 of conv2 most**, of {number(1797, ',')} real pictures" in words(app)
    again = opened("patterns.py", run=finished.name)
    again.number_input(key="steps").set_value(3).run()
    next(button for button in again.button if button.label == "Make patterns").click().run()
    assert not again.exception
    assert "What activates the same filters most in real pictures" in words(again)
    again.session_state["fold_excitement"] = True
    again.run()
    assert list(again.dataframe[0].value)[:4] == ["filter", "in its pattern", "in a real picture", "pattern ÷ real"]


def test_two_pictures_or_two_networks_stand_side_by_side(finished: Run, trained: Run) -> None:
    alone = opened("activations.py", run=finished.name, layer="conv2", channel="1", brightness="shared")
    assert "all channels of a layer share one scale" in words(alone)
    grids = len(alone.get("plotly_chart"))
    app = opened("activations.py", run=finished.name, layer="conv2", channel="1", beside="picture")
    assert not app.exception
    assert "**Beside it:** test picture 1 of “Scanned digits" in words(app)
    assert "The one beside it**" in words(app)
    assert "one scale for both" in words(app)
    assert len(app.get("plotly_chart")) > grids + 2
    app = opened("activations.py", run=finished.name, beside="network", run_beside="mnist")
    mnist = find("mnist")
    assert not app.exception
    assert f"**Beside it:** {origin(mnist, mnist.recipe())}" in words(app)


def test_the_channels_of_a_layer_can_be_downloaded(finished: Run) -> None:
    from cnnviz.ui.inside import layer_grids

    app = opened("activations.py", run=finished.name)
    assert not app.get("download_button")
    field(app.selectbox, "layer").set_value("conv2").run()
    assert [button.proto.label for button in app.get("download_button")] == ["PNG", "NPZ"]
    values = np.random.default_rng(0).normal(size=(6, 5, 18)).astype("float32")
    assert Image.open(io.BytesIO(layer_grids.png({"conv2": values}, "conv2", shared_scale=True))).size == (
        16 * 6 - 1,
        2 * 7 - 1,
    )
