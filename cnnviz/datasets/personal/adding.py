"""Photos of a personal data set: added within the limits, removed and restored.

A photo is kept upright, as a JPEG of bounded size, without the metadata that a camera writes into it.
"""

import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnnviz import images
from cnnviz.base.files import replacing
from cnnviz.base.settings import personal_dir
from cnnviz.datasets.dataset import DataError
from cnnviz.datasets.personal.names import plain
from cnnviz.datasets.personal.personal_set import CLASS_GONE, PersonalSet
from cnnviz.datasets.personal.sets import get, writing
from cnnviz.datasets.photos import Content
from cnnviz.locale import Message

LONG_SIDE, QUALITY = 512, 92
MOST_A_CLASS, MOST_PHOTOS = 2_000, 10_000
MOST_BYTES = 2 * 10**9
"""Of all personal data sets together."""
LEAST_FREE = 200 * 10**6
"""Bytes that stay free on the disk."""
MOST_REFUSED = 200
"""Files that are no photos, after which adding ends."""
CHECK_EVERY = 100
"""Photos after which the limits are checked anew."""


@dataclass
class Added:
    """The result of adding some files.

    Attributes:
        photos: Number of photos that were added.
        twice: Number of photos that the class had already.
        refused: A sentence for each file that was not added.
        notes: Further sentences.
    """

    photos: int = 0
    twice: int = 0
    refused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def add_photo(name: str, folder: str, content: bytes, file_name: str = "") -> bool:
    """Add a photo to a class; return False if the class has it already.

    Raises:
        PictureError: The file is no usable picture.
        DataError: The photo is in another class, or a limit is reached.
    """
    data = get(name)
    data.find(folder)
    _require_room(data, folder)
    return _keep(data, folder, content, file_name)


def add_photos(name: str, files: Iterable[tuple[str, str, Content]]) -> Iterator[Added]:
    """Add many photos, and yield the result so far after each; files that cannot be used are refused with a sentence.

    Args:
        name: The data set.
        files: For each file the folder of its class, its name, and the function that reads it.

    Raises:
        DataError: A limit is reached; the photos added before stay.
    """
    added, counts = Added(), dict[str, int]()
    for number, (folder, file_name, content) in enumerate(files):
        # To count thousands of files after each of them would take longer than adding them.
        full = counts.get(folder, MOST_A_CLASS) >= MOST_A_CLASS or sum(counts.values()) >= MOST_PHOTOS
        if full or number % CHECK_EVERY == 0:
            data = get(name)
            data.find(folder)
            counts = _require_room(data, folder)
        try:
            fresh = _keep(data, folder, content(), file_name)
            added.photos, added.twice = added.photos + fresh, added.twice + (not fresh)
            counts[folder] += fresh
        except (images.PictureError, DataError) as error:
            added.refused.append(str(error))
        if len(added.refused) >= MOST_REFUSED:
            raise DataError(
                Message(
                    "{n} files could not be used, the last because: {reason}", n=MOST_REFUSED, reason=added.refused[-1]
                )
            )
        yield added


def _require_room(data: PersonalSet, folder: str) -> dict[str, int]:
    """Return the number of photos in each class; raise `DataError` where a limit allows no more."""
    counts = {each.folder: len(each.photos) for each in data.classes}
    if counts.get(folder, 0) >= MOST_A_CLASS:
        raise DataError(
            Message(
                "A class holds {most:,} photos at most, and {label} has them: remove some.",
                most=MOST_A_CLASS,
                label=data.find(folder).label,
            )
        )
    if sum(counts.values()) >= MOST_PHOTOS:
        raise DataError(
            Message(
                "{title} holds {most:,} photos, the most there can be: remove some.", title=data.title, most=MOST_PHOTOS
            )
        )
    if sum(path.stat().st_size for path in personal_dir().glob("*/*/[!.]*.jpg")) >= MOST_BYTES:
        raise DataError(
            Message(
                "Your photos take {size:.0f} GB, the most they may: delete a data set first.", size=MOST_BYTES / 1e9
            )
        )
    if shutil.disk_usage(personal_dir()).free < LEAST_FREE:
        raise DataError(Message("The disk is nearly full, so no photo can be added: make room and try again."))
    return counts


def _keep(data: PersonalSet, folder: str, content: bytes, file_name: str) -> bool:
    """Write a photo under the checksum of its pixels; return False if the class has it already."""
    pixels = _reduced(images.read(content, file_name or None))
    photo = f"{sha256(str(pixels.shape).encode() + pixels.tobytes()).hexdigest()[:24]}.jpg"
    for each in data.classes:
        if data.file(each.folder, photo).exists():
            if each.folder == folder:
                return False
            raise DataError(
                Message(
                    "{file} is in class {label} already: a photo can belong to one class only.",
                    file=plain(file_name) or Message("This photo"),
                    label=each.label,
                )
            )
    with writing(data):
        try:
            with replacing(data.file(folder, photo), concurrent=True, durable=False) as new:
                Image.fromarray(pixels).save(new, "JPEG", quality=QUALITY)
        except FileNotFoundError:
            raise DataError(Message(CLASS_GONE, title=data.title)) from None
    return True


def _reduced(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a photo, shape (rows, cols, 3), with no side above `LONG_SIDE`."""
    photo = Image.fromarray(pixels)
    photo.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.BILINEAR)
    return np.asarray(photo)


def remove_photo(name: str, folder: str, photo: str) -> bytes:
    """Remove a photo and return its file, with which `restore_photo` undoes the removal.

    Raises:
        DataError: It is gone already.
    """
    data = get(name)
    if photo not in data.find(folder).photos:
        raise DataError(Message("This photo is gone already: it was removed in another window."))
    with writing(data):
        path = data.file(folder, photo)
        content = path.read_bytes()
        path.unlink(missing_ok=True)
    return content


def restore_photo(name: str, folder: str, photo: str, content: bytes) -> None:
    """Undo `remove_photo`.

    Raises:
        DataError: The class is gone, or a limit is reached.
    """
    data = get(name)
    data.find(folder)
    _require_room(data, folder)
    if re.fullmatch(r"[0-9a-f]{24}\.jpg", photo):
        with writing(data):
            data.file(folder, photo).write_bytes(content)
