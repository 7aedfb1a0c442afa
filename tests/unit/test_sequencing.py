"""What comes when: requirements, the lead-in, ride-alongs and the end."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from neuroplan import OrderingPolicy, Plan
from neuroplan.model.technique import Technique
from neuroplan.model.terms import Phase
from tests.builders import CALM, Offer, offer, planner, presentation, technique


EARLY, READY, WORK, LAST = (
    Phase.STABILIZATION,
    Phase.PREPARATION,
    Phase.PROCESSING,
    Phase.CONSOLIDATION,
)
PASSIVE = {**CALM, "suicidal_ideation": "passive"}
MAIN = offer("t.main", {"fear": 0.9}, sessions=(4, 4))


def plan(*parts: Offer | Technique, policy: OrderingPolicy | None = None, **changes: Any) -> Plan:  # noqa: ANN401 - any field of a client
    """Plan for fear at 4, worry at 3 and shame at 3."""
    client = presentation({"fear": 4, "worry": 3, "shame": 3}, **changes)
    return planner(*parts, policy=policy).generate(client)


def days(made: Plan) -> dict[str, list[int]]:
    """Give the sessions of each technique."""
    found: dict[str, list[int]] = {}
    for outline in made.session_outline:
        for identity in outline.techniques:
            found.setdefault(identity, []).append(outline.session)
    return found


def order(made: Plan) -> list[str]:
    """Give the techniques in the order of the plan."""
    return [each.technique_id for each in sorted(made.techniques(), key=lambda each: each.order)]


def sessions(count: int) -> dict[str, Any]:
    """Give a context of so many sessions of 50 minutes."""
    return {"context": {"sessions_available": count, "session_minutes": 50}}


class TestRequirements:
    """A requirement stands before what needs it."""

    def test_a_requirement_takes_the_sessions_before(self) -> None:
        """Two sessions of preparation, then the work."""
        made = plan(
            offer("t.main", {"fear": 0.9}, requires=(("t.ready",),), sessions=(4, 4)),
            technique("t.ready", ["guilt"], sessions=(2, 2), phase=READY),
        )

        assert days(made) == {"t.ready": [1, 2], "t.main": [3, 4, 5, 6]}

    def test_requirements_stand_in_their_own_order(self) -> None:
        """First, then, then."""
        made = plan(
            offer("t.main", {"fear": 0.9}, requires=(("t.second",),)),
            technique("t.second", ["guilt"], requires=(("t.first",),), phase=EARLY),
            technique("t.first", ["guilt"], phase=LAST),
        )

        assert order(made) == ["t.first", "t.second", "t.main"]

    def test_a_short_requirement_rides_before_what_needs_it(self) -> None:
        """In the same session, but first in the order."""
        made = plan(
            offer("t.main", {"fear": 0.9}, requires=(("t.zero",),), sessions=(2, 2)),
            technique("t.zero", ["guilt"], minutes=10, phase=READY),
        )

        assert order(made) == ["t.zero", "t.main"]
        assert min(days(made)["t.zero"]) <= min(days(made)["t.main"])

    def test_a_requirement_of_short_work_has_its_sessions(self) -> None:
        """The short work rides along; what it requires does not."""
        made = plan(
            MAIN,
            offer("t.short", {"worry": 0.5}, minutes=10, requires=(("t.ready",),)),
            technique("t.ready", ["guilt"], sessions=(2, 2), phase=READY),
        )

        assert len(days(made)["t.ready"]) == 2
        assert min(days(made)["t.ready"]) <= min(days(made)["t.short"])

    def test_a_requirement_may_take_more_than_the_lead_in(self) -> None:
        """What the technique itself asks for is not limited."""
        made = plan(
            offer("t.main", {"fear": 0.9}, requires=(("t.ready",),), sessions=(2, 2)),
            technique("t.ready", ["guilt"], sessions=(5, 5), phase=READY),
        )

        assert min(days(made)["t.main"]) == 6


class TestLeadIn:
    """Other early work before the main processing takes at most three sessions."""

    @pytest.mark.parametrize(("length", "start"), [(1, 2), (3, 4), (4, 1)])
    def test_early_work_leads_in_where_all_of_it_takes_at_most_three(
        self, length: int, start: int
    ) -> None:
        """Three sessions of stabilization come first; four follow the main work."""
        made = plan(MAIN, offer("t.calm", {"worry": 0.3}, phase=EARLY, sessions=(length, length)))

        assert min(days(made)["t.main"]) == start

    def test_early_work_of_several_techniques_shares_the_three_sessions(self) -> None:
        """Two and two: the one chosen first leads in, the other follows whole."""
        made = plan(
            MAIN,
            offer("t.calm", {"shame": 0.3}, phase=EARLY, sessions=(2, 2)),
            offer("t.safe", {"worry": 0.2}, phase=EARLY, sessions=(2, 2)),
        )

        assert days(made) == {"t.calm": [1, 2], "t.main": [3, 4, 5, 6], "t.safe": [7, 8]}

    def test_every_technique_has_its_sessions_in_one_piece(self) -> None:
        """Sleep work every other week, or reprocessing that stops and starts, is neither."""
        made = plan(
            MAIN,
            offer("t.calm", {"shame": 0.3}, phase=EARLY, sessions=(5, 5)),
            offer("t.more", {"worry": 0.2}, sessions=(2, 2)),
        )

        assert days(made) == {"t.main": [1, 2, 3, 4], "t.calm": [5, 6, 7, 8, 9], "t.more": [10, 11]}

    def test_early_work_comes_with_what_it_requires_or_not_at_all(self) -> None:
        """One and three make four: both follow, one right after the other."""
        made = plan(
            MAIN,
            offer("t.calm", {"shame": 0.3}, phase=EARLY, sessions=(3, 3), requires=(("t.zero",),)),
            technique("t.zero", ["guilt"], phase=EARLY),
            offer("t.more", {"worry": 0.2}, sessions=(2, 2)),
        )

        assert days(made) == {
            "t.main": [1, 2, 3, 4],
            "t.zero": [5],
            "t.calm": [6, 7, 8],
            "t.more": [9, 10],
        }

    def test_weak_work_leads_in_to_what_is_demanding_only(self) -> None:
        """Before early work the best comes first."""
        calm = offer("t.calm", {"fear": 0.9}, phase=EARLY, sessions=(4, 4))
        weak = offer("t.weak", {"shame": 0.01}, phase=EARLY, sessions=(2, 2))
        goals = [{"text": "less shame", "processes": ["shame"]}]

        assert order(plan(calm, weak, goals=goals)) == ["t.calm", "t.weak"]
        assert order(plan(MAIN, weak, goals=goals)) == ["t.weak", "t.main"]

    def test_what_a_lead_in_shares_with_the_main_work_stands_once(self) -> None:
        """A requirement of both comes before both."""
        made = plan(
            offer("t.main", {"fear": 0.9}, requires=(("t.zero",),), sessions=(4, 4)),
            offer("t.calm", {"worry": 0.3}, phase=EARLY, requires=(("t.zero",),)),
            technique("t.zero", ["guilt"], phase=READY),
        )

        assert order(made) == ["t.zero", "t.calm", "t.main"]

    def test_requirements_count_in_the_three_sessions(self) -> None:
        """Two of preparation leave one for stabilization, and this one takes two."""
        made = plan(
            offer("t.main", {"fear": 0.9}, requires=(("t.ready",),), sessions=(4, 4)),
            technique("t.ready", ["guilt"], sessions=(2, 2), phase=READY),
            offer("t.calm", {"worry": 0.3}, phase=EARLY, sessions=(2, 2)),
        )

        assert min(days(made)["t.main"]) == 3

    def test_the_policy_may_allow_more(self) -> None:
        """Four, where four are allowed."""
        made = plan(
            MAIN,
            offer("t.calm", {"worry": 0.3}, phase=EARLY, sessions=(4, 4)),
            policy=OrderingPolicy(lead_in_sessions=4),
        )

        assert min(days(made)["t.main"]) == 5


class TestRideAlongs:
    """Work of 20 minutes or less rides along, at most two in a session."""

    SHORT = tuple(
        offer(f"t.short-{process.replace('_', '-')}", {process: 0.5}, minutes=15, sessions=(2, 2))
        for process in ("worry", "shame", "guilt", "anger")
    )

    def test_a_ride_along_shares_the_session(self) -> None:
        """It costs no session of its own."""
        made = plan(MAIN, self.SHORT[0])

        assert made.session_outline[0].techniques == ("t.main", "t.short-worry")

    def test_at_most_two_ride_along_in_a_session(self) -> None:
        """Four riders of two sessions over the four of the main work."""
        client = presentation({"fear": 4, "worry": 3, "shame": 3, "guilt": 3, "anger": 3})

        made = planner(MAIN, *self.SHORT).generate(client)

        riders = [
            sum(each.startswith("t.short") for each in outline.techniques)
            for outline in made.session_outline
        ]
        assert max(riders) == 2

    def test_together_they_take_at_most_half_the_session(self) -> None:
        """Two riders of 15 minutes are more than 25 of 50: they take turns."""
        made = plan(MAIN, *self.SHORT[:2])

        assert [len(outline.techniques) for outline in made.session_outline] == [2, 2, 2, 2]

    def test_where_there_is_no_other_room_they_share_a_session(self) -> None:
        """Nothing is left out for want of minutes."""
        made = plan(offer("t.main", {"fear": 0.9}, sessions=(2, 2)), *self.SHORT[:2])

        assert [len(outline.techniques) for outline in made.session_outline] == [3, 3]

    def test_what_only_prepares_rides_just_before_its_purpose(self) -> None:
        """Not in session 1 for what begins in session 5."""
        made = plan(
            MAIN,
            offer("t.more", {"shame": 0.3}, requires=(("t.zero",),), sessions=(2, 2)),
            technique("t.zero", ["guilt"], minutes=10, phase=READY),
        )

        assert days(made)["t.zero"] == [4]

    def test_early_work_rides_from_the_start(self) -> None:
        """Grounding is there when the work begins."""
        made = plan(MAIN, offer("t.ground", {"worry": 0.5}, minutes=10, phase=EARLY))

        assert min(days(made)["t.ground"]) == 1

    def test_short_work_that_ends_a_therapy_rides_late(self) -> None:
        """Looking back is for the end."""
        review = offer("t.review", {"guilt": 0.9}, minutes=10, phase=LAST)

        made = planner(MAIN, review).generate(presentation({"fear": 4, "guilt": 2}))

        assert days(made)["t.review"] == [4]

    def test_weak_work_that_rides_along_has_its_least_dose_and_no_more(self) -> None:
        """Weak evidence lets nothing go on towards its most."""
        weak = offer("t.weak", {"worry": 0.02}, minutes=10, sessions=(4, 6))
        made = plan(offer("t.main", {"fear": 0.9}, sessions=(12, 12)), weak, **sessions(12))

        assert days(made)["t.weak"] == [1, 2, 3, 4]


class TestTheEnd:
    """Consolidation comes last."""

    def test_consolidation_follows_the_work(self) -> None:
        """Whatever its priority, unless it is the best of all."""
        made = plan(
            offer("t.keep", {"fear": 0.6}, phase=LAST, sessions=(2, 2)),
            offer("t.work", {"worry": 0.9}, sessions=(2, 2)),
            offer("t.more", {"shame": 0.5}, sessions=(2, 2)),
        )

        assert order(made)[-1] == "t.keep"

    def test_what_serves_a_goal_is_not_kept_for_the_end(self) -> None:
        """The client's goal stands above the kind of work."""
        made = plan(
            offer("t.work", {"fear": 0.9}, sessions=(2, 2)),
            offer("t.more", {"shame": 0.5}, sessions=(2, 2)),
            offer("t.keep", {"worry": 0.5}, phase=LAST, sessions=(2, 2)),
            goals=[{"text": "worry less", "processes": ["worry"]}],
        )

        assert order(made) == ["t.work", "t.keep", "t.more"]

    def test_without_processing_too_consolidation_follows(self) -> None:
        """What was chosen first begins, what consolidates ends."""
        made = plan(
            offer("t.begin", {"fear": 0.9}, phase=READY),
            offer("t.keep", {"worry": 0.5}, phase=LAST),
            offer("t.calm", {"shame": 0.1}, phase=EARLY),
        )

        assert order(made)[-1] == "t.keep"


class TestSessions:
    """Numbers, lengths and the safety plan."""

    def test_the_safety_plan_takes_session_1(self) -> None:
        """The work begins in session 2."""
        made = plan(MAIN, risk=PASSIVE)

        assert days(made) == {"safety.plan_and_means": [1], "t.main": [2, 3, 4, 5]}

    def test_sessions_left_over_lengthen_the_dose(self) -> None:
        """Of 2 to 8 with 12 sessions: 8."""
        made = plan(offer("t.main", {"fear": 0.9}, sessions=(2, 8)), **sessions(12))

        assert len(days(made)["t.main"]) == 8

    def test_a_dose_never_grows_beyond_the_sessions(self) -> None:
        """Of 2 to 8 with 5 sessions: 5."""
        made = plan(offer("t.main", {"fear": 0.9}, sessions=(2, 8)), **sessions(5))

        assert len(days(made)["t.main"]) == 5

    def test_what_serves_a_goal_is_lengthened_first(self) -> None:
        """Three spare sessions go to the goal's technique, not to the stronger one."""
        made = plan(
            offer("t.main", {"fear": 0.9}, sessions=(2, 5)),
            offer("t.goal", {"worry": 0.3}, sessions=(2, 5)),
            goals=[{"text": "worry less", "processes": ["worry"]}],
            **sessions(7),
        )

        assert {name: len(found) for name, found in days(made).items()} == {
            "t.main": 2,
            "t.goal": 5,
        }

    def test_the_sessions_of_a_technique_are_as_printed(self) -> None:
        """From, to and count agree with the outline."""
        made = plan(MAIN, offer("t.calm", {"worry": 0.3}, phase=EARLY, sessions=(4, 4)))

        for entry in made.techniques():
            found = days(made)[entry.technique_id]
            assert entry.sessions is not None
            assert (entry.sessions.first, entry.sessions.last, entry.sessions.count) == (
                found[0],
                found[-1],
                len(found),
            )

    def test_longer_sessions_than_there_are_are_asked_for(self) -> None:
        """90 minutes in a context of 50."""
        made = plan(offer("t.main", {"fear": 0.9}, minutes=90, sessions=(2, 2)))

        (entry,) = made.techniques()
        assert entry.sessions is not None
        assert entry.sessions.long_session

    def test_an_activity_outside_sessions_takes_none(self) -> None:
        """It runs beside the plan and stands in no session."""
        made = plan(MAIN, offer("t.walk", {"worry": 0.5}, adjunct=True))

        assert "t.walk" not in days(made)
        assert [e.sessions.count for e in made.techniques() if e.sessions][-1] == 0

    def test_the_sessions_have_no_gaps(self) -> None:
        """One after the other from the first."""
        made = plan(
            MAIN,
            offer("t.calm", {"worry": 0.3}, phase=EARLY, sessions=(2, 2)),
            offer("t.more", {"shame": 0.3}, sessions=(2, 2)),
            risk=PASSIVE,
        )

        numbers = [outline.session for outline in made.session_outline]
        assert numbers[0] == 1
        assert all(after == before + 1 for before, after in pairwise(numbers))

    def test_held_techniques_stand_last_without_sessions(self) -> None:
        """They wait, and keep their place in the plan."""
        made = plan(
            offer("t.held", {"fear": 0.9}, activating=True),
            offer("t.quiet", {"fear": 0.5}),
            risk={**CALM, "suicidal_ideation": "active_with_method"},
        )

        assert order(made) == ["t.quiet", "t.held"]
        assert "t.held" not in days(made)
