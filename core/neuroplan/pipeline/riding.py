"""Ride along: short work shares the sessions of the work that fills them."""

from __future__ import annotations

from collections.abc import Iterable

from neuroplan.model.policy import OrderingPolicy
from neuroplan.model.terms import ChosenBecause, Phase
from neuroplan.pipeline.formulation import ClientFacts
from neuroplan.pipeline.room import Budget, Pick


#: The sessions of each technique, in order.
Calendar = dict[str, tuple[int, ...]]
#: What comes first of what begins in one session.
PLACE = {phase: place for place, phase in enumerate(Phase)}


def ride_along(
    active: Iterable[Pick],
    calendar: Calendar,
    facts: ClientFacts,
    budget: Budget,
    policy: OrderingPolicy,
    first_session: int,
) -> Calendar:
    """
    Let short work ride along, early work early, at most ``ride_along_max`` a session.

    Together it takes at most ``ride_along_share`` of the session's minutes, as long as there
    is room elsewhere. First everything has its least dose; then what serves a goal or a severe
    process goes on towards its most while there is room. What only prepares comes just before
    its purpose. An adjunct runs beside the whole.

    Args:
        calendar: The sessions of the work that fills them.
    """
    riders = [pick for pick in active if pick.cost == 0]
    short = [pick for pick in riders if not pick.technique.adjunct]
    short.sort(key=lambda pick: (not pick.prepares, PLACE[pick.technique.phase]))
    last = _last_session(short, calendar, budget, policy, first_session)
    rides = _Rides(calendar, budget, policy, first_session, last)
    for pick in short:
        rides.place(pick)
    for pick in short:
        if pick.because is not ChosenBecause.PREPARES and _must_serve(pick, facts, policy):
            rides.go_on(pick)
    beside = (first_session, max(last, first_session))
    adjuncts = {pick.technique.id: beside for pick in riders if pick.technique.adjunct}
    return {**rides.calendar, **adjuncts}


class _Rides:
    """Carries the sessions that short work has, and the minutes it takes of each."""

    def __init__(
        self, working: Calendar, budget: Budget, policy: OrderingPolicy, first: int, last: int
    ) -> None:
        self._working = working
        self._sessions = budget.sessions
        self._most = policy.ride_along_max
        self._most_minutes = policy.ride_along_share * budget.session_minutes
        self._first = first
        self._last = last
        self._taken: dict[int, list[int]] = {}
        self.calendar: Calendar = {}

    def place(self, pick: Pick) -> None:
        """Give it the sessions of its least dose, before what it prepares for."""
        wanted = min(_least(pick, self._sessions), self._last - self._first + 1)
        due = min(
            (self._working[each][0] for each in pick.prepares if each in self._working),
            default=self._last,
        )
        start = self._start(pick, self._last - wanted + 1)
        if pick.because is ChosenBecause.PREPARES:
            start = max(start, due - wanted)
        sessions = self._free(pick, start, wanted)
        if len(sessions) < wanted:
            sessions = self._free(pick, start, wanted, crowded=True)
        self._take(pick, sessions)
        # What prepares for other work is never late, though a session holds one more.
        in_time = bool(sessions) and sessions[0] <= due
        self.calendar[pick.technique.id] = sessions if in_time else (due,)

    def go_on(self, pick: Pick) -> None:
        """Let it go on towards its most, where there is room after its last session."""
        sessions = self.calendar[pick.technique.id]
        # Weak work may have less at most than its least dose.
        wanted = max(0, pick.most - len(sessions))
        more = self._free(pick, sessions[-1] + 1, wanted)
        self._take(pick, more)
        self.calendar[pick.technique.id] = (*sessions, *more)

    def _start(self, pick: Pick, latest: int) -> int:
        """Early and accompanying work starts at once, processing with the rest, the last late."""
        known = {**self._working, **self.calendar}
        needed = [
            known[member][0]
            for group in pick.technique.requires
            for member in group
            if known.get(member)
        ]
        start = max([self._first, *needed])
        starts = [sessions[0] for sessions in known.values() if sessions]
        if pick.technique.phase is Phase.PROCESSING and starts:
            # Short processing work starts with the session-long work it goes with.
            start = max(start, min(starts))
        if pick.technique.phase is Phase.CONSOLIDATION and not pick.prepares:
            start = max(start, latest)
        return max(self._first, min(start, max(latest, self._first)))

    def _free(
        self, pick: Pick, start: int, wanted: int, *, crowded: bool = False
    ) -> tuple[int, ...]:
        """Give the first sessions with room for it; if *crowded*, beyond their share of minutes."""
        free = [
            session
            for session in range(start, self._last + 1)
            for taken in [self._taken.get(session, [])]
            if len(taken) < self._most
            and (crowded or sum(taken) + pick.technique.dose.minutes <= self._most_minutes)
        ]
        return tuple(free[:wanted])

    def _take(self, pick: Pick, sessions: Iterable[int]) -> None:
        for session in sessions:
            self._taken.setdefault(session, []).append(pick.technique.dose.minutes)


def _last_session(
    short: list[Pick],
    calendar: Calendar,
    budget: Budget,
    policy: OrderingPolicy,
    first_session: int,
) -> int:
    """Give the last session of the work, or a later one that the short work itself needs."""
    working = max((sessions[-1] for sessions in calendar.values()), default=first_session - 1)
    doses = [_least(pick, budget.sessions) for pick in short]
    crowded = -(-sum(doses) // max(1, policy.ride_along_max))
    return max(working, first_session + max([crowded, *doses]) - 1)


def _least(pick: Pick, sessions: int) -> int:
    return min(pick.technique.dose.least, sessions)


def _must_serve(pick: Pick, facts: ClientFacts, policy: OrderingPolicy) -> bool:
    return any(
        facts.has_goal(target.process) or facts.severity(target.process) >= policy.severe
        for target in pick.technique.targets
    )
