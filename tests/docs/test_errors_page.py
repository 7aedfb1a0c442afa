"""The errors page shows what the engine really says."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from neuroplan import (
    ContentError,
    FileAccessError,
    ModalityInfo,
    NeuroplanError,
    Planner,
    PluginError,
    Practice,
    PracticeError,
    PresentationError,
    UsageError,
    errors,
    hookimpl,
    load_presentation,
)
from neuroplan.documents.practice import check_practice
from tests.contract.shipped import ROOT, data_folder


PAGE = (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
CLASSES = {
    name: kind
    for name, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, NeuroplanError)
}


class _Failing:
    @hookimpl
    def modality_info(self) -> ModalityInfo:
        raise RuntimeError


def _bad_client(_folder: Path, _planner: Planner) -> None:
    document: dict[str, Any] = {
        "schema_version": "1",
        "client": {"id": "C-1", "age": 34},
        "processes": {"shme": 2, "ptsd": 3, "fear": 7},
        "gaols": [],
    }
    load_presentation(document)


def _unknown_modality(_folder: Path, _planner: Planner) -> None:
    Planner(without=["emdrr"])


def _bad_profile(_folder: Path, planner: Planner) -> None:
    practice = Practice(
        exclude=("emdr",),
        use=("emdr",),
        ordering={"weight_low": 0.9},
        trained_in={"emd": "basic"},
    )
    check_practice(practice, planner.known_ids)


def _failing_plugin(_folder: Path, _planner: Planner) -> None:
    Planner(modalities=[_Failing()])


def _bad_content(folder: Path, _planner: Planner) -> None:
    ours = folder / "ours"
    (ours / "techniques").mkdir(parents=True)
    source = data_folder("somatic") / "techniques" / "slow-paced-breathing.json"
    text = source.read_text(encoding="utf-8")
    broken = re.sub(r'"category": "\w+"', '"category": "emotion"', text)
    (ours / "techniques" / "breathing.json").write_text(broken, encoding="utf-8")
    Planner(modalities=[], folders=[ours])


def _no_file(_folder: Path, _planner: Planner) -> None:
    load_presentation("nothere.json")


EXAMPLES: dict[type[NeuroplanError], Callable[[Path, Planner], None]] = {
    PresentationError: _bad_client,
    UsageError: _unknown_modality,
    PracticeError: _bad_profile,
    PluginError: _failing_plugin,
    ContentError: _bad_content,
    FileAccessError: _no_file,
}


def _example(kind: type[NeuroplanError]) -> str:
    found = re.search(rf"### {kind.__name__}\n.*?```text\n(.*?)\n```", PAGE, re.DOTALL)
    return found[1] if found else ""


@pytest.mark.parametrize("kind", EXAMPLES, ids=lambda kind: kind.__name__)
def test_the_example_is_what_the_engine_says(
    kind: type[NeuroplanError], tmp_path: Path, planner: Planner
) -> None:
    """Whoever looks an error up finds the very words."""
    with pytest.raises(kind) as caught:
        EXAMPLES[kind](tmp_path, planner)

    said = re.sub(r"\(\w+\.py:\d+\)", "(plugin.py:12)", str(caught.value))
    assert said == _example(kind)


@pytest.mark.parametrize("name", CLASSES)
def test_every_error_has_a_row_that_says_how_to_mend_it(name: str) -> None:
    """A row holds the error, its exit code, what it says and the mend."""
    rows = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("|")]
    row = next(each for each in rows if each[0] == f"`{name}`")

    assert row[1] == str(CLASSES[name].exit_code)
    assert all(len(cell.strip()) > 10 for cell in row[2:])


def test_every_error_but_the_base_has_an_example() -> None:
    """No kind of error is described in words alone."""
    assert {*EXAMPLES, NeuroplanError} == set(CLASSES.values())
