"""The same client, the same plan: whatever the order of things, and whatever the label."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuroplan import Modality, Plan, Planner, Practice, load_presentation
from neuroplan.documents.structuring import presentation_document, structure_presentation
from neuroplan.documents.validation import schema_problems
from tests.builders import client
from tests.contract.shipped import MODALITIES
from tests.property.strategies import Document, administrative, documents


def shipped() -> list[Modality]:
    """Give the plugin objects of the twelve shipped modalities."""
    return [importlib.import_module(f"neuroplan_{name}").plugin for name in MODALITIES]


def without_label(made: Plan) -> str:
    """Give the JSON of a plan without its administrative block."""
    document = made.to_dict()
    document.pop("administrative", None)
    return json.dumps(document, ensure_ascii=False)


def backwards(plugin: Modality) -> Modality:
    """Give a modality with its techniques and records in the opposite order."""
    content = attrs.evolve(
        plugin.content,
        techniques=plugin.content.techniques[::-1],
        evidence=plugin.content.evidence[::-1],
    )
    return Modality(
        lambda: content,
        rationale=getattr(plugin, "technique_rationale", None),
        screen=getattr(plugin, "technique_screen", None),
    )


@given(documents())
def test_two_runs_give_the_same_bytes(planner: Planner, document: Document) -> None:
    """No clock, no chance, no memory of the client before."""
    first = planner.generate(load_presentation(document)).to_json()

    assert first == planner.generate(load_presentation(document)).to_json()


@given(documents(), administrative())
def test_no_label_changes_the_plan(planner: Planner, document: Document, block: Document) -> None:
    """Adding, changing or removing anything administrative gives the same bytes beside it."""
    bare = {key: value for key, value in document.items() if key != "administrative"}

    plans = {
        without_label(planner.generate(load_presentation(each)))
        for each in (bare, document, {**bare, "administrative": block})
    }
    assert len(plans) == 1


@given(administrative())
def test_a_label_passes_through_untouched(planner: Planner, block: Document) -> None:
    """As it came, for the payer."""
    made = planner.generate(load_presentation(client(administrative=block)))

    assert made.to_dict()["administrative"] == block


@given(documents(), st.permutations(shipped()))
def test_the_order_of_plugins_does_not_matter(document: Document, order: list[Modality]) -> None:
    """The twelve in any order: the same bytes."""
    presentation = load_presentation(document)

    plain = Planner(modalities=shipped()).generate(presentation)

    assert plain.to_json() == Planner(modalities=order).generate(presentation).to_json()


@given(documents())
def test_the_order_of_techniques_and_records_does_not_matter(document: Document) -> None:
    """Each file read backwards: the same bytes."""
    presentation = load_presentation(document)
    turned = [backwards(each) for each in shipped()]

    plain = Planner(modalities=shipped()).generate(presentation)

    assert plain.to_json() == Planner(modalities=turned).generate(presentation).to_json()


@given(documents())
def test_the_installed_plugins_and_the_objects_give_one_plan(
    planner: Planner, document: Document
) -> None:
    """Found by entry point or handed over."""
    presentation = load_presentation(document)

    made = Planner(modalities=shipped()).generate(presentation)

    assert made.to_json() == planner.generate(presentation).to_json()


@given(documents())
def test_the_order_of_keys_does_not_matter(planner: Planner, document: Document) -> None:
    """A file sorted another way says the same."""
    turned = json.loads(json.dumps(document), object_pairs_hook=lambda pairs: dict(pairs[::-1]))

    first = planner.generate(load_presentation(document)).to_json()

    second = planner.generate(load_presentation(turned)).to_json()
    assert json.loads(first) == json.loads(second)


@given(documents())
def test_a_plan_survives_json(planner: Planner, document: Document) -> None:
    """Written and read it is the same document, and valid."""
    made = planner.generate(load_presentation(document))

    read = json.loads(made.to_json())
    assert read == made.to_dict()
    assert schema_problems("plan", read) == []


@given(documents())
def test_a_presentation_survives_its_long_form(document: Document) -> None:
    """Short forms written out and read again give the same presentation."""
    presentation = attrs.evolve(load_presentation(document), administrative=None)

    assert presentation == structure_presentation(presentation_document(presentation))


_SCRIPT = """
import json, sys
from neuroplan import Planner, Practice, load_presentation
planner = Planner(practice=Practice(ordering=json.loads(sys.argv[2])))
plan = planner.generate(load_presentation(json.loads(sys.argv[1])))
sys.stdout.write(plan.fingerprint + plan.to_json())
"""


@pytest.mark.parametrize("ordering", [{}, {"goal_weight": 1.3}])
@pytest.mark.parametrize("hash_seed", ["1", "4711"])
def test_the_order_of_sets_in_memory_does_not_matter(
    hash_seed: str, ordering: dict[str, float], tmp_path: Path
) -> None:
    """Another process, hash seed and folder: the same bytes, also where sums must be rounded."""
    planner = Planner(practice=Practice(ordering=ordering))
    document = client(
        {"trauma_intrusions": 3, "shame": 3, "worry": 2, "sleep_disturbance": 4, "low_mood": 3},
        factors=["pregnancy", "bipolar_history"],
        goals=[{"text": "sleep", "processes": ["sleep_disturbance", "worry"]}],
    )
    made = planner.generate(load_presentation(document))

    found = subprocess.run(
        [sys.executable, "-c", _SCRIPT, json.dumps(document), json.dumps(ordering)],
        cwd=tmp_path,
        env={"PYTHONHASHSEED": hash_seed, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=True,
    )

    assert found.stdout.decode() == made.fingerprint + made.to_json()
