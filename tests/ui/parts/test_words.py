"""The time left of a training and of a job holds to the end."""

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.training.runs.status import Status
from cnnviz.ui.parts.words import progress


@pytest.mark.parametrize(
    ("epoch", "step", "words"),
    [
        (1, 41, "Epoch 2 of 5 · 2.0 s an epoch · about 8.0 s left"),
        (5, 205, "Epoch 5 of 5 · 2.0 s an epoch · its epochs are done"),
    ],
)
def test_a_training_that_is_still_tested_after_its_epochs_has_no_time_left_to_tell(
    epoch: int, step: int, words: str
) -> None:
    status = Status("running", epochs=5, epoch=epoch, step=step, steps=41, epoch_seconds=2.0)
    assert progress(status) == words


def test_a_job_whose_steps_are_done_says_what_is_done_only() -> None:
    def page() -> None:
        import streamlit as st

        from cnnviz.ui.parts import job

        with job.progress_bar("Getting ready …", key="stop") as report:
            report(1.0, "5 of 5")
            st.stop()

    app = AppTest.from_function(page).run()
    assert [bar.proto.text for bar in app.get("progress")] == ["5 of 5"]
