"""Every id that content names exists, and stands where it may stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.instruments import load_instruments
from neuroplan.model.condition import GoalNames, HasFactor, SeverityAtLeast
from neuroplan.model.evidence import CONVENTION
from neuroplan.model.technique import Technique
from neuroplan.model.terms import ContraindicationEffect
from neuroplan.pipeline.responsiveness import principles, responsiveness_evidence
from neuroplan.pipeline.safety import safety_content
from neuroplan.pipeline.triggers import factors_of
from tests.contract.shipped import (
    MODALITIES,
    all_techniques,
    conditions_of,
    content,
    data_folder,
    factor_ids,
    process_ids,
    read_json,
    sources_of,
)


def _named_processes(technique: Technique) -> Iterator[str]:
    yield from (target.process for target in technique.targets)
    for test in conditions_of(technique):
        if isinstance(test, SeverityAtLeast | GoalNames):
            yield test.process


def _named_factors(technique: Technique) -> Iterator[str]:
    yield from (each.factor for each in technique.contraindications)
    yield from (each.factor for each in conditions_of(technique) if isinstance(each, HasFactor))


def _named_techniques(technique: Technique) -> Iterator[str]:
    yield from (each for group in technique.requires for each in group)
    yield from technique.second_line_to
    if technique.part_of:
        yield technique.part_of


def _needs(technique: str, seen: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Give the chains of requirements that come back to where they began."""
    if technique in seen:
        yield (*seen[seen.index(technique) :], technique)
        return
    for group in all_techniques()[technique].requires:
        for other in group:
            if other in all_techniques():
                yield from _needs(other, (*seen, technique))


@pytest.mark.parametrize("modality", MODALITIES)
def test_technique_files_are_called_what_they_hold(modality: str) -> None:
    """A technique is found under its own name."""
    files = sorted((data_folder(modality) / "techniques").glob("*.json"))

    misnamed = [path.name for path in files if read_json(path)["id"] != f"{modality}.{path.stem}"]

    assert misnamed == []


@pytest.mark.parametrize("modality", MODALITIES)
def test_every_id_begins_with_its_modality(modality: str) -> None:
    """An id says who is responsible for it."""
    own = content(modality)
    dotted = [each.id for each in own.techniques]
    dotted += [term.id for term in (*own.info.processes, *own.info.factors)]
    slashed = [each.id for each in own.evidence]

    assert [name for name in dotted if not name.startswith(f"{modality}.")] == []
    assert [name for name in slashed if not name.startswith(f"{modality}/")] == []


@pytest.mark.parametrize("modality", MODALITIES)
def test_an_id_stands_once(modality: str) -> None:
    """Two records or techniques of one id would hide each other."""
    own = content(modality)
    ids = [each.id for each in own.techniques] + [each.id for each in own.evidence]
    count = Counter(ids)

    assert [name for name, times in count.items() if times > 1] == []


@pytest.mark.parametrize("modality", MODALITIES)
def test_every_process_named_exists(modality: str) -> None:
    """Targets, conditions and outcomes speak of processes a client can be rated on."""
    own = content(modality)
    named = [
        *((each.id, name) for each in own.techniques for name in _named_processes(each)),
        *((each.id, found.process) for each in own.evidence for found in each.processes),
    ]

    assert [(where, name) for where, name in named if name not in process_ids()] == []


@pytest.mark.parametrize("modality", MODALITIES)
def test_every_factor_named_exists(modality: str) -> None:
    """A contraindication of a factor nobody can record would never act."""
    named = [
        (each.id, name) for each in content(modality).techniques for name in _named_factors(each)
    ]

    assert [(where, name) for where, name in named if name not in factor_ids()] == []


@pytest.mark.parametrize("modality", MODALITIES)
def test_every_start_condition_asks_something_that_can_be_answered(modality: str) -> None:
    """What is asked before starting is a factor or a readiness question."""
    known = factor_ids() | load_vocabulary().readiness.keys()

    lost = [
        (technique.id, each.asks)
        for technique in content(modality).techniques
        for each in technique.conditions
        if each.asks is not None and each.asks not in known
    ]

    assert lost == []


@pytest.mark.parametrize("modality", MODALITIES)
def test_a_technique_rests_on_records_of_its_own_modality(modality: str) -> None:
    """Switching another modality off takes away no evidence here."""
    own = content(modality)
    records = {each.id for each in own.evidence}

    lost = [
        (technique.id, link.record)
        for technique in own.techniques
        for link in technique.evidence
        if link.record not in records
    ]

    assert lost == []


@pytest.mark.parametrize("modality", MODALITIES)
def test_every_caution_dose_and_adaptation_has_its_source(modality: str) -> None:
    """A source is a record of the modality, or it says that it is a habit of the field."""
    own = content(modality)
    known = {CONVENTION, *(each.id for each in own.evidence)}

    lost = [
        (technique.id, source)
        for technique in own.techniques
        for source in sources_of(technique)
        if source not in known
    ]

    assert lost == []


@pytest.mark.parametrize("modality", MODALITIES)
def test_every_technique_named_by_another_exists(modality: str) -> None:
    """What must come before, instead or around a technique can be found."""
    lost = [
        (technique.id, name)
        for technique in content(modality).techniques
        for name in _named_techniques(technique)
        if name not in all_techniques() or name == technique.id
    ]

    assert lost == []


def test_no_technique_requires_itself_by_a_detour() -> None:
    """A circle of requirements could never be scheduled."""
    assert [chain for name in all_techniques() for chain in _needs(name)] == []


@pytest.mark.parametrize("modality", MODALITIES)
def test_no_technique_requires_another_form_of_the_same_exercise(modality: str) -> None:
    """A plan holds one form of an exercise, so the other would give way and never come before."""
    lost = [
        (technique.id, name)
        for technique in content(modality).techniques
        if technique.variant_of
        for group in technique.requires
        for name in group
        if all_techniques()[name].variant_of == technique.variant_of
    ]

    assert lost == []


@pytest.mark.parametrize("modality", MODALITIES)
def test_a_factor_has_one_contraindication_a_technique(modality: str) -> None:
    """Two entries of one factor would contradict each other."""
    twice = [
        (technique.id, factor)
        for technique in content(modality).techniques
        for factor, times in Counter(each.factor for each in technique.contraindications).items()
        if times > 1
    ]

    assert twice == []


@pytest.mark.parametrize("modality", MODALITIES)
def test_a_hold_says_what_lifts_it_and_an_adaptation_its_form(modality: str) -> None:
    """A clinician who is told to wait or to change is told until when and how."""
    silent = [
        (technique.id, bar.factor)
        for technique in content(modality).techniques
        for bar in technique.contraindications
        if (bar.effect is ContraindicationEffect.HOLD and bar.lifted_by is None)
        or (bar.effect is ContraindicationEffect.ADAPT and not bar.adapted_form)
    ]

    assert silent == []


@pytest.mark.parametrize("modality", MODALITIES)
def test_ranges_ascend(modality: str) -> None:
    """The least dose and age are not above the greatest."""
    turned = [
        each.id
        for each in content(modality).techniques
        if each.dose.least > each.dose.most
        or (None not in each.age and (each.age[0] or 0) > (each.age[1] or 0))
    ]

    assert turned == []


@pytest.mark.parametrize("modality", MODALITIES)
def test_every_instrument_a_modality_recommends_exists(modality: str) -> None:
    """What a modality asks to be measured can be scored."""
    known = load_instruments()

    assert [name for name in content(modality).info.instruments if name not in known] == []


def test_every_safety_action_has_its_source() -> None:
    """No safety action stands without a record."""
    safety = safety_content()
    actions = [
        *(action for rule in safety.rules for action in rule.actions),
        *safety.consent.values(),
        *safety.reconcile.values(),
        safety.crisis_contacts,
    ]
    named = {*(each.source for each in actions), *(s for rule in safety.rules for s in rule.source)}
    named |= {safety.unknown.source, safety.unknown_hold.source}
    named |= {safety.unasked.source, safety.consent_hold.source}

    assert named - safety.evidence.keys() - {CONVENTION} == set()


def test_every_safety_rule_reads_factors_that_exist() -> None:
    """A safety rule on a factor nobody can record would never act."""
    read = {each for rule in safety_content().rules for each in factors_of(rule.when)}

    assert read - factor_ids() == set()


def test_every_principle_of_responsiveness_has_its_sources() -> None:
    """No figure behind a principle stands without a record."""
    named = {effect.source for principle in principles() for effect in principle.effects}

    assert named - responsiveness_evidence().keys() == set()
