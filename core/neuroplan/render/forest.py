"""
Small forest plots: the figures behind one technique, each with its interval.

All plots of a report stand on the same scale for the same kind of figure, so that they can be
compared by eye. What the engine counts on stands apart from what only informs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import attrs

from neuroplan.citations import COMPARED, figure, short_citation
from neuroplan.model.evidence import Effect, EvidenceRecord
from neuroplan.model.plan import PlannedTechnique
from neuroplan.model.terms import ChosenBecause, Use
from neuroplan.render.graphics import Tick, percent
from neuroplan.render.names import Names
from neuroplan.render.wording import CERTAINTY, few


@attrs.frozen(kw_only=True)
class Scale:
    """
    The line on which figures of one kind stand; the same in every plot of a report.

    Attributes:
        id: What the templates call it.
        least: The left end, as the figure is given.
        neutral: The value of no effect.
        logarithmic: Ratios: twice and half are equally far from 1.
    """

    id: str
    label: str
    least: float
    greatest: float
    neutral: float
    ticks: tuple[float, ...]
    logarithmic: bool = False

    def place(self, value: float) -> float:
        """Give where *value* stands, in percent of the width; outside values at the end."""
        if not self.logarithmic:
            return percent(value, self.least, self.greatest)
        least, greatest = math.log(self.least), math.log(self.greatest)
        return percent(math.log(max(value, self.least)), least, greatest)

    def marked(self) -> tuple[Tick, ...]:
        """Give the ticks of the scale."""
        return tuple(Tick(x=self.place(each), label=f"{each:g}") for each in self.ticks)


DIFFERENCES = Scale(
    id="differences",
    label="standardized difference, right of 0 is benefit",
    least=-0.5,
    greatest=2.5,
    neutral=0.0,
    ticks=(0.0, 0.5, 1.0, 1.5, 2.0),
)
CORRELATIONS = Scale(
    id="correlations",
    label="correlation with outcome, no effect of treatment",
    least=-0.25,
    greatest=1.0,
    neutral=0.0,
    ticks=(0.0, 0.25, 0.5, 0.75),
)
RATIOS = Scale(
    id="ratios",
    label="ratio, right of 1 is benefit",
    least=0.25,
    greatest=8.0,
    neutral=1.0,
    ticks=(0.5, 1.0, 2.0, 4.0),
    logarithmic=True,
)
SCALES = (DIFFERENCES, CORRELATIONS, RATIOS)


@attrs.frozen(kw_only=True)
class ForestRow:
    """
    One figure: point, interval, what it was compared with, and how certain it is.

    Attributes:
        source: Author and year.
        number: In the reference list.
        interval: Where the interval begins and ends, or None.
        beyond: Whether the interval goes on beyond the left or the right end of the scale.
        counted: Where the value that counts for this client stands, or None: it only informs.
        certainty: For the processes of this client, in words; empty where it only informs.
    """

    source: str
    number: int
    compared: str
    certainty: str
    figure: str
    point: float
    interval: tuple[float, float] | None
    beyond: tuple[bool, bool]
    counted: float | None


@attrs.frozen(kw_only=True)
class Forest:
    """Figures of one kind on one scale."""

    scale: Scale
    rows: tuple[ForestRow, ...]


@attrs.frozen(kw_only=True)
class Forests:
    """The plots of one technique: the figures counted on, and the others."""

    counted: tuple[Forest, ...]
    others: tuple[Forest, ...]

    @property
    def further(self) -> int:
        """How many figures inform without being counted on."""
        return sum(len(each.rows) for each in self.others)


def forests(
    entry: PlannedTechnique, records: Mapping[str, EvidenceRecord], names: Names
) -> Forests:
    """
    Draw the figures behind a technique, those counted on for this client first.

    Figures of harm and background stay in the reference list: a place left or right of no
    effect would say nothing true of them.
    """
    used = {each.record: each.effect_used for each in entry.targets if each.record}
    drawn = [
        record
        for identity in dict.fromkeys((*used, *entry.evidence))
        if (record := records.get(identity)) is not None
        and record.effect is not None
        and record.use in (Use.BENEFIT, Use.ASSOCIATION)
    ]
    first = [record for record in drawn if record.id in used]
    if not first and entry.chosen_because is ChosenBecause.FOUNDATION:
        first = drawn  # It is ranked by these correlations; no figure of benefit is counted on.
    others = [record for record in drawn if record not in first]

    def plots(chosen: list[EvidenceRecord]) -> tuple[Forest, ...]:
        rows: dict[str, tuple[Scale, list[ForestRow]]] = {}
        for record in chosen:
            if record.effect is None:
                continue
            scale = _scale_of(record.effect)
            row = _forest_row(record, record.effect, entry, names, used.get(record.id))
            rows.setdefault(scale.label, (scale, []))[1].append(row)
        return tuple(Forest(scale=scale, rows=tuple(found)) for scale, found in rows.values())

    return Forests(counted=plots(first), others=plots(others))


def _scale_of(effect: Effect) -> Scale:
    if effect.is_ratio:
        return RATIOS
    return CORRELATIONS if effect.metric == "r" else DIFFERENCES


def _forest_row(
    record: EvidenceRecord,
    effect: Effect,
    entry: PlannedTechnique,
    names: Names,
    used: float | None,
) -> ForestRow:
    scale = _scale_of(effect)
    interval, beyond = None, (False, False)
    if effect.ci is not None:
        low, high = effect.ci
        interval = (scale.place(low), scale.place(high))
        beyond = (low < scale.least, high > scale.greatest)
    return ForestRow(
        source=short_citation(record),
        number=names.numbers.get(record.id, 0),
        compared=COMPARED[record.comparator.type],
        certainty=_certainty(record, entry, names),
        figure=figure(effect),
        point=scale.place(effect.value),
        interval=interval,
        beyond=beyond,
        counted=DIFFERENCES.place(used) if used is not None and scale is DIFFERENCES else None,
    )


def _certainty(record: EvidenceRecord, entry: PlannedTechnique, names: Names) -> str:
    """Say how certain a record is for the processes of this client it is used for."""
    found: dict[str, list[str]] = {}
    for target in entry.targets:
        if target.record == record.id:
            words = CERTAINTY[target.certainty]
            found.setdefault(words, []).append(names.in_sentence(target.process))
    return "; ".join(f"{words} for {few(processes)}" for words, processes in found.items())
