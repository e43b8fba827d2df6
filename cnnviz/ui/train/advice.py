"""Which advice fits a person's pictures?  Their place on the chart of few and many, different and similar."""

import streamlit as st

from cnnviz import datasets, recipes
from cnnviz.base.errors import CnnvizError
from cnnviz.datasets import Source
from cnnviz.figures.advice import Point, chart
from cnnviz.lessons import advice, similarity
from cnnviz.lessons.advice import KNOWN, LARGE, QUADRANTS, SIMILAR, Advice
from cnnviz.ui.choices.models import dataset
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.charts import saved
from cnnviz.ui.parts.edits import enter, kept
from cnnviz.ui.parts.job import LOCK
from cnnviz.ui.parts.messages import show_error
from cnnviz.ui.parts.words import number
from cnnviz.ui.train import recipe_form

SOME_DAY = 100_000


def pick() -> Source:
    """Let the data set be picked."""
    sources = visitor.sources()
    chosen = kept(
        st.selectbox, "Data set", "flowers", "advice_dataset", options=list(sources),
        format_func=lambda name: sources[name].title, help="Yours is here too, once you have made it.",
    )  # fmt: skip
    return sources[chosen]


def place(source: Source) -> Point:
    """Let number and similarity be said, where they are known beginning with what is known."""
    known = max(1, round((source.learned or source.pictures) / max(1, len(source.labels))))
    photos = kept(
        st.number_input, "Training photos a class", known, f"photos_{source.name}", min_value=1, max_value=SOME_DAY,
        help="Change it to see what more photos would buy.",
    )  # fmt: skip
    key = f"similarity_{source.name}"
    if similarity.possible():
        _offer_to_measure(source, key)
    else:
        _ask(key)
    similar = kept(
        st.slider, "Similarity to ImageNet", KNOWN.get(source.name, SIMILAR), key, min_value=0.0, max_value=1.0, step=0.01,
        help="0: what ImageNet taught is of no use; 1: it is all that is needed. Move it if you know better.",
    )  # fmt: skip
    if word := st.session_state.get(f"{key}_measured"):
        st.caption(word)
    elif source.name in KNOWN:
        st.caption("It begins where we measured it, with a hundred of the training pictures.")
    else:
        st.caption("Nobody has measured it yet: it begins in the middle.")
    return Point(source.title, photos, similar)


def show(own: Point, source: Source) -> None:
    """Draw the chart; a click on a quadrant, or its name below, explains it."""
    fits = advice.advise(own.photos, own.similarity)
    key = "quadrant"
    signature = (own.photos >= LARGE, own.similarity >= SIMILAR, source.name)
    if st.session_state.get("quadrant_of") != signature:
        st.session_state["quadrant_of"], st.session_state[key] = signature, fits.title
    chosen = next((each for each in QUADRANTS if each.title == st.session_state.get(key)), fits)
    sources = datasets.datasets()
    others = [
        Point(name, sources[name].learned / len(sources[name].labels), found)
        for name, found in KNOWN.items()
        if name != source.name
    ]
    words = ", ".join(f"{each.title}: {each.photos:.0f} a class, {each.similarity:.2f}" for each in (own, *others))
    st.plotly_chart(
        chart(own, others, chosen), key="advice_chart", on_select=_clicked, selection_mode="points",
        config=saved("advice"), alt=f"Photos a class and similarity of {words}. This one: {fits.title}",
    )  # fmt: skip
    st.segmented_control("What each corner means", [each.title for each in QUADRANTS], key=key, wrap=True)
    _explain(chosen, fits, own, source)


def _clicked() -> None:
    points = st.session_state["advice_chart"].selection.points
    if points and points[0]["curve_number"] == 0:
        st.session_state["quadrant"] = QUADRANTS[points[0]["point_index"]].title


def _explain(chosen: Advice, fits: Advice, own: Point, source: Source) -> None:
    with st.container(border=True):
        st.markdown(f"**{chosen.title}** · {chosen.name}  \n{chosen.todo}")
        st.markdown(chosen.why)
        if chosen is fits:
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
            recipe_form.open_with(recipes.get(offered or f"flowers{chosen.ending}"), source.name)


def _offer_to_measure(source: Source, key: str) -> None:
    if not st.button(
        "Measure it", icon=":material/straighten:", disabled=not source.present(), key=f"measure_{source.name}",
        help="A hundred pictures go through MobileNetV2; about 10 s." if source.present()
        else "The pictures are not on this machine: open them on the page Data sets first.",
    ):  # fmt: skip
        return
    bar = st.progress(0.0, "Reading the pictures …")
    try:
        data = dataset(source.name, (128, 128, source.shape[2]))
        bar.progress(0.1, "Starting MobileNetV2 …")
        with LOCK:
            found = similarity.measure(data, lambda share: bar.progress(0.1 + 0.9 * share, "Looking at the pictures …"))
    except CnnvizError as error:
        show_error(error)
        return
    finally:
        bar.empty()
    enter(key, round(found.similarity, 2))
    st.session_state[f"{key}_measured"] = (
        f"Measured on {found.pictures} training pictures: nearest class mean is right for {found.by_pixels:.0%} of them by "
        f"pixels, for {found.by_features:.0%} by MobileNetV2’s features."
    )


def _ask(key: str) -> None:
    """Ask two plain questions, as nothing can be measured here."""
    st.caption("MobileNetV2’s weights are not on this machine, so similarity cannot be measured. Say it yourself:")
    asked = (f"{key}_objects", f"{key}_photographs")

    def answer() -> None:
        enter(key, advice.answered(*(bool(st.session_state[one]) for one in asked)))

    # Streamlit cuts off what is longer than the column.
    st.checkbox(
        "Everyday things", key=asked[0], on_change=answer,
        help="The classes are things such as animals, plants, food, tools or vehicles.",
    )  # fmt: skip
    st.checkbox(
        "Ordinary photos", key=asked[1], on_change=answer, help="The pictures are no drawings, scans or X-rays."
    )
