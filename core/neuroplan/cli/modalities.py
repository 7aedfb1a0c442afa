"""``plan modalities``: list the modalities that take part, or show one with its honest notes."""

from __future__ import annotations

from collections import Counter

import click

from neuroplan.cli import console
from neuroplan.cli.card import Card
from neuroplan.cli.options import Sources, format_option, planning_options, unknown
from neuroplan.documents.structuring import document_of
from neuroplan.library import Library
from neuroplan.model.modality import ModalityInfo
from neuroplan.model.terms import Category
from neuroplan.plugins.loading import LoadedPlugin


@click.command
@click.argument("identity", metavar="[ID]", required=False)
@format_option("text", "json")
@planning_options
def modalities(identity: str | None, form: str, sources: Sources) -> None:
    """
    List the modalities, or show modality ID.

    The card of a modality names its key texts, and what is weak or contested.
    """
    library = sources.planner().library
    if identity is None:
        _list(library, form)
        return
    plugin = library.plugins.get(identity)
    if plugin is None:
        raise unknown("modality", identity, library.plugins, "plan modalities")
    if form == "json":
        console.write_json(_document(plugin))
    else:
        console.write_result(_card(plugin))


def _list(library: Library, form: str) -> None:
    if form == "json":
        console.write_json([_entry(plugin) for plugin in library.plugins.values()])
        return
    console.write_result(
        console.columns(
            (
                plugin.content.info.id,
                plugin.content.info.version,
                f"{len(plugin.content.techniques)} techniques",
                f"evidence to {plugin.content.info.evidence_as_of}",
                plugin.content.info.name,
            )
            for plugin in library.plugins.values()
        )
    )


def _entry(plugin: LoadedPlugin) -> dict[str, object]:
    info = plugin.content.info
    return {
        "id": info.id,
        "name": info.name,
        "version": info.version,
        "evidence_as_of": info.evidence_as_of,
        "origin": plugin.content.origin,
        "techniques": len(plugin.content.techniques),
        "by_category": _by_category(plugin),
        "evidence_records": len(plugin.content.evidence),
    }


def _document(plugin: LoadedPlugin) -> dict[str, object]:
    return {**document_of(plugin.content.info), **_entry(plugin)}


def _by_category(plugin: LoadedPlugin) -> dict[str, int]:
    counted = Counter(technique.category for technique in plugin.content.techniques)
    return {category.value: counted[category] for category in Category}


def _card(plugin: LoadedPlugin) -> str:
    info = plugin.content.info
    card = Card(f"{info.name} ({info.id})", info.summary)
    by_category = ", ".join(
        f"{count} {name.replace('_', ' ')}" for name, count in _by_category(plugin).items() if count
    )
    card.fields(
        ("version", info.version),
        ("evidence read to", info.evidence_as_of),
        ("comes from", plugin.content.origin),
        ("techniques", f"{len(plugin.content.techniques)} ({by_category or 'none'})"),
        ("evidence records", len(plugin.content.evidence)),
        ("own processes", _terms(info, "processes")),
        ("own factors", _terms(info, "factors")),
        ("instruments", ", ".join(info.instruments)),
    )
    card.items("Honest notes", info.honest_notes)
    card.items("Key texts", info.key_texts)
    return card.text()


def _terms(info: ModalityInfo, kind: str) -> str:
    terms = info.processes if kind == "processes" else info.factors
    return ", ".join(f"{term.label} ({term.id})" for term in terms)
