"""
What EMDR's own thinking adds: target memories, present triggers and a future template.

Targets are named by the process a memory may stand behind, never by an event: which
memories these are, only the client can say. The three prongs and the themes of negative
beliefs (responsibility, worth, safety, choice) are those of the standard text
(emdr/shapiro2018).
"""

from __future__ import annotations

from collections.abc import Mapping

from neuroplan import Case
from neuroplan.plugins.wording import (
    Words,
    by_technique,
    goal,
    has,
    in_turn,
    joined,
    labels_of,
    of_most_need,
    own_words,
    rated,
    say,
    served_goal,
    strength,
    together,
    when,
)


_PAST = {
    "trauma_intrusions": "one that pushes its way in",
    "shame": "one behind the shame",
    "guilt": "one behind the guilt",
    "negative_self_beliefs": "one behind the belief about the self",
    "fear": "one from when the fear began",
}
_PRESENT = {
    "trauma_avoidance": "the reminders the client avoids",
    "hyperarousal": "what sets off the high alert",
    "fear": "what sets off the fear",
}
_THEMES = {
    "guilt": "responsibility",
    "shame": "worth",
    "negative_self_beliefs": "worth",
    "self_criticism": "worth",
    "fear": "safety",
    "hyperarousal": "safety",
    "low_self_efficacy": "choice",
    "hopelessness": "choice",
}


def _by_process(phrases: Mapping[str, str], word: str = "and", most: int = 2) -> Words:
    """Give the phrases of the processes the client has, those of most need first."""

    def words(case: Case) -> str | None:
        found = [phrases[finding.id] for finding in of_most_need(case, phrases)]
        distinct = list(dict.fromkeys(found))[:most]
        return joined(distinct, word) if distinct else None

    return words


_TARGETS, _TRIGGERS = _by_process(_PAST, "or"), _by_process(_PRESENT)
_BELIEFS = _by_process(_THEMES, "or")
_OLDER = labels_of("shame", "guilt", "negative_self_beliefs")

_MAP = in_turn(
    say(
        "As a target memory, ask for {past}; as present triggers, for {present}; as a future "
        "template, for a scene that shows {goal} a step nearer.",
        past=_TARGETS,
        present=_TRIGGERS,
        goal=goal,
    ),
    say(
        "As a target memory, ask for {past}; as present triggers, for {present}.",
        past=_TARGETS,
        present=_TRIGGERS,
    ),
    say("As a target memory, ask for {past}.", past=_TARGETS),
)

_REPROCESSING = together(
    in_turn(
        say(
            "What would be a target memory here: {past}; begin with the one the client ties "
            "most closely to the goal {goal}.",
            past=_TARGETS,
            goal=served_goal,
        ),
        say("What would be a target memory here: {past}.", past=_TARGETS),
    ),
    say("Listen for a negative belief about {theme}.", theme=_BELIEFS),
)

_FUTURE = in_turn(
    say(
        "Build the scene from what the client would do once {goal} is a step nearer, with "
        "{present} as the hard moment in it.",
        goal=goal,
        present=_by_process(_PRESENT, most=1),
    ),
    say("Build the scene from what the client would do once {goal} is a step nearer.", goal=goal),
)

technique_rationale = by_technique(
    {
        "emdr.history-target-sequencing": _MAP,
        "emdr.standard-protocol-reprocessing": _REPROCESSING,
        "emdr.telehealth-adaptation": _REPROCESSING,
        "emdr.recent-event-protocol": say(
            "The targets are the moments of the recent event that still disturb; older memories "
            "behind {older} are noted for later and not followed now.",
            older=_OLDER,
        ),
        "emdr.flash-technique": say(
            "What would be a target memory here: {past}. It is only named, and the client "
            "need not say what is in it.",
            past=_TARGETS,
        ),
        "emdr.future-template": _FUTURE,
        "emdr.resource-development-installation": say(
            "A strength to draw a resource from: {strength}. Ask for a time when it carried the "
            "client.",
            strength=strength(),
        ),
        "emdr.calm-safe-place": when(
            has("childhood_adversity"),
            say(
                "After a childhood with adversity the word safe may not fit; let the client "
                "choose the word and the place."
            ),
        ),
        "emdr.container": when(
            rated("sleep_disturbance", least=1),
            say(
                "With {memories} and disturbed sleep together, once it has worked in a session, "
                "the evening is a time to use it.",
                memories=labels_of("trauma_intrusions"),
            ),
        ),
        "emdr.aip-psychoeducation": say(
            "Build the explanation on the client's own words, {words}.", words=own_words
        ),
    }
)
