"""A ZIP of folders for a personal data set: the page shows what is in it and what is left out; a click adds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from cnnviz.base import logs
from cnnviz.base.errors import CnnvizError
from cnnviz.base.formats import number
from cnnviz.datasets.personal import zips
from cnnviz.datasets.personal.adding import Added
from cnnviz.datasets.personal.personal_set import PersonalSet
from cnnviz.ui.parts.job import progress_bar
from cnnviz.ui.parts.messages import leave_message, show_notice
from cnnviz.ui.parts.state import session
from cnnviz.ui.use.my_photos import show_anew

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

ZIP_MB = 500


class Preview(NamedTuple):
    """What an archive holds: the number of photos of each class, and sentences about what is left out."""

    classes: dict[str, int]
    notes: list[str]


def add_zip(data: PersonalSet) -> None:
    """Offer to add a ZIP of folders: each folder becomes a class."""
    file = st.file_uploader(
        "A ZIP with one folder for each class",
        ["zip"],
        key=f"zip_{session().versions['upload']}",
        max_upload_size=ZIP_MB,
        help="A folder’s name becomes the class, its pictures the photos. A folder around all of them does not matter, "
        "and of folders such as train and test the classes within are put together. Nothing is added before you have "
        "seen what.",
    )
    if file is None:
        return
    try:
        preview = _preview(data, file)
    except CnnvizError as error:
        _refuse(error)
        return
    _show(data, preview)
    if st.button(_label(preview), type="primary", icon=":material/add_photo_alternate:", key="add_zip"):
        _add(data, file)


def _preview(data: PersonalSet, file: UploadedFile) -> Preview:
    """Return what is in the file; its list of members is read once, not at each click."""
    key = (file.file_id, data.name, data.labels)
    last = session().zip_preview
    if last is not None and last[0] == key:
        return last[1]
    contents = zips.look(data.name, file, file.name)
    preview = Preview({label: len(members) for label, members in contents.classes.items()}, contents.notes)
    session().zip_preview = (key, preview)
    return preview


def _show(data: PersonalSet, preview: Preview) -> None:
    photos_now = {each.label.casefold(): len(each.photos) for each in data.classes}
    rows = [
        {"class": label, "photos in the ZIP": count, "photos now": photos_now.get(label.casefold(), 0)}
        for label, count in preview.classes.items()
    ]
    st.dataframe(
        rows,
        hide_index=True,
        alt="; ".join(f"{row['class']}: {row['photos in the ZIP']} photos" for row in rows),
    )
    for note in preview.notes:
        show_notice(note)
    st.caption("Is a folder missing, or one too many? Then change the folders, make the ZIP again and upload that.")


def _label(preview: Preview) -> str:
    """Return the label of the button that adds the photos."""
    photos, classes = sum(preview.classes.values()), len(preview.classes)
    if photos == 1:
        return "Add this photo"
    if classes == 1:
        return f"Add {number(photos)} photos of one class"
    return f"Add {number(photos)} photos in {number(classes)} classes"


def _add(data: PersonalSet, file: UploadedFile) -> None:
    added = Added()
    try:
        with progress_bar("Reading the ZIP …") as report:
            added = zips.add(
                data.name,
                file,
                file.name,
                lambda done, of: report(done / of, f"Adding photos: {number(done)} of {number(of)}"),
            )
    except CnnvizError as error:
        _refuse(error)
    session().zip_preview = None
    show_anew(added)


def _refuse(error: CnnvizError) -> None:
    """Leave the reason for the next run of the script, and clear the field."""
    logs.event("upload refused", kind="zip")
    leave_message(error)
    show_anew(Added())
