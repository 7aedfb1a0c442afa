"""Nothing the contract offers is left without content, and no content without use."""

from __future__ import annotations

import re

import pytest

from neuroplan.citations import short_citation
from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.model.condition import HasFactor
from neuroplan.model.evidence import EvidenceRecord
from neuroplan.pipeline.factors import RISK_FACTORS
from neuroplan.pipeline.responsiveness import principles, responsiveness_evidence
from neuroplan.pipeline.safety import safety_content
from neuroplan.pipeline.triggers import factors_of
from tests.contract.shipped import (
    MODALITIES,
    REFERENCE,
    ROOT,
    all_techniques,
    conditions_of,
    content,
    factor_ids,
    sources_of,
)


LEAST_STEPS = 3


def _documented() -> str:
    """Give the pages, on which a record may be cited for a rule of the engine."""
    pages = sorted((ROOT / "docs").rglob("*.md"))
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def _listed_as_not_covered() -> set[str]:
    page = REFERENCE / "not-covered.md"
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    return set(re.findall(r"`([a-z_.]+)`", text))


def _targeted() -> set[str]:
    return {target.process for each in all_techniques().values() for target in each.targets}


def _read_factors() -> set[str]:
    """Give the factors that a technique, a safety rule or a rule of responsiveness reads."""
    found = set(RISK_FACTORS)
    for technique in all_techniques().values():
        found.update(each.factor for each in technique.contraindications)
        found.update(each.asks for each in technique.conditions if each.asks)
        found.update(
            each.factor for each in conditions_of(technique) if isinstance(each, HasFactor)
        )
    found.update(each for rule in safety_content().rules for each in factors_of(rule.when))
    rules = [rule for principle in principles() for rule in principle.rules]
    return found | {each for rule in rules for each in factors_of(rule.when)}


def _is_named(record: EvidenceRecord, notes: str) -> bool:
    """Whether honest notes speak of a record by its first author and year."""
    author = short_citation(record).split(",")[0].split()[0]
    return author in notes and str(record.year) in notes


def test_every_process_is_reached_or_said_not_to_be() -> None:
    """A client rated on a process nothing helps with is told so, not met with silence."""
    served = _targeted()
    unreached = {
        each.id
        for each in load_vocabulary().processes.values()
        if not each.derived and not served & {each.id, *each.kin}
    }

    assert unreached == _listed_as_not_covered() & load_vocabulary().processes.keys()


@pytest.mark.parametrize("modality", MODALITIES)
def test_every_process_a_modality_adds_is_one_it_targets(modality: str) -> None:
    """A modality's own process is there for its own techniques."""
    own = content(modality)
    targeted = {target.process for each in own.techniques for target in each.targets}

    assert [term.id for term in own.info.processes if term.id not in targeted] == []


def test_every_factor_has_a_reader() -> None:
    """Whatever is asked of a client can change something."""
    assert factor_ids() - _read_factors() == set()


@pytest.mark.parametrize("modality", MODALITIES)
def test_every_technique_has_evidence(modality: str) -> None:
    """A technique without any record is one nobody can weigh."""
    assert [each.id for each in content(modality).techniques if not each.evidence] == []


@pytest.mark.parametrize("modality", MODALITIES)
def test_every_technique_can_be_followed(modality: str) -> None:
    """A technique is told in at least three steps."""
    short = [each.id for each in content(modality).techniques if len(each.steps) < LEAST_STEPS]

    assert short == []


@pytest.mark.parametrize("modality", MODALITIES)
def test_every_modality_says_what_is_weak(modality: str) -> None:
    """No modality stands without its honest notes."""
    notes = content(modality).info.honest_notes

    assert notes
    assert all(note.strip() for note in notes)


@pytest.mark.parametrize("modality", MODALITIES)
def test_no_record_of_a_modality_is_idle(modality: str) -> None:
    """A record supports a technique, gives a caution its source, or is an honest note."""
    own = content(modality)
    used = {link.record for each in own.techniques for link in each.evidence}
    used.update(source for each in own.techniques for source in sources_of(each))
    notes = "\n".join(own.info.honest_notes)

    idle = [each.id for each in own.evidence if each.id not in used and not _is_named(each, notes)]

    assert idle == []


def test_no_record_of_the_safety_rules_is_idle() -> None:
    """Every safety record stands behind a rule, an action, or a page of the docs."""
    safety = safety_content()
    used = {source for rule in safety.rules for source in rule.source}
    used.update(action.source for rule in safety.rules for action in rule.actions)
    used.update(action.source for action in safety.consent.values())
    used.update(action.source for action in safety.reconcile.values())
    used |= {safety.crisis_contacts.source, safety.unknown.source, safety.unknown_hold.source}

    idle = safety.evidence.keys() - used

    assert {each for each in idle if each not in _documented()} == set()


def test_no_record_of_responsiveness_is_idle() -> None:
    """Every record of responsiveness stands behind a principle, or a page of the docs."""
    used = {effect.source for principle in principles() for effect in principle.effects}

    idle = responsiveness_evidence().keys() - used

    assert {each for each in idle if each not in _documented()} == set()
