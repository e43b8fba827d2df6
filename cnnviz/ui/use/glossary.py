"""The glossary on its page: a search field, and the terms with their links."""

import streamlit as st

from cnnviz.lessons import glossary
from cnnviz.lessons.glossary import Term
from cnnviz.locale import LANGUAGES, _
from cnnviz.ui.parts import linked
from cnnviz.ui.parts.messages import show_notice
from cnnviz.ui.shell.menu import menu

LONGEST = 60
"""Characters of a search."""


def search() -> list[Term]:
    """Draw the search field, and return the terms that fit, in alphabetical order."""
    words = linked.text(
        _("Search"),
        name="term",
        start="",
        longest=LONGEST,
        placeholder=_("A word in English or Spanish"),
        icon=":material/search:",
    )
    return glossary.matching(words)


def show(terms: list[Term]) -> None:
    """Show terms in every language, each with its explanation and a link to the page where it can be tried."""
    if not terms:
        show_notice(_("No term fits. Try a shorter word, in English or Spanish."), icon=":material/search_off:")
    titles = {entry.name: entry.title for entries in menu().values() for entry in entries}
    for term in terms:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            others = " · ".join(f"*{name}* ({LANGUAGES[code]})" for code, name in term.others.items())
            st.markdown(f"**{term.name}** · {others}  \n{term.explanation}", width="stretch")
            st.page_link(
                f"pages/{term.page}.py",
                label=_("Try it: {page}", page=_(titles[term.page])),
                icon=":material/arrow_forward:",
                query_params=dict(term.link),
            )
