"""Evaluate: where a network is right on its test pictures, and what it mixes up."""

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.locale import N_, _
from cnnviz.ui.choices.models import opened
from cnnviz.ui.choices.run_choice import DIGITS, pick_run
from cnnviz.ui.parts.messages import show_error
from cnnviz.ui.parts.words import origin
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.shell.projector import columns
from cnnviz.ui.train.runs import class_figures, confusion, evaluate

MENU = {"group": N_("Train"), "place": 5, "title": N_("Evaluate"), "icon": "fact_check"}
EXPLANATION = N_(
    "Each row of the **confusion matrix** is a true class, each column the network’s prediction: right predictions lie "
    "on the diagonal, and a bright cell elsewhere is a pair of classes that it confuses. **Recall** asks how much of a "
    "class is recognised, **precision** how much of what is predicted as a class belongs to it. The **calibration "
    "curve** compares how sure the network is with how often it is right: below the dashed line it is too sure, above "
    "it not sure enough."
)

opening(_("Evaluate"), _("Where is the network right, and what does it confuse? Click a cell to see its pictures."))
summary = st.container()
result, controls = columns()

try:
    with controls:
        run = pick_run(start=DIGITS)
        network = opened(run) if run else None
    with summary:
        data = evaluate.test_set(network) if network else None
        evaluation = evaluate.measure(run, network, data) if run and network and data else None
except CnnvizError as error:
    show_error(error, summary)
    evaluation = None

if run and network and data and evaluation:
    with summary:
        evaluate.show_figures(run, evaluation, data)
    with controls:
        cell = confusion.choose_cell(run, evaluation)
    with result:
        confusion.show_matrix(run, evaluation, cell)
        confusion.show_cell(evaluation, data, cell)
        st.caption(evaluate.source(data, evaluation, origin(run, network.recipe)))
    st.header(_("The surest mistakes"))
    confusion.show_mistakes(evaluation, data)
    st.header(_("Each class"))
    class_figures.show(evaluation)
    st.header(_("Can its probabilities be trusted?"))
    class_figures.show_calibration(evaluation)
    single = network.model.output_shape[-1] == 1
    explanation(
        _(EXPLANATION),
        "import keras\n"
        "from sklearn.metrics import classification_report, confusion_matrix\n\n"
        "model = keras.saving.load_model('model.keras')\n"
        "probabilities = model.predict(x_test)  # raw pixels, 0 to 255; y_test: number of the class of each\n"
        + (
            "predicted = (probabilities[:, 0] > 0.5).astype(int)\n"
            if single
            else "predicted = probabilities.argmax(axis=1)\n"
        )
        + "print(confusion_matrix(y_test, predicted))\n"
        "print(classification_report(y_test, predicted))",
    )
