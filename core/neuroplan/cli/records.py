"""Say evidence records and their sources in words, for every card that cites them."""

from __future__ import annotations

from collections.abc import Mapping

from neuroplan.citations import short_citation
from neuroplan.library import Library
from neuroplan.model.evidence import CONVENTION, EvidenceRecord
from neuroplan.model.explanation import CertaintyStep
from neuroplan.model.terms import Certainty, Fit, Link, spaced
from neuroplan.pipeline.certainty import certainty_of, certainty_steps
from neuroplan.pipeline.references import engine_evidence


def all_records(library: Library) -> dict[str, EvidenceRecord]:
    """Give every record a plan can cite, the engine's own included, sorted by id."""
    found = {**engine_evidence(), **library.records}
    return dict(sorted(found.items()))


def base_certainty(record: EvidenceRecord) -> Certainty:
    """
    Give the certainty of a record by itself: as it is for those who were studied.

    For a technique and a client it can only be lower (``plan explain``).
    """
    return certainty_of(record, Link.EXACT, Fit.MEASURED, direct=True)


def base_steps(record: EvidenceRecord) -> tuple[CertaintyStep, ...]:
    """Give what lowers the certainty of a record by itself."""
    return certainty_steps(record, Link.EXACT, Fit.MEASURED, direct=True)


def step_words(step: CertaintyStep) -> str:
    """Say one step of certainty in words."""
    taken = "1 step" if step.steps == 1 else f"{step.steps} steps"
    domain = f"{step.domain.value.replace('_', ' ')}: " if step.domain else ""
    return f"{taken} down, {domain}{step.reason.rstrip('.')}"


def source_words(source: str, records: Mapping[str, EvidenceRecord]) -> str:
    """Say where a rule comes from."""
    if source == CONVENTION:
        return spaced(source)
    record = records.get(source)
    return f"{short_citation(record)}, {source}" if record else source
