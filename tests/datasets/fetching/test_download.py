"""A download ends whole, or in one sentence with nothing left that would be taken for whole."""

import errno
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cnnviz import datasets
from cnnviz.base.settings import ROOT
from cnnviz.datasets import DataError
from cnnviz.datasets.dataset import Archive
from cnnviz.datasets.fetching import download
from cnnviz.datasets.fetching import progress as progress_of
from cnnviz.locale import Message
from tests.datasets.fetching.file_server import Server, left

pytestmark = pytest.mark.usefixtures("cache")


CONTENT = np.random.default_rng(0).bytes(3_000_000)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(CONTENT) as running:
        yield running


def refused(archive: Archive) -> str:
    """The one sentence that a failed download ends in."""
    with pytest.raises(DataError) as caught:
        download.fetch(archive)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert not download.is_cached(archive)
    return sentence


def test_the_proxy_is_the_one_of_now(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert "does not answer" in refused(server.archive())
    monkeypatch.delenv("http_proxy")
    assert download.fetch(server.archive()).read_bytes() == CONTENT


def test_a_file_comes_once_and_whole(server: Server, cache: Path) -> None:
    reports: list[tuple[int, int]] = []
    path = download.fetch(server.archive(), lambda *progress: reports.append(progress))
    assert path.read_bytes() == CONTENT
    assert left(cache) == {"pictures.zip": len(CONTENT)}
    assert reports[0] == (0, len(CONTENT))
    assert reports[-1] == (len(CONTENT), len(CONTENT))
    assert reports == sorted(reports)
    assert download.fetch(server.archive()) == path
    assert server.ranges_requested == [None]


def test_what_was_interrupted_goes_on_and_nothing_is_fetched_twice(server: Server, cache: Path) -> None:
    server.cut = 1_000_000
    sentence = refused(server.archive())
    assert "the connection broke off" in sentence
    assert "it goes on from 33 %" in sentence
    assert left(cache) == {"pictures.zip.part": 1_000_000}
    assert download.started(server.archive()) == 1_000_000
    server.cut = None
    assert download.fetch(server.archive()).read_bytes() == CONTENT
    assert server.ranges_requested == [None, "bytes=1000000-"]
    assert server.sent == len(CONTENT)
    assert left(cache) == {"pictures.zip": len(CONTENT)}


def test_a_server_without_ranges_gives_all_of_it_again(server: Server) -> None:
    server.cut, server.ranges = 1_000_000, False
    refused(server.archive())
    server.cut = None
    assert download.fetch(server.archive()).read_bytes() == CONTENT
    assert server.sent == 1_000_000 + len(CONTENT)


def test_a_part_that_is_whole_already_only_has_to_be_checked(server: Server, cache: Path) -> None:
    cache.mkdir(parents=True)
    (cache / "pictures.zip.part").write_bytes(CONTENT)
    assert download.fetch(server.archive()).read_bytes() == CONTENT
    assert server.ranges_requested == []


def test_a_part_that_is_too_long_is_begun_anew(server: Server, cache: Path) -> None:
    cache.mkdir(parents=True)
    (cache / "pictures.zip.part").write_bytes(CONTENT + b"more")
    assert download.fetch(server.archive()).read_bytes() == CONTENT
    assert server.ranges_requested == [None]


def test_what_another_program_left_half_is_not_taken_for_whole(server: Server, cache: Path) -> None:
    cache.mkdir(parents=True)
    (cache / "pictures.zip").write_bytes(CONTENT[:99])
    assert not download.is_cached(server.archive())
    assert download.fetch(server.archive()).read_bytes() == CONTENT


@pytest.mark.parametrize("algorithm", ["sha256", "md5"])
def test_a_wrong_checksum_leaves_nothing(server: Server, cache: Path, algorithm: str) -> None:
    sentence = refused(server.archive(digest="0" * 64, algorithm=algorithm))
    assert "arrived damaged: its checksum is not the published one, so the file was deleted" in sentence
    assert left(cache) == {}


def test_damage_in_the_part_is_found_and_the_next_try_succeeds(server: Server, cache: Path) -> None:
    cache.mkdir(parents=True)
    (cache / "pictures.zip.part").write_bytes(bytes(1000))
    refused(server.archive())
    assert download.fetch(server.archive()).read_bytes() == CONTENT


def test_a_file_of_another_size_is_refused_before_it_is_written(server: Server, cache: Path) -> None:
    assert "gives another file than the published one" in refused(server.archive(size=len(CONTENT) + 1))
    assert left(cache) == {}


def test_a_file_that_is_gone_is_named(server: Server, cache: Path) -> None:
    server.status = 404
    assert "pictures.zip answers 404 (Not Found)" in refused(server.archive())
    assert left(cache) == {}


def test_a_part_that_fits_no_file_of_the_server_is_begun_anew(server: Server, cache: Path) -> None:
    cache.mkdir(parents=True)
    (cache / "pictures.zip.part").write_bytes(bytes(len(CONTENT) + 5))
    assert "gives another file" in refused(server.archive(size=len(CONTENT) + 9))
    assert server.ranges_requested == [f"bytes={len(CONTENT) + 5}-", None]


def test_without_a_network_the_sentence_names_the_ways() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}/pictures.zip"
        sentence = refused(Archive("Pictures", url, 9, "", "pictures"))
    for words in ("does not answer", "connect to the internet", "CNNVIZ_DATA_DIR to a folder", "digits or shapes"):
        assert words in sentence


def test_a_silent_server_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "PATIENCE_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/pictures.zip"
        assert "does not answer" in refused(Archive("Pictures", url, 9, "", "pictures"))


def test_too_little_room_is_reported_before_anything_is_fetched(
    server: Server, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 2_900_000}))
    sentence = refused(server.archive())
    assert sentence.startswith("The disk is too full for Pictures: 3.0 MB are needed and 2.9 MB free in ")
    assert str(cache) in sentence
    assert server.ranges_requested == []


def test_a_disk_that_fills_up_meanwhile_keeps_the_part(server: Server, cache: Path) -> None:
    # A real write that the system cuts short: the process may write no file longer than a million bytes.
    code = (
        "import resource, sys\n"
        "from cnnviz.datasets import DataError\n"
        "from cnnviz.datasets.fetching import download\n"
        "from cnnviz.datasets.dataset import Archive\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))\n"
        "archive = Archive('Pictures', sys.argv[1], int(sys.argv[2]), sys.argv[3], 'pictures')\n"
        "try:\n    download.fetch(archive)\nexcept DataError as error:\n    print(error)\n"
    )
    pytest.importorskip("resource")
    archive = server.archive()
    command = [sys.executable, "-c", code, archive.url, str(archive.size), archive.digest]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith("The disk is too full for Pictures: 2.0 MB are still needed in ")
    assert answer.stdout.endswith("make room and start again (it goes on from 33 %).\n")
    assert left(cache) == {"pictures.zip.part": 1_000_000}
    assert download.fetch(archive).read_bytes() == CONTENT
    assert server.ranges_requested == [None, "bytes=1000000-"]


def test_no_space_left_is_a_full_disk(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def progress(done: int, total: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(DataError, match=r"^The disk is too full for Pictures"):
        download.fetch(server.archive(), progress)


def test_a_cache_that_cannot_be_made_is_named(server: Server, cache: Path) -> None:
    cache.parent.write_bytes(b"a file where the folder should be")
    assert f"the folder {cache} cannot be made" in refused(server.archive())


class Stop(Exception):
    """Raised by a listener to stop."""


def test_a_listener_may_stop_and_the_part_stays(server: Server, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_of, "SAY_S", 0.0)

    def say(sentence: Message, share: float) -> None:
        if share > 0.5:
            raise Stop

    with pytest.raises(Stop), datasets.reporting(say):
        download.fetch(server.archive())
    (name, size), *_ = left(cache).items()
    assert name == "pictures.zip.part"
    assert 0.5 < size / len(CONTENT) < 1
    assert download.fetch(server.archive()).read_bytes() == CONTENT
    assert server.ranges_requested == [None, f"bytes={size}-"]


def test_listeners_get_a_sentence_at_most_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(progress_of.time, "monotonic", lambda: clock[0])
    outer: list[str] = []
    inner: list[float] = []
    with datasets.reporting(lambda sentence, _: outer.append(str(sentence))):
        progress = download.reporter(Message("Downloading Cats and dogs"))
        with datasets.reporting(lambda _, share: inner.append(share)):
            for second in range(41):
                clock[0] = 100 + second / 2
                progress(10 * second, 1000)
        progress(500, 1000)
    progress(1000, 1000)
    assert outer[0] == "Downloading Cats and dogs: 0 %."
    assert outer[10] == "Downloading Cats and dogs: 20 %, about 40 s left."
    assert len(outer) == len(inner) == 21


def test_two_that_want_the_same_file_fetch_it_once(server: Server) -> None:
    threads = [threading.Thread(target=download.fetch, args=(server.archive(), lambda *_: None)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert server.ranges_requested == [None]
    assert download.is_cached(server.archive())
