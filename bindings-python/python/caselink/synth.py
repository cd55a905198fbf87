"""What would agencies hold, if none of these people existed, and what would be true?"""

from caselink._native import World, world

__all__ = ["World", "world"]
