"""
Sequence: what comes when, in phases and sessions.

Phases say what kind of work it is and are no barriers. Only a technique's own requirements
must precede it. Each technique has its sessions in one piece: other stabilization and
preparation leads in to the main technique where all of it takes at most
``lead_in_sessions``, and follows it otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from neuroplan.model.plan import PlannedSessions, SessionOutline
from neuroplan.model.policy import OrderingPolicy
from neuroplan.model.terms import ChosenBecause, Phase, Status
from neuroplan.pipeline.formulation import ClientFacts
from neuroplan.pipeline.riding import PLACE, Calendar, ride_along
from neuroplan.pipeline.room import Budget, Pick


_EARLY = (Phase.STABILIZATION, Phase.PREPARATION)
_DEMANDING = (Phase.PROCESSING, Phase.CONSOLIDATION)
_WELL_SERVED = (ChosenBecause.GOAL, ChosenBecause.SEVERE)
_ASKED_FOR = (ChosenBecause.GOAL, ChosenBecause.CLINICIAN)


@attrs.frozen(kw_only=True)
class Slot:
    """
    A pick with its place: its order number and, where it is active, its sessions.

    Attributes:
        kept_free: The sessions at the end that stand free for it while it is on hold.
    """

    pick: Pick
    order: int
    sessions: PlannedSessions | None
    kept_free: PlannedSessions | None = None


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
    blocks = _blocks(working, policy)
    spare = budget.sessions - sum(pick.cost for pick in everything)
    calendar = _calendar(blocks, _lengthened(blocks, spare, facts), first_session)
    working_last = max((days[-1] for days in calendar.values()), default=first_session - 1)
    kept = _kept_free(held, working_last + 1, budget, policy)
    calendar.update(ride_along(active, calendar, facts, budget, policy, first_session))
    slots = _slots(active, held, calendar, kept, budget, policy)
    return slots, _outline(calendar, active)


def _kept_free(
    held: list[Pick], first: int, budget: Budget, policy: OrderingPolicy
) -> dict[str, PlannedSessions]:
    """Let the sessions kept for held work stand free at the end, what it requires first."""
    kept: dict[str, PlannedSessions] = {}
    waiting = [pick for pick in held if pick.cost]
    for pick in sorted(waiting, key=lambda pick: not pick.prepares):
        sessions = tuple(range(first, first + pick.cost))
        kept[pick.technique.id] = _sessions(pick, sessions, budget, policy)
        first += pick.cost
    return kept


@attrs.frozen(kw_only=True)
class _Blocks:
    """
    The work in session, each technique in one piece.

    Attributes:
        opening: What the main technique requires, and early work that leads in to it.
        rest: What follows, each after what it requires.
    """

    opening: tuple[Pick, ...] = ()
    main: Pick | None = None
    rest: tuple[Pick, ...] = ()

    @property
    def growing(self) -> list[Pick]:
        """Those whose doses sessions left over may lengthen."""
        after = (*([] if self.main is None else [self.main]), *self.rest)
        return [pick for pick in after if pick.because is not ChosenBecause.PREPARES]

    @property
    def in_order(self) -> tuple[Pick, ...]:
        """All of them, first to last."""
        return (*self.opening, *([] if self.main is None else [self.main]), *self.rest)


def _blocks(working: list[Pick], policy: OrderingPolicy) -> _Blocks:
    """
    Order the work: what leads in, what the main technique requires, that, and the rest.

    The rest keeps the order in which it was chosen, what serves best first; what
    consolidates comes last, unless it was chosen for a goal.
    """
    main = _main(working)
    if main is None:
        return _Blocks()
    required = _after_requirements([main], working)[:-1]
    # What only prepares comes with what it prepares for, if that takes sessions too.
    following = {each.technique.id for each in working}
    chosen = [
        pick
        for pick in working
        if pick is not main
        and pick not in required
        and (pick.because is not ChosenBecause.PREPARES or following.isdisjoint(pick.prepares))
    ]
    lead_in = _lead_in(chosen, required, main, working, policy)
    opening = _after_requirements([*lead_in, *required], working)
    rest = sorted((pick for pick in chosen if pick not in opening), key=_comes_last)
    return _Blocks(
        opening=tuple(opening),
        main=main,
        rest=tuple(
            pick
            for pick in _after_requirements(rest, working)
            if pick is not main and pick not in opening
        ),
    )


def _lead_in(
    chosen: list[Pick],
    required: list[Pick],
    main: Pick,
    working: list[Pick],
    policy: OrderingPolicy,
) -> list[Pick]:
    """Give the early work of which all, with what it requires, has room before the main work."""
    room = policy.lead_in_sessions - sum(pick.cost for pick in required)
    found: list[Pick] = []
    for pick in chosen:
        chain = [
            each
            for each in _after_requirements([pick], working)
            if each not in found and each not in required
        ]
        cost = sum(each.cost for each in chain)
        if cost <= room and _leads_in(pick, chain, main):
            found += chain
            room -= cost
    return found


def _main(working: list[Pick]) -> Pick | None:
    """
    Give the technique the plan is built around.

    The best by the evidence; where that is early work, the first processing technique that
    was chosen for a goal or a severe process, if there is one.
    """
    chosen = [pick for pick in working if pick.because is not ChosenBecause.PREPARES]
    best = [pick for pick in chosen if pick.because is ChosenBecause.BEST]
    first = [pick for pick in best if pick.technique.phase not in _EARLY]
    processing = [
        pick
        for pick in chosen
        if pick.technique.phase is Phase.PROCESSING
        and pick.because in (ChosenBecause.BEST, ChosenBecause.CLINICIAN, *_WELL_SERVED)
    ]
    return next(iter([*first, *processing, *best, *chosen]), None)


def _leads_in(pick: Pick, chain: list[Pick], main: Pick) -> bool:
    """Whether a technique and what it requires is early work with a reason to come first."""
    early = all(each.technique.phase in _EARLY for each in chain)
    # Weak work comes first only where it prepares for what is demanding.
    due = main.technique.phase in _DEMANDING or pick.because in _WELL_SERVED
    return early and main not in chain and due


def _comes_last(pick: Pick) -> bool:
    return pick.technique.phase is Phase.CONSOLIDATION and pick.because not in _ASKED_FOR


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


def _after_requirements(picks: Iterable[Pick], working: list[Pick]) -> list[Pick]:
    """Keep the order, but let what a technique requires stand before it."""
    ordered: list[Pick] = []

    def place(pick: Pick) -> None:
        if pick in ordered:
            return
        for needed in _needed_by(pick, working):
            place(needed)
        if pick not in ordered:
            ordered.append(pick)

    for pick in picks:
        place(pick)
    return ordered


def _lengthened(blocks: _Blocks, spare: int, facts: ClientFacts) -> dict[str, int]:
    """
    Let sessions left over lengthen doses towards their most, goals first.

    What comes before the main technique, and what only prepares, keeps its least dose.
    """
    counts = {pick.technique.id: pick.cost for pick in blocks.in_order}

    def serves_goal(pick: Pick) -> bool:
        return any(facts.has_goal(target.process) for target in pick.technique.targets)

    growing = sorted(blocks.growing, key=lambda pick: -pick.priority)
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


def _calendar(blocks: _Blocks, counts: Mapping[str, int], first_session: int) -> Calendar:
    """Give the sessions of each technique, one after the other."""
    calendar: Calendar = {}
    session = first_session
    for pick in blocks.in_order:
        count = counts[pick.technique.id]
        calendar[pick.technique.id] = tuple(range(session, session + count))
        session += count
    return calendar


def _slots(
    active: list[Pick],
    held: list[Pick],
    calendar: Calendar,
    kept: Mapping[str, PlannedSessions],
    budget: Budget,
    policy: OrderingPolicy,
) -> tuple[Slot, ...]:
    """Number the techniques by first session; in one session requirements first, then phase."""

    def key(pick: Pick) -> tuple[int, bool, int, str]:
        technique = pick.technique
        return calendar[technique.id][0], not pick.prepares, PLACE[technique.phase], technique.id

    ordered = sorted(active, key=key)
    return tuple(
        Slot(
            pick=pick,
            order=order,
            sessions=None
            if pick.status is Status.HELD
            else _sessions(pick, calendar[pick.technique.id], budget, policy),
            kept_free=kept.get(pick.technique.id),
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
