"""What stands on every page?  The title and its question, the explanation, the code, the device, and faults as sentences."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from cnnviz.base import files, patches
from cnnviz.base.errors import CnnvizError
from cnnviz.base.settings import warm_worker
from cnnviz.training.queueing import queue
from cnnviz.training.runs import RunError, damaged
from cnnviz.ui.parts import linked, player, visitor
from cnnviz.ui.parts.messages import show_error, show_warning
from cnnviz.ui.parts.state import session


def opening(title: str, question: str) -> None:
    """Write the title and the one sentence that says which question the page answers."""
    _enter_through_the_app()
    st.title(title)
    st.markdown(question)


def _enter_through_the_app() -> None:
    """Run app.py first, always."""
    # Once a session, because a rerun forgets a click.
    if not session().entered and patches.pages_through_the_app():
        session().entered = True
        st.rerun()


def arrive(name: str) -> None:
    """Read the link anew on another page, and forget what was uploaded on the one before.

    No field shows that any more, but Streamlit keeps it until its visitor leaves.

    Args:
        name: Of the page that is shown, as in its address.
    """
    before, back = session().page, patches.went_back_or_forward()
    if back or before != name:
        linked.arrive(back)
        player.stop()
    linked.begin()
    if before not in (None, name):
        patches.forget_uploads()
    session().page = name


@contextmanager
def sentences() -> Iterator[None]:
    """Say a fault that a page has not met itself in one sentence, where the page would have gone on."""
    try:
        yield
    except CnnvizError as error:
        show_error(error)
    except OSError as error:
        if not (said := files.fault(error)):
            raise
        show_error(said)


def tell_of_damage() -> None:
    """Say which runs cannot be read, and why."""
    for said in damaged(visitor.owner()).values():
        show_warning(said, icon=":material/broken_image:")


def explanation(text: str, code: str | None = None) -> None:
    """Offer what is seen in a few sentences, and the plain Keras that does the same."""
    with st.expander("What am I seeing?", icon=":material/help:"):
        st.markdown(text)
    if code:
        with st.expander("The same in plain Keras", icon=":material/code:"):
            st.code(code, language="python")


def device() -> None:
    """Say in the sidebar which device works; ask until the worker has found out."""
    if warm_worker():
        try:
            queue.ensure_worker()
        except RunError as error:
            show_warning(error, st.sidebar)
    known = queue.worker().get("device") is not None
    with st.sidebar:
        st.fragment(_device, run_every=None if known or not warm_worker() else 2.0)()


def _device() -> None:
    found = queue.worker().get("device")
    if found:
        icon = ":material/memory:" if found["kind"] == "CPU" else ":material/bolt:"
        st.caption(f"{icon} Computes on the {found['kind']}: {found['name']} · {found['backend']}")
    elif warm_worker():
        st.caption(":material/memory: Asking TensorFlow which device it finds …")
    else:
        st.caption(":material/memory: The device is known once a training has started.")
