"""Commands about the machine: doctor, for what it has, and health, for the keeper of a server."""

import argparse
import urllib.error
import urllib.request
from typing import Any

from cnnviz import datasets
from cnnviz.actions.catalogue import catalogue
from cnnviz.actions.health import health as health_of_machine
from cnnviz.base.settings import CHECKPOINTS, data_dir, runs_dir
from cnnviz.cli.arguments import Commands, add_command
from cnnviz.cli.common import show, start_keras
from cnnviz.networks.backbones import BACKBONES
from cnnviz.training.runs import damaged, runs
from cnnviz.training.runs.contents import checksums
from cnnviz.training.transfer import weight_files


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    add_command(commands, "doctor", doctor)
    add_command(commands, "health", health).add_argument("--server", metavar="URL", help="ask the server there too")


def doctor(options: argparse.Namespace) -> int:
    """Say what this machine has: versions, the device, data sets, runs."""
    from cnnviz import device

    start_keras()
    chosen = device.start()
    facts: dict[str, Any] = {
        "versions": device.versions(),
        "device": vars(chosen) | {"description": str(chosen)},
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
            "runs": {run.name: reason for run, reason in damaged().items()},
            "shipped": [str(path.relative_to(CHECKPOINTS)) for path in checksums.broken(CHECKPOINTS)],
        },
    }
    if options.json:
        return show(facts)
    print(f"Device: {chosen}")
    print("Versions: " + ", ".join(f"{name} {version}" for name, version in device.versions().items()))
    for source in datasets.datasets().values():
        print(f"Data set {source.name}: {'here' if source.present() else 'will be downloaded when first used'}")
    for backbone in BACKBONES.values():
        where = "will be downloaded when first used"
        if weight_files.present(backbone, "imagenet"):
            where = "here"
        elif not weight_files.obtainable(backbone):
            where = f"not here; their place is CNNVIZ_DATA_DIR/{weight_files.ARCHIVES[backbone.name].local}"
        print(f"Weights of {backbone.title}: {where}")
    print(f"Runs: {len(runs())} in {runs_dir()}")
    for reason in facts["damaged"]["runs"].values():
        print(reason)
    for name in facts["damaged"]["shipped"]:
        print(f"checkpoints/{name} is damaged: get the app's files again.")
    return 0


def health(options: argparse.Namespace) -> int:
    """Say how the machine fares: worker, queue, memory, disk."""
    facts = health_of_machine()
    if options.server and (sentence := _silent(options.server)):
        facts |= {"ok": False, "problems": [sentence, *facts["problems"]]}
    if options.json:
        show(facts)
        return 0 if facts["ok"] else 1
    waiting, memory, disk = facts["queue"]["waiting"], facts["memory_gb"], facts["disk_gb"]
    print(
        f"Worker {facts['worker']['state']}, {facts['queue']['training']} training, {waiting} waiting; "
        f"{memory['free']} of {memory['total']} GB of memory and {disk['free']} GB of disk free"
    )
    for problem in facts["problems"]:
        print(problem)
    return 0 if facts["ok"] else 1


def _silent(address: str) -> str | None:
    """Return a sentence where the server does not answer; None where it does."""
    try:
        with urllib.request.urlopen(f"{address.rstrip('/')}/_stcore/health", timeout=5):
            return None
    except (OSError, ValueError):
        return f"No server answers at {address}: start it with streamlit run server.py."
