"""How does a person add a ZIP of folders?  It is said what is in it, and what is left out; a click takes it in."""

from __future__ import annotations

from typing import Any, NamedTuple

import streamlit as st

from cnnviz.base import logs
from cnnviz.base.errors import CnnvizError
from cnnviz.datasets.personal import zips
from cnnviz.datasets.personal.adding import Added
from cnnviz.datasets.personal.personal_set import PersonalSet
from cnnviz.ui.parts.messages import leave_message, show_notice
from cnnviz.ui.parts.words import number
from cnnviz.ui.use.my_classes import settle

ZIP_MB = 500
PREVIEW = "zip_contents"


class Preview(NamedTuple):
    """What an archive holds: the number of photos of each class, and sentences about what is left out."""

    classes: dict[str, int]
    notes: list[str]


def add_zip(data: PersonalSet) -> None:
    """Let a ZIP of folders be added: each folder becomes a class."""
    turn = st.session_state.setdefault("upload_turn", 0)
    file = st.file_uploader(
        "A ZIP with one folder for each class", ["zip"], key=f"zip_{turn}", max_upload_size=ZIP_MB,
        help="A folder’s name becomes the class, its pictures the photos. A folder around all of them does not matter, and of "
        "folders such as train and test the classes within are put together. Nothing is added before you have seen what.",
    )  # fmt: skip
    if file is None:
        return
    try:
        found = _looked_into(data, file)
    except CnnvizError as error:
        _refuse(error)
        return
    _show(data, found)
    if st.button(_offer(found), type="primary", icon=":material/add_photo_alternate:", key="add_zip"):
        _add(data, file)


def _looked_into(data: PersonalSet, file: Any) -> Preview:
    """Say what is in the file; its list is read once, not at each click."""
    key = (file.file_id, data.name, data.labels)
    kept = st.session_state.get(PREVIEW)
    if not kept or kept[0] != key:
        contents = zips.look(data.name, file, file.name)
        preview = Preview({label: len(members) for label, members in contents.classes.items()}, contents.notes)
        kept = st.session_state[PREVIEW] = (key, preview)
    found: Preview = kept[1]
    return found


def _show(data: PersonalSet, found: Preview) -> None:
    there = {each.label.casefold(): len(each.photos) for each in data.classes}
    rows = [
        {"class": label, "photos in the ZIP": count, "photos now": there.get(label.casefold(), 0)}
        for label, count in found.classes.items()
    ]
    st.dataframe(
        rows,
        hide_index=True,
        alt="; ".join(f"{row['class']}: {row['photos in the ZIP']} photos" for row in rows),
    )
    for note in found.notes:
        show_notice(note)
    st.caption("Is a folder missing, or one too many? Then change the folders, make the ZIP again and upload that.")


def _offer(found: Preview) -> str:
    photos, classes = sum(found.classes.values()), len(found.classes)
    if photos == 1:
        return "Add this photo"
    if classes == 1:
        return f"Add {number(photos)} photos of one class"
    return f"Add {number(photos)} photos in {number(classes)} classes"


def _add(data: PersonalSet, file: Any) -> None:
    bar, said = st.progress(0.0, text="Reading the ZIP …"), Added()

    def told(done: int, of: int) -> None:
        bar.progress(done / of, f"Adding photos: {number(done)} of {number(of)}")

    try:
        said = zips.add(data.name, file, file.name, told)
    except CnnvizError as error:
        _refuse(error)
    st.session_state.pop(PREVIEW, None)
    settle(said)


def _refuse(error: CnnvizError) -> None:
    """Say on the next page what is wrong, and clear the field."""
    logs.event("upload refused", kind="zip")
    leave_message(error)
    settle(Added())
