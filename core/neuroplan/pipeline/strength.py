"""
Weigh evidence: conservative effect and strength of a technique for a process.

strength(t, p) = conservative effect x comparator discount x certainty weight x role.
Rules and sources stand in docs/reference/ordering.md; the numbers in OrderingPolicy.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import Enum

import attrs

from neuroplan.library import Library
from neuroplan.model.evidence import Effect, EvidenceRecord
from neuroplan.model.policy import OrderingPolicy
from neuroplan.model.technique import Technique
from neuroplan.model.terms import (
    Certainty,
    ComparatorType,
    Design,
    Direction,
    Link,
    Role,
    Use,
)
from neuroplan.pipeline.certainty import certainty_of, is_direct_population


#: 97.5th percentile of the normal distribution, for a 95 % interval.
Z95 = 1.959963984540054
_SYNTHESES = frozenset(
    {Design.NETWORK_META_ANALYSIS, Design.META_ANALYSIS, Design.SYSTEMATIC_REVIEW}
)
_COMPARATOR_ORDER = {kind: place for place, kind in enumerate(ComparatorType)}
_LINK_ORDER = {link: place for place, link in enumerate(Link)}
_STANDARDIZED = frozenset({"hedges_g", "cohens_d", "smd"})


@attrs.frozen(kw_only=True)
class Strength:
    """
    How strong the evidence is that a technique helps a process, for one client.

    Attributes:
        value: 0-1.
        effect: Conservative effect (Hedges g), 0-1, before discount.
        record: The record used; None where no benefit record speaks to the process.
        basis: figure, null, no_figure or expert_opinion.
        via: The kin process whose evidence was used.
        capped: Whether the package limits it.
    """

    process: str
    role: Role
    value: float
    effect: float
    certainty: Certainty
    record: str | None
    basis: str
    via: str | None = None
    capped: bool = False


def standardized(effect: Effect) -> tuple[float, float | None] | None:
    """
    Give an effect as a standardized mean difference with its lower bound, where that can be.

    Odds ratios by ln(OR) x sqrt(3) / pi (Chinn 2000); risk ratios, hazard ratios and
    correlations are not converted.
    """
    if effect.metric in _STANDARDIZED:
        return effect.value, effect.ci[0] if effect.ci else None
    if effect.metric == "odds_ratio":
        lower = _from_odds(effect.ci[0]) if effect.ci else None
        return _from_odds(effect.value), lower
    return None


def _from_odds(ratio: float) -> float:
    return math.log(ratio) * math.sqrt(3) / math.pi


class Basis(Enum):
    """What of a record is counted on."""

    INTERVAL = "the lower bound of its interval"
    SHARE = "a share of a value without an interval"
    SAMPLE = "the lower bound its sample gives"
    NO_BENEFIT = "no benefit was found"
    NO_FIGURE = "no figure converts"


@attrs.frozen(kw_only=True)
class CountedEffect:
    """
    The effect of a record that may be counted on, and how it follows from its figure.

    Attributes:
        value: 0 to ``policy.effect_cap``; None without a figure.
        figure: The figure as a standardized difference, where one is used.
        bound: What *basis* makes of it, before it is kept between 0 and the cap.
    """

    value: float | None
    basis: Basis
    figure: float = 0.0
    bound: float = 0.0


def conservative_effect(record: EvidenceRecord, policy: OrderingPolicy) -> CountedEffect:
    """
    Give the effect that may be counted on.

    The lower bound of the interval; without one, half the value, or for a single trial with
    its own n the bound from Vd = 4/n + d²/(2n) (Borenstein 2009, two equal groups). A null
    or harmful finding is 0, with or without a figure.
    """
    if record.direction in (Direction.NULL, Direction.HARM):
        return CountedEffect(value=0.0, basis=Basis.NO_BENEFIT)
    found = standardized(record.effect) if record.effect else None
    if found is None:
        return CountedEffect(value=None, basis=Basis.NO_FIGURE)
    figure, lower = found
    basis, bound = (
        (Basis.INTERVAL, lower) if lower is not None else _lower_bound(figure, record, policy)
    )
    return CountedEffect(
        value=min(policy.effect_cap, max(0.0, bound)), basis=basis, figure=figure, bound=bound
    )


def _lower_bound(
    value: float, record: EvidenceRecord, policy: OrderingPolicy
) -> tuple[Basis, float]:
    own_n = record.n if record.k_n_scope == "pool" else None
    if record.design in _SYNTHESES or own_n is None:
        return Basis.SHARE, value * policy.unbounded_share
    return Basis.SAMPLE, value - Z95 * math.sqrt(4 / own_n + value**2 / (2 * own_n))


def discount(kind: ComparatorType, policy: OrderingPolicy) -> float:
    """Give the factor that puts effects over different comparators on one footing."""
    return {
        ComparatorType.USUAL_CARE: policy.discount_usual_care,
        ComparatorType.INACTIVE: policy.discount_inactive,
        ComparatorType.MIXED: policy.discount_mixed,
        ComparatorType.PRE_POST: policy.discount_pre_post,
        ComparatorType.NONE: policy.discount_pre_post,
    }[kind]


def certainty_weight(certainty: Certainty, policy: OrderingPolicy) -> float:
    """Give the factor of a certainty."""
    return (
        policy.weight_very_low,
        policy.weight_low,
        policy.weight_moderate,
        policy.weight_high,
    )[certainty.rank]


@attrs.frozen(kw_only=True)
class WeighedRecord:
    """A record with the certainty and the effect it has for one technique and client."""

    record: EvidenceRecord
    link: Link
    certainty: Certainty
    counted: CountedEffect

    def trust(self) -> tuple[object, ...]:
        """
        Give the key by which the most trustworthy record comes first.

        A figure, then certainty, then a checked source, a direct link, the comparator, the
        newer year, the smaller effect (never the more flattering of two pools), the id. A null
        finding counts as a figure: it is one, of zero.
        """
        return (
            self.counted.value is None,
            -self.certainty.rank,
            not self.record.source_checked,
            _LINK_ORDER[self.link],
            _COMPARATOR_ORDER[self.record.comparator.type],
            -(self.record.year or 0),
            self.counted.value or 0.0,
            self.record.id,
        )


def weigh_records(
    technique: Technique,
    process: str,
    records: Mapping[str, EvidenceRecord],
    met: frozenset[str],
    policy: OrderingPolicy,
) -> list[WeighedRecord]:
    """
    Give the benefit records of *technique* that speak to *process*, the most trustworthy first.

    Records against an active comparator are left out: they are no benefit over nothing.
    """
    found: list[WeighedRecord] = []
    for evidence in technique.evidence:
        record = records[evidence.record]
        fit = record.fit_to(process)
        if fit is None or record.use is not Use.BENEFIT:
            continue
        if record.comparator.type is ComparatorType.ACTIVE:
            continue
        direct = is_direct_population(record.population.tags, met)
        found.append(
            WeighedRecord(
                record=record,
                link=evidence.link,
                certainty=certainty_of(record, evidence.link, fit, direct=direct),
                counted=conservative_effect(record, policy),
            )
        )
    return sorted(found, key=WeighedRecord.trust)


class Weigher:
    """
    Weighs every technique of a library under one policy.

    What it finds depends on a client only through the condition tags, so it is kept by
    them; the memory is an optimization and never changes a result.
    """

    def __init__(self, library: Library, policy: OrderingPolicy) -> None:
        self._library = library
        self._policy = policy
        self._known: dict[frozenset[str], dict[str, dict[str, Strength]]] = {}

    def strengths(self, technique_id: str, met: frozenset[str]) -> Mapping[str, Strength]:
        """Give the strength of a technique for each process it targets or is kin to."""
        memory = self._known.setdefault(met, {})
        found = memory.get(technique_id)
        if found is None:
            found = self._weigh(self._library.techniques[technique_id], met)
            memory[technique_id] = found
        return found

    def _weigh(self, technique: Technique, met: frozenset[str]) -> dict[str, Strength]:
        found = {
            target.process: self._strength(technique, target.process, target.role, met)
            for target in technique.targets
        }
        for process, kin in self._kin_of(found):
            found[process] = self._as_kin(technique, process, kin, met)
        package = self._library.techniques.get(technique.part_of or "")
        if package is not None:
            ceiling = self.strengths(package.id, met)
            found = {
                process: _capped(strength, ceiling.get(process))
                for process, strength in found.items()
            }
        return found

    def _kin_of(self, direct: Mapping[str, Strength]) -> list[tuple[str, str]]:
        """Give the processes served only through a kin process, with the first such kin."""
        return [
            (process.id, next(kin for kin in process.kin if kin in direct))
            for process in self._library.vocabulary.processes.values()
            if process.id not in direct and any(kin in direct for kin in process.kin)
        ]

    def _strength(
        self,
        technique: Technique,
        process: str,
        role: Role,
        met: frozenset[str],
        *,
        steps_down: int = 0,
    ) -> Strength:
        policy = self._policy
        share = policy.primary_role if role is Role.PRIMARY else policy.secondary_role
        weighed = weigh_records(technique, process, self._library.records, met, policy)
        if not weighed:
            factor = discount(ComparatorType.NONE, policy) * policy.weight_very_low
            return Strength(
                process=process,
                role=role,
                value=policy.unmeasured_effect * factor * share,
                effect=policy.unmeasured_effect,
                certainty=Certainty.VERY_LOW,
                record=None,
                basis="expert_opinion",
            )
        certainty = Certainty.of_rank(weighed[0].certainty.rank - steps_down)
        best = attrs.evolve(weighed[0], certainty=certainty)
        return _from_record(best, process, role, share, policy)

    def _as_kin(
        self, technique: Technique, process: str, kin: str, met: frozenset[str]
    ) -> Strength:
        """Serve a kin process: secondary role, and one certainty step down."""
        found = self._strength(technique, kin, Role.SECONDARY, met, steps_down=1)
        return attrs.evolve(found, process=process, via=kin)


def _from_record(
    weighed: WeighedRecord, process: str, role: Role, share: float, policy: OrderingPolicy
) -> Strength:
    effect = weighed.counted.value
    basis = {Basis.NO_BENEFIT: "null", Basis.NO_FIGURE: "no_figure"}.get(
        weighed.counted.basis, "figure"
    )
    if effect is None:
        effect = policy.unmeasured_effect
    factor = discount(weighed.record.comparator.type, policy)
    value = effect * factor * certainty_weight(weighed.certainty, policy) * share
    return Strength(
        process=process,
        role=role,
        value=value,
        effect=effect,
        certainty=weighed.certainty,
        record=weighed.record.id,
        basis=basis,
    )


def _capped(strength: Strength, ceiling: Strength | None) -> Strength:
    """Keep a component no stronger than its package, where the package itself was studied."""
    if ceiling is None or ceiling.record is None or strength.value <= ceiling.value:
        return strength
    return attrs.evolve(strength, value=ceiling.value, capped=True)
