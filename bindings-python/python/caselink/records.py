"""What do agencies record about people? Plain dicts, with their JSON Schema and their checks."""

from caselink._native import is_placeholder, person_schema, read_persons

__all__ = ["is_placeholder", "person_schema", "read_persons"]
