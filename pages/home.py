"""The first page: ways into the app, networks that are ready, the visitor's runs, and the machine."""

import psutil
import streamlit as st

from cnnviz.actions.catalogue import catalogue
from cnnviz.locale import N_, _, ngettext
from cnnviz.training.runs import checkpoints
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.messages import show_notice
from cnnviz.ui.shell import home
from cnnviz.ui.shell.page import opening, tell_of_damage

MENU = {"group": "", "place": 1, "title": N_("Home"), "icon": "home"}

opening(
    _("See how convolutional networks work"),
    _("Where to begin? Train a network and watch it learn, look at every layer, or classify pictures of your own."),
)
best, others = home.best_first(row for row in catalogue() if row["checkpoint"])
home.show_doors(next((row["checkpoint"] for row in best if row["dataset"] == "cats_and_dogs"), None))

st.header(_("Ready now"))
if not checkpoints():
    show_notice(
        _("No trained network came with this copy: train one first, which takes seconds."), icon=":material/info:"
    )
for row in best:
    home.show_network(row)
if others:
    label = ngettext("{n} more: improvements, step by step", "{n} more: improvements, step by step", len(others))
    with fold(label, ":material/stairs:", "others") as is_open:
        for row in others if is_open else []:
            home.show_network(row)
if checkpoints():
    st.page_link(
        "pages/ladder.py", label=_("What did each improvement bring? Compare step by step"), icon=":material/stairs:"
    )

st.header(_("Your runs"))
runs = visitor.runs()
if not runs:
    st.write(_("None yet. Each training is kept here, with its curves and its network, even if the browser is closed."))
home.show_runs(runs)
tell_of_damage()
if len(runs) > home.RUNS:
    st.caption(
        ngettext(
            "{n} older run is in the list on the page Train.",
            "{n} older runs are in the list on the page Train.",
            len(runs) - home.RUNS,
        )
    )

st.header(_("This machine"))
memory = psutil.virtual_memory()
st.write(
    ngettext("{n} processor core", "{n} processor cores", psutil.cpu_count() or 1)
    + " · "
    + _(
        "{total:.0f} GB of memory, {free:.0f} GB free",
        total=memory.total / 2**30,
        free=memory.available / 2**30,
    )
    + ". "
    + _("The line in the sidebar says which device TensorFlow computes on.")
)
