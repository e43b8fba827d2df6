"""Build a network: blocks put together, their shapes and costs at once, then the training."""

from cnnviz.lessons.network_questions import about_changes
from cnnviz.locale import N_, _
from cnnviz.ui.convolution import build, sizes
from cnnviz.ui.parts import questions
from cnnviz.ui.shell.page import explanation, opening
from cnnviz.ui.shell.projector import columns
from cnnviz.ui.train.recipe import network

MENU = {"group": N_("Convolution"), "place": 4, "title": N_("Build a network"), "icon": "construction"}

opening(
    _("Build a network"),
    _(
        "How do the layers of a network determine its shapes and costs? Put blocks together, see both at once, then "
        "train it."
    ),
)
result, controls = columns()

with controls:
    recipe = build.edit()

with result:
    costs = build.costs(recipe)
    build.offer(recipe, fits=bool(costs))
    if costs:
        sizes.show(costs, _("Your network"), recipe.input_shape)
        sizes.show_table(costs)

if costs:
    questions.show(about_changes(costs, recipe.input_shape), "build")
    explanation(
        _(
            "**Convolutions** look for patterns. **Pooling** makes the feature maps smaller, so that later kernels "
            "see more of the picture. **BatchNorm** makes training faster and steadier, **dropout** works against "
            "overfitting. **Flatten** or **global average pooling** make a row of values for the **dense** layers. A "
            "layer that does not fit is refused, and the message says why. The button Train it takes the network to "
            "the page Train, where data set and hyperparameters can still be changed."
        ),
        network.keras_lines(recipe),
    )
