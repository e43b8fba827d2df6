"""One photo is asked of all ready-made networks, and the one that recognises it answers, in large words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from cnnviz import images
from cnnviz.actions.home import recognising
from cnnviz.actions.home.recognising import Opinion, Recognition
from cnnviz.base.errors import CnnvizError
from cnnviz.datasets.class_names import class_label
from cnnviz.locale import N_, _, ngettext
from cnnviz.training.runs import Run, checkpoints
from cnnviz.ui.choices import examples, photo_sources
from cnnviz.ui.choices import photo as photos
from cnnviz.ui.choices.photo import Photo
from cnnviz.ui.choices.photo_choice import ALONE, CAMERA, FOR_NETWORK, GALLERY, UPLOAD, Offer
from cnnviz.ui.parts import pictures
from cnnviz.ui.parts.job import run_steps
from cnnviz.ui.parts.messages import escaped, show_error, show_notice
from cnnviz.ui.parts.state import session
from cnnviz.ui.shell.home_cards import plain_name
from cnnviz.ui.use import ink_on_paper

if TYPE_CHECKING:
    from cnnviz.ui.use.networks import ListedNetwork

SOURCES = Offer("asked_from", N_("Picture from"), (GALLERY, UPLOAD, CAMERA))
SURE = 0.999
"""Largest probability that is shown: none is certain."""
NAMED = 5
"""Classes of a network that are named."""
SHOWN_SIDE = 640
"""Pixels of the longer side of the photo on the page."""


def show(names: Sequence[str]) -> None:
    """Let the visitor choose a photo, and show what the networks make of it.

    Args:
        names: The ready-made networks that are asked.
    """
    controls, middle, right = st.columns([1.2, 1.1, 1.5], gap="medium")
    with controls:
        photo = _pick()
        if photo is None:
            show_notice(_("Choose a photo: an example, one of yours, or take one."), icon=":material/image:")
            return
    try:
        pixels = photo.reduced(SHOWN_SIDE).read()
        pictures.show(images.jpeg(pixels), photo.caption, escaped(photo.caption), "stretch", middle)
        with right:
            label = _("What is this?")
            clicked = st.button(label, type="primary", icon=":material/image_search:", key="what_is_this")
            # A photo of one's own is asked about at once: that is why it was chosen.
            if clicked or photo.photographed or session().asked == photo.key:
                _ask(photo, names)
            else:
                known = ", ".join(plain_name(run.recipe().dataset) for run in _runs(names))
                st.caption(_("Networks that look at it: {names}.", names=known))
    except CnnvizError as error:
        show_error(error)


def _pick() -> Photo | None:
    """Return the photo that the visitor chooses, at first one that a network knows."""
    source = SOURCES.pick()
    if source == GALLERY:
        return photo_sources.example(name="asked", also=examples.DIGITS)
    return ALONE[source]()


def _runs(names: Sequence[str]) -> list[Run]:
    by_name = {run.name: run for run in checkpoints()}
    return [by_name[name] for name in names if name in by_name]


def _ask(photo: Photo, names: Sequence[str]) -> None:
    """Ask all networks about a photo and show the answer.

    Raises:
        CnnvizError: The photo cannot be read, or a network cannot be loaded.
    """
    from cnnviz.ui.choices.models import ready

    photo.read()
    ready()
    from cnnviz.ui.use.networks import of_run

    networks = [of_run(run) for run in _runs(names)]
    received = {network.name: _as_taken(network, photo) for network in networks}
    opinions = list[Opinion]()
    run_steps(
        _opinions(networks, photo, received, opinions),
        lambda done: (done / len(networks), _("{done} of {total} networks", done=done, total=len(networks))),
        first=_("The networks look at it …"),
        lock=None,  # Held where a network computes.
    )
    session().asked = photo.key
    recognition = recognising.recognised(opinions)
    if recognition.known:
        _show_known(recognition, received[recognition.known[0].name])
    else:
        _show_unknown(recognition)
    for guess in recognition.guesses:
        st.caption(
            _(
                "{network}: this network cannot tell other pictures from its own, so it can only guess: {label}.",
                network=_plain(guess),
                label=class_label(guess.label),
            )
        )


def _opinions(
    networks: Sequence[ListedNetwork], photo: Photo, received: dict[str, Photo], opinions: list[Opinion]
) -> Iterator[int]:
    """Ask one network after the other, and yield how many have answered."""
    from cnnviz.ui.use.answers import answer_all, answer_of

    for network in networks:
        answer_all([network], [received[network.name]])
        answer = answer_of(network, received[network.name])
        if isinstance(answer, CnnvizError):
            raise answer
        if answer is not None and network.run is not None:
            fits = recognising.fits(photo.read(), network.run.recipe().input_shape[2])
            opinions.append(recognising.opinion(network.run, answer, fits))
        yield len(opinions)


def _as_taken(network: ListedNetwork, photo: Photo) -> Photo:
    """Return the photo as a network of digits takes it: ink on paper in the form of MNIST's digits."""
    grey = network.run is not None and network.run.recipe().input_shape[2] == 1
    return ink_on_paper.as_digit(photo) if grey and ink_on_paper.bright(photo) else photo


def _show_known(recognition: Recognition, received: Photo) -> None:
    best, *others = recognition.known
    answer = _(
        "{network}: **{label}**, {probability:.1%}",
        network=_plain(best),
        label=escaped(class_label(best.label)),
        probability=min(best.probability, SURE),
    )
    st.markdown(f"# {answer}", anchors=False)
    if others:
        named = ", ".join(f"{_plain(other)} ({escaped(class_label(other.label))})" for other in others)
        st.markdown(_("Also recognised, less surely: {networks}.", networks=named))
    if recognition.unknown:
        st.markdown(_("Not theirs: {networks}.", networks=" · ".join(map(_plain, recognition.unknown))))
    photos.keep(received)
    query = {"run": best.name, FOR_NETWORK.name: UPLOAD}
    with st.container(horizontal=True):
        st.page_link(
            "pages/attribution.py",
            label=_("Why? (which pixels)"),
            icon=":material/center_focus_strong:",
            query_params=query,
        )
        st.page_link("pages/activations.py", label=_("Layer by layer"), icon=":material/grid_on:", query_params=query)


def _show_unknown(recognition: Recognition) -> None:
    st.markdown(f"# {_('None of the ready-made networks knows this')}", anchors=False)
    if recognition.unknown:
        nearest = recognition.unknown[0]
        st.markdown(
            _("The nearest: {network} ({label}).", network=_plain(nearest), label=escaped(class_label(nearest.label)))
        )
    runs = {run.name: run for run in checkpoints()}
    lines = [f"- **{_plain(opinion)}**: {_classes(runs[opinion.name])}" for opinion in recognition.unknown]
    st.markdown("\n".join([_("What they know:"), "", *lines]))


def _classes(run: Run) -> str:
    labels = run.labels()
    named, more = escaped(", ".join(map(class_label, labels[:NAMED]))), len(labels) - NAMED
    if more <= 0:
        return named
    return ngettext("{classes} and {n:,} more", "{classes} and {n:,} more", more, classes=named)


def _plain(opinion: Opinion) -> str:
    run = next(run for run in checkpoints() if run.name == opinion.name)
    return plain_name(run.recipe().dataset)
