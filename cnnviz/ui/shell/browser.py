"""Style and script of every page: its language, a menu that closes on a phone, one tap on a chart's point."""

import streamlit as st

from cnnviz.locale import language

STYLE = """
/* Less air above a page's title, which a toolbar must not cover, and beside the page. */
[data-testid="stMainBlockContainer"] { padding: 3.75rem 2.5rem 4rem; }
[data-testid="stMain"] h1 { padding: 0 0 0.5rem; }

/* The chosen one of several buttons is as bright as the others and underlined: the theme's own colour on its tint has
   4.2 : 1 in the dark, less than what is not chosen. */
button[role="radio"][aria-checked="true"] { color: inherit !important; box-shadow: inset 0 -0.2rem 0 currentColor; }
"""
SCRIPT = """
const NARROW = 768, CLOSED_MS = 400

// Streamlit closes its menu by itself only where it takes the browser for a phone's.
function closeMenu(event) {
  if (!event.target.closest?.('[data-testid="stSidebarNav"] a') || window.innerWidth > NARROW) return
  setTimeout(() => {
    const menu = document.querySelector('[data-testid="stSidebar"]')
    if (menu && menu.getBoundingClientRect().right > 0)
      menu.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click()
  }, CLOSED_MS)
}

// Plotly selects what lies under the pointer, and a finger has none until it has touched once.
function pointAt(event) {
  const touch = event.touches[0]
  if (event.touches.length !== 1 || !event.target.closest?.('.nsewdrag')) return
  const place = { clientX: touch.clientX, clientY: touch.clientY }
  event.target.dispatchEvent(new MouseEvent("mousemove", { bubbles: true, ...place }))
}

export default function ({ data }) {
  document.documentElement.lang = data.language  // Screen readers read by it, and browsers offer no translation.
  if (window.cnnvizShell) return
  window.cnnvizShell = true
  document.addEventListener("click", closeMenu)
  document.addEventListener("touchstart", pointAt, { capture: true, passive: true })
}
"""


def prepare() -> None:
    """Put style and script on the page; neither takes room on it."""
    st.html(f"<style>{STYLE}</style>")
    with st.sidebar:
        st.components.v2.component("cnnviz_shell", js=SCRIPT)(
            key="shell", data={"language": language()}, height="content"
        )
