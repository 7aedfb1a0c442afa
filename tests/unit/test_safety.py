"""Triage: order of the actions, unknown answers, consent, screeners and what is held."""

from __future__ import annotations

from typing import Any

import pytest

from neuroplan import Plan, Planner, Practice, Presentation
from neuroplan.model.presentation import RISK_QUESTIONS
from neuroplan.model.terms import SafetyLevel
from neuroplan.pipeline.safety import safety_content
from tests.builders import CALM, WITH_CONTACTS, aged, offer, planner, presentation, reasoned


LOUD = offer("t.loud", {"fear": 0.9}, activating=True)
QUIET = offer("t.quiet", {"fear": 0.5})
INTENT = {**CALM, "suicidal_ideation": "active_with_intent"}


def plan(practice: Practice = WITH_CONTACTS, **changes: Any) -> Plan:  # noqa: ANN401 - any field of a client
    """Plan for a client with a loud and a quiet technique to hand."""
    return planner(LOUD, QUIET, practice=practice).generate(presentation(**changes))


def actions(made: Plan) -> list[str]:
    """Give the safety actions in order; what always stands there is left out."""
    ids = [action.id for action in made.safety.actions]
    return [each for each in ids if each not in ("give_crisis_contacts", "ask_suicide")]


def everything(planner: Planner, **changes: Any) -> Presentation:  # noqa: ANN401 - any field of a client
    """Give a client with every process severe and every format on offer."""
    severe = {
        each.id: 3 for each in planner.library.vocabulary.processes.values() if not each.derived
    }
    context = {"sessions_available": 30, "formats": ["individual", "group", "self_guided"]}
    return presentation(severe, **{"context": context, **changes})


def waiting(planner: Planner, **changes: Any) -> set[str]:  # noqa: ANN401 - any field of a client
    """Give every technique of the library that may not start for such a client."""
    verdicts = planner.reason(everything(planner, **changes)).selection.verdicts
    return {identity for identity, verdict in verdicts.items() if not verdict.is_active}


class TestUnknown:
    """An unknown risk is never treated as no risk."""

    @pytest.mark.parametrize("question", RISK_QUESTIONS)
    def test_a_question_nobody_answered_is_an_action(self, question: str) -> None:
        """To ask it."""
        made = plan(risk={name: CALM[name] for name in CALM if name != question})

        assert actions(made) == [f"assess_{question}"]

    @pytest.mark.parametrize("question", RISK_QUESTIONS)
    def test_a_question_nobody_answered_holds_activating_work(self, question: str) -> None:
        """Until it has been asked."""
        made = plan(risk={**CALM, question: "not_assessed"})

        assert [(e.technique_id, e.status.value) for e in made.techniques()] == [
            ("t.quiet", "active"),
            ("t.loud", "held"),
        ]

    def test_with_no_assessment_at_all_the_assessment_stands_first(self) -> None:
        """Every question, in the order of the risk block."""
        made = plan(risk={})

        assert actions(made) == [f"assess_{question}" for question in RISK_QUESTIONS]
        assert made.safety.assessment_incomplete

    def test_what_was_not_assessed_is_listed(self) -> None:
        """By question."""
        made = plan(risk={**CALM, "mania": "not_assessed"})

        assert made.safety.not_assessed == ("mania",)

    def test_a_full_assessment_is_complete(self) -> None:
        """Every answer given."""
        assert not plan().safety.assessment_incomplete

    def test_unknown_suicide_risk_holds_what_intent_holds(self, planner: Planner) -> None:
        """Over the whole library the same techniques may not start."""
        unknown = waiting(planner, risk={**CALM, "suicidal_ideation": "not_assessed"})

        assert unknown == waiting(planner, risk=INTENT)

    def test_no_assessment_at_all_holds_at_least_what_intent_holds(self, planner: Planner) -> None:
        """What nobody asked could be anything."""
        assert waiting(planner, risk=INTENT) <= waiting(planner, risk={})

    @pytest.mark.parametrize(
        ("question", "worst"),
        [
            ("suicide_attempt", "within_3_months"),
            ("self_harm", "current"),
            ("psychosis", "acute"),
            ("mania", "acute"),
            ("unsafe_environment", "immediate_danger"),
        ],
    )
    def test_each_unknown_risk_holds_what_its_worst_answer_holds(
        self, planner: Planner, question: str, worst: object
    ) -> None:
        """Question by question, for those that hold activating work."""
        unknown = waiting(planner, risk={**CALM, question: "not_assessed"})

        assert waiting(planner, risk={**CALM, question: worst}) <= unknown


class TestScreeners:
    """Items of questionnaires count as answers; the higher of the two counts."""

    @staticmethod
    def phq(answer: int) -> list[dict[str, object]]:
        """Give a PHQ-9 with only its last item answered above 0."""
        return [{"id": "phq-9", "items": [0] * 8 + [answer]}]

    @pytest.mark.parametrize(("answer", "level"), [(0, "routine"), (1, "monitor"), (2, "urgent")])
    def test_against_an_interview_of_none_the_higher_counts(self, answer: int, level: str) -> None:
        """PHQ-9 item 9 is not cleared by the interview."""
        assert plan(instruments=self.phq(answer)).safety.level == level

    @pytest.mark.parametrize("answer", [1, 2, 3])
    def test_against_an_interview_of_none_the_two_are_reconciled(self, answer: int) -> None:
        """Go back to the client with both answers, before anything else."""
        assert actions(plan(instruments=self.phq(answer)))[0] == "reconcile"

    def test_without_a_contradiction_there_is_nothing_to_reconcile(self) -> None:
        """An interview that found thoughts agrees with the item."""
        made = plan(instruments=self.phq(1), risk={**CALM, "suicidal_ideation": "passive"})

        assert "reconcile" not in actions(made)

    def test_a_higher_interview_is_not_lowered_by_a_lower_item(self) -> None:
        """Intent in the interview, 1 in the questionnaire: emergency."""
        made = plan(instruments=self.phq(1), risk=INTENT)

        assert made.safety.level is SafetyLevel.EMERGENCY

    def test_a_flagged_question_nobody_answered_is_asked_first(self) -> None:
        """Before everything else that was not assessed."""
        made = plan(instruments=self.phq(1), risk={})

        assert actions(made)[0] == "assess_suicidal_ideation"

    @pytest.mark.parametrize(
        ("items", "level"),
        [
            ([0, 0, 0, 0, 0, 0, 0], "routine"),
            ([1, 0, 0, 0, 0, 0, 0], "monitor"),
            ([1, 1, 0, 0, 0, 0, 0], "monitor"),
            ([1, 1, 1, 0, 0, 0, 0], "urgent"),
            ([1, 1, 1, 1, 0, 0, 0], "emergency"),
            ([1, 1, 1, 1, 1, 0, 0], "emergency"),
            ([0, 0, 0, 0, 0, 1, 0], "urgent"),
            ([0, 0, 0, 0, 0, 1, 1], "emergency"),
        ],
    )
    def test_the_ladder_of_the_screener_counts_as_the_interview_does(
        self, items: list[int], level: str
    ) -> None:
        """Item by item, from the wish to be dead to recent behaviour."""
        made = plan(instruments=[{"id": "c-ssrs-screener", "items": items}])

        assert made.safety.level == level

    def test_only_the_latest_screener_counts(self) -> None:
        """A worse one from before the month it asks about is history, the newest speaks."""
        series = [
            {"id": "c-ssrs-screener", "date": "2026-01-01", "items": [1, 1, 1, 1, 0, 0, 0]},
            {"id": "c-ssrs-screener", "date": "2026-02-02", "items": [1, 0, 0, 0, 0, 0, 0]},
        ]

        assert plan(instruments=series).safety.level is SafetyLevel.MONITOR


class TestConsent:
    """Consent is the ground of treatment."""

    def test_refused_consent_leaves_no_technique(self) -> None:
        """Neither a technique nor the foundation."""
        base = offer("t.base", {"fear": 0.1}, foundation=True)

        made = planner(LOUD, QUIET, base).generate(presentation(consent={"treatment": "no"}))

        assert (made.techniques(), made.foundation) == ((), ())

    def test_refused_consent_is_said_plainly(self) -> None:
        """As an action, and as the state of consent."""
        made = plan(consent={"treatment": "no"})

        assert (made.safety.consent, actions(made)) == ("refused", ["consent_refused"])

    def test_refused_consent_keeps_the_safety_actions(self) -> None:
        """Danger does not wait for consent."""
        made = plan(consent={"treatment": "no"}, risk=INTENT)

        assert actions(made)[0] == "stay_with_client"

    def test_refused_consent_leaves_no_technique_of_the_whole_library(
        self, planner: Planner
    ) -> None:
        """Not one."""
        made = planner.generate(everything(planner, consent={"treatment": "no"}))

        assert (made.techniques(), made.foundation) == ((), ())

    def test_consent_not_asked_makes_the_plan_provisional(self) -> None:
        """And asking is the first action."""
        made = plan(consent={})

        assert (made.safety.provisional, made.safety.consent) == (True, "not_asked")
        assert actions(made)[0] == "consent_treatment"

    def test_consent_not_asked_still_plans(self) -> None:
        """The techniques are there to be talked over."""
        assert len(plan(consent={}).techniques()) == 2

    def test_given_consent_is_not_provisional(self) -> None:
        """Asked and given."""
        made = plan()

        assert (made.safety.provisional, made.safety.consent) == (False, "given")

    @pytest.mark.parametrize("age", [0, 12, 17])
    def test_under_18_the_guardian_is_asked(self, age: int) -> None:
        """Where nobody said that it is not needed."""
        made = plan(client=aged(age), consent={"treatment": "yes"})

        assert (made.safety.provisional, actions(made)[0]) == (True, "consent_guardian")

    @pytest.mark.parametrize("guardian", ["yes", "not_needed"])
    def test_a_guardians_answer_ends_the_asking(self, guardian: str) -> None:
        """Given, or lawfully not needed."""
        made = plan(client=aged(15), consent={"treatment": "yes", "guardian": guardian})

        assert made.safety.consent == "given"

    def test_a_guardians_refusal_leaves_no_technique(self) -> None:
        """Said as what it is."""
        made = plan(client=aged(15), consent={"treatment": "yes", "guardian": "no"})

        assert made.techniques() == ()
        assert "guardian_refused" in actions(made)

    def test_at_18_no_guardian_is_asked(self) -> None:
        """An adult consents."""
        assert plan(client=aged(18), consent={"treatment": "yes"}).safety.consent == "given"

    def test_a_guardian_named_for_an_adult_counts(self) -> None:
        """Where the law asks for one, the answer is respected at any age."""
        made = plan(consent={"treatment": "yes", "guardian": "no"})

        assert made.safety.consent == "refused"


class TestOrder:
    """What cannot wait, the contacts, consent, what to ask, the rest."""

    def test_without_crisis_contacts_filling_them_in_is_the_first_action(self) -> None:
        """No crisis number is invented."""
        made = plan(Practice(), consent={}, risk={})

        assert actions(made)[:2] == ["crisis_contacts", "consent_treatment"]

    def test_with_crisis_contacts_there_is_nothing_to_fill_in(self) -> None:
        """They are in the profile, and handed out."""
        ids = [action.id for action in plan(risk={}).safety.actions]

        assert ("crisis_contacts" in ids, "give_crisis_contacts" in ids) == (False, True)

    def test_the_contacts_handed_out_are_the_practices_own(self) -> None:
        """Word for word."""
        made = plan(Practice(crisis_contacts={"Night line": "555 0100"}))

        given = {action.id: action.text for action in made.safety.actions}
        assert "Night line: 555 0100" in given["give_crisis_contacts"]

    def test_emergency_actions_stand_before_everything(self) -> None:
        """Before contacts, consent and what else was not assessed."""
        made = plan(Practice(), consent={}, risk={"suicidal_ideation": "active_with_intent"})

        rule = next(each for each in safety_content().rules if each.id == "suicide.emergency")
        urgent = [action.id for action in rule.actions]
        assert actions(made)[: len(urgent)] == urgent

    def test_consent_is_asked_before_what_was_not_assessed(self) -> None:
        """Asking comes first."""
        made = plan(consent={}, risk={**CALM, "mania": "not_assessed"})

        assert actions(made) == ["consent_treatment", "assess_mania"]

    def test_a_higher_rule_stands_before_a_lower_one(self) -> None:
        """Urgent before monitor."""
        made = plan(risk={**CALM, "psychosis": "stable", "unsafe_environment": True})

        found = actions(made)
        assert found.index("danger_check") < found.index("coordinate_prescriber")


class TestSafetyPlan:
    """The safety plan and means safety take session 1 and count."""

    def test_a_safety_plan_takes_session_1(self) -> None:
        """The outline says so."""
        first = plan(risk={**CALM, "suicidal_ideation": "passive"}).session_outline[0]

        assert (first.session, first.techniques) == (1, ("safety.plan_and_means",))

    def test_the_techniques_begin_in_session_2(self) -> None:
        """Session 1 is taken."""
        made = plan(risk={**CALM, "suicidal_ideation": "passive"})

        assert min(each.sessions.first for each in made.techniques() if each.sessions) == 2

    def test_it_counts_in_the_sessions(self) -> None:
        """Of 12 sessions 11 are left."""
        found = reasoned([QUIET], risk={**CALM, "suicidal_ideation": "passive"})

        assert found.budget.sessions == 11

    def test_without_a_safety_plan_the_work_begins_in_session_1(self) -> None:
        """Nothing is reserved."""
        found = reasoned([QUIET])

        assert (found.first_session, found.budget.sessions) == (1, 12)


class TestScope:
    """What a hold covers."""

    def test_all_holds_everything_but_the_foundation(self, planner: Planner) -> None:
        """Of the whole library, with every process severe."""
        found = planner.reason(
            everything(planner, risk={**CALM, "substance_intoxication": "intoxicated"})
        )

        active = [name for name, each in found.selection.verdicts.items() if each.is_active]
        assert active == [each for each in active if planner.library.techniques[each].foundation]
        assert found.selection.foundation

    def test_urgent_holds_activating_work_alone(self) -> None:
        """The quiet technique may start."""
        made = plan(risk={**CALM, "suicidal_ideation": "active_with_method"})

        assert {e.technique_id: e.status.value for e in made.techniques()} == {
            "t.loud": "held",
            "t.quiet": "active",
        }

    def test_a_held_technique_says_until_when(self) -> None:
        """What lifts the hold."""
        made = plan(risk=INTENT)

        (loud,) = [each for each in made.techniques() if each.technique_id == "t.loud"]
        assert loud.hold_until == (made.safety.holds[0].lifted_by,)

    def test_a_held_technique_has_no_sessions(self) -> None:
        """It waits."""
        made = plan(risk=INTENT)

        (loud,) = [each for each in made.techniques() if each.technique_id == "t.loud"]
        assert loud.sessions is None
