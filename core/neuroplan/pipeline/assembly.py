"""Assemble the plan from what the steps found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from neuroplan.model.plan import (
    SCHEMA_VERSION,
    Coverage,
    DecisionFinding,
    Engine,
    MissingCategory,
    ModalityUsed,
    NotSelected,
    Plan,
    PlannedTechnique,
    SessionOutline,
    UnmetProcess,
)
from neuroplan.model.terms import Category, Omission, Role, Status
from neuroplan.model.vocabulary import Process
from neuroplan.pipeline.before_work import refused_memory_work, safety_before_work
from neuroplan.pipeline.explaining import Explainer, phases_of
from neuroplan.pipeline.objectives import plan_monitoring, set_objectives
from neuroplan.pipeline.reasoning import Reasoning
from neuroplan.pipeline.references import references_of
from neuroplan.pipeline.safety import SAFETY_PLAN_SESSION
from neuroplan.pipeline.selection import Selection
from neuroplan.pipeline.sequencing import sequence
from neuroplan.reasons import UNRELATED, chosen_sentence


SAFETY_WORK = "safety.plan_and_means"
DISCLAIMER = (
    "Decision support for a licensed clinician, who reviews, changes and owns this plan. It is "
    "no diagnosis, no prediction of risk and no crisis care. Evidence is about groups; what this "
    "client says, wants and shows stands above it."
)
CROWDED = (
    "The library could serve it; the sessions and the number of techniques a client can use "
    "went to what is more severe or named by a goal. Review it first."
)
OFF = "Its modality ('{}') is switched off, so nothing here can serve it."
REFUSED = "Consent is refused, so nothing is planned."
OUTSIDE = "A treatment outside this library may fit better"
#: Names no example: what holds the work here may hold it elsewhere.
ON_HOLD = f"What serves it is on hold; see what lifts it. {OUTSIDE}."
MEMORY_REFUSED = (
    "What serves it needs work on traumatic memories, which the client declined. The no stands "
    "until the client changes it."
)


@attrs.frozen(kw_only=True)
class Maker:
    """What made a plan: engine, modalities, what was off, and the fingerprint of it all."""

    engine: Engine
    modalities: tuple[ModalityUsed, ...]
    switched_off: tuple[str, ...]
    fingerprint: str


def assemble(
    reasoning: Reasoning, maker: Maker, administrative: Mapping[str, object] | None
) -> Plan:
    """
    Give the whole plan.

    Args:
        administrative: Passed through untouched; nothing here reads it.
    """
    selection = reasoning.selection
    slots, outline = sequence(
        selection.picks,
        reasoning.facts,
        reasoning.budget,
        reasoning.policy,
        reasoning.first_session,
    )
    explainer = _explainer(reasoning)
    work = tuple(explainer.entry(slot) for slot in slots)
    foundation = tuple(
        explainer.foundation_entry(technique, order)
        for order, technique in enumerate(selection.foundation, start=1)
    )
    entries = (*foundation, *work)
    safety = safety_before_work(reasoning.triage, selection, reasoning.facts)
    advice = reasoning.responsiveness.findings
    return Plan(
        schema_version=SCHEMA_VERSION,
        client_id=reasoning.presentation.client.id,
        assessed_on=reasoning.presentation.assessed_on,
        engine=maker.engine,
        modalities=maker.modalities,
        switched_off=maker.switched_off,
        overlays=reasoning.library.overlays,
        fingerprint=maker.fingerprint,
        safety=safety,
        formulation=reasoning.formulation,
        objectives=set_objectives(
            reasoning.facts,
            work,
            reasoning.library,
            reasoning.sessions,
            reasoning.policy.least_strength,
        ),
        foundation=foundation,
        phases=phases_of(work, explainer),
        session_outline=(*_safety_session(reasoning), *outline),
        coverage=_coverage(reasoning, entries),
        responsiveness=advice,
        decisions=_decisions(reasoning),
        not_selected=tuple(_not_selected(reasoning)),
        monitoring=plan_monitoring(
            reasoning.facts, work, reasoning.sessions, reasoning.library.instruments
        ),
        references=references_of(entries, safety, advice, reasoning.library),
        disclaimer=DISCLAIMER,
        administrative=administrative,
    )


def _explainer(reasoning: Reasoning) -> Explainer:
    return Explainer(
        library=reasoning.library,
        facts=reasoning.facts,
        case=reasoning.case,
        selection=reasoning.selection,
        met=reasoning.met,
        policy=reasoning.policy,
    )


def _safety_session(reasoning: Reasoning) -> tuple[SessionOutline, ...]:
    if not reasoning.triage.session_one_taken:
        return ()
    return (SessionOutline(session=SAFETY_PLAN_SESSION, techniques=(SAFETY_WORK,)),)


def _coverage(reasoning: Reasoning, entries: tuple[PlannedTechnique, ...]) -> Coverage:
    by_category = {
        category: tuple(
            entry.technique_id
            for entry in entries
            if entry.category is category and entry.status is Status.ACTIVE
        )
        for category in Category
    }
    return Coverage(
        brain=by_category[Category.BRAIN],
        relationship=by_category[Category.RELATIONSHIP],
        integration=by_category[Category.INTEGRATION],
        emotional_state=by_category[Category.EMOTIONAL_STATE],
        missing=tuple(
            MissingCategory(category=category, why=_why_missing(category, reasoning))
            for category, found in by_category.items()
            if not found
        ),
        unmet_processes=tuple(_unmet(reasoning, entries)),
    )


def _why_missing(category: Category, reasoning: Reasoning) -> str:
    """Say what stands in the way of the category, the most hopeful reason first."""
    verdicts = [
        verdict
        for verdict in reasoning.selection.verdicts.values()
        if verdict.technique.category is category
    ]
    if any(verdict.is_active for verdict in verdicts):
        return (
            "What could start here has no benefit on record for what matters to this client, or "
            "would take more than its share of the sessions."
        )
    if any(verdict.is_held for verdict in verdicts):
        return "What serves this client here is on hold; see what lifts it."
    if verdicts:
        return "What serves this client here is contraindicated, declined or not on offer."
    return "No installed technique of this category serves this client's processes."


def _unmet(reasoning: Reasoning, entries: tuple[PlannedTechnique, ...]) -> Iterator[UnmetProcess]:
    """Name each process at unmet severity that nothing active in the plan serves well."""
    policy, facts = reasoning.policy, reasoning.facts
    for finding in reasoning.formulation.processes:
        if facts.severity(finding.id) < policy.unmet_severity:
            continue
        planned = max(
            (
                target.strength
                for entry in entries
                if entry.status is Status.ACTIVE
                for target in entry.targets
                if target.process == finding.id
            ),
            default=0.0,
        )
        if planned < policy.least_strength:
            best, why = _why_unmet(finding.id, reasoning)
            yield UnmetProcess(
                process=finding.id, severity=facts.severity(finding.id), best=best, why=why
            )


def _why_unmet(process: str, reasoning: Reasoning) -> tuple[float, str]:
    """Tell the best active strength for a process, and why the plan lacks it."""
    if reasoning.triage.refused:
        return 0.0, REFUSED
    if process not in reasoning.library.vocabulary.processes:
        return 0.0, OFF.format(process.partition(".")[0])
    selection, least = reasoning.selection, reasoning.policy.least_strength
    active, held = _best_for(process, selection)
    if active >= least:
        return active, CROWDED
    if held >= least:
        return active, ON_HOLD
    if _needs_refused_work(process, selection):
        return active, MEMORY_REFUSED
    outside = _outside(reasoning.library.vocabulary.processes[process])
    if active > 0:
        return active, f"Only weak evidence here. {outside}"
    return active, f"Nothing here has shown benefit for it. {outside}"


def _outside(process: Process) -> str:
    """Point beyond the library, to what may fit better where the vocabulary names it."""
    example = f", such as {process.outside}" if process.outside else ""
    return f"{OUTSIDE}{example}."


def _needs_refused_work(process: str, selection: Selection) -> bool:
    """Whether it is a main target of memory work that the client declined."""
    return any(
        target.process == process and target.role is Role.PRIMARY
        for verdict in refused_memory_work(selection)
        for target in verdict.technique.targets
    )


def _best_for(process: str, selection: Selection) -> tuple[float, float]:
    """Give the best strength for *process* of what may start, and of what is held."""
    best = {True: 0.0, False: 0.0}
    for identity, strengths in selection.strengths.items():
        verdict, strength = selection.verdicts[identity], strengths.get(process)
        if strength is not None and not verdict.is_out:
            best[verdict.is_active] = max(best[verdict.is_active], strength.value)
    return round(best[True], 6), round(best[False], 6)


def _decisions(reasoning: Reasoning) -> tuple[DecisionFinding, ...]:
    return tuple(
        DecisionFinding(
            technique_id=decision.technique,
            decision=decision.decision,
            reason=decision.reason,
            engine_would_have=_without(decision.technique, reasoning)
            + _refused(decision.technique, decision.decision, reasoning),
        )
        for decision in reasoning.presentation.decisions
    )


def _without(identity: str, reasoning: Reasoning) -> str:
    selection = reasoning.without_decisions
    for pick in selection.picks:
        if pick.technique.id == identity:
            said = chosen_sentence(pick.because, outside=pick.technique.adjunct)
            return f"scheduled it ({pick.status.value}). {said}"
    if any(technique.id == identity for technique in selection.foundation):
        return "scheduled it in the foundation"
    _, detail = selection.omitted.get(identity, (Omission.NOT_INDICATED, UNRELATED))
    return f"left it out: {detail}"


def _refused(identity: str, decision: str, reasoning: Reasoning) -> str:
    """Say plainly where a decision cannot be followed, and what following it costs."""
    selection = reasoning.selection
    if decision in ("include", "first"):
        if identity in selection.omitted:
            return f" The decision cannot be followed: {selection.omitted[identity][1]}"
        if selection.overbooked:
            return (
                f" With the decisions the plan asks for {selection.overbooked} sessions more "
                "than there are."
            )
    verdict = selection.verdicts.get(identity)
    if decision == "lift_hold" and verdict is not None and verdict.is_held:
        waits = "; ".join(dict.fromkeys(hold.until.rstrip(".") for hold in verdict.holds))
        why = (
            "No decision lifts this hold. " if any(hold.for_good for hold in verdict.holds) else ""
        )
        return f" {why}It still waits until: {waits}."
    return ""


def _not_selected(reasoning: Reasoning) -> Iterator[NotSelected]:
    """Give a reason for every technique of the library that is not in the plan."""
    selection = reasoning.selection
    planned = {pick.technique.id for pick in selection.picks}
    planned.update(technique.id for technique in selection.foundation)
    for identity in sorted(reasoning.library.techniques):
        if identity in planned:
            continue
        omission, detail = selection.omitted.get(identity, (Omission.NOT_INDICATED, UNRELATED))
        yield NotSelected(technique_id=identity, reason=omission, detail=detail)
