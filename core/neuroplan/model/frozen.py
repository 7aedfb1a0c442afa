"""A mapping that nobody can change."""

from __future__ import annotations

import copyreg
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar


K = TypeVar("K")
V = TypeVar("V")


def frozen_mapping(value: Mapping[K, V]) -> Mapping[K, V]:
    """Give a copy of *value* that nobody can change, a hook least of all."""
    return MappingProxyType(dict(value))


def _parts(value: MappingProxyType[Any, Any]) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    return frozen_mapping, (dict(value),)


# So that presentations and practices can be handed to other processes.
copyreg.pickle(MappingProxyType, _parts)
