"""The probabilities of networks that end with one sigmoid neuron, in the form of all others: one column a class."""

import numpy as np
from numpy.typing import NDArray


def one_column_a_class(outputs: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return one probability a class, where a network's answer may be that of the second of two classes alone.

    Args:
        outputs: Shape (n, classes), or (n, 1); 0 to 1.

    Returns:
        Shape (n, classes).

    >>> one_column_a_class(np.array([[0.25]], np.float32)).tolist()
    [[0.75, 0.25]]
    >>> one_column_a_class(np.array([[0.2, 0.3, 0.5]])).tolist()
    [[0.2, 0.3, 0.5]]
    """
    return np.concatenate([1 - outputs, outputs], axis=1) if outputs.shape[1] == 1 else outputs
