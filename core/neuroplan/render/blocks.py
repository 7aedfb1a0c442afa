"""
The parts a page is made of: headings, paragraphs, lists, facts and tables of marked text.

A page is composed once and written by each format in its own way. Text in a span is as the
plan has it; making it harmless is the business of the format that writes it.
"""

from __future__ import annotations

from enum import StrEnum

import attrs


class Tone(StrEnum):
    """
    How a span is meant.

    STRONG and ALERT stand out, CODE can be typed in a command, CITE is reference numbers,
    LINK is a web address, and BAR is a picture of a number that is also written beside it.
    """

    PLAIN = "plain"
    STRONG = "strong"
    ALERT = "alert"
    MUTED = "muted"
    CODE = "code"
    CITE = "cite"
    LINK = "link"
    BAR = "bar"


@attrs.frozen
class Span:
    """A stretch of text in one tone."""

    text: str
    tone: Tone = Tone.PLAIN


Line = tuple[Span, ...]


@attrs.frozen
class Heading:
    """A heading; level 1 is the title of the page. A format finds it by its *name*."""

    level: int
    text: Line
    name: str = ""


@attrs.frozen
class Paragraph:
    """A line of text that stands alone."""

    text: Line


@attrs.frozen(kw_only=True)
class Item:
    """An entry of a list, with lines below it. An empty *marker* is a bullet."""

    text: Line
    marker: str = ""
    below: tuple[Line, ...] = ()


@attrs.frozen
class Listing:
    """A list."""

    items: tuple[Item, ...]


@attrs.frozen(kw_only=True)
class Fact:
    """
    A label with one or more lines.

    Attributes:
        numbered: Their order counts.
        watch: It must not be overlooked.
        name: What a format finds it by, however it is labelled.
    """

    label: str
    lines: tuple[Line, ...]
    numbered: bool = False
    watch: bool = False
    name: str = ""


@attrs.frozen
class Facts:
    """Facts, one below the other."""

    rows: tuple[Fact, ...]


@attrs.frozen(kw_only=True)
class Table:
    """A table; every row has a cell for each word of *head*."""

    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


Block = Heading | Paragraph | Listing | Facts | Table


def line(*parts: str | Span) -> Line:
    """Give a line of *parts*; what is no span yet is plain. Empty parts are left out."""
    spans = (part if isinstance(part, Span) else Span(part) for part in parts)
    return tuple(span for span in spans if span.text)


def strong(text: str) -> Span:
    """Give text that stands out."""
    return Span(text, Tone.STRONG)


def alert(text: str) -> Span:
    """Give text that must not be overlooked."""
    return Span(text, Tone.ALERT)


def muted(text: str) -> Span:
    """Give text that stands back."""
    return Span(text, Tone.MUTED)


def code(text: str) -> Span:
    """Give text that can be typed in a command."""
    return Span(text, Tone.CODE)


def heading(level: int, *parts: str | Span, name: str = "") -> Heading:
    """Give a heading."""
    return Heading(level, line(*parts), name)


def paragraph(*parts: str | Span) -> Paragraph:
    """Give a paragraph."""
    return Paragraph(line(*parts))


def bullets(lines: tuple[Line, ...]) -> Listing:
    """Give a list of bullets."""
    return Listing(tuple(Item(text=each) for each in lines))


def fact(label: str, *parts: str | Span, watch: bool = False, name: str = "") -> Fact:
    """Give a fact of one line."""
    return Fact(label=label, lines=(line(*parts),), watch=watch, name=name)
