"""
Respond to the person: what the evidence on responsiveness says for this client.

The principles are data (``content/responsiveness.json``). They change order, form and
pace, never the safety rules; all together they move a priority by at most the policy's
``responsiveness_cap``. A principle that only predicts outcome moves nothing: it advises.
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
from neuroplan.model.plan import ResponsivenessFinding
from neuroplan.model.policy import OrderingPolicy
from neuroplan.model.presentation import Goal
from neuroplan.model.technique import Technique
from neuroplan.pipeline.formulation import ClientFacts


@attrs.frozen(kw_only=True)
class PrincipleEffect:
    """A figure behind a principle, with what it is a figure of."""

    source: str
    note: str
    metric: str | None = None
    value: float | None = None
    ci: tuple[float, float] | None = None


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
    any_of: tuple[Mapping[str, Any], ...] = ()
    all_of: tuple[Mapping[str, Any], ...] = ()
    raises: tuple[Mapping[str, Any], ...] = ()
    lowers: tuple[Mapping[str, Any], ...] = ()
    weight: float = 0.0

    def applies(self, facts: ClientFacts) -> bool:
        """Tell whether the client is one the rule speaks of."""
        if self.all_of:
            return all(_test(test, facts) for test in self.all_of)
        return any(_test(test, facts) for test in self.any_of)

    def shift(self, technique: Technique) -> float:
        """Give the share by which it moves the priority of *technique*."""
        if self.weight and any(_matches(selector, technique) for selector in self.raises):
            return self.weight
        if self.weight and any(_matches(selector, technique) for selector in self.lowers):
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
    return structure(_document("responsiveness.json")["principles"], tuple[Principle, ...])


@lru_cache(maxsize=1)
def responsiveness_evidence() -> dict[str, EvidenceRecord]:
    """Read the records behind the principles, by id."""
    records = _document("responsiveness_evidence.json")["records"]
    return {record.id: record for record in structure(records, tuple[EvidenceRecord, ...])}


def _document(name: str) -> Any:  # noqa: ANN401 - the JSON boundary
    return parse_json(files("neuroplan.content").joinpath(name).read_bytes())


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
    name = names.get(effect.metric, effect.metric.replace("_", " ").capitalize())
    interval = f" ({effect.ci[0]:g} to {effect.ci[1]:g})" if effect.ci else ""
    return f"{name} {effect.value:g}{interval}: {effect.note}"


def _matches(selector: Mapping[str, Any], technique: Technique) -> bool:
    if "category" in selector:
        return technique.category.value in selector["category"]
    style = technique.style
    return all(getattr(style, name) in allowed for name, allowed in selector["style"].items())


def _test(test: Mapping[str, Any], facts: ClientFacts) -> bool:
    match test:
        case {"always": True}:
            return True
        case {"factor": factor}:
            return facts.has_factor(factor)
        case {"process": process, "at_least": least}:
            return facts.severity(process) >= int(least)
        case {"goal": name}:
            return any(_holds(test, _goal_value(goal, name)) for goal in facts.presentation.goals)
        case {"field": path}:
            return _holds(test, _field(facts, path.split(".")))
    raise ValueError("unknown test in responsiveness.json")


def _goal_value(goal: Goal, name: str) -> object:
    return getattr(goal, name)


def _field(facts: ClientFacts, path: Iterable[str]) -> object:
    value: object = facts.presentation
    for name in path:
        value = getattr(value, name)
    return value


def _holds(test: Mapping[str, Any], value: object) -> bool:
    """Tell whether an answered field passes; what nobody answered passes no test."""
    if value is None:
        return False
    if "at_least" in test:
        return isinstance(value, int) and value >= int(test["at_least"])
    if "at_most" in test:
        return isinstance(value, int) and value <= int(test["at_most"])
    if "is" in test:
        return bool(value == test["is"])
    if "in" in test:
        return any(value == allowed for allowed in test["in"])
    return bool(value)
