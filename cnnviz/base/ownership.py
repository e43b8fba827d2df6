"""The owner of a run, a search or a data set, and whether others may see it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from cnnviz.base import files

FILE = "owner.json"
UNREADABLE = "?"
"""Stands for an owner that cannot be read: no user has this name, so the folder stays private."""


@dataclass(frozen=True)
class Ownership:
    """Who may see a folder.

    Attributes:
        owner: Identifier of a user; empty for what belongs to everybody, as from the command line.
        shared: Whether everybody may see it.
    """

    owner: str = ""
    shared: bool = False

    def visible_to(self, owner: str | None) -> bool:
        """Return whether a user may see it; None stands for somebody who may see everything.

        >>> mine = Ownership("ann")
        >>> mine.visible_to("ann"), mine.visible_to("bob"), mine.visible_to(None), Ownership().visible_to("bob")
        (True, False, True, True)
        """
        return self.shared or not self.owner or self.belongs_to(owner)

    def belongs_to(self, owner: str | None) -> bool:
        """Return whether a user may change it; None stands for somebody who may change everything."""
        return owner is None or (bool(self.owner) and self.owner == owner)


def read(folder: Path) -> Ownership:
    """Return the folder's ownership as it is now."""
    try:
        values = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return Ownership(str(values["owner"]), values["shared"] is True)
    except FileNotFoundError:
        return Ownership()
    except (OSError, ValueError, KeyError, TypeError):
        return Ownership(UNREADABLE)


def write(folder: Path, ownership: Ownership) -> None:
    """Write the folder's ownership atomically.

    Raises:
        OSError: The folder cannot be written to.
    """
    files.write(folder / FILE, json.dumps(asdict(ownership)) + "\n", concurrent=True)
