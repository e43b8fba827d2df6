"""“What is this?” on Home: the network that knows the photo answers, and the photo goes with the visitor."""

import subprocess
import sys

import numpy as np
from streamlit.testing.v1 import AppTest

from cnnviz import datasets, images
from cnnviz.ui.choices.photo import Photo
from cnnviz.ui.parts.state import Session
from tests.pages.pages import field, opened, words

PETS = "cats_and_dogs_mobilenet_finetuned_augmented"


def asked(app: AppTest) -> AppTest:
    app.button(key="what_is_this").click().run(timeout=120)
    assert not app.exception, app.exception[0].message
    return app


def test_the_cat_is_named_and_goes_along_to_the_page_that_says_why() -> None:
    app = asked(opened("home.py").run())
    assert "# Cats and dogs: **cat**, 99.9" in words(app)
    assert "Not theirs: " in words(app)
    links = {link.proto.label: link.proto for link in app.get("page_link")}
    for label, page in (("Why? (which pixels)", "attribution"), ("Layer by layer", "activations")):
        assert (links[label].page, links[label].query_string) == (page, f"run={PETS}&picture=upload")
    app.query_params["run"], app.query_params["picture"] = PETS, "upload"
    app.switch_page("pages/attribution.py").run(timeout=120)
    assert "photo “Cat”" in words(app).replace("Photo", "photo")


def test_what_no_network_knows_is_said_with_what_they_know() -> None:
    app = opened("home.py")
    field(app.selectbox, "asked").set_value("coffee.png").run()
    assert "None of the ready-made" not in words(app)
    shown = words(asked(app))
    assert "# None of the ready-made networks knows this" in shown
    assert "The nearest: " in shown
    assert "**Flowers**: daisy, dandelion, roses, sunflowers, tulips" in shown
    assert "can only guess: can" in shown


def test_home_shows_itself_without_any_network_loaded() -> None:
    code = (
        "import sys; from streamlit.testing.v1 import AppTest; app = AppTest.from_file('app.py', default_timeout=60);"
        "app.run(); assert not app.exception; assert not {'tensorflow', 'keras'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_digit_on_paper_is_named_and_laid_out_once() -> None:
    digit = images.fit(datasets.load("digits", (28, 28, 1)).x_test[0], (140, 140, 1))
    paper = np.full((200, 200, 3), 230, np.uint8)
    paper[30:170, 30:170] -= (digit * 0.78).astype(np.uint8)
    app = opened("home.py", session=Session(photo=Photo.of(paper, "a page")), asked_from="upload")
    for _again in range(2):  # What it was laid out as follows the visitor, and comes back.
        app = asked(app.run())
        assert "# Handwritten digits: **2**" in words(app)
    photo = app.session_state["session"].photo
    assert photo.name.count("converted") == 1
