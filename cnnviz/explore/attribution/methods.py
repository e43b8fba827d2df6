"""Which ways are there to ask why?  Name -> what makes a method of a model; a method: (picture, class) -> heat map."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.explore.attribution.cams import AblationCam, GradCam, GradCamPlusPlus
from cnnviz.explore.attribution.occlusion import Occlusion, Rise
from cnnviz.explore.attribution.perturbation import Perturbation
from cnnviz.explore.attribution.saliency import GuidedBackpropagation, IntegratedGradients, SmoothGrad

Method = Callable[[NDArray[np.uint8], int], NDArray[np.float32]]
"""Is given a picture of the network's own size, (rows, cols, channels) in 0..255, and the number of a class; its heat map has
any (rows, cols), 0 to 1."""


@dataclass(frozen=True)
class Kind:
    """A way to ask why.

    Attributes:
        title: Its name.
        text: How it works, in a sentence or two, for people.
        make: Makes the method of a model.
        rough: The same in fewer steps, where many maps are wanted; None where it is quick as it is.
    """

    title: str
    text: str
    make: Callable[[Any], Method]
    rough: Callable[[Any], Method] | None = None


KINDS = {
    "grad_cam": Kind(
        "Grad-CAM",
        "The last feature maps, each weighed by how strongly the class’s score leans on it. Coarse, quick, hard to fool.",
        GradCam,
    ),
    "grad_cam_pp": Kind(
        "Grad-CAM++",
        "Grad-CAM that counts only places where the score rises, so that two cats both light up.",
        GradCamPlusPlus,
    ),
    "ablation_cam": Kind(
        "Ablation-CAM",
        "Takes away one of the last feature maps after the other and weighs each by how far the score falls: no gradient.",
        AblationCam,
    ),
    "integrated_gradients": Kind(
        "Integrated gradients",
        "The gradient on the way from black to the picture. What all pixels get adds up to what the score has gained.",
        IntegratedGradients,
        partial(IntegratedGradients, most=16),
    ),
    "smooth_grad": Kind(
        "SmoothGrad",
        "Where a small change of a pixel changes the score most: the mean over copies of the picture with a little noise.",
        SmoothGrad,
        partial(SmoothGrad, samples=8),
    ),
    "occlusion": Kind(
        "Occlusion",
        "Covers one part after the other with grey and asks how far the score falls. Slow, and easy to believe.",
        Occlusion,
        partial(Occlusion, patches=4),
    ),
    "rise": Kind(
        "RISE",
        "Covers random halves of the picture, over and over, and asks which of the two the score stays with. Slow, and it needs to "
        "know nothing of the network but its scores.",
        Rise,
        partial(Rise, pairs=32),
    ),
    "perturbation": Kind(
        "Meaningful perturbation",
        "Begins with Grad-CAM and moves the heat, a little each round, until covering the hottest parts costs the class, and showing "
        "nothing else suffices for it. Slow. It seeks what the test by deletion and insertion asks, so it does well there.",
        Perturbation,
        partial(Perturbation, rounds=4),
    ),
    "guided_backpropagation": Kind(
        "Guided backpropagation (misleading)",
        "Sharp outlines, and nearly the same ones for any class and for random weights above: an edge detector that looks like "
        "an explanation. Try the sanity check.",
        GuidedBackpropagation,
    ),
}
METHODS: dict[str, Callable[[Any], Method]] = {name: kind.make for name, kind in KINDS.items()}
TITLES = {name: kind.title for name, kind in KINDS.items()}
