"""Scoring and reading of instruments, against figures worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from itertools import pairwise
from typing import Any

import attrs
import pytest

from neuroplan import instruments
from neuroplan.documents.validation import schema_problems
from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.errors import PresentationError
from neuroplan.instruments import (
    band,
    factor_flags,
    load_instruments,
    risk_flags,
    severity_readings,
)
from neuroplan.model.instrument import FlagEffect, Instrument, Interval, Score
from neuroplan.model.presentation import RISK_QUESTIONS, InstrumentResult
from tests.builders import presentation


ALL = load_instruments()


def scored(name: str, *items: float | None, path: str = "$") -> Score:
    """Score the items of an instrument."""
    answers: tuple[Any, ...] = items
    return instruments.score(ALL[name], InstrumentResult(id=name, items=answers), path=path)


def entered(name: str, total: float | None = None, **subscales: float) -> Score:
    """Score an instrument from a total or subscales."""
    result = InstrumentResult(id=name, total=total, subscales=subscales or None)
    return instruments.score(ALL[name], result)


def severities(name: str, score: Score) -> dict[str, int]:
    """Give the severities an instrument reads from a score."""
    return {each.process: each.severity for each in severity_readings(ALL[name], score)}


def without(name: str, *missing: int) -> list[float | None]:
    """Give the mixed answers of an instrument, without those of the items named."""
    return [
        None if number in missing else answer for number, answer in enumerate(MIXED[name].items, 1)
    ]


@attrs.frozen
class Reference:
    """Answers, and the scores worked out by hand."""

    items: tuple[float, ...]
    total: float | None
    subscales: Mapping[str, float] = attrs.field(factory=dict)


def same(names: str, value: float) -> dict[str, float]:
    """Give the same value to each name."""
    return dict.fromkeys(names.split(), value)


_ITQ_PAIRS = (
    "reexperiencing avoidance threat affective_dysregulation "
    "negative_self_concept disturbed_relationships"
)
_WHODAS = "mobility life_activities cognition participation self_care getting_along"
_SCS = (
    "compassionate_responding uncompassionate_responding self_kindness self_judgment "
    "common_humanity isolation mindfulness over_identification"
)
_DSM = (
    "depression anger mania anxiety somatic suicidal_ideation psychosis sleep memory "
    "repetitive dissociation personality substance"
)
_DES = "taxon amnesia depersonalization_derealization absorption"
_MAIA = "attention_regulation emotional_awareness self_regulation body_listening trusting"

# Every item at its least answer, before reversal.
LEAST: dict[str, tuple[float | None, dict[str, float]]] = {
    "phq-9": (0, {}),
    "phq-4": (0, {"anxiety": 0, "depression": 0}),
    "gad-7": (0, {}),
    "pcl-5": (0, same("b_intrusion c_avoidance d_cognition_mood e_arousal", 0)),
    "itq": (
        0,
        same(f"{_ITQ_PAIRS} ptsd_symptoms ptsd_impairment dso_symptoms dso_impairment", 0),
    ),
    "pc-ptsd-5": (0, {}),
    "whodas-12": (0, same(_WHODAS, 0)),
    "core-10": (8, {}),
    "ors": (0, {}),
    "srs": (0, {}),
    "wai-sr": (12, same("task bond goal", 4)),
    "isi": (0, {}),
    "audit-c": (0, {}),
    "dast-10": (1, {}),
    "c-ssrs-screener": (None, {}),
    "des-ii": (0, same(_DES, 0)),
    "aaq-ii": (7, {}),
    "compact": (72, {"openness": 42, "behavioural_awareness": 30, "valued_action": 0}),
    "cfq": (7, {}),
    "ders-16": (16, {"clarity": 2, "strategies": 5, **same("goals impulse nonacceptance", 3)}),
    "scs-sf": (3, same(_SCS, 1)),
    "phq-15": (0, {}),
    "peg": (0, {}),
    "i-panas-sf": (None, {"positive_affect": 5, "negative_affect": 5}),
    "ptq": (0, same("core_features unproductiveness mental_capacity", 0)),
    "rrs-brief": (None, {"brooding": 5, "reflection": 5}),
    "ucla-3": (3, {}),
    "ecr-rs": (None, {"avoidance": 5, "anxiety": 1}),
    "gse": (10, {}),
    "brs": (3, {}),
    "ahs": (8, {"pathways": 4, "agency": 4}),
    "mlq": (None, {"presence": 11, "search": 5}),
    "who-5": (0, {}),
    "dsm5-level-1": (None, same(_DSM, 0)),
    "maia-2": (None, {"noticing": 0, "not_distracting": 5, "not_worrying": 3, **same(_MAIA, 0)}),
    "fscrs": (None, same("inadequate_self hated_self reassured_self", 0)),
}

# Every item at its greatest answer, before reversal.
GREATEST: dict[str, tuple[float | None, dict[str, float]]] = {
    "phq-9": (27, {}),
    "phq-4": (12, {"anxiety": 6, "depression": 6}),
    "gad-7": (21, {}),
    "pcl-5": (
        80,
        {"b_intrusion": 20, "c_avoidance": 8, "d_cognition_mood": 28, "e_arousal": 24},
    ),
    "itq": (
        48,
        {
            **same(_ITQ_PAIRS, 8),
            **same("ptsd_symptoms dso_symptoms", 24),
            **same("ptsd_impairment dso_impairment", 12),
        },
    ),
    "pc-ptsd-5": (5, {}),
    "whodas-12": (48, same(_WHODAS, 8)),
    "core-10": (32, {}),
    "ors": (40, {}),
    "srs": (40, {}),
    "wai-sr": (60, same("task bond goal", 20)),
    "isi": (28, {}),
    "audit-c": (12, {}),
    "dast-10": (9, {}),
    "c-ssrs-screener": (None, {}),
    "des-ii": (100, same(_DES, 100)),
    "aaq-ii": (49, {}),
    "compact": (66, {"openness": 18, "behavioural_awareness": 0, "valued_action": 48}),
    "cfq": (49, {}),
    "ders-16": (80, {"clarity": 10, "strategies": 25, **same("goals impulse nonacceptance", 15)}),
    "scs-sf": (3, same(_SCS, 5)),
    "phq-15": (30, {}),
    "peg": (10, {}),
    "i-panas-sf": (None, {"positive_affect": 25, "negative_affect": 25}),
    "ptq": (60, {"core_features": 36, "unproductiveness": 12, "mental_capacity": 12}),
    "rrs-brief": (None, {"brooding": 20, "reflection": 20}),
    "ucla-3": (9, {}),
    "ecr-rs": (None, {"avoidance": 3, "anxiety": 7}),
    "gse": (40, {}),
    "brs": (3, {}),
    "ahs": (64, {"pathways": 32, "agency": 32}),
    "mlq": (None, {"presence": 29, "search": 35}),
    "who-5": (100, {}),
    "dsm5-level-1": (None, same(_DSM, 4)),
    "maia-2": (None, {"noticing": 5, "not_distracting": 0, "not_worrying": 2, **same(_MAIA, 5)}),
    "fscrs": (None, {"inadequate_self": 36, "hated_self": 20, "reassured_self": 32}),
}

_TENS = (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100)
MIXED: dict[str, Reference] = {
    "phq-9": Reference((2, 1, 3, 2, 1, 2, 1, 0, 0), 12),
    "phq-4": Reference((1, 2, 3, 0), 6, {"anxiety": 3, "depression": 3}),
    "gad-7": Reference((0, 1, 2, 3, 2, 1, 0), 9),
    "pcl-5": Reference(
        (4, 3, 2, 1, 0, 2, 4, 0, 1, 2, 3, 4, 3, 2, 1, 2, 3, 4, 0, 1),
        42,
        {"b_intrusion": 10, "c_avoidance": 6, "d_cognition_mood": 15, "e_arousal": 11},
    ),
    "itq": Reference(
        (4, 3, 2, 1, 0, 2, 3, 3, 1, 1, 2, 3, 4, 0, 1, 2, 2, 4),
        23,
        {
            "reexperiencing": 7,
            "avoidance": 3,
            "threat": 2,
            "ptsd_symptoms": 12,
            "ptsd_impairment": 7,
            "affective_dysregulation": 3,
            "negative_self_concept": 7,
            "disturbed_relationships": 1,
            "dso_symptoms": 11,
            "dso_impairment": 8,
        },
    ),
    "pc-ptsd-5": Reference((1, 0, 1, 1, 0), 3),
    "whodas-12": Reference(
        (0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1),
        21,
        {
            "mobility": 1,
            "life_activities": 2,
            "cognition": 2,
            "participation": 7,
            "self_care": 5,
            "getting_along": 4,
        },
    ),
    # Items 2 and 3 count 3 and 1.
    "core-10": Reference((2, 1, 3, 0, 1, 0, 4, 2, 3, 1), 17),
    "ors": Reference((2.5, 5.1, 6.3, 8.2), 22.1),
    "srs": Reference((10, 9, 8, 8.5), 35.5),
    "wai-sr": Reference(
        (1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2), 33, {"task": 10, "bond": 14, "goal": 9}
    ),
    "isi": Reference((4, 3, 2, 1, 0, 1, 2), 13),
    "audit-c": Reference((3, 2, 4), 9),
    # Item 3 is answered no, which counts 1.
    "dast-10": Reference((1, 0, 0, 1, 1, 0, 0, 1, 0, 0), 5),
    "c-ssrs-screener": Reference((1, 1, 0, 0, 0, 1, 0), None),
    # 1250 / 28; 340 / 8; 210 / 6; 260 / 6; 250 / 6.
    "des-ii": Reference(
        (*_TENS, *_TENS, 0, 10, 20, 30, 40, 50),
        44.642857,
        {
            "taxon": 42.5,
            "amnesia": 35,
            "depersonalization_derealization": 43.333333,
            "absorption": 41.666667,
        },
    ),
    "aaq-ii": Reference((1, 2, 3, 4, 5, 6, 7), 28),
    "compact": Reference(
        (0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 0, 1),
        82,
        {"openness": 37, "behavioural_awareness": 18, "valued_action": 27},
    ),
    "cfq": Reference((7, 6, 5, 4, 3, 2, 1), 28),
    "ders-16": Reference(
        (1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1),
        46,
        {"clarity": 3, "goals": 10, "impulse": 8, "strategies": 13, "nonacceptance": 12},
    ),
    # Total on reversed items, 39 / 12; the negative subscales on the answers as given.
    "scs-sf": Reference(
        (1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2),
        3.25,
        {
            "compassionate_responding": 3,
            "uncompassionate_responding": 2.5,
            "self_kindness": 1.5,
            "self_judgment": 1.5,
            "common_humanity": 5,
            "isolation": 3.5,
            "mindfulness": 2.5,
            "over_identification": 2.5,
        },
    ),
    "phq-15": Reference((0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2), 15),
    "peg": Reference((3, 4, 6), 4.333333),
    "i-panas-sf": Reference(
        (1, 2, 3, 4, 5, 5, 4, 3, 2, 1), None, {"positive_affect": 16, "negative_affect": 14}
    ),
    "ptq": Reference(
        (0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4),
        30,
        {"core_features": 9, "unproductiveness": 9, "mental_capacity": 12},
    ),
    "rrs-brief": Reference(
        (1, 2, 3, 4, 1, 2, 3, 4, 1, 2), None, {"brooding": 13, "reflection": 10}
    ),
    "ucla-3": Reference((1, 2, 3), 6),
    # Avoidance counts 7, 6, 5, 4, 5, 6: 33 / 6.
    "ecr-rs": Reference((1, 2, 3, 4, 5, 6, 7, 1, 2), None, {"avoidance": 5.5, "anxiety": 3.333333}),
    "gse": Reference((1, 2, 3, 4, 1, 2, 3, 4, 1, 2), 23),
    # Counts 1, 4, 3, 2, 5, 5: 20 / 6.
    "brs": Reference((1, 2, 3, 4, 5, 1), 3.333333),
    "ahs": Reference((1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4), 28, {"pathways": 19, "agency": 9}),
    # Item 9 counts 6.
    "mlq": Reference((1, 2, 3, 4, 5, 6, 7, 1, 2, 3), None, {"presence": 22, "search": 16}),
    "who-5": Reference((0, 1, 2, 3, 4), 40),
    "dsm5-level-1": Reference(
        (0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2),
        None,
        {
            **same("depression repetitive", 1),
            **same("anger anxiety psychosis dissociation substance", 2),
            "sleep": 3,
            **same("mania somatic memory personality", 4),
            "suicidal_ideation": 0,
        },
    ),
    "maia-2": Reference(
        (*(0, 1, 2, 3, 4, 5) * 6, 0),
        None,
        {
            "noticing": 1.5,
            "not_distracting": 2.5,
            "not_worrying": 1,
            "attention_regulation": 2.571429,
            "emotional_awareness": 2.4,
            "self_regulation": 3,
            "body_listening": 2,
            "trusting": 3,
        },
    ),
    "fscrs": Reference(
        (0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1),
        None,
        {"inadequate_self": 15, "hated_self": 13, "reassured_self": 13},
    ),
}

# Items missing from the mixed answers, and the scores that differ from them (None: not scored).
MISSING: list[tuple[str, tuple[int, ...], dict[str, float | None]]] = [
    ("phq-9", (2,), {"total": 12}),  # 11 x 9/8 = 12.4
    ("phq-9", (3, 4), {"total": 9}),  # 7 x 9/7
    ("phq-9", (9,), {"total": 14}),  # 12 x 9/8 = 13.5
    ("phq-4", (2,), {"anxiety": None, "total": None}),
    ("gad-7", (4,), {"total": 7}),  # 6 x 7/6
    ("pcl-5", (1,), {"b_intrusion": 8, "total": 40}),  # 6 x 5/4 = 7.5
    ("pcl-5", (1, 2), {"b_intrusion": None, "total": None}),
    ("pcl-5", (6,), {"c_avoidance": None, "total": None}),
    ("pcl-5", (8, 15), {"d_cognition_mood": 18, "e_arousal": 12, "total": 46}),  # 17.5, 12
    ("itq", (3,), {"avoidance": None, "ptsd_symptoms": None, "total": None}),
    ("itq", (7,), {"ptsd_impairment": None}),
    ("whodas-12", (5,), {"participation": None, "total": 19}),  # 17 x 12/11 = 18.5454
    ("whodas-12", (1, 2), {"mobility": None, "life_activities": None, "total": None}),
    ("core-10", (10,), {"total": 18}),  # 16 x 10/9 = 17.8
    ("wai-sr", (1,), {"task": 12, "total": 35}),
    ("wai-sr", (1, 2), {"task": None, "total": None}),
    ("isi", (1,), {"total": 11}),  # 9 x 7/6 = 10.5
    ("des-ii", (1, 2), {"absorption": 48, "total": 47.692308}),  # 1240 / 26
    (
        "des-ii",
        (1, 2, 6, 9),
        {"absorption": 48, "total": None},
    ),
    ("aaq-ii", (7,), {"total": 25}),  # 21 x 7/6 = 24.5
    ("compact", (2, 4), {"openness": 36, "total": 81}),  # 29 x 10/8 = 36.25
    ("compact", (2, 4, 6), {"openness": None, "total": None}),
    ("compact", (1,), {"valued_action": 31, "total": 86}),  # 27 x 8/7 = 30.9
    ("compact", (1, 5), {"valued_action": None, "total": None}),
    ("cfq", (1,), {"total": 25}),  # 21 x 7/6 = 24.5
    ("ders-16", (5,), {"strategies": 10, "total": 44}),  # 8 x 5/4; 41 x 16/15 = 43.7
    ("ders-16", (5, 12, 14), {"strategies": None, "total": 43}),  # 35 x 16/13 = 43.1
    (
        "scs-sf",
        (1, 4),
        {
            "uncompassionate_responding": 2.5,  # 10 / 4
            "isolation": None,
            "over_identification": None,
            "total": 3.2,  # 32 / 10
        },
    ),
    ("phq-15", (3, 6, 9), {"total": 11}),  # 9 x 15/12 = 11.25
    ("i-panas-sf", (3,), {"positive_affect": 16}),  # 13 x 5/4 = 16.25
    ("i-panas-sf", (3, 5), {"positive_affect": None}),
    ("ptq", (5, 10, 15), {"mental_capacity": None, "total": 23}),  # 18 x 15/12 = 22.5
    ("rrs-brief", (1,), {"brooding": 15}),  # 12 x 5/4
    ("ecr-rs", (1,), {"avoidance": 5.2}),  # 26 / 5
    ("ecr-rs", (7,), {"anxiety": None}),
    ("gse", (1, 3, 5), {"total": 26}),  # 18 x 10/7 = 25.7
    ("brs", (1,), {"total": 3.8}),  # 19 / 5
    ("ahs", (1,), {"pathways": 24, "total": 33}),  # 18 x 4/3
    ("ahs", (1, 4), {"pathways": None, "total": None}),
    ("ahs", (3, 5, 7, 11), {}),
    ("mlq", (1,), {"presence": 26}),  # 21 x 5/4 = 26.25
    ("maia-2", (1,), {"noticing": 2}),  # 6 / 3
    ("maia-2", (1, 2), {"noticing": None}),
    ("maia-2", (32,), {"body_listening": None}),
    ("fscrs", (9,), {"hated_self": 13}),  # 10 x 5/4 = 12.5
    ("fscrs", (9, 10), {"hated_self": None}),
    ("dsm5-level-1", (1,), {"depression": None}),
]

# One missing answer more than the rule bears.
TOO_MANY = [
    ("phq-9", (1, 2, 9)),
    ("gad-7", (1, 2)),
    ("pc-ptsd-5", (5,)),
    ("core-10", (1, 2)),
    ("ors", (4,)),
    ("srs", (1,)),
    ("isi", (1, 2)),
    ("audit-c", (2,)),
    ("dast-10", (10,)),
    ("aaq-ii", (1, 2)),
    ("cfq", (1, 2)),
    ("phq-15", (1, 2, 3, 4)),
    ("peg", (2,)),
    ("ucla-3", (3,)),
    ("gse", (1, 2, 3, 4)),
    ("brs", (1, 2)),
    ("who-5", (1,)),
    ("phq-4", (1, 3)),
    ("ecr-rs", (1, 2, 7)),
]


def edge_case(name: str, *, greatest: bool) -> Score:
    """Score an instrument with every item at one end."""
    response = ALL[name].response
    answer = response.max if greatest else response.min
    return scored(name, *[answer] * ALL[name].item_count)


@pytest.mark.parametrize("name", LEAST)
def test_least_answers_give_the_scores_of_the_manual(name: str) -> None:
    """Every item at its least answer gives the score worked out by hand."""
    found = edge_case(name, greatest=False)
    assert (found.total, found.subscales) == LEAST[name]


@pytest.mark.parametrize("name", GREATEST)
def test_greatest_answers_give_the_scores_of_the_manual(name: str) -> None:
    """Every item at its greatest answer gives the score worked out by hand."""
    found = edge_case(name, greatest=True)
    assert (found.total, found.subscales) == GREATEST[name]


@pytest.mark.parametrize("name", MIXED)
def test_mixed_answers_give_the_scores_worked_out_by_hand(name: str) -> None:
    """Mixed answers, reverse items among them, give the score worked out by hand."""
    reference = MIXED[name]
    found = scored(name, *reference.items)
    assert (found.total, found.subscales) == (reference.total, reference.subscales)
    assert not found.missing_items
    assert not found.prorated
    assert not found.unscored


def test_every_instrument_has_its_references() -> None:
    """Each instrument that can be scored from items has all three references."""
    assert set(LEAST) == set(GREATEST) == set(MIXED) == set(ALL) - {"oq-45"}
    assert len(ALL) == 37


@pytest.mark.parametrize(("name", "missing", "differs"), MISSING)
def test_missing_answers_follow_the_rule(
    name: str, missing: tuple[int, ...], differs: dict[str, float | None]
) -> None:
    """Missing answers are made up for, or leave a score out, as the rule of each says."""
    found = scored(name, *without(name, *missing))
    wanted = {"total": MIXED[name].total, **MIXED[name].subscales, **differs}
    got = {"total": found.total, **found.subscales}
    known = {key: value for key, value in wanted.items() if value is not None}
    assert got == {"total": None, **known}
    assert found.missing_items == missing


@pytest.mark.parametrize(("name", "missing"), TOO_MANY)
def test_too_many_missing_answers_are_named(name: str, missing: tuple[int, ...]) -> None:
    """Where nothing can be scored, the error names the missing items."""
    numbers = ", ".join(map(str, missing))
    with pytest.raises(PresentationError, match=rf"are missing \(items {numbers}\) @ \$\.items"):
        scored(name, *without(name, *missing))


def test_too_many_missing_answers_do_not_hide_a_risk_item() -> None:
    """The error for an instrument with a risk item says that the item counts all the same."""
    with pytest.raises(PresentationError, match="enter it under risk"):
        scored("phq-9", None, None, None, 1, 1, 1, 1, 1, 3)


def test_prorated_and_unscored_scores_are_named() -> None:
    """The score says what was made up for and what could not be scored."""
    found = scored("ders-16", *without("ders-16", 5, 12, 14))
    assert found.prorated == ("total",)
    assert found.unscored == ("subscale:strategies",)


def test_prorated_halves_go_to_the_worse_side() -> None:
    """A half is rounded up where high is worse and down where high is better."""
    assert scored("phq-9", 1, 1, 1, 1, 0, 0, 0, 0, None).total == 5  # 4.5
    assert scored("gse", 2, 2, 2, 2, 2, 2, 3, 3, None, None).total == 22  # 22.5


def test_only_part_of_a_long_instrument_can_be_given() -> None:
    """Noticing and trusting alone serve where the rest of the MAIA-2 was not given."""
    found = scored("maia-2", 0, 1, 2, 3, *[None] * 30, 4, 5, 0)
    assert found.subscales == {"noticing": 1.5, "trusting": 3}


def test_exposure_gate_answered_no_counts_nothing() -> None:
    """The PC-PTSD-5 is 0 where the exposure question before item 1 is no."""
    assert scored("pc-ptsd-5", 0, None, None, None, None, None).total == 0
    assert scored("pc-ptsd-5", 0, 1, 1, 1, 1, 1).total == 0


@pytest.mark.parametrize("gate", [1, None])
def test_exposure_gate_not_answered_no_leaves_the_items(gate: int | None) -> None:
    """The items of the PC-PTSD-5 count where the exposure question is yes or unknown."""
    assert scored("pc-ptsd-5", gate, 1, 0, 1, 1, 1).total == 4


def test_never_drinking_answers_the_other_items() -> None:
    """AUDIT-C items 2 and 3 count 0 where item 1 is never."""
    found = scored("audit-c", 0, None, None)
    assert (found.total, found.missing_items) == (0, ())


# Entered scores


def test_entered_total_stands_alone() -> None:
    """A total given alone has no subscales and no items, and leaves risk items unknown."""
    found = entered("phq-9", 14)
    assert (found.total, found.subscales, found.items) == (14, {}, ())
    assert found.unknown_risk_items == (9,)
    assert severities("phq-9", found) == {"low_mood": 2}
    assert risk_flags(ALL["phq-9"], found) == ()


def test_entered_subscales_add_up_where_they_are_the_parts_of_the_total() -> None:
    """All four clusters of the PCL-5 give its total; three give none."""
    parts = {"b_intrusion": 10, "c_avoidance": 6, "d_cognition_mood": 15}
    assert entered("pcl-5", **parts, e_arousal=11).total == 42
    assert entered("pcl-5", **parts).total is None
    assert entered("maia-2", noticing=2.5).subscales == {"noticing": 2.5}


def test_entered_half_points_go_to_the_worse_side() -> None:
    """A prorated total given with decimals is read as a whole number."""
    assert entered("phq-9", 9.5).total == 10
    assert entered("who-5", 50.5).total == 50
    assert entered("ors", 24.9).total == 24.9


def test_licensed_scores_are_entered_only() -> None:
    """The OQ-45 takes scores of licensed software, and no items."""
    found = entered("oq-45", 64, symptom_distress=40)
    assert (found.total, found.subscales) == (64, {"symptom_distress": 40})
    assert band(ALL["oq-45"], found) == "clinical range"
    with pytest.raises(PresentationError, match="cannot be scored from its items"):
        scored("oq-45", *[1] * 45)


# What can be wrong


@pytest.mark.parametrize("name", sorted(set(ALL) - {"oq-45"}))
def test_answer_out_of_range_names_the_item(name: str) -> None:
    """An answer above the greatest is an error that names its item and place."""
    instrument = ALL[name]
    answers = [instrument.response.min] * instrument.item_count
    answers[2] = instrument.response.max + 1
    with pytest.raises(PresentationError, match=rf"item 3 of {name} is .* @ \$\.x\.items\[2\]"):
        scored(name, *answers, path="$.x")


def test_answer_between_the_steps_is_an_error() -> None:
    """A DES-II answer of 3 was probably meant as 30."""
    with pytest.raises(PresentationError, match=r"item 5 of des-ii is 3, .* in steps of 10"):
        scored("des-ii", 0, 0, 0, 0, 3, *[0] * 23)


def test_a_decimal_is_no_answer_where_answers_are_whole_numbers() -> None:
    """Half a point on the PHQ-9 is a slip, and is never cut off."""
    with pytest.raises(PresentationError, match=r"item 2 of phq-9 is 1\.5, .* in whole numbers"):
        scored("phq-9", 1, 1.5, *[0] * 7)


def test_a_client_file_holds_items_in_tenths() -> None:
    """An ORS mark of 6.7 counts as 6.7: 6.7 + 2 + 3 + 4.5 = 16.2."""
    (result,) = presentation(instruments=[{"id": "ors", "items": [6.7, 2, 3.0, 4.5]}]).instruments

    assert result.items is not None
    assert list(result.items) == [6.7, 2, 3, 4.5]
    assert instruments.score(ALL["ors"], result).total == pytest.approx(16.2)


def test_a_whole_number_is_the_same_with_a_point() -> None:
    """2.0 and 2 are one answer, in the fingerprint of the plan as well."""
    items = InstrumentResult(id="phq-9", items=(2.0, None, 1)).items

    assert items is not None
    assert [(each, type(each)) for each in items] == [(2, int), (None, type(None)), (1, int)]


def test_gate_takes_yes_or_no() -> None:
    """The exposure question takes 0 or 1, and shifts no item number."""
    with pytest.raises(PresentationError, match=r"takes 0 \(no\) or 1 \(yes\) @ \$\.items\[0\]"):
        scored("pc-ptsd-5", 2, 1, 1, 1, 1, 1)
    with pytest.raises(PresentationError, match=r"item 1 of pc-ptsd-5 is 2.* @ \$\.items\[1\]"):
        scored("pc-ptsd-5", 1, 2, 1, 1, 1, 1)


@pytest.mark.parametrize("count", [8, 10])
def test_wrong_number_of_items_is_an_error(count: int) -> None:
    """Too few or too many answers are no PHQ-9."""
    with pytest.raises(PresentationError, match=f"phq-9 has 9 items, {count} answers are given"):
        scored("phq-9", *[0] * count)


def test_all_problems_are_reported_at_once() -> None:
    """Two impossible answers are two problems, in order."""
    with pytest.raises(PresentationError) as caught:
        scored("gad-7", 4, 0, 0, 0, 0, 0, -1)
    assert [problem.path for problem in caught.value.problems] == ["$.items[0]", "$.items[6]"]


@pytest.mark.parametrize(
    ("name", "total", "message"),
    [
        ("phq-9", 28, "the total is 28, it runs from 0 to 27 @ \\$.total"),
        ("wai-sr", 11, "the total is 11, it runs from 12 to 60"),
        ("phq-9", float("nan"), "the total is nan"),
        ("mlq", 30, "mlq has no total"),
        ("c-ssrs-screener", 1, "c-ssrs-screener has no total"),
    ],
)
def test_impossible_total_is_an_error(name: str, total: float, message: str) -> None:
    """A total outside the range, or of an instrument without one, is an error."""
    with pytest.raises(PresentationError, match=message):
        entered(name, total)


def test_unknown_subscale_is_an_error_with_the_nearest() -> None:
    """A misspelt subscale is named with the one that was probably meant."""
    with pytest.raises(PresentationError, match=r"'presense' of mlq .* did you mean 'presence'"):
        entered("mlq", presense=20)
    with pytest.raises(PresentationError, match="it has: none"):
        entered("gad-7", worry=3)


def test_subscale_out_of_range_is_an_error() -> None:
    """A subscale above its greatest score is an error at its place."""
    with pytest.raises(PresentationError, match=r"from 5 to 35 @ \$\.subscales\.presence"):
        entered("mlq", presence=36)


def test_scores_beside_the_items_must_agree() -> None:
    """A total that the items do not give is an error; a rounded one is not."""
    with pytest.raises(PresentationError, match=r"it is 10, the items give 40 @ \$\.total"):
        instruments.score(
            ALL["who-5"], InstrumentResult(id="who-5", items=(0, 1, 2, 3, 4), total=10)
        )
    rounded = InstrumentResult(id="peg", items=(3, 4, 6), total=4.3)
    assert instruments.score(ALL["peg"], rounded).total == 4.333333


def test_scores_beside_incomplete_items_are_not_compared() -> None:
    """Where answers are missing, a total computed by another rule may differ."""
    result = InstrumentResult(id="isi", items=(None, 3, 2, 1, 0, 1, 2), total=9)
    assert instruments.score(ALL["isi"], result).total == 11


# Severity


@pytest.mark.parametrize(
    ("name", "total", "process", "severity"),
    [
        ("phq-9", 4, "low_mood", 0),
        ("phq-9", 5, "low_mood", 1),
        ("phq-9", 20, "low_mood", 4),
        ("gad-7", 18, "worry", 3),
        ("gad-7", 19, "worry", 4),
        ("isi", 15, "sleep_disturbance", 2),
        ("who-5", 50, "anhedonia", 2),
        ("who-5", 51, "anhedonia", 1),
        ("gse", 10, "low_self_efficacy", 4),
        ("des-ii", 11.99, "dissociation", 0),
        ("des-ii", 12, "dissociation", 1),
        ("des-ii", 30, "dissociation", 3),
        ("des-ii", 100, "dissociation", 4),
        ("srs", 36, "alliance_strain", 0),
        ("srs", 35.9, "alliance_strain", 1),
        ("srs", 40, "alliance_strain", 0),
        ("peg", 10, "chronic_pain", 4),
        ("brs", 3, "low_self_efficacy", 0),
    ],
)
def test_severity_steps_meet_as_the_intervals_say(
    name: str, total: float, process: str, severity: int
) -> None:
    """Closed steps hold both ends; half-open ones pass their greatest on, but for the last."""
    assert severities(name, entered(name, total))[process] == severity


def test_single_items_are_read_after_reversal() -> None:
    """CORE-10 items 2 and 3 answered 'all the time' are no loneliness and no helplessness."""
    found = severities("core-10", scored("core-10", 0, 4, 3, 0, 0, 0, 0, 0, 0, 0))
    assert (found["loneliness"], found["low_self_efficacy"]) == (0, 1)


def test_two_maps_of_a_process_give_the_worse() -> None:
    """MAIA-2 interoceptive disconnection is the worse of noticing and trusting."""
    found = entered("maia-2", noticing=3.5, trusting=1.5)
    readings = [
        (each.process, each.severity, each.from_)
        for each in severity_readings(ALL["maia-2"], found)
    ]
    assert readings == [("interoceptive_disconnection", 3, "subscale:trusting")]
    found = entered("maia-2", noticing=0.5, trusting=5)
    assert severities("maia-2", found) == {"interoceptive_disconnection": 4}


def test_readings_carry_their_confidence_and_basis() -> None:
    """A reading says how far to trust it and on what ground."""
    total, *items = severity_readings(ALL["phq-9"], scored("phq-9", *[1] * 9))
    assert (total.confidence, total.basis) == ("high", "published bands")
    assert {each.confidence for each in items} == {"low"}


# Bands


@pytest.mark.parametrize(
    ("name", "total", "label"),
    [
        ("phq-9", 14, "moderate"),
        ("phq-9", 15, "moderately severe"),
        ("core-10", 25, "severe"),
        ("ors", 24.9, "clinical range"),
        ("ors", 25, "non-clinical range"),
        ("srs", 40, "no concern"),
        ("brs", 3, "normal"),
        ("scs-sf", 2.5, "moderate"),
        ("itq", 20, None),
    ],
)
def test_band_of_a_total(name: str, total: float, label: str | None) -> None:
    """A total lies in the published band, or in none where none is published."""
    assert band(ALL[name], entered(name, total)) == label


@pytest.mark.parametrize(
    ("items", "label"),
    [
        ((0, 0, None, None, None, 0, None), None),
        ((1, 0, None, None, None, 0, None), "low"),
        ((1, 1, 0, 0, 0, 0, None), "low"),
        ((1, 1, 1, 0, 0, 0, None), "moderate"),
        ((0, 0, None, None, None, 1, 0), "moderate"),
        ((1, 1, 1, 1, 0, 0, None), "high: immediate evaluation"),
        ((0, 0, None, None, None, 1, 1), "high: immediate evaluation"),
    ],
)
def test_triage_band_is_the_highest_positive_item(
    items: tuple[int | None, ...], label: str | None
) -> None:
    """The C-SSRS screener is triaged by its highest positive item."""
    assert band(ALL["c-ssrs-screener"], scored("c-ssrs-screener", *items)) == label


# Risk


@pytest.mark.parametrize(
    ("name", "item", "value", "asks"),
    [
        ("phq-9", 9, 1, "suicidal_ideation"),
        ("core-10", 6, 1, "suicidal_ideation"),
        ("pcl-5", 16, 2, "self_harm"),
        ("fscrs", 9, 1, "self_harm"),
        ("dsm5-level-1", 11, 1, "suicidal_ideation"),
        ("dsm5-level-1", 12, 1, "psychosis"),
        ("dsm5-level-1", 13, 1, "psychosis"),
    ],
)
def test_positive_risk_item_asks_its_question(name: str, item: int, value: int, asks: str) -> None:
    """A risk item counts from its least positive answer, whatever the total; below it, not."""
    answers = [0] * ALL[name].item_count
    answers[item - 1] = value
    (flag,) = risk_flags(ALL[name], scored(name, *answers))
    assert (flag.instrument, flag.item, flag.value, flag.asks) == (name, item, value, asks)
    answers[item - 1] = value - 1
    assert risk_flags(ALL[name], scored(name, *answers)) == ()


@pytest.mark.parametrize(
    ("item", "asks", "answer"),
    [
        (1, "suicidal_ideation", "passive"),
        (2, "suicidal_ideation", "active"),
        (3, "suicidal_ideation", "active_with_method"),
        (4, "suicidal_ideation", "active_with_intent"),
        (5, "suicidal_ideation", "active_with_plan_and_intent"),
        (6, "suicide_attempt", "over_3_months_ago"),
        (7, "suicide_attempt", "within_3_months"),
    ],
)
def test_screener_items_name_the_risk_answer(item: int, asks: str, answer: str) -> None:
    """Each positive item of the C-SSRS screener names the risk answer it amounts to."""
    answers = [int(number == item) for number in range(1, 8)]
    (flag,) = risk_flags(ALL["c-ssrs-screener"], scored("c-ssrs-screener", *answers))
    assert (flag.item, flag.asks, flag.answer) == (item, asks, answer)


@pytest.mark.parametrize(
    ("name", "items", "unknown"),
    [
        ("phq-9", (0, 0, 0, 0, 0, 0, 0, 0, None), (9,)),
        ("core-10", (0, 0, 0, 0, 0, None, 0, 0, 0, 0), (6,)),
        ("c-ssrs-screener", (0, 0, None, None, None, 0, None), ()),
        ("c-ssrs-screener", (0, 1, None, 0, 0, 1, None), (3, 7)),
        ("c-ssrs-screener", (0, None, None, None, None, None, None), (2, 3, 4, 5, 6, 7)),
    ],
)
def test_unanswered_risk_item_is_unknown(
    name: str, items: tuple[int | None, ...], unknown: tuple[int, ...]
) -> None:
    """A risk item nobody answered is unknown, unless a gate says it is not asked."""
    assert scored(name, *items).unknown_risk_items == unknown


@pytest.mark.parametrize(
    ("name", "score", "factor", "value"),
    [
        ("audit-c", entered("audit-c", 8), "substance_dependence", 8),
        ("dast-10", entered("dast-10", 6), "substance_dependence", 6),
        ("whodas-12", entered("whodas-12", mobility=4), "limited_mobility", 4),
        ("whodas-12", entered("whodas-12", cognition=5), "cognitive_impairment", 5),
        ("des-ii", entered("des-ii", taxon=20), "severe_dissociation", 20),
    ],
)
def test_score_that_only_asks_sets_no_factor(
    name: str, score: Score, factor: str, value: float
) -> None:
    """A score that calls for an assessment asks about the factor and never sets it."""
    (flag,) = risk_flags(ALL[name], score)
    assert (flag.asks, flag.item, flag.value) == (factor, None, value)
    assert factor_flags(ALL[name], score) == ()


def test_items_that_only_ask_are_named() -> None:
    """An asking flag on an item that is no risk item names the item."""
    found = scored("dsm5-level-1", *[0] * 3, 2, *[0] * 19)
    (flag,) = risk_flags(ALL["dsm5-level-1"], found)
    assert (flag.asks, flag.item) == ("mania", 4)


@pytest.mark.parametrize(
    ("name", "score", "factors"),
    [
        ("des-ii", entered("des-ii", 29.9), []),
        ("des-ii", entered("des-ii", 30), ["severe_dissociation"]),
        ("ders-16", entered("ders-16", 56), []),
        ("ders-16", entered("ders-16", 57), ["low_affect_tolerance"]),
        ("ders-16", entered("ders-16", strategies=19), []),
        ("ders-16", entered("ders-16", strategies=20), ["no_stabilization_skills"]),
        ("phq-9", scored("phq-9", *[3] * 9), []),
        ("c-ssrs-screener", scored("c-ssrs-screener", *[1] * 7), []),
    ],
)
def test_score_sets_only_the_factors_it_may(name: str, score: Score, factors: list[str]) -> None:
    """Dissociation needs a total of 30 or more; suicidality is never set by a score."""
    assert [factor for factor, _ in factor_flags(ALL[name], score)] == factors


# The data


def documents() -> list[dict[str, Any]]:
    """Give the instruments as JSON."""
    text = files("neuroplan.content").joinpath("instruments.json").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(text)["instruments"]
    return found


def scales(instrument: Instrument) -> Iterator[tuple[str, tuple[float, float]]]:
    """Give every score of an instrument with its range."""
    if instrument.total.range is not None:
        yield "total", instrument.total.range
    for subscale in instrument.subscales:
        yield f"subscale:{subscale.id}", subscale.range
    for number in range(1, instrument.item_count + 1):
        yield f"item:{number}", (instrument.response.min, instrument.response.max)


@pytest.mark.parametrize("document", documents(), ids=lambda document: document["id"])
def test_instrument_is_valid_against_its_schema(document: dict[str, Any]) -> None:
    """Every instrument of the data is valid against the schema."""
    assert list(schema_problems("instrument", document)) == []


@pytest.mark.parametrize("name", ALL)
def test_ids_are_in_the_vocabulary(name: str) -> None:
    """Every process, factor and risk question an instrument names exists."""
    instrument, vocabulary = ALL[name], load_vocabulary()
    assert {each.process for each in instrument.severity} <= set(vocabulary.processes)
    assert {flag.factor for flag in instrument.factor_flags} <= set(vocabulary.factors)
    assert {risk.asks for risk in instrument.risk_items} <= set(RISK_QUESTIONS)


@pytest.mark.parametrize("name", ALL)
def test_maps_and_flags_read_scores_that_exist(name: str) -> None:
    """Every map and flag reads a score of its instrument."""
    instrument = ALL[name]
    read = {each.from_ for each in instrument.severity}
    read |= {each.from_ for each in instrument.factor_flags}
    read |= {each.from_ for each in instrument.strengths}
    assert read <= dict(scales(instrument)).keys()


@pytest.mark.parametrize("name", ALL)
def test_severity_steps_cover_the_whole_scale(name: str) -> None:
    """The steps of a map run from one end of its scale to the other without a gap."""
    for each in ALL[name].severity:
        span = dict(scales(ALL[name]))[each.from_]
        apart = 1 if each.interval is Interval.CLOSED else 0
        assert (each.steps[0][0], each.steps[-1][1]) == span
        assert all(later[0] - earlier[1] == apart for earlier, later in pairwise(each.steps))


@pytest.mark.parametrize("name", ALL)
def test_bands_cover_the_whole_scale(name: str) -> None:
    """The bands of a total run from one end to the other without a gap."""
    edges = [
        (row.min, row.max)
        for row in ALL[name].bands.rows
        if row.min is not None and row.max is not None
    ]
    apart = 1 if ALL[name].bands.interval is Interval.CLOSED else 0
    assert not edges or (edges[0][0], edges[-1][1]) == ALL[name].total.range
    assert all(later[0] - earlier[1] == apart for earlier, later in pairwise(edges))


@pytest.mark.parametrize("name", ALL)
def test_missing_rule_speaks_of_every_scored_subscale(name: str) -> None:
    """The missing rule names exactly the subscales that items can score."""
    instrument = ALL[name]
    wanted = {each.id for each in instrument.subscales if each.items}
    assert set(instrument.missing.max_missing.subscales) == wanted


def test_only_three_factors_may_be_set_by_a_score() -> None:
    """What means assess is never set by a score."""
    present = {
        flag.factor
        for instrument in ALL.values()
        for flag in instrument.factor_flags
        if flag.effect is FlagEffect.PRESENT
    }
    assert present == {"severe_dissociation", "low_affect_tolerance", "no_stabilization_skills"}


def test_instrument_not_used_is_kept_and_reads_nothing() -> None:
    """The DSM-5 cross-cutting measure is listed, not used, and maps to no process."""
    assert [name for name, each in ALL.items() if not each.used] == ["dsm5-level-1"]
    assert ALL["dsm5-level-1"].severity == ()


def test_no_item_text_ships() -> None:
    """No document holds item wording: items are numbers throughout."""
    assert all(isinstance(document["item_count"], int) for document in documents())
    assert not any("item_texts" in document for document in documents())
