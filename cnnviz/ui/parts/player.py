"""A player: a slider, a picture and words that all show one place, and a button that moves it on.

The page itself moves on, not the chart: a chart that played by itself in the browser left the slider, the words and
what a screen reader says at another step, and its button could not be reached with the keyboard.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz.locale import _
from cnnviz.ui.parts import linked
from cnnviz.ui.parts.state import session


def play(
    label: str,
    current_places: Callable[[], Sequence[int]],
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
        current_places: Gives the numbers of the places that exist now, in their order; at least one.
        name: Of the place in the link.
        of: What is played.
        seconds: Between two places.
        show: Shows a place.
        help: What the slider is for.
        look_again: Seconds after which it is shown anew also while it is not played, as while it grows.
    """
    this = "@".join([name, *map(str, of)])
    playing = session().playing == this

    def moving() -> None:
        state = session()
        if (state.playing == this) != playing:
            st.rerun()  # So that the fragment begins, or ceases, to run by itself.
        places = current_places()
        position = _position(name, places)
        if playing and time.monotonic() >= state.next_move:
            state.next_move = time.monotonic() + seconds / 2  # Half, as a rerun may come a little early.
            if position + 1 < len(places):
                linked.pick(name, places[position + 1])
            else:
                state.playing = None
                st.rerun()
        if len(places) == 1:
            show(places[0])
            return
        left, right = st.columns([1.4, 4], vertical_alignment="bottom")
        button, icon = (_("Pause"), ":material/pause:") if playing else (_("Play"), ":material/play_arrow:")
        args = this, name, places, seconds
        left.button(button, icon=icon, key=f"play_{name}", width="stretch", on_click=_toggle, args=args, shortcut="K")
        if session().projecting:
            _draw_back_and_on(left, name, places)
        slider = right.select_slider
        show(linked.select(label, places, name=name, of=of, start=places[0], field=slider, tell=not playing, help=help))

    st.fragment(moving, run_every=seconds if playing else look_again)()


def _draw_back_and_on(place: DeltaGenerator, name: str, places: Sequence[int]) -> None:
    """Draw buttons that move by one place; a presenter's remote control presses them, as it does for slides."""
    for label, key, by in ((_("Back"), "PageUp", -1), (_("Next"), "PageDown", 1)):
        place.button(label, key=f"{key}_{name}", width="stretch", on_click=_move, args=(name, places, by), shortcut=key)


def _move(name: str, places: Sequence[int], by: int) -> None:
    stop()
    linked.pick(name, places[min(max(0, _position(name, places) + by), len(places) - 1)])


def stop() -> None:
    """Stop playing, as when another page is opened."""
    session().playing = None


def _position(name: str, places: Sequence[int]) -> int:
    """Return the index of the place that is shown."""
    place = linked.picked(name)
    return places.index(place) if place in places else 0


def _toggle(this: str, name: str, places: Sequence[int], seconds: float) -> None:
    """Pause; or play, from the first place if the last one is shown."""
    state = session()
    if state.playing == this:
        stop()
        return
    state.playing, state.next_move = this, time.monotonic() + seconds / 2
    if _position(name, places) == len(places) - 1:
        linked.pick(name, places[0])
