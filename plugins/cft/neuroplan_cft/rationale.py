"""
What compassion-focused thinking adds: shame and self-criticism as protection, and the dose.

Where kindness itself is feared, warmth is given in small doses, from the side the client
can bear. Processes are put on the map of the three systems (threat, drive, soothing).
"""

from __future__ import annotations

from neuroplan import Case
from neuroplan.plugins.wording import (
    Words,
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


_HARSH = labels_of("self_criticism", "shame", "perfectionism")
_THREAT = labels_of("fear", "worry", "hyperarousal", "shame", "self_criticism", "anger")
_LOW_DRIVE = labels_of("anhedonia", "behavioral_withdrawal", "low_mood")
_SOOTHING = strength("secure_attachment", "emotional_competence", "interpersonal_competence")
_EMOTIONS = labels_of("anger", "fear", "grief", "low_mood", "worry")


def _wary_of_closeness(case: Case) -> bool:
    """Whether being cared for may itself set off alarm."""
    wary_style = case.traits.attachment_style in ("avoidant", "disorganized")
    return wary_style or has("childhood_adversity")(case) or rated("mistrust")(case)


def _dosed(way: str) -> Words:
    """Say how to begin for a client who fears kindness."""
    return when(
        has("fear_of_compassion_high"),
        say(f"Fear of compassion is strong here, as learned protection: {way}."),
    )


technique_rationale = by_technique(
    {
        "cft.three-systems-psychoeducation": together(
            say("The client's map may show {threat} in the threat system.", threat=_THREAT),
            say(
                "In the drive system, {drive} may be a sign of drive that has gone quiet.",
                drive=_LOW_DRIVE,
            ),
            say("The soothing system may begin from {soothing}.", soothing=_SOOTHING),
        ),
        "cft.fears-of-compassion": together(
            say(
                "Ask what {harsh} may protect the client from, and what they fear would happen "
                "without that.",
                harsh=_HARSH,
            ),
            when(
                _wary_of_closeness,
                say("Kindness may have come with danger before, so go by the client's signs."),
            ),
        ),
        "cft.compassionate-self": in_turn(
            _dosed("begin with courage and steadiness, and let warmth come last"),
            say(
                "Begin from a care for others the client already has: {contribution}.",
                contribution=strength("contribution_to_others"),
            ),
        ),
        "cft.compassionate-other-imagery": in_turn(
            _dosed("begin with the place, add the figure later, and keep it to a minute"),
            when(
                _wary_of_closeness,
                say(
                    "For this client a caring person may alarm; the figure can be an animal, a "
                    "tree or a light, at the distance they choose."
                ),
            ),
        ),
        "cft.compassionate-letter": in_turn(
            _dosed("let the first letter be understanding more than warm"),
            say(
                "Let the first letter be about one small difficulty on the way to {goal}, and "
                "not about the hardest.",
                goal=goal,
            ),
        ),
        "cft.compassionate-chair-work": say(
            "Behind {harsh} there may be an attempt to protect: ask the critical voice what it "
            "fears would happen if it fell silent.",
            harsh=_HARSH,
        ),
        "cft.multiple-selves": say(
            "Let every self have a turn, with room for {emotions}, and ask which of them was least "
            "allowed to speak.",
            emotions=_EMOTIONS,
        ),
        "cft.soothing-rhythm-breathing": when(
            rated("dissociation", "trauma_intrusions"),
            say(
                "With {signs}, begin with posture, face and voice; attention to the breath can "
                "wait or be left out.",
                signs=labels_of("dissociation", "trauma_intrusions"),
            ),
        ),
    }
)
