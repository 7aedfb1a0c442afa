"""Comparison: what moved between two plans, and which changed inputs made it so."""

from neuroplan.comparison.comparing import compare_plans
from neuroplan.comparison.reading import read_plan


__all__ = ["compare_plans", "read_plan"]
