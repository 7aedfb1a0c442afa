"""
The plans of the examples are what they were when someone last read them.

A difference is no failure of the engine but a question: is this plan as good as the one
before? Whoever answers yes writes the plans anew and commits them with the change.

The fingerprint is left out: it moves with every letter of the content, so that a corrected
comma in one modality would change every file here and hide what else changed. Of the
references only the ids are kept, for the same reason: the records are read where they
stand, in the evidence files. The versions of the engine and the modalities stay in.
"""

from __future__ import annotations

import json
from difflib import unified_diff
from pathlib import Path

import pytest

from neuroplan import Planner, load_presentation


ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.json"))
PLANS = Path(__file__).parent / "plans"
COMMAND = "python -m pytest tests/golden --update-golden"

#: Lines of a difference that are shown; the rest is read with git after writing anew.
MOST_LINES = 60


def _golden(example: Path) -> Path:
    return PLANS / f"{example.stem}.plan.json"


def _plan(planner: Planner, example: Path) -> str:
    plan = planner.generate(load_presentation(example))
    kept = {name: value for name, value in plan.to_dict().items() if name != "fingerprint"}
    kept["references"] = [record.id for record in plan.references]
    return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"


def _difference(before: str, after: str) -> str:
    lines = unified_diff(before.splitlines(), after.splitlines(), "golden", "now", n=2, lineterm="")
    shown = list(lines)
    rest = len(shown) - MOST_LINES
    more = [f"… and {rest} more lines"] if rest > 0 else []
    return "\n".join([*shown[:MOST_LINES], *more])


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_the_plan_of_an_example_is_the_one_last_read(
    example: Path, planner: Planner, request: pytest.FixtureRequest
) -> None:
    """A change in any plan is seen, read, and accepted or mended."""
    golden, plan = _golden(example), _plan(planner, example)
    if request.config.getoption("--update-golden", default=False):
        PLANS.mkdir(exist_ok=True)
        golden.write_text(plan, encoding="utf-8")
    if not golden.is_file():
        pytest.fail(
            f"{golden.relative_to(ROOT)} is missing; make it with: {COMMAND}", pytrace=False
        )

    before = golden.read_text(encoding="utf-8")

    if plan != before:
        pytest.fail(
            f"the plan of {example.name} changed; if it is as good or better: {COMMAND}\n"
            f"{_difference(before, plan)}",
            pytrace=False,
        )


def test_every_golden_plan_belongs_to_an_example() -> None:
    """A plan whose example is gone is compared with nothing."""
    examples = {_golden(example) for example in EXAMPLES}

    assert sorted(path.name for path in PLANS.glob("*") if path not in examples) == []
