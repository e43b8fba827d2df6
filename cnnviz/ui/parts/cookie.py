"""The token by which classroom mode knows a browser, kept in a cookie."""

import re
import secrets

import streamlit as st

from cnnviz.base.settings import classroom
from cnnviz.locale import _
from cnnviz.ui.parts.messages import show_warning
from cnnviz.ui.parts.state import session

NAME = "cnnviz_visitor"
YEAR_S = 365 * 24 * 3600
SHAPE = re.compile(r"[\w-]{43}", re.ASCII)
"""The form of what `secrets.token_urlsafe` gives for 32 bytes."""
SCRIPT = """
export default function ({ data, setStateValue }) {
  const start = data.cookie + "="
  const stored = () => document.cookie.split("; ").find((pair) => pair.startsWith(start))?.slice(start.length)
  const token = /^[\\w-]{43}$/.test(stored() ?? "") ? stored() : data.token  // Another tab may have come first.
  const secure = location.protocol === "https:" ? "; Secure" : ""
  document.cookie = `${data.cookie}=${token}; Max-Age=${data.seconds}; Path=/; SameSite=Strict${secure}`
  if (stored() !== token) setStateValue("lost", true)
  else if (token !== data.token) setStateValue("token", token)
}
"""


def token() -> str:
    """Return the session's token: the cookie's, or a new one."""
    state = session()
    if not state.token:
        sent = str(st.context.cookies.get(NAME, ""))
        state.token = sent if SHAPE.fullmatch(sent) else secrets.token_urlsafe(32)
    return state.token


def remember() -> None:
    """Keep the token in the browser for a year; warn the visitor where the browser keeps no cookies."""
    if not classroom():
        return
    component = st.components.v2.component("cnnviz_visitor", js=SCRIPT)
    data = {"cookie": NAME, "token": token(), "seconds": YEAR_S}
    with st.sidebar:
        answer = component(
            key="visitor", data=data, on_lost_change=_nothing, on_token_change=_nothing, height="content"
        )
        if answer.get("lost"):
            show_warning(
                _("This browser keeps no cookies: runs and photos are lost when the page is reloaded or closed."),
                icon=":material/cookie_off:",
            )
    other = answer.get("token")
    if isinstance(other, str) and SHAPE.fullmatch(other) and other != session().token:
        session().token = other
        st.rerun()


def _nothing() -> None:
    """Do nothing: Streamlit requires a callback for each value that a component may send."""
