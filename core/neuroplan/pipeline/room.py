"""
Room: what the plan holds so far, and what there is still room for.

Sessions, rides along, numbers of techniques, and forms of one exercise are counted here, and
what a technique needs is taken with it. Which one is next is the selection's to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from neuroplan.model.policy import OrderingPolicy
from neuroplan.model.technique import Technique
from neuroplan.model.terms import ChosenBecause, Omission, Status
from neuroplan.pipeline.eligibility import Verdict
from neuroplan.pipeline.priority import Priorities


@attrs.frozen(kw_only=True)
class Budget:
    """Sessions and minutes a plan has for techniques."""

    sessions: int
    session_minutes: int


@attrs.frozen(kw_only=True)
class Pick:
    """
    A technique the engine chose.

    Attributes:
        priority: Its priority at the time of the pick.
        cost: Sessions reserved for it.
        most: Most sessions it may grow to.
        process: The goal process or severe one it was chosen for, if any.
        prepares: Techniques it prepares for.
    """

    technique: Technique
    status: Status
    because: ChosenBecause
    priority: float
    cost: int
    most: int
    process: str | None = None
    prepares: tuple[str, ...] = ()


class Room:
    """
    Carries what is picked and what is left.

    Attributes:
        picks: In the order of choice, requirements before what needs them.
    """

    def __init__(
        self,
        verdicts: Mapping[str, Verdict],
        priorities: Priorities,
        budget: Budget,
        policy: OrderingPolicy,
    ) -> None:
        """
        Begin with nothing picked.

        Args:
            priorities: Kept up to date with every pick.
        """
        self._verdicts = verdicts
        self._priorities = priorities
        self._budget = budget
        self._policy = policy
        self._left = budget.sessions
        self._rides = policy.ride_along_max * budget.sessions
        self._variants: dict[str, str] = {}
        self.picks: dict[str, Pick] = {}

    @property
    def overbooked(self) -> int:
        """Sessions that decisions ask for beyond those available."""
        return max(0, -self._left)

    def first(
        self, ranked: Iterable[str], *, picked: bool = False, cap: int | None = None
    ) -> str | None:
        """Give the first there is room for; with *picked*, one in the plan counts too."""
        for identity in ranked:
            if picked and identity in self.picks:
                return identity
            if self.obstacle(identity, cap) is None:
                return identity
        return None

    def obstacle(self, identity: str, cap: int | None = None) -> tuple[Omission, str] | None:
        """Why it cannot be taken now, or None."""
        technique = self._verdicts[identity].technique
        if identity in self.picks:
            return Omission.LOWER_GAIN, "It is in the plan."
        other = self._variants.get(technique.variant_of or "")
        if other is not None and (
            self.picks[other].status is Status.ACTIVE or self._verdicts[identity].is_held
        ):
            name = self._verdicts[other].technique.name
            return Omission.VARIANT, f"The plan holds another option of the same kind: {name}."
        if technique.adjunct and self._adjuncts() >= self._policy.adjunct_max:
            most = self._policy.adjunct_max
            return Omission.LOWER_GAIN, (
                f"Of activities outside sessions the plan may hold {most} (adjunct_max)."
            )
        needed = [identity, *self.requirements(identity)]
        if len(self.picks) + len(needed) > self._policy.technique_max:
            most = self._policy.technique_max
            return Omission.LOWER_GAIN, (
                f"With it the plan would hold more than {most} techniques (technique_max)."
            )
        if self._verdicts[identity].is_held and self._holds_reserved():
            return None
        rides = sum(self._ride_sessions(each) for each in needed)
        none_left = self._budget.sessions <= 0 and not technique.adjunct
        if none_left or self.whole_cost(identity, cap) > self._left or rides > self._rides:
            return Omission.NO_SESSIONS, "The sessions available are taken by what serves more."
        return None

    def _adjuncts(self) -> int:
        return sum(pick.technique.adjunct for pick in self.picks.values())

    def _holds_reserved(self) -> bool:
        return any(pick.status is Status.HELD for pick in self.picks.values())

    def _is_ride(self, technique: Technique) -> bool:
        return technique.dose.minutes <= self._policy.ride_along_minutes

    def _ride_sessions(self, identity: str) -> int:
        technique = self._verdicts[identity].technique
        if technique.adjunct or not self._is_ride(technique):
            return 0
        return min(technique.dose.least, self._budget.sessions)

    def cost(self, identity: str, cap: int | None = None) -> int:
        """Sessions it takes: its least dose, or the middle where it needs longer sessions."""
        technique = self._verdicts[identity].technique
        if technique.adjunct or self._is_ride(technique):
            return 0
        dose = technique.dose
        if cap is not None:
            return min(dose.least, cap)
        long = dose.minutes > self._policy.long_session_ratio * self._budget.session_minutes
        return dose.middle if long else dose.least

    def whole_cost(self, identity: str, cap: int | None = None) -> int:
        """Sessions it takes together with what it needs that is not in the plan yet."""
        return self.cost(identity, cap) + sum(map(self.cost, self.requirements(identity)))

    def requirements(self, identity: str) -> list[str]:
        """What it needs that is not in the plan yet, what must come first standing first."""
        found: list[str] = []

        def visit(current: str) -> None:
            for group in self._verdicts[current].technique.requires:
                if any(each in found for each in group) or self._is_met(group):
                    continue
                member = self._best_member(group)
                if member is not None:
                    visit(member)
                    found.append(member)

        if self._verdicts[identity].is_active:
            visit(identity)
        return found

    def _is_met(self, group: tuple[str, ...]) -> bool:
        """Whether the plan holds a member, or another form of the same exercise, active."""
        return any(
            self.picks[holder].status is Status.ACTIVE
            for each in group
            if (holder := self._holder_of(each)) is not None
        )

    def _holder_of(self, identity: str) -> str | None:
        if identity in self.picks:
            return identity
        verdict = self._verdicts.get(identity)
        return self._variants.get(verdict.technique.variant_of or "") if verdict else None

    def _best_member(self, group: tuple[str, ...]) -> str | None:
        """The member to pull in: active, and the most useful."""
        ranked = [
            (-self._priorities.of(each), self.cost(each), each)
            for each in group
            if (verdict := self._verdicts.get(each)) and verdict.is_active
        ]
        return min(ranked)[2] if ranked else None

    # Taking

    def take(
        self,
        identity: str,
        because: ChosenBecause,
        process: str | None = None,
        cap: int | None = None,
    ) -> None:
        """
        Take it into the plan with what it needs, whether or not there is room.

        Args:
            process: The goal process or severe one it is chosen for, if any.
            cap: Most sessions it may have; without it, those of its dose.
        """
        if identity in self.picks:
            return
        priority = self._priorities.of(identity)
        verdict = self._verdicts[identity]
        if verdict.is_held:
            cost = 0 if self._holds_reserved() else max(0, min(self._left, self.cost(identity)))
            self._put(identity, Status.HELD, because, priority, cost, cap, process)
            return
        for needed in self.requirements(identity):
            self._put(
                needed,
                Status.ACTIVE,
                ChosenBecause.PREPARES,
                self._priorities.of(needed),
                self.cost(needed),
                None,
            )
        self._put(
            identity, Status.ACTIVE, because, priority, self.cost(identity, cap), cap, process
        )
        self._link_requirements(identity)

    def _put(
        self,
        identity: str,
        status: Status,
        because: ChosenBecause,
        priority: float,
        cost: int,
        cap: int | None,
        process: str | None = None,
    ) -> None:
        technique = self._verdicts[identity].technique
        most = technique.dose.most if cap is None else min(cap, technique.dose.most)
        if because is ChosenBecause.PREPARES:
            most = max(cost, technique.dose.least)
        self.picks[identity] = Pick(
            technique=technique,
            status=status,
            because=because,
            priority=priority,
            cost=cost,
            most=most,
            process=process,
        )
        self._left -= cost
        if technique.variant_of:
            self._give_way(technique.variant_of)
            self._variants[technique.variant_of] = identity
        if status is Status.ACTIVE:
            self._rides -= self._ride_sessions(identity)
            self._priorities.relieve(identity)

    def _give_way(self, variant: str) -> None:
        """Let a held form of an exercise give way to one that may start."""
        other = self._variants.get(variant)
        if other is not None:
            self._left += self.picks.pop(other).cost

    def _link_requirements(self, identity: str) -> None:
        """Note on each requirement what it prepares for."""
        for group in self._verdicts[identity].technique.requires:
            holders = (self._holder_of(each) for each in group)
            member = next(
                (each for each in holders if each and self.picks[each].status is Status.ACTIVE),
                None,
            )
            if member is not None and member != identity:
                pick = self.picks[member]
                if identity not in pick.prepares:
                    self.picks[member] = attrs.evolve(pick, prepares=(*pick.prepares, identity))
                self._link_requirements(member)
