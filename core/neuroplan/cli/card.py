"""Lay out a reference card: a title, fields, lists and paragraphs within a width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from neuroplan.cli import console


_INDENT = "  "


class Card:
    """A page of text that grows part by part; empty parts leave no trace."""

    def __init__(self, title: str, subtitle: str = "") -> None:
        self._width = console.width()
        self._parts = ["\n".join(self._wrapped(text) for text in (title, subtitle) if text)]

    def paragraph(self, text: str | None) -> None:
        """Add a paragraph."""
        if text:
            self._parts.append(self._wrapped(text))

    def fields(self, *pairs: tuple[str, object]) -> None:
        """Add one line a field, the names aligned; what is None or empty is left out."""
        shown = [(name, str(value)) for name, value in pairs if value not in (None, "", (), [])]
        longest = max((len(name) for name, _ in shown), default=0)
        lines = [
            self._wrapped(f"{name.ljust(longest)}  {value}", hanging=" " * (longest + 2))
            for name, value in shown
        ]
        if lines:
            self._parts.append("\n".join(lines))

    def items(self, title: str, texts: Iterable[str], *, numbered: bool = False) -> None:
        """Add a titled list, one entry an item."""
        marks = ((f"{place}." if numbered else "-", text) for place, text in enumerate(texts, 1))
        lines = [
            self._wrapped(f"{_INDENT}{mark} {text}", hanging=_INDENT + " " * (len(mark) + 1))
            for mark, text in marks
        ]
        if lines:
            self._parts.append("\n".join([title, *lines]))

    def section(self, title: str, text: str | None) -> None:
        """Add a titled paragraph."""
        if text:
            indented = self._wrapped(f"{_INDENT}{text}", hanging=_INDENT)
            self._parts.append(f"{title}\n{indented}")

    def text(self) -> str:
        """Give the page."""
        return "\n\n".join(self._parts)

    def _wrapped(self, text: str, hanging: str = "") -> str:
        return textwrap.fill(
            text,
            self._width,
            subsequent_indent=hanging,
            break_long_words=False,
            break_on_hyphens=False,
        )
