"""
A progress review as values: series of scores, their verdicts, safety signals, what follows.

The arithmetic of reliable change (Jacobson and Truax 1991) stands here too: it needs nothing
but numbers.
"""

from __future__ import annotations

import math
from enum import StrEnum

import attrs

from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.instrument import Cutoff, ScaleDirection
from neuroplan.model.plan import Alternative, SafetyAction
from neuroplan.model.terms import SafetyLevel


#: Change beyond this many standard errors of a difference is reliable (p < .05).
RELIABLE_Z = 1.96
# Decimal scores are no exact numbers in binary.
_NEAR = 1e-9


class Verdict(StrEnum):
    """
    What the change from the first to the latest dated result amounts to.

    ``recovered`` is a clinically significant change: a reliable gain that ends past the
    clinical cut-off, begun on its clinical side. ``trend_only``: no figure for a reliable
    change is known, or the score has no better or worse side.
    """

    RELIABLE_DETERIORATION = "reliable_deterioration"
    NO_RELIABLE_CHANGE = "no_reliable_change"
    RELIABLE_IMPROVEMENT = "reliable_improvement"
    RECOVERED = "recovered"
    TREND_ONLY = "trend_only"
    ONE_RESULT = "one_result"


class Trend(StrEnum):
    """Where a score went since the first result, however little."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    UNDIRECTED = "undirected"
    NONE = "none"


class SignalKind(StrEnum):
    """Why a risk item calls for a question, the most pressing first."""

    POSITIVE = "positive"
    RISEN = "risen"
    UNKNOWN = "unknown"
    EARLIER = "earlier"
    ASKS = "asks"


class Track(StrEnum):
    """
    Whether the work is on track; the worst measure decides, nothing is averaged.

    Safety stands above every measure.
    """

    SAFETY_FIRST = "safety_first"
    OFF_TRACK = "off_track"
    WATCH = "watch"
    ON_TRACK = "on_track"
    TOO_EARLY = "too_early"
    CANNOT_TELL = "cannot_tell"


class Action(StrEnum):
    """What follows, in the order of doing it."""

    CONTACT_TODAY = "contact_the_same_day"
    CONTACT = "contact"
    SLOW_DOWN = "slow_down_and_find_out_why"
    LOOK = "look_at_alliance_and_preferences"
    FINISH = "finish_the_dose_first"
    CHANGE = "move_to_the_next_alternative"
    REFER = "consult_or_refer"
    GO_ON = "go_on"
    CONSOLIDATE = "consolidate"
    END = "end"


@attrs.frozen(kw_only=True)
class JacobsonTruax:
    """
    The reliable change index of one pair of scores.

    Attributes:
        standard_error: Of one score: SD x sqrt(1 - reliability).
        difference_error: Of a difference of two: sqrt(2 x standard_error squared).
        index: (latest - baseline) / difference_error.
        change_needed: Raw change beyond which the index passes 1.96.
    """

    standard_error: float
    difference_error: float
    index: float
    change_needed: float

    @classmethod
    def of(cls, baseline: float, latest: float, *, sd: float, reliability: float) -> JacobsonTruax:
        """
        Compute the index.

        Args:
            sd: Standard deviation of the reference sample, above 0.
            reliability: Test-retest or alpha, from 0 to below 1.

        Raises:
            ValueError: With these figures there is no error of measurement to compare with.
        """
        if sd <= 0 or not 0 <= reliability < 1:
            raise ValueError("the SD must be above 0 and the reliability from 0 to below 1")
        error = sd * math.sqrt(1 - reliability)
        difference = math.sqrt(2 * error**2)
        return cls(
            standard_error=error,
            difference_error=difference,
            index=(latest - baseline) / difference,
            change_needed=RELIABLE_Z * difference,
        )


@attrs.frozen(kw_only=True)
class Criterion:
    """
    The least change of a score that counts as reliable.

    Attributes:
        points: On the scale of the score.
        kind: As the instrument names it, or ``computed_jacobson_truax``.
        words: What kind of figure that is.
        source: Where it comes from.
        beyond: The change must be more than *points*; else as much is enough.
    """

    points: float
    kind: str
    words: str
    source: str
    beyond: bool = False

    def is_reached(self, change: float) -> bool:
        """Tell whether a change of this size, in either direction, is reliable."""
        if self.beyond:
            return abs(change) > self.points + _NEAR
        return abs(change) >= self.points - _NEAR


@attrs.frozen(kw_only=True)
class Point:
    """
    One dated score.

    Attributes:
        prorated: Missing answers were made up for.
    """

    date: str
    value: float
    prorated: bool = False


@attrs.frozen(kw_only=True)
class Setback:
    """
    A reliable worsening since the best result, whatever the first result was.

    The best of several results is partly chance, so the next result weighs much.
    """

    best: Point
    points: float


@attrs.frozen(kw_only=True)
class Series:
    """
    One score of one instrument over time, judged by itself.

    Attributes:
        score: ``total`` or ``subscale:<id>``.
        processes: Processes the score speaks to.
        alliance: It measures the alliance and not an outcome.
        span: Least and greatest score.
        points: Dated results, the earliest first.
        change: Latest minus first; None with one result.
        gain: The change towards the better side; None where there is none.
        criterion: None: no figure for a reliable change is known.
        index: The reliable change index, where SD and reliability are known.
        cutoff: The clinical cut-off of this score, where there is one.
        began_clinical: The first result lies on the clinical side; None: no cut-off.
        ends_clinical: The latest does.
        could_gain: From the first result the scale leaves room for a reliable gain.
        notes: What to know before reading the verdict.
    """

    instrument: str
    name: str
    score: str
    label: str
    direction: ScaleDirection
    processes: tuple[str, ...]
    alliance: bool
    span: tuple[float, float]
    points: tuple[Point, ...]
    change: float | None
    gain: float | None
    trend: Trend
    verdict: Verdict
    criterion: Criterion | None
    index: JacobsonTruax | None
    cutoff: Cutoff | None
    began_clinical: bool | None
    ends_clinical: bool | None
    could_gain: bool
    setback: Setback | None
    notes: tuple[str, ...]

    @property
    def baseline(self) -> Point:
        """The first dated result."""
        return self.points[0]

    @property
    def latest(self) -> Point:
        """The latest dated result."""
        return self.points[-1]

    @property
    def title(self) -> str:
        """What it is called in a sentence."""
        return self.name if self.score == "total" else f"{self.name}, {self.label}"

    @property
    def side(self) -> str | None:
        """Where the latest result lies by the clinical cut-off, in words."""
        return self.cutoff.side(self.latest.value) if self.cutoff is not None else None

    @property
    def has_worsened(self) -> bool:
        """Whether it got reliably worse, since the first result or since the best."""
        return self.verdict is Verdict.RELIABLE_DETERIORATION or self.setback is not None

    @property
    def has_gained(self) -> bool:
        """Whether it got reliably better, and nothing of that was lost again."""
        gained = self.verdict in (Verdict.RELIABLE_IMPROVEMENT, Verdict.RECOVERED)
        return gained and self.setback is None


@attrs.frozen(kw_only=True)
class NotFollowed:
    """Results that stand in no series, and why."""

    instrument: str
    name: str
    why: str


@attrs.frozen(kw_only=True)
class RiskSignal:
    """
    A risk item, or a score that asks about a factor. It means ask, not present.

    Attributes:
        where: Instrument and item in words.
        item: Its number; None where a total or subscale asks.
        asks: A question of the risk block, or a factor.
        value: The answer; None: nobody answered.
        date: Of the result; None: undated.
        before: The answer it is compared with, where there is one.
    """

    kind: SignalKind
    instrument: str
    where: str
    item: int | None
    asks: str
    value: float | None
    date: str | None
    before: float | None
    text: str


@attrs.frozen(kw_only=True)
class RiskAnswer:
    """An answer of the risk block that is not none, never or no."""

    question: str
    answer: str


@attrs.frozen(kw_only=True)
class ReviewSafety:
    """
    What speaks of risk; it comes before any verdict.

    Attributes:
        level: None: no triage was given.
        actions: What the triage says to do, the most pressing first.
        not_assessed: Questions of the risk block nobody answered. Unknown is not none.
        answers: Answers on record other than none.
        notes: How old the answers are.
    """

    level: SafetyLevel | None
    actions: tuple[SafetyAction, ...]
    signals: tuple[RiskSignal, ...]
    not_assessed: tuple[str, ...]
    answers: tuple[RiskAnswer, ...]
    notes: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether something must be asked or done before sessions are spaced or ended."""
        unknown = any(signal.kind is SignalKind.UNKNOWN for signal in self.signals)
        return self.comes_first or unknown or bool(self.not_assessed)

    @property
    def comes_first(self) -> bool:
        """Whether it stands above every verdict of a measure."""
        return self.is_urgent or bool(self.raised)

    @property
    def is_urgent(self) -> bool:
        """Whether the level is urgent or above."""
        return self.level is not None and self.level.rank >= SafetyLevel.URGENT.rank

    @property
    def raised(self) -> tuple[RiskSignal, ...]:
        """Risk items that are positive or have risen."""
        kinds = (SignalKind.POSITIVE, SignalKind.RISEN)
        return tuple(signal for signal in self.signals if signal.kind in kinds)


@attrs.frozen(kw_only=True)
class ObjectiveStanding:
    """
    Where an objective of the plan stands.

    Attributes:
        label: Of the process.
        instrument: None: it is followed by the clinician's rating, severity 0-4.
        measure: What follows it, in words.
        target: None, as is *by_session*: the plan set none, so there is no objective yet.
        latest: None: nothing newer is on record.
        met: None: nobody can tell.
        side: Where the latest score lies by the clinical cut-off, in words.
    """

    goal: str
    process: str
    label: str
    instrument: str | None
    measure: str
    baseline: float
    target: float | None
    by_session: int | None
    latest: float | None
    met: bool | None
    side: str | None


@attrs.frozen(kw_only=True)
class Consequence:
    """
    What follows from the results by one rule.

    Attributes:
        rule: Id of the rule.
        scores: What it speaks of, as ``instrument`` or ``instrument/subscale``.
        sources: Record ids, or ``clinical_convention``, or ``our_judgement``.
        alternatives: What the plan names as the next best for the processes.
    """

    rule: str
    action: Action
    scores: tuple[str, ...]
    why: str
    advice: str
    sources: tuple[str, ...]
    alternatives: tuple[Alternative, ...] = ()


@attrs.frozen(kw_only=True)
class ProgressReview:
    """
    How one client's results moved, and what follows.

    Attributes:
        session: The session the review is made at; None: not given.
        planned_sessions: Of the plan, else what is available; None: not known.
        series: The reliable deteriorations first.
        method: How the verdicts were made.
        cautions: What they cannot say.
        references: The records behind the rules.
    """

    client_id: str
    session: int | None
    planned_sessions: int | None
    safety: ReviewSafety
    track: Track
    track_why: str
    series: tuple[Series, ...]
    not_followed: tuple[NotFollowed, ...]
    objectives: tuple[ObjectiveStanding, ...]
    consequences: tuple[Consequence, ...]
    notes: tuple[str, ...]
    method: str
    cautions: tuple[str, ...]
    references: tuple[EvidenceRecord, ...]

    def to_dict(self) -> dict[str, object]:
        """Give the review as JSON values; each series says its first and latest result."""
        found = attrs.asdict(self)
        found["series"] = [
            {**attrs.asdict(each), "baseline": attrs.asdict(each.baseline)}
            | {"latest": attrs.asdict(each.latest)}
            for each in self.series
        ]
        return found
