"""
What follows the work itself, from coverage to how the plan was made.

The decisions, the measures, what was left out and the references stand here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import attrs

from neuroplan.citations import short_citation, statement
from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.plan import Monitoring, NotSelected, OverlayUsed, Plan
from neuroplan.model.policy import OrderingPolicy
from neuroplan.model.terms import Category, Omission
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
    code,
    fact,
    heading,
    line,
    muted,
    paragraph,
    strong,
)
from neuroplan.render.names import Names, Source
from neuroplan.render.parts import Part
from neuroplan.render.wording import (
    CATEGORIES,
    DECISIONS,
    OMISSIONS,
    few,
    plain,
    severity_words,
)


#: A figure the engine gives, always to three digits.
_FIGURE = re.compile(r"\d+\.\d{3}\b")


def annex(plan: Plan, names: Names) -> tuple[Block, ...]:
    """Give everything that follows the outline of the sessions."""
    return (
        *_coverage(plan, names),
        *_decisions(plan, names),
        *_monitoring(plan, names),
        *_left_out(plan),
        *_references(names),
        *_made(plan),
        heading(2, "What this is", name=Part.ABOUT),
        paragraph(plan.disclaimer),
    )


def _coverage(plan: Plan, names: Names) -> Iterator[Block]:
    coverage = plan.coverage
    missing = {each.category: each.why for each in coverage.missing}
    principles = {
        each.category: each.rationale.category_principle
        for each in (*plan.foundation, *plan.techniques())
    }
    yield heading(2, "The four categories", name=Part.COVERAGE)
    yield Listing(
        tuple(
            _category(category, getattr(coverage, category.value), missing, principles, names)
            for category in Category
        )
    )
    if coverage.unmet_processes:
        yield heading(3, "Unmet")
        yield bullets(
            tuple(
                line(
                    strong(f"{names.process(each.process)} ({severity_words(each.severity)}): "),
                    each.why,
                )
                for each in coverage.unmet_processes
            )
        )


def _category(
    category: Category,
    found: tuple[str, ...],
    missing: Mapping[Category, str],
    principles: Mapping[Category, str],
    names: Names,
) -> Item:
    label = strong(f"{CATEGORIES[category]}: ")
    below = line(muted(principles[category])) if category in principles else ()
    if category in missing:
        text = line(label, alert("missing"), f". {missing[category]}")
    else:
        text = line(label, few([names.technique(each) for each in found]))
    return Item(text=text, below=(below,) if below else ())


def _decisions(plan: Plan, names: Names) -> Iterator[Block]:
    if not plan.decisions:
        return
    yield heading(2, "The clinician's decisions", name=Part.DECISIONS)
    yield Listing(
        tuple(
            Item(
                text=line(
                    strong(f"{DECISIONS.get(each.decision, plain(each.decision))}: "),
                    *names.reference(each.technique_id),
                ),
                below=(
                    line(f"Reason: {each.reason}"),
                    line(f"The engine would have {plain(each.engine_would_have)}"),
                ),
            )
            for each in plan.decisions
        )
    )


def _monitoring(plan: Plan, names: Names) -> Iterator[Block]:
    yield heading(2, "Following progress", name=Part.MONITORING)
    if not plan.monitoring:
        yield paragraph("No installed measure follows what this plan targets: rate it and ask.")
        return
    yield Listing(tuple(_measure(each, names) for each in plan.monitoring))
    for advice in dict.fromkeys(each.what_if_no_change for each in plan.monitoring):
        yield paragraph(strong("If nothing changes: "), advice)


def _measure(found: Monitoring, names: Names) -> Item:
    measured = few([names.in_sentence(each) for each in found.processes])
    return Item(
        text=line(strong(found.instrument.upper()), f": {measured}"),
        below=(
            line(f"When: {found.every}; first review at session {found.review_at}."),
            line(f"Reliable change: {found.reliable_change}."),
        ),
    )


def _left_out(plan: Plan) -> Iterator[Block]:
    """Group what is not in the plan by the reason, and under it by what is said of it."""
    if not plan.not_selected:
        return
    yield heading(2, "What was left out, and why", name=Part.LEFT_OUT)
    for reason in Omission:
        found = [each for each in plan.not_selected if each.reason is reason]
        if not found:
            continue
        if reason is Omission.NOT_INDICATED:
            yield paragraph(strong(f"{OMISSIONS[reason]}: {len(found)} techniques. "), *_hint())
            continue
        alike: dict[str, list[NotSelected]] = {}
        for each in found:
            alike.setdefault(_FIGURE.sub("", each.detail), []).append(each)
        yield heading(3, f"{OMISSIONS[reason]} ({len(found)})")
        yield bullets(tuple(_omitted(group) for group in alike.values()))


def _hint() -> Line:
    return line(
        "They do not bear on this client's presentation; ",
        code("plan techniques show ID"),
        " and ",
        code("plan explain CLIENT ID"),
        " tell more.",
    )


def _omitted(group: list[NotSelected]) -> Line:
    """Name techniques with what is said of each, a figure that differs as its range."""
    parts: list[str | Span] = []
    for each in group:
        parts += [code(each.technique_id), ", "]
    said = zip(*(_FIGURE.findall(each.detail) for each in group), strict=True)
    ranges = iter([_range(figures) for figures in said])
    return line(*parts[:-1], f": {_FIGURE.sub(lambda _: next(ranges), group[0].detail)}")


def _range(figures: Sequence[str]) -> str:
    low, high = min(figures, key=float), max(figures, key=float)
    return low if low == high else f"{low} to {high}"


def _references(names: Names) -> Iterator[Block]:
    if not names.sources:
        return
    yield heading(2, "References", name=Part.REFERENCES)
    yield Listing(tuple(_source(each) for each in names.sources))


def _source(source: Source) -> Item:
    first = source.records[0]
    parts: list[str | Span] = [f"{first.citation} "]
    if first.doi:
        parts.append(Span(f"https://doi.org/{first.doi}", Tone.LINK))
    elif first.isbn:
        parts.append(f"ISBN {first.isbn}")
    return Item(
        marker=f"[{source.number}]",
        text=line(*parts),
        below=tuple(line(code(each.id), f": {_finding(each)}") for each in source.records),
    )


def _finding(record: EvidenceRecord) -> str:
    return statement(record).removeprefix(f"{short_citation(record)}: ") + "."


def _made(plan: Plan) -> Iterator[Block]:
    yield heading(2, "How this plan was made", name=Part.MADE)
    modalities = tuple(
        line(code(each.id), f": {each.name}, {each.version}, evidence as of {each.evidence_as_of}")
        for each in plan.modalities
    )
    rows = [
        fact("Engine", f"{plan.engine.name} {plan.engine.version}"),
        Fact(label="Modalities", lines=modalities or (line("none"),)),
        fact("Switched off", ", ".join(plan.switched_off) or "none"),
        *(fact(f"Overlay {each.name}", _overlay(each)) for each in plan.overlays),
        fact("Fingerprint", code(plan.fingerprint)),
    ]
    if plan.administrative:
        rows.append(
            fact("Administrative", "Data for payers travel with the plan and had no part in it.")
        )
    yield Facts(tuple(rows))
    yield heading(3, "Weights and limits of the ordering policy")
    yield Table(
        head=("Weight", "Value", "Weight", "Value"), rows=tuple(_policy(plan.engine.policy))
    )


def _overlay(overlay: OverlayUsed) -> str:
    parts = (
        ("added", overlay.added),
        ("corrected", overlay.corrected),
        ("retired", overlay.retired),
    )
    said = [f"{kind} {', '.join(ids)}" for kind, ids in parts if ids]
    return "; ".join(said) or "ties between techniques and records only"


def _policy(policy: OrderingPolicy) -> Iterator[tuple[Line, ...]]:
    """Give the policy two weights a row; what differs from the default says so."""
    shipped = OrderingPolicy()
    cells = []
    for attribute in attrs.fields(OrderingPolicy):
        value, default = getattr(policy, attribute.name), getattr(shipped, attribute.name)
        changed = "" if value == default else f" (default {default:g})"
        cells.append((line(plain(attribute.name)), line(f"{value:g}", strong(changed))))
    if len(cells) % 2:
        cells.append(((), ()))
    for left, right in zip(cells[::2], cells[1::2], strict=True):
        yield (*left, *right)
