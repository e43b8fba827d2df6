"""The page Sizes and parameters: its choices, a network's totals, drawing and table, and the memory of a tensor."""

from collections.abc import Sequence

import streamlit as st

from cnnviz import networks, recipes
from cnnviz.base.dimensions import dimensions
from cnnviz.base.errors import CnnvizError
from cnnviz.figures.network import drawing
from cnnviz.lessons.sizes import FLOAT, Size, amount, sizes
from cnnviz.lessons.tensors import SECONDS_OF_A_FILM, TENSORS, TYPES, tensor_bytes
from cnnviz.locale import _, ngettext, number
from cnnviz.networks.layers import NetworkError
from cnnviz.recipes import Recipe
from cnnviz.ui.parts import charts, linked, visitor
from cnnviz.ui.parts.edits import kept
from cnnviz.ui.parts.folds import first
from cnnviz.ui.parts.messages import show_error
from cnnviz.ui.parts.words import table

VIDEOS = TENSORS[-1]


def choose() -> Recipe:
    """Draw the fields of a recipe, which the link names, and of the size of its pictures; return the recipe."""
    every = recipes.recipes()
    name = linked.select(
        _("Recipe"),
        list(every),
        name="recipe",
        of=("sizes",),
        start="mnist",
        shown=lambda name: _(every[name].title),
        carried=False,
        always=True,
        field=first("recipe").selectbox,
    )
    recipe = every[name]
    rows, cols, channels = recipe.input_shape
    size = kept(
        st.number_input,
        _("Rows and columns of a picture"),
        rows,
        f"sizes_rows_{name}",
        min_value=1,
        max_value=1024,
        help=_("Larger pictures make larger feature maps; too small ones leave no place for a window."),
    )
    return recipe if rows == cols == size else recipe.edited(input_shape=(size, size, channels))


def of(recipe: Recipe) -> list[Size]:
    """Return the sizes of the layers of the recipe's network; empty, with a message on the page, if they do not fit."""
    try:
        rows = networks.of(recipe).table(recipe.input_shape, len(visitor.source(recipe.dataset).labels))
    except CnnvizError as error:
        show_error(f"{error} {_('Make the pictures larger.')}" if isinstance(error, NetworkError) else str(error))
        return []
    return sizes(rows, recipe.input_shape)


def show(costs: Sequence[Size], title: str, input_shape: tuple[int, ...]) -> None:
    """Show the totals and the drawing of a network."""
    show_totals(costs)
    st.plotly_chart(
        charts.drawn(drawing, costs, input_shape),
        key="drawing",
        config=charts.saved("network"),
        alt=_(
            "{network}, a box for each layer: {pixels} pixels, then {layers}",
            network=title,
            pixels=dimensions(input_shape),
            layers=", ".join(f"{size.name} {dimensions(size.shape)}" for size in costs),
        ),
    )
    st.caption(
        _(
            "The height of a box is the number of rows of its feature maps, its width the number of feature maps, both "
            "on a logarithmic scale. A narrow box is a row of values. The table has all numbers, and so has a box "
            "under the pointer."
        )
    )


def show_totals(costs: Sequence[Size]) -> None:
    """Show what the whole network costs."""
    parameters = sum(size.parameters for size in costs)
    counted = sum(size.multiplications or 0 for size in costs)
    known = all(size.multiplications is not None for size in costs)
    multiplications = _("Products of a weight and a value. The additions, about as many, are not counted.")
    if not known:
        multiplications += " " + _("Those inside the pretrained network are not listed layer by layer.")
    values = _("What all layers give out, as float32. Training keeps it for each picture of a batch.")
    totals = (
        (_("Parameters"), number(parameters, ","), None),
        (_("… in memory"), amount(parameters * FLOAT), _("As float32, four bytes each.")),
        (
            _("Multiplications per picture") if known else _("… after the pretrained network"),
            number(counted, ","),
            multiplications,
        ),
        (
            _("Values per picture") if known else _("Values per picture, after it"),
            amount(sum(size.bytes for size in costs)),
            values,
        ),
    )
    with st.container(horizontal=True):
        for label, total, help in totals:
            st.metric(label, total, help=help)


def show_table(costs: Sequence[Size]) -> None:
    """Show each layer's shape and cost, with the formulas."""
    table(
        [
            {
                _("layer"): size.name,
                _("kind"): size.kind,
                _("output"): dimensions(size.shape),
                _("values"): number(size.values, ","),
                _("parameters"): size.formula or number(size.parameters, ","),
                _("multiplications"): _("inside")
                if size.multiplications is None
                else number(size.multiplications, ","),
                _("memory"): amount(size.bytes),
                _("receptive field"): _("the whole picture")
                if size.whole
                else f"{size.field}×{size.field}" * bool(size.field),
                _("number of rows"): size.rows,
            }
            for size in costs
        ],
        hide_index=True,
        alt=_("Table of the layers with shape, parameters, multiplications, memory and receptive field"),
    )


def show_tensors() -> None:
    """Draw the fields in which a tensor is tried out, and show how much memory it takes."""
    place = linked.select(
        _("Tensor"),
        range(len(TENSORS)),
        name="tensor",
        start=len(TENSORS) - 1,
        shown=lambda place: _(TENSORS[place].title),
    )
    tensor = TENSORS[place]
    kind = linked.select(
        _("Type of each value"),
        list(TYPES),
        name="type",
        start="uint8",
        field=st.segmented_control,
        required=True,
        wrap=True,
        help=_("uint8 holds the whole numbers 0 to 255 of a pixel; networks compute with float32."),
    )
    shape = []
    columns = st.columns(max(1, len(tensor.axes)))
    axes = zip(columns, tensor.axes, tensor.shape, tensor.largest, strict=False)
    for column, axis, start, largest in axes:
        key = f"axis_{tensor.title}_{axis}"
        shape.append(kept(column.slider, _(axis), start, key, min_value=1, max_value=largest))
    total = tensor_bytes(tuple(shape), kind)
    with st.container(horizontal=True):
        st.metric(_("Memory"), amount(total))
        if tensor is VIDEOS:
            film = amount(total * SECONDS_OF_A_FILM)
            st.metric(_("… for 90 minutes of video"), film, help=_("If these frames are one second of video."))
    bytes_each = TYPES[kind]
    product = "·".join(map(str, [*shape, bytes_each]))
    size = ngettext(
        "Its shape is ({shape}): {product} = {n:,} byte, {each} for each value.",
        "Its shape is ({shape}): {product} = {n:,} bytes, {each} for each value.",
        total,
        shape=", ".join(map(str, shape)),
        product=product,
        each=bytes_each,
    )
    st.caption(f"{_(tensor.says)} {size}")
