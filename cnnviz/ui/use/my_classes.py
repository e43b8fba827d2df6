"""The visitor's personal data sets: one is chosen, begun or deleted; its classes are added, renamed and removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.base.formats import number
from cnnviz.datasets import not_tested
from cnnviz.datasets.personal import names, sets, source
from cnnviz.datasets.personal.personal_set import PersonalClass, PersonalSet
from cnnviz.ui.parts import linked, visitor
from cnnviz.ui.parts.messages import escaped, leave_message, show_notice
from cnnviz.ui.parts.state import field_value, session, set_field

ENOUGH = 10
"""Photos of a class from which on a network usually learns something."""
EXAMPLE = "For example: apple, banana, cherry"


def pick_set() -> PersonalSet | None:
    """Return the data set that the visitor chooses, and offer to begin another; None while there is none."""
    personal = {data.name: data for data in visitor.own_sets()}
    if not personal:
        _begin("Begin", first=True)
        return None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = linked.select(
            "My data set",
            list(personal),
            name="set",
            start=next(iter(personal)),
            shown=lambda name: personal[name].title,
            always=True,
        )
        linked.pick("set", name)  # It stays when a newer one is made in another window.
        data = personal[name]
        with st.popover("New", icon=":material/add:"):
            _begin("Make it", first=False)
        with st.popover("Delete", icon=":material/delete:"):
            st.write(f"Delete {escaped(data.title)} with its {number(data.count)} photos? Networks stay.")
            st.button("Delete it for good", icon=":material/delete:", on_click=attempt, args=(sets.delete, name))
    return data


def _begin(label: str, first: bool) -> None:
    """Ask for the title and the first classes of a new data set."""
    version = session().versions["begin"]
    with st.form("begin", border=first):
        title = st.text_input(
            "Title", "My classes" if first else "", max_chars=names.LONGEST_NAME, key=f"begin_{version}"
        )
        labels = st.text_input(
            "Classes, with commas between",
            placeholder=EXAMPLE,
            max_chars=2000,
            key=f"begin_classes_{version}",
            help="A class is what the network shall tell from the others. Two at least; more can be added at any time.",
        )
        if st.form_submit_button(label, type="primary" if first else "secondary", icon=":material/add:"):
            attempt(_create, title, labels)
            st.rerun()


def _create(title: str, labels: str) -> None:
    data = visitor.create_set(title, [label for label in labels.split(",") if names.plain(label)])
    linked.pick("set", data.name)
    session().versions["begin"] += 1  # The fields keep what was typed until it is right.


def attempt(act: Callable[..., Any], *arguments: Any) -> None:
    """Do what a click asks for; the reason why that fails is left for the next run of the script."""
    try:
        act(*arguments)
    except CnnvizError as error:
        leave_message(error)


def edit_classes(data: PersonalSet) -> PersonalClass | None:
    """Return the class that the visitor chooses, and offer to add one; None while there is none."""
    version = session().versions["new_class"]
    with st.form("new_class", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        label = st.text_input(
            "Add a class", placeholder="Its name", max_chars=names.LONGEST_NAME, key=f"new_class_{version}"
        )
        if st.form_submit_button("Add", icon=":material/add:"):
            attempt(_add_class, data.name, label)
            st.rerun()
    classes = {each.folder: each for each in data.classes}
    if not classes:
        show_notice(
            "Name two classes at least, such as cup and spoon; or add a ZIP of folders below.", icon=":material/label:"
        )
        return None
    key = f"class_{data.name}"
    if field_value(key) not in classes:
        set_field(key, next(iter(classes)))
    folder = st.pills(
        "Classes, with their photos",
        list(classes),
        key=key,
        required=True,
        wrap=True,
        format_func=lambda folder: f"{escaped(classes[folder].label)} · {len(classes[folder].photos)}",
    )
    return classes.get(str(folder))


def _add_class(name: str, label: str) -> None:
    sets.add_class(name, label)
    session().versions["new_class"] += 1


def edit_class(data: PersonalSet, chosen: PersonalClass) -> None:
    """Offer to rename or remove a class."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Name of the class",
            chosen.label,
            max_chars=names.LONGEST_NAME,
            key=f"label_{chosen.folder}",
            on_change=_rename,
            args=(data, chosen),
        )
        with st.popover("Remove", icon=":material/delete:"):
            st.write(f"Remove {escaped(chosen.label)} with its {number(len(chosen.photos))} photos?")
            st.button(
                "Remove the class",
                icon=":material/delete:",
                on_click=attempt,
                args=(sets.remove_class, data.name, chosen.folder),
            )


def _rename(data: PersonalSet, chosen: PersonalClass) -> None:
    key = f"label_{chosen.folder}"
    attempt(sets.rename_class, data.name, chosen.folder, field_value(key))
    set_field(key, sets.get(data.name, visitor.owner()).find(chosen.folder).label)


def summary(data: PersonalSet) -> str:
    """Return how many photos are learned from, watched and tested on, and which classes have too few."""
    shares = [source.shares(len(each.photos)) for each in data.classes]
    test, validation = (sum(part) for part in zip(*shares, strict=True)) if shares else (0, 0)
    learned = data.count - test - validation
    untested = [each.label for each, (test, _) in zip(data.classes, shares, strict=True) if each.photos and not test]
    few = [each.label for each in data.classes if len(each.photos) < ENOUGH]
    text = f"{number(learned)} photos are learned from, {number(validation)} watched, {number(test)} kept to test on."
    if untested:
        text += (
            f" {escaped(not_tested(untested))} {source.LEAST_TO_TEST} photos of a class are needed, then one is kept."
        )
    return text + (f" {escaped(few[0])} has fewer than {ENOUGH}: more photos make a better network." if few else "")
