"""Words of the glossary about pictures and kernels."""

from cnnviz.lessons.glossary.term import Term
from cnnviz.locale import N_, NP_

TERMS = (
    Term(
        "average_pooling",
        NP_("term", "average pooling"),
        N_(
            "Each window of a feature map is replaced by its mean. The map becomes smaller, and fine detail is "
            "smoothed away."
        ),
        "steps",
        {"example": "letter_pooled", "steps_kind": "mean"},
    ),
    Term(
        "blur",
        NP_("term", "blur"),
        N_(
            "Each pixel is replaced by a mean of the pixels around it. A kernel does this when its numbers are "
            "positive and add up to 1."
        ),
        "kernels",
        {"kernels": "blur"},
    ),
    Term(
        "channel",
        NP_("term", "channel"),
        N_(
            "One of the grids of numbers that make up a picture or the output of a layer. A colour photo has "
            "three, and a layer with 64 filters gives 64."
        ),
        "activations",
    ),
    Term(
        "convolution",
        NP_("term", "convolution"),
        N_(
            "A kernel slides over a picture, and at each place its numbers are multiplied with the pixels under "
            "them and added up. Each sum is one value of the output, so the same pattern is searched for "
            "everywhere."
        ),
        "steps",
    ),
    Term(
        "edge",
        NP_("term", "edge"),
        N_(
            "A place where brightness or colour changes abruptly. Sobel’s kernels find edges, and so do the first "
            "layers of nearly every trained network."
        ),
        "kernels",
        {"part": "edges"},
    ),
    Term(
        "edge_detect",
        NP_("term", "edge detect, edge enhance"),
        N_(
            "Kernels that leave only the edges of a picture (edge detect) or strengthen them in it (edge "
            "enhance). The numbers of the first add up to 0, so that even areas become 0."
        ),
        "kernels",
        {"kernels": "edge_detect"},
    ),
    Term(
        "emboss",
        NP_("term", "emboss"),
        N_(
            "Differences in brightness along one direction are drawn like light and shadow on a relief. The "
            "kernel has negative numbers on one side and positive ones on the other."
        ),
        "kernels",
        {"kernels": "emboss"},
    ),
    Term(
        "feature_map",
        NP_("term", "feature map"),
        N_(
            "The output of one filter: a grid that is bright where the filter’s pattern occurs in the picture. "
            "Each convolutional layer turns the feature maps of the layer before into new ones."
        ),
        "activations",
    ),
    Term(
        "filter",
        NP_("term", "filter"),
        N_(
            "One kernel for each channel of the input, whose results are added up together with a bias. A layer "
            "with 32 filters gives 32 feature maps."
        ),
        "patterns",
    ),
    Term(
        "kernel",
        NP_("term", "kernel"),
        N_(
            "The small grid of numbers, often 3×3, that a convolution slides over its input. People wrote classic "
            "kernels such as Sharpen, while a network learns its own."
        ),
        "kernels",
    ),
    Term(
        "max_pooling",
        NP_("term", "max pooling"),
        N_(
            "Each window of a feature map is replaced by its largest value. The map becomes smaller, and the "
            "exact place of a pattern matters less."
        ),
        "steps",
        {"example": "letter_pooled"},
    ),
    Term(
        "padding",
        NP_("term", "padding: valid, same"),
        N_(
            "What a convolution finds beyond the edge of its input. With valid there is nothing and the output "
            "shrinks, with same there are zeros and the output keeps its size at stride 1."
        ),
        "steps",
        {"steps_padding": "zeros"},
    ),
    Term(
        "pooling",
        NP_("term", "pooling"),
        N_(
            "Each window of a feature map is replaced by one number, its largest value or its mean. The maps "
            "become smaller, so that later layers see more of the picture at once."
        ),
        "steps",
        {"example": "letter_pooled"},
    ),
    Term(
        "receptive_field",
        NP_("term", "receptive field"),
        N_(
            "The part of the picture that can influence one value of a feature map. It grows from layer to layer, "
            "so early layers see edges only and late ones whole things."
        ),
        "sizes",
    ),
    Term(
        "sharpen",
        NP_("term", "sharpen"),
        N_(
            "The difference between each pixel and its neighbours is increased, so that edges stand out. The "
            "kernel has a large number in the middle, negative ones around it, and they add up to 1."
        ),
        "kernels",
        {"kernels": "sharpen"},
    ),
    Term(
        "stride",
        NP_("term", "stride"),
        N_(
            "How many pixels the window moves from one place to the next. A stride of 2 halves the height and the "
            "width of the output."
        ),
        "kernels",
        {"stride": "2"},
    ),
    Term(
        "tensor",
        NP_("term", "tensor, shape"),
        N_(
            "An array of numbers with any number of axes, whose shape gives the length of each. A batch of 32 "
            "colour photos of 224×224 pixels has the shape (32, 224, 224, 3)."
        ),
        "sizes",
        {"tensor": "4"},
    ),
    Term(
        "translation_invariance",
        NP_("term", "translation invariance"),
        N_(
            "The prediction stays the same when the thing in the picture moves. Convolution finds a pattern at "
            "every place and pooling makes the exact place matter less, so networks come close to it."
        ),
        "classify",
    ),
)
