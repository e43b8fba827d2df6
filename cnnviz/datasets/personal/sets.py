"""What has a person photographed?  A folder for each data set of one's own: about.json, and the photos of each class.

The folders of classes are named by chance and the photos by their content, so that nothing a person types or sends ever
becomes a path. A photo is kept upright, as a JPEG of bounded size, without what a camera writes into it.
"""

import io
import json
import re
import secrets
import shutil
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray
from PIL import Image

from cnnviz import images
from cnnviz.base import ownership
from cnnviz.base.ownership import Ownership
from cnnviz.base.settings import own_dir
from cnnviz.datasets.dataset import DataError
from cnnviz.datasets.photos import Content

PREFIX = "own-"
LONG_SIDE, QUALITY = 512, 92
MOST_SETS, MOST_CLASSES = 100, 50
MOST_A_CLASS, MOST_PHOTOS = 2_000, 10_000
MOST_BYTES = 2 * 10**9
"""Of all data sets of one's own together."""
LEAST_FREE = 200 * 10**6
"""Bytes that stay free on the disk."""
MOST_REFUSED = 200
"""Files that are no photos, after which adding ends."""
LOOK = 100
"""Photos after which the limits are looked at anew."""
LONGEST_NAME = 60


@dataclass(frozen=True)
class OwnClass:
    """A class of photos.

    Attributes:
        folder: Name of its folder.
        label: What the person calls it.
        photos: Names of its files, in the order of their checksums.
    """

    folder: str
    label: str
    photos: tuple[str, ...] = ()


@dataclass(frozen=True)
class OwnSet:
    """A data set of a person's own photos, as it is on disk now.

    Attributes:
        name: Its name as a data set, such as ``own-fruit-3f2a9c01``, which is also that of its folder.
        title: What the person calls it.
        classes: Its classes; the position is the label.
    """

    name: str
    title: str
    classes: tuple[OwnClass, ...] = ()

    @property
    def path(self) -> Path:
        """Its folder."""
        return own_dir() / self.name

    @property
    def ownership(self) -> Ownership:
        """Who made it, as its folder says now."""
        return ownership.read(self.path)

    @property
    def labels(self) -> tuple[str, ...]:
        """Name of each class."""
        return tuple(each.label for each in self.classes)

    @property
    def count(self) -> int:
        """Number of photos."""
        return sum(len(each.photos) for each in self.classes)

    @property
    def version(self) -> str:
        """Checksum of its classes and photos: another one after any change."""
        content = [[each.folder, each.label, *each.photos] for each in self.classes]
        return sha256(json.dumps(content).encode()).hexdigest()[:16]

    def file(self, folder: str, photo: str) -> Path:
        """Return the place of one of its photos."""
        return self.path / folder / photo

    def find(self, folder: str) -> OwnClass:
        """Return the class of that folder.

        Raises:
            DataError: It was removed.
        """
        for each in self.classes:
            if each.folder == folder:
                return each
        raise DataError(f"This class of {self.title} is gone: it was removed in another window.")

    def require_trainable(self) -> None:
        """Refuse what no network could learn from.

        Raises:
            DataError: There are fewer than two classes, or one has no photos.
        """
        if len(self.classes) < 2:
            raise DataError(f"{self.title} needs two classes at least, to be told apart: add another class.")
        if empty := [each.label for each in self.classes if not each.photos]:
            raise DataError(f"{self.title} has no photo of {empty[0]}: add some, or remove the class.")


@dataclass
class Added:
    """What became of some files.

    Attributes:
        photos: How many were added.
        twice: How many were there already.
        refused: A sentence for each file that was not taken.
        notes: Further sentences.
    """

    photos: int = 0
    twice: int = 0
    refused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def own_sets(owner: str | None = None) -> list[OwnSet]:
    """Return the data sets of photos that a person may see, the newest first; None sees every one."""
    folder = own_dir()
    paths = [path for path in folder.glob(f"{PREFIX}*/about.json") if path.is_file()] if folder.is_dir() else []
    found = []
    for path in sorted(paths, key=lambda path: (path.parent.stat().st_ctime, path), reverse=True):
        with suppress(DataError):  # It may be deleted at this moment.
            found.append(get(path.parent.name, owner))
    return found


def get(name: str, owner: str | None = None) -> OwnSet:
    """Return the data set of that name, if the owner may see it; None sees every one.

    Raises:
        DataError: There is none any more, it is another's, or its about.json is damaged.
    """
    path = own_dir() / name
    gone = DataError(f"The photos of {name!r} are gone: choose another data set, or make one on the page My classes.")
    if not re.fullmatch(rf"{PREFIX}[a-z0-9-]{{1,60}}", name) or not ownership.read(path).visible_to(owner):
        raise gone
    try:
        about = json.loads((path / "about.json").read_text(encoding="utf-8"))
        classes = tuple(OwnClass(each["folder"], each["label"]) for each in about["classes"])
        title = str(about["title"])
    except FileNotFoundError:
        raise gone from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"The data set {name} cannot be read: its about.json is damaged; delete {path}.") from error
    return OwnSet(name, title, tuple(OwnClass(c.folder, c.label, _photos(path / c.folder)) for c in classes))


def _photos(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.name for path in folder.glob("[!.]*.jpg")))


def create(title: str, owner: str = "", labels: Sequence[str] = ()) -> OwnSet:
    """Make a data set without photos, with all of its first classes or not at all.

    Args:
        title: What the person calls it.
        owner: Who alone sees it; empty for everybody.
        labels: Names of its first classes.

    Raises:
        DataError: The title is empty, there are too many data sets, a name cannot be that of a class (the message says of each
            what is wrong), or the folder cannot be written.
    """
    title = _titled(title)
    _require_labels(labels)
    if sum(each.ownership.owner == owner for each in own_sets()) >= MOST_SETS:
        raise DataError(f"There are {MOST_SETS} data sets of your own already: delete one first.")
    ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_title).strip("-")[:24].strip("-")
    classes = tuple(OwnClass(f"c{secrets.token_hex(4)}", plain(label)) for label in labels)
    own = OwnSet(f"{PREFIX}{words or 'photos'}-{secrets.token_hex(4)}", title, classes)
    with _writing(own):
        own.path.mkdir(parents=True)
        for each in classes:
            (own.path / each.folder).mkdir()
        if owner:
            ownership.write(own.path, Ownership(owner))
        _write(own)
    return own


def _require_labels(labels: Sequence[str]) -> None:
    """Refuse names of new classes, saying of each what is wrong with it."""
    faults, times = [], Counter(plain(label, len(label)).casefold() for label in labels)
    if len(labels) > MOST_CLASSES:
        faults.append(f"{len(labels)} classes are too many: {MOST_CLASSES} are the most there can be.")
    for label in labels:
        name = plain(label, len(label))
        if not name:
            faults.append("A class needs a name: write what its photos show.")
        elif len(name) > LONGEST_NAME:
            faults.append(f"{plain(label)}… is too long for a name: {LONGEST_NAME} letters are the most.")
        elif (count := times.pop(name.casefold(), 1)) > 1:
            faults.append(f"{name} is there {'twice' if count == 2 else f'{count} times'}: leave one.")
    if faults:
        raise DataError(" ".join(dict.fromkeys(faults)))


def delete(name: str) -> None:
    """Delete the data set with all its photos; what was trained on it stays."""
    own = get(name)
    with _changing(name), _writing(own):
        shutil.rmtree(own.path)
    (own_dir() / f".{name}.lock").unlink(missing_ok=True)


def retitle(name: str, title: str) -> None:
    """Call the data set something else.

    Raises:
        DataError: The title is empty.
    """
    with _changing(name) as own, _writing(own):
        _write(OwnSet(own.name, _titled(title), own.classes))


def add_class(name: str, label: str) -> OwnClass:
    """Add an empty class.

    Raises:
        DataError: The name is empty or taken, or there are too many classes.
    """
    _require_labels([label])
    with _changing(name) as own, _writing(own):
        _require_new(own, label := plain(label))
        if len(own.classes) >= MOST_CLASSES:
            raise DataError(f"{own.title} has {MOST_CLASSES} classes, the most there can be: remove one first.")
        new = OwnClass(f"c{secrets.token_hex(4)}", label)
        (own.path / new.folder).mkdir()
        _write(OwnSet(own.name, own.title, (*own.classes, new)))
    return new


def rename_class(name: str, folder: str, label: str) -> None:
    """Call a class something else.

    Raises:
        DataError: The name is empty or taken.
    """
    with _changing(name) as own, _writing(own):
        kept, label = own.find(folder), plain(label)
        if label == kept.label:
            return
        _require_new(OwnSet(own.name, own.title, tuple(each for each in own.classes if each != kept)), label)
        renamed = (OwnClass(folder, label) if each == kept else each for each in own.classes)
        _write(OwnSet(own.name, own.title, tuple(renamed)))


def remove_class(name: str, folder: str) -> None:
    """Delete a class with its photos."""
    with _changing(name) as own, _writing(own):
        gone = own.find(folder)
        _write(OwnSet(own.name, own.title, tuple(each for each in own.classes if each != gone)))
        shutil.rmtree(own.path / folder, ignore_errors=True)


def _require_new(own: OwnSet, label: str) -> None:
    if not label:
        raise DataError("A class needs a name: write what its photos show.")
    if any(_same(label, each.label) for each in own.classes):
        raise DataError(f"There is a class {label} already: give this one another name.")


def class_of(name: str, label: str) -> OwnClass:
    """Return the class of that name, whatever its capitals; it is made where there is none."""
    found = (each for each in get(name).classes if _same(plain(label), each.label))
    return next(found, None) or add_class(name, label)


def add_photo(name: str, folder: str, content: bytes, file_name: str = "") -> bool:
    """Add a photo to a class; return False if the class has it already.

    Raises:
        PictureError: The file is no usable picture.
        DataError: The photo is in another class, or a limit is reached.
    """
    own = get(name)
    own.find(folder)
    _require_room(own, folder)
    return _keep(own, folder, content, file_name)


def add(name: str, files: Iterable[tuple[str, str, Content]]) -> Iterator[Added]:
    """Add many photos, and say after each what became of them so far; what cannot be used is left out and told of.

    Args:
        name: The data set.
        files: For each the folder of its class, its name, and what reads it.

    Raises:
        DataError: A limit is reached; what was added before stays.
    """
    said, room = Added(), dict[str, int]()
    for number, (folder, file_name, content) in enumerate(files):
        # To count thousands of files after each of them would take longer than adding them.
        if number % LOOK == 0 or room.get(folder, MOST_A_CLASS) >= MOST_A_CLASS or sum(room.values()) >= MOST_PHOTOS:
            own = get(name)
            own.find(folder)
            room = _require_room(own, folder)
        try:
            fresh = _keep(own, folder, content(), file_name)
            said.photos, said.twice = said.photos + fresh, said.twice + (not fresh)
            room[folder] += fresh
        except (images.PictureError, DataError) as error:
            said.refused.append(str(error))
        if len(said.refused) >= MOST_REFUSED:
            raise DataError(f"{MOST_REFUSED} files could not be used, the last because: {said.refused[-1]}")
        yield said


def _require_room(own: OwnSet, folder: str) -> dict[str, int]:
    """Return how many photos each class has; refuse further ones where a limit is reached."""
    counts = {each.folder: len(each.photos) for each in own.classes}
    if counts.get(folder, 0) >= MOST_A_CLASS:
        raise DataError(
            f"A class holds {MOST_A_CLASS:,} photos at most, and {own.find(folder).label} has them: remove some."
        )
    if sum(counts.values()) >= MOST_PHOTOS:
        raise DataError(f"{own.title} holds {MOST_PHOTOS:,} photos, the most there can be: remove some.")
    if sum(path.stat().st_size for path in own_dir().glob("*/*/*.jpg")) >= MOST_BYTES:
        raise DataError(f"Your photos take {MOST_BYTES / 1e9:.0f} GB, the most they may: delete a data set first.")
    if shutil.disk_usage(own_dir()).free < LEAST_FREE:
        raise DataError("The disk is nearly full, so no photo can be added: make room and try again.")
    return counts


def _keep(own: OwnSet, folder: str, content: bytes, file_name: str) -> bool:
    pixels = _reduced(images.read(content, file_name or None))
    photo = f"{sha256(str(pixels.shape).encode() + pixels.tobytes()).hexdigest()[:24]}.jpg"
    for each in own.classes:
        if own.file(each.folder, photo).exists():
            if each.folder == folder:
                return False
            shown = plain(file_name) or "This photo"
            raise DataError(f"{shown} is in class {each.label} already: a photo can belong to one class only.")
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=QUALITY)
    place = own.file(folder, photo)
    new = place.with_name(f".{secrets.token_hex(8)}")
    with _writing(own):
        try:
            new.write_bytes(stream.getvalue())
            new.replace(place)
        except FileNotFoundError:
            raise DataError(f"This class of {own.title} is gone: it was removed in another window.") from None
        finally:
            new.unlink(missing_ok=True)
    return True


def _reduced(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a photo, shape (rows, cols, 3), with no side above `LONG_SIDE`."""
    photo = Image.fromarray(pixels)
    photo.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.BILINEAR)
    return np.asarray(photo)


def remove_photo(name: str, folder: str, photo: str) -> bytes:
    """Take a photo out and return its file, with which `put_back` undoes that.

    Raises:
        DataError: It is gone already.
    """
    own = get(name)
    if photo not in own.find(folder).photos:
        raise DataError("This photo is gone already: it was removed in another window.")
    with _writing(own):
        place = own.file(folder, photo)
        content = place.read_bytes()
        place.unlink(missing_ok=True)
    return content


def put_back(name: str, folder: str, photo: str, content: bytes) -> None:
    """Undo `remove_photo`.

    Raises:
        DataError: The class is gone, or a limit is reached.
    """
    own = get(name)
    own.find(folder)
    _require_room(own, folder)
    if re.fullmatch(r"[0-9a-f]{24}\.jpg", photo):
        with _writing(own):
            own.file(folder, photo).write_bytes(content)


def plain(text: str, longest: int = LONGEST_NAME) -> str:
    r"""Return text in one line, as it may stand on a page: no control characters, no end of spaces, no longer than that.

    >>> plain("  red\n apples\u202e ")
    'red apples'
    """
    normal = unicodedata.normalize("NFC", text)
    return " ".join("".join(c if c.isprintable() else " " for c in normal).split())[:longest].strip()


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _titled(title: str) -> str:
    if not plain(title):
        raise DataError("A data set needs a title: write what its photos show, such as Fruit.")
    return plain(title)


@contextmanager
def _changing(name: str) -> Iterator[OwnSet]:
    """Hold the data set's lock, so that two windows do not undo each other's changes, and give it as it is now."""
    get(name)
    with FileLock(own_dir() / f".{name}.lock"):
        yield get(name)


@contextmanager
def _writing(own: OwnSet) -> Iterator[None]:
    """Turn what the disk refuses into one sentence."""
    try:
        yield
    except OSError as error:
        raise DataError(
            f"{own.title} cannot be written to {own_dir()} ({error.strerror}): make room or choose another folder for runs."
        ) from error


def _write(own: OwnSet) -> None:
    """Replace about.json as one act."""
    classes = [{"folder": each.folder, "label": each.label} for each in own.classes]
    about = {"title": own.title, "classes": classes, "changed": time.strftime("%Y-%m-%d %H:%M:%S")}
    new = own.path / f".about.{secrets.token_hex(4)}.json"
    new.write_text(json.dumps(about, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    new.replace(own.path / "about.json")
