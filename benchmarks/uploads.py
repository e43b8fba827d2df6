"""No hostile upload does harm: thousands of damaged and malicious files, through the core and the pages.

Each must be taken or refused in one sentence, quickly, in bounded memory, and nothing may be written outside the runs
folder.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from benchmarks import hostile_files, memory
from benchmarks.measure import BenchmarkError, Case, Report
from benchmarks.processes import WRITING
from cnnviz import device, images
from cnnviz.base.errors import CnnvizError
from cnnviz.base.settings import ROOT
from cnnviz.datasets.personal import adding, sets, zips
from cnnviz.explore.upload import inspection
from cnnviz.recipes import saved

COUNT, SEED = 2_000, 0
AT_ONCE = 10
SENTENCE = 500
"""Characters of a refusal at most."""

Door = Callable[[bytes], object]


@dataclass
class Tally:
    """Effects of the files of one kind.

    Attributes:
        taken: Files that were taken.
        refused: Files that were refused in a sentence.
        faults: What should not have happened.
        seconds: Of the slowest file.
        memory_mb: By which the process grew at most while it had one of them.
    """

    taken: int = 0
    refused: int = 0
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0
    memory_mb: float = 0.0

    def case(self, name: str) -> Case:
        """Return it as a line of the report."""
        good, every = self.taken + self.refused, self.taken + self.refused + len(self.faults)
        more: dict[str, object] = {"taken": self.taken, "refused": self.refused, "slowest_s": self.seconds}
        more |= {"memory_grown_mb": self.memory_mb, "faults": self.faults[:20]}
        return Case(name, good / max(1, every), good, every, "files", more)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--count", type=int, default=COUNT, help=f"how many files ({COUNT})")
    parser.add_argument("--seed", type=int, default=SEED, help=f"decides which and when ({SEED})")


def run(options: argparse.Namespace) -> Report:
    """Upload the files; the ratio is the share that did no harm."""
    if sys.platform != "linux":
        raise BenchmarkError(
            "The benchmark of uploads reads the memory of its process as Linux reports it: run it there."
        )
    device.start()  # If matplotlib is installed, Keras makes it create its folders: no upload's doing.
    dice, written = random.Random(options.seed), Written()
    with _folder() as folder:
        written.allow(folder)
        name = sets.create("hostile").name
        label = sets.add_class(name, "things").folder
        doors: dict[str, tuple[Sequence[bytes], Sequence[bytes], Door]] = {
            "pictures": (
                hostile_files.pictures(),
                hostile_files.listed_pictures(),
                lambda content: images.read(content, "upload.png"),
            ),
            "photos of a user's own classes": (
                hostile_files.pictures(),
                (),
                lambda content: adding.add_photo(name, label, content, "upload.png"),
            ),
            "archives": (
                hostile_files.archives(),
                (),
                lambda content: zips.add(name, io.BytesIO(content), "upload.zip"),
            ),
            "networks": (
                hostile_files.networks(dice),
                hostile_files.listed_networks(),
                lambda content: _checked(content, folder),
            ),
            "recipes": (hostile_files.saved_recipes(dice), (), saved.read),
        }
        shares = dict(zip(doors, (0.5, 0.1, 0.15, 0.1, 0.15), strict=True))
        tallies = {}
        for kind, (wholes, listed, door) in doors.items():
            files = islice(hostile_files.files(wholes, listed, dice), round(options.count * shares[kind]))
            tallies[kind] = _upload(files, door)
        for field_ in fields(dice):
            files = islice(hostile_files.files(*field_.files, dice), options.count // field_.share)
            tallies[f"{field_.what}, on the page {field_.page}"] = _through_the_page(field_, list(files))
    cases = [tally.case(kind) for kind, tally in tallies.items()]
    outside = Case(
        "files written elsewhere",
        0.0 if written.elsewhere else 1.0,
        len(written.elsewhere),
        0,
        "files",
        {"which": written.elsewhere[:20]},
    )
    return Report("uploads", "as many files", [*cases, outside])


def _upload(files: Iterator[bytes], door: Door) -> Tally:
    """Put each file through a door of the core."""
    tally = Tally()
    for content in files:
        with _watched(tally):
            try:
                door(content)
                tally.taken += 1
            except CnnvizError as error:
                if "\n" in str(error) or not 0 < len(str(error)) < SENTENCE:
                    tally.faults.append(f"no sentence: {str(error)[:200]!r}")
                else:
                    tally.refused += 1
            except Exception as error:  # Whatever it is, it would have been a traceback.
                tally.faults.append(f"{type(error).__name__}: {str(error)[:200]}")
    return tally


@dataclass(frozen=True)
class Field:
    """A file uploader on a page.

    Attributes:
        what: The files.
        page: File name of the page, without its ending.
        files: Whole ones to mutate, and ready ones.
        share: Of so many files in all, one goes through it too.
        label: How the uploader's label begins.
        link: What the page's link says, by name.
        fold: Key of the fold in which it stands; empty for none.
        suffix: Ending of the files' names.
        at_once: Files of one upload; 1 where the field takes a single one.
        then: Key of the button to press after it, if it is shown.
    """

    what: str
    page: str
    files: tuple[Sequence[bytes], Sequence[bytes]]
    share: int
    label: str
    link: dict[str, str] = field(default_factory=dict)
    fold: str = ""
    suffix: str = ".png"
    at_once: int = 1
    then: str = ""


def fields(dice: random.Random) -> list[Field]:
    """Return the pages' fields that take files.

    Args:
        dice: Decides what is strange in what is made.
    """
    pictures = hostile_files.pictures(), hostile_files.listed_pictures()
    archives, recipes = (hostile_files.archives(), ()), (hostile_files.saved_recipes(dice), ())
    networks = hostile_files.networks(dice), hostile_files.listed_networks()
    label, opens = "A .keras or .h5 file", "open_network"
    return [
        Field("pictures", "classify", pictures, 16, "Photos of yours", {"classify_from": "upload"}, at_once=AT_ONCE),
        Field("pictures", "activations", pictures, 32, "A photo of yours", {"picture": "upload"}),
        Field("pictures", "kernels", pictures, 32, "A photo of yours", {"photo_from": "upload"}),
        Field("pictures", "my_classes", pictures, 32, "Photos of", at_once=AT_ONCE),
        Field("archives", "my_classes", archives, 32, "A ZIP", {}, "fold_zip", ".zip", then="add_zip"),
        Field("recipes", "train", recipes, 32, "A recipe", {}, "fold_files", ".json"),
        Field("networks", "activations", networks, 64, label, {}, "fold_network_file", ".keras", then=opens),
    ]


def _through_the_page(place: Field, files: list[bytes]) -> Tally:
    """Upload the files in a field of a page, as Streamlit's own tests do; a page with a traceback is a fault."""
    from streamlit.testing.v1 import AppTest

    tally = Tally()
    app = AppTest.from_file(ROOT / "app.py", default_timeout=300)
    for name, value in place.link.items():
        app.query_params[name] = value
    app.run().switch_page(f"pages/{place.page}.py").run()
    if place.fold:
        app.session_state[place.fold] = True
        app.run()
    for start in range(0, len(files), place.at_once):
        some = [(f"{n}{place.suffix}", files[n], "") for n in range(start, min(start + place.at_once, len(files)))]
        with _watched(tally, len(some)):
            uploader = next(one for one in app.file_uploader if one.label.startswith(place.label))
            uploader.set_value(some if place.at_once > 1 else some[0]).run()
            if place.then in {one.key for one in app.button}:  # A file that is refused at once offers none.
                app.button(key=place.then).click().run()
        if app.exception:
            tally.faults += [one.message[:200] for one in app.exception]
        else:
            tally.taken += len(some)
    return tally


@contextmanager
def _watched(tally: Tally, files: int = 1) -> Iterator[None]:
    """Record how long some files took, and by how much the process grew."""
    began = time.perf_counter()
    with memory.peak() as grown:
        yield
    tally.seconds = max(tally.seconds, (time.perf_counter() - began) / files)
    tally.memory_mb = max(tally.memory_mb, *grown)


def _checked(content: bytes, folder: Path) -> object:
    """Inspect a network file as before it is opened in a separate process."""
    file = folder / "upload.keras"
    file.write_bytes(content)
    return inspection.checked(file)


class Written:
    """Records every file that this process writes outside the allowed folders.

    Attributes:
        elsewhere: Their names.
    """

    def __init__(self) -> None:
        self.elsewhere: list[str] = []
        self.allowed: tuple[str, ...] = ()
        sys.addaudithook(self._hook)

    def allow(self, *folders: Path) -> None:
        """From now on, record what is written outside these folders."""
        self.allowed = ("/dev/", "/proc/self/", *(str(folder.resolve()) for folder in folders))

    def _hook(self, event: str, arguments: tuple[object, ...]) -> None:
        if event not in ("open", "os.rename", "os.mkdir", "os.link", "os.symlink") or not self.allowed:
            return
        flags = arguments[2] if event == "open" else WRITING
        target = arguments[0] if event in ("open", "os.mkdir") else arguments[1]
        if not isinstance(flags, int) or not flags & WRITING or not isinstance(target, str | bytes | os.PathLike):
            return
        path = os.path.abspath(os.fsdecode(target))
        if not path.startswith(self.allowed) and "__pycache__" not in path:
            self.elsewhere.append(path)


@contextmanager
def _folder() -> Iterator[Path]:
    """Provide a runs folder for these files alone, which also holds temporary files."""
    kept = {name: os.environ.get(name) for name in ("CNNVIZ_RUNS_DIR", "CNNVIZ_WARM_WORKER", "TMPDIR")}
    with tempfile.TemporaryDirectory(prefix="cnnviz-benchmark-") as folder:
        (Path(folder) / "tmp").mkdir()
        os.environ |= {"CNNVIZ_RUNS_DIR": f"{folder}/runs", "CNNVIZ_WARM_WORKER": "0", "TMPDIR": f"{folder}/tmp"}
        tempfile.tempdir = None
        try:
            yield Path(folder)
        finally:
            for name, value in kept.items():
                os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)
            tempfile.tempdir = None
