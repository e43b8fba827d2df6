"""Do benchmarks measure in turns, say what they found as agreed, and refuse in one sentence?  No duration is asserted."""

import json
import sys
from itertools import count

import pytest

from benchmarks import __main__ as command
from benchmarks.measure import Case, Report, alternate, budget, paired_ratio, seconds, throughput, timed
from benchmarks.sides import Side
from benchmarks.turns import in_turns
from cnnviz import recipes

NAMES = {
    "activations",
    "attribution",
    "classify",
    "film",
    "kernels",
    "models",
    "my_classes",
    "pattern_quality",
    "patterns",
    "recipes",
    "startup",
    "training",
}


def test_discovery_finds_every_module_with_a_run_and_no_other() -> None:
    assert set(command.discovered()) == NAMES


def test_without_a_name_each_benchmark_is_listed_with_its_question(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines} == NAMES
    assert all("?" in line for line in lines)


def test_an_unknown_name_is_refused_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["speed", "--json"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "'speed'" in told.err
    assert all(name in told.err for name in NAMES)


def test_a_benchmark_that_cannot_run_says_so_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert command.main(["activations"]) == 2
    assert "matplotlib" in capsys.readouterr().err


def test_json_has_the_keys_of_the_contract(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from benchmarks import startup

    report = Report("startup", "budget", [budget("a page", [0.1, 0.2], 0.4, further=3)])
    monkeypatch.setattr(startup, "run", lambda: report)
    assert command.main(["startup", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert set(shown) == {"name", "peer", "machine", "cases"}
    assert {"case", "ratio", "ours", "peer", "unit"} <= set(shown["cases"][0])
    assert shown["cases"][0]["further"] == 3
    assert {"processor", "cores", "memory_gb", "python", "numpy"} <= set(shown["machine"])


def test_table_has_a_line_a_case() -> None:
    report = Report("speed", "another", [Case("first", 2.0, 1.0, 2.0, "s"), Case("second", 0.5, 2.0, 1.0, "s")])
    lines = command.table(report).splitlines()
    assert [line.split()[:2] for line in lines[2:4]] == [["first", "2.00"], ["second", "0.50"]]


def test_half_the_seconds_is_a_ratio_of_two() -> None:
    assert seconds("", ours=[1.0, 1.0], peer=[2.0, 2.0]).ratio == 2


def test_twice_the_throughput_is_a_ratio_of_two() -> None:
    case = throughput("", 100, "pictures/s", ours=[1.0], peer=[2.0])
    assert (case.ratio, case.ours, case.peer, case.unit) == (2, 100, 50, "pictures/s")


def test_half_the_budget_is_a_ratio_of_two() -> None:
    assert budget("", [0.5, 0.5, 0.5], 1.0).ratio == 2


def test_a_disturbed_round_does_not_move_the_ratio() -> None:
    assert paired_ratio([1.0, 90.0, 1.0], [2.0, 2.0, 2.0]) == 2


def test_sides_alternate_and_change_who_begins() -> None:
    called = []
    sides = {name: lambda name=name: called.append(name) or len(called) for name in ("ours", "peer")}
    assert alternate(sides, 3) == {"ours": [1, 4, 5], "peer": [2, 3, 6]}
    assert called == ["ours", "peer", "peer", "ours", "ours", "peer"]


def test_timer_counts_the_work_alone() -> None:
    ticks = count()
    work = [lambda: None, lambda: next(ticks), lambda: [next(ticks), next(ticks)]]
    assert [timed(each, clock=lambda: next(ticks))() for each in work] == [1, 2, 3]


def test_trainings_take_turns_epoch_by_epoch() -> None:
    seen = []

    def training(name):
        def work(end_of_epoch):
            for epoch in range(3):
                seen.append((name, epoch))
                end_of_epoch()

        return work

    ours, peer = in_turns(training("ours"), training("peer"))
    assert (len(ours), len(peer)) == (3, 3)
    assert seen == [(name, epoch) for epoch in range(3) for name in ("ours", "peer")]


def test_a_training_that_fails_leaves_the_other_to_its_end_and_is_told() -> None:
    ended = []

    def failing(end_of_epoch):
        end_of_epoch()
        raise ValueError("broken")

    def good(end_of_epoch):
        for _ in range(3):
            end_of_epoch()
        ended.append(True)

    with pytest.raises(ValueError, match="broken"):
        in_turns(failing, good)
    assert ended


def test_a_side_trains_an_epoch_whenever_it_is_told_to() -> None:
    recipe = recipes.get("tiny").edited(epochs=3)
    for kind in ("ours", "fit", "generator"):
        side = Side(kind, recipe, 200)
        try:
            found = [side.epoch(), side.epoch()]
        finally:
            side.close()
        assert all(seconds > 0 and cpu > 0 for seconds, cpu in found)
