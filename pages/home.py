"""The first page: ways into the app, networks that are ready, the visitor's runs, and the machine."""

import psutil
import streamlit as st

from cnnviz.actions.catalogue import catalogue
from cnnviz.training.runs import checkpoints
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.messages import show_notice
from cnnviz.ui.shell import home
from cnnviz.ui.shell.page import opening, tell_of_damage

MENU = {"group": "", "place": 1, "title": "Home", "icon": "home"}

opening(
    "See how convolutional networks work",
    "Train one, watch it learn, look at every layer, and let it name your own pictures.",
)
best, others = home.best_first(row for row in catalogue() if row["checkpoint"])
home.show_doors(next((row["checkpoint"] for row in best if row["dataset"] == "cats_and_dogs"), None))

st.header("Ready now")
if not checkpoints():
    show_notice("No trained network came with this copy: train one first, which takes seconds.", icon=":material/info:")
for row in best:
    home.show_network(row)
if others:
    with fold(f"{len(others)} more, each a step of a ladder", ":material/stairs:", "others") as is_open:
        for row in others if is_open else []:
            home.show_network(row)
if checkpoints():
    st.page_link("pages/ladder.py", label="What did each improvement buy? See the ladders", icon=":material/stairs:")

st.header("Your runs")
runs = visitor.runs()
if not runs:
    st.write("None yet. Each training is kept here, with its curves and its network, even when the browser is closed.")
home.show_runs(runs)
tell_of_damage()
if len(runs) > home.RUNS:
    st.caption(f"{len(runs) - home.RUNS} older runs are in the list on the Train page.")

st.header("This machine")
memory = psutil.virtual_memory()
st.write(
    f"{psutil.cpu_count()} processor cores, {memory.total / 2**30:.0f} GB of memory, "
    f"{memory.available / 2**30:.0f} GB free. The line in the sidebar says which device TensorFlow computes on."
)
