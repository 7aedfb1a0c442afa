"""Clients made by hand whose plans, together, use every part of the page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from neuroplan import Plan, Planner, load_presentation
from tests.builders import CALM, client


#: Client text as it would be to break out of a page, and the same made of plain words.
HOSTILE = (
    "# head\n- item\n1. one\n| a | b |\n```x``` <script>alert(1)</script> &lt; [l](http://x.y) "
    "![p](e) *b* _i_ ~~s~~ www.x.y \x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J \u202egnp\u2066 "
    "\u4f60\u597d \U0001f468\u200d\U0001f469\u200d\U0001f467 e\u0301 " + "x" * 200
)
HARMLESS = "plain words"

TRAUMA = client(
    {"trauma_intrusions": 3, "shame": 2, "sleep_disturbance": 3, "compulsivity": 3},
    client={"id": "C-1042", "age": 34},
    assessed_on="2026-11-02",
    in_their_words="I feel like I'm back in that car every night.",
    goals=[
        {
            "text": "Sleep through the night again",
            "processes": ["sleep_disturbance", "meaninglessness"],
            "priority": 1,
            "readiness": 8,
            "importance": 9,
            "confidence": 4,
            "stage_of_change": "preparation",
        }
    ],
    instruments=[{"id": "phq-9", "date": "2026-11-02", "items": [2, 1, 3, 2, 1, 2, 1, 0, 1]}],
    strengths={"interpersonal_competence": {"level": 3, "note": "two close friends"}},
    risk={"suicidal_ideation": "none", "suicide_attempt": "never", "psychosis": "stable"},
    consent={"treatment": "yes"},
    factors=["seizure_disorder"],
    traits={"reactance": 3, "affect_tolerance": 1},
    preferences={"modalities": {"hakomi": "decline"}, "touch": False},
    decisions=[
        {"technique": "emdr.flash-technique", "decision": "exclude", "reason": "disliked it"},
        {"technique": "act.cognitive-defusion", "decision": "include", "reason": "knows it"},
    ],
    context={"sessions_available": 16},
    administrative={"payer": "the payer"},
)
EMERGENCY = client(
    {"low_mood": 4, "hopelessness": 4, "trauma_intrusions": 3, "loneliness": 2},
    client={"id": "C-2", "age": 22},
    in_their_words="There is no way out.",
    goals=[{"text": "Make it stop hurting", "processes": ["low_mood"]}],
    risk={**CALM, "suicidal_ideation": "active_with_plan_and_intent"},
)
CALM_WORRY = client(
    {"worry": 3, "chronic_pain": 2},
    client={"id": "C-3", "age": 67},
    assessed_on="2026-11-04",
    in_their_words="My head never stops.",
    goals=[{"text": "Enjoy my grandchildren", "processes": ["worry"], "priority": 1}],
)
UNASKED = {
    "schema_version": "1",
    "client": {"id": "C-4", "age": 41},
    "processes": {"low_mood": 2},
}
REFUSED = client({"low_mood": 3}, client={"id": "C-5", "age": 30}, consent={"treatment": "no"})
CLIENTS: Mapping[str, dict[str, Any]] = {
    "trauma": TRAUMA,
    "emergency": EMERGENCY,
    "worry": CALM_WORRY,
    "unasked": UNASKED,
    "refused": REFUSED,
}


def saying(words: str) -> dict[str, Any]:
    """Give a client who, with the clinician, says *words* wherever free text is allowed."""
    return client(
        {"worry": 3, "low_mood": {"severity": 2, "note": words}},
        in_their_words=words,
        goals=[{"text": words, "processes": ["worry"]}, {"text": words}],
        strengths={"faith_in_meaning": {"level": 2, "note": words}},
        decisions=[{"technique": "act.cognitive-defusion", "decision": "include", "reason": words}],
    )


@cache
def planner() -> Planner:
    """Give the planner of everything that is installed."""
    return Planner()


@cache
def plan_of(name: str) -> Plan:
    """Give the plan of a client of this page."""
    return planner().generate(load_presentation(CLIENTS[name]))


@cache
def plan_saying(words: str) -> Plan:
    """Give the plan of the client who says *words*."""
    return planner().generate(load_presentation(saying(words)))
