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
    placed = _spans(timetable, first_session)
    # Sessions kept for the best held technique stand free at the end until it may start.
    length = max(len(timetable), 1)
    placed.update(_rides(active, placed, length, first_session, budget, policy))
    slots = _ordered(active, held, placed, budget, policy)
    return slots, _outline(slots, timetable, first_session)


def _main(working: list[Pick]) -> Pick | None:
    """The processing technique chosen first; without one, what was chosen first of all."""
    processing = (pick for pick in working if pick.technique.phase is Phase.PROCESSING)
    chosen = (pick for pick in working if pick.because is not ChosenBecause.PREPARES)
    return next(processing, None) or next(chosen, None)


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
    early = [] if main.technique.phase in _EARLY else _early_work(working, needed)
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

    Early work that had no room in the lead-in takes every other session beside the main
    technique until it is done.
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
    for position, session in enumerate(main):
        woven.append(session)
        if position % 2 == 1 and waiting:
            woven.append(waiting.pop(0))
    return woven + waiting


def _spans(timetable: list[str], first_session: int) -> dict[str, tuple[int, int, int]]:
    """Give first session, last session and number of sessions of each technique."""
    spans: dict[str, tuple[int, int, int]] = {}
    for offset, identity in enumerate(timetable):
        session = first_session + offset
        begun, _, count = spans.get(identity, (session, session, 0))
        spans[identity] = (begun, session, count + 1)
    return spans


def _rides(
    active: list[Pick],
    placed: Mapping[str, tuple[int, int, int]],
    length: int,
    first_session: int,
    budget: Budget,
    policy: OrderingPolicy,
) -> dict[str, tuple[int, int, int]]:
    """Let short work ride along, early work early, at most ``ride_along_max`` a session."""
    last = first_session + max(length, min(budget.sessions, length)) - 1
    used: dict[int, int] = {}
    found: dict[str, tuple[int, int, int]] = {}
    riders = [pick for pick in active if pick.cost == 0]
    for pick in sorted(riders, key=lambda pick: _PLACE[pick.technique.phase] % len(_PLACE)):
        technique = pick.technique
        if technique.adjunct:
            found[technique.id] = (first_session, last, 0)
            continue
        wanted = min(technique.dose.least, last - first_session + 1)
        start = _ride_start(pick, placed, found, first_session, last - wanted + 1)
        sessions = [
            session
            for session in range(start, last + 1)
            if used.get(session, 0) < policy.ride_along_max
        ][:wanted] or [start]
        for session in sessions:
            used[session] = used.get(session, 0) + 1
        found[technique.id] = (sessions[0], sessions[-1], len(sessions))
    return found


def _ride_start(
    pick: Pick,
    placed: Mapping[str, tuple[int, int, int]],
    rides: Mapping[str, tuple[int, int, int]],
    first_session: int,
    latest: int,
) -> int:
    """Early and accompanying work starts at once, processing with the rest, the last late."""
    known = {**placed, **rides}
    needed = [
        known[member][0] for group in pick.technique.requires for member in group if member in known
    ]
    if pick.technique.phase is Phase.PROCESSING:
        # Short processing work starts with the session-long work it goes with.
        needed += [min((span[0] for span in placed.values()), default=first_session)]
    start = max([first_session, *needed])
    if pick.technique.phase is Phase.CONSOLIDATION and not pick.prepares:
        start = max(start, latest)
    return max(first_session, min(start, max(latest, first_session)))


def _ordered(
    active: list[Pick],
    held: list[Pick],
    placed: Mapping[str, tuple[int, int, int]],
    budget: Budget,
    policy: OrderingPolicy,
) -> tuple[Slot, ...]:
    """Number the techniques by first session; in one session requirements first, then phase."""

    def key(pick: Pick) -> tuple[int, bool, int, str]:
        technique = pick.technique
        return (placed[technique.id][0], not pick.prepares, _PLACE[technique.phase], technique.id)

    slots = [
        Slot(
            pick=pick,
            order=order,
            sessions=_sessions(pick, placed[pick.technique.id], budget, policy),
        )
        for order, pick in enumerate(sorted(active, key=key), start=1)
    ]
    slots += [
        Slot(pick=pick, order=order, sessions=None)
        for order, pick in enumerate(held, start=len(slots) + 1)
    ]
    return tuple(slots)


def _sessions(
    pick: Pick, span: tuple[int, int, int], budget: Budget, policy: OrderingPolicy
) -> PlannedSessions:
    minutes = pick.technique.dose.minutes
    return PlannedSessions(
        first=span[0],
        last=span[1],
        count=span[2],
        minutes=minutes,
        long_session=not pick.technique.adjunct
        and minutes > policy.long_session_ratio * budget.session_minutes,
    )


def _outline(
    slots: tuple[Slot, ...], timetable: list[str], first_session: int
) -> tuple[SessionOutline, ...]:
    """List the techniques of each session: its main work, then what rides along."""
    sessions: dict[int, list[str]] = {
        first_session + offset: [identity] for offset, identity in enumerate(timetable)
    }
    for slot in slots:
        technique = slot.pick.technique
        if slot.sessions is None or slot.pick.cost > 0 or technique.adjunct:
            continue
        for session in _ride_sessions(slot):
            sessions.setdefault(session, []).append(technique.id)
    return tuple(
        SessionOutline(session=session, techniques=tuple(ids))
        for session, ids in sorted(sessions.items())
    )


def _ride_sessions(slot: Slot) -> list[int]:
    planned = slot.sessions
    if planned is None:
        return []
    return list(range(planned.first, planned.last + 1))[: max(1, planned.count)]
