"""Nothing lowers safety: no decision, no blank answer, no later total."""

from __future__ import annotations

from typing import Any

import pytest

from neuroplan import Planner, Practice, load_presentation
from neuroplan.model.plan import Plan
from neuroplan.model.terms import SafetyLevel, Status
from tests.builders import CALM


REPROCESSING = "emdr.standard-protocol-reprocessing"


def document(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any part of a document
    """Give a client with trauma and nothing of note in the risk block, with *changes*."""
    whole: dict[str, Any] = {
        "schema_version": "1",
        "client": {"id": "S-1", "age": 40},
        "processes": {"trauma_intrusions": 4, "trauma_avoidance": 3},
        "risk": dict(CALM),
        "consent": {"treatment": "yes", "trauma_work": "yes"},
        "context": {"sessions_available": 16, "delivery": ["in_person"]},
    }
    whole.update(changes)
    return whole


def level(planner: Planner, *instruments: dict[str, Any]) -> SafetyLevel:
    """Give the level with these results."""
    return planner.generate(load_presentation(document(instruments=list(instruments)))).safety.level


def status(plan: Plan, identity: str) -> Status | None:
    """Give whether a technique is active or held, or None where it is not in the plan."""
    return next((each.status for each in plan.techniques() if each.technique_id == identity), None)


@pytest.mark.parametrize("decision", ["include", "first"])
@pytest.mark.parametrize(
    ("practice", "changes"),
    [
        (Practice(trained_in={"act": "basic"}), {}),
        (Practice(), {"context": {"formats": ["self_guided"]}}),
        (Practice(), {"context": {"delivery": ["telehealth"]}}),
        (Practice(exclude=("emdr",)), {}),
    ],
)
def test_a_decision_never_frees_what_an_emergency_holds(
    practice: Practice, changes: dict[str, Any], decision: str
) -> None:
    """Whatever else the engine left it out for, bringing it in keeps every hold."""
    risk = {**CALM, "suicidal_ideation": "active_with_plan_and_intent"}
    decisions = [{"technique": REPROCESSING, "decision": decision, "reason": "we want it"}]
    client = load_presentation(document(risk=risk, decisions=decisions, **changes))

    plan = Planner(practice=practice).generate(client)

    assert plan.safety.level is SafetyLevel.EMERGENCY
    assert status(plan, REPROCESSING) is not Status.ACTIVE


def test_blank_answers_never_clear_an_earlier_positive_screener(planner: Planner) -> None:
    """The later screener left the grave questions out."""
    positive = {"id": "c-ssrs-screener", "date": "2026-11-01", "items": [1, 1, 1, 1, 1, 0, 0]}
    blank = {
        "id": "c-ssrs-screener",
        "date": "2026-11-15",
        "items": [0, None, None, None, None, 0, 0],
    }

    assert level(planner, positive, blank) is level(planner, positive) is SafetyLevel.EMERGENCY


def test_a_later_total_never_clears_an_earlier_risk_item(planner: Planner) -> None:
    """A total says nothing of the item on suicidal thoughts."""
    item = {"id": "phq-9", "date": "2026-11-01", "items": [1, 1, 1, 1, 1, 1, 1, 1, 3]}
    total = {"id": "phq-9", "date": "2026-11-15", "total": 8}

    assert level(planner, item, total) is level(planner, item) is SafetyLevel.URGENT


def test_a_later_answer_to_the_item_does_clear_it(planner: Planner) -> None:
    """What was asked again and denied no longer stands."""
    before = {"id": "phq-9", "date": "2026-11-01", "items": [1, 1, 1, 1, 1, 1, 1, 1, 3]}
    after = {"id": "phq-9", "date": "2026-11-15", "items": [1, 1, 1, 1, 1, 1, 1, 1, 0]}

    assert level(planner, before, after) is SafetyLevel.ROUTINE


def test_nothing_is_planned_for_a_child_of_three(planner: Planner) -> None:
    """The library was not made for small children, and the plan says so."""
    plan = planner.generate(load_presentation(document(client={"id": "S-2", "age": 3})))

    assert plan.techniques() == ()
    assert any("under 6" in each.detail for each in plan.not_selected)
