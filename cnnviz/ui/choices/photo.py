"""The photo of a page: one value for all sources, kept from page to page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from cnnviz import images
from cnnviz.locale import Message, _
from cnnviz.ui.parts import pictures
from cnnviz.ui.parts.messages import escaped
from cnnviz.ui.parts.state import session

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

SHOWN_SIDE = 280
"""Pixels of the longer side of a picture that is shown as a network receives it."""


@dataclass(frozen=True, eq=False)
class Photo:
    """A picture that the visitor chose, took or drew.

    Attributes:
        key: Tells it from any other; photos of the same key have the same pixels.
        title: What it is called in a list, such as the name of its file.
        origin: What it is and where it is from, in a few words.
        read: Returns its pixels, shape (rows, cols, channels), 0..255; raises `PictureError` where that is impossible.
        photographed: Whether it comes from a file or the camera.
    """

    key: str
    title: Message | str
    origin: Message | str
    read: Callable[[], NDArray[np.uint8]]
    photographed: bool = False

    @property
    def name(self) -> str:
        """What it is called in a list, in the reader's language."""
        return str(self.title)

    @property
    def caption(self) -> str:
        """What it is and where it is from, in the reader's language."""
        return str(self.origin)

    @classmethod
    def of(cls, pixels: NDArray[np.uint8], caption: Message | str) -> Photo:
        """Return a photo that is decoded already, with a key made of its pixels, and its caption as its name.

        Args:
            pixels: Shape (rows, cols, channels), 0..255.
            caption: What it is.
        """
        return cls(f"{digest(pixels)} {pixels.shape}", caption, caption, lambda: pixels)

    def changed(self, how: Message | str, change: Callable[[NDArray[np.uint8]], NDArray[np.uint8]]) -> Photo:
        """Return a photo whose pixels are changed when they are read.

        Args:
            how: Said of the photo after its name.
            change: Pixels to pixels.
        """
        return replace(
            self,
            key=f"{self.key}, {how!r}",
            title=Message("{photo}, {change}", photo=self.title, change=how),
            origin=Message("{photo}, {change}", photo=self.origin, change=how),
            read=lambda: change(self.read()),
        )

    def reduced(self, long_side: int) -> Photo:
        """Return the photo with no side longer than a number of pixels; its name and caption stay."""
        key = f"{self.key}, reduced to {long_side}"
        return replace(self, key=key, read=lambda: images.reduced(self.read(), long_side))


def digest(pixels: NDArray[np.uint8]) -> str:
    """Return a short checksum of pixels."""
    return hashlib.sha256(np.ascontiguousarray(pixels).data).hexdigest()[:16]


def uploaded(file: UploadedFile) -> Photo:
    """Return the photo in an uploaded file."""
    return _of_file(file, file.name, Message("your picture {name}", name=file.name))


def taken(file: UploadedFile) -> Photo:
    """Return a photo that was taken with the camera."""
    return _of_file(file, Message("your photo"), Message("your photo"))


def _of_file(file: UploadedFile, title: Message | str, origin: Message | str) -> Photo:
    """Return the photo in a file: the kept one if it is from this file, as decoding takes a tenth of a second."""
    last = session().photo
    if last and last.key == file.file_id:
        return last
    return Photo(file.file_id, title, origin, lambda: images.read(file.getvalue(), str(title)), photographed=True)


def keep(photo: Photo) -> Photo:
    """Let a photo follow the visitor from page to page, and return it decoded: its file is not kept with it.

    Raises:
        PictureError: It cannot be decoded.
    """
    last = session().photo
    if last is None or last.key != photo.key:
        pixels = photo.read()
        last = session().photo = replace(photo, read=lambda: pixels)
    return last


def show_received(
    photo: Photo,
    shape: tuple[int, int, int],
    side: int = SHOWN_SIDE,
    width: Literal["stretch", "content"] = "content",
) -> None:
    """Show a photo exactly as a network receives it, enlarged without smoothing.

    Args:
        photo: The photo.
        shape: Rows, columns and channels that the network takes.
        side: Pixels of its longer side, about.
        width: As for ``st.image``.
    """
    received = images.fit(photo.read(), shape)
    rows, cols = received.shape[:2]
    pictures.show(
        images.enlarge(received, max(1, side // max(rows, cols))),
        caption=_("As the network receives it: {size}, {photo}", size=f"{cols}×{rows}", photo=escaped(photo.caption)),
        alt=_("The picture as the network receives it: {photo}", photo=photo.caption),
        width=width,
    )
