"""Compare two plans: what came, went and moved, level and holds, and what is unmet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

import attrs

from neuroplan.comparison.causes import Sides, causes_of, technique_of, through, with_roots
from neuroplan.comparison.goals import compare_goals
from neuroplan.comparison.inputs import changed_inputs
from neuroplan.documents.plan import read_plan
from neuroplan.documents.reading import Json
from neuroplan.library import Library
from neuroplan.model.comparison import (
    ChangeKind,
    CoverageComparison,
    FieldChange,
    InputChange,
    PlanComparison,
    SafetyComparison,
    Scalar,
    TechniqueChange,
)
from neuroplan.model.plan import Plan, PlannedSessions, PlannedTechnique, SafetyHold, TargetFinding
from neuroplan.model.presentation import Presentation
from neuroplan.model.terms import Omission
from neuroplan.render.wording import session_range


FOUNDATION = "foundation"
#: Reasons whose detail may quote what a person wrote.
_PRIVATE = (Omission.CLINICIAN, Omission.IN_HOUSE_RULE)
#: Values that say where and how a technique stands; a difference in them is a move.
_PLACE = ("phase", "order", "status", "sessions", "chosen_because")


@attrs.frozen(kw_only=True)
class _Placed:
    """An entry with the phase it stands in."""

    phase: str
    entry: PlannedTechnique


def compare_plans(
    old: Mapping[str, Json],
    new: Mapping[str, Json],
    *,
    clients: tuple[Presentation, Presentation] | None = None,
    library: Library | None = None,
) -> PlanComparison:
    """
    Compare two plans, given as JSON values.

    Args:
        clients: The presentations they were made of; without them only what a plan shows of
            its inputs is compared.
        library: What is installed; without it nobody can tell which factors, traits and
            readiness answers touch a technique.

    Raises:
        UsageError: One of them is no plan of this schema version.
    """
    before, after = read_plan(old, name="the old plan"), read_plan(new, name="the new plan")
    inputs = changed_inputs(before, after, clients)
    changes, unchanged = _techniques(before, after, inputs, library)
    return PlanComparison(
        same_client=before.client_id == after.client_id,
        same_fingerprint=before.fingerprint == after.fingerprint,
        safety=_safety(before, after),
        inputs=inputs,
        techniques=changes,
        unchanged=unchanged,
        coverage=_coverage(before, after),
        goals=compare_goals(before, after),
        notes=tuple(_notes(before, after, inputs, changes)),
    )


def _notes(
    old: Plan, new: Plan, inputs: Sequence[InputChange], changes: Sequence[TechniqueChange]
) -> Iterator[str]:
    if old.client_id != new.client_id:
        yield "The plans are of two clients."
    same = old.fingerprint == new.fingerprint
    if same and (inputs or changes):
        yield "The fingerprint is the same: one of the plans was changed after it was made."
    if not same and not inputs:
        yield (
            "The fingerprint differs, and neither plan shows why: an input that a plan does not "
            "show, the practice profile, or a modality's content."
        )


# Techniques


def _techniques(
    old: Plan, new: Plan, inputs: Sequence[InputChange], library: Library | None
) -> tuple[tuple[TechniqueChange, ...], tuple[str, ...]]:
    before, after = _placed(old), _placed(new)
    names = dict.fromkeys((*after, *before))
    sides = {
        name: Sides(
            identity=name,
            was=before[name].entry if name in before else None,
            now=after[name].entry if name in after else None,
            technique=technique_of(name, library),
        )
        for name in names
    }
    moved = _out_of_order(before, after)
    changes: list[TechniqueChange] = []
    unchanged: list[str] = []
    for name in names:
        fields = tuple(_fields(before.get(name), after.get(name), in_order=name not in moved))
        kind = _kind(sides[name], fields)
        if kind is None:
            unchanged.append(name)
            continue
        changes.append(
            TechniqueChange(
                kind=kind,
                technique_id=name,
                name=sides[name].entries[-1].name,
                why=_why(sides[name], kind, old, new),
                fields=fields,
                causes=causes_of(sides[name], kind, inputs),
                through=through(sides[name], sides.values()),
            )
        )
    order = tuple(ChangeKind)
    changes = sorted(with_roots(changes, sides), key=lambda each: order.index(each.kind))
    return tuple(changes), tuple(unchanged)


def _placed(plan: Plan) -> dict[str, _Placed]:
    found = {
        entry.technique_id: _Placed(phase=FOUNDATION, entry=entry) for entry in plan.foundation
    }
    for phase in plan.phases:
        for entry in phase.techniques:
            found[entry.technique_id] = _Placed(phase=phase.id.value, entry=entry)
    return found


def _out_of_order(before: Mapping[str, _Placed], after: Mapping[str, _Placed]) -> set[str]:
    """Give what changed its place among the techniques of both plans."""
    old, new = (_ranked(side, before, after) for side in (before, after))
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    kept = {name for block in blocks for name in old[block.a : block.a + block.size]}
    return set(old) - kept


def _ranked(
    side: Mapping[str, _Placed], before: Mapping[str, _Placed], after: Mapping[str, _Placed]
) -> list[str]:
    """Give the techniques of both plans in the order of one of them, the foundation first."""
    shared = [each for name, each in side.items() if name in before and name in after]
    shared.sort(key=lambda each: (each.phase != FOUNDATION, each.entry.order))
    return [each.entry.technique_id for each in shared]


def _kind(sides: Sides, fields: Iterable[FieldChange]) -> ChangeKind | None:
    if sides.was is None:
        return ChangeKind.CAME
    if sides.now is None:
        return ChangeKind.WENT
    named = {each.field for each in fields}
    if not named.isdisjoint(_PLACE):
        return ChangeKind.MOVED
    return ChangeKind.CHANGED if named else None


def _why(sides: Sides, kind: ChangeKind, old: Plan, new: Plan) -> str:
    """Say why the plan has it now, or has it no more, in the words of the plans."""
    if kind is ChangeKind.CAME and sides.now is not None:
        return f"chosen because: {sides.now.chosen_because}; before: {_omission(sides, old)}"
    return _omission(sides, new) if kind is ChangeKind.WENT else ""


def _omission(sides: Sides, plan: Plan) -> str:
    for left in plan.not_selected:
        if left.technique_id == sides.identity:
            detail = "" if left.reason in _PRIVATE else f": {left.detail}"
            return f"{left.reason}{detail}"
    return "it took no part: its modality was not loaded"


def _fields(was: _Placed | None, now: _Placed | None, *, in_order: bool) -> Iterator[FieldChange]:
    if was is None or now is None:
        yield from _side_fields(was, now)
        return
    one, other = was.entry, now.entry
    pairs: list[tuple[str, Scalar, Scalar]] = [
        ("phase", was.phase, now.phase),
        ("status", one.status.value, other.status.value),
        ("sessions", _sessions(one.sessions), _sessions(other.sessions)),
        ("chosen_because", one.chosen_because.value, other.chosen_because.value),
        ("adapted_form", one.adapted_form, other.adapted_form),
    ]
    if not in_order:
        pairs.insert(1, ("order", one.order, other.order))
    yield from (
        FieldChange(field=name, was=before, now=after)
        for name, before, after in pairs
        if before != after
    )
    yield from _list_change("hold_until", one.hold_until, other.hold_until)
    yield from _list_change("cautions", one.cautions, other.cautions)
    yield from _list_change(
        "ask_before_starting", one.ask_before_starting, other.ask_before_starting
    )
    yield from _target_changes(one.targets, other.targets)


def _side_fields(was: _Placed | None, now: _Placed | None) -> Iterator[FieldChange]:
    """Say where a technique stood, or stands, that only one plan has."""
    for name in _PLACE:
        values = [None if side is None else _place_value(side, name) for side in (was, now)]
        if any(value is not None for value in values):
            yield FieldChange(field=name, was=values[0], now=values[1])


def _place_value(side: _Placed, name: str) -> Scalar:
    match name:
        case "phase":
            return side.phase
        case "sessions":
            return _sessions(side.entry.sessions)
        case "order":
            return side.entry.order
        case "status":
            return side.entry.status.value
    return side.entry.chosen_because.value


def _sessions(planned: PlannedSessions | None) -> str | None:
    if planned is None:
        return None
    return f"{session_range(planned)}, {planned.minutes} minutes"


def _list_change(name: str, was: Sequence[str], now: Sequence[str]) -> Iterator[FieldChange]:
    went, came = _without(was, now), _without(now, was)
    if went or came:
        yield FieldChange(
            field=name,
            was=f"{len(went)} that went",
            now=f"{len(came)} that came",
            went=went,
            came=came,
        )


def _target_changes(
    was: Iterable[TargetFinding], now: Iterable[TargetFinding]
) -> Iterator[FieldChange]:
    """Give what the evidence does for each process that both entries target."""
    before = {each.process: each for each in was}
    for target in now:
        known = before.get(target.process)
        for field in ("record", "strength", "certainty", "role", "via"):
            old = getattr(known, field) if known else None
            if known is not None and old != getattr(target, field):
                name = f"{field} for {target.process}"
                yield FieldChange(field=name, was=old, now=getattr(target, field))


# Safety and coverage


def _safety(old: Plan, new: Plan) -> SafetyComparison:
    actions = [[each.id for each in plan.safety.actions] for plan in (old, new)]
    holds = [[_hold(each) for each in plan.safety.holds] for plan in (old, new)]
    return SafetyComparison(
        level_was=old.safety.level,
        level_now=new.safety.level,
        actions_came=_without(actions[1], actions[0]),
        actions_went=_without(actions[0], actions[1]),
        holds_came=_without(holds[1], holds[0]),
        holds_went=_without(holds[0], holds[1]),
    )


def _hold(hold: SafetyHold) -> str:
    return f"{hold.holds}, until: {hold.lifted_by}"


def _coverage(old: Plan, new: Plan) -> CoverageComparison:
    unmet = [[each.process for each in plan.coverage.unmet_processes] for plan in (old, new)]
    missing = [[each.category for each in plan.coverage.missing] for plan in (old, new)]
    return CoverageComparison(
        unmet_came=_without(unmet[1], unmet[0]),
        unmet_went=_without(unmet[0], unmet[1]),
        missing_came=tuple(each for each in missing[1] if each not in missing[0]),
        missing_went=tuple(each for each in missing[0] if each not in missing[1]),
    )


def _without(entries: Iterable[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in entries if each not in others))
