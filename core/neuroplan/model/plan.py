"""
The plan: what the engine returns. The fields are those of the ``plan`` schema.

Values only; turning a plan into JSON, markdown or text is the business of ``render``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import attrs

from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.policy import OrderingPolicy
from neuroplan.model.terms import (
    Category,
    Certainty,
    ChosenBecause,
    Omission,
    Phase,
    Role,
    SafetyLevel,
    Status,
)


#: Of the plans this engine makes and reads.
SCHEMA_VERSION = "1"


@attrs.frozen(kw_only=True)
class Engine:
    """What made the plan, and the policy it used."""

    name: str
    version: str
    policy: OrderingPolicy


@attrs.frozen(kw_only=True)
class ModalityUsed:
    """A modality that took part."""

    id: str
    name: str
    version: str
    evidence_as_of: str


@attrs.frozen(kw_only=True)
class OverlayUsed:
    """
    What an evidence overlay changed.

    Attributes:
        digest: Hash of the overlay.
    """

    name: str
    added: tuple[str, ...]
    corrected: tuple[str, ...]
    retired: tuple[str, ...]
    digest: str


@attrs.frozen(kw_only=True)
class SafetyAction:
    """
    Something to do for safety: what, why, when (session number, or None: at once).

    Attributes:
        because: The answers on record that ask for it.
        timing: When, in words, where it is neither at once nor in a session.
    """

    id: str
    text: str
    why: str
    session: int | None
    source: str
    because: tuple[str, ...] = ()
    timing: str | None = None


@attrs.frozen(kw_only=True)
class SafetyHold:
    """What waits because of safety, and what lifts it."""

    holds: str
    why: str
    lifted_by: str
    source: str


@attrs.frozen(kw_only=True)
class StopRule:
    """When to stop or refer in the course of any plan, and what to do then."""

    when: str
    do: str
    source: str


@attrs.frozen(kw_only=True)
class CrisisContact:
    """Whom a client of this practice can call, as the practice entered it."""

    name: str
    contact: str


@attrs.frozen(kw_only=True)
class Safety:
    """
    The safety findings.

    Attributes:
        provisional: Consent has not been asked yet; asking is the first action.
        consent: To treatment: given, not_asked or refused.
        trauma_consent: The same for work on traumatic memories, where the plan holds such work
            or leaves it out for want of consent; else None.
        because: The answers on record that set the level.
        not_assessed: Risk questions nobody answered.
        crisis_contacts: Those of the practice profile; empty: still to be filled in.
        stop_and_refer: What to watch for through the whole plan.
    """

    level: SafetyLevel
    assessment_incomplete: bool
    consent: str
    provisional: bool
    not_assessed: tuple[str, ...]
    crisis_contacts: tuple[CrisisContact, ...]
    actions: tuple[SafetyAction, ...]
    holds: tuple[SafetyHold, ...]
    stop_and_refer: tuple[StopRule, ...]
    because: tuple[str, ...] = ()
    trauma_consent: str | None = None


@attrs.frozen(kw_only=True)
class ProcessFinding:
    """
    A process of the formulation.

    Attributes:
        severity: 0-4.
        need: Severity / 4, weighted where a goal names it.
        sources: Where the severity comes from.
        conflict: Set where rating and instrument differ by two steps or more.
    """

    id: str
    label: str
    severity: int
    need: float
    sources: tuple[str, ...]
    conflict: str | None = None


@attrs.frozen(kw_only=True)
class GoalFinding:
    """A goal in the client's words, with the processes it names."""

    text: str
    processes: tuple[str, ...]
    priority: int | None = None
    readiness: int | None = None
    importance: int | None = None
    confidence: int | None = None
    stage_of_change: str | None = None

    def weight_in(self, targets: Iterable[TargetFinding]) -> float:
        """Need x strength, summed over those of *targets* the goal names."""
        return math.fsum(
            each.need * each.strength for each in targets if each.process in self.processes
        )

    def is_served(self, targets: Iterable[TargetFinding], least: float) -> bool:
        """Tell whether one of *targets* the goal names has strength *least* or more."""
        return any(each.process in self.processes and each.strength >= least for each in targets)


@attrs.frozen(kw_only=True)
class StrengthFinding:
    """One of the seven areas of competence, level 0-4."""

    id: str
    label: str
    level: int
    note: str | None = None


@attrs.frozen(kw_only=True)
class DerivedFactor:
    """A factor that follows from another field."""

    factor: str
    label: str
    answer: str
    follows_from: str


@attrs.frozen(kw_only=True)
class Wish:
    """
    Something the client wants or does not want.

    Attributes:
        kind: decline, avoid, prefer, dislikes, touch, delivery, homework, directiveness, focus,
            existential_topics or therapist.
        values: What was answered: ids, a value of the client file, or the client's own words.
        text: The same in words for the clinician.
    """

    kind: str
    values: tuple[str, ...]
    text: str


@attrs.frozen(kw_only=True)
class Formulation:
    """
    The client's presentation as the engine understands it.

    Attributes:
        wishes: What the client wants and does not want; what is final first.
        unmeasured: Goal processes without a severity.
        unread_factors: Recorded factors that no installed rule uses.
        language: The client's own language as a tag, where it is known.
    """

    in_their_words: str | None
    wishes: tuple[Wish, ...]
    goals: tuple[GoalFinding, ...]
    processes: tuple[ProcessFinding, ...]
    strengths: tuple[StrengthFinding, ...]
    unmeasured: tuple[str, ...]
    derived_factors: tuple[DerivedFactor, ...]
    unread_factors: tuple[str, ...]
    language: str | None = None


@attrs.frozen(kw_only=True)
class Objective:
    """
    A measurable step towards a goal.

    Attributes:
        target: None, as is *by_session*: nothing is counted on for it, so none is set yet.
        techniques: What in the plan is counted on for it, best first.
        review_at: Session of the first review.
    """

    goal: str
    process: str
    objective: str
    instrument: str | None
    baseline: float
    target: float | None
    by_session: int | None
    techniques: tuple[str, ...]
    review_at: int


@attrs.frozen(kw_only=True)
class PlannedSessions:
    """
    When a technique runs.

    Attributes:
        first: First session (printed as ``from``).
        last: Last session (printed as ``to``).
        count: Sessions it has; a ride-along shares them.
        minutes: Minutes of a session it takes.
        long_session: The technique asks for longer sessions than the context has.
    """

    first: int
    last: int
    count: int
    minutes: int
    long_session: bool = False


@attrs.frozen(kw_only=True)
class TargetFinding:
    """
    What a technique does for one process of this client, by the evidence.

    Attributes:
        strength: Effect x discount x certainty x role, 0-1.
        certainty: Computed for this client and technique.
        record: The record used, or None.
        effect_used: Conservative effect (Hedges g) before discount, 0-1.
        basis: figure, null, no_figure or expert_opinion.
        via: The kin process whose evidence was used, or None.
    """

    process: str
    role: Role
    severity: int
    need: float
    strength: float
    certainty: Certainty
    record: str | None
    effect_used: float
    basis: str
    via: str | None = None


def goal_served_most(
    goals: Iterable[GoalFinding], targets: Sequence[TargetFinding]
) -> GoalFinding | None:
    """Give the goal that weighs most in *targets*; the first of equals, None without goals."""
    return max(goals, key=lambda goal: goal.weight_in(targets), default=None)


@attrs.frozen(kw_only=True)
class Rationale:
    """Why a technique is here for this client, and how sure that is."""

    for_this_client: str
    category_principle: str
    mechanism: str
    evidence_statement: str
    contested: str | None = None


@attrs.frozen(kw_only=True)
class Alternative:
    """Another way to the same end, and why it is not first."""

    technique_id: str
    why: str


@attrs.frozen(kw_only=True)
class PlannedTechnique:
    """
    One technique of the plan.

    Attributes:
        kept_free: Sessions that stand free for it while it is on hold.
    """

    order: int
    technique_id: str
    name: str
    modality: str
    category: Category
    status: Status
    hold_until: tuple[str, ...]
    chosen_because: ChosenBecause
    sessions: PlannedSessions | None
    targets: tuple[TargetFinding, ...]
    priority: float
    rationale: Rationale
    for_the_client: str
    steps: tuple[str, ...]
    home_practice: str | None
    cautions: tuple[str, ...]
    ask_before_starting: tuple[str, ...]
    training: str
    prepares_for: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    evidence: tuple[str, ...]
    adapted_form: str | None = None
    kept_free: PlannedSessions | None = None


@attrs.frozen(kw_only=True)
class PlannedPhase:
    """Techniques of one kind of work, in order."""

    id: Phase
    label: str
    reason: str
    techniques: tuple[PlannedTechnique, ...]
    exit_test: str | None = None


@attrs.frozen(kw_only=True)
class SessionOutline:
    """What one session holds."""

    session: int
    techniques: tuple[str, ...]


@attrs.frozen(kw_only=True)
class MissingCategory:
    """A category the plan does not cover, and why."""

    category: Category
    why: str


@attrs.frozen(kw_only=True)
class UnmetProcess:
    """A process nothing in the plan serves well, and why."""

    process: str
    severity: int
    best: float
    why: str


@attrs.frozen(kw_only=True)
class Coverage:
    """Techniques per category, what is missing, and what stays unmet."""

    brain: tuple[str, ...]
    relationship: tuple[str, ...]
    integration: tuple[str, ...]
    emotional_state: tuple[str, ...]
    missing: tuple[MissingCategory, ...]
    unmet_processes: tuple[UnmetProcess, ...]


@attrs.frozen(kw_only=True)
class DecisionFinding:
    """A clinician's decision, and what the engine would have done without it."""

    technique_id: str
    decision: str
    reason: str
    engine_would_have: str


@attrs.frozen(kw_only=True)
class ResponsivenessFinding:
    """
    A rule of responsiveness that applies to this client.

    Attributes:
        kind: experimental, interaction or predictor.
        effect: The figures behind it and what they are figures of.
        weight: Share of a priority it may move, 0 where it only advises.
    """

    rule: str
    principle: str
    advice: str
    kind: str
    effect: str
    certainty: str
    weight: float
    source: str


@attrs.frozen(kw_only=True)
class NotSelected:
    """A technique that is not in the plan, and why."""

    technique_id: str
    reason: Omission
    detail: str


@attrs.frozen(kw_only=True)
class Monitoring:
    """
    How progress is followed.

    Attributes:
        review_at: Session of the first review.
        reliable_change: Least change that is more than measurement error, in words.
    """

    instrument: str
    processes: tuple[str, ...]
    every: str
    review_at: int
    reliable_change: str
    what_if_no_change: str


@attrs.frozen(kw_only=True)
class Plan:
    """One client's plan."""

    schema_version: str
    client_id: str
    assessed_on: str | None
    engine: Engine
    modalities: tuple[ModalityUsed, ...]
    switched_off: tuple[str, ...]
    overlays: tuple[OverlayUsed, ...]
    fingerprint: str
    safety: Safety
    formulation: Formulation
    objectives: tuple[Objective, ...]
    foundation: tuple[PlannedTechnique, ...]
    phases: tuple[PlannedPhase, ...]
    session_outline: tuple[SessionOutline, ...]
    coverage: Coverage
    responsiveness: tuple[ResponsivenessFinding, ...]
    decisions: tuple[DecisionFinding, ...]
    not_selected: tuple[NotSelected, ...]
    monitoring: tuple[Monitoring, ...]
    references: tuple[EvidenceRecord, ...]
    disclaimer: str
    administrative: Mapping[str, object] | None = None

    def techniques(self) -> tuple[PlannedTechnique, ...]:
        """Give the scheduled techniques outside the foundation, in order."""
        return tuple(entry for phase in self.phases for entry in phase.techniques)

    def to_dict(self) -> dict[str, object]:
        """Give the plan as JSON values, in the field order of the schema."""
        from neuroplan.render.json import plan_to_dict

        return plan_to_dict(self)

    def to_json(self) -> str:
        """Give the plan as JSON text, the same bytes for the same plan."""
        from neuroplan.render.json import plan_to_json

        return plan_to_json(self)

    def to_markdown(self) -> str:
        """Give the plan as markdown."""
        from neuroplan.render.markdown import plan_to_markdown

        return plan_to_markdown(self)

    def to_html(self) -> str:
        """Give the plan as one HTML file; the extra ``report`` brings what that needs."""
        from neuroplan.render.html import plan_to_html

        return plan_to_html(self)
