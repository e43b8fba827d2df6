"""How is a file refused that somebody uploaded?  In a sentence on the page, and as one line for who runs the server."""

import streamlit as st

from cnnviz.base import logs
from cnnviz.base.errors import CnnvizError
from cnnviz.ui.parts.words import plain


def refused(kind: str, why: CnnvizError | str) -> None:
    """Say why a file is not taken.

    Args:
        kind: What it was taken for: ``picture``, ``network`` or ``zip``.
        why: A sentence, in which the file may be named.
    """
    logs.event("upload refused", kind=kind)
    st.error(plain(str(why)))
