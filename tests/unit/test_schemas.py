"""The schemas of plan and practice profile, against the model and against generated plans."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import attrs
import pytest
from jsonschema import Draft202012Validator

from neuroplan import OrderingPolicy, Plan, Planner, Practice, load_presentation
from neuroplan.documents.validation import schema_problems
from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.model.evidence import Effect, EvidenceRecord
from neuroplan.model.plan import (
    Formulation,
    PlannedPhase,
    PlannedSessions,
    PlannedTechnique,
    ProcessFinding,
    Rationale,
    Safety,
    SafetyAction,
    TargetFinding,
)
from neuroplan.model.presentation import RISK_QUESTIONS
from neuroplan.pipeline.responsiveness import responsiveness_evidence
from neuroplan.pipeline.safety import safety_content
from neuroplan_schemas import NAMES, schema_text


Node = dict[str, Any]

SCHEMAS = tuple(name for name in NAMES if name != "vocabulary")
PLAN: Node = json.loads(schema_text("plan"))
PRACTICE: Node = json.loads(schema_text("practice"))
#: Printed only where they say something.
OPTIONAL = {
    Plan: {"administrative"},
    PlannedPhase: {"exit_test"},
    PlannedTechnique: {"adapted_form", "kept_free"},
    Formulation: {"language"},
    Safety: {"trauma_consent"},
    SafetyAction: {"timing"},
    ProcessFinding: {"conflict"},
    Rationale: {"contested"},
    TargetFinding: {"via"},
    # The evidence schema leaves these out where a source has nothing for them.
    EvidenceRecord: {"isbn", "as_reported", "note"},
    Effect: {"interval", "bound"},
}

SAFE = {
    "suicidal_ideation": "none",
    "suicide_attempt": "never",
    "self_harm": "none",
    "harm_to_others": "none",
    "unsafe_environment": False,
    "psychosis": "none",
    "mania": "none",
    "substance_intoxication": "none",
    "withdrawal_risk": False,
    "child_at_risk": False,
    "medical_instability": False,
}
CONSENT = {"treatment": "yes", "trauma_work": "yes"}
TRAUMA: Node = {
    "assessed_on": "2026-11-02",
    "in_their_words": "I feel like I'm back in that car every night.",
    "goals": [
        {
            "text": "Sleep through the night again",
            "processes": ["sleep_disturbance", "hyperarousal"],
            "priority": 1,
            "readiness": 8,
            "importance": 9,
            "confidence": 4,
            "stage_of_change": "preparation",
        }
    ],
    "processes": {
        "trauma_intrusions": 3,
        "trauma_avoidance": 3,
        "sleep_disturbance": 3,
        "perfectionism": 2,
        "low_mood": 0,
        "shame": {"severity": 2, "note": "about freezing"},
    },
    "instruments": [{"id": "phq-9", "date": "2026-11-02", "items": [2, 1, 3, 2, 1, 2, 1, 0, 0]}],
    "strengths": {"interpersonal_competence": {"level": 3, "note": "two close friends"}},
    "risk": SAFE,
    "consent": CONSENT,
    "readiness": {"can_reorient": "yes"},
    "preferences": {"touch": False},
    "context": {"sessions_available": 16, "delivery": ["in_person"], "formats": ["individual"]},
}
CASES: dict[str, Node] = {
    "minimal": {"processes": {"low_mood": 2}},
    "trauma": TRAUMA,
    "emergency": {
        **TRAUMA,
        "client": {"id": "C-1", "age": 34, "language": "ko"},
        "risk": {**SAFE, "suicidal_ideation": "active_with_plan_and_intent"},
        "consent": {"treatment": "yes"},
    },
    "refused": {**TRAUMA, "consent": {"treatment": "no"}},
    "administrative": {
        "processes": {"worry": 3},
        "risk": SAFE,
        "administrative": {"diagnosis_codes": [{"system": "ICD-10-CM", "code": "F41.1"}]},
    },
    "decisions": {
        **TRAUMA,
        "decisions": [
            {"technique": "emdr.container", "decision": "exclude", "reason": "disliked it"},
            {"technique": "act.cognitive-defusion", "decision": "include", "reason": "asked for"},
            {"technique": "emdr.flash-technique", "decision": "lift_hold", "reason": "is steady"},
        ],
    },
    "one_session": {"processes": {"grief": 4}, "context": {"sessions_available": 1}},
}


@pytest.fixture(name="planner", scope="module")
def _planner() -> Planner:
    """Give a planner of everything installed."""
    return Planner()


def made(planner: Planner, case: str) -> Plan:
    """Make the plan of a case."""
    client: Node = {"schema_version": "1", "client": {"id": "C-1", "age": 34}}
    return planner.generate(load_presentation({**client, **CASES[case]}))


def printed(plan: Plan) -> Node:
    """Give the plan as a reader of its JSON sees it."""
    document: Node = json.loads(plan.to_json())
    return document


# Reading the schema beside the model


def resolved(node: Node) -> Node:
    """Follow references and pass over the alternative null."""
    if "$ref" in node:
        return resolved(PLAN["$defs"][node["$ref"].rpartition("/")[2]])
    for part in node.get("anyOf", ()):
        if part.get("type") != "null":
            return resolved(part)
    return node


def element(hint: Any, node: Node) -> tuple[Any, Node]:  # noqa: ANN401 - a type annotation
    """Pass over "or None" and the tuple or list around a value."""
    if isinstance(hint, types.UnionType):
        hint = next(each for each in typing.get_args(hint) if each is not types.NoneType)
    if typing.get_origin(hint) is tuple:
        return element(typing.get_args(hint)[0], resolved(node).get("items", {}))
    return hint, resolved(node)


def fields(kind: type, node: Node) -> Iterator[tuple[str, Any, Node]]:
    """Give name, type and schema of each field of a class of the model."""
    renamed = {"first": "from", "last": "to"} if kind is PlannedSessions else {}
    for name, hint in typing.get_type_hints(kind).items():
        key = renamed.get(name, name)
        yield key, hint, node.get("properties", {}).get(key, {})


def classes(kind: type, node: Node) -> dict[type, Node]:
    """Give every class of the model reached from *kind*, with its schema."""
    found = {kind: node}
    for _, hint, inner in fields(kind, node):
        part, place = element(hint, inner)
        if isinstance(part, type) and attrs.has(part) and part not in found:
            found |= {each: at for each, at in classes(part, place).items() if each not in found}
    return found


CLASSES = classes(Plan, PLAN)
every_class = pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)


def objects(node: Any, path: str = "$") -> Iterator[tuple[str, Node]]:  # noqa: ANN401 - JSON
    """Give every object with named properties inside a schema, with its place."""
    if isinstance(node, dict):
        if isinstance(node.get("properties"), dict) and node.get("type") == "object":
            yield path, node
        for key, part in node.items():
            yield from objects(part, f"{path}.{key}")
    elif isinstance(node, list):
        for place, part in enumerate(node):
            yield from objects(part, f"{path}[{place}]")


def closed_lists(schema: Node, node: Any, path: str = "") -> Iterator[tuple[str, frozenset[Any]]]:  # noqa: ANN401 - JSON
    """Give every closed list of an object by the path of properties that leads to it."""
    if not isinstance(node, dict):
        return
    if "enum" in node:
        yield path, frozenset(node["enum"]) - {None}
    for name, part in node.get("properties", {}).items():
        yield from closed_lists(schema, part, f"{path}.{name}")
    yield from closed_lists(schema, node.get("items"), f"{path}[]")
    for part in (*node.get("anyOf", ()), *node.get("oneOf", ())):
        yield from closed_lists(schema, part, path)


# All schemas


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_valid_and_carries_its_name(name: str) -> None:
    """Each schema is one of JSON Schema 2020-12, under an id with its name and version."""
    schema = json.loads(schema_text(name))

    Draft202012Validator.check_schema(schema)

    assert schema["$id"] == f"urn:neuroplan:schema:{name.removesuffix('-schema')}:1"


def test_the_vocabulary_is_valid() -> None:
    """The vocabulary fits its own schema."""
    assert schema_problems("vocabulary-schema", json.loads(schema_text("vocabulary"))) == []


# The plan


@pytest.mark.parametrize("case", CASES)
def test_a_generated_plan_is_valid(planner: Planner, case: str) -> None:
    """What the engine prints fits the schema."""
    assert schema_problems("plan", printed(made(planner, case))) == []


def test_the_cases_show_everything_a_plan_may_leave_out(planner: Planner) -> None:
    """Between them the cases print every optional field, so that none goes unchecked."""

    def keys(value: Any) -> set[str]:  # noqa: ANN401 - JSON
        if isinstance(value, dict):
            return set(value).union(*(keys(part) for part in value.values()))
        if isinstance(value, list):
            return set[str]().union(*(keys(part) for part in value))
        return set()

    shown = set[str]().union(*(keys(printed(made(planner, case))) for case in CASES))

    assert set() == set().union(*OPTIONAL.values()) - shown


def test_the_cases_show_what_they_are_for(planner: Planner) -> None:
    """The cases reach an emergency, a refusal, held work, decisions and passed-through codes."""
    plans = {case: made(planner, case) for case in CASES}

    assert plans["emergency"].safety.level == "emergency"
    assert plans["refused"].safety.consent == "refused"
    assert "held" in {entry.status for entry in plans["emergency"].techniques()}
    assert len(plans["decisions"].decisions) == 3
    assert CASES["administrative"]["administrative"] == plans["administrative"].administrative


def test_every_installed_evidence_record_can_be_cited(planner: Planner) -> None:
    """Any record of a modality or of the rules of the engine fits as a reference."""
    known = (planner.library.records, safety_content().evidence, responsiveness_evidence())
    records = tuple(record for each in known for record in each.values())
    plan = attrs.evolve(made(planner, "minimal"), references=records)

    assert schema_problems("plan", printed(plan)) == []


@every_class
def test_the_schema_has_the_fields_of_the_model(kind: type) -> None:
    """Each class of the plan has its own fields in the schema, no more and no less."""
    node = CLASSES[kind]

    assert {name for name, _, _ in fields(kind, node)} == set(node.get("properties", {}))


@every_class
def test_what_is_always_printed_is_required(kind: type) -> None:
    """Only what the engine leaves out where it has nothing to say may be missing."""
    node = CLASSES[kind]
    always = set(node.get("properties", {})) - OPTIONAL.get(kind, set())

    assert set(node.get("required", [])) == always


@every_class
def test_every_field_is_described_in_a_sentence(kind: type) -> None:
    """Each field says at its own place what it is, in one line that ends in a full stop."""
    texts = {name: node.get("description", "") for name, _, node in fields(kind, CLASSES[kind])}

    assert {
        name: text for name, text in texts.items() if not text.endswith(".") or "\n" in text
    } == {}


@every_class
def test_closed_lists_are_those_of_the_model(kind: type) -> None:
    """A field whose type is an enumeration allows exactly its members."""
    for name, hint, node in fields(kind, CLASSES[kind]):
        part, place = element(hint, node)
        if isinstance(part, type) and issubclass(part, StrEnum):
            allowed = set(place["enum"]) - {None}

            assert {str(member) for member in part} == allowed, name


@pytest.mark.parametrize("schema", [PLAN, PRACTICE], ids=["plan", "practice"])
def test_no_object_takes_unknown_fields(schema: Node) -> None:
    """A misspelt field is an error everywhere, but for what is passed through untouched."""
    assert [
        path for path, node in objects(schema) if node.get("additionalProperties") is not False
    ] == []


def test_risk_questions_and_strengths_are_those_of_the_model() -> None:
    """The closed lists without an enumeration follow the presentation and the vocabulary."""
    definitions = PLAN["$defs"]
    asked = definitions["safety"]["properties"]["not_assessed"]["items"]["enum"]

    assert list(RISK_QUESTIONS) == asked
    assert set(load_vocabulary().strengths) == set(
        definitions["strength"]["properties"]["id"]["enum"]
    )


def test_a_reference_has_the_closed_lists_of_the_evidence_schema() -> None:
    """A record means the same in a plan as in the evidence file it comes from."""
    evidence = json.loads(schema_text("evidence"))

    expected = dict(closed_lists(evidence, evidence["$defs"]["record"]))

    assert expected == dict(closed_lists(PLAN, PLAN["$defs"]["record"]))


def test_a_severity_outside_the_scale_is_rejected(planner: Planner) -> None:
    """A changed plan with a severity of 5 is no valid plan."""
    document = printed(made(planner, "minimal"))
    document["formulation"]["processes"][0]["severity"] = 5

    found = [problem.path for problem in schema_problems("plan", document)]

    assert found == ["$.formulation.processes[0].severity"]


def test_an_unknown_field_of_a_technique_is_rejected(planner: Planner) -> None:
    """A changed plan with a field of its own in a technique is no valid plan."""
    document = printed(made(planner, "minimal"))
    document["foundation"][0]["diagnosis"] = "none"

    found = [problem.what for problem in schema_problems("plan", document)]

    assert found == ["unknown key 'diagnosis'"]


# The ordering policy in both


def test_plan_and_practice_describe_one_policy() -> None:
    """A number of the policy has the same range and meaning where it is set and printed."""
    settable = PRACTICE["properties"]["ordering"]["properties"]
    without_default = {
        name: {key: value for key, value in node.items() if key != "default"}
        for name, node in settable.items()
    }

    assert PLAN["$defs"]["policy"]["properties"] == without_default


def test_the_practice_schema_names_the_defaults_of_the_policy() -> None:
    """The defaults a reader sees are those in force."""
    settable = PRACTICE["properties"]["ordering"]["properties"]

    assert attrs.asdict(OrderingPolicy()) == {
        name: node["default"] for name, node in settable.items()
    }


@pytest.mark.parametrize("end", ["minimum", "maximum"])
def test_every_policy_the_schema_allows_gives_a_valid_plan(end: str) -> None:
    """With all numbers at one end of their ranges the engine still makes a valid plan."""
    settable = PRACTICE["properties"]["ordering"]["properties"]
    planner = Planner(
        practice=Practice(ordering={name: node[end] for name, node in settable.items()})
    )

    assert schema_problems("plan", printed(made(planner, "trauma"))) == []
