"""
What ACT's own thinking adds: what fusion and avoidance cost by the client's goals.

Willingness is asked for in the service of a goal only, and it is a strategy that may be
hopeless, never the client.
"""

from __future__ import annotations

from neuroplan.plugins.wording import (
    by_technique,
    goal,
    goal_rating,
    has,
    in_turn,
    labels_of,
    rated,
    say,
    together,
    when,
)


_NOT_YET_CONFIDENT = goal_rating("confidence", most=6)

_AVOIDANCE = labels_of(
    "experiential_avoidance",
    "trauma_avoidance",
    "behavioral_withdrawal",
    "pain_related_fear",
    most=1,
)
_FUSION = labels_of(
    "cognitive_fusion",
    "rumination",
    "worry",
    "self_criticism",
    "negative_self_beliefs",
    most=1,
)
_STORIES = labels_of("negative_self_beliefs", "shame", "self_stigma", "self_criticism", most=1)
_BARRIERS = labels_of(
    "experiential_avoidance",
    "cognitive_fusion",
    "fear",
    "worry",
    "self_criticism",
)


_WILLINGNESS = (
    "Where the goal is to feel less, ask first what that would free the client to do, and tie "
    "willingness to the answer."
)

_AIMS_WITH_PAIN = when(
    rated("chronic_pain", least=1),
    say("Function and acceptance are better supported aims than less pain."),
)

technique_rationale = by_technique(
    {
        "act.acceptance-willingness": together(
            _AIMS_WITH_PAIN,
            in_turn(
                say(
                    "Ask what {avoidance} has cost in the part of life the goal {goal} points to. "
                    f"{_WILLINGNESS}",
                    avoidance=_AVOIDANCE,
                    goal=goal,
                ),
                say(
                    f"Ask which part of life the goal {{goal}} points to. {_WILLINGNESS}",
                    goal=goal,
                ),
            ),
        ),
        "act.cognitive-defusion": say(
            "Ask what {fusion} costs the client, measured by their own goal, {goal}, and whether "
            "following the thought leads towards it.",
            fusion=_FUSION,
            goal=goal,
        ),
        "act.committed-action": in_turn(
            say(
                "The first step belongs to {goal}. Confidence is {confidence} out of 10, so make "
                "the step small enough for a higher number, and plan for {barrier} on the way.",
                goal=goal,
                confidence=_NOT_YET_CONFIDENT,
                barrier=_BARRIERS,
            ),
            say(
                "The first step belongs to {goal}; plan for {barrier} on the way.",
                goal=goal,
                barrier=_BARRIERS,
            ),
            say("The first step belongs to {goal}.", goal=goal),
        ),
        "act.creative-hopelessness": together(
            say(
                "List with the client what has been tried, and what {avoidance} has cost them, "
                "measured by their own goal, {goal}.",
                avoidance=_AVOIDANCE,
                goal=goal,
            ),
            when(
                rated("hopelessness", "demoralization"),
                say(
                    "With {hope} in the picture, say plainly that it is the strategy that has not "
                    "worked, and that this says nothing about the client or the future.",
                    hope=labels_of("hopelessness", "demoralization", most=1),
                ),
            ),
        ),
        "act.flexibility-psychoeducation": say(
            "Draw the map around the client's own goal, {goal}: what leads towards it, and what "
            "leads away.",
            goal=goal,
        ),
        "act.present-moment-contact": in_turn(
            when(
                rated("dissociation"),
                say(
                    "With dissociation in the picture, anchor outward (sounds, the floor, the "
                    "room) before any turn to inner sensations."
                ),
            ),
            when(
                rated("trauma_intrusions"),
                say("When a memory pushes in, the anchor comes first and the talk after it."),
            ),
        ),
        "act.self-as-context": in_turn(
            when(
                rated("dissociation"),
                say(
                    "With dissociation in the picture, keep eyes open and words everyday: the "
                    "aim is a steady place to look from, not distance."
                ),
            ),
            say(
                "The story told by {stories} can be noticed as one story among others; ask who it "
                "is that notices it, and what else that person cares about.",
                stories=_STORIES,
            ),
        ),
        "act.shame-acceptance-group": say(
            "Ask what {stories} costs the client, measured by their own goal, {goal}.",
            stories=_STORIES,
            goal=goal,
        ),
        "act.therapeutic-stance": in_turn(
            when(
                has("high_reactance"),
                say(
                    "With high reactance, do not argue for the model: ask what the client's own "
                    "experience says about what works."
                ),
            ),
            when(
                rated("shame", "self_criticism"),
                say(
                    "With {stories}, speak of what minds do, yours included, and not of what "
                    "the client's mind does wrong.",
                    stories=labels_of("shame", "self_criticism"),
                ),
            ),
        ),
        "act.values-clarification": say(
            "Ask what matters to the client in {goal}; the value behind it goes on when the "
            "goal is reached.",
            goal=goal,
        ),
    }
)
