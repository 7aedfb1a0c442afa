"""Load a plugin from the folder it is written in, whether it is installed or not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import invalidate_caches
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

from neuroplan.plugins.loading import GROUP, Installed, tried


def try_package(package: Path, name: str, value: str) -> Installed:
    """
    Load the plugin of a package that need not be installed, and keep what is wrong with it.

    Args:
        package: Its folder, in full.
        name: What its entry point is called.
        value: What its entry point names (``neuroplan_act:plugin``).
    """
    with _in_place(package):
        return tried(EntryPoint(name=name, value=value, group=GROUP))


@contextmanager
def _in_place(package: Path) -> Iterator[None]:
    """Let imports find *package* where it is, also where one of its name is installed."""
    place, aside = str(package.parent), _take_away(package.name)
    sys.path.insert(0, place)
    invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(place)
        _take_away(package.name)
        sys.modules.update(aside)


def _take_away(package: str) -> dict[str, ModuleType]:
    names = [name for name in sys.modules if name == package or name.startswith(f"{package}.")]
    return {name: sys.modules.pop(name) for name in names}
