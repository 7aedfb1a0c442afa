"""What must hold over many clients, made by a fixed recipe so that every run sees the same."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from neuroplan import Planner, load_presentation
from neuroplan.model.plan import Plan
from neuroplan.model.terms import Status
from neuroplan.pipeline.reasoning import Reasoning
from neuroplan.testing import CALM


CLIENTS = 500

Made = tuple[Reasoning, Plan]


def _client(number: int, planner: Planner) -> dict[str, Any]:
    """Make a client: two to nine processes, up to two goals, some factors, enough sessions."""
    chance = Random(number)  # noqa: S311 - a recipe, not a secret
    vocabulary = planner.library.vocabulary
    rated = sorted(each for each, process in vocabulary.processes.items() if not process.derived)
    chosen = chance.sample(rated, chance.randint(2, 9))
    factors = chance.sample(sorted(vocabulary.factors), chance.randint(0, 4))
    return {
        "schema_version": "1",
        "client": {"id": f"G-{number}", "age": chance.choice([10, 15, 24, 37, 52, 68, 80])},
        "goals": [
            {"text": f"goal {place}", "processes": [process]}
            for place, process in enumerate(chosen[: chance.randint(0, 2)])
        ],
        "processes": {process: chance.randint(1, 4) for process in chosen},
        "risk": {**CALM, **({"psychosis": "stable"} if chance.random() < 0.1 else {})},
        "consent": {"treatment": "yes", "trauma_work": "yes", "guardian": "yes"},
        "readiness": {"can_reorient": chance.choice(["yes", "no", "not_assessed"])},
        "factors": {factor: chance.choice(["yes", "no"]) for factor in factors},
        "context": {
            "sessions_available": chance.choice([8, 16, 40]),
            "delivery": chance.choice([["in_person"], ["telehealth"], ["in_person", "telehealth"]]),
            "formats": chance.choice([["individual"], ["individual", "group"]]),
        },
    }


@pytest.fixture(scope="module")
def made(planner: Planner) -> list[Made]:
    """Plan for all of them once."""
    found = []
    for number in range(CLIENTS):
        presentation = load_presentation(_client(number, planner), known=planner.known_ids)
        found.append((planner.reason(presentation), planner.generate(presentation)))
    return found


def test_a_plan_holds_at_most_nine_techniques_outside_the_foundation(made: list[Made]) -> None:
    """More is more than a client can use."""
    assert max(len(plan.techniques()) for _, plan in made) <= 9


def test_a_plan_holds_one_form_of_an_exercise(made: list[Made]) -> None:
    """One exercise, one name."""
    for reasoning, plan in made:
        forms = [
            form
            for entry in (*plan.foundation, *plan.techniques())
            if (form := reasoning.library.techniques[entry.technique_id].variant_of)
        ]

        assert len(forms) == len(set(forms)), plan.client_id


def test_nothing_is_offered_to_whom_it_was_never_meant_for(made: list[Made]) -> None:
    """Indications, age and format hold for everything scheduled."""
    for reasoning, plan in made:
        offered = reasoning.presentation.context.formats
        for entry in plan.techniques():
            technique = reasoning.library.techniques[entry.technique_id]
            least, greatest = technique.age

            assert technique.indications is None or technique.indications.holds(reasoning.facts)
            assert set(technique.format) & set(offered), (plan.client_id, technique.id)
            assert (least or 0) <= reasoning.facts.age <= (greatest or 200)


def test_no_goal_or_severe_process_is_unserved_that_the_library_can_serve(
    made: list[Made],
) -> None:
    """Where there are sessions and places left, what can serve it is in the plan."""
    for reasoning, plan in made:
        used = sum(len(each.techniques) > 0 for each in plan.session_outline)
        room = reasoning.budget.sessions - used
        if len(plan.techniques()) >= reasoning.policy.technique_max - 1 or room < 12:
            continue

        for process in _must_serve(reasoning):
            served = any(
                target.process == process and target.strength >= reasoning.policy.least_strength
                for entry in plan.techniques()
                if entry.status is Status.ACTIVE
                for target in entry.targets
            )
            assert served or not list(_able(process, reasoning)), (plan.client_id, process)


def _must_serve(reasoning: Reasoning) -> Iterator[str]:
    facts = reasoning.facts
    for process in facts.needs:
        if facts.has_goal(process) or facts.severity(process) >= reasoning.policy.severe:
            yield process


def _able(process: str, reasoning: Reasoning) -> Iterator[str]:
    """Techniques that may start and serve the process well, short enough for the room."""
    picked = {pick.technique.variant_of for pick in reasoning.selection.picks}
    for identity, strengths in reasoning.selection.strengths.items():
        verdict, strength = reasoning.selection.verdicts[identity], strengths.get(process)
        if strength is None or strength.value < reasoning.policy.least_strength:
            continue
        form = verdict.technique.variant_of
        if verdict.is_active and (form is None or form not in picked):
            yield identity
