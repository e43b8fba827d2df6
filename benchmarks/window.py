"""A pupil with a real browser: the same acts as `benchmarks.tab.Tab`, by mouse and keyboard."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

from benchmarks.app import ARGUMENTS, browser_program
from benchmarks.lesson import ScreenError

PATIENCE_MS = 60_000
STARTS_MS, TRIES = 3_000, 3
"""Milliseconds within which a change begins; otherwise the field had that value already."""

NAMED = 300
"""Characters of a fault that are kept."""

WATCH = """() => {
    const app = document.querySelector('[data-testid="stApp"]'), seen = window.seen = { from: performance.now() }
    new MutationObserver((_, self) => {
        if (app.dataset.testScriptState !== 'notRunning') seen.begun = true
        else if (seen.begun) { seen.seconds = (performance.now() - seen.from) / 1000; self.disconnect() }
    }).observe(app, { attributes: true, attributeFilter: ['data-test-script-state'] })
}"""
READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'


class Window:
    """A window of a real browser, open on the app.

    Attributes:
        faults: Every exception or error shown, every error of the page's own scripts.
    """

    def __init__(self, browser: Any, url: str) -> None:
        self.browser, self.url, self.faults = browser, url, list[str]()

    async def open(self) -> float:
        """Open the app; return the seconds until the first page stands."""
        self.page = await self.browser.new_page(viewport={"width": 1366, "height": 900})
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("pageerror", lambda error: self.faults.append(f"in the browser: {error}"))
        with self._noting():
            await self.page.goto(self.url)
            await self.page.get_by_role("heading", level=1).wait_for()
            await self.page.wait_for_selector(READY)
            return float(await self.page.evaluate("() => performance.now() / 1000"))

    async def go(self, page: str) -> float:
        """Click a page's name in the sidebar; return the seconds until it stands."""
        link = self.page.locator(f'[data-testid="stSidebarNavLink"][href$="/{page}"]')
        return await self._timed(link.click)

    async def choose(self, label: str, value: Any) -> float:
        """Give a field a value; return the seconds until the page has answered, 0 where nothing changed."""
        with self._noting():
            for _ in range(TRIES):  # The page may still be drawing it.
                for role in ("combobox", "spinbutton", "slider", "textbox"):
                    field = self.page.get_by_role(role, name=label).first
                    if await field.count():
                        return float(await getattr(self, f"_{role}")(field, value))
                await self.page.wait_for_timeout(STARTS_MS / TRIES)
            return await self._timed(self.page.get_by_role("radio", name=str(value), exact=True).click)

    async def upload(self, label: str, name: str, content: bytes) -> float:
        """Upload a file; return the seconds from then until the page has answered."""
        field = self.page.locator('[data-testid="stFileUploaderDropzoneInput"]').first
        return await self._timed(
            lambda: field.set_input_files({"name": name, "mimeType": "image/jpeg", "buffer": content})
        )

    async def close(self) -> None:
        """Close the window."""
        await self.page.close()

    async def _combobox(self, field: Any, value: Any) -> float:
        from playwright.async_api import TimeoutError as Closed

        options = self.page.get_by_role("option")
        one = options.nth(value) if isinstance(value, int) else options.filter(has_text=value).first
        for _ in range(TRIES):
            await field.click()
            if isinstance(value, str):
                await field.press_sequentially(value)  # A long list holds only the entries in sight.
            with suppress(Closed):  # A list closes again when the page moves under it.
                await one.wait_for(timeout=STARTS_MS)
                break
        return await self._timed(one.click)

    async def _spinbutton(self, field: Any, value: Any) -> float:
        await field.fill(str(value))
        return await self._timed(lambda: field.press("Enter"))

    _textbox = _spinbutton

    async def _slider(self, field: Any, value: Any) -> float:
        """Move it by one, whatever the value."""
        return await self._timed(lambda: field.press("ArrowLeft"))

    async def _timed(self, act: Any) -> float:
        from playwright.async_api import TimeoutError as NothingBegun

        with self._noting():
            await self.page.evaluate(WATCH)
            await act()
            try:
                await self.page.wait_for_function("() => seen.begun", timeout=STARTS_MS)
            except NothingBegun:
                return 0.0
            await self.page.wait_for_function("() => seen.seconds")
            self.faults += await self.page.locator('[data-testid="stException"]').all_inner_texts()
            return float(await self.page.evaluate("() => seen.seconds"))

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Record what the browser could not do as a fault of the screen."""
        from playwright.async_api import Error

        try:
            yield
        except Error as error:
            self.faults.append(f"in the browser: {' '.join(str(error).split())[:NAMED]}")
            raise ScreenError(str(error)) from error


@asynccontextmanager
async def browser() -> AsyncIterator[Any]:
    """Start a browser.

    Raises:
        BenchmarkError: There is none, or playwright is not installed.
    """
    program = browser_program()
    from playwright.async_api import async_playwright

    async with async_playwright() as play:
        started = await play.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        try:
            yield started
        finally:
            await started.close()
