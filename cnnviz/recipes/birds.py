"""ResNet50 on 200 species of birds with 15 training photos each, from documents 000 and 001."""

from cnnviz.recipes.recipe import Ladder, Recipe, Reported

E1 = Recipe(
    name="birds_features",
    title="Birds on ResNet50’s features",
    source="Document 000, “Extracción de características”",
    network="resnet50",
    dataset="birds",
    input_shape=(224, 224, 3),
    optimizer="sgd",
    learning_rate=0.01,
    momentum=0.9,
    batch_size=64,
    epochs=10,
    weights="imagenet",
    frozen=175,
    reported=Reported(0.3004, 2.898),
    rung="E1",
    lesson="ResNet50 turns each photo into 2,048 numbers, computed once; one layer learns to read a species from them.",
)
E2 = E1.then(
    "birds_two_dense",
    "Birds, two dense layers and dropout",
    network="resnet50_two_dense",
    epochs=50,
    reported=Reported(0.4527, 2.418),
    rung="E2",
    lesson="More layers on the same features can form traits of their own; strong dropout keeps 15 photos a species "
    "from being learned by heart at once.",
)
E3 = E2.then(
    "birds_convolution",
    "Birds, a convolution on the feature maps",
    network="resnet50_convolution",
    reported=Reported(0.3881, 3.169),
    notes="The document prints no number of epochs for this network; 50, as for the one before.",
    rung="E3",
    lesson="The feature maps keep where in the photo something was seen; with so few photos, that is one more thing to "
    "learn by heart.",
)
E4 = E1.then(
    "birds_finetuned",
    "Birds, all of ResNet50 learns",
    source="Document 000, “Fine-tuning”",
    network="resnet50_dense1024",
    frozen=0,
    epochs=15,
    reported=Reported(0.4497, 2.398),
    rung="E4",
    lesson="Every weight may move. It ends no higher than dense layers on fixed features, but in fewer epochs, each "
    "of which takes far longer.",
)
E5 = E1.then(
    "birds_dense400",
    "Birds, a dense layer of 400",
    source="Document 001, “ResNET50 y Caltech-UCSD”",
    network="resnet50_dense400",
    optimizer="adam",
    momentum=0.0,
    learning_rate=1e-3,
    batch_size=32,
    epochs=40,
    reported=Reported(0.4121, 2.354),
    rung="E5",
    lesson="The same idea with another optimiser and one smaller layer.",
)
E6 = E5.then(
    "birds_dense400_finetuned",
    "Birds, a dense layer of 400, all of ResNet50 learns",
    frozen=0,
    notes="The author could not finish this training: an epoch took 40 minutes.",
    rung="E6",
    lesson="What is computed once is cheap; what has to learn goes through all 175 layers, forth and back, in every "
    "step.",
)

LADDERS = (
    Ladder(
        "birds_000",
        "Birds with ResNet50",
        "Document 000",
        "Which layers should follow a network that was trained before?",
        (E1, E2, E3, E4),
    ),
    Ladder(
        "birds_001",
        "Birds with ResNet50, smaller",
        "Document 001",
        "What does it cost to train all of a large network?",
        (E5, E6),
    ),
)
RECIPES = tuple(recipe for ladder in LADDERS for recipe in ladder.recipes)
