"""On what does a pattern grow?  Plain pixels, as the document has it, or waves and colours as photos have them.

A canvas gives pictures, takes the gradient of a score at them, and moves a step; it belongs to a few filters, each with dice of its
own, so that a pattern is the same whichever others are made beside it.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Scores = Callable[[Pixels], NDArray[np.float32]]
"""Pictures -> the score of each."""


class Canvas(Protocol):
    """What a pattern grows on."""

    def pictures(self) -> Pixels:
        """Return what the network is to be shown now, shape (filters, rows, cols, channels), raw pixels."""

    def climb(self, gradient: Pixels, gone: float) -> None:
        """Move a step along the gradient of the score at the pictures that were shown last; ``gone`` is the share of the way, 0 to 1."""

    def still(self) -> Pixels:
        """Return the pictures as they are, without what only robustness asks for; same shape."""

    def settle(self, scores: Scores, first: NDArray[np.float32]) -> None:
        """Finish the pictures when the last step is done.

        Args:
            scores: What was climbed.
            first: Where it began, shape (filters,).
        """

    def visible(self, pixels: Pixels) -> Bytes:
        """Return one picture as it is shown to people, shape (rows, cols, channels), 0..255."""


class PlainPixels:
    """Grey noise whose pixels move along the gradient, divided by its root mean square.

    Args:
        shape: (rows, cols, channels).
        dice: Random numbers of each filter.

    Reference: document 003, “Visualización de filtros o kernels”.
    """

    def __init__(self, shape: tuple[int, int, int], dice: Sequence[np.random.Generator]) -> None:
        self.now = np.stack([np.asarray(die.random(shape, np.float32) * 20 + 128, np.float32) for die in dice])

    def pictures(self) -> Pixels:
        """Return the pictures."""
        return self.now

    still = pictures

    def climb(self, gradient: Pixels, gone: float) -> None:
        """Move each picture by one grey level on the root mean square."""
        steepness = np.sqrt(np.square(gradient).mean((1, 2, 3)))
        self.now = self.now + gradient / (steepness[:, None, None, None] + 1e-5)

    def settle(self, scores: Scores, first: NDArray[np.float32]) -> None:
        """Leave everything as it was climbed, as the document does."""

    def visible(self, pixels: Pixels) -> Bytes:
        """Bring a picture to mean 128 and deviation 25, so that it can be seen.

        Reference: document 003, ``deprocess_image``.
        """
        scaled = (pixels - pixels.mean()) / (pixels.std() + 1e-5) * 0.1 + 0.5
        return np.asarray((np.clip(scaled, 0, 1) * 255).round(), np.uint8)


class Waves:
    """Waves of every width, broad ones weighing more, in colours that go together as in photos; always within 0..255.

    What is shown is moved about a little at each step, so that a pattern must hold wherever it lies. In the end the fine waves go
    that a filter does not answer to: gradients are rich in them, photos are not.

    Args:
        shape: (rows, cols, channels).
        dice: Random numbers of each filter.

    Reference: Olah et al., 2017, Feature Visualization, and its library lucid, whose colour matrix this is; Adam by Kingma and Ba,
    2015.
    """

    RATES, DECAY, START = (0.16, 0.1), 1.6, 0.01
    JITTER = 8
    """The pictures are moved by up to one so manyth of their size."""
    COLOURS = np.array([[0.26, 0.09, 0.02], [0.27, 0.00, -0.05], [0.27, -0.09, 0.03]], np.float32)
    FIRST, SECOND = 0.9, 0.999
    FINE, SHARES, KEPT = 0.25, (0.6, 0.3, 0.0), 0.9
    """Waves from about so many a pixel are fine; shares of them that are tried; least share of the rise in score that must stay."""

    def __init__(self, shape: tuple[int, int, int], dice: Sequence[np.random.Generator]) -> None:
        self.shape, self.dice = shape, dice
        rows, cols, channels = shape
        across = np.sqrt(np.fft.fftfreq(rows)[:, None] ** 2 + np.fft.rfftfreq(cols)[None] ** 2)
        self.broad = (1 / (1 + (across / self.FINE) ** 8))[..., None, None]
        self.scale = ((rows * cols) ** 0.5 / np.maximum(across, 1 / max(rows, cols)) ** self.DECAY)[..., None]
        self.scale /= max(rows, cols) ** (self.DECAY - 1)
        norm = np.linalg.norm(self.COLOURS, axis=0).max()
        self.mix = self.COLOURS / norm if channels == 3 else np.eye(channels, dtype=np.float32)
        size = (*across.shape, channels, 2)
        self.spectrum = np.stack([die.normal(0, self.START, size) for die in dice])
        self.mean, self.square, self.steps = np.zeros_like(self.spectrum), np.zeros_like(self.spectrum), 0
        self.moves = [(0, 0)] * len(dice)

    def still(self) -> Pixels:
        """Return the pictures."""
        waves = (self.spectrum[..., 0] + 1j * self.spectrum[..., 1]) * self.scale
        plain = np.fft.irfft2(waves, self.shape[:2], axes=(1, 2)) @ self.mix.T
        return np.asarray(255 / (1 + np.exp(-plain)), np.float32)

    def pictures(self) -> Pixels:
        """Return the pictures, each moved a little; what leaves on one side comes back on the other."""
        far = max(1, min(self.shape[:2]) // self.JITTER)
        self.moves = [(int(down), int(right)) for down, right in (die.integers(-far, far + 1, 2) for die in self.dice)]
        return np.stack([np.roll(one, move, (0, 1)) for one, move in zip(self.still(), self.moves, strict=True)])

    def climb(self, gradient: Pixels, gone: float) -> None:
        """Move every wave a step of Adam, a shorter one towards the end."""
        back = np.stack(
            [np.roll(one, (-down, -right), (0, 1)) for one, (down, right) in zip(gradient, self.moves, strict=True)]
        )
        share = self.still() / 255
        back = back * share * (1 - share)
        back /= np.sqrt(np.square(back).mean((1, 2, 3), keepdims=True)) + 1e-12
        waves = np.fft.rfft2(back @ self.mix, axes=(1, 2)) * self.scale
        slope = np.stack([waves.real, waves.imag], axis=-1)
        self.steps += 1
        self.mean = self.FIRST * self.mean + (1 - self.FIRST) * slope
        self.square = self.SECOND * self.square + (1 - self.SECOND) * slope**2
        mean = self.mean / (1 - self.FIRST**self.steps)
        square = self.square / (1 - self.SECOND**self.steps)
        rate = (1 - gone) * self.RATES[0] + gone * self.RATES[1]
        self.spectrum = self.spectrum + rate * mean / (np.sqrt(square) + 1e-8)

    def settle(self, scores: Scores, first: NDArray[np.float32]) -> None:
        """Take out of each picture as much of its fine waves as hardly adds to its score."""
        whole, kept = self.spectrum, self.spectrum
        least = first + self.KEPT * (scores(self.still()) - first)
        going = np.full(len(whole), True)
        for share in self.SHARES:
            self.spectrum = np.where(going[:, None, None, None, None], whole * (share + (1 - share) * self.broad), kept)
            going &= scores(self.still()) >= least
            kept = np.where(going[:, None, None, None, None], self.spectrum, kept)
        self.spectrum = kept

    def visible(self, pixels: Pixels) -> Bytes:
        """Return the picture as the network sees it: nothing is brightened."""
        return np.asarray(pixels.round().clip(0, 255), np.uint8)
