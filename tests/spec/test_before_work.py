"""What stands before the work: consent to trauma work, reasons, and what lifts a hold."""

from __future__ import annotations

from typing import Any

import pytest

from neuroplan import Plan, Planner, load_presentation
from neuroplan.handout import FIRST_STEPS, handout_of
from neuroplan.model.terms import SafetyLevel, Status
from neuroplan.pipeline.safety import safety_content
from neuroplan.render.text import plan_to_text
from tests.builders import CALM, client, decide, offer, planner, presentation


REPROCESSING = "emdr.standard-protocol-reprocessing"
TARGETS = "emdr.history-target-sequencing"
TRAUMA = {"trauma_intrusions": 4, "trauma_avoidance": 3}


def plan_for(engine: Planner, **changes: Any) -> Plan:  # noqa: ANN401 - any part of a client
    """Plan for someone with traumatic memories, nothing of note in the risk block."""
    whole = client(TRAUMA, context={"sessions_available": 24}, **changes)
    return engine.generate(load_presentation(whole))


def asked(plan: Plan) -> list[str]:
    """Give the safety actions in order."""
    return [action.id for action in plan.safety.actions]


def held(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Give what is on hold, and until when."""
    return {
        each.technique_id: each.hold_until
        for each in plan.techniques()
        if each.status is Status.HELD
    }


def screen(plan: Plan) -> str:
    """Give the first screen as one line."""
    return " ".join(plan_to_text(plan).partition("\nSafety\n")[0].split())


@pytest.mark.parametrize("consent", [{}, {"trauma_work": "not_asked"}])
def test_memory_work_waits_where_nobody_asked_for_its_consent(
    planner: Planner, consent: dict[str, str]
) -> None:
    """No list of memories and no reprocessing; asking is among the first things to do."""
    plan = plan_for(planner, consent={"treatment": "yes", **consent})

    assert {REPROCESSING} <= held(plan).keys()
    assert not {REPROCESSING, TARGETS} & {
        name for each in plan.session_outline for name in each.techniques
    }
    assert "consent_trauma_work" in asked(plan)[:3]
    assert "To treatment: given. - To trauma work: NOT ASKED" in screen(plan)


def test_memory_work_a_client_refused_is_out_and_the_unmet_line_says_why(
    planner: Planner,
) -> None:
    """Nothing of it is left, the list of memories neither."""
    plan = plan_for(planner, consent={"treatment": "yes", "trauma_work": "no"})
    reasons = {each.process: each.why for each in plan.coverage.unmet_processes}

    assert not {REPROCESSING, TARGETS} & {each.technique_id for each in plan.techniques()}
    assert "which the client declined" in reasons["trauma_intrusions"]
    assert "outside this library" not in reasons["trauma_intrusions"]
    assert "To trauma work: REFUSED" in screen(plan)


def test_given_consent_to_memory_work_is_said(planner: Planner) -> None:
    """Beside consent to treatment."""
    assert "To trauma work: given." in screen(plan_for(planner))


def test_without_memory_work_its_consent_is_no_matter(planner: Planner) -> None:
    """Nobody is asked for what is not planned."""
    plan = planner.generate(presentation({"chronic_pain": 3}, consent={"treatment": "yes"}))

    assert plan.safety.trauma_consent is None
    assert "consent_trauma_work" not in asked(plan)


def test_a_high_score_nobody_assessed_holds_reprocessing(planner: Planner) -> None:
    """Coming back to the present is one part of two."""
    plan = plan_for(
        planner,
        instruments=[{"id": "des-ii", "date": "2026-11-01", "total": 34}],
        readiness={"can_reorient": "yes"},
    )

    (until,) = held(plan)[REPROCESSING]
    assert until.startswith("Dissociation has been assessed")
    assert "dissociation_interview" in asked(plan)


def test_held_work_keeps_its_sessions_in_the_table(planner: Planner) -> None:
    """The sessions that stand free are printed, with what they wait for."""
    plan = plan_for(planner, consent={"treatment": "yes"})
    (entry,) = [each for each in plan.techniques() if each.technique_id == REPROCESSING]
    outline = " ".join(plan_to_text(plan).partition("\nSessions\n")[2].split())

    assert entry.kept_free is not None
    assert entry.kept_free.first > max(each.session for each in plan.session_outline)
    assert entry.kept_free.last <= 24
    assert f"{entry.kept_free.first}-{entry.kept_free.last} Kept free for" in outline


def test_nothing_that_holds_is_worded_as_a_question(planner: Planner) -> None:
    """Each line after "held until" says what must be so."""
    plan = plan_for(
        planner,
        consent={"treatment": "yes"},
        readiness={"can_reorient": "no", "private_place": "no"},
        factors=["legal_proceedings"],
    )

    assert held(plan)
    assert not [each for untils in held(plan).values() for each in untils if "?" in each]


def test_the_level_and_its_actions_say_what_asked_for_them() -> None:
    """The questionnaire's item with its date."""
    made = planner(offer("t.one", {"fear": 0.5})).generate(
        presentation(
            instruments=[{"id": "phq-9", "date": "2026-11-10", "items": [0] * 8 + [1]}],
            risk={**CALM, "assessed_on": "2026-11-02"},
        )
    )
    reconcile, *_ = made.safety.actions

    assert made.safety.because == ("PHQ-9 item 9 = 1 (2026-11-10)",)
    assert reconcile.id == "reconcile"
    assert "2026-11-02" in reconcile.text
    assert "2026-11-10" in reconcile.text


def test_every_action_says_what_asked_for_it(planner: Planner) -> None:
    """Whatever is on record, or nobody asked."""
    plan = plan_for(
        planner,
        risk={"suicidal_ideation": "passive", "harm_to_others": "thoughts"},
        factors=["legal_proceedings", "pregnancy", "bipolar_history", "severe_dissociation"],
        consent={},
    )

    assert [action.id for action in plan.safety.actions if not action.because] == []


def test_a_raised_question_on_suicide_is_asked_the_same_day_and_first(planner: Planner) -> None:
    """Nobody asked, and a questionnaire says that somebody should."""
    plan = plan_for(
        planner,
        risk={},
        instruments=[{"id": "phq-9", "date": "2026-11-10", "items": [0] * 8 + [1]}],
    )
    first = plan.safety.actions[0]

    assert first.id == "assess_suicidal_ideation"
    assert first.text.startswith("The same day")
    assert "PHQ-9 item 9 = 1 (2026-11-10)" in first.because


def test_thoughts_of_suicide_at_any_level_ask_for_means_safety(planner: Planner) -> None:
    """The session called safety plan and means safety holds both."""
    plan = plan_for(planner, risk={**CALM, "suicidal_ideation": "passive"})

    assert {"safety_plan", "means_safety"} <= set(asked(plan))


def test_a_legal_talk_that_was_held_is_not_asked_for_again(planner: Planner) -> None:
    """Nor does it raise the level."""
    plan = plan_for(planner, factors=["legal_proceedings"], readiness={"legal_talk_done": "yes"})

    assert "legal_talk" not in asked(plan)
    assert plan.safety.level is SafetyLevel.ROUTINE


@pytest.mark.parametrize(("processes", "planned"), [(TRAUMA, True), ({"chronic_pain": 3}, False)])
def test_only_planned_memory_work_makes_the_legal_talk_about_memory(
    planner: Planner,
    processes: dict[str, int],
    planned: bool,  # noqa: FBT001 - a table of examples
) -> None:
    """Elsewhere records and the court are reason enough."""
    plan = planner.generate(presentation(processes, factors=["legal_proceedings"]))
    (talk,) = [each for each in plan.safety.actions if each.id == "legal_talk"]

    assert planned == ("Memory work" in talk.why)


def test_a_guardian_who_agreed_is_not_asked_again(planner: Planner) -> None:
    """The level stays routine; assent and privacy are still agreed."""
    plan = planner.generate(
        presentation(
            client={"id": "C-1", "age": 15}, consent={"treatment": "yes", "guardian": "yes"}
        )
    )

    assert plan.safety.level is SafetyLevel.ROUTINE
    assert "minor_privacy" in asked(plan)
    assert {"minor_consent", "consent_guardian"}.isdisjoint(asked(plan))


def test_short_sleep_waits_while_nobody_asked_a_heavy_drinker_about_withdrawal(
    planner: Planner,
) -> None:
    """A medical check and the warning not to stop suddenly come first."""
    plan = planner.generate(
        presentation(
            {"sleep_disturbance": 3, "substance_use": 3},
            risk={**CALM, "withdrawal_risk": "not_assessed"},
        )
    )
    active = {each.technique_id for each in plan.techniques() if each.status is Status.ACTIVE}
    (check,) = [each for each in plan.safety.actions if each.id == "withdrawal_check"]

    assert active.isdisjoint({"neuroscience.cbti-package", "neuroscience.sleep-restriction"})
    assert "do not stop suddenly after heavy daily drinking" in check.text
    assert "assess_withdrawal_risk" not in asked(plan)


def test_thoughts_of_harm_take_the_task_towards_people_out(planner: Planner) -> None:
    """Until it is known whom they concern, and that this person is safe."""
    relating = "sfbt.relationship-questions"
    plan = planner.generate(
        presentation(
            {"loneliness": 3},
            risk={**CALM, "harm_to_others": "thoughts"},
            decisions=[decide("include", relating)],
        )
    )
    (entry,) = [each for each in plan.techniques() if each.technique_id == relating]
    (ask,) = [each for each in plan.safety.actions if each.id == "explore_harm_thoughts"]

    assert "Give no home task" in (entry.adapted_form or "")
    assert entry.home_practice is None
    assert "violence to a partner or a child" in ask.text


@pytest.mark.parametrize(
    "heavy", [{"factors": ["substance_dependence"]}, {"processes": {"substance_use": 3}}]
)
def test_withdrawal_is_asked_before_any_paperwork(planner: Planner, heavy: dict[str, Any]) -> None:
    """Crisis contacts are still to be entered; the question cannot wait for them."""
    whole = client(risk={**CALM, "withdrawal_risk": "not_assessed"})
    first = asked(planner.generate(load_presentation({**whole, **heavy})))

    assert first.index("withdrawal_check") < first.index("crisis_contacts")


@pytest.mark.parametrize(
    "risk", [{"suicidal_ideation": "active_with_intent"}, {"self_harm": "current"}]
)
def test_consent_to_trauma_work_is_asked_last_while_safety_holds_it(
    planner: Planner, risk: dict[str, str]
) -> None:
    """When the hold lifts, not before; the client's page does not speak of it."""
    plan = plan_for(planner, consent={"treatment": "yes"}, risk={**CALM, **risk})
    last = plan.safety.actions[-1]

    assert (last.id, last.timing) == ("consent_trauma_work", "when the hold lifts, not before")
    assert "When the hold lifts, not before: Ask for consent" in " ".join(
        plan_to_text(plan).split()
    )
    assert FIRST_STEPS["consent_trauma_work"] not in handout_of(plan).first


def test_whatever_puts_the_consent_off_holds_the_work() -> None:
    """Else it would wait for ever for a hold to lift."""
    grave = (SafetyLevel.URGENT, SafetyLevel.EMERGENCY)

    assert [r.id for r in safety_content().rules if r.level in grave and r.holds is None] == []


def test_suicide_is_asked_about_once(planner: Planner) -> None:
    """Who is asked at every session is not asked at intake as well."""
    thoughts = planner.generate(presentation(risk={**CALM, "suicidal_ideation": "passive"}))

    assert "rescreen_suicide" in asked(thoughts)
    assert "ask_suicide" not in asked(thoughts)
    assert "ask_suicide" in asked(planner.generate(presentation()))


def test_dependence_is_referred_before_it_is_treated_together(planner: Planner) -> None:
    """The library holds no treatment of dependence, and says so."""
    plan = planner.generate(presentation(factors=["substance_dependence"]))
    first = asked(plan)
    (refer,) = [each for each in plan.safety.actions if each.id == "addiction_referral"]

    assert first.index("addiction_referral") < first.index("treat_together")
    assert "holds no treatment of dependence" in refer.text


def test_in_an_acute_crisis_nobody_asks_what_is_better_since_the_booking(planner: Planner) -> None:
    """Coping questions are for that; no decision brings the other in."""
    identity = "sfbt.pre-session-change"
    plan = planner.generate(
        presentation(
            {"hopelessness": 4},
            risk={**CALM, "suicidal_ideation": "active_with_intent"},
            decisions=[decide("include", identity)],
        )
    )
    (left,) = [each for each in plan.not_selected if each.technique_id == identity]

    assert "use coping questions" in left.detail


def test_who_wants_no_tasks_practises_in_session(planner: Planner) -> None:
    """No plan prints fifteen minutes a day for a client who said none."""
    plan = planner.generate(presentation({"worry": 3}, preferences={"homework": "none"}))
    practices = {each.home_practice for each in plan.techniques()} - {None}

    assert practices == {"none: the client wants no tasks; practise in session"}
