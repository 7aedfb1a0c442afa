"""The clinician's decisions: what they change, what they cannot, what they are held against."""

from __future__ import annotations

from typing import Any

import pytest

from neuroplan import Plan
from neuroplan.model.plan import DecisionFinding
from neuroplan.model.technique import Lift, Technique
from neuroplan.model.terms import Status
from tests.builders import (
    CALM,
    Offer,
    contraindication,
    decide,
    offer,
    picked,
    planner,
    presentation,
    reasoned,
)


METHOD = {**CALM, "suicidal_ideation": "active_with_method"}
INTENT = {**CALM, "suicidal_ideation": "active_with_intent"}
STRONG = offer("t.strong", {"fear": 0.9})
WEAK = offer("t.weak", {"fear": 0.06}, age=(65, None))
BARRED = offer("t.barred", {"fear": 0.9}, contraindications=(contraindication("pregnancy"),))
LOUD = offer("t.loud", {"fear": 0.9}, activating=True)


def plan(parts: list[Offer | Technique], decision: str, identity: str, **changes: Any) -> Plan:  # noqa: ANN401 - any field of a client
    """Make the plan of a client with one decision."""
    client = presentation(decisions=[decide(decision, identity)], **changes)
    return planner(*parts).generate(client)


def status(made: Plan, identity: str) -> str | None:
    """Give the status of a technique in a plan; None where it is not in it."""
    entries = (*made.foundation, *made.techniques())
    return next((each.status.value for each in entries if each.technique_id == identity), None)


def finding(made: Plan) -> DecisionFinding:
    """Give the one decision of a plan."""
    (found,) = made.decisions
    return found


def test_exclude_leaves_it_out() -> None:
    """The clinician's word is a reason of its own."""
    made = plan([STRONG], "exclude", "t.strong")

    assert [(each.technique_id, each.reason.value) for each in made.not_selected] == [
        ("t.strong", "clinician")
    ]


def test_exclude_leaves_out_a_foundation_technique() -> None:
    """The foundation can be decided on too."""
    made = plan([offer("t.base", {"fear": 0.1}, foundation=True)], "exclude", "t.base")

    assert made.foundation == ()


def test_include_brings_in_what_would_not_have_come() -> None:
    """A technique for older adults, by decision, for an adult of 34."""
    made = plan([STRONG, WEAK], "include", "t.weak")

    assert status(made, "t.weak") == "active"


def test_an_included_technique_says_that_the_engine_left_it_out() -> None:
    """The reason it was out stands with its cautions."""
    made = plan([STRONG, WEAK], "include", "t.weak")

    entry = next(each for each in made.techniques() if each.technique_id == "t.weak")
    assert entry.cautions[0].startswith("Included by decision although the engine left it out")


def test_an_included_technique_is_chosen_by_the_clinician() -> None:
    """Not by the engine."""
    found = reasoned([STRONG, WEAK], decisions=[decide("include", "t.weak")])

    assert picked(found)["t.weak"] == "clinician"


def test_first_takes_it_before_the_best() -> None:
    """The clinician's first pick stands first."""
    found = reasoned(
        [STRONG, offer("t.other", {"fear": 0.2})], decisions=[decide("first", "t.other")]
    )

    assert next(iter(picked(found).items())) == ("t.other", "clinician")


@pytest.mark.parametrize("decision", ["include", "first", "lift_hold"])
def test_no_decision_overrides_a_contraindication(decision: str) -> None:
    """An exclusion by contraindication stands."""
    made = plan([BARRED], decision, "t.barred", factors=["pregnancy"])

    assert [(each.technique_id, each.reason.value) for each in made.not_selected] == [
        ("t.barred", "contraindicated")
    ]


@pytest.mark.parametrize("decision", ["include", "first"])
def test_a_decision_that_cannot_be_followed_says_so(decision: str) -> None:
    """Plainly, with the reason."""
    made = plan([BARRED], decision, "t.barred", factors=["pregnancy"])

    assert "The decision cannot be followed: " in finding(made).engine_would_have


def test_no_decision_overrides_a_refusal() -> None:
    """Declining is final, for the clinician too."""
    made = plan(
        [STRONG], "include", "t.strong", preferences={"techniques": {"t.strong": "decline"}}
    )

    assert status(made, "t.strong") is None


def test_lift_hold_lifts_an_urgent_hold() -> None:
    """The clinician signs off."""
    assert status(plan([LOUD], "lift_hold", "t.loud", risk=METHOD), "t.loud") == "active"


def test_without_the_decision_the_urgent_hold_stands() -> None:
    """It is the decision that lifts it."""
    made = planner(LOUD).generate(presentation(risk=METHOD))

    assert status(made, "t.loud") == "held"


def test_lift_hold_lifts_a_hold_for_risk_nobody_assessed() -> None:
    """The clinician may know more than the file."""
    made = plan([LOUD], "lift_hold", "t.loud", risk={})

    assert status(made, "t.loud") == "active"


def test_lift_hold_lifts_the_hold_of_a_contraindication() -> None:
    """A relative contraindication, not an exclusion."""
    held = offer(
        "t.held",
        {"fear": 0.9},
        contraindications=(
            contraindication(
                "pregnancy",
                "hold",
                kind="relative",
                lifted_by=Lift(text="the physician agrees"),
            ),
        ),
    )

    assert status(plan([held], "lift_hold", "t.held", factors=["pregnancy"]), "t.held") == "active"


def test_lift_hold_never_lifts_an_emergency_hold() -> None:
    """At emergency nothing activating is active."""
    assert status(plan([LOUD], "lift_hold", "t.loud", risk=INTENT), "t.loud") == "held"


def test_an_emergency_hold_that_stays_is_said_to_stay() -> None:
    """The decision is answered."""
    made = plan([LOUD], "lift_hold", "t.loud", risk=INTENT)

    assert "No decision lifts this hold" in finding(made).engine_would_have


def test_include_lifts_no_hold() -> None:
    """A technique included by decision still waits."""
    assert status(plan([LOUD], "include", "t.loud", risk=METHOD), "t.loud") == "held"


class TestWhatTheEngineWouldHaveDone:
    """Each decision is printed beside what would have happened without it."""

    def test_an_exclusion_shows_that_it_would_have_been_scheduled(self) -> None:
        """Active."""
        made = plan([STRONG], "exclude", "t.strong")

        assert finding(made).engine_would_have.startswith("scheduled it (active)")

    def test_an_inclusion_shows_why_it_would_have_been_left_out(self) -> None:
        """By age."""
        made = plan([STRONG, WEAK], "include", "t.weak")

        assert finding(made).engine_would_have.startswith("left it out: It is meant for age 65")

    def test_a_lifted_hold_shows_that_it_would_have_been_held(self) -> None:
        """Held."""
        made = plan([LOUD], "lift_hold", "t.loud", risk=METHOD)

        assert finding(made).engine_would_have.startswith("scheduled it (held)")

    def test_an_excluded_foundation_technique_shows_that_it_would_have_been_there(self) -> None:
        """In the foundation."""
        made = plan([offer("t.base", {"fear": 0.1}, foundation=True)], "exclude", "t.base")

        assert finding(made).engine_would_have == "scheduled it in the foundation"

    def test_a_technique_that_serves_nothing_here_says_so(self) -> None:
        """It is no candidate by itself."""
        made = plan([STRONG, offer("t.other", {"worry": 0.5})], "include", "t.other")

        assert finding(made).engine_would_have.startswith("left it out: ")

    def test_the_reason_is_printed_as_given(self) -> None:
        """In the clinician's words."""
        assert finding(plan([STRONG], "exclude", "t.strong")).reason == "we talked it through"


def test_a_decision_changes_nothing_else_of_the_priorities() -> None:
    """Excluding one technique leaves the others' priorities before any pick as they were."""
    other = offer("t.other", {"fear": 0.2})
    without = reasoned([STRONG, other])
    decided = reasoned([STRONG, other], decisions=[decide("exclude", "t.strong")])

    assert without.selection.priorities["t.other"] == decided.selection.priorities["t.other"]


def test_the_status_of_an_active_pick_is_active() -> None:
    """What may start is marked so."""
    found = reasoned([STRONG])

    assert [each.status for each in found.selection.picks] == [Status.ACTIVE]


def test_a_second_line_that_is_included_still_needs_what_it_requires() -> None:
    """A declined requirement bars it, and a held one holds it."""
    first = offer("t.first", {"fear": 0.9})
    second = offer("t.second", {"fear": 0.5}, second_line_to=("t.first",), requires=(("t.ready",),))
    ready = offer("t.ready", {"worry": 0.1})
    included = [{"technique": "t.second", "decision": "include", "reason": "we want it"}]
    maker = planner(first, second, ready)

    def planned(**changes: Any) -> set[str]:  # noqa: ANN401 - any field of a client
        client = presentation({"fear": 3}, decisions=included, **changes)
        return {each.technique_id for each in maker.generate(client).techniques()}

    assert {"t.second", "t.ready"} <= planned()
    assert "t.second" not in planned(preferences={"techniques": {"t.ready": "decline"}})


def test_decisions_that_overbook_leave_no_sessions_for_what_is_held() -> None:
    """What is held keeps no less than none."""
    long = offer("t.long", {"worry": 0.5}, sessions=(6, 6))
    held = offer("t.held", {"fear": 0.9}, activating=True, sessions=(3, 3))
    decisions = [
        {"technique": name, "decision": what, "reason": "we want it"}
        for name, what in (("t.long", "first"), ("t.held", "include"))
    ]
    risk = {**CALM, "suicidal_ideation": "active_with_method"}
    context = {"sessions_available": 2, "session_minutes": 50}

    made = planner(long, held).generate(
        presentation({"fear": 3, "worry": 3}, decisions=decisions, risk=risk, context=context)
    )

    assert {each.technique_id for each in made.techniques()} == {"t.long", "t.held"}
