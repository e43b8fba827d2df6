"""Which files may do harm to what reads them?  Good files -> the same with wounds, or with values that nobody expects."""

from __future__ import annotations

import copy
import io
import json
import random
import zipfile
from collections.abc import Iterator, Sequence

import numpy as np
from PIL import Image

from cnnviz import recipes
from cnnviz.base.settings import CHECKPOINTS

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM")
STRANGE = 100
WHOLE = 0.2
"""Share of the files that are left as they are: good ones, and those whose harm lies in what they say."""
ODD = (
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
    """Give the listed files, then mutations of good ones without end."""
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
    """Write a number that a reader may trip over where a size may stand."""
    start = dice.randrange(min(len(made), 512) + 1)
    size = dice.choice((1, 2, 4, 8))
    value = dice.choice((0, 1, 2 ** (8 * size) - 1, 2 ** (8 * size - 1), 2 ** (8 * size - 1) - 1))
    made[start : start + size] = value.to_bytes(size, dice.choice(("little", "big")))


WOUNDS = (_turn_bits, _cut, _take_out, _put_in, _repeat, _extreme)


def pictures() -> list[bytes]:
    """Return good pictures in every format that the app reads."""
    pixels = np.random.default_rng(0).integers(0, 255, (40, 56, 3), np.uint8)
    found = []
    for kind in FORMATS:
        for picture in (Image.fromarray(pixels), Image.fromarray(pixels).convert("L")):
            stream = io.BytesIO()
            picture.save(stream, kind)
            found.append(stream.getvalue())
    return found


def archives() -> list[bytes]:
    """Return good archives of two classes, stored and packed."""
    found = []
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", method) as archive:
            for number, picture in enumerate(pictures()[:6]):
                archive.writestr(f"{'cats' if number % 2 else 'dogs'}/{number}.png", picture)
        found.append(stream.getvalue())
    return found


def networks(dice: random.Random) -> list[bytes]:
    """Return a good network, and some of which the file is whole but the description is not as it was."""
    found = [(CHECKPOINTS / "mnist" / "model.keras").read_bytes()]
    with zipfile.ZipFile(io.BytesIO(found[0])) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(STRANGE):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as made:
            for name, content in members.items():
                made.writestr(name, _strange(content, dice) if name == "config.json" else content)
        found.append(stream.getvalue())
    return found


def saved_recipes(dice: random.Random) -> list[bytes]:
    """Return recipes of which one or two values are not as they were."""
    good = [recipe.to_json().encode() for recipe in recipes.recipes().values()]
    return [_strange(dice.choice(good), dice) for _ in range(4 * STRANGE)]


def _strange(content: bytes, dice: random.Random) -> bytes:
    """Return a JSON text with other values in the place of one or two."""
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
    """Return the pictures that the tests know as hostile."""
    from tests import hostile

    return [recipe.make() for recipe in hostile.recipes()]


def listed_networks() -> list[bytes]:
    """Return the network files that the tests know as hostile."""
    from tests import hostile_networks

    with zipfile.ZipFile(CHECKPOINTS / "mnist" / "model.keras") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    found = []
    for one in hostile_networks.FILES:
        try:
            found.append(one.make(members))
        except StopIteration:  # It changes a layer that this network has not.
            continue
    return found
