"""
What existential thinking adds: the one concern the client brought, and no other.

Only a concern with a severity, or one a goal names, is spoken of. Where the client has not
said whether such topics are welcome, asking comes first. Faith is left to the client to
bring in.
"""

from __future__ import annotations

from neuroplan import Case
from neuroplan.plugins.wording import (
    Words,
    by_technique,
    goal,
    has,
    in_turn,
    joined,
    labels_of,
    quote,
    say,
    strength,
    together,
    when,
)


_CONCERNS = {
    "death_anxiety": "death",
    "freedom_responsibility": "freedom and responsibility",
    "existential_isolation": "isolation",
    "meaninglessness": "meaning",
}
_PASSED_ON = in_turn(strength("contribution_to_others"), strength("secure_attachment"))
#: Points between importance and readiness (0-10 each) that count as two minds; our judgement.
_TWO_MINDS = 3
_MEANT = strength("contribution_to_others", "secure_attachment")


def _brought(*processes: str) -> Words:
    """Name which of the concerns *processes* the client has or names in a goal."""

    def words(case: Case) -> str | None:
        found = [
            _CONCERNS[each]
            for each in processes
            if case.severity(each) > 0 or case.goals_naming(each)
        ]
        return joined(found) if found else None

    return words


def _goal_naming(*processes: str) -> Words:
    """Quote the first goal that names one of *processes*."""

    def words(case: Case) -> str | None:
        goals = case.goals_naming(*processes)
        return quote(goals[0]) if goals else None

    return words


def _stay_with(*processes: str) -> Words:
    """Stay with the concern the client brought, in the words of the goal that names it."""
    return in_turn(
        say(
            "The client's own goal, {goal}, brings up the concern with {concern}; open others "
            "only where the client does.",
            goal=_goal_naming(*processes),
            concern=_brought(*processes),
        ),
        say(
            "The client brings the concern with {concern}; open others only where the client does.",
            concern=_brought(*processes),
        ),
    )


def _faith_may_matter(case: Case) -> bool:
    """Whether faith is a struggle or may be a strength, which only the client can say."""
    if case.culture.religion.integrate == "no":
        return False
    struggles = has("spiritual_struggle", "religious_scrupulosity")(case)
    return struggles or strength("faith_in_meaning")(case) is not None


_LEAVE = when(
    lambda case: case.preferences.existential_topics == "closed",
    say("The client does not want to speak of this: leave it unless they bring it up."),
)


def _if_welcome(*words: Words) -> Words:
    """Say *words* where the topic is open; ask first where nobody has, and leave it if closed."""
    return in_turn(
        _LEAVE,
        when(lambda case: case.preferences.existential_topics == "open", together(*words)),
        together(say("Ask first whether the client wants to speak of this."), in_turn(*words)),
    )


_FAITH = in_turn(
    when(
        lambda case: case.culture.religion.integrate == "yes",
        say("The client wants faith to have a place in this: use their own words and practices."),
    ),
    when(
        lambda case: case.culture.religion.integrate == "no",
        say("The client wants faith kept out of this."),
    ),
    when(_faith_may_matter, say("Let the client decide whether and how faith comes into it.")),
)
_ON_DEATH = _if_welcome(_FAITH, _stay_with("death_anxiety"))
_ON_MEANING = _if_welcome(
    _FAITH,
    in_turn(
        say(
            "Something that may carry meaning is there already: {meant}. Ask what it means to the "
            "client.",
            meant=_MEANT,
        ),
        _stay_with("meaninglessness"),
    ),
)


def _undecided(case: Case) -> str | None:
    """Give importance and readiness of the goal where wish and readiness lie apart."""
    if case.goal is None or case.goal.importance is None or case.goal.readiness is None:
        return None
    important, ready = case.goal.importance, case.goal.readiness
    if important - ready < _TWO_MINDS:
        return None
    return f"{important} for importance and {ready} for readiness"


_GAP = say(
    "For {goal} the client gives {numbers}: what lies between the two is the matter to talk about.",
    goal=goal,
    numbers=_undecided,
)

technique_rationale = by_technique(
    {
        "existential.death-awareness-dialogue": _ON_DEATH,
        "existential.death-anxiety-exposure": _ON_DEATH,
        "existential.dignity-therapy": _if_welcome(_FAITH),
        "existential.calm-therapy": _ON_DEATH,
        "existential.meaning-sources-exploration": _ON_MEANING,
        "existential.meaning-centred-psychotherapy": _ON_MEANING,
        "existential.life-review-therapy": say(
            "Good memories to look for early may lie near {meant}.", meant=_MEANT
        ),
        "existential.rippling-and-legacy": in_turn(
            _LEAVE, say("A way in that is already there: {passed_on}.", passed_on=_PASSED_ON)
        ),
        "existential.decision-impasse": in_turn(_LEAVE, _GAP, _stay_with("freedom_responsibility")),
        "existential.responsibility-and-choice": together(
            when(
                has("structural_adversity"),
                say(
                    "Structural adversity is real here: sort first, and out loud, what is not in "
                    "the client's hands."
                ),
            ),
            in_turn(_LEAVE, _GAP, _stay_with("freedom_responsibility")),
        ),
        "existential.isolation-work": in_turn(
            _LEAVE,
            together(
                say(
                    "Apart from what nobody can share, ask about the nearness there is: {people}.",
                    people=strength("secure_attachment"),
                ),
                when(
                    lambda case: case.traits.attachment_style == "avoidant",
                    say("Closeness may be hard, so speak of aloneness without pressing for it."),
                ),
            ),
        ),
        "existential.encounter-presence": say(
            "With {distance}, let small moments of contact be noticed, and ask how they were.",
            distance=labels_of("existential_isolation", "emotional_numbing", "loneliness"),
        ),
        "existential.dereflection": say(
            "Something to turn towards may lie near {meant}.", meant=_MEANT
        ),
    }
)
