"""Certainty, conservative effects and strength, against figures worked out by hand."""

from __future__ import annotations

import json
import math
from importlib.resources import files
from typing import Any

import attrs
import pytest

from neuroplan import EvidenceRecord, OrderingPolicy, Planner
from neuroplan.documents.structuring import structure
from neuroplan.model.evidence import Downgrade, Effect
from neuroplan.model.terms import (
    Certainty,
    ComparatorType,
    Design,
    Direction,
    Domain,
    Fit,
    Link,
    Use,
)
from neuroplan.pipeline.certainty import (
    certainty_of,
    certainty_steps,
    is_direct_population,
    start_certainty,
    tags_met,
)
from neuroplan.pipeline.strength import (
    Strength,
    Weigher,
    conservative_effect,
    discount,
    weigh_records,
)
from tests import builders
from tests.builders import Offer, effect, record, technique
from tests.contract.shipped import MODALITIES


POLICY = OrderingPolicy()
ADULT = frozenset({"adults"})


def strengths_of(
    *parts: Offer | EvidenceRecord, met: frozenset[str] = ADULT
) -> dict[str, dict[str, Strength]]:
    """Weigh every technique of a small library."""
    library = builders.planner(*parts).library
    weigher = Weigher(library, POLICY)
    return {name: dict(weigher.strengths(name, met)) for name in library.techniques}


def strength_by(*records: EvidenceRecord, met: frozenset[str] = ADULT) -> Strength:
    """Weigh a technique for fear that stands on *records*."""
    one = technique("t.one", ["fear"], evidence=[each.id for each in records])
    return strengths_of(Offer(one, records), met=met)["t.one"]["fear"]


def chosen(*records: EvidenceRecord) -> str:
    """Give the id of the record that is used, whatever order they come in."""
    found = {strength_by(*order).record for order in (records, records[::-1])}
    assert len(found) == 1
    return str(found.pop())


class TestCertainty:
    """Certainty is computed from design, downgrades and directness, never typed."""

    @pytest.mark.parametrize("package", MODALITIES)
    def test_every_shipped_record_has_the_certainty_its_data_gives(self, package: str) -> None:
        """An independent count of the steps agrees for every record, link, fit and client."""
        text = files(f"neuroplan_{package}").joinpath("evidence.json").read_text("utf-8")
        documents = json.loads(text)["records"]
        records = structure(documents, tuple[EvidenceRecord, ...])

        for document, shipped in zip(documents, records, strict=True):
            for fit in {entry["fit"] for entry in document["processes"]} or {"measured"}:
                for link in ("exact", "package", "analogue"):
                    for direct in (True, False):
                        found = certainty_of(shipped, Link(link), Fit(fit), direct=direct)

                        assert found.rank == _counted(document, link, fit, direct), shipped.id

    @pytest.mark.parametrize(
        ("design", "comparator", "start"),
        [
            (Design.NETWORK_META_ANALYSIS, ComparatorType.USUAL_CARE, Certainty.HIGH),
            (Design.META_ANALYSIS, ComparatorType.INACTIVE, Certainty.HIGH),
            (Design.SYSTEMATIC_REVIEW, ComparatorType.MIXED, Certainty.HIGH),
            (Design.RCT, ComparatorType.ACTIVE, Certainty.HIGH),
            (Design.RCT, ComparatorType.PRE_POST, Certainty.LOW),
            (Design.META_ANALYSIS, ComparatorType.NONE, Certainty.LOW),
            (Design.CONTROLLED, ComparatorType.USUAL_CARE, Certainty.LOW),
            (Design.COHORT, ComparatorType.USUAL_CARE, Certainty.LOW),
            (Design.CASE_SERIES, ComparatorType.PRE_POST, Certainty.VERY_LOW),
            (Design.EXPERT_OPINION, ComparatorType.NONE, Certainty.VERY_LOW),
        ],
    )
    def test_certainty_starts_where_the_design_lets_it(
        self, design: Design, comparator: ComparatorType, start: Certainty
    ) -> None:
        """Randomized and compared starts high, uncompared low, case series very low."""
        assert start is start_certainty(record("t/r", design=design, comparator=comparator))

    @pytest.mark.parametrize(
        ("severity", "left"), [("serious", Certainty.MODERATE), ("very_serious", Certainty.LOW)]
    )
    def test_a_serious_downgrade_takes_one_step_and_a_very_serious_one_two(
        self, severity: str, left: Certainty
    ) -> None:
        """From high, serious leaves moderate and very serious leaves low."""
        found = record("t/r", downgrades=(_downgrade(Domain.RISK_OF_BIAS, severity),))

        assert left is certainty_of(found, Link.EXACT, Fit.MEASURED, direct=True)

    @pytest.mark.parametrize(
        ("domain", "changes"),
        [
            (Domain.IMPRECISION, {"figure": effect(0.2, (-0.1, 0.5))}),
            (Domain.IMPRECISION, {"figure": effect(1.3, (0.9, 1.9), "odds_ratio")}),
            (Domain.INCONSISTENCY, {"i2": 75.1}),
        ],
    )
    def test_the_figures_own_weakness_takes_one_step(
        self, domain: Domain, changes: dict[str, Any]
    ) -> None:
        """An interval that holds no effect, and I² above 75, each take one step."""
        found = certainty_steps(record("t/r", **changes), Link.EXACT, Fit.MEASURED, direct=True)

        assert [(domain, 1)] == [(step.domain, step.steps) for step in found]

    def test_heterogeneity_of_exactly_75_takes_nothing(self) -> None:
        """Above 75 means above."""
        assert certainty_steps(record("t/r", i2=75.0), Link.EXACT, Fit.MEASURED, direct=True) == ()

    def test_indirectness_is_charged_once_however_many_reasons_there_are(self) -> None:
        """A package, a proxy and other people together cost one step."""
        found = certainty_of(record("t/r"), Link.PACKAGE, Fit.PROXY, direct=False)

        assert Certainty.MODERATE is found

    def test_a_domain_already_charged_is_not_charged_again(self) -> None:
        """A record downgraded for indirectness loses nothing more to an analogue link."""
        charged = record("t/r", downgrades=(_downgrade(Domain.INDIRECTNESS, "serious"),))

        assert Certainty.MODERATE is certainty_of(charged, Link.ANALOGUE, Fit.PROXY, direct=False)

    def test_one_end_of_a_range_is_very_low(self) -> None:
        """A figure that is no estimate carries the least weight there is."""
        bound = Effect(metric="hedges_g", value=0.8, bound="upper_end_of_range")

        found = certainty_of(record("t/r", figure=bound), Link.EXACT, Fit.MEASURED, direct=True)

        assert Certainty.VERY_LOW is found

    def test_certainty_never_falls_below_very_low(self) -> None:
        """More downgrades than steps end at very low."""
        domains = (Domain.RISK_OF_BIAS, Domain.IMPRECISION, Domain.PUBLICATION_BIAS)
        worst = tuple(_downgrade(each, "very_serious") for each in domains)

        found = certainty_of(record("t/r", downgrades=worst), Link.PACKAGE, Fit.PROXY, direct=False)

        assert Certainty.VERY_LOW is found


class TestPopulation:
    """Whether a client is like those studied."""

    def test_a_sample_of_several_ages_fits_a_client_of_any_of_them(self) -> None:
        """Adults and older adults studied together are direct for an adult."""
        assert is_direct_population(["adults", "older_adults"], ADULT)

    def test_a_sample_of_another_age_does_not_fit(self) -> None:
        """Children studied are indirect for an adult."""
        assert not is_direct_population(["children"], ADULT)

    def test_every_other_tag_must_be_met(self) -> None:
        """A sample with trauma and pain is indirect for a client with trauma alone."""
        met = ADULT | {"trauma"}

        assert not is_direct_population(["adults", "trauma", "chronic_pain"], met)

    def test_a_sample_without_tags_fits_everyone(self) -> None:
        """No condition is no difference."""
        assert is_direct_population([], ADULT)

    @pytest.mark.parametrize(
        ("changes", "tag"),
        [
            ({"client": builders.aged(12)}, "children"),
            ({"client": builders.aged(13)}, "adolescents"),
            ({"client": builders.aged(17)}, "adolescents"),
            ({"client": builders.aged(18)}, "adults"),
            ({"client": builders.aged(65)}, "older_adults"),
            ({"processes": {"fear": 1}}, "nonclinical"),
            ({"processes": {"trauma_intrusions": 1}}, "trauma"),
            ({"processes": {"trauma_avoidance": 2}}, "trauma"),
            ({"processes": {"chronic_pain": 1}}, "medical_illness"),
            ({"factors": ["seizure_disorder"]}, "medical_illness"),
            ({"factors": ["pregnancy"]}, "pregnancy"),
            ({"risk": {"psychosis": "stable"}}, "psychosis"),
            ({"risk": {"mania": "past"}}, "bipolar"),
            ({"processes": {"craving": 1}}, "substance_use"),
            ({"processes": {"sleep_disturbance": 2}}, "insomnia"),
        ],
    )
    def test_the_conditions_of_a_client_are_read_from_the_presentation(
        self, changes: dict[str, Any], tag: str
    ) -> None:
        """Each condition tag is met where the presentation says so."""
        facts = builders.reasoned([technique("t.one")], **changes).facts

        assert tag in tags_met(facts)

    @pytest.mark.parametrize(
        ("changes", "tag"),
        [
            ({}, "nonclinical"),
            ({}, "trauma"),
            ({"processes": {"trauma_avoidance": 1}}, "trauma"),
            ({"client": builders.aged(64)}, "older_adults"),
            ({"processes": {"sleep_disturbance": 1}}, "insomnia"),
            ({"risk": {"psychosis": "none"}}, "psychosis"),
            ({"risk": {}}, "psychosis"),
        ],
    )
    def test_a_condition_nobody_reported_is_not_met(
        self, changes: dict[str, Any], tag: str
    ) -> None:
        """What is not there, or not asked, is no match for a sample that all had it."""
        facts = builders.reasoned([technique("t.one")], **changes).facts

        assert tag not in tags_met(facts)


class TestConservativeEffect:
    """What of a figure may be counted on."""

    @pytest.mark.parametrize(
        ("found", "counted"),
        [
            pytest.param(record("t/r", figure=effect(0.93, (0.67, 1.18))), 0.67, id="lower bound"),
            pytest.param(record("t/r", figure=effect(0.2, (-0.1, 0.5))), 0.0, id="below zero is 0"),
            pytest.param(record("t/r", figure=effect(1.9, (1.4, 2.4))), 1.0, id="capped at 1"),
            pytest.param(record("t/r", figure=effect(0.6)), 0.3, id="synthesis: half"),
            # Vd = 4/100 + 0.25/200 = 0.04125; 0.5 - 1.959964 x 0.203101 = 0.101930
            pytest.param(
                record("t/r", figure=effect(0.5), design=Design.RCT, n=100),
                0.101930,
                id="single trial: bound from its n",
            ),
            pytest.param(
                record("t/r", figure=effect(0.5), design=Design.RCT, n=100, k_n_scope="unknown"),
                0.25,
                id="single trial without its own n: half",
            ),
            pytest.param(
                record("t/r", figure=effect(0.5), design=Design.RCT, n=None),
                0.25,
                id="single trial without n: half",
            ),
            # ln 1.5 x 1.7320508 / 3.1415927 = 0.405465 x 0.551329 = 0.223545
            pytest.param(
                record("t/r", figure=effect(2.0, (1.5, 2.67), "odds_ratio")),
                0.223545,
                id="odds ratio converted",
            ),
            # half of ln 2 x 0.551329 = 0.382152
            pytest.param(
                record("t/r", figure=effect(2.0, None, "odds_ratio")),
                0.191076,
                id="odds ratio without interval: half",
            ),
        ],
    )
    def test_the_effect_that_counts_is_conservative(
        self, found: EvidenceRecord, counted: float
    ) -> None:
        """The lower bound, or a stand-in for it, between 0 and the cap."""
        assert counted == pytest.approx(conservative_effect(found, POLICY).value, abs=1e-6)

    @pytest.mark.parametrize("direction", [Direction.NULL, Direction.HARM])
    @pytest.mark.parametrize("figure", [None, effect(0.4, (0.2, 0.6))])
    def test_a_null_or_harmful_finding_counts_as_nothing(
        self, direction: Direction, figure: Effect | None
    ) -> None:
        """With or without a figure it is 0, and not unknown."""
        found = record("t/r", figure=figure, direction=direction)

        assert conservative_effect(found, POLICY).value == 0.0

    @pytest.mark.parametrize("metric", ["risk_ratio", "hazard_ratio", "r"])
    def test_ratios_of_risk_and_correlations_are_never_converted(self, metric: str) -> None:
        """They are shown, and give no figure to count on."""
        found = record("t/r", figure=effect(0.5, (0.3, 0.7), metric))

        assert conservative_effect(found, POLICY).value is None

    @pytest.mark.parametrize(
        ("kind", "factor"),
        [
            (ComparatorType.USUAL_CARE, 1.0),
            (ComparatorType.INACTIVE, 0.65),
            (ComparatorType.MIXED, 0.8),
            (ComparatorType.PRE_POST, 0.5),
        ],
    )
    def test_effects_over_other_comparators_are_discounted(
        self, kind: ComparatorType, factor: float
    ) -> None:
        """Usual care is the footing; a waitlist flatters, before-and-after more so."""
        assert factor == discount(kind, POLICY)


class TestStrength:
    """strength = conservative effect x discount x certainty weight x role."""

    def test_strength_multiplies_effect_discount_certainty_and_role(self) -> None:
        """0.67 x 0.65 (waitlist) x 0.75 (moderate) x 0.5 (secondary) = 0.16331."""
        figure = record(
            "t/r",
            figure=effect(0.93, (0.67, 1.18)),
            comparator=ComparatorType.INACTIVE,
            downgrades=(_downgrade(Domain.RISK_OF_BIAS, "serious"),),
        )
        one = technique("t.one", {"fear": "secondary"}, evidence=["t/r"])

        found = strengths_of(Offer(one, (figure,)))["t.one"]["fear"]

        assert pytest.approx(0.1633125) == found.value

    @pytest.mark.parametrize(("steps", "value"), [(0, 0.4), (1, 0.3), (2, 0.2), (3, 0.1), (4, 0.1)])
    def test_certainty_weighs_1_075_05_and_025(self, steps: int, value: float) -> None:
        """An effect of 0.4 counts 0.4, 0.3, 0.2 and 0.1 from high to very low."""
        domains = (Domain.RISK_OF_BIAS, Domain.IMPRECISION, Domain.PUBLICATION_BIAS, *Domain)
        figure = record(
            "t/r",
            figure=effect(0.5, (0.4, 0.6)),
            downgrades=tuple(_downgrade(each, "serious") for each in domains[:steps]),
        )

        assert value == pytest.approx(strength_by(figure).value)

    def test_without_a_benefit_record_there_is_expert_opinion_only(self) -> None:
        """0.05 at very low, on the footing of work that was never compared: 0.00625."""
        found = strength_by()

        assert (
            found.record,
            found.certainty,
            found.basis,
        ) == (None, Certainty.VERY_LOW, "expert_opinion")
        assert pytest.approx(0.05 * 0.5 * 0.25) == found.value

    def test_a_benefit_record_without_a_figure_counts_as_005(self) -> None:
        """Against usual care at high certainty: 0.05."""
        found = strength_by(record("t/r"))

        assert (found.value, found.basis) == (0.05, "no_figure")

    def test_records_against_another_treatment_never_set_strength(self) -> None:
        """They are no benefit over nothing: the technique stays at expert opinion."""
        against = record("t/r", figure=effect(0.9, (0.8, 1.0)), comparator=ComparatorType.ACTIVE)

        assert strength_by(against).basis == "expert_opinion"

    @pytest.mark.parametrize("use", [Use.ASSOCIATION, Use.HARM, Use.CONTEXT])
    def test_only_benefit_records_set_strength(self, use: Use) -> None:
        """Correlations, harms, guidelines and background inform the text alone."""
        other = record("t/r", figure=effect(0.9, (0.8, 1.0)), use=use)

        assert strength_by(other).basis == "expert_opinion"

    def test_a_record_speaks_only_to_the_processes_its_outcome_measures(self) -> None:
        """Evidence on worry is none on fear."""
        other = record("t/r", ["worry"], figure=effect(0.9, (0.8, 1.0)))

        assert strength_by(other).basis == "expert_opinion"

    def test_other_people_than_this_client_lower_certainty_one_step(self) -> None:
        """A trial of children is moderate for an adult: 0.4 x 0.75."""
        children = record("t/r", figure=effect(0.5, (0.4, 0.6)), tags=["children"])

        assert pytest.approx(0.3) == strength_by(children).value


class TestKin:
    """A process without evidence of its own is served through its kin."""

    def test_kin_counts_at_secondary_role_one_certainty_step_down(self) -> None:
        """0.4 for self-criticism gives perfectionism 0.4 x 0.75 x 0.5 = 0.15."""
        found = strengths_of(builders.offer("t.one", {"self_criticism": 0.4}))["t.one"]

        assert pytest.approx(0.15) == found["perfectionism"].value

    def test_kin_says_whose_evidence_was_used(self) -> None:
        """The kin process and the lower certainty are named."""
        found = strengths_of(builders.offer("t.one", {"self_criticism": 0.4}))["t.one"]

        assert (
            found["perfectionism"].via,
            found["perfectionism"].certainty,
        ) == ("self_criticism", Certainty.MODERATE)

    def test_a_secondary_target_is_not_halved_twice(self) -> None:
        """Kin of a secondary target counts once at secondary role: 0.15."""
        part = builders.offer("t.one", {"self_criticism": 0.4}, secondary=["self_criticism"])

        assert pytest.approx(0.15) == strengths_of(part)["t.one"]["perfectionism"].value

    def test_evidence_of_its_own_goes_before_kin(self) -> None:
        """A technique that targets perfectionism itself uses its own record, even a null one."""
        part = builders.offer("t.one", {"self_criticism": 0.4, "perfectionism": 0.0})

        assert strengths_of(part)["t.one"]["perfectionism"].value == 0.0

    def test_kinship_runs_one_way(self) -> None:
        """Perfectionism borrows from self-criticism, not the other way round."""
        found = strengths_of(builders.offer("t.one", {"perfectionism": 0.4}))["t.one"]

        assert "self_criticism" not in found


class TestPartOf:
    """A component is never stronger than the package it is part of."""

    def test_a_component_is_capped_by_its_package(self) -> None:
        """0.6 alone, 0.3 for the package: 0.3 counts."""
        found = strengths_of(
            builders.offer("t.part", {"fear": 0.6}, part_of="t.whole"),
            builders.offer("t.whole", {"fear": 0.3}),
        )

        assert pytest.approx(0.3) == found["t.part"]["fear"].value

    def test_a_weaker_component_keeps_its_own_strength(self) -> None:
        """The cap raises nothing."""
        found = strengths_of(
            builders.offer("t.part", {"fear": 0.2}, part_of="t.whole"),
            builders.offer("t.whole", {"fear": 0.3}),
        )

        assert pytest.approx(0.2) == found["t.part"]["fear"].value

    def test_a_package_never_studied_caps_nothing(self) -> None:
        """Expert opinion about the whole says nothing against a trial of the part."""
        found = strengths_of(
            builders.offer("t.part", {"fear": 0.2}, part_of="t.whole"),
            Offer(technique("t.whole", ["fear"]), ()),
        )

        assert pytest.approx(0.2) == found["t.part"]["fear"].value

    def test_no_shipped_component_is_stronger_than_its_package(self, planner: Planner) -> None:
        """The rule holds for every component the modalities bring."""
        weigher = Weigher(planner.library, planner.policy)
        for each in planner.library.techniques.values():
            whole = weigher.strengths(each.part_of, ADULT) if each.part_of else {}
            for process, strength in weigher.strengths(each.id, ADULT).items():
                ceiling = whole.get(process)
                if ceiling is not None and ceiling.record is not None:
                    assert strength.value <= ceiling.value, (each.id, process)


class TestTrust:
    """The most trustworthy record is used, never the most flattering."""

    GOOD = record("t/m", figure=effect(0.4, (0.3, 0.5)))

    def test_a_record_with_a_figure_goes_before_one_without(self) -> None:
        """Even at lower certainty."""
        figure = attrs.evolve(self.GOOD, downgrades=(_serious(),))
        bare = record("t/a")

        assert chosen(bare, figure) == "t/m"

    def test_then_the_higher_certainty_goes_first(self) -> None:
        """Even where the smaller effect is the surer one."""
        flattering = record("t/a", figure=effect(0.9, (0.8, 1.0)), downgrades=(_serious(),))

        assert chosen(flattering, self.GOOD) == "t/m"

    def test_then_a_checked_source_goes_before_one_from_memory(self) -> None:
        """At equal certainty a figure from memory never wins."""
        memory = record("t/a", figure=effect(0.9, (0.8, 1.0)), source_checked=False)

        assert chosen(memory, self.GOOD) == "t/m"

    @pytest.mark.parametrize(
        ("first", "second"), [("exact", "package"), ("exact", "analogue"), ("package", "analogue")]
    )
    def test_then_the_closer_link_goes_first(self, first: str, second: str) -> None:
        """Where certainty is equal, exact before package before analogue."""
        charged = _downgrade(Domain.INDIRECTNESS, "serious")
        near = record("t/m", figure=effect(0.4, (0.3, 0.5)), downgrades=(charged,))
        far = record("t/a", figure=effect(0.9, (0.8, 1.0)), downgrades=(charged,))
        one = technique("t.one", ["fear"], evidence={"t/m": first, "t/a": second})

        found = strengths_of(Offer(one, (near, far)))["t.one"]["fear"]

        assert found.record == "t/m"

    def test_then_the_more_telling_comparator_goes_first(self) -> None:
        """Usual care before inactive before mixed before pre-post."""
        kinds = [ComparatorType.USUAL_CARE, ComparatorType.INACTIVE, ComparatorType.MIXED]
        ids = ["t/z", "t/y", "t/x"]
        records = [
            record(name, figure=effect(0.4, (0.3, 0.5)), comparator=kind)
            for name, kind in zip(ids, kinds, strict=True)
        ]

        order = weigh_records(
            technique("t.one", evidence=ids), "fear", {r.id: r for r in records}, ADULT, POLICY
        )

        assert ids == [each.record.id for each in order]

    def test_then_the_newer_goes_first(self) -> None:
        """2022 before 2020, though it found less."""
        newer = record("t/z", figure=effect(0.3, (0.2, 0.4)), year=2022)

        assert chosen(self.GOOD, newer) == "t/z"

    def test_a_record_without_a_year_counts_as_the_oldest(self) -> None:
        """An undated source gives way to a dated one."""
        undated = record("t/a", figure=effect(0.3, (0.2, 0.4)), year=None)

        assert chosen(undated, self.GOOD) == "t/m"

    def test_then_the_smaller_effect_goes_first(self) -> None:
        """Of two equal pools the less flattering one is used."""
        smaller = record("t/z", figure=effect(0.3, (0.2, 0.4)))

        assert chosen(self.GOOD, smaller) == "t/z"

    def test_then_the_id_decides(self) -> None:
        """All else equal, the first id; the order of the file never matters."""
        twin = attrs.evolve(self.GOOD, id="t/a")

        assert chosen(self.GOOD, twin) == "t/a"

    def test_a_surer_null_result_beats_a_flattering_one(self) -> None:
        """High certainty of nothing against a low one of 0.8: strength 0."""
        null = record("t/n", figure=effect(0.0, (-0.05, 0.05)), direction=Direction.NULL)
        null = attrs.evolve(null, downgrades=(_downgrade(Domain.IMPRECISION, "serious"),))
        flattering = record(
            "t/a",
            figure=effect(0.9, (0.8, 1.0)),
            downgrades=(_downgrade(Domain.RISK_OF_BIAS, "very_serious"),),
        )

        found = strength_by(flattering, null)

        assert (found.value, found.record, found.basis) == (0.0, "t/n", "null")

    def test_a_null_finding_without_a_figure_still_counts_as_a_figure(self) -> None:
        """It is one, of zero: it beats a benefit without a figure."""
        null = record("t/n", direction=Direction.NULL)
        bare = record("t/a")

        assert chosen(bare, null) == "t/n"


def _downgrade(domain: Domain, severity: str) -> Downgrade:
    return Downgrade(domain=domain, severity=severity, reason="as judged")


def _serious() -> Downgrade:
    return _downgrade(Domain.RISK_OF_BIAS, "serious")


def _counted(document: dict[str, Any], link: str, fit: str, direct: bool) -> int:  # noqa: FBT001 - a count of its own, from the raw data
    """Count the steps from the raw record, by the words of the rule alone."""
    rank = {"guideline": 1, "controlled": 1, "cohort": 1, "case_series": 0, "expert_opinion": 0}
    left = rank.get(document["design"], 3)
    if document["comparator"]["type"] in ("pre_post", "none"):
        left = min(left, 1)
    charged = set()
    for entry in document["downgrades"]:
        charged.add(entry["domain"])
        left -= 2 if entry["severity"] == "very_serious" else 1
    figure = document["effect"] or {}
    nothing = 1 if "ratio" in figure.get("metric", "") else 0
    low, high = figure.get("ci") or (math.inf, math.inf)
    weak = {
        "imprecision": low <= nothing <= high,
        "inconsistency": (document["i2"] or 0) > 75,
        "indirectness": link != "exact" or fit != "measured" or not direct,
    }
    left -= sum(found and domain not in charged for domain, found in weak.items())
    return 0 if figure.get("bound") else max(0, left)
