"""Commands about what excites filters: patterns, the strongest real pictures, a ready-made gallery, dreams."""

import argparse
from typing import Any

from cnnviz.base.errors import CnnvizError
from cnnviz.cli.arguments import Commands, add_command, add_image, add_network, add_png
from cnnviz.cli.common import chosen_run, load_actions, open_picture, show, show_progress, write_png
from cnnviz.explore.patterns import filter_numbers

TILE = 96


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    _add_patterns(commands)
    parser = add_command(commands, "strongest", strongest)
    add_network(parser)
    parser.add_argument("--layer", required=True)
    parser.add_argument("--filters", default="0-7", help="such as 0-63 or 1,4,7")
    add_png(parser)
    add_network(add_command(commands, "gallery", gallery, json=False))
    parser = add_command(commands, "dream", dream, json=False)
    add_network(parser)
    add_image(parser)
    parser.add_argument("--layer", required=True)
    parser.add_argument("--channel", type=int, help="by default all: whatever the layer sees already grows")
    for name, kind, start in (("steps", int, 20), ("strength", float, 2.0), ("octaves", int, 3), ("seed", int, 0)):
        parser.add_argument(f"--{name}", type=kind, default=start)
    add_png(parser)


def _add_patterns(commands: Commands) -> None:
    parser = add_command(commands, "patterns", patterns)
    add_network(parser)
    aim = parser.add_mutually_exclusive_group(required=True)
    aim.add_argument("--layer")
    aim.add_argument(
        "--objective",
        action="append",
        metavar="TEXT",
        help="instead of a layer's filters: 'class:cat', 'conv2:3@middle' or 'conv2:3 + 0.5 conv2:7 - class:cat'; may "
        "be repeated",
    )
    parser.add_argument("--filters", default="0-7", help="of the layer, such as 0-63 or 1,4,7")
    add_png(parser)
    for name, default in (("steps", 40), ("size", 64), ("seed", 0)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--before-relu", action="store_true", help="aim at the filter before its ReLU")
    parser.add_argument("--natural", action="store_true", help="grow waves and colours as in photos, not plain pixels")


def patterns(options: argparse.Namespace) -> int:
    """Make the patterns of some filters, or of objectives, and write them as a PNG."""
    run = chosen_run(options)
    chosen = list(range(len(options.objective))) if options.objective else filter_numbers.read(options.filters)
    actions = load_actions()
    from cnnviz.explore.patterns.ascent import Settings

    settings = Settings(options.steps, options.size, options.seed, options.before_relu, options.natural)
    opened = actions.open_run(run)
    made = {}
    for batch in (
        actions.objective_patterns(opened, options.objective, settings)
        if options.objective
        else actions.patterns(opened, options.layer, chosen, settings)
    ):
        made.update({pattern.filter: pattern for pattern in batch})
    import numpy as np

    from cnnviz.images import montage

    status = write_png(options.out, montage(np.stack([made[number].picture for number in chosen]), per_row=8, gap=5))
    if options.json:
        name = "objective" if options.objective else "filter"
        rows = [
            {
                name: options.objective[number] if options.objective else number,
                "score": made[number].score,
                "silent": made[number].silent,
            }
            for number in chosen
        ]
        show({"layer": options.layer, "settings": vars(settings), f"{name}s": rows, "out": str(options.out)})
    return status


def strongest(options: argparse.Namespace) -> int:
    """Find the real pictures that excite some channels most, and write what stood there as a PNG, a row a channel."""
    run, chosen = chosen_run(options), filter_numbers.read(options.filters)
    actions = load_actions()
    opened = actions.open_run(run)
    layer = opened.graph.tap(options.layer).name
    excited, data = _searched(actions, opened)[layer], actions.looked_at(opened)
    if wrong := [number for number in chosen if number >= len(excited.values)]:
        raise CnnvizError(f"Layer {layer} has channels 0 to {len(excited.values) - 1}: there is no channel {wrong[0]}.")
    from cnnviz.images import montage, regions

    tiles = []
    for number in chosen:
        pictures = data.x_test[excited.pictures[number]]
        boxes = actions.places(opened, layer, [number] * len(pictures), pictures)
        tiles += [regions.cut(*both) for both in zip(pictures, boxes, strict=True)]
    per_row = len(tiles) // len(chosen)
    status = write_png(options.out, montage(regions.same_size(tiles, TILE), per_row, gap=4))
    if options.json:
        stuck = set(excited.stuck)
        rows = [
            {"filter": n, "largest": excited.values[n].tolist(), "fired": int(excited.fired[n]), "stuck": n in stuck}
            for n in chosen
        ]
        show({"layer": layer, "pictures": excited.seen, "filters": rows, "out": str(options.out)})
    return status


def _searched(actions: Any, opened: Any) -> Any:
    """Return the strongest pictures by layer, after showing the network the pictures where that was not done yet."""
    by_layer: Any = {}
    for known, share in actions.strongest(opened):
        show_progress(f"Showing {opened.run.name} pictures: {share:.0%}.", share)
        by_layer = known
    return by_layer


def gallery(options: argparse.Namespace) -> int:
    """Put what is shown first into the run's folder, to go with it: its patterns, and the pictures of Home."""
    run = chosen_run(options)
    actions = load_actions()
    from cnnviz.actions import shipped_patterns
    from cnnviz.actions.home import making

    opened = actions.open_run(run)
    for ready in shipped_patterns.make(opened):
        print(ready)
    making.make(opened)
    return 0


def dream(options: argparse.Namespace) -> int:
    """Change a photo so that a layer answers it more strongly, and write it as a PNG."""
    run, picture = chosen_run(options), open_picture(options.image)
    actions = load_actions()
    from cnnviz.explore.patterns.dream import LARGEST, Settings
    from cnnviz.images import reduced

    settings = Settings(options.steps, options.strength, options.octaves, seed=options.seed)
    *_, last = actions.dream(actions.open_run(run), options.layer, reduced(picture, LARGEST), options.channel, settings)
    return write_png(options.out, last.picture)
