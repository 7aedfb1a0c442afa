"""Reliable change, safety signals and what follows, with numbers worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import attrs
import pytest

from neuroplan import Plan, PresentationError, UsageError
from neuroplan.instruments import load_instruments
from neuroplan.library import Library
from neuroplan.model.instrument import Instrument, Reliability, ReliableChange, ScaleDirection
from neuroplan.model.presentation import InstrumentResult
from neuroplan.model.progress import (
    Action,
    Consequence,
    JacobsonTruax,
    ProgressReview,
    Series,
    SignalKind,
    Track,
    Trend,
    Verdict,
)
from neuroplan.model.terms import Phase, SafetyLevel
from neuroplan.model.vocabulary import Process
from neuroplan.pipeline.safety import safety_content
from neuroplan.progress import criterion_of, review
from tests.builders import CALM, aged, offer, planner, presentation


JAN, FEB, MAR = "2026-01-05", "2026-02-02", "2026-03-02"
#: A PHQ-9 of 9 points with nothing on item 9.
CALM_PHQ = [1, 1, 1, 1, 1, 1, 1, 2, 0]


def total(identity: str, date: str | None, value: float) -> dict[str, object]:
    """Give a result of which only the total is known."""
    return {"id": identity, "total": value, **({"date": date} if date else {})}


def phq(date: str | None, *items: int | None) -> dict[str, object]:
    """Give a PHQ-9 answered item by item."""
    return {"id": "phq-9", "items": list(items), **({"date": date} if date else {})}


def reviewed(
    *results: Mapping[str, object],
    session: int | None = None,
    plan: Plan | None = None,
    instrument: Instrument | None = None,
    **changes: Any,  # noqa: ANN401 - any field of a client
) -> ProgressReview:
    """Review a client with these results, whose risk answers are all calm and recent."""
    answers = {"risk": {**CALM, "assessed_on": "2026-12-31"}, **changes}
    found = presentation(instruments=list(results), **answers)
    known = library()
    if instrument is not None:
        known = attrs.evolve(known, instruments={instrument.id: instrument})
    return review(found, known, session=session, plan=plan)


@cache
def library() -> Library:
    """Give a library without techniques, for reviews of results alone."""
    return planner().library


def series(found: ProgressReview, identity: str, score: str = "total") -> Series:
    """Give one series of a review."""
    return next(each for each in found.series if (each.instrument, each.score) == (identity, score))


def verdict(identity: str, first: float, latest: float, age: int = 34) -> Verdict:
    """Give the verdict on two totals."""
    results = total(identity, JAN, first), total(identity, FEB, latest)
    return series(reviewed(*results, client=aged(age)), identity).verdict


def rule(found: ProgressReview, name: str) -> Consequence:
    """Give what follows by one rule."""
    return next(each for each in found.consequences if each.rule == name)


def rules(found: ProgressReview) -> list[str]:
    """Give the rules that apply, in their order."""
    return [each.rule for each in found.consequences]


class TestReliableChange:
    """Jacobson and Truax (1991)."""

    def test_the_worked_example_comes_out_as_published(self) -> None:
        """SD 5.5, reliability .85, 18 then 10: SE 2.13, S_diff 3.012, RC -2.656, needs 5.904."""
        found = JacobsonTruax.of(18, 10, sd=5.5, reliability=0.85)

        assert found.standard_error == pytest.approx(2.130, abs=5e-4)
        assert found.difference_error == pytest.approx(3.012, abs=5e-4)
        assert found.index == pytest.approx(-2.656, abs=5e-4)
        assert found.change_needed == pytest.approx(5.904, abs=5e-4)

    @pytest.mark.parametrize(("sd", "reliability"), [(0, 0.85), (5.5, 1), (5.5, -0.1)])
    def test_without_an_error_of_measurement_there_is_no_index(
        self, sd: float, reliability: float
    ) -> None:
        """Division by nothing is refused."""
        with pytest.raises(ValueError, match="reliability from 0 to below 1"):
            JacobsonTruax.of(18, 10, sd=sd, reliability=reliability)

    def test_a_published_figure_is_used_with_its_kind_and_source(self) -> None:
        """The PCL-5 has one of its own: 15 points."""
        found = criterion_of(load_instruments()["pcl-5"], "total")

        assert found is not None
        assert (found.points, found.kind, found.beyond) == (15, "jacobson_truax", False)
        assert "Marx 2022" in found.source

    def test_without_a_published_figure_it_is_computed(self) -> None:
        """SD 5.5 and retest .85 need more than 5.904 points; the retest goes before alpha."""
        found = criterion_of(unpublished(), "total")

        assert found is not None
        assert found.points == pytest.approx(5.904, abs=5e-4)
        assert found.words == ("Jacobson and Truax, computed: SD 5.5, test-retest reliability 0.85")
        assert found.is_reached(-6)
        assert not found.is_reached(found.points)

    def test_without_a_retest_alpha_serves_and_is_named(self) -> None:
        """SD 5.5 and alpha .90 need 1.96 x sqrt(2) x 5.5 x sqrt(.10) = 4.821 points."""
        known = Reliability(source="illustrative", sd_norm=5.5, alpha_or_icc=0.9)
        found = criterion_of(attrs.evolve(unpublished(), reliability=known), "total")

        assert found is not None
        assert found.points == pytest.approx(4.821, abs=5e-4)
        assert "alpha (or ICC) 0.9" in found.words

    def test_an_sd_without_a_reliability_is_not_enough(self) -> None:
        """There is nothing to compute with."""
        known = Reliability(source="illustrative", sd_norm=5.5)

        assert criterion_of(attrs.evolve(unpublished(), reliability=known), "total") is None

    def test_the_computed_verdict_shows_its_index(self) -> None:
        """18 to 10 on the illustrative scale."""
        results = total("phq-9", JAN, 18), total("phq-9", FEB, 10)
        found = series(reviewed(*results, instrument=unpublished()), "phq-9")

        assert found.index is not None
        assert found.index.index == pytest.approx(-2.656, abs=5e-4)
        assert found.verdict is Verdict.RELIABLE_IMPROVEMENT

    def test_a_smallest_noticed_change_is_never_a_reliable_one(self) -> None:
        """An instrument that states only an MCID has no reliable change."""
        noticed = attrs.evolve(
            load_instruments()["who-5"],
            reliable_change=ReliableChange(kind="mcid", source="a study", value=5),
        )

        assert criterion_of(noticed, "total") is None

    def test_a_convention_gives_the_trend_only(self) -> None:
        """The WHO-5's 10 points are a convention, and the review says so."""
        found = series(reviewed(total("who-5", JAN, 60), total("who-5", FEB, 30)), "who-5")

        assert (found.verdict, found.trend) == (Verdict.TREND_ONLY, Trend.WORSE)
        assert found.notes[0].startswith("10 points are a convention")


def unpublished() -> Any:  # noqa: ANN401 - an instrument
    """Give a PHQ-9 as if nothing but SD and reliability were known of it."""
    return attrs.evolve(
        load_instruments()["phq-9"],
        reliable_change=ReliableChange(kind="none", source="none found"),
        reliability=Reliability(
            source="illustrative", sd_clinical=5.5, test_retest=0.85, alpha_or_icc=0.9, sd_norm=3
        ),
    )


class TestVerdict:
    """Reliable change and the clinical cut-off decide, on the scale's own direction."""

    @pytest.mark.parametrize(
        ("identity", "first", "latest", "expected"),
        [
            ("phq-9", 18, 13, Verdict.NO_RELIABLE_CHANGE),  # 5 of 6 points
            ("phq-9", 18, 12, Verdict.RELIABLE_IMPROVEMENT),  # 6 of 6; 12 is at least 10
            ("phq-9", 18, 9, Verdict.RECOVERED),  # 9 points, below 10
            ("phq-9", 9, 3, Verdict.RELIABLE_IMPROVEMENT),  # began below the cut-off
            ("phq-9", 10, 15, Verdict.NO_RELIABLE_CHANGE),
            ("phq-9", 10, 16, Verdict.RELIABLE_DETERIORATION),
            ("ors", 20, 24, Verdict.NO_RELIABLE_CHANGE),  # 4 of 5; high is better
            ("ors", 20, 26, Verdict.RECOVERED),  # no longer below 25
            ("ors", 26, 21, Verdict.RELIABLE_DETERIORATION),
            ("aaq-ii", 36, 25, Verdict.RELIABLE_IMPROVEMENT),  # more than 24 is clinical
            ("aaq-ii", 36, 24, Verdict.RECOVERED),
            ("cfq", 40, 10, Verdict.TREND_ONLY),
        ],
    )
    def test_the_verdict_is(
        self, identity: str, first: float, latest: float, expected: Verdict
    ) -> None:
        """From the first to the latest total."""
        assert verdict(identity, first, latest) is expected

    def test_the_cut_offs_of_adults_are_not_used_for_the_young(self) -> None:
        """A gain of a 15-year-old is reliable; recovery is left to the clinician."""
        found = series(
            reviewed(total("ors", JAN, 20), total("ors", FEB, 26), client=aged(15)), "ors"
        )

        assert found.verdict is Verdict.RELIABLE_IMPROVEMENT
        assert any("is for adults" in note for note in found.notes)

    def test_the_cut_off_of_a_subscale_is_its_own(self) -> None:
        """Each half of the PHQ-4 counts from 3; without a known reliable change no recovery."""
        results = [
            {"id": "phq-4", "date": date, "subscales": {"anxiety": value, "depression": 3}}
            for date, value in ((JAN, 5), (FEB, 2))
        ]
        found = series(reviewed(*results), "phq-4", "subscale:anxiety")

        assert (found.began_clinical, found.ends_clinical) == (True, False)
        assert found.verdict is Verdict.TREND_ONLY

    def test_at_most_is_a_cut_off_too(self) -> None:
        """A WHO-5 of 50 lies in the clinical range, 52 does not."""
        found = series(reviewed(total("who-5", JAN, 50), total("who-5", FEB, 52)), "who-5")

        assert (found.began_clinical, found.ends_clinical) == (True, False)

    def test_a_score_without_a_better_side_gets_no_verdict(self) -> None:
        """A change of a neutral scale is neither gain nor loss."""
        neutral = attrs.evolve(load_instruments()["phq-9"], direction=ScaleDirection.NEUTRAL)
        results = total("phq-9", JAN, 20), total("phq-9", FEB, 2)
        found = series(reviewed(*results, instrument=neutral), "phq-9")

        assert (found.verdict, found.trend, found.criterion) == (
            Verdict.TREND_ONLY,
            Trend.UNDIRECTED,
            None,
        )

    def test_one_result_is_nothing_to_compare(self) -> None:
        """A baseline alone gets no verdict."""
        found = series(reviewed(total("phq-9", JAN, 18)), "phq-9")

        assert (found.verdict, found.change) == (Verdict.ONE_RESULT, None)

    def test_subscales_stand_beside_the_total(self) -> None:
        """A steady total hides no subscale that got worse."""
        subscales = [
            {"b_intrusion": 12, "c_avoidance": 2, "d_cognition_mood": 14, "e_arousal": 12},
            {"b_intrusion": 4, "c_avoidance": 8, "d_cognition_mood": 14, "e_arousal": 14},
        ]
        results = [
            {"id": "pcl-5", "date": date, "subscales": each}
            for date, each in zip((JAN, FEB), subscales, strict=True)
        ]
        found = reviewed(*results)

        assert series(found, "pcl-5").change == 0
        assert series(found, "pcl-5", "subscale:c_avoidance").trend is Trend.WORSE
        assert "pcl-5/c_avoidance" in rule(found, "worse_without_figure").scores

    def test_a_lost_gain_is_named_though_the_first_result_was_no_better(self) -> None:
        """18, 6, 17: no reliable change since the first, 11 points lost since the best."""
        found = series(
            reviewed(total("phq-9", JAN, 18), total("phq-9", FEB, 6), total("phq-9", MAR, 17)),
            "phq-9",
        )

        assert found.verdict is Verdict.NO_RELIABLE_CHANGE
        assert found.setback is not None
        assert (found.setback.best.date, found.setback.points) == (FEB, 11)

    def test_deteriorations_come_first(self) -> None:
        """Two gains do not outweigh one loss."""
        found = reviewed(
            total("phq-9", JAN, 20),
            total("phq-9", FEB, 2),
            total("gad-7", JAN, 15),
            total("gad-7", FEB, 1),
            total("isi", JAN, 8),
            total("isi", FEB, 15),
        )

        assert [each.instrument for each in found.series] == ["isi", "gad-7", "phq-9"]
        assert found.track is Track.OFF_TRACK


class TestPlacing:
    """Results are placed by their dates."""

    def test_the_order_of_the_file_does_not_matter(self) -> None:
        """The dates decide which result is the first."""
        found = series(reviewed(total("phq-9", FEB, 9), total("phq-9", JAN, 18)), "phq-9")

        assert (found.baseline.value, found.latest.value) == (18, 9)

    def test_an_undated_result_is_in_no_series(self) -> None:
        """It is named with its place."""
        found = reviewed(total("phq-9", None, 2), total("phq-9", JAN, 18))

        assert [point.value for point in series(found, "phq-9").points] == [18]
        assert "$.instruments[0]" in found.notes[0]

    def test_with_no_date_at_all_there_is_no_series(self) -> None:
        """The review says why."""
        found = reviewed(total("phq-9", None, 2))

        assert found.series == ()
        assert "No result carries a date" in found.not_followed[0].why

    def test_of_two_results_of_one_date_the_later_in_the_file_counts(self) -> None:
        """And the review says which."""
        found = reviewed(total("phq-9", JAN, 18), total("phq-9", JAN, 12))

        assert [point.value for point in series(found, "phq-9").points] == [12]
        assert "$.instruments[1]" in found.notes[0]

    def test_a_result_without_the_score_is_counted(self) -> None:
        """One of two dated results gives the subscales alone."""
        parts = {"symptom_distress": 40, "interpersonal_relations": 10}
        found = reviewed(total("oq-45", JAN, 90), {"id": "oq-45", "date": FEB, "subscales": parts})

        assert series(found, "oq-45").notes == ("1 of 2 dated results lack this score.",)

    def test_results_without_any_followed_score_are_said_to_be_left(self) -> None:
        """The OQ-45's subscales are followed by nothing."""
        parts = {"symptom_distress": 40, "interpersonal_relations": 10}
        found = reviewed({"id": "oq-45", "date": FEB, "subscales": parts})

        assert found.not_followed[0].why.startswith("No dated result has a score")

    def test_answers_made_up_for_are_told(self) -> None:
        """One answer of the PHQ-9 is missing: 8 points in 8 answers make 9."""
        found = series(reviewed(phq(JAN, None, 1, 1, 1, 1, 1, 1, 2, 0)), "phq-9")

        assert found.points[0].prorated
        assert "made up for" in found.notes[0]

    def test_a_triage_screen_is_never_scored_for_improvement(self) -> None:
        """The C-SSRS screener is read for risk alone."""
        items = {"id": "c-ssrs-screener", "date": JAN, "items": [0, 0, None, None, None, 0, None]}
        found = reviewed(items, {**items, "date": FEB})

        assert [each.instrument for each in found.not_followed] == ["c-ssrs-screener"]

    def test_every_result_that_cannot_be_scored_is_named_at_once(self) -> None:
        """Two impossible totals, two problems."""
        with pytest.raises(PresentationError) as caught:
            reviewed(total("phq-9", JAN, 99), total("gad-7", JAN, 99))

        assert len(caught.value.problems) == 2

    def test_an_instrument_nobody_knows_is_an_error_with_its_place(self) -> None:
        """A presentation built by hand may name anything."""
        client = attrs.evolve(
            presentation(), instruments=(InstrumentResult(id="unheard-of", total=1),)
        )

        with pytest.raises(PresentationError, match=r"unknown instrument @ \$.instruments\[0\].id"):
            review(client, library())


class TestSafety:
    """Risk comes first, and nothing hides it."""

    def test_a_positive_risk_item_is_named_though_the_total_recovers(self) -> None:
        """From 18 to 8 points, with item 9 up from 0 to 1."""
        found = reviewed(phq(JAN, 3, 3, 2, 2, 2, 2, 2, 2, 0), phq(FEB, 1, 1, 1, 1, 1, 1, 1, 0, 1))
        signal = found.safety.signals[0]

        assert series(found, "phq-9").verdict is Verdict.RECOVERED
        assert (signal.kind, signal.value, signal.before) == (SignalKind.POSITIVE, 1, 0)
        assert found.safety.is_open

    def test_a_rise_below_the_bound_is_named_too(self) -> None:
        """Item 16 of the PCL-5 counts from 2; from 0 to 1 it has risen."""
        calm = [1] * 15 + [0] + [1] * 4
        risen = [1] * 20
        results = [
            {"id": "pcl-5", "date": date, "items": items}
            for date, items in ((JAN, calm), (FEB, risen))
        ]

        assert reviewed(*results).safety.signals[0].kind is SignalKind.RISEN

    def test_a_total_leaves_the_risk_item_unknown(self) -> None:
        """Unknown is not none, and the earlier answer is told."""
        found = reviewed(phq(JAN, 1, 1, 1, 1, 1, 1, 1, 1, 2), total("phq-9", FEB, 4))
        signal = found.safety.signals[0]

        assert (signal.kind, signal.value, signal.before) == (SignalKind.UNKNOWN, None, 2)

    @pytest.mark.parametrize("date", [None, FEB])
    def test_a_positive_answer_in_a_result_that_does_not_count_is_not_lost(
        self, date: str | None
    ) -> None:
        """Undated, or replaced by a later one of the same date."""
        found = reviewed(phq(date, 1, 1, 1, 1, 1, 1, 1, 1, 2), phq(FEB, *CALM_PHQ))

        assert [each.kind for each in found.safety.signals] == [SignalKind.EARLIER]

    def test_questions_nobody_answered_are_listed(self) -> None:
        """And they keep the review open."""
        found = reviewed(total("gad-7", JAN, 4), risk={**CALM, "mania": "not_assessed"})

        assert found.safety.not_assessed == ("mania",)
        assert found.safety.is_open

    def test_older_risk_answers_are_called_old(self) -> None:
        """Assessed in January, measured in February."""
        found = reviewed(total("gad-7", FEB, 4), risk={**CALM, "assessed_on": JAN})

        assert JAN in found.safety.notes[0]
        assert FEB in found.safety.notes[0]

    def test_risk_answers_without_a_date_are_told(self) -> None:
        """Nobody knows how old they are."""
        found = reviewed(total("gad-7", FEB, 4), risk=CALM)

        assert "no date" in found.safety.notes[0]

    def test_where_nothing_was_asked_no_age_is_told(self) -> None:
        """All eleven questions are open instead."""
        found = reviewed(total("gad-7", FEB, 4), risk={})

        assert (len(found.safety.not_assessed), found.safety.notes) == (11, ())

    def test_answers_other_than_none_are_listed(self) -> None:
        """A past stays on the page."""
        found = reviewed(total("gad-7", FEB, 4), risk={**CALM, "self_harm": "past"})

        assert [(each.question, each.answer) for each in found.safety.answers] == [
            ("self_harm", "past")
        ]

    def test_the_level_of_the_triage_is_passed_on(self) -> None:
        """With the actions that go with it."""
        client = presentation(risk={**CALM, "suicidal_ideation": "active_with_method"})
        safety = planner(offer("t.one", {"fear": 0.5})).reason(client).triage.safety
        found = review(client, library(), safety=safety)

        assert found.safety.level is SafetyLevel.URGENT
        assert found.safety.actions == safety.actions

    def test_a_score_that_asks_about_a_factor_is_a_question_and_no_risk(self) -> None:
        """An AUDIT-C of 12 asks about dependence."""
        found = reviewed(total("audit-c", JAN, 12))

        assert [each.kind for each in found.safety.signals] == [SignalKind.ASKS]
        assert not found.safety.is_open


class TestSafetyFirst:
    """A raised risk item or an urgent level stands above every measure."""

    def test_a_gain_is_not_on_track_while_a_risk_item_has_risen(self) -> None:
        """A PHQ-9 from 16 to 8 with item 9 up from 0 to 3."""
        found = reviewed(
            phq(JAN, 2, 2, 2, 2, 2, 2, 2, 2, 0), phq(FEB, 1, 1, 1, 1, 1, 0, 0, 0, 3), session=8
        )

        assert found.track is Track.SAFETY_FIRST
        assert "item 9 is 3, before that 0" in found.track_why
        assert found.consequences[0].action is Action.CONTACT_TODAY
        assert "Keep up the work" in rule(found, "recovered").advice

    def test_a_rise_below_the_bound_asks_for_contact_in_the_same_week(self) -> None:
        """Item 16 of the PCL-5 from 0 to 1."""
        results = [
            {"id": "pcl-5", "date": date, "items": [1] * 15 + [answer] + [1] * 4}
            for date, answer in ((JAN, 0), (FEB, 1))
        ]

        assert reviewed(*results).consequences[0].action is Action.CONTACT

    def test_an_urgent_level_alone_is_enough(self) -> None:
        """The answers of the interview say so."""
        client = presentation(risk={**CALM, "suicidal_ideation": "active_with_method"})
        safety = planner().reason(client).triage.safety

        found = review(client, library(), safety=safety)

        assert found.track is Track.SAFETY_FIRST
        assert found.track_why.startswith("The level is urgent.")

    def test_the_client_is_contacted_once(self) -> None:
        """A worsening beside it asks for the rest at that contact."""
        found = reviewed(
            phq(JAN, 0, 1, 1, 1, 0, 0, 0, 0, 0), phq(FEB, 3, 3, 3, 2, 2, 2, 0, 0, 1), session=8
        )

        assert [each.action for each in found.consequences] == [
            Action.CONTACT_TODAY,
            Action.SLOW_DOWN,
        ]

    def test_what_is_due_the_same_day_comes_first(self) -> None:
        """And where two answers disagree both are dated."""
        client = presentation(
            instruments=[phq(FEB, 1, 1, 1, 1, 1, 1, 1, 1, 3)], risk={**CALM, "assessed_on": JAN}
        )
        safety = planner().reason(client).triage.safety

        actions = review(client, library(), safety=safety).safety.actions

        assert [each.id for each in actions][:3] == [
            "reconcile",
            "talk_suicide_through",
            "full_suicide_assessment",
        ]
        assert actions[0].text.startswith(
            f"The interview of {JAN} says no suicidal thoughts; PHQ-9 item 9 = 3 ({FEB})"
        )

    def test_every_time_limit_is_of_an_action_that_exists(self) -> None:
        """A new id of an action would lose its place in silence."""
        content = safety_content()
        known = {action.id for each in content.rules for action in each.actions}

        limited = {action for actions in content.time_limits for action in actions}

        assert limited - known == {each.id for each in content.reconcile.values()}


STALLED = (total("gad-7", JAN, 15), total("gad-7", FEB, 14))
GAINED = (total("gad-7", JAN, 15), total("gad-7", FEB, 11))
LEAPT = (total("gad-7", JAN, 20), total("gad-7", FEB, 12))
RECOVERED = (total("gad-7", JAN, 15), total("gad-7", FEB, 5))


class TestNoGain:
    """No reliable gain by session 4 to 6 is looked at, by 6 or half of the dose changed."""

    @pytest.mark.parametrize(
        ("session", "available", "name", "track"),
        [
            (3, 16, "too_early", Track.TOO_EARLY),
            (4, 16, "no_gain_yet", Track.WATCH),
            (5, 16, "no_gain_yet", Track.WATCH),
            (6, 16, "no_reliable_gain", Track.OFF_TRACK),
            (3, 8, "too_early", Track.TOO_EARLY),
            (4, 8, "no_reliable_gain", Track.OFF_TRACK),  # half of 8
            (3, 5, "no_reliable_gain", Track.OFF_TRACK),  # half of 5, rounded up
        ],
    )
    def test_the_session_decides(
        self, session: int, available: int, name: str, track: Track
    ) -> None:
        """By session, and by the sessions that are available."""
        found = reviewed(*STALLED, session=session, context={"sessions_available": available})

        assert rules(found) == [name]
        assert found.track is track

    def test_without_the_session_nobody_can_tell(self) -> None:
        """The review asks for it."""
        found = reviewed(*STALLED)

        assert found.track is Track.CANNOT_TELL
        assert "give --session N" in found.track_why

    def test_a_measure_that_began_below_its_cut_off_owes_no_gain(self) -> None:
        """7 points of a GAD-7 are not what therapy is for."""
        found = reviewed(total("gad-7", JAN, 7), total("gad-7", FEB, 7), session=8)

        assert rules(found) == []
        assert found.track is Track.CANNOT_TELL

    def test_moving_the_wrong_way_is_said(self) -> None:
        """12 to 15 is 3 of 4 points."""
        found = reviewed(total("gad-7", JAN, 12), total("gad-7", FEB, 15), session=8)

        assert "Moving the wrong way: Generalized Anxiety Disorder-7." in found.track_why

    def test_without_an_alternative_it_says_to_consult_or_refer(self) -> None:
        """A treatment outside the library may fit better."""
        plan = made(offer("t.one", {"worry": 0.8}, sessions=(6, 6)))
        results = total("isi", JAN, 20), total("isi", FEB, 20)

        found = rule(reviewed(*results, session=8, plan=plan), "no_reliable_gain")

        assert (found.alternatives, found.action) == ((), Action.REFER)
        assert "no alternative in this library" in found.advice

    def test_what_is_named_beside_weak_work_is_no_alternative(self) -> None:
        """As if the work on worry served it at .03 alone."""
        plan = made(offer("t.one", {"worry": 0.8}, sessions=(6, 6)))
        phase, entry = plan.phases[0], plan.phases[0].techniques[0]
        weak = attrs.evolve(entry, targets=(attrs.evolve(entry.targets[0], strength=0.03),))
        changed = attrs.evolve(plan, phases=(attrs.evolve(phase, techniques=(weak,)),))

        found = rule(reviewed(*STALLED, session=8, plan=changed), "no_reliable_gain")

        assert entry.alternatives
        assert found.alternatives == ()

    def test_while_the_least_dose_is_not_given_it_is_finished_first(self) -> None:
        """Six of ten sessions, and the least dose is eight."""
        one = offer("t.one", {"worry": 0.8}, sessions=(8, 10))
        engine = planner(one)
        client = presentation(
            {"worry": 3},
            goals=[{"text": "Sleep", "processes": ["worry"]}],
            instruments=list(STALLED),
            risk={**CALM, "assessed_on": "2026-12-31"},
        )
        plan = engine.generate(client)

        early = review(client, engine.library, plan=plan, session=6)
        late = review(client, engine.library, plan=plan, session=8)

        assert rule(early, "dose_not_done").action is Action.FINISH
        assert "One: 6 of 10 sessions done; its least dose is 8." in early.track_why
        assert early.track is Track.WATCH
        assert rules(late) == ["no_reliable_gain"]

    def test_an_in_house_process_is_called_by_its_label(self) -> None:
        """Without a plan too: the library knows it."""
        scale = load_instruments()["gad-7"]
        (reading,) = (each for each in scale.severity if each.process == "worry")
        dread = Process(
            id="exam_dread",
            label="Dread of exams",
            definition="Exams loom.",
            client_label="dreading exams",
        )
        known = attrs.evolve(
            library(),
            vocabulary=library().vocabulary.extended([dread], []),
            instruments={
                "gad-7": attrs.evolve(scale, severity=(attrs.evolve(reading, process=dread.id),))
            },
        )

        found = review(presentation(instruments=list(STALLED)), known, session=8)

        assert "Processes: Dread of exams." in found.track_why

    def test_without_a_plan_it_is_said_how_to_get_the_alternatives(self) -> None:
        """The command is named."""
        advice = rule(reviewed(*STALLED, session=8), "no_reliable_gain").advice

        assert "plan generate CLIENT -o plan.json" in advice

    def test_with_a_plan_the_alternatives_of_the_process_are_named(self) -> None:
        """What the plan's entry for worry names as next best."""
        plan = made(offer("t.one", {"worry": 0.8}, sessions=(6, 6)))
        found = rule(reviewed(*STALLED, session=8, plan=plan), "no_reliable_gain")

        assert [each.technique_id for each in found.alternatives] == ["t.two"]
        assert "beside One" in found.alternatives[0].why

    def test_work_that_has_not_begun_owes_no_gain(self) -> None:
        """The plan's only work on worry begins after the session of the review."""
        plan = made(offer("t.one", {"worry": 0.8}, sessions=(10, 10)))
        phase = plan.phases[0]
        entry = phase.techniques[0]
        assert entry.sessions is not None
        later = attrs.evolve(entry, sessions=attrs.evolve(entry.sessions, first=9))
        moved = attrs.evolve(plan, phases=(attrs.evolve(phase, techniques=(later,)),))

        found = reviewed(*STALLED, session=8, plan=moved)

        assert rules(found) == ["work_lies_ahead"]
        assert "session 9" in rule(found, "work_lies_ahead").why


def made(*offers: Any) -> Plan:  # noqa: ANN401 - offers
    """Make a plan for worry with these and a long, weaker alternative that finds no room."""
    other = offer("t.two", {"worry": 0.3}, sessions=(8, 8))
    goals = [{"text": "Sleep without worrying", "processes": ["worry"]}]
    client = presentation({"worry": 3}, goals=goals, instruments=[total("gad-7", JAN, 15)])
    return planner(*offers, other).generate(client)


class TestWorsening:
    """A reliable worsening means contact in the same week."""

    def test_it_comes_first_and_names_the_score(self) -> None:
        """With a risk check."""
        found = reviewed(*RECOVERED, total("isi", JAN, 8), total("isi", FEB, 15), session=8)
        first = found.consequences[0]

        assert (first.action, first.scores) == (Action.CONTACT, ("isi",))
        assert "Check risk" in first.advice
        assert "safety/barkham2023" in [each.id for each in found.references]

    def test_a_lost_gain_counts_as_one(self) -> None:
        """Since the best result."""
        found = reviewed(*RECOVERED, total("gad-7", MAR, 14), session=8)

        assert found.consequences[0].rule == "reliable_worsening"

    def test_the_plans_processing_of_that_session_is_named(self) -> None:
        """It is what is to be reduced."""
        plan = made(offer("t.one", {"worry": 0.8}, sessions=(10, 10)))
        results = total("gad-7", JAN, 11), total("gad-7", FEB, 16)

        found = rule(reviewed(*results, session=5, plan=plan), "reliable_worsening")

        assert "Reduce the intensity of One" in found.advice

    def test_a_plan_without_processing_is_not_told_to_reduce_it(self) -> None:
        """There is nothing to reduce; without a plan nobody knows."""
        plan = made(offer("t.one", {"worry": 0.8}, sessions=(6, 6), phase=Phase.PREPARATION))
        results = total("gad-7", JAN, 11), total("gad-7", FEB, 16)

        planned = rule(reviewed(*results, session=5, plan=plan), "reliable_worsening")
        unplanned = rule(reviewed(*results, session=5), "reliable_worsening")

        assert "intensity" not in planned.advice
        assert "Where processing is under way" in unplanned.advice

    def test_a_low_alliance_is_talked_about(self) -> None:
        """An SRS of 30 lies below 36."""
        found = reviewed(total("srs", JAN, 30))

        assert rule(found, "alliance").action is Action.LOOK

    def test_a_fall_of_the_alliance_is_talked_about(self) -> None:
        """From 40 to 38, both above the cut-off."""
        found = reviewed(total("srs", JAN, 40), total("srs", FEB, 38))

        assert rule(found, "alliance").scores == ("srs",)


class TestGains:
    """Gains go on, are consolidated, and lead to an end that the client agrees to."""

    def test_a_reliable_gain_goes_on(self) -> None:
        """15 to 11 is 4 of 4 points, and still at least 10."""
        found = reviewed(*GAINED, session=8)

        assert rule(found, "steady_gain").action is Action.GO_ON
        assert found.track is Track.ON_TRACK

    def test_twice_a_reliable_change_before_session_6_is_large_and_early(self) -> None:
        """20 to 12 is 8 of 4 points."""
        assert rule(reviewed(*LEAPT, session=5), "large_early_gain").action is Action.CONSOLIDATE
        assert "large_early_gain" not in rules(reviewed(*LEAPT, session=6))

    def test_when_all_that_began_clinical_has_recovered_an_end_is_offered(self) -> None:
        """The client's own word decides."""
        found = rule(reviewed(*RECOVERED, session=8), "goals_met")

        assert found.action is Action.END
        assert "Ask the client" in found.advice

    def test_no_end_is_offered_while_risk_is_open(self) -> None:
        """A question nobody answered is enough."""
        found = reviewed(*RECOVERED, session=8, risk={**CALM, "mania": "not_assessed"})

        assert {each.action for each in found.consequences} == {Action.GO_ON}

    def test_no_end_is_offered_while_another_measure_stands_still(self) -> None:
        """Sleep has not moved."""
        found = reviewed(*RECOVERED, total("isi", JAN, 20), total("isi", FEB, 20), session=8)

        assert "goals_met" not in rules(found)

    def test_a_trend_without_a_figure_goes_on(self) -> None:
        """The CFQ has no known reliable change."""
        found = reviewed(total("cfq", JAN, 40), total("cfq", FEB, 20), session=8)

        assert rule(found, "better_without_figure").action is Action.GO_ON
        assert found.track is Track.CANNOT_TELL

    def test_an_objective_followed_by_rating_is_met_by_a_new_rating(self) -> None:
        """Fear was rated 3, the aim is 1; nothing newer on another process is no answer."""
        goals = [{"text": "Ride the bus", "processes": ["fear"]}]
        engine = planner(offer("t.one", {"fear": 0.8}))
        plan = engine.generate(presentation({"fear": 3}, goals=goals))

        met = review(presentation({"fear": 1}), engine.library, plan=plan)
        unknown = review(presentation({"worry": 1}), engine.library, plan=plan)

        assert [each.met for each in met.objectives] == [True]
        assert [each.met for each in unknown.objectives] == [None]

    def test_the_objectives_of_the_plan_decide_where_there_is_one(self) -> None:
        """GAD-7 from 15 to 11 or less was the objective: 9 meets it, 12 does not."""
        plan = made(offer("t.one", {"worry": 0.8}, sessions=(10, 10)))

        met = reviewed(total("gad-7", JAN, 15), total("gad-7", FEB, 9), session=8, plan=plan)
        short = reviewed(total("gad-7", JAN, 17), total("gad-7", FEB, 12), session=8, plan=plan)

        assert [each.met for each in met.objectives] == [True]
        assert rule(met, "goals_met").action is Action.END
        assert [each.met for each in short.objectives] == [False]
        assert "goals_met" not in rules(short)

    def test_no_end_is_offered_on_the_clinical_side_of_a_cut_off(self) -> None:
        """11 of a GAD-7 meets the objective, and is still at or above 10."""
        plan = made(offer("t.one", {"worry": 0.8}, sessions=(10, 10)))

        found = reviewed(*GAINED, session=8, plan=plan)

        assert [(each.met, each.side) for each in found.objectives] == [
            (True, "still at or above the cut-off of 10")
        ]
        assert rules(found) == ["steady_gain"]
        assert "still at or above the cut-off of 10" in rule(found, "steady_gain").why

    def test_beside_what_must_change_gains_are_kept_and_nothing_is_ended(self) -> None:
        """Worry recovered, sleep stands still, and no line says to stay the course."""
        found = reviewed(*RECOVERED, total("isi", JAN, 20), total("isi", FEB, 20), session=8)

        assert rules(found) == ["no_reliable_gain", "recovered"]
        assert "Keep up the work that gains" in rule(found, "recovered").advice


def test_the_plan_of_another_client_is_refused() -> None:
    """No id is repeated."""
    plan = attrs.evolve(made(offer("t.one", {"worry": 0.8})), client_id="C-2")

    with pytest.raises(UsageError, match="another client") as caught:
        reviewed(*GAINED, plan=plan)

    assert "C-2" not in str(caught.value)


def test_the_json_says_the_first_and_the_latest_of_each_series() -> None:
    """Nobody has to know that points are sorted."""
    found: Any = reviewed(*GAINED).to_dict()

    assert found["series"][0]["baseline"] == {"date": JAN, "value": 15, "prorated": False}
    assert found["series"][0]["latest"] == {"date": FEB, "value": 11, "prorated": False}
