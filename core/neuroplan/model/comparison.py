"""Two plans side by side as values: what moved, and which changed inputs touch it."""

from __future__ import annotations

from enum import StrEnum

import attrs

from neuroplan.model.terms import Category, SafetyLevel


Scalar = str | int | float | bool | None


class InputKind(StrEnum):
    """What kind of input changed."""

    PROCESS = "process"
    GOAL = "goal"
    STRENGTH = "strength"
    FACTOR = "factor"
    SAFETY = "safety"
    RISK = "risk"
    CONSENT = "consent"
    READINESS = "readiness"
    TRAIT = "trait"
    EXPECTATION = "expectation"
    WISH = "wish"
    CONTEXT = "context"
    CLIENT = "client"
    DECISION = "decision"
    RULE = "rule"
    RECORD = "record"
    MODALITY = "modality"
    POLICY = "policy"
    ENGINE = "engine"


class ChangeKind(StrEnum):
    """
    What became of a technique.

    ``changed``: it stands where it stood, on other evidence or with other precautions.
    """

    CAME = "came"
    WENT = "went"
    MOVED = "moved"
    CHANGED = "changed"


@attrs.frozen(kw_only=True)
class InputChange:
    """
    One input that is not what it was.

    Attributes:
        subject: Its id, or a place such as ``2 of the new plan``.
        field: Which of its values; empty where it has one.
        was: None: there was none.
        now: None: there is none.
        processes: Processes it bears on.
        words: The client's words, for a reader's eyes; no part of ``to_dict``.
    """

    kind: InputKind
    subject: str
    field: str = ""
    was: Scalar
    now: Scalar
    processes: tuple[str, ...] = ()
    words: str | None = attrs.field(default=None, repr=False)

    @property
    def name(self) -> str:
        """Name it, as in ``process low_mood severity``."""
        return " ".join(part for part in (self.kind.value, self.subject, self.field) if part)

    def to_dict(self) -> dict[str, object]:
        """Give the change as JSON values, without the client's words."""
        return attrs.asdict(self, filter=lambda attribute, _: attribute.name != "words")


@attrs.frozen(kw_only=True)
class FieldChange:
    """One value of a technique's entry that is not what it was."""

    field: str
    was: Scalar
    now: Scalar


@attrs.frozen(kw_only=True)
class TechniqueChange:
    """
    What became of one technique.

    Attributes:
        why: Why it came or went, as the plan without or with it says.
        fields: What differs in its entry.
        causes: The changed inputs that touch it by its processes, factors, records, modality.
        through: Techniques that came or went and serve a process of its own.
    """

    kind: ChangeKind
    technique_id: str
    name: str
    why: str
    fields: tuple[FieldChange, ...]
    causes: tuple[InputChange, ...]
    through: tuple[str, ...]


@attrs.frozen(kw_only=True)
class SafetyComparison:
    """Level, actions and holds. A hold is named by what it holds and what lifts it."""

    level_was: SafetyLevel
    level_now: SafetyLevel
    actions_came: tuple[str, ...]
    actions_went: tuple[str, ...]
    holds_came: tuple[str, ...]
    holds_went: tuple[str, ...]


@attrs.frozen(kw_only=True)
class CoverageComparison:
    """What the new plan leaves open and the old did not, and the other way round."""

    unmet_came: tuple[str, ...]
    unmet_went: tuple[str, ...]
    missing_came: tuple[Category, ...]
    missing_went: tuple[Category, ...]


@attrs.frozen(kw_only=True)
class PlanComparison:
    """
    Two plans side by side.

    Attributes:
        same_client: The plans are of one client.
        same_fingerprint: Everything they were made from is the same.
        inputs: What was put in and is not what it was.
        unchanged: Techniques that are as they were.
        notes: What to know before reading it.
    """

    same_client: bool
    same_fingerprint: bool
    safety: SafetyComparison
    inputs: tuple[InputChange, ...]
    techniques: tuple[TechniqueChange, ...]
    unchanged: tuple[str, ...]
    coverage: CoverageComparison
    notes: tuple[str, ...]

    def of_kind(self, kind: ChangeKind) -> tuple[TechniqueChange, ...]:
        """Give the techniques of which *kind* became true."""
        return tuple(each for each in self.techniques if each.kind is kind)

    def to_dict(self) -> dict[str, object]:
        """Give the comparison as JSON values, without a word the client wrote."""
        found = attrs.asdict(self)
        found["inputs"] = [each.to_dict() for each in self.inputs]
        found["techniques"] = [
            {**attrs.asdict(each), "causes": [cause.name for cause in each.causes]}
            for each in self.techniques
        ]
        return found
