"""Is what status.json says of a run true, whatever became of the process that wrote it?"""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from cnnviz.locale import LANGUAGES, Message, speaking
from cnnviz.training.runs import status as states
from cnnviz.training.runs.status import Status


def mine(state: str = "running", **changes: object) -> Status:
    """The status of a run that this very process trains."""
    values = {"pid": os.getpid(), "host": states.hostname(), "heartbeat": time.time()} | changes
    return Status(state, **values)  # type: ignore[arg-type]


def read_back(folder: Path, status: Status) -> Status:
    states.write(folder, status)
    return states.read(folder)


def dead_process() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_status_comes_back_as_it_was_written(tmp_path: Path) -> None:
    status = mine(sentence="“ñ”", epoch=2, epochs=5, step=80, steps=40, epoch_seconds=1.5, device="CPU", queued=3.0)
    assert read_back(tmp_path, status) == status
    assert [path.name for path in tmp_path.iterdir()] == ["status.json"]


@pytest.mark.parametrize("state", states.ENDED)
def test_a_run_that_has_ended_needs_no_process(state: str, tmp_path: Path) -> None:
    ended = Status(state, pid=dead_process(), host=states.hostname())
    assert read_back(tmp_path, ended).state == state


@pytest.mark.parametrize("state", states.ACTIVE)
def test_a_run_whose_process_is_dead_is_interrupted(state: str, tmp_path: Path) -> None:
    status = read_back(tmp_path, mine(state, pid=dead_process()))
    assert status.state == "interrupted"
    assert status.message


def test_a_process_that_was_given_the_number_later_does_not_count(tmp_path: Path) -> None:
    before = psutil.Process().create_time() - 60
    assert read_back(tmp_path, mine(heartbeat=before)).state == "interrupted"


@pytest.mark.skipif(sys.platform == "win32", reason="a killed process is gone at once on Windows")
def test_a_process_that_is_dead_but_not_yet_mourned_does_not_count(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert read_back(tmp_path, mine(pid=process.pid)).state == "running"
    process.kill()
    while psutil.Process(process.pid).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)
    assert states.read(tmp_path).state == "interrupted"
    process.communicate()


def test_a_run_that_waits_for_any_worker_needs_no_process(tmp_path: Path) -> None:
    assert read_back(tmp_path, Status("queued")).state == "queued"


def test_a_waiting_run_is_stopped_as_soon_as_that_is_asked_for(tmp_path: Path) -> None:
    states.write(tmp_path, Status("queued"))
    (tmp_path / "stop").touch()
    assert states.read(tmp_path).state == "stopped"


def test_a_run_that_waits_for_a_dead_process_is_interrupted(tmp_path: Path) -> None:
    assert read_back(tmp_path, mine("queued")).state == "queued"
    assert read_back(tmp_path, mine("queued", pid=dead_process())).state == "interrupted"


def test_of_another_machine_the_heartbeat_tells(tmp_path: Path) -> None:
    now = time.time()
    assert read_back(tmp_path, mine(host="elsewhere", pid=dead_process())).state == "running"
    assert read_back(tmp_path, mine(host="elsewhere", heartbeat=now - 60)).state == "interrupted"


def test_a_stop_that_was_asked_for_shows_at_once(tmp_path: Path) -> None:
    states.write(tmp_path, mine())
    (tmp_path / "stop").touch()
    assert states.read(tmp_path).state == "stopping"
    assert read_back(tmp_path, Status("stopped")).state == "stopped"
    assert read_back(tmp_path, mine(pid=dead_process())).state == "interrupted"


def test_a_folder_without_a_status_has_failed(tmp_path: Path) -> None:
    assert states.read(tmp_path).state == "failed"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"running"', b"{}", b"\xff\xfe"])
def test_a_status_that_cannot_be_read_counts_as_failed(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "status.json").write_bytes(content)
    assert states.read(tmp_path).state == "failed"


def test_a_field_of_another_version_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "status.json").write_text(json.dumps({"state": "done", "colour": "red"}))
    assert states.read(tmp_path).state == "done"


def test_no_reader_ever_sees_half_a_status(tmp_path: Path) -> None:
    states.write(tmp_path, mine())
    faults: list[Exception] = []

    def rewrite(message: str) -> None:
        try:
            for _ in range(150):
                states.write(tmp_path, mine(sentence=message * 5_000))
        except OSError as fault:
            faults.append(fault)

    writers = [threading.Thread(target=rewrite, args=(letter,)) for letter in "abc"]
    for writer in writers:
        writer.start()
    seen = set()
    while any(writer.is_alive() for writer in writers):
        message = json.loads((tmp_path / "status.json").read_text())["message"]
        assert message == message[:1] * len(message)
        seen.add(message[:1])
    assert not faults
    assert len(seen) > 1


def test_the_share_and_the_time_left_follow_from_the_steps() -> None:
    status = Status("running", epochs=4, step=60, steps=40, epoch_seconds=10)
    assert status.share == 60 / 160
    assert status.seconds_left == 25
    assert Status("preparing", epochs=4).share == 0
    assert Status("preparing", epochs=4).seconds_left is None


def test_a_status_is_read_in_the_language_of_its_reader(tmp_path: Path) -> None:
    result = Message("Test accuracy {accuracy:.3f} on {n:,} pictures.", accuracy=0.7264, n=10_000)
    with speaking("es"):
        states.write(tmp_path, Status("done", result))
    english = "Test accuracy 0.726 on 10\u202f000 pictures."
    assert json.loads((tmp_path / "status.json").read_text())["message"] == english
    assert states.read(tmp_path).message == english
    with speaking("es"):
        assert states.read(tmp_path).message == "Exactitud de prueba 0,726 en 10\u202f000 imágenes."


def test_a_status_of_an_earlier_version_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "status.json").write_text(json.dumps({"state": "done", "message": "Test accuracy 0.726."}))
    with speaking("es"):
        assert states.read(tmp_path).message == "Test accuracy 0.726."


@pytest.mark.parametrize(
    "sentence",
    [
        3,
        [],
        {"message": 3},
        {"message": "Another sentence."},
        {"message": "{a.__class__}", "values": {"a": "x"}},
        {"message": "{a[0]}", "values": {"a": "x"}},
        {"message": "{a:>9999999999}", "values": {"a": "x"}},
        {"message": "{a:.2f}", "values": {"a": "x"}},
        {"message": "{a}", "values": {"b": "x"}},
        {"message": "{", "values": {"a": "x"}},
        {"message": "Done.", "values": {}, "plural": "{n", "n": 3},
        {"message": "Done.", "plural": 7, "n": 10**400},
    ],
)
def test_a_sentence_that_somebody_forged_does_no_harm(sentence: object, tmp_path: Path) -> None:
    (tmp_path / "status.json").write_text(json.dumps({"state": "done", "message": "Done.", "sentence": sentence}))
    for language in LANGUAGES:
        with speaking(language):
            assert states.read(tmp_path).message == "Done."


def test_sentences_nested_without_end_do_no_harm(tmp_path: Path) -> None:
    nested = '{"message": "{a}", "values": {"a": ' * 900 + "0" + "}}" * 900
    (tmp_path / "status.json").write_text('{"state": "done", "message": "Done.", "sentence": ' + nested + "}")
    assert states.read(tmp_path).state in ("done", "failed")
