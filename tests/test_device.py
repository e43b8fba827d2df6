"""A training uses the chosen device, and a missing one is named."""

import subprocess
import sys
from pathlib import Path

import pytest

from cnnviz import device, recipes
from cnnviz.base.settings import ROOT
from cnnviz.device import DeviceError
from cnnviz.training.learning.train import train
from cnnviz.training.runs import Run

SECOND_DEVICE = """
import sys
import keras, tensorflow
import cnnviz

cpu = tensorflow.config.list_physical_devices("CPU")[0]
two = [tensorflow.config.LogicalDeviceConfiguration()] * 2
tensorflow.config.set_logical_device_configuration(cpu, two)
places = set()


class Look(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        places.update(variable.value.device.rsplit("/", 1)[-1] for variable in self.model.variables)


run = cnnviz.train("tiny", sys.argv[1], (Look(),), epochs=1)
print(run.status().state, *places)
"""


@pytest.mark.slow
def test_a_training_puts_its_weights_on_the_device_that_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNVIZ_DEVICE", "cpu:1")
    command = [sys.executable, "-c", SECOND_DEVICE, str(tmp_path / "run")]
    answer = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, timeout=120)
    assert answer.stdout.split() == ["done", "device:CPU:1"]


def test_a_device_that_is_not_there_is_named_with_those_that_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_DEVICE", "gpu:7")
    with pytest.raises(DeviceError, match=r"^CNNVIZ_DEVICE asks for 'gpu:7', which is not there: use .*cpu:0.*\.$"):
        device.start()
    run = Run.create(recipes.get("tiny"))
    train(run)
    assert run.status().state == "failed"
    assert run.status().message.startswith("CNNVIZ_DEVICE asks for 'gpu:7', which is not there: use ")


@pytest.mark.parametrize("wanted", ["cpu", "CPU", "cpu:0"])
def test_the_processor_can_be_asked_for_by_its_name(wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_DEVICE", wanted)
    chosen = device.start()
    assert (chosen.kind, chosen.place) == ("CPU", "cpu:0")
    assert str(chosen).startswith("CPU: ")
    assert chosen.backend.startswith("TensorFlow ")
