"""Does doctor say what the machine has?"""

from pathlib import Path

from cnnviz import recipes
from cnnviz.training.runs import Run
from tests.cli.test_cli import Said, answer, cnnviz


def test_doctor_says_what_is_here(capsys: Said, runs: Path) -> None:
    Run.create(recipes.get("tiny"))
    facts = answer(capsys, "doctor", "--json")
    assert {"keras", "tensorflow", "numpy", "python"} <= set(facts["versions"])
    assert facts["device"]["kind"] in ("CPU", "GPU")
    assert facts["datasets"]["digits"] == {"offline": True, "present": True}
    assert facts["weights"]["vgg16"] == {"present": False}
    assert (facts["runs"], facts["runs_dir"], facts["data_dir"]) == (1, str(runs), None)
    assert cnnviz("doctor") == 0
    assert "Data set digits: here" in capsys.readouterr().out
