"""The memory of one browser session, typed, in one place.

Streamlit runs a page's script anew at each click; what has to outlive a run is kept here. Two kinds of things are kept:
what the app itself remembers, an attribute of `Session` each, and the value of each field on the page, which Streamlit
keeps under the field's key. No other module reads or writes Streamlit's own store.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cnnviz.base.errors import CnnvizError
    from cnnviz.explore.attribution.sanity_check import Stage
    from cnnviz.explore.classify.classifier import Answer
    from cnnviz.lessons.similarity import Similarity
    from cnnviz.networks.layers import Part
    from cnnviz.recipes import Recipe
    from cnnviz.training.runs import Run
    from cnnviz.ui.choices.photo import Photo
    from cnnviz.ui.parts.messages import Waiting
    from cnnviz.ui.use.my_zip import Preview

SESSION = "session"
"""The key of the `Session` in Streamlit's store."""


@dataclass
class Links:
    """What `cnnviz.ui.parts.linked` knows of the fields whose values stand in the address.

    Attributes:
        picks: The chosen value of each field, by name, or by the field's key where it is not carried to other networks.
        read: Names read from the address since the page was opened.
        on_page: Names of the fields on the page in this run.
        back: Whether the browser's Back or Forward led to the page.
        labels: The label that the browser shows for each field's value, by the field's key.
    """

    picks: dict[str, Any] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    on_page: set[str] = field(default_factory=set)
    back: bool = False
    labels: dict[str, str] = field(default_factory=dict)


@dataclass
class Session:
    """All that the app remembers for one browser session.

    Attributes:
        token: The secret by which classroom mode knows this browser; empty until it is asked for.
        teacher: Whether the teacher's password was given.
        entered: Whether the session's first page was opened.
        page: Name of the open page; None before the first.
        language: Code of the language that was chosen here or asked for by a link; empty before.
        projecting: Whether pages are shown for a projector.

        links: The fields whose values stand in the address.
        edits: Values that the visitor entered in fields that are not always on the page, by the field's key.
        versions: How often a group of fields was made anew, by the group's name; part of the fields' keys.
        messages: What the next run of the script shows, by the place on the page.
        playing: What is being played; None for nothing.
        next_move: When what plays moves on, by the monotonic clock.

        photo: The last picture that was uploaded or taken with the camera; it follows the visitor from page to page.
        asked: Key of the photo that all ready-made networks were asked about last; empty before.
        drawing: What was drawn, shape (rows, cols, 3), 0..255.
        uploads: Networks from the visitor's own files, the newest first.
        recipe: The recipe that was opened from a file or another page; None for none.
        recipe_file: Identifier of the file that it was read from.
        layers: The layers of networks that are being edited, by the editor's name.
        kernel: The visitor's own kernel, shape (size, size), as it was when its table was made anew.
        first_recipe: Name of the recipe with which the form of the page Train began; empty before.
        form_recipe: The ending of the keys of the form's fields, which tells its recipe from others; empty before.
        suggested_run: Name of the run that fitted the form; empty before.
        samples_seed: Decides which pictures of a data set are shown.
        gallery_sizes: How many pictures each gallery of the page Evaluate shows, by the gallery's name.
        advised: What the advice of the page Advice was for: whether the data set is large, and similar, and its name.
        similarities: Measured similarities of data sets to ImageNet, by the data set's name.

        answers: What networks predicted, or what is wrong with the picture, by network and picture.
        dream: The last dream: what it was made of, and the picture, shape (rows, cols, channels), 0..255.
        sanity_check: The last sanity check of heat maps: what it was made of, and its stages so far.
        exports: The network that was translated for TensorFlow Lite last, by its run's name.
        film_parts: Parts of films that were computed: run, title, and number of epochs.
        patterns_seen: Whether the page of filter patterns was opened before.
        removed_photo: The photo that was last taken out of a data set, to be put back: set, class, name, content.
        zip_preview: What is in the ZIP that was chosen, and which ZIP that was.
    """

    token: str = ""
    teacher: bool = False
    entered: bool = False
    page: str | None = None
    language: str = ""
    projecting: bool = False

    links: Links = field(default_factory=Links)
    edits: dict[str, Any] = field(default_factory=dict)
    versions: Counter[str] = field(default_factory=Counter)
    messages: dict[str, list[Waiting]] = field(default_factory=dict)
    playing: str | None = None
    next_move: float = 0.0

    photo: Photo | None = None
    asked: str = ""
    drawing: NDArray[np.uint8] | None = None
    uploads: list[Run] = field(default_factory=list)
    recipe: Recipe | None = None
    recipe_file: str = ""
    layers: dict[str, tuple[Part, ...]] = field(default_factory=dict)
    kernel: NDArray[np.float64] | None = None
    first_recipe: str = ""
    form_recipe: str = ""
    suggested_run: str = ""
    samples_seed: int = 0
    gallery_sizes: dict[str, int] = field(default_factory=dict)
    advised: tuple[bool, bool, str] | None = None
    similarities: dict[str, Similarity] = field(default_factory=dict)

    answers: dict[tuple[str, str], Answer | CnnvizError] = field(default_factory=dict)
    dream: tuple[object, NDArray[np.uint8]] | None = None
    sanity_check: tuple[object, list[Stage]] | None = None
    exports: dict[str, bytes] = field(default_factory=dict)
    film_parts: set[tuple[str, str, int]] = field(default_factory=set)
    patterns_seen: bool = False
    removed_photo: tuple[str, str, str, bytes] | None = None
    zip_preview: tuple[object, Preview] | None = None


def session() -> Session:
    """Return the state of this browser session, made when it is first asked for."""
    if SESSION not in st.session_state:
        st.session_state[SESSION] = Session()
    known: Session = st.session_state[SESSION]
    return known


def has_field(key: str) -> bool:
    """Return whether Streamlit keeps a value for the field with that key."""
    return key in st.session_state


def field_value(key: str, default: Any = None) -> Any:
    """Return the value of the field with that key; the default where no field of that key is on the page."""
    return st.session_state.get(key, default)


def set_field(key: str, value: Any) -> None:
    """Give a field a value before it is drawn.

    To delete a field's value would not do: the browser goes on showing a value until it is sent another.
    """
    st.session_state[key] = value
