"""
Review progress: what each measure did since the first result, safety first, and what follows.

Every score stands alone: nothing is averaged, so that no deterioration can hide. Verdicts
are those of Jacobson and Truax (1991); what follows is the business of ``consequences``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import attrs

from neuroplan.consequences import Findings, draw_consequences, references_of, tell_track
from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.errors import PresentationError, Problem, UsageError
from neuroplan.instruments import load_instruments, risk_flags, score
from neuroplan.model.instrument import (
    Cutoff,
    Instrument,
    Reliability,
    RiskItem,
    ScaleDirection,
    Score,
)
from neuroplan.model.plan import Plan, Safety
from neuroplan.model.presentation import (
    NOT_ASSESSED,
    RISK_QUESTIONS,
    InstrumentResult,
    Presentation,
    Risk,
)
from neuroplan.model.progress import (
    Criterion,
    JacobsonTruax,
    NotFollowed,
    ObjectiveStanding,
    Point,
    ProgressReview,
    ReviewSafety,
    RiskAnswer,
    RiskSignal,
    Series,
    Setback,
    SignalKind,
    Trend,
    Verdict,
)
from neuroplan.pipeline.factors import ADULT_AGE


__all__ = ["criterion_of", "review"]

#: The kinds of figure that count as a reliable change, and their words. The smallest change
#: people notice (MCID) and conventions are none.
RELIABLE_KINDS = {
    "jacobson_truax": "Jacobson and Truax, 95 %",
    "jacobson_truax_90": "Jacobson and Truax at 90 %, not 95 %",
    "derived_jacobson_truax": "Jacobson and Truax, worked out from published figures",
    "smallest_detectable_change": "smallest detectable change, statistical",
    "minimal_detectable_change": "minimal detectable change, statistical",
    "programme_standard": "set by a programme as reliable",
    "programme_standard_and_mcid": "set by a programme as reliable; that it is also a smallest "
    "noticed change plays no part here",
}
METHOD = (
    "Jacobson NS, Truax P (1991), J Consult Clin Psychol 59(1), 12-19 (citation from memory; the "
    "method as confirmed by Blampied 2022 and Maassen 2004): SE = SD x sqrt(1 - r), S_diff = "
    "sqrt(2 x SE^2), RC = (latest - first) / S_diff, reliable where |RC| > 1.96. Where an "
    "instrument has a published figure that is used, with its kind and source. Recovered: a "
    "reliable gain from the clinical side of the cut-off to the other."
)
CAUTIONS = (
    "One pair of scores is noisy: look at the trend, and ask.",
    "Extreme first scores tend to move to the middle by themselves.",
    "Alpha overstates how stable a score is, so a figure built on it is too small.",
    "Several standard errors are in use; another one gives another figure.",
)
ALLIANCE = "alliance_strain"
_UNDIRECTED = (ScaleDirection.NEUTRAL, ScaleDirection.BY_SCALE)
_CALM = ("none", "never", False)


@attrs.frozen(kw_only=True)
class _Scored:
    """A result with its score; *place* counts the results of the file."""

    place: int
    result: InstrumentResult
    score: Score

    @property
    def date(self) -> str:
        return self.result.date or ""


def review(
    presentation: Presentation,
    *,
    plan: Plan | None = None,
    session: int | None = None,
    safety: Safety | None = None,
) -> ProgressReview:
    """
    Review the dated results of one client.

    Args:
        plan: The plan the work follows: its objectives, dose and alternatives.
        session: The session the review is made at, from 1; without it nobody can tell
            whether a gain is due.
        safety: What the pipeline's triage found for the presentation.

    Raises:
        PresentationError: A result cannot be scored.
        UsageError: The plan is of another client.
    """
    if plan is not None and plan.client_id != presentation.client.id:
        raise UsageError("the plan is of another client than the client file")
    results = _score_all(presentation)
    series, not_followed, notes = _all_series(results, presentation.client.age)
    found = Findings(
        safety=_safety(presentation, results, safety),
        series=series,
        objectives=tuple(_objectives(plan, presentation, series)),
        plan=plan,
        session=session,
        planned_sessions=_planned_sessions(plan, presentation),
        labels=_labels(plan),
    )
    consequences = draw_consequences(found)
    track, why = tell_track(found, consequences)
    return ProgressReview(
        client_id=presentation.client.id,
        session=session,
        planned_sessions=found.planned_sessions,
        safety=found.safety,
        track=track,
        track_why=why,
        series=series,
        not_followed=not_followed,
        objectives=found.objectives,
        consequences=consequences,
        notes=notes,
        method=METHOD,
        cautions=CAUTIONS,
        references=references_of(consequences),
    )


def criterion_of(instrument: Instrument, name: str) -> Criterion | None:
    """
    Give the least reliable change of the score called *name*, or None where none is known.

    A published figure goes first; else it is computed where SD and reliability are known.
    All figures are of totals: a subscale has none.
    """
    if name != "total":
        return None
    stated = instrument.reliable_change
    if stated.value is not None and stated.kind in RELIABLE_KINDS:
        return Criterion(
            points=stated.value,
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


def _score_all(presentation: Presentation) -> list[_Scored]:
    found: list[_Scored] = []
    problems: list[Problem] = []
    for place, result in enumerate(presentation.instruments):
        path = f"$.instruments[{place}]"
        instrument = load_instruments().get(result.id)
        if instrument is None:
            what, mend = "unknown instrument", "see `plan instruments list`"
            problems.append(Problem(f"{path}.id", what, mend))
            continue
        try:
            scored = score(instrument, result, path=path)
        except PresentationError as error:
            problems.extend(error.problems)
        else:
            found.append(_Scored(place=place, result=result, score=scored))
    if problems:
        raise PresentationError("the client presentation is not valid", problems)
    return sorted(found, key=lambda each: (each.result.id, each.date, each.place))


# The series


def _all_series(
    results: Iterable[_Scored], age: int
) -> tuple[tuple[Series, ...], tuple[NotFollowed, ...], tuple[str, ...]]:
    series: list[Series] = []
    left: list[NotFollowed] = []
    notes: list[str] = []
    for identity, group in groupby(results, key=lambda each: each.result.id):
        instrument, given = load_instruments()[identity], list(group)
        placed = _placed(given)
        notes.extend(_placing_notes(identity, given, placed))
        found = [
            made
            for name in _followed(instrument)
            if (made := _one_series(instrument, name, placed, age)) is not None
        ]
        series.extend(found)
        if not found:
            why = _why_not_followed(instrument, placed)
            left.append(NotFollowed(instrument=identity, name=instrument.name, why=why))
    return tuple(sorted(series, key=_urgency)), tuple(left), tuple(notes)


def _placed(given: Iterable[_Scored]) -> tuple[_Scored, ...]:
    """Give the dated results, one a date: of several the later in the file."""
    return tuple({each.date: each for each in given if each.date}.values())


def _placing_notes(
    identity: str, given: Sequence[_Scored], placed: Sequence[_Scored]
) -> Iterator[str]:
    undated = [each for each in given if not each.date]
    if undated and placed:
        places = ", ".join(f"$.instruments[{each.place}]" for each in undated)
        yield (
            f"{identity}: without a date a result cannot be placed in the series ({places}); "
            "add its date."
        )
    for kept in placed:
        same = [each for each in given if each.date == kept.date]
        if len(same) > 1:
            yield (
                f"{identity}: {len(same)} results are dated {kept.date}; the later in the file "
                f"counts ($.instruments[{kept.place}])."
            )


def _followed(instrument: Instrument) -> tuple[str, ...]:
    """Give the scores that are followed: the total, and subscales that map to something."""
    mapped = {each.from_ for each in (*instrument.severity, *instrument.strengths)}
    names = [f"subscale:{each.id}" for each in instrument.subscales]
    total = ("total",) if instrument.total.exists else ()
    return (*total, *(name for name in names if name in mapped))


def _why_not_followed(instrument: Instrument, placed: Sequence[_Scored]) -> str:
    if not _followed(instrument):
        return f"It has no score to follow over time ({instrument.reliable_change.source})."
    if not placed:
        return "No result carries a date, so none can be placed in a series; add the dates."
    return "No dated result has a score: too many answers are missing."


def _one_series(
    instrument: Instrument, name: str, placed: Sequence[_Scored], age: int
) -> Series | None:
    points = tuple(_points(name, placed))
    if not points:
        return None
    subscale = next((each for each in instrument.subscales if f"subscale:{each.id}" == name), None)
    direction = subscale.direction if subscale else instrument.direction
    span = subscale.range if subscale else instrument.total.range
    criterion = None if direction in _UNDIRECTED else criterion_of(instrument, name)
    stated = _cutoff(instrument, name)
    cutoff = stated if age >= ADULT_AGE else None
    change = points[-1].value - points[0].value if len(points) > 1 else None
    processes = tuple(
        dict.fromkeys(each.process for each in instrument.severity if each.from_ == name)
    )
    blank = Series(
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
        began_clinical=_is_clinical(cutoff, points[0].value),
        ends_clinical=_is_clinical(cutoff, points[-1].value),
        could_gain=False,
        setback=None,
        notes=tuple(_series_notes(instrument, name, criterion, placed, points)),
    )
    if stated is not None and cutoff is None:
        note = f"The cut-off on record ({stated.text}) is for adults: it is not used here."
        blank = attrs.evolve(blank, notes=(*blank.notes, note))
    return attrs.evolve(
        blank,
        trend=_trend(blank),
        verdict=_verdict(blank),
        could_gain=_could_gain(blank),
        setback=_setback(blank),
    )


def _points(name: str, placed: Iterable[_Scored]) -> Iterator[Point]:
    for each in placed:
        value = each.score.value(name)
        if value is not None:
            yield Point(date=each.date, value=value, prorated=name in each.score.prorated)


def _cutoff(instrument: Instrument, name: str) -> Cutoff | None:
    stated = instrument.clinical_cutoff
    if stated.value is not None and stated.from_ == name:
        return stated
    for each in instrument.subscales:
        if f"subscale:{each.id}" == name and each.clinical_cutoff is not None:
            bound = each.clinical_cutoff
            return Cutoff(text=f">= {bound:g}", value=bound, rule="at_least", from_=name)
    return None


def _is_clinical(cutoff: Cutoff | None, value: float) -> bool | None:
    if cutoff is None or cutoff.value is None:
        return None
    match cutoff.rule:
        case "at_least":
            return value >= cutoff.value
        case "more_than":
            return value > cutoff.value
        case "at_most":
            return value <= cutoff.value
        case "less_than":
            return value < cutoff.value
    return None


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


def _series_notes(
    instrument: Instrument,
    name: str,
    criterion: Criterion | None,
    placed: Sequence[_Scored],
    points: Sequence[Point],
) -> Iterator[str]:
    stated = instrument.reliable_change
    if criterion is None:
        known = f" ({stated.source})" if name == "total" else " for a subscale"
        yield f"No reliable change is known{known}: only the trend is given."
    if criterion is None and name == "total" and stated.value is not None:
        kind = stated.kind.replace("_", " ")
        yield f"{stated.value:g} points are a {kind} ({stated.source}), no reliable change."
    if any(point.prorated for point in points):
        yield "Where answers were missing they were made up for by the rule of the instrument."
    if len(points) < len(placed):
        yield f"{len(placed) - len(points)} of {len(placed)} dated results lack this score."


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


# Safety


def _safety(
    presentation: Presentation, results: Sequence[_Scored], triage: Safety | None
) -> ReviewSafety:
    signals = [
        signal
        for identity, group in groupby(results, key=lambda each: each.result.id)
        for signal in _signals(load_instruments()[identity], list(group))
    ]
    risk = presentation.risk
    answers = [(question, risk.answer(question)) for question in RISK_QUESTIONS]
    return ReviewSafety(
        level=triage.level if triage else None,
        actions=triage.actions if triage else (),
        signals=tuple(sorted(signals, key=lambda each: tuple(SignalKind).index(each.kind))),
        not_assessed=tuple(question for question, answer in answers if answer == NOT_ASSESSED),
        answers=tuple(
            RiskAnswer(question=question, answer="yes" if answer is True else str(answer))
            for question, answer in answers
            if answer not in (*_CALM, NOT_ASSESSED)
        ),
        notes=tuple(_age_notes(risk, results)),
    )


def _age_notes(risk: Risk, results: Iterable[_Scored]) -> Iterator[str]:
    latest = max((each.date for each in results), default="")
    if all(risk.answer(question) == NOT_ASSESSED for question in RISK_QUESTIONS):
        return
    if risk.assessed_on is None:
        yield "The risk answers carry no date: make sure that they are of today."
    elif risk.assessed_on < latest:
        yield (
            f"The risk answers are of {risk.assessed_on}, the latest result is of {latest}: ask "
            "again."
        )


def _signals(instrument: Instrument, given: Sequence[_Scored]) -> Iterator[RiskSignal]:
    """Read every result, also undated and replaced ones: no positive answer gets lost."""
    latest = (_placed(given) or given)[-1]
    for risk in instrument.risk_items:
        yield from _item_signal(instrument, risk, latest, given)
    items = {risk.item for risk in instrument.risk_items}
    for flag in risk_flags(instrument, latest.score):
        if flag.item not in items:
            where = f"item {flag.item}" if flag.item else "a score"
            yield RiskSignal(
                kind=SignalKind.ASKS,
                instrument=instrument.id,
                item=flag.item,
                asks=flag.asks,
                value=flag.value,
                date=latest.result.date,
                before=None,
                text=f"{instrument.id} {where} is {flag.value:g}: {flag.means}",
            )


def _item_signal(
    instrument: Instrument, risk: RiskItem, latest: _Scored, given: Sequence[_Scored]
) -> Iterator[RiskSignal]:
    name, value = f"item:{risk.item}", latest.score.value(f"item:{risk.item}")
    others = [each for each in given if each is not latest]
    known = [(each, answer) for each in others if (answer := each.score.value(name)) is not None]
    earlier = [answer for _, answer in known]
    unknown = value is None and risk.item in latest.score.unknown_risk_items
    peak = max(known, key=lambda entry: entry[1], default=None)
    if unknown:
        kind, before = SignalKind.UNKNOWN, max(earlier, default=None)
    elif value is not None and value >= risk.at_least:
        kind, before = SignalKind.POSITIVE, earlier[-1] if earlier else None
    elif value is not None and earlier and value > min(earlier):
        kind, before = SignalKind.RISEN, min(earlier)
    elif peak is not None and peak[1] >= risk.at_least:
        kind, before = SignalKind.EARLIER, peak[1]
    else:
        return
    yield RiskSignal(
        kind=kind,
        instrument=instrument.id,
        item=risk.item,
        asks=risk.asks,
        value=value,
        date=latest.result.date,
        before=before,
        text=_signal_words(kind, instrument, risk, latest, before, peak),
    )


def _signal_words(
    kind: SignalKind,
    instrument: Instrument,
    risk: RiskItem,
    latest: _Scored,
    before: float | None,
    peak: tuple[_Scored, float] | None,
) -> str:
    value, where = latest.score.value(f"item:{risk.item}"), f"{instrument.id} item {risk.item}"
    when = latest.result.date or "an undated result"
    now = "unanswered" if value is None else f"{value:g}"
    if kind is SignalKind.UNKNOWN:
        told = "" if before is None else f" Answered elsewhere: {before:g} at most."
        return f"{where} is not known ({when}); unknown is not none, ask.{told} {risk.means}"
    if kind is SignalKind.EARLIER and peak is not None:
        then = peak[0].result.date or "an undated result"
        return f"{where} is {now} ({when}), it was {peak[1]:g} ({then}): ask what changed."
    if before is None or value is None:
        return f"{where} is {now} ({when}): {risk.means}"
    moved = "up from" if value > before else "before that"
    return f"{where} is {now} ({when}), {moved} {before:g}: {risk.means}"


# The plan


def _planned_sessions(plan: Plan | None, presentation: Presentation) -> int | None:
    if plan is None:
        return presentation.context.sessions_available
    return max((each.session for each in plan.session_outline), default=None)


def _labels(plan: Plan | None) -> Mapping[str, str]:
    """Give the labels of processes, those a modality adds as the plan calls them."""
    known = {name: each.label for name, each in load_vocabulary().processes.items()}
    planned = plan.formulation.processes if plan else ()
    return {**{each.id: each.label for each in planned}, **known}


def _objectives(
    plan: Plan | None, presentation: Presentation, series: Iterable[Series]
) -> Iterator[ObjectiveStanding]:
    totals = {each.instrument: each for each in series if each.score == "total"}
    for objective in plan.objectives if plan else ():
        latest: float | None = None
        higher_better = False
        if objective.instrument is None:
            rating = presentation.processes.get(objective.process)
            latest = rating.severity if rating else None
        elif (measured := totals.get(objective.instrument)) is not None:
            latest = measured.latest.value
            higher_better = measured.direction is ScaleDirection.HIGHER_BETTER
        met = None
        if latest is not None:
            met = latest >= objective.target if higher_better else latest <= objective.target
        yield ObjectiveStanding(
            goal=objective.goal,
            process=objective.process,
            instrument=objective.instrument,
            baseline=objective.baseline,
            target=objective.target,
            by_session=objective.by_session,
            latest=latest,
            met=met,
        )
