"""The app: ``streamlit run app.py`` sets up the page and navigates; the rest is in ``pages`` and ``cnnviz``."""

import sys
from contextlib import suppress
from pathlib import Path

if "streamlit" not in sys.modules:
    with suppress(ImportError):
        import cnnviz  # Ends with a sentence if this Python cannot run the app.
    raise SystemExit("This is a Streamlit app. Start it with: streamlit run app.py")

import streamlit as st

try:
    import cnnviz  # noqa: F401
except SystemExit as message:
    st.error(str(message))
    st.stop()

from cnnviz.base import cache, logs
from cnnviz.ui.parts import linked, visitor
from cnnviz.ui.shell import browser, garbage, login, page

# A file, because the Material icons for a tab would be fetched from the internet.
ICON = Path(__file__).parent / "cnnviz" / "ui" / "shell" / "icon.png"

st.set_page_config(page_title="cnnviz", page_icon=str(ICON), layout="wide")  # Before a login is asked for.

logs.start()
garbage.spare()  # Before Keras starts its threads.
cache.tidy()
login.ask()
navigation = st.navigation(
    {
        "": [st.Page("pages/home.py", title="Home", icon=":material/home:", default=True)],
        "Convolution": [
            st.Page("pages/kernels.py", title="Kernels", icon=":material/filter_center_focus:"),
            st.Page("pages/steps.py", title="Step by step", icon=":material/grid_3x3:"),
            st.Page("pages/sizes.py", title="Sizes and parameters", icon=":material/straighten:"),
            st.Page("pages/build.py", title="Build a network", icon=":material/construction:"),
        ],
        "Train": [
            st.Page("pages/datasets.py", title="Data sets", icon=":material/photo_library:"),
            st.Page("pages/train.py", title="Train", icon=":material/model_training:"),
            st.Page("pages/compare.py", title="Compare", icon=":material/compare_arrows:"),
            st.Page("pages/runs.py", title="Runs", icon=":material/list_alt:"),
            st.Page("pages/evaluate.py", title="Evaluate", icon=":material/fact_check:"),
            st.Page("pages/ladder.py", title="Ladders", icon=":material/stairs:"),
            st.Page("pages/advice.py", title="Advice", icon=":material/signpost:"),
            st.Page("pages/freeze_search.py", title="Freeze search", icon=":material/ac_unit:"),
        ],
        "Look inside": [
            st.Page("pages/activations.py", title="Activations", icon=":material/grid_on:"),
            st.Page("pages/film.py", title="Training as a film", icon=":material/movie:"),
            st.Page("pages/patterns.py", title="Filter patterns", icon=":material/texture:"),
            st.Page("pages/dream.py", title="Dream", icon=":material/bedtime:"),
            st.Page("pages/attribution.py", title="Which pixels decided", icon=":material/center_focus_strong:"),
        ],
        "Use": [
            st.Page("pages/classify.py", title="Classify", icon=":material/image_search:"),
            st.Page("pages/my_classes.py", title="My classes", icon=":material/add_a_photo:"),
        ],
    },
    expanded=True,
)
st.set_page_config(page_title=f"{navigation.title} · cnnviz" if navigation.url_path else "cnnviz")
page.arrive(navigation.url_path)
browser.prepare()
visitor.remember()
visitor.follow_short_link()
with page.sentences():
    navigation.run()
linked.tidy()
page.device()  # Late: this fragment reruns every other second and must not delay a first visitor's page.
garbage.search()
