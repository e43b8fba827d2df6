"""Commands that measure a trained network and classify with it: evaluate, classify, calibrate."""

import argparse
from typing import Any

from cnnviz.base.errors import CnnvizError
from cnnviz.cli.arguments import Commands, add_command, add_network, count
from cnnviz.cli.common import chosen_run, load_actions, open_picture, show
from cnnviz.datasets import not_tested


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    add_network(add_command(commands, "evaluate", evaluate))
    parser = add_command(commands, "classify", classify)
    add_network(parser)
    parser.add_argument("images", nargs="+", metavar="IMAGE")
    parser.add_argument("--top", type=count, default=5, help="classes to show")
    parser = add_command(commands, "calibrate", calibrate)
    add_network(parser)
    parser.add_argument(
        "--strangers",
        nargs="*",
        metavar="DATASET",
        help="data sets out of distribution, on whose test pictures it is tried; by default those here that share no "
        "class with it",
    )


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
            predictions = [
                {"label": classifier.labels[index], "probability": float(answer.probabilities[index])}
                for index in answer.order[: options.top]
            ]
            answers.append({"file": file, "predictions": predictions} | _verdict(classifier, answer))
        except CnnvizError as error:
            answers.append({"file": file, "error": str(error)})
    if options.json:
        show(answers)
    else:
        for answer in answers:
            classes = ", ".join(f"{p['label']} {p['probability']:.3f}" for p in answer.get("predictions", []))
            stranger = ", probably none of its classes" if answer.get("verdict", {}).get("stranger") else ""
            print(f"{answer['file']}: {classes or answer['error']}{stranger}")
    return int(any("error" in answer for answer in answers))


def _verdict(classifier: Any, answer: Any) -> dict[str, Any]:
    """Return the verdict of a calibrated network: its likeliest class, and whether it may be none of them."""
    if answer.evidence is None:
        return {}
    likeliest = answer.predictions(classifier.labels, 1)[0]
    judged = {"stranger": answer.stranger, "evidence": answer.evidence, "threshold": answer.threshold}
    return {"verdict": vars(likeliest) | judged}


def calibrate(options: argparse.Namespace) -> int:
    """Calibrate a run: its temperature, and how well it tells pictures that are out of distribution."""
    run = chosen_run(options)
    figures = load_actions().calibrate(run, options.strangers)
    if options.json:
        return show(figures)
    print(f"Calibrated on {figures['calibrated_on']}: temperature {figures['temperature']:.2f}.")
    if alarms := figures["false_alarms"]:
        print(
            f"Of {alarms['images']:,} test pictures of its own, {alarms['rate']:.1%} are wrongly called out of "
            "distribution."
        )
    for name, row in ((figures["strangers"] or {}).get("datasets") or {}).items():
        print(
            f"Of {row['images']:,} pictures of {name}, {row['noticed']:.1%} are called out of distribution; "
            f"AUROC {row['auroc']:.3f}."
        )
    if shown := (figures["strangers"] or {}).get("shown"):
        kinds = " and ".join(f"{count:,} of {name}" for name, count in shown.items())
        print(
            f"By itself it could not tell them (AUROC {figures['strangers']['unaided']:.3f}), so it was shown {kinds}; "
            "each kind's results are those that it reaches when it was shown only the others."
        )
    return 0
