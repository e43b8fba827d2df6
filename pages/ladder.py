"""Ladders: what each improvement of a network buys, as reported and as measured."""

import streamlit as st

from cnnviz.ui.parts.messages import show_notice
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.train.runs import ladder

MENU = {"group": "Train", "place": 6, "title": "Ladders", "icon": "stairs"}

opening(
    "Ladders",
    "What did each improvement buy? The documents change one thing at a time; what they report stands beside what was "
    "measured here.",
)
picked = ladder.pick()
st.markdown(f"**{picked.question}**")
climb = ladder.climbed(picked)
if not any(result for _, _, result in climb):
    show_notice(
        "No rung of this ladder has been trained yet: train one on the Train page, or all with the command below.",
        icon=":material/info:",
    )
ladder.show_chart(climb)
ladder.show_table(climb)

st.header("Rung by rung")
for rung in climb:
    ladder.show_rung(*rung)
trained = [run.name for _, run, _ in climb if run]
if trained:
    st.page_link(
        "pages/compare.py",
        label="Compare the curves of all rungs",
        icon=":material/compare_arrows:",
        query_params={"runs": ",".join(trained)},
    )
st.markdown("All rungs from scratch; started again after a stop, it goes on where it was:")
st.code(f"python -m cnnviz reproduce {picked.name}", language="bash")
explanation(
    "A **ladder** is a row of trainings in which each changes one thing against the one before, so that the "
    "difference in accuracy is what that thing buys. The ring is what the document's author printed, the filled point "
    "what was measured with this app on the data set that it names. They differ because first weights, order of the "
    "pictures and versions of the libraries differ; on 2,500 test pictures one training more or less right is worth a "
    "hundredth up or down."
)
