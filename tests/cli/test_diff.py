"""``plan diff``: two plans or two clients, and what made the difference."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.builders import CALM
from tests.cli.command import client_file, plan


WORDS = "the-night-of-the-crash"
GOAL = "Cross the bridge"


@pytest.fixture(name="old")
def _old(tmp_path: Path) -> Path:
    return _written(tmp_path / "old", {"trauma_intrusions": 3}, in_their_words=WORDS)


@pytest.fixture(name="new")
def _new(tmp_path: Path) -> Path:
    return _written(
        tmp_path / "new",
        {"trauma_intrusions": 3, "shame": {"severity": 3, "note": WORDS}},
        goals=[{"text": GOAL, "processes": ["shame"]}],
        risk={**CALM, "suicidal_ideation": "active_with_method"},
    )


def _written(folder: Path, processes: dict[str, object], **changes: object) -> Path:
    folder.mkdir()
    return client_file(folder, processes, **changes)


def made(client: Path, *options: str) -> Path:
    """Make the plan of a client beside it."""
    path = client.with_name("plan.json")
    assert plan("generate", client, "-o", path, *options).exit_code == 0
    return path


def test_two_clients_are_planned_and_compared(old: Path, new: Path) -> None:
    """Level, what came and what touches it; the exit code is 0."""
    result = plan("diff", old, new)

    assert result.exit_code == 0
    assert "THE LEVEL WAS routine, IT IS urgent" in result.stdout
    assert "Came: " in result.stdout
    assert "process shame severity nothing -> 3" in result.stdout
    assert "risk suicidal_ideation: none -> active_with_method" in result.stdout


def test_the_texts_of_holds_and_cautions_are_printed(old: Path, new: Path) -> None:
    """Not only how many came."""
    shown = " ".join(plan("diff", old, new).stdout.split())

    assert "hold until, came: Crisis care is done" in shown
    assert "that came" not in shown.partition("Goals")[0].partition("Moved")[2]


def test_what_follows_from_a_hold_names_the_answer_behind_it(old: Path, tmp_path: Path) -> None:
    """Along the chain, with the old value and the new."""
    risk = {**CALM, "suicidal_ideation": "active_with_method"}
    urgent = _written(
        tmp_path / "urgent", {"trauma_intrusions": 3}, in_their_words=WORDS, risk=risk
    )

    shown = " ".join(plan("diff", old, urgent).stdout.split())

    assert "because Standard protocol reprocessing (EMDR phases 3 to 8) is held: " in shown
    assert "risk suicidal_ideation none -> active_with_method" in shown


def test_one_session_is_written_as_one(old: Path, new: Path) -> None:
    """Not as a range from itself to itself."""
    shown = plan("diff", old, new).stdout

    assert re.search(r"\b(\d+)-\1\b", shown) is None
    assert re.search(r"\bsession \d+, \d+ minutes", shown)


def test_a_goal_nothing_serves_is_named(old: Path, tmp_path: Path) -> None:
    """With its words, for the reader."""
    goals = [{"text": GOAL, "processes": ["guilt"]}]
    other = _written(tmp_path / "other", {"trauma_intrusions": 3, "guilt": 1}, goals=goals)

    shown = plan("diff", old, other).stdout

    assert f"goal 1 of the new plan \u201c{GOAL}\u201d" in shown


def test_two_plans_are_compared(old: Path, new: Path) -> None:
    """From what the plans show."""
    result = plan("diff", made(old), made(new))

    assert result.exit_code == 0
    assert "process shame severity: nothing -> 3" in result.stdout


def test_the_same_plan_twice_shows_nothing(old: Path) -> None:
    """In one line."""
    path = made(old)

    assert plan("diff", path, path).stdout == (
        "nothing moved: both plans are made from the same, and are the same\n"
    )


def test_a_modality_left_out_is_the_cause(old: Path, tmp_path: Path) -> None:
    """What took its place is named beside it."""
    folder = tmp_path / "other"
    without = made(_written(folder, {"trauma_intrusions": 3}), "--without", "emdr")

    shown = plan("diff", made(old), without).stdout

    assert "Went: Standard protocol reprocessing" in shown
    assert "modality emdr" in shown


def test_the_text_shows_goals_and_no_other_word_of_the_client(old: Path, new: Path) -> None:
    """Goals stand in the plan already."""
    result = plan("diff", old, new)

    assert GOAL in result.stdout
    assert WORDS not in result.stdout + result.stderr


def test_the_json_shows_no_word_of_the_client(old: Path, new: Path) -> None:
    """Not even goals: JSON ends up in logs."""
    result = plan("diff", old, new, "--format", "json")
    found = json.loads(result.stdout)

    assert GOAL not in result.stdout
    assert WORDS not in result.stdout
    assert found["safety"]["level_now"] == "urgent"
    assert {each["kind"] for each in found["techniques"]} <= {"came", "went", "moved", "changed"}


def test_a_plan_and_a_client_are_no_pair(old: Path) -> None:
    """Two of a kind are asked for."""
    result = plan("diff", made(old), old)

    assert result.exit_code == 2
    assert "two of a kind" in result.stderr


@pytest.mark.parametrize("text", ["{}", "[]", "no json"])
def test_what_is_neither_is_wrong_usage(old: Path, tmp_path: Path, text: str) -> None:
    """The file is named by its place on the command line."""
    path = tmp_path / "other.json"
    path.write_text(text, encoding="utf-8")
    result = plan("diff", old, path)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "NEW" in result.stderr


def test_a_client_that_is_not_valid_is_exit_code_1(old: Path, tmp_path: Path) -> None:
    """Which of the two is said."""
    wrong = _written(tmp_path / "wrong", {"shme": 3})
    result = plan("diff", old, wrong)

    assert result.exit_code == 1
    assert "NEW: the client presentation is not valid" in result.stderr
    assert "did you mean 'shame'?" in result.stderr


def test_only_one_file_is_standard_input(old: Path) -> None:
    """One of them may be."""
    assert plan("diff", "-", "-").exit_code == 2
    stdin = old.read_text(encoding="utf-8")
    assert plan("diff", "-", old, stdin=stdin).stdout.startswith("nothing moved")
