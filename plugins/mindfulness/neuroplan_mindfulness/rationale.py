"""
What mindful practice adds for one client: which anchor, how inward, and what to practise with.

Past harm from inward practice, dissociation and trauma each move the anchor outward; the
first of them that holds decides.
"""

from __future__ import annotations

from neuroplan.plugins.wording import (
    by_technique,
    goal,
    has,
    in_turn,
    labels_of,
    rated,
    say,
    strength,
    together,
    when,
)


_ANCHOR = in_turn(
    when(
        has("meditation_adverse_history"),
        say(
            "Inward practice has made this client feel worse before: ask how, then anchor in "
            "sounds, sights or the feet, for a minute or two."
        ),
    ),
    when(
        rated("dissociation"),
        say(
            "With dissociation in the picture, eyes stay open and the anchor is outside: sounds, "
            "what is in view, the chair."
        ),
    ),
    when(
        rated("trauma_intrusions", "trauma_avoidance"),
        say(
            "With {trauma}, let the client choose among sound, hands, feet and breath, and "
            "change the anchor at any time.",
            trauma=labels_of("trauma_intrusions", "trauma_avoidance"),
        ),
    ),
)

technique_rationale = by_technique(
    {
        "mindfulness.breath-awareness": _ANCHOR,
        "mindfulness.open-monitoring": _ANCHOR,
        "mindfulness.wheel-of-awareness": _ANCHOR,
        "mindfulness.mindful-movement": when(
            rated("dissociation"),
            say(
                "With dissociation in the picture, keep eyes open, moves large and slow, and look "
                "around the room in between."
            ),
        ),
        "mindfulness.trauma-sensitive-anchoring": _ANCHOR,
        "mindfulness.breathing-space": in_turn(
            _ANCHOR,
            say(
                "A moment to use it: the first sign of {circling}.",
                circling=labels_of("rumination", "worry", "cognitive_fusion"),
            ),
        ),
        "mindfulness.loving-kindness": together(
            in_turn(
                when(
                    has("fear_of_compassion_high"),
                    say(
                        "Kindness can bring alarm or grief to this client: begin with an animal or "
                        "someone easy to like, and keep it short."
                    ),
                ),
                when(
                    rated("shame", "self_criticism"),
                    say(
                        "With {harsh}, wishes for oneself come last and may be left out at first.",
                        harsh=labels_of("shame", "self_criticism"),
                    ),
                ),
            ),
            say(
                "Ask who is easy to wish well; {people} may hold one.",
                people=strength("secure_attachment"),
            ),
        ),
        "mindfulness.heal": say(
            "Look first for small good moments where there is strength: {strong}.",
            strong=strength(),
        ),
        "mindfulness.neuroplasticity-psychoeducation": say(
            "Tie what is said about learning to the client's own goal, {goal}: skill grows with "
            "practice, and that is what the practice is for.",
            goal=goal,
        ),
    }
)
