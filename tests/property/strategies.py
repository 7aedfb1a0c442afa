"""
Hypothesis strategies: valid client documents made from the vocabulary.

Everything a document may say is drawn, so that no rule is spared; what is drawn is always
valid, so that every example reaches the engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from hypothesis import strategies as st

from neuroplan import Planner
from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.instruments import load_instruments
from neuroplan.model.presentation import READINESS_QUESTIONS


Document = dict[str, Any]

_VOCABULARY = load_vocabulary()
PROCESSES = sorted(each.id for each in _VOCABULARY.processes.values() if not each.derived)
FACTORS = sorted(_VOCABULARY.factors)
STRENGTHS = sorted(_VOCABULARY.strengths)

#: Each question of the risk block with its answers, the calmest first.
LADDERS: Mapping[str, tuple[str | bool, ...]] = {
    "suicidal_ideation": (
        "none",
        "passive",
        "active",
        "active_with_method",
        "active_with_intent",
        "active_with_plan_and_intent",
    ),
    "suicide_attempt": ("never", "over_3_months_ago", "within_3_months"),
    "self_harm": ("none", "past", "current"),
    "harm_to_others": ("none", "thoughts", "threat_or_plan"),
    "unsafe_environment": (False, True, "immediate_danger"),
    "psychosis": ("none", "stable", "acute"),
    "mania": ("none", "past", "acute"),
    "substance_intoxication": ("none", "intoxicated"),
    "withdrawal_risk": (False, True),
    "child_at_risk": (False, True),
    "medical_instability": (False, True),
}
TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
REASON = st.sampled_from(["the client tried it", "agreed with the client", "supervision"])
DATES = st.sampled_from(["2026-01-05", "2026-02-10", "2026-03-15"])
ANSWERS = st.sampled_from(["yes", "no", "unknown"])


@cache
def technique_ids() -> tuple[str, ...]:
    """Give the ids of the installed techniques."""
    return tuple(Planner().library.techniques)


@cache
def modality_ids() -> tuple[str, ...]:
    """Give the ids of the installed modalities."""
    return tuple(Planner().library.plugins)


def scale(greatest: int) -> st.SearchStrategy[int]:
    """Give a whole number from 0."""
    return st.integers(0, greatest)


def severities(least: int = 1, most: int = 8) -> st.SearchStrategy[dict[str, Any]]:
    """Give processes with their severity, in the short or the long form."""
    severity = scale(4) | st.fixed_dictionaries({"severity": scale(4), "note": TEXT})
    return st.dictionaries(st.sampled_from(PROCESSES), severity, min_size=least, max_size=most)


def risks() -> st.SearchStrategy[dict[str, Any]]:
    """Give a risk block: mostly calm, with questions left out and answers of every kind."""
    return st.fixed_dictionaries(
        {},
        optional={
            question: st.sampled_from(
                [answers[0], answers[0], answers[0], *answers, "not_assessed"]
            )
            for question, answers in LADDERS.items()
        },
    )


def answered_risks() -> st.SearchStrategy[dict[str, Any]]:
    """Give a risk block in which every question is answered."""
    return st.fixed_dictionaries(
        {
            question: st.sampled_from([answers[0], answers[0], *answers])
            for question, answers in LADDERS.items()
        }
    )


def goals() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Give a few goals."""
    goal = st.fixed_dictionaries(
        {"text": TEXT},
        optional={
            "processes": st.lists(st.sampled_from(PROCESSES), max_size=3, unique=True),
            "priority": st.integers(1, 5),
            "importance": scale(10),
            "confidence": scale(10),
            "stage_of_change": st.sampled_from(["contemplation", "preparation", "action"]),
        },
    )
    return st.lists(goal, max_size=3)


@st.composite
def results(draw: st.DrawFn) -> dict[str, Any]:
    """Give an administration of an instrument with answers inside its range."""
    instrument = load_instruments()[
        draw(st.sampled_from(["phq-9", "gad-7", "pcl-5", "c-ssrs-screener", "isi", "des-ii"]))
    ]
    low, high = int(instrument.response.min), int(instrument.response.max)
    step = int(instrument.response.step)
    answers = st.sampled_from(range(low, high + 1, step))
    count = instrument.item_count
    items = draw(st.lists(answers, min_size=count, max_size=count))
    return {"id": instrument.id, "date": draw(DATES), "items": items}


def preferences() -> st.SearchStrategy[dict[str, Any]]:
    """Give wishes, some of them refusals."""
    wish = st.sampled_from(["prefer", "avoid", "decline"])
    return st.fixed_dictionaries(
        {},
        optional={
            "modalities": st.dictionaries(st.sampled_from(modality_ids()), wish, max_size=3),
            "techniques": st.dictionaries(st.sampled_from(technique_ids()), wish, max_size=3),
            "delivery": st.sampled_from(["in_person", "telehealth", "no_preference"]),
            "touch": st.booleans(),
            "homework": st.sampled_from(["none", "low", "high"]),
            "existential_topics": st.sampled_from(["open", "closed"]),
            "directiveness": st.sampled_from(["low", "high"]),
            "focus": st.sampled_from(["past", "present", "future"]),
            "strong_dislikes": st.lists(TEXT, max_size=2),
        },
    )


def contexts() -> st.SearchStrategy[dict[str, Any]]:
    """Give what is on offer."""
    media, formats = ["in_person", "telehealth"], ["individual", "group", "self_guided"]
    return st.fixed_dictionaries(
        {"sessions_available": st.integers(2, 40)},
        optional={
            "session_minutes": st.sampled_from([30, 45, 50, 60, 90]),
            "delivery": st.lists(st.sampled_from(media), min_size=1, max_size=2, unique=True),
            "formats": st.lists(st.sampled_from(formats), min_size=1, max_size=3, unique=True),
        },
    )


def decisions() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Give decisions that lift holds."""
    decision = st.fixed_dictionaries(
        {
            "technique": st.sampled_from(technique_ids()),
            "decision": st.just("lift_hold"),
            "reason": REASON,
        }
    )
    return st.lists(decision, max_size=2)


def administrative() -> st.SearchStrategy[dict[str, Any]]:
    """Give an administrative block."""
    code = st.fixed_dictionaries(
        {
            "system": st.sampled_from(["ICD-10-CM", "ICD-11", "DSM-5-TR"]),
            "code": st.sampled_from(["F43.10", "6B40", "F33.1", "F60.3"]),
        }
    )
    return st.fixed_dictionaries(
        {}, optional={"diagnosis_codes": st.lists(code, max_size=3), "payer": TEXT}
    )


def consents() -> st.SearchStrategy[dict[str, Any]]:
    """Give consent, mostly given."""
    return st.fixed_dictionaries(
        {"treatment": st.sampled_from(["yes", "yes", "yes", "yes", "not_asked", "no"])},
        optional={
            "trauma_work": st.sampled_from(["yes", "yes", "no", "not_asked"]),
            "guardian": st.sampled_from(["yes", "not_needed", "not_asked"]),
        },
    )


def documents() -> st.SearchStrategy[Document]:
    """Give whole client documents."""
    readiness = st.sampled_from(["yes", "no", "not_assessed"])
    answers = st.dictionaries(st.sampled_from(FACTORS), ANSWERS, max_size=5)
    listed = st.lists(st.sampled_from(FACTORS), max_size=4, unique=True)
    return st.fixed_dictionaries(
        {
            "schema_version": st.just("1"),
            "client": st.fixed_dictionaries(
                {"id": TEXT, "age": st.sampled_from([34, 34, 50, 70, 9, 15])}
            ),
            "processes": severities(),
            "risk": risks(),
            "consent": consents(),
            "context": contexts(),
        },
        optional={
            "assessed_on": DATES,
            "in_their_words": TEXT,
            "goals": goals(),
            "instruments": st.lists(results(), max_size=3),
            "strengths": st.dictionaries(st.sampled_from(STRENGTHS), scale(4), max_size=4),
            "readiness": st.fixed_dictionaries(
                {}, optional=dict.fromkeys(READINESS_QUESTIONS, readiness)
            ),
            "factors": answers | listed,
            "traits": st.fixed_dictionaries(
                {},
                optional={
                    "reactance": scale(4),
                    "affect_tolerance": scale(4),
                    "coping_style": st.sampled_from(["internalizing", "externalizing", "mixed"]),
                    "attachment_style": st.sampled_from(["secure", "anxious", "avoidant"]),
                    "relationship_maturity": st.sampled_from(["mature", "immature"]),
                },
            ),
            "expectation": st.fixed_dictionaries({}, optional={"outcome": scale(10)}),
            "motivation": st.fixed_dictionaries({}, optional={"controlled": scale(10)}),
            "preferences": preferences(),
            "decisions": decisions(),
            "administrative": administrative(),
        },
    )
