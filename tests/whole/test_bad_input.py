"""Does every kind of bad input on the command line get one sentence and exit status 2, and no traceback?"""

from pathlib import Path

import pytest

from cnnviz.training.runs import Run
from tests.cli.test_cli import Said, cnnviz

PATTERNS = "patterns RUN --layer conv1 --out TMP/x.png --steps 1 --size 16 --filters"
BAD = {
    "": "The following arguments are required: COMMAND",
    "nothing": "invalid choice: 'nothing'",
    "recipes --colour": "Unrecognized arguments: --colour",
    "train": "required: recipe",
    "train nothing": "There is no recipe 'nothing': choose one of basenet, ",
    "train TMP/missing.json": "missing.json cannot be read: check its name",
    "train TMP/text.json": "The recipe is not valid JSON",
    "train tiny --epochs 0": "epochs must be between 1 and 10000, not 0",
    "train tiny --epochs many": "--epochs: invalid int value: 'many'",
    "train tiny --learning-rate 50": "learning_rate must be above 0 and at most 10, not 50.0",
    "train tiny --learning-rate nan": "learning_rate must be above 0 and at most 10, not nan",
    "train tiny --optimizer magic": "--optimizer: invalid choice: 'magic'",
    "train tiny --dataset nothing": "There is no data set 'nothing': choose one of",
    "train tiny --validation-split 0.9": "validation_split must be between 0 and 0.5, not 0.9",
    "train tiny --run-dir RUN": "holds a run already: choose another directory",
    "train tiny --run-dir TMP/text.json/run": "cannot be written to",
    "train tiny --resume": "There is no unfinished run of tiny to resume: start one without --resume",
    "train tiny --resume --run-dir TMP": "There is no run",
    "train tiny --resume --run-dir RUN": "Run tiny is done: only a stopped, failed or interrupted run can go on",
    "evaluate nothing": "There is no run 'nothing': give a run directory or a ready-made network",
    "classify nothing PICTURE": "There is no run 'nothing'",
    "classify RUN": "required: IMAGE",
    "classify RUN PICTURE --top 0": "--top: '0' is not a whole number above 0",
    "classify RUN PICTURE --top -1": "--top: '-1' is not a whole number above 0",
    "activations RUN PICTURE --layer nothing --out TMP/x.png": "There is no layer 'nothing' to look into",
    "activations RUN PICTURE --layer dense1 --out TMP/x.png": "choose one of conv1, pool1, conv2, pool2",
    "activations RUN TMP/missing.png --layer conv1 --out TMP/x.png": "missing.png",
    "activations RUN PICTURE --layer conv1 --out TMP/no/x.png": "cannot be written to",
    "activations RUN PICTURE --layer conv1 --out TMP": "cannot be written to",
    "activations RUN PICTURE --layer conv1": "required: --out",
    f"{PATTERNS} a": "Filters are written like 0-63 or 1,4,7, not 'a'",
    f"{PATTERNS} 1,,2": "Filters are written like 0-63 or 1,4,7, not '1,,2'",
    f"{PATTERNS} 1-2-3": "Filters are written like 0-63 or 1,4,7, not '1-2-3'",
    f"{PATTERNS}=-1": "Filters are written like 0-63 or 1,4,7, not '-1'",
    f"{PATTERNS} 5-3": "name 0 filters: name between 1 and 2048",
    f"{PATTERNS} 0-99999999999": "name 100000000000 filters: name between 1 and 2048",
    f"{PATTERNS} 0-8": "Layer conv1 has filters 0 to 7: there is no filter 8",
    f"{PATTERNS} 0 --steps 0": "For a pattern, steps must be between 1 and 1000",
    f"{PATTERNS} 0 --size 4": "For a pattern, size must be between 8 and 512",
}


@pytest.mark.parametrize(("command", "says"), BAD.items(), ids=list(BAD))
def test_bad_input_gets_one_sentence(
    command: str, says: str, capsys: Said, trained: Run, four_png: Path, tmp_path: Path
) -> None:
    (tmp_path / "text.json").write_text("hello")
    for word, place in {"RUN": trained.path, "PICTURE": four_png, "TMP": tmp_path}.items():
        command = command.replace(word, str(place))
    capsys.readouterr()
    assert cnnviz(*command.split()) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert says in printed.err
    assert printed.err.endswith(".\n")
    assert printed.err.count("\n") == 1
