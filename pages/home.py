"""The first page: a photo goes through a network, what is this, what is ready, and what is the visitor's."""

import streamlit as st

from cnnviz.actions.catalogue import catalogue
from cnnviz.actions.home.recognising import experts
from cnnviz.locale import N_, _, ngettext
from cnnviz.training.runs import checkpoints
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.messages import show_notice
from cnnviz.ui.shell import home, home_cards, home_story
from cnnviz.ui.shell.page import opening, tell_of_damage
from cnnviz.ui.use import what_is_this

MENU = {"group": "", "place": 1, "title": N_("Home"), "icon": "home"}

opening(_("See how convolutional networks work"), _("From the pixels of a photo to an answer: click a stage."))
best, others = home.best_first(row for row in catalogue() if row["checkpoint"])
ready = {run.name: run for run in checkpoints()}
home_story.show(next((ready[row["checkpoint"]] for row in best if row["dataset"] == "cats_and_dogs"), None))

if ready:
    st.header(_("What is this?"))
    what_is_this.show(experts(best))
home.show_doors()

st.header(_("Ready now"))
if not ready:
    show_notice(
        _("No trained network came with this copy: train one first, which takes seconds."), icon=":material/info:"
    )
home_cards.show_ready(best)

st.header(_("Yours"))
runs, own = visitor.runs(), visitor.own_sets()
if not runs and not own:
    st.write(_("None yet. Each training is kept here, with its curves and its network, even if the browser is closed."))
home_cards.show_sets(own)
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
with fold(_("For teachers: every network with its source, and this machine"), ":material/school:", "facts") as is_open:
    if is_open:
        home.show_facts(best + others)
