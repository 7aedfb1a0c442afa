"""What moved between two plans, and which changed inputs touch it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import attrs
import pytest

from neuroplan import Plan, Planner, UsageError
from neuroplan.comparison import compare_plans, read_plan
from neuroplan.documents.reading import Json
from neuroplan.model.comparison import (
    ChangeKind,
    InputChange,
    InputKind,
    PlanComparison,
    TechniqueChange,
)
from neuroplan.model.terms import SafetyLevel
from tests.builders import (
    CALM,
    Offer,
    contraindication,
    decide,
    offer,
    planner,
    presentation,
)


WORDS = "Drive past the bridge again"
FEAR = offer("t.fear", {"fear": 0.8})
WORRY = offer("t.worry", {"worry": 0.6})


def document(plan: Plan) -> dict[str, Json]:
    """Give a plan as it is read back from a file."""
    found: Any = json.loads(plan.to_json())
    for record in found["references"]:
        # The builders' records are of no level the contract knows.
        record["level"] = "component"
    return {**found}


def compared(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    *offers: Offer,
    others: tuple[Offer, ...] | None = None,
) -> PlanComparison:
    """Compare the plans of one client before and after; *others* is what is installed after."""
    makers = planner(*offers), planner(*(offers if others is None else others))
    clients = presentation(**old), presentation(**new)
    plans = [
        document(maker.generate(client)) for maker, client in zip(makers, clients, strict=True)
    ]
    return compare_plans(*plans, clients=clients, library=makers[1].library)


def technique(found: PlanComparison, identity: str) -> TechniqueChange:
    """Give what became of one technique."""
    return next(each for each in found.techniques if each.technique_id == identity)


def named(found: PlanComparison, kind: InputKind) -> dict[str, tuple[object, object]]:
    """Give the changed inputs of one kind, by name."""
    return {
        f"{each.subject} {each.field}".strip(): (each.was, each.now)
        for each in found.inputs
        if each.kind is kind
    }


def causes(change: TechniqueChange) -> list[str]:
    """Name what touches a technique."""
    return [each.name for each in change.causes]


class TestTechniques:
    """Each technique that came, went or moved is named with what touches it."""

    def test_the_same_plans_show_nothing(self) -> None:
        """Not even an input."""
        same = {"processes": {"fear": 3}}
        found = compared(same, same, FEAR)

        assert (found.inputs, found.techniques, found.unchanged) == ((), (), ("t.fear",))
        assert found.same_fingerprint

    def test_what_serves_a_new_process_came(self) -> None:
        """By the need of the process it targets."""
        found = compared(
            {"processes": {"fear": 3}}, {"processes": {"fear": 3, "worry": 3}}, FEAR, WORRY
        )
        came = technique(found, "t.worry")

        assert came.kind is ChangeKind.CAME
        assert came.why.startswith("chosen because: severe; before: not_indicated")
        assert causes(came) == ["process worry severity", "process worry need"]
        assert found.unchanged == ("t.fear",)

    def test_what_a_factor_forbids_went(self) -> None:
        """By the factor of its contraindication."""
        barred = offer(
            "t.fear", {"fear": 0.8}, contraindications=(contraindication("seizure_disorder"),)
        )
        found = compared(
            {"processes": {"fear": 3}, "factors": {"seizure_disorder": "no"}},
            {"processes": {"fear": 3}, "factors": {"seizure_disorder": "yes"}},
            barred,
        )
        went = technique(found, "t.fear")

        assert went.kind is ChangeKind.WENT
        assert went.why.startswith("contraindicated: ")
        assert causes(went) == ["factor seizure_disorder"]
        assert found.coverage.unmet_came == ("fear",)

    def test_what_is_served_first_moved(self) -> None:
        """Worry passes fear: one of the two changed its place."""
        found = compared(
            {"processes": {"fear": 3, "worry": 2}},
            {"processes": {"fear": 2, "worry": 4}},
            FEAR,
            WORRY,
        )
        orders = {
            each.technique_id: (field.was, field.now)
            for each in found.of_kind(ChangeKind.MOVED)
            for field in each.fields
            if field.field == "order"
        }

        assert len(orders) == 1
        assert set(orders.values()) <= {(1, 2), (2, 1)}

    def test_one_more_technique_in_front_moves_no_other_in_order(self) -> None:
        """Its sessions moved, its place among the shared ones did not."""
        found = compared(
            {"processes": {"fear": 2}}, {"processes": {"fear": 2, "worry": 4}}, FEAR, WORRY
        )
        moved = technique(found, "t.fear")

        assert "sessions" in [each.field for each in moved.fields]
        assert "order" not in [each.field for each in moved.fields]

    def test_a_hold_shows_in_the_status(self) -> None:
        """Urgent risk holds activating work."""
        active = offer("t.fear", {"fear": 0.8}, activating=True)
        found = compared(
            {"processes": {"fear": 3}, "risk": CALM},
            {"processes": {"fear": 3}, "risk": {**CALM, "suicidal_ideation": "active_with_method"}},
            active,
        )
        moved = technique(found, "t.fear")

        assert ("status", "active", "held") in [attrs.astuple(each) for each in moved.fields]
        assert "risk suicidal_ideation" in causes(moved)
        assert (found.safety.level_was, found.safety.level_now) == (
            SafetyLevel.ROUTINE,
            SafetyLevel.URGENT,
        )
        assert found.safety.holds_came[0].startswith("activating, until:")

    def test_a_corrected_record_touches_what_cites_it(self) -> None:
        """The figure of its one record went from 0.8 to 0.6."""
        found = compared(
            {"processes": {"fear": 3}},
            {"processes": {"fear": 3}},
            FEAR,
            others=(offer("t.fear", {"fear": 0.6}),),
        )
        changed = technique(found, "t.fear")

        assert changed.kind is ChangeKind.CHANGED
        assert ("strength for fear", 0.8, 0.6) in [attrs.astuple(each) for each in changed.fields]
        assert any(each.kind is InputKind.RECORD for each in changed.causes)

    def test_a_modality_that_is_off_takes_its_techniques_along(self) -> None:
        """What comes in its place is named beside it."""
        found = compared(
            {"processes": {"fear": 3}},
            {"processes": {"fear": 3}},
            FEAR,
            others=(offer("u.fear", {"fear": 0.4}),),
        )

        assert technique(found, "t.fear").why == "it took no part: its modality was not loaded"
        assert technique(found, "t.fear").through == ("u.fear",)
        assert "modality t version" in causes(technique(found, "t.fear"))

    def test_a_decision_touches_its_technique_alone(self) -> None:
        """Excluded by the clinician."""
        found = compared(
            {"processes": {"fear": 3, "worry": 3}},
            {"processes": {"fear": 3, "worry": 3}, "decisions": [decide("exclude", "t.fear")]},
            FEAR,
            WORRY,
        )

        assert causes(technique(found, "t.fear")) == ["decision t.fear"]
        assert technique(found, "t.fear").why == "clinician"

    def test_a_declined_modality_touches_its_techniques(self) -> None:
        """By the wish."""
        found = compared(
            {"processes": {"fear": 3}},
            {"processes": {"fear": 3}, "preferences": {"modalities": {"t": "decline"}}},
            FEAR,
        )

        assert causes(technique(found, "t.fear")) == ["wish modalities.t"]


class TestInputs:
    """What was put in and is not what it was."""

    def test_an_unanswered_risk_question_is_never_shown_as_none(self) -> None:
        """It was not assessed."""
        found = compared(
            {"processes": {"fear": 3}, "risk": {**CALM, "mania": "not_assessed"}},
            {"processes": {"fear": 3}, "risk": CALM},
            FEAR,
        )

        assert named(found, InputKind.RISK) == {"mania": ("not_assessed", "none")}

    def test_from_plans_alone_it_is_known_what_was_assessed(self) -> None:
        """Which answer was given is not in a plan."""
        maker = planner(FEAR)
        plans = [
            document(maker.generate(presentation({"fear": 3}, risk=risk)))
            for risk in ({**CALM, "mania": "not_assessed"}, CALM)
        ]
        found = compare_plans(*plans)

        assert named(found, InputKind.SAFETY) == {
            "assessment_incomplete": (True, False),
            "mania": ("not assessed", "assessed"),
        }

    def test_a_goal_touches_what_serves_its_processes(self) -> None:
        """The need of fear rises by the weight of goals."""
        goal = {"text": WORDS, "processes": ["fear"]}
        found = compared(
            {"processes": {"fear": 2}, "goals": []},
            {"processes": {"fear": 2}, "goals": [goal]},
            FEAR,
        )

        assert named(found, InputKind.GOAL) == {"1 of the new plan": ("absent", "present")}
        assert named(found, InputKind.PROCESS) == {"fear need": (0.5, 0.625)}

    def test_the_json_holds_no_word_of_the_client(self) -> None:
        """Neither goals nor what they wrote elsewhere; text shows goals alone."""
        private = {"processes": {"fear": 2}, "preferences": {"therapist": "one who listens"}}
        found = compared(
            {"processes": {"fear": 2}},
            {
                **private,
                "goals": [{"text": WORDS, "processes": ["fear"]}],
                "in_their_words": "Help",
            },
            FEAR,
        )
        written = json.dumps(found.to_dict())

        assert WORDS not in written
        assert "listens" not in written
        assert [each.words for each in found.inputs if each.kind is InputKind.GOAL] == [WORDS]
        assert named(found, InputKind.WISH) == {"therapist": (None, "another text")}

    def test_a_policy_touches_everything(self) -> None:
        """It is compared weight by weight."""
        old = planner(FEAR)
        new = planner(FEAR, policy=attrs.evolve(old.policy, secondary_role=0.4))
        plans = [document(each.generate(presentation({"fear": 3}))) for each in (old, new)]

        assert named(compare_plans(*plans), InputKind.POLICY) == {"secondary_role": (0.5, 0.4)}

    def test_each_input_is_named_once(self) -> None:
        """A factor that a plan derives and the file states is one factor."""
        found = compared(
            {"processes": {"fear": 3}},
            {"processes": {"fear": 3}, "factors": ["pregnancy", "seizure_disorder"]},
            FEAR,
        )
        names = [(each.kind, each.subject, each.field) for each in found.inputs]

        assert len(names) == len(set(names))
        assert named(found, InputKind.FACTOR) == {
            "pregnancy": (None, "yes"),
            "seizure_disorder": (None, "yes"),
        }


class TestNotes:
    """What to know before reading a comparison."""

    def test_two_clients_are_called_two(self) -> None:
        """The plans are compared all the same."""
        found = compared(
            {"processes": {"fear": 3}},
            {"processes": {"fear": 3}, "client": {"id": "C-2", "age": 34}},
            FEAR,
        )

        assert not found.same_client
        assert "The plans are of two clients." in found.notes

    def test_a_plan_changed_by_hand_is_told(self) -> None:
        """One fingerprint cannot give two plans."""
        plan = document(planner(FEAR).generate(presentation({"fear": 3})))
        edited: Any = json.loads(json.dumps(plan))
        edited["phases"][0]["techniques"][0]["status"] = "held"

        assert "changed after it was made" in compare_plans(plan, edited).notes[0]

    def test_what_no_plan_shows_is_told(self) -> None:
        """Another fingerprint without another input."""
        plan = document(planner(FEAR).generate(presentation({"fear": 3})))
        other = {**plan, "fingerprint": "0" * 64}

        assert "neither plan shows why" in compare_plans(plan, other).notes[0]


class TestReading:
    """A plan is read back whole, or not at all."""

    def test_a_plan_is_read_back(self, planner: Planner) -> None:
        """Every value is the same again."""
        plan = planner.generate(presentation({"fear": 3, "worry": 2}))

        assert document(read_plan(document(plan))) == document(plan)

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ([], "is no plan"),
            ({"schema_version": "9"}, "another schema version"),
            ({"schema_version": "1"}, "is no valid plan"),
        ],
    )
    def test_anything_else_is_wrong_usage(self, wrong: Json, says: str) -> None:
        """With what is wrong."""
        with pytest.raises(UsageError, match=says):
            read_plan(wrong)


def test_a_change_is_named_by_kind_subject_and_field() -> None:
    """As a technique lists what touches it."""
    change = InputChange(kind=InputKind.PROCESS, subject="low_mood", field="severity", was=3, now=1)

    assert change.name == "process low_mood severity"
