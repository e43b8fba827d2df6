"""How large is a network, how much is a tensor?  The choices of the page and what they show."""

from collections.abc import Sequence

import streamlit as st

from cnnviz import networks, recipes
from cnnviz.base.dimensions import dimensions
from cnnviz.base.errors import CnnvizError
from cnnviz.figures.network import drawing
from cnnviz.lessons.questions import Question, ask
from cnnviz.lessons.sizes import FLOAT, Size, amount, sizes
from cnnviz.lessons.tensors import SECONDS_OF_A_FILM, TENSORS, TYPES, tensor_bytes
from cnnviz.networks.layers import NetworkError
from cnnviz.recipes import Recipe
from cnnviz.ui.parts import charts, visitor
from cnnviz.ui.parts.messages import show_error
from cnnviz.ui.parts.words import number


def choose() -> Recipe:
    """Let a recipe be picked, and the size of its pictures be changed; the link names the recipe."""
    every, state, linked = recipes.recipes(), st.session_state, st.query_params.get("recipe")
    if linked in every and linked != state.get("linked_sizes"):
        state["sizes_recipe"] = linked
    # Under a key of its own as well: a widget that is not on the page forgets.
    state.setdefault("sizes_recipe", state.get("linked_sizes", "mnist"))
    name = st.selectbox(
        "Recipe", list(every), format_func=lambda each: f"{every[each].rung} {every[each].title}".strip(),
        key="sizes_recipe",
    )  # fmt: skip
    state["linked_sizes"] = st.query_params["recipe"] = name
    recipe = every[name]
    rows, cols, channels = recipe.input_shape
    size = st.number_input(
        "Rows and columns of a picture", 1, 1024, rows, key=f"sizes_rows_{name}",
        help="Larger pictures make larger feature maps; too small ones leave no place for a window.",
    )  # fmt: skip
    return recipe if rows == cols == size else recipe.edited(input_shape=(size, size, channels))


def of(recipe: Recipe) -> list[Size]:
    """Return what the layers of the recipe's network cost; empty, with a sentence on the page, if there can be none."""
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
        "Each box is as high as its feature maps have rows and as wide as they are many, both on a logarithmic scale; a "
        "narrow box is a row of values. Point at one for its numbers; the table has them all."
    )


def show_totals(costs: Sequence[Size]) -> None:
    """Show what the whole network costs."""
    parameters = sum(size.parameters for size in costs)
    counted = sum(size.multiplications or 0 for size in costs)
    known = all(size.multiplications is not None for size in costs)
    with st.container(horizontal=True):
        st.metric("Parameters", number(parameters))
        st.metric("… in memory", amount(parameters * FLOAT), help="As float32, four bytes each.")
        st.metric(
            "Multiplications a picture" if known else "… after the trained network", number(counted),
            help="Of weights with values; the additions, as many, are not counted."
            + ("" if known else " Those inside the trained network are not listed layer by layer."),
        )  # fmt: skip
        st.metric(
            "Values a picture" if known else "Values a picture, its end on", amount(sum(size.bytes for size in costs)),
            help="What all layers give out, as float32. Training keeps it for each picture of a batch.",
        )  # fmt: skip


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
    """Let a tensor be tried out, and say how much memory it takes."""
    titles = {tensor.title: tensor for tensor in TENSORS}
    tensor = titles[st.selectbox("Tensor", list(titles), len(titles) - 1, key="tensor", bind="query-params")]
    kind = st.segmented_control(
        "Each value is a", list(TYPES), default="uint8", key="type", bind="query-params", required=True, wrap=True,
        help="uint8 holds the whole numbers 0 to 255 of a pixel; networks compute with float32.",
    )  # fmt: skip
    shape = []
    columns = st.columns(max(1, len(tensor.axes)))
    axes = zip(columns, tensor.axes, tensor.shape, tensor.largest, strict=False)
    for column, axis, start, largest in axes:
        shape.append(column.slider(axis, 1, largest, start, key=f"axis_{tensor.title}_{axis}"))
    total = tensor_bytes(tuple(shape), kind)
    with st.container(horizontal=True):
        st.metric("Memory", amount(total))
        if len(shape) == len(TENSORS[-1].axes):
            st.metric(
                "… for an hour and a half", amount(total * SECONDS_OF_A_FILM), help="If the frames are one second."
            )
    bytes_each = TYPES[kind]
    product = "·".join(map(str, [*shape, bytes_each]))
    st.caption(
        f"{tensor.says} Its shape is ({', '.join(map(str, shape))}): {product} = {number(total)} bytes, {bytes_each} for each value."
    )


def questions(costs: Sequence[Size], input_shape: tuple[int, ...]) -> list[Question]:
    """Ask about the first convolution, what follows it, and the layer with most parameters."""
    asked: list[Question] = []
    shapes = [input_shape, *(size.shape for size in costs)]
    for before, size in zip(shapes, costs, strict=False):
        if size.kind == "Conv2D" and not asked:
            rows, _, filters = size.shape
            asked.append(
                ask(
                    f"{dimensions(before)} goes into {size.name}. How many values come out of its {filters} kernels?",
                    size.values, (before[0] * before[1] * filters, size.values * before[-1] + filters, rows * rows, size.parameters),
                    f"{dimensions(size.shape)} = {size.values}; the rows come about as {size.rows}.",
                )
            )  # fmt: skip
        elif size.kind == "MaxPooling2D" and len(asked) == 1:
            asked.append(
                ask(
                    f"How many parameters has {size.name}, which makes {dimensions(size.shape)} of {dimensions(before)}?",
                    0, (size.values, 4, size.shape[-1]), "Pooling learns nothing: it keeps the largest of each block.",
                )
            )  # fmt: skip
    most = max(costs, key=lambda size: size.parameters)
    others = sorted({size.name for size in costs if size.parameters and size.name != most.name})[:3]
    if others:
        asked.append(
            ask(
                "Which layer has most parameters?", most.name, others,
                f"{most.name} has {most.formula or most.parameters} of {sum(size.parameters for size in costs)}.",
            )
        )  # fmt: skip
    return asked
