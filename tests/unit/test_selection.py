"""The ordering rule, step by step, with small libraries in which the choice is obvious."""

from __future__ import annotations

from typing import Any

import pytest

from neuroplan import OrderingPolicy, Practice
from neuroplan.model.technique import Technique, Training
from neuroplan.model.terms import Category, Phase, Status
from neuroplan.pipeline.reasoning import Reasoning
from neuroplan.pipeline.room import Pick
from tests.builders import (
    CALM,
    Offer,
    contraindication,
    offer,
    omitted,
    picked,
    reasoned,
    technique,
)


BRAIN, EMOTION = Category.BRAIN, Category.EMOTIONAL_STATE
INTENT = {**CALM, "suicidal_ideation": "active_with_intent"}
GOAL = [{"text": "ride the lift again", "processes": ["fear"]}]


def pick(identity: str, reasoning: Reasoning) -> Pick:
    """Give one pick."""
    return next(each for each in reasoning.selection.picks if each.technique.id == identity)


def sessions(count: int, minutes: int = 50) -> dict[str, Any]:
    """Give a context of so many sessions."""
    return {"sessions_available": count, "session_minutes": minutes}


def opinion(identity: str, *targets: str, **changes: Any) -> Technique:  # noqa: ANN401 - any field of a technique
    """Give a technique no study speaks for."""
    return technique(identity, targets or ("fear",), **changes)


class TestPriority:
    """priority = need x strength, summed, times wishes and responsiveness."""

    def test_priority_is_need_times_strength_over_all_processes(self) -> None:
        """0.75 x 0.4 + 0.5 x 0.2 = 0.4."""
        found = reasoned([offer("t.one", {"fear": 0.4, "worry": 0.2})], {"fear": 3, "worry": 2})

        assert found.selection.priorities == {"t.one": pytest.approx(0.4)}

    def test_a_secondary_target_counts_half(self) -> None:
        """0.75 x 0.4 + 0.5 x 0.2 x 0.5 = 0.35."""
        one = offer("t.one", {"fear": 0.4, "worry": 0.2}, secondary=["worry"])

        found = reasoned([one], {"fear": 3, "worry": 2})

        assert found.selection.priorities == {"t.one": pytest.approx(0.35)}

    def test_a_goal_raises_it_by_a_quarter(self) -> None:
        """0.75 x 1.25 x 0.4 = 0.375."""
        found = reasoned([offer("t.one", {"fear": 0.4})], goals=GOAL)

        assert found.selection.priorities == {"t.one": pytest.approx(0.375)}

    @pytest.mark.parametrize(
        ("wish", "priority"), [("prefer", 0.375), ("avoid", 0.15), (None, 0.3)]
    )
    def test_a_preference_raises_it_and_a_dislike_halves_it(
        self, wish: str | None, priority: float
    ) -> None:
        """0.3 x 1.25 and 0.3 x 0.5."""
        preferences = {"modalities": {"t": wish}} if wish else {}

        found = reasoned([offer("t.one", {"fear": 0.4})], preferences=preferences)

        assert found.selection.priorities == {"t.one": pytest.approx(priority)}

    def test_a_wish_about_the_technique_stands_before_one_about_its_modality(self) -> None:
        """Avoid this one, though the modality is preferred: 0.3 x 0.5."""
        preferences = {"modalities": {"t": "prefer"}, "techniques": {"t.one": "avoid"}}

        found = reasoned([offer("t.one", {"fear": 0.4})], preferences=preferences)

        assert found.selection.priorities == {"t.one": pytest.approx(0.15)}

    def test_at_equal_priority_the_id_decides(self) -> None:
        """The first by id, in whatever order they come."""
        found = reasoned([offer("t.two", {"fear": 0.4}), offer("t.one", {"fear": 0.4})])

        assert next(iter(picked(found))) == "t.one"

    def test_priorities_of_one_modality_do_not_depend_on_another(self) -> None:
        """What is installed beside it changes nothing before the first pick."""
        alone = reasoned([offer("t.one", {"fear": 0.4})])
        beside = reasoned([offer("t.one", {"fear": 0.4}), offer("u.two", {"fear": 0.9})])

        assert alone.selection.priorities["t.one"] == beside.selection.priorities["t.one"]


class TestBest:
    """(a) The highest priority; where it is held, also the highest active one."""

    def test_the_highest_priority_is_picked_first(self) -> None:
        """0.5 before 0.4."""
        found = reasoned([offer("t.less", {"fear": 0.4}), offer("t.more", {"fear": 0.5})])

        assert next(iter(picked(found).items())) == ("t.more", "best")

    def test_where_the_best_is_held_the_best_active_one_is_picked_too(self) -> None:
        """Something may start."""
        found = reasoned(
            [offer("t.less", {"fear": 0.4}), offer("t.more", {"fear": 0.5}, activating=True)],
            risk=INTENT,
        )

        assert list(picked(found).items())[:2] == [("t.more", "best"), ("t.less", "best")]
        assert [pick(each, found).status for each in ("t.more", "t.less")] == [
            Status.HELD,
            Status.ACTIVE,
        ]

    def test_an_activity_outside_sessions_is_not_the_best(self) -> None:
        """The plan begins with work in session."""
        found = reasoned(
            [offer("t.walk", {"fear": 0.9}, adjunct=True), offer("t.talk", {"fear": 0.4})]
        )

        assert next(iter(picked(found))) == "t.talk"


class TestMustServe:
    """(b) For each goal process and each severe one, the best with strength of .05 or more."""

    def test_a_severe_process_has_its_best_technique(self) -> None:
        """Fear takes the first pick; shame at 3 gets its own."""
        found = reasoned(
            [offer("t.fear", {"fear": 0.9}), offer("t.shame", {"shame": 0.1})],
            {"fear": 4, "shame": 3},
        )

        assert picked(found) == {"t.fear": "best", "t.shame": "severe"}

    def test_a_process_a_goal_names_has_its_best_technique(self) -> None:
        """Mild shame, but the client wants it."""
        found = reasoned(
            [offer("t.fear", {"fear": 0.9}), offer("t.shame", {"shame": 0.1})],
            {"fear": 4, "shame": 1},
            goals=[{"text": "show my face", "processes": ["shame"]}],
        )

        assert picked(found)["t.shame"] == "goal"

    def test_the_best_for_the_process_is_the_strongest_for_it(self) -> None:
        """Strength decides, not what else a technique does."""
        found = reasoned(
            [
                offer("t.fear", {"fear": 0.9}),
                offer("t.wide", {"shame": 0.2, "worry": 0.9}),
                offer("t.shame", {"shame": 0.3}),
            ],
            {"fear": 4, "shame": 3, "worry": 1},
        )

        assert picked(found)["t.shame"] == "severe"

    def test_what_is_in_the_plan_already_serves(self) -> None:
        """Where the first pick is the strongest for shame too, nothing is added for it."""
        found = reasoned(
            [offer("t.both", {"fear": 0.9, "shame": 0.5}), offer("t.shame", {"shame": 0.1})],
            {"fear": 4, "shame": 3},
            policy=OrderingPolicy(min_gain=1.0),
        )

        assert picked(found) == {"t.both": "best"}

    def test_a_moderate_process_without_a_goal_waits_for_its_gain(self) -> None:
        """Severity 2 must not be served."""
        found = reasoned(
            [offer("t.fear", {"fear": 0.9}), offer("t.shame", {"shame": 0.1})],
            {"fear": 4, "shame": 2},
        )

        assert picked(found)["t.shame"] == "gain"

    def test_what_may_start_goes_before_what_is_held(self) -> None:
        """A weaker active technique for shame, not the stronger held one."""
        found = reasoned(
            [
                offer("t.fear", {"fear": 0.9}),
                offer("t.held", {"shame": 0.5}, activating=True),
                offer("t.shame", {"shame": 0.1}),
            ],
            {"fear": 4, "shame": 3},
            risk=INTENT,
        )

        assert picked(found) == {"t.fear": "best", "t.shame": "severe"}


class TestCategories:
    """(c) For each category still missing, the best that costs a quarter of the sessions."""

    FIRST = offer("t.first", {"fear": 0.9})

    def found(self, other: Offer | Technique, **changes: Any) -> dict[str, str]:  # noqa: ANN401 - any field of a client
        """Give the picks from a first technique and *other*, without any gain step."""
        policy = OrderingPolicy(min_gain=1.0)
        return picked(reasoned([self.FIRST, other], {"fear": 3}, policy=policy, **changes))

    def test_a_missing_category_is_filled(self) -> None:
        """Something of the brain beside the integration."""
        brain = offer("t.brain", {"fear": 0.1}, category=BRAIN)

        assert self.found(brain) == {"t.first": "best", "t.brain": "category"}

    def test_a_category_that_is_covered_is_not_filled_again(self) -> None:
        """A second technique of integration adds no category."""
        assert self.found(offer("t.again", {"fear": 0.1})) == {"t.first": "best"}

    def test_a_foundation_technique_covers_its_category(self) -> None:
        """What runs throughout counts."""
        parts = [
            self.FIRST,
            offer("t.ground", {"fear": 0.1}, category=BRAIN, foundation=True),
            offer("t.brain", {"fear": 0.1}, category=BRAIN),
        ]

        assert picked(reasoned(parts, policy=OrderingPolicy(min_gain=1.0))) == {"t.first": "best"}

    @pytest.mark.parametrize(("cost", "fits"), [(3, True), (4, False)])
    def test_it_costs_at_most_a_quarter_of_the_sessions(
        self,
        cost: int,
        fits: bool,  # noqa: FBT001 - a table of examples
    ) -> None:
        """Of 12 sessions 3 are a quarter."""
        brain = offer("t.brain", {"fear": 0.1}, category=BRAIN, sessions=(cost, cost))

        assert fits == ("t.brain" in self.found(brain))

    def test_only_a_primary_target_fills_a_category(self) -> None:
        """What helps on the side does not."""
        brain = offer("t.brain", {"fear": 0.1}, secondary=["fear"], category=BRAIN)

        assert self.found(brain) == {"t.first": "best"}

    def test_a_held_technique_fills_no_category(self) -> None:
        """It cannot start."""
        brain = offer("t.brain", {"fear": 0.1}, category=BRAIN, activating=True)

        assert "t.brain" not in self.found(brain, risk=INTENT)


class TestWeakEvidence:
    """(d) For a goal or severe process still unserved, the best there is, two sessions at most."""

    def test_the_best_there_is_comes_in_marked_as_weak(self) -> None:
        """Expert opinion for severe shame."""
        found = reasoned(
            [offer("t.fear", {"fear": 0.9}), opinion("t.shame", "shame")], {"fear": 4, "shame": 3}
        )

        assert picked(found) == {"t.fear": "best", "t.shame": "weak_evidence"}

    def test_it_has_two_sessions_at_most(self) -> None:
        """A dose of 2 to 9 stays at 2, however many sessions are left."""
        found = reasoned(
            [offer("t.fear", {"fear": 0.9}), opinion("t.shame", "shame", sessions=(2, 9))],
            {"fear": 4, "shame": 3},
        )

        assert (pick("t.shame", found).cost, pick("t.shame", found).most) == (2, 2)

    def test_primary_goes_before_secondary(self) -> None:
        """What it is for, before what it also helps."""
        found = reasoned(
            [
                offer("t.fear", {"fear": 0.9}),
                opinion("t.main", "shame"),
                technique("t.aside", {"shame": "secondary"}),
            ],
            {"fear": 4, "shame": 3},
            policy=OrderingPolicy(min_gain=1.0),
        )

        assert picked(found) == {"t.fear": "best", "t.main": "weak_evidence"}

    def test_a_null_finding_is_no_weak_evidence(self) -> None:
        """What was shown not to help is not given for want of better."""
        found = reasoned(
            [offer("t.fear", {"fear": 0.9}), offer("t.shame", {"shame": 0.0})],
            {"fear": 4, "shame": 3},
        )

        assert picked(found) == {"t.fear": "best"}

    def test_a_moderate_process_gets_nothing_weak(self) -> None:
        """It is for goals and severe processes."""
        found = reasoned(
            [offer("t.fear", {"fear": 0.9}), opinion("t.shame", "shame")], {"fear": 4, "shame": 2}
        )

        assert picked(found) == {"t.fear": "best"}


class TestGain:
    """(e) The rest, while the gain is 5 % of the first pick's."""

    @pytest.mark.parametrize(("second", "taken"), [(0.055, True), (0.04, False)])
    def test_a_further_technique_must_add_a_twentieth_of_the_first(
        self,
        second: float,
        taken: bool,  # noqa: FBT001 - a table of examples
    ) -> None:
        """First 1 x 1.0; worry at severity 2: 0.5 x 0.11 = 0.055 is enough, 0.04 is not."""
        found = reasoned(
            [offer("t.one", {"fear": 1.0}), offer("t.two", {"worry": second * 2})],
            {"fear": 4, "worry": 2},
        )

        assert taken == ("t.two" in picked(found))

    def test_a_need_that_is_served_counts_less(self) -> None:
        """After the best for fear 30 % of the need is left: 0.75 x 0.3 x 0.4 = 0.09."""
        found = reasoned([offer("t.one", {"fear": 0.8}), offer("t.two", {"fear": 0.4})])

        assert pick("t.two", found).priority == pytest.approx(0.09)

    def test_a_weaker_technique_relieves_in_proportion(self) -> None:
        """1 - 0.7 x 0.4 / 0.8 = 0.65 of the need is left for the stronger one."""
        found = reasoned(
            [offer("t.weak", {"fear": 0.4, "worry": 0.9}), offer("t.strong", {"fear": 0.8})],
            {"fear": 2, "worry": 4},
        )

        assert pick("t.strong", found).priority == pytest.approx(0.5 * 0.8 * 0.65)

    def test_a_held_technique_lowers_no_need(self) -> None:
        """What may start keeps its full gain: 0.75 x 0.4."""
        found = reasoned(
            [offer("t.held", {"fear": 0.8}, activating=True), offer("t.two", {"fear": 0.4})],
            risk=INTENT,
        )

        assert pick("t.two", found).priority == pytest.approx(0.3)


class TestRequirements:
    """What a technique requires is pulled in before; what cannot be had bars it."""

    @staticmethod
    def chain(**changes: Any) -> list[Offer | Technique]:  # noqa: ANN401 - any field of a technique
        """Give a technique for fear and the one it requires."""
        return [
            offer("t.main", {"fear": 0.8}, requires=(("t.ready",),)),
            opinion("t.ready", "worry", phase=Phase.PREPARATION, **changes),
        ]

    def test_the_requirement_is_pulled_in_before(self) -> None:
        """It serves nothing itself; it prepares."""
        found = reasoned(self.chain())

        assert list(picked(found).items()) == [("t.ready", "prepares"), ("t.main", "best")]

    def test_it_says_what_it_prepares_for(self) -> None:
        """By id."""
        assert pick("t.ready", reasoned(self.chain())).prepares == ("t.main",)

    def test_requirements_of_requirements_come_first(self) -> None:
        """Three in a row."""
        found = reasoned(
            [*self.chain(requires=(("t.first",),)), opinion("t.first", "shame")],
        )

        assert list(picked(found)) == ["t.first", "t.ready", "t.main"]

    def test_of_a_group_the_most_useful_member_is_taken(self) -> None:
        """One that serves the client itself, before one that does not."""
        found = reasoned(
            [
                offer("t.main", {"fear": 0.8}, requires=(("t.idle", "t.useful"),)),
                opinion("t.idle", "shame"),
                offer("t.useful", {"worry": 0.3}),
            ],
            {"fear": 3, "worry": 2},
        )

        assert pick("t.useful", found).prepares == ("t.main",)
        assert "t.idle" not in picked(found)

    @pytest.mark.parametrize(
        "changes",
        [
            {"factors": ["pregnancy"]},
            {"preferences": {"techniques": {"t.ready": "decline"}}},
        ],
        ids=["contraindicated", "declined"],
    )
    def test_what_needs_something_that_cannot_be_had_cannot_be_had(
        self, changes: dict[str, Any]
    ) -> None:
        """Eligibility is checked on every way in."""
        parts = self.chain(contraindications=(contraindication("pregnancy"),))

        assert omitted(reasoned(parts, **changes))["t.main"] == "requirement"

    def test_what_needs_something_the_practice_is_not_trained_in_cannot_be_had(self) -> None:
        """Training counts for a requirement too."""
        parts: list[Offer | Technique] = [
            offer("t.main", {"fear": 0.8}, requires=(("u.ready",),)),
            opinion("u.ready", "worry", training=Training(level="certified", text="A course.")),
        ]

        found = reasoned(parts, practice=Practice(trained_in={"t": "certified"}))

        assert omitted(found)["t.main"] == "requirement"

    def test_what_needs_something_that_is_not_installed_cannot_be_had(self) -> None:
        """An absent requirement is one that cannot be had."""
        found = reasoned([offer("t.main", {"fear": 0.8}, requires=(("u.other",),))])

        assert omitted(found) == {"t.main": "requirement"}

    def test_what_needs_something_held_is_held(self) -> None:
        """And nothing is prepared for it."""
        found = reasoned(
            self.chain(contraindications=(contraindication("pregnancy", "hold"),)),
            factors=["pregnancy"],
        )

        assert picked(found) == {"t.main": "best"}
        assert pick("t.main", found).status is Status.HELD

    def test_a_group_with_one_member_left_is_met_by_it(self) -> None:
        """One excluded, the other serves."""
        found = reasoned(
            [
                offer("t.main", {"fear": 0.8}, requires=(("t.barred", "t.ready"),)),
                opinion("t.barred", "shame", contraindications=(contraindication("pregnancy"),)),
                opinion("t.ready", "worry"),
            ],
            factors=["pregnancy"],
        )

        assert list(picked(found)) == ["t.ready", "t.main"]

    def test_a_held_technique_prepares_nothing(self) -> None:
        """What waits pulls in no preparation."""
        found = reasoned(
            [
                offer("t.main", {"fear": 0.8}, requires=(("t.ready",),), activating=True),
                opinion("t.ready", "worry"),
            ],
            risk=INTENT,
        )

        assert picked(found) == {"t.main": "best"}

    def test_the_requirements_count_in_the_sessions(self) -> None:
        """1 + 1 sessions do not fit into 1."""
        found = reasoned(self.chain(), context=sessions(1))

        assert omitted(found)["t.main"] == "no_sessions"


class TestVariants:
    """Of a variant group one is chosen, the others become its alternatives."""

    def test_one_form_of_an_exercise_is_enough(self) -> None:
        """The stronger is in; the other is named a variant."""
        found = reasoned(
            [
                offer("t.short", {"fear": 0.4}, variant_of="breathing"),
                offer("t.long", {"fear": 0.5}, variant_of="breathing"),
            ]
        )

        assert (picked(found), omitted(found)) == ({"t.long": "best"}, {"t.short": "variant"})

    def test_another_form_meets_a_requirement(self) -> None:
        """The plan holds the exercise already, in another form."""
        found = reasoned(
            [
                offer("t.best", {"fear": 0.9}, variant_of="breathing"),
                opinion("t.other", "shame", variant_of="breathing"),
                offer("t.main", {"worry": 0.8}, requires=(("t.other",),)),
            ],
            {"fear": 4, "worry": 3},
        )

        assert list(picked(found)) == ["t.best", "t.main"]
        assert pick("t.best", found).prepares == ("t.main",)


class TestSecondLine:
    """A second line comes in only where its first line is excluded, declined or absent."""

    SECOND = offer("t.second", {"fear": 0.3}, second_line_to=("u.first",))
    FIRST = offer("u.first", {"fear": 0.5}, contraindications=(contraindication("pregnancy"),))

    def test_it_stays_out_where_the_first_line_can_be_had(self) -> None:
        """The first line is chosen, the second said to be one."""
        found = reasoned([self.FIRST, self.SECOND])

        assert (picked(found), omitted(found)) == ({"u.first": "best"}, {"t.second": "second_line"})

    @pytest.mark.parametrize(
        "changes",
        [{"factors": ["pregnancy"]}, {"preferences": {"modalities": {"u": "decline"}}}],
        ids=["excluded", "declined"],
    )
    def test_it_comes_in_where_the_first_line_is_out(self, changes: dict[str, Any]) -> None:
        """Excluded or declined."""
        assert picked(reasoned([self.FIRST, self.SECOND], **changes)) == {"t.second": "best"}

    def test_it_comes_in_where_the_first_line_is_not_installed(self) -> None:
        """Absent."""
        assert picked(reasoned([self.SECOND])) == {"t.second": "best"}

    def test_it_stays_out_where_the_first_line_is_held(self) -> None:
        """A held first line is still to be had, later."""
        held = offer("u.first", {"fear": 0.5}, activating=True)

        assert picked(reasoned([held, self.SECOND], risk=INTENT)) == {"u.first": "best"}


class TestRoom:
    """Sessions, numbers and adjuncts."""

    def test_the_dose_costs_its_least_sessions(self) -> None:
        """Of 3 to 8, three are reserved."""
        found = reasoned([offer("t.one", {"fear": 0.4}, sessions=(3, 8))])

        assert (pick("t.one", found).cost, pick("t.one", found).most) == (3, 8)

    @pytest.mark.parametrize(("minutes", "cost"), [(62, 3), (63, 6), (90, 6)])
    def test_long_sessions_reserve_the_middle_of_the_dose(self, minutes: int, cost: int) -> None:
        """Above 1.25 x 50 = 62.5 minutes the middle of 3 to 8, rounded up, is 6."""
        found = reasoned([offer("t.one", {"fear": 0.4}, sessions=(3, 8), minutes=minutes)])

        assert cost == pick("t.one", found).cost

    @pytest.mark.parametrize(("minutes", "cost"), [(20, 0), (21, 3)])
    def test_work_of_20_minutes_or_less_rides_along(self, minutes: int, cost: int) -> None:
        """It reserves no session."""
        found = reasoned([offer("t.one", {"fear": 0.4}, sessions=(3, 8), minutes=minutes)])

        assert cost == pick("t.one", found).cost

    def test_what_does_not_fit_into_the_sessions_is_left_out(self) -> None:
        """Four and four do not fit into six."""
        found = reasoned(
            [
                offer("t.one", {"fear": 0.9}, sessions=(4, 4)),
                offer("t.two", {"worry": 0.8}, sessions=(4, 4)),
            ],
            {"fear": 4, "worry": 2},
            context=sessions(6),
        )

        assert (picked(found), omitted(found)) == ({"t.one": "best"}, {"t.two": "no_sessions"})

    def test_one_activity_outside_sessions_at_most(self) -> None:
        """A second adjunct finds no place."""
        found = reasoned(
            [
                offer("t.talk", {"fear": 0.9}),
                offer("t.walk", {"worry": 0.5}, adjunct=True),
                offer("t.yoga", {"worry": 0.4}, adjunct=True),
            ],
            {"fear": 4, "worry": 2},
        )

        assert [each for each in picked(found) if each != "t.talk"] == ["t.walk"]

    def test_at_most_nine_techniques(self) -> None:
        """Of twelve that would all add something."""
        names = [
            "fear",
            "worry",
            "shame",
            "guilt",
            "anger",
            "grief",
            "low_mood",
            "anhedonia",
            "rumination",
            "loneliness",
            "mistrust",
            "craving",
        ]
        parts = [offer(f"t.{name.replace('_', '-')}", {name: 0.5}) for name in names]

        found = reasoned(parts, dict.fromkeys(names, 4), context=sessions(40))

        assert len(picked(found)) == 9

    def test_only_the_best_held_technique_keeps_its_sessions(self) -> None:
        """Two held techniques: the first keeps three sessions, the second none."""
        found = reasoned(
            [
                offer("t.one", {"fear": 0.9}, activating=True, sessions=(3, 3)),
                offer("t.two", {"worry": 0.8}, activating=True, sessions=(3, 3)),
            ],
            {"fear": 4, "worry": 3},
            risk=INTENT,
        )

        held = [each for each in found.selection.picks if each.status is Status.HELD]
        assert [each.cost for each in held] == [3, 0][: len(held)]


class TestOmissions:
    """Every candidate that is not picked has a reason."""

    def test_a_technique_that_adds_too_little_says_lower_gain(self) -> None:
        """And by how much."""
        found = reasoned([offer("t.one", {"fear": 1.0}), offer("t.two", {"fear": 0.06})])

        reason, detail = found.selection.omitted["t.two"]
        assert reason.value == "lower_gain"
        assert "it began at 0.045" in detail
        assert detail.endswith("under 5 % of what the best pick added (0.750).")

    def test_what_serves_nothing_that_matters_says_so(self) -> None:
        """Not that it would add less: it was no candidate for the rest."""
        found = reasoned(
            [offer("t.one", {"fear": 0.9}), offer("t.two", {"worry": 0.9})],
            {"fear": 1, "worry": 3},
        )

        reason, detail = found.selection.omitted["t.one"]
        assert reason.value == "lower_gain"
        assert detail.endswith("serves nothing that matters here with a strength of 0.05 or more.")

    @pytest.mark.parametrize(
        ("limit", "changes", "detail"),
        [
            (
                {"technique_max": 1},
                {},
                "With it the plan would hold more than 1 techniques (technique_max).",
            ),
            (
                {"adjunct_max": 1},
                {"adjunct": True},
                "Of activities outside sessions the plan may hold 1 (adjunct_max).",
            ),
        ],
    )
    def test_a_limit_of_the_policy_is_named_with_its_number(
        self, limit: dict[str, Any], changes: dict[str, Any], detail: str
    ) -> None:
        """What a limit keeps out has no lower gain."""
        found = reasoned(
            [offer("t.one", {"fear": 0.9}, **changes), offer("t.two", {"worry": 0.8}, **changes)],
            {"fear": 4, "worry": 3},
            policy=OrderingPolicy(**limit),
        )

        assert [said for _, said in found.selection.omitted.values()] == [detail]

    def test_a_held_technique_left_out_says_until_when(self) -> None:
        """What it would have to wait for."""
        found = reasoned(
            [
                offer("t.one", {"fear": 0.9}),
                offer("t.two", {"fear": 0.1}, activating=True),
            ],
            risk=INTENT,
        )

        assert "wait until" in found.selection.omitted["t.two"][1]

    def test_nothing_is_both_picked_and_left_out(self) -> None:
        """Every candidate stands on one side."""
        found = reasoned([offer(f"t.n{each}", {"fear": each / 20}) for each in range(1, 15)])

        assert not set(picked(found)) & set(omitted(found))
        assert set(picked(found)) | set(omitted(found)) == set(found.selection.verdicts)
