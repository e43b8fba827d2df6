"""Style and script of every page: its language, its colours and what a phone needs, where Streamlit has no setting."""

import streamlit as st

from cnnviz.locale import language

STYLE = """
/* Less air above a page's title, which a toolbar must not cover, and beside the page. */
[data-testid="stMainBlockContainer"] { padding: 3.75rem 2.5rem 4rem; }
[data-testid="stMain"] h1 { padding: 0 0 0.5rem; }

/* The chosen one of several buttons is as bright as the others and underlined: the theme's own colour on its tint has
   4.2 : 1 in the dark, less than what is not chosen. */
button[role="radio"][aria-checked="true"] { color: inherit !important; box-shadow: inset 0 -0.2rem 0 currentColor; }

/* Streamlit writes a chart's text in a grey of 3.7 : 1, Plotly a number on a coloured ground in one of 3.6 : 1. */
.js-plotly-plot svg text:not(.bartext-inside, .heatmap-label text, .hoverlayer text) { fill: currentColor !important; }
.js-plotly-plot svg :is(.bartext-inside, .heatmap-label text)[style*="rgb(68, 68, 68)"] { fill: #000 !important; }
/* Plotly writes in white also on greys that are too light for it: the digits have an edge of shade. */
.js-plotly-plot svg .heatmap-label text:not([style*="rgb(68, 68, 68)"]) {
  paint-order: stroke; stroke: rgb(0 0 0 / 0.5); stroke-width: 2px;
}

/* Streamlit's colours of code have as little as 2.1 : 1 on the light ground. */
[data-testid="stCode"] .token { color: inherit !important; }
[data-testid="stCode"] .token.keyword { font-weight: 600; }
/* Lines of code are never so long that they have to be pushed aside, which a keyboard cannot do in every browser. */
[data-testid="stCode"] pre, [data-testid="stCode"] pre * { white-space: pre-wrap !important; overflow-wrap: anywhere; }

/* A chart's buttons cover its upper edge: they are there while it is pointed at, or reached by the Tab key. */
.js-plotly-plot .modebar { opacity: 0 !important; }
.js-plotly-plot:hover .modebar, .js-plotly-plot .modebar:focus-within { opacity: 1 !important; }

/* Language and device stay in sight below the menu, however low the window. */
@media (min-height: 560px) {
  [data-testid="stSidebarContent"] { background: inherit; }
  [data-testid="stSidebarUserContent"] {
    position: sticky; bottom: 0; z-index: 1; padding-block: 0.5rem; background: inherit;
    box-shadow: 0 -1px rgb(128 128 128 / 0.35);
    & [data-testid="stVerticalBlock"] { gap: 0.25rem; }
  }
}

@media (hover: none) {
  .js-plotly-plot .modebar { display: none !important; }
}

/* As narrow as a phone, where Streamlit puts columns one below the other: less air, and what a page is asked about,
   the network and the picture, above the answer. The other fields stay below it. */
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding-top: 4rem; }
  [data-testid="stHorizontalBlock"]:has(
    > [data-testid="stColumn"] > [data-testid="stVerticalBlock"] > [data-testid="stLayoutWrapper"] > [class*="-first_"]
  ) {
    flex-direction: column; gap: 1rem;
    & > [data-testid="stColumn"], & > [data-testid="stColumn"] > [data-testid="stVerticalBlock"] { display: contents; }
    & [data-testid="stLayoutWrapper"]:has(> [class*="st-key-first_"]) { order: -1; }
  }
}
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
