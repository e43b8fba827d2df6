"""A photo is classified within a budget, and many are classified faster than by Keras' own `predict`."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from benchmarks.measure import Report, alternate, budget, seconds, throughput, timed
from cnnviz import device, images

ROUNDS, FEW_ROUNDS = 20, 3
PHOTOS = 200
ALLOWED_S = 0.150
SIZE = (240, 320)


def run() -> Report:
    """Measure MobileNetV2 from the file to the answer; its weights are random, which changes no duration."""
    device.start()
    from cnnviz.explore.classify import imagenet
    from cnnviz.explore.classify.classifier import classifier
    from cnnviz.networks.backbones import MOBILENET_V2

    model = imagenet.build(MOBILENET_V2)
    ours = classifier(model, tuple(map(str, range(imagenet.CLASSES))))
    files = _photos(PHOTOS)

    def named() -> None:
        ours.answers([images.read(files[0])])

    def predict(file: bytes) -> None:
        picture = Image.open(io.BytesIO(file)).convert("RGB").resize((224, 224), Image.Resampling.BILINEAR)
        model.predict(np.asarray(picture, "float32")[None], verbose=0)

    def predict_all() -> None:
        for file in files:
            predict(file)

    def all_named() -> None:
        for start in range(0, len(files), 32):
            ours.answers([images.read(file) for file in files[start : start + 32]])

    one = {"ours": timed(named), "peer": timed(lambda: predict(files[0]))}
    many = {"ours": timed(all_named), "peer": timed(predict_all)}
    all_named()  # TensorFlow compiles.
    alternate(one, 2)
    single, every = alternate(one, ROUNDS), alternate(many, FEW_ROUNDS)
    what = "MobileNetV2 at 224×224, JPEG photos of 320×240"
    return Report(
        "classify",
        "Keras' model.predict, one photo at a time",
        [
            seconds(f"{what}: one photo", single["ours"], single["peer"]),
            budget(f"{what}: one photo within {ALLOWED_S} s", single["ours"], ALLOWED_S),
            throughput(f"{what}: {PHOTOS} photos", PHOTOS, "photos/s", every["ours"], every["peer"]),
        ],
    )


def _photos(count: int) -> list[bytes]:
    """Return JPEG files with soft spots of colour, which pack as photos do."""
    dice, made = np.random.default_rng(0), []
    for _ in range(count):
        small = Image.fromarray(dice.integers(0, 256, (12, 16, 3)).astype("uint8"))
        file = io.BytesIO()
        small.resize(SIZE[::-1], Image.Resampling.BICUBIC).save(file, "JPEG", quality=90)
        made.append(file.getvalue())
    return made
