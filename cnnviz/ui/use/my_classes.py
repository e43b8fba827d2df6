"""How does a person gather photos of their own classes?  The data set, its classes, and the photos of each."""

from __future__ import annotations

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.datasets import not_tested
from cnnviz.datasets.personal import adding, names, sets, source
from cnnviz.datasets.personal.adding import Added
from cnnviz.datasets.personal.personal_set import PersonalClass, PersonalSet
from cnnviz.datasets.photos import Content
from cnnviz.ui.choices.pickers import endings
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.messages import escaped, leave_message, show_left, show_notice, show_success, show_warning
from cnnviz.ui.parts.words import number

A_PAGE = 12
"""Photos of a class that are shown at once."""
PHOTO_MB = 20
ENOUGH = 10
"""Photos of a class from which on a network usually learns something."""
TOLD = 5
"""Files that were not taken of which the page says why."""
EXAMPLE = "For example: apple, banana, cherry"


def pick_set() -> PersonalSet | None:
    """Let one of the data sets be picked, or a new one begun; the pick stands in the link. None while there is none."""
    state, there = st.session_state, {each.name: each for each in visitor.own_sets()}
    linked = st.query_params.get("set")
    if linked in there and linked != state.get("linked_set"):
        state["picked_set"] = linked
    if not there:
        _begin("Begin", first=True)
        return None
    if state.get("picked_set") not in there:
        state["picked_set"] = next(iter(there))
    name = state["picked_set"]
    state["set_box"] = state["linked_set"] = st.query_params["set"] = name
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "My data set", list(there), format_func=lambda name: there[name].title, key="set_box", on_change=_pick_set
        )
        with st.popover("New", icon=":material/add:"):
            _begin("Make it", first=False)
        with st.popover("Delete", icon=":material/delete:"):
            st.write(f"Delete {escaped(there[name].title)} with its {number(there[name].count)} photos? Networks stay.")
            st.button("Delete it for good", icon=":material/delete:", on_click=_attempt, args=(sets.delete, name))
    return there[name]


def _pick_set() -> None:
    st.session_state["picked_set"] = st.session_state["set_box"]


def _begin(label: str, first: bool) -> None:
    """Ask for the title and the first classes of a new data set."""
    turn = st.session_state.setdefault("begin_turn", 0)
    with st.form("begin", border=first):
        title = st.text_input("Title", "My classes" if first else "", max_chars=names.LONGEST_NAME, key=f"begin_{turn}")
        labels = st.text_input(
            "Classes, with commas between", placeholder=EXAMPLE, max_chars=2000, key=f"begin_classes_{turn}",
            help="A class is what the network shall tell from the others. Two at least; more can be added at any time.",
        )  # fmt: skip
        if st.form_submit_button(label, type="primary" if first else "secondary", icon=":material/add:"):
            _attempt(_create, title, labels)
            st.rerun()


def _create(title: str, labels: str) -> None:
    made = visitor.create_set(title, [label for label in labels.split(",") if names.plain(label)])
    st.session_state["picked_set"] = made.name
    st.session_state["begin_turn"] += 1  # The fields keep what was typed until it is right.


def _attempt(act: object, *arguments: object) -> None:
    """Do what a click asks for; what goes wrong is said on the page."""
    assert callable(act)
    try:
        act(*arguments)
    except CnnvizError as error:
        leave_message(error)


def say_notice() -> None:
    """Say what the last click led to, where there is something to be said."""
    show_left()
    if added := st.session_state.pop("added", None):
        _say(added)


def _say(added: Added) -> None:
    twice = f"; {number(added.twice)} were there already" if added.twice else ""
    if added.photos or added.twice:
        show = show_success if added.photos else show_notice
        show(f"{number(added.photos)} photo{'s' * (added.photos != 1)} added{twice}.", icon=":material/photo_library:")
    for note in added.notes:
        show_notice(note)
    for sentence in added.refused[:TOLD]:
        show_warning(sentence)
    if (more := len(added.refused) - TOLD) > 0:
        show_warning(f"{number(more)} more files could not be used.")


def edit_classes(data: PersonalSet) -> PersonalClass | None:
    """Let classes be added and one be picked, with the number of its photos; None while there is none."""
    turn = st.session_state.setdefault("class_turn", 0)
    with st.form("new_class", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        label = st.text_input(
            "Add a class", placeholder="Its name", max_chars=names.LONGEST_NAME, key=f"new_class_{turn}"
        )
        if st.form_submit_button("Add", icon=":material/add:"):
            _attempt(_add_class, data.name, label)
            st.rerun()
    classes = {each.folder: each for each in data.classes}
    if not classes:
        show_notice(
            "Name two classes at least, such as cup and spoon; or add a ZIP of folders below.", icon=":material/label:"
        )
        return None
    key = f"class_{data.name}"
    if st.session_state.get(key) not in classes:
        st.session_state[key] = next(iter(classes))
    folder = st.pills(
        "Classes, with their photos", list(classes), key=key, required=True, wrap=True,
        format_func=lambda folder: f"{escaped(classes[folder].label)} · {len(classes[folder].photos)}",
    )  # fmt: skip
    return classes.get(str(folder))


def _add_class(name: str, label: str) -> None:
    sets.add_class(name, label)
    st.session_state["class_turn"] += 1


def show_class(data: PersonalSet, chosen: PersonalClass) -> None:
    """Show a class: its photos, and the ways to add some."""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(
                "Name of the class", chosen.label, max_chars=names.LONGEST_NAME, key=f"label_{chosen.folder}",
                on_change=_rename, args=(data, chosen),
            )  # fmt: skip
            with st.popover("Remove", icon=":material/delete:"):
                st.write(f"Remove {escaped(chosen.label)} with its {number(len(chosen.photos))} photos?")
                st.button(
                    "Remove the class", icon=":material/delete:", on_click=_attempt,
                    args=(sets.remove_class, data.name, chosen.folder),
                )  # fmt: skip
        _upload(data, chosen)
        _camera(data, chosen)
        _show_photos(data, chosen)


def _rename(data: PersonalSet, chosen: PersonalClass) -> None:
    key = f"label_{chosen.folder}"
    _attempt(sets.rename_class, data.name, chosen.folder, st.session_state[key])
    st.session_state[key] = sets.get(data.name, visitor.owner()).find(chosen.folder).label


def _upload(data: PersonalSet, chosen: PersonalClass) -> None:
    turn = st.session_state.setdefault("upload_turn", 0)
    files = st.file_uploader(
        f"Photos of {escaped(chosen.label)}", endings(), accept_multiple_files=True, key=f"photos_{chosen.folder}_{turn}",
        max_upload_size=PHOTO_MB, help="They stay on this machine. Large photos are made smaller.",
    )  # fmt: skip
    if files:
        _add(data, [(chosen.folder, file.name, file.getvalue) for file in files])


def _camera(data: PersonalSet, chosen: PersonalClass) -> None:
    turn = st.session_state["upload_turn"]
    if st.toggle("Camera", key="gather_camera", help="Take photos here, one click each."):
        shot = st.camera_input(f"A photo of {escaped(chosen.label)}", key=f"shot_{chosen.folder}_{turn}")
        if shot:
            _add(data, [(chosen.folder, "This photo", shot.getvalue)])


def _add(data: PersonalSet, files: list[tuple[str, str, Content]]) -> None:
    """Add files with a bar, then show the page anew without them in the field."""
    bar, said = st.progress(0.0, text="Adding photos …"), Added()
    try:
        for done, said in enumerate(adding.add_photos(data.name, files), 1):  # noqa: B007
            bar.progress(done / len(files), text=f"Adding photos: {number(done)} of {number(len(files))}")
    except CnnvizError as error:
        leave_message(error)
    settle(said)


def settle(said: Added) -> None:
    """Show the page anew, with what became of some files and without them in the field."""
    if said.photos > 1 or said.twice or said.refused or said.notes:  # Of one photo its picture is word enough.
        st.session_state["added"] = said
    st.session_state["upload_turn"] += 1
    st.rerun()


def _show_photos(data: PersonalSet, chosen: PersonalClass) -> None:
    """Show the photos, some at a time, each with a way to take it out; the newest first."""
    photos = sorted(chosen.photos, key=lambda photo: data.file(chosen.folder, photo).stat().st_mtime_ns, reverse=True)
    if not photos:
        st.caption(
            f"No photo yet. {ENOUGH} are a start, 30 are better: different ones, as it shall be recognised later."
        )
        return
    pages = -(-len(photos) // A_PAGE)
    key = f"part_{chosen.folder}"
    if st.session_state.get(key, 1) > pages:
        st.session_state[key] = pages  # Set, not deleted: the browser goes on showing what it is not told.
    page = int(st.number_input(f"Photos, part 1 to {pages}", 1, pages, key=key, width=220)) if pages > 1 else 1
    first = (page - 1) * A_PAGE
    with st.container(horizontal=True, gap="small"):
        for place, photo in enumerate(photos[first : first + A_PAGE], first + 1):
            with st.container(width=112, gap=None):
                st.image(
                    str(data.file(chosen.folder, photo)),
                    width=112,
                    alt=f"Photo {place} of {len(photos)} of {chosen.label}",
                )
                st.button(
                    f"Remove {place}", key=f"out_{photo}", type="tertiary", icon=":material/close:", on_click=_take_out,
                    args=(data.name, chosen.folder, photo),
                )  # fmt: skip
    if gone := st.session_state.get("taken_out"):
        st.button("Put the removed photo back", icon=":material/undo:", on_click=_put_back, args=gone)


def _take_out(name: str, folder: str, photo: str) -> None:
    try:
        st.session_state["taken_out"] = (name, folder, photo, adding.remove_photo(name, folder, photo))
    except CnnvizError as error:
        leave_message(error)


def _put_back(*gone: object) -> None:
    del st.session_state["taken_out"]
    _attempt(adding.restore_photo, *gone)


def summary(data: PersonalSet) -> str:
    """Say what will be learned from, and what held back."""
    held = [source.shares(len(each.photos)) for each in data.classes]
    test, validation = (sum(part) for part in zip(*held, strict=True)) if held else (0, 0)
    learned = data.count - test - validation
    untested = [each.label for each, (test, _) in zip(data.classes, held, strict=True) if each.photos and not test]
    few = [each.label for each in data.classes if len(each.photos) < ENOUGH]
    text = f"{number(learned)} photos are learned from, {number(validation)} watched, {number(test)} kept to test on."
    if untested:
        text += (
            f" {escaped(not_tested(untested))} {source.LEAST_TO_TEST} photos of a class are needed, then one is kept."
        )
    return text + (f" {escaped(few[0])} has fewer than {ENOUGH}: more photos make a better network." if few else "")
