"""
The pictures of a report as plain values: where each mark stands, and what it says in words.

Places are percentages of the width, so that a picture fits a wide page, a phone and paper
while its letters keep their size. Every picture has a text alternative; nothing is said by
colour or place alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

import attrs

from neuroplan.model.plan import Plan, PlannedTechnique
from neuroplan.model.terms import Category, ChosenBecause, Status
from neuroplan.render.wording import CATEGORIES, SAFETY_SESSION, few, session_words


#: Rings of a quarter of the coverage picture; further techniques are counted in words only.
_RINGS = 5
_CENTRE = 100.0
_INNER, _RING, _GAP = 26.0, 12.0, 2.0


# Coverage


@attrs.frozen(kw_only=True)
class Ring:
    """One technique in the coverage picture: an SVG path, and whether it waits."""

    path: str
    held: bool


@attrs.frozen(kw_only=True)
class Quarter:
    """
    One category in the coverage picture.

    Attributes:
        active: How many techniques of it may start.
        waiting: How many are on hold.
        rings: A ring a technique, from the inside, held ones last.
        ground: The whole quarter, as an SVG path.
        missing: Whether nothing active covers it.
    """

    category: Category
    label: str
    active: int
    waiting: int
    rings: tuple[Ring, ...]
    ground: str
    missing: bool

    @property
    def words(self) -> str:
        """The quarter in words."""
        said = "missing"
        if not self.missing:
            said = f"{self.active} technique{'' if self.active == 1 else 's'}"
        waits = f", {self.waiting} on hold" if self.waiting else ""
        return f"{self.label}: {said}{waits}"


@attrs.frozen(kw_only=True)
class CoveragePicture:
    """The four categories as quarters of a disc."""

    quarters: tuple[Quarter, ...]

    @property
    def words(self) -> str:
        """The picture in words."""
        return "; ".join(each.words for each in self.quarters) + "."


def coverage_picture(plan: Plan) -> CoveragePicture:
    """Draw how many techniques of the plan stand in each of the four categories."""
    missing = {each.category for each in plan.coverage.missing}
    return CoveragePicture(
        quarters=tuple(
            _quarter(place, category, plan, missing=category in missing)
            for place, category in enumerate(Category)
        )
    )


def _quarter(place: int, category: Category, plan: Plan, *, missing: bool) -> Quarter:
    found = [each for each in (*plan.foundation, *plan.techniques()) if each.category is category]
    found.sort(key=lambda each: each.status is Status.HELD)
    waiting = sum(each.status is Status.HELD for each in found)
    return Quarter(
        category=category,
        label=CATEGORIES[category],
        active=len(found) - waiting,
        waiting=waiting,
        rings=tuple(
            Ring(path=_sector(place, ring, 1), held=each.status is Status.HELD)
            for ring, each in enumerate(found[:_RINGS])
        ),
        ground=_sector(place, 0, _RINGS),
        missing=missing,
    )


def _sector(quarter: int, first: int, rings: int) -> str:
    """Give the path of *rings* rings of a quarter; quarters go clockwise from the top."""
    inner = _INNER + first * _RING
    outer = inner + rings * _RING - _GAP
    begin, end = math.radians(90 * quarter + 2), math.radians(90 * quarter + 88)
    near, far = [
        tuple(
            f"{_CENTRE + radius * math.sin(angle):.1f} {_CENTRE - radius * math.cos(angle):.1f}"
            for angle in (begin, end)
        )
        for radius in (inner, outer)
    ]
    return (
        f"M{near[0]}L{far[0]}A{outer:g} {outer:g} 0 0 1 {far[1]}"
        f"L{near[1]}A{inner:g} {inner:g} 0 0 0 {near[0]}Z"
    )


# Timeline


@attrs.frozen(kw_only=True)
class Mark:
    """A stretch of a line: where it begins and how long it is, in percent of the width."""

    x: float
    width: float

    @property
    def end(self) -> float:
        """Where it ends."""
        return round(self.x + self.width, 1)

    @property
    def middle(self) -> float:
        """The middle of it."""
        return round(self.x + self.width / 2, 1)


@attrs.frozen(kw_only=True)
class TimelineRow:
    """
    What one technique takes of the sessions.

    Attributes:
        kind: session, beside (outside sessions), throughout, held, safety or review.
        category: Of a technique, else None.
    """

    label: str
    technique_id: str | None
    kind: str
    category: Category | None
    marks: tuple[Mark, ...]
    words: str


@attrs.frozen(kw_only=True)
class TimelineGroup:
    """The rows of one phase."""

    label: str
    rows: tuple[TimelineRow, ...]


@attrs.frozen(kw_only=True)
class Tick:
    """A label on a scale, at a percentage of its width."""

    x: float
    label: str


@attrs.frozen(kw_only=True)
class Timeline:
    """The sessions from left to right, the techniques of each phase below one another."""

    sessions: int
    ticks: tuple[Tick, ...]
    groups: tuple[TimelineGroup, ...]


#: More session numbers than this would touch on a phone.
_MOST_TICKS = 8


def timeline(plan: Plan) -> Timeline | None:
    """Draw when each technique has its sessions; None where no session is planned."""
    if not plan.session_outline:
        return None
    last = max(
        *(each.session for each in plan.session_outline),
        *(each.kept_free.last for each in plan.techniques() if each.kept_free),
        1,
    )
    held: dict[str, list[int]] = {}
    for each in plan.session_outline:
        for technique in each.techniques:
            held.setdefault(technique, []).append(each.session)
    groups = [
        TimelineGroup(
            label=phase.label,
            rows=tuple(_row(entry, held, last) for entry in phase.techniques),
        )
        for phase in plan.phases
    ]
    before = tuple(_before(plan, held, last))
    reviews = tuple(_reviews(plan, last))
    return Timeline(
        sessions=last,
        ticks=tuple(_session_ticks(last)),
        groups=tuple(
            group
            for group in (
                TimelineGroup(label="Safety and foundation", rows=before),
                *groups,
                TimelineGroup(label="Measures", rows=reviews),
            )
            if group.rows
        ),
    )


def _before(plan: Plan, sessions: Mapping[str, list[int]], last: int) -> Iterator[TimelineRow]:
    safety = sorted({n for name, at in sessions.items() if name.startswith("safety.") for n in at})
    if safety:
        yield TimelineRow(
            label=SAFETY_SESSION,
            technique_id=None,
            kind="safety",
            category=None,
            marks=_marks(safety, last),
            words=_sessions_words(safety),
        )
    for entry in plan.foundation:
        yield _row(entry, sessions, last)


def _row(entry: PlannedTechnique, sessions: Mapping[str, list[int]], last: int) -> TimelineRow:
    planned = entry.sessions
    kind, marks = "session", _marks(sessions.get(entry.technique_id, []), last)
    if entry.chosen_because is ChosenBecause.FOUNDATION:
        kind, marks = "throughout", _marks(range(1, last + 1), last)
    elif entry.status is Status.HELD:
        kept = entry.kept_free
        waits = range(kept.first, kept.last + 1) if kept else range(1, last + 1)
        kind, marks = "held", _marks(waits, last)
    elif planned is not None and planned.count == 0:
        kind, marks = "beside", _marks(range(planned.first, planned.last + 1), last)
    return TimelineRow(
        label=entry.name,
        technique_id=entry.technique_id,
        kind=kind,
        category=entry.category,
        marks=marks,
        words=session_words(entry),
    )


def _reviews(plan: Plan, last: int) -> Iterator[TimelineRow]:
    """Give one row for all measures that are first reviewed in the same sessions."""
    at = sorted({each.review_at for each in plan.monitoring if each.review_at <= last})
    if at:
        yield TimelineRow(
            label="Review of the measures",
            technique_id=None,
            kind="review",
            category=None,
            marks=_marks(at, last),
            words=_sessions_words(at),
        )


def _marks(sessions: Iterable[int], last: int) -> tuple[Mark, ...]:
    """Join neighbouring sessions into one mark."""
    runs: list[list[int]] = []
    for session in sorted(set(sessions)):
        if runs and runs[-1][1] == session - 1:
            runs[-1][1] = session
        else:
            runs.append([session, session])
    return tuple(
        Mark(x=percent(first - 1, 0, last), width=percent(end - first + 1, 0, last))
        for first, end in runs
    )


def _session_ticks(last: int) -> Iterator[Tick]:
    step = math.ceil(last / _MOST_TICKS)
    for session in range(1, last + 1, step):
        yield Tick(x=percent(session - 0.5, 0, last), label=str(session))


def _sessions_words(sessions: list[int]) -> str:
    word = "session" if len(sessions) == 1 else "sessions"
    return f"{word} {few([str(each) for each in sessions])}"


def percent(value: float, least: float, greatest: float) -> float:
    """Give where *value* stands between two ends, 0-100; outside values at the end."""
    share = (value - least) / (greatest - least)
    return round(100 * min(max(share, 0.0), 1.0), 1)
