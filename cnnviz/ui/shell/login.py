"""The login, where ``.streamlit/secrets.toml`` names an OpenID Connect provider; else everybody is admitted."""

import streamlit as st

from cnnviz.locale import _


def require() -> None:
    """Stop the page for visitors who have not logged in, where a login is set up; offer the others to log out."""
    if not (st.secrets.load_if_toml_exists() and "auth" in st.secrets):
        return
    if not st.user.get("is_logged_in"):
        st.title("cnnviz")
        st.markdown(_("See how convolutional networks work. A school account is needed to log in."))
        st.button(_("Log in"), type="primary", icon=":material/login:", on_click=st.login)
        st.stop()
    st.sidebar.button(_("Log out"), icon=":material/logout:", on_click=st.logout, type="tertiary")
