"""Does a package that the app runs on have a known vulnerability?  ``python .ci/audit.py requirements.txt``, with pip-audit installed.

Exit status 1 if so. Where the advisory service cannot be reached nothing was found out, which is said and is no failure.
"""

import json
import subprocess
import sys
from typing import Any

COMMAND = ("pip-audit", "--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json", "--requirement")


def verdict(report: dict[str, Any] | None) -> tuple[int, list[str]]:
    """Return the exit status and what to say of a report of pip-audit, None where it gave none."""
    packages = (report or {}).get("dependencies", [])
    audited = [package for package in packages if "vulns" in package]
    found = [
        f"{package['name']} {package['version']}: {flaw['id']}, mended in {', '.join(flaw['fix_versions']) or 'no version'}"
        for package in audited
        for flaw in package["vulns"]
    ]
    if found:
        return 1, found
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
