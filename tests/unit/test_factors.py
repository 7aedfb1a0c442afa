"""The table by which factors follow from other fields, row by row."""

from __future__ import annotations

from typing import Any

import pytest

from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.model.terms import Answer
from neuroplan.pipeline.factors import DERIVATIONS, RISK_FACTORS, derive_factors
from tests.builders import CALM, aged, presentation, reasoned, technique


def answers(**changes: Any) -> dict[str, str]:  # noqa: ANN401 - any field of a client
    """Give what is known of each factor of a client with *changes*."""
    changes.setdefault("risk", {})
    found = derive_factors(presentation(**changes), {})
    return {factor: known.answer.value for factor, known in found.items()}


def risk(**changes: object) -> dict[str, Any]:
    """Give a calm risk block with *changes*."""
    return {"risk": {**CALM, **changes}}


YES: list[tuple[str, dict[str, Any]]] = [
    ("child", {"client": aged(12)}),
    ("adolescent", {"client": aged(13)}),
    ("adolescent", {"client": aged(17)}),
    ("older_adult", {"client": aged(65)}),
    ("telehealth_only", {"preferences": {"delivery": "telehealth"}}),
    ("telehealth_only", {"context": {"delivery": ["telehealth"]}}),
    ("group_setting", {"context": {"formats": ["group"]}}),
    ("no_private_space", {"readiness": {"private_place": "no"}}),
    ("touch_aversion", {"preferences": {"touch": False}}),
    ("high_reactance", {"traits": {"reactance": 3}}),
    ("externalizing_coping", {"traits": {"coping_style": "externalizing"}}),
    ("low_affect_tolerance", {"traits": {"affect_tolerance": 1}}),
    ("spiritual_struggle", {"culture": {"religion": {"struggle": 2}}}),
    ("acute_suicidality", risk(suicidal_ideation="active_with_method")),
    ("acute_suicidality", risk(suicidal_ideation="active_with_intent")),
    ("acute_suicidality", risk(suicidal_ideation="active_with_plan_and_intent")),
    ("acute_suicidality", risk(suicide_attempt="within_3_months")),
    ("acute_suicidality", {"risk": {"suicidal_ideation": "active_with_method"}}),
    ("active_self_harm", risk(self_harm="current")),
    ("harm_to_others", risk(harm_to_others="threat_or_plan")),
    ("thoughts_of_harm", risk(harm_to_others="thoughts")),
    ("acute_psychosis", risk(psychosis="acute")),
    ("mania", risk(mania="acute")),
    ("bipolar_history", risk(mania="past")),
    ("bipolar_history", risk(mania="acute")),
    ("acute_intoxication", risk(substance_intoxication="intoxicated")),
    ("unstable_safety", risk(unsafe_environment=True)),
    ("unstable_safety", risk(unsafe_environment="immediate_danger")),
    ("acute_medical_instability", risk(medical_instability=True)),
    ("acute_medical_instability", risk(withdrawal_risk=True)),
    ("substance_dependence", risk(withdrawal_risk=True)),
]

NO: list[tuple[str, dict[str, Any]]] = [
    ("child", {"client": aged(13)}),
    ("adolescent", {"client": aged(12)}),
    ("adolescent", {"client": aged(18)}),
    ("older_adult", {"client": aged(64)}),
    ("telehealth_only", {"context": {"delivery": ["in_person", "telehealth"]}}),
    ("group_setting", {"context": {"formats": ["individual", "group"]}}),
    ("no_private_space", {"readiness": {"private_place": "yes"}}),
    ("touch_aversion", {"preferences": {"touch": True}}),
    ("high_reactance", {"traits": {"reactance": 2}}),
    ("externalizing_coping", {"traits": {"coping_style": "mixed"}}),
    ("low_affect_tolerance", {"traits": {"affect_tolerance": 2}}),
    ("spiritual_struggle", {"culture": {"religion": {"struggle": 1}}}),
    ("acute_suicidality", risk()),
    ("acute_suicidality", risk(suicidal_ideation="active")),
    ("active_self_harm", risk(self_harm="past")),
    ("thoughts_of_harm", risk(harm_to_others="threat_or_plan")),
    ("harm_to_others", risk(harm_to_others="thoughts")),
    ("acute_psychosis", risk(psychosis="stable")),
    ("mania", risk(mania="past")),
    ("acute_intoxication", risk()),
    ("unstable_safety", risk()),
    ("acute_medical_instability", risk()),
]

#: Where the field is not answered, or cannot rule the factor out.
UNKNOWN: list[tuple[str, dict[str, Any]]] = [
    ("telehealth_only", {"context": {}}),
    ("group_setting", {"context": {}}),
    ("no_private_space", {}),
    ("no_private_space", {"readiness": {"private_place": "not_assessed"}}),
    ("touch_aversion", {}),
    ("high_reactance", {}),
    ("externalizing_coping", {}),
    ("low_affect_tolerance", {}),
    ("spiritual_struggle", {}),
    ("acute_suicidality", {}),
    ("acute_suicidality", {"risk": {"suicidal_ideation": "none"}}),
    ("acute_suicidality", {"risk": {"suicide_attempt": "never"}}),
    ("active_self_harm", {}),
    ("harm_to_others", {}),
    ("acute_psychosis", {"risk": {"psychosis": "not_assessed"}}),
    ("mania", {}),
    ("bipolar_history", risk(mania="none")),
    ("acute_intoxication", {}),
    ("unstable_safety", {}),
    ("acute_medical_instability", {"risk": {"medical_instability": False}}),
    ("acute_medical_instability", {"risk": {"withdrawal_risk": False}}),
    ("substance_dependence", risk(withdrawal_risk=False)),
]


@pytest.mark.parametrize(("factor", "changes"), YES)
def test_the_field_shows_the_factor(factor: str, changes: dict[str, Any]) -> None:
    """The answer of the field means yes."""
    assert answers(**changes)[factor] == "yes"


@pytest.mark.parametrize(("factor", "changes"), NO)
def test_the_field_rules_the_factor_out(factor: str, changes: dict[str, Any]) -> None:
    """The answer of the field means no."""
    assert answers(**changes)[factor] == "no"


@pytest.mark.parametrize(("factor", "changes"), UNKNOWN)
def test_what_nobody_answered_stays_unknown(factor: str, changes: dict[str, Any]) -> None:
    """No answer is no 'no'."""
    assert factor not in answers(**changes)


def test_every_row_of_the_table_is_shown_here() -> None:
    """A new row needs its examples."""
    assert {factor for factor, _ in YES} == {row.factor for row in DERIVATIONS}


def test_every_derived_factor_is_in_the_vocabulary() -> None:
    """The table names no factor that the contract lacks."""
    assert {row.factor for row in DERIVATIONS} <= set(load_vocabulary().factors)


def test_every_risk_factor_follows_from_the_risk_block() -> None:
    """What nobody may assume absent is asked in the risk block."""
    rows = {row.factor for row in DERIVATIONS if row.follows_from.startswith("risk.")}

    assert rows >= set(RISK_FACTORS)


class TestMerging:
    """The clinician's answer and the table together."""

    def test_a_derived_yes_wins_over_an_answered_no(self) -> None:
        """Risk is never overruled downwards."""
        found = answers(factors={"acute_psychosis": "no"}, **risk(psychosis="acute"))

        assert found["acute_psychosis"] == "yes"

    def test_an_answered_yes_wins_over_a_derived_no(self) -> None:
        """Nor by an interview that found nothing."""
        found = answers(factors=["acute_psychosis"], **risk(psychosis="none"))

        assert found["acute_psychosis"] == "yes"

    def test_an_answered_no_stands_where_the_table_says_nothing(self) -> None:
        """The clinician's answer is an answer."""
        assert answers(factors={"pregnancy": "no"})["pregnancy"] == "no"

    def test_an_answered_unknown_is_no_answer(self) -> None:
        """Unknown in the long form is the same as absent."""
        assert "pregnancy" not in answers(factors={"pregnancy": "unknown"})

    def test_an_instrument_above_its_cut_off_wins_over_a_no(self) -> None:
        """A questionnaire that says yes is not overruled by a box that says no."""
        found = derive_factors(
            presentation(factors={"severe_dissociation": "no"}),
            {"severe_dissociation": "DES-II: proposed cut-off"},
        )

        assert Answer.YES is found["severe_dissociation"].answer

    def test_a_derived_factor_says_which_field_it_follows_from(self) -> None:
        """The plan can print where it comes from."""
        found = derive_factors(presentation(client=aged(70)), {})

        assert found["older_adult"].follows_from == "client.age"

    def test_an_answered_factor_follows_from_nothing_else(self) -> None:
        """What the clinician answered is not said to be derived."""
        found = derive_factors(presentation(factors=["pregnancy"]), {})

        assert found["pregnancy"].follows_from is None

    def test_a_severe_dissociation_score_is_the_factor(self) -> None:
        """A DES-II of 30, the usual cut-off, or more shows severe dissociation."""

        def factors(total: int) -> set[str]:
            result = [{"id": "des-ii", "total": total}]
            return set(reasoned([technique("t.one")], instruments=result).case.factors)

        assert ("severe_dissociation" in factors(30), "severe_dissociation" in factors(29)) == (
            True,
            False,
        )
