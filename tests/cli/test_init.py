"""``plan init``: asked step by step, stopped at any time, taken up again with nothing lost."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from neuroplan import Planner
from neuroplan.errors import Problem
from neuroplan.intake import Interview
from tests.cli.command import command, plan, run
from tests.interviews import SAID, finished, lines


WORDS = "Margarethe crashed"


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    return tmp_path / "client.json"


@pytest.fixture(name="draft")
def _draft(tmp_path: Path) -> Path:
    return tmp_path / "client.json.draft"


@pytest.fixture(name="typed", scope="module")
def _typed(planner: Planner) -> list[str]:
    """Give the lines of a whole intake, up to the question whether to write the file."""
    return lines(planner, {**SAID, "in_their_words": "Every night.\nBack in that car."})


def text(*parts: str | list[str]) -> str:
    """Give lines as they are piped in."""
    whole = [line for part in parts for line in ([part] if isinstance(part, str) else part)]
    return "".join(f"{line}\n" for line in whole)


def read(path: Path) -> Any:  # noqa: ANN401 - the JSON boundary
    """Read a JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


def test_a_finished_intake_writes_a_file_that_can_be_planned(
    file: Path, draft: Path, planner: Planner, typed: list[str]
) -> None:
    """The file is whole, for its owner alone, and the draft is gone."""
    result = plan("init", file, stdin=text(typed, "yes"))

    assert (result.exit_code, result.stdout) == (0, "")
    assert f"wrote {file}; next: plan generate {file}" in result.stderr
    said = {**SAID, "in_their_words": "Every night.\nBack in that car."}
    assert read(file) == finished(planner, said).document()
    assert file.stat().st_mode & 0o777 == 0o600
    assert not draft.exists()
    assert plan("generate", file).exit_code == 0


def test_every_question_stands_in_a_part(file: Path, typed: list[str]) -> None:
    """Who fills it in sees how far it is."""
    said = plan("init", file, stdin=text(typed)).stderr

    assert "Part 1 of 15: Client" in said
    assert "Part 15 of 15: Context" in said
    assert "That was the last question." in said


def test_input_that_ends_early_is_kept(file: Path, draft: Path, typed: list[str]) -> None:
    """Nothing is written but the draft, for its owner alone, and the same command goes on."""
    first = plan("init", file, stdin=text(typed[:12]))
    assert first.exit_code == 130
    assert f"every answer is kept in {draft}" in first.stderr
    assert not file.exists()
    assert draft.stat().st_mode & 0o777 == 0o600

    second = plan("init", file, stdin=text(typed[12:], "yes"))
    assert second.exit_code == 0
    assert f"Going on with {draft}: 10 answers so far." in " ".join(second.stderr.split())
    assert read(file)["client"] == {"id": "C-1042", "age": 34}
    assert not draft.exists()


def test_quit_keeps_everything(file: Path, draft: Path, typed: list[str]) -> None:
    """It is a way to stop and no failure."""
    result = plan("init", file, stdin=text(typed[:3], "quit"))

    assert result.exit_code == 0
    assert read(draft)["answers"]["client/age"] == 34


def test_quit_before_any_answer_leaves_nothing(tmp_path: Path, file: Path) -> None:
    """There is nothing to keep."""
    result = plan("init", file, stdin=text("Quit"))

    assert result.exit_code == 0
    assert "nothing was answered yet" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_several_lines_cut_short_are_kept(file: Path, draft: Path, typed: list[str]) -> None:
    """What was half said is shown again, and the question with it."""
    plan("init", file, stdin=text(typed[:5], "Every night.", "Back in"))
    assert read(draft)["answers"]["in_their_words"] == "Every night.\nBack in"

    again = plan("init", file, stdin=text("quit"))
    assert "What brings them" in again.stderr
    assert "Answered: Every night." in again.stderr


def test_back_goes_one_question_back(file: Path, draft: Path) -> None:
    """The answer before is shown, and can be given anew."""
    result = plan("init", file, stdin=text("C-1", "43", "BACK", "34", "quit"))

    assert "Answered: 43" in result.stderr
    assert read(draft)["answers"] == {"client/id": "C-1", "client/age": 34}


def test_a_question_mark_shows_more(file: Path, typed: list[str]) -> None:
    """What there is to choose from, and the commands."""
    result = plan("init", file, stdin=text(typed[:9], "?", "quit"))

    shown = result.stderr.rpartition("The processes goal 1 is about")[2]
    assert "Sleep disturbance" in shown
    assert "back goes one question back" in shown


def test_risk_says_that_unknown_is_never_none(file: Path, typed: list[str]) -> None:
    """The choices stand with their meanings from the schema."""
    said = " ".join(plan("init", file, stdin=text(typed)).stderr.split())

    assert "unknown is never taken for none" in said
    assert "none: No thoughts of being dead or of killing oneself." in said
    assert "not assessed: Nobody has asked or answered; never treated as none." in said


def test_an_answer_that_is_none_is_asked_again_without_being_repeated(
    file: Path, draft: Path
) -> None:
    """The client's words do not end up in an error message."""
    result = run("init", file, stdin=text("C-1", WORDS, "34", "quit").encode())

    assert b"That is no answer: give a whole number, 0 to 120." in result.stderr
    assert WORDS.encode() not in result.stderr
    assert result.stdout == b""
    assert read(draft)["answers"]["client/age"] == 34


def test_an_id_that_may_be_a_name_is_warned_of(file: Path) -> None:
    """The file needs no name."""
    result = plan("init", file, stdin=text("Anna Berg", "quit"))

    assert "if it is a name, go back" in " ".join(result.stderr.split())


def test_bytes_that_are_no_text_are_asked_again(file: Path, draft: Path) -> None:
    """Only the answer they stand in is lost, none of those after it."""
    result = run("init", file, stdin=b"C-1\n34\nsh\xe9\nshe\x07/\x1b[Aher\nquit\n")

    assert result.returncode == 0
    assert b"not UTF-8" in result.stderr
    assert read(draft)["answers"]["client/pronouns"] == "she /her"


# Files that are there already


def test_an_existing_file_is_replaced_only_if_asked(
    file: Path, draft: Path, typed: list[str]
) -> None:
    """The question comes before the intake, and the file stays until its end."""
    file.write_text("mine", encoding="utf-8")

    refused = plan("init", file, stdin=text("no"))
    assert refused.exit_code == 2
    assert "stays as it is; name another file" in refused.stderr

    begun = plan("init", file, stdin=text("yes", "C-1"))
    assert begun.exit_code == 130
    assert file.read_text(encoding="utf-8") == "mine"
    draft.unlink()

    replaced = plan("init", file, stdin=text("yes", typed, "yes"))
    assert replaced.exit_code == 0
    assert read(file)["client"]["id"] == "C-1042"


@pytest.mark.parametrize(("answer", "code"), [("no", 2), ("yes", 0)])
def test_a_file_that_came_up_meanwhile_is_asked_about(
    monkeypatch: pytest.MonkeyPatch,
    file: Path,
    draft: Path,
    typed: list[str],
    answer: str,
    code: int,
) -> None:
    """Somebody else may have written it while the questions were asked."""

    def problems(_interview: Interview, _known: object) -> list[Problem]:
        file.write_text("theirs", encoding="utf-8")
        return []

    monkeypatch.setattr(Interview, "problems", problems)

    result = plan("init", file, stdin=text(typed, "yes", answer))

    assert result.exit_code == code
    assert (file.read_text(encoding="utf-8") == "theirs") is bool(code)
    assert draft.exists() is bool(code)


def test_answers_that_make_no_valid_file_are_not_written(
    monkeypatch: pytest.MonkeyPatch, file: Path, draft: Path, typed: list[str]
) -> None:
    """What is wrong is said, and there is a way back."""
    wrong = [Problem("$.goals", "something is wrong")]
    monkeypatch.setattr(Interview, "problems", lambda *_: wrong)

    result = plan("init", file, stdin=text(typed, "yes", "back", "", "quit"))

    assert "something is wrong @ $.goals" in result.stderr
    assert not file.exists()
    assert draft.exists()


@pytest.mark.parametrize(
    "content", ["", "{", '{"intake_draft": "0", "at": null, "answers": {}}', '{"a": 1}', "\x00"]
)
def test_an_invalid_draft_stays_unless_one_starts_over(
    file: Path, draft: Path, content: str
) -> None:
    """It may hold what someone wants to keep."""
    draft.write_text(content, encoding="utf-8")

    kept = plan("init", file, stdin=text("no"))
    assert kept.exit_code == 2
    assert "is not one this version can go on with" in kept.stderr
    assert "mend it, move it away, or start over" in kept.stderr
    assert draft.read_text(encoding="utf-8") == content

    over = plan("init", file, stdin=text("yes", "C-1", "quit"))
    assert over.exit_code == 0
    assert read(draft)["answers"] == {"client/id": "C-1"}


def test_a_draft_opened_to_others_is_closed_again(file: Path, draft: Path) -> None:
    """An editor may have changed who can read it."""
    plan("init", file, stdin=text("C-1"))
    draft.chmod(0o644)

    plan("init", file, stdin=text("34"))

    assert draft.stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_written_is_said_at_once(tmp_path: Path) -> None:
    """Not after the last question."""
    assert plan("init", "-").exit_code == 2
    assert plan("init", tmp_path).exit_code == 4
    assert plan("init", tmp_path / "missing" / "client.json").exit_code == 4
    assert plan("init", tmp_path / ("x" * 400)).exit_code == 4


def test_closed_input_is_said(file: Path) -> None:
    """Without standard input nobody can answer."""
    closed = ["sh", "-c", 'exec "$@" <&-', "sh", *command("init", file)]

    result = subprocess.run(closed, capture_output=True, check=False, timeout=60)

    assert result.returncode == 2
    assert b"standard input is closed" in result.stderr


# On a terminal


_ON_TERMINAL = (
    "import fcntl, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "from neuroplan.cli import main; sys.exit(main())"
)
_CODES = re.compile(r"\x1b\[[?0-9;]*[A-Za-z]")
_PATIENCE = 30
_MOMENT = 0.2


class Terminal:
    """``plan`` at a terminal of its own, as someone sits before it."""

    def __init__(self, *arguments: str | Path) -> None:
        pty = pytest.importorskip("pty", reason="terminals are tested where there are such")
        self.screen, inside = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", _ON_TERMINAL, *map(str, arguments)],
            stdin=inside,
            stdout=inside,
            stderr=inside,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm", "INPUTRC": os.devnull},
        )
        os.close(inside)
        self.shown = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait(_PATIENCE)
        os.close(self.screen)

    def until(self, *ends: str) -> str:
        """Read what is shown until it ends so; without an end, until the program does."""
        part = ""
        for chunk in self._chunks():
            part += _CODES.sub("", chunk)
            if ends and part.endswith(ends):
                break
        self.shown += part
        return part

    def answer(self, line: str) -> str:
        """Type a line and give what is shown up to the next prompt."""
        os.write(self.screen, line.encode() + b"\r")
        return self.until("\n> ", "\n| ")

    def leave(self, key: bytes) -> int:
        """
        Press a key that ends the program, and give its exit code.

        As a person does, a moment after what was typed before: line editing only looks for
        an interrupt while it waits.
        """
        time.sleep(_MOMENT)
        os.write(self.screen, key)
        self.until()
        return self.process.wait(_PATIENCE)

    def _chunks(self) -> Iterator[str]:
        while select.select([self.screen], [], [], _PATIENCE)[0]:
            try:
                chunk = os.read(self.screen, 65536)
            except OSError:  # how Linux says that nobody is left on the other side
                return
            if not chunk:
                return
            yield chunk.decode(errors="replace")
        raise TimeoutError(self.shown)


def test_an_intake_at_a_terminal_is_interrupted_and_taken_up(
    file: Path, draft: Path, typed: list[str]
) -> None:
    """From the first question over Ctrl-C, Ctrl-D and a closed window to a plan."""
    with Terminal("init", file) as terminal:
        terminal.until("\n> ")
        for line in typed[:10]:
            terminal.answer(line)
        os.write(terminal.screen, b"half an ans")
        assert terminal.leave(b"\x03") == 130
        assert "every answer is kept" in terminal.shown
    assert len(read(draft)["answers"]) == 8

    with Terminal("init", file) as terminal:
        assert "8 answers so far" in " ".join(terminal.until("\n> ").split())
        for line in typed[10:14]:
            terminal.answer(line)
        assert terminal.leave(b"\x04") == 130

    with Terminal("init", file) as terminal:
        terminal.until("\n> ")
        for line in typed[14:20]:
            terminal.answer(line)
        closed, terminal.screen = terminal.screen, os.open(os.devnull, os.O_RDONLY)
        os.close(closed)
        assert terminal.process.wait(_PATIENCE) == -signal.SIGHUP

    with Terminal("init", file) as terminal:
        assert "18 answers so far" in " ".join(terminal.until("\n> ").split())
        for line in typed[20:]:
            terminal.answer(line)
        assert terminal.leave(b"yes\r") == 0
        assert f"wrote {file}" in terminal.shown.replace("\r\n", "")
    assert not draft.exists()
    assert read(file)["in_their_words"] == "Every night.\nBack in that car."
    assert plan("generate", file).exit_code == 0


def test_an_interrupt_sent_to_the_program_keeps_the_draft(file: Path, draft: Path) -> None:
    """SIGINT from elsewhere is the same as Ctrl-C."""
    with Terminal("init", file) as terminal:
        terminal.until("\n> ")
        terminal.answer("C-1")
        time.sleep(_MOMENT)
        terminal.process.send_signal(signal.SIGINT)
        terminal.until()

        assert terminal.process.wait(_PATIENCE) == 130
    assert read(draft)["answers"] == {"client/id": "C-1"}


def test_a_long_text_is_not_cut_off_by_the_terminal(file: Path, draft: Path) -> None:
    """A terminal alone ends a line at 4096 bytes; a client may say more."""
    pytest.importorskip("readline", reason="without it lines are as long as the terminal allows")
    said = "and then again " * 400
    with Terminal("init", file) as terminal:
        terminal.until("\n> ")
        for line in ("C-1", "34", "", "", ""):
            terminal.answer(line)
        for start in range(0, len(said), 200):
            os.write(terminal.screen, said[start : start + 200].encode())
            while select.select([terminal.screen], [], [], 0.02)[0]:
                os.read(terminal.screen, 65536)
        terminal.answer("")
        terminal.answer("")

    assert read(draft)["answers"]["in_their_words"] == said.strip()
