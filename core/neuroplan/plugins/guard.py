"""
Run a plugin's own code, so that whatever it does the engine goes on and can name it.

What it raises becomes an error that names the plugin, an attempt to end the program too.
What it prints goes to standard error, since standard output is for results alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from threading import Lock
from typing import TypeVar

from neuroplan.errors import FileAccessError, PluginError


T = TypeVar("T")


def guarded(
    call: Callable[[], T],
    told: Callable[[BaseException], str],
    *,
    plugin: str,
    distribution: str | None,
) -> T:
    """
    Run *call*, which runs code of a plugin.

    Args:
        told: Says what failed, of what was raised.
        plugin: The plugin's name.

    Raises:
        PluginError: It raised anything else than an error about a file.
    """
    try:
        with _prints_aside():
            return call()
    except FileAccessError:
        raise
    except PluginError as error:
        raise error.of(plugin, distribution) from error
    except (Exception, SystemExit) as error:
        raise PluginError(told(error), plugin=plugin, distribution=distribution) from error


class _Aside:
    """Sends prints aside from the first call that goes in until the last that comes out."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._inside = 0
        self._redirection = ExitStack()

    def enter(self) -> None:
        with self._lock:
            if self._inside == 0:
                self._redirection.enter_context(redirect_stdout(sys.stderr))
            self._inside += 1

    def leave(self) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                self._redirection.close()


#: Standard output is one for all threads; planners may be used from several.
_ASIDE = _Aside()


@contextmanager
def _prints_aside() -> Iterator[None]:
    _ASIDE.enter()
    try:
        yield
    finally:
        _ASIDE.leave()
