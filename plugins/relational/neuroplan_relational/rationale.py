"""
What relational thinking adds: attachment style, strain in the alliance, and reactance.

What is said of an attachment style is a starting hypothesis about what this client may
need from the therapist, to be corrected by the client.
"""

from __future__ import annotations

from collections.abc import Mapping

from neuroplan import Case
from neuroplan.plugins.wording import (
    Words,
    by_technique,
    goal,
    goal_rating,
    has,
    in_turn,
    labels_of,
    own_words,
    rated,
    say,
    strength,
    together,
    when,
)


_SHORT_WORK = 12
_UNREADY = goal_rating("readiness", most=4)


def _by_attachment(sentences: Mapping[str, str]) -> Words:
    """Give the sentence of the client's attachment style, as *sentences* has it."""
    return lambda case: sentences.get(case.traits.attachment_style or "")


_BOND = _by_attachment(
    {
        "anxious": "With an anxious attachment style, being reliable counts most: say early when "
        "you are there and when not.",
        "avoidant": "With an avoidant attachment style, agree on the tasks first and let "
        "closeness come at the client's pace.",
        "disorganized": "With a disorganized attachment style, be predictable, and expect the "
        "wish to come near and to get away in the same hour.",
    }
)
_PATTERN = _by_attachment(
    {
        "anxious": "Look with the client for the moment of reaching harder when someone seems "
        "far, also in the session.",
        "avoidant": "Look with the client for the moment of stepping back when someone comes "
        "near, also in the session.",
        "disorganized": "Look with the client for the moment when reaching and pulling back come "
        "at once, and keep each step small.",
    }
)
_PULL = _by_attachment(
    {
        "anxious": "A likely pull on you is to rescue or to stretch the frame.",
        "avoidant": "A likely pull on you is to grow distant or to press for feeling.",
        "disorganized": "A likely pull on you is to swing between rescue and distance.",
    }
)
_ENDING = _by_attachment(
    {
        "anxious": "With an anxious attachment style, name the date early and often, and expect "
        "old worries to come back near it.",
        "avoidant": "With an avoidant attachment style, the ending may be passed over lightly: "
        "make room for what it means.",
        "disorganized": "With a disorganized attachment style, keep the ending predictable step "
        "by step.",
    }
)
_ASK_LEAVE = when(
    has("high_reactance"),
    say("With high reactance, ask leave before each step and offer choices."),
)
_STRAIN = when(
    rated("alliance_strain"),
    say("The strain between you is known already: bring it up first, and begin with your part."),
)


def _few_sessions(case: Case) -> str | None:
    available = case.context.sessions_available
    return str(available) if available is not None and available <= _SHORT_WORK else None


def _main_processes(case: Case) -> str | None:
    return labels_of(*(finding.id for finding in case.formulation.processes), most=3)(case)


technique_rationale = by_technique(
    {
        "relational.alliance-building": together(in_turn(_STRAIN, _BOND), _ASK_LEAVE),
        "relational.goal-consensus": together(
            when(
                has("mandated_treatment"),
                say("Someone else wanted this treatment: look for what the client wants from it."),
            ),
            in_turn(
                say(
                    "Readiness for {goal} is {number} out of 10: ask what would have to be "
                    "different in the goal for the number to rise.",
                    goal=goal,
                    number=_UNREADY,
                ),
                _ASK_LEAVE,
            ),
        ),
        "relational.empathic-reflection": say(
            "Listen for what stands behind the client's own words, {words}, and say it back "
            "before anything else.",
            words=own_words,
        ),
        "relational.positive-regard": when(
            rated("shame", "self_criticism"),
            say(
                "With {shame}, praise may be hard to believe: affirm a concrete effort or value.",
                shame=labels_of("shame", "self_criticism"),
            ),
        ),
        "relational.rupture-repair": together(_STRAIN, in_turn(_ASK_LEAVE, _BOND)),
        "relational.attachment-pattern-work": _PATTERN,
        "relational.immediacy": in_turn(_ASK_LEAVE, _STRAIN, _PATTERN),
        "relational.countertransference-management": _PULL,
        "relational.feedback-informed-treatment": when(
            rated("alliance_strain", "mistrust"),
            say(
                "With {strain}, ask about the session as well as the outcome, and thank the "
                "client for a low score.",
                strain=labels_of("alliance_strain", "mistrust"),
            ),
        ),
        "relational.collaborative-formulation": in_turn(
            say(
                "Points for the map: {processes}; and among the exits, {strong}.",
                processes=_main_processes,
                strong=strength(),
            ),
            say("Points for the map: {processes}.", processes=_main_processes),
        ),
        "relational.person-centred-counselling": when(
            lambda case: has("high_reactance")(case) or case.preferences.directiveness == "low",
            say("The client would rather lead than be led, and here they do."),
        ),
        "relational.termination": together(
            _ENDING,
            say(
                "There are {sessions} sessions in all, so speak of the end in the first.",
                sessions=_few_sessions,
            ),
        ),
    }
)
