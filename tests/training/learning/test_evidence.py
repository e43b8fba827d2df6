"""Do temperature and evidence come out as worked out by hand?"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnnviz.training.learning.evidence import (
    ALARMS,
    Calibration,
    CalibrationError,
    auroc,
    contrast,
    fit,
    temperature,
    tempered,
)

DICE = np.random.default_rng(0)


def flat(count: int) -> np.ndarray:
    """Features that lie in a plane of eight dimensions, shape (count, 8)."""
    return np.concatenate([DICE.uniform(0.5, 1, (count, 2)), DICE.normal(0, 0.01, (count, 6))], axis=1).astype(
        "float32"
    )


def test_evidence_is_the_cosine_to_what_was_learned() -> None:
    known = Calibration(1.0, np.array([[1.0], [0.0]], np.float32), 0.5)
    features = np.array([[2, 0], [0, 3], [3, 4], [0, 0]], np.float32)
    assert known.evidence(features).tolist() == pytest.approx([1, 0, 0.6, 0])
    assert known.evidence(features * 100).tolist() == pytest.approx([1, 0, 0.6, 0])


def test_one_in_twenty_of_its_own_stays_below_the_threshold_and_strangers_do() -> None:
    predicted = np.full((400, 2), 0.5, np.float32)
    features = flat(400)
    fitted = fit(flat(300), features, predicted, np.zeros(400, np.int64))
    assert (fitted.evidence(features) < fitted.threshold).mean() == pytest.approx(ALARMS, abs=0.01)
    strangers = DICE.normal(0, 1, (100, 8)).astype("float32")
    assert (fitted.evidence(strangers) < fitted.threshold).mean() > 0.9


def test_a_contrast_tells_strangers_by_what_sets_them_apart_and_not_by_what_they_share() -> None:
    own, ours = (DICE.normal(0, 1, (300, 6)).astype("float32") for _ in range(2))
    kinds = [DICE.normal(0, 1, (count, 6)).astype("float32") for count in (30, 300)]
    for kind in kinds:
        kind[:, 2] += 4
    learned = contrast(own, kinds)
    assert np.abs(learned.weights).argmax() == 2
    assert learned.weights[2] < 0
    assert auroc(learned.evidence(ours), learned.evidence(kinds[0])) > 0.95
    assert learned.evidence(ours).mean() > 0.6 > 0.4 > learned.evidence(kinds[0]).mean()
    # Every kind weighs the same, however many there are of it.
    twice = contrast(own, [kinds[0], np.concatenate([kinds[1], kinds[1]])])
    assert twice.weights == pytest.approx(learned.weights, abs=1e-5)


@pytest.mark.parametrize("true", [0.5, 1.0, 2.0, 4.0])
def test_the_temperature_by_which_scores_were_multiplied_is_found_again(true: float) -> None:
    scores = DICE.normal(0, 2, (4000, 3))
    honest = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    truth = np.array([DICE.choice(3, p=row) for row in honest])
    predicted = tempered(honest.astype("float32"), 1 / true)
    assert temperature(predicted, truth) == pytest.approx(true, rel=0.1)
    assert tempered(predicted, true) == pytest.approx(honest, abs=1e-3)


def test_a_file_keeps_it(tmp_path: Path) -> None:
    fitted = fit(flat(50), flat(50), np.full((50, 2), 0.5, np.float32), np.zeros(50, np.int64))
    fitted.save(tmp_path / "calibration.npz")
    again = Calibration.load(tmp_path / "calibration.npz")
    assert np.array_equal(again.directions, fitted.directions)
    assert (again.temperature, again.threshold, again.contrast) == (fitted.temperature, fitted.threshold, None)
    fitted = replace(fitted, contrast=contrast(flat(50), [flat(20) + 1]))
    fitted.save(tmp_path / "calibration.npz")
    looks = flat(10)
    assert np.array_equal(Calibration.load(tmp_path / "calibration.npz").evidence(looks), fitted.evidence(looks))


def test_too_few_pictures_and_values_that_are_no_numbers_are_refused() -> None:
    predicted, truth = np.full((50, 2), 0.5, np.float32), np.zeros(50, np.int64)
    with pytest.raises(CalibrationError, match="20 training pictures"):
        fit(flat(5), flat(50), predicted, truth)
    with pytest.raises(CalibrationError, match="not a number"):
        fit(flat(50), flat(50) * np.nan, predicted, truth)


def test_auroc_is_chance_where_nothing_differs_and_one_where_all_does() -> None:
    assert auroc(np.ones(3), np.ones(5)) == 0.5
    assert auroc(np.array([2.0, 3.0]), np.array([0.0, 1.0])) == 1
