"""Sources of photos: the examples, a data set, uploaded files, the camera, a drawing.

Each function draws the fields of one source and returns the photo that the visitor chooses in them; None while there is
none. What goes wrong is shown on the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from cnnviz import images
from cnnviz.base.errors import CnnvizError
from cnnviz.datasets.class_names import class_label
from cnnviz.datasets.mnist import LABELS
from cnnviz.datasets.personal.personal_set import PREFIX
from cnnviz.images import mnist_frame
from cnnviz.locale import Message, _
from cnnviz.ui.choices import examples, photo
from cnnviz.ui.choices.models import dataset
from cnnviz.ui.choices.photo import Photo
from cnnviz.ui.parts import linked, visitor
from cnnviz.ui.parts.messages import escaped, refuse_upload, show_error, show_notice, show_warning
from cnnviz.ui.parts.state import session

if TYPE_CHECKING:
    from cnnviz.actions import Opened

CANVAS = 280
"""Pixels of the drawing's side."""
ENDINGS = [ending.removeprefix(".") for ending in images.ENDINGS]
CONVERTED = ("heic", "heif")


def example(
    network: Opened | None = None, name: str = "gallery", start: int = 0, also: Sequence[str] = ()
) -> Photo | None:
    """Return the picture that is chosen from those that came with the app.

    Args:
        network: The network that is to see it, which one of them suits best; None for none.
        name: The field's name in the link.
        start: Place of the picture to begin with, where the one that suits best is the first.
        also: Further examples.
    """
    linked.renamed("image_photo", "gallery")
    files = [*examples.offered(network), *also]
    file = linked.select(
        _("Example"),
        files,
        name=name,
        of=(network.run.name,) if network else (),
        start=files[start],
        carried=False,
        shown=examples.title,
    )
    try:
        return examples.example(file)
    except CnnvizError as error:
        show_error(error)
        return None


def data_set_picture(network: Opened, name: str = "image", start: int = 0) -> Photo | None:
    """Return the test picture that is chosen by number.

    Args:
        network: The network whose data set it is.
        name: The field's name in the link.
        start: The number to begin with.
    """
    try:
        data_name = _data_set(network)
        if data_name is None:
            return None
        data = dataset(data_name, network.recipe.input_shape)
    except CnnvizError as error:
        show_warning(error)
        return None
    if not len(data.x_test):
        show_notice(_("This data set has no test pictures yet: upload one."), icon=":material/image:")
        return None
    last = len(data.x_test) - 1
    index = linked.number(_("Test picture, 0 to {last}", last=last), 0, last, name=name, start=min(start, last))
    return Photo.of(
        data.x_test[index],
        _(
            "test picture {index} of “{title}”, class {label}",
            index=index,
            title=_(visitor.source(data_name).title),
            label=class_name(data_name, data.labels[data.y_test[index]]),
        ),
    )


def begins_with_example(network: Opened) -> bool:
    """Return whether a page begins with an example, and not with a test picture of the network's data set.

    It does where one is known to suit the network, or where the data set is not here, unless the link names a picture.
    """
    if linked.asked("image") is not None:
        return False
    if examples.suits(network) or network.run.uploaded:
        return True
    try:
        return not visitor.source(network.recipe.dataset).present()
    except CnnvizError:  # The data set is gone or closed, which is said where its picture would be.
        return False


def _data_set(network: Opened) -> str | None:
    """Return the name of the network's data set, if it is here; else the digits for a grey network, None for others.

    Opening a page downloads nothing. The data set of a network from a file is not known.
    """
    source, grey = visitor.source(network.recipe.dataset), network.recipe.input_shape[2] == 1
    if network.run.uploaded:
        note = _("What this network was trained on is not known here. The examples came with the app.")
    elif source.present():
        return source.name
    else:
        note = _(
            "The data set “{title}” is not on this machine. The examples came with the app.",
            title=escaped(_(source.title)),
        )
    if grey:
        st.caption(note)
        return "digits"
    show_notice(note, icon=":material/image:")
    return None


def endings() -> list[str]:
    """Return the file endings that upload fields for photos accept, also those of files that only get advice.

    Safari, and with it every browser on an iPhone, converts HEIC to JPEG by itself where a field does not ask for HEIC.
    """
    browser = st.context.headers.get("User-Agent", "")
    safari = "Safari" in browser and "Chrome" not in browser
    return [ending for ending in ENDINGS if not (safari and ending in CONVERTED)]


def upload(label: str = "", **settings: Any) -> Photo | None:
    """Return the photo that is uploaded, else the last one that the visitor uploaded or took.

    Args:
        label: Of the field; by default “A photo of yours”.
        settings: What else the field is given.
    """
    file = st.file_uploader(label or _("A photo of yours"), endings(), help=_("It stays on this machine."), **settings)
    return _kept(photo.uploaded(file) if file else None)


def upload_many() -> list[Photo]:
    """Return the photos that are uploaded, decoded when needed; else the last one that the visitor uploaded or took."""
    help = _("One or hundreds. They stay on this machine.")
    files = st.file_uploader(_("Photos of yours"), endings(), accept_multiple_files=True, help=help)
    if not files:
        last = session().photo
        return [last] if last else []
    with suppress(CnnvizError):  # The list of answers says what is wrong with it.
        photo.keep(photo.uploaded(files[-1]))
    return [photo.uploaded(file) for file in files]


def camera(label: str = "", key: str | None = None) -> Photo | None:
    """Return the photo that is taken with the camera, else the last one that the visitor uploaded or took.

    Args:
        label: Of the field; by default “Take a photo”.
        key: Of the field.
    """
    help = _("The browser asks whether it may use the camera. The photo stays on this machine.")
    file = st.camera_input(label or _("Take a photo"), key=key, help=help)
    return _kept(photo.taken(file) if file else None)


def _kept(chosen: Photo | None) -> Photo | None:
    if chosen is None:
        return session().photo
    try:
        return photo.keep(chosen)
    except CnnvizError as error:
        refuse_upload("picture", error)
        return None


def drawing(network: Opened) -> Photo | None:
    """Return what the visitor draws, light on dark; for a network of digits it is laid out as MNIST's digits are."""
    from streamlit_drawable_canvas import st_canvas

    digits = knows_digits(network)
    st.caption(
        _("Draw a digit with the mouse or a finger: it is scaled and centred, as MNIST’s digits are.")
        if digits
        else _("Draw with the mouse or a finger, large and in the middle.")
    )
    st.caption(_("Drawing takes a pointer. With the keyboard, an example or an upload does the same."))
    canvas = st_canvas(
        stroke_width=CANVAS // 12,
        stroke_color="#FFFFFF",
        background_color="#000000",
        height=CANVAS,
        width=CANVAS,
        return_image_data=True,
        key="canvas",
    )
    if canvas.image_data is not None and canvas.image_data[:, :, :3].any():
        session().drawing = np.ascontiguousarray(canvas.image_data[:, :, :3])
    drawn = session().drawing
    if drawn is None:
        return None
    return Photo.of(mnist_frame.framed(drawn.max(axis=2), CANVAS, CANVAS) if digits else drawn, Message("your drawing"))


def knows_digits(network: Opened) -> bool:
    """Return whether the network's classes are the ten digits, in grey as MNIST's are."""
    return network.recipe.input_shape[2] == 1 and network.labels == LABELS


def class_name(data_name: str, label: str) -> str:
    """Return the name of a class for people: that of a ready-made data set is translated, anybody's own is not."""
    return label if data_name.startswith(PREFIX) else class_label(label)
