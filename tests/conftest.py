"""Fixtures and settings all tests share."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from neuroplan import Planner


settings.register_profile(
    "small",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
#: For a long search by hand: ``pytest tests/property --hypothesis-profile long``.
settings.register_profile(
    "long", settings.get_profile("small"), derandomize=False, max_examples=1000
)
settings.load_profile("small")


@pytest.fixture(name="planner", scope="session")
def _planner() -> Planner:
    """Give the planner of everything that is installed."""
    return Planner()
