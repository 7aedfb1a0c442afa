"""
Find which inputs of two plans differ.

A plan shows its formulation, safety answers, decisions, policy and modalities; the rest of
the client file is compared where both files are at hand. Only values of closed lists, numbers
and ids are ever given; of free text, that it differs.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

import attrs

from neuroplan.model.comparison import InputChange, InputKind, Scalar
from neuroplan.model.plan import GoalFinding, Plan
from neuroplan.model.policy import OrderingPolicy
from neuroplan.model.presentation import Presentation


T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

#: Parts of a client file, by the kind of input they are.
_SECTIONS = {
    "risk": InputKind.RISK,
    "consent": InputKind.CONSENT,
    "readiness": InputKind.READINESS,
    "factors": InputKind.FACTOR,
    "traits": InputKind.TRAIT,
    "expectation": InputKind.EXPECTATION,
    "motivation": InputKind.EXPECTATION,
    "preferences": InputKind.WISH,
    "context": InputKind.CONTEXT,
    "culture": InputKind.CLIENT,
    "client": InputKind.CLIENT,
}
#: What people write in their own words, and who they are.
_FREE = frozenset(
    {"therapist", "strong_dislikes", "identities", "explanatory_model", "values", "family_role"}
    | {"tradition", "pronouns", "language", "language_of_therapy", "id"}
)


def changed_inputs(
    old: Plan, new: Plan, clients: tuple[Presentation, Presentation] | None = None
) -> tuple[InputChange, ...]:
    """Give every input that is not what it was, each once."""
    found = [
        *_processes(old, new),
        *_goals(old, new),
        *_strengths(old, new),
        *_safety(old, new, asked=clients is not None),
        *(_client(*clients) if clients else ()),
        *_factors(old, new),
        *_decisions(old, new),
        *_rules(old, new),
        *_overlays(old, new),
        *_records(old, new),
        *_makers(old, new),
    ]
    unique: dict[tuple[InputKind, str, str], InputChange] = {}
    for change in found:
        unique.setdefault((change.kind, change.subject, change.field), change)
    return tuple(unique.values())


def goal_places(old: Plan, new: Plan) -> dict[str, str]:
    """Name each goal by its place, as in ``2 of the new plan``; its words are the client's."""
    return {
        goal.text: f"{place} of the {which} plan"
        for which, plan in (("old", old), ("new", new))
        for place, goal in enumerate(plan.formulation.goals, start=1)
    }


def _pairs(
    old: Iterable[T], new: Iterable[T], key: Callable[[T], K]
) -> Iterator[tuple[K, T | None, T | None]]:
    """Give entries of one key side by side, those of *new* first."""
    before, after = {key(each): each for each in old}, {key(each): each for each in new}
    for name in dict.fromkeys((*after, *before)):
        yield name, before.get(name), after.get(name)


def _value(entry: object, field: str) -> Scalar:
    value: Scalar = getattr(entry, field) if entry is not None else None
    return value


def _processes(old: Plan, new: Plan) -> Iterator[InputChange]:
    before, after = old.formulation.processes, new.formulation.processes
    for name, was, now in _pairs(before, after, lambda each: each.id):
        for field in ("severity", "need"):
            if _value(was, field) != _value(now, field):
                yield InputChange(
                    kind=InputKind.PROCESS,
                    subject=name,
                    field=field,
                    was=_value(was, field),
                    now=_value(now, field),
                    processes=(name,),
                )
        if was and now and was.sources != now.sources:
            yield InputChange(
                kind=InputKind.PROCESS,
                subject=name,
                field="sources",
                was="; ".join(was.sources),
                now="; ".join(now.sources),
                processes=(name,),
            )


def _goals(old: Plan, new: Plan) -> Iterator[InputChange]:
    """Match goals by their words, which are shown to a reader only."""
    fields = ("priority", "readiness", "importance", "confidence", "stage_of_change")
    places = goal_places(old, new)
    for text, was, now in _pairs(
        old.formulation.goals, new.formulation.goals, lambda each: each.text
    ):
        subject = places[text]
        processes = _named(was) | _named(now)
        if was is None or now is None:
            state = ("absent", "present") if was is None else ("present", "absent")
            yield _goal(subject, "", *state, processes, text)
            continue
        if was.processes != now.processes:
            listed = ", ".join(was.processes), ", ".join(now.processes)
            yield _goal(subject, "processes", *listed, processes, text)
        for field in fields:
            if _value(was, field) != _value(now, field):
                yield _goal(subject, field, _value(was, field), _value(now, field), (), text)


def _named(goal: GoalFinding | None) -> dict[str, None]:
    return dict.fromkeys(goal.processes if goal else ())


def _goal(
    subject: str, field: str, was: Scalar, now: Scalar, processes: Iterable[str], text: str
) -> InputChange:
    return InputChange(
        kind=InputKind.GOAL,
        subject=subject,
        field=field,
        was=was,
        now=now,
        processes=tuple(processes),
        words=text,
    )


def _strengths(old: Plan, new: Plan) -> Iterator[InputChange]:
    before, after = old.formulation.strengths, new.formulation.strengths
    for name, was, now in _pairs(before, after, lambda each: each.id):
        if _value(was, "level") != _value(now, "level"):
            yield _change(InputKind.STRENGTH, name, _value(was, "level"), _value(now, "level"))


def _factors(old: Plan, new: Plan) -> Iterator[InputChange]:
    """Derived factors as the plans show them, and recorded ones that no rule reads."""
    before, after = old.formulation.derived_factors, new.formulation.derived_factors
    for name, was, now in _pairs(before, after, lambda each: each.factor):
        if _value(was, "answer") != _value(now, "answer"):
            yield _change(InputKind.FACTOR, name, _value(was, "answer"), _value(now, "answer"))
    yield from _set(
        InputKind.FACTOR, old.formulation.unread_factors, new.formulation.unread_factors
    )


def _safety(old: Plan, new: Plan, *, asked: bool) -> Iterator[InputChange]:
    """Level and consent; open questions where the risk answers themselves are not at hand."""
    for field in ("level", "assessment_incomplete", "consent"):
        was, now = _value(old.safety, field), _value(new.safety, field)
        if was != now:
            yield _change(InputKind.SAFETY, field, was, now)
    if asked:
        return
    unknown = "not assessed"
    for question, was_open, now_open in _pairs(
        old.safety.not_assessed, new.safety.not_assessed, str
    ):
        if was_open is None or now_open is None:
            state = ("assessed", unknown) if was_open is None else (unknown, "assessed")
            yield _change(InputKind.SAFETY, question, *state)


def _decisions(old: Plan, new: Plan) -> Iterator[InputChange]:
    """A technique may have several decisions, such as to include it and to lift its hold."""
    for (name, decision), was, now in _pairs(
        old.decisions, new.decisions, lambda each: (each.technique_id, each.decision)
    ):
        if was is None or now is None:
            state = ("absent", "present") if was is None else ("present", "absent")
            yield attrs.evolve(_change(InputKind.DECISION, name, *state), field=decision)


def _rules(old: Plan, new: Plan) -> Iterator[InputChange]:
    """Rules of responsiveness that move priorities."""
    before = [each for each in old.responsiveness if each.weight]
    after = [each for each in new.responsiveness if each.weight]
    for name, was, now in _pairs(before, after, lambda each: each.rule):
        if _value(was, "weight") != _value(now, "weight"):
            yield _change(InputKind.RULE, name, _value(was, "weight"), _value(now, "weight"))


def _overlays(old: Plan, new: Plan) -> Iterator[InputChange]:
    """Records that an overlay touched in one plan and not in the other."""
    for _, was, now in _pairs(old.overlays, new.overlays, lambda each: each.digest):
        overlay = was or now
        if overlay is None or (was and now):
            continue
        for what in ("added", "corrected", "retired"):
            for record in getattr(overlay, what):
                field = f"{what} by overlay {overlay.name}"
                state = ("yes", None) if was else (None, "yes")
                change = _change(InputKind.RECORD, record, *state)
                yield attrs.evolve(change, field=field)


def _records(old: Plan, new: Plan) -> Iterator[InputChange]:
    """Records that both plans cite, and that do not say the same."""
    for name, was, now in _pairs(old.references, new.references, lambda each: each.id):
        if was is None or now is None or was == now:
            continue
        for field in attrs.fields(type(was)):
            if getattr(was, field.name) != getattr(now, field.name):
                yield InputChange(
                    kind=InputKind.RECORD,
                    subject=name,
                    field=field.name,
                    was=_shown(getattr(was, field.name)),
                    now=_shown(getattr(now, field.name)),
                )


def _shown(value: object) -> Scalar:
    if value is None or isinstance(value, str | int | float):
        return value
    return "differs"


def _makers(old: Plan, new: Plan) -> Iterator[InputChange]:
    if old.engine.version != new.engine.version:
        yield _change(InputKind.ENGINE, "version", old.engine.version, new.engine.version)
    for field in attrs.fields(OrderingPolicy):
        was, now = _value(old.engine.policy, field.name), _value(new.engine.policy, field.name)
        if was != now:
            yield _change(InputKind.POLICY, field.name, was, now)
    for name, before, after in _pairs(old.modalities, new.modalities, lambda each: each.id):
        for field_name in ("version", "evidence_as_of"):
            was, now = _value(before, field_name), _value(after, field_name)
            if was != now:
                yield attrs.evolve(_change(InputKind.MODALITY, name, was, now), field=field_name)


# The client files


def _client(old: Presentation, new: Presentation) -> Iterator[InputChange]:
    for section, kind in _SECTIONS.items():
        # With every default: an unanswered risk question reads not_assessed, and never none.
        was, now = _flat(_section(old, section)), _flat(_section(new, section))
        for name in sorted({*was, *now}):
            if was.get(name) != now.get(name):
                yield _answer(kind, name, was.get(name), now.get(name))
    if old.assessed_on != new.assessed_on:
        yield _change(InputKind.CLIENT, "assessed_on", old.assessed_on, new.assessed_on)


def _section(presentation: Presentation, name: str) -> object:
    value = getattr(presentation, name)
    found: object = value if isinstance(value, Mapping) else attrs.asdict(value)
    return found


def _answer(kind: InputKind, name: str, was: Scalar, now: Scalar) -> InputChange:
    if _FREE.isdisjoint(name.split(".")):
        return _change(kind, name, was, now)
    return _change(
        kind, name, None if was is None else "a text", None if now is None else "another text"
    )


def _flat(value: object, prefix: str = "") -> Mapping[str, Scalar]:
    """Give the scalars of a part by their dotted place; a list is one of them."""
    name = prefix.rstrip(".")
    if isinstance(value, Mapping):
        parts = [_flat(part, f"{prefix}{key}.") for key, part in value.items()]
        return {place: scalar for part in parts for place, scalar in part.items()}
    if isinstance(value, list | tuple):
        return {name: ", ".join(map(str, value))} if value else {}
    return {name: value} if isinstance(value, str | int | float) else {}


def _change(kind: InputKind, subject: str, was: Scalar, now: Scalar) -> InputChange:
    return InputChange(kind=kind, subject=subject, was=was, now=now)


def _set(kind: InputKind, old: Iterable[str], new: Iterable[str]) -> Iterator[InputChange]:
    for name, was, now in _pairs(old, new, str):
        if was is None or now is None:
            yield _change(kind, name, "yes" if was else None, "yes" if now else None)
