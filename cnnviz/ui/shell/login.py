"""Who may come in?  Everybody, unless ``.streamlit/secrets.toml`` names a place to log in."""

import streamlit as st


def ask() -> None:
    """Let only people go on who have logged in, where a login is set up; and offer to log out."""
    if not (st.secrets.load_if_toml_exists() and "auth" in st.secrets):
        return
    if not st.user.get("is_logged_in"):
        st.title("cnnviz")
        st.markdown("See how convolutional networks work. Log in with your school account to begin.")
        st.button("Log in", type="primary", icon=":material/login:", on_click=st.login)
        st.stop()
    st.sidebar.button("Log out", icon=":material/logout:", on_click=st.logout, type="tertiary")
