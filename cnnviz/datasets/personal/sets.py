"""The store of personal data sets: one folder each, with about.json and the photos of each class.

The folders of classes have random names and the photos are named by their content, so that nothing a user types or
sends ever becomes a path.
"""

import json
import re
import secrets
import shutil
import time
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock

from cnnviz.base import files, ownership
from cnnviz.base.ownership import Ownership
from cnnviz.base.settings import personal_dir
from cnnviz.datasets.dataset import DataError
from cnnviz.datasets.personal import names
from cnnviz.datasets.personal.personal_set import PREFIX, PersonalClass, PersonalSet
from cnnviz.locale import Message

MOST_SETS = 100
"""Personal data sets of one user."""


def personal_sets(owner: str | None = None) -> list[PersonalSet]:
    """Return the personal data sets that a user may see, the newest first; None sees every one."""
    folder = personal_dir()
    paths = [path for path in folder.glob(f"{PREFIX}*/about.json") if path.is_file()] if folder.is_dir() else []
    visible = []
    for path in sorted(paths, key=lambda path: (path.parent.stat().st_ctime, path), reverse=True):
        with suppress(DataError):  # It may be deleted at this moment.
            visible.append(get(path.parent.name, owner))
    return visible


def get(name: str, owner: str | None = None) -> PersonalSet:
    """Return the data set of that name, if the owner may see it; None sees every one.

    Raises:
        DataError: It no longer exists, it belongs to another user, or its about.json is damaged.
    """
    path = personal_dir() / name
    gone = DataError(
        Message(
            "The photos of {name!r} are gone: choose another data set, or make one on the page My classes.", name=name
        )
    )
    if not re.fullmatch(rf"{PREFIX}[a-z0-9-]{{1,60}}", name) or not ownership.read(path).visible_to(owner):
        raise gone
    try:
        about = json.loads((path / "about.json").read_text(encoding="utf-8"))
        classes = tuple(PersonalClass(each["folder"], each["label"]) for each in about["classes"])
        title = str(about["title"])
    except FileNotFoundError:
        raise gone from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            Message(
                "The data set {name} cannot be read: its about.json is damaged; delete {path}.",
                name=name,
                path=str(path),
            )
        ) from error
    filled = tuple(PersonalClass(each.folder, each.label, _photos(path / each.folder)) for each in classes)
    return PersonalSet(name, title, filled)


def _photos(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.name for path in folder.glob("[!.]*.jpg")))


def create(title: str, owner: str = "", labels: Sequence[str] = ()) -> PersonalSet:
    """Make a data set without photos, with all of its first classes or not at all.

    Args:
        title: Title that the user gives it.
        owner: The only user who sees it; empty for everybody.
        labels: Names of its first classes.

    Raises:
        DataError: The title is empty, there are too many data sets, a class cannot have its name (the message says for
            each what is wrong), or the folder cannot be written.
    """
    title = names.plain_title(title)
    names.require_labels(labels)
    if sum(each.ownership.owner == owner for each in personal_sets()) >= MOST_SETS:
        raise DataError(Message("There are {n} data sets of your own already: delete one first.", n=MOST_SETS))
    ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_title).strip("-")[:24].strip("-")
    classes = tuple(PersonalClass(f"c{secrets.token_hex(4)}", names.plain(label)) for label in labels)
    data = PersonalSet(f"{PREFIX}{words or 'photos'}-{secrets.token_hex(4)}", title, classes)
    with writing(data):
        data.path.mkdir(parents=True)
        for each in classes:
            (data.path / each.folder).mkdir()
        if owner:
            ownership.write(data.path, Ownership(owner))
        _write(data)
    return data


def delete(name: str) -> None:
    """Delete the data set with all its photos; runs that were trained on it stay."""
    data = get(name)
    with _locked(name), writing(data):
        shutil.rmtree(data.path)
    (personal_dir() / f".{name}.lock").unlink(missing_ok=True)


def add_class(name: str, label: str) -> PersonalClass:
    """Add an empty class.

    Raises:
        DataError: The name is empty or taken, or there are too many classes.
    """
    names.require_labels([label])
    with _locked(name) as data, writing(data):
        names.require_new(label := names.plain(label), data.labels)
        if len(data.classes) >= names.MOST_CLASSES:
            raise DataError(
                Message(
                    "{title} has {n} classes, the most there can be: remove one first.",
                    title=data.title,
                    n=names.MOST_CLASSES,
                )
            )
        new = PersonalClass(f"c{secrets.token_hex(4)}", label)
        (data.path / new.folder).mkdir()
        _write(PersonalSet(data.name, data.title, (*data.classes, new)))
    return new


def rename_class(name: str, folder: str, label: str) -> None:
    """Give a class another name.

    Raises:
        DataError: The name is empty or taken.
    """
    with _locked(name) as data, writing(data):
        old, label = data.find(folder), names.plain(label)
        if label == old.label:
            return
        names.require_new(label, [each.label for each in data.classes if each != old])
        renamed = (PersonalClass(folder, label) if each == old else each for each in data.classes)
        _write(PersonalSet(data.name, data.title, tuple(renamed)))


def remove_class(name: str, folder: str) -> None:
    """Delete a class with its photos."""
    with _locked(name) as data, writing(data):
        gone = data.find(folder)
        _write(PersonalSet(data.name, data.title, tuple(each for each in data.classes if each != gone)))
        shutil.rmtree(data.path / folder, ignore_errors=True)


def class_of(name: str, label: str) -> PersonalClass:
    """Return the class of that name, whatever its capitals; it is made if there is none."""
    matches = (each for each in get(name).classes if names.same(names.plain(label), each.label))
    return next(matches, None) or add_class(name, label)


@contextmanager
def _locked(name: str) -> Iterator[PersonalSet]:
    """Hold the data set's lock, so that two windows do not undo each other's changes, and give it as it is now."""
    get(name)
    with FileLock(personal_dir() / f".{name}.lock"):
        yield get(name)


@contextmanager
def writing(data: PersonalSet) -> Iterator[None]:
    """Turn a fault of the disk inside the block into one sentence.

    Raises:
        DataError: The block raised an `OSError`.
    """
    try:
        yield
    except OSError as error:
        raise DataError(
            Message(
                "{title} cannot be written to {folder} ({reason}): make room or choose another folder for runs.",
                title=data.title,
                folder=str(personal_dir()),
                reason=files.reason(error),
            )
        ) from error


def _write(data: PersonalSet) -> None:
    """Replace about.json atomically."""
    classes = [{"folder": each.folder, "label": each.label} for each in data.classes]
    about = {"title": data.title, "classes": classes, "changed": time.strftime("%Y-%m-%d %H:%M:%S")}
    files.write(data.path / "about.json", json.dumps(about, indent=2, ensure_ascii=False) + "\n", concurrent=True)
