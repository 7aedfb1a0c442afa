"""Responsiveness changes order and form within bounds, and never a safety rule."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from neuroplan import OrderingPolicy
from neuroplan.model.technique import Style, Technique
from neuroplan.model.terms import Category
from neuroplan.model.trigger import Always
from neuroplan.pipeline.responsiveness import (
    Responsiveness,
    ResponsivenessRule,
    StyleSelector,
    TechniqueSelector,
    principles,
    respond,
    responsiveness_evidence,
)
from tests.builders import reasoned, technique


GENTLE = TechniqueSelector(style=StyleSelector(directiveness=("low",)))


def styled(
    directiveness: str = "medium", focus: str = "present", homework: str = "low"
) -> Technique:
    """Give a technique that feels so."""
    style = Style(directiveness=directiveness, focus=focus, homework=homework)
    return technique("t.one", style=style)


def factor(one: Technique, **changes: Any) -> float:  # noqa: ANN401 - any field of a client
    """Give the factor on the priority of a technique for a client."""
    return reasoned([one], **changes).responsiveness.factor(one)


@pytest.mark.parametrize(
    ("one", "changes", "expected"),
    [
        pytest.param(styled("low"), {"traits": {"reactance": 3}}, 1.1, id="reactance, gentle"),
        pytest.param(styled("high"), {"traits": {"reactance": 3}}, 0.9, id="reactance, directive"),
        pytest.param(styled("high"), {"traits": {"reactance": 2}}, 1.0, id="little reactance"),
        pytest.param(
            styled("low"), {"preferences": {"directiveness": "low"}}, 1.05, id="as wished"
        ),
        pytest.param(
            styled("high"), {"preferences": {"directiveness": "low"}}, 0.95, id="not as wished"
        ),
        pytest.param(
            styled(focus="past"), {"preferences": {"focus": "past"}}, 1.03, id="focus as wished"
        ),
        pytest.param(
            styled(homework="high"), {"preferences": {"homework": "none"}}, 0.95, id="homework"
        ),
        pytest.param(styled("high"), {}, 1.0, id="nothing said"),
    ],
)
def test_what_the_client_is_like_moves_a_priority_a_little(
    one: Technique, changes: dict[str, Any], expected: float
) -> None:
    """Up or down by the weight of the rule."""
    assert factor(one, **changes) == pytest.approx(expected)


def test_relationship_work_is_raised_for_those_who_turn_inward() -> None:
    """By category."""
    one = attrs.evolve(styled(), category=Category.RELATIONSHIP)

    assert factor(one, traits={"coping_style": "internalizing"}) == pytest.approx(1.05)


def test_several_rules_add_up() -> None:
    """Reactance and the wish for little guidance: 1.1 + 0.05."""
    found = factor(styled("low"), traits={"reactance": 4}, preferences={"directiveness": "low"})

    assert found == pytest.approx(1.15)


@pytest.mark.parametrize(
    ("raises", "lowers", "bound"), [((GENTLE,), (), 1.2), ((), (GENTLE,), 0.8)]
)
def test_all_rules_together_move_a_priority_by_a_fifth_at_most(
    raises: tuple[TechniqueSelector, ...], lowers: tuple[TechniqueSelector, ...], bound: float
) -> None:
    """Ten rules of ten percent end at twenty."""
    when = Always(always=True)
    rule = ResponsivenessRule(id="r", says="", when=when, raises=raises, lowers=lowers, weight=0.1)
    rules = (rule,) * 10
    found = Responsiveness(rules=rules, findings=(), cap=OrderingPolicy().responsiveness_cap)

    assert found.factor(styled("low")) == pytest.approx(bound)


def test_no_shipped_rule_moves_more_than_a_tenth() -> None:
    """Each by itself is small."""
    assert max(rule.weight for each in principles() for rule in each.rules) <= 0.1


def test_a_principle_that_only_predicts_moves_nothing() -> None:
    """Tailoring by it is untested: it advises."""
    predictors = [each for each in principles() if each.kind == "predictor"]

    assert predictors
    assert {rule.weight for each in predictors for rule in each.rules} == {0.0}


def test_every_figure_of_a_principle_is_on_record() -> None:
    """Each effect names a record that exists."""
    known = responsiveness_evidence()

    assert {effect.source for each in principles() for effect in each.effects} <= set(known)


def test_a_rule_that_applies_is_printed_with_its_advice() -> None:
    """What to do, the figures, and the weight it has."""
    found = reasoned([styled()], traits={"reactance": 3}).responsiveness.findings

    (reactance,) = [each for each in found if each.rule == "responsiveness.reactance.high"]
    assert (reactance.weight, bool(reactance.advice), bool(reactance.effect)) == (0.1, True, True)


def test_what_nobody_answered_makes_no_rule_apply() -> None:
    """But for the one that always does: follow progress and adjust."""
    facts = reasoned([styled()]).facts

    found = respond(facts, OrderingPolicy()).findings

    assert [each.rule for each in found] == ["responsiveness.progress-adjustment.always"]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"goals": [{"text": "a", "importance": 3}]}, "stage-of-change.not_yet"),
        ({"goals": [{"text": "a", "confidence": 4}]}, "stage-of-change.low_confidence"),
        (
            {"goals": [{"text": "a", "stage_of_change": "contemplation"}]},
            "stage-of-change.ambivalent",
        ),
        ({"expectation": {"outcome": 4}}, "outcome-expectation.low_hope"),
        ({"expectation": {"outcome": 9}}, "outcome-expectation.high_hope"),
        ({"motivation": {"controlled": 7}}, "autonomy.controlled"),
        ({"factors": ["mandated_treatment"]}, "autonomy.controlled"),
        ({"processes": {"self_criticism": 3}}, "autonomy.should_language"),
        ({"culture": {"values": ["honesty"]}}, "culture-adaptation.values"),
        ({"client": {"id": "C-1", "age": 25}}, "dropout-risk.young"),
        (
            {"culture": {"religion": {"importance": 3, "integrate": "yes"}}},
            "religion-spirituality.integrate",
        ),
        ({"factors": ["spiritual_struggle"]}, "religion-spirituality.struggle"),
        ({"factors": ["religious_scrupulosity"]}, "religion-spirituality.scruple"),
    ],
)
def test_the_rules_read_the_presentation(changes: dict[str, Any], rule: str) -> None:
    """Each from its field."""
    found = reasoned([styled()], **changes).responsiveness.findings

    assert f"responsiveness.{rule}" in [each.rule for each in found]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"goals": [{"text": "a", "importance": 4}]}, "stage-of-change.not_yet"),
        ({"expectation": {"outcome": 5}}, "outcome-expectation.low_hope"),
        ({"motivation": {"controlled": 6}}, "autonomy.controlled"),
        ({"culture": {"values": []}}, "culture-adaptation.values"),
        ({"client": {"id": "C-1", "age": 26}}, "dropout-risk.young"),
        (
            {"culture": {"religion": {"importance": 4}}},
            "religion-spirituality.integrate",
        ),
        ({"factors": ["spiritual_struggle"]}, "religion-spirituality.scruple"),
        ({"factors": ["religious_scrupulosity"]}, "religion-spirituality.struggle"),
    ],
)
def test_just_beside_the_bound_a_rule_does_not_apply(changes: dict[str, Any], rule: str) -> None:
    """One step off, or half of what it asks."""
    found = reasoned([styled()], **changes).responsiveness.findings

    assert f"responsiveness.{rule}" not in [each.rule for each in found]


def test_responsiveness_lifts_no_hold_and_bars_nothing() -> None:
    """It moves priorities alone: the verdict is the same with and without it."""
    calm = reasoned([styled("low")]).verdicts["t.one"]
    reactant = reasoned([styled("low")], traits={"reactance": 4}).verdicts["t.one"]

    assert (calm.is_active, reactant.is_active) == (True, True)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"client": {"id": "C-1", "age": 15}}, "responsiveness.age.parents"),
        (
            {"culture": {"family_role": "decides with us"}},
            "responsiveness.culture-adaptation.family",
        ),
    ],
)
def test_the_family_is_not_brought_in_where_home_is_not_safe(
    changes: dict[str, Any], rule: str
) -> None:
    """Elsewhere the advice stands, with the same reserve."""
    safe, unsafe = (
        {each.rule: each.advice for each in reasoned([styled()], **each).responsiveness.findings}
        for each in (changes, {**changes, "factors": ["unstable_safety"]})
    )

    assert "unless they are part of the danger" in safe[rule]
    assert rule not in unsafe
