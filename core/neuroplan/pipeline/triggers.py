"""
Triggers: whether the test of a rule is true, and which answers make it so, in words.

The words name the field or questionnaire and its answer, never the client's own text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter

from neuroplan.model.instrument import RiskFlag
from neuroplan.model.presentation import NOT_ASSESSED
from neuroplan.model.terms import Answer, spaced
from neuroplan.model.trigger import (
    AllOf,
    Always,
    AnswerTest,
    AnyOf,
    ConsentAnswered,
    FactorPresent,
    FactorRecorded,
    FactorUnanswered,
    FieldAtLeast,
    FieldAtMost,
    FieldGiven,
    FieldIn,
    FieldTest,
    Flagged,
    GoalAtMost,
    GoalIn,
    Not,
    ProcessAtLeast,
    ReadinessAnswered,
    RiskAnswered,
    Trigger,
)
from neuroplan.pipeline.factors import DERIVATIONS
from neuroplan.pipeline.formulation import ClientFacts


#: Answers in words; None: the test is not true.
Because = tuple[str, ...] | None

_FIELDS = frozenset(row.follows_from for row in DERIVATIONS)


def triggers(test: Trigger, facts: ClientFacts) -> Because:
    """Give the answers that make *test* true, or None where it is not."""
    match test:
        case AnyOf(parts):
            found = [each for part in parts if (each := triggers(part, facts)) is not None]
            return merged(found) if found else None
        case AllOf(parts):
            every = [triggers(part, facts) for part in parts]
            return None if None in every else merged(each for each in every if each)
        case Always():
            return ("asked of every client",)
        case Not(part):
            return () if triggers(part, facts) is None else None
        case FieldGiven() | FieldAtLeast() | FieldAtMost() | FieldIn() | GoalAtMost() | GoalIn():
            return () if _field_fits(test, facts) else None
        case _:
            return tuple(_single(test, facts)) or None


def merged(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Join reasons, each said once."""
    return tuple(dict.fromkeys(word for part in parts for word in part))


def factors_of(test: Trigger) -> Iterator[str]:
    """Yield the factors *test* reads."""
    match test:
        case AnyOf(parts) | AllOf(parts):
            for part in parts:
                yield from factors_of(part)
        case Not(part):
            yield from factors_of(part)
        case FactorPresent(factor) | FactorRecorded(factor) | FactorUnanswered(factor):
            yield factor


def _field_fits(test: FieldTest, facts: ClientFacts) -> bool:
    presentation = facts.presentation
    match test:
        case FieldGiven(path):
            return bool(attrgetter(path)(presentation))
        case FieldAtLeast(path, least):
            value = attrgetter(path)(presentation)
            return value is not None and value >= least
        case FieldAtMost(path, most):
            value = attrgetter(path)(presentation)
            return value is not None and value <= most
        case FieldIn(path, values):
            return attrgetter(path)(presentation) in values
        case GoalAtMost(name, most):
            given = [getattr(goal, name) for goal in presentation.goals]
            return any(value is not None and value <= most for value in given)
        case GoalIn(name, values):
            return any(getattr(goal, name) in values for goal in presentation.goals)


def _single(test: AnswerTest, facts: ClientFacts) -> Iterator[str]:
    match test:
        case RiskAnswered(question, answers):
            yield from _answered(question, answers, facts)
        case ReadinessAnswered(name, answers):
            if getattr(facts.presentation.readiness, name) in answers:
                yield readiness_words(name, facts)
        case ConsentAnswered(name, answers):
            given = getattr(facts.presentation.consent, name)
            if given in answers:
                yield f"consent of the {_words(name)}: {_words(given)}"
        case ProcessAtLeast(process, least):
            if facts.severity(process) >= least:
                yield f"{_words(process)}: {facts.severity(process)}"
        case FactorPresent(factor):
            yield from _factor(factor, facts)
        case FactorRecorded(factor):
            if facts.presentation.factors.get(factor) is Answer.YES:
                yield _words(factor)
        case FactorUnanswered(factor):
            if facts.answer(factor) is Answer.UNKNOWN:
                yield f"{_words(factor)}: not answered"
        case Flagged(asks, least):
            flags = (flag for flag in facts.flags if flag.asks == asks and flag.value >= least)
            yield from map(flag_words, flags)


def _answered(question: str, answers: tuple[bool | str, ...], facts: ClientFacts) -> Iterator[str]:
    given = facts.presentation.risk.answer(question)
    # True == 1 in Python; an answer matches only its own kind.
    if any(given == answer and type(given) is type(answer) for answer in answers):
        yield answer_words(question, facts)
    # A screener's item can stand for an answer; the higher of the two counts.
    for flag in facts.flags:
        if flag.asks == question and flag.answer in answers:
            yield flag_words(flag)


def _factor(factor: str, facts: ClientFacts) -> Iterator[str]:
    if not facts.has_factor(factor):
        return
    origin = facts.factors[factor].follows_from
    if origin == "client.age":
        yield f"age {facts.age}"
    elif origin is not None and origin.startswith("risk."):
        for field in origin.split(", "):
            yield answer_words(field.removeprefix("risk."), facts)
    elif origin is None or origin in _FIELDS:
        yield _words(factor)
    else:
        yield f"{_words(factor)}: {origin}"


def answer_words(question: str, facts: ClientFacts) -> str:
    """Give the interview's answer to *question*, as in "self harm: current (2026-11-02)"."""
    risk = facts.presentation.risk
    return f"{_words(question)}: {_words(risk.answer(question))}{_dated(risk.assessed_on)}"


def readiness_words(name: str, facts: ClientFacts) -> str:
    """Give the answer to a readiness question, as in "can reorient: no"."""
    given = getattr(facts.presentation.readiness, name)
    return f"{_words(name)}: {'not answered' if given == NOT_ASSESSED else given}"


def flag_words(flag: RiskFlag) -> str:
    """Give a positive item or score, as in "PHQ-9 item 9 = 1 (2026-11-10)"."""
    item = f" item {flag.item}" if flag.item is not None else ""
    return f"{flag.instrument.upper()}{item} = {flag.value:g}{_dated(flag.date)}"


def _dated(date: str | None) -> str:
    return f" ({date})" if date else ""


def _words(answer: object) -> str:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return spaced(str(answer))
