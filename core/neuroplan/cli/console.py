"""
Write results to standard output and everything else to standard error.

Results go out as UTF-8 whatever the locale, so that the same plan is the same bytes.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable

import click

from neuroplan.errors import FileAccessError, NeuroplanError


#: Columns of text where standard output is no terminal, and at most on one.
PLAIN_WIDTH, GREATEST_WIDTH = 80, 100


def write_result(text: str) -> None:
    """
    Write a result to standard output, ending in a newline.

    Raises:
        BrokenPipeError: The reader went away.
        FileAccessError: Standard output cannot be written.
    """
    whole = text if text.endswith("\n") else f"{text}\n"
    if sys.stdout is None:
        raise FileAccessError("cannot write to standard output: it is closed")
    try:
        sys.stdout.buffer.write(whole.encode())
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise FileAccessError(f"cannot write to standard output: {error.strerror}") from error


def write_json(value: object) -> None:
    """Write a value as indented JSON to standard output."""
    write_result(json.dumps(value, ensure_ascii=False, indent=2))


def note(text: str) -> None:
    """Say something beside the result, on standard error."""
    click.echo(text, err=True)


def warn(text: str) -> None:
    """Warn of something that is no error, on standard error."""
    note(f"warning: {text}")


def report(error: NeuroplanError) -> None:
    """Say on standard error what failed and everything that is wrong, one thing a line."""
    note("\n  ".join([f"error: {error.summary}", *map(str, error.problems)]))


def width() -> int:
    """Give the columns text may take: the terminal's up to 100, else 80."""
    if not _on_terminal():
        return PLAIN_WIDTH
    return min(shutil.get_terminal_size().columns, GREATEST_WIDTH)


def wants_colour() -> bool:
    """Tell whether to colour: on a terminal only, and never where NO_COLOR is set."""
    return _on_terminal() and not os.environ.get("NO_COLOR")


def _on_terminal() -> bool:
    # Without standard output (`>&-`) Python has None in its place.
    return sys.stdout is not None and sys.stdout.isatty()


def discard_output() -> None:
    """Let what is left for a reader that went away vanish, without a word at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def columns(rows: Iterable[Iterable[str]]) -> str:
    """Lay rows out in columns, one line a row; the last column is as wide as it needs."""
    table = [list(row) for row in rows]
    if not table:
        return ""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip()
        for row in table
    )
