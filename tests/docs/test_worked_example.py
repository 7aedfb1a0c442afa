"""The worked example of the ordering rule, computed by the engine to the printed digits."""

from __future__ import annotations

from pathlib import Path

import pytest

from neuroplan.model.plan import PlannedTechnique
from neuroplan.pipeline.reasoning import Reasoning
from neuroplan.pipeline.strength import discount
from tests.docs.worked_example import ACTIVITY, BREATHING, FACING, example_client, example_planner


PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "ordering.md").read_text("utf-8")
TIMES = " \u00d7 "
LABELS = {"fear": "fear", "low_mood": "low mood"}


@pytest.fixture(name="reasoning", scope="module")
def _reasoning() -> Reasoning:
    return example_planner().reason(example_client())


@pytest.mark.parametrize("process", LABELS)
def test_the_page_prints_the_needs(process: str, reasoning: Reasoning) -> None:
    """Need is severity over four, weighted by the goal."""
    need = reasoning.facts.needs[process]

    assert f"**{need:.4f}**" in _line(f"- need of {LABELS[process]} = ")


@pytest.mark.parametrize("identity", [FACING, BREATHING, ACTIVITY])
def test_the_page_prints_every_strength_with_its_factors(
    identity: str, reasoning: Reasoning
) -> None:
    """Each row of the strength table holds record, effect, discount, weight, role and product."""
    for row in _strength_rows(identity, reasoning):
        assert row in PAGE


def _strength_rows(identity: str, reasoning: Reasoning) -> list[str]:
    policy = reasoning.policy
    weights = {"moderate": policy.weight_moderate, "low": policy.weight_low}
    roles = {"primary": policy.primary_role, "secondary": policy.secondary_role}
    rows = []
    for process, found in reasoning.selection.strengths[identity].items():
        record = reasoning.library.records[found.record or ""]
        factors = (
            f"{found.effect:.4f}{TIMES}{discount(record.comparator.type, policy):g}{TIMES}"
            f"{weights[found.certainty.value]:g}{TIMES}{roles[found.role.value]:g}"
        )
        rows.append(
            f"| `{identity}` | {LABELS[process]} | `{record.id}` | {factors} | {found.value:.4f} |"
        )
    return rows


@pytest.mark.parametrize("identity", [FACING, BREATHING, ACTIVITY])
def test_the_page_prints_the_priorities_before_any_pick(
    identity: str, reasoning: Reasoning
) -> None:
    """The sum of need times strength, to six decimals."""
    priority = reasoning.selection.priorities[identity]

    assert f"**{priority:.6f}**" in _line(f"- `{identity}`: ")


@pytest.mark.parametrize(
    ("step", "identity", "because"),
    [("1. (a)", FACING, "best"), ("3. (c)", BREATHING, "category"), ("5. (e)", ACTIVITY, "gain")],
)
def test_the_page_tells_which_step_chose_what_at_which_priority(
    step: str, identity: str, because: str, reasoning: Reasoning
) -> None:
    """The story of the choice is the engine's own."""
    pick = next(each for each in reasoning.selection.picks if each.technique.id == identity)
    line = _line(step)

    assert pick.because == because
    assert f"`{identity}`" in line
    assert f"{pick.priority:.6f}" in line


def test_the_page_prints_the_least_gain(reasoning: Reasoning) -> None:
    """What a last pick must add is five percent of the first."""
    first = reasoning.selection.picks[0].priority

    assert f"= {reasoning.policy.min_gain * first:.6f}" in _line("5. (e)")


@pytest.mark.parametrize("identity", [FACING, BREATHING, ACTIVITY])
def test_the_page_prints_the_order_and_the_sessions(identity: str) -> None:
    """The calendar at the end is the plan's."""
    entry = _entry(identity)
    assert entry.sessions is not None
    sessions = f"{entry.sessions.first}-{entry.sessions.last}"

    assert f"| {entry.order} | `{identity}` | {sessions} |" in PAGE


def test_the_page_says_what_is_missing_and_that_nothing_is_unmet() -> None:
    """One category has no technique, and both processes are served."""
    coverage = example_planner().generate(example_client()).coverage

    assert [each.category for each in coverage.missing] == ["relationship"]
    assert coverage.unmet_processes == ()


def _entry(identity: str) -> PlannedTechnique:
    plan = example_planner().generate(example_client())
    return next(each for each in plan.techniques() if each.technique_id == identity)


def _line(start: str) -> str:
    example = PAGE.partition("## A worked example")[2]
    return next(line for line in example.splitlines() if line.startswith(start))
