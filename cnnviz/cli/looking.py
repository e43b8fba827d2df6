"""Commands that look into a trained network at a picture: activations, attribute."""

import argparse

from cnnviz.cli.arguments import Commands, add_command, add_image, add_network, add_png
from cnnviz.cli.common import chosen_run, load_actions, open_picture, start_keras, write_png

SHEET_WIDTH = 1000
OPACITY = 0.5


class _Methods:
    """The names of the methods of attribution, as a sentence: they load Keras, so only when the help is shown."""

    def __str__(self) -> str:
        start_keras()
        from cnnviz.explore.attribution.methods import methods

        *others, last = methods()
        return f"{', '.join(others)} or {last}"


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    parser = add_command(commands, "activations", activations, json=False)
    add_network(parser)
    add_image(parser)
    parser.add_argument("--layer", required=True)
    add_png(parser)
    parser = add_command(commands, "attribute", attribute, json=False)
    add_network(parser)
    add_image(parser)
    method = parser.add_argument("--method", default="grad_cam", help="%(methods)s")
    vars(method)["methods"] = _Methods()  # Argparse fills a help in from the attributes of its argument.
    parser.add_argument("--class", dest="label", metavar="LABEL", help="by default the likeliest")
    add_png(parser)


def activations(options: argparse.Namespace) -> int:
    """Write one layer's channels for a picture as a PNG."""
    run, picture = chosen_run(options), open_picture(options.image)
    actions = load_actions()
    opened = actions.open_run(run)
    tiles = actions.activation_tiles(opened, picture, options.layer)
    from cnnviz.figures import colour_grid
    from cnnviz.images import enlarge

    sheet = colour_grid(tiles)
    return write_png(options.out, enlarge(sheet, max(1, SHEET_WIDTH // sheet.shape[1])))


def attribute(options: argparse.Namespace) -> int:
    """Show which part of a picture argued for a class, and write it as a PNG."""
    run, picture = chosen_run(options), open_picture(options.image)
    heat = load_actions().attribute(run, picture, options.label, options.method)
    from cnnviz.figures import overlaid

    return write_png(options.out, overlaid(picture, heat, OPACITY))
