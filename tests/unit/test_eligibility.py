"""Whether a client may have a technique, must wait for it, or must not have it."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from neuroplan import Case, Planner, Practice, Screening, Technique
from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.model.condition import HasFactor
from neuroplan.model.technique import Adaptation, AtHome, Lift, StartCondition, Training
from neuroplan.model.terms import Answer, Omission
from neuroplan.pipeline.eligibility import (
    Precautions,
    Verdict,
    is_memory_work,
    lift_holds,
    precautions,
)
from tests.builders import (
    CALM,
    aged,
    contraindication,
    modality,
    presentation,
    reasoned,
    technique,
)


def verdict(one: Technique, practice: Practice | None = None, **changes: Any) -> Verdict:  # noqa: ANN401 - any field of a client
    """Give the verdict on a technique for a client of fear 3 with *changes*."""
    return reasoned([one], practice=practice, **changes).verdicts[one.id]


def care(one: Technique, **changes: Any) -> Precautions:  # noqa: ANN401 - any field of a client
    """Give the precautions that go with a technique."""
    found = reasoned([one], **changes)
    return precautions(found.verdicts[one.id], found.facts, found.library.vocabulary)


def out(one: Technique, practice: Practice | None = None, **changes: Any) -> Omission | None:  # noqa: ANN401 - any field of a client
    """Give why a technique is out; None: it is not."""
    return verdict(one, practice, **changes).omission


def barred(effect: str, factor: str = "pregnancy", **changes: Any) -> Technique:  # noqa: ANN401 - any field of a contraindication
    """Give a technique with one contraindication."""
    return technique("t.one", contraindications=(contraindication(factor, effect, **changes),))


class TestContraindications:
    """Exclude, hold, adapt, caution: by what is known of the factor."""

    def test_an_exclusion_bars_where_the_factor_is_present(self) -> None:
        """Yes means out."""
        assert out(barred("exclude"), factors=["pregnancy"]) is Omission.CONTRAINDICATED

    @pytest.mark.parametrize("effect", ["exclude", "hold", "adapt", "caution"])
    def test_an_absent_factor_changes_nothing(self, effect: str) -> None:
        """No means the technique may start."""
        assert verdict(barred(effect), factors={"pregnancy": "no"}).is_active

    def test_a_hold_waits_until_what_lifts_it(self) -> None:
        """Held, and it says until when."""
        lift = Lift(text="the physician agrees")

        found = verdict(barred("hold", lifted_by=lift), factors=["pregnancy"])

        assert found.is_held
        assert [hold.until for hold in found.holds] == ["the physician agrees"]

    @pytest.mark.parametrize(
        ("answer", "held"), [("yes", False), ("no", True), ("not_assessed", True)]
    )
    def test_a_readiness_answer_of_yes_lifts_its_hold(
        self,
        answer: str,
        held: bool,  # noqa: FBT001 - a table of examples
    ) -> None:
        """No answer lifts nothing."""
        lift = Lift(text="has a private place", readiness=("private_place",))

        found = verdict(
            barred("hold", lifted_by=lift),
            factors=["pregnancy"],
            readiness={"private_place": answer},
        )

        assert held == found.is_held

    @pytest.mark.parametrize("effect", ["adapt", "caution"])
    def test_adapt_and_caution_let_it_start(self, effect: str) -> None:
        """The technique is active in both."""
        assert verdict(barred(effect), factors=["pregnancy"]).is_active

    def test_adapt_gives_the_adapted_form(self) -> None:
        """What is done instead is said."""
        found = care(barred("adapt", adapted_form="Done seated."), factors=["pregnancy"])

        assert found.adapted_forms == ("Done seated.",)

    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            ((), "Walk a mile."),
            (("Sit.",), "Sit."),
            ((None,), None),
            (("Sit.", "Lie."), "Sit."),
            (("Sit.", None), None),
        ],
    )
    def test_an_adapted_form_may_change_what_is_done_at_home(
        self, said: tuple[str | None, ...], expected: str | None
    ) -> None:
        """Of several, one that leaves nothing for home wins, else the first."""
        factors = ["pregnancy", "seizure_disorder"]
        bars = (
            contraindication(
                factor, "adapt", adapted_form="Seated.", home_practice=AtHome(practice)
            )
            for factor, practice in zip(factors, said, strict=False)
        )
        walk = technique("t.walk", home_practice="Walk a mile.", contraindications=tuple(bars))

        assert care(walk, factors=factors).home_practice == expected

    def test_what_an_adapted_form_changes_at_home_waits_for_its_factor(self) -> None:
        """Nobody else practises less."""
        seated = barred("adapt", adapted_form="Seated.", home_practice=AtHome(None))
        found = attrs.evolve(seated, home_practice="Walk a mile.")

        assert care(found, factors={"pregnancy": "no"}).home_practice == "Walk a mile."

    def test_an_absent_factor_gives_no_adapted_form(self) -> None:
        """Nothing to adapt to."""
        found = care(barred("adapt", adapted_form="Done seated."), factors={"pregnancy": "no"})

        assert found.adapted_forms == ()

    def test_caution_says_the_factor_and_why(self) -> None:
        """The label of the factor and the reason."""
        (caution,) = care(barred("caution"), factors=["pregnancy"]).cautions

        label = load_vocabulary().factor_label("pregnancy")
        assert caution == f"{label}: It could do harm."

    @pytest.mark.parametrize("effect", ["exclude", "hold"])
    def test_an_unknown_factor_is_asked_before_starting(self, effect: str) -> None:
        """Unknown does not bar, and it is not forgotten."""
        (question,) = care(barred(effect)).ask

        assert question.endswith(f"({load_vocabulary().factor_label('pregnancy')})")

    @pytest.mark.parametrize("effect", ["exclude", "hold"])
    def test_an_unknown_factor_of_no_risk_does_not_hold(self, effect: str) -> None:
        """The technique may start once it has been asked."""
        assert verdict(barred(effect)).is_active

    @pytest.mark.parametrize("effect", ["exclude", "hold"])
    def test_an_unknown_risk_holds_what_it_would_bar(self, effect: str) -> None:
        """An unknown risk is never treated as no risk."""
        found = verdict(
            barred(effect, "acute_psychosis"), risk={**CALM, "psychosis": "not_assessed"}
        )

        assert found.is_held

    def test_an_unknown_risk_names_the_question_that_is_open(self) -> None:
        """Of two questions one is answered; the answered one is not called open."""
        found = verdict(
            barred("hold", "acute_medical_instability"),
            risk={**CALM, "withdrawal_risk": "not_assessed"},
        )

        (hold,) = found.holds
        assert "cannot be ruled out while withdrawal risk is not assessed" in hold.why
        assert "withdrawal" in hold.until

    def test_an_unknown_risk_holds_nothing_it_would_only_adapt(self) -> None:
        """A caution does not wait for an answer."""
        found = verdict(
            barred("caution", "acute_psychosis"), risk={**CALM, "psychosis": "not_assessed"}
        )

        assert found.is_active

    def test_the_most_restrictive_match_wins(self) -> None:
        """Held by one factor and excluded by another: out."""
        both = technique(
            "t.one",
            contraindications=(
                contraindication("pregnancy", "hold"),
                contraindication("eye_condition", "exclude"),
            ),
        )

        assert out(both, factors=["pregnancy", "eye_condition"]) is Omission.CONTRAINDICATED


class TestWhoItIsFor:
    """Age, indication, format, medium and training."""

    @pytest.mark.parametrize(("age", "reason"), [(17, Omission.AGE), (18, None), (70, None)])
    def test_the_age_range_bounds_it(self, age: int, reason: Omission | None) -> None:
        """From 18 means 18 included."""
        adults = technique("t.one", age=(18, None))

        assert reason is out(
            adults, client=aged(age), consent={"treatment": "yes", "guardian": "yes"}
        )

    def test_an_indication_that_does_not_hold_leaves_it_out(self) -> None:
        """What nobody answered makes no indication true."""
        meant = technique("t.one", indications=HasFactor("recent_bereavement"))

        assert out(meant) is Omission.NOT_INDICATED

    def test_an_indication_that_holds_lets_it_in(self) -> None:
        """The factor is there."""
        meant = technique("t.one", indications=HasFactor("recent_bereavement"))

        assert out(meant, factors=["recent_bereavement"]) is None

    @pytest.mark.parametrize(
        ("context", "reason"),
        [
            ({}, Omission.FORMAT),
            ({"formats": ["individual"]}, Omission.FORMAT),
            ({"formats": ["individual", "group"]}, None),
        ],
    )
    def test_group_work_needs_a_group_on_offer(
        self, context: dict[str, Any], reason: Omission | None
    ) -> None:
        """Without a word on formats there is individual work alone."""
        assert reason is out(technique("t.one", format=("group",)), context=context)

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"context": {"delivery": ["telehealth"]}}, Omission.DELIVERY),
            ({"context": {"delivery": ["telehealth", "in_person"]}}, None),
            ({"preferences": {"delivery": "telehealth"}}, Omission.DELIVERY),
            ({"context": {}}, None),
        ],
    )
    def test_in_person_work_needs_a_room(
        self, changes: dict[str, Any], reason: Omission | None
    ) -> None:
        """What the context offers and the client wishes decides the medium."""
        assert reason is out(technique("t.one", medium=("in_person",)), **changes)

    def test_the_practice_limits_the_media(self) -> None:
        """A telehealth practice offers no room."""
        remote = Practice(delivery=("telehealth",))

        assert out(technique("t.one", medium=("in_person",)), remote) is Omission.DELIVERY

    def test_the_practice_limits_the_formats(self) -> None:
        """A practice without groups offers none, whatever the context says."""
        alone = Practice(formats=("individual",))
        group = technique("t.one", format=("group",))

        assert out(group, alone, context={"formats": ["group"]}) is Omission.FORMAT

    @pytest.mark.parametrize(
        ("held", "wanted", "reason"),
        [
            (None, "certified", None),
            ({}, "none", None),
            ({}, "basic", Omission.TRAINING),
            ({"t": "basic"}, "basic", None),
            ({"t": "basic"}, "certified", Omission.TRAINING),
            ({"t": "certified"}, "basic", None),
        ],
    )
    def test_training_is_checked_where_the_practice_records_it(
        self, held: dict[str, str] | None, wanted: str, reason: Omission | None
    ) -> None:
        """Without a record of training nothing is left out for it."""
        one = technique("t.one", training=Training(level=wanted, text="A course."))

        assert reason is out(one, Practice(trained_in=held))

    @pytest.mark.parametrize(
        "practice", [Practice(exclude=("t",)), Practice(exclude=("t.one",)), Practice(use=("u",))]
    )
    def test_what_the_practice_does_not_use_is_switched_off(self, practice: Practice) -> None:
        """By modality, by technique, or by the list of what is in use."""
        verdicts = reasoned([technique("t.one"), technique("u.two")], practice=practice).verdicts

        assert verdicts["t.one"].omission is Omission.SWITCHED_OFF


class TestConsent:
    """Declining is final."""

    @pytest.mark.parametrize(
        "preferences",
        [{"techniques": {"t.one": "decline"}}, {"modalities": {"t": "decline"}}],
    )
    def test_what_the_client_declines_is_out(self, preferences: dict[str, Any]) -> None:
        """By technique or by modality."""
        assert out(technique("t.one"), preferences=preferences) is Omission.DECLINED

    def test_declining_goes_before_preferring_the_modality(self) -> None:
        """A preferred modality does not bring a declined technique back."""
        preferences = {"modalities": {"t": "prefer"}, "techniques": {"t.one": "decline"}}

        assert out(technique("t.one"), preferences=preferences) is Omission.DECLINED

    def test_consent_refused_leaves_no_technique(self) -> None:
        """Without consent there is no treatment."""
        assert out(technique("t.one"), consent={"treatment": "no"}) is Omission.DECLINED

    @staticmethod
    def memory_work(**consent: str) -> Verdict:
        """Give the verdict on memory work under this consent."""
        memory = technique("t.one", ["trauma_intrusions"], activating=True)
        return verdict(
            memory,
            processes={"trauma_intrusions": 3},
            consent={"treatment": "yes", **consent},
        )

    def test_memory_work_is_out_where_the_client_said_no_to_it(self) -> None:
        """Refused is final."""
        assert self.memory_work(trauma_work="no").omission is Omission.DECLINED

    def test_memory_work_may_start_where_the_client_agreed(self) -> None:
        """Its own consent, given."""
        assert self.memory_work(trauma_work="yes").is_active

    @pytest.mark.parametrize("consent", [{"trauma_work": "not_asked"}, {}])
    def test_memory_work_waits_for_a_consent_nobody_asked_for(
        self, consent: dict[str, str]
    ) -> None:
        """Unknown never means yes; no answer at all is not asked."""
        found = self.memory_work(**consent)

        assert found.is_held
        assert [hold.asks for hold in found.holds] == ["trauma_work"]

    def test_no_decision_stands_for_the_clients_consent(self) -> None:
        """Lifting the hold is not the clinician's to decide."""
        lifted = lift_holds({"t.one": self.memory_work()}, ["t.one"])

        assert lifted["t.one"].is_held

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"activating": True, "targets": {"trauma_avoidance": "primary"}}, True),
            ({"activating": False, "targets": {"trauma_avoidance": "primary"}}, False),
            ({"activating": True, "targets": {"trauma_avoidance": "secondary"}}, True),
            ({"activating": True, "targets": {"fear": "primary"}}, False),
        ],
    )
    def test_memory_work_is_activating_and_meant_for_memories(
        self,
        changes: dict[str, Any],
        expected: bool,  # noqa: FBT001 - a table of examples
    ) -> None:
        """Activating, with a trauma process among its targets, in any role."""
        assert expected == is_memory_work(technique("t.one", **changes))


class TestTwoPartLifts:
    """A lift with several parts asks for all of them."""

    @staticmethod
    def held_until(**readiness: str) -> list[str]:
        """Give what still holds a technique that waits for two answers."""
        lift = Lift(text="both", readiness=("dissociation_assessed", "can_reorient"))
        one = technique(
            "t.one",
            contraindications=(contraindication("pregnancy", "hold", lifted_by=lift),),
        )
        found = verdict(one, factors=["pregnancy"], readiness=readiness)
        return [hold.asks or "" for hold in found.holds]

    def test_one_answer_does_not_lift_it(self) -> None:
        """Coming back to the present is no assessment."""
        assert self.held_until(can_reorient="yes") == ["dissociation_assessed"]

    def test_each_open_part_is_named(self) -> None:
        """Both, as statements of their own."""
        assert self.held_until() == ["dissociation_assessed", "can_reorient"]

    def test_all_answers_lift_it(self) -> None:
        """Then it stays as a caution."""
        assert self.held_until(can_reorient="yes", dissociation_assessed="yes") == []


class TestStartConditions:
    """Conditions hold only where the answer says they are not met."""

    CONDITION = StartCondition(text="has a private place", asks="private_place")

    @pytest.mark.parametrize(
        ("answer", "held"), [("yes", False), ("no", True), ("not_assessed", False)]
    )
    def test_a_condition_holds_where_it_is_known_not_to_be_met(
        self,
        answer: str,
        held: bool,  # noqa: FBT001 - a table of examples
    ) -> None:
        """No means wait; no answer means ask."""
        one = technique("t.one", conditions=(self.CONDITION,))

        assert held == verdict(one, readiness={"private_place": answer}).is_held

    def test_what_a_condition_waits_for_is_a_statement(self) -> None:
        """No question stands under "held until"."""
        asks = StartCondition(text="Has the client a private place?", asks="private_place")
        found = verdict(technique("t.one", conditions=(asks,)), readiness={"private_place": "no"})

        assert [hold.until[-1] for hold in found.holds] == ["."]

    def test_what_an_instrument_on_file_answers_is_not_asked(self) -> None:
        """Screening was done where the screener is on file."""
        screened = StartCondition(text="Has dissociation been screened?", answered_by="des-ii")
        one = technique("t.one", conditions=(screened,))

        assert care(one).ask == (screened.text,)
        assert care(one, instruments=[{"id": "des-ii", "total": 5}]).ask == ()

    def test_a_condition_about_touch_is_not_asked_of_who_wants_no_touch(self) -> None:
        """What a factor makes moot is neither asked nor checked."""
        touch = StartCondition(text="Is there consent to touch?", moot_with="touch_aversion")
        checked = StartCondition(
            text=touch.text, asks="sedative_use", expects=Answer.NO, moot_with="touch_aversion"
        )
        one, other = (technique("t.one", conditions=(each,)) for each in (touch, checked))

        assert care(one).ask == (touch.text,)
        assert care(one, preferences={"touch": False}).ask == ()
        assert verdict(other, factors=["sedative_use"]).is_held
        assert not verdict(other, factors=["sedative_use", "touch_aversion"]).is_held

    def test_a_condition_nobody_answered_is_asked(self) -> None:
        """It is printed before starting."""
        one = technique("t.one", conditions=(self.CONDITION,))

        assert care(one).ask == ("has a private place",)

    def test_a_condition_may_expect_no(self) -> None:
        """Some wait for something to be absent."""
        awake = StartCondition(text="no sedatives", asks="sedative_use", expects=Answer.NO)
        one = technique("t.one", conditions=(awake,))

        assert verdict(one, factors=["sedative_use"]).is_held

    def test_a_condition_that_asks_nothing_is_always_printed(self) -> None:
        """It holds nothing."""
        one = technique("t.one", conditions=(StartCondition(text="agree on a stop sign"),))

        assert (verdict(one).is_active, care(one).ask) == (True, ("agree on a stop sign",))


class TestScreens:
    """A plugin's own rules can only restrict."""

    @staticmethod
    def _verdict(answer: Screening | None) -> Verdict:
        def screen(technique: Technique, case: Case) -> Screening | None:
            assert case.age == 34
            return answer if technique.id == "t.one" else None

        plugins = [modality("t", [technique("t.one")]), modality("house", screen=screen)]
        return Planner(modalities=plugins).reason(presentation()).verdicts["t.one"]

    def test_another_plugin_may_exclude(self) -> None:
        """An in-house rule is a reason of its own, with its words."""
        found = self._verdict(Screening(exclude="not in this house"))

        assert (found.omission, found.detail) == (Omission.IN_HOUSE_RULE, "not in this house")

    def test_another_plugin_may_hold(self) -> None:
        """Until what it names."""
        found = self._verdict(Screening(hold="too early", lifted_by="after the talk"))

        assert [(hold.why, hold.until) for hold in found.holds] == [("too early", "after the talk")]

    def test_another_plugin_may_caution(self) -> None:
        """The technique may start."""
        assert self._verdict(Screening(cautions=("slowly",))).is_active

    def test_no_answer_restricts_nothing(self) -> None:
        """None is no restriction."""
        assert self._verdict(None).is_active


def test_an_adaptation_for_this_client_is_said_with_the_cautions() -> None:
    """An adaptation whose condition holds; others are not."""
    adapted = technique(
        "t.one",
        adaptations=(
            Adaptation(
                for_whom="expecting clients",
                change="shorter",
                source="clinical_convention",
                when=HasFactor("pregnancy"),
            ),
            Adaptation(
                for_whom="older clients",
                change="slower",
                source="clinical_convention",
                when=HasFactor("older_adult"),
            ),
        ),
    )

    (caution,) = care(adapted, factors=["pregnancy"]).cautions

    assert caution.endswith("xpecting clients: shorter")


def test_a_decision_lifts_every_hold_but_those_for_good() -> None:
    """The holds of an emergency stay."""
    calm = verdict(barred("hold", kind="relative"), factors=["pregnancy"])
    acute = verdict(
        technique("t.one", activating=True),
        risk={**CALM, "suicidal_ideation": "active_with_intent"},
    )

    lifted = lift_holds({"calm": calm, "acute": acute}, ["calm", "acute", "unknown"])

    assert (lifted["calm"].is_active, lifted["acute"].is_held) == (True, True)
