"""
The rules of order in words, over everything that is installed.

They hold for the library as it stands, whatever its figures are today.
"""

from __future__ import annotations

from typing import Any

import pytest

from neuroplan import Plan, Planner
from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.model.plan import PlannedTechnique
from neuroplan.model.terms import ChosenBecause, ComparatorType, Status
from neuroplan.pipeline.certainty import tags_met
from neuroplan.pipeline.reasoning import Reasoning
from neuroplan.pipeline.safety import safety_content
from neuroplan.pipeline.strength import weigh_records
from tests.builders import CALM, presentation
from tests.contract.shipped import MODALITIES


PROCESSES = sorted(each.id for each in load_vocabulary().processes.values() if not each.derived)
REPROCESSING = "emdr.standard-protocol-reprocessing"
TRAUMA = {"trauma_intrusions": 3, "trauma_avoidance": 3}


def plan(planner: Planner, processes: dict[str, int], **changes: Any) -> Plan:  # noqa: ANN401 - any field of a client
    """Make the plan of a client with 16 sessions and everything on offer."""
    context = {"sessions_available": 16, "session_minutes": 50, "delivery": ["in_person"]}
    ready = {"can_reorient": "yes"}
    return planner.generate(
        presentation(processes, **{"context": context, "readiness": ready, **changes})
    )


def entry(identity: str, made: Plan) -> PlannedTechnique:
    """Give one technique of a plan."""
    return next(each for each in made.techniques() if each.technique_id == identity)


def wide(planner: Planner, *processes: str, severity: int = 3) -> Reasoning:
    """Reason about a client whom every format suits."""
    context = {"sessions_available": 30, "formats": ["individual", "group", "self_guided"]}
    return planner.reason(presentation(dict.fromkeys(processes, severity), context=context))


@pytest.fixture(name="reasoning", scope="module")
def _reasoning(planner: Planner) -> Reasoning:
    """Weigh the whole library for an adult with everything at 3."""
    return wide(planner, *PROCESSES)


class TestTrauma:
    """Intrusions and avoidance alone, risk assessed, consent given."""

    def test_the_reprocessing_of_memories_is_the_first_pick(self, planner: Planner) -> None:
        """Chosen because it is the best."""
        made = plan(planner, TRAUMA)

        assert entry(REPROCESSING, made).chosen_because is ChosenBecause.BEST

    def test_it_may_start(self, planner: Planner) -> None:
        """Nothing holds it."""
        assert entry(REPROCESSING, plan(planner, TRAUMA)).status is Status.ACTIVE

    def test_at_most_three_sessions_lead_in(self, planner: Planner) -> None:
        """No long obligatory stabilization."""
        sessions = entry(REPROCESSING, plan(planner, TRAUMA)).sessions

        assert sessions is not None
        assert sessions.first <= 4

    def test_what_it_requires_stands_before_it(self, planner: Planner) -> None:
        """Each group of its requirements."""
        made = plan(planner, TRAUMA)
        main = entry(REPROCESSING, made)

        earlier = {each.technique_id for each in made.techniques() if each.order < main.order}
        for group in planner.library.techniques[REPROCESSING].requires:
            assert earlier.intersection(group)

    def test_without_an_assessment_of_risk_it_is_held(self, planner: Planner) -> None:
        """It stays the best, and waits."""
        assert entry(REPROCESSING, plan(planner, TRAUMA, risk={})).status is Status.HELD

    def test_without_consent_to_trauma_work_it_is_out(self, planner: Planner) -> None:
        """Refused is final."""
        made = plan(planner, TRAUMA, consent={"treatment": "yes", "trauma_work": "no"})

        reasons = {each.technique_id: each.reason.value for each in made.not_selected}
        assert reasons[REPROCESSING] == "declined"

    def test_a_label_makes_no_difference(self, planner: Planner) -> None:
        """The same plan for any code."""
        codes = [{"system": "ICD-10-CM", "code": "F43.10"}]
        coded = plan(planner, TRAUMA, administrative={"diagnosis_codes": codes}).to_dict()
        coded.pop("administrative")

        assert coded == plan(planner, TRAUMA).to_dict()


@pytest.mark.parametrize("process", PROCESSES)
def test_a_severe_process_nothing_serves_is_on_the_first_screen(
    planner: Planner, process: str
) -> None:
    """Alone at severity 4 it is either served with .05 or more, or named as unmet."""
    made = plan(planner, {process: 4})

    served = any(
        target.process == process and target.strength >= planner.policy.least_strength
        for each in (*made.foundation, *made.techniques())
        if each.status is Status.ACTIVE
        for target in each.targets
    )
    unmet = [each.process for each in made.coverage.unmet_processes]
    assert unmet == ([] if served else [process])


@pytest.mark.parametrize("process", PROCESSES)
def test_what_is_well_supported_for_a_severe_process_is_in_its_plan(
    planner: Planner, process: str
) -> None:
    """Where something that may start has a strength of .05, the plan holds such a technique."""
    made = plan(planner, {process: 4})
    reasoning = planner.reason(presentation({process: 4}, readiness={"can_reorient": "yes"}))
    best = max(
        (
            strengths[process].value
            for identity, strengths in reasoning.selection.strengths.items()
            if process in strengths
            and reasoning.selection.verdicts[identity].is_active
            and not planner.library.techniques[identity].adjunct
        ),
        default=0.0,
    )

    planned = max(
        (
            target.strength
            for each in made.techniques()
            if each.status is Status.ACTIVE
            for target in each.targets
            if target.process == process
        ),
        default=0.0,
    )
    assert (best >= planner.policy.least_strength) <= (planned >= planner.policy.least_strength)


@pytest.mark.parametrize("name", MODALITIES)
def test_a_modality_switched_off_changes_no_priority_of_the_others(
    planner: Planner, name: str
) -> None:
    """Before the first pick each technique stands for itself."""
    part = Planner(without=[name])
    whole = wide(planner, *PROCESSES).selection.priorities

    rest = wide(part, *PROCESSES).selection.priorities
    shared = set(whole) & set(rest)
    assert shared
    assert {each: whole[each] for each in shared} == {each: rest[each] for each in shared}
    assert not {each for each in rest if each.startswith(f"{name}.")}


@pytest.mark.parametrize(
    "risk",
    [
        pytest.param({"suicidal_ideation": "active_with_intent"}, id="intent"),
        pytest.param({"suicide_attempt": "within_3_months"}, id="attempt"),
        pytest.param({"psychosis": "acute"}, id="psychosis"),
        pytest.param({"mania": "acute"}, id="mania"),
        pytest.param({"unsafe_environment": "immediate_danger"}, id="danger"),
        pytest.param({"withdrawal_risk": True}, id="withdrawal"),
    ],
)
@pytest.mark.parametrize("process", ["trauma_intrusions", "fear", "grief", "craving", "shame"])
def test_at_emergency_nothing_activating_is_active(
    planner: Planner, process: str, risk: dict[str, object]
) -> None:
    """Whatever the client brings."""
    made = plan(planner, {process: 4, "hyperarousal": 3}, risk={**CALM, **risk})

    assert [
        each.technique_id
        for each in made.techniques()
        if each.status is Status.ACTIVE and planner.library.techniques[each.technique_id].activating
    ] == []


class TestEvidence:
    """What stands behind every strength of the library."""

    def test_no_strength_rests_on_a_comparison_with_another_treatment(
        self, planner: Planner, reasoning: Reasoning
    ) -> None:
        """Such records are no benefit over nothing."""
        used = {
            strength.record
            for strengths in reasoning.selection.strengths.values()
            for strength in strengths.values()
            if strength.record
        }

        assert used
        assert [
            each
            for each in sorted(used)
            if planner.library.records[each].comparator.type is ComparatorType.ACTIVE
        ] == []

    def test_every_strength_rests_on_a_record_of_benefit_for_its_process(
        self, planner: Planner, reasoning: Reasoning
    ) -> None:
        """Linked by the technique, with an outcome that measures the process or its kin."""
        for identity, strengths in reasoning.selection.strengths.items():
            linked = {each.record for each in planner.library.techniques[identity].evidence}
            for process, strength in strengths.items():
                if strength.record is not None:
                    record = planner.library.records[strength.record]
                    assert strength.record in linked
                    assert record.use == "benefit"
                    assert record.fit_to(strength.via or process) is not None

    def test_every_strength_lies_between_0_and_1(self, reasoning: Reasoning) -> None:
        """As do the effects counted on."""
        found = [
            each
            for strengths in reasoning.selection.strengths.values()
            for each in strengths.values()
        ]

        assert all(0 <= each.value <= each.effect <= 1 for each in found if each.record)

    def test_a_figure_from_memory_never_outranks_a_checked_one_at_equal_certainty(
        self, planner: Planner, reasoning: Reasoning
    ) -> None:
        """For every technique and process of the library."""
        met = tags_met(reasoning.facts)
        for technique in planner.library.techniques.values():
            for target in technique.targets:
                weighed = weigh_records(
                    technique, target.process, planner.library.records, met, planner.policy
                )
                if weighed and not weighed[0].record.source_checked:
                    first = weighed[0]
                    rivals = [
                        each
                        for each in weighed[1:]
                        if each.record.source_checked
                        and (each.counted.value is None) == (first.counted.value is None)
                        and each.certainty is first.certainty
                    ]
                    assert rivals == [], (technique.id, target.process)


def test_every_safety_hold_of_activating_work_holds_all_of_it(planner: Planner) -> None:
    """Urgent, emergency or unknown: every activating technique of the library waits or is out."""
    for risk in (
        {**CALM, "suicidal_ideation": "active_with_method"},
        {**CALM, "suicidal_ideation": "active_with_intent"},
        {},
    ):
        verdicts = planner.reason(
            presentation(dict.fromkeys(PROCESSES, 3), risk=risk)
        ).selection.verdicts
        loose = [
            identity
            for identity, verdict in verdicts.items()
            if verdict.technique.activating and verdict.is_active
        ]
        assert loose == []


def test_the_safety_rules_name_no_technique() -> None:
    """They speak of kinds of work, so that a new modality is covered too."""
    assert {rule.holds for rule in safety_content().rules} <= {"activating", "all", None}
