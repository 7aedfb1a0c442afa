"""The records a plan cites: for its techniques, its safety rules and its advice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from neuroplan.library import Library
from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.plan import PlannedTechnique, ResponsivenessFinding, Safety
from neuroplan.model.technique import Technique
from neuroplan.pipeline.responsiveness import principles, responsiveness_evidence
from neuroplan.pipeline.safety import safety_content


def engine_evidence() -> dict[str, EvidenceRecord]:
    """Give the engine's own records, by id: those of safety and of responsiveness."""
    return {**safety_content().evidence, **responsiveness_evidence()}


def references_of(
    entries: Iterable[PlannedTechnique],
    safety: Safety,
    advice: Iterable[ResponsivenessFinding],
    library: Library,
) -> tuple[EvidenceRecord, ...]:
    """Give every record the plan cites, sorted by id; nothing replaces the engine's own."""
    cited = {*_cited_for_safety(safety), *_cited_for_advice(advice)}
    for entry in entries:
        cited.update(entry.evidence, _cited_by_rules(library.techniques[entry.technique_id]))
    known = {**library.records, **engine_evidence()}
    return tuple(known[identity] for identity in sorted(cited) if identity in known)


def _cited_for_safety(safety: Safety) -> Iterator[str]:
    yield from (action.source for action in safety.actions)
    yield from (hold.source for hold in safety.holds)
    yield from (rule.source for rule in safety.stop_and_refer)


def _cited_for_advice(advice: Iterable[ResponsivenessFinding]) -> Iterator[str]:
    given = {finding.principle for finding in advice}
    for principle in principles():
        if principle.name in given:
            yield from (effect.source for effect in principle.effects)


def _cited_by_rules(technique: Technique) -> Iterator[str]:
    yield technique.dose.source
    yield from (bar.source for bar in technique.contraindications)
    yield from (each.source for each in technique.adaptations)
