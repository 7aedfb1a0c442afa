"""Which plugins take part, which are switched off and by what, and which failed and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path

import attrs

from neuroplan.checking import check_plugin
from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.errors import NeuroplanError
from neuroplan.library import build_library
from neuroplan.model.modality import ModalityContent
from neuroplan.model.vocabulary import Factor, Process
from neuroplan.plugins.loading import LoadedPlugin, installed, load_object
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
        content: What it contributes; None where it cannot be loaded.
        why: By what it is switched off, or why it failed.
    """

    name: str
    distribution: str | None
    source: str
    content: ModalityContent | None
    state: State
    why: str | None = None


def plugin_states(
    switched_off: Mapping[str, str], folders: Iterable[str] = ()
) -> tuple[Status, ...]:
    """
    Tell of each installed plugin, and of each folder of techniques, whether it takes part.

    Args:
        switched_off: Entry-point name to what switches it off.
    """
    found = [*_installed(), *map(_folder, folders)]
    on = [plugin for plugin, status in found if plugin and status.name not in switched_off]
    return tuple(_judged(plugin, status, on, switched_off) for plugin, status in found)


def _installed() -> Iterator[tuple[LoadedPlugin | None, Status]]:
    for each in installed():
        yield (
            each.plugin,
            Status(
                name=each.name,
                distribution=each.distribution,
                source=each.value,
                content=each.plugin.content if each.plugin else None,
                state=State.FAILED if each.error else State.ON,
                why=_reason(each.error) if each.error else None,
            ),
        )


def _folder(folder: str) -> tuple[LoadedPlugin | None, Status]:
    name = Path(folder).resolve().name
    status = Status(name=name, distribution=None, source=folder, content=None, state=State.ON)
    try:
        plugin = load_object(Modality.from_folder(folder), name=name)
    except NeuroplanError as error:
        return None, attrs.evolve(status, state=State.FAILED, why=_reason(error))
    return plugin, attrs.evolve(status, content=plugin.content)


def _judged(
    plugin: LoadedPlugin | None,
    status: Status,
    on: Iterable[LoadedPlugin],
    switched_off: Mapping[str, str],
) -> Status:
    """Switch off what is to be off; else see whether it fits beside the others."""
    if status.name in switched_off:
        return attrs.evolve(status, state=State.OFF, why=switched_off[status.name])
    if plugin is None or status.state is State.FAILED:
        return status
    try:
        _fits(plugin, on)
    except NeuroplanError as error:
        return attrs.evolve(status, state=State.FAILED, why=_reason(error))
    return status


def _fits(plugin: LoadedPlugin, on: Iterable[LoadedPlugin]) -> None: ...


def _reason(error: NeuroplanError) -> str:
    """Give the error without the plugin's name, which stands beside it."""
    _, found, said = error.summary.partition(": ")
    return "; ".join([said if found else error.summary, *map(str, error.problems)])
