"""``plan validate``: say everything that is wrong with a client file, or that nothing is."""

from __future__ import annotations

import click

from neuroplan.cli import console
from neuroplan.cli.options import Sources, planning_options
from neuroplan.documents.presentation import load_presentation
from neuroplan.model.presentation import NOT_ASSESSED, RISK_QUESTIONS, Presentation


@click.command
@click.argument("client", metavar="CLIENT")
@planning_options
def validate(client: str, sources: Sources) -> None:
    """
    Check CLIENT, a client presentation, without making a plan.

    Exit code 1 where something is wrong; every problem is named with its place.
    """
    presentation = load_presentation(client, known=sources.planner().known_ids)
    console.write_result("\n  ".join(["valid", *_summary(presentation)]))


def _summary(presentation: Presentation) -> list[str]:
    goals, scored = len(presentation.goals), sorted({each.id for each in presentation.instruments})
    named = f": {', '.join(scored)}" if scored else ""
    open_questions = [
        question
        for question in RISK_QUESTIONS
        if presentation.risk.answer(question) == NOT_ASSESSED
    ]
    unanswered = f": {', '.join(open_questions)}" if open_questions else ""
    return [
        f"processes rated: {len(presentation.processes)}; goals: {goals}",
        f"instrument results scored: {len(presentation.instruments)}{named}",
        f"risk questions unanswered: {len(open_questions)} of {len(RISK_QUESTIONS)}{unanswered}",
    ]
