"""Evidence orders a plan: what is better supported stands first, and what is weak says so."""

from __future__ import annotations

from typing import Any

from neuroplan import Planner, load_presentation
from neuroplan.model.presentation import Presentation
from tests.builders import CALM


STANDARD = "emdr.standard-protocol-reprocessing"
LESS_SUPPORTED = ("brainspotting", "hakomi")


def _trauma_alone() -> Presentation:
    document: dict[str, Any] = {
        "schema_version": "1",
        "client": {"id": "T-1", "age": 34},
        "processes": {"trauma_intrusions": 3, "trauma_avoidance": 3},
        "risk": CALM,
        "consent": {"treatment": "yes", "trauma_work": "yes"},
        "readiness": {"can_reorient": "yes"},
        "context": {"sessions_available": 16, "delivery": ["in_person"]},
    }
    return load_presentation(document)


def test_the_standard_protocol_stands_before_less_supported_trauma_work(planner: Planner) -> None:
    """In its phase, for trauma alone; the others wait as second line, for lack of evidence."""
    plan = planner.generate(_trauma_alone())
    processing = next(phase for phase in plan.phases if phase.id == "processing")
    omitted = {each.technique_id: each for each in plan.not_selected}
    waiting = [
        omitted[identity]
        for identity, technique in planner.library.techniques.items()
        if technique.modality in LESS_SUPPORTED and STANDARD in technique.second_line_to
    ]

    assert processing.techniques[0].technique_id == STANDARD
    assert processing.techniques[0].chosen_because == "best"
    assert waiting
    assert {each.reason.value for each in waiting} == {"second_line"}
    assert all("Better supported" in each.detail for each in waiting)


def test_the_strength_of_what_stands_first_is_the_greatest(planner: Planner) -> None:
    """No technique that may start serves trauma intrusions more strongly."""
    found = planner.reason(_trauma_alone()).selection
    strengths = {
        identity: each["trauma_intrusions"].value
        for identity, each in found.strengths.items()
        if "trauma_intrusions" in each and found.verdicts[identity].is_active
    }

    assert max(strengths, key=lambda identity: strengths[identity]) == STANDARD


def test_without_the_well_supported_modalities_the_plan_says_what_is_weak() -> None:
    """What is left is marked weak, its certainty is named, and the process counts as unmet."""
    plan = Planner(only=["brainspotting", "hakomi"]).generate(_trauma_alone())
    unmet = {each.process: each.why for each in plan.coverage.unmet_processes}
    statements = [entry.rationale.evidence_statement for entry in plan.techniques()]

    assert set(unmet) == {"trauma_intrusions", "trauma_avoidance"}
    assert all("outside this library" in why for why in unmet.values())
    assert statements
    weak = ("low certainty", "expert opinion only", "No benefit record")
    assert all(any(words in each for words in weak) for each in statements)
