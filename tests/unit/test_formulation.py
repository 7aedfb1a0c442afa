"""Severity and need from ratings, instruments and goals."""

from __future__ import annotations

from typing import Any

import pytest

from neuroplan.model.plan import Formulation, ProcessFinding
from neuroplan.pipeline.formulation import ClientFacts
from tests.builders import contraindication, reasoned, technique


#: A PHQ-9 in the severe band.
SEVERE_PHQ = [3, 3, 3, 3, 2, 2, 2, 2, 0]


def formulated(
    processes: dict[str, Any] | None = None,
    **changes: Any,  # noqa: ANN401 - any field of a client
) -> Formulation:
    """Formulate a client."""
    return reasoned([technique("t.one")], processes, **changes).formulation


def facts(
    processes: dict[str, Any] | None = None,
    **changes: Any,  # noqa: ANN401 - any field of a client
) -> ClientFacts:
    """Give what the steps may ask of a client."""
    return reasoned([technique("t.one")], processes, **changes).facts


def finding(process: str, formulation: Formulation) -> ProcessFinding:
    """Give the finding on one process."""
    return next(each for each in formulation.processes if each.id == process)


class TestNeed:
    """need(p) = severity / 4, more where a goal names p."""

    @pytest.mark.parametrize(
        ("severity", "need"), [(0, 0.0), (1, 0.25), (2, 0.5), (3, 0.75), (4, 1.0)]
    )
    def test_need_is_a_quarter_of_the_severity(self, severity: int, need: float) -> None:
        """From 0 for none to 1 for extreme."""
        assert need == finding("fear", formulated({"fear": severity})).need

    @pytest.mark.parametrize(
        ("severity", "need"), [(0, 0.0), (1, 0.3125), (2, 0.625), (3, 0.9375), (4, 1.25)]
    )
    def test_a_goal_that_names_the_process_weighs_it_125(self, severity: int, need: float) -> None:
        """The client's own goals count more."""
        found = formulated(
            {"fear": severity}, goals=[{"text": "ride the lift", "processes": ["fear"]}]
        )

        assert need == finding("fear", found).need

    def test_a_goal_about_something_else_weighs_nothing(self) -> None:
        """A goal for sleep does not raise fear."""
        goals = [{"text": "sleep", "processes": ["sleep_disturbance"]}]

        assert finding("fear", formulated({"fear": 2}, goals=goals)).need == 0.5

    def test_two_goals_for_one_process_weigh_it_once(self) -> None:
        """0.5 x 1.25, not x 1.25 twice."""
        goals = [{"text": text, "processes": ["fear"]} for text in ("one goal", "another")]

        assert finding("fear", formulated({"fear": 2}, goals=goals)).need == 0.625

    @pytest.mark.parametrize("lower", range(4))
    def test_raising_a_severity_never_lowers_the_need(self, lower: int) -> None:
        """Each step up needs more."""
        less, more = (facts({"fear": each, "worry": 2}).needs for each in (lower, lower + 1))

        assert less.get("fear", 0.0) < more["fear"]

    def test_a_severity_of_none_is_no_need(self) -> None:
        """What is rated 0 is recorded, and nothing is planned for it."""
        assert "fear" not in facts({"fear": 0, "worry": 2}).needs

    def test_processes_are_listed_by_need_then_id(self) -> None:
        """Most need first."""
        found = formulated({"worry": 2, "fear": 2, "shame": 4})

        assert [each.id for each in found.processes] == ["shame", "fear", "worry"]


class TestInstruments:
    """Which reading counts where several speak to one process."""

    def test_an_instrument_gives_a_severity(self) -> None:
        """A GAD-7 of 14 is moderate worry."""
        found = formulated({}, instruments=[{"id": "gad-7", "total": 14}])

        assert finding("worry", found).severity == 2

    def test_the_clinicians_rating_wins(self) -> None:
        """The rating stands beside the score, and is what counts."""
        found = formulated({"worry": 4}, instruments=[{"id": "gad-7", "total": 14}])

        assert finding("worry", found).severity == 4

    def test_both_sources_are_named_the_rating_first(self) -> None:
        """The reader sees where the severity comes from."""
        found = formulated({"worry": 3}, instruments=[{"id": "gad-7", "total": 14}])

        first, second = finding("worry", found).sources
        assert first.startswith("clinician's rating: severity 3")
        assert "severity 2" in second

    @pytest.mark.parametrize(
        ("rating", "shown"), [(0, True), (1, False), (2, False), (3, False), (4, True)]
    )
    def test_a_difference_of_two_steps_is_shown(
        self,
        rating: int,
        shown: bool,  # noqa: FBT001 - a table of examples
    ) -> None:
        """A rating two steps from the score is a conflict to talk through."""
        found = formulated({"worry": rating}, instruments=[{"id": "gad-7", "total": 14}])

        assert shown == (finding("worry", found).conflict is not None)

    def test_a_conflict_names_both_values(self) -> None:
        """Rating 4 against a score of 2."""
        found = formulated({"worry": 4}, instruments=[{"id": "gad-7", "total": 14}])

        assert "rates 4" in str(finding("worry", found).conflict)
        assert "gives 2" in str(finding("worry", found).conflict)

    def test_the_more_confident_map_wins_over_the_later_date(self) -> None:
        """PHQ-9 (high confidence) of January stands against a later WHO-5 (low)."""
        found = formulated(
            {},
            instruments=[
                {"id": "phq-9", "date": "2026-01-01", "items": SEVERE_PHQ},
                {"id": "who-5", "date": "2026-06-01", "total": 80},
            ],
        )

        assert "Patient Health" in finding("low_mood", found).sources[0]

    def test_at_equal_confidence_the_later_date_wins(self) -> None:
        """Of PCL-5 and ITQ, both medium for intrusions, the later one counts."""
        early = {"id": "pcl-5", "date": "2026-01-01", "items": [4] * 20}
        late = {"id": "itq", "date": "2026-02-01", "items": [0] * 18}

        found = finding("trauma_intrusions", formulated({}, instruments=[early, late]))

        assert "2026-02-01" in found.sources[0]

    def test_of_one_instrument_the_latest_counts(self) -> None:
        """A series formulates by its last member, whatever the order in the file."""
        later = {"id": "gad-7", "date": "2026-03-01", "total": 3}
        earlier = {"id": "gad-7", "date": "2026-01-01", "total": 20}

        orders = ([later, earlier], [earlier, later])

        assert {0} == {
            finding("worry", formulated({}, instruments=each)).severity for each in orders
        }


class TestWhatIsMissing:
    """What the presentation leaves open is said."""

    def test_a_goal_process_without_severity_is_listed_as_unmeasured(self) -> None:
        """A goal for sleep with no rating of sleep."""
        goals = [{"text": "sleep", "processes": ["sleep_disturbance", "fear"]}]

        assert formulated({"fear": 2}, goals=goals).unmeasured == ("sleep_disturbance",)

    def test_a_factor_no_rule_reads_is_listed_as_unread(self) -> None:
        """Recorded, and no rule uses it."""
        assert formulated(factors=["compulsive_exercise"]).unread_factors == (
            "compulsive_exercise",
        )

    def test_a_factor_a_technique_reads_is_not_listed(self) -> None:
        """One contraindication is a reader."""
        barred = technique("t.one", contraindications=(contraindication("pregnancy"),))

        found = reasoned([barred], factors=["pregnancy", "eye_condition"]).formulation

        assert found.unread_factors == ("eye_condition",)

    def test_a_factor_a_safety_rule_reads_is_not_listed(self) -> None:
        """The engine's own rules are readers too."""
        assert formulated(factors=["legal_proceedings"]).unread_factors == ()

    def test_a_factor_answered_no_is_not_listed(self) -> None:
        """Absence asks for no reader."""
        assert formulated(factors={"compulsive_exercise": "no"}).unread_factors == ()

    def test_derived_factors_name_the_field_they_follow_from(self) -> None:
        """Age 70 is printed as older adult, from client.age."""
        found = formulated(client={"id": "C-1", "age": 70}).derived_factors

        assert [(each.factor, each.follows_from) for each in found] == [
            ("older_adult", "client.age")
        ]


def test_goals_stand_in_the_clients_order_of_priority() -> None:
    """Priority 1 first; goals without one come last, as given."""
    goals = [{"text": "c", "priority": 3}, {"text": "none"}, {"text": "a", "priority": 1}]

    assert [each.text for each in formulated(goals=goals).goals] == ["a", "c", "none"]


def test_strengths_stand_strongest_first() -> None:
    """Level 4 before level 2."""
    found = formulated(strengths={"faith_in_meaning": 2, "secure_attachment": 4}).strengths

    assert [(each.id, each.level) for each in found] == [
        ("secure_attachment", 4),
        ("faith_in_meaning", 2),
    ]


@pytest.mark.parametrize(
    ("medium", "words"),
    [("in_person", "Wants sessions in person"), ("telehealth", "Wants sessions by telehealth")],
)
def test_a_wish_for_a_medium_reads_as_a_sentence(medium: str, words: str) -> None:
    """As one would say it."""
    wishes = formulated(preferences={"delivery": medium}).wishes

    assert [each.text for each in wishes] == [words]
