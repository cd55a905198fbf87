"""What does the written product say, and what is each thing in it?

A document is a plain dict of the shape of `Document` in the schemas: sections of paragraphs,
facts, tables and figures, in which each value says which field it is. It leaves through
`release.disseminate`, and nowhere else.
"""

from caselink._native import check

__all__ = ["check"]
