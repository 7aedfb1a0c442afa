"""
Certainty: how far evidence can be trusted for a technique, a process and a client.

It is computed, never typed: from the design, the downgrades of the record, and how like what
was studied the case is. The rule stands in docs/reference/ordering.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.explanation import CertaintyStep
from neuroplan.model.terms import Certainty, ComparatorType, Design, Domain, Fit, Link
from neuroplan.pipeline.factors import ADOLESCENT_AGE, ADULT_AGE
from neuroplan.pipeline.formulation import ClientFacts


#: I² in percent above which the studies disagree (GRADE inconsistency).
HIGH_HETEROGENEITY = 75.0

_START = {
    Design.NETWORK_META_ANALYSIS: Certainty.HIGH,
    Design.META_ANALYSIS: Certainty.HIGH,
    Design.SYSTEMATIC_REVIEW: Certainty.HIGH,
    Design.RCT: Certainty.HIGH,
    Design.GUIDELINE: Certainty.LOW,
    Design.CONTROLLED: Certainty.LOW,
    Design.COHORT: Certainty.LOW,
    Design.CASE_SERIES: Certainty.VERY_LOW,
    Design.EXPERT_OPINION: Certainty.VERY_LOW,
}
_UNCOMPARED = frozenset({ComparatorType.PRE_POST, ComparatorType.NONE})


#: Severity from which a process is a clinical matter, and sleep or avoidance counts.
MODERATE = 2

_ILLNESSES = (
    "life_limiting_illness",
    "cardiac_condition",
    "respiratory_condition",
    "seizure_disorder",
    "acute_medical_instability",
)

#: What a client must have for a record of such people to be direct.
CONDITION_TAGS: Mapping[str, Callable[[ClientFacts], bool]] = {
    "adults": lambda facts: facts.age >= ADULT_AGE,
    "children": lambda facts: facts.age < ADOLESCENT_AGE,
    "adolescents": lambda facts: ADOLESCENT_AGE <= facts.age < ADULT_AGE,
    "older_adults": lambda facts: facts.has_factor("older_adult"),
    "nonclinical": lambda facts: max(facts.severities.values(), default=0) < MODERATE,
    "trauma": lambda facts: (
        facts.severity("trauma_intrusions") >= 1 or facts.severity("trauma_avoidance") >= MODERATE
    ),
    "chronic_pain": lambda facts: facts.severity("chronic_pain") >= 1,
    "medical_illness": lambda facts: (
        any(map(facts.has_factor, _ILLNESSES)) or facts.severity("chronic_pain") >= 1
    ),
    "life_limiting_illness": lambda facts: facts.has_factor("life_limiting_illness"),
    "pregnancy": lambda facts: facts.has_factor("pregnancy"),
    "psychosis": lambda facts: facts.presentation.risk.psychosis in ("stable", "acute"),
    "bipolar": lambda facts: facts.has_factor("bipolar_history"),
    "substance_use": lambda facts: (
        facts.has_factor("substance_dependence")
        or max(facts.severity("substance_use"), facts.severity("craving")) >= 1
    ),
    "recurrent_depression_in_remission": lambda facts: facts.has_factor(
        "recurrent_depression_in_remission"
    ),
    "insomnia": lambda facts: facts.severity("sleep_disturbance") >= MODERATE,
}
_AGE_TAGS = frozenset({"adults", "children", "adolescents", "older_adults"})


def tags_met(facts: ClientFacts) -> frozenset[str]:
    """Give the condition tags this client has."""
    return frozenset(tag for tag, test in CONDITION_TAGS.items() if test(facts))


def is_direct_population(tags: Iterable[str], met: frozenset[str]) -> bool:
    """
    Tell whether a client with the tags *met* is like those studied.

    A sample of several age bands fits a client of any of them; every other tag must be met.
    """
    wanted = frozenset(tags)
    ages = wanted & _AGE_TAGS
    return (not ages or bool(ages & met)) and wanted - _AGE_TAGS <= met


def start_certainty(record: EvidenceRecord) -> Certainty:
    """Where certainty starts: high for compared randomized evidence and its syntheses."""
    start = _START[record.design]
    if record.comparator.type in _UNCOMPARED:
        return Certainty.of_rank(min(start.rank, Certainty.LOW.rank))
    return start


def certainty_steps(
    record: EvidenceRecord, link: Link, fit: Fit, *, direct: bool
) -> tuple[CertaintyStep, ...]:
    """
    Give what lowers the certainty of *record* from where it starts, in order.

    One step down for each serious and two for each very serious downgrade; then one for
    each domain not yet charged: an interval that holds no effect (imprecision), I² above
    75 % (inconsistency), and a component, an analogue, a pooled or proxy outcome or other
    people than this client (indirectness). One end of a range is very low.

    Args:
        link: How the record bears on the technique.
        fit: How closely its outcome measures the process.
        direct: Whether the client is like those studied.
    """
    effect = record.effect
    found = [
        CertaintyStep(domain=each.domain, steps=each.steps, reason=each.reason)
        for each in record.downgrades
    ]
    charged = {each.domain for each in record.downgrades}
    automatic = (
        (
            Domain.IMPRECISION,
            "the interval holds no effect"
            if effect is not None and effect.interval_holds_no_effect
            else "",
        ),
        (
            Domain.INCONSISTENCY,
            "I² is above 75 %" if record.i2 is not None and record.i2 > HIGH_HETEROGENEITY else "",
        ),
        (Domain.INDIRECTNESS, _indirect(link, fit, direct=direct)),
    )
    found.extend(
        CertaintyStep(domain=domain, steps=1, reason=reason)
        for domain, reason in automatic
        if reason and domain not in charged
    )
    if effect is not None and effect.bound is not None:
        found.append(CertaintyStep(domain=None, steps=3, reason="one end of a range, no estimate"))
    return tuple(found)


def _indirect(link: Link, fit: Fit, *, direct: bool) -> str:
    """Say why evidence is indirect; empty where it is direct."""
    reasons = (
        (link is Link.PACKAGE, "the whole package was studied, not this component"),
        (link is Link.ANALOGUE, "something like the technique was studied"),
        (fit is Fit.POOLED, "the outcome pools this process with others"),
        (fit is Fit.PROXY, "the outcome stands in for the process"),
        (not direct, "other people than this client were studied"),
    )
    return "; ".join(reason for found, reason in reasons if found)


def certainty_of(record: EvidenceRecord, link: Link, fit: Fit, *, direct: bool) -> Certainty:
    """
    Compute the certainty of *record* for a technique, a process and a client.

    It starts where the design lets it and falls by ``certainty_steps``, no lower than very low.
    """
    steps = certainty_steps(record, link, fit, direct=direct)
    return Certainty.of_rank(start_certainty(record).rank - sum(each.steps for each in steps))
