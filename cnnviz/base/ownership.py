"""Whose is a folder?  A run, a search or a data set -> who made it, and whether others may see it."""

import json
import os
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "owner.json"
UNREADABLE = "?"
"""Owner of a folder whose owner cannot be read: nobody is called so, so it stays closed."""


@dataclass(frozen=True)
class Ownership:
    """Who may see a folder.

    Attributes:
        owner: Any word for a person; empty for what belongs to everybody, as from the command line.
        shared: Whether everybody may see it.
    """

    owner: str = ""
    shared: bool = False

    def visible_to(self, owner: str | None) -> bool:
        """Return whether a person may see it; None is somebody who may see everything.

        >>> mine = Ownership("ann")
        >>> mine.visible_to("ann"), mine.visible_to("bob"), mine.visible_to(None), Ownership().visible_to("bob")
        (True, False, True, True)
        """
        return self.shared or not self.owner or self.belongs_to(owner)

    def belongs_to(self, owner: str | None) -> bool:
        """Return whether a person may change it; None is somebody who may change everything."""
        return owner is None or (bool(self.owner) and self.owner == owner)


def read(folder: Path) -> Ownership:
    """Return whose the folder is now."""
    try:
        values = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return Ownership(str(values["owner"]), values["shared"] is True)
    except FileNotFoundError:
        return Ownership()
    except (OSError, ValueError, KeyError, TypeError):
        return Ownership(UNREADABLE)


def write(folder: Path, ownership: Ownership) -> None:
    """Write down whose the folder is, as one act.

    Raises:
        OSError: The folder cannot be written to.
    """
    new = folder / f".owner.{os.getpid()}.{threading.get_ident()}.json"
    new.write_text(json.dumps(asdict(ownership)) + "\n", encoding="utf-8")
    new.replace(folder / FILE)
