"""``plan techniques``: list the installed techniques, or show one as a reference card."""

from __future__ import annotations

from collections.abc import Iterable

import click

from neuroplan.citations import statement
from neuroplan.cli import console
from neuroplan.cli.card import Card
from neuroplan.cli.listing import ListingGroup
from neuroplan.cli.options import Sources, format_option, planning_options, unknown
from neuroplan.cli.records import base_certainty, source_words
from neuroplan.documents.structuring import document_of, unstructure
from neuroplan.library import Library
from neuroplan.model.condition import age_words
from neuroplan.model.technique import Contraindication, Technique
from neuroplan.model.terms import Category, ContraindicationEffect, Role, spaced


@click.group(cls=ListingGroup)
def techniques() -> None:
    """List the installed techniques, or show one."""


@techniques.command("list")
@click.option("--category", type=click.Choice([each.value for each in Category]))
@click.option("--modality", metavar="ID", help="Techniques of this modality.")
@click.option("--process", metavar="ID", help="Techniques that target this process.")
@format_option("text", "json")
@planning_options
def list_techniques(
    category: str | None, modality: str | None, process: str | None, form: str, sources: Sources
) -> None:
    """List techniques, one a line: id, category, phase and name."""
    library = sources.planner().library
    if modality is not None and modality not in library.plugins:
        raise unknown("modality", modality, library.plugins, "plan modalities")
    if process is not None and process not in library.vocabulary.processes:
        raise unknown("process", process, library.vocabulary.processes, "plan schema vocabulary")
    found = [
        technique
        for _, technique in sorted(library.techniques.items())
        if category in (None, technique.category.value)
        and modality in (None, technique.modality)
        and (process is None or any(each.process == process for each in technique.targets))
    ]
    if form == "json":
        console.write_json([_entry(technique) for technique in found])
    elif found:
        console.write_result(
            console.columns((each.id, each.category, each.phase, each.name) for each in found)
        )
    else:
        console.note("no technique fits")


@techniques.command("show")
@click.argument("identity", metavar="ID")
@format_option("text", "json")
@planning_options
def show_technique(identity: str, form: str, sources: Sources) -> None:
    """Show the reference card of technique ID."""
    library = sources.planner().library
    technique = library.techniques.get(identity)
    if technique is None:
        raise unknown("technique", identity, library.techniques, "plan techniques list")
    if form == "json":
        console.write_json(_document(technique, library))
    else:
        console.write_result(_card(technique, library))


def _entry(technique: Technique) -> dict[str, object]:
    return {
        "id": technique.id,
        "name": technique.name,
        "modality": technique.modality,
        "category": technique.category,
        "phase": technique.phase,
        "targets": unstructure(technique.targets),
        "summary": technique.summary,
    }


def _document(technique: Technique, library: Library) -> dict[str, object]:
    """Give a technique as data, with conditions in words and evidence with its certainty."""
    whole: dict[str, object] = dict(document_of(technique))
    if technique.indications is not None:
        whole["indications"] = technique.indications.words()
    whole["adaptations"] = [
        {"for": each.for_whom, "change": each.change, "source": each.source}
        | ({"when": each.when.words()} if each.when else {})
        for each in technique.adaptations
    ]
    whole["evidence"] = [
        {
            "record": link.record,
            "link": link.link,
            "certainty": base_certainty(library.records[link.record]),
            "statement": statement(library.records[link.record]),
        }
        for link in technique.evidence
    ]
    return whole


def _card(technique: Technique, library: Library) -> str:
    card = Card(f"{technique.name} ({technique.id})", technique.summary)
    card.fields(*_facts(technique, library))
    if technique.indications is not None:
        card.section("Meant for", f"{technique.indications.words(library.vocabulary.label)}.")
    card.items("Before it starts", (each.text for each in technique.conditions))
    for effect, title in _EFFECTS.items():
        card.items(title, _bars(technique, effect, library))
    card.items(
        "Adaptations",
        (
            f"For {each.for_whom}: {each.change} ({source_words(each.source, library.records)})"
            for each in technique.adaptations
        ),
    )
    card.items("Steps", technique.steps, numbered=True)
    card.section("Home practice", technique.home_practice)
    card.section("Markers", technique.markers)
    card.section("For the client", technique.for_the_client)
    card.section("Why", technique.rationale)
    card.section("How it is thought to work", technique.mechanism.text)
    card.section("Contested", technique.mechanism.contested)
    card.items("Evidence (certainty for those who were studied)", _evidence(technique, library))
    return card.text()


_EFFECTS = {
    ContraindicationEffect.EXCLUDE: "Not used with",
    ContraindicationEffect.HOLD: "Waits with",
    ContraindicationEffect.ADAPT: "Done otherwise with",
    ContraindicationEffect.CAUTION: "Care with",
}


def _facts(technique: Technique, library: Library) -> list[tuple[str, object]]:
    vocabulary = library.vocabulary
    info = library.owners[technique.id].content.info
    return [
        ("category", vocabulary.categories[technique.category.value].label),
        ("modality", f"{info.name} {info.version}"),
        ("phase", vocabulary.phases[technique.phase.value].label),
        ("primary targets", _targets(technique, Role.PRIMARY, library)),
        ("secondary targets", _targets(technique, Role.SECONDARY, library)),
        ("dose", _dose(technique, library)),
        ("age", age_words(*technique.age)),
        ("format", _listed(technique.format)),
        ("medium", _listed(technique.medium)),
        ("training", technique.training.text),
        ("directiveness", technique.style.directiveness),
        ("focus", technique.style.focus),
        ("homework", technique.style.homework),
        ("activating", "yes: it waits while risk is urgent or unknown" * technique.activating),
        ("foundation", "yes: it runs throughout a plan" * technique.foundation),
        ("adjunct", "yes: it is done outside sessions" * technique.adjunct),
        ("requires before it", "; ".join(" or ".join(group) for group in technique.requires)),
        ("one form of", technique.variant_of),
        ("component of", technique.part_of),
        ("second line to", ", ".join(technique.second_line_to)),
    ]


def _dose(technique: Technique, library: Library) -> str:
    dose = technique.dose
    sessions = f"{dose.least}" if dose.least == dose.most else f"{dose.least} to {dose.most}"
    noun = "session" if dose.most == 1 else "sessions"
    source = source_words(dose.source, library.records)
    return f"{sessions} {noun} of {dose.minutes} minutes ({source})"


def _targets(technique: Technique, role: Role, library: Library) -> str:
    return ", ".join(
        f"{library.vocabulary.process_label(each.process)} ({each.process})"
        for each in technique.targets
        if each.role is role
    )


def _bars(technique: Technique, effect: ContraindicationEffect, library: Library) -> Iterable[str]:
    for bar in technique.contraindications:
        if bar.effect is effect:
            label = library.vocabulary.factor_label(bar.factor)
            source = source_words(bar.source, library.records)
            yield f"{label} ({bar.kind}): {bar.why}{_instead(bar)} ({source})"


def _instead(bar: Contraindication) -> str:
    if bar.lifted_by is not None:
        return f" Until: {bar.lifted_by.text}"
    return f" Instead: {bar.adapted_form}{_at_home(bar)}" if bar.adapted_form else ""


def _at_home(bar: Contraindication) -> str:
    if bar.home_practice is None:
        return ""
    return f" At home: {bar.home_practice.practice or 'nothing.'}"


def _evidence(technique: Technique, library: Library) -> Iterable[str]:
    for link in technique.evidence:
        record = library.records[link.record]
        certainty = spaced(base_certainty(record))
        yield (
            f"{record.id} ({link.link}, {record.use}, {certainty} certainty): {statement(record)}"
        )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(spaced, names))
