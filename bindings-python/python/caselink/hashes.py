"""Is this file known? Perceptual hashes within a radius: every one, never an approximation."""

from caselink._native import PerceptualIndex

__all__ = ["PerceptualIndex"]
