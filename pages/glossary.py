"""The page Glossary: the words of the field, in both languages."""

import streamlit as st

from cnnviz.locale import N_, _
from cnnviz.ui.shell.page import opening
from cnnviz.ui.use import glossary

MENU = {"group": "", "place": 2, "title": N_("Glossary"), "icon": "menu_book"}

opening(
    _("Glossary"),
    _("What do the words mean, what are they called in the other language, and where can each be tried?"),
)
terms = glossary.search()
with st.container():
    glossary.show(terms)
