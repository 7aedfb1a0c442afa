"""Ids and what they refer to: prefixes, doubles, near misses, and ways that lead nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import attrs

from neuroplan.authoring.drafts import Draft, Entry
from neuroplan.authoring.findings import Finding, Level
from neuroplan.checking import RESERVED, TAKEN
from neuroplan.documents.nearest import did_you_mean, quoted
from neuroplan.documents.reading import Json
from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.instruments import load_instruments
from neuroplan.model.condition import TRAITS
from neuroplan.model.evidence import CONVENTION
from neuroplan.model.vocabulary import Vocabulary
from neuroplan.plugins.loading import LoadedPlugin


_ID = {
    "process": "processes",
    "factor": "factors",
    "evidence record": "records",
    "source": "records",
    "instrument": "instruments",
    "factor or readiness": "askable",
    "trait": "traits",
}
_TECHNIQUE_REFERENCES = (
    ("targets[].process", "process"),
    ("contraindications[].factor", "factor"),
    ("contraindications[].source", "source"),
    ("conditions[].asks", "factor or readiness"),
    ("adaptations[].source", "source"),
    ("dose.source", "source"),
    ("evidence[].record", "evidence record"),
)
_CONDITIONS = ("indications", "adaptations[].when")
_CONDITION_KEYS = {"process": "process", "goal": "process", "factor": "factor", "trait": "trait"}
_SEE = {
    "process": "`plan schema vocabulary` lists the processes; modality.json may add its own",
    "factor": "`plan schema vocabulary` lists the factors; modality.json may add its own",
    "evidence record": "write the record in evidence.json",
    "source": f"name a record of evidence.json, or {CONVENTION}",
    "instrument": "see `plan instruments`",
    "factor or readiness": "`plan schema vocabulary` lists both",
    "trait": f"the traits a condition can ask for are {', '.join(TRAITS)}",
}


@attrs.frozen(kw_only=True)
class Known:
    """
    The ids a modality may name: the vocabulary's, those of other plugins, and its own.

    Attributes:
        modalities: Modality id to where it comes from, of other plugins.
        taken: The instruments of the engine and of other plugins.
        askable: Factors and readiness questions.
    """

    modalities: Mapping[str, str]
    processes: Collection[str]
    factors: Collection[str]
    records: Collection[str]
    techniques: Collection[str]
    instruments: Collection[str]
    taken: Collection[str]
    askable: Collection[str]
    traits: Collection[str] = TRAITS


def known_ids(draft: Draft, others: Iterable[LoadedPlugin]) -> Known:
    """Collect the ids that *draft* may name beside the plugins *others*."""
    vocabulary: Vocabulary = load_vocabulary()
    beside = [plugin.content for plugin in others]
    own = {kind: {each.text("id") for k, each in draft.terms if k == kind} for kind in _SEE}
    factors = {
        *vocabulary.factors,
        *own["factor"],
        *(term.id for content in beside for term in content.info.factors),
    }
    taken = {
        *load_instruments(),
        *(item.id for content in beside for item in content.instruments),
    }
    return Known(
        modalities={content.info.id: content.origin for content in beside},
        processes={
            *vocabulary.processes,
            *own["process"],
            *(term.id for content in beside for term in content.info.processes),
        },
        factors=factors,
        records=_ids(draft.records, (record.id for each in beside for record in each.evidence)),
        techniques=_ids(draft.techniques, (item.id for each in beside for item in each.techniques)),
        instruments=_ids(draft.instruments, taken),
        taken=taken,
        askable={*factors, *vocabulary.readiness},
    )


def _ids(own: Iterable[Entry], others: Iterable[str]) -> set[str]:
    return {*(entry.text("id") for entry in own), *others}


def id_findings(draft: Draft, known: Known) -> Iterator[Finding]:
    """Yield ids that are not the modality's own, that stand twice, or that are taken."""
    yield from _modality_id(draft, known)
    seen: dict[str, Entry] = {}
    for entry, wanted in _named(draft):
        identity = entry.text("id")
        here = f"{entry.path}.id"
        if not identity:
            continue
        if draft.modality and not identity.startswith(wanted):
            what = f"the id {quoted(identity)} does not begin with '{wanted}'"
            mend = f"call it '{wanted}{_last_part(identity)}'"
            if identity.partition(".")[0] in known.modalities:
                mend += ", or let the practice profile say that yours counts (wins)"
            yield Finding(entry.file, here, "id-without-prefix", what, mend)
        if identity in seen:
            first = seen[identity]
            what = f"the id {quoted(identity)} stands twice, first in {first.file}"
            yield Finding(entry.file, here, "id-twice", what, "rename or remove one of them")
        seen.setdefault(identity, entry)
    for entry in draft.instruments:
        if entry.text("id") in known.taken:
            yield Finding(entry.file, f"{entry.path}.id", "id-taken", *TAKEN)
    yield from _file_names(draft)


def _last_part(identity: str) -> str:
    return identity.replace("/", ".").rpartition(".")[2] or "name"


def _modality_id(draft: Draft, known: Known) -> Iterator[Finding]:
    here = (draft.info.file, "$.id")
    if draft.modality in RESERVED:
        what = f"'{draft.modality}' is a name of the engine's own"
        yield Finding(*here, "reserved-id", what, "choose another modality id")
    elif draft.modality in known.modalities:
        origin = known.modalities[draft.modality]
        what = f"modality '{draft.modality}' is also brought by {origin}"
        mend = "choose another id, or let the practice profile say which wins (wins)"
        yield Finding(*here, "id-taken", what, mend)


def _named(draft: Draft) -> Iterator[tuple[Entry, str]]:
    """Give all that has an id, with what the id must begin with."""
    yield from ((entry, f"{draft.modality}.") for entry in draft.techniques)
    yield from ((entry, f"{draft.modality}/") for entry in draft.records)
    yield from ((entry, f"{draft.modality}.") for _, entry in draft.terms)
    yield from ((entry, "") for entry in draft.instruments)


def _file_names(draft: Draft) -> Iterator[Finding]:
    for entry in draft.techniques:
        stem = entry.file.rpartition("/")[2].removesuffix(".json")
        name = entry.text("id").partition(".")[2]
        if name and entry.file.endswith(".json") and stem != name:
            what, mend = "the file is not called what it holds", f"rename it {name}.json"
            yield Finding(entry.file, "$.id", "file-name", what, mend, Level.WARNING)


def reference_findings(draft: Draft, known: Known) -> Iterator[Finding]:
    """Yield every id that refers to nothing, with the nearest that exists."""
    for entry in draft.techniques:
        for pattern, kind in _TECHNIQUE_REFERENCES:
            yield from _unknown(entry, entry.at(pattern), kind, known)
        for pattern in _CONDITIONS:
            for path, condition in entry.at(pattern):
                for key, here, value in _tests(path, condition):
                    yield from _unknown(entry, [(here, value)], _CONDITION_KEYS[key], known)
    for entry in draft.records:
        yield from _unknown(entry, entry.at("processes[].process"), "process", known)
    for entry in draft.instruments:
        yield from _unknown(entry, entry.at("severity[].process"), "process", known)
        yield from _unknown(entry, entry.at("factor_flags[].factor"), "factor", known)
    yield from _unknown(draft.info, draft.info.at("instruments[]"), "instrument", known)


def _tests(path: str, condition: Json) -> Iterator[tuple[str, str, Json]]:
    """Give the ids in a condition, however deep they stand."""
    if isinstance(condition, dict):
        for key, value in condition.items():
            if key in _CONDITION_KEYS:
                yield key, f"{path}.{key}", value
            else:
                yield from _tests(f"{path}.{key}", value)
    elif isinstance(condition, list):
        for position, part in enumerate(condition):
            yield from _tests(f"{path}[{position}]", part)


def _unknown(
    entry: Entry, places: Iterable[tuple[str, Json]], kind: str, known: Known
) -> Iterator[Finding]:
    ids: Collection[str] = getattr(known, _ID[kind])
    for path, value in places:
        if not isinstance(value, str) or value in ids or (kind == "source" and value == CONVENTION):
            continue
        rule = f"unknown-{kind.replace(' ', '-')}"
        near = did_you_mean(value, [*ids, CONVENTION] if kind == "source" else ids)
        yield Finding(entry.file, path, rule, f"unknown {kind} {quoted(value)}", near or _SEE[kind])
