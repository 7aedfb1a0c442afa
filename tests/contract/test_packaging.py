"""The distribution holds every package, and what is installed is what the tree says."""

from __future__ import annotations

from importlib.metadata import distribution
from pathlib import Path

import pytest

from tests.contract.shipped import MODALITIES, ROOT, data_folder, pyproject, read_json


REINSTALL = 'what is installed is not what the tree says; run: pip install -e ".[dev]"'


def _packages_on_disk() -> list[str]:
    parents = [ROOT / "core", ROOT / "schemas", *(ROOT / "plugins").iterdir()]
    return sorted(
        folder.relative_to(ROOT).as_posix()
        for parent in parents
        if parent.is_dir()
        for folder in parent.iterdir()
        if folder.is_dir() and folder.name.startswith("neuroplan")
    )


def _wheel_packages() -> list[str]:
    packages: list[str] = pyproject()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    return packages


def test_every_package_on_disk_is_in_the_wheel() -> None:
    """A package that pyproject does not list builds without a word and is missing later."""
    assert sorted(_wheel_packages()) == _packages_on_disk()


def test_the_wheel_check_knows_every_package() -> None:
    """The packaging check compares the wheel with the packages there are."""
    checked = pyproject()["tool"]["check-wheel-contents"]["toplevel"]

    assert sorted(checked) == sorted(Path(package).name for package in _wheel_packages())


@pytest.mark.parametrize("package", _packages_on_disk())
def test_a_package_is_importable_and_typed(package: str) -> None:
    """A folder without these two is left out of an editable install, or is untyped."""
    missing = [
        name for name in ("__init__.py", "py.typed") if not (ROOT / package / name).is_file()
    ]

    assert missing == []


def test_every_modality_folder_is_an_entry_point() -> None:
    """A modality without an entry point would never be found."""
    points = pyproject()["project"]["entry-points"]["neuroplan"]

    assert points == {name: f"neuroplan_{name}:plugin" for name in MODALITIES}


@pytest.mark.parametrize("modality", MODALITIES)
def test_a_modality_is_called_what_its_folder_is_called(modality: str) -> None:
    """Folder, package, entry point and id are one name."""
    document = read_json(data_folder(modality) / "modality.json")

    assert document["id"] == modality


def test_installed_entry_points_are_those_of_the_project() -> None:
    """Entry points are written at installation, so a new modality needs a new one."""
    project = pyproject()["project"]
    wanted = {
        *(
            (group, name, value)
            for group, points in project["entry-points"].items()
            for name, value in points.items()
        ),
        *(("console_scripts", name, value) for name, value in project["scripts"].items()),
    }

    installed = {
        (point.group, point.name, point.value) for point in distribution("neuroplan").entry_points
    }

    assert installed == wanted, REINSTALL


def test_installed_version_is_that_of_the_project() -> None:
    """The version enters every plan's fingerprint."""
    assert distribution("neuroplan").version == pyproject()["project"]["version"], REINSTALL


def test_nothing_that_ships_is_ignored() -> None:
    """The build leaves out what .gitignore names anywhere, so patterns name the root only."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    byproducts = {"__pycache__/", "*.egg-info/", "*.py[cod]"}

    loose = [each for each in patterns if not each.startswith("/") and each not in byproducts]

    assert loose == []
