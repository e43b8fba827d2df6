"""Which command does somebody need who runs a server?  health."""

import argparse
import urllib.error
import urllib.request

from cnnviz.actions.health import health as how_it_fares
from cnnviz.cli.common import show


def health(options: argparse.Namespace) -> int:
    """Say how the machine fares: worker, queue, memory, disk."""
    facts = how_it_fares()
    if options.server and (said := _silent(options.server)):
        facts |= {"ok": False, "problems": [said, *facts["problems"]]}
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
    """Return what to say where the server does not answer."""
    try:
        with urllib.request.urlopen(f"{address.rstrip('/')}/_stcore/health", timeout=5):
            return None
    except (OSError, ValueError):
        return f"No server answers at {address}: start it with streamlit run server.py."
