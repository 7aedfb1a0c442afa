"""The practice profile on the command line: every command that loads plugins takes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from neuroplan.authoring import scaffold
from tests.cli.command import client_file, plan


@pytest.fixture(name="client")
def _client(tmp_path: Path) -> Path:
    return client_file(tmp_path, {"trauma_intrusions": 3})


def profile(folder: Path, text: str) -> Path:
    """Write a profile and give its path."""
    path = folder / "practice.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_slip_in_what_is_excluded_is_named(client: Path, tmp_path: Path) -> None:
    """A technique that was to be excluded would else be in the plan."""
    path = profile(tmp_path, 'exclude = ["emdr.flash-tecnique"]')

    result = plan("generate", client, "--practice", path)

    assert result.exit_code == 2
    assert "did you mean 'emdr.flash-technique'?" in result.stderr


def test_a_profile_from_standard_input_counts_whole(client: Path) -> None:
    """It can be read once only, and is checked all the same."""
    result = plan("generate", client, "--practice", "-", stdin='exclude = ["akt"]\n')

    assert result.exit_code == 2
    assert "did you mean 'act'?" in result.stderr


@pytest.mark.parametrize("command", [("generate", "CLIENT"), ("plugins", "list")])
def test_only_loads_nothing_the_practice_does_not_allow(
    client: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """The list of allowed plugins is a rule of the house, and no default."""
    path = profile(tmp_path, '[plugins]\nact = "*"\n')
    arguments = [client if each == "CLIENT" else each for each in command]

    result = plan(*arguments, "--only", "emdr", "--practice", path)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "'emdr' is asked for (--only)" in result.stderr


@pytest.fixture(name="winner")
def _winner(tmp_path: Path) -> tuple[Path, Path]:
    """Give a folder that brings a technique of another modality, and the profile it needs."""
    scaffold("our-clinic", tmp_path / "our-clinic", today="2026-11-02")
    folder = tmp_path / "our-clinic" / "neuroplan_our_clinic"
    technique = folder / "techniques" / "grounding-walk.json"
    text = technique.read_text(encoding="utf-8")
    technique.write_text(
        text.replace('"our_clinic.grounding-walk"', '"emdr.grounding-walk"'), encoding="utf-8"
    )
    wins = '[wins]\n"emdr.grounding-walk" = "neuroplan_our_clinic"\n'
    return folder, profile(tmp_path, wins)


@pytest.mark.parametrize(
    "command",
    [
        ("validate", "CLIENT"),
        ("techniques", "list"),
        ("techniques", "show", "emdr.grounding-walk"),
        ("modalities",),
        ("evidence", "list"),
        ("evidence", "pool", "emdr.grounding-walk", "hyperarousal"),
        ("evidence", "show", "act/assaz2018"),
        ("instruments", "list"),
        ("instruments", "show", "phq-9"),
        ("score", "phq-9", "1", "1", "1", "1", "1", "1", "1", "1", "0"),
        ("plugins", "list"),
    ],
    ids=" ".join,
)
def test_whatever_needs_the_profile_takes_it(
    client: Path, winner: tuple[Path, Path], command: tuple[str, ...]
) -> None:
    """A clinic whose plugins need the profile can use every command, not only the plan's."""
    folder, practice = winner
    arguments = [client if each == "CLIENT" else each for each in command]
    loaded = ("--only", "act", "--techniques", folder)

    refused = plan(*arguments, *loaded)
    result = plan(*arguments, *loaded, "--practice", practice)

    assert refused.exit_code != 0 or command[0] == "plugins"
    assert result.exit_code == 0, result.stderr


def test_the_card_of_a_technique_names_the_modality_that_brings_it(
    winner: tuple[Path, Path],
) -> None:
    """Also where its id begins with the name of another one."""
    folder, practice = winner

    result = plan(
        *("techniques", "show", "emdr.grounding-walk", "--only", "act"),
        *("--techniques", folder, "--practice", practice),
    )

    assert "Our clinic" in result.stdout
