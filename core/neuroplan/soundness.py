"""
What no schema can say of content: figures that fit together, and nothing twice.

The rules read JSON, so that loading (of values turned back into it), overlays and
`plan plugins check` (of files nobody trusts yet) share them. What is not of the form
its schema asks for is passed over: that is the schema's to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import attrs

from neuroplan.documents.days import is_day
from neuroplan.documents.nearest import quoted
from neuroplan.documents.reading import Json


#: Where nobody said up to which day the evidence was read.
UNDATED = "unknown"
_UPSIDE_DOWN = "range-upside-down"


@attrs.frozen
class Slip:
    """
    One thing that cannot be right.

    Attributes:
        path: Where, below the entry (``.effect.ci``).
        rule: Short name of the rule.
    """

    path: str
    rule: str
    what: str
    mend: str


def technique_slips(technique: Mapping[str, Json]) -> Iterator[Slip]:
    """Yield the ranges of a technique that are upside down, and its entries that stand twice."""
    dose = technique.get("dose")
    sessions = dose.get("sessions") if isinstance(dose, Mapping) else None
    for path, noun, value in (
        (".dose.sessions", "sessions", sessions),
        (".age", "years of age", technique.get("age")),
    ):
        pair = _pair(value)
        if pair and pair[0] > pair[1]:
            what = f"the least number of {noun} is greater than the greatest"
            yield Slip(path, _UPSIDE_DOWN, what, "swap the two numbers")
    yield from _twice(technique, "contraindications", "contraindication", "factor")
    yield from _twice(technique, "targets", "target", "process")


def record_slips(record: Mapping[str, Json]) -> Iterator[Slip]:
    """Yield what is wrong with a figure: it lies in its own interval, which has its level."""
    effect = record.get("effect")
    if not isinstance(effect, Mapping):
        return
    value, interval = _number(effect.get("value")), _pair(effect.get("ci"))
    if interval is None:
        return
    least, greatest = interval
    if least > greatest:
        what, mend = "the interval is upside down", "give the lower bound first"
        yield Slip(".effect.ci", _UPSIDE_DOWN, what, mend)
    elif value is not None and not least <= value <= greatest:
        what = f"the effect {value:g} lies outside its interval, {least:g} to {greatest:g}"
        mend = "compare with the source: sign, decimals, and which figure the interval is of"
        yield Slip(".effect.value", "effect-outside-interval", what, mend)
    if effect.get("ci_level") is None:
        what, mend = "the interval has no level", "give it in percent, usually 95"
        yield Slip(".effect.ci_level", "interval-without-level", what, mend)


def modality_slips(info: Mapping[str, Json]) -> Iterator[Slip]:
    """Yield a date of the evidence that is no day of the calendar."""
    as_of = info.get("evidence_as_of")
    if isinstance(as_of, str) and as_of not in ("", UNDATED) and not is_day(as_of):
        yield Slip(".evidence_as_of", "no-date", "this is no date", "write the day as YYYY-MM-DD")


def _twice(technique: Mapping[str, Json], field: str, what: str, kind: str) -> Iterator[Slip]:
    entries = technique.get(field)
    named = [
        each.get(kind)
        for each in (entries if isinstance(entries, list | tuple) else [])
        if isinstance(each, Mapping)
    ]
    count = Counter(name for name in named if isinstance(name, str))
    for name in sorted(each for each, times in count.items() if times > 1):
        said = f"{kind} {quoted(name)} has {count[name]} entries"
        yield Slip(f".{field}", f"{what}-twice", said, "make one entry of them")


def _number(value: Json) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _pair(value: Json) -> tuple[float, float] | None:
    if not isinstance(value, list | tuple) or len(value) != 2:  # noqa: PLR2004 - both bounds
        return None
    least, greatest = _number(value[0]), _number(value[1])
    return None if least is None or greatest is None else (least, greatest)
