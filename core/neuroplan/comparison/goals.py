"""Compare what two plans do for the goals: objectives, and which processes are served."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from neuroplan.comparison.inputs import goal_places
from neuroplan.model.comparison import (
    ChangeKind,
    GoalsComparison,
    GoalService,
    ObjectiveChange,
)
from neuroplan.model.plan import Objective, Plan
from neuroplan.model.terms import Status


#: A process of a goal: the goal's words, which are shown to a reader only, and the process.
Aim = tuple[str, str]


def compare_goals(old: Plan, new: Plan) -> GoalsComparison:
    """Give the objectives that came, went or changed, and the goals served or not, anew."""
    places = goal_places(old, new)
    return GoalsComparison(
        objectives=tuple(_objectives(old, new, places)),
        services=tuple(_services(old, new, places)),
    )


def _objectives(old: Plan, new: Plan, places: Mapping[str, str]) -> Iterator[ObjectiveChange]:
    before, after = _by_aim(old), _by_aim(new)
    for goal, process in dict.fromkeys((*after, *before)):
        was, now = before.get((goal, process)), after.get((goal, process))
        if was and now and was.objective == now.objective:
            continue
        kind = ChangeKind.CAME if was is None else ChangeKind.CHANGED if now else ChangeKind.WENT
        yield ObjectiveChange(
            kind=kind,
            goal=places[goal],
            process=process,
            was=was.objective if was else None,
            now=now.objective if now else None,
            words=goal,
        )


def _by_aim(plan: Plan) -> dict[Aim, Objective]:
    return {(each.goal, each.process): each for each in plan.objectives}


def _services(old: Plan, new: Plan, places: Mapping[str, str]) -> Iterator[GoalService]:
    """Give the goals of the new plan that are not served as they were."""
    before, after = _served(old), _served(new)
    for (goal, process), served in after.items():
        if before.get((goal, process)) is not served:
            yield GoalService(goal=places[goal], process=process, served=served, words=goal)


def _served(plan: Plan) -> dict[Aim, bool]:
    """Tell of each process of a goal whether something that may start serves it well."""
    least = plan.engine.policy.least_strength
    found = {
        target.process
        for entry in (*plan.foundation, *plan.techniques())
        if entry.status is Status.ACTIVE
        for target in entry.targets
        if target.strength >= least
    }
    return {
        (goal.text, process): process in found
        for goal in plan.formulation.goals
        for process in goal.processes
    }
