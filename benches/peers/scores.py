"""How good a peer's links are, by the definitions of `caselink.linkage`."""

import numpy as np


def scores(outcome: dict) -> dict[str, float | int | None]:
    """Pair F1 at the best threshold and at probability .95, and that of the clusters.

    Of `outcome`: `truth` is a list of dicts, one for each table, from record to person; `pairs`
    are two lists of records and their scores; `is_probability` says whether a score of .95 means
    a probability of .95; `clusters` are the cluster numbers of records, from .95 if there is a
    probability.
    """
    truth = outcome["truth"]()
    total = true_pairs(truth)
    out: dict[str, float | int | None] = dict.fromkeys(
        ("f1_at_95", "f1_best", "precision_at_95", "recall_at_95", "cluster_f1_at_95", "links")
    )
    if (pairs := outcome.get("pairs")) is not None:
        left, right, score = pairs
        marks = one_person(left, right, truth)
        order = np.argsort(-score, kind="stable")
        score, hits = score[order], np.cumsum(marks[order])
        found = np.arange(1, len(score) + 1)
        ends = np.append(score[1:] != score[:-1], True)  # a tie is in or out as a whole
        out["links"] = len(score)
        out["f1_best"] = rounded((2 * hits / (found + total))[ends].max())
        if outcome["is_probability"] and (k := int((score >= 0.95).sum())):
            out["f1_at_95"] = rounded(2 * hits[k - 1] / (k + total))
            out["precision_at_95"] = rounded(hits[k - 1] / k)
            out["recall_at_95"] = rounded(hits[k - 1] / total)
    if (clusters := outcome.get("clusters")) is not None:
        out["cluster_f1_at_95"] = rounded(cluster_f1(clusters, truth, total))
    return out


def one_person(left: list, right: list, truth: list[dict]) -> np.ndarray:
    """Whether each pair is one person; ids are unique over both tables in all jobs."""
    person = {record: p for table in truth for record, p in table.items()}
    pairs = zip(left, right, strict=True)
    return np.fromiter((person[a] == person[b] for a, b in pairs), bool, len(left))


def true_pairs(truth: list[dict]) -> int:
    """Pairs that are one person: within the one table, or between the two."""
    if len(truth) == 1:
        return pairs_in(np.unique(list(truth[0].values()), return_counts=True)[1])
    return len(set(truth[0].values()) & set(truth[1].values()))  # no duplicates within a table


def pairs_in(sizes: np.ndarray) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def cluster_f1(clusters: dict, truth: list[dict], total: int) -> float:
    """F1 of all pairs within clusters; in a link job, of those between the tables."""
    both = {
        record: (person, t) for t, table in enumerate(truth) for record, person in table.items()
    }
    _, cluster = np.unique([clusters[r] for r in both], return_inverse=True)
    _, person = np.unique([p for p, _ in both.values()], return_inverse=True)
    table = np.array([t for _, t in both.values()])

    def pairs(groups: np.ndarray) -> int:
        number = groups.max() + 1
        sizes = [np.bincount(groups[table == t], minlength=number) for t in range(len(truth))]
        return pairs_in(sizes[0]) if len(sizes) == 1 else int((sizes[0] * sizes[1]).sum())

    _, together = np.unique(cluster.astype(np.int64) << 32 | person, return_inverse=True)
    return 2 * pairs(together) / (pairs(cluster) + total)


def rounded(value: float) -> float:
    return round(float(value), 5)
