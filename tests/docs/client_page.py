"""The page of the client file, made from its schema and the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from neuroplan.documents.vocabulary import load_vocabulary
from tests.contract.shipped import SCHEMAS, read_json
from tests.docs.writing import code, codes, page, table


_INTRO = """\
Every field of `client.json` (schema `client-presentation`, version 1). Required are
`schema_version`, `client.id`, `client.age` and at least one process or instrument. Everything
else may be left out, and **what is left out is unknown, never "no" or "none"**. Unknown keys are
errors, so that a typing mistake is not taken for silence.

`plan validate client.json` checks a file and names every problem with its place. `plan schema
client-presentation` prints the schema. The smallest valid file:

```json
{"schema_version": "1", "client": {"id": "C-1", "age": 34}, "processes": {"worry": 2}}
```

Short forms: a bare number in `processes` is short for `{"severity": n}`, in `strengths` for
`{"level": n}`; a list in `factors` means yes to each.

Ids with a dot belong to a modality (`emdr.recent_event`); what is installed decides which exist."""

_ADMINISTRATIVE = """\
`administrative` (diagnosis codes, payer, anything) is split off before the first step and printed
back untouched. Nothing in it can change a plan. A diagnosis used as a process is an error that
names the processes to rate instead."""

_MEANINGS = {
    "client.pronouns": "For the clinician to see; the engine decides nothing from it.",
    "culture.identities": "As the client names them.",
    "culture.language_of_therapy": "Language tag.",
    "culture.values": "What matters to the client, in their words.",
    "culture.family_role": "What part family has in decisions.",
    "culture.religion.tradition": "As the client names it.",
    "preferences.modalities": "Modality id to wish; see Wishes.",
    "preferences.techniques": "Technique id to wish; goes before a wish about its modality.",
    "preferences.delivery": "The medium the client wants; kept where it is on offer.",
    "preferences.homework": "How much work between sessions the client wants.",
    "preferences.directiveness": "How much guidance the client wants.",
    "preferences.focus": "The time the client wants to work on.",
    "preferences.strong_dislikes": "Read against the steps of each technique before it starts.",
    "context.delivery": "Media on offer; absent: both.",
    "context.formats": "Formats on offer; absent: those of the practice, else individual.",
    "decisions[].technique": "Technique id.",
    "decisions[].decision": "See Decisions.",
}
_WISHES = (
    ("prefer", "Counts more (`prefer` in the [policy](policy.md))."),
    ("avoid", "Counts less (`avoid`)."),
    ("decline", "Consent withheld. Final: no decision overrides it."),
)
_DECISIONS = (
    ("include", "Take the technique in, whatever its priority."),
    ("first", "The same, before those that are included."),
    ("exclude", "Leave it out."),
    ("lift_hold", "Let it start although it is on hold; never against a hold that is for good."),
)


def client_page() -> str:
    """Give the page."""
    schema = read_json(SCHEMAS / "client-presentation.json")
    parts = [_section(name, node, schema) for name, node in schema["properties"].items()]
    return page(
        "The client file",
        _INTRO,
        "## Fields",
        *(part for part in parts if part),
        "## Closed lists",
        *_answers(schema["properties"]["risk"]),
        "### Wishes",
        table(("value", "meaning"), [(code(name), text) for name, text in _WISHES]),
        "### Decisions",
        "Everything can be overridden but a contraindication, a refusal, an age too young, and "
        "a hold of an emergency, a consent or a talk to be had.",
        table(("value", "meaning"), [(code(name), text) for name, text in _DECISIONS]),
        *_vocabulary(),
    )


def _section(name: str, node: dict[str, Any], schema: dict[str, Any]) -> str:
    if name in ("$schema", "administrative"):
        return "" if name == "$schema" else f"### `administrative`\n\n{_ADMINISTRATIVE}"
    rows = list(_rows(name, node, schema))
    parts = [f"### `{name}`"]
    if "properties" in node or "items" in node:
        parts.append(node.get("description", ""))
    parts.append(table(("field", "value", "meaning"), rows))
    return "\n\n".join(part for part in parts if part)


def _rows(path: str, node: dict[str, Any], schema: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    inner = node.get("items", {})
    if "properties" in node:
        for name, child in node["properties"].items():
            yield from _rows(f"{path}.{name}", child, schema)
    elif "properties" in inner:
        for name, child in inner["properties"].items():
            yield from _rows(f"{path}[].{name}", child, schema)
    else:
        meaning = node.get("description") or _MEANINGS[path]
        required = " Required." if path in ("schema_version", *_required(schema)) else ""
        yield code(path), _value(node, schema), meaning + required


def _required(schema: dict[str, Any]) -> Iterator[str]:
    for name, node in schema["properties"].items():
        inner = node.get("items", {})
        yield from (f"{name}.{each}" for each in node.get("required", ()))
        yield from (f"{name}[].{each}" for each in inner.get("required", ()))


def _value(node: dict[str, Any], schema: dict[str, Any]) -> str:
    match node:
        case {"$ref": reference}:
            return _value(schema["$defs"][reference.rpartition("/")[2]], schema)
        case {"const": value}:
            return code(value)
        case {"enum": values}:
            return codes(map(_word, values))
        case {"oneOf": [{"const": _}, *_] as choices}:
            return codes(_word(each["const"]) for each in choices)
        case {"anyOf": [{"enum": _}, *_]}:
            return "an id"
        case {"oneOf": choices}:
            return "; or ".join(_value(each, schema) for each in choices)
    return _typed(node, schema)


def _typed(node: dict[str, Any], schema: dict[str, Any]) -> str:
    match node:
        case {"type": "array", "items": items}:
            return f"list of {_value(items, schema)}"
        case {"type": "object", "properties": properties}:
            return codes(properties, "and")
        case {"type": "object", "additionalProperties": dict(values)}:
            return f"id to {_value(values, schema)}"
        case {"type": kind}:
            return _scalar(kind, node)
    return "anything"


def _scalar(kind: str | list[str], node: dict[str, Any]) -> str:
    if isinstance(kind, list):
        return " or ".join(_scalar(each, {}) for each in kind)
    words = {
        "string": "text",
        "integer": "whole number",
        "number": "number",
        "boolean": "`true` or `false`",
        "null": "`null`",
        "object": "an object",
    }
    if node.get("format") == "date":
        return "date, `YYYY-MM-DD`"
    if "minimum" in node and "maximum" in node:
        return f"{words[kind]}, {node['minimum']} to {node['maximum']}"
    return words[kind]


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _answers(risk: dict[str, Any]) -> Iterator[str]:
    """Give the answers of each risk question with their meanings."""
    for name, node in risk["properties"].items():
        if "oneOf" in node:
            rows = [(code(_word(each["const"])), each["description"]) for each in node["oneOf"]]
            yield f"### `risk.{name}`\n\n{node['description']}"
            yield table(("value", "meaning"), rows)


def _vocabulary() -> Iterator[str]:
    vocabulary = load_vocabulary()
    document = read_json(SCHEMAS / "vocabulary.json")
    yield "### Severity and level"
    yield table(
        ("value", "label", "meaning of a severity"),
        [(str(each["value"]), each["label"], each["definition"]) for each in document["severity"]],
    )
    yield "### Strengths"
    yield table(
        ("id", "label", "meaning"),
        [(code(each.id), each.label, each.definition) for each in vocabulary.strengths.values()],
    )
    yield "### Readiness"
    yield table(
        ("id", "label", "meaning"),
        [(code(each.id), each.label, each.definition) for each in vocabulary.readiness.values()],
    )
    yield "### Processes"
    yield table(
        ("id", "label", "meaning", "kin"),
        [
            (code(each.id), each.label, each.definition, ", ".join(map(code, each.kin)) or "-")
            for each in vocabulary.processes.values()
            if not each.derived
        ],
    )
    yield "### Factors"
    yield (
        "With who reads them: [factors](factors.md). The question is what a plan asks where "
        "nobody answered."
    )
    yield table(
        ("id", "label", "question"),
        [(code(each.id), each.label, each.question) for each in vocabulary.factors.values()],
    )
