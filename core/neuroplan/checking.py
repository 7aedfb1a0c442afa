"""Check what plugins contribute: their ids, and that what they refer to is there."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping

import attrs

from neuroplan.circles import circles
from neuroplan.documents.nearest import did_you_mean
from neuroplan.documents.structuring import document_of
from neuroplan.errors import ContentError, Problem
from neuroplan.model.condition import (
    TRAITS,
    Condition,
    GoalNames,
    HasFactor,
    SeverityAtLeast,
    TraitIs,
)
from neuroplan.model.evidence import CONVENTION
from neuroplan.model.instrument import Instrument
from neuroplan.model.modality import ModalityContent
from neuroplan.model.technique import Technique
from neuroplan.model.vocabulary import Vocabulary
from neuroplan.plugins.loading import LoadedPlugin
from neuroplan.soundness import modality_slips, record_slips, technique_slips


#: Modality ids that are names of the engine's own: packages, and prefixes of its records.
RESERVED = frozenset({"neuroplan", "schemas", "safety", "responsiveness", "plan"})
#: The references by which a technique must not come back to itself, and what that is called.
CIRCULAR = {"requires": "require each other", "part_of": "are part of each other"}
#: No instrument takes the place of another: a client's answers would be read by other rules.
TAKEN = ("an instrument of this id is there already", "give yours an id of its own")

#: Place, kind and id of something that is named.
Reference = tuple[str, str, str]


@attrs.frozen(kw_only=True)
class Known:
    """
    What a plugin may name.

    Attributes:
        records: Also those that an overlay has retired.
    """

    records: Collection[str]
    techniques: Collection[str]
    vocabulary: Vocabulary

    def of(self, kind: str) -> Collection[str]:
        """Give the ids of a kind."""
        match kind:
            case "process":
                return self.vocabulary.processes
            case "factor":
                return self.vocabulary.factors
            case "factor or readiness":
                return {*self.vocabulary.factors, *self.vocabulary.readiness}
            case "trait":
                return TRAITS
            case "technique":
                return self.techniques
        return self.records


def check_plugin(
    plugin: LoadedPlugin,
    known: Known,
    *,
    granted: Container[str] = (),
    instruments: Container[str] = (),
) -> None:
    """
    Check the ids and figures of a plugin, and that everything it refers to is there.

    Args:
        granted: Foreign technique ids the practice profile lets this plugin redefine.
        instruments: Ids of the shipped instruments and of those other plugins bring.

    Raises:
        ContentError: Everything that is wrong.
    """
    content = plugin.content
    named: list[tuple[str, Iterable[Reference]]] = [
        *((each.id, _named_by_technique(each, content.info.id)) for each in content.techniques),
        *((each.id, _named_by_instrument(each)) for each in content.instruments),
    ]
    for record in content.evidence:
        processes = enumerate(each.process for each in record.processes)
        named.append(
            (record.id, [(f"$.processes[{at}].process", "process", name) for at, name in processes])
        )
    problems = [*_ids(content, granted, instruments), *_unsound(content)]
    for here, references in named:
        for place, kind, name in references:
            if name not in known.of(kind):
                mend = did_you_mean(name, known.of(kind))
                problems.append(Problem(f"{here} {place}", f"unknown {kind} '{name}'", mend))
    _raise_for(plugin, problems)


def check_circles(techniques: Mapping[str, Technique], owners: Mapping[str, LoadedPlugin]) -> None:
    """
    Refuse techniques that require each other, or are part of each other, in a circle.

    Raises:
        ContentError: The circles, of the first plugin that has one.
    """
    found = [
        (owners[circle[0]], Problem(f"{circle[0]} $.{field}", *circle_words(field, circle)))
        for field in CIRCULAR
        for circle in circles({name: _circular(each)[field] for name, each in techniques.items()})
    ]
    if found:
        first, _ = found[0]
        _raise_for(first, [problem for owner, problem in found if owner is first])


def circle_words(field: str, circle: tuple[str, ...]) -> tuple[str, str]:
    """Say what is wrong with a circle, and how to mend it."""
    chain = " -> ".join((*circle, circle[0]))
    return f"these {CIRCULAR[field]} in a circle: {chain}", "take one of these references away"


def must_be_there(technique: str, modality: str) -> bool:
    """Tell whether *modality* may name a technique only where it is: another's may be absent."""
    return technique.startswith(f"{modality}.")


def _raise_for(plugin: LoadedPlugin, problems: Collection[Problem]) -> None:
    if problems:
        raise ContentError(
            "its content is not valid",
            problems,
            plugin=plugin.name,
            distribution=plugin.distribution,
        )


def _ids(
    content: ModalityContent, granted: Container[str], instruments: Container[str]
) -> Iterator[Problem]:
    """Every id is prefixed with the modality's, stands once, and is nobody else's."""
    seen = set[str]()
    prefix = content.info.id
    if prefix in RESERVED:
        mend = "choose another modality id"
        yield Problem(f"{prefix} $.id", f"'{prefix}' is a name of the engine's own", mend)
    named = [(each.id, f"{prefix}.") for each in content.techniques]
    named += [(each.id, f"{prefix}/") for each in content.evidence]
    named += [(each.id, f"{prefix}.") for each in (*content.info.processes, *content.info.factors)]
    named += [(each.id, "") for each in content.instruments]
    for identity, wanted in named:
        if not identity.startswith(wanted) and identity not in granted:
            mend = "rename it, or let the practice profile say which plugin wins this id (wins)"
            yield Problem(f"{identity} $.id", f"the id must begin with '{wanted}'", mend)
        if identity in seen:
            yield Problem(f"{identity} $.id", "the id stands twice", "remove or rename one of them")
        seen.add(identity)
    for each in content.instruments:
        if each.id in instruments:
            yield Problem(f"{each.id} $.id", *TAKEN)


def _unsound(content: ModalityContent) -> Iterator[Problem]:
    """Give what cannot be right in itself, wherever it stands."""
    found = [(content.info.id, modality_slips(document_of(content.info)))]
    found += [(each.id, technique_slips(document_of(each))) for each in content.techniques]
    found += [(each.id, record_slips(document_of(each))) for each in content.evidence]
    for here, slips in found:
        yield from (Problem(f"{here} ${slip.path}", slip.what, slip.mend) for slip in slips)


def _named_by_technique(technique: Technique, modality: str) -> Iterator[Reference]:
    for position, target in enumerate(technique.targets):
        yield f"$.targets[{position}].process", "process", target.process
    for position, link in enumerate(technique.evidence):
        yield f"$.evidence[{position}].record", "evidence record", link.record
    for position, bar in enumerate(technique.contraindications):
        yield f"$.contraindications[{position}].factor", "factor", bar.factor
    for position, condition in enumerate(technique.conditions):
        if condition.asks is not None:
            yield f"$.conditions[{position}].asks", "factor or readiness", condition.asks
        if condition.moot_with is not None:
            yield f"$.conditions[{position}].moot_with", "factor", condition.moot_with
    for place, source in _sources(technique):
        if source != CONVENTION:
            yield place, "evidence record", source
    for place, leaf in technique.tests():
        yield from ((place, kind, name) for kind, name in _named_by_test(leaf))
    for place, name in _techniques_named(technique):
        if must_be_there(name, modality):
            yield place, "technique", name


def _sources(technique: Technique) -> Iterator[tuple[str, str]]:
    yield "$.dose.source", technique.dose.source
    for position, bar in enumerate(technique.contraindications):
        yield f"$.contraindications[{position}].source", bar.source
    for position, adaptation in enumerate(technique.adaptations):
        yield f"$.adaptations[{position}].source", adaptation.source


def _named_by_test(leaf: Condition) -> Iterator[tuple[str, str]]:
    match leaf:
        case HasFactor(factor):
            yield "factor", factor
        case SeverityAtLeast(process) | GoalNames(process):
            yield "process", process
        case TraitIs(trait):
            yield "trait", trait


def _techniques_named(technique: Technique) -> Iterator[tuple[str, str]]:
    for position, group in enumerate(technique.requires):
        for place, name in enumerate(group):
            yield f"$.requires[{position}][{place}]", name
    if technique.part_of is not None:
        yield "$.part_of", technique.part_of
    for position, name in enumerate(technique.second_line_to):
        yield f"$.second_line_to[{position}]", name


def _circular(technique: Technique) -> Mapping[str, Collection[str]]:
    """Give the ids under each field of ``CIRCULAR``."""
    return {
        "requires": {name for group in technique.requires for name in group},
        "part_of": {technique.part_of} if technique.part_of else set(),
    }


def _named_by_instrument(instrument: Instrument) -> Iterator[Reference]:
    for position, reading in enumerate(instrument.severity):
        yield f"$.severity[{position}].process", "process", reading.process
    for position, flag in enumerate(instrument.factor_flags):
        yield f"$.factor_flags[{position}].factor", "factor", flag.factor
