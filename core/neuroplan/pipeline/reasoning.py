"""Run the steps up to the choice, and keep what each found for the plan and for explain."""

from __future__ import annotations

from types import MappingProxyType

import attrs

from neuroplan.library import Library
from neuroplan.model.case import Case
from neuroplan.model.plan import Formulation
from neuroplan.model.policy import OrderingPolicy
from neuroplan.model.practice import Practice
from neuroplan.model.presentation import Presentation
from neuroplan.pipeline.certainty import tags_met
from neuroplan.pipeline.eligibility import Verdict, lift_holds, screen_eligibility
from neuroplan.pipeline.formulation import ClientFacts, formulate
from neuroplan.pipeline.responsiveness import Responsiveness, respond
from neuroplan.pipeline.room import Budget
from neuroplan.pipeline.safety import SAFETY_PLAN_SESSION, Triage, triage_safety
from neuroplan.pipeline.selection import Selection, select
from neuroplan.pipeline.strength import Weigher


@attrs.frozen(kw_only=True)
class Reasoning:
    """
    Everything the steps found for one client.

    Attributes:
        budget: Sessions and minutes for techniques, after what safety takes.
        sessions: All sessions of the plan.
        without_decisions: What would have been chosen without the clinician's decisions.
    """

    library: Library
    policy: OrderingPolicy
    practice: Practice
    presentation: Presentation
    formulation: Formulation
    facts: ClientFacts
    triage: Triage
    case: Case
    met: frozenset[str]
    verdicts: dict[str, Verdict]
    selection: Selection
    without_decisions: Selection
    responsiveness: Responsiveness
    budget: Budget
    sessions: int
    first_session: int


def reason(
    presentation: Presentation,
    *,
    library: Library,
    weigher: Weigher,
    policy: OrderingPolicy,
    practice: Practice,
    read_factors: frozenset[str],
) -> Reasoning:
    """
    Formulate, triage, screen, weigh and select.

    Raises:
        PluginError: A plugin failed while planning.
    """
    formulation, facts = formulate(
        presentation,
        library.vocabulary,
        policy,
        read_factors,
        library.instruments,
        library.name_of,
    )
    triage = triage_safety(facts, practice)
    case = _case(formulation, facts, triage, practice, library)
    candidates = {*library.candidates(facts.needs), *library.foundation}
    candidates.update(decision.technique for decision in presentation.decisions)
    verdicts = screen_eligibility(
        sorted(_with_requirements(candidates, library)), library, facts, case, triage
    )
    sessions, budget = _budget(presentation, practice, policy, triage)
    met = tags_met(facts)
    responsiveness = respond(facts, policy)
    decisions = presentation.decisions
    lifted = [each.technique for each in decisions if each.decision == "lift_hold"]
    decided = lift_holds(verdicts, lifted)

    def choose(given: dict[str, Verdict], *, by_decision: bool) -> Selection:
        used = decisions if by_decision else ()
        return select(facts, given, library, weigher, met, budget, policy, used, responsiveness)

    selection = choose(decided, by_decision=True)
    return Reasoning(
        library=library,
        policy=policy,
        practice=practice,
        presentation=presentation,
        formulation=formulation,
        facts=facts,
        triage=triage,
        case=case,
        met=met,
        verdicts=verdicts,
        selection=selection,
        without_decisions=choose(verdicts, by_decision=False) if decisions else selection,
        responsiveness=responsiveness,
        budget=budget,
        sessions=sessions,
        first_session=SAFETY_PLAN_SESSION + 1 if triage.session_one_taken else 1,
    )


def _with_requirements(candidates: set[str], library: Library) -> set[str]:
    """Add what candidates need, and what stands before them, though it serves no need itself."""
    found: set[str] = set()
    pending = [each for each in candidates if each in library.techniques]
    while pending:
        current = pending.pop()
        if current in found:
            continue
        found.add(current)
        technique = library.techniques[current]
        others = [
            *technique.second_line_to,
            *(each for group in technique.requires for each in group),
        ]
        pending.extend(each for each in others if each in library.techniques)
    return found


def _case(
    formulation: Formulation,
    facts: ClientFacts,
    triage: Triage,
    practice: Practice,
    library: Library,
) -> Case:
    processes = [finding.id for finding in formulation.processes]
    vocabulary = library.vocabulary
    return Case(
        formulation=formulation,
        factors=MappingProxyType({name: known.answer for name, known in facts.factors.items()}),
        age=facts.age,
        traits=facts.presentation.traits,
        preferences=facts.presentation.preferences,
        culture=facts.presentation.culture,
        context=facts.presentation.context,
        safety=triage.safety,
        practice=practice,
        process_labels=MappingProxyType(
            {each: vocabulary.process_label(each) for each in processes}
        ),
        client_labels=MappingProxyType({each: vocabulary.client_label(each) for each in processes}),
        goal=next(iter(formulation.goals), None),
    )


def _budget(
    presentation: Presentation, practice: Practice, policy: OrderingPolicy, triage: Triage
) -> tuple[int, Budget]:
    context = presentation.context
    sessions = context.sessions_available or policy.default_sessions
    minutes = context.session_minutes or practice.session_minutes or policy.default_session_minutes
    taken = 1 if triage.session_one_taken else 0
    return sessions, Budget(sessions=max(0, sessions - taken), session_minutes=minutes)
