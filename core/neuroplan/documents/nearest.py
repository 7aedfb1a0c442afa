"""Suggest the id that was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches


_SAFE = re.compile(r"[A-Za-z0-9_.\-/]{1,40}")


def quoted(value: str) -> str:
    """Quote an id for an error message; what does not look like an id is not repeated."""
    return f"'{value}'" if _SAFE.fullmatch(value) else "(not shown)"


def nearest(value: str, known: Iterable[str]) -> str | None:
    """Give the known id nearest to *value*, or None where nothing is near."""
    matches = get_close_matches(value.lower(), list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


def did_you_mean(value: str, known: Iterable[str]) -> str:
    """Say ``did you mean 'x'?``, or nothing where nothing is near."""
    found = nearest(value, sorted(known))
    return f"did you mean '{found}'?" if found else ""
