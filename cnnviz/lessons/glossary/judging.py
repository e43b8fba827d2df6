"""Words of the glossary about data sets, results, and how far to trust them."""

from cnnviz.lessons.glossary.term import Term
from cnnviz.locale import N_, NP_

TERMS = (
    Term(
        "accuracy",
        NP_("term", "accuracy"),
        N_(
            "The share of pictures whose likeliest class is the true one. An accuracy of 0.726 on 2,500 pictures "
            "means that 1,815 were right."
        ),
        "evaluate",
    ),
    Term(
        "auroc",
        NP_("term", "AUROC"),
        N_(
            "How well a measure tells two kinds of pictures apart: the probability that it is higher for one of "
            "the first kind than for one of the second. A value of 1 is perfect, 0.5 no better than chance."
        ),
        "classify",
    ),
    Term(
        "calibration",
        NP_("term", "calibration"),
        N_(
            "Probabilities are calibrated if of all predictions made with probability 0.8, 8 in 10 are right. The "
            "app corrects them after training by one number, the temperature."
        ),
        "evaluate",
    ),
    Term(
        "class",
        NP_("term", "class"),
        N_(
            "A kind of thing that a network can name, such as cat or tulip. A network knows no other classes than "
            "those it was trained on."
        ),
        "my_classes",
    ),
    Term(
        "confidence",
        NP_("term", "confidence"),
        N_(
            "The probability that a network gives to the class it names. Networks are often more confident than "
            "they are right, which calibration corrects."
        ),
        "evaluate",
    ),
    Term(
        "confusion_matrix",
        NP_("term", "confusion matrix"),
        N_(
            "A table that counts predictions, with a row for each true class and a column for each predicted one. "
            "Right predictions lie on the diagonal, all other cells show what is confused with what."
        ),
        "evaluate",
    ),
    Term(
        "curse_of_dimensionality",
        NP_("term", "curse of dimensionality (Hughes effect)"),
        N_(
            "The more numbers describe each example, the more examples are needed to learn from them. If their "
            "number stays the same, accuracy first rises with more features and then falls."
        ),
        "sizes",
        {"tensor": "2"},
    ),
    Term(
        "familiarity",
        NP_("term", "familiarity"),
        N_(
            "How much of what a network finds in a picture is of a kind that its training pictures have, from 0 "
            "to 1. Below a limit the picture is called out of distribution, which happens by mistake to about "
            "1 in 20 pictures of its own classes."
        ),
        "classify",
    ),
    Term(
        "generalise",
        NP_("term", "to generalise"),
        N_(
            "To be right about new pictures, not only about those learned from. The gap between training and "
            "validation accuracy shows how well a network generalises."
        ),
        "train",
    ),
    Term(
        "label",
        NP_("term", "label"),
        N_("The true class of a picture, as a person gave it. Training compares each prediction with it."),
        "datasets",
    ),
    Term(
        "out_of_distribution",
        NP_("term", "out of distribution"),
        N_(
            "A picture unlike anything that the network was trained on. The network still gives it some class, "
            "often with a high probability, so the app measures it and warns."
        ),
        "classify",
    ),
    Term(
        "overfitting",
        NP_("term", "overfitting"),
        N_(
            "The network memorises its training pictures instead of learning what they have in common. The "
            "training loss goes on falling while the validation loss rises."
        ),
        "compare",
        {"runs": "basenet,basenet_augmented"},
    ),
    Term(
        "precision",
        NP_("term", "precision"),
        N_(
            "Of all pictures that are predicted as a class, the share that belongs to it. Low precision means "
            "that the network names this class too often."
        ),
        "evaluate",
    ),
    Term(
        "prediction",
        NP_("term", "prediction"),
        N_(
            "What the network gives for a picture: a probability for each class. The likeliest class is the one "
            "it names."
        ),
        "classify",
    ),
    Term(
        "probability",
        NP_("term", "probability"),
        N_(
            "The number from 0 to 1 that the network gives to each class, with a sum of 1 over all classes. It "
            "tells how often such a prediction is right only if it is calibrated."
        ),
        "classify",
    ),
    Term(
        "recall",
        NP_("term", "recall"),
        N_(
            "Of all pictures of a class, the share that the network finds. Low recall means that many of them are "
            "taken for something else."
        ),
        "evaluate",
    ),
    Term(
        "recipe",
        NP_("term", "recipe"),
        N_(
            "Everything that describes a training: data set, layers, optimiser, learning rate, epochs and more. "
            "Change a single value to find out what it does."
        ),
        "train",
    ),
    Term(
        "reproducible",
        NP_("term", "reproducible"),
        N_(
            "A result that others get again when they follow the same description. For a training this takes "
            "recipe, seed, data set and versions of the libraries."
        ),
        "ladder",
    ),
    Term(
        "run",
        NP_("term", "run"),
        N_("One training, kept with its recipe, its curves and its network. It goes on when the browser is closed."),
        "runs",
    ),
    Term(
        "seed",
        NP_("term", "seed"),
        N_(
            "The number from which all random choices follow, such as the first weights and the order of the "
            "pictures. The same seed on the same machine gives the same training again."
        ),
        "train",
    ),
    Term(
        "temperature",
        NP_("term", "temperature"),
        N_(
            "The number by which all scores are divided before softmax, chosen so that the probabilities are "
            "calibrated. Above 1 it makes the network less confident, without changing the class it names."
        ),
        "classify",
    ),
    Term(
        "test_set",
        NP_("term", "test set"),
        N_(
            "Pictures that are used only when nothing is chosen any more. The accuracy on them is the honest "
            "estimate for new pictures of the same kind."
        ),
        "evaluate",
    ),
    Term(
        "training_set",
        NP_("term", "training set"),
        N_(
            "The pictures from which the network learns. Accuracy on them says little about new pictures, because "
            "the network has seen them many times."
        ),
        "datasets",
    ),
    Term(
        "underfitting",
        NP_("term", "underfitting"),
        N_(
            "The network does not even fit its training pictures: it is too small, was trained too briefly, or is "
            "held back too much. Both losses stay high."
        ),
        "train",
        {"recipe": "tiny"},
    ),
    Term(
        "validation_set",
        NP_("term", "validation set"),
        N_(
            "Pictures that are held back from learning and looked at after each epoch. They serve to notice "
            "overfitting, to compare settings and to decide when to stop."
        ),
        "train",
    ),
)
