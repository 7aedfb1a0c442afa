"""What the cautions of the shipped techniques owe the client: clinical rules over all content."""

from __future__ import annotations

import pytest

from neuroplan.model.technique import Contraindication, Technique
from tests.contract.shipped import all_techniques


TECHNIQUES = tuple(all_techniques().values())


def caution(technique: Technique, factor: str) -> Contraindication | None:
    """Give what *technique* says of *factor*."""
    return next((each for each in technique.contraindications if each.factor == factor), None)


def without(factor: str, techniques: list[Technique]) -> list[str]:
    """Give the ids of those of *techniques* that say nothing of *factor*."""
    assert techniques
    return [each.id for each in techniques if caution(each, factor) is None]


def costs_sleep() -> list[Technique]:
    """Give the techniques that can make a client sleepy by day."""
    return [each for each in TECHNIQUES if caution(each, "safety_critical_work")]


def test_a_client_who_may_get_sleepy_is_told_not_to_drive() -> None:
    """The warning stands in the client's own words, not only in the clinician's steps."""
    silent = [each.id for each in costs_sleep() if "do not drive" not in each.for_the_client]

    assert silent == []


def test_work_that_costs_sleep_says_what_seizures_mean_for_it() -> None:
    """Loss of sleep can lower the seizure threshold."""
    assert without("seizure_disorder", costs_sleep()) == []


def test_work_that_needs_a_way_back_to_the_present_says_what_dissociation_means_for_it() -> None:
    """Who cannot come back may be overwhelmed by it."""
    asking = [
        each for each in TECHNIQUES if any(one.asks == "can_reorient" for one in each.conditions)
    ]

    assert without("severe_dissociation", asking) == []


def test_facing_death_gives_spiritual_struggle_its_place() -> None:
    """Such questions can touch pain with faith."""
    facing = [
        each
        for each in TECHNIQUES
        if any(one.process == "death_anxiety" and one.role == "primary" for one in each.targets)
    ]

    assert without("spiritual_struggle", facing) == []


def test_work_on_sources_of_meaning_leaves_mourning_its_time() -> None:
    """In the first weeks after a death the client sets the time for such questions."""
    seeking = [each for each in TECHNIQUES if each.variant_of == "meaning-centred-work"]

    assert without("recent_bereavement", seeking) == []


@pytest.mark.parametrize(
    ("technique", "factor", "effect"),
    [
        ("existential.decision-impasse", "unstable_safety", "hold"),
        ("existential.life-review-therapy", "acute_suicidality", "hold"),
        ("existential.meaning-sources-exploration", "unstable_safety", "caution"),
        ("existential.interpersonal-learning-group", "low_affect_tolerance", "adapt"),
        ("existential.interpersonal-learning-group", "legal_proceedings", "caution"),
        ("neuroscience.pain-neuroscience-education", "life_limiting_illness", "adapt"),
        ("neuroscience.sleep-restriction", "substance_dependence", "caution"),
        ("neuroscience.urge-surfing", "severe_dissociation", "adapt"),
    ],
)
def test_what_could_harm_this_client_is_said(technique: str, factor: str, effect: str) -> None:
    """Each line is a danger that is easily overlooked."""
    found = caution(all_techniques()[technique], factor)

    assert found is not None
    assert found.effect == effect
