"""Benchmarks measure in turns, report in the agreed format, and refuse in one sentence; no duration is asserted."""

import ast
import asyncio
import io
import json
import random
import subprocess
import sys
import time
from itertools import count
from xml.etree import ElementTree

import keras
import numpy as np
import pytest
from PIL import Image

from benchmarks import __main__ as command
from benchmarks import lesson
from benchmarks.app import own_runs, served
from benchmarks.measure import Case, Report, alternate, budget, paired_ratio, seconds, throughput, timed
from benchmarks.scatter import Point, svg
from benchmarks.sides import Side
from benchmarks.tab import Tab
from benchmarks.turns import in_turns
from benchmarks.watch import Sample, growth, peaks
from cnnviz import recipes
from cnnviz.base.settings import ROOT

FILES = {path.stem: ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "benchmarks").glob("[!_]*.py")}
NAMES = {name for name, tree in FILES.items() if any(getattr(node, "name", "") == "run" for node in tree.body)}


def test_discovery_finds_every_module_with_a_run_and_no_other() -> None:
    assert set(command.discovered()) == NAMES
    assert {"activations", "classify", "classroom", "kernels", "training"} <= NAMES


def test_looking_for_benchmarks_loads_no_keras() -> None:
    """It would load as a stranger's script has it, before the app's own settings."""
    code = "import sys; from benchmarks.__main__ import discovered; discovered(); assert 'keras' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_there_are_benchmarks_of_speed_of_quality_and_of_safety() -> None:
    assert {"activations", "attribution", "classroom", "faults", "pattern_quality", "startup", "uploads"} <= NAMES


def test_without_a_name_each_benchmark_is_listed_with_its_claim(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines} == NAMES
    assert all(line.endswith(".") for line in lines)


def test_an_unknown_name_is_refused_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["speed", "--json"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert "'speed'" in printed.err
    assert all(name in printed.err for name in NAMES)


def test_an_option_that_a_benchmark_does_not_have_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        command.main(["classroom", "--pupils", "30"])
    assert refused.value.code == 2
    assert "--pupils" in capsys.readouterr().err


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
            epochs = [side.epoch(), side.epoch()]
        finally:
            side.close()
        assert all(seconds > 0 and cpu > 0 for seconds, cpu in epochs)


def photo() -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (60, 80, 3), np.uint8)).save(file, "JPEG")
    return file.getvalue()


def test_a_tab_without_a_browser_does_what_a_person_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lesson, "THINK_S", 0.01)
    monkeypatch.setattr(lesson, "NETWORKS", ("mnist", "beyond_mnist"))  # Soon opened.

    async def visit(url: str) -> tuple[Tab, lesson.Seconds]:
        tab, seconds = Tab(url), lesson.Seconds(list)
        pupil = lesson.Pupil(tab, seconds, random.Random(0), [photo()], time.monotonic() + 120)
        await pupil.do("open the app", tab.open)
        assert tab.pages[""] == tab.page
        for act in (pupil.look, pupil.patterns, pupil.classify, pupil.kernels):
            await act()
        assert "stride=" in tab.query  # As in a browser, what was chosen stands in the link.
        assert await tab.choose("Before and after", 30.0) > 0
        assert tab.running, "the whole page was run for one fragment"
        before = tab.shown
        await tab.choose("Picture from", "Upload")
        await tab.upload("A photo of yours", "mine.jpg", photo())
        assert tab.shown - before  # Pictures of the new photo were shown and fetched.
        with pytest.raises(lesson.ScreenError):
            await tab.choose("No such field", 1)
        await tab.close()
        return tab, seconds

    with own_runs(CNNVIZ_WARM_WORKER="0") as (_, environment), served(environment) as url:
        tab, seconds = asyncio.run(visit(url))
    assert {kind: len(took) for kind, took in seconds.items()} == {
        "open the app": 1,
        "page change": 6,
        "kernels": 4,
        "patterns made before": 3,
        lesson.CLASSIFY: 2,
        lesson.PICTURE: 3,
        "activations, another layer": 4,
    }
    assert all(each > 0 for took in seconds.values() for each in took)
    assert tab.faults == ["There is no field “No such field” on the page."]


def test_when_the_bell_rings_nothing_more_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lesson, "THINK_S", 0.01)
    pupil = lesson.Pupil(Tab("http://nowhere"), lesson.Seconds(list), random.Random(0), [], time.monotonic() - 1)
    with pytest.raises(lesson.Bell):
        asyncio.run(pupil.turn_to("kernels"))


def test_the_grids_of_a_deep_network_are_measured_as_the_page_draws_them(monkeypatch: pytest.MonkeyPatch) -> None:
    from benchmarks import activations

    monkeypatch.setattr(activations, "DEEP_ROUNDS", 1)
    cold, warm = activations._deep()
    assert "87 layers" in cold.case
    assert cold.ours > warm.ours > 0


def test_charts_are_measured_for_the_first_pupil_and_for_those_who_come_after(monkeypatch: pytest.MonkeyPatch) -> None:
    from benchmarks import charts

    monkeypatch.setattr(charts, "ROUNDS", 1)
    cases = charts.run().cases
    assert len(cases) == 6
    assert all(case.ours > 0 and case.peer > 0 for case in cases)


def test_the_documents_patterns_are_those_that_ours_follow() -> None:
    from benchmarks import patterns
    from cnnviz.explore.patterns.ascent import Settings

    keras.utils.set_random_seed(0)
    # Augmentation and BatchNorm statistics are off: the document's K.function runs a network, it does not train it.
    layers = [
        keras.layers.RandomFlip(seed=0),
        keras.layers.BatchNormalization(),
        keras.layers.Conv2D(4, 3, name="conv"),
    ]
    model = keras.Sequential([keras.Input((16, 16, 3)), *layers])
    task = patterns.Task("conv", model, model, "conv", [3, 1], Settings(steps=3, size=16))
    theirs, ours = patterns.document(task).pictures, patterns._ours(task).pictures
    assert list(theirs) == [3, 1]
    for number, picture in theirs.items():
        assert np.abs(picture.astype(int) - ours[number]).max() <= 1  # The document cuts fractions off.


def test_growth_is_that_of_the_line_through_the_samples() -> None:
    rows = [Sample(seconds=at, memory=100 + at, threads=5, files=7 + at % 2, children=0) for at in range(11)]
    assert growth(rows, "memory") == pytest.approx(0.1)
    assert growth(rows, "threads") == pytest.approx(0, abs=1e-9)
    assert abs(growth(rows, "files")) < 0.1
    assert growth(rows, "children") == 0


def test_a_training_that_comes_and_goes_is_no_growth_and_processes_that_stay_behind_are() -> None:
    """One process that trains now and then, more often towards the end; and the same with two that never end."""
    trains = [0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1]
    stay = [0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2]
    flat = [Sample(at, 1, 1, 1, one) for at, one in enumerate(trains)]
    leaking = [Sample(at, 1, 1, 1, one + left) for at, (one, left) in enumerate(zip(trains, stay, strict=True))]
    assert growth(flat, "children") > 0.5
    assert growth(peaks(flat, "children"), "children") == 0
    assert growth(peaks(leaking, "children"), "children") > 0.5


def test_a_scatter_shows_every_point_in_its_place() -> None:
    drawn = svg({"ours & co": [Point(1, 2, "a<b"), Point(10, 1, "c")], "peer": [Point(100, 0.5, "d")]}, "T", "Q", 1)
    tree = ElementTree.fromstring(drawn)
    name = "{http://www.w3.org/2000/svg}"
    circles, squares = tree.findall(f"{name}circle"), tree.findall(f"{name}rect")[1:]
    assert len(circles) == 3  # Two points and the legend.
    assert len(squares) == 2
    legend, first, second = (float(circle.attrib["cx"]) for circle in circles)
    assert legend < second
    assert second - first == pytest.approx(
        float(squares[1].attrib["x"]) + 5 - second, abs=0.2
    )  # Each ten times longer.
    assert float(circles[1].attrib["cy"]) < float(circles[2].attrib["cy"])
