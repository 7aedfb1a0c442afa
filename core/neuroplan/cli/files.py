"""Files of a command: the document that comes in, and the page that goes out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path

import attrs
import click

from neuroplan.cli import console
from neuroplan.documents.plan import HOW, MAX_BYTES, is_plan
from neuroplan.documents.reading import Json, NotJsonError, parse_json, read_bytes
from neuroplan.documents.writing import real_path, write_whole
from neuroplan.errors import UsageError


Command = Callable[..., None]

_SUFFIXES = {"text": ".txt", "markdown": ".md", "html": ".html", "json": ".json"}


def read_json(source: str, name: str) -> Json:
    """
    Read a plan, or what else may stand in its place, from a file or ``-``.

    Args:
        name: What to call the document in an error.

    Raises:
        FileAccessError: It cannot be read.
        UsageError: It is not JSON.
    """
    try:
        return parse_json(read_bytes(source, limit=MAX_BYTES), limit=MAX_BYTES)
    except NotJsonError as error:
        raise UsageError(f"{name} is not JSON; {HOW}", [error.problem]) from error


@attrs.frozen(kw_only=True)
class Output:
    """
    Where a command writes its page.

    Attributes:
        page: What to call the page in an error.
        file: None: standard output.
        form: How to write it.
    """

    page: str
    file: str | None
    form: str

    @property
    def width(self) -> int:
        """The columns text may take."""
        return console.width() if self.file is None else console.PLAIN_WIDTH

    @property
    def colour(self) -> bool:
        """Whether to colour text."""
        return self.file is None and console.wants_colour()

    def spare(self, *sources: str) -> None:
        """
        Refuse to write over a file that is read, or over JSON that is no plan.

        Raises:
            UsageError: It is one of *sources*, or may be a client's file.
            FileAccessError: The name leads nowhere.
        """
        if self.file is None:
            return
        target = real_path(self.file)
        if any(source != "-" and real_path(source) == target for source in sources):
            what = f"the {self.page} would replace a file it is made from"
            raise UsageError(f"{what}; name another file")
        if target.suffix.lower() == ".json" and target.is_file() and not self._renews(target):
            what = f"{self.file} is there and holds something else than a {self.page}"
            raise UsageError(f"{what}; name another file, or remove that one first")

    def _renews(self, target: Path) -> bool:
        """Tell whether a plan in JSON would take the place of one."""
        try:
            return self.form == "json" and is_plan(read_json(str(target), "the file"))
        except UsageError:
            return False

    def write(self, text: str) -> None:
        """Write the page, a file whole or not at all."""
        if self.file is None:
            console.write_result(text)
        else:
            write_whole(self.file, text)


def output_options(page: str, *forms: str) -> Callable[[Command], Command]:
    """Add the options that say where and how to write a page; the command gets ``output``."""

    def add(command: Command) -> Command:
        @wraps(command)
        def wrapped(*, file: str | None, form: str | None, **others: object) -> None:
            if file == "":
                raise UsageError("-o names no file; name one, or - for standard output")
            target = None if file == "-" else file
            chosen = form or _form_of(target, page, forms)
            command(output=Output(page=page, file=target, form=chosen), **others)

        for option in (
            click.option(
                "--format",
                "form",
                type=click.Choice(forms),
                help=f"How to write the {page}; default: by the suffix of FILE, else text.",
            ),
            click.option(
                "-o",
                "--output",
                "file",
                metavar="FILE",
                help=f"Write the {page} here, whole or not at all.",
            ),
        ):
            wrapped = option(wrapped)
        return wrapped

    return add


def _form_of(file: str | None, page: str, forms: tuple[str, ...]) -> str:
    """Tell the format by the file's suffix; a suffix that says nothing is not guessed at."""
    suffix = Path(file or "").suffix.lower()
    known = {_SUFFIXES[form]: form for form in forms}
    if suffix and suffix not in known:
        what = f"the suffix '{suffix}' names no format of a {page}"
        raise UsageError(f"{what}; use {', '.join(known)}, or give --format")
    return known.get(suffix, "text")
