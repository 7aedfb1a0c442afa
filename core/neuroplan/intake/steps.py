"""
What a flow of questions is made of, and how it is laid out for the answers given so far.

A key is the question's place in the client file (``risk/mania``). One that begins with
``ask/`` only steers: its answer decides what else is asked and is not written to the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import attrs

from neuroplan.documents.reading import Json
from neuroplan.intake.answers import AnswerError, Choice, Kind, kind_of
from neuroplan.intake.catalogue import Catalogue, Node, Option, choices


STEERING = "ask/"

_YES_NO = Choice(known=choices({"type": "boolean"}), left_out="skip it")


@attrs.frozen(kw_only=True)
class Scope:
    """
    Where in the flow a step is laid out.

    Attributes:
        items: What the steps around it are repeated for, from the outside in.
    """

    catalogue: Catalogue
    answers: Mapping[str, Json]
    items: tuple[Option, ...] = ()

    def answer(self, key: str) -> Json:
        """Give the answer at a key in which ``{0}`` stands for the first item, and so on."""
        return self.answers.get(self.key(key))

    def key(self, pattern: str) -> str:
        """Fill a key in."""
        return pattern.format(*(item.name for item in self.items))

    def ids(self, key: str) -> tuple[str, ...]:
        """Give the ids chosen at *key*."""
        found = self.answer(key)
        return tuple(map(str, found)) if isinstance(found, list) else ()


Of = Callable[[Scope], Iterable[Option]]
Test = Callable[[Scope], bool]


@attrs.frozen
class Ask:
    """
    One question.

    Attributes:
        line: What it asks; empty: the words of the schema, or of the item it is asked about.
        kind: The kind of answer; None: what the schema allows there.
        required: What to say where it is left out; empty: it may be.
        check: Raises AnswerError where the answer does not go with the others.
        remark: What to say of an answer that was accepted, if anything.
        clears: Keys whose answers end with a changed answer to this one.
        several_lines: Whether the answer may run over several lines.
    """

    key: str
    line: str = ""
    kind: Callable[[Scope], Kind] | None = attrs.field(default=None, kw_only=True)
    required: str | Callable[[Scope], str] = attrs.field(default="", kw_only=True)
    check: Callable[[Scope], None] | None = attrs.field(default=None, kw_only=True)
    remark: Callable[[Scope], str] | None = attrs.field(default=None, kw_only=True)
    clears: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    several_lines: bool = attrs.field(default=False, kw_only=True)


@attrs.frozen
class Each:
    """Steps that are gone through once for each of some items."""

    of: Of
    steps: tuple[Step, ...]


@attrs.frozen
class When:
    """Steps that are gone through where a test holds."""

    test: Test
    steps: tuple[Step, ...]


Step = Ask | Each | When


@attrs.frozen
class Block:
    """
    A part of the intake.

    Attributes:
        about: What it is for. With it the part is optional: the first question is whether
            to go through it.
        must_say: What to say where that question is passed over; empty: the part is skipped.
    """

    title: str
    steps: tuple[Step, ...]
    about: str = attrs.field(default="", kw_only=True)
    must_say: str = attrs.field(default="", kw_only=True)


@attrs.frozen(kw_only=True)
class Question:
    """A question as it is asked, for the answers given so far."""

    block: str
    part: int
    key: str
    ask: Ask
    scope: Scope

    @property
    def line(self) -> str:
        """What it asks, in a line."""
        if self.ask.line:
            return self.ask.line.format(*(each.label or each.name for each in self.scope.items))
        item = self._item()
        words = item.meaning or self._node().get("description", "")
        return ": ".join(filter(None, (item.label, words)))

    @property
    def more(self) -> str:
        """What else there is to say about it."""
        return " / ".join(self._item().words)

    @property
    def kind(self) -> Kind:
        """The kind of answer."""
        if self.ask.kind is not None:
            return self.ask.kind(self.scope)
        return kind_of(self._node(), self.scope.catalogue.today)

    @property
    def steers(self) -> bool:
        """Whether the answer only decides what else is asked."""
        return self.key.startswith(STEERING)

    @property
    def required(self) -> str:
        """What to say where it is left out; empty: it may be."""
        needed = self.ask.required
        return needed if isinstance(needed, str) else needed(self.scope)

    def read(self, text: str) -> Json:
        """
        Give the value of an answer, None where it is left out.

        Raises:
            AnswerError: It is no answer to this question.
        """
        value = self.kind.parse(text)
        if value is None and self.required:
            raise AnswerError(self.required)
        if self.ask.check is not None:
            self.ask.check(self._with({**self.scope.answers, self.key: value}))
        return value

    def remark(self, answers: Mapping[str, Json]) -> str:
        """Give what is to be said of the answer, once it is among *answers*; empty: nothing."""
        return self.ask.remark(self._with(answers)) if self.ask.remark else ""

    def _item(self) -> Option:
        return self.scope.items[-1] if self.scope.items else Option(value="", label="")

    def _node(self) -> Node:
        return {} if self.steers else self.scope.catalogue.node(self.key)

    def _with(self, answers: Mapping[str, Json]) -> Scope:
        return attrs.evolve(self.scope, answers=answers)


def lay_out(
    flow: Iterable[Block], catalogue: Catalogue, answers: Mapping[str, Json]
) -> tuple[Question, ...]:
    """Give the questions of a flow, in their order, for the answers given so far."""
    scope = Scope(catalogue=catalogue, answers=answers)
    return tuple(
        question
        for part, block in enumerate(flow, start=1)
        for step in _steps_of(block)
        for question in _questions(step, scope, block.title, part)
    )


def patterns(steps: Iterable[Step]) -> Iterator[str]:
    """Give the keys of all questions that may ever be asked, ``{0}`` for an item."""
    for step in steps:
        if isinstance(step, Ask):
            yield step.key
        else:
            yield from patterns(step.steps)


def all_patterns(flow: Iterable[Block]) -> tuple[str, ...]:
    """Give the keys of all questions of a flow."""
    return tuple(key for block in flow for key in patterns(_steps_of(block)))


def yes_no(_: Scope) -> Kind:
    """Give the kind of a plain yes or no."""
    return _YES_NO


def _steps_of(block: Block) -> tuple[Step, ...]:
    if not block.about:
        return block.steps
    key = f"{STEERING}part/{block.title.lower().replace(' ', '_')}"
    gate = Ask(key, f"{block.about} Go through this part?", kind=yes_no, required=block.must_say)
    return (gate, When(lambda scope: scope.answer(key) is True, block.steps))


def _questions(step: Step, scope: Scope, block: str, part: int) -> Iterator[Question]:
    match step:
        case Ask():
            key = scope.key(step.key)
            yield Question(block=block, part=part, key=key, ask=step, scope=scope)
        case Each(of=of, steps=steps):
            for item in of(scope):
                inner = attrs.evolve(scope, items=(*scope.items, item))
                for each in steps:
                    yield from _questions(each, inner, block, part)
        case When(test=test, steps=steps):
            if test(scope):
                for each in steps:
                    yield from _questions(each, scope, block, part)
