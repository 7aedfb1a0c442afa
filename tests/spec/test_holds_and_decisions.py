"""What decisions may lift, and what they may not: emergencies, ages, refusals, talks to be had."""

from __future__ import annotations

from typing import Any

import pytest

from neuroplan import Plan, Planner, Practice, load_presentation
from neuroplan.model.terms import SafetyLevel
from tests.builders import CALM


REPROCESSING = "emdr.standard-protocol-reprocessing"
SELF_GUIDED: dict[str, Any] = {"context": {"sessions_available": 16, "formats": ["self_guided"]}}


def client(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any part of a document
    """Give an adult with every process severe, all asked and nothing found, with *changes*."""
    return {
        "schema_version": "1",
        "client": {"id": "S-1", "age": 40},
        "risk": dict(CALM),
        "consent": {"treatment": "yes", "trauma_work": "yes"},
        "context": {
            "sessions_available": 30,
            "formats": ["individual", "group", "self_guided"],
            "delivery": ["in_person"],
        },
        **changes,
    }


def severe(planner: Planner) -> dict[str, int]:
    """Give every process of the vocabulary at severity 3."""
    return {
        each.id: 3 for each in planner.library.vocabulary.processes.values() if not each.derived
    }


def active(planner: Planner, *, lifted: bool = False, **changes: Any) -> set[str]:  # noqa: ANN401 - any part of a document
    """Give what may start outside the foundation, where *lifted* with every hold lifted."""
    library = planner.library.techniques
    decisions = [
        {"technique": each, "decision": "lift_hold", "reason": "we want it"} for each in library
    ]
    whole = client(processes=severe(planner), decisions=decisions if lifted else [], **changes)
    verdicts = planner.reason(load_presentation(whole)).selection.verdicts
    return {
        identity
        for identity, verdict in verdicts.items()
        if verdict.is_active and not library[identity].foundation
    }


def plan(planner: Planner, **changes: Any) -> Plan:  # noqa: ANN401 - any part of a document
    """Plan for a client with trauma, with *changes*."""
    processes = {"trauma_intrusions": 4, "trauma_avoidance": 3}
    return planner.generate(load_presentation(client(**{"processes": processes, **changes})))


def status(made: Plan, identity: str) -> str | None:
    """Give whether a technique is active or held, or None where it is not in the plan."""
    found = (each.status.value for each in made.techniques() if each.technique_id == identity)
    return next(found, None)


def decided(decision: str, *identities: str) -> list[dict[str, str]]:
    """Give the same decision on each of some techniques."""
    return [
        {"technique": each, "decision": decision, "reason": "we want it"} for each in identities
    ]


EMERGENCIES: tuple[dict[str, Any], ...] = (
    {"risk": {**CALM, "suicidal_ideation": "active_with_intent"}},
    {"risk": {**CALM, "suicide_attempt": "within_3_months"}},
    {"risk": {**CALM, "unsafe_environment": "immediate_danger"}},
    {"risk": {**CALM, "harm_to_others": "threat_or_plan"}},
    {"risk": {**CALM, "psychosis": "acute"}},
    {"risk": {**CALM, "mania": "acute"}},
    {"risk": {**CALM, "withdrawal_risk": True}},
    {"risk": {**CALM, "medical_instability": True}},
    {"factors": ["severe_malnutrition"]},
)


@pytest.mark.parametrize("changes", EMERGENCIES)
def test_no_decision_lifts_an_emergency_hold(planner: Planner, changes: dict[str, Any]) -> None:
    """Of the whole library nothing starts by decision that the emergency's factor holds."""
    assert active(planner, lifted=True, **changes) <= active(planner, **changes)


def test_no_decision_lifts_the_hold_of_an_intoxicated_session(planner: Planner) -> None:
    """It waits for a sober one, though it is urgent and no emergency."""
    drunk: dict[str, Any] = {"risk": {**CALM, "substance_intoxication": "intoxicated"}}

    assert active(planner, lifted=True, **drunk) == set()


def test_no_decision_lifts_an_absolute_contraindication(planner: Planner) -> None:
    """What is absolute waits until it has passed, at any level."""
    technique = planner.library.techniques["act.acceptance-willingness"]
    (bar,) = [each for each in technique.contraindications if each.factor == "unstable_safety"]
    assert (bar.kind, bar.effect.value) == ("absolute", "hold")

    unsafe: dict[str, Any] = {"factors": ["unstable_safety"]}
    assert technique.id not in active(planner, lifted=True, **unsafe)


def test_no_decision_stands_in_for_the_talk_about_legal_proceedings(planner: Planner) -> None:
    """The readiness answer lifts the hold by itself."""
    court: dict[str, Any] = {
        "factors": ["legal_proceedings"],
        "decisions": decided("lift_hold", REPROCESSING),
    }
    ready = {"can_reorient": "yes", "private_place": "yes"}

    waits = plan(planner, **court, readiness=ready)
    had = plan(planner, **court, readiness={**ready, "legal_talk_done": "yes"})

    assert (status(waits, REPROCESSING), status(had, REPROCESSING)) == ("held", "active")


@pytest.mark.parametrize(
    ("age", "identity"),
    [
        (4, REPROCESSING),
        (9, "existential.death-anxiety-exposure"),
        (9, "brainspotting.inside-window"),
        (17, "brainspotting.inside-window"),
    ],
)
@pytest.mark.parametrize("practice", [Practice(), Practice(exclude=("emdr", "brainspotting"))])
def test_no_decision_brings_a_child_what_is_made_for_adults(
    age: int, identity: str, practice: Practice
) -> None:
    """Nor anything at all under six, whatever else stands in the way."""
    made = plan(
        Planner(practice=practice),
        client={"id": "S-2", "age": age},
        processes={"trauma_intrusions": 4, "death_anxiety": 4},
        consent={"treatment": "yes", "trauma_work": "yes", "guardian": "yes"},
        decisions=decided("include", identity),
    )

    assert status(made, identity) is None


def test_no_decision_brings_in_what_needs_something_the_client_declined(planner: Planner) -> None:
    """Reprocessing without its history taking would be the declined work by another door."""
    technique = planner.library.techniques[REPROCESSING]
    (declined,) = technique.requires[0]

    made = plan(
        planner,
        preferences={"techniques": {declined: "decline"}},
        decisions=decided("include", REPROCESSING),
    )

    assert status(made, REPROCESSING) is None


def test_dissociative_identity_prints_the_adapted_form_once_its_hold_is_lifted(
    planner: Planner,
) -> None:
    """Never the unadapted standard protocol."""
    needed = [each for group in planner.library.techniques[REPROCESSING].requires for each in group]
    made = plan(
        planner,
        factors=["dissociative_identity"],
        readiness={"can_reorient": "yes", "private_place": "yes"},
        decisions=decided("lift_hold", REPROCESSING, *needed),
    )

    entry = next(each for each in made.techniques() if each.technique_id == REPROCESSING)
    assert entry.status.value == "active"
    assert entry.adapted_form is not None
    assert "Phased, parts-aware form" in entry.adapted_form


@pytest.mark.parametrize("ideation", ["active_with_intent", "active_with_plan_and_intent"])
def test_self_guided_work_alone_waits_in_a_suicidal_emergency(
    planner: Planner, ideation: str
) -> None:
    """No plan of self-guided work alone, from the context or from the practice."""
    risk: dict[str, Any] = {"risk": {**CALM, "suicidal_ideation": ideation}}
    practice = Planner(practice=Practice(formats=("self_guided",)))

    assert active(planner, **risk, **SELF_GUIDED) == set()
    assert active(practice, **risk) == set()
    assert active(planner, **risk) != set()


@pytest.mark.parametrize(
    ("age", "consent"),
    [
        (40, {"trauma_work": "yes"}),
        (15, {"treatment": "yes", "trauma_work": "yes"}),
        (8, {"treatment": "yes", "trauma_work": "yes", "guardian": "not_needed"}),
    ],
)
def test_activating_work_waits_until_consent_is_recorded(
    planner: Planner, age: int, consent: dict[str, str]
) -> None:
    """The client's or the guardian's, which under 13 is always needed; no decision stands in."""
    who: dict[str, Any] = {"client": {"id": "S-2", "age": age}, "consent": consent}
    library = planner.library.techniques

    assert [each for each in active(planner, lifted=True, **who) if library[each].activating] == []


def test_at_thirteen_a_guardian_may_not_be_needed(planner: Planner) -> None:
    """The clinician records why."""
    made = plan(
        planner,
        client={"id": "S-2", "age": 13},
        consent={"treatment": "yes", "guardian": "not_needed"},
    )

    assert made.safety.consent == "given"


def test_nothing_is_kept_at_home_where_home_is_not_safe(planner: Planner) -> None:
    """No diary, card or note that someone may find."""
    made = planner.generate(
        load_presentation(
            client(processes=severe(planner), risk={**CALM, "unsafe_environment": True})
        )
    )

    said = {
        each.home_practice
        for each in (*made.foundation, *made.techniques())
        if each.home_practice is not None
    }
    assert ["nothing is written" in each for each in said] == [True]


@pytest.mark.parametrize("age", [8, 16])
def test_a_minor_in_an_unsafe_home_is_safeguarded(planner: Planner, age: int) -> None:
    """A child does not choose the pathway alone."""
    made = plan(
        planner,
        client={"id": "S-2", "age": age},
        consent={"treatment": "yes", "guardian": "yes"},
        risk={**CALM, "unsafe_environment": True},
    )

    assert "safeguard_child" in {action.id for action in made.safety.actions}
    assert made.safety.level is SafetyLevel.URGENT
