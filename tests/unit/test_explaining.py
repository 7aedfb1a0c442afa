"""What a plan says of each technique: why, how sure, what to watch, what else."""

from __future__ import annotations

from typing import Any

import pytest

from neuroplan import Case, EvidenceRecord, Plan, Planner, PluginError, Technique
from neuroplan.model.plan import PlannedTechnique
from neuroplan.model.technique import Mechanism
from neuroplan.model.terms import ComparatorType, Direction, Phase, Use
from tests.builders import (
    CALM,
    Offer,
    contraindication,
    effect,
    modality,
    offer,
    planner,
    presentation,
    record,
    technique,
)


FEAR = offer("t.fear", {"fear": 0.5})


def plan(*parts: Offer | Technique, **changes: Any) -> Plan:  # noqa: ANN401 - any field of a client
    """Make the plan of a client of fear 3."""
    return planner(*parts).generate(presentation(**changes))


def entry(identity: str, made: Plan) -> PlannedTechnique:
    """Give one technique of a plan."""
    everything = (*made.foundation, *made.techniques())
    return next(each for each in everything if each.technique_id == identity)


def said(part: Offer, **changes: Any) -> str:  # noqa: ANN401 - any field of a client
    """Give the evidence statement of the only technique."""
    return entry(part.technique.id, plan(part, **changes)).rationale.evidence_statement


def on(evidence: EvidenceRecord) -> Offer:
    """Give a technique for fear that stands on one record."""
    return Offer(technique("t.one", evidence=[evidence.id]), (evidence,))


class TestRationale:
    """Why it is here for this client."""

    def test_it_names_the_clients_processes_with_their_severity(self) -> None:
        """Label, word and number."""
        found = entry("t.fear", plan(FEAR)).rationale.for_this_client

        assert found.startswith("For this client's fear")
        assert "(severe, 3)" in found

    def test_it_quotes_the_goal_that_names_the_process(self) -> None:
        """In the client's words."""
        goals = [{"text": "ride the lift", "processes": ["fear"]}]

        found = entry("t.fear", plan(FEAR, goals=goals)).rationale.for_this_client

        assert "ride the lift" in found

    def test_of_two_goals_it_quotes_the_one_it_serves_most(self) -> None:
        """Not the first, where the work does less for it."""
        both = offer("t.fear", {"fear": 0.5, "worry": 0.2})
        goals = [
            {"text": "rest from thinking", "processes": ["worry"]},
            {"text": "ride the lift", "processes": ["fear"]},
        ]
        made = plan(both, goals=goals, processes={"fear": 3, "worry": 3})

        found = entry("t.fear", made).rationale.for_this_client

        assert "It bears on the goal “ride the lift”." in found

    def test_a_goal_is_not_claimed_below_the_least_strength(self) -> None:
        """A weak help is tried for it, and bears on nothing."""
        weak = offer("t.fear", {"fear": 0.04})
        goals = [{"text": "ride the lift", "processes": ["fear"]}]

        found = entry("t.fear", plan(weak, goals=goals)).rationale.for_this_client

        assert "bears on" not in found

    def test_the_modality_is_told_the_goal_that_is_served(self) -> None:
        """Its own words speak of the same goal as the engine's."""

        def rationale(technique: Technique, case: Case) -> str | None:
            return f"{technique.id}, {case.serves_goal}: {case.goal.text if case.goal else None}."

        goals = [
            {"text": "sleep", "processes": ["sleep_disturbance"]},
            {"text": "ride the lift", "processes": ["fear"]},
        ]
        own = modality("t", [FEAR.technique], FEAR.records, rationale=rationale)
        made = Planner(modalities=[own]).generate(presentation(goals=goals))

        assert "t.fear, True: ride the lift." in entry("t.fear", made).rationale.for_this_client

    def test_a_goal_about_something_else_is_not_quoted(self) -> None:
        """It would claim what is not so."""
        goals = [{"text": "sleep better", "processes": ["sleep_disturbance"]}]

        found = entry("t.fear", plan(FEAR, goals=goals)).rationale.for_this_client

        assert "sleep better" not in found

    def test_it_says_why_it_was_chosen(self) -> None:
        """By the step of the rule."""
        found = entry("t.fear", plan(FEAR)).rationale.for_this_client

        assert found.endswith("Chosen: the best by the evidence.")

    def test_the_modality_may_add_its_own_words(self) -> None:
        """After the engine's, for the technique it owns."""

        def rationale(technique: Technique, case: Case) -> str | None:
            return f"{technique.name} at {case.age}." if case.severity("fear") == 3 else None

        own = modality("t", [FEAR.technique], FEAR.records, rationale=rationale)
        made = Planner(modalities=[own]).generate(presentation())

        assert "Fear at 34." in entry("t.fear", made).rationale.for_this_client

    def test_a_modality_without_words_leaves_the_engines_alone(self) -> None:
        """An empty text is no text."""

        def rationale(technique: Technique, case: Case) -> str | None:
            return technique.name[:0] if case.age else None

        own = modality("t", [FEAR.technique], FEAR.records, rationale=rationale)
        made = Planner(modalities=[own]).generate(presentation())

        assert entry("t.fear", made).rationale == entry("t.fear", plan(FEAR)).rationale

    def test_a_rationale_that_fails_is_named(self) -> None:
        """A plugin that raises while planning is not passed over."""

        def rationale(technique: Technique, case: Case) -> str | None:
            raise ZeroDivisionError(technique.id, case.age)

        own = modality("t", [FEAR.technique], FEAR.records, rationale=rationale)

        with pytest.raises(PluginError, match="technique_rationale failed with ZeroDivisionError"):
            Planner(modalities=[own]).generate(presentation())

    def test_what_is_contested_is_said(self) -> None:
        """The mechanism with its doubts."""
        doubted = offer(
            "t.fear", {"fear": 0.5}, mechanism=Mechanism(text="It helps.", contested="Or not.")
        )

        assert entry("t.fear", plan(doubted)).rationale.contested == "Or not."

    def test_every_entry_carries_the_principle_of_its_category(self) -> None:
        """From the vocabulary."""
        made = planner(FEAR)
        principle = made.library.vocabulary.categories["integration"].principle

        found = entry("t.fear", made.generate(presentation())).rationale

        assert (bool(principle), found.category_principle) == (True, principle)


class TestEvidenceStatement:
    """How sure it is, in words, with the figure counted on."""

    def test_a_figure_is_given_with_what_is_counted_of_it(self) -> None:
        """Value, interval, and the conservative effect."""
        found = said(on(record("t/r", figure=effect(0.93, (0.67, 1.18)))))

        assert "high certainty" in found
        assert "0.93 (95% CI 0.67 to 1.18)" in found
        assert "counted on: 0.67" in found

    def test_what_it_was_compared_with_is_said(self) -> None:
        """Against waiting."""
        waiting = record("t/r", figure=effect(0.5, (0.4, 0.6)), comparator=ComparatorType.INACTIVE)

        assert "against waiting" in said(on(waiting))

    def test_expert_opinion_is_called_that(self) -> None:
        """No study stands behind it."""
        assert "expert opinion only" in said(Offer(technique("t.one"), ()))

    def test_a_null_finding_is_said_as_one(self) -> None:
        """Certainty of no benefit."""
        null = record("t/r", figure=effect(0.0, (-0.1, 0.1)), direction=Direction.NULL)
        other = record("t/w", ["worry"], figure=effect(0.5, (0.4, 0.6)))
        one = technique("t.one", ["fear", "worry"], evidence=["t/r", "t/w"])

        found = said(Offer(one, (null, other)), processes={"fear": 3, "worry": 3})

        assert "certainty of no benefit" in found

    def test_a_benefit_without_a_figure_is_said_as_one(self) -> None:
        """No number is invented."""
        found = said(on(record("t/r")))

        assert "without a figure" in found
        assert "counted on" not in found

    def test_a_figure_from_memory_is_marked(self) -> None:
        """Not checked at the source."""
        memory = record("t/r", figure=effect(0.5, (0.4, 0.6)), source_checked=False)

        assert "not checked at the source" in said(on(memory))

    def test_kin_evidence_names_its_way(self) -> None:
        """Perfectionism through self-criticism."""
        kin = offer("t.one", {"self_criticism": 0.5})

        assert "(through self-criticism" in said(kin, processes={"perfectionism": 3}).lower()

    def test_a_correlation_is_said_to_be_no_effect(self) -> None:
        """A foundation technique is associated with outcome; that is all."""
        evidence = record("t/r", figure=effect(0.3, (0.2, 0.4), "r"), use=Use.ASSOCIATION)
        base = technique("t.base", evidence=["t/r"], foundation=True)

        found = said(Offer(base, (evidence,)))

        assert "correlation with outcome, not the effect of doing it" in found

    def test_a_foundation_technique_without_a_correlation_is_convention(self) -> None:
        """And says so."""
        assert "Clinical convention" in said(Offer(technique("t.base", foundation=True), ()))


class TestTargets:
    """Which processes of this client it serves."""

    def test_processes_the_client_does_not_have_are_not_listed(self) -> None:
        """Fear is; worry is not."""
        found = entry("t.both", plan(offer("t.both", {"fear": 0.5, "worry": 0.5})))

        assert [each.process for each in found.targets] == ["fear"]

    def test_primary_targets_stand_first(self) -> None:
        """Even where the secondary is served more."""
        both = offer("t.both", {"fear": 0.2, "worry": 0.9}, secondary=["worry"])

        found = entry("t.both", plan(both, processes={"fear": 2, "worry": 4}))

        assert [each.process for each in found.targets] == ["fear", "worry"]

    def test_a_target_shows_its_arithmetic(self) -> None:
        """Severity, need, strength, the record and the effect used."""
        (found,) = entry("t.fear", plan(FEAR)).targets

        assert (found.severity, found.need, found.strength, found.effect_used, found.record) == (
            3,
            0.75,
            0.5,
            0.5,
            "t/fear-fear",
        )


class TestAlternatives:
    """Another way to the same end."""

    def test_other_forms_of_the_exercise_stand_first(self) -> None:
        """Then what serves the same process next best."""
        found = entry(
            "t.long",
            plan(
                offer("t.long", {"fear": 0.5}, variant_of="breathing"),
                offer("t.short", {"fear": 0.01}, variant_of="breathing"),
                offer("t.other", {"fear": 0.06}),
            ),
        ).alternatives

        assert [each.technique_id for each in found] == ["t.short", "t.other"]

    def test_an_alternative_that_is_out_is_none(self) -> None:
        """What the client must not have is not offered."""
        barred = offer("t.other", {"fear": 0.02}, contraindications=(contraindication("mania"),))

        found = entry("t.fear", plan(FEAR, barred, factors=["mania"])).alternatives

        assert found == ()

    def test_an_alternative_says_how_strong_it_is(self) -> None:
        """Strength and certainty."""
        (found,) = entry("t.fear", plan(FEAR, offer("t.other", {"fear": 0.06}))).alternatives

        assert found.why.endswith("strength 0.060, high certainty")

    def test_what_is_stronger_but_left_out_says_why(self) -> None:
        """Five sessions take two of three; the second best for shame fits, the best does not."""
        made = plan(
            offer("t.fear", {"fear": 0.9}, sessions=(2, 2)),
            offer("t.long", {"shame": 0.3}, sessions=(3, 3)),
            offer("t.short", {"shame": 0.1}, sessions=(1, 1)),
            processes={"fear": 4, "shame": 3},
            context={"sessions_available": 3},
        )

        (found,) = entry("t.short", made).alternatives

        assert found.technique_id == "t.long"
        assert found.why == (
            "stronger for shame alone: strength 0.300, high certainty; left out because the "
            "sessions available are taken by what serves more"
        )

    def test_what_was_chosen_for_one_process_names_what_is_stronger_for_that(self) -> None:
        """Shame is no main target of it, and what it was chosen for all the same."""
        aside = technique("t.aside", {"worry": "primary", "shame": "secondary"}, sessions=(1, 2))
        made = plan(
            offer("t.fear", {"fear": 0.9}, sessions=(2, 2)),
            offer("t.long", {"shame": 0.3}, sessions=(3, 3)),
            aside,
            processes={"fear": 4, "shame": 3, "worry": 1},
            context={"sessions_available": 3},
        )

        found = entry("t.aside", made)

        assert found.chosen_because.value == "weak_evidence"
        assert found.alternatives[0].why.startswith("stronger for shame alone")

    def test_what_is_too_weak_to_count_on_is_no_alternative(self) -> None:
        """Nothing is named only to name something."""
        assert entry("t.fear", plan(FEAR, offer("t.other", {"fear": 0.02}))).alternatives == ()


class TestReferences:
    """Everything cited is there in full."""

    def test_the_records_of_every_entry_are_given(self) -> None:
        """By id, sorted."""
        made = plan(FEAR, offer("t.more", {"fear": 0.4}))

        cited = {each for item in made.techniques() for each in item.evidence}
        assert cited <= {each.id for each in made.references}
        assert [each.id for each in made.references] == sorted(each.id for each in made.references)

    def test_the_sources_of_safety_actions_are_given(self) -> None:
        """Each action can be looked up."""
        made = plan(FEAR, risk={**CALM, "suicidal_ideation": "active_with_intent"})

        sources = {each.source for each in made.safety.actions} - {"clinical_convention"}
        assert sources <= {each.id for each in made.references}


class TestPhases:
    """Techniques grouped by the kind of work."""

    PARTS = (
        offer("t.work", {"fear": 0.9}),
        offer("t.calm", {"worry": 0.5}, phase=Phase.STABILIZATION),
    )

    def test_phases_stand_in_their_order(self) -> None:
        """Stabilization before processing."""
        made = plan(*self.PARTS, processes={"fear": 4, "worry": 3})

        assert [phase.id.value for phase in made.phases] == ["stabilization", "processing"]

    def test_a_stabilization_block_states_its_reason_and_exit_test(self) -> None:
        """No stabilization without an end."""
        first, second = plan(*self.PARTS, processes={"fear": 4, "worry": 3}).phases

        assert (bool(first.reason), bool(first.exit_test)) == (True, True)
        assert second.exit_test is None


def test_an_adapted_form_is_printed_with_the_technique() -> None:
    """What is done instead, because of the factor."""
    seated = offer(
        "t.fear",
        {"fear": 0.5},
        contraindications=(contraindication("pregnancy", "adapt", adapted_form="Seated."),),
    )

    assert entry("t.fear", plan(seated, factors=["pregnancy"])).adapted_form == "Seated."
