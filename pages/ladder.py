"""Improvements, step by step: what each improvement of a network adds, as reported and as measured."""

import streamlit as st

from cnnviz.locale import N_, _
from cnnviz.ui.parts.messages import show_notice
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.train.runs import ladder

MENU = {"group": N_("Train"), "place": 6, "title": N_("Improvements, step by step"), "icon": "stairs"}

opening(
    _("Improvements, step by step"),
    _(
        "How much does each improvement add? Each step lists all that it changes, and what its author reports stands "
        "beside what was measured here."
    ),
)
picked = ladder.pick()
st.markdown(f"**{_(picked.question)}**")
climb = ladder.climbed(picked)
if not any(result for _recipe, _run, result in climb):
    show_notice(
        _(
            "None of these steps has been trained here yet: train one on the page Train, or all of them with the "
            "command below."
        ),
        icon=":material/info:",
    )
ladder.show_chart(climb)
ladder.show_table(climb)

st.header(_("Each step"))
for step in climb:
    ladder.show_step(picked, climb, *step)
trained = [run.name for _recipe, run, _result in climb if run]
if trained:
    st.page_link(
        "pages/compare.py",
        label=_("Compare the curves of all steps"),
        icon=":material/compare_arrows:",
        query_params={"runs": ",".join(trained)},
    )
st.markdown(_("This command trains all steps; started again after a stop, it goes on where it was:"))
st.code(f"python -m cnnviz reproduce {picked.name}", language="bash")
explanation(
    _(
        "Each step is a training that changes **one main thing** against an earlier one, often with smaller changes "
        "beside it: the line *Changed* lists everything that differs. The ring is the accuracy that the author "
        "reports. The filled point was measured with this app, and the bar through it is its 95 % interval: of such "
        "intervals, 19 in 20 hold the accuracy on endlessly many pictures of the same kind. On 2,500 test pictures "
        "that is two hundredths up or down, so two equally good trainings differ by one or two hundredths by "
        "chance. The first weights and the order of the pictures, which the seed decides, change the accuracy too, "
        "and so do other versions of the libraries."
    )
)
