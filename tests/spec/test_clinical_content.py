"""What a clinician would look for in the techniques: who waits, in which form, and how long."""

from __future__ import annotations

import re
from typing import Any

import pytest

from neuroplan import Planner
from neuroplan.model.condition import SeverityAtLeast
from neuroplan.model.technique import Technique
from neuroplan.model.terms import ContraindicationEffect, Role
from neuroplan.pipeline.eligibility import is_memory_work
from tests.builders import CALM, presentation
from tests.contract.shipped import all_techniques, content


ADULT = 18
RIDE_ALONG_MINUTES = 20
STIMULATION = re.compile(r"\b(sets(?! off)|stimulation)\b")

#: Technique, factor, and what the factor does to it.
BARS = (
    ("emdr.history-target-sequencing", "dissociative_identity", "hold"),
    ("emdr.history-target-sequencing", "acute_psychosis", "hold"),
    ("emdr.flash-technique", "emdr.recent_event", "caution"),
    ("act.cognitive-defusion", "acute_suicidality", "adapt"),
    ("act.acceptance-willingness", "meditation_adverse_history", "adapt"),
    ("act.acceptance-willingness", "health_anxiety", "adapt"),
    ("act.acceptance-willingness", "low_affect_tolerance", "adapt"),
    ("sfbt.best-hopes", "unstable_safety", "adapt"),
    ("sfbt.coping-questions", "unstable_safety", "adapt"),
    ("sfbt.whats-better-followup", "unstable_safety", "adapt"),
    ("sfbt.formula-first-session-task", "recent_bereavement", "caution"),
    ("hakomi.taking-over", "acute_suicidality", "hold"),
    ("hakomi.taking-over", "active_self_harm", "adapt"),
    ("hakomi.taking-over", "low_affect_tolerance", "adapt"),
    ("somatic.hrv-biofeedback", "health_anxiety", "adapt"),
    ("neuroscience.cbti-package", "unstable_safety", "hold"),
    ("neuroscience.sleep-restriction", "unstable_safety", "hold"),
    ("neuroscience.stimulus-control", "unstable_safety", "hold"),
    ("neuroscience.cbti-package", "severe_dissociation", "adapt"),
    ("neuroscience.sleep-restriction", "severe_dissociation", "adapt"),
    ("neuroscience.stimulus-control", "severe_dissociation", "adapt"),
    ("cft.compassionate-self", "severe_dissociation", "adapt"),
    ("cft.compassionate-letter", "severe_dissociation", "adapt"),
    ("emdr.standard-protocol-reprocessing", "bipolar_history", "caution"),
    ("emdr.recent-event-protocol", "bipolar_history", "caution"),
    ("emdr.telehealth-adaptation", "bipolar_history", "caution"),
)
#: What an adapted form says that leaves no room for practice alone.
IN_SESSION_ONLY = re.compile(
    r"\b(in the session(?! before)|in session only|nothing home|no home task|supervised)\b",
    re.IGNORECASE,
)


def bars(technique: Technique) -> dict[str, ContraindicationEffect]:
    """Give what each factor does to a technique."""
    return {each.factor: each.effect for each in technique.contraindications}


def refusing(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - parts of a document
    """Give a client with trauma who agrees to treatment but not to work on memories."""
    return {
        "processes": {"trauma_intrusions": 3, "shame": 3, "attachment_anxiety": 3},
        "risk": CALM,
        "consent": {"treatment": "yes", "trauma_work": "no"},
        **changes,
    }


@pytest.mark.parametrize(("technique", "factor", "effect"), BARS)
def test_a_technique_heeds_a_factor_that_could_make_it_harmful(
    technique: str, factor: str, effect: str
) -> None:
    """Each line is a client whom the plain form could hurt."""
    assert bars(all_techniques()[technique])[factor] == ContraindicationEffect(effect)


@pytest.mark.parametrize(
    "factor", ["seizure_disorder", "eye_condition", "recent_head_injury", "touch_aversion"]
)
def test_bilateral_stimulation_has_a_form_for_whom_movements_or_taps_do_not_suit(
    factor: str,
) -> None:
    """A resource or a future scene is strengthened with the same sets as a memory."""
    stimulating = {
        each.id: bars(each)
        for each in content("emdr").techniques
        if STIMULATION.search(" ".join(each.steps))
    }

    unheeded = [
        name
        for name, found in stimulating.items()
        if found.get(factor) is not ContraindicationEffect.ADAPT
    ]

    assert "emdr.calm-safe-place" in stimulating
    assert unheeded == []


def test_an_unfinished_memory_is_closed_without_installation() -> None:
    """A belief strengthened on an open target would not hold."""
    steps = " ".join(all_techniques()["emdr.standard-protocol-reprocessing"].steps)

    assert "no installation or body scan" in steps


@pytest.mark.parametrize(
    "technique", ["emdr.standard-protocol-reprocessing", "emdr.telehealth-adaptation"]
)
def test_memory_processing_asks_for_its_explanation_and_a_safety_plan(technique: str) -> None:
    """Both are prerequisites of the protocol."""
    asked = " ".join(each.text for each in all_techniques()[technique].conditions)

    assert "how EMDR understands memories" in asked
    assert "safety plan" in asked


@pytest.mark.parametrize("modality", ["somatic", "brainspotting"])
def test_memory_work_through_the_body_is_for_adults_where_no_form_for_children_is_described(
    modality: str,
) -> None:
    """Nobody is offered what was never described for their age."""
    found = {each.id: each.age for each in content(modality).techniques if is_memory_work(each)}

    assert found
    assert [name for name, (least, _) in found.items() if (least or 0) < ADULT] == []


def test_a_refusal_of_trauma_work_bars_child_states(planner: Planner) -> None:
    """Meeting a younger self touches old memories, whatever it is chosen for."""
    omitted = planner.reason(presentation(**refusing())).selection.omitted

    assert omitted["hakomi.child-state"][0].value == "declined"


@pytest.mark.parametrize(
    "technique", ["hakomi.core-material-missing-experience", "hakomi.child-state"]
)
def test_untested_depth_work_is_short_and_reviewed(technique: str) -> None:
    """What no trial has tested does not run on by itself."""
    found = all_techniques()[technique]

    assert found.dose.most <= 3 * found.dose.least + 2
    assert "every four sessions" in found.steps[-1]


def test_the_end_of_a_deep_session_takes_no_session_of_its_own() -> None:
    """Ten to fifteen minutes are kept for it within the session it closes."""
    assert all_techniques()["hakomi.integration-completion"].dose.minutes <= RIDE_ALONG_MINUTES


def test_in_danger_hope_is_asked_for_in_the_adapted_form(planner: Planner) -> None:
    """A client in danger is not left without the question, but safety is the first hope."""
    client = presentation({"hopelessness": 3}, risk={**CALM, "unsafe_environment": True})

    verdicts = planner.reason(client).selection.verdicts

    assert verdicts["sfbt.best-hopes"].is_active
    assert verdicts["sfbt.coping-questions"].is_active


def test_asking_what_is_better_follows_an_earlier_talk() -> None:
    """There is nothing to compare with in a first session."""
    assert all_techniques()["sfbt.whats-better-followup"].requires


def test_the_first_session_task_is_for_direction_and_not_for_hope() -> None:
    """Optimism rose in neither of its two studies."""
    roles = {
        each.process: each.role
        for each in all_techniques()["sfbt.formula-first-session-task"].targets
    }

    assert roles["unclear_values"] is Role.PRIMARY
    assert roles["hopelessness"] is Role.SECONDARY


def test_committed_action_follows_a_skill_for_inner_barriers() -> None:
    """A step meets thoughts and feelings that the client must have a way to meet."""
    required = all_techniques()["act.committed-action"].requires

    assert ("act.cognitive-defusion", "act.acceptance-willingness") in required


def test_the_compassionate_self_follows_a_way_to_settle() -> None:
    """It begins with soothing breathing or another anchor."""
    required = all_techniques()["cft.compassionate-self"].requires

    assert any("cft.soothing-rhythm-breathing" in group for group in required)


@pytest.mark.parametrize("technique", ["act.creative-hopelessness", "act.acceptance-willingness"])
def test_willingness_is_not_for_young_children(technique: str) -> None:
    """It asks for a view of one's own inner struggle."""
    assert all_techniques()[technique].age == (12, None)


def test_shame_in_a_group_asks_for_more_than_an_introduction() -> None:
    """Intermediate training, and experience with groups."""
    assert all_techniques()["act.shame-acceptance-group"].training.level == "certified"


def test_what_is_for_the_session_only_is_not_asked_for_at_home() -> None:
    """Where home is not safe, the engine takes every home practice out by itself."""
    unsaid = [
        (technique.id, bar.factor)
        for technique in all_techniques().values()
        for bar in technique.contraindications
        if technique.home_practice is not None
        and bar.factor != "unstable_safety"
        and IN_SESSION_ONLY.search(bar.adapted_form or "")
        and bar.home_practice is None
    ]

    assert unsaid == []


def test_guilt_over_real_harm_is_not_argued_away() -> None:
    """It is heard, and leads to what can be repaired."""
    systems = all_techniques()["cft.three-systems-psychoeducation"]
    (guilt,) = [each for each in systems.adaptations if each.when == SeverityAtLeast("guilt", 3)]

    assert all(
        "do not argue the guilt away" in text for text in (" ".join(systems.steps), guilt.change)
    )


def test_the_sleep_package_leads_with_what_no_adapted_form_takes_out() -> None:
    """Where an adapted form leaves sleep restriction out, no step may call it the core."""
    (core,) = [
        each for each in all_techniques()["neuroscience.cbti-package"].steps if "core" in each
    ]

    assert core.startswith("Use stimulus control as the core")
    assert "only where no adapted form" in core
