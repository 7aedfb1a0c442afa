"""
Triggers: the tests of the engine's own rules, as data.

Conditions are what content may ask of a client; triggers also read what only the engine's
rules may: the risk block, consent, questionnaire items, single fields of the client file.
What nobody answered makes no trigger true but those that ask for it.
"""

from __future__ import annotations

from typing import Literal

import attrs
from attrs import field
from attrs.validators import in_

from neuroplan.model.presentation import (
    READINESS_QUESTIONS,
    RISK_QUESTIONS,
    Consent,
    Goal,
    Presentation,
)


def _in_client_file(_: object, __: object, path: str) -> None:
    """Refuse a path that leads to no field of a presentation."""
    kind: object = Presentation
    for name in path.split("."):
        fields = attrs.fields_dict(attrs.resolve_types(kind)) if isinstance(kind, type) else {}
        if name not in fields:
            raise ValueError(f"a presentation has no field '{path}'")
        kind = fields[name].type


@attrs.frozen
class Always:
    """True of every client."""

    always: Literal[True]


@attrs.frozen
class AllOf:
    """True where every part is."""

    parts: tuple[Trigger, ...]


@attrs.frozen
class AnyOf:
    """True where some part is."""

    parts: tuple[Trigger, ...]


@attrs.frozen
class Not:
    """True where its part is not."""

    part: Trigger


@attrs.frozen
class RiskAnswered:
    """True where a question of the risk block, or an item that stands for it, has an answer."""

    question: str = field(validator=in_(RISK_QUESTIONS))
    answers: tuple[bool | str, ...]


@attrs.frozen
class ReadinessAnswered:
    """True where a readiness question has one of the answers."""

    question: str = field(validator=in_(READINESS_QUESTIONS))
    answers: tuple[str, ...]


@attrs.frozen
class ConsentAnswered:
    """True where consent, of the client or a guardian, has one of the answers."""

    consent: str = field(validator=in_([each.name for each in attrs.fields(Consent)]))
    answers: tuple[str, ...]


@attrs.frozen
class ProcessAtLeast:
    """True where a process is at least so severe."""

    process: str
    at_least: int


@attrs.frozen
class FactorPresent:
    """True where a factor is known to be present, entered or derived."""

    factor: str


@attrs.frozen
class FactorRecorded:
    """True where a factor is entered in the client file as present."""

    factor: str


@attrs.frozen
class FactorUnanswered:
    """True where nobody has answered a factor."""

    factor: str


@attrs.frozen
class Flagged:
    """True where a questionnaire item or score that asks about a thing reaches a bound."""

    asks: str
    at_least: float


@attrs.frozen
class FieldGiven:
    """True where a field of the client file says anything."""

    path: str = field(validator=_in_client_file)
    answered: Literal[True]


@attrs.frozen
class FieldAtLeast:
    """True where a number of the client file is at least so high."""

    path: str = field(validator=_in_client_file)
    at_least: int


@attrs.frozen
class FieldAtMost:
    """True where a number of the client file is at most so high."""

    path: str = field(validator=_in_client_file)
    at_most: int


@attrs.frozen
class FieldIn:
    """True where a field of the client file has one of the values."""

    path: str = field(validator=_in_client_file)
    values: tuple[str, ...]


@attrs.frozen
class GoalAtMost:
    """True where a number of some goal is at most so high."""

    name: str = field(validator=in_([each.name for each in attrs.fields(Goal)]))
    at_most: int


@attrs.frozen
class GoalIn:
    """True where a field of some goal has one of the values."""

    name: str = field(validator=in_([each.name for each in attrs.fields(Goal)]))
    values: tuple[str, ...]


#: Tests of answers that a plan names as its reason.
AnswerTest = (
    RiskAnswered
    | ReadinessAnswered
    | ConsentAnswered
    | ProcessAtLeast
    | FactorPresent
    | FactorRecorded
    | FactorUnanswered
    | Flagged
)
#: Tests of single fields, for advice that says itself what it answers.
FieldTest = FieldGiven | FieldAtLeast | FieldAtMost | FieldIn | GoalAtMost | GoalIn
Trigger = Always | AllOf | AnyOf | Not | AnswerTest | FieldTest
