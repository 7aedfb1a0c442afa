"""
Load a practice profile: read the TOML, check everything at once, structure.

The schema checks the form. What a schema cannot say is checked here: ids against what is
installed, numbers that contradict each other, and what TOML allows but the profile does not.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import date, time
from itertools import pairwise
from pathlib import Path

import attrs

from neuroplan.documents.nearest import did_you_mean, quoted
from neuroplan.documents.presentation import KnownIds
from neuroplan.documents.reading import Json, read_bytes
from neuroplan.documents.structuring import document_of, structure
from neuroplan.errors import PracticeError, Problem
from neuroplan.model.policy import OrderingPolicy
from neuroplan.model.practice import Practice


#: A practice profile is a page of text; far more is a mistake.
MAX_BYTES = 1_000_000

_SUMMARY = "the practice profile is not valid"
# In TOML a field that stands below the first [table] belongs to that table.
_NEVER_IN_A_TABLE = frozenset({"delivery", "formats", "session_minutes", "use", "exclude"})
_NEVER_RISING = (
    ("weight_high", "weight_moderate", "weight_low", "weight_very_low"),
    ("primary_role", "secondary_role"),
)
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def load_practice(source: str | Path | Mapping[str, Json]) -> Practice:
    """
    Load a practice profile from a TOML file, ``-`` (standard input) or a mapping.

    The ids it names are checked by the planner, which knows what is installed.

    Raises:
        FileAccessError: The file cannot be read.
        PracticeError: Everything that is wrong with it.
    """
    document = dict(source) if isinstance(source, Mapping) else _read(source)
    problems = practice_problems(document)
    if problems:
        raise PracticeError(_SUMMARY, problems)
    return structure(document, Practice)


def check_practice(practice: Practice, known: KnownIds) -> None:
    """
    Check a profile wherever it comes from, also the ids it names.

    Raises:
        PracticeError: Everything that is wrong with it.
    """
    problems = practice_problems(document_of(practice), known)
    if problems:
        raise PracticeError(_SUMMARY, problems)


def check_policy(policy: OrderingPolicy) -> None:
    """
    Check that every number of a policy is one a practice profile could give.

    Raises:
        PracticeError: Everything that is wrong with it.
    """
    problems = practice_problems({"ordering": attrs.asdict(policy)})
    if problems:
        raise PracticeError("the ordering policy is not valid", problems)


def practice_problems(document: Mapping[str, Json], known: KnownIds | None = None) -> list[Problem]:
    """
    Give everything that is wrong with a practice profile, sorted.

    Args:
        known: The ids it may name; None: ids are not checked.
    """
    from neuroplan.documents.validation import schema_problems

    readable, found = _readable(document, "$")
    found += schema_problems("practice", readable)
    found += _contradictions(readable)
    if known is not None:
        found += _unknown_ids(readable, known)
    if not any(problem.path.startswith("$.ordering") for problem in found):
        found += _rising(readable.get("ordering"))
    return sorted(set(found))


def _read(source: str | Path) -> dict[str, Json]:
    data = read_bytes(source, limit=MAX_BYTES)
    if len(data) > MAX_BYTES:
        size = f"the file is larger than {MAX_BYTES // 1_000_000} MB"
        raise _unreadable(size, "check that it is the right file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"the file is not UTF-8 text (byte {error.start + 1})"
        raise _unreadable(what, "save it as UTF-8") from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what = _placed(str(error), text)
        raise _unreadable(what, "look at that place and just before it") from error
    except ValueError as error:
        # The one way left: Python refuses to read integers of thousands of digits.
        raise _unreadable("a number is too large", "give a number the schema allows") from error
    except RecursionError as error:
        raise _unreadable("the document is nested too deeply", "") from error


def _unreadable(what: str, mend: str) -> PracticeError:
    return PracticeError(_SUMMARY, [Problem("$", what, mend)])


def _placed(message: str, text: str) -> str:
    """Say where TOML stops being valid, which the parser says in words of its own."""
    place = _PLACE.search(message)
    reason = _PLACE.sub("", message)
    reason = reason[:1].lower() + reason[1:]
    if place is not None and place[1] is not None:
        line, column = int(place[1]), int(place[2])
    else:
        lines = text.split("\n")
        line, column = len(lines), len(lines[-1]) + 1
    return f"not valid TOML at line {line}, column {column}: {reason}"


def _readable(table: Mapping[str, Json], path: str) -> tuple[dict[str, Json], list[Problem]]:
    """Split off what TOML allows and JSON does not, and what stands in the wrong table."""
    kept: dict[str, Json] = {}
    problems: list[Problem] = []
    for name, value in table.items():
        here = _joined(path, name)
        problem = _stray(name, value, here, in_table=path != "$")
        if problem is not None:
            problems.append(problem)
        elif isinstance(value, dict) and path == "$":
            kept[name], inner = _readable(value, here)
            problems += inner
        else:
            kept[name] = value
    return kept, problems


def _stray(name: str, value: Json, path: str, *, in_table: bool) -> Problem | None:
    if in_table and name in _NEVER_IN_A_TABLE:
        return Problem(
            path, f"'{name}' stands inside a table", "move it above the first line in [brackets]"
        )
    leaves = list(_leaves(value))
    if any(isinstance(leaf, date | time) for leaf in leaves):
        return Problem(path, "a date or time is not allowed here", "put text in quotation marks")
    if any(isinstance(leaf, float) and not math.isfinite(leaf) for leaf in leaves):
        return Problem(path, "the number is not finite", "give a finite number")
    return None


def _leaves(value: object) -> Iterator[object]:
    """Give the values inside lists; a table is looked through by its own entries."""
    if isinstance(value, list):
        for part in value:
            yield from _leaves(part)
    else:
        yield value


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if name.isidentifier() else path


def _names(document: Mapping[str, Json], field: str) -> Iterator[tuple[str, str]]:
    """Give the ids under a field, with their places."""
    value = document.get(field)
    if isinstance(value, dict):
        yield from ((name, _joined(f"$.{field}", name)) for name in value)
    elif isinstance(value, list):
        for place, name in enumerate(value):
            if isinstance(name, str):
                yield name, f"$.{field}[{place}]"


def _unknown_ids(document: Mapping[str, Json], known: KnownIds) -> Iterator[Problem]:
    techniques = known.techniques
    if known.modalities is None or techniques is None:
        return
    modalities = {*known.modalities, *known.switched_off}
    for name, path in (*_names(document, "trained_in"), *_names(document, "use")):
        if name not in modalities:
            yield _unknown("modality", name, path, modalities)
    for name, path in _names(document, "exclude"):
        modality, dot, _ = name.partition(".")
        if modality not in modalities:
            yield _unknown("modality", modality, path, modalities)
        elif dot and modality not in known.switched_off and name not in techniques:
            yield _unknown("technique", name, path, techniques)


def _unknown(kind: str, name: str, path: str, known: Collection[str]) -> Problem:
    listing = "plan modalities" if kind == "modality" else "plan techniques list"
    mend = did_you_mean(name, known) or f"see `{listing}`"
    return Problem(path, f"unknown {kind} {quoted(name)}", mend)


def _contradictions(document: Mapping[str, Json]) -> Iterator[Problem]:
    used = {name for name, _ in _names(document, "use")}
    for name, path in _names(document, "exclude"):
        if name in used:
            yield Problem(path, f"{quoted(name)} stands under use and exclude", "keep one of them")


def _rising(ordering: Json) -> Iterator[Problem]:
    """Less certain evidence never counts for more, nor a by-product for more than the aim."""
    changes = ordering if isinstance(ordering, dict) else {}
    policy = {**attrs.asdict(OrderingPolicy()), **changes}
    for chain in _NEVER_RISING:
        for greater, lesser in pairwise(chain):
            if policy[lesser] > policy[greater]:
                what = f"{lesser} ({policy[lesser]:g}) is above {greater} ({policy[greater]:g})"
                yield Problem("$.ordering", what, f"give {lesser} at most the value of {greater}")
