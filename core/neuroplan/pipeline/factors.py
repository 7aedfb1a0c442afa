"""
Derive factors from other fields, by one table.

The clinician's own answer in ``factors`` stands beside it; a 'yes' from either wins, since
risk is never overruled downwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from neuroplan.model.presentation import NOT_ASSESSED, Presentation
from neuroplan.model.terms import Answer


#: Age in years from which someone is no child, no adolescent, and an older adult.
ADOLESCENT_AGE, ADULT_AGE, OLDER_AGE = 13, 18, 65
#: On the 0-4 scales of traits and religion.
HIGH_REACTANCE, LOW_TOLERANCE, FELT_STRUGGLE = 3, 1, 2

Test = Callable[[Presentation], bool | None]


@attrs.frozen
class Derivation:
    """
    One row of the table: a factor, the field it follows from, and the test.

    Attributes:
        test: True or False where the field answers it, None where it does not.
        rules_out: Whether the field can also say that the factor is absent.
    """

    factor: str
    follows_from: str
    test: Test
    rules_out: bool = True


@attrs.frozen
class FactorAnswer:
    """What is known of a factor, and which field says so (None: the factors block)."""

    answer: Answer
    follows_from: str | None = None


def derive_factors(
    presentation: Presentation, flagged: Mapping[str, str]
) -> dict[str, FactorAnswer]:
    """
    Give every factor something is known of, sorted by id.

    Args:
        presentation: The client.
        flagged: Factors an instrument score says are present, with the score in words.
    """
    answers = {
        factor: FactorAnswer(answer)
        for factor, answer in presentation.factors.items()
        if answer is not Answer.UNKNOWN
    }
    for row in DERIVATIONS:
        found = row.test(presentation)
        if found is not None:
            answer = Answer.YES if found else Answer.NO
            _merge(answers, row.factor, FactorAnswer(answer, row.follows_from))
    for factor, source in flagged.items():
        _merge(answers, factor, FactorAnswer(Answer.YES, source))
    return dict(sorted(answers.items()))


def _merge(answers: dict[str, FactorAnswer], factor: str, found: FactorAnswer) -> None:
    known = answers.get(factor)
    if known is None or (found.answer is Answer.YES and known.answer is Answer.NO):
        answers[factor] = found


def _risk(question: str, *present: str | bool) -> Test:
    def test(presentation: Presentation) -> bool | None:
        answer = presentation.risk.answer(question)
        return None if answer == NOT_ASSESSED else answer in present

    return test


def _worst(*tests: Test) -> Test:
    """Yes where any says yes, no where all say no, else unknown."""

    def test(presentation: Presentation) -> bool | None:
        found = [each(presentation) for each in tests]
        if True in found:
            return True
        return None if None in found else False

    return test


def _only_if(test: Test) -> Test:
    """Answer yes or nothing: the field can show the factor but not rule it out."""
    return lambda presentation: test(presentation) or None


def _at_least(value: int | None, bound: int) -> bool | None:
    return None if value is None else value >= bound


def _telehealth_only(presentation: Presentation) -> bool | None:
    wish, offered = presentation.preferences.delivery, presentation.context.delivery
    if wish == "telehealth" or offered == ("telehealth",):
        return True
    return False if offered else None


DERIVATIONS: tuple[Derivation, ...] = (
    Derivation("child", "client.age", lambda p: p.client.age < ADOLESCENT_AGE),
    Derivation("adolescent", "client.age", lambda p: ADOLESCENT_AGE <= p.client.age < ADULT_AGE),
    Derivation("older_adult", "client.age", lambda p: p.client.age >= OLDER_AGE),
    Derivation("telehealth_only", "preferences.delivery, context.delivery", _telehealth_only),
    Derivation(
        "group_setting",
        "context.formats",
        lambda p: (p.context.formats == ("group",)) if p.context.formats else None,
    ),
    Derivation(
        "no_private_space",
        "readiness.private_place",
        lambda p: {"yes": False, "no": True}.get(p.readiness.private_place),
    ),
    Derivation(
        "touch_aversion",
        "preferences.touch",
        lambda p: None if p.preferences.touch is None else not p.preferences.touch,
    ),
    Derivation(
        "high_reactance",
        "traits.reactance",
        lambda p: _at_least(p.traits.reactance, HIGH_REACTANCE),
    ),
    Derivation(
        "externalizing_coping",
        "traits.coping_style",
        lambda p: (
            None if p.traits.coping_style is None else p.traits.coping_style == "externalizing"
        ),
    ),
    Derivation(
        "low_affect_tolerance",
        "traits.affect_tolerance",
        lambda p: (
            None
            if p.traits.affect_tolerance is None
            else p.traits.affect_tolerance <= LOW_TOLERANCE
        ),
    ),
    Derivation(
        "spiritual_struggle",
        "culture.religion.struggle",
        lambda p: _at_least(p.culture.religion.struggle, FELT_STRUGGLE),
    ),
    Derivation(
        "acute_suicidality",
        "risk.suicidal_ideation, risk.suicide_attempt",
        _worst(
            _risk(
                "suicidal_ideation",
                "active_with_method",
                "active_with_intent",
                "active_with_plan_and_intent",
            ),
            # An older attempt is urgent by its own rule; it is not acute for ever.
            _risk("suicide_attempt", "within_3_months"),
        ),
    ),
    Derivation("active_self_harm", "risk.self_harm", _risk("self_harm", "current")),
    Derivation("harm_to_others", "risk.harm_to_others", _risk("harm_to_others", "threat_or_plan")),
    Derivation("thoughts_of_harm", "risk.harm_to_others", _risk("harm_to_others", "thoughts")),
    Derivation("acute_psychosis", "risk.psychosis", _risk("psychosis", "acute")),
    Derivation("mania", "risk.mania", _risk("mania", "acute")),
    Derivation(
        "bipolar_history",
        "risk.mania",
        _only_if(_risk("mania", "past", "acute")),
        rules_out=False,
    ),
    Derivation(
        "acute_intoxication",
        "risk.substance_intoxication",
        _risk("substance_intoxication", "intoxicated"),
    ),
    Derivation(
        "unstable_safety",
        "risk.unsafe_environment",
        _risk("unsafe_environment", True, "immediate_danger"),
    ),
    Derivation(
        "acute_medical_instability",
        "risk.medical_instability, risk.withdrawal_risk",
        _worst(_risk("medical_instability", True), _risk("withdrawal_risk", True)),
    ),
    Derivation(
        "substance_dependence",
        "risk.withdrawal_risk",
        _only_if(_risk("withdrawal_risk", True)),
        rules_out=False,
    ),
)

#: Factors whose absence nobody may assume, with the questions of the risk block they follow from.
RISK_FACTORS: Mapping[str, tuple[str, ...]] = {
    row.factor: tuple(field.removeprefix("risk.") for field in row.follows_from.split(", "))
    for row in DERIVATIONS
    if row.follows_from.startswith("risk.") and row.rules_out
}
