import numpy as np
import pytest

from tidecast import SPEEDS, fit, predict


def test_a_fitted_tide_is_predicted():
    hours = np.arange(0, 24 * 60)
    tide = 2000 + 1500 * np.cos(np.deg2rad(SPEEDS["M2"]) * hours) + 300 * np.sin(np.deg2rad(SPEEDS["K1"]) * hours)
    later = np.arange(24 * 60, 24 * 61)
    truth = 2000 + 1500 * np.cos(np.deg2rad(SPEEDS["M2"]) * later) + 300 * np.sin(np.deg2rad(SPEEDS["K1"]) * later)
    assert np.allclose(predict(fit(hours, tide), later), truth, atol=1e-6)


def test_too_few_observations_are_refused():
    with pytest.raises(ValueError, match="11 observations are needed"):
        fit([0, 1], [1, 2])
