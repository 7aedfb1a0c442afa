"""
The explanation of one technique for one client: what decides, in numbers and in words.

Values only; ``explanation`` and ``pipeline.arithmetic`` find them.
"""

from __future__ import annotations

import attrs

from neuroplan.model.terms import (
    Category,
    Certainty,
    ChosenBecause,
    Domain,
    Fit,
    Link,
    Omission,
    Role,
)


@attrs.frozen(kw_only=True)
class CertaintyStep:
    """
    One reason for which certainty falls.

    Attributes:
        domain: The GRADE domain it is charged to; None: the figure is no estimate at all.
        steps: Steps down.
        reason: In words.
    """

    domain: Domain | None
    steps: int
    reason: str


@attrs.frozen(kw_only=True)
class RecordWeighed:
    """
    A record that could set the strength for a process.

    Attributes:
        start: Certainty its design lets it start from.
        certainty: After all steps, for this technique, process and client.
        effect: Conservative effect, 0-1; None: it gives no figure that converts.
        effect_from: How that follows from the figure.
        used: Whether it sets the strength.
        why: Why it is used, or what decided against it.
    """

    record: str
    statement: str
    link: Link
    fit: Fit
    start: Certainty
    steps: tuple[CertaintyStep, ...]
    certainty: Certainty
    effect: float | None
    effect_from: str
    used: bool
    why: str


@attrs.frozen(kw_only=True)
class RecordSetAside:
    """A record of the technique that sets no strength for this client, and why."""

    record: str
    statement: str
    why: str


@attrs.frozen(kw_only=True)
class TargetArithmetic:
    """
    What a technique does for one process of the client, line by line.

    need = severity / 4 x goal_weight. strength = effect x discount x certainty_weight x
    role_weight, no more than that of the package (*capped_by*). adds = need x strength.

    Attributes:
        via: The kin process whose evidence is used, one certainty step lower; or None.
        goal_weight: 1 where no goal names the process.
        effect_from: How the effect follows from the record.
        compared: What the record compared with, which sets the discount.
        capped_by: The package that limits the strength, or None.
        records: The records that speak to the process, the one used first.
    """

    process: str
    label: str
    role: Role
    via: str | None
    severity: int
    goal_weight: float
    need: float
    effect: float
    effect_from: str
    compared: str
    discount: float
    certainty: Certainty
    certainty_weight: float
    role_weight: float
    capped_by: str | None
    strength: float
    adds: float
    records: tuple[RecordWeighed, ...]


@attrs.frozen(kw_only=True)
class Arithmetic:
    """
    The priority of a technique before any pick: total x wish x responsiveness.

    Attributes:
        total: What all targets add.
        wish: Factor of what the client prefers or would rather avoid; wish_from: in words.
        responsiveness: Factor of the rules that respond to the person; responsiveness_from:
            those that move it.
        untouched: Targets that are not among the client's processes; they add nothing.
        set_aside: Records that set no strength.
    """

    targets: tuple[TargetArithmetic, ...]
    total: float
    wish: float
    wish_from: str
    responsiveness: float
    responsiveness_from: tuple[str, ...]
    priority: float
    untouched: tuple[str, ...]
    set_aside: tuple[RecordSetAside, ...]


@attrs.frozen(kw_only=True)
class AssociationLine:
    """A correlation with outcome: value = lower bound (or half) x certainty weight."""

    record: str
    statement: str
    start: Certainty
    steps: tuple[CertaintyStep, ...]
    certainty: Certainty
    value: float
    used: bool


@attrs.frozen(kw_only=True)
class Association:
    """What ranks a foundation technique: its association with outcome, never an effect."""

    value: float
    records: tuple[AssociationLine, ...]


@attrs.frozen(kw_only=True)
class OutReason:
    """
    One reason why a technique is out.

    Attributes:
        final: Whether no decision opens it.
    """

    reason: Omission
    detail: str
    final: bool = False


@attrs.frozen(kw_only=True)
class HoldFinding:
    """
    One reason to wait.

    Attributes:
        by_decision: Whether the clinician may lift it.
        own: False: it comes with a requirement, and is lifted there.
    """

    why: str
    until: str
    by_decision: bool
    own: bool


@attrs.frozen(kw_only=True)
class Eligibility:
    """
    Whether this client may have the technique.

    Attributes:
        verdict: out, held or active.
        reasons: Everything that speaks against it, the weightiest first; it can stand beside
            an active verdict where a decision opened the technique.
        ask: What to ask before starting.
    """

    verdict: str
    reasons: tuple[OutReason, ...]
    holds: tuple[HoldFinding, ...]
    adapted_forms: tuple[str, ...]
    cautions: tuple[str, ...]
    ask: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Placement:
    """
    What became of the technique.

    Attributes:
        place: foundation, active, held or left_out.
        because: The step of the ordering rule that chose it, or None.
        omission: Why it was left out, or None.
        detail: The same in words.
        priority_then: Its priority when it was chosen, or None.
        prepares_for: Techniques that asked for it.
    """

    place: str
    because: ChosenBecause | None
    omission: Omission | None
    detail: str
    priority_then: float | None
    prepares_for: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Relation:
    """Another technique: whether this client may have it, and whether it is in the plan."""

    technique_id: str
    name: str
    verdict: str
    in_plan: bool


@attrs.frozen(kw_only=True)
class Changes:
    """What would have to change for the technique to come in, to move up, or to go out."""

    to_come_in: tuple[str, ...]
    to_move_up: tuple[str, ...]
    to_go_out: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Explanation:
    """
    Everything that decides about one technique for one client.

    Attributes:
        arithmetic: None for a foundation technique, which does not compete.
        association: What ranks a foundation technique; None for all others.
        requires: Each group must be met by one of its members.
        goes_after: Techniques it is second line to.
        goes_before: Techniques that are second line to it.
    """

    technique_id: str
    name: str
    modality: str
    category: Category
    eligibility: Eligibility
    placement: Placement
    arithmetic: Arithmetic | None
    association: Association | None
    requires: tuple[tuple[Relation, ...], ...]
    goes_after: tuple[Relation, ...]
    goes_before: tuple[Relation, ...]
    changes: Changes

    def to_dict(self) -> dict[str, object]:
        """Give the explanation as JSON values."""
        from neuroplan.documents.structuring import document_of

        return {**document_of(self)}
