"""
The report for the clinician: the page in sections, in the order of reading, with its pictures.

What is said is the page's; here stand only the order, what is folded away and which picture
stands where. The client's words and goals come first, and safety before them where it is not
routine.
"""

from __future__ import annotations

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
from neuroplan.render.parts import Part, Row
from neuroplan.render.wording import chosen, few


#: What the report shows before the rest, which stays in the order of the page.
FIRST = (
    Part.WORDS,
    Part.GLANCE,
    Part.SAFETY,
    Part.COVERAGE,
    Part.SESSIONS,
    Part.FORMULATION,
    Part.PERSON,
)
#: Their parts are long and read only when asked for.
FOLDED = frozenset({Part.LEFT_OUT, Part.MADE, Part.ORDER})
PICTURES: Mapping[str, str] = {Part.COVERAGE: "coverage", Part.SESSIONS: "timeline"}
#: Rows of the first screen that lead wherever safety is not routine.
SAFETY_ROWS = (Row.SAFETY, Row.CONSENT, Row.DO_FIRST)
#: Rows of the first screen that stand in full right above it.
WISHES_ROWS = (Row.SAYS, Row.WANTS, Row.WISHES)
#: What the formulation holds in the client's own voice, beside the words it begins with.
OWN = (Part.GOALS, Part.WISHES)
#: What is folded in a technique's entry, and under which words.
FOLDS: Mapping[str, tuple[Row, ...]] = {
    "How to do it": (Row.STEPS, Row.TO_THE_CLIENT, Row.HOME_PRACTICE, Row.TRAINING),
    "The evidence in words": (Row.EVIDENCE, Row.CONTESTED, Row.MECHANISM),
    "Alternatives": (Row.PREPARES_FOR, Row.ALTERNATIVES),
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
    title, glance, page = _parts(plan_page(plan))
    banner = _banner(plan, glance)
    parts = {part.id: part for part in (*page, *_own_parts(plan, names, glance, banner))}
    own, rest = _own(parts[Part.FORMULATION].blocks)
    parts[Part.WORDS] = Section(id=Part.WORDS, title="The client's words and goals", blocks=own)
    parts[Part.FORMULATION] = attrs.evolve(parts[Part.FORMULATION], blocks=rest)
    entries = _entries(plan, names)
    return Report(
        title=title,
        client_id=plan.client_id,
        level=plan.safety.level,
        banner=banner,
        sections=tuple(
            _laid_out(parts[name], entries.get(name, ()))
            for name in _order_of(plan, parts)
            if parts[name].blocks
        ),
        coverage=coverage_picture(plan),
        timeline=timeline(plan),
        scales=SCALES,
        made_by=f"{plan.engine.name} {plan.engine.version}",
        fingerprint=plan.fingerprint,
        first_review=min((each.review_at for each in plan.monitoring), default=None),
    )


def _parts(page: Iterable[Block]) -> tuple[str, Facts, list[Section]]:
    """Take the page apart: its title, the first screen, and the sections."""
    title, glance, *blocks = page
    if not isinstance(title, Heading) or not isinstance(glance, Facts):
        raise TypeError("the page begins with a title and the first screen")
    parts: list[Section] = []
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2:  # noqa: PLR2004 - sections
            parts.append(Section(id=block.name, title=_text(block.text), blocks=()))
        else:
            parts[-1] = attrs.evolve(parts[-1], blocks=(*parts[-1].blocks, block))
    return _text(title.text), glance, parts


def _text(words: Line) -> str:
    return "".join(span.text for span in words)


def _own_parts(plan: Plan, names: Names, glance: Facts, banner: Facts) -> Iterator[Section]:
    """Give the first screen without what stands above it, and how the order came about."""
    above = {*WISHES_ROWS, *(SAFETY_ROWS if banner.rows else ())}
    shown = Facts(tuple(row for row in glance.rows if row.name not in above))
    yield Section(id=Part.GLANCE, title="At a glance", blocks=(shown,))
    order = tuple(_order(plan, names))
    yield Section(id=Part.ORDER, title="How the order was computed", blocks=order)


def _order_of(plan: Plan, parts: Iterable[str]) -> list[str]:
    """Order the sections by name; the rest keeps the order of the page."""
    given = list(parts)
    names: list[str] = [name for name in FIRST if name in given]
    names += [name for name in given if name not in FIRST and name != Part.ORDER]
    names.insert(names.index(Part.MADE), Part.ORDER)
    if _is_grave(plan):
        names.remove(Part.SAFETY)
        names.insert(0, Part.SAFETY)
    return names


def _banner(plan: Plan, glance: Facts) -> Facts:
    """Give what leads the report: nothing where safety is routine, asked about and consented."""
    safety = plan.safety
    routine = safety.level is SafetyLevel.ROUTINE and not safety.assessment_incomplete
    if routine and safety.consent == "given":
        return Facts(())
    # Where it is grave, all actions stand in full right below.
    wanted = SAFETY_ROWS[:2] if _is_grave(plan) else SAFETY_ROWS
    return Facts(tuple(row for row in glance.rows if row.name in wanted))


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
            chosen = own if block.name in OWN else rest
        chosen.append(block)
    return tuple(own), tuple(rest)


# Sections


def _laid_out(section: Section, entries: tuple[Entry, ...]) -> Section:
    """Give a section its entries, its folded groups and its picture."""
    groups: tuple[Group, ...] = ()
    blocks = section.blocks
    if section.id in FOLDED:
        groups = tuple(_groups(blocks))
    if entries or section.id in FOLDED:
        blocks = tuple(_up_to_heading(blocks))
    picture = PICTURES.get(section.id, "")
    return attrs.evolve(section, blocks=blocks, entries=entries, groups=groups, picture=picture)


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


def _entries(plan: Plan, names: Names) -> dict[str, tuple[Entry, ...]]:
    """Lay out the entries of every section that has techniques."""
    records = {each.id: each for each in plan.references}
    least = plan.engine.policy.least_strength
    sections: dict[str, tuple[PlannedTechnique, ...]] = {Part.FOUNDATION: plan.foundation}
    sections |= {phase.id: phase.techniques for phase in plan.phases}

    def laid_out(entry: PlannedTechnique) -> Entry:
        title, facts = entry_blocks(entry, names, least)
        if not isinstance(title, Heading) or not isinstance(facts, Facts):
            raise TypeError("an entry is a heading and facts")
        apart = {Row.IDENTITY, *(row for rows in FOLDS.values() for row in rows)}
        rows = {row.name: row for row in facts.rows}
        return Entry(
            id=entry.technique_id,
            category=entry.category,
            held=entry.status is Status.HELD,
            title=title.text,
            identity=rows[Row.IDENTITY].lines[0],
            facts=Facts(tuple(row for row in facts.rows if row.name not in apart)),
            folds=tuple(_folds(rows)),
            forests=forests(entry, records, names),
        )

    return {
        section: tuple(laid_out(entry) for entry in techniques)
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
