"""An evidence record: one figure from one source."""

from __future__ import annotations

import attrs

from neuroplan.model.terms import (
    ComparatorType,
    Design,
    Direction,
    Domain,
    Fit,
    Use,
)


#: What stands as a source where there is no record: a habit of the field, and our own view.
CONVENTION, JUDGEMENT = "clinical_convention", "our_judgement"


@attrs.frozen(kw_only=True)
class Effect:
    """
    A figure as the source gives it.

    Attributes:
        metric: hedges_g, cohens_d, smd, odds_ratio, risk_ratio, hazard_ratio or r.
        value: Positive is benefit; for ratios, above 1 is benefit.
        ci: Interval of the figure, or None.
        ci_level: Its level in percent, or None.
        interval: confidence or credible.
        bound: Set where the value is one end of a range and no point estimate.
    """

    metric: str
    value: float
    ci: tuple[float, float] | None = None
    ci_level: float | None = None
    interval: str | None = None
    bound: str | None = None

    @property
    def is_ratio(self) -> bool:
        """Whether no effect is 1 and not 0."""
        return self.metric.endswith("_ratio")

    @property
    def interval_holds_no_effect(self) -> bool:
        """Whether the interval holds the value of no effect."""
        if self.ci is None:
            return False
        return self.ci[0] <= (1.0 if self.is_ratio else 0.0) <= self.ci[1]


@attrs.frozen(kw_only=True)
class Population:
    """
    Who was studied.

    Attributes:
        as_studied: In the source's terms; the one place for diagnosis words.
        tags: Conditions that everyone in the sample had.
        formats: How it was delivered.
    """

    as_studied: str
    tags: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Comparator:
    """What it was compared with."""

    as_studied: str
    type: ComparatorType


@attrs.frozen(kw_only=True)
class OutcomeProcess:
    """A process the outcome speaks to, and how closely."""

    process: str
    fit: Fit


@attrs.frozen(kw_only=True)
class Downgrade:
    """A reason to lower certainty: serious takes one step, very_serious two."""

    domain: Domain
    severity: str
    reason: str

    @property
    def steps(self) -> int:
        """Steps of certainty it takes."""
        return 2 if self.severity == "very_serious" else 1


@attrs.frozen(kw_only=True)
class EvidenceRecord:
    """
    One figure from one source. The fields are those of the ``evidence`` schema.

    Attributes:
        k: Number of studies, of the scope in *k_n_scope*.
        n: Number of people, of the same scope.
        k_n_scope: pool (this estimate), review (the whole review) or unknown.
        i2: Heterogeneity in percent.
        source_checked: Whether the figure was seen in the source or a record of it.
    """

    id: str
    citation: str
    doi: str | None
    year: int | None
    design: Design
    level: str
    use: Use
    direction: Direction | None
    population: Population
    comparator: Comparator
    outcome: str
    processes: tuple[OutcomeProcess, ...]
    effect: Effect | None
    k: int | None
    n: int | None
    k_n_scope: str
    i2: float | None
    downgrades: tuple[Downgrade, ...]
    source_checked: bool
    isbn: str | None = None
    as_reported: str | None = None
    note: str | None = None

    def fit_to(self, process: str) -> Fit | None:
        """How closely the outcome measures *process*; None where it does not."""
        for measured in self.processes:
            if measured.process == process:
                return measured.fit
        return None
