"""Which commands use a trained network?  evaluate, classify, calibrate, activations, attribute, patterns, strongest; and doctor, which looks at the machine."""

import argparse
from typing import Any

from cnnviz import datasets
from cnnviz.actions.catalogue import catalogue
from cnnviz.base.errors import CnnvizError
from cnnviz.base.settings import CHECKPOINTS, data_dir, runs_dir
from cnnviz.cli.common import chosen_run, load_actions, open_picture, say, show, start_keras, write_png
from cnnviz.datasets import not_tested
from cnnviz.explore.patterns import filter_numbers
from cnnviz.networks.backbones import BACKBONES
from cnnviz.training.runs import checksums, damaged, runs
from cnnviz.training.transfer import weight_files

SHEET_WIDTH = 1000
OPACITY = 0.5
TILE = 96


def evaluate(options: argparse.Namespace) -> int:
    """Measure a run on its test pictures."""
    run = chosen_run(options)
    figures = load_actions().evaluate(run)
    if options.json:
        return show(figures)
    print(
        f"test accuracy {figures['test_accuracy']:.4f}, loss {figures['test_loss']:.4f}, {figures['images']:,} pictures"
    )
    if untested := figures.get("untested"):
        print(not_tested(untested))
    return 0


def classify(options: argparse.Namespace) -> int:
    """Classify pictures; one that cannot be used does not keep the others from it."""
    run = chosen_run(options)
    actions = load_actions()
    classifier = actions.classifier(run)
    answers: list[dict[str, Any]] = []
    for file in options.images:
        try:
            answer = classifier.answers([open_picture(file)])[0]
            found = [
                {"label": classifier.labels[index], "probability": float(answer.said[index])}
                for index in answer.order[: options.top]
            ]
            answers.append({"file": file, "predictions": found} | _verdict(classifier, answer))
        except CnnvizError as error:
            answers.append({"file": file, "error": str(error)})
    if options.json:
        show(answers)
    else:
        for answer in answers:
            said = ", ".join(f"{p['label']} {p['probability']:.3f}" for p in answer.get("predictions", []))
            stranger = ", probably none of its classes" if answer.get("verdict", {}).get("stranger") else ""
            print(f"{answer['file']}: {said or answer['error']}{stranger}")
    return int(any("error" in answer for answer in answers))


def _verdict(classifier: Any, answer: Any) -> dict[str, Any]:
    """Return what a calibrated network says: the likeliest class, as sure as it is right, and whether it may be none of them."""
    if answer.evidence is None:
        return {}
    likeliest = answer.predictions(classifier.labels, 1)[0]
    judged = {"stranger": answer.stranger, "evidence": answer.evidence, "threshold": answer.threshold}
    return {"verdict": vars(likeliest) | judged}


def calibrate(options: argparse.Namespace) -> int:
    """Find out how far a run may be trusted: temperature, and how well it tells strangers."""
    run = chosen_run(options)
    figures = load_actions().calibrate(run, options.strangers)
    if options.json:
        return show(figures)
    print(f"Calibrated on {figures['calibrated_on']}: temperature {figures['temperature']:.2f}.")
    if alarms := figures["false_alarms"]:
        print(f"Of {alarms['images']:,} test pictures of its own, {alarms['rate']:.1%} are taken for strangers.")
    for name, row in ((figures["strangers"] or {}).get("datasets") or {}).items():
        print(f"Of {row['images']:,} pictures of {name}, {row['noticed']:.1%} are noticed; AUROC {row['auroc']:.3f}.")
    if shown := (figures["strangers"] or {}).get("shown"):
        kinds = " and ".join(f"{count:,} of {name}" for name, count in shown.items())
        print(
            f"By itself it could not tell them (AUROC {figures['strangers']['unaided']:.3f}), so it was shown {kinds}; each kind's "
            "figures are those that it reaches when it was shown only the others."
        )
    return 0


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


def attribution_methods() -> str:
    """Return the names of the attribution methods; this starts Keras."""
    start_keras()
    from cnnviz.explore.attribution.methods import methods

    *names, last = methods()
    return f"{', '.join(names)} or {last}"


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
        found = [
            {
                name: options.objective[number] if options.objective else number,
                "score": made[number].score,
                "silent": made[number].silent,
            }
            for number in chosen
        ]
        show({"layer": options.layer, "settings": vars(settings), f"{name}s": found, "out": str(options.out)})
    return status


def gallery(options: argparse.Namespace) -> int:
    """Make the patterns with which the page begins and put them into the run's folder, so that they go with it."""
    run = chosen_run(options)
    actions = load_actions()
    from cnnviz.actions import shipped_patterns

    for ready in shipped_patterns.make(actions.open_run(run)):
        print(ready)
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


def strongest(options: argparse.Namespace) -> int:
    """Find the real pictures that excite some channels most, and write what stood there as a PNG, a row a channel."""
    run, chosen = chosen_run(options), filter_numbers.read(options.filters)
    actions = load_actions()
    opened = actions.open_run(run)
    layer = opened.graph.tap(options.layer).name
    one, data = _searched(actions, opened)[layer], actions.looked_at(opened)
    if wrong := [number for number in chosen if number >= len(one.values)]:
        raise CnnvizError(f"Layer {layer} has channels 0 to {len(one.values) - 1}: there is no channel {wrong[0]}.")
    from cnnviz.images import montage, regions

    tiles = []
    for number in chosen:
        pictures = data.x_test[one.pictures[number]]
        boxes = actions.places(opened, layer, [number] * len(pictures), pictures)
        tiles += [regions.cut(*both) for both in zip(pictures, boxes, strict=True)]
    per_row = len(tiles) // len(chosen)
    status = write_png(options.out, montage(regions.same_size(tiles, TILE), per_row, gap=4))
    if options.json:
        stuck = set(one.stuck)
        found = [
            {"filter": n, "largest": one.values[n].tolist(), "fired": int(one.fired[n]), "stuck": n in stuck}
            for n in chosen
        ]
        show({"layer": layer, "pictures": one.seen, "filters": found, "out": str(options.out)})
    return status


def _searched(actions: Any, opened: Any) -> Any:
    """Return what was found by layer, after showing the network the pictures where that was not done yet."""
    found: Any = {}
    for so_far, share in actions.strongest(opened):
        say(f"Showing {opened.run.name} pictures: {share:.0%}.", share)
        found = so_far
    return found


def doctor(options: argparse.Namespace) -> int:
    """Say what this machine has: versions, the device, data sets, runs."""
    from cnnviz import device

    start_keras()
    found = device.start()
    facts: dict[str, Any] = {
        "versions": device.versions(),
        "device": vars(found) | {"description": str(found)},
        "data_dir": str(data_dir()) if data_dir() else None,
        "runs_dir": str(runs_dir()),
        "datasets": {
            source.name: {"offline": source.offline, "present": source.present()}
            for source in datasets.datasets().values()
        },
        "weights": {
            name: {"present": weight_files.present(backbone, "imagenet")} for name, backbone in BACKBONES.items()
        },
        "checkpoints": [row["checkpoint"] for row in catalogue() if row["checkpoint"]],
        "runs": len(runs()),
        "damaged": {
            "runs": {run.name: said for run, said in damaged().items()},
            "shipped": [str(path.relative_to(CHECKPOINTS)) for path in checksums.broken(CHECKPOINTS)],
        },
    }
    if options.json:
        return show(facts)
    print(f"Device: {found}")
    print("Versions: " + ", ".join(f"{name} {version}" for name, version in device.versions().items()))
    for source in datasets.datasets().values():
        print(f"Data set {source.name}: {'here' if source.present() else 'will be downloaded when first used'}")
    for backbone in BACKBONES.values():
        here = weight_files.present(backbone, "imagenet")
        print(f"Weights of {backbone.title}: {'here' if here else 'will be downloaded when first used'}")
    print(f"Runs: {len(runs())} in {runs_dir()}")
    for said in facts["damaged"]["runs"].values():
        print(said)
    for name in facts["damaged"]["shipped"]:
        print(f"checkpoints/{name} is not as it was shipped: get the app's files again.")
    return 0
