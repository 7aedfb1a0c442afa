"""
An intake under way: what was answered, what comes next, and the file it becomes.

Nothing here reads or writes; every step gives a new interview, and its draft is the text
from which the same interview can be taken up again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Self

import attrs

from neuroplan.documents.presentation import KnownIds, presentation_problems
from neuroplan.documents.reading import Json, NotJsonError, parse_json
from neuroplan.errors import PresentationError, Problem
from neuroplan.intake import results
from neuroplan.intake.answers import AnswerError, fits
from neuroplan.intake.catalogue import Catalogue
from neuroplan.intake.flow import FLOW
from neuroplan.intake.steps import Question, all_patterns, lay_out


DRAFT_VERSION = "1"

_INVALID = "the draft is not one this version can go on with"
_KEYS = {"intake_draft", "at", "answers"}


@attrs.frozen(kw_only=True)
class Interview:
    """
    An intake under way.

    Attributes:
        answers: Values by the key of their question; None is left out on purpose.
        at: Key of the question to ask next; None: the first that has no answer.
    """

    catalogue: Catalogue
    answers: Mapping[str, Json] = attrs.field(factory=dict)
    at: str | None = None

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions that the answers so far lead to, in their order."""
        return lay_out(FLOW, self.catalogue, self.answers)

    def current(self) -> Question | None:
        """Give the question to ask next, or None at the end."""
        return self._place(self.questions)

    def answered(self, text: str) -> Self:
        """
        Take the answer to the current question.

        Typing nothing keeps an answer that was given before.

        Raises:
            AnswerError: It is no answer to this question.
        """
        questions = self.questions
        question = self._place(questions)
        if question is None:
            return self
        kept = self.kept(question)
        value = kept if not text and kept is not None else question.read(text)
        answers = {**self._without_cleared(question, value), question.key: value}
        after = lay_out(FLOW, self.catalogue, answers)
        keys = [each.key for each in after]
        following = keys[keys.index(question.key) + 1 :]
        return attrs.evolve(self, answers=answers, at=following[0] if following else None)

    def kept(self, question: Question) -> Json:
        """Give the answer a question was given before; None: none, or left out."""
        value = self.answers.get(question.key)
        return value if value is not None and fits(question.kind, value) else None

    def back(self) -> Self:
        """Go to the question before the current one; at the first, stay."""
        questions = self.questions
        question = self._place(questions)
        place = len(questions) if question is None else questions.index(question)
        return attrs.evolve(self, at=questions[max(place - 1, 0)].key)

    def document(self) -> dict[str, Json]:
        """Give the client presentation; it has no administrative part."""
        found: dict[str, Json] = {"schema_version": "1"}
        for question in self.questions:
            value = self.answers.get(question.key)
            if value is not None and not question.steers:
                _put(found, question.key.split("/"), value)
        goals = found.get("goals")
        if isinstance(goals, dict):
            found["goals"] = list(goals.values())
        if found.pop("instruments", None) is not None:
            entries = (each for _, each in self._entries())
            found["instruments"] = [each for each in entries if each is not None]
        order = self.catalogue.schema["properties"]
        return {name: found[name] for name in order if found.get(name)}

    def problems(self, known: KnownIds) -> list[Problem]:
        """Give everything that is wrong with the file it would become, sorted."""
        return sorted({*presentation_problems(self.document(), known), *self._unscored()})

    def draft(self) -> str:
        """Give the text from which this interview can be taken up again."""
        body = {"intake_draft": DRAFT_VERSION, "at": self.at, "answers": self.answers}
        return json.dumps(body, ensure_ascii=False, indent=2) + "\n"

    def _place(self, questions: tuple[Question, ...]) -> Question | None:
        for question in questions:
            if question.key == self.at:
                return question
        return next((each for each in questions if each.key not in self.answers), None)

    def _without_cleared(self, question: Question, value: Json) -> dict[str, Json]:
        """Take out the answers that belong to another answer to this question."""
        if self.answers.get(question.key) == value:
            return dict(self.answers)
        gone = tuple(map(question.scope.key, question.ask.clears))
        return {key: each for key, each in self.answers.items() if not key.startswith(gone)}

    def _entries(self) -> Iterator[tuple[str, dict[str, Json] | None]]:
        for place in results.places(self.answers, "instruments/{}/id"):
            yield place, results.entry(self.catalogue.instruments, self.answers, place)

    def _unscored(self) -> Iterator[Problem]:
        number = 0
        for place, found in self._entries():
            try:
                results.scored(self.catalogue.instruments, self.answers, place)
            except AnswerError as error:
                yield Problem(f"$.instruments[{number}]", str(error))
            number += found is not None


def take_up(data: bytes, catalogue: Catalogue) -> Interview:
    """
    Take an interview up again from its draft.

    Raises:
        PresentationError: The draft was changed by hand, or made by another version.
    """
    try:
        body = parse_json(data)
    except NotJsonError as error:
        raise PresentationError(_INVALID, [error.problem]) from error
    if not isinstance(body, dict) or body.keys() != _KEYS:
        raise PresentationError(_INVALID, [Problem("$", "this is no draft of an intake")])
    if body["intake_draft"] != DRAFT_VERSION:
        what = f"the draft is not of version {DRAFT_VERSION}"
        raise PresentationError(_INVALID, [Problem("$.intake_draft", what)])
    given, at = body["answers"], body["at"]
    if not isinstance(given, dict) or not (at is None or isinstance(at, str)):
        raise PresentationError(_INVALID, [Problem("$.answers", "there are no answers here")])
    problems = [*_unasked(given), *_misfits(given, catalogue)]
    if problems:
        raise PresentationError(_INVALID, problems)
    return Interview(catalogue=catalogue, answers=given, at=at)


def _unasked(given: Mapping[str, Json]) -> Iterator[Problem]:
    """Find answers to what is never asked; what they are is not repeated."""
    known = [re.sub(r"\\\{\d\\\}", "[^/]+", re.escape(key)) for key in all_patterns(FLOW)]
    if not all(any(re.fullmatch(each, key) for each in known) for key in given):
        yield Problem("$.answers", "there is an answer to a question this version does not ask")


def _misfits(given: Mapping[str, Json], catalogue: Catalogue) -> list[Problem]:
    """Check the answers in the order of the questions, as what is asked hangs on what was said."""
    sound: dict[str, Json] = {}
    problems: dict[str, Problem] = {}
    while True:
        ready = [
            question
            for question in lay_out(FLOW, catalogue, sound)
            if question.key in given.keys() - sound.keys() - problems.keys()
        ]
        if not ready:
            return [*problems.values()]
        for question in ready:
            if fits(question.kind, given[question.key]):
                sound[question.key] = given[question.key]
            else:
                what = "this is no answer to the question it stands for"
                problems[question.key] = Problem(f"$.answers['{question.key}']", what)


def _put(document: dict[str, Json], path: list[str], value: Json) -> None:
    """Set a value in nested objects, making those that are not there yet."""
    here = document
    for part in path[:-1]:
        inner = here.setdefault(part, {})
        if isinstance(inner, dict):
            here = inner
    here[path[-1]] = value
