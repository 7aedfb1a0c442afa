"""Set objectives and measures: what should have changed by when, and how it is followed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import attrs

from neuroplan.instruments import score, shown
from neuroplan.library import Library
from neuroplan.model.instrument import Instrument, ScaleDirection
from neuroplan.model.plan import Monitoring, Objective, PlannedTechnique, TargetFinding
from neuroplan.model.presentation import latest
from neuroplan.model.terms import Certainty, spaced
from neuroplan.pipeline.factors import ADULT_AGE
from neuroplan.pipeline.formulation import ClientFacts


#: First review: within the first third of the sessions, no later than this.
LATEST_REVIEW = 6
#: Steps of severity an objective aims at where no instrument measures the process.
RATING_STEPS = 1
#: The same where what is counted on most is well supported and has its whole least dose.
FIRM_RATING_STEPS = 2
#: Least severity followed by a measure; what a goal names is followed at any.
WORTH_MEASURING = 2
#: A measure counts for its items as well as for what it covers.
MOST_MEASURES = 5
#: Share of its items that a measure costs where the client has filled it in already.
KNOWN_BURDEN = 0.5
#: Items that opening one more measure costs, however short it is.
BURDEN_OF_A_MEASURE = 5
#: Names of techniques in one sentence.
_MOST_NAMES = 3

_Served = tuple[PlannedTechnique, TargetFinding]


@attrs.frozen(kw_only=True)
class Service:
    """
    What in the plan serves a process, each best first.

    Attributes:
        counted: What may start and is strong enough to count on.
        tried: What may start and is too weak for that.
        held: What would be counted on, but for a hold.
    """

    counted: tuple[_Served, ...]
    tried: tuple[_Served, ...]
    held: tuple[_Served, ...]

    @classmethod
    def of(cls, process: str, entries: Iterable[PlannedTechnique], least: float) -> Service:
        """Find in *entries* what serves *process*; *least* is the strength to count on."""
        found = sorted(
            (
                (entry, target)
                for entry in entries
                for target in entry.targets
                if target.process == process and target.strength > 0
            ),
            key=lambda served: (-served[1].strength, served[0].technique_id),
        )
        strong = [served for served in found if served[1].strength >= least]
        active = [served for served in found if served[0].sessions is not None]
        return cls(
            counted=tuple(served for served in active if served in strong),
            tried=tuple(served for served in active if served not in strong),
            held=tuple(served for served in strong if served not in active),
        )


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
        least: Strength from which a technique is counted on; a target is set by nothing less.
    """
    planned = tuple(entries)
    return tuple(
        _objective(
            Objective(
                goal=goal.text,
                process=process,
                objective="",
                instrument=None,
                baseline=facts.severity(process),
                target=None,
                by_session=None,
                techniques=(),
                review_at=first_review(sessions),
            ),
            facts,
            library,
            Service.of(process, planned, least),
        )
        for goal in facts.presentation.goals
        for process in goal.processes
        if facts.severity(process) > 0
    )


def first_review(sessions: int) -> int:
    """Give the session of the first review: within the first third, never late."""
    return max(1, min(LATEST_REVIEW, (sessions + 2) // 3))


def _objective(
    plain: Objective, facts: ClientFacts, library: Library, service: Service
) -> Objective:
    """Aim at a reliable change where an instrument measures it, else at a milder rating."""
    label = library.vocabulary.process_label(plain.process)
    if not service.counted:
        severity, words = facts.severity(plain.process), library.vocabulary.severity
        text = f"{label}: rated {severity} ({words[severity]}) at the start. "
        return attrs.evolve(plain, objective=text + _without_target(service, plain.review_at))
    ends = [entry.sessions.last for entry, _ in service.counted if entry.sessions is not None]
    served = attrs.evolve(
        plain,
        techniques=tuple(entry.technique_id for entry, _ in service.counted),
        by_session=max(*ends, plain.review_at),
    )
    measured = _measured(plain.process, facts, library.instruments)
    aimed = (
        _rated(served, library, service)
        if measured is None
        else _measured_objective(served, *measured, adult=facts.age >= ADULT_AGE)
    )
    return attrs.evolve(aimed, objective=f"{label}: {aimed.objective}{_how_sure(service)}")


def _without_target(service: Service, review: int) -> str:
    """Say what there is for a process that nothing in the plan is counted on for."""
    agree = f"agree on a step with the client at the first review (session {review})"
    if service.tried:
        tried = f"{_named(service.tried)} tried; the evidence is too weak to set a target: {agree}."
        return f"{tried} {_on_hold(service)}".strip()
    if service.held:
        return _on_hold(service)
    return f"Nothing in this plan is counted on for it: {agree}."


def _on_hold(service: Service) -> str:
    if not service.held:
        return ""
    return f"{_named(service.held)} on hold: set a target and a date when the hold lifts."


def _named(served: Iterable[_Served]) -> str:
    names = [entry.name for entry, _ in served][:_MOST_NAMES]
    return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'}"


def _how_sure(service: Service) -> str:
    certainty = service.counted[0][1].certainty
    if certainty.rank >= Certainty.MODERATE.rank:
        return ""
    return f" Served weakly: the evidence is of {certainty.replace('_', ' ')} certainty."


def _rated(plain: Objective, library: Library, service: Service) -> Objective:
    severity, words = int(plain.baseline), library.vocabulary.severity
    steps = FIRM_RATING_STEPS if _is_firm(service, library) else RATING_STEPS
    aim = max(1 if severity > 1 else 0, severity - steps)
    text = (
        f"rated {severity} ({words[severity]}) at the start, {aim} ({words[aim]}) or less by "
        f"session {plain.by_session}."
    )
    return attrs.evolve(plain, objective=text, target=aim)


def _is_firm(service: Service, library: Library) -> bool:
    """Whether what is counted on most is well supported and has its whole least dose."""
    entry, target = service.counted[0]
    dose = library.techniques[entry.technique_id].dose
    given = entry.sessions.count if entry.sessions is not None else 0
    return target.certainty.rank >= Certainty.MODERATE.rank and given >= dose.least


def _measured_objective(
    plain: Objective, instrument: Instrument, baseline: float, *, adult: bool
) -> Objective:
    change = instrument.reliable_change.reliable or 0.0
    down = instrument.direction is ScaleDirection.HIGHER_WORSE
    target = round(baseline - change if down else baseline + change, 2)
    cutoff = instrument.clinical_cutoff
    # The cut-offs on record are those of adults.
    side = cutoff.side(target) if adult and cutoff.from_ == "total" else None
    text = (
        f"{instrument.name} total from {shown(baseline)} to {shown(target)} or "
        f"{'less' if down else 'more'} by session {plain.by_session} (a reliable gain: "
        f"{shown(change)} points{f'; {side}' if side else ''})."
    )
    return attrs.evolve(
        plain, objective=text, instrument=instrument.id, baseline=baseline, target=target
    )


def _measured(
    process: str, facts: ClientFacts, instruments: Mapping[str, Instrument]
) -> tuple[Instrument, float] | None:
    """Give an instrument whose latest total measures *process* and can show a reliable gain."""
    results = [result for _, result in latest(facts.presentation.instruments).values()]
    for result in sorted(results, key=lambda each: (each.date or "", each.id), reverse=True):
        instrument = instruments[result.id]
        total = score(instrument, result).total
        if total is None or not _has_room(instrument, total):
            continue
        if any(each.process == process and each.from_ == "total" for each in instrument.severity):
            return instrument, total
    return None


def _has_room(instrument: Instrument, total: float) -> bool:
    """Whether the scale has room for a reliable gain from *total*."""
    change = instrument.reliable_change.reliable
    if change is None:
        return False
    low, high = instrument.total.range or (-math.inf, math.inf)
    down = instrument.direction is ScaleDirection.HIGHER_WORSE
    return (total - low if down else high - total) >= change


def plan_monitoring(
    facts: ClientFacts,
    entries: Iterable[PlannedTechnique],
    sessions: int,
    instruments: Mapping[str, Instrument],
) -> tuple[Monitoring, ...]:
    """
    Choose measures that cover what the plan targets with few items.

    Greedy: the measure that covers most need for each item comes next; measures the client
    has filled in already count as part of their items, since the series goes on.
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
        worth = math.fsum(left[process] for process in sorted(_covers(instrument, left, given)))
        if worth > 0:
            burden = instrument.item_count * (KNOWN_BURDEN if identity in given else 1.0)
            ranked.append((-worth / (burden + BURDEN_OF_A_MEASURE), identity))
    return min(ranked)[1] if ranked else None


def _monitoring(instrument: Instrument, processes: tuple[str, ...], review: int) -> Monitoring:
    change = instrument.reliable_change
    kind = spaced(change.kind).replace("mcid", "MCID")
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
