"""Whatever is handed in: the right exit code, no traceback, no word of the client's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.builders import client
from tests.cli.command import client_file, plan


#: Words that must never come back in an error.
PRIVATE = "Anna-Maria fell, from the 3rd floor"
DEEP = 100_000


def whole(**changes: object) -> bytes:
    """Give a client file with private words in it."""
    return json.dumps({**client(), "in_their_words": PRIVATE, **changes}).encode()


NOT_VALID = {
    "nothing": b"",
    "no JSON": PRIVATE.encode(),
    "cut off": whole()[:-20],
    "a list": b"[1, 2]",
    "null": b"null",
    "text": json.dumps(PRIVATE).encode(),
    "latin-1": whole(in_their_words="x").replace(b'"x"', "«Zoë»".encode("latin-1")),
    "utf-16": whole().decode().encode("utf-16"),
    "zero bytes": bytes(1000),
    "nested lists": b"[" * DEEP,
    "nested objects": b'{"a":' * DEEP,
    "6 MB": b" " * 6_000_000,
    "6 MB of text": json.dumps({"in_their_words": PRIVATE * 180_000}).encode(),
    "NaN": whole().replace(b'"fear": 3', b'"fear": NaN'),
    "infinity": whole().replace(b'"fear": 3', b'"fear": 1e999'),
    "a number of 5000 digits": whole().replace(b'"fear": 3', b'"fear": ' + b"9" * 5000),
    "a key twice": whole()[:-1] + b', "client": {"id": "C-2", "age": 3}}',
    "half a character": whole(in_their_words="\ud83d"),
    "half a character for the payer": whole(administrative={"payer": "\udfff"}),
    "text for a number": whole(client={"id": "C-1", "age": PRIVATE}),
    "a list for an object": whole(risk=[PRIVATE]),
    "an object for text": whole(in_their_words={"said": PRIVATE}),
    "a number for everything": json.dumps(dict.fromkeys(client(), 7)).encode(),
    "private words as keys": whole(**{PRIVATE: 1}, processes={PRIVATE: 2}),
    "private words as ids": whole(
        preferences={"modalities": {PRIVATE: "prefer"}},
        decisions=[{"technique": PRIVATE, "decision": "exclude", "reason": PRIVATE}],
        factors=[PRIVATE],
        goals=[{"text": PRIVATE, "processes": [PRIVATE]}],
        instruments=[{"id": PRIVATE, "total": 3}],
    ),
    "true for a severity": whole(processes={"fear": True}),
    "a severity of 5": whole(processes={"fear": 5}),
    "an age below 0": whole(client={"id": "C-1", "age": -1}),
}


@pytest.mark.parametrize("command", ["generate", "validate"])
@pytest.mark.parametrize("name", NOT_VALID)
def test_a_file_that_is_not_valid_is_exit_code_1(tmp_path: Path, name: str, command: str) -> None:
    """One line says what failed, each further line one problem; nothing private returns."""
    path = tmp_path / "client.json"
    path.write_bytes(NOT_VALID[name])

    result = plan(command, path)

    assert result.exit_code == 1, result.stderr
    assert result.stdout == ""
    first, *rest = result.stderr.splitlines()
    assert first == "error: the client presentation is not valid"
    assert rest
    assert all(line.startswith("  ") and " @ $" in line for line in rest)
    for word in ("Anna", "Maria", "floor", "Traceback"):
        assert word not in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("generate", "{}"),
        ("validate", "{}"),
        ("explain", "{}", "emdr.container"),
        ("verify", "{}", "{}"),
        ("generate", "{good}", "--practice", "{}"),
        ("generate", "{good}", "-o", "{}"),
    ],
)
@pytest.mark.parametrize("place", ["absent/file.json", "n" * 300])
def test_a_file_that_cannot_be_had_is_exit_code_4(
    tmp_path: Path, words: tuple[str, ...], place: str
) -> None:
    """A file that is missing, or whose name cannot be, is told from a file that is bad."""
    good = client_file(tmp_path)
    arguments = [word.format(tmp_path / place, good=good) for word in words]

    result = plan(*arguments)

    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr.startswith("error: cannot ")


def test_a_folder_of_techniques_that_is_absent_is_exit_code_4(tmp_path: Path) -> None:
    """A slip in the name of the folder is no fault of its content."""
    result = plan("generate", client_file(tmp_path), "--techniques", tmp_path / "absent")

    assert result.exit_code == 4
    assert "there is no such folder" in result.stderr


@pytest.mark.parametrize(
    "words",
    [("generate", "{}"), ("verify", "{}", "{}"), ("generate", "{good}", "-o", "{}")],
)
def test_a_folder_in_the_place_of_a_file_is_exit_code_4(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    """The message says that it is a folder."""
    good = client_file(tmp_path)

    result = plan(*(word.format(tmp_path, good=good) for word in words))

    assert result.exit_code == 4
    assert "it is a folder" in result.stderr


@pytest.mark.parametrize("text", ["{}", "not JSON"])
def test_what_was_there_stays_when_anything_fails(tmp_path: Path, text: str) -> None:
    """A failed run costs no earlier plan, and leaves no half file behind."""
    bad, out = tmp_path / "client.json", tmp_path / "plan.txt"
    bad.write_text(text, encoding="utf-8")
    out.write_text("the plan of last week", encoding="utf-8")

    result = plan("generate", bad, "-o", out)

    assert result.exit_code == 1
    assert out.read_text(encoding="utf-8") == "the plan of last week"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["client.json", "plan.txt"]


def test_deeply_nested_administrative_fields_pass_through(tmp_path: Path) -> None:
    """What no rule reads may have any form, within reason."""
    notes: object = "end"
    for _ in range(400):
        notes = {"a": notes}

    result = plan("generate", client_file(tmp_path, administrative={"notes": notes}))

    assert result.exit_code == 0


@pytest.mark.parametrize(
    "command",
    [
        ("generate", "PLAN"),
        ("validate", "PLAN"),
        ("explain", "PLAN", "act.values-clarification"),
        ("review", "PLAN"),
        ("verify", "PLAN", "PLAN"),
    ],
    ids=" ".join,
)
def test_a_plan_in_the_place_of_the_client_is_one_problem(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    """Its fields, listed as unknown keys one by one, would say nothing."""
    made = tmp_path / "plan.json"
    plan("generate", client_file(tmp_path), "-o", made)

    result = plan(*(made if each == "PLAN" else each for each in command))

    assert result.exit_code == 1
    assert result.stderr == (
        "error: the client presentation is not valid\n  this is a plan, not a client file @ $; "
        "name the client file the plan was made from\n"
    )
