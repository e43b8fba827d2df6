"""Data sets: the pictures that a network learns from, and what augmentation makes of them."""

from cnnviz.locale import N_, _
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.shell.projector import columns
from cnnviz.ui.train import augmentation, datasets, samples

MENU = {"group": N_("Train"), "place": 1, "title": N_("Data sets"), "icon": "photo_library"}

opening(_("Data sets"), _("Which pictures does a network learn from, and what does data augmentation make of them?"))
result, controls = columns()

with controls:
    source = datasets.pick()
    shape = datasets.pick_shape(source)
    datasets.describe(source)

with result:
    data = datasets.opened(source, shape)
    if data:
        samples.show(data)
        samples.show_counts(data)

if data:
    augmentation.show(data)

explanation(
    _(
        "A network learns from the **training set**. On the **validation set** loss and accuracy are "
        "measured after each "
        "epoch, to see whether it generalises or overfits, and to choose when to stop. The **test set** is "
        "kept for the "
        "end, when nothing is chosen any more: only its accuracy tells how well the network does on new pictures. "
        "Augmentation changes training pictures only."
    ),
    augmentation.keras_lines(augmentation.DOCUMENT),
)
