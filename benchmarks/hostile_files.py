"""Hostile files: good files -> the same files damaged, or with unexpected values."""

from __future__ import annotations

import copy
import io
import json
import random
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from PIL import Image

from cnnviz import recipes
from cnnviz.base.settings import CHECKPOINTS

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM")
STRANGE = 100
WHOLE = 0.2
"""Share of the files that stay undamaged: good ones, and those whose harm lies in their content."""
ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    2**70,
    1e308,
    float("nan"),
    "",
    "x" * 300,
    "../../etc/passwd",
    "<script>",
    [],
    {},
    [[]],
    {"a": 1},
)


def files(wholes: Sequence[bytes], listed: Sequence[bytes], dice: random.Random) -> Iterator[bytes]:
    """Yield the listed files, then mutations of good ones without end."""
    yield from listed
    while True:
        content = dice.choice(wholes)
        yield content if dice.random() < WHOLE else mutated(content, dice)


def mutated(content: bytes, dice: random.Random) -> bytes:
    """Return a good file with one to four wounds."""
    made = bytearray(content)
    for _ in range(dice.randint(1, 4)):
        dice.choice(WOUNDS)(made, dice)
    return bytes(made)


def _turn_bits(made: bytearray, dice: random.Random) -> None:
    for _ in range(dice.randint(1, 16)):
        if made:
            made[dice.randrange(len(made))] ^= 1 << dice.randrange(8)


def _cut(made: bytearray, dice: random.Random) -> None:
    del made[dice.randrange(len(made) + 1) :]


def _take_out(made: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(made) + 1)
    del made[start : start + dice.randint(1, 64)]


def _put_in(made: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(made) + 1)
    made[start:start] = dice.randbytes(dice.randint(1, 64))


def _repeat(made: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(made) + 1)
    made[start:start] = made[start : start + dice.randint(1, 512)] * dice.randint(1, 8)


def _extreme(made: bytearray, dice: random.Random) -> None:
    """Write an extreme number at a place that may hold a size."""
    start = dice.randrange(min(len(made), 512) + 1)
    size = dice.choice((1, 2, 4, 8))
    value = dice.choice((0, 1, 2 ** (8 * size) - 1, 2 ** (8 * size - 1), 2 ** (8 * size - 1) - 1))
    made[start : start + size] = value.to_bytes(size, dice.choice(("little", "big")))


WOUNDS = (_turn_bits, _cut, _take_out, _put_in, _repeat, _extreme)


def pictures() -> list[bytes]:
    """Return good pictures in every format that the app reads."""
    pixels = np.random.default_rng(0).integers(0, 255, (40, 56, 3), np.uint8)
    contents = []
    for kind in FORMATS:
        for picture in (Image.fromarray(pixels), Image.fromarray(pixels).convert("L")):
            stream = io.BytesIO()
            picture.save(stream, kind)
            contents.append(stream.getvalue())
    return contents


def archives() -> list[bytes]:
    """Return good archives of two classes, stored and packed."""
    contents = []
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", method) as archive:
            for number, picture in enumerate(pictures()[:6]):
                archive.writestr(f"{'cats' if number % 2 else 'dogs'}/{number}.png", picture)
        contents.append(stream.getvalue())
    return contents


def networks(dice: random.Random) -> list[bytes]:
    """Return a good network, and intact files of networks whose description was changed."""
    contents = [(CHECKPOINTS / "mnist" / "model.keras").read_bytes()]
    with zipfile.ZipFile(io.BytesIO(contents[0])) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(STRANGE):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as made:
            for name, content in members.items():
                made.writestr(name, _strange(content, dice) if name == "config.json" else content)
        contents.append(stream.getvalue())
    return contents


def saved_recipes(dice: random.Random) -> list[bytes]:
    """Return recipes in which one or two values were changed."""
    good = [recipe.to_json().encode() for recipe in recipes.recipes().values()]
    return [_strange(dice.choice(good), dice) for _ in range(4 * STRANGE)]


def _strange(content: bytes, dice: random.Random) -> bytes:
    """Return a JSON text in which one or two values were replaced."""
    made = json.loads(content)
    for _ in range(dice.randint(1, 2)):
        place = made
        while True:
            key = dice.choice(list(place) if isinstance(place, dict) else range(len(place)))
            if not (isinstance(place[key], dict | list) and place[key]) or dice.random() < 0.1:
                break
            place = place[key]
        place[key] = copy.deepcopy(dice.choice(ODD))
    return json.dumps(made).encode()


def listed_pictures() -> list[bytes]:
    """Return the hostile pictures of the tests."""
    from tests import hostile

    return [recipe.make() for recipe in hostile.recipes()]


def listed_networks() -> list[bytes]:
    """Return the hostile network files of the tests."""
    from tests import hostile_networks

    with zipfile.ZipFile(CHECKPOINTS / "mnist" / "model.keras") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    contents = []
    for one in hostile_networks.FILES:
        try:
            contents.append(one.make(members))
        except IndexError:  # It changes a layer that this network lacks.
            continue
    return contents
