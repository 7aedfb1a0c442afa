"""Strong dislikes: in the client's words, compared with what a technique is called."""

from __future__ import annotations

import attrs
import pytest

from neuroplan.model.technique import Technique
from neuroplan.model.terms import Phase
from neuroplan.pipeline.dislikes import disliked_by_name
from tests.builders import Offer, offer, planner, presentation, technique


def called(name: str) -> Technique:
    """Give a technique of this name."""
    return attrs.evolve(technique("t.one", ["fear"]), name=name)


def renamed(part: Offer, name: str) -> Offer:
    """Give an offer whose technique has this name."""
    return attrs.evolve(part, technique=attrs.evolve(part.technique, name=name))


@pytest.mark.parametrize(
    ("dislike", "name"),
    [
        ("Being told to breathe", "Slow breathing"),
        ("Breathing exercises", "Breath awareness"),
        ("Meditating", "Loving-kindness meditation"),
        ("relaxing", "Progressive muscle relaxation"),
        ("Exercise", "Aerobic and strength exercise"),
        ("Letters", "Compassionate letter"),
    ],
)
def test_a_word_that_begins_alike_is_found(dislike: str, name: str) -> None:
    """Endings differ, case does not matter."""
    assert disliked_by_name(called(name), (dislike,)) == (dislike,)


@pytest.mark.parametrize(
    ("dislike", "name"),
    [
        ("Breathing exercises", "Aerobic exercise"),
        ("Talking in front of people on the first day", "Formula first session task"),
        ("Long silences", "Loving presence"),
        ("", "Slow breathing"),
        ("God", "Good moments"),
    ],
)
def test_general_and_other_words_are_not(dislike: str, name: str) -> None:
    """What stands in many names says nothing."""
    assert disliked_by_name(called(name), (dislike,)) == ()


class TestInAPlan:
    """A dislike lowers and warns, and never excludes."""

    SLOW = renamed(offer("t.slow", {"fear": 0.5}, sessions=(2, 2)), "Slow breathing")
    OTHER = offer("t.walk", {"fear": 0.4}, sessions=(2, 2))
    DISLIKES = {"strong_dislikes": ["Being told to breathe"]}  # noqa: RUF012 - never changed

    def test_it_counts_like_a_wish_to_avoid(self) -> None:
        """The weaker technique comes first, and the other says why it is lower."""
        client = presentation({"fear": 3}, preferences=self.DISLIKES)
        maker = planner(self.SLOW, self.OTHER)

        made, why = maker.generate(client), maker.explain(client, "t.slow")

        best = next(each for each in made.techniques() if each.chosen_because.value == "best")
        assert best.technique_id == "t.walk"
        assert why.arithmetic is not None
        assert why.arithmetic.wish == maker.policy.avoid
        assert "kind of work its name speaks of" in why.arithmetic.wish_from

    def test_where_it_is_chosen_all_the_same_the_dislike_is_a_caution(self) -> None:
        """In the client's words."""
        client = presentation({"fear": 3}, preferences=self.DISLIKES)

        (entry,) = planner(self.SLOW).generate(client).techniques()

        assert any("“Being told to breathe”" in each for each in entry.cautions)

    def test_a_wish_for_the_technique_itself_stands_above_it(self) -> None:
        """What is said of the technique by name is no guess."""
        client = presentation(
            {"fear": 3}, preferences={**self.DISLIKES, "techniques": {"t.slow": "prefer"}}
        )
        maker = planner(self.SLOW, self.OTHER)

        why = maker.explain(client, "t.slow")

        assert why.arithmetic is not None
        assert why.arithmetic.wish == maker.policy.prefer

    def test_it_is_no_stopgap(self) -> None:
        """Weak evidence is no reason to do what the client dislikes."""
        weak = renamed(
            offer("t.slow", {"worry": 0.02}, phase=Phase.STABILIZATION), "Slow breathing"
        )
        goals = [{"text": "worry less", "processes": ["worry"]}]
        client = presentation({"fear": 3, "worry": 2}, goals=goals)
        disliking = presentation({"fear": 3, "worry": 2}, goals=goals, preferences=self.DISLIKES)
        maker = planner(self.OTHER, weak)

        assert {each.technique_id for each in maker.generate(client).techniques()} == {
            "t.slow",
            "t.walk",
        }
        assert [each.technique_id for each in maker.generate(disliking).techniques()] == ["t.walk"]
