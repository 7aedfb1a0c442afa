"""Values of the model as JSON and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from neuroplan import Planner, load_presentation
from neuroplan.documents.plan import read_plan
from neuroplan.documents.structuring import document_of, structure
from neuroplan.instruments import load_instruments
from neuroplan.model.instrument import Instrument


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
