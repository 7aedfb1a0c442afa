"""Cases that once went wrong, each in a few lines; kept so that they stay right."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from neuroplan import Plan, Planner, PluginError, PresentationError, hookimpl, load_presentation
from neuroplan.model.plan import PlannedTechnique
from neuroplan.model.technique import Technique
from neuroplan.model.terms import Phase
from neuroplan.plugins.loading import load_object
from tests.builders import (
    CALM,
    client,
    decide,
    offer,
    omitted,
    picked,
    planner,
    presentation,
    reasoned,
    technique,
)
from tests.unit.test_loading import BRAIN, Base


METHOD = {**CALM, "suicidal_ideation": "active_with_method"}


def entries(made: Plan) -> dict[str, PlannedTechnique]:
    """Give the techniques of a plan by id."""
    return {each.technique_id: each for each in made.techniques()}


class TestDecisions:
    """What a clinician decides is settled with what hangs on it."""

    def test_a_second_line_comes_in_where_the_clinician_excludes_the_first(self) -> None:
        """An exclusion by decision opens the second line as any other exclusion does."""
        first = offer("u.first", {"fear": 0.5})
        second = offer("t.second", {"fear": 0.3}, second_line_to=("u.first",))

        found = reasoned([first, second], decisions=[decide("exclude", "u.first")])

        assert list(picked(found)) == ["t.second"]

    def test_what_needs_something_the_clinician_excluded_is_left_out(self) -> None:
        """A requirement that is decided away cannot be met."""
        main = offer("t.main", {"fear": 0.5}, requires=(("t.ready",),))
        ready = technique("t.ready", ["guilt"])

        found = reasoned([main, ready], decisions=[decide("exclude", "t.ready")])

        assert omitted(found)["t.main"] == "requirement"

    def test_inclusions_that_overbook_the_sessions_say_so(self) -> None:
        """Four times six sessions are twelve more than twelve."""
        names = [f"t.long-{number}" for number in range(4)]
        parts = [offer(name, {"fear": 0.5}, sessions=(6, 6)) for name in names]

        made = planner(*parts).generate(
            presentation(decisions=[decide("include", name) for name in names])
        )

        said = [each.engine_would_have for each in made.decisions]
        assert [text for text in said if "12 sessions more than there are" not in text] == []

    def test_including_a_foundation_technique_is_followed(self, planner: Planner) -> None:
        """An included one goes before those more closely associated with outcome."""
        before = [each.technique_id for each in planner.generate(presentation()).foundation]
        other = next(each for each in planner.library.foundation if each not in before)

        made = planner.generate(presentation(decisions=[decide("include", other)]))

        assert made.foundation[0].technique_id == other

    def test_of_two_forms_included_by_decision_one_is_said_not_to_be_followed(self) -> None:
        """A plan holds one form of an exercise, whoever asks for two."""
        parts = [
            offer("t.long", {"fear": 0.9}, variant_of="breath"),
            offer("t.short", {"fear": 0.5}, variant_of="breath"),
        ]

        made = planner(*parts).generate(
            presentation(decisions=[decide("include", "t.long"), decide("include", "t.short")])
        )

        left_out = {each.technique_id for each in made.not_selected}
        refused = {
            each.technique_id
            for each in made.decisions
            if "cannot be followed" in each.engine_would_have
        }
        assert len(left_out) == 1
        assert refused == left_out


class TestRequirements:
    """What is required comes before, whatever else is in the plan."""

    @staticmethod
    def with_a_held_member() -> dict[str, PlannedTechnique]:
        """Plan a technique that needs one of two: a strong one that is held, or a late one."""
        made = planner(
            offer("t.held", {"fear": 0.9}, activating=True),
            technique("t.late", ["guilt"], phase=Phase.CONSOLIDATION),
            offer("t.main", {"worry": 0.8}, requires=(("t.held", "t.late"),)),
        ).generate(presentation({"fear": 4, "worry": 3}, risk=METHOD))
        return entries(made)

    def test_the_active_member_of_a_group_comes_before(self) -> None:
        """The one that may start prepares, although its phase is the last."""
        found = self.with_a_held_member()

        assert found["t.late"].order < found["t.main"].order

    def test_a_held_technique_prepares_nothing_active(self) -> None:
        """What waits cannot be what another technique waits for."""
        assert self.with_a_held_member()["t.held"].prepares_for == ()

    def test_a_short_requirement_is_not_crowded_out_by_other_short_work(self) -> None:
        """Two may ride along, and the one that is needed is never the third."""
        made = planner(
            offer("t.main", {"fear": 0.9}, requires=(("t.ready",),), sessions=(4, 4)),
            technique("t.ready", ["guilt"], minutes=10, phase=Phase.PREPARATION),
            offer("t.calm", {"worry": 0.5}, minutes=10, phase=Phase.STABILIZATION),
            offer("t.safe", {"shame": 0.5}, minutes=10, phase=Phase.STABILIZATION),
        ).generate(presentation({"fear": 4, "worry": 3, "shame": 3}))

        found = entries(made)
        assert found["t.ready"].order < found["t.main"].order


class TestSequence:
    """What comes first, and how much of it."""

    def test_at_most_two_ride_along_where_many_would(self) -> None:
        """Five riders of three sessions each spread over more sessions than the main work has."""
        names = ["worry", "shame", "guilt", "anger", "grief"]
        short = [
            offer(f"t.short-{each}", {each: 0.5}, minutes=15, sessions=(3, 3)) for each in names
        ]

        made = planner(offer("t.main", {"fear": 0.9}, sessions=(4, 4)), *short).generate(
            presentation({"fear": 4, **dict.fromkeys(names, 3)})
        )

        riders = [
            sum(each.startswith("t.short") for each in outline.techniques)
            for outline in made.session_outline
        ]
        assert max(riders) == 2

    def test_the_best_comes_first_though_it_consolidates(self) -> None:
        """Other work that serves a severe process follows."""
        made = planner(
            offer("t.keep", {"fear": 0.9}, phase=Phase.CONSOLIDATION),
            offer("t.more", {"worry": 0.5}),
        ).generate(presentation({"fear": 4, "worry": 3}))

        assert entries(made)["t.keep"].order == 1

    @pytest.mark.parametrize(("length", "first"), [(3, 4), (8, 1)])
    def test_early_work_that_is_best_puts_processing_off_by_three_sessions_at_most(
        self, length: int, first: int
    ) -> None:
        """Three sessions of stabilization lead in; eight follow."""
        made = planner(
            offer("t.calm", {"fear": 0.9}, phase=Phase.STABILIZATION, sessions=(length, length)),
            offer("t.main", {"worry": 0.5}, sessions=(4, 4)),
        ).generate(presentation({"fear": 4, "worry": 3}))

        planned = entries(made)["t.main"].sessions
        assert planned is not None
        assert planned.first == first

    def test_strong_evidence_cut_below_its_least_dose_is_no_stopgap(self) -> None:
        """Good work for which there is no room is left out, and not done in half."""
        parts = [
            offer("t.one", {"fear": 0.9}, sessions=(4, 4)),
            offer("t.two", {"worry": 0.8}, sessions=(4, 4)),
        ]

        found = reasoned(
            parts,
            {"fear": 4, "worry": 3},
            context={"sessions_available": 6, "session_minutes": 50},
        )

        assert omitted(found) == {"t.two": "no_sessions"}


def not_active(planner: Planner, **changes: object) -> set[str]:
    """Give what may not start where every process is severe."""
    processes = planner.library.vocabulary.processes.values()
    severe = {each.id: 3 for each in processes if not each.derived}
    verdicts = planner.reason(presentation(severe, **changes)).selection.verdicts
    return {name for name, verdict in verdicts.items() if not verdict.is_active}


def test_a_positive_screener_holds_what_the_same_answer_in_the_interview_holds(
    planner: Planner,
) -> None:
    """Intent on the C-SSRS screener bars all that intent in the risk block bars."""
    screener = [{"id": "c-ssrs-screener", "items": [1, 1, 1, 1, 0, 0, 0]}]
    interview = {**CALM, "suicidal_ideation": "active_with_intent"}

    assert not_active(planner, risk=interview) <= not_active(planner, instruments=screener)


class TestInput:
    """Whatever comes in wrong is an error of ours, and never a traceback."""

    def test_half_a_character_in_a_mapping_is_refused(self) -> None:
        """A lone surrogate could not be written into any plan."""
        with pytest.raises(PresentationError):
            load_presentation(client(in_their_words="\ud800"))

    @pytest.mark.parametrize("process", [None, 7, [[]], {"a": 1}])
    def test_an_id_that_is_no_text_is_refused(self, process: object) -> None:
        """A number, a list or an object names no process."""
        with pytest.raises(PresentationError):
            load_presentation(client(goals=[{"text": "rest", "processes": [process]}]))


class Number(Base):
    """A plugin whose hook gives a number."""

    @hookimpl
    def brain_techniques(self) -> int:
        """Give no techniques at all."""
        return 5


class Single(Base):
    """A plugin whose hook gives one technique and no list."""

    @hookimpl
    def brain_techniques(self) -> Technique:
        """Give the technique itself."""
        return BRAIN


class Late(Base):
    """A plugin whose hook fails while its techniques are read."""

    @hookimpl
    def brain_techniques(self) -> Iterator[Technique]:
        """Give one technique, then fail."""
        yield BRAIN
        raise KeyError("late")


@pytest.mark.parametrize("kind", [Number, Single, Late])
def test_whatever_a_hook_returns_the_error_names_the_plugin(kind: type[Base]) -> None:
    """No answer of a hook reaches the reader as a traceback."""
    with pytest.raises(PluginError, match="clinic"):
        load_object(kind(), name="clinic")
