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
    own_words,
    rated,
    say,
    together,
    when,
)


_NOT_YET_CONFIDENT = goal_rating("confidence", most=6)

_AVOIDANCE = labels_of(
    "experiential_avoidance", "trauma_avoidance", "behavioral_withdrawal", "pain_related_fear"
)
_FUSION = labels_of(
    "cognitive_fusion", "rumination", "worry", "self_criticism", "negative_self_beliefs"
)
_STORIES = labels_of("negative_self_beliefs", "shame", "self_stigma", "self_criticism")
_BARRIERS = labels_of(
    "experiential_avoidance",
    "cognitive_fusion",
    "behavioral_withdrawal",
    "fear",
    "worry",
    "self_criticism",
)


technique_rationale = by_technique(
    {
        "act.acceptance-willingness": in_turn(
            say(
                "Ask about the cost of {avoidance} by the client's own goal, {goal}; willingness "
                "is asked for in its service and for nothing else.",
                avoidance=_AVOIDANCE,
                goal=goal,
            ),
            say(
                "Tie willingness to the client's own goal, {goal}: what would they make room "
                "for if it led there?",
                goal=goal,
            ),
        ),
        "act.cognitive-defusion": say(
            "Ask about the cost of {fusion} by the client's own goal, {goal}, and "
            "whether following the thought leads towards it.",
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
                "List with the client what has been tried, and the cost of {avoidance} by "
                "their own goal, {goal}.",
                avoidance=_AVOIDANCE,
                goal=goal,
            ),
            when(
                rated("hopelessness", "demoralization"),
                say(
                    "With {hope} in the picture, say plainly that the strategy has run out, "
                    "not the client and not the future.",
                    hope=labels_of("hopelessness", "demoralization", most=1),
                ),
            ),
        ),
        "act.flexibility-psychoeducation": say(
            "Draw the map with the client's own example, {words}.", words=own_words
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
                "The story told by {stories} can be noticed as one story among others; the "
                "client who tells it is also the one who wants {goal}.",
                stories=_STORIES,
                goal=goal,
            ),
        ),
        "act.shame-acceptance-group": say(
            "Ask about the cost of {stories} by the client's own goal, {goal}.",
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
