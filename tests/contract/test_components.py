"""
A component is no looser than the package it is part of.

Where a package is held or adapted, the engine would otherwise pick the component instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from neuroplan.model.technique import Technique
from neuroplan.model.terms import ContraindicationEffect
from neuroplan.planner import Planner


#: From the most to the least restrictive.
STRICTNESS = (
    ContraindicationEffect.EXCLUDE,
    ContraindicationEffect.HOLD,
    ContraindicationEffect.ADAPT,
    ContraindicationEffect.CAUTION,
)
#: Packages whose bars are about the course, reviewed one by one; why their parts stand alone.
COURSES: Mapping[str, str] = {
    "cft.group-programme": "A place in a group is another thing than a short exercise.",
    "emdr.standard-protocol-reprocessing": "The parts prepare or follow reprocessing; those on "
    "memories are activating and need what it needs.",
    "mindfulness.mbct-programme": "The breathing space takes three minutes, eyes open if wanted.",
    "mindfulness.mbsr-programme": "A course of eight weeks with long sittings is another load than "
    "one practice.",
}
#: Factors that do not bear on a component, reviewed one by one.
NOT_CONCERNED: Mapping[str, tuple[str, frozenset[str]]] = {
    "neuroscience.sleep-cognitive": (
        "It works on thoughts by day: it cuts no sleep and gets nobody up.",
        frozenset(
            {
                "mania",
                "acute_medical_instability",
                "bipolar_history",
                "seizure_disorder",
                "recent_head_injury",
                "safety_critical_work",
                "pregnancy",
                "older_adult",
                "falls_risk",
                "limited_mobility",
                "unstable_safety",
                "severe_dissociation",
            }
        ),
    ),
    "neuroscience.sleep-restriction": (
        "Getting up at night is no part of it.",
        frozenset({"limited_mobility"}),
    ),
    "neuroscience.stimulus-control": (
        "In mania its adapted form keeps the rhythm and cuts no sleep.",
        frozenset({"mania"}),
    ),
}


def strictness(technique: Technique, factor: str) -> int:
    """Give how strictly a technique treats a factor; 0: not at all."""
    found = [bar.effect for bar in technique.contraindications if bar.factor == factor]
    return max((len(STRICTNESS) - STRICTNESS.index(each) for each in found), default=0)


def looser(technique: Technique, package: Technique) -> Iterator[str]:
    """Yield the factors a component treats less strictly than its package."""
    _, reviewed = NOT_CONCERNED.get(technique.id, ("", frozenset[str]()))
    for bar in package.contraindications:
        if bar.effect is ContraindicationEffect.CAUTION or bar.factor in reviewed:
            continue
        if strictness(technique, bar.factor) < strictness(package, bar.factor):
            yield f"{technique.id}: {bar.factor}"


def test_a_component_is_held_and_adapted_where_its_package_is(planner: Planner) -> None:
    """But for what was reviewed above."""
    library = planner.library.techniques
    found = [
        each
        for technique in library.values()
        if technique.part_of in library and technique.part_of not in COURSES
        for each in looser(technique, library[technique.part_of or ""])
    ]

    assert found == []


def test_every_reviewed_exception_is_of_use(planner: Planner) -> None:
    """An exception outlives its reason only until here."""
    library = planner.library.techniques

    assert {*COURSES, *NOT_CONCERNED} <= library.keys()
    for identity, (_, factors) in NOT_CONCERNED.items():
        package = library[library[identity].part_of or ""]
        idle = {
            each
            for each in factors
            if strictness(library[identity], each) >= strictness(package, each)
        }
        assert idle == set(), identity
