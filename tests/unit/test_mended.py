"""Cases that once went wrong, each in a few lines; kept so that they stay right."""

from __future__ import annotations

import json

import pytest

from neuroplan import Planner, PluginError, hookimpl, load_presentation, PresentationError
from neuroplan.documents.reading import parse_json
from neuroplan.model.terms import Phase
from neuroplan.plugins.loading import load_object
from tests.builders import *  # noqa: F403
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


def test_a_second_line_comes_in_where_the_clinician_excludes_the_first() -> None:
    found = reasoned(
        [
            offer("u.first", {"fear": 0.5}),
            offer("t.second", {"fear": 0.3}, second_line_to=("u.first",)),
        ],
        decisions=[decide("exclude", "u.first")],
    )
    assert list(picked(found)) == ["t.second"]


def test_what_needs_something_the_clinician_excluded_is_left_out() -> None:
    found = reasoned(
        [offer("t.main", {"fear": 0.5}, requires=(("t.ready",),)), technique("t.ready", ["guilt"])],
        decisions=[decide("exclude", "t.ready")],
    )
    assert omitted(found).get("t.main") == "requirement"


def _held_member():
    parts = [
        offer("t.a", {"fear": 0.9}, activating=True),
        technique("t.b", ["guilt"], phase=Phase.CONSOLIDATION),
        offer("t.main", {"worry": 0.8}, requires=(("t.a", "t.b"),)),
    ]
    made = planner(*parts).generate(presentation({"fear": 4, "worry": 3}, risk=METHOD))
    return {each.technique_id: each for each in made.techniques()}


def test_the_active_member_of_a_group_comes_before() -> None:
    found = _held_member()
    assert found["t.b"].order < found["t.main"].order


def test_a_held_technique_prepares_nothing_active() -> None:
    assert _held_member()["t.a"].prepares_for == ()


def test_a_short_requirement_is_not_crowded_out_by_other_short_work() -> None:
    short = [
        offer(f"t.s{n}", {p: 0.5}, minutes=10, phase=Phase.STABILIZATION)
        for n, p in enumerate(["worry", "shame"])
    ]
    made = planner(
        offer("t.main", {"fear": 0.9}, requires=(("t.z",),), sessions=(4, 4)),
        technique("t.z", ["guilt"], minutes=10, phase=Phase.PREPARATION),
        *short,
    ).generate(presentation({"fear": 4, "worry": 3, "shame": 3}))
    order = {each.technique_id: each.order for each in made.techniques()}
    assert order["t.z"] < order["t.main"]


def test_inclusions_that_overbook_the_sessions_say_so() -> None:
    parts = [offer(f"t.l{n}", {"fear": 0.5 + n / 100}, sessions=(6, 6)) for n in range(4)]
    made = planner(*parts).generate(
        presentation(decisions=[decide("include", f"t.l{n}") for n in range(4)])
    )
    assert all(
        "12 sessions more than there are" in each.engine_would_have for each in made.decisions
    )


def test_including_a_foundation_technique_is_followed(planner: Planner) -> None:
    names = [each.technique_id for each in planner.generate(presentation()).foundation]
    other = next(each for each in planner.library.foundation if each not in names)
    made = planner.generate(presentation(decisions=[decide("include", other)]))
    assert other in [each.technique_id for each in made.foundation]


def test_two_forms_included_by_decision_say_that_one_is_not_followed() -> None:
    parts = [
        offer("t.a", {"fear": 0.9}, variant_of="br"),
        offer("t.b", {"fear": 0.5}, variant_of="br"),
    ]
    made = planner(*parts).generate(
        presentation(decisions=[decide("include", "t.a"), decide("include", "t.b")])
    )
    left = {each.technique_id for each in made.not_selected}
    for each in made.decisions:
        assert (each.technique_id in left) == ("cannot be followed" in each.engine_would_have)


def test_at_most_two_ride_along_and_every_rider_has_its_dose() -> None:
    names = ["worry", "shame", "guilt", "anger", "grief"]
    short = [offer(f"t.short-{p}", {p: 0.5}, minutes=15, sessions=(3, 3)) for p in names]
    made = planner(offer("t.main", {"fear": 0.9}, sessions=(4, 4)), *short).generate(
        presentation({"fear": 4, **dict.fromkeys(names, 3)})
    )
    riders = [sum(e.startswith("t.short") for e in o.techniques) for o in made.session_outline]
    assert max(riders) <= 2


def test_the_best_comes_first_though_it_consolidates() -> None:
    made = planner(
        offer("t.c", {"fear": 0.9}, phase=Phase.CONSOLIDATION),
        offer("t.b", {"worry": 0.5}, phase=Phase.PREPARATION),
        offer("t.a", {"shame": 0.5}, phase=Phase.STABILIZATION),
    ).generate(presentation({"fear": 4, "worry": 3, "shame": 3}))
    ordered = sorted(made.techniques(), key=lambda each: each.order)
    assert ordered[0].technique_id == "t.c"


def test_strong_evidence_cut_below_its_least_dose_is_not_called_weak() -> None:
    found = reasoned(
        [
            offer("t.one", {"fear": 0.9}, sessions=(4, 4)),
            offer("t.two", {"worry": 0.8}, sessions=(4, 4)),
        ],
        {"fear": 4, "worry": 3},
        context={"sessions_available": 6, "session_minutes": 50},
    )
    assert omitted(found).get("t.two") == "no_sessions"


def test_a_positive_screener_counts_as_the_factor_too(planner: Planner) -> None:
    severe = {
        each.id: 3 for each in planner.library.vocabulary.processes.values() if not each.derived
    }

    def waiting(**changes):
        verdicts = planner.reason(presentation(severe, **changes)).selection.verdicts
        return {name for name, each in verdicts.items() if not each.is_active}

    screener = [{"id": "c-ssrs-screener", "items": [1, 1, 1, 1, 0, 0, 0]}]
    intent = waiting(risk={**CALM, "suicidal_ideation": "active_with_intent"})
    assert intent <= waiting(instruments=screener)


def test_a_lone_surrogate_in_a_mapping_is_an_error_and_no_traceback(planner: Planner) -> None:
    with pytest.raises(PresentationError):
        planner.generate(load_presentation(client(in_their_words="\ud800")))


@pytest.mark.parametrize("value", [None, 7, [[]], {"a": 1}])
def test_an_id_that_is_no_text_is_refused_when_loading(value) -> None:
    with pytest.raises(PresentationError):
        load_presentation(client(goals=[{"text": "rest", "processes": [value]}]))


class Number(Base):
    @hookimpl
    def brain_techniques(self):
        return 5


class Single(Base):
    @hookimpl
    def brain_techniques(self):
        return BRAIN


class Lazy(Base):
    @hookimpl
    def brain_techniques(self):
        yield BRAIN
        raise KeyError("late")


@pytest.mark.parametrize("kind", [Number, Single, Lazy])
def test_whatever_a_hook_returns_the_error_names_the_plugin(kind) -> None:
    with pytest.raises(PluginError):
        load_object(kind(), name="clinic")


def test_other_early_work_takes_three_sessions_at_most_before_the_processing() -> None:
    made = planner(
        offer("t.calm", {"fear": 0.9}, phase=Phase.STABILIZATION, sessions=(8, 8)),
        offer("t.main", {"worry": 0.5}, sessions=(4, 4)),
    ).generate(presentation({"fear": 4, "worry": 3}, context={"sessions_available": 16}))
    main = next(each for each in made.techniques() if each.technique_id == "t.main")
    assert main.sessions.first <= 4
