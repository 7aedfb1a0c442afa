"""
Triage safety: the level, the actions and the holds, from the risk block and risk items.

The rules are data (``content/safety_rules.json``). The highest level wins; what nobody
answered is never treated as none. Colours and levels prompt action; they predict nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import attrs

from neuroplan.documents.reading import Json, content_document
from neuroplan.documents.structuring import structure
from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.frozen import frozen_mapping
from neuroplan.model.plan import CrisisContact, Safety, SafetyAction, SafetyHold, StopRule
from neuroplan.model.practice import Practice
from neuroplan.model.presentation import DENIED, RISK_QUESTIONS, Presentation
from neuroplan.model.technique import Lift
from neuroplan.model.terms import Answer, SafetyLevel, spaced
from neuroplan.model.trigger import Trigger
from neuroplan.pipeline.factors import ADOLESCENT_AGE, ADULT_AGE
from neuroplan.pipeline.formulation import ClientFacts
from neuroplan.pipeline.lifting import OpenPart, open_parts
from neuroplan.pipeline.setting import works_alone
from neuroplan.pipeline.triggers import Because, answer_words, flag_words, merged, triggers


SAFETY_PLAN_SESSION = 1

# The order in which actions are printed; within a rank, the order of the rules.
_EMERGENCY, _FLAGGED, _URGENT, _CONTACTS, _BEFORE_WORK, _ASSESS, _REST, _LATER = range(8)
_RANKS = {SafetyLevel.EMERGENCY: _EMERGENCY, SafetyLevel.URGENT: _URGENT}
#: Areas whose first action is never left for later, whatever the level.
_NEVER_LATER = frozenset({"suicide", "self_harm", "withdrawal"})


@attrs.frozen(kw_only=True)
class SafetyRule:
    """
    One rule: when it applies, its level, what to do, and what it holds.

    Attributes:
        holds: activating, all or None.
        before_work: Its actions stand with consent, before the other questions.
        asks: Questions of the risk block that its actions ask already.
        covered_by: The action of another rule that asks for the same and more.
        holds_alone: What it holds instead where self-guided work alone is on offer.
        liftable: Whether a decision may lift its hold; never at emergency.
    """

    id: str
    area: str
    level: SafetyLevel
    when: Trigger
    says: str
    actions: tuple[SafetyAction, ...]
    source: tuple[str, ...]
    holds: str | None = None
    hold_why: str = ""
    lifted_by: Lift | None = None
    before_work: bool = False
    asks: tuple[str, ...] = ()
    covered_by: str | None = None
    holds_alone: str | None = None
    liftable: bool = True

    def because(self, facts: ClientFacts) -> Because:
        """Give the answers that make it apply, or None where it does not."""
        return triggers(self.when, facts)

    def applies(self, facts: ClientFacts) -> bool:
        """Tell whether any of its tests is true."""
        return self.because(facts) is not None

    def rank(self, place: int) -> int:
        """Give the rank of its action at *place*."""
        grave = self.level is not SafetyLevel.ROUTINE and self.area in _NEVER_LATER
        if place == 0 and grave:
            return min(_URGENT, _RANKS.get(self.level, _REST))
        return _RANKS.get(self.level, _BEFORE_WORK if self.before_work else _REST)


@attrs.frozen(kw_only=True)
class GateCondition:
    """
    What must hold before work on traumatic memories.

    Attributes:
        text: The question.
        until: The same as a statement.
        asks: The readiness answer that tells; None: only asked.
        only_with: The factor with which it matters; None: always.
    """

    id: str
    text: str
    until: str
    source: str
    asks: str | None = None
    only_with: str | None = None


@attrs.frozen(kw_only=True)
class Asking:
    """Why a question is asked that nobody has answered."""

    why: str
    source: str


@attrs.frozen(kw_only=True)
class OpenHold:
    """The hold on activating work while something is unanswered."""

    hold_why: str
    lifted_by: Lift
    source: str


@attrs.frozen(kw_only=True)
class SafetyContent:
    """
    The safety rules with the texts that go with unknown answers and consent.

    Attributes:
        readiness: What brings each readiness answer about.
        reconcile: By question of the risk block: go back to the client.
        unknown: Of questions of the risk block.
        unasked: Of factors that a score asks about.
        consent_later: When consent to trauma work is asked where safety comes first.
        unsafe_home_practice: Said instead of any home practice where home is not safe.
    """

    rules: tuple[SafetyRule, ...]
    gate: tuple[GateCondition, ...]
    stop_and_refer: tuple[StopRule, ...]
    questions: Mapping[str, str]
    unknown: Asking
    unknown_hold: OpenHold
    unasked: Asking
    reconcile: Mapping[str, SafetyAction]
    crisis_contacts: SafetyAction
    consent: Mapping[str, SafetyAction]
    consent_hold: OpenHold
    consent_later: str
    readiness: Mapping[str, SafetyAction]
    unsafe_home_practice: str
    evidence: Mapping[str, EvidenceRecord]
    time_limits: tuple[tuple[str, ...], ...]

    def time_limit(self, action: str) -> int:
        """Rank an action by how soon it is due: 0 the same day, then within days, then the rest."""
        for rank, actions in enumerate(self.time_limits):
            if action in actions:
                return rank
        return len(self.time_limits)


@attrs.frozen(kw_only=True)
class ActiveHold:
    """
    A hold in force: on activating techniques or on all, until all its parts are met.

    Attributes:
        for_good: Whether no decision lifts it.
    """

    scope: str
    why: str
    waits_for: tuple[OpenPart, ...]
    for_good: bool


@attrs.frozen(kw_only=True, order=False)
class RankedAction:
    """An action with its place: first its rank, then the first action of each rule."""

    place: tuple[int, int]
    action: SafetyAction


@attrs.frozen(kw_only=True)
class Triage:
    """
    The safety findings with what the later steps need.

    Attributes:
        safety: As printed in the plan, before anything is planned.
        ranked: Its actions with their ranks, so that the plan can add its own.
        holds: Holds in force.
        refused: Consent to treatment is refused, by client or guardian.
        session_one_taken: The safety plan takes session 1.
    """

    safety: Safety
    ranked: tuple[RankedAction, ...]
    holds: tuple[ActiveHold, ...]
    refused: bool
    session_one_taken: bool

    def with_work_actions(
        self, asked: Iterable[SafetyAction], trauma_consent: str | None
    ) -> Safety:
        """Give the findings with what planned work asks for before it may start."""
        added = (
            RankedAction(place=(_LATER if action.timing else _BEFORE_WORK, 0), action=action)
            for action in asked
        )
        return attrs.evolve(
            self.safety,
            actions=_ordered((*self.ranked, *added)),
            trauma_consent=trauma_consent,
        )


def triage_safety(facts: ClientFacts, practice: Practice) -> Triage:
    """
    Decide the safety level, the actions in their order, and what must wait.

    Emergency and urgent rules hold activating techniques; so does any risk question that
    nobody answered. A rule's own lift (readiness answers) ends its hold.
    """
    content = safety_content()
    rules = {
        rule.id: (rule, because)
        for rule in content.rules
        if (because := rule.because(facts)) is not None
    }
    level = max(
        (rule.level for rule, _ in rules.values()),
        key=lambda each: each.rank,
        default=SafetyLevel.ROUTINE,
    )
    unknown = facts.not_assessed
    consent, consent_actions = _consent(facts.presentation, content)
    holds = [
        *_rule_holds([rule for rule, _ in rules.values()], facts, practice),
        *_open_holds(unknown, consent, content),
    ]
    ranked = (
        *_of_rules(rules.values()),
        *_of_answers(rules.values(), unknown, facts, content),
        _contacts(practice, content),
        *(RankedAction(place=(_BEFORE_WORK, 0), action=each) for each in consent_actions),
    )
    actions = _ordered(ranked)
    return Triage(
        safety=Safety(
            level=level,
            because=merged(
                because
                for rule, because in rules.values()
                if rule.level is level and level is not SafetyLevel.ROUTINE
            ),
            assessment_incomplete=bool(unknown),
            consent=consent,
            provisional=consent == "not_asked",
            not_assessed=unknown,
            crisis_contacts=tuple(
                CrisisContact(name=name, contact=contact)
                for name, contact in practice.crisis_contacts.items()
            ),
            actions=actions,
            holds=tuple(
                SafetyHold(
                    holds=hold.scope,
                    why=hold.why,
                    lifted_by="; ".join(part.until.rstrip(".") for part in hold.waits_for),
                    source=source,
                )
                for hold, source in holds
            ),
            stop_and_refer=content.stop_and_refer,
        ),
        ranked=ranked,
        holds=tuple(hold for hold, _ in holds),
        refused=consent == "refused",
        session_one_taken=any(action.session == SAFETY_PLAN_SESSION for action in actions),
    )


@lru_cache(maxsize=1)
def safety_content() -> SafetyContent:
    """Read the safety rules and their evidence."""
    rules = content_document("safety_rules.json")
    evidence = content_document("safety_evidence.json")
    records = structure(evidence["records"], tuple[EvidenceRecord, ...])
    return SafetyContent(
        rules=structure(rules["rules"], tuple[SafetyRule, ...]),
        gate=structure(rules["gate"], tuple[GateCondition, ...]),
        stop_and_refer=structure(rules["stop_and_refer"], tuple[StopRule, ...]),
        questions=frozen_mapping({each["question"]: each["ask"] for each in rules["questions"]}),
        unknown=structure(rules["unknown"], Asking),
        unknown_hold=structure(rules["unknown_hold"], OpenHold),
        unasked=structure(rules["unasked"], Asking),
        reconcile=_by_name(rules["reconcile"]),
        crisis_contacts=structure(rules["crisis_contacts"], SafetyAction),
        consent=_by_name(rules["consent"]),
        consent_hold=structure(rules["consent_hold"], OpenHold),
        consent_later=rules["consent_later"],
        readiness=_by_name(rules["readiness"]),
        unsafe_home_practice=rules["unsafe_home_practice"],
        evidence=frozen_mapping({record.id: record for record in records}),
        time_limits=tuple(tuple(actions) for actions in rules["time_limits"].values()),
    )


def _by_name(entries: Json) -> Mapping[str, SafetyAction]:
    return frozen_mapping(structure(entries, dict[str, SafetyAction]))


def _rule_holds(
    rules: Iterable[SafetyRule], facts: ClientFacts, practice: Practice
) -> Iterator[tuple[ActiveHold, str]]:
    alone = works_alone(facts.presentation, practice)
    for rule in rules:
        if rule.holds is None or rule.lifted_by is None:
            continue
        parts = open_parts(rule.lifted_by, facts)
        if parts:
            hold = ActiveHold(
                scope=(rule.holds_alone if alone else None) or rule.holds,
                why=f"{rule.says} {rule.hold_why}",
                waits_for=parts,
                for_good=rule.level is SafetyLevel.EMERGENCY or not rule.liftable,
            )
            yield hold, rule.source[0]


def _open_holds(
    unknown: tuple[str, ...], consent: str, content: SafetyContent
) -> Iterator[tuple[ActiveHold, str]]:
    """Hold activating work for risk nobody assessed and for consent nobody asked for."""
    # Consent is recorded, not decided.
    open_questions = (
        (bool(unknown), content.unknown_hold, False),
        (consent == "not_asked", content.consent_hold, True),
    )
    for is_open, entry, for_good in open_questions:
        if is_open:
            hold = ActiveHold(
                scope="activating",
                why=entry.hold_why,
                waits_for=(OpenPart(until=entry.lifted_by.text),),
                for_good=for_good,
            )
            yield hold, entry.source


def _consent(presentation: Presentation, content: SafetyContent) -> tuple[str, list[SafetyAction]]:
    """Tell whether consent is given, not asked or refused, and what to do about it."""
    consent = presentation.consent
    age = presentation.client.age
    guardian = consent.guardian or ("not_asked" if age < ADULT_AGE else "not_needed")
    if age < ADOLESCENT_AGE and guardian == "not_needed":
        guardian = "not_asked"
    if consent.treatment == "no":
        return "refused", [_because(content.consent["refused"], "consent to treatment: no")]
    if guardian == "no":
        return "refused", [_because(content.consent["guardian_refused"], "guardian's consent: no")]
    asks = [
        _because(content.consent[name], f"{words}: not asked")
        for name, words, answer in (
            ("treatment", "consent to treatment", consent.treatment),
            ("guardian", "guardian's consent", guardian),
        )
        if answer == "not_asked"
    ]
    return ("not_asked" if asks else "given"), asks


def _because(action: SafetyAction, *reasons: str) -> SafetyAction:
    return attrs.evolve(action, because=reasons)


def _contacts(practice: Practice, content: SafetyContent) -> RankedAction:
    """Give the practice's crisis contacts to hand out, or ask for them: none is invented."""
    if not practice.crisis_contacts:
        action = _because(content.crisis_contacts, "the practice profile lists none")
        return RankedAction(place=(_CONTACTS, 0), action=action)
    listed = "; ".join(f"{name}: {contact}" for name, contact in practice.crisis_contacts.items())
    given = attrs.evolve(
        content.crisis_contacts,
        id="give_crisis_contacts",
        text=f"Give the client these crisis contacts in writing: {listed}.",
        why="Everyone who may need help between sessions should know whom to call.",
        because=("the practice profile lists them",),
    )
    return RankedAction(place=(_REST, 0), action=given)


def _of_rules(rules: Iterable[tuple[SafetyRule, tuple[str, ...]]]) -> Iterator[RankedAction]:
    """Give the actions of the rules; the first of every rule comes before the second of any."""
    applied = sorted(rules, key=lambda each: -each[0].level.rank)
    asked = {action.id for rule, _ in applied for action in rule.actions}
    for rule, because in applied:
        if rule.covered_by in asked:
            continue
        for place, action in enumerate(rule.actions):
            yield RankedAction(
                place=(rule.rank(place), min(1, place)), action=_because(action, *because)
            )


def _of_answers(
    rules: Iterable[tuple[SafetyRule, tuple[str, ...]]],
    unknown: tuple[str, ...],
    facts: ClientFacts,
    content: SafetyContent,
) -> Iterator[RankedAction]:
    """Ask what nobody answered, the same day where a questionnaire raises it."""
    asked = {question for rule, _ in rules for question in rule.asks}
    for question in unknown:
        if question in asked:
            continue
        items = _items(question, facts)
        text = content.questions[question]
        action = SafetyAction(
            id=f"assess_{question}",
            text=f"The same day: {text[:1].lower()}{text[1:]}" if items else text,
            why=content.unknown.why,
            session=None,
            source=content.unknown.source,
            because=(*items, f"{spaced(question)}: not assessed"),
        )
        yield RankedAction(place=(_FLAGGED if items else _ASSESS, 0), action=action)
    for action in (*_to_reconcile(facts, content), *_asked_by_scores(facts, content)):
        yield RankedAction(place=(_FLAGGED, 0), action=action)


def _to_reconcile(facts: ClientFacts, content: SafetyContent) -> Iterator[SafetyAction]:
    """Go back to what the interview denied and a questionnaire raises."""
    risk = facts.presentation.risk
    said = f"of {risk.assessed_on}" if risk.assessed_on else "(undated)"
    for question, action in content.reconcile.items():
        items = _items(question, facts)
        if items and risk.answer(question) in DENIED:
            yield attrs.evolve(
                action,
                text=action.text.format(interview=said, items=", ".join(items)),
                because=(*items, answer_words(question, facts)),
            )


def _asked_by_scores(facts: ClientFacts, content: SafetyContent) -> Iterator[SafetyAction]:
    """Ask about the factors that a score asks about and nobody has answered."""
    for factor in sorted({flag.asks for flag in facts.flags} - set(RISK_QUESTIONS)):
        if facts.answer(factor) is Answer.UNKNOWN:
            means = dict.fromkeys(flag.means for flag in facts.flags if flag.asks == factor)
            yield SafetyAction(
                id=f"ask_{factor}",
                text=" ".join(means),
                why=content.unasked.why,
                session=None,
                source=content.unasked.source,
                because=_items(factor, facts),
            )


def _items(question: str, facts: ClientFacts) -> tuple[str, ...]:
    """Give the questionnaire items that raise *question*, in words."""
    return tuple(flag_words(flag) for flag in facts.flags if flag.asks == question)


def _ordered(ranked: Iterable[RankedAction]) -> tuple[SafetyAction, ...]:
    """
    Order the actions; one that stands twice keeps its first place and all its reasons.

    What cannot wait, what is flagged, contacts, what comes before any work, the rest, and what
    is for later.
    """
    unique: dict[str, SafetyAction] = {}
    for each in sorted(ranked, key=lambda entry: entry.place):
        known = unique.setdefault(each.action.id, each.action)
        unique[known.id] = _because(known, *merged((known.because, each.action.because)))
    return tuple(unique.values())
