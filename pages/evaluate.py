"""Where is the network right, and what does it mix up?"""

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.ui.choices.models import opened
from cnnviz.ui.choices.pickers import pick_run
from cnnviz.ui.parts.words import number, origin
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.train.runs import evaluate as views

MENU = {"group": "Train", "place": 5, "title": "Evaluate", "icon": "fact_check"}

opening("Evaluate", "Where is the network right, and what does it mix up? Click a cell to see its pictures.")
summary = st.container()
result, controls = st.columns([2.4, 1], gap="medium")

try:
    with controls:
        run = pick_run()
        network = opened(run) if run else None
    with summary:
        data = views.test_set(network) if network else None
        found = views.measure(run, network, data) if run and network and data else None
except CnnvizError as error:
    summary.error(str(error))
    found = None

if run and network and data and found:
    with summary:
        views.show_figures(run, found, data)
    with controls:
        cell = views.choose_cell(run, found)
    with result:
        views.show_matrix(run, found, cell)
        views.show_cell(found, data, cell)
        st.caption(f"All {number(found.images)} test pictures of {data.name}; {origin(run, network.recipe)}.")
    st.header("The surest mistakes")
    views.show_mistakes(found, data)
    st.header("Each class")
    views.show_classes(found)
    st.header("Can its probabilities be trusted?")
    views.show_calibration(found)
    single = network.model.output_shape[-1] == 1
    explanation(
        "Each row of the **confusion matrix** is a true class, each column what the network says: right answers lie on "
        "the diagonal, and a bright cell beside it is a pair that it mixes up. **Recall** asks how much of a class is "
        "found, **precision** how much of what is found belongs to it. The **calibration curve** holds what the network "
        "claims against what is true: below the dashed line it claims too much, above it too little.",
        "import keras\n"
        "from sklearn.metrics import classification_report, confusion_matrix\n\n"
        "model = keras.saving.load_model('model.keras')\n"
        "probabilities = model.predict(x_test)  # raw pixels, 0 to 255; y_test: number of the class of each\n"
        + ("said = (probabilities[:, 0] > 0.5).astype(int)\n" if single else "said = probabilities.argmax(axis=1)\n")
        + "print(confusion_matrix(y_test, said))\n"
        "print(classification_report(y_test, said))",
    )
