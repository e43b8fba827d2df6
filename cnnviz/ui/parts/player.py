"""How is something played?  One place in it that the slider, the picture and the words beside it all show, and a button that moves it on.

The page itself moves on, not the chart: a chart that played by itself in the browser left the slider, the words and what is read
out to the blind at another step, and its button could not be reached with the keyboard.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from cnnviz.ui.parts import linked
from cnnviz.ui.parts.state import session


def play(
    label: str,
    look: Callable[[], Sequence[int]],
    *,
    name: str,
    of: Iterable[object],
    seconds: float,
    show: Callable[[int], None],
    help: str,
    look_again: float | None = None,
) -> None:
    """Show a place, with a slider and a button that plays from there to the end, without touching the rest of the page.

    Args:
        label: Of the slider.
        look: Gives the numbers of the places that there are now, in their order; at least one.
        name: Of the place in the link.
        of: What is played.
        seconds: Between two places.
        show: Shows a place.
        help: What the slider is for.
        look_again: Seconds after which it is shown anew also while it is not played, as where it grows.
    """
    this = "@".join([name, *map(str, of)])
    playing = session().playing == this

    def moving() -> None:
        state = session()
        if (state.playing == this) != playing:
            st.rerun()  # To begin or to cease moving on by itself.
        places = look()
        here = _here(name, places)
        if playing and time.monotonic() >= state.next_move:
            state.next_move = time.monotonic() + seconds / 2  # Half, as a look may come a little early.
            if here + 1 < len(places):
                linked.pick(name, places[here + 1])
            else:
                state.playing = None
                st.rerun()
        if len(places) == 1:
            show(places[0])
            return
        left, right = st.columns([1, 4], vertical_alignment="bottom")
        left.button(
            "Pause" if playing else "Play", icon=f":material/{'pause' if playing else 'play_arrow'}:", key=f"play_{name}",
            width="stretch", on_click=_turn, args=(this, name, places, seconds),
        )  # fmt: skip
        show(
            linked.select(
                label, places, name=name, of=of, start=places[0], field=right.select_slider, tell=not playing, help=help
            )
        )

    st.fragment(moving, run_every=seconds if playing else look_again)()


def stop() -> None:
    """Play nothing any more, as on another page."""
    session().playing = None


def _here(name: str, places: Sequence[int]) -> int:
    """Return which of the places is shown."""
    place = linked.picked(name)
    return places.index(place) if place in places else 0


def _turn(this: str, name: str, places: Sequence[int], seconds: float) -> None:
    """Play, from the first place after the last; or pause."""
    state = session()
    if state.playing == this:
        stop()
        return
    state.playing, state.next_move = this, time.monotonic() + seconds / 2
    if _here(name, places) == len(places) - 1:
        linked.pick(name, places[0])
