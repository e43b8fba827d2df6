"""Questions are fair: the right answer is among different options, and their order does not give it away."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz import networks
from cnnviz.explore.convolution.kernels import CLASSIC
from cnnviz.explore.convolution.sliding import Treatment
from cnnviz.explore.convolution.stepping import Window
from cnnviz.explore.convolution.stepping_examples import CONVOLUTION, RELU
from cnnviz.explore.convolution.stepping_layer import Layer
from cnnviz.lessons import kernel_questions, network_questions, stepping_questions
from cnnviz.lessons.questions import Question, ask
from cnnviz.lessons.sizes import sizes
from cnnviz.locale import Message, speaking
from tests.pages.pages import text


def test_a_wrong_answer_that_happens_to_be_right_is_offered_once() -> None:
    question = ask("1 + 1?", 2, [2, 1, 1, 11], "One and one are two.")
    assert question.options == ("1", "2", "11")
    assert question.answer == "2"


def test_words_are_sorted_by_letter() -> None:
    assert ask("Which?", "same", ["valid", "Full"], "").options == ("Full", "same", "valid")


@pytest.mark.parametrize("options", [("1", "3"), ("2", "2")])
def test_a_question_without_its_answer_or_with_an_option_twice_is_refused(options: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="needs options that differ"):
        Question("1 + 1?", options, "2", "")


def test_a_question_is_the_same_in_each_language_and_written_in_that_of_the_reader() -> None:
    def made() -> Question:
        text = Message("{rows} rows, {cols} columns", rows=2, cols=3)
        return ask(
            text, 0.5, [1.5, 1000.0], "", lambda value: str(Message("{count:.3g} {unit}", count=value, unit="kB"))
        )

    english = made()
    with speaking("es"):
        spanish = made()
        assert (spanish.name, spanish.options, spanish.answer) == (english.name, english.options, english.answer)
        assert str(spanish.text) == "2 filas, 3 columnas"
        assert spanish.shown(spanish.answer) == "0,5 kB"
        assert ask("?", 21632, [1], "").shown("21\u202f632") == "21\u202f632"
    assert english.answer == "0.5 kB"


@pytest.mark.parametrize("name", CLASSIC)
def test_no_wrong_option_about_a_kernel_is_the_right_one_in_another_guise(name: str) -> None:
    for question in kernel_questions.questions(CLASSIC[name], Treatment(), (6, 8, 3)):
        assert "-0" not in question.options


def test_relu_turns_negative_values_into_zero() -> None:
    layer = Layer(np.array([[[-1.0], [0.0], [2.0]]]), RELU, Window(1))
    question = stepping_questions.questions(layer)[0]
    assert question.answer == "2"
    assert str(question.explanation) == "2 values are zero or less: ReLU turns each into 0."


def test_two_convolutions_in_a_row_are_one_and_a_shifted_pattern_is_found_where_it_moved() -> None:
    random = np.random.default_rng(0)
    pixels, first, second = random.normal(size=(9, 9, 1)), random.normal(size=(3, 3)), random.normal(size=(3, 3))
    wide = np.zeros((5, 5))
    for row, col in np.ndindex(3, 3):
        wide[row : row + 3, col : col + 3] += second[row, col] * first

    def slid(values: np.ndarray, kernel: np.ndarray) -> np.ndarray:
        window = Window(len(kernel))
        return Layer(values, CONVOLUTION, window, (kernel[..., None],)).walk(0).output

    assert slid(slid(pixels, first)[..., None], second) == pytest.approx(slid(pixels, wide))
    moved = np.roll(pixels, 1, axis=1)
    assert slid(moved, first)[:, 1:] == pytest.approx(slid(pixels, first)[:, :-1])


@pytest.mark.parametrize("name", [name for name, network in networks.networks().items() if not network.trained])
def test_the_receptive_field_that_is_asked_for_is_that_of_the_table(name: str) -> None:
    network = networks.get(name)
    layers = sizes(network.table(network.input_shape, 10), network.input_shape)
    asked = network_questions.about_sizes(layers, network.input_shape) + network_questions.about_changes(
        layers, network.input_shape
    )
    fields = {layer.name: str(layer.field) for layer in layers}
    for question in asked:
        if "receptive field" in question.name:
            assert question.answer == next(field for name, field in fields.items() if f"of {name}?" in question.name)


def page() -> None:
    from cnnviz.lessons.questions import ask
    from cnnviz.ui.parts.questions import show

    show([ask("1 + 1?", 2, [1, 11], "One and one are two.")], "sums")


def test_an_answer_is_judged_at_once_and_explained() -> None:
    app = AppTest.from_function(page)
    app.session_state["fold_questions_sums"] = True
    app.run()
    assert not app.success
    assert not app.warning
    app.radio[0].set_value("11").run()
    assert text(app.warning[0]) == "Not quite: it is 2. One and one are two."
    app.radio[0].set_value("2").run()
    assert text(app.success[0]) == "Right. One and one are two."
    assert not app.exception
