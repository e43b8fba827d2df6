"""Check the app's packages for known vulnerabilities: ``python .ci/audit.py requirements.txt``.

It needs pip-audit. Exit status 1 if there are any. An advisory service that cannot be reached is reported and is no
failure.
"""

import json
import subprocess
import sys
from typing import Any

COMMAND = ("pip-audit", "--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json", "--requirement")


def verdict(report: dict[str, Any] | None) -> tuple[int, list[str]]:
    """Return the exit status and the message for a report of pip-audit, None if there is none."""
    packages = (report or {}).get("dependencies", [])
    audited = [package for package in packages if "vulns" in package]
    flaws = [
        f"{package['name']} {package['version']}: {flaw['id']}, "
        f"fixed in {', '.join(flaw['fix_versions']) or 'no version'}"
        for package in audited
        for flaw in package["vulns"]
    ]
    if flaws:
        return 1, flaws
    if not audited:
        return 0, ["The advisory service cannot be reached: nothing was audited."]
    missed = len(packages) - len(audited)
    return 0, [
        f"{len(audited)} packages, no known vulnerability" + (f"; {missed} could not be audited." if missed else ".")
    ]


def main(requirements: str) -> int:
    """Audit a file of requirements."""
    done = subprocess.run([*COMMAND, requirements], capture_output=True, text=True, check=False)
    try:
        report = json.loads(done.stdout)
    except ValueError:
        report = None
    status, lines = verdict(report)
    print("\n".join(lines))
    return status


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
