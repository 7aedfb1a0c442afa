"""
Read bytes and strict JSON: UTF-8, no duplicate keys, no NaN, no endless numbers or nesting.

Nothing of a document's content is ever repeated in an error, only places.
"""

from __future__ import annotations

import json
import math
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

from neuroplan.documents.nearest import quoted
from neuroplan.errors import FileAccessError, Problem


#: A client file is a few kilobytes; far more is a mistake, and slow to check.
MAX_BYTES = 5_000_000

#: Characters beyond which text is hardly a file name.
MAX_NAME = 255
#: Digits beyond which a number is no answer to any question of ours.
MAX_DIGITS = 18

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class NotJsonError(ValueError):
    """The bytes are not the JSON we accept; carries the one problem found."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def read_bytes(source: str | Path, *, limit: int = MAX_BYTES) -> bytes:
    """
    Read a file, or standard input for ``-``, up to one byte more than *limit*.

    Raises:
        FileAccessError: The file is missing, is a folder, or cannot be read.
    """
    if str(source) == "-":
        if sys.stdin is None:
            raise FileAccessError("cannot read standard input: it is closed")
        return sys.stdin.buffer.read(limit + 1)
    try:
        with Path(source).open("rb") as stream:
            return stream.read(limit + 1)
    except FileNotFoundError as error:
        raise FileAccessError(f"cannot read {shown(source)}: there is no such file") from error
    except IsADirectoryError as error:
        raise FileAccessError(
            f"cannot read {shown(source)}: it is a folder, name a file"
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name is not usable"
        raise FileAccessError(f"cannot read {shown(source)}: {reason}") from error


def shown(source: str | Path) -> str:
    """Give a file name as an error may repeat it: what is no name may be a client's text."""
    name = str(source)
    return name if len(name) <= MAX_NAME and name.isprintable() else "(name not shown)"


def parse_json(data: bytes, *, limit: int = MAX_BYTES) -> Json:
    """
    Parse strict JSON.

    Raises:
        NotJsonError: With the one problem that stopped the reading.
    """
    if len(data) > limit:
        raise NotJsonError(
            Problem(
                "$",
                f"the file is larger than {limit // 1_000_000} MB",
                "check that it is the right file",
            )
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotJsonError(
            Problem("$", f"the file is not UTF-8 text (byte {error.start + 1})", "save it as UTF-8")
        ) from error
    try:
        parsed = _parse(text)
        _check_characters(text, parsed)
    except json.JSONDecodeError as error:
        raise NotJsonError(
            Problem(
                "$",
                f"not valid JSON at line {error.lineno}, column {error.colno}: {_plain(error.msg)}",
                "look at that place and just before it",
            )
        ) from error
    except RecursionError as error:
        raise NotJsonError(Problem("$", "the document is nested too deeply")) from error
    return parsed


def content_document(name: str) -> dict[str, Any]:
    """Read one of the engine's own data files."""
    document = parse_json(files("neuroplan.content").joinpath(name).read_bytes())
    return document if isinstance(document, dict) else {}


def _check_characters(text: str, parsed: Json) -> None:
    """Refuse half of a surrogate pair, which is no character and cannot be written."""
    if "\\ud" in text.lower():
        check_encodable(parsed)


def check_encodable(parsed: Json) -> None:
    """
    Refuse text that no file can hold.

    Raises:
        NotJsonError: Half of a surrogate pair stands somewhere.
    """
    try:
        json.dumps(parsed, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        what = "an escape of the form \\udXXX stands alone"
        raise NotJsonError(Problem("$", what, "write the character itself")) from error


def _parse(text: str) -> Json:
    parsed: Json = json.loads(
        text,
        object_pairs_hook=_object,
        parse_constant=_no_constant,
        parse_float=_finite,
        parse_int=_integer,
    )
    return parsed


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                what = f"the key {quoted(key)} stands twice in one object"
                raise NotJsonError(Problem("$", what, "keep one of them"))
            seen.add(key)
    return found


def _no_constant(name: str) -> Json:
    raise NotJsonError(Problem("$", f"{name} is not a JSON number", "give a finite number"))


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise NotJsonError(Problem("$", "a number is too large", "give a finite number"))
    return number


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise NotJsonError(
            Problem("$", "a number is too large", f"give a number of at most {MAX_DIGITS} digits")
        )
    return int(text)


def _plain(message: str) -> str:
    return message[:1].lower() + message[1:]
