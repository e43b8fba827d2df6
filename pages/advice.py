"""Page on transfer learning: how much of a pretrained network to keep for a data set."""

from cnnviz.locale import N_, _
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.shell.projector import columns
from cnnviz.ui.train import advice

MENU = {"group": N_("Train"), "place": 7, "title": N_("Which transfer learning?"), "icon": "signpost"}

opening(
    _("Which transfer learning?"),
    _(
        "How much of a pretrained network should be kept? It depends on how many photos there are, and on how much "
        "its features help with them."
    ),
)
result, controls = columns()

with controls:
    source = advice.pick()
    own = advice.place(source)
with result:
    advice.show(own, source)

explanation(
    _(
        "**Transfer learning** begins with a network that has learned from other pictures, here the 1.3 million photos "
        "of ImageNet. In **feature extraction** all its layers stay frozen, and only a new last layer learns; in "
        "**fine-tuning** some of its layers go on learning, in small steps.\n\n"
        "The four cases are those that Wílmer Pereira’s slides and the post on fine-tuning distinguish: a **small or "
        "large** data set, **similar to or different from** ImageNet. Similarity itself cannot be measured; how much "
        "**ImageNet’s features help** can. A hundred pictures are assigned to the nearest class mean, once by their "
        "pixels and once by MobileNetV2’s features; the value is the share of the pixels’ mistakes that the features "
        "avoid. The two differ: drawn shapes look nothing like photos, yet the features help with them more than with "
        "cats and dogs.\n\n"
        "The limits between the cases are rules of thumb. Near a limit, try both sides."
    )
)
