"""Work in steps: the lock, the bar, results as they come, and what Stop keeps."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.ui.parts import job
from cnnviz.ui.parts.job import ComputeLock


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the texts that the page shows beside a spinner, in their order."""
    texts: list[str] = []

    @contextmanager
    def spinner(text: str, show_time: bool) -> Iterator[None]:
        texts.append(text)
        yield

    monkeypatch.setattr(job.st, "spinner", spinner)
    monkeypatch.setattr(job, "SILENT_S", 0.1)
    return texts


@contextmanager
def held(lock: ComputeLock, seconds: float) -> Iterator[None]:
    """Have another thread hold the lock for so long."""
    begun = threading.Event()

    def work() -> None:
        with lock:
            begun.set()
            time.sleep(seconds)

    other = threading.Thread(target=work)
    other.start()
    begun.wait()
    yield
    other.join()


def test_a_visitor_who_waits_long_sees_it_and_comes_next(messages: list[str]) -> None:
    lock = ComputeLock()
    with held(lock, 0.5), lock:
        assert messages == ["Another visitor’s network is computing, yours is next …"]


def test_a_visitor_who_hardly_waits_sees_nothing(messages: list[str]) -> None:
    lock = ComputeLock()
    with lock:
        assert messages == []


def test_a_click_while_waiting_leaves_no_lock_behind(messages: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    class Click(BaseException):
        """As Streamlit ends a script."""

    @contextmanager
    def spinner(text: str, show_time: bool) -> Iterator[None]:
        yield
        raise Click

    monkeypatch.setattr(job.st, "spinner", spinner)
    lock = ComputeLock()
    with held(lock, 0.3), pytest.raises(Click), lock:
        pass
    with lock:  # Would wait for ever.
        assert messages == []


def steps_page() -> None:
    """Go three quick steps and three slow ones, and write which were shown, and whether the lock was held."""
    import time

    import streamlit as st

    from cnnviz.ui.parts import job

    job.REDRAW_S = 0.05
    held, shown = [], []

    def steps():  # type: ignore[no-untyped-def]
        for number in (1, 2, 3, 4, 5, 6):
            time.sleep(0.0 if number < 4 else 0.1)
            held.append(job.LOCK._lock.locked())
            yield number

    last = job.run_steps(
        steps(),
        lambda number: (number / 6, "At work"),
        first="Beginning",
        show=lambda number: shown.append((number, job.LOCK._lock.locked())),
    )
    st.write(f"{last} {shown} {all(held)} {job.LOCK._lock.locked()}")


def test_each_step_holds_the_lock_and_the_last_is_shown_once() -> None:
    app = AppTest.from_function(steps_page, default_timeout=60).run()
    assert not app.exception
    assert app.markdown[0].value == "6 [(1, False), (4, False), (5, False), (6, False)] True False"
    assert not app.get("progress")


def result_page() -> None:
    """Go two steps to a result, beside a Stop button."""
    import streamlit as st

    from cnnviz.ui.parts import job

    def steps():  # type: ignore[no-untyped-def]
        yield 0.5
        yield 1.0
        return "result"

    st.write(job.run_to_result(steps(), "At work", key="stop"))


def test_work_that_returns_something_is_run_to_its_result() -> None:
    app = AppTest.from_function(result_page, default_timeout=60).run()
    assert not app.exception
    assert app.markdown[0].value == "result"


def stopped_page() -> None:
    """Keep each step in the session; a click on Stop, at the third, ends the script."""
    import streamlit as st

    from cnnviz.ui.parts import job

    kept = st.session_state.setdefault("kept", [])

    def steps():  # type: ignore[no-untyped-def]
        for number in range(5):
            if number == 3:
                st.stop()
            kept.append(number)
            yield number

    st.write(f"before {kept} {job.LOCK._lock.locked()}")
    if len(kept) < 3:
        job.run_steps(steps(), lambda number: (number / 5, "At work"), first="Beginning", key="stop")


def test_a_stop_gives_the_lock_back_and_keeps_what_is_done() -> None:
    app = AppTest.from_function(stopped_page, default_timeout=60).run()
    assert [button.label for button in app.button] == ["Stop here"]
    assert app.run().markdown[0].value == "before [0, 1, 2] False"
