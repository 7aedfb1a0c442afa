"""
Sequence: what comes when, in phases and sessions.

Phases say what kind of work it is and are no barriers. Only a technique's own requirements
must precede it; other stabilization and preparation before the main processing technique
takes at most ``lead_in_sessions``, the rest runs beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from neuroplan.model.plan import PlannedSessions, SessionOutline
from neuroplan.model.policy import OrderingPolicy
from neuroplan.model.terms import ChosenBecause, Phase, Status
from neuroplan.pipeline.formulation import ClientFacts
from neuroplan.pipeline.selection import Budget, Pick


#: The sessions of each technique, in order.
Calendar = dict[str, tuple[int, ...]]
#: What the main technique requires, the main one, early work, and the rest.
Parts = tuple[list[Pick], list[Pick], list[Pick], list[Pick]]

_EARLY = (Phase.STABILIZATION, Phase.PREPARATION)
_PLACE = {phase: place for place, phase in enumerate(Phase)}


@attrs.frozen(kw_only=True)
class Slot:
    """A pick with its place: its order number and, where it is active, its sessions."""

    pick: Pick
    order: int
    sessions: PlannedSessions | None


def sequence(
    picks: Iterable[Pick],
    facts: ClientFacts,
    budget: Budget,
    policy: OrderingPolicy,
    first_session: int,
) -> tuple[tuple[Slot, ...], tuple[SessionOutline, ...]]:
    """
    Place the picks in sessions.

    Args:
        budget: The sessions left after what safety takes.
        first_session: The first session techniques may use.

    Returns:
        The slots in order (held ones last), and the outline of the sessions.
    """
    everything = list(picks)
    active = [pick for pick in everything if pick.status is Status.ACTIVE]
    held = [pick for pick in everything if pick.status is Status.HELD]
    working = [pick for pick in active if pick.cost > 0]
    parts = _parts(working)
    spare = budget.sessions - sum(pick.cost for pick in everything)
    counts = _lengthened(parts, spare, facts)
    timetable = _timetable(parts, counts, policy)
    calendar = _calendar(timetable, first_session)
    # Sessions kept for the best held technique stand free at the end until it may start.
    calendar.update(_rides(active, calendar, facts, budget, policy, first_session))
    return _slots(active, held, calendar, budget, policy), _outline(calendar, active)


def _main(working: list[Pick]) -> Pick | None:
    """
    Give the technique the plan is built around.

    The best by the evidence; where that is early work or takes no session, the first
    processing technique.
    """
    chosen = [pick for pick in working if pick.because is not ChosenBecause.PREPARES]
    best = [pick for pick in chosen if pick.because is ChosenBecause.BEST]
    first = [pick for pick in best if pick.technique.phase not in _EARLY]
    processing = [pick for pick in chosen if pick.technique.phase is Phase.PROCESSING]
    return next(iter([*first, *processing, *best, *chosen]), None)


def _parts(working: list[Pick]) -> Parts:
    """
    Split the work: what the main technique requires, the main one, early work, the rest.

    Early work and the rest keep the order in which they were chosen, what serves best first;
    consolidation comes last.
    """
    main = _main(working)
    if main is None:
        return [], [], [], []
    needed = [pick for pick in working if pick in _needed_by(main, working)]
    left = [pick for pick in working if pick is not main and pick not in needed]
    early = [
        pick for pick in left if pick.technique.phase in _EARLY and _is_free(pick, main, working)
    ]
    rest = [pick for pick in left if pick not in early]
    rest.sort(key=lambda pick: pick.technique.phase is Phase.CONSOLIDATION)
    return (
        _requirements_first(needed),
        [main],
        _requirements_first(early),
        _requirements_first(rest),
    )


def _is_free(pick: Pick, main: Pick, working: list[Pick]) -> bool:
    """Whether it is early work that may stand before or beside the main technique."""
    needed = _needed_by(pick, working)
    early = all(each.technique.phase in _EARLY for each in (pick, *needed))
    return early and main not in needed


def _needed_by(pick: Pick, working: list[Pick]) -> list[Pick]:
    """Give what must come before *pick*, at any remove."""
    found: list[Pick] = []
    pending = [pick]
    while pending:
        current = pending.pop()
        for each in working:
            if current.technique.id in each.prepares and each not in found:
                found.append(each)
                pending.append(each)
    return found


def _requirements_first(picks: list[Pick]) -> list[Pick]:
    """Keep the order, but let what a technique requires stand before it."""
    ordered: list[Pick] = []

    def place(pick: Pick) -> None:
        if pick in ordered:
            return
        for needed in _needed_by(pick, picks):
            place(needed)
        if pick not in ordered:
            ordered.append(pick)

    for pick in picks:
        place(pick)
    return ordered


def _lengthened(parts: Parts, spare: int, facts: ClientFacts) -> dict[str, int]:
    """Let sessions left over lengthen doses towards their most, goals first."""
    _, *others = parts
    growing = [
        pick for part in others for pick in part if pick.because is not ChosenBecause.PREPARES
    ]
    counts = {pick.technique.id: pick.cost for part in parts for pick in part}

    def serves_goal(pick: Pick) -> bool:
        return any(facts.has_goal(target.process) for target in pick.technique.targets)

    growing.sort(key=lambda pick: -pick.priority)
    for group in (
        [pick for pick in growing if serves_goal(pick)],
        [pick for pick in growing if not serves_goal(pick)],
    ):
        spare = _share_out(spare, group, counts)
    return counts


def _share_out(spare: int, picks: list[Pick], counts: dict[str, int]) -> int:
    """Give one session after another in turn, until none is left or all have their most."""
    growing = picks
    while spare and growing:
        growing = [pick for pick in growing if counts[pick.technique.id] < pick.most]
        for pick in growing[:spare]:
            counts[pick.technique.id] += 1
        spare -= min(spare, len(growing))
    return spare


def _timetable(parts: Parts, counts: Mapping[str, int], policy: OrderingPolicy) -> list[str]:
    """
    Say which technique each session works on.

    What the main technique requires comes first. Before a processing technique other early
    work takes at most the lead-in; what is left of it takes turns with the main technique.
    """

    def sessions(picks: list[Pick]) -> list[str]:
        return [pick.technique.id for pick in picks for _ in range(counts[pick.technique.id])]

    needed, main, early, rest = parts
    required, beside = sessions(needed), sessions(early)
    room = 0
    if main and main[0].technique.phase is Phase.PROCESSING:
        room = max(0, policy.lead_in_sessions - len(required))
    return [
        *required,
        *beside[:room],
        *_alternating(sessions(main), beside[room:]),
        *sessions(rest),
    ]


def _alternating(main: list[str], beside: list[str]) -> list[str]:
    woven: list[str] = []
    waiting = list(beside)
    for session in main:
        woven.append(session)
        if waiting:
            woven.append(waiting.pop(0))
    return woven + waiting


def _calendar(timetable: list[str], first_session: int) -> Calendar:
    """Give the sessions of each technique."""
    calendar: Calendar = {}
    for session, identity in enumerate(timetable, start=first_session):
        calendar[identity] = (*calendar.get(identity, ()), session)
    return calendar


def _rides(
    active: list[Pick],
    calendar: Calendar,
    facts: ClientFacts,
    budget: Budget,
    policy: OrderingPolicy,
    first_session: int,
) -> Calendar:
    """
    Let short work ride along, early work early, at most ``ride_along_max`` a session.

    First everything has its least dose; then what serves a goal or a severe process goes on
    towards its most while there is room. An adjunct runs beside the whole.
    """
    riders = [pick for pick in active if pick.cost == 0]
    working = max((sessions[-1] for sessions in calendar.values()), default=first_session - 1)
    longest = max((_least_ride(pick, budget) for pick in riders), default=0)
    crowded = -(-sum(_least_ride(pick, budget) for pick in riders) // max(1, policy.ride_along_max))
    last = max(working, first_session + max(longest, crowded) - 1)
    used: dict[int, int] = {}
    found: Calendar = {}

    def free_from(start: int) -> list[int]:
        room = policy.ride_along_max
        return [each for each in range(start, last + 1) if used.get(each, 0) < room]

    def ride(pick: Pick, start: int, wanted: int) -> None:
        sessions = free_from(start)[:wanted]
        for session in sessions:
            used[session] = used.get(session, 0) + 1
        found[pick.technique.id] = (*found.get(pick.technique.id, ()), *sessions)

    short = [pick for pick in riders if not pick.technique.adjunct]
    short.sort(key=lambda pick: (not pick.prepares, _PLACE[pick.technique.phase]))
    for pick in short:
        wanted = min(_least_ride(pick, budget), last - first_session + 1)
        start = _ride_start(pick, {**calendar, **found}, first_session, last - wanted + 1)
        ride(pick, start, wanted)
        due = min((calendar[each][0] for each in pick.prepares if each in calendar), default=last)
        if not found[pick.technique.id] or found[pick.technique.id][0] > due:
            # What prepares for other work is never late, though a session holds one more.
            found[pick.technique.id] = (due,)
    for pick in short:
        sessions = found[pick.technique.id]
        if (
            sessions
            and pick.because is not ChosenBecause.PREPARES
            and _must_serve(pick, facts, policy)
        ):
            ride(pick, sessions[-1] + 1, pick.most - len(sessions))
    for pick in riders:
        if pick.technique.adjunct or not found.get(pick.technique.id):
            found[pick.technique.id] = (first_session, max(last, first_session))
    return found


def _least_ride(pick: Pick, budget: Budget) -> int:
    return 0 if pick.technique.adjunct else min(pick.technique.dose.least, budget.sessions)


def _must_serve(pick: Pick, facts: ClientFacts, policy: OrderingPolicy) -> bool:
    return any(
        facts.has_goal(target.process) or facts.severity(target.process) >= policy.severe
        for target in pick.technique.targets
    )


def _ride_start(pick: Pick, known: Calendar, first_session: int, latest: int) -> int:
    """Early and accompanying work starts at once, processing with the rest, the last late."""
    starts = [sessions[0] for sessions in known.values() if sessions]
    needed = [
        known[member][0]
        for group in pick.technique.requires
        for member in group
        if known.get(member)
    ]
    start = max([first_session, *needed])
    if pick.technique.phase is Phase.PROCESSING and starts:
        # Short processing work starts with the session-long work it goes with.
        start = max(start, min(starts))
    if pick.technique.phase is Phase.CONSOLIDATION and not pick.prepares:
        start = max(start, latest)
    return max(first_session, min(start, max(latest, first_session)))


def _slots(
    active: list[Pick],
    held: list[Pick],
    calendar: Calendar,
    budget: Budget,
    policy: OrderingPolicy,
) -> tuple[Slot, ...]:
    """Number the techniques by first session; in one session requirements first, then phase."""

    def key(pick: Pick) -> tuple[int, bool, int, str]:
        technique = pick.technique
        return calendar[technique.id][0], not pick.prepares, _PLACE[technique.phase], technique.id

    ordered = sorted(active, key=key)
    return tuple(
        Slot(
            pick=pick,
            order=order,
            sessions=None
            if pick.status is Status.HELD
            else _sessions(pick, calendar[pick.technique.id], budget, policy),
        )
        for order, pick in enumerate([*ordered, *held], start=1)
    )


def _sessions(
    pick: Pick, sessions: tuple[int, ...], budget: Budget, policy: OrderingPolicy
) -> PlannedSessions:
    technique = pick.technique
    long = technique.dose.minutes > policy.long_session_ratio * budget.session_minutes
    return PlannedSessions(
        first=sessions[0],
        last=sessions[-1],
        count=0 if technique.adjunct else len(sessions),
        minutes=technique.dose.minutes,
        long_session=long and not technique.adjunct,
    )


def _outline(calendar: Calendar, active: list[Pick]) -> tuple[SessionOutline, ...]:
    """List the techniques of each session: its main work, then what rides along."""
    outside = {pick.technique.id for pick in active if pick.technique.adjunct}
    sessions: dict[int, list[str]] = {}
    for identity, days in calendar.items():
        for session in days if identity not in outside else ():
            sessions.setdefault(session, []).append(identity)
    return tuple(
        SessionOutline(session=session, techniques=tuple(ids))
        for session, ids in sorted(sessions.items())
    )
