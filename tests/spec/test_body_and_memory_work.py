"""What work with the body, attention and memories owes the client: who waits, and who is spared."""

from __future__ import annotations

import pytest

from neuroplan.model.technique import Contraindication, Technique
from neuroplan.model.terms import ContraindicationEffect
from tests.contract.shipped import all_techniques


ADULT = 18


def caution(technique: Technique, factor: str) -> Contraindication | None:
    """Give what *technique* says of *factor*."""
    return next((each for each in technique.contraindications if each.factor == factor), None)


def test_no_question_of_touch_is_put_to_a_client_who_wants_none() -> None:
    """Every start condition on offering touch names what makes it moot."""
    offers = [
        condition
        for technique in all_techniques().values()
        for condition in technique.conditions
        if "touch is to be offered" in condition.text
    ]

    assert offers
    assert {each.moot_with for each in offers} == {"touch_aversion"}


def test_fighting_moves_wait_while_someone_is_threatened() -> None:
    """To push and strike is not rehearsed by a client who may do it."""
    technique = all_techniques()["somatic.sensorimotor-completing-action"]

    found = caution(technique, "harm_to_others")

    assert found is not None
    assert found.effect is ContraindicationEffect.HOLD


@pytest.mark.parametrize("technique", ["mindfulness.body-scan", "mindfulness.wheel-of-awareness"])
def test_looking_inward_is_adapted_where_the_body_is_scanned_for_illness(technique: str) -> None:
    """Attention to the body can feed the search for signs of illness."""
    found = caution(all_techniques()[technique], "health_anxiety")

    assert found is not None
    assert found.effect is ContraindicationEffect.ADAPT


@pytest.mark.parametrize(
    "technique",
    [
        "somatic.se-titration",
        "somatic.se-pendulation",
        "somatic.sensorimotor-completing-action",
        "mindfulness.mbsr-programme",
        "mindfulness.mbct-programme",
        "mindfulness.urge-surfing-mbrp",
    ],
)
def test_what_was_studied_with_adults_is_offered_to_adults(technique: str) -> None:
    """No form for younger clients is described."""
    assert all_techniques()[technique].age == (ADULT, None)


def test_yoga_after_trauma_is_not_left_to_the_client_alone() -> None:
    """It asks for a trained facilitator, who cannot be replaced by a recording."""
    assert "self_guided" not in all_techniques()["somatic.trauma-sensitive-yoga"].format


def test_no_practice_stands_in_the_place_of_facing_what_is_feared() -> None:
    """A breath before every step can become what the step hangs on."""
    steps = all_techniques()["somatic.slow-paced-breathing"].steps

    assert "faced without it" in steps[-1]
