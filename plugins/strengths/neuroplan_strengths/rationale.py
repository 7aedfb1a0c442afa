"""
What strengths-based thinking adds: the client's own strong areas, and low ones as goals.

Areas of competence at level 3 or 4 are built on, as Padesky and Mooney (2012) build a
personal model of resilience; areas at level 0 or 1 are possible resilience goals and are
never called deficits.
"""

from __future__ import annotations

from neuroplan import Case
from neuroplan.plugins.wording import (
    by_technique,
    goal,
    goal_rating,
    in_turn,
    inside_a_sentence,
    joined,
    rated,
    say,
    strength,
    together,
    when,
)


_LOW = 1


def _to_grow(case: Case) -> str | None:
    """Name up to two areas at level 0 or 1."""
    low = [
        inside_a_sentence(finding.label)
        for finding in case.formulation.strengths
        if finding.level <= _LOW
    ]
    return joined(low[:2]) if low else None


#: Areas of what a client does; health and temperament are given.
_DONE = (
    "secure_attachment",
    "interpersonal_competence",
    "cognitive_competence",
    "emotional_competence",
    "contribution_to_others",
    "faith_in_meaning",
)
_STRONGEST = strength(most=2)
_NOT_YET_CONFIDENT = goal_rating("confidence", most=6)
_GROW = say("A resilience goal for later may lie in {area}.", area=_to_grow)

technique_rationale = by_technique(
    {
        "strengths.search-for-strengths": say(
            "Begin the search near {strong}: what does the client do there, often and by choice?",
            strong=strength(*_DONE, most=2),
        ),
        "strengths.construct-pmr": together(
            say("The model can be built on {strong}.", strong=_STRONGEST), _GROW
        ),
        "strengths.apply-pmr": in_turn(
            say(
                "Apply the model to what stands in the way of {goal}, and ask how {strong} could "
                "help the client stay with it.",
                goal=goal,
                strong=strength(),
            ),
            say("Apply the model to what stands in the way of {goal}.", goal=goal),
        ),
        "strengths.practice-resilience": in_turn(
            say(
                "Confidence in {goal} is {confidence} out of 10: the experiment tests whether "
                "the client can stay resilient in it, and not whether it goes well.",
                goal=goal,
                confidence=_NOT_YET_CONFIDENT,
            ),
            say("Take the first experiment from the way to {goal}.", goal=goal),
        ),
        "strengths.resilience-competence-map": together(
            say("What stands out so far: {strong}.", strong=_STRONGEST), _GROW
        ),
        "strengths.capitalization-matching": say(
            "Begin with methods that use {strong}.",
            strong=strength(
                "cognitive_competence", "interpersonal_competence", "emotional_competence", most=2
            ),
        ),
        "strengths.signature-strengths-use": say(
            "A new use could begin from {strong}.", strong=strength(*_DONE)
        ),
        "strengths.best-possible-self": together(
            say("Let the client's own goal, {goal}, be one line of the future.", goal=goal),
            when(
                rated("hopelessness", least=3),
                say(
                    "With hopelessness this strong, picture one believable moment of next week, "
                    "and not years."
                ),
            ),
        ),
        "strengths.therapist-resource-priming": in_turn(
            say(
                "What to have in mind before the session: {strong}, and one moment in which it "
                "could serve {goal}.",
                strong=strength(),
                goal=goal,
            ),
            say("What to have in mind before the session: {strong}.", strong=strength()),
        ),
    }
)
