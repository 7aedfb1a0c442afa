"""``plan`` as a process of its own: bytes, pipes, signals, and what it loads."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from tests.builders import client
from tests.cli.command import client_file, command, run


def test_a_plan_is_the_same_bytes_from_anywhere(tmp_path: Path) -> None:
    """Neither the folder nor the hash seed nor the locale changes a plan."""
    processes = {"trauma_intrusions": 3, "shame": 2, "sleep_disturbance": 3, "worry": 2}
    path = client_file(tmp_path, processes, in_their_words="Ich träume schlecht…")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    first = run("generate", path, "--format", "json", PYTHONHASHSEED="1")
    second = run(
        *("generate", "../client.json", "--format", "json"),
        cwd=elsewhere,
        PYTHONHASHSEED="2",
        PYTHONIOENCODING="latin-1",
        LC_ALL="C",
    )

    assert (first.returncode, first.stderr, second.stderr) == (0, b"", b"")
    assert first.stdout == second.stdout
    assert json.loads(first.stdout)["formulation"]["in_their_words"] == "Ich träume schlecht…"


def test_a_client_is_read_from_a_pipe() -> None:
    """- is standard input."""
    result = run("validate", "-", stdin=json.dumps(client()).encode())

    assert (result.returncode, result.stdout[:6]) == (0, b"valid\n")


def test_a_reader_that_goes_away_ends_the_command_quietly(tmp_path: Path) -> None:
    """``plan generate … | head -1`` leaves no word on standard error."""
    line = f"{{ {_shell('generate', client_file(tmp_path))}; echo code $? >&2; }} | head -1"

    result = subprocess.run(
        ["/bin/sh", "-c", line], capture_output=True, check=False, timeout=60, text=True
    )

    assert len(result.stdout.splitlines()) == 1
    assert result.stderr == "code 0\n"


def test_a_closed_pipe_is_quiet_even_for_a_long_listing() -> None:
    """What does not fit the pipe's buffer meets the closed end for certain."""
    with subprocess.Popen(
        command("evidence", "list", "--format", "json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert (process.wait(60), process.stderr.read()) == (0, b"")


def test_a_full_disk_is_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    """Standard output can fail like any file."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")

    line = f"{_shell('generate', client_file(tmp_path))} > /dev/full"
    result = subprocess.run(
        ["/bin/sh", "-c", line], capture_output=True, check=False, timeout=60, text=True
    )

    assert result.returncode == 4
    assert result.stderr.startswith("error: cannot write to standard output: ")


@pytest.mark.parametrize(
    ("environment", "coloured"), [({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False)]
)
def test_a_terminal_gets_colour_and_at_most_a_hundred_columns(
    tmp_path: Path, environment: dict[str, str], *, coloured: bool
) -> None:
    """NO_COLOR turns colour off; lines stay readable on a wide screen."""
    text = _on_terminal(
        *("generate", client_file(tmp_path)), COLUMNS="200", TERM="xterm", **environment
    )

    plain = re.sub("\x1b\\[[0-9;]*m", "", text)
    assert (plain != text) is coloured
    assert 80 < max(map(len, plain.splitlines())) <= 100


def test_interrupted_it_ends_with_130_and_no_traceback() -> None:
    """Ctrl-C is no failure of the program."""
    with subprocess.Popen(
        # The child says when it reads, so that the signal meets the command and not the start.
        [*command("validate", "-")[:2], _READS, "validate", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"reading\n"
        process.send_signal(signal.SIGINT)
        assert (process.wait(60), process.stderr.read()) == (130, b"interrupted\n")


_READS = """
import signal, sys, time
import neuroplan.cli.validate as command

def load_presentation(source, known):
    print("reading", flush=True)
    time.sleep(60)

signal.signal(signal.SIGINT, signal.default_int_handler)
command.load_presentation = load_presentation
from neuroplan.cli import main
sys.exit(main())
"""


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["schema", "plan"]])
def test_what_is_quick_loads_neither_plugins_nor_heavy_libraries(words: list[str]) -> None:
    """Help and schemas come at once."""
    heavy = "('rich', 'jsonschema', 'neuroplan_act', 'neuroplan_emdr')"
    script = (
        "import atexit, sys\n"
        f"atexit.register(lambda: print([n for n in {heavy} if n in sys.modules], "
        "file=sys.stderr))\n"
        "from neuroplan.cli import main\nmain()"
    )

    result = subprocess.run(
        [*command()[:2], script, *words], capture_output=True, check=False, timeout=60, text=True
    )

    assert (result.returncode, result.stderr) == (0, "[]\n")
    assert result.stdout


def _on_terminal(*arguments: str | Path, **environment: str) -> str:
    """Run a command with a terminal as its standard output, and give what it showed."""
    pty = pytest.importorskip("pty")
    shown, terminal = pty.openpty()
    with subprocess.Popen(
        command(*arguments), stdout=terminal, env={**os.environ, **environment}
    ) as process:
        os.close(terminal)
        parts: list[bytes] = []
        with contextlib.suppress(OSError):
            while part := os.read(shown, 65536):
                parts.append(part)
        assert process.wait(60) == 0
    os.close(shown)
    return b"".join(parts).decode().replace("\r\n", "\n")


def _shell(*arguments: str | Path) -> str:
    """Give a command line for the shell."""
    return " ".join(f"'{word}'" for word in command(*arguments))
