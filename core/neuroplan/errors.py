"""
Every error neuroplan raises on purpose, and the exit code of each.

::

    NeuroplanError
    ├── PresentationError   the client file is not valid                 exit 1
    ├── UsageError          wrong usage: an unknown id, a bad option     exit 2
    │   └── PracticeError   the practice profile is not valid            exit 2
    ├── PluginError         a plugin failed                              exit 3
    │   └── ContentError    a plugin's or folder's content is not valid  exit 3
    └── FileAccessError     a file cannot be read or written             exit 4

Anything else that escapes is a bug and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import attrs


@attrs.frozen(order=True)
class Problem:
    """
    One thing that is wrong with a document.

    Attributes:
        path: Where, as a JSON path (``$.processes.shame``); may start with a file name.
        what: What is wrong, without any of the client's free text.
        mend: What to do about it; empty where *what* says it all.
    """

    path: str
    what: str
    mend: str = ""

    def __str__(self) -> str:
        mend = f"; {self.mend}" if self.mend else ""
        return f"{self.what} @ {self.path}{mend}"


class NeuroplanError(Exception):
    """
    Base of all errors shown to a user without a traceback.

    Attributes:
        summary: One sentence that says what failed.
        problems: Everything that is wrong, sorted by place.
    """

    exit_code = 2

    def __init__(self, summary: str, problems: Iterable[Problem] = ()) -> None:
        self.summary = summary
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join([summary, *map(str, self.problems)]))

    def __reduce__(self) -> tuple[object, ...]:
        """Make a copy from what the error was made from, so that process pools can hand it on."""
        return type(self), (self.summary, self.problems)


class PresentationError(NeuroplanError):
    """The client presentation is not valid."""

    exit_code = 1


class UsageError(NeuroplanError):
    """The command or call asks for something that does not exist."""

    exit_code = 2


class PracticeError(UsageError):
    """The practice profile (or a policy) is not valid, or does not allow what is asked for."""


class PluginError(NeuroplanError):
    """
    A plugin failed to load or failed while planning.

    Attributes:
        what: The summary without the plugin's name.
        plugin: The entry-point name, or the folder, that failed.
        distribution: The distribution it came from, where known.
    """

    exit_code = 3

    def __init__(
        self,
        summary: str,
        problems: Iterable[Problem] = (),
        *,
        plugin: str,
        distribution: str | None = None,
    ) -> None:
        self.what = summary
        self.plugin = plugin
        self.distribution = distribution
        origin = f" (from {distribution})" if distribution else ""
        super().__init__(f"plugin '{plugin}'{origin}: {summary}", problems)

    def __reduce__(self) -> tuple[object, ...]:
        """Make a copy from what the error was made from, so that process pools can hand it on."""
        make = partial(type(self), plugin=self.plugin, distribution=self.distribution)
        return make, (self.what, self.problems)

    def of(self, plugin: str, distribution: str | None, what: str | None = None) -> PluginError:
        """Give the same error, of the plugin as it is called where it was loaded."""
        said = what or self.what
        return type(self)(said, self.problems, plugin=plugin, distribution=distribution)


class ContentError(PluginError):
    """A plugin's techniques, evidence or modality file are not valid."""


class FileAccessError(NeuroplanError):
    """A file cannot be read or written."""

    exit_code = 4
