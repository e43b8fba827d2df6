"""Answers are written as CSV that a spreadsheet opens safely."""

from streamlit.testing.v1 import AppTest

from cnnviz.ui.use.answer_table import as_csv


def test_rows_go_into_a_csv_that_no_spreadsheet_runs() -> None:
    text = as_csv([{"file": "=cmd.png", "network": "n", "verdict": "cat", "class_1": "cat", "probability_1": 0.5}])
    lines = text.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("file,network,verdict,class_1,probability_1")
    assert lines[1].startswith("'=cmd.png,n,cat,cat,0.5")


def test_a_file_keeps_english_where_the_page_speaks_spanish() -> None:
    page = AppTest.from_function(table).run()
    assert not page.exception, page.exception[0].message
    unknown, known = (dict(row) for _index, row in page.dataframe[0].value.iterrows())
    assert (unknown["file"], unknown["verdict"]) == ("foto propia", "ninguna de sus clases")
    assert known["file"] == "dog.png"
    assert page.caption[0].value == "2 predicciones · 1 probablemente de ninguna de las clases"
    lines = page.markdown[0].value.splitlines()
    assert lines[1].startswith("your photo,Pets,none of its classes,cat,")
    assert lines[2].startswith("dog.png,Pets,dog,dog,")


def table() -> None:
    """Show the table of two predictions in Spanish, and what is downloaded."""
    from dataclasses import replace

    import numpy as np
    import streamlit as st

    from cnnviz import locale
    from cnnviz.explore.classify.classifier import Answer
    from cnnviz.locale import Message
    from cnnviz.ui.choices.photo import Photo
    from cnnviz.ui.parts.state import session
    from cnnviz.ui.use import answer_table
    from cnnviz.ui.use.networks import ListedNetwork

    locale.bind("es")
    pets = ListedNetwork("pets", "Pets", "1", lambda: ("cat", "dog"), None)  # type: ignore[arg-type]
    blank = Photo.of(np.zeros((4, 4, 3), np.uint8), "dog.png")
    photos = [replace(blank, key="0", title=Message("your photo")), replace(blank, key="1")]
    cat, dog = np.array([0.9, 0.1], np.float32), np.array([0.1, 0.9], np.float32)
    session().answers = {("1", "0"): Answer(cat, cat, 0.1, 0.9), ("1", "1"): Answer(dog, dog, 0.95, 0.9)}
    answer_table.show_table([pets], photos)
    with locale.speaking("en"):
        st.markdown(answer_table.as_csv(answer_table.rows([pets], photos)).decode("utf-8-sig"))
