"""``plan review``: the report goes out whatever it says, safety first."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from tests.builders import CALM
from tests.cli.command import client_file, plan


WORDS = "the-night-of-the-crash"
GAD = [
    {"id": "gad-7", "date": "2026-01-05", "total": 10},
    {"id": "gad-7", "date": "2026-02-02", "total": 15},
]
PHQ = {"id": "phq-9", "date": "2026-02-02", "items": [1, 1, 1, 1, 1, 1, 1, 1, 1]}


@pytest.fixture(name="client")
def _client(tmp_path: Path) -> Path:
    """Give a client whose worry got reliably worse, 10 to 15 with 4 points needed."""
    return client_file(
        tmp_path,
        {"worry": {"severity": 3, "note": WORDS}},
        in_their_words=WORDS,
        instruments=[*GAD, PHQ],
        risk={**CALM, "assessed_on": "2026-02-02"},
    )


def test_a_deterioration_is_reported_with_exit_code_0(client: Path) -> None:
    """It is a report and no check."""
    result = plan("review", client)

    assert result.exit_code == 0
    assert "RELIABLE DETERIORATION" in result.stdout
    assert "Contact the same day" in result.stdout


def test_safety_comes_before_everything_else(client: Path) -> None:
    """Item 9 of the PHQ-9, with the level and what to do."""
    shown = plan("review", client).stdout
    places = [
        shown.index(part)
        for part in ("Safety first", "item 9 is 1", "On track?", "What follows", "Measures")
    ]

    assert places == sorted(places)
    assert "Level: monitor" in shown


def test_the_text_fits_80_columns_with_a_chart(client: Path) -> None:
    """One line a result: date, score and its place on the scale."""
    lines = plan("review", client).stdout.splitlines()

    assert max(map(len, lines)) <= 80
    assert any(line.startswith("    2026-02-02  15 |") and "\u25cf" in line for line in lines)


def test_the_markdown_has_a_table(client: Path) -> None:
    """A row for each score."""
    shown = plan("review", client, "--format", "markdown").stdout

    assert (
        "| Generalized Anxiety Disorder-7, total | 0 to 21, high is worse | 10 (2026-01-05) |"
        in shown
    )


def test_the_json_holds_everything(client: Path) -> None:
    """Safety, series, consequences with their sources, and the records."""
    found = json.loads(plan("review", client, "--format", "json", "--session", "7").stdout)

    assert found["session"] == 7
    assert found["track"] == "safety_first"
    assert found["safety"]["level"] == "monitor"
    assert found["series"][0]["verdict"] == "reliable_deterioration"
    assert [each["rule"] for each in found["consequences"]] == [
        "safety_first",
        "reliable_worsening",
    ]
    assert {each["id"] for each in found["references"]} >= {"responsiveness/dejong2021"}


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_what_the_client_wrote_is_not_repeated(client: Path, form: str) -> None:
    """A review needs the numbers alone."""
    result = plan("review", client, "--format", form)

    assert WORDS not in result.stdout + result.stderr


def test_a_plan_gives_objectives_and_alternatives(client: Path, tmp_path: Path) -> None:
    """The goal is read from the plan."""
    path = tmp_path / "plan.json"
    client_file(
        tmp_path,
        {"worry": 3},
        goals=[{"text": "Worry <b>less", "processes": ["worry"]}],
        context={"sessions_available": 2},
        instruments=[GAD[0], {**GAD[1], "total": 9}],
    )
    plan("generate", client, "-o", path)

    text = plan("review", client, "--plan", path, "--session", "8").stdout
    markdown = plan("review", client, "--plan", path, "--format", "markdown").stdout

    assert "Objectives of the plan" in text
    assert "Alternative: " in text
    assert "\\<b\\>" in markdown


def test_long_series_are_cut_in_the_middle(tmp_path: Path) -> None:
    """Of 20 results the first and the latest eleven are drawn."""
    results = [{"id": "gad-7", "date": f"2026-01-{day:02}", "total": 10} for day in range(1, 21)]
    shown = plan("review", client_file(tmp_path, instruments=results)).stdout

    assert "(8 results between)" in shown
    assert "2026-01-01  10 |" in shown
    assert "2026-01-09" not in shown


def test_a_lost_gain_and_open_questions_are_shown(tmp_path: Path) -> None:
    """18, 6, 17 of a PHQ-9, a question nobody answered, a past and an undated result."""
    dates = ("2026-01-05", "2026-02-02", "2026-03-02")
    results = [
        {"id": "phq-9", "date": date, "items": items}
        for date, items in zip(
            dates,
            ([3, 3, 3, 2, 2, 2, 2, 1, 0], [1, 1, 1, 1, 1, 1, 0, 0, 0], [3, 3, 3, 2, 2, 2, 1, 1, 0]),
            strict=True,
        )
    ]
    risk = {**CALM, "mania": "not_assessed", "self_harm": "past"}
    client = client_file(tmp_path, instruments=[*results, {"id": "isi", "total": 9}], risk=risk)

    shown = plan("review", client).stdout

    assert "reliably worse than its best" in shown
    assert "it lost 11 points" in " ".join(shown.split())
    assert "Not assessed, so unknown: mania. Ask." in shown
    assert "Answers on record: self-harm: past." in shown
    assert "No result carries a date" in shown


def test_an_in_house_instrument_is_reviewed(tmp_path: Path) -> None:
    """What a plan is made from is followed too."""
    shipped = json.loads(files("neuroplan.content").joinpath("instruments.json").read_bytes())
    own = next(each for each in shipped["instruments"] if each["id"] == "gad-7")
    clinic = tmp_path / "clinic"
    clinic.mkdir()
    (clinic / "instruments.json").write_text(
        json.dumps({"instruments": [{**own, "id": "clinic-worry", "name": "Clinic worry scale"}]})
    )
    path = client_file(
        tmp_path, {"worry": 3}, instruments=[{**each, "id": "clinic-worry"} for each in GAD]
    )

    shown = plan("review", str(path), "--techniques", str(clinic))

    assert shown.exit_code == 0
    assert "Clinic worry scale" in shown.stdout
    assert "reliable deterioration" in shown.stdout.lower()


def test_what_several_rules_ask_for_alike_is_said_once(tmp_path: Path) -> None:
    """A steady gain and a trend without a figure: one line to go on, two reasons."""
    gained = [GAD[1], {**GAD[1], "date": "2026-03-02", "total": 11}]
    trend = [
        {"id": "cfq", "date": date, "total": total}
        for date, total in (("2026-02-02", 40), ("2026-03-02", 30))
    ]
    risk = {**CALM, "assessed_on": "2026-03-02"}
    path = client_file(tmp_path, instruments=[*gained, *trend], risk=risk)

    shown = plan("review", path, "--session", "8").stdout

    assert shown.count("- Go on: ") == 1
    assert shown.count("Why: ") == 2


def test_a_goal_without_a_target_has_no_objective_yet(tmp_path: Path) -> None:
    """Nothing is counted on for it, so nothing is "not met"."""
    path = tmp_path / "plan.json"
    client = client_file(
        tmp_path, {"substance_use": 2}, goals=[{"text": "Less", "processes": ["substance_use"]}]
    )
    plan("generate", client, "-o", path)

    shown = " ".join(plan("review", client, "--plan", path).stdout.split())

    assert "no objective yet, agree on one with the client" in shown
    assert "not met" not in shown


def test_nothing_to_review_is_said(tmp_path: Path) -> None:
    """A client with ratings alone."""
    shown = plan("review", client_file(tmp_path)).stdout

    assert "No risk item is positive and every risk question is answered." in shown
    assert "No outcome measure has results of two dates." in shown


def test_an_impossible_result_is_exit_code_1(tmp_path: Path) -> None:
    """The client file is not valid."""
    result = plan("review", client_file(tmp_path, instruments=[{**GAD[0], "total": 99}]))

    assert (result.exit_code, result.stdout) == (1, "")
    assert "$.instruments[0].total" in result.stderr


def test_session_0_is_wrong_usage(client: Path) -> None:
    """Sessions count from 1."""
    assert plan("review", client, "--session", "0").exit_code == 2


def test_a_plan_that_is_no_json_is_wrong_usage(client: Path, tmp_path: Path) -> None:
    """With how to make one."""
    path = tmp_path / "plan.txt"
    path.write_text("no plan", encoding="utf-8")
    result = plan("review", client, "--plan", path)

    assert result.exit_code == 2
    assert "plan generate CLIENT -o plan.json" in result.stderr


def test_a_client_file_in_the_place_of_the_plan_is_one_problem(client: Path) -> None:
    """Two files side by side are easily mixed up; a list of missing fields would hide it."""
    result = plan("review", client, "--plan", client)

    assert result.exit_code == 2
    assert result.stderr == (
        "error: the document is no plan\n  this is a client file @ $; "
        "a plan is made with `plan generate CLIENT -o plan.json`\n"
    )


def test_only_one_file_is_standard_input() -> None:
    """It can be read once."""
    assert plan("review", "-", "--plan", "-").exit_code == 2
