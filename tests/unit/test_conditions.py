"""Conditions: when they hold, and how they are said."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import pytest

from neuroplan.documents.structuring import structure_condition
from neuroplan.model.condition import (
    AgeBetween,
    AllOf,
    AnyOf,
    Condition,
    ExistentialTopics,
    GoalNames,
    HasFactor,
    Not,
    SeverityAtLeast,
    TraitIs,
    age_words,
    within_age,
)


@attrs.frozen
class Someone:
    """A client as conditions see one."""

    age: int = 34
    existential_topics: str | None = None
    severities: Mapping[str, int] = attrs.field(factory=lambda: {"fear": 2})
    factors: tuple[str, ...] = ("pregnancy",)
    goals: tuple[str, ...] = ("fear",)
    traits: Mapping[str, str] = attrs.field(factory=lambda: {"coping_style": "mixed"})

    def severity(self, process: str) -> int:
        """Severity of a process."""
        return self.severities.get(process, 0)

    def has_factor(self, factor: str) -> bool:
        """Whether a factor is known to be present."""
        return factor in self.factors

    def has_goal(self, process: str) -> bool:
        """Whether a goal names a process."""
        return process in self.goals

    def trait(self, name: str) -> str | None:
        """The value of a trait."""
        return self.traits.get(name)


YES, NO = SeverityAtLeast("fear", 1), SeverityAtLeast("fear", 3)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (SeverityAtLeast("fear", 2), True),
        (SeverityAtLeast("fear", 3), False),
        (SeverityAtLeast("worry", 1), False),
        (HasFactor("pregnancy"), True),
        (HasFactor("mania"), False),
        (AgeBetween(34, 34), True),
        (AgeBetween(35, None), False),
        (AgeBetween(None, 33), False),
        (GoalNames("fear"), True),
        (GoalNames("worry"), False),
        (TraitIs("coping_style", "mixed"), True),
        (TraitIs("coping_style", "internalizing"), False),
        (TraitIs("attachment_style", "secure"), False),
        (Not(NO), True),
        (Not(YES), False),
        (AllOf((YES, YES)), True),
        (AllOf((YES, NO)), False),
        (AnyOf((NO, YES)), True),
        (AnyOf((NO, NO)), False),
    ],
    ids=str,
)
def test_a_condition_holds_where_the_client_is_so(
    condition: Condition,
    expected: bool,  # noqa: FBT001 - a table of examples
) -> None:
    """What nobody answered makes no condition true."""
    assert expected == condition.holds(Someone())


@pytest.mark.parametrize(
    ("wanted", "said", "expected"),
    [
        ("open", "open", True),
        ("open", None, False),
        ("open", "closed", False),
        ("not_closed", "open", True),
        ("not_closed", None, True),
        ("not_closed", "closed", False),
    ],
)
def test_existential_topics_follow_the_clients_word(
    wanted: str,
    said: str | None,
    expected: bool,  # noqa: FBT001 - a table of examples
) -> None:
    """Open asks for a word; not closed asks for no refusal."""
    assert expected == ExistentialTopics(wanted).holds(Someone(existential_topics=said))


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (SeverityAtLeast("low_mood", 2), "low mood at severity 2 or more"),
        (HasFactor("act.rigid_rule"), "rigid rule recorded"),
        (AgeBetween(18, None), "age 18 or more"),
        (GoalNames("fear"), "a goal that names fear"),
        (TraitIs("coping_style", "mixed"), "coping style assessed as mixed"),
        (Not(HasFactor("mania")), "not mania recorded"),
        (
            AllOf((HasFactor("mania"), AnyOf((YES, HasFactor("pregnancy"))))),
            "mania recorded and (fear at severity 1 or more or pregnancy recorded)",
        ),
        (ExistentialTopics("open"), "the client is open to existential topics"),
        (ExistentialTopics("not_closed"), "the client has not closed existential topics"),
    ],
)
def test_a_condition_can_be_said(condition: Condition, words: str) -> None:
    """In plain words, with brackets where they are needed."""
    assert words == condition.words()


@pytest.mark.parametrize(
    ("least", "greatest", "words"),
    [
        (None, None, "any age"),
        (18, None, "age 18 or more"),
        (None, 12, "age 12 or less"),
        (13, 17, "age 13 to 17"),
    ],
)
def test_an_age_range_can_be_said(least: int | None, greatest: int | None, words: str) -> None:
    """With one bound, two, or none."""
    assert words == age_words(least, greatest)


@pytest.mark.parametrize(("age", "inside"), [(12, False), (13, True), (17, True), (18, False)])
def test_both_bounds_of_an_age_range_are_included(
    age: int,
    inside: bool,  # noqa: FBT001 - a table of examples
) -> None:
    """13 to 17."""
    assert inside == within_age(age, 13, 17)


@pytest.mark.parametrize(
    ("document", "condition"),
    [
        ({"process": "fear", "at_least": 2}, SeverityAtLeast("fear", 2)),
        ({"factor": "mania"}, HasFactor("mania")),
        ({"age": [18, None]}, AgeBetween(18, None)),
        ({"trait": "coping_style", "is": "mixed"}, TraitIs("coping_style", "mixed")),
        ({"goal": "fear"}, GoalNames("fear")),
        ({"existential_topics": "open"}, ExistentialTopics("open")),
        ({"not": {"goal": "fear"}}, Not(GoalNames("fear"))),
        ({"all_of": [{"goal": "fear"}]}, AllOf((GoalNames("fear"),))),
        ({"any_of": [{"goal": "fear"}]}, AnyOf((GoalNames("fear"),))),
    ],
)
def test_conditions_are_read_from_data(document: object, condition: Condition) -> None:
    """Every form of the technique schema."""
    assert condition == structure_condition(document)


def test_what_is_no_condition_is_refused() -> None:
    """Never taken for one that always holds."""
    with pytest.raises(ValueError, match="not a condition"):
        structure_condition({"diagnosis": "anything"})
