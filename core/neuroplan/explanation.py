"""
Explain one technique for one client.

Whether it may be used, what the evidence gives it, what became of it, and what would have
to change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from neuroplan.model.explanation import (
    Arithmetic,
    Changes,
    Eligibility,
    Explanation,
    HoldFinding,
    OutReason,
    Placement,
    Relation,
)
from neuroplan.model.technique import Technique
from neuroplan.model.terms import (
    Answer,
    Certainty,
    ChosenBecause,
    ContraindicationEffect,
    Omission,
    spaced,
)
from neuroplan.pipeline.arithmetic import arithmetic_of, association_arithmetic
from neuroplan.pipeline.eligibility import (
    Obstacle,
    Verdict,
    precautions,
    reasons_out,
    screen_eligibility,
)
from neuroplan.pipeline.reasoning import Reasoning
from neuroplan.pipeline.setting import setting_of
from neuroplan.pipeline.strength import certainty_weight
from neuroplan.reasons import UNRELATED, chosen_sentence


def explain(technique: Technique, reasoning: Reasoning) -> Explanation:
    """
    Explain what decides about a technique for the client of *reasoning*.

    Raises:
        PluginError: A plugin failed.
    """
    eligibility = _eligibility(technique, reasoning)
    placement = _placement(technique, reasoning)
    arithmetic = None if technique.foundation else arithmetic_of(technique, reasoning)
    after = sorted(
        other.id
        for other in reasoning.library.techniques.values()
        if technique.id in other.second_line_to
    )
    return Explanation(
        technique_id=technique.id,
        name=technique.name,
        modality=technique.modality,
        category=technique.category,
        eligibility=eligibility,
        placement=placement,
        arithmetic=arithmetic,
        association=association_arithmetic(technique, reasoning) if technique.foundation else None,
        requires=tuple(tuple(_relations(group, reasoning)) for group in technique.requires),
        goes_after=tuple(_relations(technique.second_line_to, reasoning)),
        goes_before=tuple(_relations(after, reasoning)),
        changes=Changes(
            to_come_in=tuple(dict.fromkeys(_to_come_in(eligibility, placement))),
            to_move_up=tuple(_to_move_up(eligibility, placement, arithmetic, reasoning)),
            to_go_out=tuple(_to_go_out(technique, placement, reasoning)),
        ),
    )


# Whether the client may have it


def _verdict(technique: Technique, reasoning: Reasoning) -> Verdict:
    """Give the verdict with decisions and debts counted in; for the unrelated, by itself."""
    verdict = reasoning.selection.verdicts.get(technique.id)
    return verdict or _screened(technique, reasoning)


def _screened(technique: Technique, reasoning: Reasoning) -> Verdict:
    """Give the verdict before any decision."""
    known = reasoning.verdicts.get(technique.id)
    if known is not None:
        return known
    return screen_eligibility(
        [technique.id], reasoning.library, reasoning.facts, reasoning.case, reasoning.triage
    )[technique.id]


def _eligibility(technique: Technique, reasoning: Reasoning) -> Eligibility:
    verdict = _verdict(technique, reasoning)
    reasons = list(dict.fromkeys(_reasons(technique, verdict, reasoning)))
    own = _screened(technique, reasoning).holds
    goes_with = precautions(verdict, reasoning.facts, reasoning.library.vocabulary)
    return Eligibility(
        verdict=_word(verdict, technique, reasoning),
        reasons=tuple(
            OutReason(reason=each.omission, detail=each.detail, final=each.final)
            for each in reasons
        ),
        holds=tuple(
            HoldFinding(
                why=hold.why, until=hold.until, by_decision=not hold.for_good, own=hold in own
            )
            for hold in dict.fromkeys(verdict.holds)
        ),
        adapted_forms=goes_with.adapted_forms,
        cautions=goes_with.cautions,
        ask=goes_with.ask,
    )


def _reasons(technique: Technique, verdict: Verdict, reasoning: Reasoning) -> Iterator[Obstacle]:
    """Yield everything that speaks against it; the engine stops at the first."""
    case, facts = reasoning.case, reasoning.facts
    plugins = reasoning.library.plugins.values()
    found = (each.screen(technique, case) for each in plugins if each.screens)
    yield from reasons_out(
        technique,
        reasoning.library.vocabulary,
        facts,
        case,
        reasoning.triage,
        setting_of(case.context, case.preferences, case.practice),
        [screening for screening in found if screening is not None],
    )
    if verdict.omission is not None:
        yield Obstacle(omission=verdict.omission, detail=verdict.detail, final=verdict.final)
    if technique.id not in reasoning.selection.verdicts:
        yield Obstacle(omission=Omission.NOT_INDICATED, detail=UNRELATED)


def _word(verdict: Verdict, technique: Technique, reasoning: Reasoning) -> str:
    if verdict.is_out or technique.id not in reasoning.selection.verdicts:
        return "out"
    return "held" if verdict.is_held else "active"


# What became of it


def _placement(technique: Technique, reasoning: Reasoning) -> Placement:
    selection = reasoning.selection
    if technique in selection.foundation:
        return _placed(technique, "foundation", ChosenBecause.FOUNDATION, None, ())
    for pick in selection.picks:
        if pick.technique.id == technique.id:
            return _placed(technique, pick.status.value, pick.because, pick.priority, pick.prepares)
    omission, detail = selection.omitted.get(technique.id, (Omission.NOT_INDICATED, UNRELATED))
    return Placement(
        place="left_out",
        because=None,
        omission=omission,
        detail=detail,
        priority_then=None,
        prepares_for=(),
    )


def _placed(
    technique: Technique,
    place: str,
    because: ChosenBecause,
    priority: float | None,
    prepares_for: tuple[str, ...],
) -> Placement:
    return Placement(
        place=place,
        because=because,
        omission=None,
        detail=chosen_sentence(because, outside=technique.adjunct),
        priority_then=priority,
        prepares_for=prepares_for,
    )


def _relations(identities: Iterable[str], reasoning: Reasoning) -> Iterator[Relation]:
    for identity in identities:
        technique = reasoning.library.techniques.get(identity)
        if technique is None:
            yield Relation(
                technique_id=identity, name=identity, verdict="not installed", in_plan=False
            )
            continue
        yield Relation(
            technique_id=identity,
            name=technique.name,
            verdict=_word(_verdict(technique, reasoning), technique, reasoning),
            in_plan=_placement(technique, reasoning).place != "left_out",
        )


# What would have to change


_MENDS = {
    Omission.CONTRAINDICATED: "The factor is no longer present; no decision overrides it.",
    Omission.DECLINED: "The client, or whoever consents, withdraws the refusal; no decision "
    "overrides it.",
    Omission.SWITCHED_OFF: "The practice profile takes it into use.",
    Omission.AGE: "The clinician decides to include it outside its age range.",
    Omission.FORMAT: "The format is on offer: see context.formats and the practice profile.",
    Omission.DELIVERY: "The medium is on offer: see context.delivery, preferences.delivery and the "
    "practice profile.",
    Omission.TRAINING: "The practice profile records the training.",
    Omission.IN_HOUSE_RULE: "The rule of the plugin no longer applies.",
    Omission.SECOND_LINE: "What goes before it is excluded, declined or absent.",
    Omission.REQUIREMENT: "What it needs can be had.",
    Omission.CLINICIAN: "The decision to exclude it is withdrawn.",
    Omission.VARIANT: "The other option goes out, or a decision puts this one first.",
    Omission.NO_SESSIONS: "There are more sessions (context.sessions_available), or a decision "
    "includes it.",
    Omission.LOWER_GAIN: "It moves up, what serves the same needs goes out, or a decision includes "
    "it.",
}


_FINAL_AGE = "The client reaches the age it is made for; no decision overrides it."


def _to_come_in(eligibility: Eligibility, placement: Placement) -> Iterator[str]:
    if placement.place in ("foundation", "active"):
        return
    for each in eligibility.reasons:
        yield _FINAL_AGE if _is_final_age(each) else _mend(each.reason, each.detail)
    if placement.omission is not None:
        yield _mend(placement.omission, placement.detail)
    if eligibility.reasons and _is_open(eligibility):
        yield "Or a decision includes it, with its reason."
    for hold in eligibility.holds:
        yield f"Until: {hold.until.rstrip('.')}{_lift(hold)}."


def _is_final_age(reason: OutReason) -> bool:
    return reason.final and reason.reason is Omission.AGE


def _is_open(eligibility: Eligibility) -> bool:
    """Whether a decision can bring it in; what it owes other techniques stays owed."""
    closed = (Omission.SECOND_LINE, Omission.REQUIREMENT)
    return not any(each.final or each.reason in closed for each in eligibility.reasons)


def _lift(hold: HoldFinding) -> str:
    if not hold.by_decision:
        return "; no decision lifts it"
    return ", or a decision lifts the hold" + ("" if hold.own else " of what it needs")


def _mend(reason: Omission, detail: str) -> str:
    if reason is Omission.NOT_INDICATED:
        return f"The presentation changes. {detail}"
    return _MENDS[reason]


def _to_move_up(
    eligibility: Eligibility,
    placement: Placement,
    arithmetic: Arithmetic | None,
    reasoning: Reasoning,
) -> Iterator[str]:
    """Say what would raise its priority, with the priority it would have."""
    if arithmetic is None or not arithmetic.targets:
        return
    policy = reasoning.policy
    factor = arithmetic.wish * arithmetic.responsiveness
    for target in arithmetic.targets:
        above = Certainty.of_rank(target.certainty.rank + 1)
        measured = any(record.used and record.effect for record in target.records)
        if measured and above is not target.certainty and target.capped_by is None:
            gain = certainty_weight(above, policy) / target.certainty_weight - 1
            then = arithmetic.priority + target.adds * gain * factor
            yield (
                f"Evidence of {spaced(above)} certainty for {target.label.lower()} (now "
                f"{spaced(target.certainty)}): priority {then:.4f} instead of "
                f"{arithmetic.priority:.4f}."
            )
        if not measured:
            yield f"A benefit record with a figure for {target.label.lower()}."
    if arithmetic.wish < policy.prefer:
        then = arithmetic.priority / arithmetic.wish * policy.prefer
        yield f"The client prefers it: priority {then:.4f} instead of {arithmetic.priority:.4f}."
    if placement.because is not ChosenBecause.CLINICIAN and _is_open(eligibility):
        yield "A decision puts it first, with its reason."


def _to_go_out(technique: Technique, placement: Placement, reasoning: Reasoning) -> Iterator[str]:
    """Say what would take it out of the plan, or make it wait."""
    if placement.place == "left_out":
        return
    vocabulary, facts = reasoning.library.vocabulary, reasoning.facts
    for effect, words in (
        (ContraindicationEffect.EXCLUDE, "Any of these is present"),
        (ContraindicationEffect.HOLD, "It waits if any of these is present"),
    ):
        labels = [
            vocabulary.factor_label(bar.factor) + _known(facts.answer(bar.factor))
            for bar in technique.contraindications
            if bar.effect is effect and facts.answer(bar.factor) is not Answer.YES
        ]
        if labels:
            yield f"{words}: {', '.join(labels)}."
    yield "The client declines it, or a decision excludes it."


def _known(answer: Answer) -> str:
    return " (not asked)" if answer is Answer.UNKNOWN else ""
