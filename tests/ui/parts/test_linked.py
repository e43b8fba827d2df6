"""A field belongs to what it was made for, shows what is computed, and stands in the link."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.pages import field, words
from tests.pages.pages import opened as opened_page

LAYERS = {"first": ["conv1", "conv2", "dense"], "second": ["conv1", "block_1"]}


def page() -> None:
    """Offer two networks, their layers, and more that depends on them; say what is chosen."""
    import streamlit as st

    from cnnviz.ui.parts import linked
    from tests.ui.parts.test_linked import LAYERS, WIDTHS, sooner

    linked.begin()
    run = linked.select("Run", list(LAYERS), name="run", start="first", always=True)
    layer = linked.select(
        "Layer", LAYERS[run], name="layer", of=(run,), start=LAYERS[run][-1], shown=lambda layer: f"Layer {layer}"
    )
    last = WIDTHS[run] - 1
    channel = linked.number(f"Channel, 0 to {last}", 0, last, name="channel", of=(run, layer), start=0)
    own = linked.number("Own", 0, 9, name="own", of=(run,), start=3, carried=False)
    words = linked.text("Words", name="words", of=(run,), start="0", longest=20, valid=sooner)
    both = linked.several("Classes", ["a", "b,c", "d"], name="classes", of=(run,), start=["a"])
    on = linked.switch("On", name="on") if layer != "conv1" else False
    st.button("Click", on_click=lambda: linked.pick("channel", 1))
    linked.tidy()
    st.write(f"{run} {layer} {channel} {own} {words} {'|'.join(both)} {on}")


WIDTHS = {"first": 32, "second": 8}


def sooner(words: str) -> None:
    """Refuse what is no number."""
    from cnnviz.base.errors import CnnvizError

    if not words.isdecimal():
        raise CnnvizError("No number.")


def opened(**link: str) -> AppTest:
    app = AppTest.from_function(page)
    for name, word in link.items():
        app.query_params[name] = word
    return app.run()


def link(app: AppTest) -> dict[str, str]:
    return {name: "".join(word) for name, word in app.query_params.items()}


def said(app: AppTest) -> str:
    assert not app.exception
    return str(app.markdown[-1].value)


def choose(app: AppTest, fields: Any, name: str, value: object) -> AppTest:
    field(fields, name).set_value(value).run()
    return app


def test_another_network_gives_another_field_that_shows_what_is_computed() -> None:
    app = opened()
    assert said(app) == "first dense 0 3 0 a False"
    before = field(app.selectbox, "layer")
    choose(app, app.selectbox, "run", "second")
    after = field(app.selectbox, "layer")
    assert said(app).startswith("second block_1 0")
    assert after.value == "block_1"
    assert after.options == ["Layer conv1", "Layer block_1"]
    assert after.key != before.key  # What the browser keeps under a key it goes on showing.


def test_a_choice_is_carried_over_where_it_is_offered_and_is_there_again_afterwards() -> None:
    app = opened()
    choose(app, app.selectbox, "layer", "conv2")
    choose(app, app.number_input, "channel", 20)
    choose(app, app.number_input, "own", 7)
    choose(app, app.selectbox, "run", "second")
    assert said(app) == "second block_1 0 3 0 a False"
    choose(app, app.selectbox, "layer", "conv1")
    choose(app, app.selectbox, "run", "first")
    assert said(app) == "first conv1 20 7 0 a False"


def test_the_link_says_what_is_seen_and_opens_the_same() -> None:
    app = opened()
    assert link(app) == {"run": "first"}
    choose(app, app.selectbox, "layer", "conv2")
    choose(app, app.number_input, "own", 7)
    choose(app, app.multiselect, "classes", ["b,c", "d"])
    choose(app, app.toggle, "on", True)
    app.button[0].click().run()
    assert link(app) == {
        "run": "first",
        "layer": "conv2",
        "channel": "1",
        "own": "7",
        "classes": "b%2Cc,d",
        "on": "on",
    }
    again = opened(**link(app))
    assert said(again) == said(app) == "first conv2 1 7 0 b,c|d True"
    assert link(again) == link(app)


def test_what_is_no_longer_on_the_page_leaves_the_link() -> None:
    app = opened(on="on")
    assert link(app)["on"] == "on"
    choose(app, app.selectbox, "layer", "conv1")
    assert "on" not in link(app)


def test_a_link_that_asks_for_what_is_not_there_is_told_so_once() -> None:
    app = opened(layer="conv9", channel="99", words="many", classes="x", on="perhaps", own="")
    assert said(app) == "first dense 0 3 0 a False"
    assert [warning.value.split("”")[0] for warning in app.warning] == [
        "The link asks for “conv9",
        "The link asks for “99",
        "The link asks for “",
        "The link asks for “many",
        "The link asks for “x",
        "The link asks for “perhaps",
    ]
    assert link(app) == {"run": "first"}
    assert not app.run().warning


def test_a_link_of_before_with_the_words_of_an_option_opens_it() -> None:
    assert said(opened(layer="Layer conv2")).startswith("first conv2")


def test_a_link_of_before_with_labels_of_several_options_or_a_parameter_for_each_opens_them() -> None:
    def page() -> None:
        import streamlit as st

        from cnnviz.ui.parts import linked

        titles = {"blur": "Blur", "edge_detect": "Edge detect"}
        chosen = linked.several("Kernels", list(titles), name="kernels", start=[], shown=titles.__getitem__)
        st.write(f"{'|'.join(chosen)} {linked.switch('Chain', name='chain')}")

    for kernels in (["Edge detect", "Blur"], ["Edge detect,Blur"], ["edge_detect", "blur"]):
        app = AppTest.from_function(page)
        app.query_params["kernels"], app.query_params["chain"] = kernels, "true"
        assert said(app.run()) == "edge_detect|blur True"
        assert link(app) == {"kernels": "edge_detect,blur", "chain": "on"}


def test_what_means_nothing_stays_where_it_was_typed_but_is_not_carried_over() -> None:
    app = opened()
    choose(app, app.text_input, "words", "oops")
    assert said(app) == "first dense 0 3 oops a False"
    choose(app, app.selectbox, "run", "second")
    assert said(app) == "second block_1 0 3 0 a False"


def test_going_back_reads_the_link_anew_and_what_it_leaves_out_is_the_default() -> None:
    app = opened()
    choose(app, app.selectbox, "layer", "conv2")
    choose(app, app.number_input, "own", 7)
    links = app.session_state["session"].links
    links.read, links.back = set(), True  # As `linked.arrive` leaves it.
    del app.query_params["layer"]
    app.run()
    assert said(app).startswith("first dense 0 7")
    assert field(app.selectbox, "layer").value == "dense"


def test_an_option_whose_words_change_stays_chosen() -> None:
    def renamed() -> None:
        import streamlit as st

        from cnnviz.ui.parts import linked

        when = st.session_state.setdefault("when", "today")
        run = linked.select("Run", ["a", "b"], name="run", start="a", shown=lambda run: f"{run} of {when}")
        st.write(run)

    app = AppTest.from_function(renamed).run()
    choose(app, app.selectbox, "run", "b")
    app.session_state["when"] = "yesterday"
    app.run()
    assert said(app) == "b"
    assert field(app.selectbox, "run").proto.raw_value == "b of yesterday"  # The browser is told the new words.
    app.session_state["when"] = "long ago"
    assert said(app.run()) == "b"
    assert app.session_state["session"].links.picks["run"] == "b"


@pytest.mark.parametrize("page", ["steps.py", "activations.py", "train.py", "patterns.py"])
def test_a_field_begins_with_its_value_where_the_browser_was_not_told_it(page: str) -> None:
    app = opened_page(page)
    fields = [*app.number_input, *app.text_area, *app.text_input, *app.selectbox]
    assert fields
    for each in fields:
        if not each.key or each.value is None:
            continue
        first = each.proto.default
        if each in app.selectbox:
            assert first == list(each.proto.options).index(each.format_func(each.value)), each.key
        else:
            assert first == each.value, each.key


@pytest.mark.parametrize("text", ["coffee.png", "Coffee"])
def test_a_link_with_an_english_label_opens_in_spanish_too(text: str) -> None:
    app = opened_page("kernels.py", lang="es", gallery=text)
    assert field(app.selectbox, "gallery").value == "coffee.png"


def test_a_link_that_asks_for_what_is_not_offered_is_answered_in_the_language_of_the_reader() -> None:
    app = opened_page("kernels.py", lang="es", gallery="nothing.png")
    assert "El enlace pide «nothing.png» en «Ejemplo», que aquí no se ofrece." in words(app)
