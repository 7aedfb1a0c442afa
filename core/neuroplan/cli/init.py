"""
``plan init``: ask for one client step by step, and write the client file.

The questions are those of ``neuroplan.intake``. Here they are shown, answers are read, and
after every one the draft is written, so that nothing is lost however the intake ends.
"""

from __future__ import annotations

import io
import json
import shlex
import signal
import sys
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import attrs
import click

from neuroplan.cli import console
from neuroplan.cli.options import Sources, planning_options
from neuroplan.documents.presentation import KnownIds
from neuroplan.documents.reading import Json, read_bytes
from neuroplan.documents.writing import write_whole
from neuroplan.errors import FileAccessError, PresentationError, UsageError
from neuroplan.intake import (
    FLOW,
    AnswerError,
    Catalogue,
    Interview,
    Option,
    Question,
    clean,
    take_up,
)
from neuroplan.planner import Planner


_MORE, _BACK, _QUIT = "?", "back", "quit"
_COMMANDS = "? shows more, back goes one question back, quit stops and keeps everything"
_OWNER_ONLY = 0o600
#: Choices without meanings stand in one line up to this many.
_ONE_LINE = 6


class _Quit(Exception):  # noqa: N818 - it is no error
    """The clinician stops here."""


@click.command
@click.argument("file", metavar="[FILE]", default="client.json")
@planning_options
def init(file: str, sources: Sources) -> None:
    """
    Ask for a client step by step, and write FILE (default: client.json).

    Stop at any time with quit, Ctrl-C or Ctrl-D: what was answered is kept in FILE.draft,
    and the same command goes on there. Nothing asks for a name or a diagnosis.
    """
    target = _usable(file)
    planner = sources.planner()
    _listen()
    try:
        _interview(file, target, planner)
    except click.Abort:
        # Ctrl-C and Ctrl-D end as any interrupt does; the draft has been written.
        raise KeyboardInterrupt from None


def _interview(file: str, target: Path, planner: Planner) -> None:
    replace = target.exists()
    if replace:
        console.note(f"{file} exists already.")
        if not _agrees("Replace it once the intake is finished?"):
            raise UsageError(f"{file} stays as it is; name another file: plan init FILE")
    draft = target.with_name(f"{target.name}.draft")
    session = _Session(file, draft, planner.known_ids, _begin(file, draft, planner))
    document = session.run()
    if document is None:
        return
    if target.exists() and not replace and not _agrees(f"{file} exists by now. Replace it?"):
        raise UsageError(f"{file} stays as it is; the answers are kept in {draft}")
    with _undisturbed():
        write_whole(target, json.dumps(document, ensure_ascii=False, indent=2) + "\n")
        try:
            draft.unlink(missing_ok=True)
        except OSError as error:
            console.warn(f"{draft} cannot be removed: {error.strerror}")
    console.note(f"wrote {file}; next: plan generate {shlex.quote(file)}")


@attrs.define
class _Session:
    """One sitting: shows questions, takes answers, keeps the draft."""

    file: str
    draft: Path
    known: KnownIds
    interview: Interview
    _part: int = 0

    def run(self) -> dict[str, Json] | None:
        """Ask to the end and give the document; None where the clinician stops before."""
        try:
            while True:
                while (question := self.interview.current()) is not None:
                    self._ask(question)
                if self._is_finished():
                    return self.interview.document()
        except _Quit:
            self._stop()
            return None
        except (click.Abort, KeyboardInterrupt):
            self._stop()
            raise click.Abort from None

    def _ask(self, question: Question) -> None:
        if question.part != self._part:
            self._part = question.part
            console.note(f"\nPart {question.part} of {len(FLOW)}: {question.block}")
        _show(question, self.interview)
        while (text := self._read(question)) is not None:
            if text == _MORE:
                _show_more(question)
                continue
            try:
                self.interview = self.interview.answered(text)
            except AnswerError as error:
                _refuse(error)
                continue
            self._save()
            remark = question.remark(self.interview.answers)
            if remark:
                _say(f"Note: {remark}.")
            return
        self.interview = self.interview.back()

    def _read(self, question: Question) -> str | None:
        """Read one answer, of several lines where it may have them; None: go back."""
        while True:
            try:
                text = _command(_typed())
                if text == _BACK:
                    return None
                if text in ("", _MORE, "-") or not question.ask.several_lines:
                    return text
                return self._read_on(question, text)
            except AnswerError as error:
                _refuse(error)

    def _read_on(self, question: Question, text: str) -> str:
        """Read on to an empty line; what an interrupt leaves half said is kept."""
        try:
            while line := clean(_typed("| ")):
                text = f"{text}\n{line}"
        except click.Abort:
            with suppress(AnswerError):
                self.interview = attrs.evolve(self.interview.answered(text), at=question.key)
            raise
        return text

    def _is_finished(self) -> bool:
        """Ask whether to write the file, and whether it can be; else go back."""
        _say("\nThat was the last question.")
        while True:
            console.note(f"Write {self.file} now? (yes or Enter; back, quit)")
            try:
                text = _command(_typed())
            except AnswerError as error:
                _refuse(error)
                continue
            if text == _BACK:
                self.interview = self.interview.back()
                return False
            if text.casefold() in ("", "y", "yes") and not self._has_problems():
                return True

    def _has_problems(self) -> bool:
        problems = self.interview.problems(self.known)
        if problems:
            console.report(PresentationError("the answers make no valid client file", problems))
        return bool(problems)

    def _save(self) -> None:
        with _undisturbed():
            write_whole(self.draft, self.interview.draft())

    def _stop(self) -> None:
        if not self.interview.answers:
            console.note("\nstopped; nothing was answered yet")
            return
        self._save()
        console.note(
            f"\nstopped; every answer is kept in {self.draft}, and "
            f"`plan init {shlex.quote(self.file)}` goes on there"
        )


# Before the first question


def _usable(file: str) -> Path:
    """Check that the file can be written before anyone has answered a question."""
    if file == "-":
        raise UsageError("the intake writes a file; name one: plan init FILE")
    target = Path(file)
    try:
        if target.is_dir():
            raise FileAccessError(f"cannot write {file}: it is a folder, name a file")
        if not target.parent.is_dir():
            raise FileAccessError(f"cannot write {file}: there is no folder {target.parent}")
    except OSError as error:
        raise FileAccessError(f"cannot write {file}: {error.strerror}") from error
    return target


def _listen() -> None:
    """
    Make ready to read answers.

    Bytes that are no text come through, to be refused one answer at a time; and long lines
    can be edited and are not cut off, as a terminal does by itself.
    """
    if sys.stdin is None:
        raise UsageError("standard input is closed; the intake reads the answers there")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")
    if _on_terminal():
        with suppress(ImportError):
            import readline

            # No answer comes back by the arrow keys in the place of another.
            readline.set_auto_history(False)


def _begin(file: str, draft: Path, planner: Planner) -> Interview:
    """Take the draft up where there is one, else begin."""
    catalogue = Catalogue(
        vocabulary=planner.library.vocabulary,
        instruments=planner.library.instruments,
        modalities={each.id: each.name for each in planner.library.modalities},
        techniques={name: each.name for name, each in planner.library.techniques.items()},
        today=datetime.now(tz=UTC).astimezone().date().isoformat(),
    )
    if draft.exists():
        interview = _taken_up(draft, catalogue)
        if interview is not None:
            with suppress(OSError):
                draft.chmod(_OWNER_ONLY)
            _say(f"Going on with {draft}: {len(interview.answers)} answers so far.")
            _say(f"At each question: {_COMMANDS}.")
            return interview
    _say(
        f"This asks for one client, step by step, and writes {file}. Every answer is kept at "
        f"once in {draft}, for you alone; it is removed at the end."
    )
    _say(f"At each question: {_COMMANDS}.")
    return Interview(catalogue=catalogue)


def _taken_up(draft: Path, catalogue: Catalogue) -> Interview | None:
    """Take a draft up; None: it cannot be, and the clinician wants to start over."""
    try:
        return take_up(read_bytes(draft), catalogue)
    except PresentationError as error:
        console.report(error)
    if _agrees(f"Start over? {draft} is then replaced with the first answer."):
        return None
    raise UsageError(f"{draft} stays as it is: mend it, move it away, or start over")


# Reading


def _typed(prompt: str = "> ") -> str:
    """Read a line; the prompt stands where a terminal can edit beside it."""
    answer: str = click.prompt(
        "", prompt_suffix=prompt, default="", show_default=False, err=not _on_terminal()
    )
    return answer


def _command(line: str) -> str:
    """
    Clean a line, and recognize what is a command and no answer.

    Raises:
        AnswerError: The line is no text.
        _Quit: It is quit.
    """
    text = clean(line)
    word = text.casefold()
    if word == _QUIT:
        raise _Quit
    return word if word in (_MORE, _BACK) else text


def _agrees(question: str) -> bool:
    """Ask for a yes or no; nothing typed is a no."""
    while True:
        _say(f"{question} (yes or no)")
        answer = _typed().strip().casefold()
        if answer in ("y", "yes"):
            return True
        if answer in ("", "n", "no", _QUIT, _BACK):
            return False


def _on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout is not None and sys.stdout.isatty()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let no signal end the program in the middle of a write; it comes just after."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    ending = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ending)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# Showing


def _show(question: Question, interview: Interview) -> None:
    console.note("")
    _say(question.line)
    _list(question.kind.shown)
    hints = [question.kind.hint]
    kept = interview.kept(question)
    if kept is not None:
        _say(f"Answered: {question.kind.written(kept)}", indent="  ")
        hints += ["Enter keeps the answer", "" if question.required else "- takes it out"]
    elif not question.required:
        hints.append(f"Enter: {question.kind.blank}")
    if question.ask.several_lines:
        hints.append("an empty line ends it")
    said = "; ".join(filter(None, hints))
    if said:
        _say(f"({said})")


def _show_more(question: Question) -> None:
    if question.more:
        _say(question.more, indent="  ")
    _list(question.kind.known or question.kind.shown)
    _say(f"({_COMMANDS}.)")


def _refuse(error: AnswerError) -> None:
    _say(f"That is no answer: {error}.")
    _list(error.options)


def _list(options: Iterable[Option]) -> None:
    """List choices: one a line with its meaning, or all in a line where they have none."""
    choices = tuple(options)
    if len(choices) <= _ONE_LINE and not any(each.meaning for each in choices):
        if choices:
            console.note("  " + "   ".join(f"{each.number} {each.label}" for each in choices))
        return
    for each in choices:
        meaning = f": {each.meaning}" if each.meaning else ""
        _say(f"{each.number:>4}  {each.label}{meaning}", hanging=6)


def _say(text: str, *, indent: str = "", hanging: int = 0) -> None:
    """Say something within the width of the terminal."""
    for line in text.split("\n"):
        wrapped = textwrap.wrap(
            line,
            console.width(),
            initial_indent=indent,
            subsequent_indent=indent or " " * hanging,
            break_long_words=False,
            break_on_hyphens=False,
        )
        console.note("\n".join(wrapped))
