"""The entry of one technique: what it is for, why, how sure that is, how, and what to watch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from neuroplan.model.plan import PlannedTechnique, TargetFinding
from neuroplan.model.terms import ChosenBecause, Status
from neuroplan.render.blocks import (
    Block,
    Fact,
    Facts,
    Heading,
    Line,
    Span,
    Tone,
    alert,
    code,
    fact,
    heading,
    line,
)
from neuroplan.render.names import Names
from neuroplan.render.parts import Row
from neuroplan.render.wording import (
    CATEGORIES,
    STATUS,
    bar,
    chosen,
    role_words,
    session_words,
    severity_words,
    strength_words,
)


#: The steps are those of the plain form.
ADAPTED_FIRST = "(It goes before the steps below.)"


def entry_blocks(entry: PlannedTechnique, names: Names, least: float) -> tuple[Block, ...]:
    """
    Give the entry of a technique.

    Args:
        least: Strength below which evidence counts as weak.
    """
    rows = (
        *_standing(entry, names),
        *_reasons(entry, names, least),
        *_doing(entry),
        *_watching(entry, names),
    )
    return (_title(entry), Facts(rows))


def _title(entry: PlannedTechnique) -> Heading:
    place = f"{entry.order}. "
    if entry.chosen_because is ChosenBecause.FOUNDATION:
        place = f"F{entry.order}. "
    if entry.status is Status.HELD:
        return heading(3, place, alert(f"[{STATUS[entry.status]}]"), f" {entry.name}")
    return heading(3, f"{place}{entry.name}")


def _standing(entry: PlannedTechnique, names: Names) -> Iterator[Fact]:
    """Say where it stands: held or active, when, whose, and why it was chosen."""
    if entry.status is Status.HELD:
        until = tuple(line(alert(each)) for each in entry.hold_until)
        yield Fact(
            label="HELD until", lines=until or (line(alert("the clinician decides")),), watch=True
        )
    yield fact("When", session_words(entry))
    if entry.chosen_because is not ChosenBecause.FOUNDATION:
        yield fact("Chosen", f"{chosen(entry)} (priority {entry.priority:.3f})")
    where = f"; {names.modality(entry.modality)}; {CATEGORIES[entry.category]}"
    yield fact("Technique", code(entry.technique_id), where, name=Row.IDENTITY)


def _reasons(entry: PlannedTechnique, names: Names, least: float) -> Iterator[Fact]:
    rationale = entry.rationale
    yield fact("Why", rationale.for_this_client)
    if entry.targets:
        lines = tuple(_target(each, names, least) for each in entry.targets)
        yield Fact(label="Serves", lines=lines)
    cited = names.cite(entry.evidence)
    yield fact("Evidence", rationale.evidence_statement, " ", cited, name=Row.EVIDENCE)
    if rationale.contested:
        yield fact("Contested", rationale.contested, name=Row.CONTESTED)
    yield fact("Mechanism", rationale.mechanism, name=Row.MECHANISM)


def _target(target: TargetFinding, names: Names, least: float) -> Line:
    via = f", through {names.in_sentence(target.via)}" if target.via else ""
    return line(
        Span(f"{bar(target.severity)} ", Tone.BAR),
        f"{names.process(target.process)} ({severity_words(target.severity)}; "
        f"{role_words(target.role)}{via}): {strength_words(target, least)}",
        " ",
        names.cite([target.record] if target.record else []),
    )


def _doing(entry: PlannedTechnique) -> Iterator[Fact]:
    if entry.adapted_form:
        yield fact("Adapted form", alert(entry.adapted_form), f" {ADAPTED_FIRST}", watch=True)
    yield Fact(label="Steps", lines=_lines(entry.steps), numbered=True, name=Row.STEPS)
    yield fact("To the client", entry.for_the_client, name=Row.TO_THE_CLIENT)
    yield fact("Home practice", entry.home_practice or "none", name=Row.HOME_PRACTICE)


def _watching(entry: PlannedTechnique, names: Names) -> Iterator[Fact]:
    if entry.cautions:
        yield Fact(label="Cautions", lines=_lines(entry.cautions), watch=True)
    if entry.ask_before_starting:
        yield Fact(label="Ask first", lines=_lines(entry.ask_before_starting), watch=True)
    yield fact("Training", entry.training, name=Row.TRAINING)
    if entry.prepares_for:
        lines = tuple(line(*names.reference(each)) for each in entry.prepares_for)
        yield Fact(label="Prepares for", lines=lines, name=Row.PREPARES_FOR)
    if entry.alternatives:
        lines = tuple(
            line(*names.reference(each.technique_id), f": {each.why}")
            for each in entry.alternatives
        )
        yield Fact(label="Alternatives", lines=lines, name=Row.ALTERNATIVES)


def _lines(texts: Sequence[str]) -> tuple[Line, ...]:
    return tuple(line(each) for each in texts)
