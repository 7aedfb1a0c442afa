"""``plan explain``: every number that decides about one technique, and what would change it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs
import pytest

from neuroplan import EvidenceRecord, Planner, Practice, UsageError
from neuroplan.model.evidence import Downgrade
from neuroplan.model.explanation import Explanation, TargetArithmetic
from neuroplan.model.terms import ComparatorType, Direction, Domain, Fit, Link, Use
from neuroplan.pipeline.certainty import certainty_of, certainty_steps, start_certainty
from tests.builders import (
    CALM,
    WITH_CONTACTS,
    contraindication,
    decide,
    effect,
    offer,
    planner,
    presentation,
    record,
    technique,
)
from tests.cli.command import client_file, plan


SERIOUS = Downgrade(domain=Domain.RISK_OF_BIAS, severity="serious", reason="few were blind")


def first_target(explanation: Explanation) -> TargetArithmetic:
    """Give the target that adds most."""
    assert explanation.arithmetic is not None
    return explanation.arithmetic.targets[0]


def one(*records: EvidenceRecord, links: str = "exact") -> Planner:
    """Give a planner of one technique for fear that stands on *records*."""
    evidence = {each.id: links for each in records}
    return planner(technique("a.one", evidence=evidence), *records)


# The arithmetic


def test_the_arithmetic_can_be_followed_line_by_line() -> None:
    """Need 3/4 x 1.25, effect .5 x .65 x .75 x 1, and 1.25 for the wish."""
    waiting = record(
        "a/waiting",
        figure=effect(0.7, (0.5, 0.9)),
        comparator=ComparatorType.INACTIVE,
        downgrades=(SERIOUS,),
    )
    client = presentation(
        goals=[{"text": "Go out again", "processes": ["fear"]}],
        preferences={"techniques": {"a.one": "prefer"}},
    )

    found = one(waiting).explain(client, "a.one")

    target = first_target(found)
    assert (target.severity, target.goal_weight, target.need) == (3, 1.25, 0.9375)
    assert (target.effect, target.discount, target.certainty_weight) == (0.5, 0.65, 0.75)
    assert (target.role_weight, target.strength) == (1.0, 0.24375)
    assert target.adds == pytest.approx(0.228516, abs=1e-6)
    assert found.arithmetic is not None
    assert found.arithmetic.wish == 1.25
    assert found.arithmetic.priority == pytest.approx(0.285645, abs=1e-6)


def test_certainty_is_shown_step_by_step() -> None:
    """High; one down for bias, one for the interval, one for I², one for the package."""
    weak = record("a/weak", figure=effect(0.2, (-0.1, 0.5)), downgrades=(SERIOUS,), i2=80.0)

    found = one(weak, links="package").explain(presentation(), "a.one")

    (shown,) = first_target(found).records
    assert (shown.start.value, shown.certainty.value) == ("high", "very_low")
    assert [(step.domain, step.steps) for step in shown.steps] == [
        (Domain.RISK_OF_BIAS, 1),
        (Domain.IMPRECISION, 1),
        (Domain.INCONSISTENCY, 1),
        (Domain.INDIRECTNESS, 1),
    ]
    assert shown.steps[0].reason == "few were blind"
    assert shown.steps[3].reason == "the whole package was studied, not this component"


@pytest.mark.parametrize("direct", [True, False])
@pytest.mark.parametrize("link", Link)
@pytest.mark.parametrize("fit", Fit)
def test_the_steps_shown_add_up_to_the_certainty_used(
    planner: Planner, link: Link, fit: Fit, *, direct: bool
) -> None:
    """For every shipped record the reasons account for the whole fall, no lower than very low."""
    for each in planner.library.records.values():
        steps = certainty_steps(each, link, fit, direct=direct)
        rank = start_certainty(each).rank - sum(step.steps for step in steps)
        assert certainty_of(each, link, fit, direct=direct).rank == max(0, rank)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"figure": None}, "it gives no figure that converts"),
        ({"downgrades": (SERIOUS,)}, "its certainty is lower (moderate against high)"),
        ({"source_checked": False}, "its figure was not seen at the source"),
        (
            {"comparator": ComparatorType.INACTIVE},
            "its comparison tells less (against waiting or minimal treatment)",
        ),
        ({"year": 2010}, "it is older (2010 against 2020)"),
        (
            {"figure": effect(0.9, (0.7, 1.1))},
            "its effect is larger, and of two equals the smaller counts",
        ),
        ({}, "it is equal in every respect, and the id decides"),
    ],
)
def test_a_record_not_used_names_the_key_that_decided(changes: dict[str, Any], why: str) -> None:
    """The first key of trust in which a record falls behind is the reason."""
    best = record("a/best", figure=effect(0.5, (0.3, 0.7)))
    other = record("a/other", **{"figure": effect(0.5, (0.3, 0.7)), **changes})

    found = one(best, other).explain(presentation(), "a.one")

    shown = {each.record: each for each in first_target(found).records}
    assert (shown["a/best"].used, shown["a/other"].used) == (True, False)
    assert shown["a/other"].why == why


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (record("a/x", use=Use.CONTEXT), "it is background"),
        (record("a/x", use=Use.HARM), "it speaks of harm, which informs the cautions"),
        (
            record("a/x", comparator=ComparatorType.ACTIVE),
            "it compares with another treatment, which is no benefit over nothing",
        ),
        (
            record("a/x", ["shame"]),
            "it speaks to shame; none is both a target and among this client's processes",
        ),
    ],
)
def test_every_record_that_sets_nothing_says_why(other: EvidenceRecord, why: str) -> None:
    """No record of the technique goes unmentioned."""
    best = record("a/best", figure=effect(0.5, (0.3, 0.7)))

    found = one(best, other).explain(presentation(), "a.one")

    assert found.arithmetic is not None
    assert [(each.record, each.why) for each in found.arithmetic.set_aside] == [("a/x", why)]


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (record("a/r", figure=effect(0.5, (0.3, 0.7))), "the lower bound 0.3"),
        (
            record("a/r", figure=effect(2.0, (1.4, 2.6))),
            "the lower bound 1.4; more than 1 counts as that",
        ),
        (
            record("a/r", figure=effect(0.2, (-0.1, 0.5))),
            "the lower bound -0.1; below 0 counts as 0",
        ),
        (record("a/r", figure=effect(0.6)), "0.5 of 0.6, which has no interval"),
        (
            record("a/r", figure=effect(2.0, (1.5, 2.7), "odds_ratio")),
            "as a standardized difference, the lower bound 0.224",
        ),
        (record("a/r", direction=Direction.NULL), "no benefit was found, which counts as 0"),
        (record("a/r"), "a benefit without a figure that converts"),
    ],
)
def test_the_effect_that_counts_is_put_in_words(evidence: EvidenceRecord, words: str) -> None:
    """How the conservative effect follows from the figure is said for each kind of figure."""
    assert first_target(one(evidence).explain(presentation(), "a.one")).effect_from == words


def test_a_component_shows_that_its_package_limits_it() -> None:
    """A part is never stronger than the whole: .5 counts as .3."""
    package, part = (
        offer("a.whole", {"fear": 0.3}),
        offer("a.part", {"fear": 0.5}, part_of="a.whole"),
    )

    target = first_target(planner(package, part).explain(presentation(), "a.part"))

    assert (target.effect, target.strength, target.capped_by) == (0.5, 0.3, "a.whole")


def test_a_technique_that_serves_a_kin_process_says_through_which() -> None:
    """Perfectionism is served through self-criticism: secondary role, moderate for high."""
    engine = planner(offer("a.one", {"self_criticism": 0.4}))

    target = first_target(engine.explain(presentation({"perfectionism": 4}), "a.one"))

    assert (target.process, target.via) == ("perfectionism", "self_criticism")
    assert (target.certainty.value, target.role_weight) == ("moderate", 0.5)
    assert target.strength == pytest.approx(0.4 * 0.75 * 0.5)


def test_the_priority_explained_is_the_priority_used(planner: Planner) -> None:
    """For every technique that may be scheduled the lines multiply out to the engine's number."""
    client = presentation(
        {"trauma_intrusions": 3, "shame": 2, "perfectionism": 3, "low_mood": 2},
        goals=[{"text": "Sleep", "processes": ["shame"]}],
        preferences={"modalities": {"emdr": "prefer", "cft": "avoid"}},
        traits={"reactance": 4},
    )

    used = planner.reason(client).selection.priorities

    explained = {
        identity: found.priority
        for identity in used
        if (found := planner.explain(client, identity).arithmetic) is not None
    }
    assert explained == used


# What became of it, and what would change it


def test_all_reasons_against_it_are_named_not_only_the_first() -> None:
    """Who lifts one obstacle should know the next."""
    barred = technique("a.one", age=(65, None), contraindications=(contraindication("pregnancy"),))
    client = presentation(factors=["pregnancy"], preferences={"techniques": {"a.one": "decline"}})

    found = planner(barred).explain(client, "a.one")

    assert found.eligibility.verdict == "out"
    assert [each.reason.value for each in found.eligibility.reasons] == [
        "contraindicated",
        "declined",
        "age",
    ]
    assert found.placement.omission == "contraindicated"
    assert not any("Or a decision includes" in each for each in found.changes.to_come_in)


def test_a_hold_says_what_lifts_it_and_whether_a_decision_may() -> None:
    """An emergency hold is lifted by no decision."""
    held = technique("a.one", activating=True)
    risk = {**CALM, "suicidal_ideation": "active_with_intent"}

    found = planner(held).explain(presentation(risk=risk), "a.one")

    assert found.eligibility.verdict == "held"
    assert [hold.by_decision for hold in found.eligibility.holds] == [False]
    assert found.changes.to_come_in[-1].endswith("; no decision lifts it.")


def test_a_hold_that_comes_with_a_requirement_is_lifted_there() -> None:
    """The technique itself has nothing to lift."""
    bar = contraindication("pregnancy", "hold", kind="relative")
    first = technique("a.first", contraindications=(bar,))
    then = technique("a.then", requires=(("a.first",),))

    found = planner(first, then).explain(presentation(factors=["pregnancy"]), "a.then")

    assert [(hold.by_decision, hold.own) for hold in found.eligibility.holds] == [(True, False)]
    (group,) = found.requires
    assert [(each.technique_id, each.verdict) for each in group] == [("a.first", "held")]
    assert found.changes.to_come_in[-1].endswith("lifts the hold of what it needs.")


def test_more_certain_evidence_shows_the_priority_it_would_give() -> None:
    """Moderate to high is .75 to 1: .75 x .4 x .75 = .225 becomes .3."""
    only = record("a/r", figure=effect(0.5, (0.4, 0.6)), downgrades=(SERIOUS,))

    found = one(only).explain(presentation(), "a.one")

    assert found.changes.to_move_up[0] == (
        "Evidence of high certainty for fear and alarm (now moderate): priority 0.3000 instead "
        "of 0.2250."
    )


def test_a_second_line_names_what_goes_before_it() -> None:
    """It comes in where that cannot be had, and no decision is promised in its place."""
    first = offer("a.first", {"fear": 0.5})
    second = offer("a.second", {"fear": 0.4}, second_line_to=("a.first",))
    engine = planner(first, second)

    found = engine.explain(presentation(), "a.second")

    assert [each.technique_id for each in found.goes_after] == ["a.first"]
    assert found.changes.to_come_in == ("What goes before it is excluded, declined or absent.",)
    other_way = engine.explain(presentation(), "a.first").goes_before
    assert [each.technique_id for each in other_way] == ["a.second"]


def test_what_would_take_it_out_names_the_factors_nobody_asked_about() -> None:
    """A planned technique says on which answers it hangs."""
    hanging = technique(
        "a.one",
        contraindications=(
            contraindication("pregnancy"),
            contraindication("seizure_disorder", "hold"),
        ),
    )

    found = planner(hanging).explain(presentation(factors={"seizure_disorder": "no"}), "a.one")

    assert found.changes.to_go_out == (
        "Any of these is present: Pregnancy (not asked).",
        "It waits if any of these is present: Seizure disorder.",
        "The client declines it, or a decision excludes it.",
    )


def test_a_decision_is_shown_beside_what_the_engine_had_against_it() -> None:
    """The override does not hide the reason."""
    old = technique("a.one", age=(65, None))

    found = planner(old).explain(presentation(decisions=[decide("include", "a.one")]), "a.one")

    assert (found.eligibility.verdict, found.placement.because) == ("active", "clinician")
    assert [each.reason.value for each in found.eligibility.reasons] == ["age"]


def test_a_foundation_technique_is_ranked_by_association() -> None:
    """Lower bound .2 of r at high certainty is .2; no effect is claimed."""
    bond = record(
        "a/bond", (), figure=effect(0.3, (0.2, 0.4), "r"), use=Use.ASSOCIATION, direction=None
    )
    base = technique("a.bond", (), foundation=True, evidence=["a/bond"])

    found = planner(base, bond).explain(presentation(), "a.bond")

    assert found.arithmetic is None
    assert found.association is not None
    assert found.association.value == pytest.approx(0.2)
    assert [each.used for each in found.association.records] == [True]
    assert found.placement.place == "foundation"


def test_a_technique_that_serves_none_of_the_processes_is_out() -> None:
    """Its targets are listed, and add nothing."""
    found = planner(offer("a.one", {"shame": 0.5}), offer("a.two", {"fear": 0.5})).explain(
        presentation(), "a.one"
    )

    assert (found.eligibility.verdict, found.placement.omission) == ("out", "not_indicated")
    assert found.arithmetic is not None
    assert (found.arithmetic.untouched, found.arithmetic.priority) == (("shame",), 0.0)


def test_untrained_work_names_the_training_as_what_would_change() -> None:
    """House rules are reasons like any other."""
    hard = technique("a.one", training=attrs.evolve(technique("a.x").training, level="certified"))
    practice = Practice(crisis_contacts=WITH_CONTACTS.crisis_contacts, trained_in={"a": "basic"})

    found = planner(hard, practice=practice).explain(presentation(), "a.one")

    assert "The practice profile records the training." in found.changes.to_come_in


def test_an_unknown_technique_is_wrong_usage(planner: Planner) -> None:
    """The library's error names the nearest id."""
    with pytest.raises(UsageError, match=r"did you mean 'emdr\.container'"):
        planner.explain(presentation(), "emdr.containr")


# The command


def test_the_text_shows_the_lines_of_the_sum(tmp_path: Path) -> None:
    """A clinician can work the number out again with a pencil."""
    path = client_file(tmp_path, {"trauma_intrusions": 3, "trauma_avoidance": 3})

    text = plan("explain", path, "emdr.standard-protocol-reprocessing").stdout

    words = " ".join(text.split())
    assert "need = severity 3 / 4 = 0.7500" in words
    assert "strength = effect 1.0000 x comparison 0.65 x certainty 0.5 (low) x role 1" in words
    assert "emdr/mavranezouli2020 (exact), used: the most trustworthy record." in words
    assert max(map(len, text.splitlines())) <= 80


def test_techniques_of_every_kind_can_be_explained_as_text(
    planner: Planner, tmp_path: Path
) -> None:
    """Whatever became of a technique, there are words for it."""
    processes = {"trauma_intrusions": 3, "shame": 2, "sleep_disturbance": 3}
    path = client_file(tmp_path, processes, risk={}, factors=["pregnancy", "seizure_disorder"])

    for identity in sorted(planner.library.techniques)[::6]:
        result = plan("explain", path, identity)
        assert (result.exit_code, result.stderr) == (0, "")


def test_as_json_it_is_the_explanation_of_the_library(planner: Planner, tmp_path: Path) -> None:
    """The command adds nothing to what the library finds."""
    path = client_file(tmp_path)

    shown = json.loads(plan("explain", path, "emdr.container", "--format", "json").stdout)

    found = planner.explain(presentation(), "emdr.container").to_dict()
    assert shown == json.loads(json.dumps(found))


def test_an_unknown_technique_on_the_command_line_is_wrong_usage(tmp_path: Path) -> None:
    """The client file is valid: the exit code says so."""
    result = plan("explain", client_file(tmp_path), "emdr.containr")

    assert result.exit_code == 2
    assert "did you mean 'emdr.container'?" in result.stderr
