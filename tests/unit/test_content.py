"""The files of an installed package: what nobody reads in them is an error, not passed over."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from neuroplan import ContentError, Planner
from neuroplan.authoring import scaffold
from neuroplan.plugins.content import folder_content, package_content


CALL = "techniques/phone-check-in.json"

#: Changes one file of a package's content.
Change = Callable[[str, Callable[[dict[str, Any]], object]], None]


@pytest.fixture(name="change")
def _change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Change]:
    scaffold("our-clinic", tmp_path / "our-clinic", today="2026-11-02")
    monkeypatch.syspath_prepend(tmp_path / "our-clinic")

    def change(file: str, edit: Callable[[dict[str, Any]], object]) -> None:
        path = tmp_path / "our-clinic" / "neuroplan_our_clinic" / file
        document = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        edit(document)
        path.write_text(json.dumps(document), encoding="utf-8")

    yield change
    sys.modules.pop("neuroplan_our_clinic", None)


def said() -> str:
    """Give the one thing that is wrong with the package."""
    with pytest.raises(ContentError) as caught:
        package_content("neuroplan_our_clinic")
    (problem,) = caught.value.problems
    return str(problem)


def test_the_line_that_names_the_schema_is_no_content(change: Change) -> None:
    """Every file of a new plugin has one, for editors."""
    change("instruments.json", lambda found: found.update({"$schema": "x", "instruments": []}))

    assert package_content("neuroplan_our_clinic").techniques


def test_a_misspelt_field_of_a_technique_is_an_error(change: Change) -> None:
    """A caution under another name would be no caution."""
    change(CALL, lambda found: found.update(contraindication=found.pop("contraindications")))

    assert said() == (
        f"unknown key 'contraindication' @ {CALL} $; did you mean 'contraindications'?"
    )


def test_a_misspelt_field_of_a_part_is_an_error(change: Change) -> None:
    """However deep it stands."""
    change(CALL, lambda found: found["contraindications"][0].update(lifted=None))

    assert "unknown key 'lifted' @ techniques/phone-check-in.json $.contraindic" in said()


def test_a_condition_of_two_forms_is_an_error(change: Change) -> None:
    """Only one of them would be read."""
    both = {"age": [18, None], "factor": "pregnancy"}
    change(CALL, lambda found: found.update(indications=both))

    with pytest.raises(ContentError) as caught:
        package_content("neuroplan_our_clinic")
    assert {problem.path for problem in caught.value.problems} == {f"{CALL} $.indications"}


@pytest.mark.parametrize(
    ("file", "key"), [("evidence.json", "retired"), ("instruments.json", "instrument")]
)
def test_a_list_beside_the_one_that_is_read_is_an_error(
    change: Change, file: str, key: str
) -> None:
    """Its entries would be lost."""
    change("instruments.json", lambda found: found.update(instruments=[]))
    change(file, lambda found: found.update({key: []}))

    assert f"unknown key '{key}' @ {file} $" in said()


def test_a_folder_without_a_modality_file_can_be_planned_with(
    change: Change, tmp_path: Path
) -> None:
    """What is not known of it is said, and is a valid description all the same."""
    change(CALL, lambda _: None)
    folder = tmp_path / "our-clinic" / "neuroplan_our_clinic"
    for name in ("modality.json", CALL):
        (folder / name).unlink()

    planner = Planner(modalities=[], folders=[folder])

    assert planner.library.plugins["our_clinic"].content.info.version == "0.0.0"
    assert folder_content(folder).info.key_texts == ("None is named.",)
