"""The audit fails on a known vulnerability, and only on that."""

import runpy
from pathlib import Path

import pytest

verdict = runpy.run_path(str(Path(__file__).parents[2] / ".ci" / "audit.py"))["verdict"]
GOOD = {"name": "numpy", "version": "2.4", "vulns": []}
SKIPPED = {"name": "wrapt", "skip_reason": "not found"}
FLAW = {"id": "CVE-1", "fix_versions": ["12.1"]}
BAD = {"name": "pillow", "version": "12.0", "vulns": [FLAW]}


@pytest.mark.parametrize(
    ("packages", "status", "says"),
    [
        ([GOOD, BAD, SKIPPED], 1, "pillow 12.0: CVE-1, fixed in 12.1"),
        ([GOOD, SKIPPED], 0, "1 packages, no known vulnerability; 1 could not be audited."),
        ([SKIPPED, SKIPPED], 0, "The advisory service cannot be reached: nothing was audited."),
    ],
)
def test_a_known_vulnerability_fails_and_an_unreachable_service_does_not(
    packages: list[dict[str, object]], status: int, says: str
) -> None:
    assert verdict({"dependencies": packages}) == (status, [says])


def test_no_report_is_no_failure() -> None:
    assert verdict(None) == (0, ["The advisory service cannot be reached: nothing was audited."])
