"""Set objectives and measures: what should have changed by when, and how it is followed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from neuroplan.instruments import score
from neuroplan.library import Library
from neuroplan.model.instrument import Instrument
from neuroplan.model.plan import Monitoring, Objective, PlannedTechnique
from neuroplan.model.vocabulary import Vocabulary
from neuroplan.pipeline.formulation import ClientFacts


#: First review: within the first third of the sessions, no later than this.
LATEST_REVIEW = 6
#: Steps of severity an objective aims at where no instrument measures the process.
RATING_STEPS = 2
#: Least severity followed by a measure; what a goal names is followed at any.
WORTH_MEASURING = 2
#: A measure counts for its items as well as for what it covers.
MOST_MEASURES = 5


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
        least: Strength from which a technique is counted on; a date is set by nothing less.
    """
    served = _served_until(entries, least)
    found: list[Objective] = []
    for goal in facts.presentation.goals:
        for process in goal.processes:
            if facts.severity(process) > 0:
                until = served.get(process)
                found.append(
                    _objective(goal.text, process, facts, library, until)
                    if until
                    else _open_objective(goal.text, process, facts, library.vocabulary, sessions)
                )
    return tuple(found)


def _served_until(entries: Iterable[PlannedTechnique], least: float) -> dict[str, int]:
    """Tell when the last session is of what serves each process well."""
    until: dict[str, int] = {}
    for entry in entries:
        if entry.sessions is not None:
            for target in entry.targets:
                if target.strength >= least:
                    until[target.process] = max(until.get(target.process, 0), entry.sessions.last)
    return until


def _open_objective(
    goal: str, process: str, facts: ClientFacts, vocabulary: Vocabulary, sessions: int
) -> Objective:
    """Set no date where nothing in the plan that may start is counted on."""
    severity = facts.severity(process)
    label, words = vocabulary.process_label(process), vocabulary.severity
    return Objective(
        goal=goal,
        process=process,
        objective=f"{label}: rated {severity} ({words[severity]}) at the start. Nothing that may "
        "start in this plan is counted on for it yet: agree on a step and a date at the first "
        "review, or when a hold lifts.",
        instrument=None,
        baseline=severity,
        target=max(0, severity - 1),
        by_session=sessions,
    )


def _objective(
    goal: str, process: str, facts: ClientFacts, library: Library, by_session: int
) -> Objective:
    vocabulary = library.vocabulary
    measured = _measured(process, facts, library.instruments)
    label = vocabulary.process_label(process)
    if measured is not None:
        instrument, baseline = measured
        change = instrument.reliable_change.value or 0.0
        down = instrument.direction == "higher_worse"
        target = baseline - change if down else baseline + change
        low, high = instrument.total.range or (target, target)
        target = round(min(max(target, low), high), 2)
        text = (
            f"{label}: {instrument.name} total from {baseline:g} to {target:g} or "
            f"{'less' if down else 'more'} by session {by_session} "
            f"(a reliable change: {change:g} points)."
        )
        return Objective(
            goal=goal,
            process=process,
            objective=text,
            instrument=instrument.id,
            baseline=baseline,
            target=target,
            by_session=by_session,
        )
    severity = facts.severity(process)
    aim = max(1 if severity > 1 else 0, severity - RATING_STEPS)
    words = vocabulary.severity
    return Objective(
        goal=goal,
        process=process,
        objective=f"{label}: rated {severity} ({words[severity]}) at the start, "
        f"{aim} ({words[aim]}) or less by session {by_session}.",
        instrument=None,
        baseline=severity,
        target=aim,
        by_session=by_session,
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
    review = max(1, min(LATEST_REVIEW, (sessions + 2) // 3))
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
