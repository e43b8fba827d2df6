"""State of a training or of a search, as a coloured message."""

from cnnviz.ui.parts.messages import Kind, show_state
from cnnviz.ui.parts.words import STATES, state_label

KINDS: dict[str, Kind] = {"failed": "error", "interrupted": "warning", "done": "success"}
"""How a state is shown; every other one is a notice."""


def show(state: str, *sentences: str, label: str = "") -> None:
    """Show a state and what there is to say about it.

    Args:
        state: One of `STATES`.
        sentences: What follows the state.
        label: Its label, where it is not the usual one.
    """
    icon = STATES[state][1]
    show_state(KINDS.get(state, "info"), label or state_label(state), *sentences, icon=icon)
