"""Choose the compute device and start the Keras backend."""

import gc
import os
import platform
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psutil

from cnnviz.base import patches
from cnnviz.base.errors import CnnvizError
from cnnviz.locale import Message, ngettext


class DeviceError(CnnvizError):
    """The device that was chosen does not exist."""


@dataclass(frozen=True)
class Device:
    """A processor or GPU, with the backend that uses it.

    Attributes:
        kind: ``"GPU"`` or ``"CPU"``.
        name: Model of the device, for people.
        place: Keras' name of the device, such as ``"gpu:0"``.
        backend: Library that Keras runs on, with its version.
    """

    kind: str
    name: str
    place: str
    backend: str

    def __str__(self) -> str:
        """Return one line for people."""
        return f"{self.kind}: {self.name} · {self.backend}"


def start() -> Device:
    """Import Keras in about half the usual time, turn on GPU memory growth, and return the device to use.

    ``CNNVIZ_DEVICE`` chooses it, such as ``cpu`` or ``gpu:1``; by default it is the first GPU, else the processor.

    Raises:
        DeviceError: The chosen device does not exist.
    """
    with _quick_import():
        import keras
    backend = keras.backend.backend()
    available = _tensorflow_devices() if backend == "tensorflow" else _other_devices(backend)
    wanted = os.environ.get("CNNVIZ_DEVICE", "").lower()
    for device in available:
        if wanted in ("", device.place, device.kind.lower()):
            return device
    raise DeviceError(
        Message(
            "CNNVIZ_DEVICE asks for {wanted!r}, which is not there: use one of {places}, or unset it.",
            wanted=wanted,
            places=", ".join(device.place for device in available),
        )
    )


@contextmanager
def working(device: Device) -> Iterator[None]:
    """Place everything that Keras creates inside the block on the device."""
    import keras

    with keras.device(device.place):
        yield


def versions() -> dict[str, str]:
    """Return the versions of Python and of those loaded libraries that affect a result."""
    loaded = {name: sys.modules[name] for name in ("keras", "tensorflow", "jax", "numpy") if name in sys.modules}
    return {"python": platform.python_version()} | {name: str(module.__version__) for name, module in loaded.items()}


@contextmanager
def _quick_import() -> Iterator[None]:
    """Speed up the import inside the block: 5.6 s become 3.0 s on two slow cores.

    Keras does not import scikit-learn, and the garbage collector does not go over a million new objects again and
    again.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    # Fast convolutions: TensorFlow leaves them off on processors without AVX-512, where BaseNet gains most, 2.6 times.
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    enabled = gc.isenabled()
    gc.disable()
    try:
        with patches.scikit_learn_hidden():
            yield
    finally:
        if enabled:
            gc.enable()


def _tensorflow_devices() -> list[Device]:
    import tensorflow

    backend = f"TensorFlow {tensorflow.__version__}"
    for gpu in tensorflow.config.list_physical_devices("GPU"):
        try:
            tensorflow.config.experimental.set_memory_growth(gpu, True)
        except RuntimeError:
            break  # The GPU is already in use, so its memory mode is fixed.
    gpus = [
        Device("GPU", _tensorflow_gpu_name(tensorflow, gpu), f"gpu:{index}", backend)
        for index, gpu in enumerate(tensorflow.config.list_logical_devices("GPU"))
    ]
    cpus = tensorflow.config.list_logical_devices("CPU")
    return gpus + [Device("CPU", _processor(), f"cpu:{index}", backend) for index in range(len(cpus))]


def _tensorflow_gpu_name(tensorflow: Any, logical: Any) -> str:
    physical = tensorflow.config.list_physical_devices("GPU")
    index = min(int(logical.name.rsplit(":", 1)[1]), len(physical) - 1)
    return str(tensorflow.config.experimental.get_device_details(physical[index]).get("device_name", logical.name))


def _other_devices(backend: str) -> list[Device]:
    """Return the devices of JAX; any other backend is assumed to use the processor."""
    if backend != "jax":
        return [Device("CPU", _processor(), "cpu:0", backend)]
    import jax

    label = f"JAX {jax.__version__}"
    gpus = [
        Device("GPU", str(device.device_kind), f"gpu:{device.id}", label)
        for device in jax.devices()
        if device.platform in ("gpu", "cuda", "rocm")
    ]
    return [*gpus, *(Device("CPU", _processor(), f"cpu:{device.id}", label) for device in jax.devices("cpu"))]


def _processor() -> str:
    count = psutil.cpu_count() or 1
    return f"{count} processor core{'s' if count > 1 else ''}"


def spoken(name: str) -> str:
    """Return what a device is called, as files keep it, in the language that is spoken.

    >>> spoken("CPU: 2 processor cores · TensorFlow 2.21.0")
    'CPU: 2 processor cores · TensorFlow 2.21.0'
    """
    return re.sub(
        r"(\d+) processor cores?", lambda n: ngettext("{n} processor core", "{n} processor cores", int(n[1])), name
    )
