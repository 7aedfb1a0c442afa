"""
Lifting: what still stands between a hold and its end.

A lift is met by answers only where every readiness answer it names is 'yes'; one that names
none is met by the clinician's decision alone.
"""

from __future__ import annotations

import attrs

from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.model.technique import Lift
from neuroplan.model.terms import Answer
from neuroplan.pipeline.formulation import ClientFacts


#: Consent to work on traumatic memories, as something a hold waits for.
TRAUMA_CONSENT = "trauma_work"


@attrs.frozen(kw_only=True)
class OpenPart:
    """
    Something a hold still waits for.

    Attributes:
        until: What must be so, as a statement.
        asks: The readiness answer, or TRAUMA_CONSENT, that would tell; None: a decision.
    """

    until: str
    asks: str | None = None


def open_parts(lift: Lift, facts: ClientFacts) -> tuple[OpenPart, ...]:
    """Give what of *lift* is not met; empty: it is lifted."""
    if not lift.readiness:
        return (OpenPart(until=lift.text),)
    missing = [each for each in lift.readiness if not is_ready(each, facts)]
    if len(lift.readiness) == 1:
        return tuple(OpenPart(until=lift.text, asks=each) for each in missing)
    return tuple(OpenPart(until=readiness_statement(each), asks=each) for each in missing)


def is_ready(readiness: str, facts: ClientFacts) -> bool:
    """Whether a readiness question is answered 'yes'."""
    return facts.presentation.readiness.answer(readiness) is Answer.YES


def readiness_statement(readiness: str) -> str:
    """Say what a 'yes' to a readiness question means, by the first clause of its definition."""
    return f"{load_vocabulary().readiness[readiness].definition.partition(';')[0].rstrip('.')}."
