"""Is this file known? Digests, perceptual hashes (exactly), videos, living lists of them."""

from caselink._native import (
    DigestSet,
    HashList,
    ListReader,
    PerceptualIndex,
    compare_videos,
    read_list,
)

__all__ = [
    "DigestSet",
    "HashList",
    "ListReader",
    "PerceptualIndex",
    "compare_videos",
    "read_list",
]
