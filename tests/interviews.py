"""Intakes for tests: what is answered is given by question, and nothing is typed elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from neuroplan import Planner
from neuroplan.intake import Catalogue, Interview


#: Enough for a plan.
SAID: Mapping[str, str] = {
    "client/id": "C-1042",
    "client/age": "34",
    "goals/0/text": "Sleep through the night again",
    "goals/0/processes": "sleep disturbance",
    "goals/0/importance": "9",
    "ask/processes/negative_valence": "trauma_intrusions, worry",
    "processes/trauma_intrusions": "3",
    "processes/worry": "2 above all at night",
    "ask/part/risk": "yes",
    "risk/suicidal_ideation": "none",
    "risk/unsafe_environment": "no",
}


def catalogue(planner: Planner) -> Catalogue:
    """Give what may be answered with a planner; today is 2 November 2026."""
    library = planner.library
    return Catalogue(
        vocabulary=library.vocabulary,
        instruments=library.instruments,
        modalities={each.id: each.name for each in library.modalities},
        techniques={name: each.name for name, each in library.techniques.items()},
        today="2026-11-02",
    )


def steps(planner: Planner, said: Mapping[str, str] = SAID) -> Iterator[tuple[str, str, Interview]]:
    """Answer every question; give its key, what was typed, and the interview after it."""
    interview = Interview(catalogue=catalogue(planner))
    skipped = "no" if said.get("ask/part/risk") is None else ""
    while (question := interview.current()) is not None:
        passed_over = skipped if question.key == "ask/part/risk" else ""
        text = said.get(question.key, passed_over)
        interview = interview.answered(text)
        yield question.key, text, interview


def finished(planner: Planner, said: Mapping[str, str] = SAID) -> Interview:
    """Give the interview in which every question was answered."""
    *_, (_, _, interview) = steps(planner, said)
    return interview


def lines(planner: Planner, said: Mapping[str, str] = SAID) -> list[str]:
    """Give the lines to type for the same answers, without the last question of all."""
    typed = []
    for key, text, interview in steps(planner, said):
        typed += text.split("\n")
        several = next(each for each in interview.questions if each.key == key).ask.several_lines
        if several and text:
            typed.append("")
    return typed
