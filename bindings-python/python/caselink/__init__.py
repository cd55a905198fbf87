"""Records, comparison, linkage and clustering for the agencies that protect children.

caselink opens no file, no socket and no database: hand it tables or records, and it hands tables
or records back. Everything that it finds is a lead for a person to check.
"""

from caselink._native import (
    CancelledError,
    CaselinkError,
    InputError,
    InternalError,
    LimitError,
    ModelError,
    SettingsError,
    __version__,
)

__all__ = [
    "CancelledError",
    "CaselinkError",
    "InputError",
    "InternalError",
    "LimitError",
    "ModelError",
    "SettingsError",
    "__version__",
]
