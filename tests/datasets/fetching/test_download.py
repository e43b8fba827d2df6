"""Does a download end whole, or in one sentence with nothing left that would be taken for whole?"""

import errno
import hashlib
import io
import socket
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

import numpy as np
import pytest

from cnnviz import datasets, recipes
from cnnviz.base.settings import ROOT
from cnnviz.datasets import DataError, cifar100_25, mnist
from cnnviz.datasets.dataset import Archive
from cnnviz.datasets.fetching import download
from cnnviz.training.runs import Run
from cnnviz.training.runs import status as states

CONTENT = np.random.default_rng(0).bytes(3_000_000)


class Server:
    """A real server on this machine that gives one file.

    Attributes:
        content: The file.
        cut: Bytes of an answer after which the connection breaks; None for never.
        ranges: Whether it knows the Range header.
        status: Answers every request with this error, where it is one.
        asked: The Range header of each request so far.
        sent: Bytes sent so far, those under way counted.
    """

    def __init__(self, content: bytes, name: str = "pictures.zip") -> None:
        self.content, self.name = content, name
        self.cut: int | None = None
        self.ranges, self.status, self.sent = True, 200, 0
        self.asked: list[str | None] = []

    def __enter__(self) -> Self:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.handle_error = lambda *_: None  # type: ignore[method-assign]  # A client may leave; that is a test.
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.http.shutdown()
        self.http.server_close()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        asked = request.headers.get("Range")
        self.asked.append(asked)
        if self.status >= 400:
            request.send_error(self.status)
            return
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and self.ranges else 0
        if start >= len(self.content):
            request.send_error(416)
            return
        rest = self.content[start:]
        request.send_response(206 if start else 200)
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(self.content) - 1}/{len(self.content)}")
        request.send_header("Content-Length", str(len(rest)))
        request.end_headers()
        rest = rest[: self.cut]
        self.sent += len(rest)  # Before they go: who has received all of them may look at once.
        request.wfile.write(rest)

    def archive(self, **changes: Any) -> Archive:
        """Describe the file as its owner would."""
        url = f"http://127.0.0.1:{self.http.server_address[1]}/{self.name}"
        digest = hashlib.sha256(self.content).hexdigest()
        return replace(Archive("Pictures", url, len(self.content), digest, "pictures"), **changes)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of downloaded files of this test alone."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    for proxy in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(proxy, raising=False)
    return tmp_path / "keras" / "datasets"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(CONTENT) as running:
        yield running


def left(cache: Path) -> dict[str, int]:
    """What lies in the cache, but for locks."""
    return {path.name: path.stat().st_size for path in cache.glob("*") if path.suffix != ".lock"}


def refused(archive: Archive) -> str:
    """The one sentence that a failed download ends in."""
    with pytest.raises(DataError) as caught:
        download.fetch(archive)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert not download.whole(archive)
    return sentence


def test_the_proxy_is_the_one_of_now(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert "does not answer" in refused(server.archive())
    monkeypatch.delenv("http_proxy")
    assert download.fetch(server.archive()).read_bytes() == CONTENT


def test_a_file_comes_once_and_whole(server: Server, cache: Path) -> None:
    told: list[tuple[int, int]] = []
    path = download.fetch(server.archive(), lambda *progress: told.append(progress))
    assert path.read_bytes() == CONTENT
    assert left(cache) == {"pictures.zip": len(CONTENT)}
    assert told[0] == (0, len(CONTENT))
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert told == sorted(told)
    assert download.fetch(server.archive()) == path
    assert server.asked == [None]


def test_what_was_interrupted_goes_on_and_nothing_is_fetched_twice(server: Server, cache: Path) -> None:
    server.cut = 1_000_000
    sentence = refused(server.archive())
    assert "the connection broke off" in sentence
    assert "it goes on from 33 %" in sentence
    assert left(cache) == {"pictures.zip.part": 1_000_000}
    assert download.started(server.archive()) == 1_000_000
    server.cut = None
    assert download.fetch(server.archive()).read_bytes() == CONTENT
    assert server.asked == [None, "bytes=1000000-"]
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
    assert server.asked == []


def test_a_part_that_is_too_long_is_begun_anew(server: Server, cache: Path) -> None:
    cache.mkdir(parents=True)
    (cache / "pictures.zip.part").write_bytes(CONTENT + b"more")
    assert download.fetch(server.archive()).read_bytes() == CONTENT
    assert server.asked == [None]


def test_what_another_program_left_half_is_not_taken_for_whole(server: Server, cache: Path) -> None:
    cache.mkdir(parents=True)
    (cache / "pictures.zip").write_bytes(CONTENT[:99])
    assert not download.whole(server.archive())
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
    assert server.asked == [f"bytes={len(CONTENT) + 5}-", None]


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


def test_too_little_room_is_told_before_anything_is_fetched(
    server: Server, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 2_900_000}))
    sentence = refused(server.archive())
    assert sentence.startswith("The disk is too full for Pictures: 3.0 MB are needed and 2.9 MB free in ")
    assert str(cache) in sentence
    assert server.asked == []


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
    assert server.asked == [None, "bytes=1000000-"]


def test_no_space_left_is_a_full_disk(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(done: int, total: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(DataError, match=r"^The disk is too full for Pictures"):
        download.fetch(server.archive(), told)


def test_a_cache_that_cannot_be_made_is_named(server: Server, cache: Path) -> None:
    cache.parent.write_bytes(b"a file where the folder should be")
    assert f"the folder {cache} cannot be made" in refused(server.archive())


class Stop(Exception):
    """What a listener raises when somebody wants no more."""


def test_a_listener_may_stop_and_the_part_stays(server: Server, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "SAY_S", 0.0)

    def say(sentence: str, share: float) -> None:
        if share > 0.5:
            raise Stop

    with pytest.raises(Stop), datasets.reporting(say):
        download.fetch(server.archive())
    (name, size), *_ = left(cache).items()
    assert name == "pictures.zip.part"
    assert 0.5 < size / len(CONTENT) < 1
    assert download.fetch(server.archive()).read_bytes() == CONTENT
    assert server.asked == [None, f"bytes={size}-"]


def test_listeners_hear_sentences_at_most_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(download.time, "monotonic", lambda: clock[0])
    outer: list[str] = []
    inner: list[float] = []
    with datasets.reporting(lambda sentence, _: outer.append(sentence)):
        told = download.announced("Downloading Cats and dogs")
        with datasets.reporting(lambda _, share: inner.append(share)):
            for second in range(41):
                clock[0] = 100 + second / 2
                told(10 * second, 1000)
        told(500, 1000)
    told(1000, 1000)
    assert outer[0] == "Downloading Cats and dogs: 0 %."
    assert outer[10] == "Downloading Cats and dogs: 20 %, about 40 s left."
    assert len(outer) == len(inner) == 21


def test_two_that_want_the_same_file_fetch_it_once(server: Server) -> None:
    threads = [threading.Thread(target=download.fetch, args=(server.archive(), lambda *_: None)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert server.asked == [None]
    assert download.whole(server.archive())


def tar(members: dict[str, bytes]) -> bytes:
    """A .tar.gz of these files."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def test_cifar_100_is_read_from_the_official_archive(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    dice = np.random.default_rng(0)
    pictures = dice.integers(0, 256, (4, 32, 32, 3), np.uint8)
    planes = pictures.transpose(0, 3, 1, 2).reshape(4, -1)
    labels = np.array([[7, 24], [7, 25], [9, 0], [1, 99]], np.uint8)
    content = np.concatenate([labels, planes], axis=1).tobytes()
    members = {f"cifar-100-binary/{split}.bin": content for split in ("train", "test")}
    with Server(tar(members | {"../outside": b"no"}), "cifar-100-binary.tar.gz") as server:
        monkeypatch.setattr(cifar100_25, "ARCHIVE", server.archive())
        assert not datasets.get("cifar100_25").present()
        data = datasets.get("cifar100_25").load((32, 32, 3))
    assert datasets.get("cifar100_25").present()
    assert data.y_train.tolist() == data.y_test.tolist() == [24, 0]
    assert np.array_equal(data.x_train, pictures[::2])
    assert data.origin == "cifar-100-binary.tar.gz of the University of Toronto, fine labels 0 to 24"
    assert left(cache) == {"cifar-100-binary.tar.gz": len(server.content)}


@pytest.mark.parametrize(
    "content",
    [tar({"cifar-100-binary/train.bin": b""}), b"no archive", tar({})[:20]],
    ids=[
        "other files",
        "no archive",
        "broken off",
    ],  # The bytes hold the time, and two workers must see the same names.
)
def test_an_archive_of_something_else_is_named(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(content, "cifar-100-binary.tar.gz") as server:
        monkeypatch.setattr(cifar100_25, "ARCHIVE", server.archive())
        with pytest.raises(DataError, match=r"cifar-100-binary.tar.gz cannot be read: delete it and start again"):
            datasets.get("cifar100_25").load((32, 32, 3))


def test_mnist_is_read_from_the_official_file(monkeypatch: pytest.MonkeyPatch) -> None:
    dice, stream = np.random.default_rng(0), io.BytesIO()
    x, y = dice.integers(0, 256, (12, 28, 28), np.uint8), np.arange(12, dtype=np.uint8) % 10
    np.savez(stream, x_train=x, y_train=y, x_test=x[:3], y_test=y[:3])
    with Server(stream.getvalue(), "mnist.npz") as server:
        monkeypatch.setattr(mnist, "ARCHIVE", server.archive())
        data = datasets.get("mnist").load((28, 28, 1))
    assert np.array_equal(data.x_train[..., 0], x)
    assert data.y_test.tolist() == [0, 1, 2]
    assert data.origin == "mnist.npz of Keras"


@pytest.fixture
def digits_to_fetch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that has MNIST, a small one."""
    dice, stream = np.random.default_rng(0), io.BytesIO()
    x, y = dice.integers(0, 256, (64, 28, 28), np.uint8), np.arange(64, dtype=np.uint8) % 10
    np.savez(stream, x_train=x, y_train=y, x_test=x, y_test=y)
    datasets.forget()
    with Server(stream.getvalue(), "mnist.npz") as server:
        monkeypatch.setattr(mnist, "ARCHIVE", server.archive(title="MNIST"))
        yield server
    datasets.forget()


def test_a_training_says_how_far_its_download_is(digits_to_fetch: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    from cnnviz.training.learning.train import train

    said, write = [], states.write
    monkeypatch.setattr(states, "write", lambda folder, status: (said.append(status), write(folder, status)))
    run = Run.create(recipes.get("tiny").edited(dataset="mnist", epochs=1))
    train(run)
    assert run.status().state == "done"
    assert ("preparing", "Downloading MNIST: 100 %.") in [(status.state, status.message) for status in said]


def test_a_training_can_be_stopped_while_it_downloads(digits_to_fetch: Server) -> None:
    from cnnviz.training.learning.train import train

    run = Run.create(recipes.get("tiny").edited(dataset="mnist", epochs=1))
    run.request_stop()
    train(run)
    assert run.status().state == "stopped"
    assert not datasets.get("mnist").present()


def test_a_training_that_cannot_download_fails_with_the_sentence(digits_to_fetch: Server) -> None:
    from cnnviz.training.learning.train import train

    digits_to_fetch.cut = 9_000
    run = Run.create(recipes.get("tiny").edited(dataset="mnist", epochs=1))
    train(run)
    assert run.status().state == "failed"
    assert run.status().message.startswith("MNIST could not be downloaded, because the connection broke off")


def test_the_command_line_shows_the_download(digits_to_fetch: Server, capsys: pytest.CaptureFixture[str]) -> None:
    from cnnviz import cli

    assert cli.main(["train", "tiny", "--dataset", "mnist", "--epochs", "1"]) == 0
    assert "Downloading MNIST: 100 %." in capsys.readouterr().err
