"""The page Glossary: all terms at first, those looked up afterwards, the same link in both languages."""

from tests.pages.pages import opened, words


def test_the_glossary_shows_each_word_in_both_languages() -> None:
    shown = words(opened("glossary.py"))
    assert "**feature map** · *mapa de características* (Español)" in shown
    assert "The output of one filter" in shown


def test_a_word_is_looked_up_and_stands_in_the_link() -> None:
    app = opened("glossary.py")
    app.text_input[0].set_value("sobreajuste").run()
    assert "**overfitting**" in words(app)
    assert "**kernel**" not in words(app)
    assert app.query_params["term"] == "sobreajuste"


def test_a_link_opens_the_word_in_the_language_of_the_reader() -> None:
    shown = words(opened("glossary.py", term="overfitting", lang="es"))
    assert "**sobreajuste** · *overfitting* (English)" in shown
    assert "La red memoriza" in shown


def test_a_word_that_is_not_there_is_no_empty_page() -> None:
    assert "No term fits" in words(opened("glossary.py", term="xyzzy"))
