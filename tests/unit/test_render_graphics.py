"""The pictures of a report: every mark stands where the number says."""

from __future__ import annotations

import attrs
import pytest

from neuroplan.model.evidence import Effect
from neuroplan.model.plan import (
    Coverage,
    MissingCategory,
    PlannedSessions,
    SessionOutline,
    TargetFinding,
)
from neuroplan.model.terms import Category, Certainty, ComparatorType, Role, Status, Use
from neuroplan.render.forest import CORRELATIONS, DIFFERENCES, RATIOS, Forests, Scale, forests
from neuroplan.render.graphics import Mark, coverage_picture, percent, timeline
from neuroplan.render.names import Names
from tests.builders import effect, record
from tests.unit.render_clients import plan_of


def test_a_value_stands_at_its_share_of_the_width() -> None:
    """A quarter of the way is 25 percent; what lies outside stands at the end."""
    assert [percent(value, 0, 16) for value in (4, -1, 20)] == [25.0, 0.0, 100.0]


@pytest.mark.parametrize(
    ("scale", "value", "place"),
    [
        (DIFFERENCES, 0.0, 16.7),  # half a unit of three
        (DIFFERENCES, 1.0, 50.0),
        (DIFFERENCES, 9.0, 100.0),
        (CORRELATIONS, 0.25, 40.0),  # .50 of 1.25
        (RATIOS, 1.0, 40.0),  # two of five doublings
        (RATIOS, 2.0, 60.0),
        (RATIOS, 0.1, 0.0),
    ],
)
def test_a_figure_stands_on_the_scale_of_its_kind(scale: Scale, value: float, place: float) -> None:
    """Differences and correlations are evenly spaced, ratios by their doublings."""
    assert scale.place(value) == place


def test_sessions_in_a_row_are_one_bar() -> None:
    """Work in sessions 1, 2 and 4 of 4 is a bar of half the width, and one of a quarter."""
    plan = plan_of("worry")
    phase = plan.phases[0]
    entry = attrs.evolve(
        phase.techniques[0], sessions=PlannedSessions(first=1, last=4, count=3, minutes=50)
    )
    worked = (1, 2, 4)
    outline = tuple(
        SessionOutline(session=n, techniques=(entry.technique_id,) if n in worked else ())
        for n in range(1, 5)
    )
    drawn = timeline(
        attrs.evolve(
            plan, phases=(attrs.evolve(phase, techniques=(entry,)),), session_outline=outline
        )
    )

    assert drawn is not None
    (row,) = next(group.rows for group in drawn.groups if group.label == phase.label)
    assert row.marks == (Mark(x=0.0, width=50.0), Mark(x=75.0, width=25.0))
    assert (row.marks[1].middle, row.marks[1].end) == (87.5, 100.0)


def test_a_plan_without_sessions_has_no_timeline() -> None:
    """There is nothing to draw where consent is refused."""
    assert timeline(plan_of("refused")) is None


def test_session_numbers_never_crowd() -> None:
    """Twenty sessions have seven numbers, every third of them."""
    plan = plan_of("worry")
    outline = tuple(SessionOutline(session=n, techniques=()) for n in range(1, 21))

    drawn = timeline(attrs.evolve(plan, session_outline=outline))

    assert drawn is not None
    assert [tick.label for tick in drawn.ticks] == ["1", "4", "7", "10", "13", "16", "19"]


def test_a_quarter_has_a_ring_for_each_technique_held_ones_last() -> None:
    """Three foundation techniques and one on hold are four rings of the relationship."""
    plan = plan_of("worry")
    held = attrs.evolve(
        plan.phases[0].techniques[0], category=Category.RELATIONSHIP, status=Status.HELD
    )
    phases = (attrs.evolve(plan.phases[0], techniques=(held,)),)
    picture = coverage_picture(attrs.evolve(plan, phases=phases))
    quarter = next(each for each in picture.quarters if each.category is Category.RELATIONSHIP)

    active = len([each for each in plan.foundation if each.category is Category.RELATIONSHIP])
    assert (quarter.active, quarter.waiting) == (active, 1)
    assert [ring.held for ring in quarter.rings] == [False] * active + [True]


def test_a_category_that_nothing_covers_is_said_to_be_missing() -> None:
    """The words of the picture say what its dashes mean."""
    plan = plan_of("worry")
    missing = (MissingCategory(category=Category.INTEGRATION, why="nothing fits"),)
    coverage = Coverage(
        brain=(),
        relationship=(),
        integration=(),
        emotional_state=(),
        missing=missing,
        unmet_processes=(),
    )

    words = coverage_picture(attrs.evolve(plan, coverage=coverage)).words

    assert "Integration of mind, brain and body: missing" in words


def _plots(figure: Effect, **changes: ComparatorType) -> Forests:
    """Give the plots of a technique that counts on one figure, with one that only informs."""
    plan = plan_of("worry")
    used = record("a/used", {"worry": "measured"}, figure=figure, **changes)
    other = record("a/other", {"worry": "measured"}, figure=effect(0.2))
    harm = record("a/harm", {"worry": "measured"}, figure=effect(0.9), use=Use.HARM)
    target = TargetFinding(
        process="worry",
        role=Role.PRIMARY,
        severity=3,
        need=0.75,
        strength=0.1,
        certainty=Certainty.LOW,
        record=used.id,
        effect_used=0.25,
        basis="figure",
    )
    entry = attrs.evolve(
        plan.techniques()[0], targets=(target,), evidence=(other.id, used.id, harm.id)
    )
    records = {each.id: each for each in (used, other, harm)}
    return forests(entry, records, Names.of(plan))


def test_a_plot_shows_point_interval_comparator_and_certainty() -> None:
    """0.5 (0.25 to 1) stands at a third, from a quarter to a half, and counts as 0.25."""
    plots = _plots(effect(0.5, (0.25, 1.0)), comparator=ComparatorType.INACTIVE)
    ((row,),) = [each.rows for each in plots.counted]

    assert (row.point, row.interval, row.counted) == (33.3, (25.0, 50.0), 25.0)
    assert row.compared == "against waiting or minimal treatment"
    assert row.certainty == "low certainty for worry and anxious anticipation"
    assert row.beyond == (False, False)


def test_what_goes_beyond_the_scale_is_marked() -> None:
    """No interval looks shorter than it is."""
    plots = _plots(effect(2.0, (-1.0, 4.0)))
    ((row,),) = [each.rows for each in plots.counted]

    assert (row.interval, row.beyond) == ((0.0, 100.0), (True, True))


def test_what_only_informs_stands_apart_and_harm_is_no_benefit() -> None:
    """A figure that is not counted on is never drawn as if it were; harms are in the sources."""
    plots = _plots(effect(0.5))

    assert [len(each.rows) for each in plots.counted] == [1]
    assert plots.further == 1


def test_a_ratio_counts_on_no_place_of_its_own_scale() -> None:
    """What is counted on is a difference, which no scale of ratios could show."""
    plots = _plots(effect(2.0, (1.5, 3.0), metric="odds_ratio"))
    ((row,),) = [each.rows for each in plots.counted]

    assert (row.point, row.counted) == (60.0, None)
