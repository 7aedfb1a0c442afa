"""
An instrument (a questionnaire) as its data state it, and what a result of it says.

Where a field is called ``from_`` it names a score: ``total``, ``subscale:<id>`` or
``item:<n>`` (counted from 1, after reverse scoring).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import attrs
from attrs import field


# Decimal answers (6.3 on a line of tenths) are no exact multiples of their step.
_NEAR = 1e-6
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
#: What is clinical by each rule of a cut-off, and what is not.
_SIDES = {
    "at_least": ("at or above", "below"),
    "more_than": ("above", "at or below"),
    "at_most": ("at or below", "above"),
    "less_than": ("below", "at or above"),
}


class ScaleDirection(StrEnum):
    """What a high score means."""

    HIGHER_WORSE = "higher_worse"
    HIGHER_BETTER = "higher_better"
    NEUTRAL = "neutral"
    BY_SCALE = "by_scale"


class Method(StrEnum):
    """How answers become a score; ``entered`` scores are computed elsewhere."""

    SUM = "sum"
    MEAN = "mean"
    MAX = "max"
    SUM_OF_ITEMS = "sum_of_items"
    SUM_TIMES = "sum_times"
    ENTERED = "entered"
    NONE = "none"


class Interval(StrEnum):
    """Closed: whole numbers, both ends. Half open: without the greatest, but for the last."""

    CLOSED = "closed"
    HALF_OPEN = "half_open"


class Confidence(StrEnum):
    """
    How far a severity map can be trusted.

    High: published bands for that process. Medium: a whole scale under a proposed map.
    Low: a single item, a proxy or a secondary use.
    """

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """2 for high down to 0 for low."""
        return 2 - tuple(Confidence).index(self)


class FlagEffect(StrEnum):
    """Whether a score sets a factor to present by itself, or only asks about it."""

    PRESENT = "present"
    ASK = "ask"


@attrs.frozen(kw_only=True)
class Response:
    """The answers an item takes: least, greatest, and the step between them."""

    min: float
    max: float
    step: float = 1

    def holds(self, answer: float) -> bool:
        """Tell whether *answer* is one of them."""
        if not self.min <= answer <= self.max:
            return False
        steps = (answer - self.min) / self.step
        return abs(steps - round(steps)) < _NEAR


@attrs.frozen(kw_only=True)
class Gate:
    """
    An item that decides whether others are asked.

    Attributes:
        item: Its number; None is a question before item 1, given as a first answer.
        skips: Items not asked where the answer is 0.
        counts: What a skipped item counts; None: nothing, but it is no unknown either.
    """

    item: int | None
    skips: tuple[int, ...]
    counts: float | None
    text: str


@attrs.frozen(kw_only=True)
class Subscale:
    """
    A part of the instrument with a score of its own.

    Attributes:
        items: Item numbers; empty where the key is proprietary.
        apply_reverse: False: scored on the answers as given.
        clinical_cutoff: At least this.
    """

    id: str
    label: str
    items: tuple[int, ...]
    item_count: int
    method: Method
    direction: ScaleDirection
    apply_reverse: bool
    range: tuple[float, float]
    clinical_cutoff: float | None = None


@attrs.frozen(kw_only=True)
class Total:
    """
    The total score.

    Attributes:
        items: The items it is made of; empty: all but the fillers.
        factor: What the sum is multiplied with.
        range: None where there is no total.
        subscales_add_up: The subscales are its parts, each item in one of them.
    """

    method: Method
    text: str
    range: tuple[float, float] | None = None
    items: tuple[int, ...] = ()
    factor: float = 1
    subscales_add_up: bool = False

    @property
    def exists(self) -> bool:
        """Whether the instrument has a total."""
        return self.method is not Method.NONE


@attrs.frozen(kw_only=True)
class MostMissing:
    """
    How many answers may be missing.

    Attributes:
        total: None: the total is the sum of its subscales (or there is none).
        subscales: By subscale id.
    """

    total: int | None
    subscales: Mapping[str, int] = field(factory=dict)


@attrs.frozen(kw_only=True)
class MissingRule:
    """
    What happens to missing answers.

    Attributes:
        method: prorate, mean_of_answered or none.
        never_imputed: Risk items: a missing answer is unknown, and is asked.
        basis: published or proposed.
    """

    method: str
    max_missing: MostMissing
    never_imputed: tuple[int, ...]
    basis: str
    text: str


#: Where nothing else is said, nothing is made up.
NONE_MISSING = MissingRule(
    method="none",
    max_missing=MostMissing(total=0),
    never_imputed=(),
    basis="proposed",
    text="A result with a missing answer is not scored.",
)


@attrs.frozen(kw_only=True)
class Band:
    """A labelled range of the total, or a triage rule over items (any of them at least 1)."""

    label: str
    min: float | None = None
    max: float | None = None
    any_item: tuple[int, ...] = ()
    text: str = ""


@attrs.frozen(kw_only=True)
class Bands:
    """The bands from the lowest to the highest."""

    interval: Interval
    rows: tuple[Band, ...]


@attrs.frozen(kw_only=True)
class Cutoff:
    """
    The clinical cut-off; without a value the text says why there is none.

    Attributes:
        rule: at_least, more_than, at_most or less_than.
    """

    text: str
    value: float | None = None
    rule: str | None = None
    from_: str | None = None

    def is_clinical(self, score: float) -> bool | None:
        """Tell whether *score* lies on the clinical side; None: there is no cut-off."""
        if self.value is None:
            return None
        match self.rule:
            case "at_least":
                return score >= self.value
            case "more_than":
                return score > self.value
            case "at_most":
                return score <= self.value
            case "less_than":
                return score < self.value
        return None

    def side(self, score: float) -> str | None:
        """Say on which side *score* lies, as in "still at or above the cut-off of 10"."""
        clinical = self.is_clinical(score)
        if clinical is None or self.rule is None:
            return None
        on, off = _SIDES[self.rule]
        return f"{f'still {on}' if clinical else off} the cut-off of {self.value:g}"


@attrs.frozen(kw_only=True)
class RiskItem:
    """
    An item whose answer calls for a risk question.

    Attributes:
        asks: The question of the risk block.
        answer: The answer to that question it amounts to, where it is as plain as that.
        stands: How long a positive answer stands against a later denial, since the item asks
            about that time: days, or ``always``; None: until the item is denied.
    """

    item: int
    at_least: float
    means: str
    asks: str
    answer: str | None = None
    stands: int | str | None = None


@attrs.frozen(kw_only=True)
class FactorFlag:
    """
    A score that speaks of a factor.

    Attributes:
        effect: Present sets the factor; ask never does.
        basis: published or proposed.
    """

    factor: str
    from_: str
    effect: FlagEffect
    action: str
    basis: str
    at_least: float | None = None
    more_than: float | None = None
    note: str | None = None

    def is_met(self, value: float) -> bool:
        """Tell whether *value* reaches the bound."""
        if self.more_than is not None:
            return value > self.more_than
        return self.at_least is not None and value >= self.at_least


@attrs.frozen(kw_only=True)
class Reliability:
    """Reliability and spread, with their source."""

    source: str
    alpha_or_icc: float | None = None
    test_retest: float | None = None
    sd_norm: float | None = None
    sd_clinical: float | None = None


@attrs.frozen(kw_only=True)
class SourcedValue:
    """A figure and where it comes from."""

    value: float
    source: str


@attrs.frozen(kw_only=True)
class ReliableChange:
    """
    The least change that counts as one, and what kind of figure that is.

    Attributes:
        value: None where none was found.
    """

    kind: str
    source: str
    value: float | None = None
    alternatives: tuple[SourcedValue, ...] = ()

    @property
    def reliable(self) -> float | None:
        """The figure where its kind makes it a reliable change."""
        return self.value if self.kind in RELIABLE_KINDS else None


@attrs.frozen(kw_only=True)
class SeverityMap:
    """
    How a score reads as severity 0-4 of a process.

    Attributes:
        steps: Least score, greatest score, severity; ascending.
    """

    process: str
    from_: str
    steps: tuple[tuple[float, float, int], ...]
    interval: Interval
    basis: str
    confidence: Confidence
    note: str | None = None


@attrs.frozen(kw_only=True)
class StrengthMap:
    """A score from which a strength is worth naming."""

    strength: str
    from_: str
    at_least: float
    basis: str


@attrs.frozen(kw_only=True)
class Loinc:
    """LOINC codes, where one was seen."""

    panel: str | None = None
    total: str | None = None


@attrs.frozen(kw_only=True)
class Licence:
    """Under what terms the instrument may be used, and whether its item text may ship."""

    name: str
    item_text_ships: bool
    note: str


@attrs.frozen(kw_only=True)
class Instrument:
    """
    One instrument. The fields are those of the ``instrument`` schema.

    Attributes:
        used: Whether the engine reads it.
        fillers: Items that no score uses.
        from_memory: What was written without having been seen in a source.
    """

    id: str
    name: str
    item_count: int
    response: Response
    recall: str
    minutes: int
    direction: ScaleDirection
    total: Total
    licence: Licence
    frequency: str
    citation: str
    source_checked: str
    checked_against: str
    used: bool = True
    reverse_items: frozenset[int] = frozenset()
    fillers: frozenset[int] = frozenset()
    gates: tuple[Gate, ...] = ()
    subscales: tuple[Subscale, ...] = ()
    missing: MissingRule = NONE_MISSING
    bands: Bands = Bands(interval=Interval.CLOSED, rows=())
    clinical_cutoff: Cutoff = Cutoff(text="None is known.")
    risk_items: tuple[RiskItem, ...] = ()
    factor_flags: tuple[FactorFlag, ...] = ()
    reliability: Reliability = Reliability(source="None is known.")
    reliable_change: ReliableChange = ReliableChange(kind="none", source="None is known.")
    severity: tuple[SeverityMap, ...] = ()
    strengths: tuple[StrengthMap, ...] = ()
    loinc: Loinc = Loinc()
    languages_note: str = "Nothing is known of translations."
    cautions: tuple[str, ...] = ()
    from_memory: tuple[str, ...] = ()
    doi: str | None = None

    @property
    def entry_gate(self) -> Gate | None:
        """The question before item 1, where there is one."""
        return next((gate for gate in self.gates if gate.item is None), None)

    @property
    def total_items(self) -> tuple[int, ...]:
        """The items the total is made of."""
        numbers = range(1, self.item_count + 1)
        return self.total.items or tuple(n for n in numbers if n not in self.fillers)

    @property
    def risky(self) -> tuple[int, ...]:
        """Numbers of the risk items; one item may have several bounds."""
        return tuple(dict.fromkeys(risk.item for risk in self.risk_items))

    def keyed(self, item: int, answer: float) -> float:
        """Give the answer to *item* after reverse scoring."""
        if item in self.reverse_items:
            return self.response.min + self.response.max - answer
        return answer


@attrs.frozen(kw_only=True)
class Score:
    """
    A scored result.

    Attributes:
        total: None where there is none, or too much is missing.
        subscales: Those that could be scored.
        items: Answers after reverse scoring; None is missing; empty where none were given.
        missing_items: Numbers of the items that were asked and not answered.
        prorated: Scores in which a missing answer was made up for.
        unscored: Scores for which too much is missing.
        unknown_risk_items: Risk items nobody answered: ask, they are not 0.
    """

    instrument: str
    total: float | None = None
    subscales: Mapping[str, float] = field(factory=dict)
    items: tuple[float | None, ...] = ()
    missing_items: tuple[int, ...] = ()
    prorated: tuple[str, ...] = ()
    unscored: tuple[str, ...] = ()
    unknown_risk_items: tuple[int, ...] = ()

    def value(self, from_: str) -> float | None:
        """Give the score that *from_* names, or None where it is not known."""
        kind, _, name = from_.partition(":")
        if kind == "subscale":
            return self.subscales.get(name)
        if kind == "item":
            return self.items[int(name) - 1] if self.items else None
        return self.total


@attrs.frozen(kw_only=True)
class SeverityReading:
    """What a score says of a process: severity 0-4, and how far to trust it."""

    process: str
    severity: int
    confidence: Confidence
    basis: str
    from_: str
    note: str | None = None


@attrs.frozen(kw_only=True)
class RiskFlag:
    """
    A positive risk item, or a score that asks about a factor. It means assess, not present.

    Attributes:
        item: Its number; None where a total or subscale asks.
        value: The answer or score.
        asks: A question of the risk block, or a factor.
        answer: The answer to that question it amounts to, where it is as plain as that.
        date: When it was answered, where the result says so.
        stands: As of the risk item.
    """

    instrument: str
    item: int | None
    value: float
    asks: str
    means: str
    answer: str | None = None
    date: str | None = None
    stands: int | str | None = None
