"""Comparison: what moved between two plans, and which changed inputs made it so."""

from neuroplan.comparison.comparing import compare_plans


__all__ = ["compare_plans"]
