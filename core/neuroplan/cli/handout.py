"""``plan handout``: the client's own page, for the clinician to read, change and give."""

from __future__ import annotations

import click

from neuroplan.cli import console
from neuroplan.cli.files import Output, output_options, read_json
from neuroplan.cli.options import Sources, planning_options
from neuroplan.documents.plan import is_plan, read_plan
from neuroplan.documents.presentation import load_presentation
from neuroplan.documents.reading import Json
from neuroplan.handout import Handout, handout_of


_GIVE = "read it, change what does not fit, see that it is safe to take home, and give it yourself"

_STAYS_HERE = (
    "Do not let this page leave the room: home is not safe. Go through it together and keep it."
)


@click.command
@click.argument("source", metavar="CLIENT|PLAN")
@output_options("page", "text", "markdown", "html")
@planning_options
def handout(source: str, output: Output, sources: Sources) -> None:
    """
    Write the client's own page of a plan, in plain words.

    CLIENT is a client presentation, PLAN a plan in JSON. The page is a draft for the clinician,
    who reads it, changes it and gives it: nothing is sent to anyone.
    """
    output.spare(source, *sources.files)
    page = _page(source, sources)
    output.write(_written(page, output))
    if page.stays_here:
        console.warn(_STAYS_HERE)
    console.note(f"{'a draft' if output.file is None else f'wrote {output.file}'}: {_GIVE}")


def _page(source: str, sources: Sources) -> Handout:
    """Read the plan, or make it where the document is a client."""
    document = read_json(source, "the file")
    planner = sources.planner()
    if is_plan(document):
        plan = read_plan(document, name="the plan")
    else:
        client: dict[str, Json] = document if isinstance(document, dict) else {}
        plan = planner.generate(load_presentation(client, known=planner.known_ids))
    return handout_of(plan, planner.library.vocabulary)


def _written(page: Handout, output: Output) -> str:
    from neuroplan.render.handout import handout_to_html, handout_to_markdown, handout_to_text

    match output.form:
        case "html":
            return handout_to_html(page)
        case "markdown":
            return handout_to_markdown(page)
    return handout_to_text(page, width=output.width, colour=output.colour)
