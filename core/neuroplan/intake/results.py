"""
Instruments in the intake: in what forms a result can be given, and what was given so far.

No wording of an item is known here; items are asked for by number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from neuroplan.documents.reading import Json
from neuroplan.documents.structuring import structure
from neuroplan.errors import PresentationError
from neuroplan.instruments import score
from neuroplan.intake.answers import AnswerError, Row
from neuroplan.intake.catalogue import Option
from neuroplan.model.instrument import Instrument, Method, Score
from neuroplan.model.presentation import InstrumentResult


Answers = Mapping[str, Json]
Instruments = Mapping[str, Instrument]

#: Items asked for in one line.
ROW = 10

#: Goals, or instrument results, that one intake takes.
MOST_ENTRIES = 50

ITEMS, TOTAL, SUBSCALES = "items", "total", "subscales"
_FORMS = {
    ITEMS: "the answer to each item, by number",
    TOTAL: "the total score",
    SUBSCALES: "the scores of its subscales",
}


def instrument_at(instruments: Instruments, answers: Answers, place: str) -> Instrument | None:
    """Give the instrument named in entry *place*, or None."""
    identity = answers.get(f"instruments/{place}/id")
    return instruments.get(identity) if isinstance(identity, str) else None


def forms(instrument: Instrument) -> tuple[Option, ...]:
    """Give the forms in which a result of *instrument* can be entered."""
    possible = {
        ITEMS: instrument.total.method is not Method.ENTERED,
        TOTAL: instrument.total.range is not None,
        SUBSCALES: bool(instrument.subscales),
    }
    names = [name for name, can in possible.items() if can]
    return tuple(
        Option(value=name, label=name, number=number, meaning=_FORMS[name])
        for number, name in enumerate(names, start=1)
    )


def rows(instrument: Instrument, answers: Answers, place: str) -> Iterator[Row]:
    """Give the rows of items to ask for; after a closed gate before item 1 there are none."""
    if instrument.entry_gate is not None:
        yield Row(instrument=instrument, first=0, last=0)
        if answers.get(f"instruments/{place}/items/0") == [0]:
            return
    for first in range(1, instrument.item_count + 1, ROW):
        last = min(first + ROW - 1, instrument.item_count)
        yield Row(instrument=instrument, first=first, last=last)


def entry(instruments: Instruments, answers: Answers, place: str) -> dict[str, Json] | None:
    """Give entry *place* as the file will hold it, or None where it has no result."""
    instrument = instrument_at(instruments, answers, place)
    if instrument is None:
        return None
    result = _result(instrument, answers, place)
    if not result:
        return None
    found: dict[str, Json] = {"id": instrument.id}
    day = answers.get(f"instruments/{place}/date")
    if day is not None:
        found["date"] = day
    return {**found, **result}


def places(answers: Answers, key: str) -> tuple[str, ...]:
    """Give the entries of a list up to the last one begun, and one more to begin."""
    begun = [n for n in range(MOST_ENTRIES) if answers.get(key.format(n)) is not None]
    return tuple(map(str, range(min(max(begun, default=-1) + 2, MOST_ENTRIES))))


def scored(instruments: Instruments, answers: Answers, place: str) -> Score | None:
    """
    Score entry *place*; None where it has no result.

    Raises:
        AnswerError: Too much is missing for any score.
    """
    found = entry(instruments, answers, place)
    instrument = instrument_at(instruments, answers, place)
    if found is None or instrument is None:
        return None
    try:
        return score(instrument, structure(found, InstrumentResult))
    except PresentationError as error:
        what = "; ".join(f"{each.what}; {each.mend}" for each in error.problems)
        raise AnswerError(what) from error


def _result(instrument: Instrument, answers: Answers, place: str) -> dict[str, Json]:
    match answers.get(f"ask/form/{place}"):
        case "items":
            items = _items(instrument, answers, place)
            return {"items": items} if any(each is not None for each in items) else {}
        case "total":
            total = answers.get(f"instruments/{place}/total")
            return {} if total is None else {"total": total}
        case "subscales":
            given = {
                each.id: answers.get(f"instruments/{place}/subscales/{each.id}")
                for each in instrument.subscales
            }
            known: dict[str, Json] = {
                name: value for name, value in given.items() if value is not None
            }
            return {"subscales": known} if known else {}
    return {}


def _items(instrument: Instrument, answers: Answers, place: str) -> list[Json]:
    """Put the rows together; the question before item 1 counts only where it was answered."""
    found: list[Json] = []
    for row in rows(instrument, answers, place):
        given = answers.get(f"instruments/{place}/items/{row.first}")
        found += given if isinstance(given, list) else [None] * (row.last - row.first + 1)
    if instrument.entry_gate is None:
        return found
    if found[0] is None:
        return found[1:]
    return found + [None] * (instrument.item_count + 1 - len(found))
