"""What is this, what is ready, what to do first?"""

import psutil
import streamlit as st

from cnnviz.actions.catalogue import catalogue
from cnnviz.training.runs import checkpoints
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.messages import escaped, show_notice
from cnnviz.ui.parts.words import STATES, progress, run_titles
from cnnviz.ui.shell.page import opening, tell_of_damage
from cnnviz.ui.shell.shipped import best_first, show_network

opening(
    "See how convolutional networks work",
    "Train one, watch it learn, look at every layer, and let it name your own pictures.",
)

best, others = best_first(row for row in catalogue() if row["checkpoint"])
pets = next((row["checkpoint"] for row in best if row["dataset"] == "cats_and_dogs"), None)
doors = (
    ("Open a trained network", "See what each layer finds in a picture.", "activations", "grid_on", "Look inside", None),
    ("Train one now", "The first curves move within seconds.", "train", "model_training", "Train", None),
    ("Let it name a picture", "Cat or dog? Upload a photo. Other networks know digits, flowers and birds.",
     "classify", "image_search", "Classify", pets),
)  # fmt: skip
for column, (title, text, target, icon, label, network) in zip(st.columns(3), doors, strict=True):
    with column.container(border=True, height="stretch"):
        st.markdown(f"**{title}**  \n{text}")  # A link would cut off what a line has no room for.
        query = {"run": network} if network else None
        st.page_link(f"pages/{target}.py", label=label, icon=f":material/{icon}:", query_params=query)

st.header("Ready now")
if not checkpoints():
    show_notice("No trained network came with this copy: train one first, which takes seconds.", icon=":material/info:")
for row in best:
    show_network(row)
if others:
    with fold(f"{len(others)} more, each a step of a ladder", ":material/stairs:", "others") as shown:
        for row in others if shown else []:
            show_network(row)
if checkpoints():
    st.page_link("pages/ladder.py", label="What did each improvement buy? See the ladders", icon=":material/stairs:")

st.header("Your runs")
mine = visitor.runs()
if not mine:
    st.write("None yet. Each training is kept here, with its curves and its network, even when the browser is closed.")
names = run_titles(mine)
for run in mine[:8]:
    status = run.status()
    word, icon = STATES[status.state]
    said = progress(status) if status.active and status.steps else escaped(status.message)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{icon} **{word}** · {escaped(names[run.name])} · {said}", width="stretch")
        st.page_link("pages/train.py", label="Show", icon=":material/show_chart:", query_params={"run": run.name})
tell_of_damage()
if len(mine) > 8:
    st.caption(f"{len(mine) - 8} older runs are in the list on the Train page.")

st.header("This machine")
memory = psutil.virtual_memory()
st.write(
    f"{psutil.cpu_count()} processor cores, {memory.total / 2**30:.0f} GB of memory, "
    f"{memory.available / 2**30:.0f} GB free. The line in the sidebar says which device TensorFlow computes on."
)
