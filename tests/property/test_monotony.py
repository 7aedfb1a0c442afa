"""
What a worse answer may do, and what it may not.

A worse answer of the risk block never lowers the level; never takes an action away but where
a higher rule of the same area takes the place of its rule (the one exception is to reconcile
a denial with a questionnaire, which a worse interview settles); and never lets
anything start that had to wait or was out.
"""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from neuroplan import Planner, Presentation
from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.instruments import load_instruments
from neuroplan.model.presentation import Decision
from neuroplan.model.terms import SafetyLevel
from neuroplan.pipeline.reasoning import Reasoning
from neuroplan.pipeline.safety import SafetyRule, safety_content
from tests.builders import presentation, reasoned, technique
from tests.property.strategies import (
    DATES,
    LADDERS,
    Document,
    answered_risks,
    documents,
    results,
    risks,
    scale,
)


SEVERE = dict.fromkeys(
    sorted(each.id for each in load_vocabulary().processes.values() if not each.derived), 3
)
READINESS = st.fixed_dictionaries(
    {}, optional={"can_reorient": st.sampled_from(["yes", "no", "not_assessed"])}
)


@st.composite
def worsened(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give a risk block, and the same with one answer one or more steps worse."""
    block = draw(answered_risks())
    question = draw(
        st.sampled_from([name for name, ladder in LADDERS.items() if block[name] != ladder[-1]])
        if any(block[name] != ladder[-1] for name, ladder in LADDERS.items())
        else st.just("")
    )
    if not question:
        return block, block
    ladder = LADDERS[question]
    worse = draw(st.sampled_from(ladder[ladder.index(block[question]) + 1 :]))
    return block, {**block, question: worse}


def applying(reasoning: Reasoning) -> list[SafetyRule]:
    """Give the safety rules that apply."""
    return [rule for rule in safety_content().rules if rule.applies(reasoning.facts)]


def small(block: Document, **changes: Any) -> Reasoning:  # noqa: ANN401 - any field of a client
    """Reason about a client with a risk block, with a small library."""
    return reasoned([technique("t.one")], risk=block, **changes)


def severe(block: Document, readiness: Document) -> Presentation:
    """Give a client with every process severe, whom every format and medium suits."""
    return presentation(
        SEVERE,
        risk=block,
        readiness=readiness,
        context={"sessions_available": 30, "formats": ["individual", "group", "self_guided"]},
    )


@given(worsened(), st.lists(results(), max_size=2))
def test_a_worse_answer_never_lowers_the_level(
    blocks: tuple[Document, Document], instruments: list[Document]
) -> None:
    """Question by question, whatever the questionnaires say."""
    before, after = (small(block, instruments=instruments) for block in blocks)

    assert before.triage.safety.level.rank <= after.triage.safety.level.rank


@given(worsened(), st.lists(results(), max_size=2))
def test_a_worse_answer_takes_no_action_away_but_by_a_higher_rule(
    blocks: tuple[Document, Document], instruments: list[Document]
) -> None:
    """An action that goes belonged to a rule whose area a higher rule has taken over."""
    before, after = (small(block, instruments=instruments) for block in blocks)
    reconciled = {action.id for action in safety_content().reconcile.values()}
    kept = {action.id for action in after.triage.safety.actions} | reconciled
    levels = {
        rule.area: max(each.level.rank for each in applying(after) if each.area == rule.area)
        for rule in applying(after)
    }

    gone = [action.id for action in before.triage.safety.actions if action.id not in kept]
    for lost in gone:
        owners = [
            rule for rule in applying(before) if lost in {action.id for action in rule.actions}
        ]
        assert owners
        assert all(levels.get(rule.area, -1) > rule.level.rank for rule in owners), lost


@given(worsened(), READINESS)
def test_a_worse_answer_lets_nothing_start(
    planner: Planner, blocks: tuple[Document, Document], readiness: Document
) -> None:
    """Of the whole library, what had to wait or was out still may not start, but second lines."""
    before, after = (
        planner.reason(severe(block, readiness)).selection.verdicts for block in blocks
    )

    freed = {
        identity
        for identity, verdict in before.items()
        if not verdict.is_active and after[identity].is_active
    }
    assert {each for each in freed if before[each].omission != "second_line"} == set()


@given(worsened(), READINESS)
def test_a_worse_answer_lifts_no_hold_in_force(
    planner: Planner, blocks: tuple[Document, Document], readiness: Document
) -> None:
    """The scope that waits only grows."""
    before, after = (planner.reason(severe(block, readiness)).triage for block in blocks)

    scopes = {hold.scope for hold in after.holds}
    for hold in before.holds:
        assert hold.scope in scopes or "all" in scopes


@st.composite
def raised(draw: st.DrawFn) -> tuple[list[Document], list[Document]]:
    """Give results, and the same with one risk item of one of them answered at its worst."""
    screening = [each for each in load_instruments().values() if each.risk_items and each.used]
    instrument = draw(st.sampled_from(screening))
    low, high = int(instrument.response.min), int(instrument.response.max)
    count = instrument.item_count
    items = draw(st.lists(st.sampled_from([low, high]), min_size=count, max_size=count))
    item = draw(st.sampled_from(instrument.risky))
    others = draw(st.lists(results(), max_size=2))
    date = draw(DATES)

    def answered(answer: int) -> list[Document]:
        given = [*items[: item - 1], answer, *items[item:]]
        return [{"id": instrument.id, "date": date, "items": given}, *others]

    return answered(low), answered(high)


@given(answered_risks(), raised())
def test_a_positive_risk_item_never_lowers_the_level_or_lifts_a_hold(
    block: Document, answers: tuple[list[Document], list[Document]]
) -> None:
    """Whatever the interview and the other questionnaires say."""
    before, after = (small(block, instruments=each).triage for each in answers)

    assert before.safety.level.rank <= after.safety.level.rank
    scopes = {hold.scope for hold in after.holds}
    assert all(hold.scope in scopes or "all" in scopes for hold in before.holds)


@given(answered_risks(), raised())
def test_a_positive_risk_item_lets_nothing_start(
    planner: Planner, block: Document, answers: tuple[list[Document], list[Document]]
) -> None:
    """Of the whole library, but second lines."""
    before, after = (
        planner.reason(
            attrs.evolve(severe(block, {}), instruments=presentation(instruments=each).instruments)
        ).selection.verdicts
        for each in answers
    )

    freed = {
        identity
        for identity, verdict in before.items()
        if not verdict.is_active and identity in after and after[identity].is_active
    }
    assert {each for each in freed if before[each].omission != "second_line"} == set()


@given(answered_risks())
def test_no_decision_lets_an_emergency_start_anything_activating(
    planner: Planner, block: Document
) -> None:
    """With every hold of the library lifted by decision."""
    library = planner.library.techniques
    client = severe(block, {})
    lifted = tuple(
        Decision(technique=each, decision="lift_hold", reason="we want it") for each in library
    )
    made = planner.reason(attrs.evolve(client, decisions=lifted))

    if made.triage.safety.level is SafetyLevel.EMERGENCY:
        active = [name for name, each in made.selection.verdicts.items() if each.is_active]
        assert [each for each in active if library[each].activating] == []


@given(risks(), st.integers(0, 4), st.integers(1, 5))
def test_raising_suicidal_thoughts_never_lowers_the_level(
    block: Document, lower: int, steps: int
) -> None:
    """Along the ladder of the screener, whatever else was asked or not."""
    ladder = LADDERS["suicidal_ideation"]
    higher = min(lower + steps, len(ladder) - 1)

    levels = [
        small({**block, "suicidal_ideation": ladder[place]}).triage.safety.level.rank
        for place in (lower, higher)
    ]
    assert levels == sorted(levels)


@given(risks(), st.sampled_from(sorted(LADDERS)))
def test_what_nobody_asked_holds_activating_work(block: Document, question: str) -> None:
    """Leaving one question out holds at least as much as its calm answer."""
    calm = small({**block, question: LADDERS[question][0]}).triage
    unknown = small({name: block[name] for name in block if name != question}).triage

    assert unknown.safety.assessment_incomplete
    assert {hold.scope for hold in calm.holds} <= {hold.scope for hold in unknown.holds}
    assert "activating" in {hold.scope for hold in unknown.holds}


@given(documents(), st.sampled_from(sorted(SEVERE)), scale(3))
def test_raising_a_severity_never_lowers_its_need(
    planner: Planner, document: Document, process: str, severity: int
) -> None:
    """With or without a goal."""
    needs = []
    for each in (severity, severity + 1):
        processes = {**document["processes"], process: each}
        made = planner.reason(presentation_of({**document, "processes": processes}))
        needs.append(made.facts.needs.get(process, 0.0))

    assert needs[0] < needs[1]


@given(documents())
def test_the_level_is_that_of_the_highest_rule(planner: Planner, document: Document) -> None:
    """No less and no more."""
    made = planner.reason(presentation_of(document))
    ranks = [rule.level.rank for rule in applying(made)]

    assert made.triage.safety.level.rank == max(ranks, default=SafetyLevel.ROUTINE.rank)


def presentation_of(document: Document) -> Presentation:
    """Load a whole document."""
    from neuroplan import load_presentation

    return load_presentation(document)
