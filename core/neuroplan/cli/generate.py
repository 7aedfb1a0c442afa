"""``plan generate``: make the plan of one client."""

from __future__ import annotations

from pathlib import Path

import click

from neuroplan.cli import console
from neuroplan.cli.clients import load_client
from neuroplan.cli.options import Sources, planning_options
from neuroplan.documents.writing import write_whole
from neuroplan.errors import UsageError
from neuroplan.model.plan import Plan


_SUFFIXES = {"": "text", ".txt": "text", ".md": "markdown", ".html": "html", ".json": "json"}


@click.command
@click.argument("client", metavar="CLIENT")
@click.option("-o", "--output", metavar="FILE", help="Write the plan here, whole or not at all.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html", "json"]),
    help="How to write the plan; default: by the suffix of FILE, else text.",
)
@planning_options
def generate(client: str, output: str | None, form: str | None, sources: Sources) -> None:
    """
    Make a plan for CLIENT, a client presentation (JSON).

    The plan goes to standard output, or with -o to a file.
    """
    target = None if output == "-" else output
    chosen = form or _format_of(target)
    if target is not None:
        _spare_the_client(target, client)
    planner = sources.planner()
    plan = planner.generate(load_client(client, planner))
    if target is None:
        console.write_result(_written(plan, chosen, console.width(), colour=console.wants_colour()))
        return
    write_whole(target, _written(plan, chosen, console.PLAIN_WIDTH, colour=False))
    console.note(f"wrote {target}")


def _written(plan: Plan, form: str, width: int, *, colour: bool) -> str:
    match form:
        case "json":
            return plan.to_json()
        case "markdown":
            return plan.to_markdown()
        case "html":
            return plan.to_html()
    from neuroplan.render.text import plan_to_text

    return plan_to_text(plan, width=width, colour=colour)


def _format_of(output: str | None) -> str:
    """Tell the format by the file's suffix; a suffix that says nothing is not guessed at."""
    suffix = Path(output or "").suffix.lower()
    if suffix not in _SUFFIXES:
        known = ", ".join(filter(None, _SUFFIXES))
        raise UsageError(
            f"the suffix '{suffix}' names no format of a plan; use {known}, or give --format"
        )
    return _SUFFIXES[suffix]


def _spare_the_client(output: str, client: str) -> None:
    if Path(output).resolve() == Path(client).resolve():
        raise UsageError("the plan would replace the client file; name another file")
