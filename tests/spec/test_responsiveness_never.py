"""
What responsiveness never does: each ``never`` of the principles, as a test in words.

The principles stand in content/responsiveness.json; every one of them is named here.
"""

from __future__ import annotations

from typing import Any

import pytest

from neuroplan import Planner, load_presentation
from neuroplan.model.plan import Plan
from neuroplan.model.terms import Omission
from neuroplan.pipeline.certainty import is_direct_population
from neuroplan.pipeline.responsiveness import principles
from tests.builders import CALM


TRAUMA_WORK = "emdr.standard-protocol-reprocessing"


def document(**changes: object) -> dict[str, Any]:
    """Give a calm client with worry, low mood and trouble sleeping, with *changes*."""
    whole = {
        "schema_version": "1",
        "client": {"id": "R-1", "age": 34},
        "goals": [{"text": "Sleep", "processes": ["sleep_disturbance"]}],
        "processes": {"worry": 3, "low_mood": 3, "sleep_disturbance": 2, "shame": 2},
        "risk": dict(CALM),
        "consent": {"treatment": "yes", "trauma_work": "yes"},
        "context": {"sessions_available": 14, "delivery": ["in_person", "telehealth"]},
    }
    return {**whole, **changes}


def priorities(planner: Planner, **changes: object) -> dict[str, float]:
    """Give the priorities before any pick."""
    return dict(planner.reason(load_presentation(document(**changes))).selection.priorities)


def plan(planner: Planner, **changes: object) -> Plan:
    """Plan for the client."""
    return planner.generate(load_presentation(document(**changes)))


def advice() -> str:
    """Give all that the rules can say, as one text."""
    return " ".join(rule.says for each in principles() for rule in each.rules).lower()


def test_a_preference_never_overrides_a_contraindication(planner: Planner) -> None:
    """Preferred and contraindicated is left out as contraindicated."""
    excluding = next(
        (technique, bar)
        for technique in planner.library.techniques.values()
        for bar in technique.contraindications
        if bar.effect == "exclude" and technique.indications is None
    )
    technique, bar = excluding
    made = plan(
        planner,
        processes={technique.targets[0].process: 3},
        factors=[bar.factor],
        preferences={"techniques": {technique.id: "prefer"}},
    )

    omitted = {each.technique_id: each.reason for each in made.not_selected}
    assert omitted[technique.id] is Omission.CONTRAINDICATED


@pytest.mark.parametrize(
    ("principle", "changes"),
    [
        ("culture", {"culture": {"identities": ["Korean American"], "values": ["family"]}}),
        ("age group stays out of culture", {"culture": {"family_role": "decides with parents"}}),
        ("religion", {"culture": {"religion": {"importance": 4, "integrate": "yes"}}}),
        ("attachment style is no destiny", {"traits": {"attachment_style": "avoidant"}}),
        ("expectation", {"expectation": {"outcome": 2, "credibility": 2}}),
        ("motivation", {"motivation": {"autonomous": 1, "controlled": 9}}),
        ("a wish about the therapist", {"preferences": {"therapist": "someone older"}}),
    ],
)
def test_what_only_predicts_or_adapts_never_moves_a_priority(
    planner: Planner, principle: str, changes: dict[str, Any]
) -> None:
    """No technique is dropped or raised for who the client is or what they expect."""
    assert priorities(planner, **changes) == priorities(planner), principle


def test_an_early_stage_never_withholds_effective_help(planner: Planner) -> None:
    """A goal the client is not ready for counts as much as before."""
    goal = {"text": "Sleep", "processes": ["sleep_disturbance"]}
    early = [{**goal, "stage_of_change": "precontemplation", "importance": 1}]

    assert priorities(planner, goals=early) == priorities(planner, goals=[goal])


def test_reactance_never_drops_a_safety_directive(planner: Planner) -> None:
    """The actions are the same for who guards their freedom and who does not."""
    risk = {**CALM, "suicidal_ideation": "active_with_intent"}

    free = plan(planner, risk=risk, traits={"reactance": 0}).safety.actions
    guarded = plan(planner, risk=risk, traits={"reactance": 4}).safety.actions

    assert free == guarded


def test_internalizing_never_lowers_effective_symptom_work(planner: Planner) -> None:
    """Relationship work is raised; nothing goes down."""
    before = priorities(planner)
    after = priorities(planner, traits={"coping_style": "internalizing"})

    assert before
    assert all(after[identity] >= before[identity] for identity in before)


def test_video_never_excludes_what_can_be_done_by_video(planner: Planner) -> None:
    """Only what lists no telehealth is left out for the medium."""
    made = plan(planner, preferences={"delivery": "telehealth"})

    for each in made.not_selected:
        if each.reason is Omission.DELIVERY:
            assert "telehealth" not in planner.library.techniques[each.technique_id].medium


def test_adult_figures_never_count_as_direct_for_a_child() -> None:
    """A record of adults alone is indirect for everyone who is none."""
    assert not is_direct_population(["adults"], frozenset({"children"}))
    assert is_direct_population(["adults"], frozenset({"adults"}))


def test_no_advice_labels_the_client_or_promises_a_gain() -> None:
    """No resistance, no blame, no promise, nothing of the therapist's own beliefs."""
    said = advice().replace('it is a trait, never "resistance".', "")

    for word in ("resistan", "manipulat", "non-compliant", "guarantee", "will improve", "cure"):
        assert word not in said
    assert "never press with guilt" in said
    assert "it adds spiritual well-being; strict trials show no extra relief" in said
    assert "a pooled analysis of trials found no effect on symptoms" in said


def test_scores_are_never_collected_without_saying_what_follows(planner: Planner) -> None:
    """Every measure says what to do if nothing changes, and when it is reviewed."""
    measures = plan(planner).monitoring

    assert measures
    assert all(each.what_if_no_change and each.review_at >= 1 for each in measures)


def test_personalizing_is_never_shown_as_far_superior(planner: Planner) -> None:
    """All rules together move a priority by a fifth at most."""
    wishes = {"directiveness": "low", "focus": "present", "homework": "none"}
    traits = {"reactance": 4, "coping_style": "externalizing"}
    plain, moved = priorities(planner), priorities(planner, preferences=wishes, traits=traits)
    cap = planner.policy.responsiveness_cap

    assert plain != moved
    for identity, before in plain.items():
        assert before * (1 - cap) - 1e-6 <= moved[identity] <= before * (1 + cap) + 1e-6


def test_every_principle_says_what_it_never_does() -> None:
    """A principle without its limits would be half of it."""
    assert all(each.never and each.limits for each in principles())


def test_a_rule_that_moves_an_order_rests_on_more_than_prediction() -> None:
    """Predictors advise; they do not order."""
    for each in principles():
        moving = [rule.id for rule in each.rules if rule.weight]

        assert not (each.kind == "predictor" and moving), moving
