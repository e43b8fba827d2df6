"""Words of the glossary about how a network learns."""

from cnnviz.lessons.glossary.term import Term
from cnnviz.locale import N_, NP_

TERMS = (
    Term(
        "backpropagation",
        NP_("term", "backpropagation"),
        N_(
            "The algorithm that computes how the loss depends on every weight, from the last layer back to the "
            "first. It applies the chain rule layer by layer, so that all gradients come from one pass."
        ),
        "train",
    ),
    Term(
        "batch",
        NP_("term", "batch"),
        N_(
            "The pictures that are shown before the weights are changed once. Larger batches give smoother steps "
            "and need more memory."
        ),
        "train",
    ),
    Term(
        "checkpoint",
        NP_("term", "checkpoint"),
        N_(
            "The network’s weights, saved at one moment of the training. From it a training can be resumed, or "
            "its best epoch restored."
        ),
        "runs",
    ),
    Term(
        "cross_entropy",
        NP_("term", "cross-entropy"),
        N_(
            "The usual loss for classes: minus the logarithm of the probability that the true class was given. A "
            "confident mistake costs much, a confident right prediction next to nothing."
        ),
        "train",
    ),
    Term(
        "data_augmentation",
        NP_("term", "data augmentation"),
        N_(
            "Training pictures are flipped, shifted, rotated or zoomed at random, so that the network hardly ever "
            "sees the same one twice. It helps to generalise from few pictures, as long as the label stays true."
        ),
        "datasets",
        {"augment": "on"},
    ),
    Term(
        "early_stopping",
        NP_("term", "early stopping, patience"),
        N_(
            "Training ends by itself when the validation result has stopped improving. The number of epochs that "
            "it waits for an improvement is called patience."
        ),
        "train",
        {"recipe": "deeper_early_stopping"},
    ),
    Term(
        "epoch",
        NP_("term", "epoch"),
        N_("One pass over all training pictures. A training takes from a few to some hundred epochs."),
        "film",
    ),
    Term(
        "gradient",
        NP_("term", "gradient"),
        N_(
            "It tells for each weight how fast the loss rises when that weight grows. Training takes steps in the "
            "opposite direction."
        ),
        "train",
    ),
    Term(
        "gradient_descent",
        NP_("term", "gradient descent"),
        N_(
            "The weights are changed step by step in the direction in which the loss falls fastest. That "
            "direction is computed anew for each batch."
        ),
        "train",
    ),
    Term(
        "hyperparameter",
        NP_("term", "hyperparameter"),
        N_(
            "A setting that is chosen before training, such as the learning rate or the number of layers. "
            "Parameters, in contrast, are learned."
        ),
        "train",
    ),
    Term(
        "l1_l2",
        NP_("term", "L1 and L2 regularisation"),
        N_(
            "A penalty for large weights is added to the loss: the sum of their absolute values (L1) or of their "
            "squares (L2). L1 makes many weights exactly 0, L2 keeps all of them small."
        ),
        "build",
    ),
    Term(
        "label_smoothing",
        NP_("term", "label smoothing"),
        N_(
            "The label asks for a little less than 1 for the true class, and for a little more than 0 for all "
            "others. The network becomes less confident, and often generalises better."
        ),
        "train",
        {"recipe": "beyond_cifar100_25"},
    ),
    Term(
        "learning_rate",
        NP_("term", "learning rate"),
        N_(
            "The size of the steps by which the weights change. If it is too small training crawls, if it is too "
            "large the loss jumps or becomes infinite."
        ),
        "train",
    ),
    Term(
        "learning_rate_schedule",
        NP_("term", "learning rate schedule"),
        N_(
            "A plan by which the learning rate changes during the training, such as falling along a cosine. Large "
            "steps at first are quick, small ones at the end settle the weights."
        ),
        "train",
        {"recipe": "beyond_cifar100_25"},
    ),
    Term(
        "loss",
        NP_("term", "loss"),
        N_(
            "A number that says how wrong the predictions are, and that training makes smaller. Unlike accuracy, "
            "it also counts how confident the network was."
        ),
        "train",
    ),
    Term(
        "mixup",
        NP_("term", "mixup"),
        N_(
            "Each training picture is blended with another, and its label with it, such as 0.7 cat and 0.3 dog. "
            "It regularises, because predictions change gradually from class to class."
        ),
        "train",
        {"recipe": "beyond_cifar100_25"},
    ),
    Term(
        "momentum",
        NP_("term", "momentum"),
        N_(
            "Each step keeps part of the direction of the steps before, like a ball that rolls downhill. It calms "
            "the zigzag of plain gradient descent."
        ),
        "train",
    ),
    Term(
        "one_hot",
        NP_("term", "one-hot label"),
        N_(
            "A label written as a row of zeros with a single 1 at the place of its class. The loss compares the "
            "predicted probabilities with this row."
        ),
        "train",
    ),
    Term(
        "optimizer",
        NP_("term", "optimiser"),
        N_(
            "The rule that turns gradients into changes of the weights. SGD takes plain steps, while RMSprop and "
            "Adam adapt the step to each weight."
        ),
        "train",
        {"recipe": "basenet_adam_20"},
    ),
    Term(
        "random_erasing",
        NP_("term", "random erasing"),
        N_(
            "A part of each training picture, at a random place, is painted grey. The network cannot rely on a "
            "single detail, and generalises better."
        ),
        "train",
        {"recipe": "beyond_cats_and_dogs"},
    ),
    Term(
        "regularisation",
        NP_("term", "regularisation"),
        N_(
            "Whatever keeps a network from memorising its training pictures. Dropout, L1, L2, data augmentation "
            "and early stopping are examples."
        ),
        "build",
    ),
    Term(
        "standardisation",
        NP_("term", "standardisation"),
        N_(
            "The mean is subtracted from each pixel, and the result is divided by the standard deviation. Inputs "
            "around 0 of similar spread make training faster and steadier."
        ),
        "compare",
        {"runs": "basenet,basenet_standardized"},
    ),
    Term(
        "step",
        NP_("term", "training step"),
        N_(
            "One batch is shown, the loss is computed, and every weight changes a little. An epoch has as many "
            "steps as there are batches."
        ),
        "train",
    ),
    Term(
        "transformations",
        NP_("term", "rotation, shift, shear, zoom, flip"),
        N_(
            "The usual changes of data augmentation: a picture is rotated, moved, slanted, enlarged or mirrored. "
            "Only those that leave the label true make sense, so digits are not flipped."
        ),
        "datasets",
        {"augment": "on"},
    ),
    Term(
        "weight_averaging",
        NP_("term", "weight averaging"),
        N_(
            "The network that is kept has a running mean of the weights, not those of the last step. It "
            "generalises a little better, as the jumps of single batches cancel out."
        ),
        "train",
        {"recipe": "beyond_cifar100_25"},
    ),
    Term(
        "weight_decay",
        NP_("term", "weight decay"),
        N_(
            "In each step every weight is made a little smaller, besides what its gradient asks for. Weights stay "
            "small unless they are needed, which regularises."
        ),
        "train",
        {"recipe": "beyond_cifar100_25"},
    ),
)
