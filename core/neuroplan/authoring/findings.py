"""What a check finds: errors that keep a modality from use, and warnings that do not."""

from __future__ import annotations

from enum import StrEnum

import attrs


class Level(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"


@attrs.frozen(order=True)
class Finding:
    """
    One thing that is wrong with a modality.

    Attributes:
        file: The file, below the checked folder; for Python the hook or technique.
        path: Where in the file, as a JSON path; empty: the file as a whole.
        rule: Short name of the rule that is broken, for filters.
        what: What is wrong.
        mend: What to do about it.
    """

    file: str
    path: str
    rule: str
    what: str
    mend: str
    level: Level = Level.ERROR

    @property
    def place(self) -> str:
        """File and path."""
        return f"{self.file} {self.path}".rstrip()

    def __str__(self) -> str:
        return f"{self.level}: {self.place}: {self.what}; {self.mend} [{self.rule}]"


@attrs.frozen(kw_only=True)
class Report:
    """
    Everything found in one modality, sorted by place.

    Attributes:
        name: Modality id or entry-point name, as far as it could be read.
        origin: Where the modality was read: a folder, or a distribution with its version.
    """

    name: str
    origin: str
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What keeps the modality from use, or makes it say what it must not."""
        return tuple(each for each in self.findings if each.level is Level.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What deserves a second look."""
        return tuple(each for each in self.findings if each.level is Level.WARNING)
