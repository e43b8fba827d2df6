"""Another Python, or a start as a plain script, gets a sentence that leads to a working start."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from cnnviz.base.settings import ROOT
from cnnviz.base.supported import FIRST, LAST, WITH_UV, complaint

STARTS = (["app.py"], ["server.py"], ["-m", "cnnviz"], ["-m", "cnnviz", "recipes"])
READ_FIRST = ("app.py", "server.py", "cnnviz/__init__.py", "cnnviz/base/supported.py")


def others() -> list[str]:
    """Pythons from 3.7 on this machine that cannot run the app."""
    folders = [
        str(path / "bin") for path in Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")).glob("versions/*")
    ]
    path = os.pathsep.join([*folders, os.environ["PATH"]])
    names = [f"python3.{minor}" for minor in (7, 8, 9, 10, 14, 15)]
    available = [place for name in names if (place := shutil.which(name, path=path))]
    return [python for python in available if subprocess.run([python, "-c", ""], capture_output=True).returncode == 0]


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_supported_pythons_are_not_complained_of(version: tuple[int, int]) -> None:
    assert complaint(version) == ""


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 10), (3, 14), (3, 15), (4, 0)])
def test_others_are_named_with_the_reason_and_a_way_that_works(version: tuple[int, int]) -> None:
    sentence = complaint(version)
    assert f"this is Python {version[0]}.{version[1]}" in sentence
    assert ("too old" in sentence) == (version < FIRST)
    assert ("no package" in sentence) == (version > LAST)
    assert sentence.endswith(WITH_UV)


def test_the_same_pythons_are_named_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    first, after = (tuple(map(int, part.split("."))) for part in re.findall(r"[\d.]+", project["requires-python"]))
    assert (first, after) == (FIRST, (LAST[0], LAST[1] + 1))
    assert (ROOT / ".python-version").read_text().strip() == "3.13" == f"{LAST[0]}.{LAST[1]}"
    readme = (ROOT / "README.md").read_text()
    assert "Python 3.11, 3.12 or 3.13" in readme
    assert WITH_UV in readme
    assert "pip install -r requirements.txt && streamlit run app.py" in readme
    assert "pip install -r requirements-dev.txt && pytest" in readme


@pytest.mark.parametrize("file", READ_FIRST)
def test_what_is_read_first_can_be_read_by_old_pythons(file: str) -> None:
    ast.parse((ROOT / file).read_text(), feature_version=(3, 7))


@pytest.mark.parametrize("start", STARTS, ids=" ".join)
@pytest.mark.skipif(not others(), reason="no other Python on this machine")
def test_another_python_gets_the_sentence(start: list[str]) -> None:
    for python in others():
        answer = subprocess.run([python, *start], cwd=ROOT, capture_output=True, text=True)
        assert answer.returncode, python
        assert answer.stderr.startswith("cnnviz needs Python 3.11, 3.12 or 3.13, and this is"), (python, answer.stderr)
        assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("file", ["app.py", "server.py"])
def test_the_app_started_as_a_script_says_how_it_is_started(file: str) -> None:
    answer = subprocess.run([sys.executable, file], cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode
    assert answer.stderr.strip() == f"This is a Streamlit app. Start it with: streamlit run {file}"


def test_under_streamlit_another_python_gets_the_sentence_on_the_page() -> None:
    lines = (
        "import sys; from streamlit.testing.v1 import AppTest; sys.version_info = (3, 14, 0, 'final', 0); "
        "app = AppTest.from_file('app.py').run(); print(len(app.exception), app.error[0].value)"
    )
    answer = subprocess.run([sys.executable, "-c", lines], cwd=ROOT, capture_output=True, text=True)
    assert answer.stdout.strip() == f"0 {complaint((3, 14))}", answer.stderr
