"""Advice for a data set: its place on the chart of few and many pictures, different from and similar to ImageNet's."""

import streamlit as st

from cnnviz import datasets, recipes
from cnnviz.base.errors import CnnvizError
from cnnviz.base.formats import number
from cnnviz.datasets import Source
from cnnviz.figures.advice import Point, chart
from cnnviz.lessons import advice, similarity
from cnnviz.lessons.advice import KNOWN, LARGE, QUADRANTS, SIMILAR, Advice
from cnnviz.ui.choices.models import dataset
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.charts import saved
from cnnviz.ui.parts.edits import enter, kept
from cnnviz.ui.parts.job import LOCK, progress_bar
from cnnviz.ui.parts.messages import show_error
from cnnviz.ui.parts.state import field_value, has_field, session, set_field
from cnnviz.ui.train.recipe import choice

MOST_PHOTOS = 100_000
QUADRANT, CHART = "quadrant", "advice_chart"


def pick() -> Source:
    """Show the field of the data set, and return the one that is picked."""
    sources = visitor.sources()
    name = kept(
        st.selectbox,
        "Data set",
        "flowers",
        "advice_dataset",
        options=list(sources),
        format_func=lambda name: sources[name].title,
        help="Yours is here too, once you have made it.",
    )
    return sources[name]


def place(source: Source) -> Point:
    """Show the fields of number and similarity, and return the data set's place; they begin with what is known."""
    known = max(1, round((source.learned or source.pictures) / max(1, len(source.labels))))
    photos = kept(
        st.number_input,
        "Training photos a class",
        known,
        f"photos_{source.name}",
        min_value=1,
        max_value=MOST_PHOTOS,
        help="Change it to see what more photos would buy.",
    )
    if similarity.possible():
        _offer_to_measure(source)
    else:
        _ask(source)
    similar = kept(
        st.slider,
        "Similarity to ImageNet",
        KNOWN.get(source.name, SIMILAR),
        _similarity_key(source),
        min_value=0.0,
        max_value=1.0,
        step=0.01,
        help="0: what ImageNet taught is of no use; 1: it is all that is needed. Move it if you know better.",
    )
    if measured := session().similarities.get(source.name):
        st.caption(
            f"Measured on {measured.pictures} training pictures: nearest class mean is right for "
            f"{measured.by_pixels:.0%} of them by pixels, for {measured.by_features:.0%} by MobileNetV2’s features."
        )
    elif source.name in KNOWN:
        st.caption("It begins where we measured it, with a hundred of the training pictures.")
    else:
        st.caption("Nobody has measured it yet: it begins in the middle.")
    return Point(source.title, photos, similar)


def _similarity_key(source: Source) -> str:
    return f"similarity_{source.name}"


def show(own: Point, source: Source) -> None:
    """Show the chart; a click on a quadrant, or on its name below, explains it."""
    fitting = advice.advise(own.photos, own.similarity)
    advised = (fitting.large, fitting.similar, source.name)
    if session().advised != advised or not has_field(QUADRANT):
        session().advised = advised
        set_field(QUADRANT, QUADRANTS.index(fitting))
    chosen = QUADRANTS[field_value(QUADRANT)] if field_value(QUADRANT) is not None else fitting
    others = _others(source)
    points = ", ".join(f"{point.title}: {point.photos:.0f} a class, {point.similarity:.2f}" for point in (own, *others))
    st.plotly_chart(
        chart(own, others, chosen),
        key=CHART,
        on_select=_clicked,
        selection_mode="points",
        config=saved("advice"),
        alt=f"Photos a class and similarity of {points}. This one: {fitting.title}",
    )
    st.segmented_control(
        "What each corner means",
        list(range(len(QUADRANTS))),
        format_func=lambda index: QUADRANTS[index].title,
        key=QUADRANT,
        wrap=True,
    )
    _explain(chosen, fitting, own, source)


def _others(source: Source) -> list[Point]:
    """Return the places of the data sets whose similarity is known, without this one."""
    sources = datasets.datasets()
    return [
        Point(name, sources[name].learned / len(sources[name].labels), measured)
        for name, measured in KNOWN.items()
        if name != source.name
    ]


def _clicked() -> None:
    points = field_value(CHART).selection.points
    if points and points[0]["curve_number"] == 0:
        set_field(QUADRANT, points[0]["point_index"])


def _explain(chosen: Advice, fitting: Advice, own: Point, source: Source) -> None:
    with st.container(border=True):
        st.markdown(f"**{chosen.title}** · {chosen.name}  \n{chosen.todo}")
        st.markdown(chosen.why)
        if chosen is fitting:
            st.markdown(
                f"This fits **{source.title}**: {number(round(own.photos))} training photos a class are "
                f"{'many' if chosen.large else 'few'} (the limit is {number(LARGE)}), and {own.similarity:.2f} is "
                f"{'similar' if chosen.similar else 'different'} (the limit is {SIMILAR:g})."
            )
        frozen = "nothing frozen, random weights" if chosen.frozen is None else f"{chosen.frozen} of 154 layers frozen"
        st.caption(f"On the Train page, with MobileNetV2: {frozen}.")
        name = f"{source.name}{chosen.ending}"
        offered = name if name in recipes.recipes() else "improved_basenet" if chosen.frozen is None else None
        if st.button("Train it so", icon=":material/model_training:", key="train_so"):
            choice.open_with(recipes.get(offered or f"flowers{chosen.ending}"), source.name)


def _offer_to_measure(source: Source) -> None:
    """Show the button that measures the similarity, and measure it when it is clicked."""
    present = source.present()
    clicked = st.button(
        "Measure it",
        icon=":material/straighten:",
        disabled=not present,
        key=f"measure_{source.name}",
        help="A hundred pictures go through MobileNetV2; about 10 s."
        if present
        else "The pictures are not on this machine: open them on the page Data sets first.",
    )
    if not clicked:
        return
    try:
        measured = _measure(source)
    except CnnvizError as error:
        show_error(error)
        return
    session().similarities[source.name] = measured
    enter(_similarity_key(source), round(measured.similarity, 2))


def _measure(source: Source) -> similarity.Similarity:
    with progress_bar("Reading the pictures …", key="stop_measuring") as report:
        data = dataset(source.name, (128, 128, source.shape[2]))
        report(0.0, "Starting MobileNetV2 …")
        with LOCK:
            return similarity.measure(data, lambda share: report(share, "Looking at the pictures …"))


def _ask(source: Source) -> None:
    """Show two plain questions, as nothing can be measured on this machine."""
    st.caption("MobileNetV2’s weights are not on this machine, so similarity cannot be measured. Say it yourself:")
    objects, photographs = f"{_similarity_key(source)}_objects", f"{_similarity_key(source)}_photographs"

    def answer() -> None:
        answers = (bool(field_value(objects)), bool(field_value(photographs)))
        enter(_similarity_key(source), advice.answered(*answers))

    # Short labels: Streamlit cuts off what is longer than the column.
    st.checkbox(
        "Everyday things",
        key=objects,
        on_change=answer,
        help="The classes are things such as animals, plants, food, tools or vehicles.",
    )
    st.checkbox(
        "Ordinary photos", key=photographs, on_change=answer, help="The pictures are no drawings, scans or X-rays."
    )
