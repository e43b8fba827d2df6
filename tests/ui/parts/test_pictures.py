"""The browser gets the very pixels that were computed."""

import numpy as np
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.testing.v1 import AppTest

from cnnviz import images


def test_every_pixel_arrives_as_it_was(monkeypatch: object) -> None:
    sent: list[bytes] = []
    kept = MemoryMediaFileStorage.load_and_get_id

    def keep(self: MemoryMediaFileStorage, path_or_data: object, *rest: object, **named: object) -> str:
        sent.append(path_or_data)  # type: ignore[arg-type]
        return kept(self, path_or_data, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(MemoryMediaFileStorage, "load_and_get_id", keep)  # type: ignore[attr-defined]
    noise = np.random.default_rng(0).integers(0, 256, (20, 30, 3), np.uint8)

    def page() -> None:
        import numpy as np

        from cnnviz.ui.parts import pictures

        pictures.show(np.random.default_rng(0).integers(0, 256, (20, 30, 3), np.uint8), "noise")

    app = AppTest.from_function(page).run()
    assert not app.exception
    (file,) = sent
    assert images.read(file).tolist() == noise.tolist()
