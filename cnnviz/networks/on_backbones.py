"""Networks on a backbone that was trained on ImageNet: those of documents 000, 001 and 004, and MobileNetV2."""

from cnnviz.networks.layers import BatchNorm, Conv, Dense, Dropout, Flatten, GlobalAverage, Part, Scale
from cnnviz.networks.network import Network

PHOTO = (224, 224, 3)


def _on(backbone: str, name: str, title: str, summary: str, *layers: Part) -> Network:
    return Network(name, title, summary, PHOTO, layers, backbone=backbone)


NETWORKS = (
    _on(
        "mobilenet_v2",
        "mobilenet_v2",
        "MobileNetV2",
        "A trained network that is small and quick enough for a laptop, and one layer over the classes.",
        GlobalAverage(),
        Dropout(0.2),
    ),
    _on(
        "mobilenet_v2",
        "mobilenet_v2_few",
        "MobileNetV2 for few photos",
        "MobileNetV2, whose figures are made smaller: the layer over the classes then learns in smaller steps than "
        "it does.",
        *(GlobalAverage(), Scale(0.17), Dropout(0.2)),
    ),
    _on(
        "resnet50",
        "resnet50",
        "ResNet50",
        "ResNet50 as it was trained, and one layer that tells its 2,048 features apart.",
        GlobalAverage(),
    ),
    _on(
        "resnet50",
        "resnet50_two_dense",
        "ResNet50 with two dense layers and dropout",
        "ResNet50, then two dense layers of which seven in ten values are silenced while they learn.",
        *(GlobalAverage(), Dense(1024), Dense(512), Dropout(0.7)),
    ),
    _on(
        "resnet50",
        "resnet50_convolution",
        "ResNet50 with a convolution",
        "ResNet50, then a convolution over its 7×7 feature maps and a dense layer, each with BatchNorm and dropout.",
        *(Conv(64, bias=False), BatchNorm(), Dropout(0.5), Flatten()),
        *(Dense(1024, bias=False), BatchNorm(), Dropout(0.7)),
    ),
    _on(
        "resnet50",
        "resnet50_dense1024",
        "ResNet50 with a dense layer and dropout",
        "ResNet50, then a dense layer of 1,024 neurons.",
        *(GlobalAverage(), Dense(1024), Dropout(0.5)),
    ),
    _on(
        "resnet50",
        "resnet50_dense400",
        "ResNet50 with a dense layer of 400",
        "ResNet50, then a dense layer of 400 neurons.",
        *(GlobalAverage(), Dense(400)),
    ),
    _on(
        "inception_resnet_v2",
        "inception_resnet_v2",
        "Inception-ResNet v2",
        "The deepest network here, 780 layers, and one layer over the classes.",
        GlobalAverage(),
    ),
)
