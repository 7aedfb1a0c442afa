"""The schemas, the vocabulary and the model's closed lists say the same thing."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from functools import reduce
from typing import Any

import attrs
import pytest
from jsonschema import Draft202012Validator

from neuroplan.documents.validation import schema_problems
from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.modality import ModalityInfo
from neuroplan.model.technique import Technique
from neuroplan.model.terms import (
    Category,
    Certainty,
    ComparatorType,
    ContraindicationEffect,
    Design,
    Direction,
    Domain,
    Fit,
    Link,
    Phase,
    Role,
    Use,
)
from neuroplan_schemas import NAMES
from tests.contract.shipped import MODALITIES, SCHEMAS, data_folder, read_json


SCHEMA_NAMES = tuple(name for name in NAMES if name != "vocabulary")
_RECORD = "$defs/record/properties"


def _at(name: str, path: str) -> Any:  # noqa: ANN401 - the JSON boundary
    return reduce(
        lambda value, key: value[key], path.split("/"), read_json(SCHEMAS / f"{name}.json")
    )


def _vocabulary() -> Any:  # noqa: ANN401 - the JSON boundary
    return read_json(SCHEMAS / "vocabulary.json")


def _ids(kind: str) -> list[str]:
    return [entry["id"] for entry in _vocabulary()[kind]]


def test_every_schema_file_is_listed() -> None:
    """What `plan schema` can show is what there is."""
    assert sorted(NAMES) == sorted(path.stem for path in SCHEMAS.glob("*.json"))


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_a_schema_is_valid_itself(name: str) -> None:
    """A mistake in a schema would let everything pass, or nothing."""
    Draft202012Validator.check_schema(read_json(SCHEMAS / f"{name}.json"))


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_a_schema_says_what_it_is(name: str) -> None:
    """Every schema has a title and a description, and is of one known version."""
    schema = read_json(SCHEMAS / f"{name}.json")
    called = name.removesuffix("-schema")

    assert schema["$id"] == f"urn:neuroplan:schema:{called}:1"
    assert schema["title"]
    assert schema["description"]


def test_the_vocabulary_fits_its_schema() -> None:
    """The word list every document depends on is whole."""
    assert schema_problems("vocabulary-schema", _vocabulary()) == []


@pytest.mark.parametrize(
    "kind", ["categories", "phases", "strengths", "readiness", "processes", "factors"]
)
def test_an_id_of_the_vocabulary_stands_once(kind: str) -> None:
    """Two meanings of one id would be told apart by nobody."""
    twice = [name for name, count in Counter(_ids(kind)).items() if count > 1]

    assert twice == []


def test_kin_are_other_processes() -> None:
    """A process is served by the techniques of its kin, which must exist."""
    lost = [
        (entry["id"], other)
        for entry in _vocabulary()["processes"]
        for other in entry["kin"]
        if other not in _ids("processes") or other == entry["id"]
    ]

    assert lost == []


def test_diagnosis_hints_lead_to_processes_and_factors() -> None:
    """Whoever types a diagnosis is sent to ids that exist."""
    processes, factors = set(_ids("processes")), set(_ids("factors"))

    lost = [
        each
        for hint in _vocabulary()["diagnosis_hints"]
        for each in {*hint["processes"]} - processes | {*hint.get("factors", ())} - factors
    ]

    assert lost == []


@pytest.mark.parametrize(
    ("kind", "listed"),
    [
        (Category, _ids("categories")),
        (Phase, _ids("phases")),
        (Certainty, _ids("certainty")),
        (Category, _at("technique", "properties/category/enum")),
        (Phase, _at("technique", "properties/phase/enum")),
        (Role, _at("technique", "properties/targets/items/properties/role/enum")),
        (Link, _at("technique", "properties/evidence/items/properties/link/enum")),
        (
            ContraindicationEffect,
            _at("technique", "properties/contraindications/items/properties/effect/enum"),
        ),
        (Design, _at("evidence", f"{_RECORD}/design/enum")),
        (Use, _at("evidence", f"{_RECORD}/use/enum")),
        (Direction, [each for each in _at("evidence", f"{_RECORD}/direction/enum") if each]),
        (ComparatorType, _at("evidence", f"{_RECORD}/comparator/properties/type/enum")),
        (Fit, _at("evidence", f"{_RECORD}/processes/items/properties/fit/enum")),
        (Domain, _at("evidence", f"{_RECORD}/downgrades/items/properties/domain/enum")),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_a_closed_list_is_the_same_in_code_and_contract(
    kind: type[StrEnum], listed: list[str]
) -> None:
    """A value the schema allows is one the engine knows, and the other way round."""
    assert {each.value for each in kind} == set(listed)


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        (Technique, _at("technique", "properties")),
        (EvidenceRecord, _at("evidence", _RECORD)),
        (ModalityInfo, _at("modality", "properties")),
    ],
    ids=["technique", "evidence", "modality"],
)
def test_the_model_has_the_fields_of_its_schema(
    kind: type[attrs.AttrsInstance], properties: dict[str, object]
) -> None:
    """A field the engine drops in silence would be content nobody acts on."""
    assert {field.name for field in attrs.fields(kind)} == properties.keys() - {"$schema"}


@pytest.mark.parametrize("modality", MODALITIES)
def test_every_content_file_fits_its_schema(modality: str) -> None:
    """Every technique, record and modality file is what the contract says."""
    folder = data_folder(modality)
    files = [
        ("modality", folder / "modality.json"),
        ("evidence", folder / "evidence.json"),
        *(("technique", path) for path in sorted((folder / "techniques").glob("*.json"))),
    ]

    problems = [
        f"{path.name}: {problem}"
        for schema, path in files
        for problem in schema_problems(schema, read_json(path))
    ]

    assert problems == []
