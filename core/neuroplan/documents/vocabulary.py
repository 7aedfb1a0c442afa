"""Read the vocabulary of the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from neuroplan.documents.reading import parse_json
from neuroplan.model.vocabulary import DiagnosisHint, Factor, Label, Process, Vocabulary
from neuroplan_schemas import schema_text


T = TypeVar("T")


@lru_cache(maxsize=1)
def load_vocabulary() -> Vocabulary:
    """Give the vocabulary without anything plugins add."""
    document: Any = parse_json(schema_text("vocabulary").encode())
    return Vocabulary(
        processes=_by_id(document["processes"], _process),
        factors=_by_id(document["factors"], _factor),
        categories=_by_id(document["categories"], _label),
        phases=_by_id(document["phases"], _label),
        strengths=_by_id(document["strengths"], _label),
        readiness=_by_id(document["readiness"], _label),
        severity=tuple(step["label"] for step in document["severity"]),
        diagnosis_hints=tuple(
            DiagnosisHint(
                terms=tuple(hint["terms"]),
                processes=tuple(hint["processes"]),
                factors=tuple(hint.get("factors", ())),
            )
            for hint in document["diagnosis_hints"]
        ),
    )


def _by_id(
    entries: Iterable[Mapping[str, Any]], make: Callable[[Mapping[str, Any]], T]
) -> dict[str, T]:
    return {entry["id"]: make(entry) for entry in entries}


def _process(entry: Mapping[str, Any]) -> Process:
    return Process(
        id=entry["id"],
        label=entry["label"],
        definition=entry["definition"],
        client_label=entry["client_label"],
        kin=tuple(entry["kin"]),
        derived=entry.get("derived", False),
    )


def _factor(entry: Mapping[str, Any]) -> Factor:
    return Factor(
        id=entry["id"],
        label=entry["label"],
        definition=entry["definition"],
        question=entry["question"],
        group=entry["group"],
    )


def _label(entry: Mapping[str, Any]) -> Label:
    return Label(
        id=entry["id"],
        label=entry["label"],
        definition=entry["definition"],
        client_label=entry.get("client_label", ""),
        principle=entry.get("principle", ""),
    )
