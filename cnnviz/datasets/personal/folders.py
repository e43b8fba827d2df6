"""Find the classes among the folders of an archive: folders with photos -> photos of each class, and what is left out.

People pack one folder for each class, and much around it: folders around all of them, splits (`train`, `test`) that
hold the classes once more, the whole archive once more within itself, photos beside the folders.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from zipfile import ZipInfo

from cnnviz.datasets.personal.names import LONGEST_NAME, plain
from cnnviz.locale import N_, _, ngettext

NAMED = 5
"""Files with one fault that are named; of further ones only the number is given."""
SPLITS = {
    *("train", "training", "trn", "entrenamiento"),
    *("val", "valid", "validate", "validation", "validacion", "dev", "eval", "evaluation"),
    *("test", "tests", "testing", "tst", "holdout", "prueba", "pruebas"),
    *("fold", "folds"),
    *("pred", "predict", "prediction", "predictions", "unlabeled", "unlabelled"),
}
"""Words for the parts of a data set, as people write them."""
FILLERS = {
    *("set", "sets", "data", "dataset", "split", "folder", "folders", "image", "images", "img", "imgs", "imagenes"),
    *("photo", "photos", "fotos", "picture", "pictures", "pics", "files", "single", "small", "raw", "final"),
    *("resized", "cropped", "original", "augmented", "aug", "de"),
}
"""Words beside them that change nothing: `training_set`, `test images`."""


@dataclass(eq=False)
class Folder:
    """A folder with photos somewhere within.

    Attributes:
        name: As it stands in the archive, in one line.
        photos: Name and member of each photo directly in it.
        folders: The folders in it, by their names without capitals.
        left_out: Whether a note says of the whole folder that it belongs to no class.
    """

    name: str = ""
    photos: list[tuple[str, ZipInfo]] = field(default_factory=list)
    folders: dict[str, Folder] = field(default_factory=dict)
    left_out: bool = False

    def within(self, name: str) -> Folder:
        """Return the folder of that name in it; it is made if there is none."""
        shown = plain(name, len(name)) or "unnamed"
        return self.folders.setdefault(shown.casefold(), Folder(shown))

    def all_photos(self) -> list[ZipInfo]:
        """Return every photo in it and in its folders."""
        deeper = [member for folder in self.folders.values() for member in folder.all_photos()]
        return [member for _name, member in self.photos] + deeper

    def take(self, other: Folder) -> None:
        """Add what is in another folder, folder by folder."""
        self.photos += other.photos
        for key, folder in other.folders.items():
            self.folders.setdefault(key, Folder(folder.name)).take(folder)


@dataclass
class Sorted:
    """The classes of an archive.

    Attributes:
        classes: The photos of each class, by its name.
        notes: Sentences about folders that are merged or left out.
    """

    classes: dict[str, list[ZipInfo]]
    notes: list[str]


def left_out_note(fault: str, files: list[str]) -> str:
    """Return the sentence that names files that are left out, and why.

    >>> left_out_note("is no picture", ["a.txt", "b.txt"])
    'Left out: a.txt, b.txt (is no picture).'
    """
    return _("Left out: {names} ({fault}).", names=_listed(files), fault=_(fault))


def sort(photos: Iterable[tuple[tuple[str, ...], ZipInfo]]) -> Sorted:
    """Sort photos by class.

    Args:
        photos: For each photo the parts of its path, folders and file, and the member of the archive.

    Returns:
        The classes; none where no photo lies in a folder that can be one.
    """
    root, notes = Folder(), list[str]()
    for path, member in photos:
        place = root
        for name in path[:-1]:
            place = place.within(name)
        place.photos.append((path[-1], member))
    classes = _classes(root, notes)
    loose = [name for name, _member in _loose(root, list(classes.values()))]
    if deeper := [folder.name for folder in classes.values() if folder.folders]:
        notes.append(_("The folders within {names} are taken as parts of the class.", names=_listed(deeper)))
    if loose and classes:
        notes.append(left_out_note(N_("lies in no class’s folder"), loose))
    return Sorted(_labelled(classes, notes), notes)


def _listed(names: list[str]) -> str:
    shown = ", ".join(map(plain, names[:NAMED]))
    return shown if len(names) <= NAMED else _("{names} and {more:,} more", names=shown, more=len(names) - NAMED)


def _classes(folder: Folder, notes: list[str]) -> dict[str, Folder]:
    """Return the folders of the classes, by their names without capitals."""
    folder = _inner(folder)
    _unfold_twins(folder)
    splits, others = _splits(folder)
    if not splits:
        return folder.folders
    inside = {split.name: _classes(split, notes) for split in splits}
    known = max(inside.values(), key=len)
    merged: dict[str, Folder] = {}
    unlabelled = []
    for split in splits:
        classes = _level(split, known) or inside[split.name]
        if not classes or (len(classes) == 1 < len(known) and not set(classes) & set(known)):
            unlabelled.append(split)
        for key, each in classes.items() if split not in unlabelled else ():
            merged.setdefault(key, Folder(each.name)).take(each)
    if set(merged) <= FILLERS:  # As where photos to look for things in lie in `train/images`.
        return {}
    together = sorted(split.name for split in splits if split not in unlabelled)
    if len(together) > 1:
        notes.append(
            _(
                "The photos of the folders {names} are put together: the app makes its own split.",
                names=_listed(together),
            )
        )
    notes += [
        _left_out(each, N_("it holds no folders of classes, so nothing says what they show")) for each in unlabelled
    ]
    notes += [_left_out(each, N_("it is none of the folders of classes")) for each in others]
    return merged


def _inner(folder: Folder) -> Folder:
    """Return the folder that holds the classes or splits; folders around all others are skipped."""
    while len(folder.folders) == 1:
        (only,) = folder.folders.values()
        if not only.folders or (only.photos and len(only.folders) < 2):
            break
        folder = only
    return folder


def _unfold_twins(folder: Folder) -> None:
    """Merge a folder that holds its siblings once more with them, as in `flowers/flowers`."""
    for key, inner in list(folder.folders.items()):
        if len(inner.folders) > 1 and all(each != key and each in folder.folders for each in inner.folders):
            del folder.folders[key]
            folder.take(inner)


def _splits(folder: Folder) -> tuple[list[Folder], list[Folder]]:
    """Separate the folders that are splits from those beside them; there are no splits where the folders are classes.

    A class may be called `train`: beside `car` and `plane` it is one. Splits stand alone, or two of them hold the same
    classes.
    """
    split_words = {key: words for key in folder.folders if (words := _split_words(key)) is not None}
    shared = set.intersection(*split_words.values()) if len(split_words) > 1 else set()
    splits = [folder.folders[key] for key, rest in split_words.items() if rest <= FILLERS | shared]
    others = [each for each in folder.folders.values() if each not in splits]
    inside = Counter(key for split in splits for key in _inner(split).folders)
    alike = any(count > 1 for count in inside.values())
    if (others and not alike) or (len(splits) < 2 and not inside):
        return [], []
    return splits, others


def _split_words(name: str) -> set[str] | None:
    """Return the words of a folder's name beside the word for a split; None if it has no such word.

    >>> (
    ...     _split_words("training_set"),
    ...     _split_words("seg-test"),
    ...     _split_words("trainImages2017"),
    ...     _split_words("trainers"),
    ... )
    ({'set'}, {'seg'}, {'images'}, None)
    """
    plain_letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    words = [part for word in re.findall(r"[a-z]+", plain_letters) for part in _parts(word)]
    return {word for word in words if word not in SPLITS} if any(word in SPLITS for word in words) else None


def _parts(word: str) -> Iterator[str]:
    """Split words that are written as one, such as `trainset`."""
    for end in range(len(word), 2, -1):
        if word[:end] in SPLITS and (end == len(word) or word[end:] in FILLERS):
            yield from (word[:end], word[end:])[: 1 + (end < len(word))]
            return
    yield word


def _level(split: Folder, known: dict[str, Folder]) -> dict[str, Folder]:
    """Return the first folders of a split with the names of another split's classes: it may hold one class alone."""
    while split.folders and not set(split.folders) & set(known):
        if len(split.folders) > 1:
            return {}
        (split,) = split.folders.values()
    return split.folders


def _left_out(folder: Folder, why: str) -> str:
    count, folder.left_out = len(folder.all_photos()), True
    return ngettext(
        "Left out: folder {folder} with {n:,} photo ({why}).",
        "Left out: folder {folder} with {n:,} photos ({why}).",
        count,
        folder=plain(folder.name),
        why=_(why),
    )


def _loose(folder: Folder, classes: list[Folder]) -> Iterator[tuple[str, ZipInfo]]:
    """Yield the photos beside the folders of the classes, around them or in a split."""
    taken = {id(member) for each in classes for member in each.all_photos()}

    def beside(outer: Folder) -> Iterator[tuple[str, ZipInfo]]:
        if outer.folders and outer not in classes:
            yield from outer.photos
        for deeper in outer.folders.values():
            if not deeper.left_out:
                yield from beside(deeper)

    yield from ((name, member) for name, member in beside(folder) if id(member) not in taken)


def _labelled(classes: dict[str, Folder], notes: list[str]) -> dict[str, list[ZipInfo]]:
    """Name each class after its folder; of longer names that begin alike, the ends are kept too."""
    labelled: dict[str, list[ZipInfo]] = {}
    taken: set[str] = set()
    for each in classes.values():
        name, number = plain(each.name), 2
        if name != each.name:
            half = LONGEST_NAME // 2 - 4
            name = f"{each.name[:half]} … {each.name[-half:]}"
            while name.casefold() in taken:
                name, number = f"{each.name[:half]} … {number} … {each.name[-half + 6 :]}"[:LONGEST_NAME], number + 1
            notes.append(
                _(
                    "The class of the folder {folder} is called {name}: a name has {most} characters at most.",
                    folder=plain(each.name),
                    name=name,
                    most=LONGEST_NAME,
                )
            )
        taken.add(name.casefold())
        labelled[name] = each.all_photos()
    return labelled
