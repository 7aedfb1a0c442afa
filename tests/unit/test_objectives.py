"""Objectives: one step at a time, by what is counted on, in words that hold."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from neuroplan.model.evidence import Downgrade
from neuroplan.model.plan import Objective, Plan
from neuroplan.model.terms import Domain
from neuroplan.progress import review
from tests.builders import Offer, aged, offer, planner, presentation


def weak(found: Offer) -> Offer:
    """Let the evidence of an offer be of low certainty."""
    two_steps = Downgrade(
        domain=Domain.RISK_OF_BIAS, severity="very_serious", reason="made for a test"
    )
    records = tuple(attrs.evolve(each, downgrades=(two_steps,)) for each in found.records)
    return attrs.evolve(found, records=records)


def planned(
    *offers: Offer,
    process: str = "fear",
    severity: int = 3,
    **changes: Any,  # noqa: ANN401 - any field of a client
) -> Plan:
    """Plan for one goal that names one process."""
    goals = [{"text": "Ride the bus", "processes": [process]}]
    return planner(*offers).generate(presentation({process: severity}, goals=goals, **changes))


def objective(*offers: Offer, **changes: Any) -> Objective:  # noqa: ANN401 - as for planned
    """Give the one objective of such a plan."""
    (found,) = planned(*offers, **changes).objectives
    return found


class TestRating:
    """Where no questionnaire measures a process the aim is a milder rating."""

    @pytest.mark.parametrize(("severity", "aim"), [(4, 3), (3, 2), (2, 1), (1, 0)])
    def test_the_aim_is_one_step_where_certainty_is_low(self, severity: int, aim: int) -> None:
        """And the words say that it is served weakly."""
        found = objective(weak(offer("t.one", {"fear": 0.8})), severity=severity)

        assert found.target == aim
        assert found.objective.endswith("Served weakly: the evidence is of low certainty.")

    @pytest.mark.parametrize(("severity", "aim"), [(4, 2), (3, 1), (2, 1), (1, 0)])
    def test_the_aim_is_two_steps_where_certainty_and_dose_allow(
        self, severity: int, aim: int
    ) -> None:
        """High certainty and the whole least dose; mild stays the lowest aim from above it."""
        found = objective(offer("t.one", {"fear": 0.8}, sessions=(4, 6)), severity=severity)

        assert found.target == aim
        assert "Served weakly" not in found.objective

    def test_work_outside_the_sessions_has_no_whole_dose(self) -> None:
        """Nobody counts its sessions, so the aim is one step."""
        found = objective(offer("t.one", {"fear": 0.8}, sessions=(8, 8), adjunct=True))

        assert (found.techniques, found.target) == (("t.one",), 2)

    def test_no_date_lies_before_the_first_review(self) -> None:
        """One session of work in a plan of twelve: the review is in session 4."""
        found = objective(offer("t.one", {"fear": 0.8}, sessions=(1, 1)))

        assert (found.review_at, found.by_session) == (4, 4)

    def test_no_date_lies_before_the_end_of_the_work(self) -> None:
        """Eight sessions of work end after the review."""
        assert objective(offer("t.one", {"fear": 0.8}, sessions=(8, 8))).by_session == 8


class TestNothingCountedOn:
    """Without enough evidence there is no target and no date."""

    def test_what_is_tried_is_named(self) -> None:
        """It runs, and its evidence is too weak to set a target."""
        found = objective(offer("t.one", {"fear": 0.03}))

        assert (found.target, found.by_session, found.techniques) == (None, None, ())
        assert found.objective == (
            "Fear and alarm: rated 3 (severe) at the start. One is tried; the evidence is too "
            "weak to set a target: agree on a step with the client at the first review "
            "(session 4)."
        )

    def test_a_hold_is_named_where_one_serves_the_process(self) -> None:
        """What waits would be counted on."""
        found = objective(offer("t.one", {"fear": 0.8}, activating=True), risk={})

        assert "One is on hold: set a target and a date when the hold lifts." in found.objective
        assert found.target is None

    def test_a_hold_on_other_work_is_not_named(self) -> None:
        """Nothing serves fear, what serves worry is on hold."""
        plan = planner(offer("t.one", {"worry": 0.8}, activating=True)).generate(
            presentation(
                {"fear": 3, "worry": 3}, goals=[{"text": "Calm", "processes": ["fear"]}], risk={}
            )
        )

        assert "hold" not in plan.objectives[0].objective
        assert "Nothing in this plan is counted on for it" in plan.objectives[0].objective

    def test_a_review_says_that_there_is_no_objective_yet(self) -> None:
        """No target and no date are made up."""
        engine = planner(offer("t.one", {"fear": 0.03}))
        client = presentation({"fear": 3}, goals=[{"text": "Calm", "processes": ["fear"]}])

        (standing,) = review(client, engine.library, plan=engine.generate(client)).objectives

        assert (standing.target, standing.by_session, standing.met) == (None, None, None)


class TestMeasured:
    """Where a questionnaire can show a reliable gain, that is the aim."""

    @pytest.mark.parametrize(
        ("total", "words"),
        [
            (
                16,
                "from 16 to 10 or less by session 4 (a reliable gain: 6 points; still at or above",
            ),
            (15, "from 15 to 9 or less by session 4 (a reliable gain: 6 points; below the cut-off"),
        ],
    )
    def test_it_says_on_which_side_of_the_cut_off_the_target_lies(
        self, total: int, words: str
    ) -> None:
        """10 of a PHQ-9 is still clinical, 9 is not."""
        found = objective(
            offer("t.one", {"low_mood": 0.8}),
            process="low_mood",
            instruments=[{"id": "phq-9", "total": total}],
        )

        assert words in found.objective

    def test_scores_are_said_with_one_decimal(self) -> None:
        """A PEG of 8, 8 and 7 is 7.67, and its target 4.87."""
        found = objective(
            offer("t.one", {"chronic_pain": 0.8}),
            process="chronic_pain",
            instruments=[{"id": "peg", "items": [8, 8, 7]}],
        )

        assert "from 7.7 to 4.9 or less" in found.objective

    def test_the_cut_offs_of_adults_are_not_told_to_the_young(self) -> None:
        """As in a review."""
        found = objective(
            offer("t.one", {"low_mood": 0.8}),
            process="low_mood",
            client=aged(15),
            instruments=[{"id": "phq-9", "total": 16}],
            consent={"treatment": "yes", "guardian": "yes"},
        )

        assert found.instrument == "phq-9"
        assert "cut-off" not in found.objective

    @pytest.mark.parametrize("result", [{"id": "who-5", "total": 20}, {"id": "phq-9", "total": 5}])
    def test_a_scale_that_can_show_no_reliable_gain_sets_no_target(
        self, result: dict[str, object]
    ) -> None:
        """The WHO-5 has only a convention; from 5 points a PHQ-9 cannot fall by 6."""
        found = objective(
            offer("t.one", {"low_mood": 0.8}), process="low_mood", instruments=[result]
        )

        assert found.instrument is None

    @pytest.mark.parametrize("date", [None, "2026-02-02"])
    def test_the_latest_result_is_the_same_for_severity_and_baseline(
        self, date: str | None
    ) -> None:
        """Of two results of one date, or of none, the later in the file."""
        dated = {} if date is None else {"date": date}
        results = [{"id": "phq-9", "total": total, **dated} for total in (7, 21)]
        plan = planner(offer("t.one", {"low_mood": 0.8})).generate(
            presentation(
                {}, goals=[{"text": "Laugh", "processes": ["low_mood"]}], instruments=results
            )
        )

        assert plan.objectives[0].baseline == 21
        assert plan.formulation.processes[0].severity == 4
