"""The page Sizes and parameters: its choices, a network's totals, drawing and table, and the memory of a tensor."""

from collections.abc import Sequence

import streamlit as st

from cnnviz import networks, recipes
from cnnviz.base.dimensions import dimensions
from cnnviz.base.errors import CnnvizError
from cnnviz.base.formats import number
from cnnviz.figures.network import drawing
from cnnviz.lessons.sizes import FLOAT, Size, amount, sizes
from cnnviz.lessons.tensors import SECONDS_OF_A_FILM, TENSORS, TYPES, tensor_bytes
from cnnviz.networks.layers import NetworkError
from cnnviz.recipes import Recipe
from cnnviz.ui.parts import charts, linked, visitor
from cnnviz.ui.parts.edits import kept
from cnnviz.ui.parts.messages import show_error

VIDEOS = TENSORS[-1]


def choose() -> Recipe:
    """Draw the fields of a recipe, which the link names, and of the size of its pictures; return the recipe."""
    every = recipes.recipes()
    titles = {name: f"{recipe.rung} {recipe.title}".strip() for name, recipe in every.items()}
    name = linked.select(
        "Recipe",
        list(every),
        name="recipe",
        of=("sizes",),
        start="mnist",
        shown=titles.__getitem__,
        carried=False,
        always=True,
    )
    recipe = every[name]
    rows, cols, channels = recipe.input_shape
    size = kept(
        st.number_input,
        "Rows and columns of a picture",
        rows,
        f"sizes_rows_{name}",
        min_value=1,
        max_value=1024,
        help="Larger pictures make larger feature maps; too small ones leave no place for a window.",
    )
    return recipe if rows == cols == size else recipe.edited(input_shape=(size, size, channels))


def of(recipe: Recipe) -> list[Size]:
    """Return the sizes of the layers of the recipe's network; empty, with a message on the page, if they do not fit."""
    try:
        rows = networks.of(recipe).table(recipe.input_shape, len(visitor.source(recipe.dataset).labels))
    except CnnvizError as error:
        show_error(f"{error} Make the pictures larger." if isinstance(error, NetworkError) else str(error))
        return []
    return sizes(rows, recipe.input_shape)


def show(costs: Sequence[Size], title: str, input_shape: tuple[int, ...]) -> None:
    """Show the totals and the drawing of a network."""
    show_totals(costs)
    st.plotly_chart(
        charts.drawn(drawing, costs, input_shape),
        key="drawing",
        config=charts.saved("network"),
        alt=f"{title}, a box for each layer: {dimensions(input_shape)} pixels, then "
        + ", ".join(f"{size.name} {dimensions(size.shape)}" for size in costs),
    )
    st.caption(
        "Each box is as high as its feature maps have rows and as wide as they are many, both on a logarithmic scale; "
        "a narrow box is a row of values. Point at one for its numbers; the table has them all."
    )


def show_totals(costs: Sequence[Size]) -> None:
    """Show what the whole network costs."""
    parameters = sum(size.parameters for size in costs)
    counted = sum(size.multiplications or 0 for size in costs)
    known = all(size.multiplications is not None for size in costs)
    hidden = "" if known else " Those inside the trained network are not listed layer by layer."
    multiplications = "Of weights with values; the additions, as many, are not counted." + hidden
    values = "What all layers give out, as float32. Training keeps it for each picture of a batch."
    totals = (
        ("Parameters", number(parameters), None),
        ("… in memory", amount(parameters * FLOAT), "As float32, four bytes each."),
        ("Multiplications a picture" if known else "… after the trained network", number(counted), multiplications),
        ("Values a picture" if known else "Values a picture, its end on", amount(sum(s.bytes for s in costs)), values),
    )
    with st.container(horizontal=True):
        for label, total, help in totals:
            st.metric(label, total, help=help)


def show_table(costs: Sequence[Size]) -> None:
    """Show each layer's shape and cost, with the formulas."""
    st.dataframe(
        [
            {
                "layer": size.name,
                "kind": size.kind,
                "output": dimensions(size.shape),
                "values": number(size.values),
                "parameters": size.formula or number(size.parameters),
                "multiplications": "inside" if size.multiplications is None else number(size.multiplications),
                "memory": amount(size.bytes),
                "one value sees": "the whole picture"
                if size.whole
                else f"{size.field}×{size.field}" * bool(size.field),
                "rows come about as": size.rows,
            }
            for size in costs
        ],
        hide_index=True,
        alt="Table of the layers with shape, parameters, multiplications, memory and receptive field",
    )


def show_tensors() -> None:
    """Draw the fields in which a tensor is tried out, and show how much memory it takes."""
    place = linked.select(
        "Tensor",
        range(len(TENSORS)),
        name="tensor",
        start=len(TENSORS) - 1,
        shown=lambda place: TENSORS[place].title,
    )
    tensor = TENSORS[place]
    kind = linked.select(
        "Each value is a",
        list(TYPES),
        name="type",
        start="uint8",
        field=st.segmented_control,
        required=True,
        wrap=True,
        help="uint8 holds the whole numbers 0 to 255 of a pixel; networks compute with float32.",
    )
    shape = []
    columns = st.columns(max(1, len(tensor.axes)))
    axes = zip(columns, tensor.axes, tensor.shape, tensor.largest, strict=False)
    for column, axis, start, largest in axes:
        key = f"axis_{tensor.title}_{axis}"
        shape.append(kept(column.slider, axis, start, key, min_value=1, max_value=largest))
    total = tensor_bytes(tuple(shape), kind)
    with st.container(horizontal=True):
        st.metric("Memory", amount(total))
        if tensor is VIDEOS:
            film = amount(total * SECONDS_OF_A_FILM)
            st.metric("… for an hour and a half", film, help="If the frames are one second.")
    bytes_each = TYPES[kind]
    product = "·".join(map(str, [*shape, bytes_each]))
    st.caption(
        f"{tensor.says} Its shape is ({', '.join(map(str, shape))}): {product} = {number(total)} bytes, "
        f"{bytes_each} for each value."
    )
