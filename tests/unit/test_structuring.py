"""Values of the model as JSON and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from neuroplan import Planner, load_presentation
from neuroplan.documents.plan import read_plan
from neuroplan.documents.structuring import document_of, structure
from neuroplan.instruments import load_instruments
from neuroplan.model.instrument import Instrument
from neuroplan.pipeline.responsiveness import ResponsivenessRule
from neuroplan.pipeline.safety import SafetyRule


EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.json"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_a_written_plan_reads_as_the_same_plan(planner: Planner, example: Path) -> None:
    """What is compared, reviewed and handed out is the plan that was made."""
    plan = planner.generate(load_presentation(example))

    assert read_plan(json.loads(plan.to_json())) == plan


@pytest.mark.parametrize("whole", [True, False])
def test_a_written_instrument_reads_as_the_same_instrument(*, whole: bool) -> None:
    """It is written in the names of its schema, also ``from``, which is none in Python."""
    for instrument in load_instruments().values():
        document = json.loads(json.dumps(document_of(instrument, whole=whole)))

        assert structure(document, Instrument) == instrument


@pytest.mark.parametrize(
    "when",
    [
        {"factr": "mania"},
        {"factor": "mania", "at_least": 1},
        {"any_of": [{"question": "mood", "answers": ["acute"]}]},
        {"not": {"readiness": "can_orient", "answers": ["no"]}},
        {"consent": "parent", "answers": ["no"]},
        {"field": "culture.religion.weight", "at_least": 3},
        {"goal": "readyness", "at_most": 3},
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", [SafetyRule, ResponsivenessRule])
def test_a_misspelt_trigger_is_refused_when_it_is_read(kind: type, when: Any) -> None:  # noqa: ANN401
    """In use it would be true of nobody, or fail while a plan is made."""
    rule: dict[str, Any] = {"id": "r", "says": "", "when": when}
    if kind is SafetyRule:
        rule |= {"area": "mania", "level": "urgent", "actions": [], "source": []}
    structure({**rule, "when": {"always": True}}, kind)

    with pytest.raises(ValueError, match=r"trigger|must be in|no field"):
        structure(rule, kind)
