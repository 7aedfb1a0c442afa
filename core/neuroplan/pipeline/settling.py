"""
Settle what techniques owe each other: decisions, requirements and second lines.

A requirement that cannot be had bars what needs it; one that is held holds it. A second
line waits for as long as any of its first lines can be had.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping

import attrs

from neuroplan.library import Library
from neuroplan.model.terms import Omission
from neuroplan.pipeline.eligibility import Obstacle, Verdict, left_out


def open_by_decision(
    verdicts: Mapping[str, Verdict], included: Iterable[str]
) -> dict[str, Verdict]:
    """Let a decision bring in what is out, but for what is out for good."""
    opened = dict(verdicts)
    for identity in included:
        verdict = opened.get(identity)
        if verdict is not None and verdict.is_out and not verdict.final:
            opened[identity] = _admitted(verdict)
    return opened


def close_by_decision(
    verdicts: Mapping[str, Verdict], excluded: Iterable[str]
) -> dict[str, Verdict]:
    """Leave out by decision, so that what needs or follows a technique is settled with it."""
    closed = dict(verdicts)
    for identity in excluded:
        verdict = closed.get(identity)
        if verdict is not None and not verdict.is_out:
            reason = Obstacle(
                omission=Omission.CLINICIAN, detail="Left out by the clinician's decision."
            )
            closed[identity] = left_out(verdict, reason)
    return closed


def _admitted(verdict: Verdict) -> Verdict:
    note = f"Included by decision although the engine left it out: {verdict.detail}"
    return attrs.evolve(verdict, omission=None, detail="", note=note)


def settle_debts(
    verdicts: Mapping[str, Verdict], library: Library, included: Container[str] = ()
) -> dict[str, Verdict]:
    """
    Count in what techniques owe each other: requirements, and second lines.

    Args:
        included: Techniques a decision brings in; what would bar them is noted instead, but
            for a requirement that no decision can bring in.
    """
    settled: dict[str, Verdict] = {}

    def settle(identity: str, path: tuple[str, ...]) -> Verdict | None:
        if identity in settled:
            return settled[identity]
        verdict = verdicts.get(identity)
        if verdict is None or identity in path:
            return None
        deeper = (*path, identity)
        was_out = verdict.is_out
        if not was_out:
            verdict = _second_line(verdict, lambda other: settle(other, deeper), library)
        if verdict.is_out and not was_out and identity in included:
            # What it requires counts all the same.
            verdict, was_out = _admitted(verdict), False
        for group in verdict.technique.requires:
            if verdict.is_out:
                break
            verdict = _required(verdict, group, [settle(each, deeper) for each in group])
        if verdict.is_out and not verdict.final and not was_out and identity in included:
            verdict = _admitted(verdict)
        settled[identity] = verdict
        return verdict

    for identity in sorted(verdicts):
        settle(identity, ())
    return settled


def _second_line(
    verdict: Verdict, settle: Callable[[str], Verdict | None], library: Library
) -> Verdict:
    for first in verdict.technique.second_line_to:
        found = settle(first)
        if found is not None and not found.is_out:
            name = library.techniques[first].name
            reason = Obstacle(
                omission=Omission.SECOND_LINE,
                detail=f"Better supported and available: {name}. This comes in where that is "
                "excluded, declined or absent.",
            )
            return left_out(verdict, reason)
    return verdict


def _required(verdict: Verdict, group: tuple[str, ...], members: list[Verdict | None]) -> Verdict:
    """A requirement that cannot be had, or is held, bars or holds what needs it."""
    available = [member for member in members if member is not None and not member.is_out]
    if any(member.is_active for member in available):
        return verdict
    if available:
        return attrs.evolve(verdict, holds=(*verdict.holds, *available[0].holds))
    names = " or ".join(group)
    reason = Obstacle(
        omission=Omission.REQUIREMENT,
        detail=f"It needs {names} before it, which cannot be had here.",
        final=all(member is not None and member.final for member in members),
    )
    return left_out(verdict, reason)
