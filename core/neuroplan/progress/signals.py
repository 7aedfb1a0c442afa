"""
Read what speaks of risk from every result, so that no positive answer gets lost.

A missing answer is unknown and never none; a total hides no item.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from neuroplan.instruments import risk_flags, shown
from neuroplan.model.instrument import Instrument, RiskItem
from neuroplan.model.plan import Safety, SafetyAction
from neuroplan.model.presentation import DENIED, NOT_ASSESSED, RISK_QUESTIONS, Presentation, Risk
from neuroplan.model.progress import ReviewSafety, RiskAnswer, RiskSignal, SignalKind
from neuroplan.pipeline.safety import safety_content
from neuroplan.progress.series import Scored


__all__ = ["review_safety"]


def review_safety(
    presentation: Presentation, results: Sequence[Scored], triage: Safety | None
) -> ReviewSafety:
    """
    Gather what speaks of risk.

    Args:
        results: All results, by instrument.
        triage: What the pipeline found for the presentation, where it was asked.
    """
    found = [
        signal
        for _, group in groupby(results, key=lambda each: each.result.id)
        for signal in _signals(list(group))
    ]
    signals = sorted(found, key=lambda each: tuple(SignalKind).index(each.kind))
    risk = presentation.risk
    answers = [(question, risk.answer(question)) for question in RISK_QUESTIONS]
    return ReviewSafety(
        level=triage.level if triage else None,
        actions=tuple(_actions(triage)) if triage else (),
        signals=tuple(signals),
        not_assessed=tuple(question for question, answer in answers if answer == NOT_ASSESSED),
        answers=tuple(
            RiskAnswer(question=question, answer="yes" if answer is True else str(answer))
            for question, answer in answers
            if answer not in (*DENIED, NOT_ASSESSED)
        ),
        notes=tuple(_age_notes(risk, results)),
    )


def _actions(triage: Safety) -> list[SafetyAction]:
    """Order the actions by their time limit."""
    content = safety_content()
    return sorted(triage.actions, key=lambda each: content.time_limit(each.id))


def _age_notes(risk: Risk, results: Iterable[Scored]) -> Iterator[str]:
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


def _signals(given: Sequence[Scored]) -> Iterator[RiskSignal]:
    """Read every result of an instrument, also undated and replaced ones: none gets lost."""
    instrument = given[0].instrument
    latest = given[-1]
    # Of an item with several bounds the least tells what is positive.
    least = sorted(instrument.risk_items, key=lambda each: -each.at_least)
    by_item = {risk.item: risk for risk in least}
    for item in instrument.risky:
        yield from _item_signal(instrument, by_item[item], latest, given)
    for flag in risk_flags(instrument, latest.score):
        if flag.item not in by_item:
            part = f"item {flag.item}" if flag.item else "a score"
            where = f"{instrument.name} {part}"
            yield RiskSignal(
                kind=SignalKind.ASKS,
                instrument=instrument.id,
                where=where,
                item=flag.item,
                asks=flag.asks,
                value=flag.value,
                date=latest.result.date,
                before=None,
                text=f"{where} is {shown(flag.value)}: {flag.means}",
            )


def _item_signal(
    instrument: Instrument, risk: RiskItem, latest: Scored, given: Sequence[Scored]
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
        where=f"{instrument.name} item {risk.item}",
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
    latest: Scored,
    before: float | None,
    peak: tuple[Scored, float] | None,
) -> str:
    value, where = latest.score.value(f"item:{risk.item}"), f"{instrument.name} item {risk.item}"
    when = latest.result.date or "an undated result"
    now = "unanswered" if value is None else f"{value:g}"
    if kind is SignalKind.UNKNOWN:
        told = "" if before is None else f" In other results it was {before:g} at most."
        return f"{where} is not known ({when}); unknown is not none, ask.{told} {risk.means}"
    if kind is SignalKind.EARLIER and peak is not None:
        then = peak[0].result.date or "an undated result"
        return f"{where} is {now} ({when}), it was {peak[1]:g} ({then}): ask what changed."
    if before is None or value is None:
        return f"{where} is {now} ({when}): {risk.means}"
    moved = "up from" if value > before else "before that"
    return f"{where} is {now} ({when}), {moved} {before:g}: {risk.means}"
