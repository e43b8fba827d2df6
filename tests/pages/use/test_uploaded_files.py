"""A running server, by its own figures, forgets the uploaded files of a page that a visitor has left."""

import asyncio
import io
import time
from urllib.request import urlopen

import numpy as np
from PIL import Image

from benchmarks.app import own_runs, served
from benchmarks.tab import Tab

FIGURES_S = 30.0
"""For how long Streamlit says the same of its memory at most; its own limit is below that."""


def test_uploads_go_when_their_page_is_left_and_the_photo_stays() -> None:
    written = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (300, 400, 3), np.uint8)).save(written, "PNG")
    content = written.getvalue()

    async def visit(url: str) -> list[int]:
        def held() -> int:
            """Return the bytes of uploaded files that the server has."""
            lines = urlopen(f"{url}/_stcore/metrics").read().decode().splitlines()
            return sum(int(line.split()[-1]) for line in lines if "UploadedFileManager" in line)

        tab = Tab(url)
        await tab.open()
        await tab.go("kernels")
        await tab.choose("Picture from", "Upload")
        await tab.upload("A photo of yours", "mine.png", content)
        sizes = [held()]
        await tab.choose("Picture from", "Examples")
        await tab.go("steps")
        until = time.monotonic() + FIGURES_S
        while held() and time.monotonic() < until:
            await asyncio.sleep(0.5)
        sizes.append(held())
        await tab.go("kernels")
        before = tab.shown
        await tab.choose("Picture from", "Upload")
        assert tab.shown - before, "the photo is not looked at any more"
        await tab.close()
        assert not tab.faults
        return sizes

    with own_runs(CNNVIZ_WARM_WORKER="0") as (_, environment), served(environment) as url:
        assert asyncio.run(visit(url)) == [len(content), 0]
