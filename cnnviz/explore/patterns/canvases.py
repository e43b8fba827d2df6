"""Parametrisations of patterns: plain pixels, as in Wílmer Pereira's slides, or waves and colours as in photos.

A canvas holds the pictures of a few filters, and moves them a step along the gradient of a score. Each filter has its
own random numbers, so that a pattern is the same whichever others are made beside it.
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
    """The pictures that gradient ascent changes."""

    def pictures(self) -> Pixels:
        """Return the pictures that the network gets at this step, shape (filters, rows, cols, channels), raw pixels."""

    def climb(self, gradient: Pixels, done: float) -> None:
        """Move a step.

        Args:
            gradient: Gradient of the score at what `pictures` returned last.
            done: Share of the steps that are done, 0 to 1.
        """

    def still(self) -> Pixels:
        """Return the pictures without random shifts; same shape."""

    def settle(self, scores: Scores, first: NDArray[np.float32]) -> None:
        """Finish the pictures when the last step is done.

        Args:
            scores: Computes the score that was climbed.
            first: The scores before the first step, shape (filters,).
        """

    def visible(self, pixels: Pixels) -> Bytes:
        """Return one picture as it is shown to users, shape (rows, cols, channels), 0..255."""


class PlainPixels:
    """Grey noise whose pixels move along the gradient, divided by its root mean square.

    Args:
        shape: (rows, cols, channels).
        generators: Random numbers of each filter.

    Reference: Wílmer Pereira, “Redes Neuronales Convolucionales”, section “Visualización
    de filtros o kernels”.
    """

    def __init__(self, shape: tuple[int, int, int], generators: Sequence[np.random.Generator]) -> None:
        self.pixels = np.stack(
            [np.asarray(each.random(shape, np.float32) * 20 + 128, np.float32) for each in generators]
        )

    def pictures(self) -> Pixels:
        """Return the pictures."""
        return self.pixels

    still = pictures

    def climb(self, gradient: Pixels, done: float) -> None:
        """Move each picture by one grey level, as root mean square."""
        steepness = np.sqrt(np.square(gradient).mean((1, 2, 3)))
        self.pixels = self.pixels + gradient / (steepness[:, None, None, None] + 1e-5)

    def settle(self, scores: Scores, first: NDArray[np.float32]) -> None:
        """Change nothing."""

    def visible(self, pixels: Pixels) -> Bytes:
        """Bring a picture to mean 128 and standard deviation 25, so that it can be seen.

        Reference: Wílmer Pereira, “Redes Neuronales Convolucionales”, ``deprocess_image``.
        """
        scaled = (pixels - pixels.mean()) / (pixels.std() + 1e-5) * 0.1 + 0.5
        return np.asarray((np.clip(scaled, 0, 1) * 255).round(), np.uint8)


class Waves:
    """Waves of every width, broad ones weighing more, in colours correlated as in photos; within 0..255.

    The pictures are shifted at random at each step, so that a pattern must not depend on its position. In the end fine
    waves that a filter does not answer to are removed: gradients are rich in them, photos are not.

    Args:
        shape: (rows, cols, channels).
        generators: Random numbers of each filter.

    Reference: Olah et al., 2017, Feature Visualization, and its library lucid, whose colour matrix this is; Adam by
    Kingma and Ba, 2015.
    """

    RATES, DECAY, START = (0.16, 0.1), 1.6, 0.01
    JITTER = 8
    """The largest shift of the pictures is their size divided by this."""
    COLOURS = np.array([[0.26, 0.09, 0.02], [0.27, 0.00, -0.05], [0.27, -0.09, 0.03]], np.float32)
    FIRST, SECOND = 0.9, 0.999
    FINE, SHARES, KEPT = 0.25, (0.6, 0.3, 0.0), 0.9
    """Waves a pixel from which waves are fine; shares of them that are tried; least remaining share of the rise in
    score."""

    def __init__(self, shape: tuple[int, int, int], generators: Sequence[np.random.Generator]) -> None:
        self.shape, self.generators = shape, generators
        rows, cols, channels = shape
        across = np.sqrt(np.fft.fftfreq(rows)[:, None] ** 2 + np.fft.rfftfreq(cols)[None] ** 2)
        self.broad = (1 / (1 + (across / self.FINE) ** 8))[..., None, None]
        self.scale = ((rows * cols) ** 0.5 / np.maximum(across, 1 / max(rows, cols)) ** self.DECAY)[..., None]
        self.scale /= max(rows, cols) ** (self.DECAY - 1)
        norm = np.linalg.norm(self.COLOURS, axis=0).max()
        self.mix = self.COLOURS / norm if channels == 3 else np.eye(channels, dtype=np.float32)
        size = (*across.shape, channels, 2)
        self.spectrum = np.stack([each.normal(0, self.START, size) for each in generators])
        self.mean, self.square, self.steps = np.zeros_like(self.spectrum), np.zeros_like(self.spectrum), 0
        self.shifts = [(0, 0)] * len(generators)

    def still(self) -> Pixels:
        """Return the pictures."""
        waves = (self.spectrum[..., 0] + 1j * self.spectrum[..., 1]) * self.scale
        plain = np.fft.irfft2(waves, self.shape[:2], axes=(1, 2)) @ self.mix.T
        return np.asarray(255 / (1 + np.exp(-plain)), np.float32)

    def pictures(self) -> Pixels:
        """Return the pictures, each shifted a little and wrapped around."""
        most = max(1, min(self.shape[:2]) // self.JITTER)
        drawn = (each.integers(-most, most + 1, 2) for each in self.generators)
        self.shifts = [(int(down), int(right)) for down, right in drawn]
        return np.stack([np.roll(raw, shift, (0, 1)) for raw, shift in zip(self.still(), self.shifts, strict=True)])

    def climb(self, gradient: Pixels, done: float) -> None:
        """Move every wave a step of Adam; steps get shorter towards the end."""
        back = np.stack(
            [np.roll(part, (-down, -right), (0, 1)) for part, (down, right) in zip(gradient, self.shifts, strict=True)]
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
        rate = (1 - done) * self.RATES[0] + done * self.RATES[1]
        self.spectrum = self.spectrum + rate * mean / (np.sqrt(square) + 1e-8)

    def settle(self, scores: Scores, first: NDArray[np.float32]) -> None:
        """Remove from each picture as much of its fine waves as hardly adds to its score."""
        whole, kept = self.spectrum, self.spectrum
        least = first + self.KEPT * (scores(self.still()) - first)
        fine_enough = np.full(len(whole), True)
        for share in self.SHARES:
            self.spectrum = np.where(
                fine_enough[:, None, None, None, None], whole * (share + (1 - share) * self.broad), kept
            )
            fine_enough &= scores(self.still()) >= least
            kept = np.where(fine_enough[:, None, None, None, None], self.spectrum, kept)
        self.spectrum = kept

    def visible(self, pixels: Pixels) -> Bytes:
        """Return the picture as the network gets it, not brightened."""
        return np.asarray(pixels.round().clip(0, 255), np.uint8)
