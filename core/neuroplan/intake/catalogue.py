"""What may be answered: choices, limits and meanings, read from the schema and the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import attrs

from neuroplan.documents.reading import parse_json
from neuroplan.model.instrument import Instrument
from neuroplan.model.terms import spaced
from neuroplan.model.vocabulary import Vocabulary
from neuroplan_schemas import schema_text


#: A part of the schema, with its references followed.
Node = Mapping[str, Any]

_OTHERS = "others"


@attrs.frozen(kw_only=True)
class Option:
    """
    One of the answers to choose from.

    Attributes:
        value: What the file will hold.
        number: What may be typed for it; the same wherever the option is offered.
        words: What else finds it in a search.
        group: The domain of a process, the group of a factor.
    """

    value: str | bool
    label: str
    number: int = 0
    meaning: str = ""
    words: tuple[str, ...] = ()
    group: str = ""

    @property
    def name(self) -> str:
        """Give the value in words, as it may be typed."""
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        return self.value


@attrs.frozen(kw_only=True, slots=False)
class Catalogue:
    """
    Everything the intake asks about, by what is installed.

    Attributes:
        vocabulary: With the ids that modalities add.
        instruments: By id, likewise.
        modalities: Names by id.
        techniques: Names by id.
        today: The date that the word 'today' stands for, as YYYY-MM-DD.
    """

    vocabulary: Vocabulary
    instruments: Mapping[str, Instrument]
    modalities: Mapping[str, str]
    techniques: Mapping[str, str]
    today: str

    @cached_property
    def schema(self) -> Node:
        """The schema of the client presentation."""
        return _document("client-presentation")

    @cached_property
    def _terms(self) -> Node:
        return _document("vocabulary")

    def node(self, key: str) -> Node:
        """Give the part of the schema that says what may stand at *key* (``risk/mania``)."""
        found = self.schema
        for part in key.split("/"):
            found = self.followed(_inner(found, part))
        return found

    def fields(self, key: str) -> tuple[Option, ...]:
        """Give the fields of an object of the schema, in its order; they have no labels."""
        return tuple(Option(value=name, label="") for name in self.node(key)["properties"])

    def followed(self, node: Node) -> Node:
        """Give the part of the schema that a reference stands for."""
        reference = node.get("$ref")
        return self.schema["$defs"][reference.rpartition("/")[2]] if reference else node

    @cached_property
    def domains(self) -> tuple[Option, ...]:
        """The domains that hold a process to rate."""
        labels = {each["id"]: each["label"] for each in self._terms["process_domains"]}
        labels[_OTHERS] = "Added by modalities"
        used = {each.group for each in self.processes}
        return _numbered(
            Option(value=name, label=label) for name, label in labels.items() if name in used
        )

    @cached_property
    def processes(self) -> tuple[Option, ...]:
        """The processes to rate; derived ones are computed and never rated."""
        data = {each["id"]: each for each in self._terms["processes"]}
        return _numbered(
            Option(
                value=each.id,
                label=each.label,
                meaning=each.definition,
                words=tuple(data.get(each.id, {}).get("described_as", ())),
                group=data.get(each.id, {}).get("domain", _OTHERS),
            )
            for each in self.vocabulary.processes.values()
            if not each.derived
        )

    @cached_property
    def severity(self) -> tuple[Option, ...]:
        """The steps of severity, each with its meaning; their number is their value."""
        return tuple(
            Option(
                value=str(step["value"]),
                label=step["label"],
                number=step["value"],
                meaning=step["definition"],
            )
            for step in self._terms["severity"]
        )

    @cached_property
    def strengths(self) -> tuple[Option, ...]:
        """The areas of competence."""
        return _numbered(
            Option(value=each.id, label=each.label, meaning=each.definition)
            for each in self.vocabulary.strengths.values()
        )

    @cached_property
    def instrument_options(self) -> tuple[Option, ...]:
        """The instruments, found by id or name."""
        return _numbered(
            Option(value=each.id, label=f"{each.name} ({each.id})")
            for each in self.instruments.values()
        )

    @cached_property
    def factors(self) -> tuple[Option, ...]:
        """The factors, each with the question that finds out; those of modalities come last."""
        return _numbered(
            Option(
                value=each.id,
                label=each.label,
                meaning=each.definition,
                words=(each.question,),
                group=each.group or _OTHERS,
            )
            for each in self.vocabulary.factors.values()
        )

    @cached_property
    def factor_groups(self) -> tuple[Option, ...]:
        """The groups of factors, in the order of the vocabulary."""
        groups = dict.fromkeys(each.group for each in self.factors)
        return _numbered(
            Option(value=name, label="of single modalities" if name == _OTHERS else name)
            for name in groups
        )


def named(names: Mapping[str, str]) -> tuple[Option, ...]:
    """Give ids with their names as options."""
    return _numbered(
        Option(value=name, label=label, words=(name,)) for name, label in names.items()
    )


def choices(node: Node) -> tuple[Option, ...]:
    """Give the closed list of values a part of the schema allows, with their meanings."""
    if node.get("type") == "boolean":
        values = [(True, ""), (False, "")]
    elif "enum" in node:
        values = [(value, "") for value in node["enum"]]
    else:
        values = [(each["const"], each.get("description", "")) for each in node["oneOf"]]
    found = _numbered(Option(value=value, label="", meaning=meaning) for value, meaning in values)
    return tuple(attrs.evolve(each, label=spaced(each.name)) for each in found)


def _numbered(options: Iterable[Option]) -> tuple[Option, ...]:
    return tuple(
        attrs.evolve(option, number=number) for number, option in enumerate(options, start=1)
    )


def _inner(node: Node, part: str) -> Node:
    """Go one step into a part of the schema: a field, a named entry, an entry of a list."""
    found: Node = node.get("items", {})
    for form in (node, *node.get("oneOf", ())):
        if part in form.get("properties", {}):
            found = form["properties"][part]
        elif isinstance(form.get("additionalProperties"), Mapping):
            found = form["additionalProperties"]
    return found


def _document(name: str) -> Node:
    document: Any = parse_json(schema_text(name).encode())
    found: Node = document
    return found
