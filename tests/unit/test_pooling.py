"""Pooling of single trials, against a published worked example."""

from __future__ import annotations

import math

import pytest

from neuroplan.model.evidence import Comparator, Effect, EvidenceRecord, OutcomeProcess, Population
from neuroplan.model.terms import ComparatorType, Design, Direction, Fit, Use
from neuroplan.pooling import pool_trials, random_effects


#: Thirteen trials of BCG vaccination (Colditz 1994): cases and people, vaccinated and not. The
#: reference figures are those of metafor's documentation, rma(measure="RR", method="DL").
BCG = (
    (4, 123, 11, 139),
    (6, 306, 29, 303),
    (3, 231, 11, 220),
    (62, 13598, 248, 12867),
    (33, 5069, 47, 5808),
    (180, 1541, 372, 1451),
    (8, 2545, 10, 629),
    (505, 88391, 499, 88391),
    (29, 7499, 45, 7277),
    (17, 1716, 65, 1665),
    (186, 50634, 141, 27338),
    (5, 2498, 3, 2341),
    (27, 16913, 29, 17854),
)


def trial(
    name: str,
    value: float,
    *,
    ci: tuple[float, float] | None = None,
    design: Design = Design.RCT,
    use: Use = Use.BENEFIT,
    metric: str = "hedges_g",
    against: ComparatorType = ComparatorType.USUAL_CARE,
    process: str = "worry",
) -> EvidenceRecord:
    """Give a trial whose interval is 0.4 to either side."""
    return EvidenceRecord(
        id=f"t/{name}",
        citation=f"{name} (2020)",
        doi=None,
        year=2020,
        design=design,
        level="trial",
        use=use,
        direction=Direction.BENEFIT,
        population=Population(as_studied="adults"),
        comparator=Comparator(as_studied="usual care", type=against),
        outcome="worry",
        processes=(OutcomeProcess(process=process, fit=Fit.MEASURED),),
        effect=Effect(
            metric=metric, value=value, ci=ci or (value - 0.4, value + 0.4), ci_level=95.0
        ),
        k=None,
        n=100,
        k_n_scope="pool",
        i2=None,
        downgrades=(),
        source_checked=True,
    )


def test_the_published_example_is_recomputed() -> None:
    """Log risk ratios: -0.7141 (-1.0644 to -0.3638), tau² 0.3088, I² 92.12, Q 152.2330."""
    estimates = {
        str(place): (
            math.log((a / n1) / (c / n2)),
            math.sqrt(1 / a - 1 / n1 + 1 / c - 1 / n2),
        )
        for place, (a, n1, c, n2) in enumerate(BCG)
    }

    found = random_effects(estimates)

    assert found.value == pytest.approx(-0.7141, abs=5e-5)
    assert found.ci == pytest.approx((-1.0644, -0.3638), abs=5e-5)
    assert found.tau2 == pytest.approx(0.3088, abs=5e-5)
    assert found.i2 == pytest.approx(92.12, abs=5e-3)
    assert found.q == pytest.approx(152.2330, abs=5e-5)
    assert math.fsum(each.weight for each in found.trials) == pytest.approx(1)


def test_equal_trials_pool_to_their_own_figure_with_a_narrower_interval() -> None:
    """No variation between them, and the standard error falls by the root of two."""
    pools, left = pool_trials("worry", [trial("a", 0.5), trial("b", 0.5)])

    pool = pools[ComparatorType.USUAL_CARE]
    assert left == {}
    assert pool.value == pytest.approx(0.5)
    assert (pool.tau2, pool.i2) == (0.0, 0.0)
    assert pool.ci == pytest.approx((0.5 - 0.4 / math.sqrt(2), 0.5 + 0.4 / math.sqrt(2)))


def test_each_kind_of_comparison_is_pooled_by_itself() -> None:
    """Waiting flatters; it is never mixed with usual care."""
    trials = [trial("a", 0.3), trial("b", 0.4)] + [
        trial(name, 0.9, against=ComparatorType.INACTIVE) for name in ("c", "d")
    ]

    pools, _ = pool_trials("worry", trials)

    assert {kind: round(pool.value, 2) for kind, pool in pools.items()} == {
        ComparatorType.INACTIVE: 0.9,
        ComparatorType.USUAL_CARE: 0.35,
    }


def test_an_odds_ratio_is_put_on_the_scale_of_the_others() -> None:
    """By ln(OR) x sqrt(3) / pi, the ends of the interval too."""
    ratio = trial("ratio", 2.0, ci=(1.2, 3.3333333), metric="odds_ratio")

    pools, _ = pool_trials("worry", [ratio, trial("a", 0.4)])

    found = {each.record: each.value for each in pools[ComparatorType.USUAL_CARE].trials}
    assert found["t/ratio"] == pytest.approx(0.3822, abs=5e-5)


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (trial("x", 0.5, design=Design.META_ANALYSIS), "overlap"),
        (trial("x", 0.5, use=Use.CONTEXT), "no figure of benefit"),
        (trial("x", 0.5, process="fear"), "does not speak to this process"),
        (trial("x", 1.5, ci=(1.1, 2.0), metric="risk_ratio"), "scale of the others"),
        (trial("x", 0.5, against=ComparatorType.ACTIVE), "the only such trial"),
    ],
)
def test_what_cannot_be_pooled_says_why(record: EvidenceRecord, why: str) -> None:
    """Nothing is left out in silence."""
    pools, left = pool_trials("worry", [trial("a", 0.4), trial("b", 0.5), record])

    assert list(pools) == [ComparatorType.USUAL_CARE]
    assert why in left["t/x"]


def test_one_estimate_is_no_pool() -> None:
    """Two at least, each with a standard error."""
    with pytest.raises(ValueError, match="two estimates"):
        random_effects({"a": (0.5, 0.1)})
    with pytest.raises(ValueError, match="above 0"):
        random_effects({"a": (0.5, 0.1), "b": (0.5, 0.0)})
