"""``plan generate``: where the plan goes, in what form, and with what it is made."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from neuroplan import Planner, load_presentation
from neuroplan.authoring.scaffold import scaffold
from neuroplan.render.text import plan_to_text
from tests.cli.command import client_file, plan


TRAUMA = {"trauma_intrusions": 3, "trauma_avoidance": 3}


@pytest.fixture(name="client")
def _client(tmp_path: Path) -> Path:
    return client_file(tmp_path, TRAUMA)


def test_text_is_what_a_plan_is_written_as_by_default(client: Path, planner: Planner) -> None:
    """Someone at a terminal reads the plan at once."""
    result = plan("generate", client)

    made = planner.generate(load_presentation(client))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == plan_to_text(made, width=80, colour=False)


def test_json_is_the_plan_of_the_library_byte_for_byte(client: Path, planner: Planner) -> None:
    """The command adds nothing to what the library makes."""
    result = plan("generate", client, "--format", "json")

    assert result.stdout == planner.generate(load_presentation(client)).to_json()


def test_plain_text_is_no_wider_than_eighty_columns_and_without_colour(client: Path) -> None:
    """What is piped or printed has neither escapes nor overlong lines."""
    text = plan("generate", client).stdout

    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize(
    ("name", "form"),
    [("plan.json", "json"), ("plan.MD", "markdown"), ("plan.txt", "text"), ("plan", "text")],
)
def test_the_suffix_of_the_file_decides_the_format(
    client: Path, tmp_path: Path, name: str, form: str
) -> None:
    """Nobody says twice that a .json file holds JSON."""
    result = plan("generate", client, "-o", tmp_path / name)

    assert (result.exit_code, result.stdout) == (0, "")
    written = (tmp_path / name).read_text(encoding="utf-8")
    assert written == plan("generate", client, "--format", form).stdout


def test_the_format_option_wins_over_the_suffix(client: Path, tmp_path: Path) -> None:
    """What is said outright holds."""
    plan("generate", client, "-o", tmp_path / "plan.txt", "--format", "json")

    assert json.loads((tmp_path / "plan.txt").read_text(encoding="utf-8"))["client_id"] == "C-1"


def test_a_suffix_that_names_no_format_is_an_error(client: Path, tmp_path: Path) -> None:
    """A file called .pdf never holds text."""
    result = plan("generate", client, "-o", tmp_path / "plan.pdf")

    assert result.exit_code == 2
    assert "'.pdf' names no format" in result.stderr
    assert not (tmp_path / "plan.pdf").exists()


def test_the_plan_never_replaces_the_client_file(client: Path) -> None:
    """A slip with -o does not cost the intake."""
    before = client.read_bytes()

    result = plan("generate", client, "-o", client)

    assert (result.exit_code, client.read_bytes()) == (2, before)


def test_a_client_can_come_from_standard_input(client: Path) -> None:
    """- stands for standard input."""
    piped = plan("generate", "-", "--format", "json", stdin=client.read_bytes())

    assert piped.stdout == plan("generate", client, "--format", "json").stdout


def test_a_modality_switched_off_is_named_in_the_plan(client: Path) -> None:
    """A plan never silently lacks a modality."""
    result = plan("generate", client, "--format", "json", "--without", "emdr, act")

    assert json.loads(result.stdout)["switched_off"] == ["act", "emdr"]


def test_only_keeps_the_modalities_it_names(client: Path) -> None:
    """--only leaves out all others."""
    result = plan("generate", client, "--format", "json", "--only", "emdr,relational")

    taking_part = [each["id"] for each in json.loads(result.stdout)["modalities"]]
    assert taking_part == ["emdr", "relational"]


def test_the_environment_switches_modalities_off_and_warns_of_unknown_ones(client: Path) -> None:
    """A machine's setting is no error, but it is not passed over in silence either."""
    result = plan(
        "generate", client, "--format", "json", NEUROPLAN_DISABLED_PLUGINS="cft, mindfullness"
    )

    assert (result.exit_code, json.loads(result.stdout)["switched_off"]) == (0, ["cft"])
    assert result.stderr == (
        "warning: NEUROPLAN_DISABLED_PLUGINS names 'mindfullness', which is not installed; "
        "did you mean 'mindfulness'?\n"
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--without", "emrd"], "did you mean 'emdr'?"),
        (["--only", "act", "--without", "act"], "no modality is left"),
        (["--only", ","], "name at least one modality"),
        (["--format", "pdf"], "'pdf' is not one of"),
        (["--wihtout", "act"], "--without"),
    ],
)
def test_wrong_usage_says_what_would_be_right(client: Path, options: list[str], words: str) -> None:
    """Wrong usage is exit code 2 and a hint."""
    result = plan("generate", client, *options)

    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_a_practice_profile_changes_the_plan(client: Path, tmp_path: Path) -> None:
    """House rules reach the planner: what the practice excludes is left out."""
    profile = tmp_path / "practice.toml"
    profile.write_text('exclude = ["emdr"]\n', encoding="utf-8")

    result = plan("generate", client, "--practice", profile, "--format", "json")

    reasons = {
        each["technique_id"]: each["reason"] for each in json.loads(result.stdout)["not_selected"]
    }
    assert reasons["emdr.standard-protocol-reprocessing"] == "switched_off"


def test_a_practice_profile_that_is_not_valid_is_wrong_usage(client: Path, tmp_path: Path) -> None:
    """The client file is not blamed for a mistake in the profile."""
    profile = tmp_path / "practice.toml"
    profile.write_text('exclude = ["emrd"]\n', encoding="utf-8")

    result = plan("generate", client, "--practice", profile)

    assert result.exit_code == 2
    assert "did you mean 'emdr'?" in result.stderr


def test_a_folder_of_techniques_takes_part(client: Path, tmp_path: Path) -> None:
    """A clinic's own technique needs no Python."""
    house = tmp_path / "our_clinic"
    house.mkdir()
    emdr = files("neuroplan_emdr")
    own = json.loads(emdr.joinpath("techniques", "container.json").read_text(encoding="utf-8"))
    record = json.loads(emdr.joinpath("evidence.json").read_text(encoding="utf-8"))["records"][0]
    own |= {"id": "our_clinic.shelf", "evidence": [{"record": "our_clinic/x", "link": "analogue"}]}
    own |= {"contraindications": [], "adaptations": [], "requires": []}
    evidence = {"records": [record | {"id": "our_clinic/x"}]}
    (house / "shelf.json").write_text(json.dumps(own), encoding="utf-8")
    (house / "evidence.json").write_text(json.dumps(evidence), encoding="utf-8")

    result = plan("generate", client, "--techniques", house, "--format", "json")

    assert result.exit_code == 0, result.stderr
    assert "our_clinic" in [each["id"] for each in json.loads(result.stdout)["modalities"]]


def test_broken_content_of_a_folder_has_an_exit_code_of_its_own(
    client: Path, tmp_path: Path
) -> None:
    """A clinic sees that its technique is at fault, and where."""
    house = tmp_path / "our_clinic"
    house.mkdir()
    (house / "empty.json").write_text("{}", encoding="utf-8")

    result = plan("generate", client, "--techniques", house)

    assert result.exit_code == 3
    assert "error: plugin 'our_clinic'" in result.stderr


def test_a_folder_in_which_nothing_is_a_technique_is_one_error(
    client: Path, tmp_path: Path
) -> None:
    """A wrong folder is not read line by line."""
    for place in range(3):
        (tmp_path / f"{place}.json").write_text('{"a": 1}', encoding="utf-8")

    result = plan("generate", client, "--techniques", tmp_path)

    assert result.exit_code == 3
    assert len(result.stderr.splitlines()) == 2
    assert "nothing in this folder is a technique" in result.stderr


def test_a_file_of_a_folder_that_nothing_reads_is_warned_of(client: Path, tmp_path: Path) -> None:
    """The plan is made without it, and says so."""
    folder = tmp_path / "house"
    scaffold("our-clinic", folder, today="2026-11-02")
    content = folder / "neuroplan_our_clinic"
    (content / "instrument.json").write_text("{}", encoding="utf-8")

    result = plan("generate", client, "--techniques", content)

    assert result.exit_code == 0
    assert "warning: nothing reads instrument.json" in result.stderr


@pytest.mark.parametrize("option", ["--practice", "--evidence"])
def test_no_file_that_is_read_is_written_over(client: Path, tmp_path: Path, option: str) -> None:
    """A slip of the fingers must not cost the practice its profile."""
    file = tmp_path / "read.txt"
    file.write_text("", encoding="utf-8")

    result = plan("generate", client, option, file, "-o", file)

    assert result.exit_code == 2
    assert "would replace a file it is made from" in result.stderr
    assert not file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("command", "options"), [("generate", []), ("handout", ["--format", "text"])]
)
def test_another_clients_file_is_never_written_over(
    client: Path, tmp_path: Path, command: str, options: list[str]
) -> None:
    """JSON that is no plan is somebody's only copy."""
    other = tmp_path / "other.json"
    other.write_bytes(client.read_bytes())
    before = other.read_bytes()

    result = plan(command, client, "-o", other, *options)

    assert result.exit_code == 2
    assert "other.json is there and holds something else" in result.stderr
    assert other.read_bytes() == before


def test_a_plan_is_written_over_by_a_newer_one(client: Path, tmp_path: Path) -> None:
    """That is how a plan is renewed."""
    made = [plan("generate", client, "-o", tmp_path / "plan.json").exit_code for _ in range(2)]

    assert made == [0, 0]


def test_a_name_that_leads_nowhere_is_exit_code_4(client: Path, tmp_path: Path) -> None:
    """A link to itself is no file."""
    loop = tmp_path / "loop"
    loop.symlink_to(loop)

    assert plan("generate", client, "-o", loop, "--format", "text").exit_code == 4


def test_an_empty_name_is_wrong_usage(client: Path) -> None:
    """Most often a variable of a script that was not set."""
    result = plan("generate", client, "-o", "")

    assert result.exit_code == 2
    assert "-o names no file" in result.stderr
