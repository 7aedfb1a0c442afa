"""
Load a client presentation: read, check everything at once, structure.

Two checks run on every document: the schema, and the ids, which depend on what plugins are
installed. A diagnosis used as a process gets an error that says where it belongs.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

import attrs
from attrs import field

from neuroplan.documents.days import is_day
from neuroplan.documents.nearest import did_you_mean, quoted
from neuroplan.documents.plan import is_plan
from neuroplan.documents.reading import Json, NotJsonError, parse_json, read_bytes
from neuroplan.documents.structuring import structure, structure_presentation
from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.errors import PresentationError, Problem
from neuroplan.instruments import load_instruments, score
from neuroplan.model.instrument import Instrument
from neuroplan.model.presentation import InstrumentResult, Presentation
from neuroplan.model.vocabulary import Vocabulary


@attrs.frozen(kw_only=True)
class KnownIds:
    """
    What ids a presentation may name.

    Attributes:
        instruments: By id, for their results are scored.
        modalities: None: any, because no planner was asked.
        techniques: None: any, likewise.
        switched_off: Modalities that are installed but off; their ids pass.
    """

    vocabulary: Vocabulary
    instruments: Mapping[str, Instrument] = field(factory=load_instruments)
    modalities: Collection[str] | None = None
    techniques: Collection[str] | None = None
    switched_off: Collection[str] = ()


def load_presentation(
    source: str | Path | Mapping[str, object], *, known: KnownIds | None = None
) -> Presentation:
    """
    Load a client presentation from a file, ``-`` (standard input) or a mapping.

    JSON text is no file name: ``load_presentation(json.loads(text))``. Every result of an
    instrument is scored, not only the latest that a plan reads.

    Args:
        known: What ids may be named: ``planner.known_ids``. Without it, those of the vocabulary
            and the shipped instruments, any id that is prefixed with a modality, and any
            instrument whose id is not near a shipped one. A planner checks the rest.

    Raises:
        FileAccessError: The file cannot be read.
        PresentationError: Everything that is wrong with it.
    """
    given: object = source  # whatever a caller without types hands in
    if not isinstance(given, str | Path | Mapping):
        kind = type(given).__name__
        problem = Problem("$", f"this must be a file name or a mapping, not {kind}")
        raise PresentationError("the client presentation is not valid", [problem])
    if isinstance(source, str) and source.lstrip().startswith(("{", "[")):
        problem = Problem("$", "this is JSON text, not a file name", "json.loads() it first")
        raise PresentationError("the client presentation is not valid", [problem])
    document = _given(source) if isinstance(source, Mapping) else _read(source)
    if not isinstance(document, dict):
        raise PresentationError(
            "the client presentation is not valid",
            [Problem("$", "this must be an object", 'begin with { "schema_version": "1", … }')],
        )
    if is_plan(document):
        what = "this is a plan, not a client file"
        mend = "name the client file the plan was made from"
        raise PresentationError("the client presentation is not valid", [Problem("$", what, mend)])
    problems = presentation_problems(document, known or KnownIds(vocabulary=load_vocabulary()))
    if problems:
        raise PresentationError("the client presentation is not valid", problems)
    return structure_presentation(document)


def _given(source: Mapping[str, object]) -> Json:
    """Give a mapping as the JSON it stands for; what is no JSON is refused, not guessed."""
    try:
        return parse_json(json.dumps(dict(source), ensure_ascii=False).encode())
    except NotJsonError as error:
        raise PresentationError("the client presentation is not valid", [error.problem]) from error
    except (TypeError, ValueError, RecursionError) as error:
        problem = Problem("$", "this is not JSON data", "use text keys, and JSON values only")
        raise PresentationError("the client presentation is not valid", [problem]) from error


def _read(source: str | Path) -> Json:
    try:
        return parse_json(read_bytes(source))
    except NotJsonError as error:
        raise PresentationError("the client presentation is not valid", [error.problem]) from error


def presentation_problems(document: dict[str, Json], known: KnownIds) -> list[Problem]:
    """Give everything that is wrong with a client presentation, sorted."""
    from neuroplan.documents.validation import MOST_PROBLEMS, schema_problems

    body = {key: value for key, value in document.items() if key != "$schema"}
    misshapen = schema_problems("client-presentation", body)
    found = [*misshapen, *id_problems(document, known), *_date_problems(document)]
    if len(misshapen) < MOST_PROBLEMS:
        found += _scoring_problems(document, known, [each.path for each in misshapen])
    return sorted(set(found))


def _scoring_problems(
    document: Mapping[str, Json], known: KnownIds, misshapen: Iterable[str]
) -> Iterator[Problem]:
    """Score every result that has the form of one."""
    for position, entry in enumerate(_list(document.get("instruments"))):
        here = f"$.instruments[{position}]"
        if any(path.startswith(here) for path in misshapen) or not isinstance(entry, dict):
            continue
        result = structure(entry, InstrumentResult)
        if result.id in known.instruments:
            try:
                score(known.instruments[result.id], result, path=here)
            except PresentationError as error:
                yield from error.problems


def _date_problems(document: Mapping[str, Json]) -> Iterator[Problem]:
    """Check that every date is a day of the calendar."""
    risk = document.get("risk")
    dated = [("$.assessed_on", document.get("assessed_on"))]
    if isinstance(risk, dict):
        dated.append(("$.risk.assessed_on", risk.get("assessed_on")))
    dated += [
        (f"$.instruments[{place}].date", entry.get("date"))
        for place, entry in enumerate(_list(document.get("instruments")))
        if isinstance(entry, dict)
    ]
    for path, given in dated:
        if isinstance(given, str) and not is_day(given):
            yield Problem(path, "this is no day of the calendar", "write it as YYYY-MM-DD")


def id_problems(document: Mapping[str, Json], known: KnownIds) -> Iterator[Problem]:
    """Check every id a presentation names against what is known."""
    for name, path in _process_ids(document):
        yield from _process_problem(name, path, known)
    for name, path in _keys(document, "factors"):
        if name not in known.vocabulary.factors and not _is_foreign(name, known):
            yield Problem(
                path, f"unknown factor {quoted(name)}", _mend(name, known.vocabulary.factors)
            )
    yield from _instrument_problems(document, known)
    yield from _preference_problems(document, known)


def _instrument_problems(document: Mapping[str, Json], known: KnownIds) -> Iterator[Problem]:
    for position, entry in enumerate(_list(document.get("instruments"))):
        identity = entry.get("id") if isinstance(entry, dict) else None
        if isinstance(identity, str) and identity not in known.instruments:
            path = f"$.instruments[{position}].id"
            near = did_you_mean(identity, known.instruments)
            if known.modalities is None and not near:
                continue
            mend = near or "see `plan instruments list`"
            if known.modalities is None:
                mend += " or, for one of a plugin's, load the file with known=planner.known_ids"
            elif known.switched_off:
                off = ", ".join(sorted(known.switched_off))
                mend += f"; a modality that is off may bring it ({off}): plan with it"
            yield Problem(path, f"unknown instrument {quoted(identity)}", mend)


def _process_ids(document: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    yield from _keys(document, "processes")
    for position, goal in enumerate(_list(document.get("goals"))):
        if isinstance(goal, dict):
            for place, name in enumerate(_list(goal.get("processes"))):
                if isinstance(name, str):
                    yield name, f"$.goals[{position}].processes[{place}]"


def _keys(document: Mapping[str, Json], field: str) -> Iterator[tuple[str, str]]:
    value = document.get(field)
    if isinstance(value, dict):
        yield from (
            (name, f"$.{field}.{name}" if name.isidentifier() else f"$.{field}") for name in value
        )
    elif isinstance(value, list):
        for position, name in enumerate(value):
            if isinstance(name, str):
                yield name, f"$.{field}[{position}]"


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _process_problem(name: str, path: str, known: KnownIds) -> Iterator[Problem]:
    process = known.vocabulary.processes.get(name)
    if process is not None:
        if process.derived:
            yield Problem(
                path, f"'{name}' is computed from instruments, it cannot be rated", "remove it"
            )
        return
    if _is_foreign(name, known):
        return
    hint = known.vocabulary.hint_for(name)
    if hint is not None:
        instead = ", ".join(hint.processes)
        factors = f" (and the factors {', '.join(hint.factors)})" if hint.factors else ""
        yield Problem(
            path,
            f"{quoted(name)} is a diagnosis, not a process",
            "put a code under administrative.diagnosis_codes, where it changes nothing, and rate "
            f"what this client has, such as: {instead}{factors}",
        )
        return
    yield Problem(path, f"unknown process {quoted(name)}", _mend(name, known.vocabulary.processes))


def _is_foreign(name: str, known: KnownIds) -> bool:
    """Whether an id belongs to a modality that is not loaded here, or not asked about."""
    modality, dot, _ = name.partition(".")
    if not dot:
        return False
    return known.modalities is None or modality in known.switched_off


def _mend(name: str, known: Collection[str]) -> str:
    return did_you_mean(name, known) or "see `plan schema vocabulary`"


def _preference_problems(document: Mapping[str, Json], known: KnownIds) -> Iterator[Problem]:
    preferences = document.get("preferences")
    wishes = preferences if isinstance(preferences, dict) else {}
    modalities, techniques = known.modalities, known.techniques
    if modalities is not None:
        for name, path in _keys(wishes, "modalities"):
            if name not in modalities and name not in known.switched_off:
                mend = (
                    did_you_mean(name, modalities) or f"installed: {', '.join(sorted(modalities))}"
                )
                yield Problem(
                    path.replace("$.", "$.preferences."), f"unknown modality {quoted(name)}", mend
                )
    if techniques is None:
        return
    named = [
        (name, path.replace("$.", "$.preferences.")) for name, path in _keys(wishes, "techniques")
    ]
    for position, entry in enumerate(_list(document.get("decisions"))):
        if isinstance(entry, dict) and isinstance(entry.get("technique"), str):
            named.append((str(entry["technique"]), f"$.decisions[{position}].technique"))
    for name, path in named:
        if name not in techniques and name.partition(".")[0] not in known.switched_off:
            mend = did_you_mean(name, techniques) or "see `plan techniques list`"
            yield Problem(path, f"unknown technique {quoted(name)}", mend)
