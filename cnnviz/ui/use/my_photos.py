"""The photos of one class of a personal data set: added by upload or camera, shown, removed and restored."""

from __future__ import annotations

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.datasets.personal import adding
from cnnviz.datasets.personal.adding import Added
from cnnviz.datasets.personal.personal_set import PersonalClass, PersonalSet
from cnnviz.datasets.photos import Content
from cnnviz.locale import Message, _, ngettext
from cnnviz.ui.choices.photo_sources import endings
from cnnviz.ui.parts.job import run_steps
from cnnviz.ui.parts.messages import escaped, leave_message
from cnnviz.ui.parts.state import field_value, session, set_field
from cnnviz.ui.use.my_classes import ENOUGH, attempt, edit_class

A_PAGE = 12
"""Photos of a class that are shown at once."""
PHOTO_MB = 20
PLENTY = 30
REASONS = 5
"""Refused files of which the page says why."""
THUMBNAIL = 112


def show_class(data: PersonalSet, chosen: PersonalClass) -> None:
    """Show a class: its name, the ways to add photos, and its photos."""
    with st.container(border=True):
        edit_class(data, chosen)
        _upload(data, chosen)
        _camera(data, chosen)
        _show_photos(data, chosen)


def _upload(data: PersonalSet, chosen: PersonalClass) -> None:
    files = st.file_uploader(
        _("Photos of {label}", label=escaped(chosen.label)),
        endings(),
        accept_multiple_files=True,
        key=f"photos_{chosen.folder}_{session().versions['upload']}",
        max_upload_size=PHOTO_MB,
        help=_("They stay on this machine. Large photos are reduced."),
    )
    if files:
        _add(data, [(chosen.folder, file.name, file.getvalue) for file in files])


def _camera(data: PersonalSet, chosen: PersonalClass) -> None:
    if st.toggle(_("Camera"), key="gather_camera", help=_("Take photos here, one click each.")):
        key = f"shot_{chosen.folder}_{session().versions['upload']}"
        shot = st.camera_input(_("A photo of {label}", label=escaped(chosen.label)), key=key)
        if shot:
            _add(data, [(chosen.folder, _("This photo"), shot.getvalue)])


def _add(data: PersonalSet, files: list[tuple[str, str, Content]]) -> None:
    """Add files with a bar, then show the page anew without them in the field."""
    added = Added()

    def progress(so_far: Added) -> tuple[float, str]:
        nonlocal added
        added = so_far
        done = added.photos + added.twice + len(added.refused)
        return done / len(files), _("Adding photos: {done:,} of {total:,}", done=done, total=len(files))

    try:
        run_steps(adding.add_photos(data.name, files), progress, first=_("Adding photos …"), lock=None)
    except CnnvizError as error:
        leave_message(error)
    show_anew(added)


def show_anew(added: Added) -> None:
    """Show the page anew, with the result of adding files and without them in the upload fields."""
    if added.photos > 1 or added.twice or added.refused or added.notes:  # One photo is seen on the page.
        _leave_result(added)
    session().versions["upload"] += 1
    st.rerun()


def _leave_result(added: Added) -> None:
    if added.photos or added.twice:
        parts = [ngettext("{n:,} photo added", "{n:,} photos added", added.photos)]
        if added.twice:
            parts.append(ngettext("{n:,} was there already", "{n:,} were there already", added.twice))
        leave_message(f"{' · '.join(parts)}.", "success" if added.photos else "info", icon=":material/photo_library:")
    for note in added.notes:
        leave_message(note, "info")
    for reason in added.refused[:REASONS]:
        leave_message(reason, "warning")
    if (more := len(added.refused) - REASONS) > 0:
        leave_message(
            Message.plural("{n:,} more file could not be used.", "{n:,} more files could not be used.", more), "warning"
        )


def _show_photos(data: PersonalSet, chosen: PersonalClass) -> None:
    """Show the photos, some at a time, each with a button that removes it; the newest first."""
    photos = sorted(chosen.photos, key=lambda photo: data.file(chosen.folder, photo).stat().st_mtime_ns, reverse=True)
    if not photos:
        st.caption(
            _(
                "No photo yet. {few} are a start, {many} are better, as varied as what is to be recognised later.",
                few=ENOUGH,
                many=PLENTY,
            )
        )
        return
    first = (_page(f"part_{chosen.folder}", len(photos)) - 1) * A_PAGE
    with st.container(horizontal=True, gap="small"):
        for place, photo in enumerate(photos[first : first + A_PAGE], first + 1):
            with st.container(width=THUMBNAIL, gap=None):
                alt = _("Photo {place} of {total} of {label}", place=place, total=len(photos), label=chosen.label)
                st.image(str(data.file(chosen.folder, photo)), width=THUMBNAIL, alt=alt)
                st.button(
                    _("Remove {place}", place=place),
                    key=f"out_{photo}",
                    type="tertiary",
                    icon=":material/close:",
                    on_click=attempt,
                    args=(_remove, data.name, chosen.folder, photo),
                )
    if session().removed_photo:
        st.button(_("Put the removed photo back"), icon=":material/undo:", on_click=attempt, args=(_restore,))


def _page(key: str, photos: int) -> int:
    """Return the number of the page of photos that the visitor chooses, from 1."""
    pages = -(-photos // A_PAGE)
    if field_value(key, 1) > pages:
        set_field(key, pages)
    return (
        int(st.number_input(_("Photos, part 1 to {pages}", pages=pages), 1, pages, key=key, width=220))
        if pages > 1
        else 1
    )


def _remove(name: str, folder: str, photo: str) -> None:
    session().removed_photo = (name, folder, photo, adding.remove_photo(name, folder, photo))


def _restore() -> None:
    removed, session().removed_photo = session().removed_photo, None
    if removed:
        adding.restore_photo(*removed)
