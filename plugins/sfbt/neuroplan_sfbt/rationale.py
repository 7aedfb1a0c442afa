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
    inside_a_sentence,
    labels_of,
    of_most_need,
    rated,
    say,
    strength,
    together,
    when,
)


_HIGHEST = 10
_READY = goal_rating("readiness", least=7)


def _number(case: Case) -> tuple[str, int] | None:
    """Give what the client rated on the goal, confidence before readiness, and how high."""
    if case.goal is None:
        return None
    for name, value in (("confidence", case.goal.confidence), ("readiness", case.goal.readiness)):
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
    """Name the process the goal names, else the one of most need."""
    wanted = case.goal.processes if case.goal else ()
    every = (finding.id for finding in case.formulation.processes)
    return in_turn(labels_of(*wanted, most=1), labels_of(*every, most=1))(case)


def _with_exceptions(case: Case) -> str | None:
    """Name the process to find exceptions to; a loss has none, and is not asked for any."""
    wanted = case.goal.processes if case.goal else ()
    every = (finding.id for finding in case.formulation.processes)
    first = next(iter(of_most_need(case, wanted) or of_most_need(case, every)), None)
    return None if first is None or first.id == "grief" else inside_a_sentence(first.label)


technique_rationale = by_technique(
    {
        "sfbt.best-hopes": together(
            say(
                "The client's hope in their own words so far is {goal}; where it says what should "
                "stop, ask what would be there instead, and then what difference that would make, "
                "and to whom.",
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
                "Ask for a recent moment when {process} weighed a little less, and for any moment "
                "that was already a little like {goal}.",
                process=_with_exceptions,
                goal=goal,
            ),
            say(
                "Ask for a recent moment when {process} weighed a little less.",
                process=_with_exceptions,
            ),
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
            "One thing that may help already is on record, {strength}: ask what part it plays in "
            "getting through {burden}.",
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
                "Begin with the people behind this strength, {people}: who would be the first to "
                "notice a step towards {goal}, and by what?",
                people=strength("secure_attachment"),
                goal=goal,
            ),
            say(
                "Ask who would be the first to notice a step towards {goal}, and by what.",
                goal=goal,
            ),
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
