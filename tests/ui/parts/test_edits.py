"""A field keeps what was entered in a closed fold, and follows its start until something was entered."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    """Show a field only where the switch is on; its start and its options can change."""
    import streamlit as st

    from cnnviz.ui.parts import edits

    shown = st.toggle("Open", True)
    start = st.number_input("Start", value=2)
    offered = ["a", "b"] if start < 5 else ["a"]
    rows = edits.kept(st.number_input, "Rows", start, "rows:form", shown, min_value=1, max_value=9)
    kind = edits.kept(st.selectbox, "Kind", "a", "kind:form", shown, options=offered)
    st.button("Reset", on_click=edits.reset, args=(":form",))
    st.write(f"{rows} {kind} {edits.touched('rows:form')}")


def values(app: AppTest) -> str:
    assert not app.exception
    return str(app.markdown[-1].value)


def test_what_was_entered_stays_while_the_fold_is_closed() -> None:
    app = AppTest.from_function(page).run()
    app.number_input[1].set_value(7).run()
    app.toggle[0].set_value(False).run()
    assert len(app.number_input) == 1
    assert values(app) == "7 a True"
    app.toggle[0].set_value(True).run()
    assert app.number_input[1].value == 7


def test_a_field_that_nobody_changed_follows_its_start() -> None:
    app = AppTest.from_function(page).run()
    app.number_input[0].set_value(4).run()
    assert (values(app), app.number_input[1].value) == ("4 a False", 4)


def test_the_start_entered_again_counts_as_unchanged() -> None:
    app = AppTest.from_function(page).run()
    app.number_input[1].set_value(7).run()
    app.number_input[1].set_value(2).run()
    assert values(app) == "2 a False"


def test_what_is_no_longer_offered_is_forgotten() -> None:
    app = AppTest.from_function(page).run()
    app.selectbox[0].select("b").run()
    assert values(app) == "2 b False"
    app.number_input[0].set_value(5).run()
    assert (values(app), app.selectbox[0].value) == ("5 a False", "a")


def test_fields_whose_keys_end_alike_are_reset_together() -> None:
    app = AppTest.from_function(page).run()
    app.number_input[1].set_value(7).run()
    app.selectbox[0].select("b").run()
    app.button[0].click().run()
    assert (values(app), app.number_input[1].value, app.selectbox[0].value) == ("2 a False", 2, "a")


def bilingual() -> None:
    """Show a field whose options are called otherwise in Spanish."""
    import streamlit as st

    from cnnviz import locale
    from cnnviz.locale import _
    from cnnviz.ui.parts import edits

    locale.bind("es" if st.toggle("Spanish") else "en")
    shown = {"train": "Train", "use": "Use"}
    st.write(edits.kept(st.selectbox, "Do", "use", "do:form", options=list(shown), format_func=lambda do: _(shown[do])))


def test_a_choice_stays_when_its_label_is_translated() -> None:
    app = AppTest.from_function(bilingual).run()
    app.selectbox[0].select("train").run()
    app.toggle[0].set_value(True).run()
    assert values(app) == app.selectbox[0].value == "train"
    assert app.selectbox[0].options == ["Entrenar", "Usar"]
    assert app.session_state["session"].links.labels["do:form"] == "Entrenar"
