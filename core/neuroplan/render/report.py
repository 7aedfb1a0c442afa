"""
The report for the clinician: the page in sections, in the order of reading, with its pictures.

What is said is the page's; here stand only the order, what is folded away and which picture
stands where. The client's words and goals come first, and safety before them where it is not
routine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import attrs

from neuroplan.model.plan import Plan, PlannedTechnique
from neuroplan.model.terms import Category, SafetyLevel, Status
from neuroplan.render.blocks import (
    Block,
    Fact,
    Facts,
    Heading,
    Line,
    Table,
    heading,
    line,
    paragraph,
)
from neuroplan.render.entries import entry_blocks
from neuroplan.render.forest import SCALES, Forests, Scale, forests
from neuroplan.render.graphics import CoveragePicture, Timeline, coverage_picture, timeline
from neuroplan.render.names import Names
from neuroplan.render.page import plan_page
from neuroplan.render.wording import chosen, few


WORDS, GLANCE = "The client's words and goals", "At a glance"
ORDER = "How the order was computed"
#: What the report shows before the rest, which stays in the order of the page.
FIRST = (
    WORDS,
    GLANCE,
    "Safety",
    "The four categories",
    "Sessions",
    "Formulation",
    "Working with this client",
)
#: Their parts are long and read only when asked for.
FOLDED = frozenset({"What was left out, and why", "How this plan was made", ORDER})
#: Rows of the first screen that lead wherever safety is not routine.
SAFETY_ROWS = ("Safety", "Consent", "Do first")
#: Rows of the first screen that stand in full right above it.
WISHES_ROWS = ("Client says", "Wants", "Wishes")
#: What the formulation holds in the client's own voice, beside the words it begins with.
OWN = ("Goals", "Wishes")
#: What stands open in a technique's entry, and what is folded under which words.
IDENTITY = "Technique"
FOLDS: Mapping[str, tuple[str, ...]] = {
    "How to do it": ("Steps", "To the client", "Home practice", "Training"),
    "The evidence in words": ("Evidence", "Contested", "Mechanism"),
    "Alternatives": ("Prepares for", "Alternatives"),
}


@attrs.frozen(kw_only=True)
class Fold:
    """Rows of an entry that are folded away under a few words."""

    label: str
    facts: Facts


@attrs.frozen(kw_only=True)
class Entry:
    """The entry of one technique, as the report lays it out."""

    id: str
    category: Category
    held: bool
    title: Line
    identity: Line
    facts: Facts
    folds: tuple[Fold, ...]
    forests: Forests


@attrs.frozen(kw_only=True)
class Group:
    """A part of a section that is folded away under its heading."""

    title: Line
    blocks: tuple[Block, ...]


@attrs.frozen(kw_only=True)
class Section:
    """
    One section of the report.

    Attributes:
        picture: coverage, timeline or empty.
        groups: Folded parts, after the blocks.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    entries: tuple[Entry, ...] = ()
    groups: tuple[Group, ...] = ()
    picture: str = ""


@attrs.frozen(kw_only=True)
class Report:
    """
    Everything the report shows.

    Attributes:
        level: The safety level.
        banner: What stands above all else; empty where safety is routine.
        made_by: Engine and version.
        first_review: Session of the first review, or None.
    """

    title: str
    client_id: str
    level: SafetyLevel
    banner: Facts
    sections: tuple[Section, ...]
    coverage: CoveragePicture
    timeline: Timeline | None
    scales: tuple[Scale, ...]
    made_by: str
    fingerprint: str
    first_review: int | None


def report(plan: Plan) -> Report:
    """Lay out the report of a plan."""
    names = Names.of(plan)
    title, glance, parts = _parts(plan_page(plan))
    banner = _banner(plan, glance)
    own, parts["Formulation"] = _own(parts["Formulation"])
    parts[WORDS] = own
    above = {*WISHES_ROWS, *(SAFETY_ROWS if banner.rows else ())}
    parts[GLANCE] = (Facts(tuple(row for row in glance.rows if row.label not in above)),)
    parts[ORDER] = tuple(_order(plan, names))
    entries = _entries(plan, names)
    return Report(
        title=title,
        client_id=plan.client_id,
        level=plan.safety.level,
        banner=banner,
        sections=tuple(
            _section(name, parts[name], entries) for name in _order_of(plan, parts) if parts[name]
        ),
        coverage=coverage_picture(plan),
        timeline=timeline(plan),
        scales=SCALES,
        made_by=f"{plan.engine.name} {plan.engine.version}",
        fingerprint=plan.fingerprint,
        first_review=min((each.review_at for each in plan.monitoring), default=None),
    )


def _parts(page: Iterable[Block]) -> tuple[str, Facts, dict[str, tuple[Block, ...]]]:
    """Take the page apart: its title, the first screen, and the sections by their titles."""
    title, glance, *blocks = page
    if not isinstance(title, Heading) or not isinstance(glance, Facts):
        raise TypeError("the page begins with a title and the first screen")
    parts: dict[str, tuple[Block, ...]] = {}
    name = ""
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2:  # noqa: PLR2004 - sections
            name = _text(block.text)
            parts[name] = ()
        else:
            parts[name] += (block,)
    return _text(title.text), glance, parts


def _text(words: Line) -> str:
    return "".join(span.text for span in words)


def _order_of(plan: Plan, parts: Mapping[str, object]) -> list[str]:
    names = [name for name in FIRST if name in parts]
    names += [name for name in parts if name not in FIRST and name != ORDER]
    names.insert(names.index("How this plan was made"), ORDER)
    if _is_grave(plan):
        names.remove("Safety")
        names.insert(0, "Safety")
    return names


def _banner(plan: Plan, glance: Facts) -> Facts:
    """Give what leads the report: nothing where safety is routine, asked about and consented."""
    safety = plan.safety
    routine = safety.level is SafetyLevel.ROUTINE and not safety.assessment_incomplete
    if routine and safety.consent == "given":
        return Facts(())
    # Where it is grave, all actions stand in full right below.
    wanted = SAFETY_ROWS[:2] if _is_grave(plan) else SAFETY_ROWS
    return Facts(tuple(row for row in glance.rows if row.label in wanted))


def _is_grave(plan: Plan) -> bool:
    """Whether all safety actions, in full, stand before everything else."""
    return plan.safety.level.rank >= SafetyLevel.URGENT.rank


def _own(formulation: tuple[Block, ...]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """Part what the client said and wants from what was made of it."""
    own: list[Block] = []
    rest: list[Block] = []
    chosen = own
    for block in formulation:
        if isinstance(block, Heading):
            chosen = own if _text(block.text) in OWN else rest
        chosen.append(block)
    return tuple(own), tuple(rest)


# Sections


def _section(name: str, blocks: tuple[Block, ...], entries: Mapping[str, list[Entry]]) -> Section:
    found = tuple(entries.get(name, ()))
    groups: tuple[Group, ...] = ()
    if found:
        blocks = tuple(_up_to_heading(blocks))
    elif name in FOLDED:
        groups = tuple(_groups(blocks))
        blocks = tuple(_up_to_heading(blocks))
    picture = {"The four categories": "coverage", "Sessions": "timeline"}.get(name, "")
    return Section(
        id=_slug(name), title=name, blocks=blocks, entries=found, groups=groups, picture=picture
    )


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "section"


def _up_to_heading(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Heading):
            return
        yield block


def _groups(blocks: Iterable[Block]) -> Iterator[Group]:
    """Fold what follows each heading."""
    title: Line | None = None
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            if title is not None:
                yield Group(title=title, blocks=tuple(found))
            title, found = block.text, []
        else:
            found.append(block)
    if title is not None:
        yield Group(title=title, blocks=tuple(found))


# Entries


def _entries(plan: Plan, names: Names) -> dict[str, list[Entry]]:
    """Lay out the entries of every section that has techniques."""
    records = {each.id: each for each in plan.references}
    least = plan.engine.policy.least_strength
    sections = {"Foundation": plan.foundation}
    sections |= {phase.label: phase.techniques for phase in plan.phases}

    def laid_out(entry: PlannedTechnique) -> Entry:
        title, facts = entry_blocks(entry, names, least)
        if not isinstance(title, Heading) or not isinstance(facts, Facts):
            raise TypeError("an entry is a heading and facts")
        folded = {label for labels in FOLDS.values() for label in labels}
        rows = {row.label: row for row in facts.rows}
        return Entry(
            id=entry.technique_id,
            category=entry.category,
            held=entry.status is Status.HELD,
            title=title.text,
            identity=rows[IDENTITY].lines[0],
            facts=Facts(tuple(row for row in facts.rows if row.label not in {*folded, IDENTITY})),
            folds=tuple(_folds(rows)),
            forests=forests(entry, records, names),
        )

    return {
        section: [laid_out(entry) for entry in techniques]
        for section, techniques in sections.items()
    }


def _folds(rows: Mapping[str, Fact]) -> Iterator[Fold]:
    for label, wanted in FOLDS.items():
        found = tuple(rows[each] for each in wanted if each in rows)
        if found:
            yield Fold(label=label, facts=Facts(found))


# What the report says beyond the page


def _order(plan: Plan, names: Names) -> Iterator[Block]:
    techniques = plan.techniques()
    if not techniques:
        return
    yield paragraph(
        "Strength is the lower bound of the effect, discounted for what it was compared with, "
        "for certainty and for role. A priority is the sum of what is still needed times "
        "strength over all processes a technique serves, weighted by the client's wishes and "
        "by what suits them. After each choice the needs it serves count less. Numbers follow "
        "the sessions; priorities say what was chosen first."
    )
    yield heading(3, f"Priorities of the {len(techniques)} techniques")
    ranked = sorted(techniques, key=lambda each: (-each.priority, each.order))
    yield Table(
        head=("Technique", "Chosen because", "Priority", "Need × strength of its processes"),
        rows=tuple(
            (
                line(f"{each.order}. {each.name}"),
                line(chosen(each)),
                line(f"{each.priority:.3f}"),
                line(_products(each, names)),
            )
            for each in ranked
        ),
    )


def _products(entry: PlannedTechnique, names: Names) -> str:
    return (
        few(
            [
                f"{names.in_sentence(each.process)} {each.need:.2f} × {each.strength:.3f}"
                for each in entry.targets
            ]
        )
        or "none"
    )
