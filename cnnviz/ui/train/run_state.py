"""State of a training or of a search, as a coloured message."""

from cnnviz.ui.parts.messages import Kind, show_state
from cnnviz.ui.parts.words import STATES

KINDS: dict[str, Kind] = {"failed": "error", "interrupted": "warning", "done": "success"}
"""How a state is shown; every other one is a notice."""


def show(state: str, *sentences: str, label: str = "") -> None:
    """Show a state and what there is to say about it.

    Args:
        state: One of `STATES`.
        sentences: What follows the state.
        label: Its label, where it is not the usual one.
    """
    usual, icon = STATES[state]
    show_state(KINDS.get(state, "info"), label or usual, *sentences, icon=icon)
