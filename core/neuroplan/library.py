"""
The library: everything the installed modalities contribute, checked and indexed once.

It is immutable; every plan of a planner reads the same library.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import attrs

from neuroplan.checking import Known, check_circles, check_plugin
from neuroplan.documents.nearest import did_you_mean
from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.errors import PluginError, Problem, UsageError
from neuroplan.instruments import load_instruments
from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.instrument import Instrument
from neuroplan.model.modality import ModalityInfo, Term
from neuroplan.model.plan import OverlayUsed
from neuroplan.model.technique import Technique
from neuroplan.model.vocabulary import Factor, Process, Vocabulary
from neuroplan.overlays import Overlay
from neuroplan.plugins.loading import LoadedPlugin


@attrs.frozen(kw_only=True)
class Library:
    """
    All techniques, records and terms, by id.

    Attributes:
        by_process: Technique ids that target a process, directly or through a kin process.
        variants: Technique ids that are forms of one exercise.
        foundation: Foundation technique ids, which every plan considers.
        read_factors: Factors that some technique reads.
        owners: The plugin that brings each technique.
        instruments: Shipped and in-house instruments.
        overlays: What evidence overlays changed.
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
    owners: Mapping[str, LoadedPlugin]
    instruments: Mapping[str, Instrument]
    overlays: tuple[OverlayUsed, ...]
    digest: str

    def name_of(self, identity: str) -> str:
        """Give the name of a technique or modality; the id itself where it is not loaded."""
        if identity in self.techniques:
            return self.techniques[identity].name
        return next((each.name for each in self.modalities if each.id == identity), identity)

    def technique(self, identity: str) -> Technique:
        """
        Give the technique of this id.

        Raises:
            UsageError: No such technique is installed.
        """
        given: object = identity
        if not isinstance(given, str):
            raise UsageError(
                f"a technique is named by the text of its id, not {type(given).__name__}"
            )
        if identity not in self.techniques:
            mend = did_you_mean(identity, self.techniques) or "see `plan techniques list`"
            raise UsageError(
                "unknown technique", [Problem(identity, "no such technique is installed", mend)]
            )
        return self.techniques[identity]

    def candidates(self, processes: Iterable[str]) -> list[str]:
        """Give the ids of techniques that target any of *processes*, sorted."""
        found: set[str] = set()
        for process in processes:
            found.update(self.by_process.get(process, ()))
        return sorted(found)


def build_library(
    plugins: Iterable[LoadedPlugin],
    switched_off: tuple[str, ...] = (),
    *,
    wins: Mapping[str, str] | None = None,
    overlays: Iterable[Overlay] = (),
) -> Library:
    """
    Check what *plugins* contribute against each other, and index it.

    Args:
        switched_off: Names of installed plugins that are not used.
        wins: Modality or technique id to the plugin that wins it, where two bring it.
        overlays: Changes to the evidence, applied in turn.

    Raises:
        PluginError: Two plugins bring one id and *wins* does not say which counts.
        ContentError: An id is taken, or a reference does not resolve or runs in a circle: a
            record, process, factor, trait, or technique of the plugin's own.
        UsageError: An overlay names what is not there.
    """
    won = wins or {}
    ordered = _unique_modalities(sorted(plugins, key=_identity), won)
    owners = _owners(ordered, won)
    techniques = {
        technique.id: technique
        for plugin in ordered
        for technique in plugin.content.techniques
        if owners[technique.id] is plugin
    }
    vocabulary = load_vocabulary().extended(
        (_process(term) for plugin in ordered for term in plugin.content.info.processes),
        (_factor(term) for plugin in ordered for term in plugin.content.info.factors),
    )
    records = {record.id: record for plugin in ordered for record in plugin.content.evidence}
    brought = frozenset(records)
    used: list[OverlayUsed] = []
    for overlay in overlays:
        techniques, records, changed = overlay.apply(techniques, records, vocabulary.processes)
        used.append(changed)
    known = Known(
        records=brought.union(records), techniques=techniques.keys(), vocabulary=vocabulary
    )
    instruments = dict(load_instruments())
    for plugin in ordered:
        granted = [identity for identity, name in won.items() if name == plugin.name]
        check_plugin(plugin, known, granted=granted, instruments=instruments)
        instruments.update((each.id, each) for each in plugin.content.instruments)
    check_circles(techniques, owners)
    return Library(
        plugins=MappingProxyType({_identity(plugin): plugin for plugin in ordered}),
        modalities=tuple(plugin.content.info for plugin in ordered),
        techniques=MappingProxyType(techniques),
        records=MappingProxyType(records),
        vocabulary=vocabulary,
        by_process=MappingProxyType(_index(techniques.values(), vocabulary)),
        variants=MappingProxyType(_variants(techniques.values())),
        foundation=tuple(sorted(each.id for each in techniques.values() if each.foundation)),
        read_factors=frozenset().union(*(each.factors_read() for each in techniques.values())),
        switched_off=switched_off,
        owners=MappingProxyType(owners),
        instruments=MappingProxyType(instruments),
        overlays=tuple(used),
        digest=_digest(ordered, won, used),
    )


def _identity(plugin: LoadedPlugin) -> str:
    return plugin.content.info.id


def _digest(
    plugins: Iterable[LoadedPlugin], won: Mapping[str, str], used: Iterable[OverlayUsed]
) -> str:
    parts = [f"{_identity(plugin)}:{plugin.digest}" for plugin in plugins]
    parts += [f"{identity}>{name}" for identity, name in sorted(won.items())]
    parts += [overlay.digest for overlay in used]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _unique_modalities(
    plugins: Iterable[LoadedPlugin], won: Mapping[str, str]
) -> list[LoadedPlugin]:
    found: dict[str, LoadedPlugin] = {}
    for plugin in plugins:
        identity = _identity(plugin)
        other = found.get(identity)
        if other is not None and won.get(identity) not in (plugin.name, other.name):
            raise PluginError(
                f"modality '{identity}' is also brought by '{other.name}' (from "
                f"{other.content.origin}); rename or remove one of them, or let the practice "
                "profile say which wins (wins)",
                plugin=plugin.name,
                distribution=plugin.distribution,
            )
        if other is None or won[identity] == plugin.name:
            found[identity] = plugin
    return [found[identity] for identity in sorted(found)]


def _owners(plugins: Iterable[LoadedPlugin], won: Mapping[str, str]) -> dict[str, LoadedPlugin]:
    """Tell which plugin brings each technique; a granted id goes to its winner."""
    found: dict[str, LoadedPlugin] = {}
    for plugin in plugins:
        for technique in plugin.content.techniques:
            if technique.id not in found or won.get(technique.id) == plugin.name:
                found[technique.id] = plugin
    return dict(sorted(found.items()))


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
