"""
Modalities made up to measure growth: as many techniques as asked for, like the shipped ones.

Every technique copies a shipped one in turn, with its dose, its cautions and its texts, under
a new id; its targets and the outcomes of its records go round all processes. No chance is
involved: the same numbers give the same modalities.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TypeVar

import attrs

from neuroplan import EvidenceRecord, Modality, ModalityInfo, Technique
from neuroplan.library import Library
from neuroplan.model.evidence import OutcomeProcess
from neuroplan.model.modality import ModalityContent
from neuroplan.model.technique import EvidenceLink, Target
from neuroplan.model.terms import Fit, Link, Role, Use


#: Techniques of one modality, records of one technique, and targets of one technique.
TECHNIQUES, RECORDS, TARGETS = 100, 3, 3

T = TypeVar("T")


def modalities(library: Library, techniques: int, *, each: int = TECHNIQUES) -> Iterator[Modality]:
    """
    Make modalities with *techniques* techniques altogether.

    Args:
        library: The shipped content they are modelled on.
        techniques: A multiple of *each*.
        each: Techniques of one modality.
    """
    for number in range(techniques // each):
        content = _content(library, f"made{number:03d}", first=number * each, count=each)
        yield Modality(partial(_same, content))


def _same(content: ModalityContent) -> ModalityContent:
    return content


def _content(library: Library, modality: str, first: int, count: int) -> ModalityContent:
    models = [library.techniques[name] for name in sorted(library.techniques)]
    figures = [
        library.records[name]
        for name in sorted(library.records)
        if library.records[name].use is Use.BENEFIT and library.records[name].effect
    ]
    processes = sorted(
        each.id for each in library.vocabulary.processes.values() if not each.derived
    )
    techniques: list[Technique] = []
    records: list[EvidenceRecord] = []
    for number in range(first, first + count):
        wanted = _round(processes, number * TARGETS, TARGETS)
        own = [
            attrs.evolve(
                figure,
                id=f"{modality}/record{number}-{place}",
                processes=tuple(OutcomeProcess(process=each, fit=Fit.MEASURED) for each in wanted),
            )
            for place, figure in enumerate(_round(figures, number * RECORDS, RECORDS))
        ]
        records += own
        techniques.append(_technique(models[number % len(models)], modality, number, wanted, own))
    return ModalityContent(
        info=_info(modality),
        techniques=tuple(techniques),
        evidence=tuple(records),
        origin="benchmark",
        digest="as if it were read from files",
    )


def _technique(
    model: Technique,
    modality: str,
    number: int,
    processes: Sequence[str],
    records: Sequence[EvidenceRecord],
) -> Technique:
    primary, *others = processes
    return attrs.evolve(
        model,
        id=f"{modality}.technique{number}",
        targets=(
            Target(process=primary, role=Role.PRIMARY),
            *(Target(process=each, role=Role.SECONDARY) for each in others),
        ),
        evidence=tuple(EvidenceLink(record=each.id, link=Link.EXACT) for each in records),
        dose=attrs.evolve(model.dose, source="clinical_convention"),
        contraindications=tuple(
            attrs.evolve(each, source="clinical_convention")
            for each in model.contraindications
            if _is_common(each.factor)
        ),
        conditions=tuple(each for each in model.conditions if _is_common(each.asks or "")),
        adaptations=(),
        indications=None,
        requires=(),
        variant_of=None,
        part_of=None,
        second_line_to=(),
        foundation=False,
    )


def _is_common(identity: str) -> bool:
    """Whether an id is of the vocabulary and not a modality's own."""
    return "." not in identity


def _round(values: Sequence[T], first: int, count: int) -> list[T]:
    return [values[(first + step) % len(values)] for step in range(count)]


def _info(modality: str) -> ModalityInfo:
    return ModalityInfo(
        id=modality,
        name=modality.title(),
        version="1.0.0",
        summary="Made up to measure growth.",
        key_texts=("None.",),
        honest_notes=("It does not exist.",),
        evidence_as_of="2026-01-01",
    )
