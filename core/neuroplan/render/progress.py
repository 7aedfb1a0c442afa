"""
A progress review as text with small charts, and as markdown with a table.

Safety stands first, then what follows, then each measure by itself, deteriorations first.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import attrs

from neuroplan.citations import figure, short_citation
from neuroplan.instruments import shown
from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.instrument import ScaleDirection
from neuroplan.model.progress import (
    Action,
    Consequence,
    ObjectiveStanding,
    Point,
    ProgressReview,
    ReviewSafety,
    Series,
    Track,
    Trend,
    Verdict,
)
from neuroplan.model.terms import spaced
from neuroplan.render.markdown import escape
from neuroplan.render.wording import LEVELS, RISKS, clean, few, lower_first, quoted


#: Narrower than this no chart can be read.
LEAST_WIDTH = 40
#: Columns of a chart at most.
_CHART = 48
#: More results than this are drawn as the first and the latest.
_MOST_POINTS = 12
VERDICTS = {
    Verdict.RELIABLE_DETERIORATION: "RELIABLE DETERIORATION",
    Verdict.NO_RELIABLE_CHANGE: "no reliable change",
    Verdict.RELIABLE_IMPROVEMENT: "reliable improvement",
    Verdict.RECOVERED: "clinically significant change (recovered)",
    Verdict.TREND_ONLY: "trend only",
    Verdict.ONE_RESULT: "one dated result, nothing to compare",
}
TRENDS = {
    Trend.BETTER: "towards better",
    Trend.WORSE: "towards worse",
    Trend.SAME: "no change at all",
    Trend.UNDIRECTED: "neither side is better",
    Trend.NONE: "",
}
TRACKS = {
    Track.SAFETY_FIRST: "Safety first: not on track until this is settled",
    Track.OFF_TRACK: "Off track",
    Track.WATCH: "Watch closely",
    Track.ON_TRACK: "On track",
    Track.TOO_EARLY: "Too early to tell",
    Track.CANNOT_TELL: "Cannot be told",
}
ACTIONS = {
    Action.CONTACT_TODAY: "Contact the same day",
    Action.CONTACT: "Contact in the same week",
    Action.SLOW_DOWN: "Worse: slow down and find out why",
    Action.LOOK: "Look at alliance and preferences",
    Action.FINISH: "Finish the dose first",
    Action.CHANGE: "Move to the next alternative",
    Action.REFER: "Consult or refer",
    Action.GO_ON: "Go on",
    Action.CONSOLIDATE: "Consolidate",
    Action.END: "End, if the client agrees",
}
_LEGEND = (
    "\u25cf result, \u2500 within error of measurement of the first result, \u250a clinical cut-off"
)


@attrs.frozen
class _Entry:
    """A point of a section, with what stands below it."""

    text: str
    below: tuple[str, ...] = ()


_Section = tuple[str, tuple[_Entry, ...]]


def progress_to_text(review: ProgressReview, *, width: int = 80) -> str:
    """Give the review as text with a final newline; no line is wider than *width* (least 40)."""
    width = max(width, LEAST_WIDTH)
    lines = [_wrapped(_title(review), width), "\u2550" * width, ""]
    for title, entries in _before(review):
        lines += _text_section(title, entries, width)
    if review.series:
        lines += ["Measures, each by itself", _wrapped(_LEGEND, width, "  ", "  "), ""]
    for series in review.series:
        lines += [*_text_series(series, width), ""]
    for title, entries in _after(review):
        lines += _text_section(title, entries, width)
    return "\n".join(lines).rstrip() + "\n"


def progress_to_markdown(review: ProgressReview) -> str:
    """Give the review as markdown with a final newline."""
    parts = [f"# {escape(_title(review))}"]
    parts += [_markdown_section(title, entries) for title, entries in _before(review)]
    if review.series:
        parts += ["## Measures, each by itself", "\n".join(_table(review.series))]
        notes = [
            f"- {escape(_name(each))}: {escape(' '.join(_details(each)))}" for each in review.series
        ]
        parts.append("\n".join(notes))
    parts += [_markdown_section(title, entries) for title, entries in _after(review)]
    return "\n\n".join(parts) + "\n"


# What is said


def _title(review: ProgressReview) -> str:
    session = f", session {review.session}" if review.session else ""
    planned = f" of {review.planned_sessions}" if session and review.planned_sessions else ""
    return f"Progress review of client {review.client_id}{session}{planned}"


def _before(review: ProgressReview) -> Iterator[_Section]:
    yield "Safety first", tuple(_safety(review.safety))
    yield "On track?", (_Entry(f"{TRACKS[review.track]}. {review.track_why}"),)
    if review.consequences:
        known = {each.id: each for each in review.references}
        grouped = groupby(review.consequences, key=lambda each: (each.action, each.advice))
        yield (
            "What follows",
            tuple(_consequence(*said, tuple(group), known) for said, group in grouped),
        )


def _after(review: ProgressReview) -> Iterator[_Section]:
    sections = (
        ("Objectives of the plan", map(_objective, review.objectives)),
        ("Not followed", (_Entry(f"{each.name}: {each.why}") for each in review.not_followed)),
        ("Notes", map(_Entry, review.notes)),
        ("How to read this", map(_Entry, (review.method, *review.cautions))),
        ("Sources", map(_reference, review.references)),
    )
    for title, entries in sections:
        found = tuple(entries)
        if found:
            yield title, found


def _safety(safety: ReviewSafety) -> Iterator[_Entry]:
    if safety.level is not None:
        yield _Entry(f"Level: {safety.level}. {LEVELS[safety.level]}")
    yield from (_Entry(signal.text) for signal in safety.signals)
    if safety.not_assessed:
        asked = few([RISKS[question] for question in safety.not_assessed])
        yield _Entry(f"Not assessed, so unknown: {asked}. Ask.")
    if safety.answers:
        answered = few(
            [f"{RISKS[each.question]}: {spaced(each.answer)}" for each in safety.answers]
        )
        yield _Entry(f"Answers on record: {answered}.")
    yield from (_Entry(note) for note in safety.notes)
    if safety.actions:
        yield _Entry("To do:", tuple(action.text for action in safety.actions))
    if not (safety.is_open or safety.signals or safety.answers):
        yield _Entry("No risk item is positive and every risk question is answered.")


def _consequence(
    action: Action, advice: str, rules: Sequence[Consequence], known: dict[str, EvidenceRecord]
) -> _Entry:
    """Say once what several rules ask for alike, with the reason of each."""
    below: list[str] = []
    for each in rules:
        below.append(f"Why: {each.why}")
        below += [f"Alternative: {other.technique_id}, {other.why}" for other in each.alternatives]
        sources = [
            short_citation(known[source]) if source in known else spaced(source)
            for source in each.sources
        ]
        below.append(f"Source: {'; '.join(sources)}. Rule: {each.rule}.")
    return _Entry(f"{ACTIONS[action]}: {advice}", tuple(below))


def _objective(each: ObjectiveStanding) -> _Entry:
    about = f"{quoted(each.goal)} ({lower_first(each.label)})"
    latest = "nothing newer" if each.latest is None else f"now {shown(each.latest)}"
    if each.target is None:
        began = f"{each.measure} {shown(each.baseline)} at the start, {latest}"
        return _Entry(f"{about}: no objective yet, agree on one with the client. {began}.")
    standing = {True: "met", False: "not met yet", None: "cannot be told"}[each.met]
    if each.met and each.instrument is not None:
        standing = "met, a reliable gain"
    side = f", {each.side}" if each.side else ""
    return _Entry(
        f"{about}: {standing}. {each.measure} from {shown(each.baseline)} to "
        f"{shown(each.target)} by session {each.by_session}, {latest}{side}."
    )


def _reference(record: EvidenceRecord) -> _Entry:
    doi = f" doi:{record.doi}" if record.doi else ""
    found = f" {record.outcome}: {figure(record.effect)}." if record.effect else ""
    memory = "" if record.source_checked else " From memory, not checked at the source."
    return _Entry(f"{record.citation}{doi}{found}{memory}")


def _name(series: Series) -> str:
    return f"{series.name}, {series.label}"


def _verdict(series: Series) -> str:
    words = VERDICTS[series.verdict]
    if series.verdict in (Verdict.TREND_ONLY, Verdict.NO_RELIABLE_CHANGE):
        words = f"{words}, {TRENDS[series.trend]}"
    return f"{words}; reliably worse than its best" if series.setback else words


def _change(series: Series) -> str:
    if series.change is None:
        return ""
    return f"{'+' if series.change >= 0 else ''}{shown(series.change)}"


def _needed(series: Series) -> str:
    if series.criterion is None:
        return "not known"
    than = "more than " if series.criterion.beyond else ""
    return f"{than}{series.criterion.points:.4g}"


def _details(series: Series) -> Iterator[str]:
    """Say where the figures of the verdict come from, and what to know about it."""
    if series.criterion is not None:
        yield (
            f"A reliable change is {_needed(series)} points ({series.criterion.words}; "
            f"{series.criterion.source})."
        )
    if series.index is not None:
        yield (
            f"SE {series.index.standard_error:.2f}, S_diff {series.index.difference_error:.3f}, "
            f"RC {series.index.index:.3f}."
        )
    if series.cutoff is not None:
        yield f"Clinical cut-off: {series.cutoff.text}."
    if series.setback is not None:
        best = series.setback.best
        yield (
            f"Since the best result ({shown(best.value)} on {best.date}) it lost "
            f"{shown(series.setback.points)} points; the best of several is partly chance."
        )
    yield from series.notes


def _scale(series: Series) -> str:
    words = {
        ScaleDirection.HIGHER_WORSE: "high is worse",
        ScaleDirection.HIGHER_BETTER: "high is better",
    }.get(series.direction, "neither side is better")
    return f"{series.span[0]:g} to {series.span[1]:g}, {words}"


# Text


def _wrapped(text: str, width: int, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        clean(text),
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
    )


def _text_section(title: str, entries: Iterable[_Entry], width: int) -> list[str]:
    lines = [title]
    for entry in entries:
        lines.append(_wrapped(entry.text, width, "  - ", "    "))
        lines += [_wrapped(each, width, "      ", "        ") for each in entry.below]
    return [*lines, ""]


def _text_series(series: Series, width: int) -> Iterator[str]:
    change = f", {_change(series)}" if series.change is not None else ""
    yield _wrapped(f"{_name(series)} ({_scale(series)})", width, "  ", "  ")
    yield _wrapped(f"{_verdict(series)}{change}", width, "  ", "  ")
    yield from _chart(series, width)
    yield from (_wrapped(each, width, "    ", "    ") for each in _details(series))


def _chart(series: Series, width: int) -> Iterator[str]:
    """Draw one line a result: date, score, and its place on the scale."""
    drawn: Sequence[Point] = series.points
    left = len(drawn) - _MOST_POINTS
    if left > 0:
        drawn = (drawn[0], *drawn[left + 1 :])
    size = max(len(shown(point.value)) for point in drawn)
    columns = min(_CHART, width - size - 20)
    for place, point in enumerate(drawn):
        yield f"    {point.date}  {shown(point.value):>{size}} |{_track(series, point, columns)}|"
        if place == 0 and left > 0:
            yield f"    ({left} results between)"


def _track(series: Series, point: Point, columns: int) -> str:
    cells = [" "] * columns
    if series.criterion is not None:
        band = series.criterion.points
        began = series.baseline.value
        first, last = (_cell(series, began + way * band, columns) for way in (-1, 1))
        cells[first : last + 1] = "\u2500" * (last + 1 - first)
    if series.cutoff is not None and series.cutoff.value is not None:
        cells[_cell(series, series.cutoff.value, columns)] = "\u250a"
    cells[_cell(series, point.value, columns)] = "\u25cf"
    return "".join(cells)


def _cell(series: Series, value: float, columns: int) -> int:
    least, greatest = series.span
    share = (value - least) / (greatest - least) if greatest > least else 0.0
    return round(min(max(share, 0.0), 1.0) * (columns - 1))


# Markdown


def _markdown_section(title: str, entries: Iterable[_Entry]) -> str:
    lines = [f"## {escape(title)}", ""]
    for entry in entries:
        lines.append(f"- {escape(entry.text)}")
        lines += [f"  - {escape(each)}" for each in entry.below]
    return "\n".join(lines)


def _table(series: Iterable[Series]) -> Iterator[str]:
    yield "| Measure | Scale | Baseline | Latest | Change | Reliable from | Verdict | Results |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for each in series:
        cells = (
            _name(each),
            _scale(each),
            f"{shown(each.baseline.value)} ({each.baseline.date})",
            f"{shown(each.latest.value)} ({each.latest.date})",
            _change(each),
            _needed(each),
            _verdict(each),
            " \u2192 ".join(shown(point.value) for point in each.points),
        )
        yield f"| {' | '.join(map(escape, cells))} |"
