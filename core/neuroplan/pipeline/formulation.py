"""
Formulate: how severe each process is and how much it needs, from ratings and instruments.

A clinician's rating wins over an instrument; a difference of two steps or more is shown.
Between instruments the more confident map wins, then the later date. A single item is a
hint to ask: it is shown, and nothing is planned from it until a clinician rates the process.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import attrs

from neuroplan.instruments import factor_flags as flags_of
from neuroplan.instruments import risk_flags, score, severity_readings
from neuroplan.model.condition import Facts
from neuroplan.model.instrument import Instrument, RiskFlag, SeverityReading
from neuroplan.model.plan import (
    DerivedFactor,
    Formulation,
    GoalFinding,
    ProcessFinding,
    StrengthFinding,
    Wish,
)
from neuroplan.model.policy import OrderingPolicy
from neuroplan.model.presentation import (
    NOT_ASSESSED,
    RISK_QUESTIONS,
    InstrumentResult,
    Preferences,
    Presentation,
    in_time,
    latest,
)
from neuroplan.model.terms import Answer, spaced
from neuroplan.model.vocabulary import Vocabulary
from neuroplan.pipeline.factors import FactorAnswer, derive_factors


#: A rating and an instrument this many steps apart are shown as a conflict.
CONFLICT_STEPS = 2
_MEDIA = {"in_person": "in person", "telehealth": "by telehealth"}


@attrs.frozen(kw_only=True)
class ClientFacts(Facts):
    """
    What the steps ask of a client.

    Attributes:
        severities: Severity 0-4 of each process of the presentation.
        needs: Need of each process with a severity above 0.
        factors: What is known of each factor.
        flags: Positive risk items of instruments.
        left_open: Risk questions of which a screener's answers are positive and incomplete.
    """

    presentation: Presentation
    severities: Mapping[str, int]
    needs: Mapping[str, float]
    factors: Mapping[str, FactorAnswer]
    flags: tuple[RiskFlag, ...]
    goal_processes: frozenset[str]
    left_open: frozenset[str] = frozenset()

    @property
    def not_assessed(self) -> tuple[str, ...]:
        """Questions of the risk block that nobody answered, or not to the end."""
        risk = self.presentation.risk
        return tuple(
            each
            for each in RISK_QUESTIONS
            if each in self.left_open or risk.answer(each) == NOT_ASSESSED
        )

    def severity(self, process: str) -> int:
        """Severity of *process*, 0 where it is not part of the presentation."""
        return self.severities.get(process, 0)

    def answer(self, factor: str) -> Answer:
        """Whether *factor* is present, absent or unknown."""
        known = self.factors.get(factor)
        return known.answer if known else Answer.UNKNOWN

    def has_factor(self, factor: str) -> bool:
        """Whether *factor* is known to be present."""
        return self.answer(factor) is Answer.YES

    def has_goal(self, process: str) -> bool:
        """Whether a goal names *process*."""
        return process in self.goal_processes

    def trait(self, name: str) -> str | None:
        """The value of a named trait."""
        value: str | None = getattr(self.presentation.traits, name)
        return value

    @property
    def age(self) -> int:
        """Age in years."""
        return self.presentation.client.age

    @property
    def existential_topics(self) -> str | None:
        """The client's word on existential topics."""
        return self.presentation.preferences.existential_topics


def formulate(
    presentation: Presentation,
    vocabulary: Vocabulary,
    policy: OrderingPolicy,
    read_factors: frozenset[str],
    instruments: Mapping[str, Instrument],
    name_of: Callable[[str], str],
) -> tuple[Formulation, ClientFacts]:
    """
    Formulate the presentation.

    need(p) = severity / 4, times ``policy.goal_weight`` where a goal names p.

    Args:
        read_factors: Factors that some installed rule reads; others are reported.
        instruments: Shipped and in-house instruments by id.
        name_of: Gives the name of a technique or modality.
    """
    readings, flags, flagged = _read_instruments(presentation.instruments, instruments)
    left_open = _left_open(presentation, instruments)
    raised = derive_factors(_raised(presentation, flags), flagged)
    asked = derive_factors(_unsure(presentation, left_open), flagged)
    # A screener can say yes for the interview, never no.
    factors = {
        name: found for name, found in raised.items() if found.answer is Answer.YES or name in asked
    }
    goal_processes = frozenset(process for goal in presentation.goals for process in goal.processes)
    findings = tuple(
        sorted(
            (
                _finding(process, presentation, readings, vocabulary, policy, goal_processes)
                for process in {*presentation.processes, *_worth_showing(readings)}
            ),
            key=lambda finding: (-finding.need, finding.id),
        )
    )
    facts = ClientFacts(
        presentation=presentation,
        severities={finding.id: finding.severity for finding in findings if finding.need > 0},
        needs={finding.id: finding.need for finding in findings if finding.need > 0},
        factors=factors,
        flags=flags,
        goal_processes=goal_processes,
        left_open=left_open,
    )
    formulation = Formulation(
        in_their_words=presentation.in_their_words,
        goals=_goals(presentation),
        processes=findings,
        wishes=tuple(_wishes(presentation.preferences, name_of)),
        strengths=_strengths(presentation, vocabulary),
        unmeasured=tuple(sorted(goal_processes - _measured(findings))),
        derived_factors=_derived(factors, vocabulary),
        unread_factors=tuple(
            factor
            for factor, known in factors.items()
            if known.answer is Answer.YES and factor not in read_factors
        ),
        language=presentation.client.language,
    )
    return formulation, facts


#: Answers of the interview that deny a risk.
_CALM = ("none", "never", False)
#: Answers of the risk block from the least to the gravest.
_LADDERS = {
    "suicidal_ideation": (
        "none",
        "passive",
        "active",
        "active_with_method",
        "active_with_intent",
        "active_with_plan_and_intent",
    ),
    "suicide_attempt": ("never", "over_3_months_ago", "within_3_months"),
}


def _raised(presentation: Presentation, flags: Iterable[RiskFlag]) -> Presentation:
    """Raise risk answers to what a screener's items say; nothing is ever lowered."""
    risk = presentation.risk
    for flag in flags:
        ladder = _LADDERS.get(flag.asks, ())
        given = risk.answer(flag.asks) if ladder else None
        if flag.answer in ladder and (
            given not in ladder or ladder.index(str(given)) < ladder.index(flag.answer)
        ):
            risk = attrs.evolve(risk, **{flag.asks: flag.answer})
    return attrs.evolve(presentation, risk=risk)


def _left_open(presentation: Presentation, instruments: Mapping[str, Instrument]) -> frozenset[str]:
    """
    Give the risk questions of which the latest answers are positive and incomplete.

    After a positive item the ones nobody answered are what matters most. A positive answer of
    the interview settles the question by itself.
    """
    found: set[str] = set()
    for position, result in latest(presentation.instruments).values():
        instrument = instruments[result.id]
        scored = score(instrument, result, path=f"$.instruments[{position}]")
        positive = {flag.asks for flag in risk_flags(instrument, scored) if flag.item is not None}
        unknown = {
            each.asks for each in instrument.risk_items if each.item in scored.unknown_risk_items
        }
        found |= positive & unknown if scored.items else set()
    risk = presentation.risk
    return frozenset(
        each for each in found if each in RISK_QUESTIONS and risk.answer(each) in _CALM
    )


def _unsure(presentation: Presentation, questions: Iterable[str]) -> Presentation:
    """Take the interview's denials of *questions* for not assessed."""
    unknown = dict.fromkeys(questions, NOT_ASSESSED)
    return attrs.evolve(presentation, risk=attrs.evolve(presentation.risk, **unknown))


def _read_instruments(
    results: Sequence[InstrumentResult], instruments: Mapping[str, Instrument]
) -> tuple[dict[str, tuple[SeverityReading, str, str]], tuple[RiskFlag, ...], dict[str, str]]:
    """Score the latest result of each instrument."""
    readings: dict[str, tuple[SeverityReading, str, str]] = {}
    for position, result in latest(results).values():
        instrument = instruments[result.id]
        scored = score(instrument, result, path=f"$.instruments[{position}]")
        for reading in severity_readings(instrument, scored):
            when = f" of {result.date}" if result.date else ""
            entry = (
                reading,
                result.date or "",
                f"{instrument.name}{when} ({reading.from_.replace(':', ' ')})",
            )
            known = readings.get(reading.process)
            if known is None or _trust(entry) > _trust(known):
                readings[reading.process] = entry
    flagged = dict(_standing_factors(results, instruments))
    return readings, tuple(_standing_flags(results, instruments)), flagged


def _standing_factors(
    results: Sequence[InstrumentResult], instruments: Mapping[str, Instrument]
) -> Iterator[tuple[str, str]]:
    """Yield the factors that scores say are present, each with the score that says so."""
    # By instrument and score, the dates of later results that have the score.
    scored_later: dict[tuple[str, str], list[str | None]] = {}
    told: set[str] = set()
    for position, result in reversed(in_time(results)):
        instrument = instruments[result.id]
        scored = score(instrument, result, path=f"$.instruments[{position}]")
        present = dict(flags_of(instrument, scored))
        for factor, flag in present.items():
            later = scored_later.get((result.id, flag.from_), [])
            if factor not in told and not _is_cleared(result.date, later):
                told.add(factor)
                value = scored.value(flag.from_) or 0
                when = f" ({result.date})" if result.date else ""
                said = f"{result.id.upper()} = {round(value, 1):g}{when}"
                yield factor, f"{said}, {flag.basis} cut-off"
        for flag in instrument.factor_flags:
            if scored.value(flag.from_) is not None:
                scored_later.setdefault((result.id, flag.from_), []).append(result.date)


def _standing_flags(
    results: Sequence[InstrumentResult], instruments: Mapping[str, Instrument]
) -> Iterator[RiskFlag]:
    """
    Yield the positive risk items that stand, of several answers to one the highest.

    A later answer to an item clears an earlier one. A later result that leaves the item out,
    or gives only a total, does not: missing is never none. Nor does a denial within the time
    the item asks about: it contradicts the earlier answer.
    """
    # By instrument and item, the dates of later answers; None stands for the scores.
    answered: dict[tuple[str, int | None], list[str | None]] = {}
    standing: dict[tuple[str, int | None, str], RiskFlag] = {}
    for position, result in reversed(in_time(results)):
        instrument = instruments[result.id]
        scored = score(instrument, result, path=f"$.instruments[{position}]")
        for flag in risk_flags(instrument, scored):
            asked = result.id, flag.item, flag.asks
            later = answered.get((result.id, flag.item), [])
            known = standing.get(asked)
            higher = known is None or flag.value > known.value
            if higher and _stands(flag, result.date, later):
                standing[asked] = attrs.evolve(flag, date=result.date)
        given = [number for number, _ in enumerate(scored.items, start=1)]
        for number in (None, *given):
            if number not in scored.missing_items:
                answered.setdefault((result.id, number), []).append(result.date)
    yield from standing.values()


def _stands(flag: RiskFlag, date: str | None, later: Sequence[str | None]) -> bool:
    """Tell whether a positive answer of *date* stands against *later* answers."""
    if flag.stands is None:
        return not _is_cleared(date, later)
    if isinstance(flag.stands, str):
        return True
    days = [_days(date, each) for each in later]
    return all(each is None or each <= flag.stands for each in days)


def _is_cleared(date: str | None, later: Iterable[str | None]) -> bool:
    """Tell whether an answer was given on a later day; an unknown date is not later."""
    return date is not None and any(each is not None and each > date for each in later)


def _days(first: str | None, then: str | None) -> int | None:
    if first is None or then is None:
        return None
    return (dt.date.fromisoformat(then) - dt.date.fromisoformat(first)).days


def _trust(entry: tuple[SeverityReading, str, str]) -> tuple[int, str]:
    reading, date, _ = entry
    return reading.confidence.rank, date


def _finding(
    process: str,
    presentation: Presentation,
    readings: Mapping[str, tuple[SeverityReading, str, str]],
    vocabulary: Vocabulary,
    policy: OrderingPolicy,
    goal_processes: frozenset[str],
) -> ProcessFinding:
    rating, measured = presentation.processes.get(process), readings.get(process)
    sources: list[str] = []
    conflict = None
    severity, counts = 0, rating is not None
    if measured is not None:
        severity = measured[0].severity
        counts = counts or not is_hint(measured[0])
        sources.append(f"{measured[2]}: severity {severity}, {measured[0].confidence} confidence")
        if not counts:
            sources.append("a single item, so a hint only: ask, and rate it")
    if rating is not None:
        if measured is not None and abs(rating.severity - severity) >= CONFLICT_STEPS:
            conflict = (
                f"The clinician rates {rating.severity}, {measured[2]} gives {severity}; "
                "the rating stands. Talk the difference through."
            )
        severity = rating.severity
        sources.insert(0, f"clinician's rating: severity {severity}")
    weight = policy.goal_weight if process in goal_processes else 1.0
    need = severity / 4 * weight if counts else 0.0
    return ProcessFinding(
        id=process,
        label=vocabulary.process_label(process),
        severity=severity,
        need=round(need, 6),
        sources=tuple(sources),
        conflict=conflict,
    )


def _measured(findings: Iterable[ProcessFinding]) -> set[str]:
    """Processes that a rating or more than a single item speaks to."""
    return {finding.id for finding in findings if finding.need > 0 or finding.severity == 0}


def _worth_showing(readings: Mapping[str, tuple[SeverityReading, str, str]]) -> Iterator[str]:
    """Yield what was measured; a single item that shows nothing is no hint of anything."""
    for process, (reading, _, _) in readings.items():
        if reading.severity > 0 or not is_hint(reading):
            yield process


def is_hint(reading: SeverityReading) -> bool:
    """Tell whether a reading rests on a single item, which is no measurement."""
    return reading.from_.startswith("item:")


def _goals(presentation: Presentation) -> tuple[GoalFinding, ...]:
    """Order the goals by the client's own priority, then as given."""
    ordered = sorted(
        enumerate(presentation.goals), key=lambda entry: (entry[1].priority or 99, entry[0])
    )
    return tuple(
        GoalFinding(
            text=goal.text,
            processes=goal.processes,
            priority=goal.priority,
            readiness=goal.readiness,
            importance=goal.importance,
            confidence=goal.confidence,
            stage_of_change=goal.stage_of_change,
        )
        for _, goal in ordered
    )


def _wishes(preferences: Preferences, name_of: Callable[[str], str]) -> Iterator[Wish]:
    """Say what the client wants and does not want, what is final first."""
    named = {**preferences.modalities, **preferences.techniques}
    for kind, said in (
        ("decline", "Declines"),
        ("avoid", "Would rather avoid"),
        ("prefer", "Prefers"),
    ):
        ids = tuple(sorted(name for name, wish in named.items() if wish == kind))
        if ids:
            yield Wish(kind=kind, values=ids, text=f"{said}: {', '.join(map(name_of, ids))}")
    if preferences.strong_dislikes:
        dislikes = tuple(preferences.strong_dislikes)
        yield Wish(kind="dislikes", values=dislikes, text=f"Strong dislikes: {'; '.join(dislikes)}")
    if preferences.touch is False:
        yield Wish(kind="touch", values=("no",), text="No touch of any kind")
    if preferences.delivery in _MEDIA:
        medium = preferences.delivery
        yield Wish(kind="delivery", values=(medium,), text=f"Wants sessions {_MEDIA[medium]}")
    asked = {
        "homework": (preferences.homework, (), "Homework: {}"),
        "directiveness": (preferences.directiveness, (), "Guidance wanted: {}"),
        "focus": (preferences.focus, (), "Wants to work on the {}"),
        "existential_topics": (
            preferences.existential_topics,
            ("open", "closed"),
            "Existential topics: {}",
        ),
    }
    for kind, (value, told, said) in asked.items():
        if value is not None and (not told or value in told):
            yield Wish(kind=kind, values=(value,), text=said.format(spaced(value)))
    if preferences.therapist:
        about = preferences.therapist
        yield Wish(kind="therapist", values=(about,), text=f"About the therapist: {about}")


def _strengths(presentation: Presentation, vocabulary: Vocabulary) -> tuple[StrengthFinding, ...]:
    return tuple(
        StrengthFinding(
            id=strength,
            label=vocabulary.strengths[strength].label,
            level=rating.level,
            note=rating.note,
        )
        for strength, rating in sorted(
            presentation.strengths.items(), key=lambda entry: (-entry[1].level, entry[0])
        )
    )


def _derived(
    factors: Mapping[str, FactorAnswer], vocabulary: Vocabulary
) -> tuple[DerivedFactor, ...]:
    return tuple(
        DerivedFactor(
            factor=factor,
            label=vocabulary.factor_label(factor),
            answer=known.answer.value,
            follows_from=known.follows_from,
        )
        for factor, known in factors.items()
        if known.follows_from is not None and known.answer is Answer.YES
    )
