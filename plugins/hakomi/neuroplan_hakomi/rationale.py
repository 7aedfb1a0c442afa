"""
What Hakomi's own thinking adds: where to look in the present moment, how slowly, and no touch.

Touch that nobody has asked about counts as unwelcome. The pace is slower where affect
tolerance is low or dissociation is moderate or more.
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
    together,
    when,
)


_BODY = ("somatic_tension", "emotional_numbing")
_BELIEFS = labels_of("negative_self_beliefs", "shame", "self_criticism", "attachment_anxiety")
_PROTECTION = labels_of(
    "somatic_tension", "self_criticism", "experiential_avoidance", "emotional_numbing"
)


def _unwelcome(case: Case) -> bool:
    return case.preferences.touch is False or has("touch_aversion")(case)


def _not_asked(case: Case) -> bool:
    return case.preferences.touch is None and "touch_aversion" not in case.factors


def _slower(case: Case) -> bool:
    return has("low_affect_tolerance")(case) or rated("dissociation")(case)


def _no_touch(instead: str) -> Words:
    """Say how it is done without touch, where touch is unwelcome or nobody has asked."""
    return in_turn(
        when(_unwelcome, say(f"The client wants no touch: {instead}.")),
        when(_not_asked, say(f"Touch has not been talked about, so do without it: {instead}.")),
    )


_SLOWLY = when(
    _slower,
    say(
        "Go slower than usual: one short turn inward at a time, eyes open if the client likes, "
        "and back to the room before the next."
    ),
)

technique_rationale = by_technique(
    {
        "hakomi.mindful-accessing": together(
            say(
                "Begin with what is there right now, such as a present sign of {body}, and not "
                "with the story of it.",
                body=labels_of(*_BODY, most=1),
            ),
            when(
                rated("interoceptive_disconnection"),
                say(
                    "Where body signals are hard to read, begin with what is easy: contact with "
                    "the chair, warmth, the hands."
                ),
            ),
            _SLOWLY,
        ),
        "hakomi.assisted-self-study-probes": together(
            say(
                "What to study is what happens in the moment when a kind sentence meets {beliefs}.",
                beliefs=_BELIEFS,
            ),
            _no_touch("a sentence or a gesture at a distance is enough"),
            _SLOWLY,
        ),
        "hakomi.child-state": together(
            in_turn(
                _no_touch("comfort comes by voice, words and the client's own hand"),
                say("Comfort is offered as a question, and the client decides."),
            ),
            _SLOWLY,
        ),
        "hakomi.core-material-missing-experience": together(
            say(
                "With {beliefs}, look for the one belief that organizes them in how the body is "
                "right now, and let its answer be tasted in small doses.",
                beliefs=_BELIEFS,
            ),
            _no_touch("offer it in words, voice and image"),
            _SLOWLY,
        ),
        "hakomi.taking-over": together(
            say(
                "Look for the effort that goes into {protection} right now; that effort is what "
                "is taken over.",
                protection=_PROTECTION,
            ),
            _no_touch("take it over with a cushion, the client's own hand or the voice"),
        ),
        "hakomi.tracking-contact": together(
            when(
                rated("mistrust", "alliance_strain"),
                say(
                    "With {strain}, name what shows in the moment in few words, as a guess, and "
                    "wait to be corrected.",
                    strain=labels_of("mistrust", "alliance_strain"),
                ),
            ),
            when(
                rated("emotional_numbing", "dissociation"),
                say(
                    "With {faint}, small present signs count: a breath, a glance, a change of "
                    "voice.",
                    faint=labels_of("emotional_numbing", "dissociation"),
                ),
            ),
        ),
        "hakomi.loving-presence": in_turn(
            when(
                lambda case: (
                    case.traits.attachment_style == "avoidant"
                    or rated("attachment_avoidance")(case)
                ),
                say("Closeness is hard for this client: let them set how near the warmth comes."),
            ),
            when(
                rated("shame"),
                say("With shame in the room, a soft and brief look may be easier to bear."),
            ),
        ),
        "hakomi.integration-completion": together(
            say(
                "Before the end, ask what the new experience could mean this week for {goal}.",
                goal=goal,
            ),
            when(_slower, say("Leave more time than usual to come back to the room.")),
        ),
    }
)
