"""Fits on all but the last week of a year and prints how far the forecast is off."""

import numpy as np

from tidecast import SPEEDS, fit, predict


def synthetic_year(generator):
    hours = np.arange(0, 24 * 365)
    levels = np.full(hours.shape, 2000.0)
    for speed in SPEEDS.values():
        amplitude, phase = generator.uniform(100, 1500), generator.uniform(0, 2 * np.pi)
        levels += amplitude * np.cos(np.deg2rad(speed) * hours + phase)
    return hours, levels + generator.normal(0, 40, hours.shape)


def main():
    generator = np.random.default_rng(20260301)
    errors = []
    for _ in range(20):
        hours, levels = synthetic_year(generator)
        known = slice(0, -24 * 7)
        forecast = predict(fit(hours[known], levels[known]), hours[-24 * 7 :])
        errors.append(np.sqrt(np.mean((forecast - levels[-24 * 7 :]) ** 2)))
    print(f"root mean square error of the last week: {np.mean(errors):.1f} mm")


if __name__ == "__main__":
    main()
