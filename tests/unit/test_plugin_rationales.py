"""What each modality's own thinking says for a client, and what it never says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import pytest

from neuroplan import Case, Modality, Planner, Practice, load_presentation
from neuroplan.library import Library
from neuroplan.pipeline.formulation import formulate
from neuroplan.pipeline.safety import triage_safety
from neuroplan.plugins.wording import by_technique, goal, joined, quote, say
from neuroplan_act import plugin as act
from neuroplan_brainspotting import plugin as brainspotting
from neuroplan_cft import plugin as cft
from neuroplan_emdr import plugin as emdr
from neuroplan_existential import plugin as existential
from neuroplan_hakomi import plugin as hakomi
from neuroplan_mindfulness import plugin as mindfulness
from neuroplan_neuroscience import plugin as neuroscience
from neuroplan_relational import plugin as relational
from neuroplan_sfbt import plugin as sfbt
from neuroplan_somatic import plugin as somatic
from neuroplan_strengths import plugin as strengths


PLUGINS = (
    act,
    brainspotting,
    cft,
    emdr,
    existential,
    hakomi,
    mindfulness,
    neuroscience,
    relational,
    sfbt,
    somatic,
    strengths,
)
GOAL = "Sleep through the night again"


@cache
def library() -> Library:
    """Give the installed content, read once."""
    return Planner().library


def a_case(**presentation: Any) -> Case:  # noqa: ANN401 - parts of a JSON document
    """Give the case of a client, of whom the goal is known and little else."""
    document = {
        "schema_version": "1",
        "client": {"id": "C-1", "age": 34},
        "processes": {"sleep_disturbance": 1},
        "goals": [{"text": GOAL}],
        **presentation,
    }
    client = load_presentation(document)
    planner = Planner(modalities=PLUGINS)
    vocabulary = library().vocabulary
    formulation, facts = formulate(client, vocabulary, planner.policy, frozenset())
    processes = [finding.id for finding in formulation.processes]
    return Case(
        formulation=formulation,
        factors=MappingProxyType({name: known.answer for name, known in facts.factors.items()}),
        age=facts.age,
        traits=client.traits,
        preferences=client.preferences,
        context=client.context,
        safety=triage_safety(facts, Practice()).safety,
        practice=Practice(),
        process_labels={each: vocabulary.processes[each].label for each in processes},
        client_labels={each: vocabulary.processes[each].client_label for each in processes},
    )


def said(plugin: Modality, technique: str, case: Case) -> str | None:
    """Give what *plugin* says of its technique for *case*."""
    found = {each.id: each for each in plugin.content.techniques}
    return plugin.technique_rationale(found[technique], case)


def goals(**rating: int) -> list[dict[str, object]]:
    """Give the goal with a rating."""
    return [{"text": GOAL, **rating}]


BARE: Mapping[str, Any] = {"goals": []}
RICH: Mapping[str, Any] = {
    "in_their_words": "I feel like I'm back in that car every night.",
    "goals": [
        {
            "text": GOAL,
            "processes": ["sleep_disturbance"],
            "readiness": 8,
            "importance": 9,
            "confidence": 4,
        }
    ],
    "processes": dict.fromkeys(
        [
            *("trauma_intrusions", "trauma_avoidance", "shame", "guilt", "fear", "worry"),
            *("self_criticism", "negative_self_beliefs", "cognitive_fusion", "low_mood"),
            *("experiential_avoidance", "behavioral_withdrawal", "hopelessness", "grief"),
            *("dissociation", "hyperarousal", "emotional_numbing", "somatic_tension"),
            *("mistrust", "alliance_strain", "death_anxiety", "meaninglessness", "anger"),
            *("existential_isolation", "freedom_responsibility", "sleep_disturbance"),
        ],
        3,
    ),
    "strengths": {
        "interpersonal_competence": {"level": 4, "note": "two close friends"},
        "contribution_to_others": {"level": 3, "note": "coaches a youth team"},
        "secure_attachment": 3,
        "emotional_competence": 1,
    },
    "traits": {
        "reactance": 3,
        "affect_tolerance": 1,
        "attachment_style": "avoidant",
    },
    "factors": [
        *("childhood_adversity", "fear_of_compassion_high", "meditation_adverse_history"),
        *("mandated_treatment", "structural_adversity", "spiritual_struggle"),
    ],
    "preferences": {
        "touch": False,
        "homework": "low",
        "directiveness": "low",
        "modalities": {"brainspotting": "prefer"},
    },
    "context": {"sessions_available": 8},
}
CLIENTS: Mapping[str, Mapping[str, Any]] = {
    "bare": BARE,
    "rich": RICH,
    "rich, without factors and traits": {**RICH, "factors": [], "traits": {}},
    "rich, without goals": {**RICH, "goals": []},
    "rich, without strengths": {**RICH, "strengths": {}},
    "mild": {**RICH, "processes": dict.fromkeys(RICH["processes"], 1)},
    "anxious": {**RICH, "traits": {"attachment_style": "anxious"}},
    "disorganized": {**RICH, "traits": {"attachment_style": "disorganized"}},
    "topics closed": {**RICH, "preferences": {"existential_topics": "closed"}},
    "topics open": {**RICH, "preferences": {"existential_topics": "open", "touch": True}},
}


def everything_said(case: Case) -> Iterator[tuple[str, str]]:
    """Yield all that the modalities say for *case*."""
    for plugin in PLUGINS:
        for technique in plugin.content.techniques:
            text = plugin.technique_rationale(technique, case)
            if text is not None:
                yield technique.id, text
