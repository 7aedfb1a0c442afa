"""
The options that say with what to plan, and the planner they make.

The environment is read here alone: NEUROPLAN_DISABLED_PLUGINS adds to --without.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import wraps
from importlib.metadata import entry_points
from pathlib import Path

import attrs
import click

from neuroplan.cli import console
from neuroplan.documents.nearest import did_you_mean, quoted
from neuroplan.documents.practice import load_practice
from neuroplan.errors import UsageError
from neuroplan.planner import Planner
from neuroplan.plugins.content import unread_files
from neuroplan.plugins.loading import GROUP


DISABLED = "NEUROPLAN_DISABLED_PLUGINS"

Command = Callable[..., None]


@attrs.frozen(kw_only=True)
class Sources:
    """
    What to plan with, as the command line says it.

    Attributes:
        practice: File of the practice profile, or None.
        folders: Folders of techniques to add.
        only: Modalities to load; empty: all.
        without: Modalities to leave out.
        evidence: Files of evidence overlays, applied in turn.
    """

    practice: str | None = None
    folders: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """The files that are read."""
        return (*filter(None, [self.practice]), *self.evidence)

    def planner(self) -> Planner:
        """
        Load the plugins and make the planner.

        Raises:
            UsageError: A modality is named that is not installed, or none is left.
            PracticeError: The practice profile is not valid.
            PluginError: A plugin cannot be loaded.
            FileAccessError: A file or folder cannot be read.
        """
        planner = Planner(
            practice=None if self.practice is None else load_practice(self.practice),
            only=self.only,
            without=(*self.without, *disabled()),
            folders=self.folders,
            evidence=self.evidence,
        )
        for folder in self.folders:
            for file in unread_files(Path(folder)):
                console.warn(f"nothing reads {file} in {folder}; see `plan plugins check {folder}`")
        if not planner.library.modalities:
            raise UsageError(f"no modality is left; look at --only, --without and {DISABLED}")
        return planner


def planning_options(command: Command) -> Command:
    """Add the options that say with what to plan; the command gets ``sources``."""

    @wraps(command)
    def wrapped(
        *,
        folders: tuple[str, ...],
        only: tuple[str, ...],
        without: tuple[str, ...],
        evidence: tuple[str, ...],
        practice: str | None,
        **others: object,
    ) -> None:
        sources = Sources(
            practice=practice, folders=folders, only=only, without=without, evidence=evidence
        )
        command(sources=sources, **others)

    for option in (
        click.option(
            "--evidence",
            multiple=True,
            metavar="FILE",
            help="Add, correct or retire evidence records; may be given several times.",
        ),
        click.option(
            "--without",
            multiple=True,
            metavar="A,B",
            callback=_names,
            help="Leave these installed modalities out.",
        ),
        click.option(
            "--only",
            multiple=True,
            metavar="A,B",
            callback=_names,
            help="Load of the installed modalities these and no others.",
        ),
        click.option(
            "--techniques",
            "folders",
            multiple=True,
            metavar="DIR",
            help="Add a folder of techniques, whatever --only says; may be given several times.",
        ),
        click.option(
            "--practice",
            metavar="FILE",
            help="The practice profile (TOML): who will deliver the plan.",
        ),
    ):
        wrapped = option(wrapped)
    return wrapped


def format_option(*names: str) -> Callable[[Command], Command]:
    """Give the option that chooses among *names*, the first being the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(names),
        default=names[0],
        show_default=True,
        help="How to write the result.",
    )


def unknown(kind: str, identity: str, known: Iterable[str], listing: str) -> UsageError:
    """Give the error for an id that does not exist, with the nearest that does."""
    mend = did_you_mean(identity, known) or f"see `{listing}`"
    return UsageError(f"unknown {kind} {quoted(identity)}; {mend}")


def disabled() -> tuple[str, ...]:
    """Give the installed modalities the environment switches off; warn of unknown ones."""
    named = [name.strip() for name in os.environ.get(DISABLED, "").split(",") if name.strip()]
    installed = {point.name for point in entry_points(group=GROUP)}
    for name in named:
        if name not in installed:
            hint = did_you_mean(name, installed) or f"installed: {', '.join(sorted(installed))}"
            console.warn(f"{DISABLED} names {quoted(name)}, which is not installed; {hint}")
    return tuple(name for name in named if name in installed)


def _names(
    _context: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """Split lists at their commas; an option without a name is a slip."""
    names = tuple(name.strip() for value in values for name in value.split(",") if name.strip())
    if values and not names:
        raise click.BadParameter("name at least one modality")
    return names
