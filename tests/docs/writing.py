"""Small pieces of Markdown that the generated pages share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from neuroplan.citations import METRICS
from neuroplan.model.evidence import EvidenceRecord


COMMAND = "python -m tests.docs.generate"
_NOTICE = f"<!-- Written by `{COMMAND}`; change the source it is made from, then run it again. -->"


def page(title: str, *parts: str) -> str:
    """Join a page from its title and its parts, with a line that says it is generated."""
    return "\n\n".join([f"# {title}", _NOTICE, *(part for part in parts if part)]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Give a table; a cell holds one line, and no bar that would end it."""
    lines = [_row(head), _row(["---"] * len(head)), *(_row(row) for row in rows)]
    return "\n".join(lines)


def bullets(items: Iterable[str]) -> str:
    """Give a list, one item a line."""
    return "\n".join(f"- {item}" for item in items)


def code(text: object) -> str:
    """Give an id or a value as code."""
    return f"`{text}`"


def codes(values: Iterable[object], word: str = "or") -> str:
    """Give several ids or values as code, the last after *word*."""
    *before, last = [code(value) for value in values]
    return f"{', '.join(before)} {word} {last}" if before else last


def number(value: float) -> str:
    """Give a number without trailing zeros."""
    return f"{value:g}"


def source_line(record: EvidenceRecord) -> str:
    """Give a record's id, citation and address."""
    address = f" https://doi.org/{record.doi}" if record.doi else ""
    memory = "" if record.source_checked else " (from memory, not checked at the source)"
    return f"{code(record.id)}: {record.citation}{address}{memory}"


def figure_words(metric: str | None, value: float | None, ci: tuple[float, float] | None) -> str:
    """Give a figure as a table cell, or a dash where there is none."""
    if metric is None or value is None:
        return "no figure"
    interval = f" ({ci[0]:g} to {ci[1]:g})" if ci else ""
    return f"{METRICS[metric]} {value:g}{interval}"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
