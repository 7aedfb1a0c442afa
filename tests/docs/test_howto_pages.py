"""The pages on intake, review and in-house evidence show what the commands really say."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from neuroplan import Planner, load_presentation
from neuroplan.authoring.scaffold import scaffold
from tests.builders import client
from tests.cli.command import plan
from tests.contract.shipped import ROOT
from tests.interviews import lines


HOW_TO = ROOT / "docs" / "how-to"
BEFORE = ROOT / "examples" / "single-trauma.json"
LATER = ROOT / "examples" / "review" / "single-trauma-session-8.json"
WORRIED = ROOT / "examples" / "telehealth-culture.json"


def blocks(page: str, kind: str) -> list[str]:
    """Give the fenced blocks of one kind."""
    text = (HOW_TO / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def made(client: Path, target: Path, *options: str | Path) -> Path:
    """Make the plan of a client as JSON."""
    assert plan("generate", client, "-o", target, *options).exit_code == 0
    return target


@pytest.fixture(name="overlay")
def _overlay(tmp_path: Path) -> Path:
    """Write the overlay the page shows."""
    (shown,) = blocks("in-house-evidence.md", "json")
    path = tmp_path / "overlay.json"
    path.write_text(shown, encoding="utf-8")
    return path


# Review progress


def test_the_review_is_as_shown(tmp_path: Path) -> None:
    """Each excerpt stands in the review or in the comparison, line under line."""
    before = made(BEFORE, tmp_path / "plan.json")

    printed = plan("review", LATER, "--plan", before, "--session", "8").stdout
    printed += plan("diff", BEFORE, LATER).stdout

    shown = blocks("review-progress.md", "text")
    assert shown
    assert [part for part in shown if part not in printed] == []


def test_the_results_shown_are_those_of_the_example() -> None:
    """The file that is shown in part is the one that is reviewed."""
    (shown,) = blocks("review-progress.md", "json")
    results = json.loads(LATER.read_text(encoding="utf-8"))["instruments"]

    assert json.loads(f"{{{shown}}}")["instruments"] == [
        each for each in results if each["id"] == "isi"
    ]


def test_the_later_file_is_of_the_same_client() -> None:
    """Only what was measured or rated again differs."""
    before, later = (json.loads(path.read_text(encoding="utf-8")) for path in (BEFORE, LATER))

    changed = {name for name in before if before[name] != later[name]}
    assert before.keys() == later.keys()
    assert changed == {"instruments", "processes"}
    assert [each for each in before["instruments"] if each not in later["instruments"]] == []


def test_the_later_file_can_be_planned(planner: Planner) -> None:
    """It is a client file like any other."""
    assert planner.generate(load_presentation(LATER)).safety.level == "monitor"


# Evidence of your own


def test_the_overlay_changes_what_the_page_says(overlay: Path, tmp_path: Path) -> None:
    """The comparison of the two plans is as shown."""
    before = made(WORRIED, tmp_path / "before.json")
    after = made(WORRIED, tmp_path / "after.json", "--evidence", overlay)

    (shown,) = blocks("in-house-evidence.md", "text")
    assert shown in plan("diff", before, after).stdout


def test_a_plan_names_the_overlay(overlay: Path, tmp_path: Path) -> None:
    """What it added and retired stands in the plan."""
    after = made(WORRIED, tmp_path / "after.json", "--evidence", overlay)

    (used,) = json.loads(after.read_text(encoding="utf-8"))["overlays"]
    assert (used["name"], used["added"], used["retired"]) == (
        "overlay.json",
        ["act/invented2026"],
        ["act/ost2014"],
    )


def test_verify_needs_the_overlay_a_plan_was_made_with(overlay: Path, tmp_path: Path) -> None:
    """With it nothing moved, without it something did."""
    after = made(WORRIED, tmp_path / "after.json", "--evidence", overlay)

    assert plan("verify", after, WORRIED, "--evidence", overlay).exit_code == 0
    assert plan("verify", after, WORRIED).exit_code == 1


# Content of your own


def test_the_instrument_of_the_page_is_scored_and_read(tmp_path: Path) -> None:
    """With the fields the page shows and no more, in the plugin that `plan plugins new` starts."""
    scaffold("our-clinic", tmp_path / "house", today="2026-11-02")
    content = tmp_path / "house" / "neuroplan_our_clinic"
    (shown,) = blocks("write-content.md", "json")
    (content / "instruments.json").write_text(shown, encoding="utf-8")
    planner = Planner(folders=[content])

    document = client(instruments=[{"id": "our-thread-check", "items": [3, 2, 4]}])
    found = planner.generate(load_presentation(document, known=planner.known_ids))

    assert plan("plugins", "check", content).exit_code == 0
    severities = {each.id: each.severity for each in found.formulation.processes}
    assert severities["our_clinic.losing_the_thread"] == 3


# Intake


def test_the_intake_begins_as_shown(planner: Planner, tmp_path: Path) -> None:
    """The first part and its first question."""
    began, _ = blocks("intake.md", "text")

    said = plan("init", tmp_path / "client.json", stdin="\n".join(lines(planner))).stderr

    assert began in said
    assert len(set(re.findall(r"^Part \d+ of 15: ", said, re.MULTILINE))) == 15


def test_the_intake_stops_as_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was answered is kept, and the page says where."""
    monkeypatch.chdir(tmp_path)
    _, stopped = blocks("intake.md", "text")

    said = plan("init", "client.json", stdin="C-1\nquit\n").stderr

    assert stopped in said
