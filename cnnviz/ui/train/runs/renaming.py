"""The field that renames a run, behind a button, for those who may change it."""

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.locale import _
from cnnviz.training.runs import Run, titles
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.messages import leave_message
from cnnviz.ui.parts.state import field_value


def offer(run: Run) -> None:
    """Show the button that renames a run, where this visitor may."""
    if run.shipped or run.uploaded or not visitor.may_change(run):
        return
    key = f"title_{run.name}"
    with st.popover(_("Rename"), icon=":material/edit:"), st.form(f"rename_{run.name}", border=False):
        st.text_input(
            _("Name of the run"),
            titles.given(run),
            max_chars=titles.LONGEST,
            key=key,
            placeholder=titles.described(run.recipe()),
            help=_(
                "It stands in every list, legend and table. Left empty, the run is called by what differs from its "
                "recipe."
            ),
        )
        st.form_submit_button(_("Save the name"), icon=":material/check:", on_click=_rename, args=(run, key))


def _rename(run: Run, key: str) -> None:
    try:
        visitor.rename(run, str(field_value(key)))
    except CnnvizError as error:
        leave_message(error)
