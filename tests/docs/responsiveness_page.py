"""The page of responsiveness, made from the engine's own principles."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from neuroplan.model.policy import OrderingPolicy
from neuroplan.model.trigger import (
    AllOf,
    Always,
    AnyOf,
    FactorPresent,
    FieldAtLeast,
    FieldAtMost,
    FieldGiven,
    FieldIn,
    GoalAtMost,
    GoalIn,
    Not,
    ProcessAtLeast,
    Trigger,
)
from neuroplan.pipeline.responsiveness import (
    Principle,
    ResponsivenessRule,
    TechniqueSelector,
    principles,
    responsiveness_evidence,
)
from tests.docs.writing import (
    bullets,
    code,
    codes,
    figure_words,
    number,
    page,
    source_line,
    table,
)


_INTRO = """\
How a plan answers to the person beside the problem. The principles are data
(`core/neuroplan/content/responsiveness.json`); the step that reads them is
`neuroplan.pipeline.responsiveness`.

A rule with a weight moves the priority of the techniques it names by that share. A rule without
one only advises. All rules together move a priority by at most {cap:.0%}, up or down
(`responsiveness_cap`). They change order, form and pace. They never touch a safety rule or a
contraindication.

**Kinds of evidence**

- `experimental`: tailored care was compared with untailored care.
- `interaction`: the fit of a trait and a style of therapy went with outcome.
- `predictor`: the trait goes with outcome; whether tailoring by it helps is untested.

Figures are of the principle, never of a rule. The weights are our judgement."""


def responsiveness_page() -> str:
    """Give the page."""
    records = responsiveness_evidence()
    return page(
        "Responsiveness",
        _INTRO.format(cap=OrderingPolicy().responsiveness_cap),
        "## Rules that move a priority",
        table(
            ("rule", "raises", "lowers", "by"),
            [_weighted(rule) for each in principles() for rule in each.rules if rule.weight],
        ),
        "## The principles",
        *(_principle(each) for each in principles()),
        "## Sources",
        bullets(source_line(record) for _, record in sorted(records.items())),
    )


def _principle(principle: Principle) -> str:
    effects = table(
        ("figure", "of what", "source"),
        [
            (figure_words(each.metric, each.value, each.ci), each.note, code(each.source))
            for each in principle.effects
        ],
    )
    parts = [
        f"### {principle.name}",
        f"Kind: {principle.kind}. Certainty: {principle.certainty.replace('_', ' ')}.",
        effects,
        f"**Never:**\n\n{bullets(principle.never)}",
        f"**Limits:**\n\n{bullets(principle.limits)}" if principle.limits else "",
        _rules(principle),
    ]
    return "\n\n".join(part for part in parts if part)


def _rules(principle: Principle) -> str:
    if not principle.rules:
        return "No rule follows from it; it is here so that nobody expects one."
    return table(
        ("rule", "when", "what the plan says", "weight"),
        [
            (
                code(_short(rule)),
                _when(rule.when),
                rule.says,
                number(rule.weight) if rule.weight else "-",
            )
            for rule in principle.rules
        ],
    )


def _weighted(rule: ResponsivenessRule) -> tuple[str, str, str, str]:
    return (
        code(_short(rule)),
        _selected(rule.raises),
        _selected(rule.lowers),
        f"{rule.weight:.0%}",
    )


def _short(rule: ResponsivenessRule) -> str:
    return rule.id.removeprefix("responsiveness.")


def _selected(selectors: tuple[TechniqueSelector, ...]) -> str:
    return "; ".join(" and ".join(_parts(each)) for each in selectors) or "-"


def _parts(selector: TechniqueSelector) -> Iterator[str]:
    if selector.category:
        yield f"category {codes(each.value for each in selector.category)}"
    for name, wanted in attrs.asdict(selector.style).items():
        if wanted:
            yield f"{name} {codes(wanted)}"


def _when(test: Trigger) -> str:
    match test:
        case AnyOf(parts):
            return "; or ".join(map(_when, parts))
        case AllOf(parts):
            return " and ".join(map(_bracketed, parts))
        case Not(part):
            return f"not {_bracketed(part)}"
        case Always():
            return "always"
        case FactorPresent(factor):
            return f"factor {code(factor)}"
        case ProcessAtLeast(process, least):
            return f"{code(process)} is {least} or more"
        case _:
            return _answer(test)


def _bracketed(test: Trigger) -> str:
    return f"({_when(test)})" if isinstance(test, AnyOf | AllOf) else _when(test)


def _answer(test: Trigger) -> str:
    match test:
        case GoalAtMost(name, most):
            return f"a goal's {code(name)} is {most} or less"
        case GoalIn(name, values):
            return f"a goal's {code(name)} is {codes(values)}"
        case FieldGiven(path):
            return f"{code(path)} is given"
        case FieldAtLeast(path, least):
            return f"{code(path)} is {least} or more"
        case FieldAtMost(path, most):
            return f"{code(path)} is {most} or less"
        case FieldIn(path, values):
            return f"{code(path)} is {codes(values)}"
    raise ValueError(f"no words for {type(test).__name__}")
