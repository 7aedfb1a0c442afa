"""``plan evidence``: list the evidence records, show one in words, or pool single trials."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import click

from neuroplan.citations import COMPARED, DESIGNS, figure, size, statement
from neuroplan.cli import console
from neuroplan.cli.card import Card
from neuroplan.cli.listing import ListingGroup
from neuroplan.cli.options import Sources, format_option, planning_options, unknown
from neuroplan.cli.records import all_records, base_certainty, base_steps, step_words
from neuroplan.documents.structuring import document_of
from neuroplan.library import Library
from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.terms import ComparatorType, Use, spaced
from neuroplan.pipeline.certainty import start_certainty
from neuroplan.pooling import Pool, PooledTrial, pool_trials


@click.group(cls=ListingGroup)
def evidence() -> None:
    """List the evidence records, show one, or pool single trials."""


@evidence.command("list")
@click.option("--modality", metavar="ID", help="Records with this prefix, as emdr or safety.")
@click.option("--process", metavar="ID", help="Records that speak to this process.")
@click.option("--use", type=click.Choice([each.value for each in Use]))
@format_option("text", "json")
@planning_options
def list_evidence(
    modality: str | None, process: str | None, use: str | None, form: str, sources: Sources
) -> None:
    """List records, one a line: id, use, computed certainty and finding."""
    library = sources.planner().library
    records = all_records(library)
    prefixes = {identity.partition("/")[0] for identity in records} | set(library.plugins)
    if modality is not None and modality not in prefixes:
        raise unknown("modality", modality, prefixes, "plan modalities")
    if process is not None and process not in library.vocabulary.processes:
        raise unknown("process", process, library.vocabulary.processes, "plan schema vocabulary")
    found = [
        record
        for record in records.values()
        if modality in (None, record.id.partition("/")[0])
        and use in (None, record.use.value)
        and (process is None or record.fit_to(process) is not None)
    ]
    if form == "json":
        console.write_json([_document(record) for record in found])
    elif found:
        console.write_result(
            console.columns(
                (each.id, each.use, spaced(base_certainty(each)), statement(each)) for each in found
            )
        )
    else:
        console.note("no record fits")


@evidence.command("show")
@click.argument("identity", metavar="ID")
@format_option("text", "json")
@planning_options
def show_evidence(identity: str, form: str, sources: Sources) -> None:
    """Show record ID: what was studied, what was found, and how certain it is."""
    library = sources.planner().library
    records = all_records(library)
    record = records.get(identity)
    if record is None:
        raise unknown("evidence record", identity, records, "plan evidence list")
    used = _used_by(record, library)
    if form == "json":
        console.write_json({**_document(record), "used_by": used})
    else:
        console.write_result(_card(record, library, used))


@evidence.command("pool")
@click.argument("technique", metavar="TECHNIQUE")
@click.argument("process", metavar="PROCESS")
@format_option("text", "json")
@planning_options
def pool_evidence(technique: str, process: str, form: str, sources: Sources) -> None:
    """
    Pool the single trials of TECHNIQUE for PROCESS, by kind of comparison.

    For reading only: a pooled figure sets no strength and changes no plan.
    """
    library = sources.planner().library
    if technique not in library.techniques:
        raise unknown("technique", technique, library.techniques, "plan techniques list")
    if process not in library.vocabulary.processes:
        raise unknown("process", process, library.vocabulary.processes, "plan schema vocabulary")
    linked = library.techniques[technique].evidence
    pools, left = pool_trials(process, (library.records[each.record] for each in linked))
    if form == "json":
        console.write_json(
            {
                "technique": technique,
                "process": process,
                "pools": [
                    {"comparator_type": kind.value, **attrs.asdict(pool)}
                    for kind, pool in pools.items()
                ],
                "not_pooled": left,
            }
        )
        return
    card = Card(
        f"{library.techniques[technique].name}: {library.vocabulary.process_label(process)}",
        "For reading only: a pooled figure sets no strength and changes no plan.",
    )
    for kind, pool in pools.items():
        card.items(_pooled(kind, pool), map(_trial, pool.trials))
    if not pools:
        card.paragraph("There are no two single trials with an interval that could be pooled.")
    card.items("Not pooled", (f"{identity}: {why}" for identity, why in left.items()))
    console.write_result(card.text())


def _pooled(kind: ComparatorType, pool: Pool) -> str:
    low, high = pool.ci
    return (
        f"{len(pool.trials)} trials {COMPARED[kind]}: {pool.value:.2f} (95% CI {low:.2f} to "
        f"{high:.2f}), I² {pool.i2:.0f} %, tau² {pool.tau2:.2f}; random effects, "
        "DerSimonian and Laird"
    )


def _trial(trial: PooledTrial) -> str:
    return (
        f"{trial.record}: {trial.value:.2f}, standard error {trial.se:.2f}, "
        f"weight {trial.weight:.0%}"
    )


def _document(record: EvidenceRecord) -> dict[str, object]:
    return {
        **document_of(record),
        "statement": statement(record),
        "certainty": base_certainty(record),
        "certainty_start": start_certainty(record),
        "certainty_steps": [document_of(step) for step in base_steps(record)],
    }


def _used_by(record: EvidenceRecord, library: Library) -> dict[str, str]:
    """Give the techniques that rest on a record, with how it bears on each."""
    return {
        identity: link.link.value
        for identity, technique in sorted(library.techniques.items())
        for link in technique.evidence
        if link.record == record.id
    }


def _card(record: EvidenceRecord, library: Library, used: Mapping[str, str]) -> str:
    card = Card(record.id, record.citation)
    card.fields(*_facts(record, library))
    start = spaced(start_certainty(record))
    card.items(
        f"Certainty for those who were studied: {spaced(base_certainty(record))}",
        [f"it starts at {start}", *map(step_words, base_steps(record))],
    )
    card.section("Note", record.note)
    card.items(
        "Cited by",
        (f"{identity} ({link})" for identity, link in used.items()),
    )
    return card.text()


def _facts(record: EvidenceRecord, library: Library) -> list[tuple[str, object]]:
    vocabulary = library.vocabulary
    return [
        ("doi", record.doi),
        ("isbn", record.isbn),
        ("year", record.year),
        ("design", f"{DESIGNS[record.design.value]}: {record.level}"),
        ("use", record.use),
        ("finding", record.direction),
        ("figure", figure(record.effect) if record.effect else None),
        ("as reported", record.as_reported),
        ("compared", f"{COMPARED[record.comparator.type]}: {record.comparator.as_studied}"),
        ("who was studied", record.population.as_studied),
        ("all of them", ", ".join(map(spaced, record.population.tags))),
        ("formats", ", ".join(map(spaced, record.population.formats))),
        ("outcome", record.outcome),
        (
            "speaks to",
            ", ".join(
                f"{vocabulary.process_label(each.process)} ({each.process}, {each.fit})"
                if each.process in vocabulary.processes
                else f"{each.process} ({each.fit})"
                for each in record.processes
            ),
        ),
        ("size", size(record)),
        ("heterogeneity", f"I² {record.i2:g} %" if record.i2 is not None else None),
        ("seen at source", "yes" if record.source_checked else "no: the figure is from memory"),
    ]
