"""What a questionnaire raises stands: against the interview, a later denial, and silence."""

from __future__ import annotations

from typing import Any

import pytest

from neuroplan import Plan, Planner
from neuroplan.model.terms import SafetyLevel
from neuroplan.pipeline.factors import RISK_FACTORS
from neuroplan.pipeline.safety import safety_content
from neuroplan.pipeline.triggers import factors_of
from tests.builders import CALM, offer, planner, presentation


LIBRARY = (offer("t.loud", {"fear": 0.9}, activating=True), offer("t.quiet", {"fear": 0.5}))
DENIED = [0, 0, 0, 0, 0, 0, 0]


def plan_of(**changes: Any) -> Plan:  # noqa: ANN401 - any field of a client
    """Plan with a loud and a quiet technique to hand."""
    return planner(*LIBRARY).generate(presentation(**changes))


def screeners(first: list[int], then: str) -> dict[str, Any]:
    """Give two C-SSRS screeners: one of the first of January, and a denial of *then*."""
    return {
        "instruments": [
            {"id": "c-ssrs-screener", "date": "2026-01-01", "items": first},
            {"id": "c-ssrs-screener", "date": then, "items": DENIED},
        ]
    }


def waits(made: Plan) -> set[str]:
    """Give what is on hold."""
    return {each.technique_id for each in made.techniques() if each.status == "held"}


def actions(made: Plan) -> dict[str, str]:
    """Give the safety actions by id with their text."""
    return {action.id: action.text for action in made.safety.actions}


def level_1(**answers: int) -> list[dict[str, Any]]:
    """Give a DSM-5 level 1 measure with these answers by item (item_12=4)."""
    given = {int(name.removeprefix("item_")): value for name, value in answers.items()}
    return [{"id": "dsm5-level-1", "items": [given.get(n, 0) for n in range(1, 24)]}]


@pytest.mark.parametrize(
    ("first", "then", "level"),
    [
        ([1, 1, 1, 1, 1, 0, 0], "2026-01-08", "emergency"),
        ([1, 1, 1, 1, 1, 0, 0], "2026-02-02", "routine"),
        ([0, 0, 0, 0, 0, 1, 1], "2026-02-02", "emergency"),
        ([0, 0, 0, 0, 0, 1, 1], "2026-06-01", "urgent"),
        ([0, 0, 0, 0, 0, 1, 0], "2030-01-01", "urgent"),
    ],
)
def test_a_positive_answer_stands_for_the_time_it_asks_about(
    first: list[int], then: str, level: str
) -> None:
    """A month for thoughts, three months for behaviour, a lifetime for behaviour ever."""
    made = plan_of(**screeners(first, then))

    assert made.safety.level == level
    assert ("reconcile" in actions(made)) == (level == "emergency" and first[0] == 1)


@pytest.mark.parametrize("factor", sorted(RISK_FACTORS))
def test_a_risk_factor_recorded_by_the_clinician_raises_the_level(factor: str) -> None:
    """Every one has a rule of its own."""
    read = {each for rule in safety_content().rules for each in factors_of(rule.when)}

    assert factor in read
    assert plan_of(factors=[factor]).safety.level is not SafetyLevel.ROUTINE


@pytest.mark.parametrize(
    ("instruments", "question"),
    [
        ([{"id": "phq-9", "items": [0] * 8 + [2]}], "suicidal_ideation"),
        ([{"id": "core-10", "items": [0, 0, 4, 0, 0, 1, 0, 0, 0, 0]}], "suicidal_ideation"),
        ([{"id": "c-ssrs-screener", "items": [0, 0, 0, 0, 0, 1, 0]}], "suicide_attempt"),
        ([{"id": "pcl-5", "items": [0] * 15 + [3] + [0] * 4}], "self_harm"),
        (level_1(item_12=4), "psychosis"),
        (level_1(item_4=4), "mania"),
    ],
)
def test_every_denial_against_a_questionnaire_is_reconciled(
    instruments: list[dict[str, Any]], question: str
) -> None:
    """The action names the instrument, the item and the answer."""
    found = actions(plan_of(instruments=instruments))
    name = "reconcile" if question == "suicidal_ideation" else f"reconcile_{question}"

    assert instruments[0]["id"].upper() in found[name]
    assert " item " in found[name]


def test_a_question_with_no_positive_item_is_not_reconciled() -> None:
    """Nothing to go back to."""
    assert not [each for each in actions(plan_of()) if each.startswith("reconcile")]


@pytest.mark.parametrize(
    ("instrument", "total"), [("phq-9", 2), ("core-10", 1)], ids=["phq-9 item 9", "core-10 item 6"]
)
def test_a_clearly_positive_suicide_item_holds_what_a_method_holds(
    planner: Planner, instrument: str, total: int
) -> None:
    """Over the whole library, as long as nobody has assessed it."""
    severe = {
        each.id: 3 for each in planner.library.vocabulary.processes.values() if not each.derived
    }
    items = {"phq-9": [0] * 8 + [total], "core-10": [0, 0, 4, 0, 0, total, 0, 0, 0, 0]}
    asked = presentation(severe, risk={**CALM, "suicidal_ideation": "active_with_method"})
    scored = presentation(severe, instruments=[{"id": instrument, "items": items[instrument]}])

    def held(client: Any) -> set[str]:  # noqa: ANN401 - a presentation
        verdicts = planner.reason(client).selection.verdicts
        return {identity for identity, verdict in verdicts.items() if not verdict.is_active}

    assert held(asked) - held(scored) == set()


def test_a_single_point_on_phq_9_item_9_stays_to_be_watched() -> None:
    """Monitor, and nothing waits."""
    made = plan_of(instruments=[{"id": "phq-9", "items": [0] * 8 + [1]}])

    assert (made.safety.level, waits(made)) == (SafetyLevel.MONITOR, set())


@pytest.mark.parametrize("answers", [{"item_12": 4}, {"item_13": 1}, {"item_4": 2}, {"item_5": 4}])
def test_voices_or_high_energy_in_a_questionnaire_wait_to_be_asked_again(
    answers: dict[str, int],
) -> None:
    """An interview of none does not make them vanish."""
    made = plan_of(instruments=level_1(**answers))

    assert made.safety.level is SafetyLevel.MONITOR
    assert waits(made) == {"t.loud"}


@pytest.mark.parametrize(
    ("instruments", "factor", "held"),
    [
        ([{"id": "audit-c", "items": [4, 4, 4]}], "substance_dependence", {"t.loud"}),
        ([{"id": "dast-10", "total": 6}], "substance_dependence", {"t.loud"}),
        ([{"id": "whodas-12", "subscales": {"mobility": 6}}], "limited_mobility", set()),
    ],
)
def test_a_score_that_asks_about_a_factor_is_asked(
    instruments: list[dict[str, Any]], factor: str, held: set[str]
) -> None:
    """And what the instrument wants assessed first waits for it."""
    made = plan_of(instruments=instruments)

    assert f"ask_{factor}" in actions(made)
    assert waits(made) == held


def test_a_factor_that_was_answered_is_not_asked_again() -> None:
    """No is an answer too."""
    made = plan_of(
        instruments=[{"id": "audit-c", "items": [4, 4, 4]}],
        factors={"substance_dependence": "no"},
    )

    assert "ask_substance_dependence" not in actions(made)
    assert waits(made) == set()


def test_self_harm_asks_about_suicide_separately() -> None:
    """One is not the other."""
    assert "rescreen_suicide" in actions(plan_of(risk={**CALM, "self_harm": "current"}))


class TestMissingIsNeverNone:
    """What nobody answered, and what nobody dated, clears nothing."""

    def test_a_subscale_of_risk_items_alone_speaks_for_them(self) -> None:
        """A domain of the DSM-5 level 1 measure given without its items."""
        domains = {"suicidal_ideation": 4, "psychosis": 4, "mania": 4}

        made = plan_of(instruments=[{"id": "dsm5-level-1", "subscales": domains}])

        assert made.safety.level is SafetyLevel.URGENT
        assert waits(made) == {"t.loud"}
        assert {"psychosis", "mania"} <= {
            word
            for each in made.safety.actions
            for word in ("psychosis", "mania")
            if word in each.id
        }

    @pytest.mark.parametrize(("identity", "total"), [("phq-9", 27), ("core-10", 40)])
    def test_a_total_that_needs_the_risk_item_raises_it(self, identity: str, total: int) -> None:
        """All other items at their most do not reach it."""
        made = plan_of(instruments=[{"id": identity, "total": total}])

        assert made.safety.level is SafetyLevel.URGENT

    def test_a_total_the_other_items_can_reach_raises_nothing(self) -> None:
        """PHQ-9 of 24: eight items at 3."""
        made = plan_of(instruments=[{"id": "phq-9", "total": 24}])

        assert made.safety.level is SafetyLevel.ROUTINE

    @pytest.mark.parametrize(
        ("first", "then"), [(None, "2010-01-01"), (None, None), ("2026-01-01", "2026-01-01")]
    )
    def test_a_denial_clears_only_from_a_later_day(
        self, first: str | None, then: str | None
    ) -> None:
        """Undated, or on the same day, the higher counts."""
        answers = (first, [0] * 8 + [3]), (then, [0] * 9)
        given = [
            {"id": "phq-9", "items": items, **({"date": date} if date else {})}
            for date, items in answers
        ]

        assert plan_of(instruments=given).safety.level is SafetyLevel.URGENT
        assert plan_of(instruments=given[::-1]).safety.level is SafetyLevel.URGENT

    @pytest.mark.parametrize("dates", [(None, "2026-01-01"), ("2026-01-01", "2026-01-01")])
    def test_of_two_positive_answers_that_stand_the_higher_counts(
        self, dates: tuple[str | None, str]
    ) -> None:
        """A milder one of the same day, or against an undated one, lowers nothing."""
        given = [
            {"id": "phq-9", "items": [*[0] * 8, answer], **({"date": date} if date else {})}
            for date, answer in zip(dates, (3, 1), strict=True)
        ]

        assert plan_of(instruments=given).safety.level is SafetyLevel.URGENT
        assert plan_of(instruments=given[::-1]).safety.level is SafetyLevel.URGENT

    @pytest.mark.parametrize("later", [{"subscales": {"taxon": 5}}, {}])
    def test_a_later_result_without_the_score_clears_no_factor(self, later: dict[str, Any]) -> None:
        """A DES-II total of 60 stands against a part of it, and against an undated low one."""
        second = (
            {"id": "des-ii", "date": "2026-11-02", **later}
            if later
            else {"id": "des-ii", "total": 5}
        )
        first = {"id": "des-ii", "date": "2026-11-01", "total": 60}

        made = planner(*LIBRARY).reason(presentation(instruments=[first, second]))

        assert made.facts.has_factor("severe_dissociation")

    def test_a_screener_never_answers_no_for_the_interview(self) -> None:
        """A positive first item and blanks: the risk factor stays unknown."""
        risk = {name: each for name, each in CALM.items() if name != "suicidal_ideation"}
        blank = [{"id": "c-ssrs-screener", "items": [1, *[None] * 6]}]
        reason = planner(*LIBRARY).reason

        for instruments in ([], blank):
            facts = reason(presentation(risk=risk, instruments=instruments)).facts
            assert facts.answer("acute_suicidality").value == "unknown"

    def test_a_positive_screener_that_breaks_off_leaves_the_question_open(self) -> None:
        """Thoughts yes, but method, intent and plan not asked: the denial is not enough."""
        items = [1, 1, None, None, None, 0, None]

        made = plan_of(instruments=[{"id": "c-ssrs-screener", "items": items}])

        assert "suicidal_ideation" in made.safety.not_assessed
        assert made.safety.assessment_incomplete
        assert waits(made) == {"t.loud"}

    def test_thoughts_of_self_harm_on_several_days_count_as_with_a_method(self) -> None:
        """The DSM-5 level 1 item as the PHQ-9's."""
        facts = planner(*LIBRARY).reason(presentation(instruments=level_1(item_11=2))).facts

        assert facts.has_factor("acute_suicidality")
