"""All grids of a network are ready sooner than by document 003's loop with matplotlib, and within a budget."""

from __future__ import annotations

import importlib.util
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import BenchmarkError, Case, Report, alternate, budget, seconds, timed
from cnnviz import datasets, device, recipes
from cnnviz.images import samples
from cnnviz.training.runs import Run

if TYPE_CHECKING:
    import keras

    from cnnviz.actions import Opened

ROUNDS, DEEP_ROUNDS = 12, 4
IMAGES_PER_ROW = 16
DEEP, PHOTO = "cats_and_dogs_mobilenet_finetuned_augmented", "chelsea.png"
COLD_S, WARM_S = 1.5, 0.2


def run() -> Report:
    """Measure from one picture to PNG files, and from one picture to the page's Plotly figures."""
    if importlib.util.find_spec("matplotlib") is None:
        raise BenchmarkError(
            "The benchmark of activations compares with matplotlib: install it first, with pip install matplotlib."
        )
    device.start()
    with tempfile.TemporaryDirectory() as folder:
        opened = _untrained(Path(folder) / "run")
    data = datasets.load(opened.recipe.dataset, opened.recipe.input_shape)
    picture, activation_model = data.x_test[0], _activation_model(opened)
    names = [tap.name for tap in opened.graph.picture_layers()]
    sides = {
        "pngs": timed(lambda: _pngs(opened, picture)),
        "peer": timed(lambda: [_png(grid, name) for grid, name in _grids(activation_model, picture, names)]),
        "figures": timed(lambda: _figures(opened, picture)),
    }
    alternate(sides, 1)  # TensorFlow compiles.
    measured = alternate(sides, ROUNDS)
    what = f"mnist network on a picture of {opened.recipe.dataset}, {len(names)} layers"
    alike = {"grey_levels_apart": _apart(opened, activation_model, picture)}
    return Report(
        "activations",
        "the loop of document 003, each grid saved as PNG by matplotlib (Agg)",
        [
            seconds(f"{what}: PNG files", measured["pngs"], measured["peer"], **alike),
            seconds(f"{what}: Plotly figures with hover, as JSON", measured["figures"], measured["peer"], **alike),
            *_deep(),
        ],
    )


def _deep() -> list[Case]:
    """Measure all grids of a shipped MobileNetV2, from photo to figures: just opened, and with a known photo."""
    from cnnviz.training.runs import find
    from cnnviz.ui.choices import models
    from cnnviz.ui.inside.cached_maps import CachedMaps
    from cnnviz.ui.inside.layer_grids import drawn_grids

    path, photo = str(find(DEEP).path), samples.photo(PHOTO)
    cold, warm, layers = list[float](), list[float](), 0
    for number in range(DEEP_ROUNDS):  # For the app each is another network and another picture.
        network = models._opened(path, number)
        picture = np.roll(network.fit(photo), number, axis=1)

        def shown(network: Opened = network, picture: NDArray[np.uint8] = picture) -> int:
            maps = CachedMaps(network, picture)
            return len(drawn_grids(maps, list(maps), False, 1.0))

        cold.append(timed(shown)())
        warm.append(timed(shown)())
        layers = shown()
    what = f"{DEEP} on a photo, {layers} layers"
    return [
        budget(f"{what}: all grids of a network just opened", cold, COLD_S),
        budget(f"{what}: the same again", warm, WARM_S),
    ]


def _untrained(folder: Path) -> Opened:
    """Return the mnist network as a page opens it; its weights are random, which changes no duration."""
    from cnnviz import actions
    from cnnviz.training.learning.task import build

    recipe = recipes.get("mnist")
    recipe = recipe if datasets.get(recipe.dataset).present() else recipe.edited(dataset="digits")
    made = Run.create(recipe, folder)
    build(recipe, datasets.load(recipe.dataset, recipe.input_shape)).save(folder / "model.keras")
    return actions.open_run(made)


def _pngs(opened: Opened, picture: NDArray[np.uint8]) -> list[bytes]:
    from cnnviz import actions
    from cnnviz.explore.activations.feature_maps import normalized
    from cnnviz.figures import colour_grid
    from cnnviz.images import png

    return [png(colour_grid(normalized(maps))) for maps in actions.feature_maps(opened, picture).values()]


def _figures(opened: Opened, picture: NDArray[np.uint8]) -> list[str]:
    """Do what the page of activations does; see `cnnviz.ui.inside.layer_grids`."""
    from cnnviz import actions, figures
    from cnnviz.explore.activations.feature_maps import normalized
    from cnnviz.ui.parts.charts import Settled

    made = []
    for maps in actions.feature_maps(opened, picture).values():
        known = zip(maps.mean((0, 1)), maps.max((0, 1)), strict=True)
        hover = [f"channel {at}<br>mean {mean:.3f}, largest {largest:.3f}" for at, (mean, largest) in enumerate(known)]
        made.append(str(Settled(figures.grid(normalized(maps), hover)).to_json()))
    return made


# The peer: the code of document 003, “Visualización de cada filtro por capa”, its names kept.


def _activation_model(opened: Opened) -> keras.Model:
    import keras

    outputs = [opened.model.get_layer(tap.name).output for tap in opened.graph.picture_layers()]
    return keras.Model(inputs=opened.model.inputs, outputs=outputs)


def _grids(
    activation_model: keras.Model, picture: NDArray[np.uint8], layer_names: Sequence[str]
) -> list[tuple[NDArray[np.float64], str]]:
    """Return the display grid of each layer, with its name; channels without any pattern divide zero by zero."""
    img_tensor = np.expand_dims(picture.astype("float32"), axis=0)
    activations = activation_model.predict(img_tensor, verbose=0)
    display_grids = []
    for layer_name, layer_activation in zip(layer_names, activations, strict=True):
        n_features = layer_activation.shape[-1]
        size = layer_activation.shape[1]
        n_cols = n_features // IMAGES_PER_ROW
        display_grid = np.zeros((size * n_cols, IMAGES_PER_ROW * size))
        for col in range(n_cols):
            for row in range(IMAGES_PER_ROW):
                channel_image = layer_activation[0, :, :, col * IMAGES_PER_ROW + row]
                with np.errstate(invalid="ignore"):
                    channel_image -= channel_image.mean()
                    channel_image /= channel_image.std()
                    channel_image *= 64  # The document prints “+=”; Chollet's original, which it copies, multiplies.
                    channel_image += 128
                    channel_image = np.clip(channel_image, 0, 255).astype("uint8")
                display_grid[col * size : (col + 1) * size, row * size : (row + 1) * size] = channel_image
        display_grids.append((display_grid, layer_name))
    return display_grids


def _png(display_grid: NDArray[np.float64], layer_name: str) -> bytes:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    size = display_grid.shape[1] // IMAGES_PER_ROW
    scale = 1.0 / size
    plt.figure(figsize=(scale * display_grid.shape[1], scale * display_grid.shape[0]))
    plt.title(layer_name)
    plt.grid(False)
    plt.imshow(display_grid, aspect="auto", cmap="viridis")
    file = io.BytesIO()
    plt.savefig(file, format="png")
    plt.close()
    return file.getvalue()


def _apart(opened: Opened, activation_model: keras.Model, picture: NDArray[np.uint8]) -> int:
    """Return the largest difference between the grey levels of both sides' grids: a check that they show the same."""
    from cnnviz import actions, images

    names = list(maps := actions.feature_maps(opened, picture))
    apart = []
    for (theirs, _), name in zip(_grids(activation_model, picture, names), names, strict=True):
        ours: NDArray[Any] = images.montage(actions.activation_tiles(opened, picture, name), gap=0)
        assert maps[name].shape[-1] % IMAGES_PER_ROW == 0
        apart.append(int(np.abs(ours - theirs).max()))
    return max(apart)
