"""What a class does in a lesson: pupils who look, click, upload photos and train; each answer is timed."""

from __future__ import annotations

import asyncio
import io
import random
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Protocol

import numpy as np
from PIL import Image

from cnnviz import datasets, networks
from cnnviz.images import samples
from cnnviz.training.runs import find
from cnnviz.ui.parts.words import run_label

THINK_S = 5.0
"""Mean seconds between an answer and the next click."""
ARRIVE_S = 20.0
"""Seconds within which the class has opened the app."""
PHOTO = (4032, 3024)
"""Columns and rows of a photo as a phone takes it."""
NETWORKS = ("mnist", "beyond_cifar100_25", "mini_resnet", "cats_and_dogs_mobilenet_finetuned_augmented")
"""The shipped networks that the class looks at."""
PAGES = ("", "kernels", "steps", "sizes", "activations", "train", "compare", "ladder")
CLASSIFY, PICTURE = "classify an uploaded photo", "activations, another picture or network"
SLOW = (CLASSIFY, PICTURE)
"""Actions that a network must compute; all others are light."""
Seconds = defaultdict[str, list[float]]
"""Seconds of each answer, by the kind of action."""


class Screen(Protocol):
    """A pupil's screen: `benchmarks.tab.Tab` or a real browser. Each method returns the seconds that it took."""

    faults: list[str]

    async def open(self) -> float:
        """Open the app."""

    async def go(self, page: str) -> float:
        """Turn to a page."""

    async def choose(self, label: str, value: object) -> float:
        """Give a field a value."""

    async def upload(self, label: str, name: str, content: bytes) -> float:
        """Upload a file."""

    async def close(self) -> None:
        """Leave."""


class ScreenError(Exception):
    """Something is missing from the page; it is listed among the screen's faults."""


class Bell(Exception):
    """The lesson is over."""


class Pupil:
    """A simulated user of the app.

    Args:
        screen: The pupil's screen.
        seconds: Collects the seconds of each answer.
        dice: Chooses the actions and the pauses.
        photos: Photos to upload.
        until: End of the lesson, in seconds of `time.monotonic`.
    """

    def __init__(
        self, screen: Screen, seconds: Seconds, dice: random.Random, photos: list[bytes], until: float
    ) -> None:
        self.screen, self.seconds, self.dice = screen, seconds, dice
        self.photos, self.until = photos, until

    async def attend(self, epochs: int = 0) -> None:
        """Open the app and act until the lesson is over.

        Args:
            epochs: If not 0, first train that many.
        """
        await asyncio.sleep(self.dice.uniform(0, ARRIVE_S))
        with suppress(Bell, ScreenError):
            await self.do("open the app", self.screen.open)
            if epochs:
                await self.train(epochs)
            while True:
                act = self.dice.choice([self.look, self.patterns, self.classify, self.kernels, self.wander])
                with suppress(ScreenError):  # It is among the screen's faults; something else may work.
                    await act()

    async def do(self, kind: str, act: Callable[[], Awaitable[float]]) -> None:
        """Pause, then act and record how long the answer took.

        Raises:
            Bell: The lesson is over.
        """
        await asyncio.sleep(self.dice.expovariate(1 / THINK_S))
        if time.monotonic() > self.until:
            raise Bell
        if took := await act():
            self.seconds[kind].append(took)

    async def turn_to(self, page: str) -> None:
        """Change the page."""
        await self.do("page change", lambda: self.screen.go(page))

    async def choose(self, kind: str, label: str, value: object) -> None:
        """Give a field a value."""
        await self.do(kind, lambda: self.screen.choose(label, value))

    async def look(self) -> None:
        """Look at a network's feature maps of a few pictures."""
        await self.turn_to("activations")
        await self.choose(PICTURE, "Network", label(self.dice.choice(NETWORKS)))
        for _ in range(2):
            await self.choose(PICTURE, "Example", self.dice.choice(list(samples.PHOTOS.values())))
            for _ in range(2):
                await self.choose("activations, another layer", "Layer in the main picture", self.dice.randrange(4))

    async def patterns(self) -> None:
        """Look at patterns that exist already."""
        await self.turn_to("patterns")
        await self.choose("patterns made before", "Network", label(NETWORKS[0]))
        for _ in range(2):
            first = self.dice.randrange(4)
            await self.choose("patterns made before", "Filters", f"{first}-{first + 3}")

    async def classify(self) -> None:
        """Upload photos and let a network classify them."""
        await self.turn_to("classify")
        await self.choose("page change", "Network", label(self.dice.choice(NETWORKS[1:])))
        await self.choose("page change", "Picture from", "Upload")
        for _ in range(2):
            photo = self.dice.choice(self.photos)
            await self.do(CLASSIFY, partial(self.screen.upload, "Photos of yours", "photo.jpg", photo))

    async def kernels(self) -> None:
        """Try kernels."""
        await self.turn_to("kernels")
        for _ in range(3):
            await self.choose("kernels", "Before and after", float(self.dice.randrange(101)))
        await self.choose("kernels", "Stride", self.dice.randrange(1, 4))

    async def wander(self) -> None:
        """Turn the pages."""
        for page in self.dice.sample(PAGES, 3):
            await self.turn_to(page)

    async def train(self, epochs: int) -> None:
        """Train a small network that does not stop early, and watch its curves for a while."""
        await self.turn_to("train")
        await self.choose("train", "Network", networks.get("deeper_basenet").title)
        await self.choose("train", "Data set", datasets.get("shapes").title)
        await self.choose("train", "Epochs", epochs)
        await self.choose("train", "Train", True)
        await asyncio.sleep(4 * THINK_S)


def label(network: str) -> str:
    """Return the name of a shipped network in the pages' lists of runs."""
    return run_label(find(network))


def photos(count: int = 4) -> list[bytes]:
    """Return photos of twelve million pixels as JPEG files of about 3 MB, all different."""
    files = []
    for number, file in enumerate(list(samples.PHOTOS)[:count]):
        large = Image.fromarray(samples.photo(file)).resize(PHOTO, Image.Resampling.BICUBIC)
        grain = np.random.default_rng(number).normal(0, 6, (PHOTO[1], PHOTO[0], 1))
        pixels = np.clip(np.asarray(large) + grain, 0, 255).astype(np.uint8)
        stream = io.BytesIO()
        Image.fromarray(pixels).save(stream, "JPEG", quality=85)
        files.append(stream.getvalue())
    return files
