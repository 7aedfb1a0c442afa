"""Call ``plan`` as a user does: in this process, or in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result

from neuroplan.cli import main
from tests.builders import client


def plan(*arguments: str | Path, stdin: str | bytes | None = None, **environment: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, [str(each) for each in arguments], stdin, environment)


def run(
    *arguments: str | Path,
    cwd: Path | None = None,
    stdin: bytes | None = None,
    **environment: str,
) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a process of its own."""
    return subprocess.run(
        command(*arguments),
        cwd=cwd,
        input=stdin,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        timeout=60,
    )


def command(*arguments: str | Path) -> list[str]:
    """Give the command line of a process of its own."""
    return [sys.executable, "-c", _MAIN, *map(str, arguments)]


_MAIN = "import sys; from neuroplan.cli import main; sys.exit(main())"


def client_file(
    folder: Path, processes: Mapping[str, object] | None = None, **changes: object
) -> Path:
    """Write the client of ``tests.builders.client`` to a file."""
    path = folder / "client.json"
    path.write_text(json.dumps(client(processes, **changes)), encoding="utf-8")
    return path
