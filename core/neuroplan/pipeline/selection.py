"""
Order and select: which techniques serve this client's needs, by evidence.

The rule, step by step, stands in docs/reference/ordering.md. In short: the best; the best
for each goal and severe process; each category; what is weak but all there is; then the
rest while it adds enough. After each pick the needs it serves count less.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from neuroplan.library import Library
from neuroplan.model.policy import OrderingPolicy
from neuroplan.model.presentation import Decision, Preferences
from neuroplan.model.technique import Technique
from neuroplan.model.terms import (
    Category,
    ChosenBecause,
    Omission,
    Role,
    Status,
)
from neuroplan.pipeline.eligibility import Verdict
from neuroplan.pipeline.formulation import ClientFacts
from neuroplan.pipeline.foundation import choose_foundation, foundation_omissions
from neuroplan.pipeline.priority import Priorities, Strengths, wish_for
from neuroplan.pipeline.responsiveness import Responsiveness
from neuroplan.pipeline.room import Budget, Pick, Room
from neuroplan.pipeline.settling import close_by_decision, open_by_decision, settle_debts
from neuroplan.pipeline.strength import Strength, Weigher


@attrs.frozen(kw_only=True)
class Selection:
    """
    What was chosen, what was not, and what the choice left open.

    Attributes:
        picks: In the order of choice, requirements before what needs them.
        omitted: Every other candidate with the reason.
        foundation: Foundation techniques, best first.
        priorities: Priority of every candidate before any pick.
        overbooked: Sessions that decisions ask for beyond those available.
        verdicts: Eligibility with requirements and second lines counted in.
    """

    picks: tuple[Pick, ...]
    foundation: tuple[Technique, ...]
    omitted: Mapping[str, tuple[Omission, str]]
    priorities: Mapping[str, float]
    overbooked: int
    verdicts: Mapping[str, Verdict]
    strengths: Strengths


def select(
    facts: ClientFacts,
    verdicts: Mapping[str, Verdict],
    library: Library,
    weigher: Weigher,
    met: frozenset[str],
    budget: Budget,
    policy: OrderingPolicy,
    decisions: tuple[Decision, ...],
    responsiveness: Responsiveness,
) -> Selection:
    """Choose the techniques of the plan."""
    decided = _by_decision(decisions)
    included = [*decided["include"], *decided["first"]]
    opened = open_by_decision(verdicts, included)
    settled = settle_debts(close_by_decision(opened, decided["exclude"]), library, included)
    competing = {
        identity: verdict
        for identity, verdict in settled.items()
        if not verdict.technique.foundation
    }
    strengths = {identity: weigher.strengths(identity, met) for identity in competing}
    chooser = _Chooser(
        facts=facts,
        verdicts=competing,
        strengths=strengths,
        preferences=facts.presentation.preferences,
        responsiveness=responsiveness,
        budget=budget,
        policy=policy,
    )
    for identity in (*decided["first"], *decided["include"]):
        chooser.take_by_decision(identity)
    foundation = choose_foundation(settled, library, met, policy, included)
    chooser.run({technique.category for technique in foundation})
    omitted = chooser.omissions()
    omitted.update(foundation_omissions(settled, foundation, policy))
    return Selection(
        picks=tuple(chooser.room.picks.values()),
        foundation=foundation,
        omitted=dict(sorted(omitted.items())),
        priorities=chooser.initial,
        overbooked=chooser.room.overbooked,
        verdicts=settled,
        strengths=strengths,
    )


def _by_decision(decisions: tuple[Decision, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"include": [], "exclude": [], "first": [], "lift_hold": []}
    for decision in decisions:
        found[decision.decision].append(decision.technique)
    return found


class _Chooser:
    """Takes the steps of one selection: which technique is next, and for what."""

    def __init__(
        self,
        *,
        facts: ClientFacts,
        verdicts: Mapping[str, Verdict],
        strengths: Strengths,
        preferences: Preferences,
        responsiveness: Responsiveness,
        budget: Budget,
        policy: OrderingPolicy,
    ) -> None:
        self._facts = facts
        self._verdicts = verdicts
        self._strengths = strengths
        self._responsiveness = responsiveness
        self._budget = budget
        self._policy = policy
        self._open = {identity for identity, verdict in verdicts.items() if not verdict.is_out}
        likings = {
            identity: wish_for(verdicts[identity].technique, preferences, policy).factor
            * responsiveness.factor(verdicts[identity].technique)
            for identity in self._open
        }
        possible = {identity: strengths[identity] for identity in sorted(self._open)}
        self._priorities = Priorities(facts.needs, possible, likings, policy)
        self.initial = self._priorities.snapshot()
        self.room = Room(verdicts, self._priorities, budget, policy)

    # The steps of the rule

    def run(self, covered: set[Category]) -> None:
        """Run the steps of the ordering rule."""
        self._take_best()
        for process in self._must_serve():
            self._take_for(process)
        for category in Category:
            if category not in covered | self._covered():
                self._take_for_category(category)
        for process in self._must_serve():
            if not self._is_served(process):
                self._take_weak(process)
        self._take_rest()

    def take_by_decision(self, identity: str) -> None:
        """Take by decision, whatever its priority."""
        if identity in self._open:
            self.room.take(identity, ChosenBecause.CLINICIAN)

    def _take_best(self) -> None:
        """(a) The highest priority; where it is held, also the highest active one."""
        best = self.room.first(self._priorities.ranked(self._useful(self._in_session(self._open))))
        if best is None:
            return
        self.room.take(best, ChosenBecause.BEST)
        if self._verdicts[best].is_held:
            active = self.room.first(
                self._priorities.ranked(self._useful(self._in_session(self._active())))
            )
            if active is not None:
                self.room.take(active, ChosenBecause.BEST)

    def _take_for(self, process: str) -> None:
        """
        (b) The best for a goal or a severe process, where the evidence is enough.

        An activity outside sessions is no answer by itself: the best work in session joins it.
        """
        is_goal = self._facts.has_goal(process)
        because = ChosenBecause.GOAL if is_goal else ChosenBecause.SEVERE
        active = self._active()
        for group in (active, self._in_session(active), self._open):
            best = self.room.first(self._strongest(process, group), picked=True)
            if best is not None:
                self.room.take(best, because, process)
                if not self._verdicts[best].technique.adjunct:
                    return

    def _take_for_category(self, category: Category) -> None:
        """
        (c) The best with a primary target in a category the plan still lacks.

        Expert opinion alone fills no category: a missing one is named instead.
        """
        limit = self._budget.sessions * self._policy.category_share
        found = [
            identity
            for identity in self._in_session(self._active())
            if self._verdicts[identity].technique.category is category
            and self._serves_as_primary(identity)
            and self.room.whole_cost(identity) <= limit
        ]
        best = self.room.first(self._priorities.ranked(found))
        if best is not None:
            self.room.take(best, ChosenBecause.CATEGORY)

    def _take_weak(self, process: str) -> None:
        """
        (d) The best there is for a goal or severe process nothing serves yet.

        What has a record comes before expert opinion, then primary before secondary. What
        does not suit this client is no stopgap, nor is good or activating work cut short.
        """
        cap = self._policy.weak_sessions
        ranked = sorted(
            (strength.record is None, strength.role is Role.SECONDARY, -strength.value, identity)
            for identity in self._active()
            if (strength := self._strengths[identity].get(process))
            and strength.value > 0
            and self._is_stopgap(identity, strength, cap)
        )
        best = self.room.first([entry[-1] for entry in ranked], cap=cap)
        if best is not None:
            self.room.take(best, ChosenBecause.WEAK_EVIDENCE, process, cap)

    def _is_stopgap(self, identity: str, strength: Strength, cap: int) -> bool:
        technique = self._verdicts[identity].technique
        worth_its_dose = technique.activating or strength.value >= self._policy.least_strength
        cut_short = worth_its_dose and self.room.cost(identity) > cap
        suits = all(map(self._suits, (identity, *self.room.requirements(identity))))
        return suits and not cut_short and self.room.whole_cost(identity, cap) <= cap

    def _suits(self, identity: str) -> bool:
        """Whether neither the client's wishes nor responsiveness speak against it."""
        technique = self._verdicts[identity].technique
        wish = wish_for(technique, self._facts.presentation.preferences, self._policy)
        return wish.factor >= 1 and self._responsiveness.factor(technique) >= 1

    def _take_rest(self) -> None:
        """(e) The rest, while the gain is a fair share of the first pick's."""
        first = self._first_gain()
        useful = self._useful(self._active())
        while True:
            best = self.room.first(self._priorities.ranked(useful))
            if best is None or self._priorities.of(best) < self._policy.min_gain * first:
                return
            self.room.take(best, ChosenBecause.GAIN)

    # What the steps rest on

    def _first_gain(self) -> float:
        """Give what the best pick added, which the gain of the rest is held against."""
        return max((pick.priority for pick in self.room.picks.values()), default=0.0)

    def _must_serve(self) -> list[str]:
        """Goal processes and severe ones, by need."""
        found = [
            process
            for process in self._facts.needs
            if self._facts.has_goal(process) or self._facts.severity(process) >= self._policy.severe
        ]
        return sorted(found, key=lambda process: (-self._facts.needs[process], process))

    def _strongest(self, process: str, identities: Iterable[str]) -> list[str]:
        """Order those that serve *process* well, by strength and what the client likes."""
        priorities = self._priorities
        ranked = sorted(
            (-strength.value * priorities.liking(each), -priorities.of(each), each)
            for each in identities
            if (strength := self._strengths[each].get(process))
            and strength.value >= self._policy.least_strength
        )
        return [each for _, _, each in ranked]

    def _active(self) -> list[str]:
        return [each for each in self._open if self._verdicts[each].is_active]

    def _in_session(self, identities: Iterable[str]) -> list[str]:
        return [each for each in identities if not self._verdicts[each].technique.adjunct]

    def _matters(self, process: str) -> bool:
        """Whether a process is moderate or worse, or named by a goal."""
        severity = self._facts.severity(process)
        return severity >= self._policy.unmet_severity or (
            severity > 0 and self._facts.has_goal(process)
        )

    def _useful(self, identities: Iterable[str]) -> list[str]:
        """Keep those that serve well what matters; where none does, keep all."""
        everyone = list(identities)
        least = self._policy.least_strength
        useful = [
            each
            for each in everyone
            if any(
                strength.value >= least and self._matters(process)
                for process, strength in self._strengths[each].items()
            )
        ]
        return useful or everyone

    def _serves_as_primary(self, identity: str) -> bool:
        return any(
            strength.role is Role.PRIMARY
            and strength.record is not None
            and strength.value > 0
            and self._matters(process)
            for process, strength in self._strengths[identity].items()
        )

    def _is_served(self, process: str) -> bool:
        return any(
            pick.status is Status.ACTIVE
            and not pick.technique.adjunct
            and (strength := self._strengths[identity].get(process)) is not None
            and strength.value >= self._policy.least_strength
            for identity, pick in self.room.picks.items()
        )

    def _covered(self) -> set[Category]:
        return {
            pick.technique.category
            for pick in self.room.picks.values()
            if pick.status is Status.ACTIVE
        }

    def omissions(self) -> dict[str, tuple[Omission, str]]:
        """Say of every candidate that was not taken why not."""
        found: dict[str, tuple[Omission, str]] = {}
        for identity, verdict in self._verdicts.items():
            if identity in self.room.picks:
                continue
            if verdict.omission is not None:
                found[identity] = (verdict.omission, verdict.detail)
            else:
                found[identity] = self.room.obstacle(identity) or self._lower_gain(identity)
        return found

    def _lower_gain(self, identity: str) -> tuple[Omission, str]:
        if self._verdicts[identity].is_held:
            untils = dict.fromkeys(hold.until for hold in self._verdicts[identity].holds)
            waits = "; ".join(until.rstrip(".") for until in untils)
            return (
                Omission.LOWER_GAIN,
                f"It would have to wait until: {waits}. What can start serves the client first.",
            )
        return Omission.LOWER_GAIN, (
            f"It would add {self._priorities.of(identity):.3f} to the plan as it stands (it began "
            f"at {self.initial[identity]:.3f}), {self._too_little(identity)}."
        )

    def _too_little(self, identity: str) -> str:
        """Name the threshold it fails, there being room for it."""
        if identity not in self._useful(self._active()):
            least = self._policy.least_strength
            return f"and serves nothing that matters here with a strength of {least:g} or more"
        share = f"{self._policy.min_gain * 100:g} %"
        return f"under {share} of what the best pick added ({self._first_gain():.3f})"
