"""What holds of every plan, whoever the client is."""

from __future__ import annotations

from collections import Counter

from hypothesis import assume, given
from hypothesis import strategies as st

from neuroplan import Plan, Planner, load_presentation
from neuroplan.model.plan import PlannedTechnique
from neuroplan.model.technique import Technique
from neuroplan.model.terms import Answer, ContraindicationEffect, SafetyLevel, Status
from neuroplan.pipeline.reasoning import Reasoning
from tests.property.strategies import FACTORS, Document, documents


def everything(made: Plan) -> list[PlannedTechnique]:
    """Give the foundation and the scheduled techniques."""
    return [*made.foundation, *made.techniques()]


def active(made: Plan) -> list[PlannedTechnique]:
    """Give the scheduled techniques that may start."""
    return [each for each in made.techniques() if each.status is Status.ACTIVE]


def excluding(technique: Technique) -> set[str]:
    """Give the factors that exclude a technique."""
    return {
        bar.factor
        for bar in technique.contraindications
        if bar.effect is ContraindicationEffect.EXCLUDE
    }


def planned(planner: Planner, document: Document) -> tuple[Reasoning, Plan]:
    """Give the reasoning and the plan of a client."""
    presentation = load_presentation(document)
    return planner.reason(presentation), planner.generate(presentation)


@given(documents())
def test_no_technique_is_scheduled_that_a_factor_forbids(
    planner: Planner, document: Document
) -> None:
    """An exclusion by contraindication has no way around it."""
    reasoning, made = planned(planner, document)
    present = {name for name, answer in reasoning.case.factors.items() if answer is Answer.YES}

    for entry in everything(made):
        assert not excluding(planner.library.techniques[entry.technique_id]) & present


@given(documents(), st.sampled_from(FACTORS))
def test_a_factor_never_adds_the_technique_it_forbids(
    planner: Planner, document: Document, factor: str
) -> None:
    """Recording one more contraindication brings in nothing it speaks against."""
    known = document.get("factors", [])
    answers = known if isinstance(known, dict) else dict.fromkeys(known, "yes")
    more = {**document, "factors": {**answers, factor: "yes"}}

    made = planner.generate(load_presentation(more))

    for entry in everything(made):
        assert factor not in excluding(planner.library.techniques[entry.technique_id])


@given(documents())
def test_nothing_declined_is_scheduled(planner: Planner, document: Document) -> None:
    """A declined technique or modality is final."""
    made = planner.generate(load_presentation(document))
    wishes = document.get("preferences", {})
    declined = {
        name
        for kind in ("modalities", "techniques")
        for name, wish in wishes.get(kind, {}).items()
        if wish == "decline"
    }

    for entry in everything(made):
        assert entry.technique_id not in declined
        assert entry.modality not in declined


@given(documents())
def test_without_consent_nothing_is_scheduled(planner: Planner, document: Document) -> None:
    """Refused is refused."""
    refused = {**document, "consent": {"treatment": "no"}}

    assert everything(planner.generate(load_presentation(refused))) == []


@given(documents())
def test_at_emergency_nothing_activating_is_active(planner: Planner, document: Document) -> None:
    """Whatever was decided."""
    made = planner.generate(load_presentation(document))
    assume(made.safety.level is SafetyLevel.EMERGENCY)

    assert [
        entry.technique_id
        for entry in active(made)
        if planner.library.techniques[entry.technique_id].activating
    ] == []


@given(documents())
def test_at_most_nine_techniques_outside_the_foundation(
    planner: Planner, document: Document
) -> None:
    """And at most three in it."""
    made = planner.generate(load_presentation(document))

    assert len(made.techniques()) <= planner.policy.technique_max
    assert len(made.foundation) <= planner.policy.foundation_max


@given(documents())
def test_no_two_forms_of_one_exercise(planner: Planner, document: Document) -> None:
    """A plan holds one of a variant group, and one activity outside sessions."""
    made = planner.generate(load_presentation(document))
    techniques = [planner.library.techniques[each.technique_id] for each in made.techniques()]

    groups = Counter(each.variant_of for each in techniques if each.variant_of)
    assert max(groups.values(), default=1) == 1
    assert sum(each.adjunct for each in techniques) <= planner.policy.adjunct_max


@given(documents())
def test_every_technique_is_planned_or_left_out_exactly_once(
    planner: Planner, document: Document
) -> None:
    """Each of the library has its place, or its reason."""
    made = planner.generate(load_presentation(document))

    places = Counter(each.technique_id for each in everything(made))
    places.update(each.technique_id for each in made.not_selected)
    assert places == Counter(planner.library.techniques.keys())
    assert all(each.detail for each in made.not_selected)


@given(documents())
def test_every_technique_says_why_it_is_there(planner: Planner, document: Document) -> None:
    """By a process of the client, a goal, or what it prepares for."""
    reasoning, made = planned(planner, document)
    assume(reasoning.facts.needs)
    labels = [each.label.lower() for each in made.formulation.processes]
    goals = [each.text for each in made.formulation.goals]

    for entry in everything(made):
        words = entry.rationale.for_this_client
        named = any(each in words.lower() for each in labels) or any(
            each in words for each in goals
        )
        assert named or entry.prepares_for, entry.technique_id


@given(documents())
def test_every_record_named_is_in_the_references(planner: Planner, document: Document) -> None:
    """What is cited can be looked up."""
    made = planner.generate(load_presentation(document))
    known = {each.id for each in made.references}

    for entry in everything(made):
        used = {target.record for target in entry.targets if target.record}
        assert used | set(entry.evidence) <= known, entry.technique_id


@given(documents())
def test_every_active_technique_has_a_reference(planner: Planner, document: Document) -> None:
    """At least one record stands behind each."""
    made = planner.generate(load_presentation(document))

    assert [each.technique_id for each in everything(made) if not each.evidence] == []


@given(documents())
def test_requirements_come_before_what_needs_them(planner: Planner, document: Document) -> None:
    """Each group is met by an active technique, or a form of it, that stands before."""
    made = planner.generate(load_presentation(document))
    library = planner.library.techniques
    order = {each.technique_id: each.order for each in active(made)}
    begins = {each.technique_id: each.sessions.first for each in active(made) if each.sessions}

    def forms(identity: str) -> set[str]:
        group = library[identity].variant_of if identity in library else None
        return {identity, *planner.library.variants.get(group or "", ())}

    for entry in active(made):
        needer = entry.technique_id
        for group in library[needer].requires:
            met = [each for member in group for each in forms(member) if each in order]
            assert any(
                order[each] < order[needer] and begins[each] <= begins[needer] for each in met
            ), (needer, group)


@given(documents())
def test_the_orders_are_counted_through(planner: Planner, document: Document) -> None:
    """From 1, active ones first, then what is held."""
    made = planner.generate(load_presentation(document))
    ordered = sorted(made.techniques(), key=lambda each: each.order)

    assert [each.order for each in ordered] == list(range(1, len(ordered) + 1))
    statuses = [each.status for each in ordered]
    assert statuses == sorted(statuses)


@given(documents())
def test_what_is_held_waits(planner: Planner, document: Document) -> None:
    """It has no sessions, says until when, fills no category and meets no need."""
    made = planner.generate(load_presentation(document))
    covered = {
        each
        for name in ("brain", "relationship", "integration", "emotional_state")
        for each in getattr(made.coverage, name)
    }

    for entry in made.techniques():
        if entry.status is Status.HELD:
            assert entry.sessions is None
            assert entry.hold_until
            assert entry.technique_id not in covered
            assert entry.prepares_for == ()


@given(documents())
def test_no_session_is_planned_that_is_not_there(planner: Planner, document: Document) -> None:
    """The outline stays inside the sessions available."""
    made = planner.generate(load_presentation(document))

    last = max((each.session for each in made.session_outline), default=0)
    assert last <= document["context"]["sessions_available"]


@given(documents())
def test_a_severe_process_nothing_serves_is_unmet(planner: Planner, document: Document) -> None:
    """Severity 2 or more with no active strength of .05 is on the first screen, no other."""
    reasoning, made = planned(planner, document)
    served = {
        target.process
        for entry in everything(made)
        if entry.status is Status.ACTIVE
        for target in entry.targets
        if target.strength >= planner.policy.least_strength
    }
    open_ = {
        process
        for process, severity in reasoning.facts.severities.items()
        if severity >= planner.policy.unmet_severity
    } - served

    assert open_ == {each.process for each in made.coverage.unmet_processes}


@given(documents())
def test_other_early_work_takes_three_sessions_at_most(
    planner: Planner, document: Document
) -> None:
    """Before the main processing technique, where nothing else is the best, beside its needs."""
    reasoning, made = planned(planner, document)
    picks = [each for each in reasoning.selection.picks if each.status is Status.ACTIVE]
    best = next((each for each in picks if each.because == "best" and each.cost), None)
    if best is not None and best.technique.phase in ("throughout", "consolidation"):
        return  # the plan is built around the best, and processing follows it
    main = next(
        (each for each in picks if each.technique.phase == "processing" and each.cost), None
    )
    if main is None or main.because in ("category", "weak_evidence", "gain"):
        return  # what adds a little is not what early work prepares for
    begin = next(e.sessions for e in active(made) if e.technique_id == main.technique.id)
    assert begin is not None
    costs = {each.technique.id: each.cost for each in picks}
    needed = {main.technique.id}
    for _ in picks:
        needed |= {each.technique.id for each in picks if needed & set(each.prepares)}

    before = {
        outline.session
        for outline in made.session_outline
        if outline.session < begin.first
        and any(costs.get(each) and each not in needed for each in outline.techniques)
    }
    assert len(before) <= planner.policy.lead_in_sessions


@given(documents())
def test_a_modality_switched_off_leaves_the_other_priorities_alone(
    planner: Planner, document: Document
) -> None:
    """What is installed beside a technique does not change what it would add at first."""
    bare = {
        key: value for key, value in document.items() if key not in ("decisions", "preferences")
    }
    presentation = load_presentation(bare)
    whole = planner.reason(presentation).selection
    part = _without("emdr").reason(presentation).selection

    shared = set(whole.priorities) & set(part.priorities)
    assert {each: whole.priorities[each] for each in shared} == {
        each: part.priorities[each] for each in shared
    }


_PLANNERS: dict[str, Planner] = {}


def _without(name: str) -> Planner:
    """Give the planner without one modality, made once."""
    if name not in _PLANNERS:
        _PLANNERS[name] = Planner(without=[name])
    return _PLANNERS[name]
