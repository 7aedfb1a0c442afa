"""
Start a plugin: a whole distribution that installs, passes its own tests, and can be edited.

The template is a real plugin, called "our clinic"; another name is put in its place.
"""

from __future__ import annotations

import keyword
import re
import tempfile
from collections.abc import Iterable, Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from neuroplan.authoring.schemas import write_schemas
from neuroplan.checking import RESERVED
from neuroplan.documents.nearest import quoted
from neuroplan.errors import FileAccessError, UsageError
from neuroplan.model.terms import spaced


__all__ = ["modality_id", "scaffold", "write_schemas"]

_NAME = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
#: Longer names make ids nobody wants to type.
_LONGEST = 40
#: What stands in the template for the name, the title and the day.
_PLACES = re.compile(r"our_clinic|our-clinic|Our clinic|2026-01-01")
#: Python and TOML stand under this suffix in the template, so that no tool takes them for ours.
_SUFFIX = ".in"


def modality_id(name: str, taken: Iterable[str] = ()) -> str:
    """
    Give the modality id of a plugin called *name*.

    Args:
        taken: Modality ids that are installed.

    Raises:
        UsageError: The name cannot be used, and which could.
    """
    identity = name.replace("-", "_")
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise UsageError(
            f"a plugin cannot be called {quoted(name)}; use small letters, digits and single "
            f"hyphens, a letter first, at most {_LONGEST} characters{_better(name)}"
        )
    if identity in RESERVED or keyword.iskeyword(identity):
        raise UsageError(
            f"{quoted(name)} is a reserved name; choose another, such as {quoted(f'{name}-clinic')}"
        )
    if identity in taken:
        raise UsageError(
            f"modality {quoted(identity)} is installed already (see `plan plugins list`); "
            f"choose another name, such as {quoted(f'{name}-clinic')}"
        )
    return identity


def _better(name: str) -> str:
    words = re.findall(r"[a-z0-9]+", name.lower())
    better = "-".join(words)[:_LONGEST].strip("-0123456789")
    return f", such as '{better}'" if _NAME.fullmatch(better) else ""


def scaffold(name: str, folder: str | Path, *, today: str, taken: Iterable[str] = ()) -> str:
    """
    Write a new plugin called *name* into *folder*, whole or not at all.

    Args:
        folder: Must not exist yet; the folder it stands in must.
        today: The day (ISO) up to which its evidence was read.
        taken: Modality ids that are installed.

    Returns:
        The modality id.

    Raises:
        UsageError: The name cannot be used, or *folder* exists.
        FileAccessError: It cannot be written.
    """
    identity = modality_id(name, taken)
    target = Path(folder)
    if target.exists() or target.is_symlink():
        raise UsageError(f"{folder} exists and is left as it is; name another place with --path")
    if not target.absolute().parent.is_dir():
        raise FileAccessError(f"cannot write {folder}: there is no folder {target.parent}")
    words = {
        "our_clinic": identity,
        "our-clinic": identity.replace("_", "-"),
        "Our clinic": spaced(identity).capitalize(),
        "2026-01-01": today,
    }
    try:
        _write_whole(target, words)
    except OSError as error:
        raise FileAccessError(f"cannot write {folder}: {error.strerror}") from error
    return identity


def _write_whole(target: Path, words: dict[str, str]) -> None:
    """Write beside *target* first, so that a failure leaves nothing half done there."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as beside:
        draft = Path(beside) / target.name
        draft.mkdir()
        for parts, source in _template(files("neuroplan.authoring").joinpath("template")):
            path = draft.joinpath(*(_filled(part, words).removesuffix(_SUFFIX) for part in parts))
            path.parent.mkdir(parents=True, exist_ok=True)
            text = source.read_text(encoding="utf-8")
            path.write_text(_filled(text, words), encoding="utf-8", newline="\n")
        write_schemas(draft)
        draft.rename(target)


def _template(
    folder: Traversable, parts: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        here = (*parts, entry.name)
        if entry.is_dir():
            yield from _template(entry, here)
        else:
            yield here, entry


def _filled(text: str, words: dict[str, str]) -> str:
    return _PLACES.sub(lambda found: words[found[0]], text)
