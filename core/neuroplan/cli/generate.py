"""``plan generate``: make the plan of one client."""

from __future__ import annotations

import click

from neuroplan.cli import console
from neuroplan.cli.files import Output, output_options
from neuroplan.cli.options import Sources, planning_options
from neuroplan.documents.presentation import load_presentation
from neuroplan.model.plan import Plan


@click.command
@click.argument("client", metavar="CLIENT")
@output_options("plan", "text", "markdown", "html", "json")
@planning_options
def generate(client: str, output: Output, sources: Sources) -> None:
    """
    Make a plan for CLIENT, a client presentation (JSON).

    The plan goes to standard output, or with -o to a file.
    """
    output.spare(client, *sources.files)
    planner = sources.planner()
    plan = planner.generate(load_presentation(client, known=planner.known_ids))
    output.write(_written(plan, output))
    if output.file is not None:
        console.note(f"wrote {output.file}")


def _written(plan: Plan, output: Output) -> str:
    match output.form:
        case "json":
            return plan.to_json()
        case "markdown":
            return plan.to_markdown()
        case "html":
            return plan.to_html()
    from neuroplan.render.text import plan_to_text

    return plan_to_text(plan, width=output.width, colour=output.colour)
