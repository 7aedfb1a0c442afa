"""Say evidence in words: short citations, figures with their intervals, what was compared."""

from __future__ import annotations

import re

from neuroplan.model.evidence import Effect, EvidenceRecord
from neuroplan.model.terms import ComparatorType, Direction, Use


METRICS = {
    "hedges_g": "Hedges g",
    "cohens_d": "Cohen's d",
    "smd": "SMD",
    "odds_ratio": "odds ratio",
    "risk_ratio": "risk ratio",
    "hazard_ratio": "hazard ratio",
    "r": "r",
}
COMPARED = {
    ComparatorType.USUAL_CARE: "against usual care",
    ComparatorType.INACTIVE: "against waiting or minimal treatment",
    ComparatorType.MIXED: "against controls of several kinds",
    ComparatorType.ACTIVE: "against another treatment",
    ComparatorType.PRE_POST: "before and after, without a control group",
    ComparatorType.NONE: "without a comparison",
}
DESIGNS = {
    "network_meta_analysis": "network meta-analysis",
    "meta_analysis": "meta-analysis",
    "systematic_review": "systematic review",
    "rct": "randomized trial",
    "guideline": "guideline",
    "controlled": "controlled study",
    "cohort": "cohort study",
    "case_series": "case series",
    "expert_opinion": "expert opinion",
}
#: From here on a figure is given to three digits.
LARGE = 10
_INITIALS = re.compile(r"[A-Z][A-Z.\-]{0,4}[,.;]?")


def short_citation(record: EvidenceRecord) -> str:
    """Give the first author and the year, as in "Cuijpers 2020"."""
    head = record.citation.split("(")[0].strip()
    words: list[str] = []
    for word in head.split():
        if _INITIALS.fullmatch(word) and words:
            break
        words.append(word)
        if word.endswith((",", ".", ":")):
            break
    author = " ".join(words[:6]).rstrip(",.:;")
    if record.year and str(record.year) not in author:
        return f"{author} {record.year}"
    return author


def figure(effect: Effect) -> str:
    """Give a figure with its interval, as in "Hedges g 0.93 (95% CI 0.67 to 1.18)"."""
    bound = {"upper_end_of_range": "up to ", "lower_end_of_range": "at least "}.get(
        effect.bound or "", ""
    )
    text = f"{METRICS[effect.metric]} {bound}{_number(effect.value)}"
    if effect.ci is None:
        return f"{text} (no interval given)"
    kind = "credible interval" if effect.interval == "credible" else "CI"
    level = f"{effect.ci_level:g}% " if effect.ci_level else ""
    return f"{text} ({level}{kind} {_number(effect.ci[0])} to {_number(effect.ci[1])})"


def size(record: EvidenceRecord) -> str:
    """Say how many studies and people stand behind a figure, and of what."""
    studies = f"{record.k} {'study' if record.k == 1 else 'studies'}" if record.k else ""
    people = f"{record.n} people" if record.n else ""
    counted = ", ".join(part for part in (studies, people) if part)
    if not counted or record.k_n_scope == "pool":
        return counted
    if record.k_n_scope == "review":
        return f"from a review of {counted}"
    return f"from a source of {counted}"


def statement(record: EvidenceRecord) -> str:
    """Say what a record found, in one sentence part."""
    found = figure(record.effect) if record.effect else _finding(record)
    counted = size(record)
    checked = "" if record.source_checked else "; figure from memory, not checked at the source"
    details = "; ".join(part for part in (DESIGNS[record.design.value], counted) if part)
    if record.use is Use.ASSOCIATION and record.comparator.type is ComparatorType.NONE:
        # A correlation compares nobody, and needs no word on it.
        return f"{short_citation(record)}: {found}, {details}{checked}"
    compared = COMPARED[record.comparator.type]
    return f"{short_citation(record)}: {found} {compared} ({details}{checked})"


def _finding(record: EvidenceRecord) -> str:
    if record.use is Use.CONTEXT:
        return "background"
    return {
        Direction.BENEFIT: "benefit, no figure usable here,",
        Direction.NULL: "no benefit found",
        Direction.MIXED: "mixed findings, no figure usable here,",
        Direction.HARM: "harm found",
        None: "no finding",
    }[record.direction]


def _number(value: float) -> str:
    return f"{value:.3g}" if abs(value) >= LARGE else f"{value:.2f}"
