"""``plan validate``: everything that is wrong at once, or a short word on what is there."""

from __future__ import annotations

from pathlib import Path

from tests.builders import CALM
from tests.cli.command import client_file, plan


def test_a_valid_file_is_summed_up(tmp_path: Path) -> None:
    """Unanswered risk questions are named even where the file is valid."""
    risk = {key: value for key, value in CALM.items() if key not in ("psychosis", "mania")}
    measured = [{"id": "gad-7", "total": 14}, {"id": "phq-9", "items": [1] * 9}]
    path = client_file(tmp_path, {"fear": 3, "worry": 2}, risk=risk, instruments=measured)

    result = plan("validate", path)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "valid\n"
        "  processes rated: 2; goals: 0\n"
        "  instrument results scored: 2: gad-7, phq-9\n"
        "  risk questions unanswered: 2 of 11: psychosis, mania\n"
    )


def test_problems_of_form_and_of_ids_are_named_together(tmp_path: Path) -> None:
    """Nobody mends a file one error at a time."""
    path = client_file(
        tmp_path,
        {"shme": 2, "fear": 9, "ptsd": 3},
        preferences={"modalities": {"emrd": "prefer"}},
        colour="blue",
    )

    result = plan("validate", path)

    assert (result.exit_code, result.stdout) == (1, "")
    lines = result.stderr.splitlines()
    assert lines[0] == "error: the client presentation is not valid"
    assert all(line.startswith("  ") for line in lines[1:])
    for words in (
        "unknown process 'shme' @ $.processes.shme; did you mean 'shame'?",
        "'ptsd' is a diagnosis, not a process @ $.processes.ptsd",
        "unknown modality 'emrd' @ $.preferences.modalities.emrd; did you mean 'emdr'?",
        "@ $.processes.fear",
        "unknown key 'colour' @ $",
    ):
        assert words in result.stderr


def test_answers_no_instrument_has_are_found_in_every_result(tmp_path: Path) -> None:
    """An earlier result, which no plan reads, is checked as well."""
    path = client_file(
        tmp_path,
        instruments=[
            {"id": "phq-9", "date": "2026-01-01", "items": [7, 0, 0, 0, 0, 0, 0, 0, 0]},
            {"id": "phq-9", "date": "2026-02-01", "items": [0] * 9},
            {"id": "gad-7", "total": 50},
        ],
    )

    result = plan("validate", path)

    assert result.exit_code == 1
    assert "item 1 of phq-9 is 7" in result.stderr
    assert "@ $.instruments[2].total" in result.stderr


def test_ids_of_a_modality_that_is_switched_off_pass(tmp_path: Path) -> None:
    """A client file stays valid on a machine that plans without one of its modalities."""
    path = client_file(tmp_path, preferences={"modalities": {"emdr": "decline"}})

    assert plan("validate", path, "--without", "emdr").exit_code == 0
