"""
Copies of the schemas for an author's editor.

Editors check a file against the schema its ``$schema`` names, which must be a file they can
read: the schemas' own ids are names and no addresses, and nothing here uses the network. The
copies know more than the originals: they list the processes, factors and instruments there
are, so that an editor completes them and marks a slip while it is typed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from neuroplan.authoring.findings import Finding, Level
from neuroplan.documents.reading import Json, NotJsonError, parse_json
from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.errors import FileAccessError
from neuroplan.instruments import load_instruments
from neuroplan_schemas import schema_text


#: The schemas of a modality's files, in the folder ``schemas`` of its distribution.
NAMES = ("technique", "evidence", "modality", "instruments")
FOLDER = "schemas"
#: Ids with a dot are a modality's own.
_OWN = {"type": "string", "pattern": "^[a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*$"}


def write_schemas(root: Path) -> None:
    """
    Write the copies into the folder ``schemas`` below *root*, over those that are there.

    Raises:
        FileAccessError: They cannot be written.
    """
    folder = root / FOLDER
    try:
        folder.mkdir(exist_ok=True)
        for name in NAMES:
            text = json.dumps(_copy(name), ensure_ascii=False, indent=1)
            (folder / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise FileAccessError(f"cannot write {folder}: {error.strerror}") from error


def stale_schemas(root: Path) -> Iterator[Finding]:
    """Yield the copies below *root* that are not those of the engine installed."""
    for name in NAMES:
        path = root / FOLDER / f"{name}.json"
        if path.is_file() and _read(path) != _copy(name):
            what = "this is not the schema of the neuroplan installed, so your editor may mislead"
            mend = f"run: plan plugins schemas {root}"
            yield Finding(f"{FOLDER}/{name}.json", "", "old-schema", what, mend, Level.WARNING)


def _read(path: Path) -> Json:
    try:
        return parse_json(path.read_bytes())
    except NotJsonError:
        return None


def _copy(name: str) -> dict[str, Any]:
    """Give a schema in which an editor finds the ids it can complete."""
    if name == "instruments":
        return _list_of_instruments()
    schema: dict[str, Any] = json.loads(schema_text(name))
    vocabulary = load_vocabulary()
    match name:
        case "technique":
            for key, known in (
                ("process_id", vocabulary.processes),
                ("factor_id", vocabulary.factors),
            ):
                schema["$defs"][key] = _choice(known)
        case "evidence":
            outcome = schema["$defs"]["record"]["properties"]["processes"]["items"]
            outcome["properties"]["process"] = _choice(vocabulary.processes)
        case "modality":
            schema["properties"]["instruments"]["items"] = {
                "anyOf": [{"enum": sorted(load_instruments())}, {"type": "string"}]
            }
    return schema


def _list_of_instruments() -> dict[str, Any]:
    """Give the schema of the file, which holds a list of what the contract's schema describes."""
    schema: dict[str, Any] = json.loads(schema_text("instrument"))
    vocabulary = load_vocabulary()
    for field, key, known in (
        ("severity", "process", vocabulary.processes),
        ("factor_flags", "factor", vocabulary.factors),
    ):
        schema["properties"][field]["items"]["properties"][key] = _choice(known)
    shared = {key: schema.pop(key) for key in ("$schema", "$defs")}
    del schema["$id"]
    return {
        **shared,
        "title": "Instruments",
        "type": "object",
        "additionalProperties": False,
        "required": ["instruments"],
        "properties": {
            "$schema": {"type": "string"},
            "instruments": {"type": "array", "items": schema},
        },
    }


def _choice(known: Iterable[str]) -> dict[str, Any]:
    return {"anyOf": [{"enum": sorted(known)}, _OWN]}
