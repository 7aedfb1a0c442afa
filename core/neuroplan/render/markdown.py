"""
A plan as markdown that pastes cleanly into a record system.

Every string of the plan is escaped, so that nothing a client or clinician wrote can become
markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from neuroplan.model.plan import Plan
from neuroplan.render.blocks import (
    Block,
    Fact,
    Facts,
    Heading,
    Line,
    Listing,
    Paragraph,
    Span,
    Table,
    Tone,
)
from neuroplan.render.page import plan_page
from neuroplan.render.wording import clean


_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~]|&(?=#?\w+;))")
#: What begins a list, a rule or a heading at the start of a line.
_LEADING = re.compile(r"^(?:[-+=]|\d{1,9}(?=[.)](?:\s|$)))")
#: What some readers turn into links by themselves.
_ADDRESS = re.compile(r"(?i)(://|\bwww\.)")
#: What cannot stand in a web address as it is.
_UNSAFE = re.compile(r"[^A-Za-z0-9:/._~-]")
_CODE = re.compile(r"[A-Za-z0-9][\w./: -]*")


def plan_to_markdown(plan: Plan) -> str:
    """Give the plan as markdown with a final newline."""
    return page_to_markdown(plan_page(plan))


def page_to_markdown(page: Iterable[Block]) -> str:
    """Give any page as markdown, as ``plan_to_markdown`` does."""
    return "\n\n".join(_block(block) for block in page) + "\n"


def escape(text: str) -> str:
    """Give *text* as one line that markdown shows as it stands."""
    escaped = _SPECIAL.sub(r"\\\1", clean(text))
    return _ADDRESS.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", escaped)


def _guarded(text: str) -> str:
    """Keep the first characters of a line from opening a list, a rule or a heading."""

    def guard(found: re.Match[str]) -> str:
        return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"

    return _LEADING.sub(guard, text)


def _block(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * level} {_inline(text)}"
        case Paragraph(text):
            return _line(text)
        case Listing():
            return "\n".join(_listing(block))
        case Facts(rows):
            return "\n".join(each for row in rows for each in _fact(row))
        case Table():
            return "\n".join(_table(block))


def _listing(block: Listing) -> Iterator[str]:
    for item in block.items:
        numbered = item.marker.endswith(".")
        marker = item.marker if numbered else "-"
        label = f"{item.marker} " if item.marker and not numbered else ""
        yield f"{marker} {label}{_line(item.text)}"
        indent = " " * (len(marker) + 1)
        yield from (f"{indent}- {_line(each)}" for each in item.below)


def _fact(row: Fact) -> Iterator[str]:
    label = f"- **{escape(row.label)}:**"
    if len(row.lines) == 1 and not row.numbered:
        yield f"{label} {_line(row.lines[0])}"
        return
    yield label
    for place, text in enumerate(row.lines, start=1):
        yield f"  {f'{place}.' if row.numbered else '-'} {_line(text)}"


def _table(block: Table) -> Iterator[str]:
    yield f"| {' | '.join(map(escape, block.head))} |"
    yield f"|{' --- |' * len(block.head)}"
    for row in block.rows:
        yield f"| {' | '.join(_inline(cell) for cell in row)} |"


def _line(text: Line) -> str:
    return _guarded(_inline(text))


def _inline(text: Line) -> str:
    return "".join(_span(span) for span in text).strip()


def _span(span: Span) -> str:
    match span.tone:
        case Tone.BAR:
            return ""
        case Tone.CITE:
            return span.text
        case Tone.LINK:
            return f"<{_UNSAFE.sub(_percent, clean(span.text))}>"
        case Tone.CODE if _CODE.fullmatch(span.text):
            return f"`{span.text}`"
        case Tone.STRONG | Tone.ALERT:
            return _around(span.text, "**")
        case _:
            return _around(span.text, "")


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def _around(text: str, mark: str) -> str:
    """Escape text inside *mark*; white space at its ends stays outside."""
    before = " " if text[:1].isspace() else ""
    after = " " if text[1:] and text[-1:].isspace() else ""
    inner = escape(text)
    return f"{before}{mark}{inner}{mark}{after}" if inner else before
