"""The practice profile: who will deliver the plan, and under what house rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
from attrs import field

from neuroplan.model.policy import OrderingPolicy


TRAINING_LEVELS = ("none", "basic", "certified")


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
    trained_in: Mapping[str, str] | None = None
    delivery: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    session_minutes: int | None = None
    crisis_contacts: Mapping[str, str] = field(factory=dict)
    use: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    plugins: Mapping[str, str] = field(factory=dict)
    wins: Mapping[str, str] = field(factory=dict)
    ordering: Mapping[str, float] = field(factory=dict)

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
