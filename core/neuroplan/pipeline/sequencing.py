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
    lead_in, rest = _lead_in(working, policy)
    spare = budget.sessions - sum(pick.cost for pick in everything)
    counts = _lengthened(lead_in, rest, spare, facts)
    timetable = _timetable(lead_in, rest, counts)
    calendar = _calendar(timetable, first_session)
    # Sessions kept for the best held technique stand free at the end until it may start.
    calendar.update(_rides(active, calendar, facts, budget, policy, first_session))
    return _slots(active, held, calendar, budget, policy), _outline(calendar, active)


def _main(working: list[Pick]) -> Pick | None:
    """The best by the evidence; where it takes no session, the first processing technique."""
    chosen = [pick for pick in working if pick.because is not ChosenBecause.PREPARES]
    best = (pick for pick in chosen if pick.because is ChosenBecause.BEST)
    processing = (pick for pick in chosen if pick.technique.phase is Phase.PROCESSING)
    return next(best, None) or next(processing, None) or next(iter(chosen), None)


def _lead_in(working: list[Pick], policy: OrderingPolicy) -> tuple[list[Pick], list[Pick]]:
    """
    Split off what comes before the main technique.

    The rest keeps the order in which it was chosen, what serves best first; consolidation
    comes last.
    """
    main = _main(working)
    if main is None:
        return [], []
    needed = _needed_by(main, working)
    lead_in = [pick for pick in working if pick in needed]
    room = policy.lead_in_sessions - sum(pick.cost for pick in lead_in)
    is_processing = main.technique.phase is Phase.PROCESSING
    early = _early_work(working, needed) if is_processing else []
    for pick in early:
        before = [
            each for each in _needed_by(pick, working) if each not in lead_in and each is not main
        ]
        cost = pick.cost + sum(each.cost for each in before)
        if cost <= room and main not in _needed_by(pick, working):
            lead_in += [*before, pick]
            room -= cost
    rest = [pick for pick in working if pick not in lead_in and pick is not main]
    rest.sort(key=lambda pick: pick.technique.phase is Phase.CONSOLIDATION)
    return _requirements_first(lead_in), _requirements_first([main, *rest])


def _early_work(working: list[Pick], needed: list[Pick]) -> list[Pick]:
    """Give the stabilization and preparation work nobody asked for as a requirement."""
    early = [pick for pick in working if pick.technique.phase in _EARLY and pick not in needed]
    return sorted(early, key=lambda pick: _PLACE[pick.technique.phase])


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


def _lengthened(
    lead_in: list[Pick], rest: list[Pick], spare: int, facts: ClientFacts
) -> dict[str, int]:
    """Let sessions left over lengthen doses towards their most, goals first."""
    counts = {pick.technique.id: pick.cost for pick in (*lead_in, *rest)}

    def serves_goal(pick: Pick) -> bool:
        return any(facts.has_goal(target.process) for target in pick.technique.targets)

    growing = [pick for pick in rest if pick.because is not ChosenBecause.PREPARES]
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


def _timetable(lead_in: list[Pick], rest: list[Pick], counts: Mapping[str, int]) -> list[str]:
    """
    Say which technique each session works on.

    Early work that had no room in the lead-in takes turns with the main technique until it
    is done.
    """
    table = [pick.technique.id for pick in lead_in for _ in range(counts[pick.technique.id])]
    beside = [
        pick.technique.id
        for pick in rest[1:]
        if pick.technique.phase in _EARLY
        for _ in range(counts[pick.technique.id])
    ]
    if rest and rest[0].technique.phase in _EARLY:
        beside = []
    main = [rest[0].technique.id] * counts[rest[0].technique.id] if rest else []
    early = set(beside)
    later = [
        pick.technique.id
        for pick in rest[1:]
        if pick.technique.id not in early
        for _ in range(counts[pick.technique.id])
    ]
    return [*table, *_alternating(main, beside), *later]


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
    needed = max((_least_ride(pick, budget) for pick in riders), default=0)
    last = max(working, first_session + needed - 1)
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
    short.sort(key=lambda pick: _PLACE[pick.technique.phase])
    for pick in short:
        wanted = min(_least_ride(pick, budget), last - first_session + 1)
        start = _ride_start(pick, {**calendar, **found}, first_session, last - wanted + 1)
        ride(pick, start, wanted)
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
