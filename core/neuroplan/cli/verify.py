"""``plan verify``: make a plan again, and say what moved."""

from __future__ import annotations

import click

from neuroplan.cli import console
from neuroplan.cli.files import read_json
from neuroplan.cli.options import Sources, format_option, planning_options
from neuroplan.documents.presentation import load_presentation
from neuroplan.errors import UsageError
from neuroplan.verification import Verification
from neuroplan.verification import verify as verify_plan


DIFFERS = 1


@click.command
@click.argument("plan", metavar="PLAN")
@click.argument("client", metavar="CLIENT")
@format_option("text", "json")
@planning_options
@click.pass_context
def verify(ctx: click.Context, plan: str, client: str, form: str, sources: Sources) -> None:
    """
    Make PLAN again from CLIENT and compare.

    PLAN is a plan in JSON; give the same options as when it was made. Exit code 0 where nothing
    moved, 1 where something did.
    """
    if plan == client == "-":
        raise UsageError("only one of PLAN and CLIENT can be standard input")
    document = read_json(plan, "the plan")
    planner = sources.planner()
    found = verify_plan(planner, document, load_presentation(client, known=planner.known_ids))
    if form == "json":
        console.write_json(found.to_dict())
    else:
        console.write_result(_text(found))
    ctx.exit(0 if found.identical else DIFFERS)


def _text(found: Verification) -> str:
    if found.identical:
        return "identical: the plan made again is the same"
    lines = ["different: the plan made again is another", *found.causes]
    lines += [f"  {difference}" for difference in found.differences]
    if found.unnamed:
        lines.append(f"  and {found.unnamed} more")
    return "\n".join(lines)
