"""
Score instruments and read their scores: severity, bands, risk items, factors.

The instruments are data (``content/instruments.json``). A positive risk item counts
whatever the total, and a missing one is unknown: neither is ever averaged away.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from neuroplan.documents.nearest import did_you_mean, quoted
from neuroplan.documents.reading import content_document
from neuroplan.documents.structuring import structure
from neuroplan.errors import PresentationError, Problem
from neuroplan.model.instrument import (
    FactorFlag,
    FlagEffect,
    Instrument,
    Interval,
    Method,
    RiskFlag,
    RiskItem,
    ScaleDirection,
    Score,
    SeverityReading,
    Subscale,
)
from neuroplan.model.presentation import InstrumentResult


__all__ = [
    "band",
    "factor_flags",
    "load_instruments",
    "risk_flags",
    "score",
    "severity_readings",
    "shown",
]

# A score given beside the items may be rounded by this share of the scale's range.
_ROUNDING = 0.01
_Answers = Sequence[float | None]


@lru_cache(maxsize=1)
def load_instruments() -> Mapping[str, Instrument]:
    """Give all instruments by id, also those the engine does not use."""
    document = content_document("instruments.json")
    found = structure(document["instruments"], tuple[Instrument, ...])
    return MappingProxyType({instrument.id: instrument for instrument in found})


def shown(value: float) -> str:
    """Write a score as people read it, with one decimal at most."""
    # Adding 0 turns a rounded -0.0 into 0.
    return f"{round(value, 1) + 0:g}"


def score(instrument: Instrument, result: InstrumentResult, *, path: str = "$") -> Score:
    """
    Score one result: from its items, else from the subscales and total as given.

    Args:
        instrument: The instrument the result is of.
        result: The answers or scores.
        path: Where the result stands in the client file, for error messages.

    Raises:
        PresentationError: An answer or score is impossible, or too much is missing.
    """
    problems = [
        *_item_problems(instrument, result, path),
        *_given_problems(instrument, result, path),
    ]
    if not problems:
        scored = _entered(instrument, result)
        if result.items is not None:
            scored = _from_items(instrument, result.items)
            problems = [
                *_nothing_scored(instrument, scored, path),
                *_disagreements(instrument, result, scored, path),
            ]
    if problems:
        raise PresentationError(f"a result of {instrument.id} cannot be scored", problems)
    return scored


def severity_readings(instrument: Instrument, score: Score) -> tuple[SeverityReading, ...]:
    """
    Read the severity of each process the score speaks to.

    Of two maps of one process the more confident counts, then the worse.
    """
    found: dict[str, SeverityReading] = {}
    for each in instrument.severity:
        value = score.value(each.from_)
        if value is None:
            continue
        reading = SeverityReading(
            process=each.process,
            severity=each.steps[_row(value, [step[:2] for step in each.steps], each.interval)][2],
            confidence=each.confidence,
            basis=each.basis,
            from_=each.from_,
            note=each.note,
        )
        known = found.get(each.process)
        if known is None or _trust(reading) > _trust(known):
            found[each.process] = reading
    return tuple(found.values())


def risk_flags(instrument: Instrument, score: Score) -> tuple[RiskFlag, ...]:
    """Give the positive risk items, then the scores that ask about a factor."""
    return (*_positive_items(instrument, score), *_asking_scores(instrument, score))


def factor_flags(instrument: Instrument, score: Score) -> tuple[tuple[str, FactorFlag], ...]:
    """Give the factors that the score sets to present by itself, each with its flag."""
    return tuple(
        (flag.factor, flag)
        for flag, _ in _met(instrument, score)
        if flag.effect is FlagEffect.PRESENT
    )


def band(instrument: Instrument, score: Score) -> str | None:
    """
    Give the label of the band the score lies in, or None where there is none.

    A triage band is the highest with a positive item; unanswered items may hide a higher one.
    """
    rows = instrument.bands.rows
    triage = [row.label for row in rows if any(score.value(f"item:{n}") for n in row.any_item)]
    if triage:
        return triage[-1]
    edges = [(row.min, row.max) for row in rows if row.min is not None and row.max is not None]
    if score.total is None or not edges:
        return None
    return rows[_row(score.total, edges, instrument.bands.interval)].label


def _row(value: float, edges: Sequence[tuple[float, float]], interval: Interval) -> int:
    """Find the row of a scale that holds *value*."""
    for position, (least, greatest) in enumerate(edges):
        if least <= value < greatest or (interval is Interval.CLOSED and value == greatest):
            return position
    return len(edges) - 1


def _trust(reading: SeverityReading) -> tuple[int, int]:
    return reading.confidence.rank, reading.severity


def _positive_items(instrument: Instrument, score: Score) -> Iterator[RiskFlag]:
    """Give each positive item once, for the highest bound it reaches."""
    reached: dict[int, tuple[RiskItem, float]] = {}
    for risk in sorted(instrument.risk_items, key=lambda each: each.at_least):
        value = _known_answer(risk.item, instrument, score)
        if value is not None and value >= risk.at_least:
            reached[risk.item] = risk, value
    for item, (risk, value) in sorted(reached.items()):
        yield RiskFlag(
            instrument=instrument.id,
            item=item,
            value=value,
            asks=risk.asks,
            means=risk.means,
            answer=risk.answer,
            stands=risk.stands,
        )


def _known_answer(item: int, instrument: Instrument, score: Score) -> float | None:
    """
    Give the answer to a risk item, or the least that a score without items leaves for it.

    A subscale of risk items alone, scored by the highest, is the answer to one of them. A
    total so high that all other items at their most do not reach it leaves the rest.
    """
    answer = score.value(f"item:{item}")
    if answer is not None or score.items:
        return answer
    risky = {each.item for each in instrument.risk_items}
    domains = [
        each
        for each in instrument.subscales
        if item == min(each.items, default=0)
        and risky.issuperset(each.items)
        and (each.method is Method.MAX or len(each.items) == 1)
    ]
    told = [found for each in domains if (found := score.subscales.get(each.id)) is not None]
    if score.total is not None and instrument.total.method is Method.SUM:
        others = (instrument.item_count - 1) * instrument.response.max
        told.append(score.total - others)
    return max(told, default=None)


def _asking_scores(instrument: Instrument, score: Score) -> Iterator[RiskFlag]:
    """Give the asking flags that no risk item already stands for."""
    risk_items = {f"item:{risk.item}" for risk in instrument.risk_items}
    for flag, value in _met(instrument, score):
        if flag.effect is FlagEffect.ASK and flag.from_ not in risk_items:
            kind, _, part = flag.from_.partition(":")
            yield RiskFlag(
                instrument=instrument.id,
                item=int(part) if kind == "item" else None,
                value=value,
                asks=flag.factor,
                means=flag.action,
            )


def _met(instrument: Instrument, score: Score) -> Iterator[tuple[FactorFlag, float]]:
    for flag in instrument.factor_flags:
        value = score.value(flag.from_)
        if value is not None and flag.is_met(value):
            yield flag, value


# Scoring


def _from_items(instrument: Instrument, items: _Answers) -> Score:
    raw = _answers(instrument, items)
    keyed = tuple(
        None if answer is None else instrument.keyed(number, answer)
        for number, answer in enumerate(raw, start=1)
    )
    missing = _missing(instrument, raw)
    subscales = {each.id: _subscale(instrument, each, raw, keyed) for each in instrument.subscales}
    total = _total(instrument, keyed, subscales)
    scores = {"total": total} if instrument.total.exists else {}
    scores |= {f"subscale:{name}": value for name, value in subscales.items()}
    parts = {"total": instrument.total_items}
    parts |= {f"subscale:{each.id}": each.items for each in instrument.subscales}
    return Score(
        instrument=instrument.id,
        total=total,
        subscales={name: value for name, value in subscales.items() if value is not None},
        items=keyed,
        missing_items=missing,
        prorated=tuple(
            name
            for name, value in scores.items()
            if value is not None and not set(missing).isdisjoint(parts[name])
        ),
        unscored=tuple(name for name, value in scores.items() if value is None),
        unknown_risk_items=tuple(each for each in instrument.risky if each in missing),
    )


def _answers(instrument: Instrument, items: _Answers) -> tuple[float | None, ...]:
    """Give one answer an item, with what the gates skipped counted as they say."""
    answers = list(items)
    for gate in instrument.gates:
        if gate.item is None and len(answers) > instrument.item_count:
            if answers.pop(0) == 0:
                answers = [gate.counts] * len(answers)
        elif _is_closed(gate.item, answers):
            for number in gate.skips:
                given = answers[number - 1]
                answers[number - 1] = gate.counts if given is None else given
    return tuple(answers)


def _is_closed(item: int | None, answers: _Answers) -> bool:
    return item is not None and answers[item - 1] == 0


def _missing(instrument: Instrument, raw: _Answers) -> tuple[int, ...]:
    """Give the numbers of the items that were asked and not answered."""
    skipped = {n for gate in instrument.gates if _is_closed(gate.item, raw) for n in gate.skips}
    return tuple(
        number
        for number, answer in enumerate(raw, start=1)
        if answer is None and number not in skipped
    )


def _subscale(
    instrument: Instrument, subscale: Subscale, raw: _Answers, keyed: _Answers
) -> float | None:
    source = keyed if subscale.apply_reverse else raw
    answers = [source[number - 1] for number in subscale.items]
    allowed = instrument.missing.max_missing.subscales[subscale.id]
    value = _combined(answers, subscale.method, allowed)
    if value is None:
        return None
    return _settled(instrument, subscale.method, subscale.direction, value)


def _total(
    instrument: Instrument, keyed: _Answers, subscales: Mapping[str, float | None]
) -> float | None:
    total, allowed = instrument.total, instrument.missing.max_missing.total
    if not total.exists:
        return None
    if allowed is None:
        return _sum_of(subscales.values())
    answers = [keyed[number - 1] for number in instrument.total_items]
    value = _combined(answers, total.method, allowed)
    if value is None:
        return None
    return _settled(instrument, total.method, instrument.direction, value * total.factor)


def _combined(answers: _Answers, method: Method, allowed: int) -> float | None:
    """Combine answers; missing ones take the mean of the others, up to *allowed* of them."""
    known = [answer for answer in answers if answer is not None]
    if not known or len(answers) - len(known) > allowed:
        return None
    if method is Method.MAX:
        return max(known)
    if method is Method.MEAN:
        return math.fsum(known) / len(known)
    return math.fsum(known) * len(answers) / len(known)


def _sum_of(parts: Iterable[float | None]) -> float | None:
    known = list(parts)
    return None if None in known else math.fsum(part for part in known if part is not None)


def _settled(
    instrument: Instrument, method: Method, direction: ScaleDirection, value: float
) -> float:
    """Round a prorated score of a whole-number scale, halves to the worse side."""
    if method is Method.MEAN or instrument.response.step < 1:
        return round(value, 6)
    if direction is ScaleDirection.HIGHER_BETTER:
        return math.ceil(value - 0.5)
    return math.floor(value + 0.5)


def _entered(instrument: Instrument, result: InstrumentResult) -> Score:
    """Take scores as given: what the items would say of risk is unknown."""
    given = result.subscales or {}
    subscales = {
        each.id: _settled(instrument, each.method, each.direction, given[each.id])
        for each in instrument.subscales
        if each.id in given
    }
    total = result.total
    if total is not None:
        total = _settled(instrument, instrument.total.method, instrument.direction, total)
    elif instrument.total.subscales_add_up:
        total = _sum_of(subscales.get(each.id) for each in instrument.subscales)
    return Score(
        instrument=instrument.id,
        total=total,
        subscales=subscales,
        unknown_risk_items=instrument.risky,
    )


# What can be wrong


def _item_problems(
    instrument: Instrument, result: InstrumentResult, path: str
) -> Iterator[Problem]:
    if result.items is None:
        return
    if instrument.total.method is Method.ENTERED:
        yield Problem(
            f"{path}.items",
            f"{instrument.id} cannot be scored from its items",
            "give the total, or the subscales, as computed by licensed software",
        )
        return
    count, leading = len(result.items), int(instrument.entry_gate is not None)
    before = count - instrument.item_count
    if before not in (0, leading):
        yield Problem(
            f"{path}.items",
            f"{instrument.id} has {instrument.item_count} items, {count} answers are given",
            "give one answer an item, null where one is missing",
        )
        return
    for position, answer in enumerate(result.items):
        place = f"{path}.items[{position}]"
        yield from _answer_problems(instrument, position - before + 1, answer, place)


def _answer_problems(
    instrument: Instrument, number: int, answer: float | None, path: str
) -> Iterator[Problem]:
    if number == 0:
        if answer not in (0, 1, None):
            yield Problem(path, "the question before item 1 takes 0 (no) or 1 (yes)")
        return
    takes = instrument.response
    if answer is not None and not takes.holds(answer):
        steps = f" in steps of {takes.step:g}" if takes.step != 1 else " in whole numbers"
        yield Problem(
            path,
            f"item {number} of {instrument.id} is {answer:g}, its answers run "
            f"from {takes.min:g} to {takes.max:g}{steps}",
        )


def _given_problems(
    instrument: Instrument, result: InstrumentResult, path: str
) -> Iterator[Problem]:
    span, place = instrument.total.range, f"{path}.total"
    if result.total is not None and span is None:
        yield Problem(place, f"{instrument.id} has no total", "give its items")
    if result.total is not None and span is not None:
        yield from _range_problem("the total", result.total, span, place)
    known = {each.id: each for each in instrument.subscales}
    for name, value in (result.subscales or {}).items():
        place = f"{path}.subscales" + (f".{name}" if name in known else "")
        if name in known:
            yield from _range_problem(f"subscale '{name}'", value, known[name].range, place)
        else:
            mend = did_you_mean(name, known) or f"it has: {', '.join(known) or 'none'}"
            yield Problem(place, f"unknown subscale {quoted(name)} of {instrument.id}", mend)


def _range_problem(
    what: str, value: float, span: tuple[float, float], path: str
) -> Iterator[Problem]:
    if not span[0] <= value <= span[1]:
        yield Problem(path, f"{what} is {value:g}, it runs from {span[0]:g} to {span[1]:g}")


def _nothing_scored(instrument: Instrument, scored: Score, path: str) -> Iterator[Problem]:
    """Say so where too many answers are missing for any score at all."""
    if not scored.unscored or scored.total is not None or scored.subscales:
        return
    numbers = ", ".join(map(str, scored.missing_items))
    risk = " A positive risk item counts all the same: enter it under risk."
    yield Problem(
        f"{path}.items",
        f"too many answers of {instrument.id} are missing (items {numbers})",
        "give them, or leave the result out. "
        + instrument.missing.text
        + (risk if instrument.risk_items else ""),
    )


def _disagreements(
    instrument: Instrument, result: InstrumentResult, scored: Score, path: str
) -> Iterator[Problem]:
    """Compare scores given beside the items with what the items give."""
    given = [("total", result.total, scored.total, instrument.total.range)]
    given += [
        (
            f"subscales.{each.id}",
            (result.subscales or {}).get(each.id),
            scored.subscales.get(each.id),
            each.range,
        )
        for each in instrument.subscales
    ]
    for name, stated, found, span in given:
        if stated is None or found is None or span is None or scored.missing_items:
            continue
        if abs(stated - found) > _ROUNDING * (span[1] - span[0]):
            what = f"it is {stated:g}, the items give {found:g}"
            yield Problem(f"{path}.{name}", what, "check both")
