"""A tab of a browser without a browser: Streamlit's own protocol, without drawing anything.

A tab keeps the elements of its page, sends the values of its fields, reruns fragments when they are due, fetches the
pictures it is shown and uploads files, as Streamlit's frontend does: the server cannot tell the two apart.
"""

from __future__ import annotations

import asyncio
import re
import time
import traceback
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState, UploadedFileInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from benchmarks.lesson import ScreenError

PATIENCE_S = 60.0
XSRF = "_streamlit_xsrf"
KEPT_RUNS, STILL_TOLD = 2, 3
"""Runs for which a frontend keeps a message that may be sent again by reference."""

VALUES: dict[str, Callable[[WidgetState, Any], Any]] = {
    "button": lambda state, value: setattr(state, "trigger_value", True),
    "button_group": lambda state, value: state.string_array_value.data.append(value),
    "multiselect": lambda state, value: state.string_array_value.data.extend(value),
    "number_input": lambda state, value: setattr(state, "int_value", value),
    "selectbox": lambda state, value: setattr(state, "string_value", value),
    "slider": lambda state, value: state.double_array_value.data.append(value),
    "text_input": lambda state, value: setattr(state, "string_value", value),
}
"""Encoding of the value of each kind of field."""


class Tab:
    """A tab of a browser, open on the app.

    Attributes:
        faults: Every exception or error shown, every connection dropped, every file refused.
        heard_bytes: Bytes received over the socket.
    """

    def __init__(self, url: str) -> None:
        self.url, self.faults, self.heard_bytes = url, list[str](), 0
        self.query, self.page, self.token, self.session = "", "", "", ""
        self.pages = dict[str, str]()
        self.elements = dict[tuple[int, ...], Any]()
        self.parts = dict[str, str]()
        """The fragment of each field that is in one, which alone runs anew when the field changes."""
        self.values = dict[str, WidgetState]()
        self.kept = dict[str, tuple[int, ForwardMsg]]()
        self.fresh, self.runs = set[tuple[int, ...]](), 0
        self.fetched, self.due = set[str](), list[asyncio.Task[None]]()
        self.ended: asyncio.Future[None] | None = None
        self.awaited, self.running = "", list[str]()
        """The fragment whose end is waited for, or nothing for the whole page's; those that run just now."""
        self.places: asyncio.Future[Any] | None = None

    async def open(self, assets: Sequence[str] = ()) -> float:
        """Fetch the page with what belongs to it, connect, and wait for the first page; return the seconds."""
        started = time.perf_counter()
        for path in ("/", *assets):
            await self._request(path)
        self.token = re.findall(rf"{XSRF}=([^;]+)", (await self._request("/_stcore/health"))[1])[0]
        self.socket = await connect(
            f"{self.url.replace('http', 'ws', 1)}/_stcore/stream",
            origin=self.url,  # type: ignore[arg-type]
            subprotocols=["streamlit", self.token],  # type: ignore[list-item]
            additional_headers={"Cookie": f"{XSRF}={self.token}"},
            max_size=None,
        )
        self.listening = asyncio.create_task(self._listen())
        await self._run()
        return time.perf_counter() - started

    async def go(self, page: str, **query: str) -> float:
        """Open a page by the end of its address; return the seconds until it is complete."""
        self.page, self.query = self.pages[page], urlencode(query)
        return await self._run()

    async def choose(self, label: str, value: Any) -> float:
        """Give a field a value, or press a button; return the seconds until the page has answered.

        Args:
            label: How the field's label begins.
            value: Of a list of options their number, or how one begins.
        """
        kind, widget = self.field(label)
        if kind == "selectbox":
            value = _option(widget.options, value)
        state = WidgetState(id=widget.id)
        VALUES[kind](state, value)
        if key := getattr(widget, "query_param_key", ""):
            self.query = urlencode({**dict(parse_qsl(self.query)), key: str(value)})
        return await self._run(state)

    async def upload(self, label: str, name: str, content: bytes) -> float:
        """Upload a file; return the seconds from then until the page has answered."""
        started = time.perf_counter()
        _, widget = self.field(label)
        self.places = asyncio.get_running_loop().create_future()
        ask = BackMsg()
        ask.file_urls_request.request_id, ask.file_urls_request.session_id = uuid.uuid4().hex, self.session
        ask.file_urls_request.file_names.append(name)
        await self.socket.send(ask.SerializeToString())
        place = await self._patiently(self.places, "a place for a file")
        await self._put(place.upload_url, name, content)
        if before := self.values.get(widget.id):  # It is taken away first, as by a click on its cross.
            for each in before.file_uploader_state_value.uploaded_file_info:
                await self._request(each.file_urls.delete_url, "DELETE", headers={"X-Xsrftoken": self.token})
        info = UploadedFileInfo(name=name, size=len(content), file_id=place.file_id, file_urls=place)
        state = WidgetState(id=widget.id, file_uploader_state_value=FileUploaderState(uploaded_file_info=[info]))
        await self._run(state)
        return time.perf_counter() - started

    async def close(self) -> None:
        """Leave, as when the tab is closed."""
        self._forget_due()
        self.listening.cancel()
        await self.socket.close()

    @property
    def shown(self) -> set[str]:
        """Return the addresses of the pictures on the page."""
        return {picture.url for each in self.elements.values() for picture in each.imgs.imgs}

    def field(self, label: str) -> tuple[str, Any]:
        """Return kind and description of the field whose label begins like this.

        Raises:
            ScreenError: The page has none.
        """
        kinds = [(element.WhichOneof("type"), element) for element in self.elements.values()]
        fields = [(kind, getattr(element, kind)) for kind, element in kinds if kind in (*VALUES, "file_uploader")]
        matches = [(kind, field) for kind, field in fields if field.label.startswith(label)]
        if not matches:
            raise self._fault(f"There is no field “{label}” on the page.")
        return next((each for each in matches if each[1].label == label), matches[0])

    def _fault(self, text: str) -> ScreenError:
        self.faults.append(text)
        return ScreenError(text)

    # Sending.

    async def _run(self, changed: WidgetState | None = None) -> float:
        """Rerun the page, or the fragment that changed; return the seconds until its end, without its pictures."""
        self.awaited = self.parts.get(changed.id, "") if changed else ""
        if changed and not changed.trigger_value:
            self.values[changed.id] = changed
        self.ended = asyncio.get_running_loop().create_future()
        started = time.perf_counter()
        await self._ask([changed] if changed and changed.trigger_value else [], self.awaited)
        await self._patiently(self.ended, "the end of a run")
        seconds = time.perf_counter() - started
        for path in sorted(self.shown - self.fetched):
            self.fetched.add(path)
            await self._request(path)
        return seconds

    async def _ask(self, extra: Sequence[WidgetState] = (), fragment: str = "", due: bool = False) -> None:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash = self.query, self.page
        state.fragment_id, state.is_auto_rerun = fragment, due
        state.widget_states.widgets.extend([*self.values.values(), *extra])
        state.cached_message_hashes.extend(key for key, (run, _) in self.kept.items() if self.runs - run <= KEPT_RUNS)
        state.context_info.timezone, state.context_info.locale, state.context_info.url = "UTC", "en", self.url
        try:
            await self.socket.send(message.SerializeToString())
        except ConnectionClosed as closed:
            raise self._fault(f"The connection was dropped: {closed}") from closed

    async def _patiently(self, coming: asyncio.Future[Any], what: str) -> Any:
        try:
            return await asyncio.wait_for(coming, PATIENCE_S)
        except TimeoutError:
            raise self._fault(f"Waited a minute in vain for {what}.") from None

    async def _again(self, seconds: float, fragment: str) -> None:
        while True:
            await asyncio.sleep(seconds)
            await self._ask(fragment=fragment, due=True)

    async def _put(self, path: str, name: str, content: bytes) -> None:
        border = uuid.uuid4().hex
        disposition = f'Content-Disposition: form-data; name="file"; filename="{name}"'
        head = f"--{border}\r\n{disposition}\r\nContent-Type: image/jpeg\r\n\r\n"
        body = head.encode() + content + f"\r\n--{border}--\r\n".encode()
        headers = {"X-Xsrftoken": self.token, "Content-Type": f"multipart/form-data; boundary={border}"}
        await self._request(path, "PUT", body, headers)

    async def _request(
        self, path: str, method: str = "GET", body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[bytes, str]:
        """Return what the server answers, and the cookie that it sets."""
        cookie = {"Cookie": f"{XSRF}={self.token}"} if self.token else {}
        request = urllib.request.Request(self.url + path, body, {**cookie, **(headers or {})}, method=method)

        def fetch() -> tuple[bytes, str]:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
                return answer.read(), answer.headers.get("Set-Cookie", "")

        try:
            return await asyncio.to_thread(fetch)
        except (urllib.error.URLError, OSError) as error:
            raise self._fault(f"{method} {path.split('?')[0]}: {error}") from error

    # Receiving.

    async def _listen(self) -> None:
        try:
            async for content in self.socket:
                self.heard_bytes += len(content)
                self._hear(ForwardMsg.FromString(content))
        except ConnectionClosed as closed:
            self._fault(f"The connection was dropped: {closed}")
        except Exception as error:  # Otherwise the server would seem silent.
            self._fault(f"The benchmark's own fault: {error!r}, {traceback.extract_tb(error.__traceback__)[-1].line}")
        if self.ended and not self.ended.done():
            self.ended.set_exception(self._fault("The server closed the connection."))

    def _hear(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            known = ForwardMsg()
            known.CopyFrom(self.kept[message.ref_hash][1])
            known.metadata.CopyFrom(message.metadata)
            self.kept[message.ref_hash] = (self.runs, known)
            return self._hear(known)
        if message.metadata.cacheable:
            self.kept[message.hash] = (self.runs, message)
        if kind == "delta":
            self._show(tuple(message.metadata.delta_path), message.delta)
        elif kind == "new_session":
            self.running = list(message.metadata.run.fragment_ids)
            if not self.running:
                self._begin(message.new_session)
        elif kind == "navigation":
            self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            self.pages[""] = next(page.page_script_hash for page in message.navigation.app_pages if page.is_default)
            self.page = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            rerun = message.auto_rerun
            self.due.append(asyncio.create_task(self._again(rerun.interval, rerun.fragment_id)))
        elif kind == "file_urls_response" and self.places:
            self.places.set_result(message.file_urls_response.file_urls[0])
        elif kind == "session_event" and message.session_event.HasField("script_compilation_exception"):
            self._fault(message.session_event.script_compilation_exception.message)
        elif kind == "script_finished":
            self._hear_of_the_end(message.script_finished)

    def _hear_of_the_end(self, how: int) -> None:
        if how == ForwardMsg.FINISHED_SUCCESSFULLY:
            self._end()
        elif how == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY and self.awaited in self.running:
            self._answered()

    def _begin(self, session: Any) -> None:
        self.session = session.initialize.session_id
        self.fresh.clear()
        self.runs += 1
        self._forget_due()
        gone = self.runs - KEPT_RUNS - STILL_TOLD
        self.kept = {key: (run, one) for key, (run, one) in self.kept.items() if run >= gone}

    def _end(self) -> None:
        """Forget what the run did not show again, and the values of fields that are no longer there."""
        self.elements = {path: element for path, element in self.elements.items() if path in self.fresh}
        kinds = [(element, element.WhichOneof("type")) for element in self.elements.values()]
        shown = {getattr(getattr(element, kind), "id", "") for element, kind in kinds if kind}
        self.values = {key: value for key, value in self.values.items() if key in shown}
        self._answered()

    def _answered(self) -> None:
        if self.ended and not self.ended.done():
            self.ended.set_result(None)

    def _show(self, path: tuple[int, ...], delta: Any) -> None:
        self.fresh.add(path)
        if delta.WhichOneof("type") != "new_element":
            self.elements.pop(path, None)
            return
        element = self.elements[path] = delta.new_element
        kind = element.WhichOneof("type")
        if field := getattr(getattr(element, kind or "", None), "id", ""):
            self.parts[field] = delta.fragment_id
        if kind == "exception":
            self._fault(f"{element.exception.type} {element.exception.message}".strip())
        elif kind == "alert" and element.alert.format == element.alert.ERROR:
            self._fault(element.alert.body)
        elif getattr(getattr(element, kind or "", None), "set_value", False):
            self.values.pop(getattr(element, kind).id, None)  # The server has set it.

    def _forget_due(self) -> None:
        for task in self.due:
            task.cancel()
        self.due.clear()


def _option(options: Sequence[str], wanted: Any) -> str:
    """Return the option of that number, the one of that name, or else the first that begins so.

    >>> _option(["Deep net", "Net", "Net of nets"], "Net"), _option(["a", "b"], 1)
    ('Net', 'b')
    """
    if isinstance(wanted, int):
        return options[min(wanted, len(options) - 1)]
    return wanted if wanted in options else next(one for one in options if one.startswith(wanted))
