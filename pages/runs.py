"""Runs: the list of trainings, with the room they take."""

import streamlit as st

from cnnviz.base.settings import classroom
from cnnviz.locale import N_, _
from cnnviz.ui.parts.messages import show_left, show_notice
from cnnviz.ui.shell import teacher
from cnnviz.ui.shell.page import explanation, opening, tell_of_damage
from cnnviz.ui.shell.projector import columns
from cnnviz.ui.train.runs import run_list

MENU = {"group": N_("Train"), "place": 4, "title": N_("Runs"), "icon": "list_alt"}
ALONE = N_(
    "A **run** is one training: a folder with its recipe, its curves and its network. Deleting it "
    "makes room and cannot be undone; ready-made networks stay. Anyone who opens this app sees every "
    "run. For a school class, the setting CNNVIZ_TEACHER_PASSWORD gives each browser its own."
)
CLASSROOM = N_(
    "A **run** is one training: a folder with its recipe, its curves and its network. Deleting it makes room and "
    "cannot be undone; ready-made networks stay. Each browser sees **its own** runs and those that are **shared**: "
    "what you train and the photos you add are seen by you alone, and by whoever runs this machine. A cookie tells the "
    "app that it is you, so another browser, or this one without its cookies, does not see them. Waiting runs take "
    "**turns**: your second comes after everybody’s first. To share a run shows its curves, the names of its classes "
    "and its network, never the photos it learned from."
)

opening(_("Runs"), _("Which trainings are there, how much room do they take, and which may go?"))
result, controls = columns()
with result:
    show_left()
    tell_of_damage()

mine = run_list.mine()
with result:
    if mine:
        run_list.show_table(mine)
        run_list.act(run_list.choose(mine))
    else:
        show_notice(_("No run yet. Each training is listed here, with the room it takes."), icon=":material/info:")
        st.page_link("pages/train.py", label=_("Train a network"), icon=":material/model_training:")

with controls:
    st.header(_("Clean up"))
    run_list.clean_up(mine)
    teacher.show()

explanation(_(CLASSROOM) if classroom() else _(ALONE))
