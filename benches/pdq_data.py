"""Perceptual hashes without pictures: random and crowded ones, queries with a known truth."""

import numpy as np

QUERIES = 2_000
RADIUS = 31


def turned(hashes, which, many, chance):
    """Copies of some hashes, each with so many of its 256 bits turned."""
    bits = np.unpackbits(hashes[which], axis=1)
    order = chance.random(bits.shape).argsort(axis=1)
    turn = np.zeros_like(bits)
    np.put_along_axis(turn, order, np.arange(256) < np.asarray(many)[:, None], axis=1)
    return np.packbits(bits ^ turn, axis=1)


def uniform(count):
    """Random hashes, and queries: half planted at 0 to 31 bits, a tenth at 32 to 40.

    The truth is the row within the radius, or -1. Among random hashes no others come that near:
    the chance is about 1e-37 for each pair.
    """
    chance = np.random.default_rng(1)
    stored = chance.integers(0, 256, (count, 32), dtype=np.uint8)
    queries = chance.integers(0, 256, (QUERIES, 32), dtype=np.uint8)
    truth = np.full(QUERIES, -1)
    planted = np.arange(QUERIES // 2)
    rows = chance.integers(0, count, len(planted))
    queries[planted] = turned(stored, rows, chance.integers(0, RADIUS + 1, len(planted)), chance)
    truth[planted] = rows
    beyond = np.arange(QUERIES // 2, QUERIES * 6 // 10)
    rows = chance.integers(0, count, len(beyond))
    queries[beyond] = turned(stored, rows, chance.integers(RADIUS + 1, 41, len(beyond)), chance)
    return stored, queries, truth


def skewed(count):
    """As real lists are: half of them crowd around 1,000, a tenth are flat frames, a tenth copies.

    The queries are near hashes of every kind.
    """
    chance = np.random.default_rng(2)
    stored = chance.integers(0, 256, (count, 32), dtype=np.uint8)
    half, tenth = count // 2, count // 10
    crowds = chance.integers(0, 1_000, half)
    stored[:half] = turned(stored[half:], crowds, chance.integers(0, 17, half), chance)
    flat = np.zeros((tenth, 32), np.uint8)
    flat[::2] = 255
    few = chance.integers(0, 9, tenth)
    stored[half : half + tenth] = turned(flat, np.arange(tenth), few, chance)
    copies = chance.integers(0, 50, tenth)
    stored[half + tenth : half + 2 * tenth] = stored[half + 2 * tenth :][copies]
    stored = chance.permutation(stored)
    rows = chance.integers(0, count, 400)
    return stored, turned(stored, rows, chance.integers(0, RADIUS + 1, 400), chance)
