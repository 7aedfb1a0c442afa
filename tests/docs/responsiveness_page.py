"""The page of responsiveness, made from the engine's own principles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from neuroplan.model.policy import OrderingPolicy
from neuroplan.pipeline.responsiveness import (
    Principle,
    ResponsivenessRule,
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
                _when(rule),
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


def _selected(selectors: tuple[Mapping[str, Any], ...]) -> str:
    found = []
    for selector in selectors:
        if "category" in selector:
            found.append(f"category {codes(selector['category'])}")
        else:
            style = selector["style"]
            found.append(" and ".join(f"{name} {codes(kinds)}" for name, kinds in style.items()))
    return "; ".join(found) or "-"


def _when(rule: ResponsivenessRule) -> str:
    word = " and " if rule.all_of else "; or "
    return word.join(_tests(rule.all_of or rule.any_of))


def _tests(tests: tuple[Mapping[str, Any], ...]) -> Iterator[str]:
    for test in tests:
        match test:
            case {"always": True}:
                yield "always"
            case {"factor": factor}:
                yield f"factor {code(factor)}"
            case {"process": process, "at_least": least}:
                yield f"{code(process)} is {least} or more"
            case {"goal": name}:
                yield f"a goal's {code(name)} {_passes(test)}"
            case {"field": field}:
                yield f"{code(field)} {_passes(test)}"


def _passes(test: Mapping[str, Any]) -> str:
    match test:
        case {"at_least": least}:
            return f"is {least} or more"
        case {"at_most": most}:
            return f"is {most} or less"
        case {"is": value}:
            return f"is {code(value)}"
        case {"in": values}:
            return f"is {codes(values)}"
    return "is given"
