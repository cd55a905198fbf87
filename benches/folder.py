"""Data that are not the project's own lie in a folder that `CASELINK_DATA` names."""

import os
import sys
from pathlib import Path


def data(name: str) -> Path:
    """A file of the folder."""
    folder = os.environ.get("CASELINK_DATA")
    if not folder or not (Path(folder) / name).exists():
        sys.exit(f"{name} is needed: name its folder in CASELINK_DATA")
    return Path(folder) / name
