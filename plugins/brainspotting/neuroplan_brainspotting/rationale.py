"""
What brainspotting's own thinking adds: the client's choice, and how to begin gently.

The method is untested, so nothing here speaks for it; the sentences say how to offer and
pace it for this client.
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


def _asked_for(case: Case) -> bool:
    return case.preferences.modalities.get("brainspotting") == "prefer"


def _gently(case: Case) -> bool:
    return has("low_affect_tolerance")(case) or rated("dissociation")(case)


_PACE = when(
    _gently,
    say("Begin from the resource spot, and go back to it at the first sign of drifting."),
)
_ISSUE = say(
    "The issue is the client's choice; it may touch on {processes}.",
    processes=labels_of("trauma_intrusions", "fear", "grief"),
)

technique_rationale = by_technique(
    {
        "brainspotting.dual-attunement-frame": together(
            when(
                _asked_for,
                say(
                    "The client asked for this way of working; say all the same how untested it is."
                ),
            ),
            in_turn(
                when(
                    has("high_reactance"),
                    say(
                        "With high reactance, let the client set the spot, the length and the stop."
                    ),
                ),
                when(
                    rated("mistrust", "alliance_strain"),
                    say(
                        "With {strain}, try the stop signal together before anything else.",
                        strain=labels_of("mistrust", "alliance_strain"),
                    ),
                ),
            ),
        ),
        "brainspotting.gazespotting": together(_ISSUE, _PACE),
        "brainspotting.inside-window": together(_ISSUE, _PACE),
        "brainspotting.outside-window": together(_ISSUE, _PACE),
        "brainspotting.resource-spot": say(
            "Ask for a moment in which {strong} showed, and look for the feeling there.",
            strong=strength(),
        ),
    }
)
