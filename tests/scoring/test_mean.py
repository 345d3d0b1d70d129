"""The mean never leaves the range of what it is the mean of, and of nothing it is None."""

from math import fsum

from scoring.mean import weighted_mean


def test_a_mean_of_full_marks_is_full_marks() -> None:
    weights = [70, 70, 3, 0.1, 0.1]
    assert fsum(weight * 100 for weight in weights) / fsum(weights) > 100  # what binary fractions would make of it
    assert weighted_mean((weight, 100) for weight in weights) == 100


def test_nothing() -> None:
    assert weighted_mean([]) is None
    assert weighted_mean([(0, 50)]) is None
