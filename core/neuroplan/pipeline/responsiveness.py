"""
Respond to the person: what the evidence on responsiveness says for this client.

The principles are data (``content/responsiveness.json``). They change order, form and
pace, never the safety rules; all together they move a priority by at most the policy's
``responsiveness_cap``. A principle that only predicts outcome moves nothing: it advises.
"""

from __future__ import annotations

from functools import lru_cache

import attrs

from neuroplan.documents.reading import content_document
from neuroplan.documents.structuring import structure
from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.plan import ResponsivenessFinding
from neuroplan.model.policy import OrderingPolicy
from neuroplan.model.technique import Style, Technique
from neuroplan.model.terms import Category, spaced
from neuroplan.model.trigger import Trigger
from neuroplan.pipeline.formulation import ClientFacts
from neuroplan.pipeline.triggers import triggers


@attrs.frozen(kw_only=True)
class PrincipleEffect:
    """A figure behind a principle, with what it is a figure of."""

    source: str
    note: str
    metric: str | None = None
    value: float | None = None
    ci: tuple[float, float] | None = None


@attrs.frozen(kw_only=True)
class StyleSelector:
    """Styles of work; a part that names none takes any."""

    directiveness: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    homework: tuple[str, ...] = ()

    def matches(self, style: Style) -> bool:
        """Tell whether *style* is one of them."""
        parts = (
            (self.directiveness, style.directiveness),
            (self.focus, style.focus),
            (self.homework, style.homework),
        )
        return all(not wanted or given in wanted for wanted, given in parts)


@attrs.frozen(kw_only=True)
class TechniqueSelector:
    """Techniques of some categories and styles; a part that names none takes any."""

    category: tuple[Category, ...] = ()
    style: StyleSelector = StyleSelector()

    def matches(self, technique: Technique) -> bool:
        """Tell whether *technique* is one of them."""
        fits = not self.category or technique.category in self.category
        return fits and self.style.matches(technique.style)


@attrs.frozen(kw_only=True)
class ResponsivenessRule:
    """
    One rule of a principle.

    Attributes:
        says: What to do, to the clinician.
        weight: How much a matching technique is raised or lowered, as a share of its
            priority; 0: the rule only advises.
    """

    id: str
    says: str
    when: Trigger
    raises: tuple[TechniqueSelector, ...] = ()
    lowers: tuple[TechniqueSelector, ...] = ()
    weight: float = 0.0

    def applies(self, facts: ClientFacts) -> bool:
        """Tell whether the client is one the rule speaks of."""
        return triggers(self.when, facts) is not None

    def shift(self, technique: Technique) -> float:
        """Give the share by which it moves the priority of *technique*."""
        if self.weight and any(each.matches(technique) for each in self.raises):
            return self.weight
        if self.weight and any(each.matches(technique) for each in self.lowers):
            return -self.weight
        return 0.0


@attrs.frozen(kw_only=True)
class Principle:
    """
    A principle of responsiveness.

    Attributes:
        kind: experimental (tailored against untailored care), interaction (fit of trait and
            style) or predictor (goes with outcome; tailoring by it is untested).
        never: What no rule may do in its name.
    """

    id: str
    name: str
    kind: str
    certainty: str
    effects: tuple[PrincipleEffect, ...]
    never: tuple[str, ...]
    limits: tuple[str, ...]
    rules: tuple[ResponsivenessRule, ...]


@attrs.frozen(kw_only=True)
class Responsiveness:
    """
    The rules that apply to one client.

    Attributes:
        findings: As printed in the plan.
    """

    rules: tuple[ResponsivenessRule, ...]
    findings: tuple[ResponsivenessFinding, ...]
    cap: float

    def factor(self, technique: Technique) -> float:
        """Give the factor on a priority, within 1 - cap and 1 + cap."""
        shift = sum(rule.shift(technique) for rule in self.rules)
        return 1 + max(-self.cap, min(self.cap, shift))


def respond(facts: ClientFacts, policy: OrderingPolicy) -> Responsiveness:
    """Find the rules of responsiveness that apply to a client."""
    applied = [
        (principle, rule)
        for principle in principles()
        for rule in principle.rules
        if rule.applies(facts)
    ]
    return Responsiveness(
        rules=tuple(rule for _, rule in applied if rule.weight),
        findings=tuple(_finding(principle, rule) for principle, rule in applied),
        cap=policy.responsiveness_cap,
    )


@lru_cache(maxsize=1)
def principles() -> tuple[Principle, ...]:
    """Read the principles of responsiveness."""
    return structure(content_document("responsiveness.json")["principles"], tuple[Principle, ...])


@lru_cache(maxsize=1)
def responsiveness_evidence() -> dict[str, EvidenceRecord]:
    """Read the records behind the principles, by id."""
    records = content_document("responsiveness_evidence.json")["records"]
    return {record.id: record for record in structure(records, tuple[EvidenceRecord, ...])}


def _finding(principle: Principle, rule: ResponsivenessRule) -> ResponsivenessFinding:
    first = principle.effects[0]
    figures = ". ".join(_figure(effect) for effect in principle.effects)
    return ResponsivenessFinding(
        rule=rule.id,
        principle=principle.name,
        advice=rule.says,
        kind=principle.kind,
        effect=figures,
        certainty=principle.certainty,
        weight=rule.weight,
        source=first.source,
    )


def _figure(effect: PrincipleEffect) -> str:
    if effect.value is None or effect.metric is None:
        return effect.note
    names = {"cohens_d": "d", "hedges_g": "g", "smd": "SMD", "r": "r"}
    name = names.get(effect.metric, spaced(effect.metric).capitalize())
    interval = f" ({effect.ci[0]:g} to {effect.ci[1]:g})" if effect.ci else ""
    return f"{name} {effect.value:g}{interval}: {effect.note}"
