"""``plan review``: how one client's results moved, and what follows."""

from __future__ import annotations

import click

from neuroplan.cli import console
from neuroplan.cli.files import read_json
from neuroplan.cli.options import Sources, format_option, planning_options
from neuroplan.documents.plan import read_plan
from neuroplan.documents.presentation import load_presentation
from neuroplan.errors import UsageError
from neuroplan.progress import review as review_progress
from neuroplan.render.progress import progress_to_markdown, progress_to_text


@click.command
@click.argument("client", metavar="CLIENT")
@click.option(
    "--plan",
    "plan_file",
    metavar="PLAN.json",
    help="The plan the work follows: objectives, dose, alternatives.",
)
@click.option(
    "--session",
    type=click.IntRange(min=1),
    metavar="N",
    help="The session the review is made at; without it nobody can tell whether a gain is due.",
)
@format_option("text", "markdown", "json")
@planning_options
def review(
    client: str, plan_file: str | None, session: int | None, form: str, sources: Sources
) -> None:
    """
    Review the dated results of CLIENT: safety first, then each measure by itself.

    Exit code 0 also where something got worse: it is a report.
    """
    if plan_file == client == "-":
        raise UsageError("only one of CLIENT and --plan can be standard input")
    plan = None if plan_file is None else read_plan(read_json(plan_file, "the plan"))
    planner = sources.planner()
    presentation = load_presentation(client, known=planner.known_ids)
    safety = planner.reason(presentation).triage.safety
    found = review_progress(
        presentation, planner.library, plan=plan, session=session, safety=safety
    )
    match form:
        case "json":
            console.write_json(found.to_dict())
        case "markdown":
            console.write_result(progress_to_markdown(found))
        case _:
            console.write_result(progress_to_text(found, width=console.width()))
