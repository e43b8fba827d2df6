"""The choice of a page's photo: the sources that the page offers, and the photo from the one that is chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from cnnviz.locale import N_, _
from cnnviz.ui.choices import photo_sources
from cnnviz.ui.choices.photo import Photo
from cnnviz.ui.parts import linked

if TYPE_CHECKING:
    from cnnviz.actions import Opened

GALLERY, DATA_SET, UPLOAD, CAMERA, DRAWING = "gallery", "data", "upload", "camera", "draw"
"""The sources, as they stand in the link."""
LABELS = {
    GALLERY: N_("Gallery"),
    DATA_SET: N_("Data set"),
    UPLOAD: N_("Upload"),
    CAMERA: N_("Camera"),
    DRAWING: N_("Draw"),
}

ALONE: dict[str, Callable[[], Photo | None]] = {
    GALLERY: photo_sources.gallery,
    UPLOAD: photo_sources.upload,
    CAMERA: photo_sources.camera,
}
WITH_NETWORK: dict[str, Callable[[Opened], Photo | None]] = {
    DATA_SET: photo_sources.data_set_picture,
    DRAWING: photo_sources.drawing,
}
"""The sources that depend on the network, as its data set and its size do."""


@dataclass(frozen=True)
class Offer:
    """The sources that some pages offer.

    Attributes:
        name: Name of the choice in the link.
        label: What is chosen.
        sources: The sources; the first is the one to begin with.
        field: The widget: ``st.pills`` or ``st.segmented_control``.
    """

    name: str
    label: str
    sources: tuple[str, ...]
    field: Callable[..., Any]

    def pick(self) -> str:
        """Return the source that the visitor chooses."""
        return linked.select(
            _(self.label),
            self.sources,
            name=self.name,
            start=self.sources[0],
            shown=lambda source: _(LABELS[source]),
            field=self.field,
            required=True,
            wrap=True,
        )


WITHOUT_NETWORK = Offer("photo_from", N_("Photo from"), (GALLERY, UPLOAD, CAMERA), st.pills)
FOR_NETWORK = Offer("picture", N_("Picture from"), (DATA_SET, UPLOAD, DRAWING), st.segmented_control)
TO_CLASSIFY = Offer("classify_from", N_("Picture from"), (DATA_SET, UPLOAD, CAMERA, DRAWING), st.pills)
TO_TRY = Offer("try_way", N_("New photo from"), (UPLOAD, CAMERA), st.segmented_control)


def pick_photo() -> Photo | None:
    """Return the photo that the visitor chooses where no network is needed; None while there is none."""
    return _photo(WITHOUT_NETWORK.pick())


def pick_picture(network: Opened) -> Photo | None:
    """Return the picture, for a network to look at, that the visitor chooses; None while there is none."""
    return _photo(FOR_NETWORK.pick(), network)


def pick_pictures(network: Opened) -> list[Photo]:
    """Return the pictures, for a network to classify, that the visitor chooses."""
    source = TO_CLASSIFY.pick()
    if source == UPLOAD:
        return photo_sources.upload_many()
    photo = _photo(source, network)
    return [photo] if photo else []


def _photo(source: str, network: Opened | None = None) -> Photo | None:
    if source in ALONE:
        return ALONE[source]()
    assert network is not None
    return WITH_NETWORK[source](network)
