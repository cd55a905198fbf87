"""Which answer of a prevention library fits a question, and when should a person answer?"""

from caselink._native import Guidance

__all__ = ["Guidance"]
