"""The page of factors: all of them, and those that follow from other fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from neuroplan import load_presentation
from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.instruments import load_instruments
from neuroplan.model.instrument import FactorFlag, FlagEffect
from neuroplan.pipeline.factors import DERIVATIONS, Derivation
from neuroplan.pipeline.responsiveness import principles
from neuroplan.pipeline.safety import safety_content
from neuroplan.pipeline.triggers import factors_of
from tests.contract.shipped import SCHEMAS, all_techniques, read_json
from tests.docs.writing import code, codes, number, page, table


_INTRO = """\
A factor is a yes-or-no fact about the client that can bar, delay or change a technique. A factor
is `yes`, `no` or unknown. Unknown is not no: where an unknown factor would exclude or hold a
scheduled technique, the plan asks about it before the technique starts; where it is a risk, the
technique waits.

You answer factors in `factors` of the client file. Some follow from other fields by the first
table below. Where the two differ, `yes` wins: risk is never overruled downwards."""

_DERIVED = """\
## Factors that follow from other fields

Made by trying every value of each field through `neuroplan.pipeline.factors`. With two fields,
`yes` on either is enough, and only both together can say `no`."""

_SCORES = """\
## Factors that a questionnaire score sets

A score sets a factor only where the score itself says that it is present. Other scores raise a
question and set nothing (`plan instruments show ID`)."""

_ALL = """\
## All factors

How many of the installed techniques each one excludes, holds, adapts or adds a caution to. Safety
rules ([their page](safety-rules.md)) and responsiveness ([its page](responsiveness.md)) may read
it too."""

#: Field values that the schema does not list: ages around the bounds, and free combinations.
_VALUES: Mapping[str, tuple[Any, ...]] = {
    "client.age": tuple(range(121)),
    "context.delivery": (["in_person"], ["telehealth"], ["in_person", "telehealth"]),
    "context.formats": (["individual"], ["group"], ["individual", "group"]),
    "preferences.touch": (True, False),
}
_EFFECTS = ("exclude", "hold", "adapt", "caution")


def factors_page() -> str:
    """Give the page."""
    return page(
        "Factors",
        _INTRO,
        _DERIVED,
        table(
            ("factor", "yes when", "no when"),
            [(code(row.factor), _yes(row), _no(row)) for row in DERIVATIONS],
        ),
        _SCORES,
        table(("instrument", "factor", "score", "what to do"), list(_scores())),
        _ALL,
        table(("factor", "meaning", *_EFFECTS, "other readers"), list(_all())),
    )


def _yes(row: Derivation) -> str:
    return "; ".join(
        f"{code(field)} is {_words(values)}"
        for field in row.follows_from.split(", ")
        if (values := _values_that(row, field, answer=True))
    )


def _no(row: Derivation) -> str:
    if not row.rules_out:
        return "this field cannot say"
    fields = row.follows_from.split(", ")
    if len(fields) == 1:
        return f"it is {_words(_values_that(row, fields[0], answer=False))}"
    return "they are answered and none of these"


def _values_that(row: Derivation, field: str, *, answer: bool) -> list[Any]:
    return [value for value in _choices(field) if row.test(_client(field, value)) is answer]


def _choices(field: str) -> tuple[Any, ...]:
    if field in _VALUES:
        return _VALUES[field]
    node = read_json(SCHEMAS / "client-presentation.json")
    for name in field.split("."):
        node = node["properties"][name]
    if "oneOf" in node:
        return tuple(each["const"] for each in node["oneOf"])
    if "enum" in node:
        return tuple(node["enum"])
    return tuple(range(node["minimum"], node["maximum"] + 1))


def _client(field: str, value: object) -> Any:  # noqa: ANN401 - a presentation
    """Give a client of whom nothing is known but one field."""
    document: dict[str, Any] = {
        "schema_version": "1",
        "client": {"id": "C-1", "age": 34},
        "processes": {"worry": 1},
    }
    node = document
    *outer, last = field.split(".")
    for name in outer:
        node = node.setdefault(name, {})
    node[last] = value
    return load_presentation(document)


def _words(values: list[Any]) -> str:
    if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return _range(values)
    return codes(_word(value) for value in values)


def _range(values: list[int]) -> str:
    """Say whole numbers as ranges; the ages given as 'or less' and 'or more' at the ends."""
    low, high = min(values), max(values)
    if sorted(values) != list(range(low, high + 1)):
        below = max(each for each in range(low, high) if each not in values)
        start = min(each for each in range(low, high) if each not in values)
        return f"{low} to {start - 1}, or {below + 1} to {high}"
    return f"{low} to {high}"


def _word(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _scores() -> Iterator[tuple[str, str, str, str]]:
    for instrument in load_instruments().values():
        for flag in instrument.factor_flags:
            if flag.effect is FlagEffect.PRESENT:
                yield code(instrument.id), code(flag.factor), _bound(flag), flag.action


def _bound(flag: FactorFlag) -> str:
    part = flag.from_.replace("subscale:", "subscale ").replace("item:", "item ")
    if flag.more_than is not None:
        return f"{part} above {number(flag.more_than)}"
    return f"{part} of {number(flag.at_least or 0)} or more"


def _all() -> Iterator[tuple[str, ...]]:
    counts = Counter(
        (bar.factor, bar.effect.value)
        for technique in all_techniques().values()
        for bar in technique.contraindications
    )
    others = dict.fromkeys(_responsive(), "responsiveness")
    for name in _safety():
        others[name] = f"safety, {others[name]}" if name in others else "safety"
    for factor in load_vocabulary().factors.values():
        numbers = [str(counts[factor.id, effect] or "-") for effect in _EFFECTS]
        meaning = f"{factor.label}. {factor.definition}"
        yield code(factor.id), meaning, *numbers, others.get(factor.id, "-")


def _safety() -> set[str]:
    gate = {each.only_with for each in safety_content().gate if each.only_with}
    return gate | {each for rule in safety_content().rules for each in factors_of(rule.when)}


def _responsive() -> set[str]:
    rules = [rule for principle in principles() for rule in principle.rules]
    return {each for rule in rules for each in factors_of(rule.when)}
