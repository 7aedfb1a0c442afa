"""What moved between two plans, and which changed inputs touch it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import attrs
import pytest

from neuroplan import Plan, Planner, UsageError
from neuroplan.comparison import compare_plans
from neuroplan.documents.plan import read_plan
from neuroplan.documents.reading import Json
from neuroplan.model.comparison import (
    ChangeKind,
    InputChange,
    InputKind,
    PlanComparison,
    TechniqueChange,
)
from neuroplan.model.condition import (
    AgeBetween,
    AllOf,
    AnyOf,
    ExistentialTopics,
    HasFactor,
    Not,
    SeverityAtLeast,
    TraitIs,
)
from neuroplan.model.technique import StartCondition, Style
from neuroplan.model.terms import SafetyLevel
from tests.builders import (
    CALM,
    Offer,
    client,
    contraindication,
    decide,
    offer,
    planner,
    presentation,
)


WORDS = "Drive past the bridge again"
FEAR = offer("t.fear", {"fear": 0.8})
GUARDED = {"treatment": "yes", "trauma_work": "yes", "guardian": "yes"}
STYLES = {
    name: Style(directiveness=name, focus="present", homework="low") for name in ("low", "high")
}
WORRY = offer("t.worry", {"worry": 0.6})


def moved(found: PlanComparison) -> list[TechniqueChange]:
    """Give the techniques that changed their place."""
    return [each for each in found.techniques if each.kind is ChangeKind.MOVED]


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


def values(change: TechniqueChange) -> list[tuple[str, object, object]]:
    """Give what differs in an entry."""
    return [(each.field, each.was, each.now) for each in change.fields]


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
            for each in moved(found)
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

        assert ("status", "active", "held") in values(moved)
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
        assert ("strength for fear", 0.8, 0.6) in values(changed)
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

        assert causes(technique(found, "t.fear")) == ["decision t.fear exclude"]
        assert technique(found, "t.fear").why == "clinician"

    def test_a_declined_modality_touches_its_techniques(self) -> None:
        """By the wish."""
        found = compared(
            {"processes": {"fear": 3}},
            {"processes": {"fear": 3}, "preferences": {"modalities": {"t": "decline"}}},
            FEAR,
        )

        assert causes(technique(found, "t.fear")) == ["wish modalities.t"]


class TestWhatTouches:
    """An input touches what reads it, and nothing else."""

    @pytest.mark.parametrize(
        ("reads", "old", "new", "cause"),
        [
            (
                {"conditions": (StartCondition(text="Can return", asks="can_reorient"),)},
                {"readiness": {"can_reorient": "no"}},
                {"readiness": {"can_reorient": "yes"}},
                "readiness can_reorient",
            ),
            (
                {"indications": Not(TraitIs("coping_style", "externalizing"))},
                {"traits": {"coping_style": "internalizing"}},
                {"traits": {"coping_style": "externalizing"}},
                "trait coping_style",
            ),
            (
                {"indications": AllOf((AgeBetween(18, None), SeverityAtLeast("fear", 1)))},
                {"client": {"id": "C-1", "age": 34}},
                {"client": {"id": "C-1", "age": 15}, "consent": GUARDED},
                "client age",
            ),
            (
                {"indications": ExistentialTopics("open")},
                {"preferences": {"existential_topics": "open"}},
                {"preferences": {"existential_topics": "closed"}},
                "wish existential_topics",
            ),
            (
                {"indications": AnyOf((HasFactor("pregnancy"), HasFactor("telehealth_only")))},
                {"factors": {"pregnancy": "yes"}},
                {"factors": {"pregnancy": "no"}},
                "factor pregnancy",
            ),
            (
                {"medium": ("in_person",)},
                {"context": {"delivery": ["in_person"], "sessions_available": 12}},
                {"context": {"delivery": ["telehealth"], "sessions_available": 12}},
                "context delivery",
            ),
            (
                {"medium": ("in_person",)},
                {"preferences": {"delivery": "in_person"}},
                {"preferences": {"delivery": "telehealth"}},
                "wish delivery",
            ),
        ],
    )
    def test_what_reads_it_names_it(
        self,
        reads: Mapping[str, Any],
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        cause: str,
    ) -> None:
        """The technique for worry reads nothing of the kind."""
        reader = offer("t.fear", {"fear": 0.8}, **reads)
        both = {"fear": 3, "worry": 3}
        found = compared({"processes": both, **old}, {"processes": both, **new}, reader, WORRY)

        assert cause in causes(technique(found, "t.fear"))
        for each in found.techniques:
            if each.technique_id == "t.worry" and not cause.endswith("delivery"):
                assert cause not in causes(each)

    def test_consent_to_trauma_work_touches_work_on_memories(self) -> None:
        """It needs its own consent."""
        memories = offer("t.memory", {"trauma_intrusions": 0.8}, activating=True)
        found = compared(
            {"processes": {"trauma_intrusions": 3}},
            {
                "processes": {"trauma_intrusions": 3},
                "consent": {"treatment": "yes", "trauma_work": "no"},
            },
            memories,
        )

        assert causes(technique(found, "t.memory")) == ["consent trauma_work"]

    def test_a_refusal_of_treatment_touches_everything(self) -> None:
        """Nothing is scheduled without consent."""
        found = compared(
            {"processes": {"fear": 3}},
            {"processes": {"fear": 3}, "consent": {"treatment": "no", "trauma_work": "yes"}},
            FEAR,
        )

        assert causes(technique(found, "t.fear")) == ["safety consent", "consent treatment"]

    def test_a_rule_touches_what_it_raises_or_lowers(self) -> None:
        """A client who wants to lead: directive work falls behind, the middle stands."""
        led = offer("t.led", {"fear": 0.7}, style=STYLES["high"])
        own = offer("t.own", {"worry": 0.7}, style=STYLES["low"])
        found = compared(
            {"processes": {"fear": 3, "worry": 3}},
            {"processes": {"fear": 3, "worry": 3}, "preferences": {"directiveness": "low"}},
            led,
            own,
        )
        rule = "rule responsiveness.preferences.directiveness_low"

        assert all(rule in causes(each) for each in moved(found))
        assert moved(found)

    def test_fewer_sessions_touch_what_they_move(self) -> None:
        """From 12 to 4."""
        long = offer("t.fear", {"fear": 0.8}, sessions=(3, 8))
        found = compared(
            {"processes": {"fear": 3}, "context": {"sessions_available": 12}},
            {"processes": {"fear": 3}, "context": {"sessions_available": 4}},
            long,
        )

        assert causes(technique(found, "t.fear")) == ["context sessions_available"]

    def test_without_a_library_only_the_plans_tell(self) -> None:
        """Which factor bars a technique is not in a plan."""
        maker = planner(FEAR)
        clients = [
            presentation({"fear": 3}, preferences={"touch": touch}) for touch in (True, False)
        ]
        plans = [document(maker.generate(client)) for client in clients]
        found = compare_plans(*plans)

        assert named(found, InputKind.FACTOR) == {"touch_aversion": (None, "yes")}
        assert found.techniques == ()


class TestRoots:
    """What no input touches names the nearest change behind it that one does."""

    def test_what_moves_because_another_is_held_names_the_answer(self) -> None:
        """The method holds the work on fear; the rest for fear comes in its place."""
        found = compared(
            {"processes": {"fear": 3}, "risk": CALM},
            {"processes": {"fear": 3}, "risk": {**CALM, "suicidal_ideation": "active_with_method"}},
            offer("t.active", {"fear": 0.8}, activating=True),
            offer("t.calm", {"fear": 0.03}),
        )
        came = technique(found, "t.calm")

        assert (came.kind, came.causes) == (ChangeKind.CAME, ())
        assert [(each.technique_id, each.became) for each in came.roots] == [
            ("t.active", "is held")
        ]
        assert "risk suicidal_ideation" in [each.name for each in came.roots[0].causes]

    def test_what_only_shares_the_sessions_names_what_took_them(self) -> None:
        """Worry comes first; fear has no process of it, and later sessions."""
        found = compared(
            {"processes": {"fear": 2}}, {"processes": {"fear": 2, "worry": 4}}, FEAR, WORRY
        )
        moved = technique(found, "t.fear")

        assert moved.causes == ()
        assert [(each.technique_id, each.became) for each in moved.roots] == [("t.worry", "came")]

    def test_where_a_severity_comes_from_is_no_cause(self) -> None:
        """A questionnaire of the same severity; the work changes by its record alone."""
        found = compared(
            {"processes": {"worry": 3}},
            {"processes": {"worry": 3}, "instruments": [{"id": "gad-7", "total": 15}]},
            WORRY,
            others=(offer("t.worry", {"worry": 0.5}),),
        )

        assert "worry sources" in named(found, InputKind.PROCESS)
        assert not any(name.startswith("process") for name in causes(technique(found, "t.worry")))


class TestGoals:
    """What the plans do for the goals is compared."""

    def test_a_new_goal_that_nothing_serves_is_named(self) -> None:
        """Guilt is mild, and no unmet process; it is a goal all the same."""
        found = compared(
            {"processes": {"fear": 3}, "goals": [{"text": "Go out", "processes": ["fear"]}]},
            {
                "processes": {"fear": 3, "guilt": 1},
                "goals": [{"text": WORDS, "processes": ["guilt"]}],
            },
            FEAR,
        )

        assert [(each.goal, each.process, each.served) for each in found.goals.services] == [
            ("1 of the new plan", "guilt", False)
        ]
        assert [(each.kind, each.process) for each in found.goals.objectives] == [
            (ChangeKind.CAME, "guilt"),
            (ChangeKind.WENT, "fear"),
        ]
        assert WORDS not in json.dumps(found.to_dict())

    def test_a_goal_that_is_served_no_longer_is_named(self) -> None:
        """Its one technique is declined; the objective loses its date."""
        goals = [{"text": "Go out", "processes": ["fear"]}]
        found = compared(
            {"processes": {"fear": 3}, "goals": goals},
            {
                "processes": {"fear": 3},
                "goals": goals,
                "preferences": {"techniques": {"t.fear": "decline"}},
            },
            FEAR,
        )

        assert [(each.process, each.served) for each in found.goals.services] == [("fear", False)]
        assert [each.kind for each in found.goals.objectives] == [ChangeKind.CHANGED]

    def test_the_same_goals_served_alike_show_nothing(self) -> None:
        """Another process does not touch them."""
        goals = [{"text": "Go out", "processes": ["fear"]}]
        found = compared(
            {"processes": {"fear": 3}, "goals": goals},
            {"processes": {"fear": 3, "shame": 1}, "goals": goals},
            FEAR,
        )

        assert (found.goals.objectives, found.goals.services) == ((), ())


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

    def test_a_goal_that_is_held_less_sure_is_told(self) -> None:
        """By its place and field, and the processes it now names."""
        found = compared(
            {"processes": {"fear": 2}, "goals": [{"text": WORDS, "confidence": 8}]},
            {
                "processes": {"fear": 2},
                "goals": [{"text": WORDS, "confidence": 4, "processes": ["fear"]}],
            },
            FEAR,
        )

        assert named(found, InputKind.GOAL) == {
            "1 of the new plan processes": ("", "fear"),
            "1 of the new plan confidence": (8, 4),
        }

    def test_strengths_ratings_and_dates_are_compared(self) -> None:
        """A level, the sources of a severity, and the day of the assessment."""
        found = compared(
            {"processes": {"worry": 3}, "assessed_on": "2026-01-05"},
            {
                "processes": {"worry": 3},
                "instruments": [{"id": "gad-7", "total": 15}],
                "assessed_on": "2026-02-02",
                "strengths": {"faith_in_meaning": 2},
            },
            WORRY,
        )

        assert named(found, InputKind.STRENGTH) == {"faith_in_meaning": (None, 2)}
        assert named(found, InputKind.CLIENT) == {"assessed_on": ("2026-01-05", "2026-02-02")}
        assert list(named(found, InputKind.PROCESS)) == ["worry sources"]

    def test_an_overlay_touches_the_records_it_names(self) -> None:
        """A record that one plan's overlay corrected."""
        plan = document(planner(FEAR).generate(presentation({"fear": 3})))
        record = "t/fear-fear"
        overlay: Json = {
            "name": "ours",
            "added": [],
            "corrected": [record],
            "retired": [],
            "digest": "0" * 64,
        }
        found = compare_plans(plan, {**plan, "overlays": [overlay], "fingerprint": "1" * 64})

        assert named(found, InputKind.RECORD) == {
            f"{record} corrected by overlay ours": (None, "yes")
        }

    def test_two_decisions_on_one_technique_are_told_apart(self) -> None:
        """To include becomes to put first; that its hold is lifted stays as it was."""
        lift = decide("lift_hold", "t.fear")
        found = compared(
            {"processes": {"fear": 3}, "decisions": [decide("include", "t.fear"), lift]},
            {"processes": {"fear": 3}, "decisions": [decide("first", "t.fear"), lift]},
            FEAR,
        )

        assert named(found, InputKind.DECISION) == {
            "t.fear first": ("absent", "present"),
            "t.fear include": ("present", "absent"),
        }

    def test_another_engine_is_told(self) -> None:
        """By its version."""
        plan = document(planner(FEAR).generate(presentation({"fear": 3})))
        engine = plan["engine"]
        assert isinstance(engine, dict)
        other = {**plan, "engine": {**engine, "version": "9.0.0"}, "fingerprint": "1" * 64}

        assert named(compare_plans(plan, other), InputKind.ENGINE)["version"][1] == "9.0.0"

    def test_a_policy_touches_everything(self) -> None:
        """It is compared weight by weight."""
        old = planner(FEAR)
        new = planner(FEAR, policy=attrs.evolve(old.policy, weight_high=0.9))
        plans = [document(each.generate(presentation({"fear": 3}))) for each in (old, new)]
        found = compare_plans(*plans)

        assert named(found, InputKind.POLICY) == {"weight_high": (1.0, 0.9)}
        assert causes(technique(found, "t.fear")) == ["policy weight_high"]

    def test_a_recorded_factor_that_no_rule_reads_is_compared(self) -> None:
        """From the plans alone."""
        maker = planner(FEAR)
        clients = [presentation({"fear": 3}, factors=each) for each in ([], ["eye_condition"])]
        found = compare_plans(*(document(maker.generate(client)) for client in clients))

        assert named(found, InputKind.FACTOR) == {"eye_condition": (None, "yes")}

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
            (client(), "this is a client file"),
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
