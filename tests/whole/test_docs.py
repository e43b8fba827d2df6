"""The README names every page, command and setting, and no file betrays the machine it was written on."""

import argparse
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from cnnviz.base.settings import ROOT
from cnnviz.cli import parser
from cnnviz.locale import _, speaking
from cnnviz.ui.shell.menu import menu

README, SPANISH = ROOT / "README.md", ROOT / "README.es.md"
COMMANDS = next(a for a in parser()._actions if isinstance(a, argparse._SubParsersAction)).choices
SETTINGS = sorted(
    {name for path in (ROOT / "cnnviz").rglob("*.py") for name in re.findall(r"\bCNNVIZ_[A-Z_]+", path.read_text())}
)


def pages() -> list[str]:
    """Return the titles of the pages in the order of the menu."""
    return [entry.title for entries in menu().values() for entry in entries]


def files() -> list[Path]:
    """Every file that is in the repository or could be added to it."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if answer.returncode:
        pytest.skip("This is no clone, so which files belong to it is not known.")
    return [path for name in answer.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_the_readme_lists_the_pages_of_the_menu_in_its_order() -> None:
    table = README.read_text().split("| page |")[1].split("\n\n")[0]
    assert re.findall(r"^\| ([^|]+?) \|", table, re.MULTILINE) == pages()


def test_the_spanish_readme_has_the_pages_commands_and_settings_of_the_english_one() -> None:
    english, spanish = README.read_text(), SPANISH.read_text()
    with speaking("es"):
        titles = [_(title) for title in pages()]
    table = spanish.split("| página |")[1].split("\n\n")[0]
    assert re.findall(r"^\| ([^|]+?) \|", table, re.MULTILINE) == titles
    for form in (r"^```bash\n.+?^```", r"(?<!`)`[^`\n]+`(?!`)", r"\]\((?!README)[^)]+\)"):
        marked = [set(re.findall(form, text, re.MULTILINE | re.DOTALL)) for text in (english, spanish)]
        assert marked[0] == marked[1]
    titled = [re.findall(r"^#+(?= )", text, re.MULTILINE) for text in (english, spanish)]
    assert titled[0] == titled[1]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_shows_every_command(command: str) -> None:
    assert f"python -m cnnviz {command}" in README.read_text()


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_readme_names_every_setting(setting: str) -> None:
    assert f"`{setting}`" in README.read_text()


def test_the_commands_and_settings_that_others_rely_on_are_there() -> None:
    assert {"recipes", "train", "evaluate", "classify", "activations", "patterns", "doctor"} <= set(COMMANDS)
    assert {"CNNVIZ_DATA_DIR", "CNNVIZ_RUNS_DIR"} <= set(SETTINGS)


def test_every_command_in_the_readme_is_understood() -> None:
    shown = re.findall(r"^python -m cnnviz (.+)$", README.read_text(), re.MULTILINE)
    assert len(shown) >= len(COMMANDS)
    for line in shown:
        parser().parse_args(shlex.split(line, comments=True))


def test_no_file_holds_a_path_of_this_machine() -> None:
    places = [place for place in (f"{ROOT}/", f"{Path.home()}/", "/wo" + "rk/") if place.count("/") > 1]
    betrayals = [
        f"{path.relative_to(ROOT)}: {place}"
        for path in files()
        for place in places
        if re.search(rb"(?<![\w.])" + re.escape(place.encode()), path.read_bytes())
    ]
    assert betrayals == []
