"""
Screen eligibility: for each technique, whether this client may have it, must wait, or not.

The most restrictive match over all rules wins: out, held, adapted, with a caution.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from neuroplan.library import Library
from neuroplan.model.case import Case, Screening
from neuroplan.model.condition import age_words, within_age
from neuroplan.model.presentation import READINESS_QUESTIONS, Preferences
from neuroplan.model.technique import Contraindication, StartCondition, Technique
from neuroplan.model.terms import Answer, ContraindicationEffect, Omission, SafetyLevel, spaced
from neuroplan.model.vocabulary import Vocabulary
from neuroplan.pipeline.dislikes import disliked_by_name
from neuroplan.pipeline.factors import ADULT_AGE, RISK_FACTORS
from neuroplan.pipeline.formulation import ClientFacts
from neuroplan.pipeline.lifting import (
    TRAUMA_CONSENT,
    open_parts,
    readiness_statement,
)
from neuroplan.pipeline.safety import ActiveHold, GateCondition, Triage, safety_content
from neuroplan.pipeline.setting import Setting, setting_of


NO_TASKS = "none: the client wants no tasks; practise in session"
#: Age in years below which talking work of this kind is not for the child. Our judgement.
LEAST_AGE = 6
MEMORY_PROCESSES = frozenset({"trauma_intrusions", "trauma_avoidance"})
#: Why memory work is out for a client who said no to it, and why it waits where nobody asked.
TRAUMA_REFUSED = "Consent to trauma work is refused."
TRAUMA_NOT_ASKED = (
    "Consent to working on traumatic memories has not been asked; until it is given, it is no yes."
)
TRAUMA_AGREED = "The client has been asked, and agrees to work on traumatic memories."
#: Factors whose holds no decision lifts at emergency level.
GRAVE_FACTORS = frozenset({*RISK_FACTORS, "severe_malnutrition"})


@attrs.frozen(kw_only=True)
class Hold:
    """
    One reason to wait, what lifts it, and whether no decision may.

    Attributes:
        until: What must be so, as a statement.
        asks: The readiness answer, or the consent, that would lift it; None: something else.
        for_good: Whether no decision lifts it.
    """

    why: str
    until: str
    asks: str | None = None
    for_good: bool = False


@attrs.frozen(kw_only=True)
class Obstacle:
    """
    One reason why a technique is out.

    Attributes:
        final: Whether no decision opens it: a contraindication, a consent withheld, an age.
    """

    omission: Omission
    detail: str
    final: bool = False


@attrs.frozen(kw_only=True)
class Verdict:
    """
    What eligibility says of one technique for one client.

    Attributes:
        omission: Why it is out; None: it may be scheduled, perhaps held.
        detail: The same in words.
        final: Whether no decision brings it in.
        holds: What it waits for; empty: it may start.
        screenings: What plugins said of it.
        note: Said with its cautions.
    """

    technique: Technique
    omission: Omission | None = None
    detail: str = ""
    final: bool = False
    holds: tuple[Hold, ...] = ()
    screenings: tuple[Screening, ...] = ()
    note: str | None = None

    @property
    def is_out(self) -> bool:
        """Whether it must not be scheduled."""
        return self.omission is not None

    @property
    def is_held(self) -> bool:
        """Whether it may be scheduled but not started."""
        return not self.is_out and bool(self.holds)

    @property
    def is_active(self) -> bool:
        """Whether it may start."""
        return not self.is_out and not self.holds


def screen_eligibility(
    candidates: Iterable[str],
    library: Library,
    facts: ClientFacts,
    case: Case,
    triage: Triage,
) -> dict[str, Verdict]:
    """
    Give a verdict on each candidate.

    Raises:
        PluginError: A plugin's ``technique_screen`` failed.
    """
    setting = setting_of(case.context, case.preferences, case.practice)
    screeners = [plugin for plugin in library.plugins.values() if plugin.screens]
    verdicts: dict[str, Verdict] = {}
    for identity in candidates:
        technique = library.techniques[identity]
        screenings = [
            found for plugin in screeners if (found := plugin.screen(technique, case)) is not None
        ]
        verdicts[identity] = _verdict(
            technique, library.vocabulary, facts, case, triage, setting, screenings
        )
    return verdicts


def _verdict(
    technique: Technique,
    vocabulary: Vocabulary,
    facts: ClientFacts,
    case: Case,
    triage: Triage,
    setting: Setting,
    screenings: list[Screening],
) -> Verdict:
    bars = [(bar, facts.answer(bar.factor)) for bar in technique.contraindications]
    holds = [
        *_safety_holds(technique, triage.holds),
        *_consent_holds(technique, facts),
        *_factor_holds(bars, facts, vocabulary, triage),
        *_condition_holds(_conditions(technique, facts), facts),
        *_gate_holds(technique, facts),
        *(
            Hold(why=found.hold, until=found.lifted_by or "the plugin's rule no longer applies")
            for found in screenings
            if found.hold
        ),
    ]
    reasons = reasons_out(technique, vocabulary, facts, case, triage, setting, screenings)
    # What is out keeps its holds: a decision that brings it in does not lift them.
    verdict = Verdict(technique=technique, holds=tuple(holds), screenings=tuple(screenings))
    first = next(reasons, None)
    return verdict if first is None else left_out(verdict, first)


def left_out(verdict: Verdict, reason: Obstacle) -> Verdict:
    """Give the verdict of a technique that is out for *reason*."""
    return attrs.evolve(verdict, omission=reason.omission, detail=reason.detail, final=reason.final)


@attrs.frozen(kw_only=True)
class Precautions:
    """
    What goes with a scheduled technique.

    Attributes:
        adapted_forms: How it is done instead.
        cautions: What to watch.
        ask: What to ask before starting.
        home_practice: What the client does at home; None: nothing.
    """

    adapted_forms: tuple[str, ...]
    cautions: tuple[str, ...]
    ask: tuple[str, ...]
    home_practice: str | None


def precautions(verdict: Verdict, facts: ClientFacts, vocabulary: Vocabulary) -> Precautions:
    """Give what goes with a technique that is scheduled."""
    technique = verdict.technique
    bars = [(bar, facts.answer(bar.factor)) for bar in technique.contraindications]
    cautions = [verdict.note] if verdict.note else []
    cautions += _cautions(technique, bars, facts, vocabulary, verdict.screenings)
    return Precautions(
        adapted_forms=tuple(
            bar.adapted_form
            for bar, answer in bars
            if answer is Answer.YES and bar.adapted_form is not None
        ),
        cautions=tuple(cautions),
        ask=tuple(dict.fromkeys(_questions(technique, bars, facts, vocabulary))),
        home_practice=_home_practice(technique, bars, facts),
    )


def _home_practice(
    technique: Technique, bars: Iterable[tuple[Contraindication, Answer]], facts: ClientFacts
) -> str | None:
    """
    Give what the client does at home, as the adapted forms have it.

    Where home is not safe, nothing may be found there that tells of the work. Of several
    adapted forms, one that leaves nothing for home wins, else the first. Who wants no tasks
    gets none.
    """
    if technique.home_practice is not None and facts.has_factor("unstable_safety"):
        return safety_content().unsafe_home_practice
    changed = [
        bar.home_practice.practice
        for bar, answer in bars
        if answer is Answer.YES and bar.home_practice is not None
    ]
    practice = technique.home_practice
    if changed:
        practice = None if None in changed else changed[0]
    wants_none = facts.presentation.preferences.homework == "none"
    return NO_TASKS if practice is not None and wants_none else practice


def reasons_out(
    technique: Technique,
    vocabulary: Vocabulary,
    facts: ClientFacts,
    case: Case,
    triage: Triage,
    setting: Setting,
    screenings: list[Screening],
) -> Iterator[Obstacle]:
    """Yield the reasons why the technique is out, the weightiest first."""
    for bar in technique.contraindications:
        if bar.effect is ContraindicationEffect.EXCLUDE and facts.has_factor(bar.factor):
            label = vocabulary.factor_label(bar.factor)
            yield Obstacle(
                omission=Omission.CONTRAINDICATED, detail=f"{label}: {bar.why}", final=True
            )
    for refusal in _refusals(technique, facts, case.preferences, triage):
        yield Obstacle(omission=Omission.DECLINED, detail=refusal, final=True)
    age = list(_age_reasons(technique, case.age))
    yield from (reason for reason in age if reason.final)
    practice = case.practice
    if technique.modality in practice.exclude or technique.id in practice.exclude:
        yield Obstacle(omission=Omission.SWITCHED_OFF, detail="The practice profile excludes it.")
    if practice.use and technique.modality not in practice.use:
        yield Obstacle(
            omission=Omission.SWITCHED_OFF,
            detail="The practice profile does not use this modality.",
        )
    yield from (reason for reason in age if not reason.final)
    if technique.indications is not None and not technique.indications.holds(facts):
        yield Obstacle(
            omission=Omission.NOT_INDICATED,
            detail=f"It is meant for: {technique.indications.words(vocabulary.label)}.",
        )
    if setting.formats.isdisjoint(technique.format):
        yield Obstacle(
            omission=Omission.FORMAT,
            detail=f"It is offered as {_list(technique.format)}; that is not on offer here.",
        )
    if setting.media.isdisjoint(technique.medium):
        yield Obstacle(
            omission=Omission.DELIVERY,
            detail=f"It is done {_list(technique.medium)}; that is not on offer here.",
        )
    if not practice.trains(technique.modality, technique.training.level):
        yield Obstacle(
            omission=Omission.TRAINING,
            detail=f"It asks for training the practice has not recorded: {technique.training.text}",
        )
    for found in screenings:
        if found.exclude:
            yield Obstacle(omission=Omission.IN_HOUSE_RULE, detail=found.exclude)


def _age_reasons(technique: Technique, age: int) -> Iterator[Obstacle]:
    """What is made for adults alone is closed to a minor; other bounds are advice."""
    least, _ = technique.age
    if age < LEAST_AGE:
        yield Obstacle(
            omission=Omission.AGE,
            detail=f"Nothing in this library is made for a child under {LEAST_AGE}.",
            final=True,
        )
    if not within_age(age, *technique.age):
        yield Obstacle(
            omission=Omission.AGE,
            detail=f"It is meant for {age_words(*technique.age)}; the client is {age}.",
            final=age < ADULT_AGE and least is not None and least >= ADULT_AGE,
        )


def _refusals(
    technique: Technique, facts: ClientFacts, preferences: Preferences, triage: Triage
) -> Iterator[str]:
    if triage.refused:
        yield "Consent to treatment is refused."
    if preferences.techniques.get(technique.id) == "decline":
        yield "The client declines this technique; that is final."
    if preferences.modalities.get(technique.modality) == "decline":
        yield "The client declines this modality; that is final."
    if facts.presentation.consent.trauma_work == "no" and is_memory_work(technique):
        yield TRAUMA_REFUSED


def is_memory_work(technique: Technique) -> bool:
    """Tell whether it works on traumatic memories on purpose, which needs its own consent."""
    return technique.activating and any(
        target.process in MEMORY_PROCESSES for target in technique.targets
    )


def _safety_holds(technique: Technique, holds: tuple[ActiveHold, ...]) -> Iterator[Hold]:
    for hold in holds:
        covers_all = hold.scope == "all" and not technique.foundation
        if covers_all or (hold.scope == "activating" and technique.activating):
            for part in hold.waits_for:
                yield Hold(why=hold.why, until=part.until, asks=part.asks, for_good=hold.for_good)


def _consent_holds(technique: Technique, facts: ClientFacts) -> Iterator[Hold]:
    """Memory work waits for its own consent, which is the client's and no clinician's to give."""
    if is_memory_work(technique) and facts.presentation.consent.trauma_work == "not_asked":
        yield Hold(why=TRAUMA_NOT_ASKED, until=TRAUMA_AGREED, asks=TRAUMA_CONSENT, for_good=True)


def _factor_holds(
    bars: list[tuple[Contraindication, Answer]],
    facts: ClientFacts,
    vocabulary: Vocabulary,
    triage: Triage,
) -> Iterator[Hold]:
    emergency = triage.safety.level is SafetyLevel.EMERGENCY
    for bar, answer in bars:
        if answer is Answer.YES and bar.effect is ContraindicationEffect.HOLD:
            why = f"{vocabulary.factor_label(bar.factor)}: {bar.why}"
            for_good = bar.kind == "absolute" or (emergency and bar.factor in GRAVE_FACTORS)
            if bar.lifted_by is None:
                yield Hold(why=why, until="The clinician reassesses it.", for_good=for_good)
            else:
                for part in open_parts(bar.lifted_by, facts):
                    yield Hold(why=why, until=part.until, asks=part.asks, for_good=for_good)
        elif answer is Answer.UNKNOWN and bar.factor in RISK_FACTORS and _bars(bar):
            # An unknown risk is never treated as no risk.
            label = vocabulary.factor_label(bar.factor)
            names = [name for name in RISK_FACTORS[bar.factor] if name in facts.not_assessed]
            questions = " ".join(safety_content().questions[name] for name in names)
            yield Hold(
                why=f"{label} cannot be ruled out while {_not_assessed(names)}: {bar.why}",
                until=f"this is answered: {questions}",
            )


def _not_assessed(names: list[str]) -> str:
    """Say of questions of the risk block that nobody answered them."""
    said = " and ".join(map(spaced, names))
    return f"{said} {'is' if len(names) == 1 else 'are'} not assessed"


def _bars(bar: Contraindication) -> bool:
    return bar.effect in (ContraindicationEffect.EXCLUDE, ContraindicationEffect.HOLD)


def _conditions(technique: Technique, facts: ClientFacts) -> Iterator[StartCondition]:
    """Yield the conditions that matter for this client."""
    for condition in technique.conditions:
        if condition.moot_with is None or not facts.has_factor(condition.moot_with):
            yield condition


def _condition_holds(conditions: Iterable[StartCondition], facts: ClientFacts) -> Iterator[Hold]:
    for condition in conditions:
        answer = _answer(condition, facts)
        if answer is not Answer.UNKNOWN and answer is not condition.expects:
            asks = condition.asks if condition.asks in READINESS_QUESTIONS else None
            yield Hold(why=f"Not met: {condition.text}", until=_statement(condition), asks=asks)


def _statement(condition: StartCondition) -> str:
    """Say as a statement what a condition, mostly worded as a question, waits for."""
    if condition.asks in READINESS_QUESTIONS:
        return readiness_statement(condition.asks)
    if condition.text.endswith("?"):
        return f"The answer is {condition.expects.value}: {condition.text}"
    return condition.text


def _gate(technique: Technique, facts: ClientFacts) -> Iterator[tuple[GateCondition, Answer]]:
    """Give the conditions of the gate before work on traumatic memories, with their answers."""
    if not is_memory_work(technique):
        return
    asked = {condition.asks for condition in technique.conditions if condition.asks}
    for condition in safety_content().gate:
        if condition.asks in asked:
            continue
        if condition.only_with is None or facts.has_factor(condition.only_with):
            readiness = facts.presentation.readiness
            known = readiness.answer(condition.asks) if condition.asks else Answer.UNKNOWN
            yield condition, known


def _gate_holds(technique: Technique, facts: ClientFacts) -> Iterator[Hold]:
    """Memory work waits for what is known not to hold, and for the legal talk in any case."""
    for condition, answer in _gate(technique, facts):
        if answer is Answer.NO or (condition.only_with and answer is not Answer.YES):
            yield Hold(
                why=f"Not yet so: {condition.until}",
                until=condition.until,
                asks=condition.asks,
                # The talk is had, not decided.
                for_good=condition.only_with is not None,
            )


def _answer(condition: StartCondition, facts: ClientFacts) -> Answer:
    if condition.asks is None:
        return Answer.UNKNOWN
    if condition.asks in READINESS_QUESTIONS:
        return facts.presentation.readiness.answer(condition.asks)
    return facts.answer(condition.asks)


def _cautions(
    technique: Technique,
    bars: list[tuple[Contraindication, Answer]],
    facts: ClientFacts,
    vocabulary: Vocabulary,
    screenings: Iterable[Screening],
) -> Iterator[str]:
    for dislike in disliked_by_name(technique, facts.presentation.preferences.strong_dislikes):
        yield f"The client strongly dislikes “{dislike}”: ask before using it, or take another."
    for bar, answer in bars:
        if answer is not Answer.YES:
            continue
        # The words of a hold in force, so that a caution never says it twice.
        reason = f"{vocabulary.factor_label(bar.factor)}: {bar.why}"
        lift = bar.lifted_by
        lifted = lift is not None and not open_parts(lift, facts)
        yield f"{reason} Lifted: {lift.text}" if lift and lifted else reason
    for adaptation in technique.adaptations:
        if adaptation.when is not None and adaptation.when.holds(facts):
            whom = adaptation.for_whom
            yield f"{whom[:1].upper()}{whom[1:]}: {adaptation.change}"
    for found in screenings:
        yield from found.cautions


def _questions(
    technique: Technique,
    bars: list[tuple[Contraindication, Answer]],
    facts: ClientFacts,
    vocabulary: Vocabulary,
) -> Iterator[str]:
    for bar, answer in bars:
        if answer is Answer.UNKNOWN and _bars(bar) and bar.factor not in RISK_FACTORS:
            factor = vocabulary.factors[bar.factor]
            yield f"{factor.question} ({factor.label})"
    measured = {result.id for result in facts.presentation.instruments}
    for condition in _conditions(technique, facts):
        if _answer(condition, facts) is Answer.UNKNOWN and condition.answered_by not in measured:
            yield condition.text
    yield from (each.text for each, answer in _gate(technique, facts) if answer is Answer.UNKNOWN)


def _list(names: Iterable[str]) -> str:
    return " or ".join(map(spaced, names))


def lift_holds(verdicts: Mapping[str, Verdict], lifted: Iterable[str]) -> dict[str, Verdict]:
    """Lift by decision every hold of the techniques *lifted*, but for those that are for good."""
    changed = dict(verdicts)
    for identity in lifted:
        verdict = changed.get(identity)
        if verdict is not None:
            kept = tuple(hold for hold in verdict.holds if hold.for_good)
            changed[identity] = attrs.evolve(verdict, holds=kept)
    return changed
