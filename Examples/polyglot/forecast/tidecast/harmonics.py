"""A least-squares fit of the largest tidal constituents."""

import numpy as np

#: Degrees per hour of the principal constituents.
SPEEDS = {"M2": 28.9841042, "S2": 30.0, "N2": 28.4397295, "K1": 15.0410686, "O1": 13.9430356}


def _design(hours):
    hours = np.asarray(hours, dtype=float)
    columns = [np.ones_like(hours)]
    for speed in SPEEDS.values():
        phase = np.deg2rad(speed) * hours
        columns += [np.cos(phase), np.sin(phase)]
    return np.stack(columns, axis=1)


def fit(hours, levels):
    """Returns the mean level and a cosine and a sine amplitude per constituent.

    ``hours`` and ``levels`` have one value per observation; at least as many observations as
    unknowns are needed.
    """
    design = _design(hours)
    if design.shape[0] < design.shape[1]:
        raise ValueError(f"{design.shape[1]} observations are needed, {design.shape[0]} given")
    coefficients, *_ = np.linalg.lstsq(design, np.asarray(levels, dtype=float), rcond=None)
    return coefficients


def predict(coefficients, hours):
    """Returns a level per hour, in the unit of the levels that were fitted."""
    return _design(hours) @ coefficients
