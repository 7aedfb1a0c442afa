"""Write a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from neuroplan.errors import FileAccessError


def write_whole(path: str | Path, text: str) -> None:
    """
    Write *text* as UTF-8 under *path*, replacing what was there in one step.

    Raises:
        FileAccessError: The file cannot be written; what was there is untouched.
    """
    target = real_path(path)
    if target.is_dir():
        raise FileAccessError(f"cannot write {path}: it is a folder, name a file")
    if target.exists() and not target.is_file():
        raise FileAccessError(f"cannot write {path}: it is no regular file")
    temporary: str | None = None
    try:
        descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(_mode(target))
        Path(temporary).replace(target)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        raise FileAccessError(f"cannot write {path}: {error.strerror}") from error


def real_path(path: str | Path) -> Path:
    """
    Follow links, so that the file behind one is replaced and not the link.

    Raises:
        FileAccessError: They lead in a circle, or the name is not usable.
    """
    try:
        return Path(path).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise FileAccessError(f"cannot write {path}: the name is not usable") from error


def _mode(target: Path) -> int:
    """Keep the mode of an existing file; a new plan is for its owner alone."""
    try:
        return target.stat().st_mode & 0o777
    except FileNotFoundError:
        return 0o600
