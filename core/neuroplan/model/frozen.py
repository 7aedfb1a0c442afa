"""A mapping that nobody can change."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar


K = TypeVar("K")
V = TypeVar("V")


def frozen_mapping(value: Mapping[K, V]) -> Mapping[K, V]:
    """Give a copy of *value* that nobody can change, a hook least of all."""
    return MappingProxyType(dict(value))
