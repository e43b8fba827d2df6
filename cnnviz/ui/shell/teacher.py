"""Teacher mode: the password, a growing wait after wrong ones, and the settings that only a teacher has."""

from __future__ import annotations

import hmac
import ipaddress
import threading
import time
from contextlib import suppress

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.base.settings import classroom, teacher_password
from cnnviz.locale import _
from cnnviz.training.queueing import turns
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.messages import leave_message, show_error
from cnnviz.ui.parts.state import field_value, session

FREE_TRIES, LONGEST_S = 2, 60.0
"""Wrong passwords before the first wait; the longest wait."""
MOST_KNOWN = 1000
"""Addresses that are remembered."""
MOST_EACH = 50
"""The largest number of runs that a teacher can allow each person."""


class Guard:
    """Remembers wrong passwords by address: each address waits on its own, longer after each."""

    def __init__(self) -> None:
        self.wrong, self.until, self.lock = dict[str, int](), dict[str, float](), threading.Lock()

    def wait(self, address: str) -> float:
        """Return the seconds until the address may try again, 0 if it may now."""
        return max(0.0, self.until.get(address, 0.0) - time.monotonic())

    def admits(self, address: str, password: str) -> bool:
        """Return whether the password is right; it is not compared while the address has to wait."""
        with self.lock:
            if self.wait(address):
                return False
            if teacher_password() and hmac.compare_digest(password.encode(), teacher_password().encode()):
                self.wrong.pop(address, None)
                return True
            while len(self.wrong) >= MOST_KNOWN:
                self.wrong.pop(next(iter(self.wrong)))
            count = self.wrong[address] = self.wrong.pop(address, 0) + 1
            self.until[address] = time.monotonic() + min(LONGEST_S, 2.0 ** (count - FREE_TRIES) * (count > FREE_TRIES))
            return False


@st.cache_resource(show_spinner=False)
def guard() -> Guard:
    """Return the one guard of this server."""
    return Guard()


def address() -> str:
    """Return the client's address; for IPv6 its network, within which one machine has many addresses."""
    client = str(st.context.ip_address or "")
    with suppress(ValueError):
        if ipaddress.ip_address(client).version == 6:
            return str(ipaddress.ip_network(f"{client}/64", strict=False))
    return client


def show() -> None:
    """Show the password field, or a teacher's settings; nothing at home."""
    if not classroom():
        return
    with fold(_("Teacher"), ":material/school:", "teacher") as is_open:
        if is_open and visitor.is_teacher():
            _settings()
        elif is_open:
            _password()


def _password() -> None:
    with st.form("teacher_password", border=False, clear_on_submit=True):
        password = st.text_input(_("Teacher’s password"), type="password", key="password")
        if not st.form_submit_button(_("Log in"), icon=":material/login:"):
            return
    if guard().admits(address(), password):
        session().teacher = True
        st.rerun()
    wait = guard().wait(address())
    if wait:
        show_error(_("This is not the password. Try again in {wait:.0f} s.", wait=wait))
    else:
        show_error(_("This is not the password. Try again."))


def _settings() -> None:
    st.write(_("Teachers see everybody’s runs, and can stop, share and delete them, until the page is reloaded."))
    st.number_input(
        _("Runs that each person may have waiting or training"),
        1,
        MOST_EACH,
        min(MOST_EACH, turns.most_each()),
        key="most_each",
        on_change=_set_most_each,
        width=360,
    )
    st.button(_("Leave"), icon=":material/logout:", on_click=_leave)


def _leave() -> None:
    session().teacher = False


def _set_most_each() -> None:
    try:
        turns.set_most_each(int(field_value("most_each")))
    except CnnvizError as error:
        leave_message(error)
