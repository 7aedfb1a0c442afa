"""
The page: everything a clinician reads of a plan, in the order in which it matters.

The formats write the blocks; what is said, and in what order, is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from neuroplan.model.plan import (
    Formulation,
    GoalFinding,
    Plan,
    ProcessFinding,
    SafetyAction,
)
from neuroplan.model.terms import spaced
from neuroplan.render.annex import annex
from neuroplan.render.blocks import (
    Block,
    Fact,
    Facts,
    Item,
    Line,
    Listing,
    Span,
    Table,
    Tone,
    alert,
    bullets,
    fact,
    heading,
    line,
    muted,
    paragraph,
    strong,
)
from neuroplan.render.entries import entry_blocks
from neuroplan.render.glance import glance
from neuroplan.render.names import Names
from neuroplan.render.parts import Part
from neuroplan.render.person import responsiveness, wishes
from neuroplan.render.wording import (
    HOLDS,
    RISKS,
    bar,
    because_words,
    few,
    plain,
    quoted,
    session_stretches,
    severity_words,
    stretch,
    untils,
)


_SCALES = (
    ("readiness", "readiness {}/10"),
    ("importance", "importance {}/10"),
    ("confidence", "confidence {}/10"),
    ("stage_of_change", "stage: {}"),
)


def plan_page(plan: Plan) -> tuple[Block, ...]:
    """Give the whole page, the first screen first."""
    names = Names.of(plan)
    return (
        *glance(plan, names),
        *_safety(plan, names),
        *_formulation(plan.formulation, names),
        *wishes(plan),
        *_objectives(plan, names),
        *_techniques(plan, names),
        *_person(plan, names),
        *_outline(plan, names),
        *_stops(plan, names),
        *annex(plan, names),
    )


def _person(plan: Plan, names: Names) -> Iterator[Block]:
    if plan.responsiveness:
        yield heading(2, "Working with this client", name=Part.PERSON)
        yield paragraph(
            "What is known of tailoring. It changes order, form and pace a little, never the "
            "safety rules; all together it moves a priority by at most "
            f"{plan.engine.policy.responsiveness_cap:.0%}."
        )
        yield from responsiveness(plan, names)


def _safety(plan: Plan, names: Names) -> Iterator[Block]:
    safety = plan.safety
    yield heading(2, "Safety", name=Part.SAFETY)
    yield paragraph(
        strong(f"Level: {safety.level.value}."),
        f"{because_words(safety.because)} Levels prompt action; they predict nobody.",
    )
    if safety.not_assessed:
        unknown = few([RISKS.get(each, spaced(each)) for each in safety.not_assessed])
        yield paragraph(alert("Not assessed: "), f"{unknown}.")
    if safety.actions:
        yield Listing(tuple(_actions(safety.actions, names)))
    if safety.holds:
        yield heading(3, "What waits, and what lifts it")
        yield Listing(
            tuple(
                Item(
                    text=line(alert(f"{HOLDS.get(hold.holds, plain(hold.holds))}: "), hold.why),
                    below=(
                        line(strong("Lifted by: "), f"{hold.lifted_by.rstrip('.')}."),
                        line(muted("Source: "), names.source(hold.source), "."),
                    ),
                )
                for hold in safety.holds
            )
        )


def _stops(plan: Plan, names: Names) -> Iterator[Block]:
    yield heading(2, "When to stop or refer", name=Part.STOPS)
    yield Listing(
        tuple(
            Item(
                text=line(f"{rule.when} ", strong(rule.do)),
                below=(line(muted("Source: "), names.source(rule.source), "."),),
            )
            for rule in plan.safety.stop_and_refer
        )
    )


def _actions(actions: tuple[SafetyAction, ...], names: Names) -> Iterator[Item]:
    """Number the actions; a reason that repeats the one before is not printed again."""
    said: Line = ()
    for place, action in enumerate(actions, start=1):
        why = line(f"Why: {action.why} ", muted("Source: "), names.source(action.source), ".")
        repeated, said = why == said, why
        yield Item(
            marker=f"{place}.",
            text=line(
                strong(f"{_when(action)}: "),
                action.text,
                muted(because_words(action.because)),
            ),
            below=(line(muted("Why: as above.")),) if repeated else (why,),
        )


def _when(action: SafetyAction) -> str:
    if action.timing is not None:
        return f"{action.timing[:1].upper()}{action.timing[1:]}"
    return "At once" if action.session is None else f"Session {action.session}"


def _formulation(found: Formulation, names: Names) -> Iterator[Block]:
    yield heading(2, "Formulation", name=Part.FORMULATION)
    words = quoted(found.in_their_words) if found.in_their_words else "Nothing is recorded."
    yield paragraph(strong("In their words: "), words)
    if found.goals:
        yield heading(3, "Goals", name=Part.GOALS)
        yield Listing(tuple(_goal(goal, names) for goal in found.goals))
    yield heading(3, "Processes")
    if found.processes:
        yield Table(
            head=("Process", "Severity", "Need", "Where it comes from"),
            rows=tuple(_process(each) for each in found.processes),
        )
    conflicts = tuple(
        line(strong(f"{each.label}: "), each.conflict) for each in found.processes if each.conflict
    )
    if conflicts:
        yield paragraph(strong("Ratings and instruments differ:"))
        yield bullets(conflicts)
    yield from _rest_of_formulation(found, names)


def _goal(goal: GoalFinding, names: Names) -> Item:
    said = [f"priority {goal.priority}"] if goal.priority is not None else []
    said += [
        words.format(spaced(str(value)))
        for name, words in _SCALES
        if (value := getattr(goal, name)) is not None
    ]
    bears = few([names.in_sentence(each) for each in goal.processes])
    below = []
    if bears:
        below.append(line(f"Bears on: {bears}."))
    if said:
        below.append(line(f"The client's {', '.join(said)}."))
    return Item(text=line(strong(quoted(goal.text))), below=tuple(below))


def _process(found: ProcessFinding) -> tuple[Line, ...]:
    sources = "; ".join(plain(each) for each in found.sources)
    return (
        line(found.label),
        line(Span(f"{bar(found.severity)} ", Tone.BAR), severity_words(found.severity)),
        line(f"{found.need:.2f}"),
        line(sources),
    )


def _rest_of_formulation(found: Formulation, names: Names) -> Iterator[Block]:
    """Give strengths, goals nothing measures yet, and factors."""
    rows: list[Fact] = []
    if found.strengths:
        lines = tuple(
            line(
                Span(f"{bar(each.level)} ", Tone.BAR),
                f"{each.label}: {each.level} of 4",
                f" ({each.note})" if each.note else "",
            )
            for each in found.strengths
        )
        rows.append(Fact(label="Strengths", lines=lines))
    if found.unmeasured:
        unmeasured = few([names.in_sentence(each) for each in found.unmeasured])
        rows.append(
            fact("Unmeasured", f"A goal names {unmeasured}, but nothing rates it yet: rate it.")
        )
    if found.derived_factors:
        lines = tuple(
            line(f"{each.label}: {each.answer}, from {_origin(each.follows_from)}")
            for each in found.derived_factors
        )
        rows.append(Fact(label="Factors", lines=lines))
    if found.unread_factors:
        unread = few([spaced(each) for each in found.unread_factors])
        rows.append(fact("No rule uses", f"{unread}: recorded; no rule uses it."))
    if rows:
        yield heading(3, "Strengths and factors")
        yield Facts(tuple(rows))


def _origin(follows_from: str) -> str:
    """Write the path of the field it comes from as words."""
    return re.sub(r"(?<=[a-z])\.(?=[a-z])", ": ", plain(follows_from))


def _objectives(plan: Plan, names: Names) -> Iterator[Block]:
    yield heading(2, "Objectives", name=Part.OBJECTIVES)
    if not plan.objectives:
        yield paragraph(
            "None: no goal names a process with a severity. Agree on goals with the client."
        )
        return
    grouped: dict[str, list[Line]] = {}
    for each in plan.objectives:
        by = few([names.technique(identity) for identity in each.techniques])
        said = f" By: {by}; review in session {each.review_at}." if by else ""
        grouped.setdefault(each.goal, []).append(line(each.objective, muted(said)))
    yield Listing(
        tuple(
            Item(text=line(strong(quoted(goal))), below=tuple(below))
            for goal, below in grouped.items()
        )
    )


def _techniques(plan: Plan, names: Names) -> Iterator[Block]:
    least = plan.engine.policy.least_strength
    if plan.foundation:
        yield heading(2, "Foundation", name=Part.FOUNDATION)
        yield paragraph(
            "Runs throughout every plan. Ranked by correlation with outcome, which is not the "
            "effect of doing it."
        )
        for entry in plan.foundation:
            yield from entry_blocks(entry, names, least)
    if plan.phases:
        yield heading(2, "Techniques by kind of work", name=Part.TECHNIQUES)
        yield paragraph(
            "Phases say what kind of work it is; they are no barriers. The numbers follow the "
            "sessions in which techniques begin; held ones come last. Strength is 0 to 1: the "
            "lower bound of the effect, discounted for what it was compared with, for certainty "
            f"and for role; below {least:g} the evidence is weak."
        )
    for phase in plan.phases:
        yield heading(2, phase.label, name=phase.id)
        yield paragraph(phase.reason)
        if phase.exit_test:
            yield paragraph(strong("Exit test: "), phase.exit_test)
        for entry in phase.techniques:
            yield from entry_blocks(entry, names, least)


def _outline(plan: Plan, names: Names) -> Iterator[Block]:
    yield heading(2, "Sessions", name=Part.SESSIONS)
    if not plan.session_outline:
        yield paragraph("No session is planned.")
        return
    yield Table(
        head=("Session", "Work"),
        rows=tuple(
            (
                line(span.removeprefix("sessions ").removeprefix("session ")),
                line("; ".join(names.technique(each) for each in techniques)),
            )
            for span, techniques in session_stretches(plan.session_outline)
        )
        + tuple(_kept_free(plan)),
    )
    if any(len(each.techniques) > 1 for each in plan.session_outline):
        yield paragraph(
            "Where several stand in one session, the short work takes its minutes out of the "
            "hour, and the main work is shortened by them."
        )


def _kept_free(plan: Plan) -> Iterator[tuple[Line, Line]]:
    """Give a row for the sessions that stand free for what is on hold."""
    for entry in plan.techniques():
        if entry.kept_free is not None:
            yield (
                line(stretch(entry.kept_free)),
                line(f"Kept free for {entry.name} until: {'; '.join(untils(entry))}."),
            )
