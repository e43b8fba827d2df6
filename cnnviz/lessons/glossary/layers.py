"""Words of the glossary about layers, and what they are made of."""

from cnnviz.lessons.glossary.term import Term
from cnnviz.locale import N_, NP_

TERMS = (
    Term(
        "activation",
        NP_("term", "activation"),
        N_(
            "The value that a neuron, or one place of a feature map, takes for a picture. It is the weighted sum "
            "of its inputs after an activation function such as ReLU."
        ),
        "activations",
    ),
    Term(
        "batch_normalization",
        NP_("term", "batch normalization"),
        N_(
            "Each channel is brought to mean 0 and standard deviation 1 within the batch, then scaled and shifted "
            "by two learned numbers. Training usually becomes faster and steadier."
        ),
        "compare",
        {"runs": "basenet_standardized,basenet_batchnorm"},
    ),
    Term(
        "bias",
        NP_("term", "bias"),
        N_(
            "A learned number that is added to the weighted sum, one for each filter or neuron. It moves the "
            "point from which on a ReLU lets the sum pass."
        ),
        "steps",
    ),
    Term(
        "convolutional_network",
        NP_("term", "convolutional network"),
        N_(
            "A neural network whose layers search a picture for patterns by convolution. Early layers find edges "
            "and colours, later ones combine them into parts and whole things."
        ),
        "activations",
    ),
    Term(
        "dense_layer",
        NP_("term", "dense (fully connected) layer"),
        N_(
            "A layer in which each neuron is connected to every input, with a weight of its own. This is why "
            "dense layers often hold most of a network’s parameters."
        ),
        "sizes",
    ),
    Term(
        "dropout",
        NP_("term", "dropout"),
        N_(
            "In each training step a random share of a layer’s values is set to 0. The network cannot rely on a "
            "single one, and generalises better."
        ),
        "build",
    ),
    Term(
        "feature",
        NP_("term", "feature"),
        N_(
            "A number that describes something about a picture. A network is not told which features to use: "
            "training finds those that help to tell the classes apart."
        ),
        "activations",
    ),
    Term(
        "flatten",
        NP_("term", "flatten"),
        N_("All feature maps are written into one long row of numbers. A dense layer needs such a row."),
        "build",
    ),
    Term(
        "global_average_pooling",
        NP_("term", "global average pooling"),
        N_(
            "Each feature map is replaced by its mean, a single number. A dense layer after it needs far fewer "
            "parameters than after flattening."
        ),
        "build",
    ),
    Term(
        "layer",
        NP_("term", "layer"),
        N_(
            "One stage of a network: it takes the output of the layer before and hands its own to the next. "
            "Networks with many layers are called deep."
        ),
        "build",
    ),
    Term(
        "logit",
        NP_("term", "logit"),
        N_(
            "The score of a class before softmax or sigmoid turns it into a probability. It may be any number, "
            "also a negative one."
        ),
        "attribution",
    ),
    Term(
        "neuron",
        NP_("term", "neuron"),
        N_(
            "It multiplies its inputs with weights, adds them up with a bias and applies an activation function. "
            "In a convolutional layer all neurons of a feature map share the same weights."
        ),
        "steps",
    ),
    Term(
        "parameter",
        NP_("term", "parameter"),
        N_(
            "A number that training sets, above all the weights and biases. The more a network has, the more it "
            "can represent and the more easily it overfits."
        ),
        "sizes",
    ),
    Term(
        "relu",
        NP_("term", "ReLU"),
        N_(
            "An activation function that turns negative values into 0 and leaves all others as they are. "
            "Without this non-linearity, many layers could do no more than a single linear one."
        ),
        "steps",
        {"example": "letter_relu"},
    ),
    Term(
        "residual_block",
        NP_("term", "residual block, shortcut"),
        N_(
            "A few layers whose input is added to their output by a shortcut, so that they have to learn the "
            "difference only. Gradients pass through the shortcut too, which makes very deep networks trainable."
        ),
        "train",
        {"recipe": "mini_resnet"},
    ),
    Term(
        "sigmoid",
        NP_("term", "sigmoid"),
        N_(
            "It squeezes any number to a value between 0 and 1. A network for two classes may end in a single "
            "one, read as the probability of the second class."
        ),
        "classify",
    ),
    Term(
        "softmax",
        NP_("term", "softmax"),
        N_(
            "It turns the scores of all classes into probabilities, which are positive and add up to 1. The "
            "largest score gets the largest probability."
        ),
        "classify",
    ),
    Term(
        "weight",
        NP_("term", "weight"),
        N_(
            "A learned number with which an input is multiplied. In a convolutional layer the weights are the "
            "numbers of its kernels."
        ),
        "kernels",
        {"part": "learned"},
    ),
)
