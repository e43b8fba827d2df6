"""A browser sees its own runs and photos, and no others: two sessions with a token each, on every page."""

import re
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz import recipes
from cnnviz.base import ownership
from cnnviz.base.ownership import Ownership
from cnnviz.datasets.personal import adding, personal_set, sets
from cnnviz.recipes import saved
from cnnviz.training.runs import Run, runs
from cnnviz.training.runs.search import Search
from cnnviz.ui.parts import cookie
from cnnviz.ui.parts.state import Session
from cnnviz.ui.parts.words import run_label
from tests.pages.pages import PAGES, ROOT, in_state, opened, text, words

ANN, BOB = "a" * 43, "b" * 43
SECRET = "Faces of Ann"


def checksum(token: str) -> str:
    return sha256(token.encode()).hexdigest()


@pytest.fixture
def classroom(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_TEACHER_PASSWORD", "chalk")


def visit(page: str, token: str, **link: str) -> AppTest:
    """The page as the browser with that token gets it."""
    return opened(page, session=Session(token=token), **link)


def everything(app: AppTest) -> str:
    """Whatever was sent to the browser, element by element, with every option of every list."""
    return (
        "\n".join(str(each.proto) for each in app.main)
        + "\n".join(str(each.proto) for each in app.sidebar)
        + words(app)
    )


def anns(trained: Run) -> tuple[Run, personal_set.PersonalSet, Search]:
    """A finished run, photos and a search that belong to Ann."""
    run = Run.create(recipes.get("tiny"), owner=checksum(ANN))
    for name in ("model.keras", "metrics.jsonl", "status.json", "evaluation.json", "labels.json"):
        shutil.copy(trained.path / name, run.path / name)
    faces = sets.create(SECRET, checksum(ANN))
    search = Search.create(recipes.get("flowers_mobilenet").edited(validation_split=0.1), owner=checksum(ANN))
    saved.save(recipes.get("tiny"), "hers alone", checksum(ANN))
    return run, faces, search


@pytest.mark.usefixtures("classroom")
@pytest.mark.parametrize("page", PAGES)
def test_no_page_tells_one_browser_of_what_another_has(page: str, trained: Run) -> None:
    run, faces, search = anns(trained)
    link = {"run": run.name, "runs": run.name, "set": faces.name, "dataset": faces.name}
    seen = everything(visit(page, BOB))
    linked = everything(visit(page, BOB, **link))
    for each in (run.name, run_label(run), faces.name, SECRET, search.name, "hers-alone"):
        assert each not in seen
    assert SECRET not in linked
    assert str(run.path) not in linked


@pytest.mark.usefixtures("classroom")
@pytest.mark.parametrize("page", ["train.py", "activations.py", "classify.py"])
def test_an_owner_finds_her_run_on_every_page(page: str, trained: Run) -> None:
    run, *_ = anns(trained)
    assert run_label(run) in everything(visit(page, ANN, run=run.name))
    assert run_label(run) not in everything(visit(page, BOB, run=run.name))


@pytest.mark.usefixtures("classroom")
def test_runs_are_compared_by_their_owner_alone(trained: Run) -> None:
    run, *_ = anns(trained)
    assert visit("compare.py", ANN, runs=run.name).multiselect(key="runs").value == [run.name]
    assert visit("compare.py", BOB, runs=run.name).multiselect(key="runs").value == []


@pytest.mark.usefixtures("classroom")
def test_a_link_to_anothers_run_says_what_a_link_to_none_says(trained: Run) -> None:
    run, *_ = anns(trained)
    anothers, missing = (visit("train.py", BOB, run=name).warning[0].value for name in (run.name, "none"))
    assert re.sub(r"training \S+", "", anothers) == re.sub(r"training \S+", "", missing)


@pytest.mark.usefixtures("classroom")
def test_photos_are_listed_for_their_owner_alone(trained: Run) -> None:
    anns(trained)
    for page, key in (
        ("datasets.py", "dataset"),
        ("train.py", "dataset:tiny:network"),
        ("advice.py", "advice_dataset"),
    ):
        lists = []
        for token in (ANN, BOB):
            app = visit(page, token)
            if page == "train.py":
                app.selectbox(key="network").select("tiny").run()
            lists.append(SECRET in " ".join(app.selectbox(key=key).options))
        assert lists == [True, False], page


@pytest.mark.usefixtures("classroom")
def test_the_photos_behind_a_shared_run_stay_closed(trained: Run, four_png: Path) -> None:
    run, faces, _ = anns(trained)
    adding.add_photo(faces.name, sets.add_class(faces.name, "four").folder, four_png.read_bytes())
    (run.path / "recipe.json").write_text(recipes.get("tiny").edited(dataset=faces.name).to_json())
    run.share()
    app = visit("evaluate.py", BOB, run=run.name)
    assert "are gone" in text(app.warning[0])
    app = visit("activations.py", BOB, run=run.name)
    assert "are gone" in text(app.warning[0])
    assert SECRET not in everything(app)


@pytest.mark.usefixtures("classroom")
def test_a_shared_run_is_watched_by_all_and_stopped_by_its_owner() -> None:
    run = in_state("running")
    ownership.write(run.path, Ownership(checksum(ANN), shared=True))
    labels = [[button.label for button in visit("train.py", token, run=run.name).button] for token in (ANN, BOB)]
    assert ["Stop training" in each for each in labels] == [True, False]


@pytest.mark.usefixtures("classroom")
def test_what_a_browser_makes_carries_the_checksum_of_its_token_and_the_token_is_nowhere(
    request: pytest.FixtureRequest,
) -> None:
    app = visit("train.py", ANN)
    app.selectbox(key="network").select("tiny").run()
    next(button for button in app.button if button.label == "Train").click().run()
    assert [run.ownership.owner for run in runs()] == [checksum(ANN)]
    for file in filter(Path.is_file, request.getfixturevalue("runs").rglob("*")):
        assert ANN.encode() not in file.read_bytes(), file


@pytest.mark.usefixtures("classroom")
def test_a_new_browser_gets_a_token_that_nobody_can_guess() -> None:
    tokens = {str(opened("home.py").session_state["session"].token) for _ in range(3)}
    assert len(tokens) == 3
    assert all(cookie.SHAPE.fullmatch(token) for token in tokens)


def test_at_home_every_browser_sees_all(trained: Run) -> None:
    run, *_ = anns(trained)
    assert run_label(run) in everything(visit("train.py", BOB, run=run.name))
    assert SECRET in " ".join(visit("datasets.py", BOB).selectbox(key="dataset").options)


DOORS = (
    r"from cnnviz\.training\.runs import [^\n]*\b(runs|find)\b",
    r"\bdatasets\.(available|get)\(",
    r"\bsets\.(personal_sets|create)\(",
    r"\bsets\.get\([^,]*\)$",
    r"\bsource\.source\(",
    r"\bqueue\.submit\(",
    r"\b(searching|search)\.(searches|find)\(",
    r"\bSearch\.create\(",
    r"\bsaved\.saved?\(",
)


@pytest.mark.parametrize(
    "file", sorted([*(ROOT / "pages").glob("*.py"), *(ROOT / "cnnviz" / "ui").rglob("*.py")]), ids=str
)
def test_pages_go_through_the_one_door(file: Path) -> None:
    if file.name == "visitor.py":
        return
    for door in DOORS:
        assert not re.search(door, file.read_text(encoding="utf-8"), re.MULTILINE), f"{file.name}: {door}"


def test_the_doors_are_known_by_their_names() -> None:
    text = (ROOT / "cnnviz" / "ui" / "parts" / "visitor.py").read_text(encoding="utf-8")
    assert sum(bool(re.search(door, text, re.MULTILINE)) for door in DOORS) >= 6
