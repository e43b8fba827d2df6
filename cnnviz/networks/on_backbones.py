"""Networks on a backbone that was trained on ImageNet: those of documents 000, 001 and 004, and MobileNetV2."""

from dataclasses import replace

from cnnviz.locale import N_
from cnnviz.networks.layers import BatchNorm, Conv, Dense, Dropout, Flatten, GlobalAverage, Part, Scale
from cnnviz.networks.network import Network

PHOTO = (224, 224, 3)


def _on(backbone: str, name: str, title: str, summary: str, *layers: Part) -> Network:
    return Network(name, title, summary, PHOTO, layers, backbone=backbone)


NETWORKS: tuple[Network, ...] = (
    _on(
        "mobilenet_v2",
        "mobilenet_v2",
        "MobileNetV2",
        N_(
            "Pretrained MobileNetV2, small and quick enough for a laptop, then one dense layer with a neuron "
            "for each class."
        ),
        GlobalAverage(),
        Dropout(0.2),
    ),
    _on(
        "mobilenet_v2",
        "mobilenet_v2_few",
        N_("MobileNetV2 for few photos"),
        N_(
            "MobileNetV2 with its features scaled down: the new dense layer then learns in smaller steps than the "
            "pretrained ones."
        ),
        *(GlobalAverage(), Scale(0.17), Dropout(0.2)),
    ),
    _on(
        "resnet50",
        "resnet50",
        "ResNet50",
        N_("Pretrained ResNet50, then one dense layer that classifies by its 2,048 features."),
        GlobalAverage(),
    ),
    _on(
        "resnet50",
        "resnet50_two_dense",
        N_("ResNet50 with two dense layers and dropout"),
        N_("ResNet50, then two dense layers; while they are trained, dropout sets seven in ten of their values to 0."),
        *(GlobalAverage(), Dense(1024), Dense(512), Dropout(0.7)),
    ),
    _on(
        "resnet50",
        "resnet50_convolution",
        N_("ResNet50 with a convolution"),
        N_(
            "ResNet50, then a convolution over its 7×7 feature maps and a dense layer, each with BatchNorm and dropout."
        ),
        *(Conv(64, bias=False), BatchNorm(), Dropout(0.5), Flatten()),
        *(Dense(1024, bias=False), BatchNorm(), Dropout(0.7)),
    ),
    _on(
        "resnet50",
        "resnet50_dense1024",
        N_("ResNet50 with a dense layer and dropout"),
        N_("ResNet50, then a dense layer of 1,024 neurons and dropout."),
        *(GlobalAverage(), Dense(1024), Dropout(0.5)),
    ),
    _on(
        "resnet50",
        "resnet50_dense400",
        N_("ResNet50 with a dense layer of 400 neurons"),
        N_("ResNet50, then a dense layer of 400 neurons."),
        *(GlobalAverage(), Dense(400)),
    ),
    _on(
        "inception_resnet_v2",
        "inception_resnet_v2",
        "Inception-ResNet v2",
        N_("The deepest network here, 780 layers, then one dense layer with a neuron for each class."),
        GlobalAverage(),
    ),
)

_V15 = {
    "": (
        N_("ResNet50 v1.5 (Uber, non-commercial)"),
        N_("Pretrained ResNet50 v1.5 with Uber’s weights, then one dense layer over its 2,048 features."),
    ),
    "_two_dense": (
        N_("ResNet50 v1.5 (Uber, non-commercial) with two dense layers and dropout"),
        N_("Pretrained ResNet50 v1.5 with Uber’s weights, then two dense layers and dropout."),
    ),
    "_convolution": (
        N_("ResNet50 v1.5 (Uber, non-commercial) with a convolution"),
        N_(
            "Pretrained ResNet50 v1.5 with Uber’s weights, then a convolution over its 7×7 feature maps and a dense "
            "layer, each with BatchNorm and dropout."
        ),
    ),
    "_dense1024": (
        N_("ResNet50 v1.5 (Uber, non-commercial) with a dense layer and dropout"),
        N_("Pretrained ResNet50 v1.5 with Uber’s weights, then a dense layer of 1,024 neurons and dropout."),
    ),
    "_dense400": (
        N_("ResNet50 v1.5 (Uber, non-commercial) with a dense layer of 400 neurons"),
        N_("Pretrained ResNet50 v1.5 with Uber’s weights, then a dense layer of 400 neurons."),
    ),
}
"""Title and summary of each network on ResNet50 once more, on version 1.5, by the end of its name."""
NETWORKS += tuple(
    replace(each, name=f"resnet50_v15{end}", title=title, summary=summary, backbone="resnet50_v15")
    for each in NETWORKS
    for end, (title, summary) in _V15.items()
    if each.name == f"resnet50{end}"
)
