"""Backbones: the pretrained networks of the documents, one that is quick on a laptop, and one to stand in for another.

Their shapes and numbers are constants, so that a page can show them without TensorFlow; tests compare them with Keras.
"""

from dataclasses import dataclass

from cnnviz.locale import N_, Message
from cnnviz.networks.layers import NetworkError, Shape, slide


@dataclass(frozen=True)
class Block:
    """The end of a block of layers, where all information passes through one set of feature maps.

    Attributes:
        name: The block's last layer.
        layers: Number of layers up to and including it, with the input.
        trainable: Number of weights up to and including it that training changes.
    """

    name: str
    layers: int
    trainable: int


@dataclass(frozen=True)
class Backbone:
    """A network that was trained on ImageNet, without its last layers.

    Attributes:
        name: Short name, as networks refer to it.
        application: Class of `keras.applications`, or what Keras' own would be called.
        title: One line for people.
        parameters: Number of weights, including those that training never changes.
        channels: Number of feature maps at its end.
        scaling: ``caffe`` (blue, green, red, each minus its mean over ImageNet) or ``tf`` (-1 to 1).
        blocks: The layers after which it can be cut, from the input to its end.
        smallest: Fewest rows and columns of a picture.
        stages: Kernel, stride and padding of each layer by which the feature maps shrink.
        norms_stay: Whether every BatchNorm stays as it was trained, even if the layers around it learn.
        like: Name of the backbone whose layers' names and scaling it shares, where `keras.applications` lacks its own;
            empty where Keras builds it.
        terms: Where its weights come from and who may use them, for people; empty where Keras publishes them.
    """

    name: str
    application: str
    title: str
    parameters: int
    channels: int
    scaling: str
    blocks: tuple[Block, ...]
    smallest: int
    stages: tuple[tuple[int, int, str], ...]
    norms_stay: bool = False
    like: str = ""
    terms: str = ""

    @property
    def layers(self) -> int:
        """Number of layers, with the input."""
        return self.blocks[-1].layers

    @property
    def trainable(self) -> int:
        """Number of weights that training changes if nothing is frozen."""
        return self.blocks[-1].trainable

    def output_shape(self, shape: Shape) -> Shape:
        """Return (rows, cols, channels) at its end.

        Raises:
            NetworkError: The pictures are too small, or grey.
        """
        rows, cols, channels = shape
        if channels != 3:
            raise NetworkError(
                Message("{network} takes colour pictures only: choose a data set with colours.", network=self.title)
            )
        if min(rows, cols) < self.smallest:
            raise NetworkError(
                Message(
                    "{network} needs pictures of at least {smallest}×{smallest} pixels, not {rows}×{cols}.",
                    network=self.title,
                    smallest=self.smallest,
                    rows=rows,
                    cols=cols,
                )
            )
        for kernel, stride, padding in self.stages:
            rows, cols = (slide(size, kernel, stride, padding) for size in (rows, cols))
        return rows, cols, self.channels

    def cut(self, frozen: int) -> Block | None:
        """Return the last block whose layers are all among the first ``frozen``; None if there is none."""
        whole = [block for block in self.blocks if block.layers <= frozen]
        return whole[-1] if whole else None


def _blocks(*ends: tuple[str, int, int]) -> tuple[Block, ...]:
    return tuple(Block(*end) for end in ends)


VGG16 = Backbone(
    name="vgg16",
    application="VGG16",
    title="VGG16",
    parameters=14_714_688,
    channels=512,
    scaling="caffe",
    blocks=_blocks(
        ("block1_pool", 4, 38_720),
        ("block2_pool", 7, 260_160),
        ("block3_pool", 11, 1_735_488),
        ("block4_pool", 15, 7_635_264),
        ("block5_pool", 19, 14_714_688),
    ),
    smallest=32,
    stages=((2, 2, "valid"),) * 5,
)
RESNET50 = Backbone(
    name="resnet50",
    application="ResNet50",
    title="ResNet50",
    parameters=23_587_712,
    channels=2048,
    scaling="caffe",
    blocks=_blocks(
        ("pool1_pool", 7, 9_600),
        *(("conv2_block1_out", 19, 85_248), ("conv2_block2_out", 29, 156_032), ("conv2_block3_out", 39, 226_816)),
        *(("conv3_block1_out", 51, 607_488), ("conv3_block2_out", 61, 888_320), ("conv3_block3_out", 71, 1_169_152)),
        *(("conv3_block4_out", 81, 1_449_984), ("conv4_block1_out", 93, 2_964_992)),
        *(("conv4_block2_out", 103, 4_083_712), ("conv4_block3_out", 113, 5_202_432)),
        *(("conv4_block4_out", 123, 6_321_152), ("conv4_block5_out", 133, 7_439_872)),
        *(("conv4_block6_out", 143, 8_558_592), ("conv5_block1_out", 155, 14_603_264)),
        *(("conv5_block2_out", 165, 19_068_928), ("conv5_block3_out", 175, 23_534_592)),
    ),
    smallest=32,
    stages=((1, 2, "same"),) * 5,
)
RESNET50_V15 = Backbone(
    name="resnet50_v15",
    application="ResNet50V15",
    title="ResNet50 v1.5 (Uber)",
    parameters=23_587_712,
    channels=2048,
    scaling="caffe",
    blocks=_blocks(
        ("pool1_pool", 7, 9_472),
        *(("conv2_block1_out", 19, 83_840), ("conv2_block2_out", 29, 153_856), ("conv2_block3_out", 39, 223_872)),
        *(("conv3_block1_out", 52, 601_984), ("conv3_block2_out", 62, 881_280), ("conv3_block3_out", 72, 1_160_576)),
        *(("conv3_block4_out", 82, 1_439_872), ("conv4_block1_out", 95, 2_949_760)),
        *(("conv4_block2_out", 105, 4_065_408), ("conv4_block3_out", 115, 5_181_056)),
        *(("conv4_block4_out", 125, 6_296_704), ("conv4_block5_out", 135, 7_412_352)),
        *(("conv4_block6_out", 145, 8_528_000), ("conv5_block1_out", 158, 14_562_432)),
        *(("conv5_block2_out", 168, 19_021_952), ("conv5_block3_out", 178, 23_481_472)),
    ),
    smallest=32,
    stages=RESNET50.stages,
    norms_stay=True,
    like="resnet50",
    terms=N_(
        "ImageNet weights of ResNet50 v1.5 from github.com/uber-research/permute-quantize-finetune, compressed by "
        "their authors, decoded for this app. Licence: Uber Non-Commercial; teaching, research and personal use are "
        "allowed, commercial use is not."
    ),
)
# Each block adds as many layers and weights as the one before.
_A35 = [(f"block35_{k}_ac", 41 + 22 * k, 440_064 + 122_928 * k) for k in range(1, 11)]
_A17 = [(f"block17_{k}_ac", 275 + 16 * k, 4_333_024 + 1_126_112 * k) for k in range(1, 21)]
_A8 = [(f"block8_{k}_ac", 618 + 16 * k, 30_734_176 + 2_034_560 * k) for k in range(1, 10)]
INCEPTION_RESNET_V2 = Backbone(
    name="inception_resnet_v2",
    application="InceptionResNetV2",
    title="Inception-ResNet v2",
    parameters=54_336_736,
    channels=1536,
    scaling="tf",
    blocks=_blocks(
        ("mixed_5b", 41, 440_064),
        *_A35,
        ("mixed_6a", 275, 4_333_024),
        *_A17,
        ("mixed_7a", 618, 30_734_176),
        *_A8,
        ("conv_7b_ac", 780, 54_276_192),
    ),
    smallest=75,
    stages=tuple((3, stride, "valid") for stride in (2, 1, 2, 1, 2, 2, 2)),
)
MOBILENET_V2 = Backbone(
    name="mobilenet_v2",
    application="MobileNetV2",
    title="MobileNetV2",
    parameters=2_257_984,
    channels=1280,
    scaling="tf",
    blocks=_blocks(
        *(("Conv1_relu", 4, 864), ("expanded_conv_project_BN", 9, 1_664), ("block_1_project_BN", 18, 6_368)),
        *(("block_2_add", 27, 14_576), ("block_3_project_BN", 36, 23_936), ("block_4_add", 45, 37_952)),
        *(("block_5_add", 54, 51_968), ("block_6_project_BN", 63, 72_128), ("block_7_add", 72, 124_736)),
        *(("block_8_add", 81, 177_344), ("block_9_add", 90, 229_952), ("block_10_project_BN", 98, 294_848)),
        *(("block_11_add", 107, 410_624), ("block_12_add", 116, 526_400), ("block_13_project_BN", 125, 679_040)),
        *(("block_14_add", 134, 994_880), ("block_15_add", 143, 1_310_720), ("block_16_project_BN", 151, 1_780_160)),
        ("out_relu", 154, 2_189_760),
    ),
    smallest=32,
    stages=((3, 2, "same"),) * 5,
    norms_stay=True,
)

BACKBONES = {each.name: each for each in (MOBILENET_V2, VGG16, RESNET50, RESNET50_V15, INCEPTION_RESNET_V2)}
