"""Gradients come from TensorFlow alone, and where there are none that is said, whatever needs them."""

import keras
import pytest

from cnnviz.locale import speaking
from cnnviz.surgery.gradients import BackendError, with_gradient


def test_without_tensorflow_gradients_are_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    with pytest.raises(
        BackendError, match=r"^This needs gradients, which only TensorFlow computes here: set "
    ) as caught:
        with_gradient(lambda pixels: pixels)
    assert "pattern" not in str(caught.value)  # Grad-CAM needs them as well.
    with speaking("es"):
        assert str(caught.value).startswith("Esto necesita gradientes")
