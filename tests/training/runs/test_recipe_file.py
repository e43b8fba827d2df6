"""Does a file that cannot be trained get a sentence for each fault, on the page and on the command line alike?"""

import json
from pathlib import Path
from typing import Any

import pytest

from cnnviz import recipes
from cnnviz.base.errors import CnnvizError
from cnnviz.training.runs import recipe_file
from tests.cli.test_cli import Said, cnnviz
from tests.pages.pages import opened, text

TINY = recipes.get("tiny")
FAULTS = {
    "network": ("x", "network must be one of "),
    "dataset": ("y", "dataset must be one of birds, "),
    "optimizer": ("adamw", "optimizer must be one of sgd, rmsprop, adam, not 'adamw'."),
    "epochs": (-5, "epochs must be between 1 and 10000, not -5."),
    "layers": (
        [{"layer": "Conv"}, {"layer": "Dense", "units": 0, "l2": float("nan")}],
        "Layer 1 (Conv) lacks filters. "
        "Layer 2 (Dense): units must be between 1 and 16384, not 0. "
        "Layer 2 (Dense): l2 must be between 0 and 1, not nan.",
    ),
}


def content(**changes: Any) -> bytes:
    return json.dumps(json.loads(TINY.to_json()) | changes).encode()


@pytest.mark.parametrize("field", FAULTS)
def test_each_fault_is_told(field: str) -> None:
    value, says = FAULTS[field]
    with pytest.raises(CnnvizError) as caught:
        recipe_file.read(content(**{field: value}))
    assert says in str(caught.value)


def test_all_faults_are_told_at_once_on_the_page_and_on_the_command_line(tmp_path: Path, capsys: Said) -> None:
    file = tmp_path / "bad.json"
    file.write_bytes(content(**{field: value for field, (value, _) in FAULTS.items()}))
    assert cnnviz("train", str(file)) == 2
    typed = capsys.readouterr().err
    app = opened("train.py")
    app.session_state["fold_files"] = True
    app.run()
    app.file_uploader(key="recipe_file").upload("bad.json", file.read_bytes(), "application/json").run()
    shown = text(app.error[0]).replace("\\", "")
    assert not app.exception
    for _, says in FAULTS.values():
        assert says in typed
        assert says in shown


def test_what_fits_no_network_of_that_kind_is_refused() -> None:
    with pytest.raises(CnnvizError, match="choose a network on VGG16"):
        recipe_file.read(content(weights="hed"))


def test_a_field_that_is_replaced_need_not_be_here() -> None:
    assert recipe_file.read(content(dataset="somewhere_else"), but=("dataset",)).epochs == TINY.epochs
