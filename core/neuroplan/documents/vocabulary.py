"""Read the vocabulary of the contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

import attrs

from neuroplan.documents.reading import parse_json
from neuroplan.documents.structuring import structure
from neuroplan.model.vocabulary import DiagnosisHint, Factor, Label, Process, Vocabulary
from neuroplan_schemas import schema_text


T = TypeVar("T", Process, Factor, Label)


@lru_cache(maxsize=1)
def load_vocabulary() -> Vocabulary:
    """Give the vocabulary without anything plugins add."""
    document: Any = parse_json(schema_text("vocabulary").encode())
    return Vocabulary(
        processes=_by_id(document["processes"], Process),
        factors=_by_id(document["factors"], Factor),
        categories=_by_id(document["categories"], Label),
        phases=_by_id(document["phases"], Label),
        strengths=_by_id(document["strengths"], Label),
        readiness=_by_id(document["readiness"], Label),
        severity=tuple(step["label"] for step in document["severity"]),
        diagnosis_hints=structure(document["diagnosis_hints"], tuple[DiagnosisHint, ...]),
    )


def _by_id(entries: Iterable[Mapping[str, Any]], kind: type[T]) -> dict[str, T]:
    """Structure the entries; what they say for people alone (domain, origin) has no field."""
    names = {each.name for each in attrs.fields(kind)}
    return {
        entry["id"]: structure({name: entry[name] for name in names & entry.keys()}, kind)
        for entry in entries
    }
