"""What do agencies record? Plain dicts, with their JSON Schema and their checks."""

from caselink._native import (
    address_note,
    check_vin,
    is_placeholder,
    read,
    read_csv,
    read_json,
    read_ndjson,
    record_schema,
    state_from_ncic,
    state_to_ncic,
)

__all__ = [
    "address_note",
    "check_vin",
    "is_placeholder",
    "read",
    "read_csv",
    "read_json",
    "read_ndjson",
    "record_schema",
    "state_from_ncic",
    "state_to_ncic",
]
