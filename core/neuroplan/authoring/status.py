"""Which plugins take part, which are switched off and by what, and which failed and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path

import attrs

from neuroplan.errors import NeuroplanError, PluginError
from neuroplan.library import build_library
from neuroplan.model.modality import ModalityContent
from neuroplan.plugins.loading import Installed, LoadedPlugin, load_object
from neuroplan.plugins.modality import Modality


class State(StrEnum):
    """Whether a plugin takes part."""

    ON = "on"
    OFF = "off"
    FAILED = "failed"


@attrs.frozen(kw_only=True)
class Status:
    """
    One plugin as it stands.

    Attributes:
        name: Entry-point name, or the folder's name.
        distribution: Name and version of the distribution; None: a folder.
        source: What the entry point names, or the folder.
        plugin: The plugin; None where it cannot be loaded.
        state: Whether it takes part.
        why: By what it is switched off, or why it failed.
    """

    name: str
    distribution: str | None
    source: str
    plugin: LoadedPlugin | None
    state: State = State.ON
    why: str | None = None

    @property
    def content(self) -> ModalityContent | None:
        """What it contributes; None where it cannot be loaded."""
        return self.plugin.content if self.plugin else None


def plugin_states(
    found: Iterable[Installed],
    folders: Iterable[str] = (),
    *,
    switched_off: Mapping[str, str] | None = None,
    wins: Mapping[str, str] | None = None,
) -> tuple[Status, ...]:
    """
    Tell of each installed plugin, and of each folder of techniques, whether it takes part.

    Args:
        switched_off: Entry-point name to what switches it off.
        wins: As the practice profile says which of two plugins wins an id.
    """
    states = [*map(_of_installed, found), *map(_of_folder, folders)]
    for position, status in enumerate(states):
        if status.name in (switched_off or {}) and status.distribution is not None:
            why = (switched_off or {})[status.name]
            states[position] = attrs.evolve(status, state=State.OFF, why=why)
    return tuple(_together(states, wins or {}))


def _of_installed(found: Installed) -> Status:
    status = Status(
        name=found.name,
        distribution=found.distribution or "an unknown distribution",
        source=found.value,
        plugin=found.plugin,
    )
    return _failed(status, found.error) if found.error else status


def _of_folder(folder: str) -> Status:
    name = Path(folder).resolve().name
    status = Status(name=name, distribution=None, source=folder, plugin=None)
    try:
        plugin = load_object(Modality.from_folder(folder), name=name)
    except NeuroplanError as error:
        return _failed(status, error)
    return attrs.evolve(status, plugin=plugin)


def _together(states: list[Status], wins: Mapping[str, str]) -> list[Status]:
    """Find those that do not fit beside the others: one by one, until the rest does."""
    on = [status.plugin for status in states if status.plugin and status.state is State.ON]
    try:
        build_library(on, wins=wins)
    except PluginError as error:
        judged = [
            _failed(status, error)
            if status.state is State.ON
            and status.name == error.plugin
            and (status.plugin is None or status.plugin.distribution == error.distribution)
            else status
            for status in states
        ]
        return _together(judged, wins) if judged != states else states
    return states


def _failed(status: Status, error: NeuroplanError) -> Status:
    """Keep the error without the plugin's name, which stands beside it."""
    _, found, said = error.summary.partition(": ")
    why = "; ".join([said if found else error.summary, *map(str, error.problems)])
    return attrs.evolve(status, state=State.FAILED, why=why)
