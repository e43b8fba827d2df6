"""Run a benchmark: ``python -m benchmarks NAME --json``."""

import argparse
import importlib
import json
import pkgutil
import sys
from collections.abc import Sequence
from types import ModuleType

import benchmarks
from benchmarks.measure import Report
from cnnviz.base.errors import CnnvizError


def discovered() -> dict[str, ModuleType]:
    """Return every module here that has a ``run``, by its short name."""
    names = [info.name for info in pkgutil.iter_modules(benchmarks.__path__) if info.name != "__main__"]
    modules = {name: importlib.import_module(f"benchmarks.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "run")}


def table(report: Report) -> str:
    """Lay a report out for people."""
    width = max(len(case.case) for case in report.cases)
    lines = [f"{report.name}: ours against {report.peer}", f"{'':{width}}  {'ratio':>7}  {'ours':>9}  {'peer':>9}"]
    lines += [
        f"{case.case:{width}}  {case.ratio:7.2f}  {case.ours:9.4g}  {case.peer:9.4g}  {case.unit}"
        for case in report.cases
    ]
    return "\n".join([*lines, "A ratio above 1 means that ours is that many times better."])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one benchmark and print its report; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure a claim of speed on this machine."
    )
    parser.add_argument("name", nargs="?", help="which benchmark; without it, they are listed")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    options, rest = parser.parse_known_args(arguments)
    modules = discovered()
    if options.name is None:
        width = max(map(len, modules))
        claims = {name: (module.__doc__ or "").splitlines()[0] for name, module in modules.items()}
        print("\n".join(f"{name:{width}}  {claim}" for name, claim in claims.items()))
        return 0
    if options.name not in modules:
        print(f"There is no benchmark {options.name!r}: choose one of {', '.join(modules)}.", file=sys.stderr)
        return 2
    module, own = modules[options.name], argparse.ArgumentParser(prog=f"python -m benchmarks {options.name}")
    settable = hasattr(module, "add_options")
    if settable:
        module.add_options(own)
    chosen = own.parse_args(rest)
    try:
        report: Report = module.run(chosen) if settable else module.run()
    except CnnvizError as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(report.to_json(), indent=2) if options.json else table(report))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
