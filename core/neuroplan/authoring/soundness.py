"""What a schema cannot say: figures that fit together, and evidence that bears on its technique."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from neuroplan.authoring.drafts import Draft, Entry
from neuroplan.authoring.findings import Finding, Level
from neuroplan.documents.nearest import quoted
from neuroplan.documents.reading import Json
from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.soundness import Slip, modality_slips, record_slips, technique_slips


def soundness_findings(draft: Draft) -> Iterator[Finding]:
    """Yield figures that contradict each other, entries that stand twice, and idle content."""
    for entry in draft.techniques:
        yield from _wrong(entry, technique_slips(entry.value))
    for entry in draft.records:
        yield from _wrong(entry, record_slips(entry.value))
    yield from _about(draft)
    yield from _idle(draft)


def _wrong(entry: Entry, slips: Iterable[Slip]) -> Iterator[Finding]:
    for slip in slips:
        yield Finding(entry.file, f"{entry.path}{slip.path}", slip.rule, slip.what, slip.mend)


def _about(draft: Draft) -> Iterator[Finding]:
    if not draft.info.value:
        what = "there is no modality.json, so a plan cannot say what this is or rests on"
        mend = "write one: `plan plugins new` shows how"
        yield Finding(draft.info.file, "", "no-modality-file", what, mend, Level.WARNING)
        return
    yield from _wrong(draft.info, modality_slips(draft.info.value))


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
