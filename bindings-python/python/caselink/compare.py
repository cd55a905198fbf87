"""How alike are two values?

Each function compares two values of one kind and answers with a graded level that has a name, such
as "one is a nickname of the other", or with `None` when either value is missing or a placeholder.
Whole names of persons get a score, and a level for each part.
"""

from caselink._native import (
    PERSON_NAMES_LEAD,
    Level,
    NameFrequencies,
    TextList,
    birth_years,
    codes,
    damerau_levenshtein,
    dates,
    full_names,
    identifiers,
    jaro_winkler,
    levenshtein,
    names,
    person_names,
    plates,
    points,
    postcodes,
    texts,
    vehicle_colors,
)

__all__ = [
    "PERSON_NAMES_LEAD",
    "Level",
    "NameFrequencies",
    "TextList",
    "birth_years",
    "codes",
    "damerau_levenshtein",
    "dates",
    "full_names",
    "identifiers",
    "jaro_winkler",
    "levenshtein",
    "names",
    "person_names",
    "plates",
    "points",
    "postcodes",
    "texts",
    "vehicle_colors",
]
