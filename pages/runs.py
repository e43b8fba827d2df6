"""Runs: the list of trainings, with the room they take."""

import streamlit as st

from cnnviz.base.settings import classroom
from cnnviz.ui.parts.messages import show_left, show_notice
from cnnviz.ui.shell import teacher
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.train.runs import run_list

MENU = {"group": "Train", "place": 4, "title": "Runs", "icon": "list_alt"}

opening("Runs", "Which trainings are there, how much room do they take, and which may go?")
result, controls = st.columns([2.4, 1], gap="medium")
with result:
    show_left()

mine = run_list.mine()
with result:
    if mine:
        run_list.show_table(mine)
        run_list.act(run_list.choose(mine))
    else:
        show_notice("No run yet. Each training is listed here, with the room it takes.", icon=":material/info:")
        st.page_link("pages/train.py", label="Train a network", icon=":material/model_training:")

with controls:
    st.header("Clean up")
    run_list.clean_up(mine)
    teacher.show()

explanation(
    "A **run** is one training: a folder with its recipe, its curves and its network. Deleting it makes room and "
    "cannot be undone; networks that came with the app stay. "
    + (
        "Each browser sees **its own** runs and those that are **shared**: what you train and the photos you add are "
        "seen by you alone, and by whoever runs this machine. A cookie tells the app that it is you, so another "
        "browser, or this one without its cookies, does not find them. Waiting runs take **turns**: your second comes "
        "after everybody’s first. To share a run shows its curves, the names of its classes and its network, never "
        "the photos it learned from."
        if classroom()
        else "Everybody who opens this app sees every run. For a class, the setting CNNVIZ_TEACHER_PASSWORD gives each "
        "browser its own."
    )
)
