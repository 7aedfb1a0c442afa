"""
A plan as text for a terminal or a printout.

Nothing in a plan can move the cursor, change a colour or turn the direction of writing: what
is no visible character is taken out before it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import zip_longest

import attrs
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from neuroplan.model.plan import Plan
from neuroplan.render.blocks import (
    Block,
    Fact,
    Facts,
    Heading,
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
    writer = _Writer(console)
    lines = [line for block in page for line in writer.block(block, console.width)]
    # One print for the whole: laying out each block by itself costs several times as much.
    console.print(Text("\n").join(lines), soft_wrap=True)
    written = (each.rstrip() for each in out.getvalue().splitlines())
    return "\n".join(written).rstrip("\n") + "\n"


class _Writer:
    """Lays blocks out in lines of at most so many columns."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def block(self, block: Block, width: int) -> list[Text]:
        """Give the lines of a block; all but headings and tables end in an empty one."""
        match block:
            case Heading():
                return self._heading(block, width)
            case Paragraph(text):
                return [*self._wrapped([text], width), Text()]
            case Listing(items):
                rows = [
                    (Text(clean(item.marker or "-")), _Hung([item.text, *item.below]))
                    for item in items
                ]
                return [*self._hung(rows, width), Text()]
            case Facts(facts):
                rows = [(Text(clean(fact.label), style="bold"), _contents(fact)) for fact in facts]
                return [*self._hung(rows, width), Text()]
            case Table():
                return self._table(block)

    def _heading(self, block: Heading, width: int) -> list[Text]:
        text = _line(block.text)
        text.stylize("bold")
        rule = _RULES.get(block.level)
        return [*text.wrap(self._console, width), *([Text(rule * width)] if rule else [])]

    def _wrapped(self, lines: Iterable[Line], width: int) -> list[Text]:
        return [each for line in lines for each in _line(line).wrap(self._console, width)]

    def _hung(self, rows: list[tuple[Text, _Hung]], width: int) -> list[Text]:
        """Set each content beside its marker or label, so that its lines hang together."""
        label = min(max((marker.cell_len for marker, _ in rows), default=0), _LABELS)
        found: list[Text] = []
        for marker, content in rows:
            left = list(marker.wrap(self._console, label))
            room = width - label - 1
            right = (
                self._hung([(Text(each), _Hung([line])) for each, line in content.marked()], room)
                if content.markers
                else self._wrapped(content.lines, room)
            )
            for beside, line in zip_longest(left, right, fillvalue=Text()):
                start = beside.copy()
                start.pad_right(label + 1 - start.cell_len)
                found.append(start.append_text(line))
        return found

    def _table(self, block: Table) -> list[Text]:
        table = Grid(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
        for name in block.head:
            table.add_column(name, overflow="fold")
        for row in block.rows:
            table.add_row(*(_line(cell) for cell in row))
        rendered = self._console.render_lines(table, pad=False)
        return [
            Text.assemble(*((part.text, part.style or "") for part in parts)) for parts in rendered
        ]


@attrs.frozen
class _Hung:
    """What hangs beside a marker or label: lines, or lines with markers of their own."""

    lines: Sequence[Line]
    markers: tuple[str, ...] = ()

    def marked(self) -> Iterator[tuple[str, Line]]:
        """Give each line with its marker."""
        return zip(self.markers, self.lines, strict=True)


def _contents(fact: Fact) -> _Hung:
    if fact.numbered:
        return _Hung(fact.lines, tuple(f"{place}." for place in range(1, len(fact.lines) + 1)))
    if len(fact.lines) > 1:
        return _Hung(fact.lines, ("-",) * len(fact.lines))
    return _Hung(fact.lines)


def _line(text: Line) -> Text:
    """Give a line without anything but visible characters; spaces between spans stay."""
    whole = Text(overflow="fold")
    for span in text:
        before = " " if span.text[:1].isspace() else ""
        after = " " if span.text[1:] and span.text[-1:].isspace() else ""
        whole.append(f"{before}{clean(span.text)}{after}", style=_STYLES[span.tone])
    return whole
