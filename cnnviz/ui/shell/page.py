"""The parts that every page has: title and question, explanation, code, the device, and errors as messages."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from cnnviz.base import files, patches
from cnnviz.base.errors import CnnvizError
from cnnviz.base.settings import warm_worker
from cnnviz.device import spoken
from cnnviz.locale import _
from cnnviz.training.queueing import queue
from cnnviz.training.runs import RunError, damaged
from cnnviz.ui.parts import linked, player, visitor
from cnnviz.ui.parts.messages import show_error, show_warning
from cnnviz.ui.parts.state import session


def opening(title: str, question: str) -> None:
    """Show the title and the sentence that says which question the page answers."""
    _enter_through_the_app()
    st.title(title)
    st.markdown(question)


def _enter_through_the_app() -> None:
    """Run app.py first, also where a link leads to a page on a fresh server."""
    # Once a session, because a rerun forgets a click.
    if not session().entered and patches.pages_through_the_app():
        session().entered = True
        st.rerun()


def enter(name: str) -> None:
    """Read the link anew on another page, and drop the files that were uploaded on the page before.

    No field shows them any longer, but Streamlit keeps them until the visitor leaves.

    Args:
        name: The page's name in its address.
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
def errors_as_messages() -> Iterator[None]:
    """Show an error that a page has not handled itself as a message, where the page would have gone on."""
    try:
        yield
    except CnnvizError as error:
        show_error(error)
    except OSError as error:
        if not (message := files.fault(error)):
            raise
        show_error(str(message))


def tell_of_damage() -> None:
    """Show which runs cannot be read, and why."""
    for message in damaged(visitor.owner()).values():
        show_warning(message, icon=":material/broken_image:")


def explanation(text: str, code: str | None = None) -> None:
    """Show two expanders: what is on the page, in a few sentences, and the plain Keras that does the same."""
    with st.expander(_("What am I seeing?"), icon=":material/help:"):
        st.markdown(text)
    if code:
        with st.expander(_("The same in plain Keras"), icon=":material/code:"):
            st.code(code, language="python")


def show_device() -> None:
    """Show the compute device in the sidebar; ask every two seconds until the worker has detected it."""
    if warm_worker():
        try:
            queue.ensure_worker()
        except RunError as error:
            show_warning(error, st.sidebar)
    known = queue.worker().get("device") is not None
    with st.sidebar:
        st.fragment(_device, run_every=None if known or not warm_worker() else 2.0)()


def _device() -> None:
    device = queue.worker().get("device")
    if device:
        icon = ":material/memory:" if device["kind"] == "CPU" else ":material/bolt:"
        where = _("Computes on the {kind}: {name}", kind=device["kind"], name=spoken(device["name"]))
        st.caption(f"{icon} {where} · {device['backend']}")
    elif warm_worker():
        st.caption(f":material/memory: {_('Asking TensorFlow which device it finds …')}")
    else:
        st.caption(f":material/memory: {_('The device is known once a training has started.')}")
