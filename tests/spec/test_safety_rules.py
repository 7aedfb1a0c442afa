"""
The safety rules in words, one by one.

Each example is a client of whom nothing is wrong but what the rule speaks of. The words, the
level and what waits are written here by hand; the rules themselves are data.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import pytest

from neuroplan import Plan, Planner
from neuroplan.model.terms import SafetyLevel
from neuroplan.model.trigger import AnyOf
from neuroplan.pipeline.safety import SafetyRule, safety_content
from tests.builders import CALM, aged, offer, planner, presentation, reasoned


@attrs.frozen
class Rule:
    """
    A rule in words.

    Attributes:
        id: Its id in the data.
        words: What it says, as a sentence a clinician can check.
        level: The level it sets.
        holds: What waits: activating, all, or nothing.
        clients: Clients it applies to.
    """

    id: str
    words: str
    level: str
    holds: str | None
    clients: tuple[Mapping[str, Any], ...]


def risk(**answers: object) -> dict[str, Any]:
    """Give a risk block in which only *answers* are not calm."""
    return {"risk": {**CALM, **answers}}


def screener(*items: int) -> dict[str, Any]:
    """Give a C-SSRS screener with its seven items."""
    return {"instruments": [{"id": "c-ssrs-screener", "items": list(items)}]}


def phq_item_9(answer: int) -> dict[str, Any]:
    """Give a PHQ-9 in which only the last item is answered above 0."""
    return {"instruments": [{"id": "phq-9", "items": [0] * 8 + [answer]}]}


def level_1(item: int, answer: int) -> dict[str, Any]:
    """Give a DSM-5 level 1 measure in which one item is answered above 0."""
    items = [0] * 23
    items[item - 1] = answer
    return {"instruments": [{"id": "dsm5-level-1", "items": items}]}


def factor(name: str) -> dict[str, Any]:
    """Give a recorded factor."""
    return {"factors": [name]}


RULES = (
    Rule(
        "suicide.emergency",
        "Suicidal thoughts with intent, or suicidal behaviour within three months, are an "
        "emergency, whether the interview or the screener says so.",
        "emergency",
        "activating",
        (
            risk(suicidal_ideation="active_with_intent"),
            risk(suicidal_ideation="active_with_plan_and_intent"),
            risk(suicide_attempt="within_3_months"),
            screener(1, 1, 1, 1, 0, 0, 0),
            screener(1, 1, 1, 1, 1, 0, 0),
            screener(0, 0, 0, 0, 0, 1, 1),
        ),
    ),
    Rule(
        "suicide.urgent",
        "Suicidal thoughts with a method, older suicidal behaviour, acute suicidality on record, "
        "or a clearly positive item of a questionnaire are urgent.",
        "urgent",
        "activating",
        (
            risk(suicidal_ideation="active_with_method"),
            risk(suicide_attempt="over_3_months_ago"),
            screener(1, 1, 1, 0, 0, 0, 0),
            screener(0, 0, 0, 0, 0, 1, 0),
            phq_item_9(2),
            phq_item_9(3),
            {"instruments": [{"id": "core-10", "items": [0, 0, 4, 0, 0, 1, 0, 0, 0, 0]}]},
            factor("acute_suicidality"),
        ),
    ),
    Rule(
        "suicide.monitor",
        "Thoughts of being dead or of suicide without method or intent are monitored.",
        "monitor",
        None,
        (
            risk(suicidal_ideation="passive"),
            risk(suicidal_ideation="active"),
            screener(1, 0, 0, 0, 0, 0, 0),
            screener(1, 1, 0, 0, 0, 0, 0),
            phq_item_9(1),
        ),
    ),
    Rule(
        "suicide.always",
        "Every client is asked about suicidal thoughts.",
        "routine",
        None,
        ({},),
    ),
    Rule(
        "self_harm.current",
        "Self-harm within the past month is urgent.",
        "urgent",
        "activating",
        (risk(self_harm="current"), factor("active_self_harm")),
    ),
    Rule(
        "self_harm.flag",
        "A questionnaire item that points to self-harm is asked about.",
        "monitor",
        None,
        ({"instruments": [{"id": "pcl-5", "items": [0] * 15 + [2] + [0] * 4}]},),
    ),
    Rule(
        "violence.immediate_danger",
        "Immediate danger where the client lives is an emergency.",
        "emergency",
        "activating",
        (risk(unsafe_environment="immediate_danger"),),
    ),
    Rule(
        "violence.unsafe_home",
        "A home that is not safe is urgent.",
        "urgent",
        "activating",
        (risk(unsafe_environment=True), factor("unstable_safety")),
    ),
    Rule(
        "violence.child_at_risk",
        "A child who may be at risk is urgent, and activating work waits for safeguarding.",
        "urgent",
        "activating",
        (
            risk(child_at_risk=True),
            {"client": aged(10), **risk(unsafe_environment=True)},
            {"client": aged(16), **factor("unstable_safety")},
        ),
    ),
    Rule(
        "violence.to_others",
        "A threat or plan to harm someone is an emergency, and everything waits.",
        "emergency",
        "all",
        (risk(harm_to_others="threat_or_plan"), factor("harm_to_others")),
    ),
    Rule(
        "violence.thoughts",
        "Thoughts of harming someone, without threat or plan, are monitored.",
        "monitor",
        None,
        (risk(harm_to_others="thoughts"), factor("thoughts_of_harm")),
    ),
    Rule(
        "psychosis.acute",
        "An acute psychotic state is an emergency.",
        "emergency",
        "activating",
        (risk(psychosis="acute"), factor("acute_psychosis")),
    ),
    Rule(
        "psychosis.stable",
        "A stable psychotic condition is monitored and bars nothing.",
        "monitor",
        None,
        (risk(psychosis="stable"),),
    ),
    Rule(
        "psychosis.flag",
        "A questionnaire item on voices is asked about again, whatever the interview says.",
        "monitor",
        "activating",
        (level_1(12, 4), level_1(13, 1)),
    ),
    Rule(
        "mania.acute",
        "Acute mania is an emergency.",
        "emergency",
        "activating",
        (risk(mania="acute"), factor("mania")),
    ),
    Rule(
        "mania.flag",
        "Questionnaire items on high energy are asked about again, whatever the interview says.",
        "monitor",
        "activating",
        (level_1(4, 2), level_1(5, 4)),
    ),
    Rule(
        "mania.perinatal",
        "Past mania around a birth asks for a relapse plan with those who care for both.",
        "monitor",
        None,
        (
            {"factors": ["bipolar_history", "pregnancy"]},
            {"factors": ["bipolar_history", "postpartum"]},
            {"factors": ["pregnancy"], **risk(mania="past")},
        ),
    ),
    Rule(
        "mania.history",
        "Past mania asks for early signs agreed and contact with the prescriber, no more.",
        "routine",
        None,
        (factor("bipolar_history"), risk(mania="past")),
    ),
    Rule(
        "intoxication.session",
        "Intoxication at the session is urgent, and everything waits for a sober one.",
        "urgent",
        "all",
        (risk(substance_intoxication="intoxicated"), factor("acute_intoxication")),
    ),
    Rule(
        "withdrawal.alcohol_sedative",
        "Risk of withdrawal from alcohol or sedatives is an emergency.",
        "emergency",
        "activating",
        (risk(withdrawal_risk=True),),
    ),
    Rule(
        "withdrawal.unasked_heavy",
        "With dependence, or use at the top of its scale, asking about withdrawal is urgent.",
        "urgent",
        "activating",
        (
            {**factor("substance_dependence"), **risk(withdrawal_risk="not_assessed")},
            {
                "processes": {"fear": 3, "substance_use": 4},
                **risk(withdrawal_risk="not_assessed"),
            },
            {
                "instruments": [{"id": "audit-c", "total": 11}],
                **risk(withdrawal_risk="not_assessed"),
            },
        ),
    ),
    Rule(
        "withdrawal.unasked",
        "Where much is drunk or used and nobody asked about withdrawal, that is asked first.",
        "monitor",
        "activating",
        (
            {
                "processes": {"fear": 3, "substance_use": 3},
                **risk(withdrawal_risk="not_assessed"),
            },
            {
                "instruments": [{"id": "audit-c", "total": 8}],
                **risk(withdrawal_risk="not_assessed"),
            },
        ),
    ),
    Rule(
        "substances.not_a_bar",
        "Substance dependence is monitored and treated together with the rest.",
        "monitor",
        None,
        (factor("substance_dependence"),),
    ),
    Rule(
        "substances.flag",
        "A score that asks about dependence is answered before exposure and memory processing.",
        "monitor",
        "activating",
        (
            {"instruments": [{"id": "audit-c", "total": 8}]},
            {"instruments": [{"id": "dast-10", "total": 6}]},
        ),
    ),
    Rule(
        "substances.driving",
        "Where a lapse is dangerous, driving and work after drinking or use are talked about.",
        "monitor",
        None,
        (
            {"factors": ["safety_critical_work", "substance_dependence"]},
            {
                "factors": {"safety_critical_work": "yes", "substance_dependence": "no"},
                "instruments": [{"id": "audit-c", "total": 8}],
            },
        ),
    ),
    Rule(
        "dissociation.severe",
        "Severe dissociation that nobody has assessed is urgent.",
        "urgent",
        "activating",
        (
            factor("severe_dissociation"),
            {"instruments": [{"id": "des-ii", "total": 31}]},
        ),
    ),
    Rule(
        "dissociation.assessed",
        "Severe dissociation that was assessed waits only for coming back to the present.",
        "monitor",
        "activating",
        (
            {
                **factor("severe_dissociation"),
                "readiness": {"dissociation_assessed": "yes"},
            },
        ),
    ),
    Rule(
        "dissociation.identity",
        "A dissociative identity condition is urgent.",
        "urgent",
        "activating",
        (factor("dissociative_identity"),),
    ),
    Rule(
        "medical.red",
        "A medical red flag is an emergency, and everything waits.",
        "emergency",
        "all",
        (
            risk(medical_instability=True),
            factor("acute_medical_instability"),
        ),
    ),
    Rule(
        "medical.malnutrition",
        "Severe malnutrition is an emergency, and everything waits.",
        "emergency",
        "all",
        (factor("severe_malnutrition"),),
    ),
    Rule(
        "medical.medicine",
        "A medicine that changed asks for a word with whoever prescribes.",
        "monitor",
        None,
        (factor("medication_change_recent"),),
    ),
    Rule(
        "medical.heart",
        "A heart condition asks for the physician's word on exertion.",
        "monitor",
        None,
        (factor("cardiac_condition"),),
    ),
    Rule(
        "medical.breath",
        "Asthma with fear or alarm in the body: the action plan for attacks goes before all else.",
        "monitor",
        None,
        tuple(
            {"processes": {process: 1}, **factor("respiratory_condition")}
            for process in ("fear", "hyperarousal", "somatic_tension")
        ),
    ),
    Rule(
        "medical.head_injury",
        "A recent head injury asks for a physician's review.",
        "monitor",
        None,
        (factor("recent_head_injury"),),
    ),
    Rule(
        "minor.consent",
        "Under 18 someone finds out who may consent.",
        "monitor",
        None,
        ({"client": aged(12)}, {"client": aged(17)}),
    ),
    Rule(
        "minor.privacy",
        "Under 18, with consent settled, assent and the limits of privacy are agreed.",
        "routine",
        None,
        tuple(
            {"client": aged(15), "consent": {"treatment": "yes", "guardian": answer}}
            for answer in ("yes", "not_needed")
        ),
    ),
    Rule(
        "legal.testimony",
        "Where the client may testify, the law is talked through.",
        "monitor",
        None,
        (factor("legal_proceedings"),),
    ),
    Rule(
        "legal.mandated",
        "Who is sent hears before the first disclosure what goes to whom.",
        "routine",
        None,
        (factor("mandated_treatment"),),
    ),
    Rule(
        "telehealth.privacy",
        "Work at a distance arranges a private place, where the client is, and what to do then.",
        "routine",
        None,
        (
            {"context": {"sessions_available": 12, "delivery": ["telehealth"]}},
            {
                "preferences": {"delivery": "telehealth"},
                "readiness": {"private_place": "no"},
            },
        ),
    ),
)

LIBRARY = (
    offer("t.loud", {"fear": 0.9}, activating=True),
    offer("t.quiet", {"fear": 0.5}),
    offer("t.base", {"fear": 0.1}, foundation=True),
)
WAITING: Mapping[str | None, set[str]] = {
    "activating": {"t.loud"},
    "all": {"t.loud", "t.quiet"},
    None: set(),
}
EXAMPLES = [
    pytest.param(rule, client, id=f"{rule.id}-{number}")
    for rule in RULES
    for number, client in enumerate(rule.clients, start=1)
]


def data_of(rule: Rule) -> SafetyRule:
    """Give the rule's data."""
    return next(each for each in safety_content().rules if each.id == rule.id)


def plan_of(client: Mapping[str, Any]) -> Plan:
    """Plan for a client with a loud, a quiet and a foundation technique to hand."""
    return planner(*LIBRARY).generate(presentation(**client))


def held(client: Mapping[str, Any]) -> set[str]:
    """Give the techniques that wait for a client."""
    verdicts = reasoned(LIBRARY, **client).selection.verdicts
    return {identity for identity, verdict in verdicts.items() if verdict.is_held}


def applying(client: Mapping[str, Any]) -> list[str]:
    """Give the rules that apply to a client, but for the one that always does."""
    facts = reasoned(LIBRARY, **client).facts
    found = [rule.id for rule in safety_content().rules if rule.applies(facts)]
    return [each for each in found if each != "suicide.always"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_written_here_as_its_data_says(rule: Rule) -> None:
    """The words above and the data agree on level and holds."""
    data = data_of(rule)

    assert (rule.level, rule.holds) == (data.level.value, data.holds)


def test_no_rule_is_missing_here() -> None:
    """A new rule needs its words and its examples."""
    assert [rule.id for rule in RULES] == [rule.id for rule in safety_content().rules]


def test_every_test_of_every_rule_has_an_example() -> None:
    """As many examples as the rule has answers and factors, at least."""
    for rule in RULES:
        when = data_of(rule).when
        assert isinstance(when, AnyOf), rule.id
        wanted = sum(len(getattr(test, "answers", [None])) for test in when.parts)

        assert len(rule.clients) >= wanted - (rule.id == "violence.unsafe_home"), rule.id


@pytest.mark.parametrize(("rule", "client"), EXAMPLES)
def test_the_rule_applies(rule: Rule, client: Mapping[str, Any]) -> None:
    """The client of the example has the rule's level."""
    assert plan_of(client).safety.level == rule.level, rule.words


@pytest.mark.parametrize(("rule", "client"), EXAMPLES)
def test_the_rules_actions_are_in_the_plan(rule: Rule, client: Mapping[str, Any]) -> None:
    """All of them."""
    wanted = {action.id for action in data_of(rule).actions}

    assert wanted <= {action.id for action in plan_of(client).safety.actions}, rule.words


@pytest.mark.parametrize(("rule", "client"), EXAMPLES)
def test_what_the_rule_holds_waits(rule: Rule, client: Mapping[str, Any]) -> None:
    """Activating work, everything, or nothing."""
    assert WAITING[rule.holds] <= held(client), rule.words


@pytest.mark.parametrize(("rule", "client"), EXAMPLES)
def test_a_rule_that_applies_alone_holds_nothing_else(
    rule: Rule, client: Mapping[str, Any]
) -> None:
    """A hold goes no further than its rule."""
    if applying(client) == [rule.id] and plan_of(client).safety.consent == "given":
        assert WAITING[rule.holds] == held(client), rule.words


@pytest.mark.parametrize(("rule", "client"), EXAMPLES)
def test_no_rule_holds_the_foundation(rule: Rule, client: Mapping[str, Any]) -> None:
    """The relationship goes on."""
    assert [each.technique_id for each in plan_of(client).foundation] == ["t.base"], rule.words


@pytest.mark.parametrize(("rule", "client"), EXAMPLES)
def test_every_hold_says_what_lifts_it(rule: Rule, client: Mapping[str, Any]) -> None:
    """Holds do not delete; they name their end."""
    safety = plan_of(client).safety
    holds = safety.holds

    assert (rule.holds is not None or safety.consent == "not_asked") == bool(holds)
    assert all(hold.lifted_by and hold.why for hold in holds)


def test_no_rule_applies_to_a_calm_client() -> None:
    """Nothing found, everything asked: routine, and nothing waits."""
    safety = plan_of({}).safety

    assert (applying({}), safety.level, safety.holds) == ([], SafetyLevel.ROUTINE, ())


def test_every_emergency_rule_holds_something() -> None:
    """At emergency nothing activating is active."""
    for rule in safety_content().rules:
        if rule.level is SafetyLevel.EMERGENCY:
            assert rule.holds in ("activating", "all"), rule.id


def test_every_source_of_a_rule_is_on_record() -> None:
    """Rules and actions cite records that exist, or say that they are convention."""
    content = safety_content()
    known = {*content.evidence, "clinical_convention"}

    for rule in content.rules:
        assert {*rule.source, *(action.source for action in rule.actions)} <= known, rule.id


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.level == "emergency"])
def test_at_emergency_nothing_activating_of_the_library_is_active(
    planner: Planner, rule: Rule
) -> None:
    """For every emergency rule, with every process extreme."""
    library = planner.library
    extreme = {each.id: 4 for each in library.vocabulary.processes.values() if not each.derived}
    for client in rule.clients:
        made = planner.generate(
            presentation(extreme, **{"context": {"sessions_available": 40}, **client})
        )

        active = {each.technique_id for each in made.techniques() if each.status == "active"}
        assert not [each for each in active if library.techniques[each].activating]


def dissociating(**readiness: str) -> dict[str, Any]:
    """Give someone with severe dissociation and these readiness answers."""
    return {**factor("severe_dissociation"), "readiness": readiness}


def test_severe_dissociation_assessed_and_coming_back_to_the_present_holds_nothing() -> None:
    """Both answers together lift the hold; then it is followed, and no more."""
    client = dissociating(can_reorient="yes", dissociation_assessed="yes")

    assert (held(client), plan_of(client).safety.level) == (set(), SafetyLevel.MONITOR)


@pytest.mark.parametrize(
    "answers",
    [
        {"can_reorient": "yes"},
        {"can_reorient": "yes", "dissociation_assessed": "no"},
        {"dissociation_assessed": "yes"},
        {"can_reorient": "no", "dissociation_assessed": "yes"},
        {},
    ],
)
def test_severe_dissociation_waits_where_one_of_the_two_is_missing(
    answers: dict[str, str],
) -> None:
    """A score of 34 that nobody assessed is not cleared by coming back alone."""
    assert held(dissociating(**answers)) == {"t.loud"}


def test_the_highest_of_several_rules_gives_the_level() -> None:
    """Thoughts of harming someone, and an unsafe home: urgent."""
    made = plan_of(risk(harm_to_others="thoughts", unsafe_environment=True))

    assert made.safety.level is SafetyLevel.URGENT


def test_the_actions_of_all_rules_that_apply_stand_in_the_plan() -> None:
    """The lower rule is not forgotten."""
    made = plan_of(risk(harm_to_others="thoughts", unsafe_environment=True))

    assert {"explore_harm_thoughts", "danger_check"} <= {each.id for each in made.safety.actions}


def test_an_action_of_two_rules_stands_once() -> None:
    """One safety plan, though suicide and self-harm both ask for it."""
    made = plan_of(risk(suicidal_ideation="active_with_method", self_harm="current"))

    ids = [action.id for action in made.safety.actions]
    assert len(ids) == len(set(ids))
