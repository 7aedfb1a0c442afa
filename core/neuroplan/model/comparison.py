"""Two plans side by side as values: what moved, and which changed inputs touch it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import attrs

from neuroplan.model.terms import Category, SafetyLevel


Scalar = str | int | float | bool | None

#: Metadata of an attribute that may hold words of the client: for a reader, and not for JSON.
_WORDS = {"for_json": False}


def _for_json(attribute: attrs.Attribute[object], _: object) -> bool:
    return bool(attribute.metadata.get("for_json", True))


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
    words: str | None = attrs.field(default=None, repr=False, metadata=_WORDS)

    @property
    def name(self) -> str:
        """Name it, as in ``process low_mood severity``."""
        return " ".join(part for part in (self.kind.value, self.subject, self.field) if part)

    def to_dict(self) -> dict[str, object]:
        """Give the change as JSON values, without the client's words."""
        return attrs.asdict(self, filter=_for_json)


@attrs.frozen(kw_only=True)
class FieldChange:
    """
    One value of a technique's entry that is not what it was.

    Attributes:
        was: Of a list of texts, how many went.
        now: Of a list of texts, how many came.
        went: The texts that went, for a reader's eyes (a plugin may quote the client in its
            own); no part of ``to_dict``.
        came: The texts that came, likewise.
    """

    field: str
    was: Scalar
    now: Scalar
    went: tuple[str, ...] = attrs.field(default=(), repr=False, metadata=_WORDS)
    came: tuple[str, ...] = attrs.field(default=(), repr=False, metadata=_WORDS)


@attrs.frozen(kw_only=True)
class Root:
    """
    A technique whose change made another move, with what was put in that touches it.

    Attributes:
        became: came, went, is held, may start, moved or changed.
    """

    technique_id: str
    name: str
    became: str
    causes: tuple[InputChange, ...]


@attrs.frozen(kw_only=True)
class TechniqueChange:
    """
    What became of one technique.

    Attributes:
        why: Why it came or went, as the plan without or with it says.
        fields: What differs in its entry.
        causes: The changed inputs that touch it by its processes, factors, records, modality.
        through: Techniques that came, went, or are held or free now, and serve a process of
            its own; of what no input touches and none of these, all of them, since all share
            the sessions.
        roots: Of what no input touches: where the nearest inputs behind *through* are.
    """

    kind: ChangeKind
    technique_id: str
    name: str
    why: str
    fields: tuple[FieldChange, ...]
    causes: tuple[InputChange, ...]
    through: tuple[str, ...]
    roots: tuple[Root, ...] = ()


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
class ObjectiveChange:
    """
    An objective that came, went or changed.

    Attributes:
        goal: The place of its goal, such as ``2 of the new plan``.
        was: None: there was none.
        now: None: there is none.
        words: The goal, for a reader's eyes; no part of ``to_dict``.
    """

    kind: ChangeKind
    goal: str
    process: str
    was: str | None
    now: str | None
    words: str = attrs.field(repr=False, metadata=_WORDS)


@attrs.frozen(kw_only=True)
class GoalService:
    """
    A process of a goal that is newly served, or newly not.

    Attributes:
        goal: The place of the goal, such as ``2 of the new plan``.
        served: Whether something that may start now serves it well.
        words: The goal, for a reader's eyes; no part of ``to_dict``.
    """

    goal: str
    process: str
    served: bool
    words: str = attrs.field(repr=False, metadata=_WORDS)


@attrs.frozen(kw_only=True)
class GoalsComparison:
    """What the plans do for the goals."""

    objectives: tuple[ObjectiveChange, ...]
    services: tuple[GoalService, ...]


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
    goals: GoalsComparison
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """Give the comparison as JSON values, without a word the client wrote."""
        found = attrs.asdict(self, filter=_for_json)
        found["techniques"] = [
            {
                **attrs.asdict(each, filter=_for_json),
                "causes": _named(each.causes),
                "roots": [
                    {**attrs.asdict(root, filter=_for_json), "causes": _named(root.causes)}
                    for root in each.roots
                ],
            }
            for each in self.techniques
        ]
        return found


def _named(causes: Iterable[InputChange]) -> list[str]:
    return [cause.name for cause in causes]
