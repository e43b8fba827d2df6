"""A server on this machine that can break off, refuse and forget ranges, for tests of downloads."""

import hashlib
import io
import tarfile
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from cnnviz.datasets.dataset import Archive


class Server:
    """A real server on this machine that serves one file.

    Attributes:
        content: The file.
        cut: Bytes of an answer after which the connection breaks; None for never.
        ranges: Whether it knows the Range header.
        status: Answers every request with this error, where it is one.
        ranges_requested: The Range header of each request so far.
        sent: Bytes sent so far, including those under way.
    """

    def __init__(self, content: bytes, name: str = "pictures.zip") -> None:
        self.content, self.name = content, name
        self.cut: int | None = None
        self.ranges, self.status, self.sent = True, 200, 0
        self.ranges_requested: list[str | None] = []

    def __enter__(self) -> Self:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.handle_error = lambda *_: None  # type: ignore[method-assign]  # A client may disconnect; that is tested.
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.http.shutdown()
        self.http.server_close()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        requested = request.headers.get("Range")
        self.ranges_requested.append(requested)
        if self.status >= 400:
            request.send_error(self.status)
            return
        start = int(requested.removeprefix("bytes=").removesuffix("-")) if requested and self.ranges else 0
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
        self.sent += len(rest)  # Before they go: a client that has all of them may look at once.
        request.wfile.write(rest)

    def archive(self, **changes: Any) -> Archive:
        """Describe the file as its owner would."""
        url = f"http://127.0.0.1:{self.http.server_address[1]}/{self.name}"
        digest = hashlib.sha256(self.content).hexdigest()
        return replace(Archive("Pictures", url, len(self.content), digest, "pictures"), **changes)


def left(cache: Path) -> dict[str, int]:
    """Size of each file in the cache, except locks."""
    return {path.name: path.stat().st_size for path in cache.glob("*") if path.suffix != ".lock"}


def tar(members: dict[str, bytes]) -> bytes:
    """A .tar.gz of these files."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()
