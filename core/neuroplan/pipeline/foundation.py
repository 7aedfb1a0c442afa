"""Choose the foundation: what runs throughout every plan and competes for no sessions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import attrs

from neuroplan.library import Library
from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.policy import OrderingPolicy
from neuroplan.model.technique import Technique
from neuroplan.model.terms import Certainty, Fit, Link, Omission, Use
from neuroplan.pipeline.certainty import certainty_of, is_direct_population
from neuroplan.pipeline.eligibility import Verdict
from neuroplan.pipeline.strength import certainty_weight


@attrs.frozen(kw_only=True)
class WeighedAssociation:
    """
    A correlation with outcome as it counts for one technique and client.

    Attributes:
        direct: Whether people like this client were studied.
        value: Its lower bound (or half) as a correlation, times its certainty weight, 0-1.
    """

    record: EvidenceRecord
    link: Link
    direct: bool
    certainty: Certainty
    value: float

    def trust(self) -> tuple[bool, int, bool, int, str]:
        """Give the key by which the most trustworthy correlation is the greatest."""
        record = self.record
        return (
            self.direct,
            self.certainty.rank,
            record.source_checked,
            record.k or 0,
            record.id,
        )


def weigh_associations(
    technique: Technique, library: Library, met: frozenset[str], policy: OrderingPolicy
) -> list[WeighedAssociation]:
    """
    Give the correlations of a technique with outcome, the most trustworthy first.

    The first ranks a foundation technique. It is never converted into an effect; a mean
    difference is put on the scale of correlations. How closely the outcome fits a process does
    not matter here: the association is with outcome as such.
    """
    found: list[WeighedAssociation] = []
    for evidence in technique.evidence:
        record = library.records[evidence.record]
        effect = record.effect
        if record.use is not Use.ASSOCIATION or effect is None or effect.is_ratio:
            continue
        direct = is_direct_population(record.population.tags, met)
        certainty = certainty_of(record, evidence.link, Fit.MEASURED, direct=direct)
        bound = effect.ci[0] if effect.ci else effect.value * policy.unbounded_share
        correlation = bound if effect.metric == "r" else _as_correlation(bound)
        found.append(
            WeighedAssociation(
                record=record,
                link=evidence.link,
                direct=direct,
                certainty=certainty,
                value=max(0.0, correlation) * certainty_weight(certainty, policy),
            )
        )
    return sorted(found, key=WeighedAssociation.trust, reverse=True)


def _as_correlation(difference: float) -> float:
    """Put a standardized mean difference on the scale of r: d/√(d² + 4) (Borenstein 2009)."""
    return difference / math.sqrt(difference**2 + 4)


def association_of(
    technique: Technique, library: Library, met: frozenset[str], policy: OrderingPolicy
) -> float:
    """Give the association with outcome that ranks a foundation technique, 0-1."""
    found = weigh_associations(technique, library, met, policy)
    return found[0].value if found else 0.0


def choose_foundation(
    verdicts: Mapping[str, Verdict],
    library: Library,
    met: frozenset[str],
    policy: OrderingPolicy,
    included: Iterable[str],
) -> tuple[Technique, ...]:
    """Choose the best associated with outcome, one form of each exercise."""
    eligible = [
        verdict.technique
        for verdict in verdicts.values()
        if verdict.technique.foundation and verdict.is_active
    ]
    wanted = set(included)
    ranked = sorted(
        eligible,
        key=lambda each: (
            each.id not in wanted,
            -association_of(each, library, met, policy),
            each.id,
        ),
    )
    chosen: list[Technique] = []
    taken: set[str] = set()
    for technique in ranked:
        if len(chosen) == policy.foundation_max:
            break
        if technique.variant_of is None or technique.variant_of not in taken:
            chosen.append(technique)
            taken.add(technique.variant_of or technique.id)
    return tuple(chosen)


def foundation_omissions(
    verdicts: Mapping[str, Verdict],
    chosen: tuple[Technique, ...],
    policy: OrderingPolicy,
) -> dict[str, tuple[Omission, str]]:
    """Say of every foundation technique that was not chosen why not."""
    found: dict[str, tuple[Omission, str]] = {}
    for identity, verdict in verdicts.items():
        technique = verdict.technique
        if not technique.foundation or technique in chosen:
            continue
        if verdict.omission is not None:
            found[identity] = (verdict.omission, verdict.detail)
        elif any(
            technique.variant_of and technique.variant_of == each.variant_of for each in chosen
        ):
            found[identity] = (
                Omission.VARIANT,
                "The foundation holds another option of the same kind.",
            )
        else:
            detail = (
                f"The foundation holds {policy.foundation_max} techniques; those chosen are "
                "more closely associated with outcome, as far as people like this client were "
                "studied."
            )
            found[identity] = (Omission.LOWER_GAIN, detail)
    return found
