"""A ZIP of folders for a personal data set: the page shows what is in it and what is left out; a click adds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from cnnviz.base import logs
from cnnviz.base.errors import CnnvizError
from cnnviz.datasets.personal import zips
from cnnviz.datasets.personal.adding import Added
from cnnviz.datasets.personal.personal_set import PersonalSet
from cnnviz.locale import Message, _, ngettext
from cnnviz.ui.parts.job import progress_bar
from cnnviz.ui.parts.messages import leave_message, show_notice
from cnnviz.ui.parts.state import session
from cnnviz.ui.parts.words import table
from cnnviz.ui.use.my_photos import show_anew

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

ZIP_MB = 500


class Preview(NamedTuple):
    """What an archive holds: the number of photos of each class, and sentences about what is left out."""

    classes: dict[str, int]
    notes: list[Message | str]


def add_zip(data: PersonalSet) -> None:
    """Offer to add a ZIP of folders: each folder becomes a class."""
    file = st.file_uploader(
        _("A ZIP with one folder for each class"),
        ["zip"],
        key=f"zip_{session().versions['upload']}",
        max_upload_size=ZIP_MB,
        help=_(
            "The name of a folder becomes the class, its pictures become the photos. A folder around all of them does "
            "not matter, and the classes inside folders such as train and test are merged. What will be added is shown "
            "first."
        ),
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
    preview = Preview({label: len(members) for label, members in contents.classes.items()}, [*contents.notes])
    session().zip_preview = (key, preview)
    return preview


def _show(data: PersonalSet, preview: Preview) -> None:
    photos_now = {each.label.casefold(): len(each.photos) for each in data.classes}
    rows = [
        {"class": label, "photos in the ZIP": count, "photos now": photos_now.get(label.casefold(), 0)}
        for label, count in preview.classes.items()
    ]
    table(
        rows,
        hide_index=True,
        column_config={
            "class": _("class"),
            "photos in the ZIP": _("photos in the ZIP"),
            "photos now": _("photos now"),
        },
        alt=" · ".join(
            ngettext("{label}: {n:,} photo", "{label}: {n:,} photos", count, label=label)
            for label, count in preview.classes.items()
        ),
    )
    for note in preview.notes:
        show_notice(note)
    st.caption(_("A folder is missing, or there is one too many? Change the folders and upload a new ZIP."))


def _label(preview: Preview) -> str:
    """Return the label of the button that adds the photos."""
    photos, classes = sum(preview.classes.values()), len(preview.classes)
    if photos == 1:
        return _("Add this photo")
    if classes == 1:
        return _("Add {photos:,} photos of one class", photos=photos)
    return _("Add {photos:,} photos in {classes:,} classes", photos=photos, classes=classes)


def _add(data: PersonalSet, file: UploadedFile) -> None:
    added = Added()
    try:
        with progress_bar(_("Reading the ZIP …")) as report:
            added = zips.add(
                data.name,
                file,
                file.name,
                lambda done, of: report(done / of, _("Adding photos: {done:,} of {total:,}", done=done, total=of)),
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
