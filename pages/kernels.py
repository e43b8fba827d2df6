"""Kernels: classic ones on a photo, those that a network learned, and edges."""

import streamlit as st

from cnnviz.lessons.kernel_questions import questions as about_kernel
from cnnviz.locale import N_, _
from cnnviz.ui.choices.photo_choice import pick_photo
from cnnviz.ui.convolution import edges
from cnnviz.ui.convolution.kernel_controls import LONG_SIDE, pick_kernels, pick_treatment
from cnnviz.ui.convolution.kernel_editor import own_kernel
from cnnviz.ui.convolution.kernel_results import applied, show_large, show_tiles
from cnnviz.ui.convolution.learned_kernels import show_learned
from cnnviz.ui.parts import linked, questions
from cnnviz.ui.parts.messages import show_notice
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.shell.projector import columns

MENU = {"group": N_("Convolution"), "place": 1, "title": N_("Kernels"), "icon": "filter_center_focus"}

PARTS = {"classic": N_("Classic kernels"), "learned": N_("Learned beside classic"), "edges": N_("Edges")}

opening(
    _("Kernels"),
    _("What does a small grid of numbers do to a photo? And which ones does a network learn by itself?"),
)
part = linked.select(
    _("Show"),
    list(PARTS),
    name="part",
    start="classic",
    shown=lambda part: _(PARTS[part]),
    field=st.segmented_control,
    required=True,
    wrap=True,
    label_visibility="collapsed",
)
result, controls = columns()

with controls:
    chosen = pick_photo()
    picked = (chosen.reduced(LONG_SIDE).read(), chosen.caption) if chosen else None

if picked and part == "learned":
    show_learned(*picked, result, controls)
elif picked and part == "edges":
    edges.show(*picked, result, controls)
elif picked:
    photo, caption = picked
    with controls:
        kernels, own = pick_kernels(), own_kernel()
        treatment, chained = pick_treatment()
    kernels += [own] if own else []
    with result:
        results = applied(photo, kernels, treatment, chained)
        if results:
            large = show_large(photo, caption, results)
        else:
            show_notice(_("Pick a kernel, or write one of your own."), icon=":material/grid_on:")
    show_tiles(results)
    explanation(
        _(
            "At each place of the picture the kernel’s numbers are multiplied by the pixels under them, and the "
            "products are added up: that sum is one pixel of the result. With a sum of 1 the brightness stays, so the "
            "result is shown as a photo. With a sum of 0 a uniform area gives 0. It is shown grey where some values "
            "are negative, and black where none is, as after Absolute or ReLU.\n\n"
            "A **convolution layer** works in the same way, with three differences: it has numbers for each channel "
            "and adds the results of all channels, it adds a constant called **bias**, and it **learns** these numbers."
        ),
        "import keras, numpy as np\n\n"
        "photo = np.array(keras.utils.load_img('photo.png'), 'float32') / 255\n"
        "kernel = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]], 'float32')  # Sharpen\n"
        "channels = photo.transpose(2, 0, 1)[..., None]  # each colour on its own: (3, rows, cols, 1)\n"
        "result = keras.ops.conv(channels, kernel[:, :, None, None], padding='same')  # zeros around the picture",
    )
    if results:
        questions.show(about_kernel(large.kernel, treatment, photo.shape), "kernels")
else:
    show_notice(_("Choose an example, upload a photo, or take one."), result, icon=":material/image:")
