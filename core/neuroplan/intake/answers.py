"""
The kinds of answers: what may be typed, what it means, and what is wrong with it.

A kind reads the text of one answer and gives the value the file will hold; None says that
the answer is left out. What was typed never appears in what is said about it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Protocol

import attrs

from neuroplan.documents.reading import Json
from neuroplan.intake.catalogue import Node, Option, choices
from neuroplan.model.instrument import Instrument
from neuroplan.model.vocabulary import Vocabulary


#: More than fits a screen; who searches for a shorter word finds too much.
MOST_SHOWN = 20

_LEFT_OUT = ("", "-")
_UNKNOWN = ("not_assessed", "not_asked", "unknown")
_ESCAPES = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,6}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,6}([.,]\d{1,4})?", re.ASCII)
_RATED = re.compile(r"([0-9])(?:[\s,;:.]+(.*))?", re.DOTALL)


class AnswerError(ValueError):
    """
    What was typed is no answer; says what is wrong, and offers what may have been meant.

    Attributes:
        options: The answers that come near.
    """

    def __init__(self, what: str, options: Iterable[Option] = ()) -> None:
        self.options = tuple(options)
        super().__init__(what)


class Kind(Protocol):
    """A kind of answer."""

    @property
    def hint(self) -> str:
        """What to type, in a few words."""

    @property
    def blank(self) -> str:
        """What it means to type nothing."""

    @property
    def shown(self) -> tuple[Option, ...]:
        """The choices listed with the question."""

    @property
    def known(self) -> tuple[Option, ...]:
        """All choices there are."""

    def parse(self, text: str) -> Json:
        """Give the value, or None where it is left out; AnswerError where it is no answer."""

    def written(self, value: Json) -> str:
        """Give a value as it may be typed; AnswerError where it is none of this kind."""


def clean(text: str) -> str:
    """
    Take out what no one types on purpose: control characters, and what arrow keys send.

    Raises:
        AnswerError: The text is not UTF-8.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        what = "that is not UTF-8 text; set the terminal or the file to UTF-8, and type it again"
        raise AnswerError(what) from None
    lines = (_plain(line) for line in _ESCAPES.sub("", text).split("\n"))
    return "\n".join(lines).strip()


def fits(kind: Kind, value: Json) -> bool:
    """Tell whether *value* is what an answer of this kind could have given."""
    try:
        found = kind.parse("-" if value is None else clean(kind.written(value)))
    except AnswerError:
        return False
    return found == value and isinstance(found, bool) == isinstance(value, bool)


def kind_of(node: Node, today: str) -> Kind:
    """Give the kind of answer a part of the schema asks for."""
    if node.get("type") == "boolean" or "enum" in node or "oneOf" in node:
        return Choice(known=choices(node))
    match node:
        case {"type": "integer", "minimum": least, "maximum": greatest}:
            return Number(least=least, greatest=greatest)
        case {"type": "string", "format": "date"}:
            return Day(today=today)
        case {"type": "array", "items": {"enum": _} as entries}:
            return Pick(known=choices(entries), shown=choices(entries))
        case {"type": "array", "maxItems": most, "items": {"maxLength": length}}:
            return Words(most=most, longest=length)
    return Text(longest=node["maxLength"])


@attrs.frozen(kw_only=True)
class Text:
    """Text of at most *longest* characters."""

    longest: int
    hint: str = ""
    blank: str = "leave it out"
    shown: tuple[Option, ...] = ()
    known: tuple[Option, ...] = ()

    def parse(self, text: str) -> Json:
        """Give the text."""
        if text in _LEFT_OUT:
            return None
        if len(text) > self.longest:
            raise AnswerError(f"that is {len(text)} characters, at most {self.longest} fit")
        return text

    def written(self, value: Json) -> str:
        """Give the text."""
        return _text(value)


@attrs.frozen(kw_only=True)
class Words:
    """Several short texts."""

    most: int
    longest: int
    hint: str = "separate several by a semicolon"
    blank: str = "leave it out"
    shown: tuple[Option, ...] = ()
    known: tuple[Option, ...] = ()

    def parse(self, text: str) -> Json:
        """Give the texts, each once."""
        if text in _LEFT_OUT:
            return None
        words = list(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))
        if not words or len(words) > self.most or max(map(len, words)) > self.longest:
            most = f"at most {self.most} texts of at most {self.longest} characters fit"
            raise AnswerError(f"{most}; separate them by a semicolon")
        return [*words]

    def written(self, value: Json) -> str:
        """Give the texts, separated."""
        return "; ".join(map(_text, _list(value)))


@attrs.frozen(kw_only=True)
class Day:
    """A date."""

    today: str
    hint: str = "YYYY-MM-DD, or today"
    blank: str = "leave it out"
    shown: tuple[Option, ...] = ()
    known: tuple[Option, ...] = ()

    def parse(self, text: str) -> Json:
        """Give the date in the form of the file."""
        if _is_blank(text):
            return None
        if text.casefold() == "today":
            return self.today
        try:
            if _DATE.fullmatch(text):
                return date.fromisoformat(text).isoformat()
        except ValueError:
            raise AnswerError("there is no such day; give a date such as 2026-03-31") from None
        raise AnswerError("give a date such as 2026-03-31, or the word today")

    def written(self, value: Json) -> str:
        """Give the date."""
        return _text(value)


@attrs.frozen(kw_only=True)
class Number:
    """A number between two ends, both allowed."""

    least: float
    greatest: float
    whole: bool = True
    blank: str = "leave it out"
    shown: tuple[Option, ...] = ()
    known: tuple[Option, ...] = ()

    @property
    def hint(self) -> str:
        """The ends."""
        return f"{self.least:g} to {self.greatest:g}"

    def parse(self, text: str) -> Json:
        """Give the number."""
        if _is_blank(text):
            return None
        if not (_WHOLE if self.whole else _DECIMAL).fullmatch(text):
            kind = "whole number" if self.whole else "number"
            raise AnswerError(f"give a {kind}, {self.hint}")
        value = _as_written(text)
        if not self.least <= value <= self.greatest:
            raise AnswerError(f"it runs from {self.hint}")
        return value

    def written(self, value: Json) -> str:
        """Give the number."""
        return f"{_number(value):g}"


@attrs.frozen(kw_only=True)
class Choice:
    """
    One of a closed list of values.

    Attributes:
        left_out: What it means to choose none, where no value says that nobody knows.
    """

    known: tuple[Option, ...]
    left_out: str = "leave it out"

    @property
    def shown(self) -> tuple[Option, ...]:
        """All of them, but not yes and no alone."""
        return () if self._is_yes_or_no() else self.known

    @property
    def hint(self) -> str:
        """What to type."""
        return "yes or no" if self._is_yes_or_no() else "number or word"

    @property
    def blank(self) -> str:
        """The value that says nobody knows, or leaving it out."""
        unknown = self._unknown()
        return unknown.label if unknown else self.left_out

    def parse(self, text: str) -> Json:
        """Give the value chosen."""
        word = re.sub(r"[\s_-]+", "_", text.casefold()).strip("_")
        word = {"y": "yes", "n": "no"}.get(word, word)
        for option in self.known:
            if word in (option.name, str(option.number)):
                return option.value
        if word not in ("", *_UNKNOWN):
            raise AnswerError(f"choose one of: {', '.join(each.label for each in self.known)}")
        unknown = self._unknown()
        return unknown.value if unknown else None

    def written(self, value: Json) -> str:
        """Give the value in words."""
        for option in self.known:
            if option.value is value or option.value == value:
                return option.name
        raise AnswerError("none of the choices")

    def _is_yes_or_no(self) -> bool:
        return [option.name for option in self.known if not option.meaning] == ["yes", "no"]

    def _unknown(self) -> Option | None:
        return next((each for each in self.known if each.value in _UNKNOWN), None)


@attrs.frozen(kw_only=True)
class Rating:
    """
    A step of a scale, with a note beside it if there is one.

    Attributes:
        field: What the file calls the step where a note stands beside it.
        longest: Characters of the note.
    """

    field: str
    greatest: int
    longest: int
    shown: tuple[Option, ...] = ()
    blank: str = "not assessed"
    known: tuple[Option, ...] = ()

    @property
    def hint(self) -> str:
        """The ends, and that a note may follow."""
        return f"0 to {self.greatest}, then a note if you like"

    def parse(self, text: str) -> Json:
        """Give the step, or the step with its note."""
        if _is_blank(text):
            return None
        found = _RATED.fullmatch(text)
        if not found or int(found[1]) > self.greatest:
            raise AnswerError(f"begin with a whole number, 0 to {self.greatest}")
        step, note = int(found[1]), (found[2] or "").strip()
        if len(note) > self.longest:
            raise AnswerError(f"the note is too long: at most {self.longest} characters fit")
        return {self.field: step, "note": note} if note else step

    def written(self, value: Json) -> str:
        """Give the step, and the note after it."""
        if isinstance(value, dict) and value.keys() == {self.field, "note"}:
            return f"{_number(value[self.field]):g} {_text(value['note'])}"
        return f"{_number(value):g}"


@attrs.frozen(kw_only=True)
class Pick:
    """
    Ids out of a list, by number, id or label, or by a word that finds one.

    Attributes:
        single: One id and no list of ids.
        vocabulary: Gives the processes behind a word that is a diagnosis.
    """

    known: tuple[Option, ...]
    shown: tuple[Option, ...] = ()
    single: bool = False
    blank: str = "none of these"
    vocabulary: Vocabulary | None = None

    @property
    def hint(self) -> str:
        """How to choose."""
        how = "number or id" if self.single else "numbers or words, separated by commas"
        return how if self.shown else f"{how}, or a word to search for; ? lists them"

    def parse(self, text: str) -> Json:
        """Give the ids, each once."""
        if _is_blank(text) or (text.casefold() == "none" and not self.single):
            return None
        parts = [part.strip() for part in re.split(r"[,;\n]", text)]
        if re.fullmatch(r"[\d\s,;]+", text, re.ASCII):
            parts = re.split(r"[\s,;]+", text)
        found = list(dict.fromkeys(self._find(part).name for part in parts if part))
        if not found or (self.single and len(found) > 1):
            raise AnswerError("choose one of them" if self.single else "choose at least one")
        return found[0] if self.single else [*found]

    def written(self, value: Json) -> str:
        """Give the ids, separated."""
        return _text(value) if self.single else ", ".join(map(_text, _list(value)))

    def _find(self, part: str) -> Option:
        word = part.casefold()
        for option in self.known:
            if word in (str(option.number), option.name, option.label.casefold()):
                return option
        if word.isdecimal():
            raise AnswerError("there is no such number here; ? lists them")
        near = self._near(word)
        if len(near) == 1:
            return near[0]
        if near:
            raise AnswerError("several fit; choose by number", near[:MOST_SHOWN])
        raise self._nothing(word)

    def _near(self, word: str) -> list[Option]:
        """Search the labels, and where none fits what else finds an option."""
        sought = re.split(r"[\s_]+", word)
        labels = [each for each in self.known if _has(f"{each.label} {each.name}", sought)]
        return labels or [each for each in self.known if _has(" ".join(each.words), sought)]

    def _nothing(self, word: str) -> AnswerError:
        hint = self.vocabulary.hint_for(word) if self.vocabulary else None
        if hint is None:
            return AnswerError("nothing here fits; try another word, or ? for the list")
        return AnswerError(
            "that is a diagnosis, not a process; choose what this client has",
            (each for each in self.known if each.value in hint.processes),
        )


@attrs.frozen(kw_only=True)
class Row:
    """
    The answers to some items of an instrument, in order.

    Attributes:
        first: Number of the first of them; 0 is the question before item 1.
        last: Number of the last.
    """

    instrument: Instrument
    first: int
    last: int
    blank: str = "all missing"
    shown: tuple[Option, ...] = ()
    known: tuple[Option, ...] = ()

    @property
    def hint(self) -> str:
        """The answers each item takes."""
        takes = self.instrument.response
        if not self.first:
            return "0 no, 1 yes"
        steps = f" in steps of {takes.step:g}" if takes.step != 1 else ""
        several = f"{self._count} answers, each " if self._count > 1 else ""
        return f"{several}{takes.min:g} to {takes.max:g}{steps}; - where one is missing"

    @property
    def _count(self) -> int:
        return self.last - self.first + 1

    def parse(self, text: str) -> Json:
        """Give one answer an item, None where it is missing."""
        words = re.findall(r"[^\s,;]+", text) or ["-"] * self._count
        if words == ["-"]:
            words *= self._count
        if len(words) != self._count:
            wanted = f"{self._count} answers are asked for, {len(words)} are given"
            raise AnswerError(f"{wanted}; put - where one is missing")
        return [self._answer(word, self.first + place) for place, word in enumerate(words)]

    def written(self, value: Json) -> str:
        """Give the answers, separated."""
        answers = _list(value)
        return " ".join("-" if each is None else f"{_number(each):g}" for each in answers)

    def _answer(self, word: str, number: int) -> float | None:
        if word.casefold() in ("-", "null"):
            return None
        answer = _as_written(word) if _DECIMAL.fullmatch(word) else None
        fits = self.instrument.response.holds if number else (0, 1).__contains__
        if answer is None or not fits(answer):
            where = f"item {number}" if number else "this question"
            raise AnswerError(f"{where} has no such answer; give {self.hint}")
        return answer


def _as_written(number: str) -> float:
    """Give a number, a whole one as such."""
    value = float(number.replace(",", "."))
    return int(value) if value.is_integer() else value


def _plain(line: str) -> str:
    """Put a space in the place of what cannot be seen, but for what joins characters."""
    return "".join(
        " " if unicodedata.category(each) in ("Cc", "Zl", "Zp") else each for each in line
    ).strip()


def _is_blank(text: str) -> bool:
    return text in _LEFT_OUT or re.sub(r"[\s_-]+", "_", text.casefold()) in _UNKNOWN


def _has(text: str, sought: Iterable[str]) -> bool:
    """Tell whether every word sought begins a word of the text."""
    words = re.split(r"[^\w]+|_", text.casefold())
    return all(any(word.startswith(each) for word in words) for each in sought)


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise AnswerError("not text")
    return value


def _number(value: Json) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise AnswerError("not a number")
    return value


def _list(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise AnswerError("not a list")
    return value
