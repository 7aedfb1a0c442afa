"""
Tests on a presentation, as data: indications and adaptations are written with them.

A test is true, or it is not; what nobody answered makes no test true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

import attrs

from neuroplan.model.terms import spaced


#: Gives the label of a process or factor.
Label = Callable[[str], str]
#: The traits a condition can ask for: those with words for values, not with numbers.
TRAITS = ("coping_style", "relationship_maturity", "attachment_style")


class Facts(Protocol):
    """What a condition can ask of a client."""

    def severity(self, process: str) -> int:
        """Severity of *process*, 0 where it is not part of the presentation."""

    def has_factor(self, factor: str) -> bool:
        """Whether *factor* is known to be present."""

    def has_goal(self, process: str) -> bool:
        """Whether one of the client's goals names *process*."""

    def trait(self, name: str) -> str | None:
        """The value of a named trait."""

    @property
    def age(self) -> int:
        """Age in years."""

    @property
    def existential_topics(self) -> str | None:
        """The client's word on existential topics: open, closed or None."""


@attrs.frozen
class AllOf:
    """True where every part is."""

    parts: tuple[Condition, ...]

    def holds(self, facts: Facts) -> bool:
        """Tell whether the condition is met."""
        return all(part.holds(facts) for part in self.parts)

    def words(self, label: Label = spaced) -> str:
        """Say the condition in words."""
        return " and ".join(_bracketed(part, label) for part in self.parts)


@attrs.frozen
class AnyOf:
    """True where some part is."""

    parts: tuple[Condition, ...]

    def holds(self, facts: Facts) -> bool:
        """Tell whether the condition is met."""
        return any(part.holds(facts) for part in self.parts)

    def words(self, label: Label = spaced) -> str:
        """Say the condition in words."""
        return " or ".join(_bracketed(part, label) for part in self.parts)


@attrs.frozen
class Not:
    """True where its part is not."""

    part: Condition

    def holds(self, facts: Facts) -> bool:
        """Tell whether the condition is met."""
        return not self.part.holds(facts)

    def words(self, label: Label = spaced) -> str:
        """Say the condition in words."""
        return f"not {_bracketed(self.part, label)}"


@attrs.frozen
class SeverityAtLeast:
    """True where a process is rated at least so severe."""

    process: str
    at_least: int

    def holds(self, facts: Facts) -> bool:
        """Tell whether the condition is met."""
        return facts.severity(self.process) >= self.at_least

    def words(self, label: Label = spaced) -> str:
        """Say the condition in words."""
        return f"{label(self.process)} at severity {self.at_least} or more"


@attrs.frozen
class HasFactor:
    """True where a factor is known to be present."""

    factor: str

    def holds(self, facts: Facts) -> bool:
        """Tell whether the condition is met."""
        return facts.has_factor(self.factor)

    def words(self, label: Label = spaced) -> str:
        """Say the condition in words."""
        return f"{label(self.factor)} recorded"


@attrs.frozen
class AgeBetween:
    """True where the age lies between the bounds, both included."""

    least: int | None
    greatest: int | None

    def holds(self, facts: Facts) -> bool:
        """Tell whether the condition is met."""
        return within_age(facts.age, self.least, self.greatest)

    def words(self, label: Label = spaced) -> str:
        """Say the condition in words."""
        return age_words(self.least, self.greatest)


@attrs.frozen
class TraitIs:
    """True where a trait has been assessed and has the value."""

    trait: str
    value: str

    def holds(self, facts: Facts) -> bool:
        """Tell whether the condition is met."""
        return facts.trait(self.trait) == self.value

    def words(self, label: Label = spaced) -> str:
        """Say the condition in words."""
        return f"{spaced(self.trait)} assessed as {spaced(self.value)}"


@attrs.frozen
class GoalNames:
    """True where one of the client's goals names a process."""

    process: str

    def holds(self, facts: Facts) -> bool:
        """Tell whether the condition is met."""
        return facts.has_goal(self.process)

    def words(self, label: Label = spaced) -> str:
        """Say the condition in words."""
        return f"a goal that names {label(self.process)}"


@attrs.frozen
class ExistentialTopics:
    """
    True where the client's word on existential topics allows them.

    Attributes:
        wanted: ``open``: the client said so; ``not_closed``: the client has not closed them.
    """

    wanted: str

    def holds(self, facts: Facts) -> bool:
        """Tell whether the condition is met."""
        said = facts.existential_topics
        return said == "open" if self.wanted == "open" else said != "closed"

    def words(self, label: Label = spaced) -> str:
        """Say the condition in words."""
        if self.wanted == "open":
            return "the client is open to existential topics"
        return "the client has not closed existential topics"


Condition = (
    AllOf
    | AnyOf
    | Not
    | SeverityAtLeast
    | HasFactor
    | AgeBetween
    | TraitIs
    | GoalNames
    | ExistentialTopics
)


def leaves(condition: Condition) -> Iterator[Condition]:
    """Give the single tests of a condition."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield condition


def within_age(age: int, least: int | None, greatest: int | None) -> bool:
    """Tell whether *age* lies between two bounds, both included; None is no bound."""
    return (least is None or age >= least) and (greatest is None or age <= greatest)


def age_words(least: int | None, greatest: int | None) -> str:
    """Say an age range in words."""
    if least is None:
        return "any age" if greatest is None else f"age {greatest} or less"
    if greatest is None:
        return f"age {least} or more"
    return f"age {least} to {greatest}"


def _bracketed(part: Condition, label: Label) -> str:
    words = part.words(label)
    return f"({words})" if isinstance(part, AllOf | AnyOf) else words
