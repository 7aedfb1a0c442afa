"""
Place dated results in series, and judge each score by itself.

The verdicts are those of Jacobson and Truax (1991), with the published figure of a reliable
change where an instrument has one. Nothing is averaged, so that no deterioration can hide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import attrs

from neuroplan.errors import PresentationError, Problem
from neuroplan.instruments import score
from neuroplan.model.instrument import (
    RELIABLE_KINDS,
    Cutoff,
    Instrument,
    Reliability,
    ScaleDirection,
    Score,
    Subscale,
)
from neuroplan.model.presentation import InstrumentResult, Presentation, in_time
from neuroplan.model.progress import (
    Criterion,
    JacobsonTruax,
    NotFollowed,
    Point,
    Series,
    Setback,
    Trend,
    Verdict,
)
from neuroplan.model.terms import spaced
from neuroplan.pipeline.factors import ADULT_AGE


__all__ = ["Scored", "all_series", "criterion_of", "score_all"]

ALLIANCE = "alliance_strain"
_UNDIRECTED = (ScaleDirection.NEUTRAL, ScaleDirection.BY_SCALE)


@attrs.frozen(kw_only=True)
class Scored:
    """A result with its instrument and score; *place* counts the results of the file."""

    place: int
    instrument: Instrument
    result: InstrumentResult
    score: Score

    @property
    def date(self) -> str:
        """The date, empty where there is none."""
        return self.result.date or ""


def score_all(presentation: Presentation, instruments: Mapping[str, Instrument]) -> list[Scored]:
    """
    Score every result, sorted by instrument, the latest of each last.

    Args:
        instruments: Those that are known, by id.

    Raises:
        PresentationError: Everything that cannot be scored.
    """
    found: list[Scored] = []
    problems: list[Problem] = []
    for place, result in in_time(presentation.instruments):
        path = f"$.instruments[{place}]"
        instrument = instruments.get(result.id)
        if instrument is None:
            what, mend = "unknown instrument", "see `plan instruments list`"
            problems.append(Problem(f"{path}.id", what, mend))
            continue
        try:
            scored = score(instrument, result, path=path)
        except PresentationError as error:
            problems.extend(error.problems)
        else:
            found.append(Scored(place=place, instrument=instrument, result=result, score=scored))
    if problems:
        raise PresentationError("the client presentation is not valid", problems)
    return sorted(found, key=lambda each: each.result.id)


def criterion_of(instrument: Instrument, name: str) -> Criterion | None:
    """
    Give the least reliable change of the score called *name*, or None where none is known.

    A published figure goes first; else it is computed where SD and reliability are known.
    All figures are of totals: a subscale has none.
    """
    if name != "total":
        return None
    stated = instrument.reliable_change
    if stated.reliable is not None:
        return Criterion(
            points=stated.reliable,
            kind=stated.kind,
            words=RELIABLE_KINDS[stated.kind],
            source=stated.source,
        )
    figures = _figures(instrument.reliability)
    if figures is None:
        return None
    sd, reliability, which = figures
    return Criterion(
        points=JacobsonTruax.of(0, 0, sd=sd, reliability=reliability).change_needed,
        kind="computed_jacobson_truax",
        words=f"Jacobson and Truax, computed: SD {sd:g}, {which} {reliability:g}",
        source=instrument.reliability.source,
        beyond=True,
    )


def _figures(known: Reliability) -> tuple[float, float, str] | None:
    """Give SD and reliability: the clinical sample and the retest first."""
    sd = known.sd_norm if known.sd_clinical is None else known.sd_clinical
    if sd is None:
        return None
    if known.test_retest is not None:
        return sd, known.test_retest, "test-retest reliability"
    if known.alpha_or_icc is not None:
        return sd, known.alpha_or_icc, "alpha (or ICC)"
    return None


def all_series(
    results: Iterable[Scored], age: int
) -> tuple[tuple[Series, ...], tuple[NotFollowed, ...], tuple[str, ...]]:
    """
    Give the series, the most pressing first; what stands in none and why; and notes.

    Args:
        results: As ``score_all`` gives them.
        age: In years; the clinical cut-offs on record are those of adults.
    """
    series: list[Series] = []
    left: list[NotFollowed] = []
    notes: list[str] = []
    for identity, group in groupby(results, key=lambda each: each.result.id):
        given = list(group)
        instrument = given[0].instrument
        dated = _placed(given)
        notes.extend(_placing_notes(instrument.name, given, dated))
        found = [
            made
            for name in _followed(instrument)
            if (made := _one_series(instrument, name, dated, age)) is not None
        ]
        series.extend(found)
        if not found:
            why = _why_not_followed(instrument, dated)
            left.append(NotFollowed(instrument=identity, name=instrument.name, why=why))
    return tuple(sorted(series, key=_urgency)), tuple(left), tuple(notes)


def _placed(given: Iterable[Scored]) -> tuple[Scored, ...]:
    """Give the dated results, one a date: of several the later in the file."""
    return tuple({each.date: each for each in given if each.date}.values())


def _placing_notes(name: str, given: Sequence[Scored], dated: Sequence[Scored]) -> Iterator[str]:
    undated = [each for each in given if not each.date]
    if undated and dated:
        places = ", ".join(f"$.instruments[{each.place}]" for each in undated)
        yield (
            f"{name}: without a date a result cannot be placed in the series ({places}); "
            "add its date."
        )
    for kept in dated:
        same = [each for each in given if each.date == kept.date]
        if len(same) > 1:
            yield (
                f"{name}: {len(same)} results are dated {kept.date}; the later in the file "
                f"counts ($.instruments[{kept.place}])."
            )


def _followed(instrument: Instrument) -> tuple[str, ...]:
    """Give the scores that are followed: the total, and subscales that map to something."""
    mapped = {each.from_ for each in instrument.severity}
    mapped |= {each.from_ for each in instrument.strengths}
    names = [f"subscale:{each.id}" for each in instrument.subscales]
    total = ("total",) if instrument.total.exists else ()
    return (*total, *(name for name in names if name in mapped))


def _why_not_followed(instrument: Instrument, dated: Sequence[Scored]) -> str:
    if not _followed(instrument):
        return f"It has no score to follow over time ({instrument.reliable_change.source})."
    if not dated:
        return "No result carries a date, so none can be placed in a series; add the dates."
    return "No dated result has a score: too many answers are missing."


def _one_series(
    instrument: Instrument, name: str, dated: Sequence[Scored], age: int
) -> Series | None:
    points = tuple(_points(name, dated))
    if not points:
        return None
    subscale, stated = _subscale(instrument, name), _cutoff(instrument, name)
    direction = subscale.direction if subscale else instrument.direction
    span = subscale.range if subscale else instrument.total.range
    criterion = None if direction in _UNDIRECTED else criterion_of(instrument, name)
    cutoff = stated if age >= ADULT_AGE else None
    change = points[-1].value - points[0].value if len(points) > 1 else None
    processes = _processes(instrument, name)
    series = Series(
        instrument=instrument.id,
        name=instrument.name,
        score=name,
        label=subscale.label if subscale else "total",
        direction=direction,
        processes=processes,
        alliance=ALLIANCE in processes,
        span=span or (points[0].value, points[0].value),
        points=points,
        change=change,
        gain=None if change is None else _better_by(change, direction),
        trend=Trend.NONE,
        verdict=Verdict.ONE_RESULT,
        criterion=criterion,
        index=_index(instrument, criterion, points),
        cutoff=cutoff,
        began_clinical=cutoff.is_clinical(points[0].value) if cutoff else None,
        ends_clinical=cutoff.is_clinical(points[-1].value) if cutoff else None,
        could_gain=False,
        setback=None,
        notes=(
            *_figure_notes(instrument, name, criterion),
            *_point_notes(points, dated),
            *_age_note(stated, age),
        ),
    )
    return _judged(series)


def _judged(series: Series) -> Series:
    return attrs.evolve(
        series,
        trend=_trend(series),
        verdict=_verdict(series),
        could_gain=_could_gain(series),
        setback=_setback(series),
    )


def _processes(instrument: Instrument, name: str) -> tuple[str, ...]:
    """Give what a score speaks to; a total that maps to nothing speaks for its subscales."""
    maps = [each for each in instrument.severity if not each.from_.startswith("item:")]
    own = [each.process for each in maps if each.from_ == name]
    if not own and name == "total":
        own = [each.process for each in maps]
    return tuple(dict.fromkeys(own))


def _points(name: str, dated: Iterable[Scored]) -> Iterator[Point]:
    for each in dated:
        value = each.score.value(name)
        if value is not None:
            yield Point(date=each.date, value=value, prorated=name in each.score.prorated)


def _subscale(instrument: Instrument, name: str) -> Subscale | None:
    return next((each for each in instrument.subscales if f"subscale:{each.id}" == name), None)


def _cutoff(instrument: Instrument, name: str) -> Cutoff | None:
    stated = instrument.clinical_cutoff
    if stated.value is not None and stated.from_ == name:
        return stated
    subscale = _subscale(instrument, name)
    bound = subscale.clinical_cutoff if subscale else None
    if bound is None:
        return None
    return Cutoff(text=f">= {bound:g}", value=bound, rule="at_least", from_=name)


def _better_by(change: float, direction: ScaleDirection) -> float | None:
    if direction in _UNDIRECTED:
        return None
    return change if direction is ScaleDirection.HIGHER_BETTER else -change


def _index(
    instrument: Instrument, criterion: Criterion | None, points: Sequence[Point]
) -> JacobsonTruax | None:
    """Give the index where the verdict rests on it, so that no two figures contradict."""
    figures = _figures(instrument.reliability)
    if criterion is None or not criterion.beyond or figures is None or len(points) == 1:
        return None
    sd, reliability, _ = figures
    return JacobsonTruax.of(points[0].value, points[-1].value, sd=sd, reliability=reliability)


def _trend(series: Series) -> Trend:
    if series.change is None:
        return Trend.NONE
    if series.gain is None:
        return Trend.UNDIRECTED
    if series.gain == 0:
        return Trend.SAME
    return Trend.BETTER if series.gain > 0 else Trend.WORSE


def _verdict(series: Series) -> Verdict:
    if series.gain is None or series.criterion is None:
        return Verdict.ONE_RESULT if series.change is None else Verdict.TREND_ONLY
    if not series.criterion.is_reached(series.gain):
        return Verdict.NO_RELIABLE_CHANGE
    if series.gain < 0:
        return Verdict.RELIABLE_DETERIORATION
    if series.began_clinical and series.ends_clinical is False:
        return Verdict.RECOVERED
    return Verdict.RELIABLE_IMPROVEMENT


def _could_gain(series: Series) -> bool:
    """Whether the scale has room for a reliable gain from where the client began."""
    if series.criterion is None:
        return False
    least, greatest = series.span
    higher_better = series.direction is ScaleDirection.HIGHER_BETTER
    room = greatest - series.baseline.value if higher_better else series.baseline.value - least
    return series.criterion.is_reached(room)


def _setback(series: Series) -> Setback | None:
    """Find a reliable worsening since a best result that came after the first."""
    if series.criterion is None or series.gain is None:
        return None
    sign = 1 if series.direction is ScaleDirection.HIGHER_BETTER else -1
    best = max(series.points, key=lambda point: sign * point.value)
    lost = sign * (best.value - series.latest.value)
    if best == series.baseline or lost <= 0 or not series.criterion.is_reached(lost):
        return None
    return Setback(best=best, points=lost)


def _figure_notes(instrument: Instrument, name: str, criterion: Criterion | None) -> Iterator[str]:
    stated = instrument.reliable_change
    if criterion is not None:
        return
    if name != "total":
        yield "No reliable change is known for a subscale: only the trend is given."
    elif stated.value is None:
        yield f"No reliable change is known ({stated.source}): only the trend is given."
    else:
        kind = spaced(stated.kind)
        yield (
            f"{stated.value:g} points are a {kind} ({stated.source}) and no reliable change: only "
            "the trend is given."
        )


def _point_notes(points: Sequence[Point], dated: Sequence[Scored]) -> Iterator[str]:
    if any(point.prorated for point in points):
        yield "Where answers were missing they were made up for by the rule of the instrument."
    if len(points) < len(dated):
        yield f"{len(dated) - len(points)} of {len(dated)} dated results lack this score."


def _age_note(cutoff: Cutoff | None, age: int) -> Iterator[str]:
    if cutoff is not None and age < ADULT_AGE:
        yield f"The cut-off on record ({cutoff.text}) is for adults: it is not used here."


def _urgency(series: Series) -> tuple[int, str, bool, str]:
    """Order deteriorations first, then setbacks, what moves the wrong way, and gains."""
    ranks = {
        Verdict.RELIABLE_DETERIORATION: 0,
        Verdict.TREND_ONLY: 2 if series.trend is Trend.WORSE else 5,
        Verdict.NO_RELIABLE_CHANGE: 3 if series.trend is Trend.WORSE else 4,
        Verdict.RELIABLE_IMPROVEMENT: 6,
        Verdict.RECOVERED: 7,
        Verdict.ONE_RESULT: 8,
    }
    rank = min(ranks[series.verdict], 1) if series.setback else ranks[series.verdict]
    return rank, series.instrument, series.score != "total", series.score
