"""What the plan says of the person: their wishes, and how to work with this client."""

from __future__ import annotations

from collections.abc import Iterator

from neuroplan.model.plan import Plan, ResponsivenessFinding
from neuroplan.render.blocks import (
    Block,
    bullets,
    heading,
    line,
    muted,
    paragraph,
    strong,
)
from neuroplan.render.names import Names
from neuroplan.render.parts import Part
from neuroplan.render.wording import plain


def wishes(plan: Plan) -> Iterator[Block]:
    """List what the client wants and does not want."""
    if plan.formulation.wishes:
        yield heading(3, "Wishes", name=Part.WISHES)
        yield bullets(tuple(line(each.text) for each in plan.formulation.wishes))


def responsiveness(plan: Plan, names: Names) -> Iterator[Block]:
    """Group the advice under its principle, with the figures behind the principle once."""
    groups: dict[str, list[ResponsivenessFinding]] = {}
    for each in plan.responsiveness:
        groups.setdefault(each.principle, []).append(each)
    for principle, found in groups.items():
        first = found[0]
        yield paragraph(strong(principle))
        yield bullets(tuple(line(_advice(each)) for each in found))
        yield paragraph(
            muted(
                f"{plain(first.kind).capitalize()} evidence, certainty {plain(first.certainty)}. "
            ),
            muted(f"{first.effect}. "),
            names.cite([first.source]),
        )


def _advice(finding: ResponsivenessFinding) -> str:
    moved = f" (It may move a priority by {finding.weight:.0%}.)" if finding.weight else ""
    return f"{finding.advice}{moved}"
