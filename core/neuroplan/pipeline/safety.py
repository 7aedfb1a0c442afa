"""
Triage safety: the level, the actions and the holds, from the risk block and risk items.

The rules are data (``content/safety_rules.json``). The highest level wins; what nobody
answered is never treated as none. Colours and levels prompt action; they predict nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import attrs

from neuroplan.documents.reading import parse_json
from neuroplan.documents.structuring import structure
from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.plan import CrisisContact, Safety, SafetyAction, SafetyHold, StopRule
from neuroplan.model.practice import Practice
from neuroplan.model.presentation import Presentation
from neuroplan.model.technique import Lift
from neuroplan.model.terms import Answer, SafetyLevel
from neuroplan.pipeline.factors import ADULT_AGE
from neuroplan.pipeline.formulation import ClientFacts


SAFETY_PLAN_SESSION = 1

# The order in which actions are printed; within a rank, the order of the rules.
_EMERGENCY, _FLAGGED, _URGENT, _CONTACTS, _CONSENT, _ASSESS, _REST = range(7)
_RANKS = {SafetyLevel.EMERGENCY: _EMERGENCY, SafetyLevel.URGENT: _URGENT}


@attrs.frozen(kw_only=True)
class SafetyRule:
    """
    One rule: when it applies, its level, what to do, and what it holds.

    Attributes:
        holds: activating, all or None.
    """

    id: str
    area: str
    level: SafetyLevel
    when: Mapping[str, Any]
    says: str
    actions: tuple[SafetyAction, ...]
    source: tuple[str, ...]
    holds: str | None = None
    hold_why: str = ""
    lifted_by: Lift | None = None

    def applies(self, facts: ClientFacts) -> bool:
        """Tell whether any of its tests is true."""
        return any(_test(test, facts) for test in self.when["any_of"])


@attrs.frozen(kw_only=True)
class GateCondition:
    """
    What must hold before work on traumatic memories.

    Attributes:
        asks: The readiness answer that tells; None: only asked.
        only_with: The factor with which it matters; None: always.
    """

    id: str
    text: str
    source: str
    asks: str | None = None
    only_with: str | None = None


@attrs.frozen(kw_only=True)
class SafetyContent:
    """The safety rules with the texts that go with unknown answers and consent."""

    rules: tuple[SafetyRule, ...]
    gate: tuple[GateCondition, ...]
    stop_and_refer: tuple[StopRule, ...]
    questions: Mapping[str, str]
    unknown: Mapping[str, Any]
    reconcile: SafetyAction
    crisis_contacts: SafetyAction
    consent: Mapping[str, SafetyAction]
    evidence: Mapping[str, EvidenceRecord]


@attrs.frozen(kw_only=True)
class ActiveHold:
    """A hold in force: on activating techniques or on all, until what lifts it."""

    scope: str
    why: str
    lifted_by: str
    emergency: bool


@attrs.frozen(kw_only=True)
class Triage:
    """
    The safety findings with what the later steps need.

    Attributes:
        safety: As printed in the plan.
        holds: Holds in force.
        refused: Consent to treatment is refused, by client or guardian.
        session_one_taken: The safety plan takes session 1.
    """

    safety: Safety
    holds: tuple[ActiveHold, ...]
    refused: bool
    session_one_taken: bool


def triage_safety(facts: ClientFacts, practice: Practice) -> Triage:
    """
    Decide the safety level, the actions in their order, and what must wait.

    Emergency and urgent rules hold activating techniques; so does any risk question that
    nobody answered. A rule's own lift (a readiness answer) ends its hold.
    """
    content = safety_content()
    presentation = facts.presentation
    rules = [rule for rule in content.rules if rule.applies(facts)]
    level = max(
        (rule.level for rule in rules), key=lambda each: each.rank, default=SafetyLevel.ROUTINE
    )
    unknown = facts.not_assessed
    holds = _holds(rules, unknown, facts, content)
    consent, consent_actions = _consent(presentation, content)
    actions = _actions(rules, unknown, facts, practice, content, consent_actions)
    return Triage(
        safety=Safety(
            level=level,
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
                SafetyHold(holds=hold.scope, why=hold.why, lifted_by=hold.lifted_by, source=source)
                for hold, source in holds
            ),
            stop_and_refer=content.stop_and_refer,
        ),
        holds=tuple(hold for hold, _ in holds),
        refused=consent == "refused",
        session_one_taken=any(action.session == SAFETY_PLAN_SESSION for action in actions),
    )


@lru_cache(maxsize=1)
def safety_content() -> SafetyContent:
    """Read the safety rules and their evidence."""
    rules = _document("safety_rules.json")
    evidence = _document("safety_evidence.json")
    records = structure(evidence["records"], tuple[EvidenceRecord, ...])
    return SafetyContent(
        rules=structure(rules["rules"], tuple[SafetyRule, ...]),
        gate=structure(rules["gate"], tuple[GateCondition, ...]),
        stop_and_refer=structure(rules["stop_and_refer"], tuple[StopRule, ...]),
        questions={entry["question"]: entry["ask"] for entry in rules["questions"]},
        unknown=rules["unknown"],
        reconcile=structure(rules["reconcile"], SafetyAction),
        crisis_contacts=structure(rules["crisis_contacts"], SafetyAction),
        consent={name: structure(entry, SafetyAction) for name, entry in rules["consent"].items()},
        evidence={record.id: record for record in records},
    )


def _document(name: str) -> Any:  # noqa: ANN401 - the JSON boundary
    return parse_json(files("neuroplan.content").joinpath(name).read_bytes())


def _test(test: Mapping[str, Any], facts: ClientFacts) -> bool:
    match test:
        case {"question": question, "answers": answers}:
            given = facts.presentation.risk.answer(question)
            # True == 1 in Python; an answer matches only its own kind.
            said = any(given == answer and type(given) is type(answer) for answer in answers)
            # A screener's item can stand for an answer; the higher of the two counts.
            return said or any(
                flag.asks == question and flag.answer in answers for flag in facts.flags
            )
        case {"factor": factor}:
            return facts.has_factor(factor)
        case {"recorded": factor}:
            return facts.presentation.factors.get(factor) is Answer.YES
        case {"flag": asks, "at_least": least}:
            return any(flag.asks == asks and flag.value >= least for flag in facts.flags)
    raise ValueError("unknown test in safety_rules.json")


def _holds(
    rules: Iterable[SafetyRule],
    unknown: tuple[str, ...],
    facts: ClientFacts,
    content: SafetyContent,
) -> list[tuple[ActiveHold, str]]:
    found: list[tuple[ActiveHold, str]] = []
    for rule in rules:
        if rule.holds is None or rule.lifted_by is None or _is_lifted(rule.lifted_by, facts):
            continue
        hold = ActiveHold(
            scope=rule.holds,
            why=f"{rule.says} {rule.hold_why}",
            lifted_by=rule.lifted_by.text,
            emergency=rule.level is SafetyLevel.EMERGENCY,
        )
        found.append((hold, rule.source[0]))
    if unknown:
        hold = ActiveHold(
            scope="activating",
            why=content.unknown["hold_why"],
            lifted_by=content.unknown["lifted_by"]["text"],
            emergency=False,
        )
        found.append((hold, content.unknown["source"]))
    return found


def _is_lifted(lift: Lift, facts: ClientFacts) -> bool:
    if lift.readiness is None:
        return False
    return facts.presentation.readiness.answer(lift.readiness) is Answer.YES


def _consent(presentation: Presentation, content: SafetyContent) -> tuple[str, list[SafetyAction]]:
    """Tell whether consent is given, not asked or refused, and what to do about it."""
    consent = presentation.consent
    minor = presentation.client.age < ADULT_AGE
    guardian = consent.guardian or ("not_asked" if minor else "not_needed")
    if consent.treatment == "no":
        return "refused", [content.consent["refused"]]
    if guardian == "no":
        return "refused", [content.consent["guardian_refused"]]
    asks = [
        content.consent[name]
        for name, answer in (("treatment", consent.treatment), ("guardian", guardian))
        if answer == "not_asked"
    ]
    return ("not_asked" if asks else "given"), asks


def _contacts(practice: Practice, content: SafetyContent) -> SafetyAction:
    """Give the practice's crisis contacts to hand out, or ask for them: none is invented."""
    if not practice.crisis_contacts:
        return content.crisis_contacts
    listed = "; ".join(f"{name}: {contact}" for name, contact in practice.crisis_contacts.items())
    return attrs.evolve(
        content.crisis_contacts,
        id="give_crisis_contacts",
        text=f"Give the client these crisis contacts in writing: {listed}.",
        why="Everyone who may need help between sessions should know whom to call.",
    )


def _actions(
    rules: Iterable[SafetyRule],
    unknown: tuple[str, ...],
    facts: ClientFacts,
    practice: Practice,
    content: SafetyContent,
    consent_actions: list[SafetyAction],
) -> tuple[SafetyAction, ...]:
    """Order the actions: what cannot wait, what is flagged, contacts, consent, the rest."""
    ranked: list[tuple[int, int, SafetyAction]] = []
    flagged = {flag.asks for flag in facts.flags}
    for rule in sorted(rules, key=lambda each: -each.level.rank):
        rank = _RANKS.get(rule.level, _REST)
        # The first thing to do of every rule comes before the second of any.
        ranked.extend((rank, min(1, place), action) for place, action in enumerate(rule.actions))
    contacts = _contacts(practice, content)
    ranked.append((_REST if practice.crisis_contacts else _CONTACTS, 0, contacts))
    ranked.extend((_CONSENT, 0, action) for action in consent_actions)
    for question in unknown:
        ask = SafetyAction(
            id=f"assess_{question}",
            text=content.questions[question],
            why=content.unknown["why"],
            session=None,
            source=content.unknown["source"],
        )
        ranked.append((_FLAGGED if question in flagged else _ASSESS, 0, ask))
    if "suicidal_ideation" in flagged and facts.presentation.risk.suicidal_ideation == "none":
        ranked.append((_FLAGGED, 0, content.reconcile))
    unique: dict[str, SafetyAction] = {}
    for _, _, action in sorted(ranked, key=lambda entry: entry[:2]):
        unique.setdefault(action.id, action)
    return tuple(unique.values())
