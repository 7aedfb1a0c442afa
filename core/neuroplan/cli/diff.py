"""``plan diff``: what moved between two plans, and which inputs made it so."""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps

import click

from neuroplan.cli import console
from neuroplan.cli.card import Card
from neuroplan.cli.files import read_json
from neuroplan.cli.options import Sources, format_option, planning_options
from neuroplan.comparison import compare_plans
from neuroplan.documents.plan import is_client, is_plan
from neuroplan.documents.presentation import load_presentation
from neuroplan.documents.reading import Json, parse_json
from neuroplan.errors import PresentationError, Problem, UsageError
from neuroplan.model.comparison import (
    ChangeKind,
    CoverageComparison,
    FieldChange,
    GoalsComparison,
    InputChange,
    PlanComparison,
    SafetyComparison,
    Scalar,
    TechniqueChange,
)
from neuroplan.model.presentation import Presentation
from neuroplan.model.terms import spaced
from neuroplan.planner import Planner
from neuroplan.render.wording import clean, quoted


_TITLES = {
    ChangeKind.CAME: "Came",
    ChangeKind.WENT: "Went",
    ChangeKind.MOVED: "Moved",
    ChangeKind.CHANGED: "As it stood, but changed",
}


@click.command
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@format_option("text", "json")
@planning_options
def diff(old: str, new: str, form: str, sources: Sources) -> None:
    """
    Compare OLD with NEW: two plans (JSON), or two client files.

    Clients are planned first, both with the options given. Exit code 0 also where something
    moved: it is a report.
    """
    if old == new == "-":
        raise UsageError("only one of OLD and NEW can be standard input")
    documents = _read(old, "OLD"), _read(new, "NEW")
    planner = sources.planner()
    found = _compare(planner, *documents)
    if form == "json":
        console.write_json(found.to_dict())
    else:
        console.write_result(_text(found))


def _read(source: str, name: str) -> dict[str, Json]:
    document = read_json(source, name)
    if not isinstance(document, dict) or not (is_client(document) or is_plan(document)):
        mend = "give a plan (`plan generate CLIENT -o plan.json`) or a client file"
        raise UsageError(
            f"{name} is neither a plan nor a client file",
            [Problem("$", "it has neither 'fingerprint' nor 'client'", mend)],
        )
    return document


def _compare(planner: Planner, old: dict[str, Json], new: dict[str, Json]) -> PlanComparison:
    are_plans = [is_plan(document) for document in (old, new)]
    if all(are_plans):
        return compare_plans(old, new, library=planner.library)
    if any(are_plans):
        raise UsageError("one is a plan and the other a client file: give two of a kind")
    clients = _load(old, "OLD", planner), _load(new, "NEW", planner)
    plans = [parse_json(planner.generate(client).to_json().encode()) for client in clients]
    return compare_plans(*map(_object, plans), clients=clients, library=planner.library)


def _object(document: Json) -> dict[str, Json]:
    return document if isinstance(document, dict) else {}


def _load(document: dict[str, Json], name: str, planner: Planner) -> Presentation:
    try:
        return load_presentation(document, known=planner.known_ids)
    except PresentationError as error:
        raise PresentationError(f"{name}: {error.summary}", error.problems) from error


# Text


def _text(found: PlanComparison) -> str:
    if found.same_fingerprint and not (found.inputs or found.techniques):
        return "nothing moved: both plans are made from the same, and are the same"
    card = Card("What moved from OLD to NEW", " ".join(found.notes))
    card.items("Safety", _safety(found.safety))
    for change in found.techniques:
        card.items(_title(change), _technique(change))
    card.items("Goals", _goals(found.goals))
    card.items("Unmet", _coverage(found.coverage))
    card.items("What was put in and is not what it was", map(_input, found.inputs))
    card.section("As it was", ", ".join(map(clean, found.unchanged)))
    return card.text()


def _safety(safety: SafetyComparison) -> Iterator[str]:
    if safety.level_was is safety.level_now:
        yield f"the level is {safety.level_now}, as before"
    else:
        yield f"THE LEVEL WAS {safety.level_was}, IT IS {safety.level_now}"
    for words, entries in (
        ("action that came", safety.actions_came),
        ("action that went", safety.actions_went),
        ("hold that came", safety.holds_came),
        ("hold that went", safety.holds_went),
    ):
        yield from (f"{words}: {clean(each)}" for each in entries)


def _title(change: TechniqueChange) -> str:
    return f"{_TITLES[change.kind]}: {clean(change.name)} ({clean(change.technique_id)})"


def _technique(change: TechniqueChange) -> Iterator[str]:
    if change.why:
        yield clean(change.why)
    if change.kind in (ChangeKind.CAME, ChangeKind.WENT):
        yield _place(change)
    else:
        for field in change.fields:
            yield from _field(field)
    if change.causes:
        yield f"touched by what changed: {'; '.join(_causes(change.causes))}"
        return
    for root in change.roots:
        causes = "; ".join(_causes(root.causes))
        yield f"because {clean(root.name)} {root.became}: {causes}"
    if not change.roots:
        yield "no changed input touches it: it moved with the rest"


def _place(change: TechniqueChange) -> str:
    """Say where a technique stands, or stood, that only one plan has."""
    came = change.kind is ChangeKind.CAME
    values = [f"{_label(each)}{_shown(each.now if came else each.was)}" for each in change.fields]
    return f"{'now' if came else 'before'}: {', '.join(values)}"


def _causes(causes: tuple[InputChange, ...]) -> Iterator[str]:
    """Name each changed input once, with what changed of it."""
    values: dict[str, list[str]] = {}
    for cause in causes:
        name = clean(f"{cause.kind} {cause.subject}")
        values.setdefault(name, []).append(_cause(cause))
    yield from (f"{name} {', '.join(changed)}" for name, changed in values.items())


def _cause(cause: InputChange) -> str:
    field = f"{clean(cause.field)} " if cause.field else ""
    return f"{field}{_shown(cause.was)} -> {_shown(cause.now)}"


def _field(change: FieldChange) -> Iterator[str]:
    name = spaced(change.field)
    if change.went or change.came:
        yield from (f"{name}, went: {clean(text)}" for text in change.went)
        yield from (f"{name}, came: {clean(text)}" for text in change.came)
    elif change.was is None or change.now is None:
        only = change.now if change.was is None else change.was
        yield f"{'now' if change.was is None else 'before'}: {_label(change)}{_shown(only)}"
    else:
        yield f"{_label(change)}{_shown(change.was)} -> {_shown(change.now)}"


def _label(change: FieldChange) -> str:
    """Name a value; sessions name themselves."""
    return "" if change.field == "sessions" else f"{spaced(change.field)} "


def _goals(goals: GoalsComparison) -> Iterator[str]:
    for each in goals.services:
        state = "is served now" if each.served else "is served by nothing that may start"
        yield f"{_goal(each.goal, each.words)}: {clean(spaced(each.process))} {state}"
    for change in goals.objectives:
        name = f"{_goal(change.goal, change.words)}, objective"
        if change.was is not None:
            yield f"{name} that {'went' if change.now is None else 'was'}: {clean(change.was)}"
        if change.now is not None:
            yield f"{name} that {'came' if change.was is None else 'is'}: {clean(change.now)}"


def _goal(place: str, words: str) -> str:
    return f"goal {clean(place)} {quoted(words)}"


def _coverage(coverage: CoverageComparison) -> Iterator[str]:
    yield from (f"unmet now: {clean(spaced(each))}" for each in coverage.unmet_came)
    yield from (f"unmet no longer: {clean(spaced(each))}" for each in coverage.unmet_went)
    yield from (f"category missing now: {clean(spaced(each))}" for each in coverage.missing_came)
    yield from (
        f"category missing no longer: {clean(spaced(each))}" for each in coverage.missing_went
    )


def _input(change: InputChange) -> str:
    words = f" {quoted(change.words)}" if change.words else ""
    return f"{clean(change.name)}{words}: {_shown(change.was)} -> {_shown(change.now)}"


def _shown(value: Scalar) -> str:
    if value is None:
        return "nothing"
    return clean(value) if isinstance(value, str) else dumps(value)
