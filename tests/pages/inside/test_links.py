"""Links to the pages under Look inside hold identifiers; earlier ones, with labels, lead to the same view."""

import pytest

from cnnviz.training.runs import Run
from tests.pages.pages import field, opened, words

LINKS = [
    ("activations.py", "button_group", "beside", {"beside": "Another picture"}, "picture", "picture"),
    ("activations.py", "button_group", "brightness", {"scale": "One scale a layer"}, "shared", "shared"),
    ("activations.py", "button_group", "brightness", {"brightness": "Each on its own"}, "own", ""),
    ("patterns.py", "button_group", "style", {"style": "Plain pixels", "steps": "2"}, "pixels", "pixels"),
    ("film.py", "toggle", "film_tested", {"film_tested": "true"}, True, "on"),
    ("attribution.py", "multiselect", "methods", {"methods": "Grad-CAM"}, ["grad_cam"], "grad_cam"),
    (
        "attribution.py",
        "multiselect",
        "methods",
        {"methods": ["Grad-CAM", "SmoothGrad"]},
        ["grad_cam", "smooth_grad"],
        "grad_cam,smooth_grad",
    ),
]


@pytest.mark.parametrize(("page", "kind", "name", "before", "value", "now"), LINKS)
def test_a_link_with_labels_becomes_one_with_identifiers(
    page: str, kind: str, name: str, before: dict[str, str], value: object, now: str, finished: Run
) -> None:
    app = opened(page, run=finished.name, **before)
    assert "which is not offered here" not in words(app)
    assert field(getattr(app, kind), name).value == value
    assert "".join(app.query_params.get(name, "")) == now
    assert "scale" not in app.query_params
