"""Words of the glossary about trained networks: looking inside, and using them again."""

from cnnviz.lessons.glossary.term import Term
from cnnviz.locale import N_, NP_

TERMS = (
    Term(
        "attribution",
        NP_("term", "attribution"),
        N_(
            "It asks how much each pixel contributed to a prediction. Methods disagree with each other, so each "
            "should be tested before it is believed."
        ),
        "attribution",
    ),
    Term(
        "backbone",
        NP_("term", "backbone"),
        N_(
            "The pretrained part of a network, without its last layers. It turns a picture into features that "
            "describe what is in it."
        ),
        "train",
        {"recipe": "flowers_mobilenet"},
    ),
    Term(
        "black_box",
        NP_("term", "black box"),
        N_(
            "Something whose inputs and outputs are known, but not how one leads to the other. Every number of "
            "a network can be read, and still it is hard to say why it decides as it does."
        ),
        "attribution",
    ),
    Term(
        "deep_dream",
        NP_("term", "DeepDream"),
        N_(
            "Gradient ascent that begins with a photo, so that whatever a layer sees a little of in it grows. "
            "Early layers draw strokes, deeper ones eyes, fur or petals."
        ),
        "dream",
    ),
    Term(
        "embedding",
        NP_("term", "embedding, nearest neighbours"),
        N_(
            "The row of numbers into which a network turns a picture before its last layer. Similar pictures get "
            "similar rows, so that nearest neighbours among them look alike."
        ),
        "advice",
    ),
    Term(
        "export",
        NP_("term", "export"),
        N_(
            "To save a trained network in a file that other programs can open. The app writes it for Keras and "
            "for TensorFlow Lite, together with its class names."
        ),
        "my_classes",
    ),
    Term(
        "feature_extraction",
        NP_("term", "feature extraction"),
        N_(
            "A pretrained network stays frozen and only describes each picture by its features. Just a new head "
            "is trained on them, which is quick and takes few pictures."
        ),
        "train",
        {"recipe": "cats_and_dogs_mobilenet"},
    ),
    Term(
        "filter_pattern",
        NP_("term", "filter pattern"),
        N_(
            "A picture made by gradient ascent so that one filter responds as strongly as possible. It shows what "
            "the filter looks for."
        ),
        "patterns",
    ),
    Term(
        "fine_tuning",
        NP_("term", "fine-tuning"),
        N_(
            "The last layers of a pretrained network go on learning from new pictures, together with a new head. "
            "It is done with a small learning rate, so that what they know is adapted and not destroyed."
        ),
        "train",
        {"recipe": "cats_and_dogs_mobilenet_finetuned"},
    ),
    Term(
        "frozen_layer",
        NP_("term", "frozen layer"),
        N_(
            "A layer whose weights do not change in training. The first layers are often frozen, as edges and "
            "colours serve any kind of picture."
        ),
        "freeze_search",
    ),
    Term(
        "grad_cam",
        NP_("term", "Grad-CAM"),
        N_(
            "An attribution method that weighs the last feature maps by how strongly the score of a class depends "
            "on each. Its heat map is coarse, but quick to compute."
        ),
        "attribution",
        {"methods": "grad_cam"},
    ),
    Term(
        "gradient_ascent",
        NP_("term", "gradient ascent"),
        N_(
            "The network stays as it is, and the picture is changed step by step so that a chosen activation "
            "grows. It is gradient descent with the sign reversed."
        ),
        "patterns",
    ),
    Term(
        "head",
        NP_("term", "head"),
        N_(
            "The last layers of a network, which turn features into a probability for each class. In transfer "
            "learning the head is new, and learns first."
        ),
        "my_classes",
    ),
    Term(
        "heat_map",
        NP_("term", "heat map, saliency"),
        N_(
            "A map laid over a picture that shows in colour how much each place counted. Here bright yellow "
            "counts most."
        ),
        "attribution",
    ),
    Term(
        "imagenet",
        NP_("term", "ImageNet"),
        N_(
            "A collection of 1.3 million photos of a thousand classes, on which many networks are trained first. "
            "Some 120 of its classes are breeds of dogs."
        ),
        "classify",
    ),
    Term(
        "occlusion",
        NP_("term", "occlusion"),
        N_(
            "Part after part of the picture is covered, and it is measured how far the probability of the "
            "class falls. It needs no gradients, only many predictions."
        ),
        "attribution",
        {"methods": "occlusion"},
    ),
    Term(
        "pretrained_network",
        NP_("term", "pretrained network"),
        N_(
            "A network that was already trained on a large data set, most often ImageNet. What its layers have "
            "learned to see is useful for other pictures too."
        ),
        "advice",
    ),
    Term(
        "ready_made_network",
        NP_("term", "ready-made network"),
        N_(
            "A trained network that comes with the app. It can be looked into, tried and evaluated without any "
            "training."
        ),
        "home",
    ),
    Term(
        "sanity_check",
        NP_("term", "sanity check"),
        N_(
            "The network’s weights are replaced by random ones, layer after layer, and the heat map is computed "
            "anew. A map that hardly changes does not show what the network has learned."
        ),
        "attribution",
    ),
    Term(
        "transfer_learning",
        NP_("term", "transfer learning"),
        N_(
            "A network trained on many pictures is reused for a new task with few. Either its features are kept "
            "as they are (feature extraction) or its last layers learn on (fine-tuning)."
        ),
        "my_classes",
    ),
)
