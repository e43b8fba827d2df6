"""Which ways are there to ask why?  Name -> what makes a method of a model; a method: (picture, class) -> heat map."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.explore.grad_cam import GradCam

Method = Callable[[NDArray[np.uint8], int], NDArray[np.float32]]

METHODS: dict[str, Callable[[Any], Method]] = {"grad_cam": GradCam}
"""A method is given a picture of the network's own size, (rows, cols, channels) in 0..255, and the number of a class; its
heat map has any (rows, cols), 0 to 1."""
TITLES = {"grad_cam": "Grad-CAM"}
