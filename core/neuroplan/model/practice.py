"""The practice profile: who will deliver the plan, and under what house rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
from attrs import field

from neuroplan.model.frozen import frozen_mapping
from neuroplan.model.policy import OrderingPolicy


TRAINING_LEVELS = ("none", "basic", "certified")

_KINDS = {each.name: type(each.default) for each in attrs.fields(OrderingPolicy)}


def _frozen(value: Mapping[str, str]) -> Mapping[str, str]:
    return frozen_mapping(value)


def _frozen_or_none(value: Mapping[str, str] | None) -> Mapping[str, str] | None:
    return None if value is None else frozen_mapping(value)


def _frozen_numbers(value: Mapping[str, float]) -> Mapping[str, float]:
    """
    Freeze numbers of the ordering policy, each as the kind the policy has.

    ``2.0`` sessions become ``2``, a factor of ``1`` becomes ``1.0``, so that equal profiles
    give equal plans. What is no such number is left for the check.
    """
    return frozen_mapping({name: _of_kind(name, number) for name, number in value.items()})


def _of_kind(name: str, number: float) -> float:
    if _KINDS.get(name) is int and type(number) is float and number.is_integer():
        return int(number)
    if _KINDS.get(name) is float and type(number) is int:
        return float(number)
    return number


@attrs.frozen(kw_only=True)
class Practice:
    """
    A practice profile. Without one, nothing is left out for training.

    Attributes:
        trained_in: Modality id to training level; None: training is not checked.
        delivery: in_person, telehealth; empty: not limited.
        formats: individual, group, self_guided; empty: not limited.
        session_minutes: Session length where the client's context names none.
        crisis_contacts: Name to contact, entered by the practice.
        use: Modalities in use; empty: all.
        exclude: Modalities or techniques not in use.
        plugins: The plugins allowed, name to version (``*``: any); empty: all installed.
        wins: Modality or technique id to the plugin that wins it, where two bring it.
        ordering: Where the ordering policy differs from the default.
    """

    name: str | None = None
    trained_in: Mapping[str, str] | None = field(default=None, converter=_frozen_or_none)
    delivery: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    session_minutes: int | None = None
    crisis_contacts: Mapping[str, str] = field(factory=dict, converter=_frozen)
    use: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    plugins: Mapping[str, str] = field(factory=dict, converter=_frozen)
    wins: Mapping[str, str] = field(factory=dict, converter=_frozen)
    ordering: Mapping[str, float] = field(factory=dict, converter=_frozen_numbers)

    def policy(self) -> OrderingPolicy:
        """Give the ordering policy with the practice's changes."""
        changes: dict[str, Any] = dict(self.ordering)  # ints and floats, as the schema says
        return attrs.evolve(OrderingPolicy(), **changes)

    def trains(self, modality: str, level: str) -> bool:
        """Tell whether the practice's training in *modality* reaches *level*."""
        if self.trained_in is None or level == "none":
            return True
        held = self.trained_in.get(modality, "none")
        return TRAINING_LEVELS.index(held) >= TRAINING_LEVELS.index(level)
