"""
A plan as text for a terminal or a printout.

Nothing in a plan can move the cursor, change a colour or turn the direction of writing: what
is no visible character is taken out before it is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from neuroplan.model.plan import Plan
from neuroplan.render.blocks import (
    Block,
    Fact,
    Facts,
    Heading,
    Item,
    Line,
    Listing,
    Paragraph,
    Table,
    Tone,
)
from neuroplan.render.page import plan_page
from neuroplan.render.wording import clean


#: Narrower than this no line can be read.
LEAST_WIDTH = 40
_LABELS = 14
_STYLES = {
    Tone.PLAIN: "",
    Tone.STRONG: "bold",
    Tone.ALERT: "bold red",
    Tone.MUTED: "dim",
    Tone.CODE: "cyan",
    Tone.CITE: "",
    Tone.LINK: "blue",
    Tone.BAR: "yellow",
}
_RULES = {1: "\u2550", 2: "\u2500"}


def plan_to_text(plan: Plan, *, width: int = 80, colour: bool = False) -> str:
    """
    Give the plan as text with a final newline.

    Args:
        width: Most columns a line takes; at least 40 are used.
        colour: Write terminal colours; without it there is no escape sequence at all.
    """
    return page_to_text(plan_page(plan), width=width, colour=colour)


def page_to_text(page: Iterable[Block], *, width: int = 80, colour: bool = False) -> str:
    """Give any page as text, as ``plan_to_text`` does."""
    out = StringIO()
    console = Console(
        file=out,
        width=max(width, LEAST_WIDTH),
        color_system="standard" if colour else None,
        force_terminal=colour,
        no_color=not colour,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
    )
    for block in page:
        console.print(_block(block, console.width))
    lines = (each.rstrip() for each in out.getvalue().splitlines())
    return "\n".join(lines).rstrip("\n") + "\n"


def _block(block: Block, width: int) -> RenderableType:
    match block:
        case Heading():
            return _heading(block, width)
        case Paragraph(text):
            return _apart(_line(text))
        case Listing(items):
            return _apart(_grid([(item.marker or "-", _item(item)) for item in items]))
        case Facts(rows):
            return _apart(_grid([(row.label, _fact(row)) for row in rows], labels=True))
        case Table():
            return _table(block)


def _apart(content: RenderableType) -> RenderableType:
    return Padding(content, (0, 0, 1, 0))


def _heading(block: Heading, width: int) -> RenderableType:
    text = _line(block.text)
    text.stylize("bold")
    rule = _RULES.get(block.level)
    return Group(text, Text(rule * width)) if rule else text


def _line(text: Line) -> Text:
    """Give a line without anything but visible characters; spaces between spans stay."""
    whole = Text(overflow="fold")
    for span in text:
        before = " " if span.text[:1].isspace() else ""
        after = " " if span.text[1:] and span.text[-1:].isspace() else ""
        whole.append(f"{before}{clean(span.text)}{after}", style=_STYLES[span.tone])
    return whole


def _grid(rows: list[tuple[str, RenderableType]], *, labels: bool = False) -> Grid:
    """Set each content beside its marker or label, so that its lines hang together."""
    grid = Grid.grid(padding=(0, 1, 0, 0))
    grid.add_column(style="bold" if labels else "", max_width=_LABELS)
    grid.add_column(overflow="fold")
    for marker, content in rows:
        grid.add_row(Text(clean(marker)), content)
    return grid


def _item(item: Item) -> RenderableType:
    return Group(_line(item.text), *(_line(each) for each in item.below))


def _fact(row: Fact) -> RenderableType:
    if row.numbered:
        return _grid([(f"{place}.", _line(each)) for place, each in enumerate(row.lines, start=1)])
    if len(row.lines) > 1:
        return _grid([("-", _line(each)) for each in row.lines])
    return _line(row.lines[0])


def _table(block: Table) -> Grid:
    table = Grid(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for name in block.head:
        table.add_column(name, overflow="fold")
    for row in block.rows:
        table.add_row(*(_line(cell) for cell in row))
    return table
