"""What ships, as the contract tests see it: the tree on disk and the content of every plugin."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.model.condition import AllOf, AnyOf, Condition, Not
from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.modality import ModalityContent
from neuroplan.model.technique import Technique
from neuroplan.pipeline.responsiveness import responsiveness_evidence
from neuroplan.pipeline.safety import safety_content
from neuroplan.plugins.content import package_content


ROOT = Path(__file__).parents[2]
CORE = ROOT / "core" / "neuroplan"
SCHEMAS = ROOT / "schemas" / "neuroplan_schemas" / "v1"
REFERENCE = ROOT / "docs" / "reference"

MODALITIES = tuple(
    sorted(
        folder.name
        for folder in (ROOT / "plugins").iterdir()
        if folder.is_dir() and not folder.name.startswith((".", "_"))
    )
)


def data_folder(modality: str) -> Path:
    """Give the folder with a modality's data."""
    return ROOT / "plugins" / modality / f"neuroplan_{modality}"


def read_json(path: Path) -> Any:  # noqa: ANN401 - the JSON boundary
    """Read a JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


@cache
def pyproject() -> dict[str, Any]:
    """Give the project's own description."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def content(modality: str) -> ModalityContent:
    """Give what one modality contributes, not yet checked against the others."""
    return package_content(f"neuroplan_{modality}")


@cache
def all_techniques() -> dict[str, Technique]:
    """Give the techniques of all modalities by id."""
    return {each.id: each for modality in MODALITIES for each in content(modality).techniques}


@cache
def all_records() -> dict[str, EvidenceRecord]:
    """Give the evidence records of all modalities and of the engine by id."""
    shipped = (each for modality in MODALITIES for each in content(modality).evidence)
    return {
        **{each.id: each for each in shipped},
        **safety_content().evidence,
        **responsiveness_evidence(),
    }


@cache
def process_ids() -> frozenset[str]:
    """Give the processes of the vocabulary and those that modalities add."""
    own = (term.id for modality in MODALITIES for term in content(modality).info.processes)
    return frozenset(load_vocabulary().processes).union(own)


@cache
def factor_ids() -> frozenset[str]:
    """Give the factors of the vocabulary and those that modalities add."""
    own = (term.id for modality in MODALITIES for term in content(modality).info.factors)
    return frozenset(load_vocabulary().factors).union(own)


def conditions_of(technique: Technique) -> Iterator[Condition]:
    """Give the single tests in a technique's indications and adaptations."""
    yield from _leaves([technique.indications, *(each.when for each in technique.adaptations)])


def _leaves(conditions: Iterable[Condition | None]) -> Iterator[Condition]:
    for condition in conditions:
        match condition:
            case None:
                continue
            case AllOf(parts) | AnyOf(parts):
                yield from _leaves(parts)
            case Not(part):
                yield from _leaves([part])
            case _:
                yield condition


def sources_of(technique: Technique) -> Iterator[str]:
    """Give every source a technique rests on, other than its evidence."""
    yield technique.dose.source
    yield from (each.source for each in technique.contraindications)
    yield from (each.source for each in technique.adaptations)
