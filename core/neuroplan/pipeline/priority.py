"""
Priorities: what each technique would add to the plan as it stands.

priority(t) = sum over its processes of remaining need x strength, times the client's wishes
and responsiveness. Each pick lets the needs it serves count less.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import attrs

from neuroplan.model.policy import OrderingPolicy
from neuroplan.model.presentation import Preferences
from neuroplan.model.technique import Technique
from neuroplan.pipeline.dislikes import disliked_by_name
from neuroplan.pipeline.strength import Strength


Strengths = Mapping[str, Mapping[str, Strength]]

#: Priorities are quantized, so that no rounding of a sum decides an order.
DIGITS = 6


@attrs.frozen
class WishWeight:
    """
    What the client wishes of a technique.

    Attributes:
        factor: By which it moves the priority; 1 where nothing that moves it was said.
        said: prefer, avoid or decline; None: nothing.
        of_what: In words, what was said it of: the technique, the modality, the kind of work.
    """

    factor: float
    said: str | None
    of_what: str


def wish_for(technique: Technique, preferences: Preferences, policy: OrderingPolicy) -> WishWeight:
    """
    Find the wish.

    What is said of the technique itself stands above its modality, and a strong dislike that
    its name calls up above a wish for the modality.
    """
    said, of_what = preferences.techniques.get(technique.id), "technique"
    if said is None and disliked_by_name(technique, preferences.strong_dislikes):
        said, of_what = "avoid", "kind of work its name speaks of"
    if said is None:
        said, of_what = preferences.modalities.get(technique.modality), "modality"
    factor = {"prefer": policy.prefer, "avoid": policy.avoid}.get(said or "", 1.0)
    return WishWeight(factor, said, of_what)


class Priorities:
    """
    The priorities of one selection, kept up to date as needs are relieved.

    Attributes:
        need: Remaining need of each process.
    """

    def __init__(
        self,
        needs: Mapping[str, float],
        strengths: Strengths,
        likings: Mapping[str, float],
        policy: OrderingPolicy,
    ) -> None:
        """
        Compute the priorities before any pick.

        Args:
            needs: Need of each process of the presentation.
            strengths: Of the techniques that may be scheduled.
            likings: Factor of wishes and responsiveness for each of them.
        """
        self.need = dict(needs)
        self._likings = likings
        self._relief = policy.relief
        self._terms = {
            identity: tuple(
                (process, found[process].value) for process in sorted(found) if process in needs
            )
            for identity, found in strengths.items()
        }
        self._certainty = {
            identity: -max(
                (found[each].certainty.rank for each, _ in self._terms[identity]), default=0
            )
            for identity, found in strengths.items()
        }
        self._best = dict.fromkeys(needs, 0.0)
        self._by_process: dict[str, list[str]] = {process: [] for process in needs}
        for identity, terms in self._terms.items():
            for process, value in terms:
                self._best[process] = max(self._best[process], value)
                self._by_process[process].append(identity)
        self._known = {identity: self._compute(identity) for identity in self._terms}

    def of(self, identity: str) -> float:
        """Give what *identity* would add now; 0 for what may not be scheduled."""
        return self._known.get(identity, 0.0)

    def liking(self, identity: str) -> float:
        """Give the factor of wishes and responsiveness."""
        return self._likings[identity]

    def ranked(self, identities: Iterable[str]) -> list[str]:
        """Order those that would add something: highest first; ties by certainty, then id."""
        known, certainty = self._known, self._certainty
        return [
            identity
            for priority, _, identity in sorted(
                (-known[identity], certainty[identity], identity) for identity in identities
            )
            if priority < 0
        ]

    def relieve(self, identity: str) -> None:
        """Let each need *identity* serves count less, in proportion to the best there is."""
        touched: set[str] = set()
        for process, value in self._terms.get(identity, ()):
            best = self._best[process]
            if best > 0 and value > 0:
                self.need[process] *= 1 - self._relief * value / best
                touched.update(self._by_process[process])
        for other in touched:
            self._known[other] = self._compute(other)

    def snapshot(self) -> dict[str, float]:
        """Give every priority as it is now, by id."""
        return dict(sorted(self._known.items()))

    def _compute(self, identity: str) -> float:
        need = self.need
        total = math.fsum([need[process] * value for process, value in self._terms[identity]])
        return round(total * self._likings[identity], DIGITS)
