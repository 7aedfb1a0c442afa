"""The tiny library and client of the worked example in docs/reference/ordering.md."""

from __future__ import annotations

from neuroplan import OrderingPolicy, Planner, Presentation
from neuroplan.model.evidence import Downgrade
from neuroplan.model.terms import Category, ComparatorType, Design, Domain, Phase
from tests import builders
from tests.builders import effect, record, technique


FACING = "demo.facing"
BREATHING = "demo.breathing"
ACTIVITY = "demo.activity"

RECORDS = (
    record(
        "demo/alpha2022",
        ["fear"],
        figure=effect(0.80, (0.50, 1.10)),
        comparator=ComparatorType.INACTIVE,
        downgrades=(
            Downgrade(domain=Domain.RISK_OF_BIAS, severity="serious", reason="waitlist trials"),
        ),
    ),
    record(
        "demo/beta2020",
        ["fear"],
        figure=effect(0.60),
        design=Design.RCT,
        k=1,
        n=120,
        downgrades=(Downgrade(domain=Domain.IMPRECISION, severity="serious", reason="one trial"),),
    ),
    record(
        "demo/gamma2019",
        {"low_mood": "pooled"},
        figure=effect(0.50, (0.30, 0.70)),
        comparator=ComparatorType.MIXED,
        i2=80.0,
    ),
    record(
        "demo/delta2021",
        ["low_mood"],
        figure=effect(0.40, (0.10, 0.70)),
        design=Design.RCT,
        k=1,
        n=160,
        downgrades=(Downgrade(domain=Domain.IMPRECISION, severity="serious", reason="one trial"),),
    ),
)

TECHNIQUES = (
    technique(
        FACING,
        {"fear": "primary", "low_mood": "secondary"},
        sessions=(4, 6),
        evidence=["demo/alpha2022", "demo/gamma2019"],
        category=Category.INTEGRATION,
        phase=Phase.PROCESSING,
    ),
    technique(
        BREATHING,
        ["fear"],
        sessions=(2, 2),
        evidence=["demo/beta2020"],
        category=Category.BRAIN,
        phase=Phase.STABILIZATION,
    ),
    technique(
        ACTIVITY,
        ["low_mood"],
        sessions=(3, 5),
        evidence=["demo/delta2021", "demo/gamma2019"],
        category=Category.EMOTIONAL_STATE,
        phase=Phase.PROCESSING,
    ),
)


def example_planner(policy: OrderingPolicy | None = None) -> Planner:
    """Give the planner of the three techniques and four records."""
    return builders.planner(*TECHNIQUES, *RECORDS, policy=policy)


def example_client() -> Presentation:
    """Give an adult with severe fear, which the goal names, and moderate low mood."""
    return builders.presentation(
        {"fear": 3, "low_mood": 2},
        goals=[{"text": "Take the lift again", "processes": ["fear"]}],
        context={"sessions_available": 10, "session_minutes": 50},
    )
