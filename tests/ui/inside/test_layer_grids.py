"""The grid of a layer is drawn once for all visitors who speak the same language."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from cnnviz.locale import speaking
from cnnviz.ui.inside import layer_grids


def test_a_kept_grid_is_drawn_once_for_each_language() -> None:
    values = {"conv": np.ones((4, 4, 2), np.float32)}
    maps: Any = SimpleNamespace(key="grid in two languages", arrays=lambda: values)
    hovers = []
    for language in ("en", "es"):
        with speaking(language):
            grid = layer_grids.drawn_grids(maps, ["conv"], shared_scale=False, share=1.0)["conv"]
        hovers.append(str(grid.to_dict()["data"]))
    assert "mean 1.000" in hovers[0]
    assert "media 1,000" in hovers[1]
