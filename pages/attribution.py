"""The page Which pixels decided: heat maps of attribution methods, and checks of whether to believe them."""

import streamlit as st

from cnnviz.lessons.keras_lines import grad_cam
from cnnviz.locale import N_, _
from cnnviz.ui.choices.models import opened
from cnnviz.ui.choices.photo_choice import pick_picture
from cnnviz.ui.choices.run_choice import pick_run
from cnnviz.ui.inside.attribution import choose, show
from cnnviz.ui.inside.attribution_checks import show_deletion_and_insertion, show_sanity_check
from cnnviz.ui.parts.messages import escaped, show_notice
from cnnviz.ui.parts.words import facts, origin
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.shell.projector import columns
from cnnviz.ui.use.networks import of_run

MENU = {"group": N_("Look inside"), "place": 5, "title": N_("Which pixels decided"), "icon": "center_focus_strong"}

opening(
    _("Which pixels decided"),
    _("Why this prediction? Several ways to find out, side by side, and two tests of whether to believe them."),
)
result, controls = columns()

with controls:
    run = pick_run(files=True)
    network = opened(run) if run else None
    picked = pick_picture(network) if network and network.labels else None

if network and not network.labels:
    show_notice(
        _(
            "This network names no classes, so there is no prediction to explain. Its layers can be looked into all "
            "the same, on the pages Activations and Filter patterns."
        ),
        result,
    )
elif run and network and picked:
    with controls:
        request, methods = choose(of_run(run), picked.read(), picked.caption)
    with result:
        heats = show(request, methods)
        if not methods:
            show_notice(_("Choose a method."), icon=":material/center_focus_strong:")
        seen = _("{picture}, as the network receives it", picture=escaped(request.name))
        st.caption(facts(seen, origin(run, network.recipe)))
    show_deletion_and_insertion(request, methods, heats)
    show_sanity_check(request, methods)
    maps = [tap.name for tap in network.graph.picture_layers() if tap.role != "pooling"]
    explanation(
        _(
            "Each **heat map** marks the places of the picture that count for the score of a class, before the softmax "
            "(**attribution**). **Grad-CAM** and similar methods weight the last feature maps: coarse and quick. "
            "**Gradients** (saliency) look at every pixel: fine, but speckled. **Occlusion** and **RISE** cover parts "
            "of the picture and measure how the score changes; **meaningful perturbation** searches for the parts "
            "whose covering removes the class. None is the truth: two methods can disagree about the same picture, and "
            "a map can look convincing without showing what the network has learned. That is what the two tests are "
            "for: deletion and insertion, and the sanity check."
        ),
        grad_cam(network.model, maps[-1], request.index) if maps else None,
    )
elif run and network:
    show_notice(
        _("Choose a picture: an example, one of the data set, a photo of yours, or a drawing."),
        result,
        icon=":material/image:",
    )
