"""The foundation: what runs throughout every plan and competes for no sessions."""

from __future__ import annotations

from typing import Any

import pytest

from neuroplan import OrderingPolicy, Plan
from neuroplan.model.terms import ChosenBecause, Link, Status, Use
from neuroplan.pipeline.foundation import association_of
from tests.builders import (
    Offer,
    contraindication,
    effect,
    offer,
    planner,
    presentation,
    record,
    technique,
)


ADULT = frozenset({"adults"})


def base(
    name: str,
    r: float,
    *,
    link: str = "exact",
    tags: tuple[str, ...] = (),
    **changes: Any,  # noqa: ANN401 - any field of a technique
) -> Offer:
    """Give a foundation technique associated with outcome by *r* (interval r - .1 to r + .1)."""
    evidence = record(
        f"t/{name}",
        ["alliance_strain"],
        figure=effect(r, (r - 0.1, r + 0.1), "r"),
        use=Use.ASSOCIATION,
        tags=tags,
    )
    one = technique(
        f"t.{name}", ["alliance_strain"], evidence={evidence.id: link}, foundation=True, **changes
    )
    return Offer(one, (evidence,))


def foundation(*parts: Offer, **changes: Any) -> list[str]:  # noqa: ANN401 - any field of a client
    """Give the foundation of a plan."""
    return [each.technique_id for each in plan(*parts, **changes).foundation]


def plan(*parts: Offer, **changes: Any) -> Plan:  # noqa: ANN401 - any field of a client
    """Make the plan of a client of fear 3."""
    return planner(*parts).generate(presentation(**changes))


def test_the_three_most_associated_with_outcome_are_chosen() -> None:
    """Of four, the best three, best first."""
    found = foundation(base("a", 0.2), base("b", 0.5), base("c", 0.3), base("d", 0.4))

    assert found == ["t.b", "t.d", "t.c"]


def test_a_fourth_is_left_out_with_its_reason() -> None:
    """Not silently."""
    made = plan(base("a", 0.2), base("b", 0.5), base("c", 0.3), base("d", 0.4))

    assert [(each.technique_id, each.reason.value) for each in made.not_selected] == [
        ("t.a", "lower_gain")
    ]


def test_one_form_of_an_exercise_is_enough() -> None:
    """The weaker form of the same gives way to another."""
    found = foundation(
        base("a", 0.5, variant_of="empathy"),
        base("b", 0.4, variant_of="empathy"),
        base("c", 0.3),
        base("d", 0.2),
    )

    assert found == ["t.a", "t.c", "t.d"]


def test_at_equal_association_the_id_decides() -> None:
    """The first by id."""
    assert foundation(base("b", 0.3), base("a", 0.3)) == ["t.a", "t.b"]


def test_a_foundation_technique_serves_every_client() -> None:
    """Though none of its targets is among the client's processes."""
    assert foundation(base("a", 0.3)) == ["t.a"]


def test_it_takes_no_sessions() -> None:
    """It runs throughout."""
    (entry,) = plan(base("a", 0.3)).foundation

    assert (entry.sessions, entry.chosen_because, entry.status) == (
        None,
        ChosenBecause.FOUNDATION,
        Status.ACTIVE,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"factors": ["pregnancy"]},
        {"preferences": {"techniques": {"t.a": "decline"}}},
        {"consent": {"treatment": "no"}},
    ],
    ids=["contraindicated", "declined", "consent refused"],
)
def test_eligibility_counts_for_the_foundation_too(changes: dict[str, Any]) -> None:
    """What must not be used is no foundation."""
    assert (
        foundation(base("a", 0.3, contraindications=(contraindication("pregnancy"),)), **changes)
        == []
    )


def test_it_does_not_compete_for_the_nine_places() -> None:
    """A foundation technique is no pick."""
    made = plan(base("a", 0.3), offer("t.fear", {"fear": 0.5}))

    assert [each.technique_id for each in made.techniques()] == ["t.fear"]


class TestAssociation:
    """The association that ranks is the lower bound times the certainty weight."""

    @staticmethod
    def of(part: Offer) -> float:
        """Give the association of one technique for an adult."""
        library = planner(part).library
        return association_of(part.technique, library, ADULT, OrderingPolicy())

    def test_it_is_the_lower_bound(self) -> None:
        """0.3 (0.2 to 0.4) at high certainty: 0.2."""
        assert self.of(base("a", 0.3)) == pytest.approx(0.2)

    def test_an_analogue_weighs_three_quarters(self) -> None:
        """0.2 x 0.75."""
        assert self.of(base("a", 0.3, link=Link.ANALOGUE.value)) == pytest.approx(0.15)

    def test_other_people_weigh_three_quarters(self) -> None:
        """Children, for an adult."""
        assert self.of(base("a", 0.3, tags=("children",))) == pytest.approx(0.15)

    def test_without_an_interval_half_the_value_counts(self) -> None:
        """0.3 alone: 0.15."""
        evidence = record("t/a", figure=effect(0.3, None, "r"), use=Use.ASSOCIATION)
        one = technique("t.a", evidence=["t/a"], foundation=True)

        assert self.of(Offer(one, (evidence,))) == pytest.approx(0.15)

    def test_a_mean_difference_counts_as_the_correlation_it_stands_for(self) -> None:
        """A d of .28 is an r of .139, and no match for a correlation of .2."""
        evidence = record("t/a", figure=effect(0.6, (0.28, 0.9)), use=Use.ASSOCIATION)
        one = technique("t.a", evidence=["t/a"], foundation=True)

        assert self.of(Offer(one, (evidence,))) == pytest.approx(0.1386, abs=5e-5)

    def test_it_is_never_below_zero(self) -> None:
        """A lower bound under zero ranks as nothing."""
        assert self.of(base("a", 0.05)) == 0.0

    def test_a_benefit_record_is_no_association(self) -> None:
        """Effects of doing it do not rank the foundation."""
        assert self.of(offer("t.a", {"fear": 0.9}, foundation=True)) == 0.0


def test_the_correlation_that_ranks_it_is_the_one_cited_and_the_one_explained() -> None:
    """Two of one value: people like the client come before more studies of others."""
    figures = effect(0.4, (0.3, 0.5), "r")
    direct = record("t/z", ["alliance_strain"], figure=figures, use=Use.ASSOCIATION, k=2)
    others = record(
        "t/a",
        ["alliance_strain"],
        figure=figures,
        use=Use.ASSOCIATION,
        k=90,
        tags=("children",),
    )
    one = technique(
        "t.one",
        ["alliance_strain"],
        evidence={others.id: "exact", direct.id: "exact"},
        foundation=True,
    )
    engine = planner(Offer(one, (others, direct)))

    association = engine.explain(presentation(), "t.one").association
    cited = engine.generate(presentation()).foundation[0].rationale.evidence_statement

    assert association is not None
    assert [each.record for each in association.records if each.used] == ["t/z"]
    assert "2 studies" in cited
