"""Check what plugins contribute: their ids, and that what they refer to is there."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from neuroplan.documents.nearest import did_you_mean
from neuroplan.errors import ContentError, Problem
from neuroplan.model.condition import (
    AllOf,
    AnyOf,
    Condition,
    GoalNames,
    HasFactor,
    Not,
    SeverityAtLeast,
)
from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.technique import Technique
from neuroplan.model.vocabulary import Vocabulary
from neuroplan.plugins.loading import LoadedPlugin


#: Where a source is no record.
CONVENTION = "clinical_convention"


def check_plugin(
    plugin: LoadedPlugin,
    records: Mapping[str, EvidenceRecord],
    vocabulary: Vocabulary,
    granted: Container[str] = (),
) -> None:
    """
    Check the ids of a plugin, and that everything it refers to is there.

    Args:
        granted: Foreign technique ids the practice profile lets this plugin redefine.

    Raises:
        ContentError: Everything that is wrong.
    """
    problems = [*_ids(plugin, granted)]
    for technique in plugin.content.techniques:
        problems.extend(_references(technique, records, vocabulary))
    for record in plugin.content.evidence:
        problems.extend(
            _unknown("process", each.process, vocabulary.processes, f"{record.id} $.processes")
            for each in record.processes
            if each.process not in vocabulary.processes
        )
    if problems:
        raise ContentError(
            "its content is not valid",
            problems,
            plugin=plugin.name,
            distribution=plugin.distribution,
        )


def _ids(plugin: LoadedPlugin, granted: Container[str]) -> Iterator[Problem]:
    """Every id is prefixed with the modality's, and stands once."""
    content, seen = plugin.content, set[str]()
    prefix = content.info.id
    named = [(each.id, f"{prefix}.") for each in content.techniques]
    named += [(each.id, f"{prefix}/") for each in content.evidence]
    named += [(each.id, f"{prefix}.") for each in (*content.info.processes, *content.info.factors)]
    for identity, wanted in named:
        if not identity.startswith(wanted) and identity not in granted:
            mend = "rename it, or let the practice profile say which plugin wins this id (wins)"
            yield Problem(f"{identity} $.id", f"the id must begin with '{wanted}'", mend)
        if identity in seen:
            yield Problem(f"{identity} $.id", "the id stands twice", "remove or rename one of them")
        seen.add(identity)


def _references(
    technique: Technique, records: Mapping[str, EvidenceRecord], vocabulary: Vocabulary
) -> Iterator[Problem]:
    here = technique.id
    for position, target in enumerate(technique.targets):
        if target.process not in vocabulary.processes:
            path = f"{here} $.targets[{position}].process"
            yield _unknown("process", target.process, vocabulary.processes, path)
    for position, link in enumerate(technique.evidence):
        if link.record not in records:
            path = f"{here} $.evidence[{position}].record"
            yield _unknown("evidence record", link.record, records, path)
    for position, bar in enumerate(technique.contraindications):
        if bar.factor not in vocabulary.factors:
            path = f"{here} $.contraindications[{position}].factor"
            yield _unknown("factor", bar.factor, vocabulary.factors, path)
        if bar.source != CONVENTION and bar.source not in records:
            path = f"{here} $.contraindications[{position}].source"
            yield _unknown("evidence record", bar.source, records, path)
    for position, condition in enumerate(technique.conditions):
        known = {*vocabulary.factors, *vocabulary.readiness}
        if condition.asks is not None and condition.asks not in known:
            path = f"{here} $.conditions[{position}].asks"
            yield _unknown("factor or readiness", condition.asks, known, path)
    for leaf in leaves([technique.indications, *(each.when for each in technique.adaptations)]):
        yield from _leaf_problems(leaf, here, vocabulary)


def _leaf_problems(leaf: Condition, here: str, vocabulary: Vocabulary) -> Iterator[Problem]:
    if isinstance(leaf, HasFactor) and leaf.factor not in vocabulary.factors:
        yield _unknown("factor", leaf.factor, vocabulary.factors, f"{here} $.indications")
    if isinstance(leaf, SeverityAtLeast | GoalNames) and leaf.process not in vocabulary.processes:
        yield _unknown("process", leaf.process, vocabulary.processes, f"{here} $.indications")


def _unknown(kind: str, value: str, known: Iterable[str], path: str) -> Problem:
    return Problem(path, f"unknown {kind} '{value}'", did_you_mean(value, known))


def leaves(conditions: Iterable[Condition | None]) -> Iterator[Condition]:
    """Yield the single tests of *conditions*."""
    for condition in conditions:
        match condition:
            case None:
                continue
            case AllOf(parts) | AnyOf(parts):
                yield from leaves(parts)
            case Not(part):
                yield from leaves([part])
            case _:
                yield condition
