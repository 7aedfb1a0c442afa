"""``plan handout``: the client's own page, for the clinician to read, change and give."""

from __future__ import annotations

from pathlib import Path

import click

from neuroplan.cli import console
from neuroplan.cli.clients import load_client
from neuroplan.cli.options import Sources, planning_options
from neuroplan.comparison import read_plan
from neuroplan.documents.reading import Json, NotJsonError, parse_json, read_bytes
from neuroplan.documents.writing import write_whole
from neuroplan.errors import UsageError
from neuroplan.handout import Handout, handout_of
from neuroplan.model.plan import Plan


#: A plan with its references is far smaller.
_LARGEST = 20_000_000
_SUFFIXES = {"": "text", ".txt": "text", ".md": "markdown", ".html": "html"}
_GIVE = "read it, change what does not fit, see that it is safe to take home, and give it yourself"


@click.command
@click.argument("source", metavar="CLIENT|PLAN")
@click.option("-o", "--output", metavar="FILE", help="Write the page here, whole or not at all.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html"]),
    help="How to write the page; default: by the suffix of FILE, else text.",
)
@planning_options
def handout(source: str, output: str | None, form: str | None, sources: Sources) -> None:
    """
    Write the client's own page of a plan, in plain words.

    CLIENT is a client presentation, PLAN a plan in JSON. The page is a draft for the clinician,
    who reads it, changes it and gives it: nothing is sent to anyone.
    """
    target = None if output == "-" else output
    chosen = form or _format_of(target)
    if target is not None and Path(target).resolve() == Path(source).resolve():
        raise UsageError("the page would replace the file it is made from; name another file")
    page = handout_of(_plan(source, sources))
    if target is None:
        console.write_result(_written(page, chosen, console.width(), colour=console.wants_colour()))
        console.note(f"a draft: {_GIVE}")
        return
    write_whole(target, _written(page, chosen, console.PLAIN_WIDTH, colour=False))
    console.note(f"wrote {target}: {_GIVE}")


def _plan(source: str, sources: Sources) -> Plan:
    """Read the plan, or make it where the document is a client."""
    try:
        document = parse_json(read_bytes(source, limit=_LARGEST), limit=_LARGEST)
    except NotJsonError as error:
        raise UsageError(
            "the file is not JSON; give a client file, or a plan made with "
            "`plan generate CLIENT -o plan.json`",
            [error.problem],
        ) from error
    if isinstance(document, dict) and "fingerprint" in document:
        return read_plan(document, name="the plan")
    planner = sources.planner()
    client: dict[str, Json] = document if isinstance(document, dict) else {}
    return planner.generate(load_client(client, planner))


def _written(page: Handout, form: str, width: int, *, colour: bool) -> str:
    from neuroplan.render.handout import handout_to_html, handout_to_markdown, handout_to_text

    match form:
        case "html":
            return handout_to_html(page)
        case "markdown":
            return handout_to_markdown(page)
    return handout_to_text(page, width=width, colour=colour)


def _format_of(output: str | None) -> str:
    """Tell the format by the file's suffix; a suffix that says nothing is not guessed at."""
    suffix = Path(output or "").suffix.lower()
    if suffix not in _SUFFIXES:
        known = ", ".join(filter(None, _SUFFIXES))
        raise UsageError(
            f"the suffix '{suffix}' names no format of a page; use {known}, or give --format"
        )
    return _SUFFIXES[suffix]
