"""What plays is at one place: in its slider, in what is shown, and in the link once it is paused."""

import time
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.pages.pages import field

SECONDS = 0.3
"""Between two places: long enough for a run of the page on a busy machine."""


def page() -> None:
    """Play five places."""
    import streamlit as st

    from cnnviz.ui.parts import linked, player
    from tests.ui.parts.test_player import SECONDS

    linked.begin()
    player.play(
        "Step",
        lambda: range(1, 6),
        name="step",
        of=("five",),
        seconds=SECONDS,
        show=lambda at: st.markdown(str(at)),
        help="It moves.",
    )
    linked.tidy()


def shown(app: AppTest) -> int:
    """Return the place, which slider and words agree upon."""
    assert not app.exception
    at = int(app.markdown[-1].value)
    assert field(app.select_slider, "step").value == at
    return at


def press(app: AppTest) -> AppTest:
    button: Any = app.button[0]
    return button.click().run()


def test_it_plays_from_where_the_slider_is_to_the_end_and_begins_anew_after_it() -> None:
    app = AppTest.from_function(page).run()
    assert shown(app) == 1
    field(app.select_slider, "step").set_value(3).run()
    press(app)
    seen = [shown(app)]
    for _ in range(4):
        time.sleep(SECONDS)  # As the browser looks again.
        seen.append(shown(app.run()))
    assert seen == [3, 4, 5, 5, 5]
    assert app.button[0].label == "Play"
    assert "".join(app.query_params["step"]) == "5"
    press(app)
    assert shown(app) == 1
    assert app.button[0].label == "Pause"


def test_while_it_plays_the_link_stays_and_pause_tells_it() -> None:
    app = AppTest.from_function(page).run()
    press(app)
    time.sleep(SECONDS)
    assert shown(app.run()) == 2
    assert "step" not in app.query_params
    press(app)
    at = shown(app)
    time.sleep(SECONDS)
    assert shown(app.run()) == at
    assert "".join(app.query_params["step"]) == str(at)


def test_a_film_of_one_picture_has_nothing_to_play() -> None:
    def one() -> None:
        import streamlit as st

        from cnnviz.ui.parts import player

        player.play(
            "Step", lambda: [7], name="step", of=(), seconds=1, show=lambda at: st.markdown(str(at)), help="One."
        )

    app = AppTest.from_function(one).run()
    assert app.markdown[0].value == "7"
    assert not app.button
