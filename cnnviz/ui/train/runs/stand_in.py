"""The weights that a measured training began with, where they have terms of their own."""

import streamlit as st

from cnnviz.actions.catalogue import weights_of
from cnnviz.locale import _
from cnnviz.training.runs import Run


def show(run: Run | None) -> None:
    """Name the weights and their licence, and link to the recipe that was trained."""
    backbone = weights_of(run) if run else None
    if run is None or backbone is None:
        return
    measured_with = _("Measured with the weights of {network}.", network=backbone.title)
    st.caption(" ".join([measured_with, _(backbone.terms), _(run.recipe().notes)]))
    st.page_link(
        "pages/train.py",
        label=_("Train with {network}", network=backbone.title),
        icon=":material/model_training:",
        query_params={"recipe": run.recipe().name},
    )
