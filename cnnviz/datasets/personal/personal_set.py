"""A personal data set as it is on disk: its folder, classes, photos and owner."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cnnviz.base import ownership
from cnnviz.base.ownership import Ownership
from cnnviz.base.settings import personal_dir
from cnnviz.datasets.dataset import DataError
from cnnviz.locale import N_, Message

PREFIX = "own-"
"""Begins the name of every personal data set."""
CLASS_GONE = N_("This class of {title} is gone: it was removed in another window.")


@dataclass(frozen=True)
class PersonalClass:
    """A class of photos.

    Attributes:
        folder: Name of its folder.
        label: Name that the user gave it.
        photos: Names of its files, in the order of their checksums.
    """

    folder: str
    label: str
    photos: tuple[str, ...] = ()


@dataclass(frozen=True)
class PersonalSet:
    """A data set of a user's own photos, as it is on disk now.

    Attributes:
        name: Its name as a data set and that of its folder, such as ``own-fruit-3f2a9c01``.
        title: Title that the user gave it.
        classes: Its classes; the position is the label.
    """

    name: str
    title: str
    classes: tuple[PersonalClass, ...] = ()

    @property
    def path(self) -> Path:
        """Its folder."""
        return personal_dir() / self.name

    @property
    def ownership(self) -> Ownership:
        """Its owner, as its folder says now."""
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
        """Return the path of one of its photos."""
        return self.path / folder / photo

    def find(self, folder: str) -> PersonalClass:
        """Return the class of that folder.

        Raises:
            DataError: It was removed.
        """
        for each in self.classes:
            if each.folder == folder:
                return each
        raise DataError(Message(CLASS_GONE, title=self.title))

    def require_trainable(self) -> None:
        """Refuse a data set that no network could learn from.

        Raises:
            DataError: There are fewer than two classes, or one has no photos.
        """
        if len(self.classes) < 2:
            raise DataError(
                Message("{title} needs two classes at least, to be told apart: add another class.", title=self.title)
            )
        if empty := [each.label for each in self.classes if not each.photos]:
            raise DataError(
                Message(
                    "{title} has no photo of {label}: add some, or remove the class.", title=self.title, label=empty[0]
                )
            )
