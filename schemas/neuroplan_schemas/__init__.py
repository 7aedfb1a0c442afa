"""
The contract of neuroplan as data: JSON Schemas (2020-12) and the vocabulary.

``schema_text("plan")`` gives the text of one; ``NAMES`` lists them.
"""

from __future__ import annotations

from importlib.resources import files


__all__ = ["NAMES", "schema_text"]

NAMES = (
    "client-presentation",
    "plan",
    "technique",
    "evidence",
    "overlay",
    "modality",
    "practice",
    "instrument",
    "vocabulary",
    "vocabulary-schema",
)


def schema_text(name: str) -> str:
    """Give the JSON text of the schema (or the vocabulary) called *name*."""
    return files(__name__).joinpath("v1", f"{name}.json").read_text(encoding="utf-8")
