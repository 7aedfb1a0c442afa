"""
The library: everything the installed modalities contribute, checked and indexed once.

It is immutable; every plan of a planner reads the same library.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

import attrs

from neuroplan.documents.nearest import did_you_mean
from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.errors import ContentError, PluginError, Problem
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
from neuroplan.model.modality import ModalityInfo, Term
from neuroplan.model.technique import Technique
from neuroplan.model.vocabulary import Factor, Process, Vocabulary
from neuroplan.plugins.loading import LoadedPlugin


#: Where a source is no record.
CONVENTION = "clinical_convention"


@attrs.frozen(kw_only=True)
class Library:
    """
    All techniques, records and terms, by id.

    Attributes:
        by_process: Technique ids that target a process, directly or through a kin process.
        variants: Technique ids that are forms of one exercise.
        foundation: Foundation technique ids, which every plan considers.
        read_factors: Factors that some technique reads.
        digest: Hash of all content.
    """

    plugins: Mapping[str, LoadedPlugin]
    modalities: tuple[ModalityInfo, ...]
    techniques: Mapping[str, Technique]
    records: Mapping[str, EvidenceRecord]
    vocabulary: Vocabulary
    by_process: Mapping[str, tuple[str, ...]]
    variants: Mapping[str, tuple[str, ...]]
    foundation: tuple[str, ...]
    read_factors: frozenset[str]
    switched_off: tuple[str, ...]
    digest: str

    def candidates(self, processes: Iterable[str]) -> list[str]:
        """Give the ids of techniques that target any of *processes*, sorted."""
        found: set[str] = set()
        for process in processes:
            found.update(self.by_process.get(process, ()))
        return sorted(found)


def build_library(plugins: Iterable[LoadedPlugin], switched_off: tuple[str, ...] = ()) -> Library:
    """
    Check what *plugins* contribute against each other, and index it.

    Raises:
        PluginError: Two plugins are one modality, or bring one technique.
        ContentError: A reference does not resolve: a record, process, factor or technique.
    """
    ordered = sorted(plugins, key=lambda plugin: plugin.content.info.id)
    by_modality = _unique_modalities(ordered)
    techniques = {
        technique.id: technique for plugin in ordered for technique in plugin.content.techniques
    }
    records = {record.id: record for plugin in ordered for record in plugin.content.evidence}
    vocabulary = load_vocabulary().extended(
        (_process(term) for plugin in ordered for term in plugin.content.info.processes),
        (_factor(term) for plugin in ordered for term in plugin.content.info.factors),
    )
    for plugin in ordered:
        _check_plugin(plugin, records, vocabulary)
    return Library(
        plugins=by_modality,
        modalities=tuple(plugin.content.info for plugin in ordered),
        techniques=techniques,
        records=records,
        vocabulary=vocabulary,
        by_process=_index(techniques.values(), vocabulary),
        variants=_variants(techniques.values()),
        foundation=tuple(sorted(each.id for each in techniques.values() if each.foundation)),
        read_factors=frozenset(_read_factors(techniques.values())),
        switched_off=switched_off,
        digest=hashlib.sha256(
            "\0".join(
                f"{plugin.content.info.id}:{plugin.content.digest}" for plugin in ordered
            ).encode()
        ).hexdigest(),
    )


def _unique_modalities(plugins: Iterable[LoadedPlugin]) -> dict[str, LoadedPlugin]:
    found: dict[str, LoadedPlugin] = {}
    for plugin in plugins:
        identity = plugin.content.info.id
        other = found.setdefault(identity, plugin)
        if other is not plugin:
            raise PluginError(
                f"modality '{identity}' is also brought by '{other.name}' "
                f"(from {other.content.origin}); rename or remove one of them",
                plugin=plugin.name,
                distribution=plugin.distribution,
            )
    return found


def _process(term: Term) -> Process:
    return Process(
        id=term.id, label=term.label, definition=term.definition, client_label=term.client_label
    )


def _factor(term: Term) -> Factor:
    question = f"Ask whether this applies: {term.definition[0].lower()}{term.definition[1:]}"
    return Factor(id=term.id, label=term.label, definition=term.definition, question=question)


def _index(techniques: Iterable[Technique], vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    direct: dict[str, set[str]] = {process: set() for process in vocabulary.processes}
    for technique in techniques:
        for target in technique.targets:
            direct[target.process].add(technique.id)
    return {
        process.id: tuple(sorted(direct[process.id].union(*(direct[kin] for kin in process.kin))))
        for process in vocabulary.processes.values()
    }


def _variants(techniques: Iterable[Technique]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for technique in techniques:
        if technique.variant_of:
            found.setdefault(technique.variant_of, []).append(technique.id)
    return {name: tuple(sorted(ids)) for name, ids in found.items()}


def _read_factors(techniques: Iterable[Technique]) -> Iterator[str]:
    for technique in techniques:
        yield from (each.factor for each in technique.contraindications)
        yield from (each.asks for each in technique.conditions if each.asks)
        conditions = [technique.indications, *(each.when for each in technique.adaptations)]
        for leaf in _leaves(conditions):
            if isinstance(leaf, HasFactor):
                yield leaf.factor


def _leaves(conditions: Iterable[Condition | None]) -> Iterator[Condition]:
    for condition in conditions:
        match condition:
            case None:
                continue
            case AllOf(parts) | AnyOf(parts):
                yield from _leaves(parts)
            case Not(part):
                yield from _leaves([part])
            case _:
                yield condition


def _check_plugin(
    plugin: LoadedPlugin, records: Mapping[str, EvidenceRecord], vocabulary: Vocabulary
) -> None:
    problems = [*_ids(plugin)]
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


def _ids(plugin: LoadedPlugin) -> Iterator[Problem]:
    """Every id is prefixed with the modality's, and stands once."""
    content, seen = plugin.content, set[str]()
    prefix = content.info.id
    named = [(each.id, f"{prefix}.") for each in content.techniques]
    named += [(each.id, f"{prefix}/") for each in content.evidence]
    named += [(each.id, f"{prefix}.") for each in (*content.info.processes, *content.info.factors)]
    for identity, wanted in named:
        if not identity.startswith(wanted):
            yield Problem(f"{identity} $.id", f"the id must begin with '{wanted}'", "rename it")
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
    for leaf in _leaves([technique.indications, *(each.when for each in technique.adaptations)]):
        yield from _leaf_problems(leaf, here, vocabulary)


def _leaf_problems(leaf: Condition, here: str, vocabulary: Vocabulary) -> Iterator[Problem]:
    if isinstance(leaf, HasFactor) and leaf.factor not in vocabulary.factors:
        yield _unknown("factor", leaf.factor, vocabulary.factors, f"{here} $.indications")
    if isinstance(leaf, SeverityAtLeast | GoalNames) and leaf.process not in vocabulary.processes:
        yield _unknown("process", leaf.process, vocabulary.processes, f"{here} $.indications")


def _unknown(kind: str, value: str, known: Iterable[str], path: str) -> Problem:
    return Problem(path, f"unknown {kind} '{value}'", did_you_mean(value, known))
