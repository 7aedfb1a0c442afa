"""``plan instruments`` and ``plan score``: what each questionnaire is, and what answers say."""

from __future__ import annotations

import math

import click

from neuroplan.cli import console
from neuroplan.cli.card import Card
from neuroplan.cli.listing import ListingGroup
from neuroplan.cli.options import Sources, format_option, planning_options, unknown
from neuroplan.documents.nearest import quoted
from neuroplan.documents.structuring import document_of
from neuroplan.errors import PresentationError, Problem, UsageError
from neuroplan.instruments import (
    band,
    factor_flags,
    risk_flags,
    severity_readings,
)
from neuroplan.instruments import score as score_result
from neuroplan.model.instrument import Band, Instrument, ScaleDirection, Score, SeverityMap
from neuroplan.model.presentation import InstrumentResult
from neuroplan.model.terms import spaced


_HIGH = {
    ScaleDirection.HIGHER_WORSE: "is worse",
    ScaleDirection.HIGHER_BETTER: "is better",
    ScaleDirection.NEUTRAL: "is neither better nor worse",
    ScaleDirection.BY_SCALE: "means something else on each subscale",
}
_MISSING = ("null", "-")


@click.group(cls=ListingGroup)
def instruments() -> None:
    """List the instruments, or show one."""


@instruments.command("list")
@format_option("text", "json")
@planning_options
def list_instruments(form: str, sources: Sources) -> None:
    """List instruments, one a line: id, items, minutes and name."""
    known = sources.planner().library.instruments
    if form == "json":
        console.write_json([_entry(each) for each in known.values()])
        return
    console.write_result(
        console.columns(
            (
                each.id,
                f"{each.item_count} items",
                f"{each.minutes} min",
                each.name if each.used else f"{each.name} (no rule reads it)",
            )
            for each in known.values()
        )
    )


@instruments.command("show")
@click.argument("identity", metavar="ID")
@format_option("text", "json")
@planning_options
def show_instrument(identity: str, form: str, sources: Sources) -> None:
    """Show instrument ID: scoring, bands, severity maps, risk items, licence and cautions."""
    instrument = _instrument(identity, sources)
    if form == "json":
        console.write_json(document_of(instrument))
    else:
        console.write_result(_card(instrument))


@click.command
@click.argument("identity", metavar="INSTRUMENT")
@click.argument("items", metavar="ITEMS...", nargs=-1, required=True)
@format_option("text", "json")
@planning_options
def score(identity: str, items: tuple[str, ...], form: str, sources: Sources) -> None:
    """
    Score the answers to INSTRUMENT, one an item in order.

    Separate ITEMS by spaces or commas; null (or -) stands for an answer that is missing.
    """
    instrument = _instrument(identity, sources)
    result = InstrumentResult(id=instrument.id, items=_answers(items))
    try:
        scored = score_result(instrument, result)
    except PresentationError as error:
        # What stands on the command line is no client file: wrong usage, another exit code.
        raise UsageError(error.summary, error.problems) from error
    if form == "json":
        console.write_json(_result(instrument, scored))
    else:
        console.write_result(_report(instrument, scored))


def _instrument(identity: str, sources: Sources) -> Instrument:
    known = sources.planner().library.instruments
    if identity not in known:
        raise unknown("instrument", identity, known, "plan instruments list")
    return known[identity]


def _answers(items: tuple[str, ...]) -> tuple[float | None, ...]:
    words = [word for item in items for word in item.split(",") if word]
    problems: list[Problem] = []
    answers: list[float | None] = []
    for place, word in enumerate(words):
        try:
            answers.append(None if word in _MISSING else _finite(word))
        except ValueError:
            mend = "give a number, or null where the answer is missing"
            problems.append(Problem(f"$.items[{place}]", f"{quoted(word)} is no answer", mend))
    if problems:
        raise UsageError("the answers cannot be read", problems)
    return tuple(answers)


def _finite(word: str) -> float:
    value = float(word)
    if not math.isfinite(value):
        raise ValueError(word)
    return value


# One instrument


def _entry(instrument: Instrument) -> dict[str, object]:
    return {
        "id": instrument.id,
        "name": instrument.name,
        "used": instrument.used,
        "items": instrument.item_count,
        "minutes": instrument.minutes,
        "processes": sorted({each.process for each in instrument.severity}),
        "licence": instrument.licence.name,
    }


def _card(instrument: Instrument) -> str:
    card = Card(f"{instrument.name} ({instrument.id})", instrument.citation)
    card.fields(*_facts(instrument))
    card.items("Bands of the total", map(_band_words, instrument.bands.rows))
    card.items(
        "Subscales",
        (
            f"{each.label} ({each.id}): {_span(each.range)}, {each.item_count} items"
            for each in instrument.subscales
        ),
    )
    card.items("Read as severity 0 to 4", map(_map_words, instrument.severity))
    card.items(
        "Risk items",
        (
            f"item {each.item} at {each.at_least:g} or more asks {each.asks}: {each.means}"
            for each in instrument.risk_items
        ),
    )
    card.items(
        "Factors",
        (f"{each.factor} ({each.effect}): {each.action}" for each in instrument.factor_flags),
    )
    card.section("Missing answers", instrument.missing.text)
    card.items("Cautions", instrument.cautions)
    card.section("Licence", f"{instrument.licence.name}. {instrument.licence.note}")
    card.section("Checked against", f"{instrument.source_checked}: {instrument.checked_against}")
    card.section("From memory", ", ".join(instrument.from_memory))
    return card.text()


def _facts(instrument: Instrument) -> list[tuple[str, object]]:
    change, takes = instrument.reliable_change, instrument.response
    step = f" in steps of {takes.step:g}" if takes.step != 1 else ""
    return [
        ("items", instrument.item_count),
        ("answers", f"{takes.min:g} to {takes.max:g}{step}"),
        ("reversed items", ", ".join(map(str, sorted(instrument.reverse_items)))),
        ("looks back", instrument.recall),
        ("takes", f"{instrument.minutes} minutes"),
        ("how often", instrument.frequency),
        ("a high score", _HIGH[instrument.direction]),
        ("total", f"{instrument.total.text}{_total_span(instrument)}"),
        ("cut-off", instrument.clinical_cutoff.text),
        (
            "reliable change",
            f"{change.value:g} ({spaced(change.kind)}; {change.source})"
            if change.value is not None
            else f"none known ({change.source})",
        ),
        ("reliability", instrument.reliability.source),
        ("languages", instrument.languages_note),
        ("doi", instrument.doi),
        ("read by a rule", "yes" if instrument.used else "no"),
    ]


def _total_span(instrument: Instrument) -> str:
    return f", {_span(instrument.total.range)}" if instrument.total.range else ""


def _span(limits: tuple[float, float]) -> str:
    return f"{limits[0]:g} to {limits[1]:g}"


def _band_words(row: Band) -> str:
    if row.min is not None and row.max is not None:
        return f"{row.label}: {row.min:g} to {row.max:g}"
    return f"{row.label}: {row.text or 'any of items ' + ', '.join(map(str, row.any_item))}"


def _map_words(each: SeverityMap) -> str:
    steps = "; ".join(f"{low:g} to {high:g} is {severity}" for low, high, severity in each.steps)
    return f"{each.process} from {each.from_} ({each.confidence} confidence, {each.basis}): {steps}"


# One result


def _result(instrument: Instrument, scored: Score) -> dict[str, object]:
    return {
        **document_of(scored),
        "total": scored.total,
        "band": band(instrument, scored),
        "severities": [document_of(each) for each in severity_readings(instrument, scored)],
        "risk_flags": [document_of(each) for each in risk_flags(instrument, scored)],
        "factors": [factor for factor, _ in factor_flags(instrument, scored)],
    }


def _report(instrument: Instrument, scored: Score) -> str:
    card = Card(f"{instrument.name} ({instrument.id})")
    label = band(instrument, scored)
    total = "not scored" if scored.total is None else f"{scored.total:g}{_of(instrument)}"
    card.fields(
        ("total", total if instrument.total.exists else None),
        ("band", label),
        ("cut-off", instrument.clinical_cutoff.text),
        *((name, f"{value:g}") for name, value in scored.subscales.items()),
        ("missing items", ", ".join(map(str, scored.missing_items))),
        ("made up for missing answers", ", ".join(scored.prorated)),
        ("too much missing for", ", ".join(scored.unscored)),
    )
    card.items(
        "Ask directly, whatever the total",
        (
            *(
                f"{f'item {flag.item}' if flag.item else 'score'} is {flag.value:g} "
                f"({flag.asks}): {flag.means}"
                for flag in risk_flags(instrument, scored)
            ),
            *(f"item {item} was not answered: ask" for item in scored.unknown_risk_items),
        ),
    )
    card.items(
        "Read as severity 0 to 4",
        (
            f"{each.process}: {each.severity} ({each.confidence} confidence, from {each.from_}; "
            f"{each.basis})"
            for each in severity_readings(instrument, scored)
        ),
    )
    card.items(
        "Sets the factor",
        (f"{factor}: {flag.action}" for factor, flag in factor_flags(instrument, scored)),
    )
    return card.text()


def _of(instrument: Instrument) -> str:
    limits = instrument.total.range
    return f" (of {_span(limits)})" if limits else ""
