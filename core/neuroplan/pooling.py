"""
Pool single trials: what several trials of one technique and process say together.

For reading only. A pooled figure sets no strength: the engine uses one record, the most
trustworthy. Only single trials with an interval are pooled, each kind of comparison by itself.
Reviews are left out, because their trials overlap and would be counted twice.

Random effects after DerSimonian and Laird (1986), Controlled Clinical Trials 7(3), 177-188;
I² after Higgins and Thompson (2002), Statistics in Medicine 21(11), 1539-1558.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import groupby
from statistics import NormalDist

import attrs

from neuroplan.model.evidence import Effect, EvidenceRecord
from neuroplan.model.terms import ComparatorType, Design, Use
from neuroplan.pipeline.strength import standardized


__all__ = ["Pool", "PooledTrial", "pool_trials", "random_effects"]

#: Designs that are one study each.
_TRIALS = (Design.RCT, Design.CONTROLLED)
_USUAL_LEVEL = 95.0


@attrs.frozen(kw_only=True)
class PooledTrial:
    """
    One trial with its part in the pool.

    Attributes:
        value: Standardized effect, positive is benefit.
        se: Its standard error, from the interval.
        weight: Share of the pooled figure, 0-1.
    """

    record: str
    value: float
    se: float
    weight: float


@attrs.frozen(kw_only=True)
class Pool:
    """
    Trials pooled by random effects.

    Attributes:
        value: Pooled standardized effect; *ci* is its 95 % interval.
        tau2: Variance between trials.
        i2: Share of the variation that is between trials, percent.
        q: Cochran's Q, on one degree of freedom less than trials.
    """

    trials: tuple[PooledTrial, ...]
    value: float
    ci: tuple[float, float]
    tau2: float
    i2: float
    q: float


def pool_trials(
    process: str, records: Iterable[EvidenceRecord]
) -> tuple[dict[ComparatorType, Pool], dict[str, str]]:
    """
    Pool what can be pooled for one process, and say why the rest cannot.

    Returns:
        A pool by kind of comparison, where there are two trials or more, and the reason for
        every record that stands in none, by its id.
    """
    known = sorted(records, key=lambda each: (each.comparator.type.value, each.id))
    left = {record.id: why for record in known if (why := _why_not(record, process))}
    pools: dict[ComparatorType, Pool] = {}
    usable = [record for record in known if record.id not in left]
    for kind, group in groupby(usable, key=lambda each: each.comparator.type):
        trials = list(group)
        if len(trials) == 1:
            left[trials[0].id] = "it is the only such trial of this kind of comparison"
            continue
        pools[kind] = random_effects({each.id: _estimate(each) for each in trials})
    return pools, dict(sorted(left.items()))


def random_effects(estimates: Mapping[str, tuple[float, float]]) -> Pool:
    """
    Pool estimates by random effects, DerSimonian and Laird.

    Args:
        estimates: Value and standard error of each, by id; two or more.

    Raises:
        ValueError: There are fewer than two, or a standard error is not above 0.
    """
    if len(estimates) < 2 or any(se <= 0 for _, se in estimates.values()):  # noqa: PLR2004
        raise ValueError("a pool takes two estimates or more, each with a standard error above 0")
    fixed = {name: 1 / se**2 for name, (_, se) in estimates.items()}
    total = math.fsum(fixed.values())
    centre = math.fsum(fixed[name] * value for name, (value, _) in estimates.items()) / total
    q = math.fsum(fixed[name] * (value - centre) ** 2 for name, (value, _) in estimates.items())
    freedom = len(estimates) - 1
    spread = total - math.fsum(weight**2 for weight in fixed.values()) / total
    tau2 = max(0.0, (q - freedom) / spread)
    weights = {name: 1 / (se**2 + tau2) for name, (_, se) in estimates.items()}
    total = math.fsum(weights.values())
    value = math.fsum(weights[name] * value for name, (value, _) in estimates.items()) / total
    reach = _z(_USUAL_LEVEL) / math.sqrt(total)
    return Pool(
        trials=tuple(
            PooledTrial(record=name, value=each, se=se, weight=weights[name] / total)
            for name, (each, se) in estimates.items()
        ),
        value=value,
        ci=(value - reach, value + reach),
        tau2=tau2,
        i2=max(0.0, (q - freedom) / q * 100) if q else 0.0,
        q=q,
    )


def _why_not(record: EvidenceRecord, process: str) -> str:
    """Say why a record cannot be pooled; empty: it can."""
    effect = record.effect
    if record.use is not Use.BENEFIT:
        return f"it is no figure of benefit ({record.use.value})"
    if record.fit_to(process) is None:
        return "it does not speak to this process"
    if record.design not in _TRIALS or (record.k or 1) > 1:
        return "it is no single trial; reviews overlap, and would count people twice"
    if effect is None or effect.ci is None or effect.bound is not None:
        return "it gives no figure with an interval"
    if standardized(effect) is None:
        return "its figure cannot be put on the scale of the others"
    return ""


def _estimate(record: EvidenceRecord) -> tuple[float, float]:
    """Give the standardized effect of a trial, and the standard error its interval implies."""
    effect = record.effect
    if effect is None or effect.ci is None:
        raise ValueError("a trial without an interval has no standard error")
    low, high = (_on_scale(effect, end) for end in effect.ci)
    return _on_scale(effect, effect.value), (high - low) / (2 * _z(effect.ci_level))


def _on_scale(effect: Effect, value: float) -> float:
    found = standardized(attrs.evolve(effect, value=value, ci=None))
    if found is None:
        raise ValueError("a figure that cannot be standardized cannot be pooled")
    return found[0]


def _z(level: float | None) -> float:
    """Give the quantile of the normal distribution for an interval of *level* percent."""
    return NormalDist().inv_cdf(0.5 + (level or _USUAL_LEVEL) / 200)
