"""
What solution-focused thinking adds: the client's own goal, number, exceptions and helpers.

A scale opens with what makes the client's number as high as it is, before any next step.
"""

from __future__ import annotations

from neuroplan import Case
from neuroplan.plugins.wording import (
    by_technique,
    goal,
    goal_rating,
    has,
    in_turn,
    labels_of,
    rated,
    say,
    strength,
    together,
    when,
)


_HIGHEST = 10
_READY = goal_rating("readiness", least=7)
_HELPERS = ("secure_attachment", "interpersonal_competence")


def _number(case: Case) -> tuple[str, int] | None:
    """Give what the client rated on the first goal, confidence before readiness, and how high."""
    if not case.formulation.goals:
        return None
    first = case.formulation.goals[0]
    for name, value in (("confidence", first.confidence), ("readiness", first.readiness)):
        if value is not None:
            return name, value
    return None


def _scale(case: Case) -> str | None:
    """Open the scale from the client's own number, from below and never from what is lacking."""
    found = _number(case)
    if found is None:
        return None
    name, value = found
    if value == 0:
        return f"{name}, a 0 so far: how does the client keep going at 0, and what would a 1 be"
    if value == _HIGHEST:
        return f"{name}, a 10: what makes it a 10, and what keeps it there"
    below, here, above = (_numeral(each) for each in (value - 1, value, value + 1))
    return (
        f"{name}, {here} already: what makes it {here} and not {below}, "
        f"and what would {above} look like"
    )


def _numeral(value: int) -> str:
    return f"an {value}" if value == 8 else f"a {value}"  # noqa: PLR2004 - "an eight"


def _rated_number(case: Case) -> str | None:
    found = _number(case)
    return f"{found[0]} at {found[1]}" if found else None


def _named_process(case: Case) -> str | None:
    """Name the process the first goal names, else the one of most need."""
    goals, findings = case.formulation.goals, case.formulation.processes
    wanted = goals[0].processes if goals else ()
    named = labels_of(*wanted, most=1)(case)
    return named or labels_of(*(finding.id for finding in findings), most=1)(case)


technique_rationale = by_technique(
    {
        "sfbt.best-hopes": together(
            say(
                "The client has already put a best hope into words, {goal}; ask what difference "
                "it would make, and to whom.",
                goal=goal,
            ),
            when(
                has("mandated_treatment"),
                say("Ask as well what whoever sent the client hopes for, and where the two meet."),
            ),
        ),
        "sfbt.scaling-questions": in_turn(
            say("Open the scale on {goal} with {scale}?", goal=goal, scale=_scale),
            say(
                "Open the scale on {goal}: where is it today, and what makes it that number "
                "and not a lower one?",
                goal=goal,
            ),
        ),
        "sfbt.exception-finding": in_turn(
            say(
                "Ask for the latest exception to {process}, and for any moment that was already "
                "a little like {goal}.",
                process=_named_process,
                goal=goal,
            ),
            say("Ask for the latest exception to {process}.", process=_named_process),
        ),
        "sfbt.miracle-question": together(
            say(
                "Listen in the described day for the goal {goal}, and ask which small part of "
                "it happens now and then already.",
                goal=goal,
            ),
            when(
                rated("hopelessness", least=3),
                say(
                    "With hopelessness this strong, begin with how the client copes and keep "
                    "the day ordinary."
                ),
            ),
        ),
        "sfbt.coping-questions": say(
            "Part of the answer may be known already: ask how {strength} helps the client "
            "through {burden}.",
            strength=strength(),
            burden=in_turn(labels_of("hopelessness", "low_mood", "grief", most=1), _named_process),
        ),
        "sfbt.formula-first-session-task": in_turn(
            when(
                lambda case: case.preferences.homework in ("none", "low"),
                say(
                    "The client wants little or no homework: offer it as something to notice, "
                    "with nothing to write down or bring."
                ),
            ),
            when(
                has("high_reactance"),
                say("With high reactance, offer it as a curiosity the client may take or leave."),
            ),
        ),
        "sfbt.pre-session-change": say(
            "Readiness for {goal} is {number} out of 10: ask what the client has already begun.",
            goal=goal,
            number=_READY,
        ),
        "sfbt.relationship-questions": in_turn(
            say(
                "Begin with {people}: who would be the first to notice {goal}, and by what?",
                people=strength(*_HELPERS),
                goal=goal,
            ),
            say("Ask who would be the first to notice {goal}, and by what.", goal=goal),
        ),
        "sfbt.whats-better-followup": in_turn(
            say(
                "The measure is the client's own: {goal}, which began with {number} out of 10.",
                goal=goal,
                number=_rated_number,
            ),
            say("The measure is the client's own: what is nearer to {goal}?", goal=goal),
        ),
        "sfbt.compliments-affirmations": together(
            say(
                "What can be affirmed truthfully begins with {strength}.",
                strength=strength(),
            ),
            when(
                rated("shame", "self_criticism"),
                say(
                    "With {harshness}, praise may be hard to take in: ask how the client did it "
                    "and let them say it.",
                    harshness=labels_of("shame", "self_criticism"),
                ),
            ),
        ),
    }
)
