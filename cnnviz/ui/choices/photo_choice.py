"""The choice of a page's photo: the sources that the page offers, and the photo from the one that is chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.locale import N_, _
from cnnviz.ui.choices import photo_sources
from cnnviz.ui.choices.photo import Photo
from cnnviz.ui.parts import linked
from cnnviz.ui.parts.folds import first

if TYPE_CHECKING:
    from cnnviz.actions import Opened

GALLERY, DATA_SET, UPLOAD, CAMERA, DRAWING = "gallery", "data", "upload", "camera", "draw"
"""The sources, as they stand in the link."""
LABELS = {
    GALLERY: N_("Examples"),
    DATA_SET: N_("Data set"),
    UPLOAD: N_("Upload"),
    CAMERA: N_("Camera"),
    DRAWING: N_("Draw"),
}

ALONE: dict[str, Callable[[], Photo | None]] = {
    GALLERY: photo_sources.example,
    UPLOAD: photo_sources.upload,
    CAMERA: photo_sources.camera,
}
WITH_NETWORK: dict[str, Callable[[Opened], Photo | None]] = {
    GALLERY: photo_sources.example,
    DATA_SET: photo_sources.data_set_picture,
    DRAWING: photo_sources.drawing,
}
"""The sources that depend on the network: which example suits it, its data set, its size."""


@dataclass(frozen=True)
class Offer:
    """The sources that some pages offer.

    Attributes:
        name: Name of the choice in the link.
        label: What is chosen.
        sources: The sources.
    """

    name: str
    label: str
    sources: tuple[str, ...]

    def pick(self, start: str = "") -> str:
        """Return the source that the visitor chooses.

        Args:
            start: The source to begin with; by default the first.
        """
        linked.reworded(self.name, {"Gallery": GALLERY})  # As earlier versions called the examples.
        return linked.select(
            _(self.label),
            self.sources,
            name=self.name,
            start=start or self.sources[0],
            shown=lambda source: _(LABELS[source]),
            field=st.pills,
            required=True,
            wrap=True,
        )


ALL = (GALLERY, DATA_SET, UPLOAD, CAMERA, DRAWING)
"""In the order in which every page offers them."""
WITHOUT_NETWORK = Offer("photo_from", N_("Picture from"), tuple(source for source in ALL if source in ALONE))
FOR_NETWORK = Offer("picture", N_("Picture from"), ALL)
TO_CLASSIFY = Offer("classify_from", N_("Picture from"), ALL)
TO_TRY = Offer("try_way", N_("New photo from"), (UPLOAD, CAMERA))


def pick_photo() -> Photo | None:
    """Return the photo that the visitor chooses where no network is needed; None while there is none."""
    with first("picture"):
        return ALONE[WITHOUT_NETWORK.pick()]()


def pick_picture(network: Opened) -> Photo | None:
    """Return the picture, for a network to look at, that the visitor chooses; None while there is none."""
    with first("picture"):
        return _photo(FOR_NETWORK.pick(_start(network)), network)


def pick_pictures(network: Opened) -> list[Photo]:
    """Return the pictures, for a network to classify, that the visitor chooses."""
    with first("picture"):
        source = TO_CLASSIFY.pick(_start(network))
        if source == UPLOAD:
            return photo_sources.upload_many()
        photo = _photo(source, network)
    return [photo] if photo else []


def _start(network: Opened) -> str:
    return GALLERY if photo_sources.begins_with_example(network) else DATA_SET


def _photo(source: str, network: Opened) -> Photo | None:
    return WITH_NETWORK[source](network) if source in WITH_NETWORK else ALONE[source]()
