"""The listings and reference cards: what is installed, in words and as data."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from neuroplan import Planner
from neuroplan.cli.application import COMMANDS
from neuroplan.documents.structuring import structure
from neuroplan.documents.validation import schema_problems
from neuroplan.model.instrument import Instrument
from neuroplan_schemas import NAMES
from tests.cli.command import plan


def test_techniques_are_listed_one_a_line(planner: Planner) -> None:
    """A listing can be searched and counted with the tools of the shell."""
    lines = plan("techniques", "list").stdout.splitlines()

    assert [line.split()[0] for line in lines] == sorted(planner.library.techniques)


def test_a_listing_is_what_a_group_does_without_a_word_more() -> None:
    """``plan techniques`` lists, options included."""
    listed = plan("techniques", "list", "--category", "brain").stdout

    assert plan("techniques", "--category", "brain").stdout == listed


def test_filters_narrow_a_listing_together() -> None:
    """Category, modality and process must all fit."""
    result = plan(
        *("techniques", "list", "--modality", "emdr", "--process", "trauma_intrusions"),
        *("--category", "integration", "--format", "json"),
    )

    found = json.loads(result.stdout)
    assert "emdr.standard-protocol-reprocessing" in [each["id"] for each in found]
    assert {each["modality"] for each in found} == {"emdr"}
    assert all("trauma_intrusions" in json.dumps(each["targets"]) for each in found)


def test_a_filter_that_nothing_fits_is_no_error() -> None:
    """An empty answer is an answer; the word on it goes beside the result."""
    result = plan("techniques", "list", "--modality", "emdr", "--process", "chronic_pain")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "no technique fits\n")


def test_the_card_of_a_technique_holds_what_a_clinician_asks_for(planner: Planner) -> None:
    """Targets, dose, contraindications with source, steps, evidence with certainty."""
    technique = planner.library.techniques["emdr.standard-protocol-reprocessing"]

    card = plan("techniques", "show", technique.id).stdout

    for title in ("Before it starts", "Waits with", "Steps", "For the client", "Evidence"):
        assert f"\n{title}" in card
    words = " ".join(card.split())
    for text in (technique.for_the_client, *technique.steps, *technique.requires[0]):
        assert " ".join(text.split()) in words
    assert "emdr/mavranezouli2020 (exact, benefit, low certainty)" in words


def test_techniques_and_records_of_every_kind_can_be_shown(planner: Planner) -> None:
    """No content breaks a card."""
    for identity in sorted(planner.library.techniques)[::4]:
        assert plan("techniques", "show", identity).exit_code == 0
    for name in ("emdr/mavranezouli2020", "safety/who2014"):
        assert plan("evidence", "show", name).exit_code == 0


def test_a_technique_as_data_carries_words_and_certainty() -> None:
    """A program gets conditions in words, and what each record found."""
    result = plan("techniques", "show", "emdr.recent-event-protocol", "--format", "json")

    shown = json.loads(result.stdout)
    assert shown["indications"].startswith("recent event recorded and (")
    assert {"for", "change", "source", "when"} == set(shown["adaptations"][0])
    assert {"record", "link", "certainty", "statement"} == set(shown["evidence"][0])


def test_a_record_is_shown_with_its_certainty_step_by_step() -> None:
    """Certainty is computed: the card says from what, and why it fell."""
    card = " ".join(plan("evidence", "show", "emdr/mavranezouli2020").stdout.split())

    assert "SMD 2.07 (95% credible interval 1.44 to 2.70)" in card
    assert "Certainty for those who were studied: low - it starts at high - 1 step down" in card
    assert "emdr.standard-protocol-reprocessing (exact)" in card


def test_a_record_as_data_names_the_techniques_that_rest_on_it() -> None:
    """What would move if a record changed can be looked up."""
    result = plan("evidence", "show", "emdr/mavranezouli2020", "--format", "json")

    shown = json.loads(result.stdout)
    assert (shown["certainty_start"], shown["certainty"]) == ("high", "low")
    assert shown["used_by"]["emdr.standard-protocol-reprocessing"] == "exact"


def test_records_are_listed_one_a_line_the_engine_s_own_included(planner: Planner) -> None:
    """Whatever a plan can cite can be looked up."""
    listed = {line.split()[0] for line in plan("evidence").stdout.splitlines()}

    assert listed > set(planner.library.records)
    assert "safety/who2014" in listed


def test_modalities_are_listed_with_version_and_date_of_evidence(planner: Planner) -> None:
    """One line a modality."""
    lines = plan("modalities").stdout.splitlines()

    assert [line.split()[:2] for line in lines] == [
        [info.id, info.version] for info in planner.library.modalities
    ]


def test_records_are_listed_by_process_and_use() -> None:
    """A reader finds all benefit figures for one process."""
    result = plan("evidence", "list", "--process", "shame", "--use", "benefit", "--format", "json")

    found = json.loads(result.stdout)
    assert found
    assert all(each["use"] == "benefit" for each in found)
    assert all("shame" in [p["process"] for p in each["processes"]] for each in found)


def test_a_modality_is_shown_with_its_honest_notes(planner: Planner) -> None:
    """What is weak stands on the same card as what is claimed."""
    card = " ".join(plan("modalities", "act").stdout.split())

    notes = planner.library.plugins["act"].content.info.honest_notes
    assert notes
    assert all(" ".join(note.split()) in card for note in notes)


def test_an_instrument_as_data_is_what_the_content_says() -> None:
    """Nothing is lost or renamed on the way, so that it can be copied and changed."""
    shipped = json.loads(files("neuroplan.content").joinpath("instruments.json").read_bytes())

    for each in shipped["instruments"][::4]:
        shown = json.loads(plan("instruments", "show", each["id"], "--format", "json").stdout)
        assert schema_problems("instrument", shown) == []
        assert structure(shown, Instrument) == structure(each, Instrument)


def test_every_instrument_can_be_shown_and_is_listed() -> None:
    """No instrument breaks a card."""
    listed = json.loads(plan("instruments", "--format", "json").stdout)

    assert len(listed) == len(plan("instruments").stdout.splitlines())
    assert all(plan("instruments", "show", each["id"]).exit_code == 0 for each in listed)


@pytest.mark.parametrize("name", NAMES)
def test_every_schema_is_printed(name: str) -> None:
    """The contract can be read without looking for where it is installed."""
    result = plan("schema", name)

    assert result.exit_code == 0
    assert isinstance(json.loads(result.stdout), dict)


@pytest.mark.parametrize(
    "listing",
    [
        ["techniques", "list"],
        ["modalities"],
        ["modalities", "sfbt"],
        ["evidence", "list"],
        ["instruments", "list"],
    ],
)
def test_every_listing_can_be_read_by_a_program(listing: list[str]) -> None:
    """--format json is there wherever something is listed."""
    assert json.loads(plan(*listing, "--format", "json").stdout)


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["techniques", "show", "emdr.containr"], "did you mean 'emdr.container'?"),
        (["evidence", "show", "emdr/mavranezouli202"], "did you mean 'emdr/mavranezouli2020'?"),
        (["modalities", "emrd"], "did you mean 'emdr'?"),
        (["instruments", "show", "phq9"], "did you mean 'phq-9'?"),
        (["techniques", "list", "--process", "shme"], "did you mean 'shame'?"),
        (["evidence", "list", "--process", "shme"], "did you mean 'shame'?"),
        (["evidence", "list", "--modality", "saftey"], "did you mean 'safety'?"),
        (["techniques", "list", "--modality", "xyzzy"], "see `plan modalities`"),
        (["score", "gad7", "1"], "did you mean 'gad-7'?"),
        (["schema", "plann"], "'plann' is not one of"),
    ],
)
def test_an_unknown_id_gets_the_nearest_one(words: list[str], hint: str) -> None:
    """A slip of the key costs one look."""
    result = plan(*words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert hint in result.stderr


# Scoring


def test_answers_are_scored_and_read() -> None:
    """2+1+3+2+1+2+1+0+1 = 13, which is in the moderate band; item 9 asks whatever the total."""
    result = plan("score", "phq-9", "2,1,3", "2", "1", "2", "1", "0", "1", "--format", "json")

    scored = json.loads(result.stdout)
    assert (scored["total"], scored["band"]) == (13, "moderate")
    assert [flag["asks"] for flag in scored["risk_flags"]] == ["suicidal_ideation"]
    assert {"process": "low_mood", "severity": 2}.items() <= scored["severities"][0].items()


def test_a_missing_answer_is_null_and_a_missing_risk_item_is_asked() -> None:
    """Eight answers of 1 make 9 x 1; item 9 is never made up for."""
    text = plan("score", "phq-9", *["1"] * 8, "null").stdout

    assert "total                        9 (of 0 to 27)" in text
    assert "item 9 was not answered: ask" in text


def test_answers_may_be_decimal_where_the_instrument_is() -> None:
    """6.3 + 5.1 + 4 + 3.9 = 19.3."""
    assert json.loads(plan("score", "ors", "6.3", "5.1", "4", "3.9", "--format", "json").stdout)[
        "total"
    ] == pytest.approx(19.3)


@pytest.mark.parametrize(
    ("answers", "hint"),
    [
        (["1", "x", "nan"], "'x' is no answer @ $.items[1]"),
        (["7", *["0"] * 8], "item 1 of phq-9 is 7, its answers run from 0 to 3"),
        (["1", "1"], "phq-9 has 9 items, 2 answers are given"),
    ],
)
def test_answers_that_cannot_be_are_wrong_usage(answers: list[str], hint: str) -> None:
    """There is no client file to blame, so the exit code is 2."""
    result = plan("score", "phq-9", *answers)

    assert (result.exit_code, result.stdout) == (2, "")
    assert hint in result.stderr


def test_every_command_that_help_lists_can_be_run() -> None:
    """The table of commands names modules and commands that exist."""
    shown = plan("--help").stdout

    for name, (_, summary) in COMMANDS.items():
        assert summary in shown
        assert plan(name, "--help").exit_code == 0


def test_an_unknown_command_is_wrong_usage() -> None:
    """A slip in the name of the command is exit code 2."""
    result = plan("genrate", "client.json")

    assert result.exit_code == 2
    assert "genrate" in result.stderr


def test_single_trials_of_an_overlay_are_pooled(tmp_path: Path) -> None:
    """Two trials of the clinic's own against usual care, and what stays out with the reason."""
    own = {
        "design": "rct",
        "level": "component",
        "use": "benefit",
        "direction": "benefit",
        "population": {"as_studied": "adults of two clinics", "tags": [], "formats": []},
        "comparator": {"as_studied": "usual care", "type": "usual_care"},
        "outcome": "worry",
        "processes": [{"process": "worry", "fit": "measured"}],
        "k": None,
        "n": 80,
        "k_n_scope": "pool",
        "i2": None,
        "downgrades": [],
        "source_checked": True,
        "doi": None,
        "year": 2026,
    }
    records = [
        {
            **own,
            "id": f"act/clinic-{name}",
            "citation": f"Clinic {name} (2026), invented for a test",
            "effect": {
                "metric": "hedges_g",
                "value": value,
                "ci": [value - 0.4, value + 0.4],
                "ci_level": 95,
            },
        }
        for name, value in (("north", 0.3), ("south", 0.5))
    ]
    links = [
        {"technique": "act.cognitive-defusion", "record": each["id"], "link": "exact"}
        for each in records
    ]
    overlay = tmp_path / "overlay.json"
    overlay.write_text(json.dumps({"records": records, "links": links}))
    command = ("evidence", "pool", "act.cognitive-defusion", "worry", "--evidence", overlay)

    text = plan(*command)
    found = json.loads(plan(*command, "--format", "json").stdout)

    assert "2 trials against usual care: 0.40" in " ".join(text.stdout.split())
    assert "sets no strength" in text.stdout
    (pool,) = found["pools"]
    assert (pool["comparator_type"], round(pool["value"], 2)) == ("usual_care", 0.4)
    assert set(found["not_pooled"]).isdisjoint(each["id"] for each in records)
