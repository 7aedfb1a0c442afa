"""Evidence records are sound: their figures, their references, and no two of them disagree."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import pytest

from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.terms import ComparatorType, Direction, Use
from tests.contract.shipped import MODALITIES, all_records


#: What the engine's own records are prefixed with.
OWNERS = (*MODALITIES, "safety", "responsiveness")
EARLIEST, LATEST = 1890, 2026
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]*[^\s\"<>.,;]")


def _records(owner: str) -> Iterator[EvidenceRecord]:
    yield from (each for each in all_records().values() if each.id.startswith(f"{owner}/"))


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


def _figure(record: EvidenceRecord) -> object:
    effect = record.effect
    return (effect.metric, effect.value, effect.ci) if effect else None


def _owner(record: EvidenceRecord) -> str:
    return record.id.partition("/")[0]


def _disagree(one: EvidenceRecord, other: EvidenceRecord) -> bool:
    """Whether two records of one paper and outcome give it different figures."""
    if _figure(one) == _figure(other):
        return False
    if _owner(one) == _owner(other):
        same_people = _plain(one.population.as_studied) == _plain(other.population.as_studied)
        same_control = _plain(one.comparator.as_studied) == _plain(other.comparator.as_studied)
        return same_people and same_control
    return one.comparator.type is other.comparator.type


def _of_one_paper() -> Iterator[list[EvidenceRecord]]:
    papers = defaultdict(list)
    for record in all_records().values():
        if record.doi:
            papers[record.doi.casefold()].append(record)
    yield from papers.values()


@pytest.mark.parametrize("owner", OWNERS)
def test_a_value_lies_inside_its_interval(owner: str) -> None:
    """A figure outside its own interval was copied wrongly."""
    outside = [
        (each.id, each.effect.value, each.effect.ci)
        for each in _records(owner)
        if each.effect
        and each.effect.ci
        and not each.effect.ci[0] <= each.effect.value <= each.effect.ci[1]
    ]

    assert outside == []


@pytest.mark.parametrize("owner", OWNERS)
def test_an_interval_has_a_level_and_a_level_an_interval(owner: str) -> None:
    """95 and 90 percent intervals are told apart."""
    half = [
        each.id
        for each in _records(owner)
        if each.effect and (each.effect.ci is None) != (each.effect.ci_level is None)
    ]

    assert half == []


@pytest.mark.parametrize("owner", OWNERS)
def test_a_figure_is_possible_for_its_metric(owner: str) -> None:
    """A ratio is above 0, a correlation within -1 and 1."""
    impossible = [
        (each.id, each.effect.metric, each.effect.value)
        for each in _records(owner)
        if each.effect
        and (
            (each.effect.is_ratio and each.effect.value <= 0)
            or (each.effect.metric == "r" and abs(each.effect.value) > 1)
        )
    ]

    assert impossible == []


@pytest.mark.parametrize("owner", OWNERS)
def test_positive_is_benefit(owner: str) -> None:
    """A benefit is above no effect, a harm below it, whatever sign the source used."""

    def is_turned(record: EvidenceRecord) -> bool:
        if record.effect is None or record.use not in (Use.BENEFIT, Use.HARM):
            return False
        above = record.effect.value - (1 if record.effect.is_ratio else 0)
        return (record.direction is Direction.BENEFIT and above <= 0) or (
            record.direction is Direction.HARM and above >= 0
        )

    assert [each.id for each in _records(owner) if is_turned(each)] == []


@pytest.mark.parametrize("owner", OWNERS)
def test_a_null_finding_does_not_exclude_no_effect(owner: str) -> None:
    """Only against another treatment can a difference from zero still be no difference."""
    odd = [
        each.id
        for each in _records(owner)
        if each.direction is Direction.NULL
        and each.comparator.type is not ComparatorType.ACTIVE
        and each.effect
        and each.effect.ci
        and not each.effect.interval_holds_no_effect
    ]

    assert odd == []


@pytest.mark.parametrize("owner", OWNERS)
def test_a_correlation_is_called_an_association(owner: str) -> None:
    """A correlation never sets strength."""
    called_benefit = [
        each.id
        for each in _records(owner)
        if each.effect and each.effect.metric == "r" and each.use is Use.BENEFIT
    ]

    assert called_benefit == []


@pytest.mark.parametrize("owner", OWNERS)
def test_a_doi_has_the_form_of_one(owner: str) -> None:
    """A doi can be looked up as it stands: no address before it, no full stop after it."""
    malformed = [
        (each.id, each.doi) for each in _records(owner) if each.doi and not _DOI.fullmatch(each.doi)
    ]

    assert malformed == []


@pytest.mark.parametrize("owner", OWNERS)
def test_a_year_is_possible_and_stands_in_the_citation(owner: str) -> None:
    """The year a record is sorted by is the year it was published."""
    wrong = [
        (each.id, each.year)
        for each in _records(owner)
        if each.year is not None
        and (not EARLIEST <= each.year <= LATEST or str(each.year) not in each.citation)
    ]

    assert wrong == []


def test_one_paper_has_one_year_and_one_first_author() -> None:
    """Where modalities cite one paper, they cite the same one."""
    differing = [
        sorted(each.id for each in records)
        for records in _of_one_paper()
        if len({(each.year, _plain(each.citation).split()[0]) for each in records}) > 1
    ]

    assert differing == []


def test_one_paper_gives_one_outcome_one_figure() -> None:
    """Two records of one paper and outcome with different figures cannot both be right."""
    clashing = [
        (one.id, other.id)
        for records in _of_one_paper()
        for one, other in combinations(records, 2)
        if _plain(one.outcome) == _plain(other.outcome) and _disagree(one, other)
    ]

    assert clashing == []


def test_a_record_that_names_a_control_is_not_called_uncompared() -> None:
    """It would be printed as "without a comparison"."""
    controls = re.compile(
        r"\b(usual|standard|regular|controls?|waitlist|no feedback|un\w+|mismatched|same)\b"
    )
    wrong = [
        record.id
        for record in all_records().values()
        if record.comparator.type is ComparatorType.NONE
        and controls.search(record.comparator.as_studied.lower())
    ]

    assert wrong == []
