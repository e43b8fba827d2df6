"""The visitor's personal data sets: one is chosen, begun or deleted; its classes are added, renamed and removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.datasets import not_tested
from cnnviz.datasets.personal import names, sets, source
from cnnviz.datasets.personal.personal_set import PersonalClass, PersonalSet
from cnnviz.locale import N_, _, ngettext
from cnnviz.ui.parts import linked, visitor
from cnnviz.ui.parts.messages import escaped, leave_message, show_notice
from cnnviz.ui.parts.state import field_value, session, set_field

ENOUGH = 10
"""Photos of a class from which on a network usually learns something."""
EXAMPLE = N_("For example: apple, banana, cherry")


def pick_set() -> PersonalSet | None:
    """Return the data set that the visitor chooses, and offer to begin another; None while there is none."""
    personal = {data.name: data for data in visitor.own_sets()}
    if not personal:
        _begin(first=True)
        return None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = linked.select(
            _("My data set"),
            list(personal),
            name="set",
            start=next(iter(personal)),
            shown=lambda name: personal[name].title,
            always=True,
        )
        linked.pick("set", name)  # It stays when a newer one is made in another window.
        data = personal[name]
        with st.popover(_("New"), icon=":material/add:"):
            _begin(first=False)
        with st.popover(_("Delete"), icon=":material/delete:"):
            st.write(
                ngettext(
                    "Delete {title} with its {n:,} photo? Trained networks stay.",
                    "Delete {title} with its {n:,} photos? Trained networks stay.",
                    data.count,
                    title=escaped(data.title),
                )
            )
            st.button(_("Delete for good"), icon=":material/delete:", on_click=attempt, args=(sets.delete, name))
    return data


def _begin(first: bool) -> None:
    """Ask for the title and the first classes of a new data set."""
    version = session().versions["begin"]
    with st.form("begin", border=first):
        usual = _("My classes") if first else ""
        title = st.text_input(
            _("Title"), max_chars=names.LONGEST_NAME, key=f"begin_{version}", placeholder=usual or None
        )
        labels = st.text_input(
            _("Classes, separated by commas"),
            placeholder=_(EXAMPLE),
            max_chars=2000,
            key=f"begin_classes_{version}",
            help=_(
                "The kinds of things that the network should tell apart: two at least. More can be added at any time."
            ),
        )
        if st.form_submit_button(_("Create"), type="primary" if first else "secondary", icon=":material/add:"):
            attempt(_create, title.strip() or usual, labels)
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
            _("Add a class"), placeholder=_("Its name"), max_chars=names.LONGEST_NAME, key=f"new_class_{version}"
        )
        if st.form_submit_button(_("Add"), icon=":material/add:"):
            attempt(_add_class, data.name, label)
            st.rerun()
    classes = {each.folder: each for each in data.classes}
    if not classes:
        show_notice(
            _("Name at least two classes, such as cup and spoon, or add a ZIP of folders below."),
            icon=":material/label:",
        )
        return None
    key = f"class_{data.name}"
    if field_value(key) not in classes:
        set_field(key, next(iter(classes)))
    folder = st.pills(
        _("Classes, with their number of photos"),
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
            _("Name of the class"),
            chosen.label,
            max_chars=names.LONGEST_NAME,
            key=f"label_{chosen.folder}",
            on_change=_rename,
            args=(data, chosen),
        )
        with st.popover(_("Remove"), icon=":material/delete:"):
            st.write(
                ngettext(
                    "Remove {label} with its {n:,} photo?",
                    "Remove {label} with its {n:,} photos?",
                    len(chosen.photos),
                    label=escaped(chosen.label),
                )
            )
            st.button(
                _("Remove the class"),
                icon=":material/delete:",
                on_click=attempt,
                args=(sets.remove_class, data.name, chosen.folder),
            )


def _rename(data: PersonalSet, chosen: PersonalClass) -> None:
    key = f"label_{chosen.folder}"
    attempt(sets.rename_class, data.name, chosen.folder, field_value(key))
    set_field(key, sets.get(data.name, visitor.owner()).find(chosen.folder).label)


def summary(data: PersonalSet) -> str:
    """Return how many photos are for training, validation and testing, and which classes have too few."""
    shares = [source.shares(len(each.photos)) for each in data.classes]
    test, validation = (sum(part) for part in zip(*shares, strict=True)) if shares else (0, 0)
    untested = [each.label for each, share in zip(data.classes, shares, strict=True) if each.photos and not share[0]]
    few = [each.label for each in data.classes if len(each.photos) < ENOUGH]
    parts = [
        ngettext("{n:,} photo for training", "{n:,} photos for training", data.count - test - validation),
        _("{n:,} for validation", n=validation),
        _("{n:,} for testing", n=test),
    ]
    sentences = [f"{' · '.join(parts)}."]
    if untested:
        sentences += [escaped(str(not_tested(untested))), need_photos()]
    if few:
        sentences.append(
            _("{label} has fewer than {least} photos: more make a better network.", label=escaped(few[0]), least=ENOUGH)
        )
    return " ".join(sentences)


def need_photos() -> str:
    """Return how many photos a class needs so that one is kept to test on."""
    return _("A class needs {least} photos before one is kept for testing.", least=source.LEAST_TO_TEST)
