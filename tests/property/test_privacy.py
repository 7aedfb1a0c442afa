"""The client's own text never appears in an error."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroplan import Planner, PresentationError, load_presentation
from neuroplan.documents.reading import NotJsonError, parse_json
from tests.builders import client
from tests.property.strategies import Document


#: What stands in every text field; it looks like an id, so that nothing hides it by its form.
MARKER = "Mariposa"


def private() -> Document:
    """Give a client document with the marker in every text field."""
    return client(
        {"fear": {"severity": 3, "note": MARKER}},
        client={"id": MARKER, "age": 34, "pronouns": MARKER, "language": MARKER},
        in_their_words=MARKER,
        goals=[{"text": MARKER, "processes": ["fear"], "importance": 5}],
        strengths={"faith_in_meaning": {"level": 2, "note": MARKER}},
        culture={
            "identities": [MARKER],
            "explanatory_model": MARKER,
            "values": [MARKER],
            "family_role": MARKER,
            "religion": {"tradition": MARKER, "importance": 2},
        },
        preferences={"therapist": MARKER, "strong_dislikes": [MARKER], "homework": "low"},
        decisions=[
            {
                "technique": "emdr.container",
                "decision": "include",
                "reason": MARKER,
                "by": "clinician",
            }
        ],
        instruments=[{"id": "phq-9", "date": "2026-01-01", "total": 5}],
        traits={"reactance": 1},
        administrative={"payer": MARKER, "diagnosis_codes": [{"system": "ICD", "code": MARKER}]},
    )


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Give the path of everything inside a document."""
    found: list[tuple[str | int, ...]] = [path] if path else []
    entries = value.items() if isinstance(value, dict) else []
    listed = enumerate(value) if isinstance(value, list) else []
    for key, inner in [*entries, *listed]:
        found += places(inner, (*path, key))
    return found


PLACES = places(private())
#: Places whose kind of value the schema states.
TYPED = [
    each for each in PLACES if each[0] != "administrative" and each[:3] != ("goals", 0, "processes")
]
JUNK: tuple[Any, ...] = (None, True, -7, 99, 2.5, [], {}, [[]], "xyzzy", {"a": {}}, "x" * 30_000)


def broken(place: tuple[str | int, ...], junk: object) -> Document:
    """Put junk in one place of the document."""
    document = private()
    inner: Any = document
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = junk
    return document


def message(act: Callable[[], object]) -> str:
    """Give what is said where it fails, and nothing where it does not."""
    try:
        act()
    except (PresentationError, NotJsonError) as error:
        return str(error)
    return ""


def planning(planner: Planner, document: Document) -> Callable[[], object]:
    """Give the planning of a document, to be tried."""
    return lambda: planner.generate(load_presentation(document))


@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(JUNK)), min_size=1, max_size=3))
def test_the_clients_text_is_never_in_an_error(
    planner: Planner, breaks: list[tuple[tuple[str | int, ...], object]]
) -> None:
    """Whatever is broken beside it, and however it is."""
    for place, junk in breaks:
        assert MARKER not in message(planning(planner, broken(place, junk))), place


@pytest.mark.parametrize("place", TYPED, ids=lambda place: ".".join(map(str, place)))
@pytest.mark.parametrize("junk", [None, [[]], {"a": {}}], ids=["null", "list", "object"])
def test_whatever_is_broken_is_an_error_with_its_place(
    place: tuple[str | int, ...], junk: object
) -> None:
    """Never a traceback; and the error points to where the junk is, or above it."""
    said = message(lambda: load_presentation(broken(place, junk)))

    assert f"@ $.{place[0]}" in said


@given(st.integers(0, 2_000), st.sampled_from([b"", b",", b"}", b'"', b"\xff", b"[", b"NaN"]))
def test_a_torn_file_says_nothing_of_its_text(cut: int, junk: bytes) -> None:
    """Cut anywhere, with junk in the place."""
    data = json.dumps(private()).encode()
    torn = data[:cut] + junk + data[cut + 1 :]

    assert MARKER not in message(lambda: parse_json(torn))
