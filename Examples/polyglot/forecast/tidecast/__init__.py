"""Tide heights from harmonic constituents."""

from .harmonics import SPEEDS, fit, predict

__all__ = ["SPEEDS", "fit", "predict"]
