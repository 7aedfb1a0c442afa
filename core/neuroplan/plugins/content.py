"""
A modality's content read from files: a package's data, or a plain folder.

``modality.json``, ``techniques/*.json`` and ``evidence.json`` are structured without
running their schemas: that is the business of tests and of the author's tools. Where the
structuring fails, by a key that nobody reads too, the schemas are run to say exactly what
is wrong.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import attrs
from cattrs.errors import CattrsError

from neuroplan.documents.nearest import quoted
from neuroplan.documents.reading import Json, NotJsonError, parse_json
from neuroplan.documents.structuring import structure
from neuroplan.errors import ContentError, FileAccessError, Problem
from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.instrument import Instrument
from neuroplan.model.modality import ModalityContent, ModalityInfo
from neuroplan.model.technique import Technique
from neuroplan.soundness import UNDATED


_LIMIT = 50_000_000
#: Content that stands in one file; every other JSON file is a technique.
SINGLE_FILES = ("modality.json", "evidence.json", "instruments.json")


def package_content(package: str) -> ModalityContent:
    """
    Read the content of an installed package.

    Raises:
        ContentError: A file is missing or not valid.
    """
    return _content(files(package), origin=package)


def folder_content(folder: str | Path) -> ModalityContent:
    """
    Read the content of a folder, checked against the schemas file by file.

    Raises:
        FileAccessError: There is no such folder, or a file in it cannot be read.
        ContentError: Everything in it that is not valid, or that there is nothing in it.
    """
    root = Path(folder)
    if not _is_folder(root):
        raise FileAccessError(f"cannot read techniques from {folder}: there is no such folder")
    name = root.resolve().name
    try:
        documents = dict(content_files(root))
    except OSError as error:
        raise FileAccessError(f"cannot read techniques from {folder}: {error.strerror}") from error
    if not documents:
        raise ContentError("there is no content in this folder", [_empty(root)], plugin=name)
    if not _holds_content(documents):
        raise ContentError("nothing in this folder is a technique", [_empty(root)], plugin=name)
    problems = [
        problem for file, data in documents.items() for problem in file_problems(file, data)
    ]
    if problems:
        raise ContentError("its content is not valid", problems, plugin=name)
    return _content(root, origin=name)


def _holds_content(documents: Mapping[str, bytes]) -> bool:
    """Tell a folder of techniques, with slips in them perhaps, from a wrong one."""
    return any(_like_a_technique(data) for data in documents.values()) or not any(
        file not in SINGLE_FILES for file in documents
    )


def _like_a_technique(data: bytes) -> bool:
    try:
        document = parse_json(data, limit=_LIMIT)
    except NotJsonError:
        return True
    return isinstance(document, dict) and bool(document.keys() & {"targets", "steps", "category"})


def _empty(root: Path) -> Problem:
    """Say what a folder of techniques holds, or in which folder below the content is."""
    below = sorted(each.parent.name for each in root.glob("*/techniques"))
    mend = f"name the folder {below[0]} in it" if below else "write techniques/<name>.json"
    return Problem(f"{root.resolve().name}/", "no technique, modality.json or evidence.json", mend)


def _is_folder(root: Path) -> bool:
    try:
        return root.is_dir()
    except (OSError, ValueError):
        return False


def _content(root: Traversable, *, origin: str) -> ModalityContent:
    documents = dict(content_files(root))
    parsed: dict[str, Json] = {}
    for name, data in documents.items():
        try:
            parsed[name] = _without_schema(parse_json(data, limit=_LIMIT))
        except NotJsonError as error:
            problem = error.problem
            where = Problem(f"{name} {problem.path}", problem.what, problem.mend)
            raise ContentError("a file is not JSON", [where], plugin=origin) from error
    try:
        content = _structured(parsed, root, origin)
    except (KeyError, TypeError, ValueError, AttributeError, CattrsError) as error:
        problems = [each for name, data in documents.items() for each in file_problems(name, data)]
        raise ContentError("its content is not valid", problems, plugin=origin) from error
    return attrs.evolve(content, digest=_digest(documents))


def _digest(documents: Mapping[str, bytes]) -> str:
    whole = hashlib.sha256()
    for name in sorted(documents):
        whole.update(name.encode() + b"\0" + documents[name] + b"\0")
    return whole.hexdigest()


def _without_schema(document: Json) -> Json:
    """Take away the key that tells an editor the schema."""
    if not isinstance(document, dict):
        return document
    return {key: value for key, value in document.items() if key != "$schema"}


def _structured(parsed: dict[str, Json], root: Traversable, origin: str) -> ModalityContent:
    techniques = tuple(
        structure(document, Technique)
        for name, document in parsed.items()
        if name not in SINGLE_FILES
    )
    info = parsed.get("modality.json") or _default_info(root, techniques)
    evidence = _entries(parsed, "evidence.json", "records")
    instruments = _entries(parsed, "instruments.json", "instruments")
    return ModalityContent(
        info=structure(info, ModalityInfo),
        techniques=techniques,
        evidence=structure(evidence, tuple[EvidenceRecord, ...]),
        instruments=structure(instruments, tuple[Instrument, ...]),
        origin=origin,
    )


def _entries(parsed: dict[str, Json], file: str, key: str) -> Json:
    """Give the entries of a file that holds a list of them and nothing else."""
    document = parsed.get(file, {key: []})
    if not isinstance(document, dict) or set(document) != {key}:
        raise ValueError(f"{file} holds {key} and nothing else")
    entries = document[key]
    return [*map(_without_schema, entries)] if isinstance(entries, list) else entries


def content_files(root: Traversable) -> Iterator[tuple[str, bytes]]:
    """
    Yield the content files below *root*, in an order that does not depend on the file system.

    Techniques stand in ``techniques``; without that folder, beside the other files.
    """
    for name in SINGLE_FILES:
        single = root.joinpath(name)
        if single.is_file():
            yield name, single.read_bytes()
    folder = root.joinpath("techniques")
    source, prefix = (folder, "techniques/") if folder.is_dir() else (root, "")
    for entry in sorted(source.iterdir(), key=lambda each: each.name):
        if entry.name.endswith(".json") and entry.name not in SINGLE_FILES:
            yield f"{prefix}{entry.name}", entry.read_bytes()


def unread_files(root: Traversable) -> Iterator[str]:
    """Yield the JSON files of a content folder that are no content by their name or place."""
    read = {name for name, _ in content_files(root)}
    found = [entry.name for entry in root.iterdir() if entry.is_file()]
    folder = root.joinpath("techniques")
    if folder.is_dir():
        found += _below(folder, "techniques/")
    for name in sorted(found):
        if name.lower().endswith(".json") and name not in read:
            yield name


def _below(folder: Traversable, prefix: str) -> Iterator[str]:
    """Yield the names of the files in a folder and its folders."""
    for entry in folder.iterdir():
        name = f"{prefix}{entry.name}"
        if entry.is_dir():
            yield from _below(entry, f"{name}/")
        else:
            yield name


def _default_info(root: Traversable, techniques: tuple[Technique, ...]) -> Json:
    """Describe a folder without modality.json by the prefix its techniques share."""
    prefixes = sorted({technique.modality for technique in techniques})
    name = prefixes[0] if len(prefixes) == 1 else re.sub(r"\W+", "_", root.name.lower())
    return {
        "id": name,
        "name": root.name,
        "version": "0.0.0",
        "summary": "In-house techniques read from a folder.",
        "key_texts": ["None is named."],
        "honest_notes": ["The folder has no modality.json, so nothing is known of its sources."],
        "evidence_as_of": UNDATED,
    }


def file_problems(name: str, data: bytes) -> Iterator[Problem]:
    """Yield everything in which a content file departs from JSON or from its schema."""
    from neuroplan.documents.validation import schema_problems

    schema = name.removesuffix(".json") if name in SINGLE_FILES else "technique"
    try:
        document = parse_json(data, limit=_LIMIT)
    except NotJsonError as error:
        yield Problem(f"{name} {error.problem.path}", error.problem.what, error.problem.mend)
        return
    if schema == "instruments":
        yield from _instrument_problems(name, document)
        return
    for problem in schema_problems(schema, document):
        yield Problem(f"{name} {problem.path}", problem.what, problem.mend)


def _instrument_problems(name: str, document: Json) -> Iterator[Problem]:
    """Hold each instrument of a file to the schema of one."""
    from neuroplan.documents.validation import schema_problems

    entries = document.get("instruments") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(entries, list):
        mend = 'write {"instruments": [...]}, in the list what `plan schema instrument` says'
        yield Problem(f"{name} $", "there is no list of instruments", mend)
        return
    for key in sorted(document.keys() - {"$schema", "instruments"}):
        mend = "known keys: $schema, instruments"
        yield Problem(f"{name} $", f"unknown key {quoted(key)}", mend)
    for position, entry in enumerate(entries):
        for problem in schema_problems("instrument", entry):
            path = problem.path.replace("$", f"$.instruments[{position}]", 1)
            yield Problem(f"{name} {path}", problem.what, problem.mend)
