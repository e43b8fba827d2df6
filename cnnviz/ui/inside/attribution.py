"""How is it shown which pixels decided?  Heat maps of several methods side by side, and tests of whether to believe them."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures, images
from cnnviz.base.cache import Cache
from cnnviz.figures import attribution
from cnnviz.ui.choices.models import explainer
from cnnviz.ui.parts import job, linked, pictures
from cnnviz.ui.parts.charts import saved
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.job import LOCK
from cnnviz.ui.parts.messages import escaped
from cnnviz.ui.parts.words import duration
from cnnviz.ui.use.chosen_networks import Entry

if TYPE_CHECKING:
    from cnnviz.explore.attribution.faithfulness import Curves
    from cnnviz.explore.attribution.methods import Explain
    from cnnviz.explore.attribution.sanity_check import Stage

STARTING = ["Grad-CAM", "Integrated gradients", "Occlusion"]
WIDE = 320
SMALL = 112
PER_ROW = 3
STAGES = 8
"""At which a network that forgets is asked."""
RANDOM = "A random map"
HEATS = Cache[tuple[NDArray[np.float32], float]](2**25, size=lambda found: found[0].nbytes)
"""Heat maps that need not be worked out again, with the seconds that they took; up to 32 MB in all."""


@dataclass(frozen=True, eq=False)
class Asked:
    """What is asked why.

    Attributes:
        entry: The network.
        picture: As the network receives it, shape (rows, cols, channels), 0..255.
        name: What the picture is.
        label: The class.
        index: Its number.
        opacity: How much of the picture the heat covers, 0 to 1.
    """

    entry: Entry
    picture: NDArray[np.uint8]
    name: str
    label: str
    index: int
    opacity: float

    @property
    def key(self) -> tuple[str, str, int]:
        """What a heat map depends on besides the method."""
        return self.entry.version, _digest(self.picture), self.index


def _digest(picture: NDArray[np.uint8]) -> str:
    return hashlib.sha256(np.ascontiguousarray(picture).data).hexdigest()[:16]


def ask(entry: Entry, pixels: NDArray[np.uint8], name: str) -> tuple[Asked, list[str]]:
    """Let class, methods and opacity be chosen; return what is asked, and the names of the methods."""
    from cnnviz.explore.attribution.methods import methods

    network, labels = entry.load(), entry.labels()
    with LOCK:
        (answer,) = network.answers([pixels])
    order = [labels[index] for index in answer.order]
    received = images.fit(pixels, network.shape)
    shown = {label: f"{label} · {answer.calibrated[labels.index(label)]:.3f}" for label in order}
    # Of this picture: for another one the likeliest class is another, and each has another probability.
    label = linked.select(
        "Which pixels argued for", order, name="class", of=(entry.version, _digest(received)), start=order[0],
        shown=shown.__getitem__, carried=False,
        help="Any class can be asked for, with the probability that the network gives it; the likeliest comes first.",
    )  # fmt: skip
    names = {method.title: method.name for method in methods().values()}
    titles = st.multiselect("Methods", list(names), STARTING, key="methods", bind="query-params")
    opacity = st.slider(
        "Opacity", 0.0, 1.0, 0.5, 0.05, key="why_opacity", bind="query-params", help="Of the heat map over the picture."
    )
    asked = Asked(entry, received, name, label, labels.index(label), opacity)
    return asked, [names[title] for title in titles]


def show(asked: Asked, chosen: list[str]) -> dict[str, NDArray[np.float32]]:
    """Show each method's heat map over the picture; return them by the method's name."""
    from cnnviz.explore.attribution.methods import methods

    found: dict[str, NDArray[np.float32]] = {}
    for start in range(0, len(chosen), PER_ROW):
        for column, name in zip(st.columns(PER_ROW), chosen[start : start + PER_ROW], strict=False):
            with column.container(border=True):
                st.markdown(f"**{methods()[name].title}**")
                heat, seconds = _heat(asked, name)
                found[name] = heat
                pictures.show(
                    _overlaid(asked, heat, WIDE),
                    f"Where {asked.name} argues for {asked.label}, by {methods()[name].title}",
                    f"{heat.shape[1]}×{heat.shape[0]} places, {seconds:.2f} s. Yellow argues most.",
                    "stretch",
                )
                if not heat.any():
                    st.caption("Nothing in this picture argues for that class.")
                st.markdown(methods()[name].text)
                _downloads(asked, name, heat)
    return found


def _downloads(asked: Asked, name: str, heat: NDArray[np.float32]) -> None:
    with st.container(horizontal=True):
        st.download_button(
            "PNG", partial(_png, asked, heat), f"{name}.png", "image/png", key=f"png_{name}",
            icon=":material/download:", on_click="ignore", help="The picture with the heat map over it.",
        )  # fmt: skip
        st.download_button(
            "NPZ", partial(_npz, asked, heat), f"{name}.npz", key=f"npz_{name}", icon=":material/download:",
            on_click="ignore", help="The heat map’s numbers, 0 to 1, and the picture as the network receives it.",
        )  # fmt: skip


def _png(asked: Asked, heat: NDArray[np.float32]) -> bytes:
    return images.png(_overlaid(asked, heat, 2 * WIDE))


def _npz(asked: Asked, heat: NDArray[np.float32]) -> bytes:
    return images.npz(heat=heat, picture=asked.picture)


def _heat(asked: Asked, name: str) -> tuple[NDArray[np.float32], float]:
    """Return a heat map and the seconds it took."""
    return HEATS.get((asked.key, name), partial(_looked, asked, name))


def _looked(asked: Asked, name: str) -> tuple[NDArray[np.float32], float]:
    """Have a method look; how far it is is shown, others may compute between its steps, and any click ends it."""
    from cnnviz.explore.attribution.progressive import Progressive

    explain: Explain = explainer(asked.entry.version, name, asked.entry.load())
    if not isinstance(explain, Progressive):
        with st.spinner("Asking …", show_time=True), LOCK:
            started = time.perf_counter()
            return explain(asked.picture, asked.index), time.perf_counter() - started
    bar, going, seconds = st.empty(), explain.steps(asked.picture, asked.index), 0.0
    while True:
        try:
            with LOCK:
                started = time.perf_counter()
                share = next(going)
            seconds += time.perf_counter() - started
        except StopIteration as end:
            bar.empty()
            return end.value, seconds
        bar.progress(share, f"{duration(seconds * (1 - share) / share)} left")


def _overlaid(asked: Asked, heat: NDArray[np.float32], side: int) -> NDArray[np.uint8]:
    picture = images.enlarge(asked.picture, max(1, round(side / max(asked.picture.shape[:2]))))
    return figures.overlaid(picture, heat, asked.opacity)


def show_courses(asked: Asked, heats: dict[str, NDArray[np.float32]]) -> None:
    """Take away, and bring back, what each heat map calls important, and show what the network then says."""
    with fold("Believe it? Take away what it calls important", ":material/visibility_off:", "courses") as shown:
        if not shown or not heats:
            return
        from cnnviz.explore.attribution.methods import methods

        dice = np.random.default_rng(0).random((7, 7)).astype("float32")
        maps = {methods()[name].title: heat for name, heat in heats.items()} | {RANDOM: dice}
        found = {title: _course(asked.key, heat, asked) for title, heat in maps.items()}
        shares = next(iter(found.values())).shares
        left, right = st.columns(2)
        with left:
            st.markdown("**Deletion**: painted grey, the most important first. The sooner it falls, the better.")
            _curves("deletion", attribution.courses(shares, {t: c.deletion for t, c in found.items()}, "gone"))
        with right:
            st.markdown("**Insertion**: brought back into the blurred picture. The sooner it rises, the better.")
            _curves("insertion", attribution.courses(shares, {t: c.insertion for t, c in found.items()}, "back"))
        rows = [
            {"method": title, "deletion, lower is better": one.deletion_area, "insertion, higher is better": one.insertion_area}
            for title, one in found.items()
        ]  # fmt: skip
        share = st.column_config.NumberColumn(format="%.3f")
        st.dataframe(
            rows, hide_index=True, column_config={name: share for name in rows[0] if name != "method"},
            alt="Mean probability along each curve",
        )  # fmt: skip
        st.caption(
            f"Probability of {escaped(asked.label)}, the network’s own; the table has the mean along each curve (Petsiuk et al., "
            "2018). Maps of single pixels scatter: a grey dot here and there hides nothing from a network."
        )


def _curves(name: str, figure: Any) -> None:
    st.plotly_chart(figure, key=name, config=saved(name), alt=f"Curves of {name}; the table below has their means")


@st.cache_data(max_entries=256, show_spinner="Taking pixels away …", show_time=True)
def _course(key: tuple[str, str, int], heat: NDArray[np.float32], _asked: Asked) -> Curves:
    from cnnviz.explore.attribution.faithfulness import curves
    from cnnviz.explore.classify.probabilities import probabilities

    model = _asked.entry.load().model
    with LOCK:
        return curves(partial(probabilities, model), _asked.picture, heat, _asked.index)


def show_sanity(asked: Asked, methods: list[str]) -> None:
    """Let a copy of the network forget from its last layer to its first, and show whether the maps change."""
    with fold("Sanity check: does it change when the network forgets?", ":material/psychology_alt:", "sanity") as shown:
        if not shown or not methods:
            return
        st.markdown(
            "Layer after layer, from the last to the first, what a copy of the network has learned is shuffled. A map that stays "
            "the same does not show what the network knows (Adebayo et al., 2018)."
        )
        key = (*asked.key, *methods)
        kept: dict[Any, list[Stage]] = st.session_state.setdefault("forgetting", {})
        if st.button("Let it forget", type="primary", icon=":material/shuffle:", key="forget"):
            kept.clear()  # One at a time.
            kept[key] = []
            _forget(asked, methods, kept[key])
        if kept.get(key):
            _show_stages(asked, methods, kept[key])


def _forget(asked: Asked, chosen: list[str], found: list[Stage]) -> None:
    """Fill the stages in one after the other; any other click ends it, and what is done is kept."""
    from cnnviz.explore.attribution.methods import methods
    from cnnviz.explore.attribution.sanity_check import stages

    builders = {name: methods()[name].quick or methods()[name].build for name in chosen}
    with job.progress_bar("Copying the network …", key="stop_forgetting") as tell:
        going = stages(asked.entry.load().model, builders, asked.picture, asked.index, STAGES)
        while True:
            with LOCK:
                stage = next(going, None)
            if stage is None:
                break
            found.append(stage)
            words = f"Forgotten down to {stage.layer}" if stage.layer else "As it was trained"
            tell(len(found) / (STAGES + 1), words)


def _show_stages(asked: Asked, chosen: list[str], found: list[Stage]) -> None:
    from cnnviz.explore.attribution.methods import methods

    titles = {name: methods()[name].title for name in chosen}
    names = ["nothing", *(stage.layer for stage in found[1:])]
    lines = {titles[name]: [stage.likeness[name] for stage in found] for name in chosen}
    st.plotly_chart(
        attribution.forgetting(names, lines), key="forgetting_chart", config=saved("forgetting"),
        alt="Likeness to the first map at the end: "
        + ", ".join(f"{title} {values[-1]:.2f}" for title, values in lines.items()),
    )  # fmt: skip
    for name in chosen:
        tiles = np.stack([_overlaid(asked, stage.heats[name], SMALL) for stage in found])
        pictures.show(
            images.montage(tiles, per_row=len(tiles), gap=6, background=figures.GAP),
            f"{titles[name]} at each of {len(tiles)} stages",
            f"{titles[name]}: as trained, then forgotten down to {', '.join(names[1:])}",
            "stretch",
        )
    st.caption(
        "Likeness: rank correlation of the two maps, 1 the same order of all places, 0 nothing in common. Seed 0. Slow "
        "methods look in fewer steps here than above."
    )
