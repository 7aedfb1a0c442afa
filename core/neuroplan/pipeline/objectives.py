"""Set objectives and measures: what should have changed by when, and how it is followed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import attrs

from neuroplan.instruments import score
from neuroplan.library import Library
from neuroplan.model.instrument import Instrument
from neuroplan.model.plan import Monitoring, Objective, PlannedTechnique
from neuroplan.pipeline.formulation import ClientFacts


#: First review: within the first third of the sessions, no later than this.
LATEST_REVIEW = 6
#: Steps of severity an objective aims at where no instrument measures the process.
RATING_STEPS = 2
#: Least severity followed by a measure; what a goal names is followed at any.
WORTH_MEASURING = 2
#: A measure counts for its items as well as for what it covers.
MOST_MEASURES = 5


@attrs.frozen(kw_only=True)
class Service:
    """
    What in the plan is counted on for a process, best first, and until which session.

    Attributes:
        until: None: nothing that may start.
    """

    techniques: tuple[str, ...] = ()
    until: int | None = None


def set_objectives(
    facts: ClientFacts,
    entries: Iterable[PlannedTechnique],
    library: Library,
    sessions: int,
    least: float,
) -> tuple[Objective, ...]:
    """
    Give an objective for each goal and process that has a severity.

    Args:
        sessions: Sessions of the plan.
        least: Strength from which a technique is counted on; a date is set by nothing less.
    """
    served = _services(entries, least)
    review = first_review(sessions)
    return tuple(
        attrs.evolve(
            _objective(process, facts, library, served.get(process, Service()), sessions),
            goal=goal.text,
            review_at=review,
        )
        for goal in facts.presentation.goals
        for process in goal.processes
        if facts.severity(process) > 0
    )


def first_review(sessions: int) -> int:
    """Give the session of the first review: within the first third, never late."""
    return max(1, min(LATEST_REVIEW, (sessions + 2) // 3))


def _services(entries: Iterable[PlannedTechnique], least: float) -> dict[str, Service]:
    found: dict[str, list[tuple[float, str, int]]] = {}
    for entry in entries:
        for target in entry.targets if entry.sessions is not None else ():
            if entry.sessions is not None and target.strength >= least:
                place = (-target.strength, entry.technique_id, entry.sessions.last)
                found.setdefault(target.process, []).append(place)
    return {
        process: Service(
            techniques=tuple(identity for _, identity, _ in sorted(places)),
            until=max(last for _, _, last in places),
        )
        for process, places in found.items()
    }


def _objective(
    process: str, facts: ClientFacts, library: Library, service: Service, sessions: int
) -> Objective:
    """Aim at a reliable change where an instrument measures it, else at a milder rating."""
    severity = facts.severity(process)
    label, words = library.vocabulary.process_label(process), library.vocabulary.severity
    plain = Objective(
        goal="",
        process=process,
        objective=f"{label}: rated {severity} ({words[severity]}) at the start. Nothing that may "
        "start in this plan is counted on for it yet: agree on a step and a date at the first "
        "review, or when a hold lifts.",
        instrument=None,
        baseline=severity,
        target=max(0, severity - 1),
        by_session=sessions,
        techniques=service.techniques,
        review_at=1,
    )
    if service.until is None:
        return plain
    measured = _measured(process, facts, library.instruments)
    if measured is not None:
        return _measured_objective(plain, label, *measured, service.until)
    aim = max(1 if severity > 1 else 0, severity - RATING_STEPS)
    text = (
        f"{label}: rated {severity} ({words[severity]}) at the start, {aim} ({words[aim]}) or "
        f"less by session {service.until}."
    )
    return attrs.evolve(plain, objective=text, target=aim, by_session=service.until)


def _measured_objective(
    plain: Objective, label: str, instrument: Instrument, baseline: float, until: int
) -> Objective:
    change = instrument.reliable_change.value or 0.0
    down = instrument.direction == "higher_worse"
    low, high = instrument.total.range or (-math.inf, math.inf)
    target = round(min(max(baseline - change if down else baseline + change, low), high), 2)
    cutoff = instrument.clinical_cutoff
    beyond = f"; the clinical cut-off is {cutoff.value:g}" if cutoff.value is not None else ""
    text = (
        f"{label}: {instrument.name} total from {baseline:g} to {target:g} or "
        f"{'less' if down else 'more'} by session {until} (a reliable change: {change:g} "
        f"points{beyond})."
    )
    return attrs.evolve(
        plain,
        objective=text,
        instrument=instrument.id,
        baseline=baseline,
        target=target,
        by_session=until,
    )


def _measured(
    process: str, facts: ClientFacts, instruments: Mapping[str, Instrument]
) -> tuple[Instrument, float] | None:
    """Give an instrument the client has filled in whose total measures *process*."""
    for result in sorted(
        facts.presentation.instruments, key=lambda each: (each.date or "", each.id), reverse=True
    ):
        instrument = instruments[result.id]
        total = score(instrument, result).total
        if total is None or instrument.reliable_change.value is None:
            continue
        if any(each.process == process and each.from_ == "total" for each in instrument.severity):
            return instrument, total
    return None


def plan_monitoring(
    facts: ClientFacts,
    entries: Iterable[PlannedTechnique],
    sessions: int,
    instruments: Mapping[str, Instrument],
) -> tuple[Monitoring, ...]:
    """
    Choose measures that cover what the plan targets with few items.

    Greedy: the measure that covers most need for each item comes next; measures the client
    has filled in already count as half their items, since the series goes on.
    """
    needs = {
        target.process: target.need
        for entry in entries
        for target in entry.targets
        if target.severity >= WORTH_MEASURING or facts.has_goal(target.process)
    }
    given = {result.id for result in facts.presentation.instruments}
    review = first_review(sessions)
    left = dict(needs)
    found: list[Monitoring] = []
    candidates = {identity: each for identity, each in instruments.items() if each.used}
    while left and len(found) < MOST_MEASURES:
        best = _next_measure(candidates, left, given)
        if best is None:
            break
        instrument = candidates.pop(best)
        covered = sorted(
            _covers(instrument, left, given), key=lambda process: (-left[process], process)
        )
        found.append(_monitoring(instrument, tuple(covered), review))
        for process in covered:
            left.pop(process)
    return tuple(found)


def _covers(instrument: Instrument, left: Mapping[str, float], given: set[str]) -> set[str]:
    """
    Give the processes it measures well enough to follow: no single items.

    A proxy is good enough where the client fills it in already.
    """
    return {
        each.process
        for each in instrument.severity
        if each.process in left
        and not each.from_.startswith("item:")
        and (each.confidence.value != "low" or instrument.id in given)
    }


def _next_measure(
    candidates: Mapping[str, Instrument], left: Mapping[str, float], given: set[str]
) -> str | None:
    ranked = []
    for identity, instrument in candidates.items():
        worth = sum(left[process] for process in _covers(instrument, left, given))
        if worth > 0:
            burden = instrument.item_count * (0.5 if identity in given else 1.0)
            ranked.append((-worth / (burden + 5), identity))
    return min(ranked)[1] if ranked else None


def _monitoring(instrument: Instrument, processes: tuple[str, ...], review: int) -> Monitoring:
    change = instrument.reliable_change
    kind = change.kind.replace("_", " ").replace("mcid", "MCID")
    source = change.source if kind in change.source else f"{kind}; {change.source}"
    reliable = (
        f"{change.value:g} points ({source})"
        if change.value is not None
        else "no reliable change is known: look at the trend and ask"
    )
    return Monitoring(
        instrument=instrument.id,
        processes=processes,
        every=instrument.frequency,
        review_at=review,
        reliable_change=reliable,
        what_if_no_change="Look at the alliance and the client's wishes first, then at dose and "
        "formulation; then turn to the alternative named with the technique. A reliable "
        "worsening is talked about at once.",
    )
