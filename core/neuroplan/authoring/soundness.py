"""What a schema cannot say: figures that fit together, and evidence that bears on its technique."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from neuroplan.authoring.drafts import Draft, Entry
from neuroplan.authoring.findings import Finding, Level
from neuroplan.documents.nearest import quoted
from neuroplan.documents.reading import Json
from neuroplan.documents.vocabulary import load_vocabulary


_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def soundness_findings(draft: Draft) -> Iterator[Finding]:
    """Yield figures that contradict each other, entries that stand twice, and idle content."""
    for entry in draft.techniques:
        yield from _ranges(entry)
        yield from _twice(entry, "contraindications[].factor", "contraindication", "factor")
        yield from _twice(entry, "targets[].process", "target", "process")
    for entry in draft.records:
        yield from _effect(entry)
    yield from _about(draft)
    yield from _idle(draft)


def _ranges(entry: Entry) -> Iterator[Finding]:
    for pattern, noun in (("dose.sessions", "sessions"), ("age", "years of age")):
        for path, value in entry.at(pattern):
            pair = _pair(value)
            if pair and pair[0] > pair[1]:
                what = f"the least number of {noun} is greater than the greatest"
                yield Finding(entry.file, path, "range-upside-down", what, "swap the two numbers")


def _twice(entry: Entry, pattern: str, what: str, kind: str) -> Iterator[Finding]:
    count = Counter(value for _, value in entry.texts_at(pattern))
    for value in sorted(name for name, times in count.items() if times > 1):
        path = f"{entry.path}.{pattern.partition('[')[0]}"
        said = f"{kind} {quoted(value)} has {count[value]} entries"
        yield Finding(entry.file, path, f"{what}-twice", said, "make one entry of them")


def _effect(entry: Entry) -> Iterator[Finding]:
    """A figure lies in its own interval, and an interval has its level."""
    for path, effect in entry.at("effect"):
        if not isinstance(effect, dict):
            continue
        value, interval = _number(effect.get("value")), _pair(effect.get("ci"))
        if interval is None:
            continue
        least, greatest = interval
        if least > greatest:
            what, mend = "the interval is upside down", "give the lower bound first"
            yield Finding(entry.file, f"{path}.ci", "range-upside-down", what, mend)
        elif value is not None and not least <= value <= greatest:
            what = f"the effect {value:g} lies outside its interval, {least:g} to {greatest:g}"
            mend = "compare with the source: sign, decimals, and which figure the interval is of"
            yield Finding(entry.file, f"{path}.value", "effect-outside-interval", what, mend)
        if effect.get("ci_level") is None:
            what, mend = "the interval has no level", "give it in percent, usually 95"
            yield Finding(entry.file, f"{path}.ci_level", "interval-without-level", what, mend)


def _about(draft: Draft) -> Iterator[Finding]:
    if not draft.info.value:
        what = "there is no modality.json, so a plan cannot say what this is or rests on"
        mend = "write one: `plan plugins new` shows how"
        yield Finding(draft.info.file, "", "no-modality-file", what, mend, Level.WARNING)
        return
    as_of = draft.info.text("evidence_as_of")
    if as_of and not _DATE.fullmatch(as_of):
        what, mend = "this is no date", "write the day as YYYY-MM-DD"
        yield Finding(draft.info.file, "$.evidence_as_of", "no-date", what, mend)


def _idle(draft: Draft) -> Iterator[Finding]:
    """What is there and does nothing is most often a slip."""
    if not draft.techniques:
        what = "there is no technique, so it can add nothing to a plan"
        yield _warning(draft.info, "$", "no-technique", what, "write techniques/<name>.json")
    named = {value for entry in draft.techniques for value in _all_texts(dict(entry.value))}
    for entry in draft.records:
        if entry.text("id") and entry.text("id") not in named:
            what = f"no technique names record {quoted(entry.text('id'))}"
            mend = "name it under evidence, or as the source of a dose or caution"
            yield _warning(entry, f"{entry.path}.id", "unused-record", what, mend)
    for kind, entry in draft.terms:
        if entry.text("id") and entry.text("id") not in named:
            what = f"no technique reads the {kind} {quoted(entry.text('id'))}"
            yield _warning(entry, f"{entry.path}.id", f"unused-{kind}", what, "use it or remove it")
    yield from _beside_the_point(draft)


def _beside_the_point(draft: Draft) -> Iterator[Finding]:
    """A benefit that was measured on other processes counts for none of the targets."""
    processes = load_vocabulary().processes
    benefits = {
        entry.text("id"): {value for _, value in entry.texts_at("processes[].process")}
        for entry in draft.records
        if entry.text("use") == "benefit"
    }
    for entry in draft.techniques:
        targets = {value for _, value in entry.texts_at("targets[].process")}
        wanted = targets.union(*(processes[each].kin for each in targets & processes.keys()))
        linked = [value for _, value in entry.texts_at("evidence[].record") if value in benefits]
        if linked and targets and not any(wanted & benefits[each] for each in linked):
            what = "its records of benefit speak to none of its targets, so none of them counts"
            mend = "compare targets with the processes of the records"
            yield _warning(entry, "$.evidence", "evidence-beside-the-point", what, mend)


def _warning(entry: Entry, path: str, rule: str, what: str, mend: str) -> Finding:
    return Finding(entry.file, path, rule, what, mend, Level.WARNING)


def _all_texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _all_texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _all_texts(part)


def _number(value: Json) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _pair(value: Json) -> tuple[float, float] | None:
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004 - both bounds
        return None
    least, greatest = _number(value[0]), _number(value[1])
    return None if least is None or greatest is None else (least, greatest)
