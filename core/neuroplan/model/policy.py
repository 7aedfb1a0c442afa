"""
The ordering policy: every number the engine orders and selects by, in one frozen value.

Each is explained, with its source or the words "our judgement", in docs/reference/policy.md.
"""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class OrderingPolicy:
    """
    The weights and limits of the ordering rule.

    Attributes:
        goal_weight: Factor on the need of a process that a goal names.
        effect_cap: Greatest conservative effect (Hedges g) that counts.
        unmeasured_effect: Effect of a benefit record without a figure, and of a technique
            without any benefit record.
        unbounded_share: Share of a value without an interval that counts.
        discount_usual_care: Factor on an effect against usual care; likewise the others.
        weight_high: Factor for high certainty; likewise the others.
        primary_role: Factor for a primary target; likewise secondary.
        prefer: Factor for a preferred modality or technique; likewise avoid.
        least_strength: Least strength that counts as serving a process.
        relief: Share of a need that the best eligible technique for it relieves.
        min_gain: Least priority of a further pick, as a share of the first pick's.
        category_share: Greatest share of the sessions a pick for its category may cost.
        weak_sessions: Most sessions of a pick with weak evidence.
        foundation_max: Most foundation techniques.
        technique_max: Most techniques outside the foundation.
        adjunct_max: Most adjuncts.
        lead_in_sessions: Most sessions of stabilization and preparation before the main
            processing technique.
        ride_along_minutes: Longest work (minutes) that rides along in a session.
        ride_along_max: Most ride-alongs in a session.
        ride_along_share: Greatest share of a session's minutes that ride-alongs take together,
            as long as another session has room.
        long_session_ratio: Session length above which longer sessions are asked for.
        responsiveness_cap: Greatest change of a priority by responsiveness, either way.
        default_sessions: Sessions planned where the context names none.
        default_session_minutes: Minutes a session where the context names none.
        severe: Least severity that must be served; unmet_severity: least that is reported.
    """

    goal_weight: float = 1.25
    effect_cap: float = 1.0
    unmeasured_effect: float = 0.05
    unbounded_share: float = 0.5
    discount_usual_care: float = 1.0
    discount_inactive: float = 0.65
    discount_mixed: float = 0.8
    discount_pre_post: float = 0.5
    weight_high: float = 1.0
    weight_moderate: float = 0.75
    weight_low: float = 0.5
    weight_very_low: float = 0.25
    primary_role: float = 1.0
    secondary_role: float = 0.5
    prefer: float = 1.25
    avoid: float = 0.5
    least_strength: float = 0.05
    relief: float = 0.7
    min_gain: float = 0.05
    category_share: float = 0.25
    weak_sessions: int = 2
    foundation_max: int = 3
    technique_max: int = 9
    adjunct_max: int = 1
    lead_in_sessions: int = 3
    ride_along_minutes: int = 20
    ride_along_max: int = 2
    ride_along_share: float = 0.5
    long_session_ratio: float = 1.25
    responsiveness_cap: float = 0.2
    default_sessions: int = 12
    default_session_minutes: int = 50
    severe: int = 3
    unmet_severity: int = 2
