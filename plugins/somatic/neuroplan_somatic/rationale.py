"""
What somatic thinking adds: the direction of attention, the size of a step, and own resources.

Attention goes outward before inward where dissociation or trauma is rated moderate or more,
and steps are smaller where affect tolerance is low. Nothing here needs touch.
"""

from __future__ import annotations

from neuroplan import Case
from neuroplan.plugins.wording import (
    by_technique,
    has,
    in_turn,
    labels_of,
    rated,
    say,
    strength,
    together,
    when,
)


_UP = labels_of("hyperarousal", "fear", "anger", "emotion_dysregulation")
_DOWN = labels_of("emotional_numbing", "dissociation", "interoceptive_disconnection")

_SMALL_STEPS = when(
    has("low_affect_tolerance"),
    say("Affect tolerance is low: go for seconds, not minutes, and let each step settle."),
)
_OUTWARD = when(
    rated("dissociation"),
    say("With dissociation in the picture, orient to the room before and after each look inward."),
)
_FREE_BREATH = in_turn(
    when(
        has("meditation_adverse_history", "somatic.relaxation_anxiety"),
        say(
            "Attention to breath or body has unsettled this client before: keep it brief, eyes "
            "open, with another way to settle at hand."
        ),
    ),
    when(
        rated("trauma_intrusions", "dissociation"),
        say(
            "With {signs}, keep eyes open and the breath free, and stop at the first sign of "
            "drifting.",
            signs=labels_of("trauma_intrusions", "dissociation"),
        ),
    ),
)


def _no_touch(case: Case) -> bool:
    return case.preferences.touch is False or has("touch_aversion")(case)


technique_rationale = by_technique(
    {
        "somatic.grounding-orienting": in_turn(
            when(
                rated("dissociation"),
                say(
                    "With dissociation in the picture, use clear impressions from outside: a "
                    "sound, something cool in the hand, today's date."
                ),
            ),
            when(
                rated("hyperarousal", "fear"),
                say(
                    "With {alarm}, let the eyes travel slowly, and find what in the room is "
                    "neutral or pleasant.",
                    alarm=labels_of("hyperarousal", "fear"),
                ),
            ),
        ),
        "somatic.window-of-tolerance-mapping": in_turn(
            say(
                "For the upper edge begin with {up}, for the lower edge with {down}.",
                up=_UP,
                down=_DOWN,
            ),
            say("For the upper edge begin with {up}.", up=_UP),
            say("For the lower edge begin with {down}.", down=_DOWN),
        ),
        "somatic.se-resourcing": together(
            say("A resource to begin with: {strong}.", strong=strength()), _OUTWARD
        ),
        "somatic.sensorimotor-somatic-resources": together(
            say(
                "Try the posture of a moment in which {strong} showed.",
                strong=strength(),
            ),
            when(_no_touch, say("The client wants no touch: show the move on yourself.")),
        ),
        "somatic.se-tracking": in_turn(_OUTWARD, _SMALL_STEPS),
        "somatic.se-pendulation": together(_SMALL_STEPS, _OUTWARD),
        "somatic.se-titration": together(_SMALL_STEPS, _OUTWARD),
        "somatic.sensorimotor-completing-action": together(_SMALL_STEPS, _OUTWARD),
        "somatic.slow-paced-breathing": _FREE_BREATH,
        "somatic.hrv-biofeedback": _FREE_BREATH,
        "somatic.progressive-muscle-relaxation": _FREE_BREATH,
        "somatic.trauma-sensitive-yoga": when(
            _no_touch, say("The client wants no touch, and this form has no physical assists.")
        ),
    }
)
