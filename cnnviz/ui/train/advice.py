"""Advice for a data set: its place on the chart of few and many photos, with which ImageNet's features help or not."""

import streamlit as st

from cnnviz import datasets, recipes
from cnnviz.base.errors import CnnvizError
from cnnviz.datasets import Source
from cnnviz.figures.advice import Point, chart
from cnnviz.lessons import advice, similarity
from cnnviz.lessons.advice import KNOWN, LARGE, QUADRANTS, SIMILAR, Advice
from cnnviz.locale import N_, _, ngettext
from cnnviz.training.runs import titles
from cnnviz.ui.choices.models import dataset
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.charts import saved
from cnnviz.ui.parts.edits import enter, kept
from cnnviz.ui.parts.job import LOCK, progress_bar
from cnnviz.ui.parts.messages import escaped, show_error
from cnnviz.ui.parts.state import field_value, has_field, session, set_field
from cnnviz.ui.train.recipe import choice

MOST_PHOTOS = 100_000
QUADRANT, CHART = "quadrant", "advice_chart"
HELPFUL = N_("ImageNet’s features help: {value:.2f}, the limit is {limit:g}.")
OF_LITTLE_HELP = N_("ImageNet’s features help little: {value:.2f}, the limit is {limit:g}.")


def pick() -> Source:
    """Show the field of the data set, and return the one that is picked."""
    sources = visitor.sources()
    name = kept(
        st.selectbox,
        _("Data set"),
        "flowers",
        "advice_dataset",
        options=list(sources),
        format_func=lambda name: _(sources[name].title),
        help=_("Data sets made on the page My classes are listed too."),
    )
    return sources[name]


def place(source: Source) -> Point:
    """Show the fields of photos and of how the features help, and return the place; they begin with what is known."""
    known = max(1, round((source.learned or source.pictures) / max(1, len(source.labels))))
    photos = kept(
        st.number_input,
        _("Training photos per class"),
        known,
        f"photos_{source.name}",
        min_value=1,
        max_value=MOST_PHOTOS,
        help=_("Change it to see what would be recommended for more or fewer photos."),
    )
    if similarity.possible():
        _offer_to_measure(source)
    else:
        _ask(source)
    similar = kept(
        st.slider,
        _("ImageNet’s features help"),
        KNOWN.get(source.name, SIMILAR),
        _similarity_key(source),
        min_value=0.0,
        max_value=1.0,
        step=0.01,
        help=_("0: no better than the raw pixels. 1: they separate the classes without a mistake. It can be changed."),
    )
    if measured := session().similarities.get(source.name):
        st.caption(
            _(
                "Measured on {n} training pictures: by pixels, the nearest class mean is right for {pixels:.0%} of "
                "them; by MobileNetV2’s features, for {features:.0%}.",
                n=measured.pictures,
                pixels=measured.by_pixels,
                features=measured.by_features,
            )
        )
    elif source.name in KNOWN:
        st.caption(_("The value at the beginning was measured on a hundred of the training pictures."))
    else:
        st.caption(_("Not measured yet: the value at the beginning is just the middle."))
    return Point(_(source.title), photos, similar)


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
    points = " · ".join(
        _("{title}: {photos:.0f} per class, {help:.2f}", title=point.title, photos=point.photos, help=point.similarity)
        for point in (own, *others)
    )
    st.plotly_chart(
        chart(own, others, chosen),
        key=CHART,
        on_select=_clicked,
        selection_mode="points",
        config=saved("advice"),
        alt=_(
            "Photos per class, and how much ImageNet’s features help: {points}. Recommended for the first: {advice}",
            points=points,
            advice=_(fitting.title),
        ),
    )
    st.segmented_control(
        _("What each case means"),
        list(range(len(QUADRANTS))),
        format_func=lambda index: _(QUADRANTS[index].title),
        key=QUADRANT,
        wrap=True,
    )
    _explain(chosen, fitting, own, source)


def _others(source: Source) -> list[Point]:
    """Return the places of the data sets that were measured, without this one."""
    sources = datasets.datasets()
    return [
        Point(titles.pictures(name).partition(",")[0], sources[name].learned / len(sources[name].labels), measured)
        for name, measured in KNOWN.items()
        if name != source.name
    ]


def _clicked() -> None:
    points = field_value(CHART).selection.points
    if points and points[0]["curve_number"] == 0:
        set_field(QUADRANT, points[0]["point_index"])


def _explain(chosen: Advice, fitting: Advice, own: Point, source: Source) -> None:
    with st.container(border=True):
        st.markdown(f"**{_(chosen.title)}** · {_(chosen.name)}  \n{_(chosen.todo)}")
        st.markdown(_(chosen.why))
        if chosen is fitting:
            reasons = (
                _("This fits **{title}**.", title=escaped(own.title)),
                _many_or_few(round(own.photos), chosen.large),
                _(HELPFUL if chosen.similar else OF_LITTLE_HELP, value=own.similarity, limit=SIMILAR),
            )
            st.markdown(" ".join(reasons))
        if chosen.frozen is None:
            st.caption(_("On the Train page, with MobileNetV2: nothing frozen, random weights."))
        else:
            st.caption(_("On the Train page, with MobileNetV2: {n} of 154 layers frozen.", n=chosen.frozen))
        name = f"{source.name}{chosen.ending}"
        offered = name if name in recipes.recipes() else "improved_basenet" if chosen.frozen is None else None
        if st.button(_("Train this way"), icon=":material/model_training:", key="train_so"):
            choice.open_with(recipes.get(offered or f"flowers{chosen.ending}"), source.name)


def _many_or_few(photos: int, many: bool) -> str:
    if many:
        return _("{n:,} training photos per class are many: the limit is {limit:,}.", n=photos, limit=LARGE)
    return ngettext(
        "{n} training photo per class is little: the limit is {limit:,}.",
        "{n:,} training photos per class are few: the limit is {limit:,}.",
        photos,
        limit=LARGE,
    )


def _offer_to_measure(source: Source) -> None:
    """Show the button that measures how much the features help, and measure it when it is clicked."""
    present = source.present()
    clicked = st.button(
        _("Measure it"),
        icon=":material/straighten:",
        disabled=not present,
        key=f"measure_{source.name}",
        help=_("A hundred pictures go through MobileNetV2; about 10 s.")
        if present
        else _("The pictures are not on this machine: download them on the page Data sets first."),
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
    with progress_bar(_("Reading the pictures …"), key="stop_measuring") as report:
        data = dataset(source.name, (128, 128, source.shape[2]))
        report(0.0, _("Starting MobileNetV2 …"))
        with LOCK:
            return similarity.measure(data, lambda share: report(share, _("Computing the features …")))


def _ask(source: Source) -> None:
    """Show two plain questions, as nothing can be measured on this machine."""
    st.caption(
        _(
            "MobileNetV2’s weights are not on this machine, so this cannot be measured. Two questions give a rough "
            "guess:"
        )
    )
    objects, photographs = f"{_similarity_key(source)}_objects", f"{_similarity_key(source)}_photographs"

    def answer() -> None:
        answers = (bool(field_value(objects)), bool(field_value(photographs)))
        enter(_similarity_key(source), advice.answered(*answers))

    # Short labels: Streamlit cuts off what is longer than the column.
    st.checkbox(
        _("Everyday things"),
        key=objects,
        on_change=answer,
        help=_("The classes are things such as animals, plants, food, tools or vehicles."),
    )
    st.checkbox(
        _("Ordinary photos"),
        key=photographs,
        on_change=answer,
        help=_("The pictures are not drawings, scans or X-rays."),
    )
