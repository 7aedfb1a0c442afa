"""``plan verify``: the plan made again is the same, or what moved is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from neuroplan import Planner, UsageError
from neuroplan.verification import MOST_DIFFERENCES, verify
from tests.builders import offer, planner, presentation
from tests.cli.command import client_file, plan


WORDS = "the-night-of-the-crash"


@pytest.fixture(name="client")
def _client(tmp_path: Path) -> Path:
    return client_file(tmp_path, {"trauma_intrusions": 3}, in_their_words=WORDS)


@pytest.fixture(name="made")
def _made(client: Path, tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    assert plan("generate", client, "-o", path).exit_code == 0
    return path


def changed(path: Path, change: Callable[[Any], object]) -> Path:
    """Change a plan file by hand."""
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_a_plan_made_again_is_identical(made: Path, client: Path) -> None:
    """The same file, content and options give the same plan."""
    result = plan("verify", made, client)

    assert result.exit_code == 0
    assert result.stdout == "identical: the plan made again is the same\n"


def test_a_plan_made_with_options_is_verified_with_the_same(client: Path, tmp_path: Path) -> None:
    """The options are part of what is verified."""
    path = tmp_path / "other.json"
    plan("generate", client, "--without", "emdr", "-o", path)

    assert plan("verify", path, client, "--without", "emdr").exit_code == 0
    differs = plan("verify", path, client)
    assert differs.exit_code == 1
    assert "give the same --only and --without" in differs.stdout
    assert "it is no longer there @ $.switched_off[emdr]" in differs.stdout
    assert "it is new @ $.modalities[emdr]" in differs.stdout


def test_a_plan_changed_by_hand_is_told_from_one_of_another_client_file(
    made: Path, client: Path
) -> None:
    """The fingerprint is the same where only the plan was touched."""
    changed(made, lambda document: document["safety"].update(level="emergency"))

    result = plan("verify", made, client)

    assert result.exit_code == 1
    assert "the plan was changed after it was made" in result.stdout
    assert "it was 'emergency', it is 'routine' @ $.safety.level" in result.stdout


def test_a_changed_client_file_is_named_as_a_likely_cause(made: Path, tmp_path: Path) -> None:
    """Another severity gives another fingerprint and other figures."""
    other = client_file(tmp_path, {"trauma_intrusions": 4}, in_their_words=WORDS)

    result = plan("verify", made, other)

    assert result.exit_code == 1
    assert "The client file, the practice profile or a modality's content" in result.stdout
    assert "it was 3, it is 4 @ $.formulation.processes[trauma_intrusions].severity" in (
        result.stdout
    )


def test_what_the_client_said_is_never_repeated(made: Path, tmp_path: Path) -> None:
    """Differences of free text, of the id and of administrative fields give the place alone."""
    changed(made, lambda document: document.update(client_id="other", administrative={"p": "q"}))
    other = client_file(tmp_path, {"trauma_intrusions": 3}, in_their_words="another night")

    result = plan("verify", made, other)

    assert "the text differs @ $.formulation.in_their_words" in result.stdout
    assert "the text differs @ $.client_id" in result.stdout
    for word in (WORDS, "another night", "other'", "C-1"):
        assert word not in result.stdout + result.stderr


def test_a_file_laid_out_anew_is_still_the_same_plan(made: Path, client: Path) -> None:
    """Spacing and key order carry no meaning."""
    changed(made, lambda _: None)

    assert plan("verify", made, client).exit_code == 0


def test_as_json_it_can_be_read_by_a_program(made: Path, client: Path) -> None:
    """The places that moved come as data too."""
    changed(made, lambda document: document["engine"].update(version="0.0.1"))

    result = plan("verify", made, client, "--format", "json")

    found = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (found["identical"], found["unnamed"]) == (False, 0)
    assert found["causes"][0] == "The engine is of another version."
    assert found["differences"][0]["path"] == "$.engine.version"


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("# a plan in markdown", 2, "the plan is not JSON"),
        ("[]", 2, "the document is no plan"),
        ('{"client": {}}', 2, "this is a client file @ $"),
        ('{"engine": {}}', 2, "'fingerprint' is missing @ $"),
        (
            '{"schema_version": "9", "engine": {}, "fingerprint": "", "phases": []}',
            2,
            "another schema version",
        ),
        (None, 4, "there is no such file"),
    ],
)
def test_a_file_that_is_no_plan_is_wrong_usage(
    client: Path, tmp_path: Path, text: str | None, code: int, words: str
) -> None:
    """The plan is at fault here, never the client file."""
    path = tmp_path / "no-plan.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")

    result = plan("verify", path, client)

    assert (result.exit_code, result.stdout) == (code, "")
    assert words in result.stderr


def test_only_one_of_the_two_files_can_be_standard_input() -> None:
    """Nothing can be read twice."""
    assert plan("verify", "-", "-", stdin="{}").exit_code == 2


# As a library


def test_one_technique_more_does_not_shift_all_others() -> None:
    """Entries are compared by what names them, not by their place."""
    less = planner(offer("a.one", {"fear": 0.5}), offer("a.three", {"fear": 0.3}))
    more = planner(
        offer("a.one", {"fear": 0.5}),
        offer("a.three", {"fear": 0.3}),
        offer("a.two", {"worry": 0.5}),
    )
    document: Any = less.generate(presentation()).to_dict()

    found = verify(more, document, presentation())

    paths = [each.path for each in found.differences]
    assert "$.not_selected[a.two]" in paths
    assert not any("a.three" in path for path in paths)


def test_a_list_without_names_is_compared_by_place() -> None:
    """Goals are the client's own words and have no id."""
    engine = planner(offer("a.one", {"fear": 0.5}))
    client = presentation(goals=[{"text": "Sleep", "priority": 2}, {"text": "Go out"}])
    document: Any = engine.generate(client).to_dict()
    document["formulation"]["goals"].pop()
    document["formulation"]["goals"][0]["priority"] = 3
    del document["disclaimer"]

    found = verify(engine, document, client)

    assert {each.path: each.what for each in found.differences} == {
        "$.formulation.goals[0].priority": "it was 3, it is 2",
        "$.formulation.goals": "it had 1 entries, it has 2",
        "$.disclaimer": "it is new",
    }


def test_another_order_of_the_same_entries_is_a_difference() -> None:
    """The order of a plan says what comes first."""
    engine = planner(offer("a.one", {"fear": 0.5}), offer("a.two", {"worry": 0.5}))
    document: Any = engine.generate(presentation({"shame": 2})).to_dict()
    document["not_selected"].reverse()

    found = verify(engine, document, presentation({"shame": 2}))

    assert [str(each) for each in found.differences] == ["the order is another @ $.not_selected"]


def test_at_most_twenty_differences_are_named(planner: Planner) -> None:
    """What moved everywhere is counted, not listed."""
    document: Any = planner.generate(presentation()).to_dict()
    for each in document["not_selected"]:
        each["detail"] = "something else"

    found = verify(planner, document, presentation())

    assert len(found.differences) == MOST_DIFFERENCES
    assert found.unnamed == len(document["not_selected"]) - MOST_DIFFERENCES


def test_a_document_that_is_no_plan_is_refused(planner: Planner) -> None:
    """A library call gets the same error as the command."""
    with pytest.raises(UsageError, match="no plan"):
        verify(planner, {}, presentation())
