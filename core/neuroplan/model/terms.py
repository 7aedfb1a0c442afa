"""
The closed word lists of the model, as enumerations.

Their meanings stand in the vocabulary and the schemas; these are the names in code.
"""

from __future__ import annotations

from enum import StrEnum


def spaced(identity: str) -> str:
    """Give an id as plain words, without the prefix of its modality, where no label is at hand."""
    return identity.rpartition(".")[2].replace("_", " ")


class Category(StrEnum):
    """The four categories a plan considers."""

    BRAIN = "brain"
    RELATIONSHIP = "relationship"
    INTEGRATION = "integration"
    EMOTIONAL_STATE = "emotional_state"


class Phase(StrEnum):
    """The kind of work a technique is. Phases order the page; they are no barriers."""

    STABILIZATION = "stabilization"
    PREPARATION = "preparation"
    PROCESSING = "processing"
    CONSOLIDATION = "consolidation"
    THROUGHOUT = "throughout"


class Role(StrEnum):
    """Whether a process is what a technique is for, or what it also helps."""

    PRIMARY = "primary"
    SECONDARY = "secondary"


class Certainty(StrEnum):
    """GRADE certainty of evidence."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very_low"

    @property
    def rank(self) -> int:
        """3 for high down to 0 for very low."""
        return _CERTAINTY_RANK[self]

    @classmethod
    def of_rank(cls, rank: int) -> Certainty:
        """Give the certainty of *rank*, floored at very low and capped at high."""
        return _CERTAINTY_BY_RANK[max(0, min(3, rank))]


_CERTAINTY_BY_RANK = (
    Certainty.VERY_LOW,
    Certainty.LOW,
    Certainty.MODERATE,
    Certainty.HIGH,
)
_CERTAINTY_RANK = {certainty: rank for rank, certainty in enumerate(_CERTAINTY_BY_RANK)}


class Design(StrEnum):
    """Study designs."""

    NETWORK_META_ANALYSIS = "network_meta_analysis"
    META_ANALYSIS = "meta_analysis"
    SYSTEMATIC_REVIEW = "systematic_review"
    RCT = "rct"
    GUIDELINE = "guideline"
    CONTROLLED = "controlled"
    COHORT = "cohort"
    CASE_SERIES = "case_series"
    EXPERT_OPINION = "expert_opinion"


class Use(StrEnum):
    """What a record may be used for; only benefit records set strength."""

    BENEFIT = "benefit"
    ASSOCIATION = "association"
    HARM = "harm"
    CONTEXT = "context"


class Direction(StrEnum):
    """What a study found for its outcome."""

    BENEFIT = "benefit"
    NULL = "null"
    MIXED = "mixed"
    HARM = "harm"


class ComparatorType(StrEnum):
    """What a treatment was compared with, the most telling first."""

    USUAL_CARE = "usual_care"
    INACTIVE = "inactive"
    MIXED = "mixed"
    ACTIVE = "active"
    PRE_POST = "pre_post"
    NONE = "none"


class Fit(StrEnum):
    """How closely an outcome measures a process."""

    MEASURED = "measured"
    POOLED = "pooled"
    PROXY = "proxy"


class Link(StrEnum):
    """How a record bears on a technique."""

    EXACT = "exact"
    PACKAGE = "package"
    ANALOGUE = "analogue"


class Domain(StrEnum):
    """GRADE reasons to lower certainty."""

    RISK_OF_BIAS = "risk_of_bias"
    INCONSISTENCY = "inconsistency"
    INDIRECTNESS = "indirectness"
    IMPRECISION = "imprecision"
    PUBLICATION_BIAS = "publication_bias"


class ContraindicationEffect(StrEnum):
    """What a contraindication does, the most restrictive first."""

    EXCLUDE = "exclude"
    HOLD = "hold"
    ADAPT = "adapt"
    CAUTION = "caution"


class Answer(StrEnum):
    """An answer to a question of the intake."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class SafetyLevel(StrEnum):
    """How urgently the plan's safety actions are due. It prompts; it predicts nobody."""

    ROUTINE = "routine"
    MONITOR = "monitor"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """0 for routine up to 3 for emergency."""
        return tuple(SafetyLevel).index(self)


class Status(StrEnum):
    """Whether a scheduled technique may start, or waits for what lifts its hold."""

    ACTIVE = "active"
    HELD = "held"


class ChosenBecause(StrEnum):
    """Why the engine chose a technique (the steps of the ordering rule)."""

    BEST = "best"
    GOAL = "goal"
    SEVERE = "severe"
    CATEGORY = "category"
    WEAK_EVIDENCE = "weak_evidence"
    GAIN = "gain"
    PREPARES = "prepares"
    CLINICIAN = "clinician"
    FOUNDATION = "foundation"


class Omission(StrEnum):
    """Why a technique is not in the plan."""

    CONTRAINDICATED = "contraindicated"
    DECLINED = "declined"
    NOT_INDICATED = "not_indicated"
    LOWER_GAIN = "lower_gain"
    NO_SESSIONS = "no_sessions"
    TRAINING = "training"
    DELIVERY = "delivery"
    FORMAT = "format"
    AGE = "age"
    VARIANT = "variant"
    SECOND_LINE = "second_line"
    REQUIREMENT = "requirement"
    IN_HOUSE_RULE = "in_house_rule"
    CLINICIAN = "clinician"
    SWITCHED_OFF = "switched_off"
