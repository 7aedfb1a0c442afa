"""The plan as a whole: coverage, what stays unmet, what was left out, and JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from neuroplan import Plan, Planner, Practice
from neuroplan.documents.validation import schema_problems
from neuroplan.model.technique import Technique
from neuroplan.model.terms import Category
from tests.builders import (
    CALM,
    Offer,
    client,
    contraindication,
    modality,
    offer,
    planner,
    presentation,
    technique,
)


FEAR = offer("t.fear", {"fear": 0.5})
BLOCK = {"diagnosis_codes": [{"system": "ICD-10-CM", "code": "F43.10"}], "payer": "Someone"}
METHOD = {**CALM, "suicidal_ideation": "active_with_method"}


def plan(*parts: Offer | Technique, **changes: Any) -> Plan:  # noqa: ANN401 - any field of a client
    """Make the plan of a client of fear 3."""
    return planner(*parts).generate(presentation(**changes))


def unmet(made: Plan) -> list[tuple[str, float]]:
    """Give the unmet processes with the best strength there is."""
    return [(each.process, each.best) for each in made.coverage.unmet_processes]


class TestUnmet:
    """Severity 2 or more and no active strength of .05: on the first screen."""

    def test_a_process_nothing_serves_is_unmet(self) -> None:
        """With no technique at all."""
        made = plan(FEAR, processes={"fear": 3, "grief": 2})

        assert unmet(made) == [("grief", 0.0)]

    @pytest.mark.parametrize(
        ("process", "example"),
        [("grief", ", such as grief-focused therapy."), ("worry", ".")],
    )
    def test_it_says_what_else_may_fit_better(self, process: str, example: str) -> None:
        """A treatment outside this library, by name where the vocabulary has one."""
        made = plan(FEAR, processes={"fear": 3, process: 4})

        (found,) = made.coverage.unmet_processes
        assert found.why.endswith(f"A treatment outside this library may fit better{example}")

    def test_a_mild_process_is_not_unmet(self) -> None:
        """Severity 1 needs no treatment of its own."""
        assert unmet(plan(FEAR, processes={"fear": 3, "grief": 1})) == []

    def test_expert_opinion_does_not_meet_a_need(self) -> None:
        """The technique is in the plan, the process stays unmet, with its strength."""
        made = plan(FEAR, technique("t.grief", ["grief"]), processes={"fear": 3, "grief": 3})

        assert "t.grief" in [each.technique_id for each in made.techniques()]
        assert unmet(made) == [("grief", 0.00625)]

    @pytest.mark.parametrize(("strength", "expected"), [(0.05, []), (0.049, ["grief"])])
    def test_a_strength_of_005_meets_a_need(self, strength: float, expected: list[str]) -> None:
        """From there on."""
        made = plan(offer("t.grief", {"grief": strength}), processes={"grief": 3})

        assert expected == [process for process, _ in unmet(made)]

    def test_a_held_technique_meets_no_need(self) -> None:
        """It cannot start; what lifts the hold is pointed to, and nothing it may hold elsewhere."""
        made = plan(offer("t.fear", {"fear": 0.5}, activating=True), risk=METHOD)

        (found,) = made.coverage.unmet_processes
        assert (found.process, found.best) == ("fear", 0.0)
        assert "on hold" in found.why
        assert "such as" not in found.why

    def test_what_was_shown_not_to_help_meets_no_need(self) -> None:
        """A null finding."""
        assert unmet(plan(offer("t.fear", {"fear": 0.0}))) == [("fear", 0.0)]


class TestCoverage:
    """Each category, and why one is missing."""

    def test_every_active_technique_stands_in_its_category(self) -> None:
        """The foundation too."""
        made = plan(
            FEAR,
            offer("t.base", {"fear": 0.1}, category=Category.RELATIONSHIP, foundation=True),
        )

        assert (made.coverage.integration, made.coverage.relationship) == (
            ("t.fear",),
            ("t.base",),
        )

    def test_a_missing_category_is_named(self) -> None:
        """Three of four, each with a reason."""
        missing = plan(FEAR).coverage.missing

        assert [each.category.value for each in missing] == [
            "brain",
            "relationship",
            "emotional_state",
        ]
        assert all(each.why for each in missing)

    @pytest.mark.parametrize(
        ("part", "changes", "words"),
        [
            pytest.param(
                offer("t.brain", {"fear": 0.1}, category=Category.BRAIN, activating=True),
                {"risk": METHOD},
                "on hold",
                id="held",
            ),
            pytest.param(
                offer(
                    "t.brain",
                    {"fear": 0.1},
                    category=Category.BRAIN,
                    contraindications=(contraindication("pregnancy"),),
                ),
                {"factors": ["pregnancy"]},
                "contraindicated, declined or not on offer",
                id="out",
            ),
            pytest.param(
                offer("t.brain", {"worry": 0.1}, category=Category.BRAIN),
                {},
                "No installed technique",
                id="none",
            ),
        ],
    )
    def test_a_missing_category_says_why(
        self, part: Offer, changes: dict[str, Any], words: str
    ) -> None:
        """What stands in its way."""
        missing = plan(FEAR, part, **changes).coverage.missing

        (brain,) = [each for each in missing if each.category is Category.BRAIN]
        assert words in brain.why

    def test_a_held_technique_covers_no_category(self) -> None:
        """It does not run."""
        made = plan(offer("t.fear", {"fear": 0.5}, activating=True), risk=METHOD)

        assert made.coverage.integration == ()


class TestNotSelected:
    """Every technique that is left out has its reason."""

    def test_what_serves_nothing_of_this_client_is_not_indicated(self) -> None:
        """It was never a candidate."""
        made = plan(FEAR, offer("t.grief", {"grief": 0.5}))

        assert [(each.technique_id, each.reason.value) for each in made.not_selected] == [
            ("t.grief", "not_indicated")
        ]

    def test_the_list_is_sorted_by_id(self) -> None:
        """In whatever order they came."""
        made = plan(FEAR, *(offer(f"t.{name}", {"grief": 0.5}) for name in "cab"))

        assert [each.technique_id for each in made.not_selected] == ["t.a", "t.b", "t.c"]


class TestAdministrative:
    """What is administrative passes through untouched, and changes nothing."""

    def test_it_is_passed_through(self) -> None:
        """As it came."""
        assert plan(FEAR, administrative=BLOCK).to_dict()["administrative"] == BLOCK

    def test_without_it_the_plan_has_none(self) -> None:
        """Not even an empty one."""
        assert "administrative" not in plan(FEAR).to_dict()

    def test_it_leaves_the_fingerprint_alone(self) -> None:
        """The plan is the same plan."""
        assert plan(FEAR, administrative=BLOCK).fingerprint == plan(FEAR).fingerprint


class TestFingerprint:
    """What made the plan, in one value."""

    def test_it_is_a_sha_256(self) -> None:
        """64 hexadecimal digits."""
        found = plan(FEAR).fingerprint

        assert (len(found), set(found) <= set("0123456789abcdef")) == (64, True)

    @pytest.mark.parametrize(
        "other",
        [
            pytest.param(lambda: plan(FEAR, processes={"fear": 4}), id="client"),
            pytest.param(
                lambda: planner(FEAR, practice=Practice()).generate(presentation()), id="practice"
            ),
            pytest.param(lambda: plan(FEAR, offer("u.fear", {"fear": 0.5})), id="content"),
        ],
    )
    def test_it_changes_with_what_the_plan_rests_on(self, other: Any) -> None:  # noqa: ANN401 - a plan, made late
        """Client, practice or content."""
        assert other().fingerprint != plan(FEAR).fingerprint


class TestModalities:
    """What took part is named."""

    def test_every_modality_is_listed_with_its_version(self) -> None:
        """Sorted by id."""
        made = Planner(
            modalities=[modality("u"), modality("t", [FEAR.technique], FEAR.records)]
        ).generate(presentation())

        assert [(each.id, each.version) for each in made.modalities] == [
            ("t", "1.0.0"),
            ("u", "1.0.0"),
        ]

    def test_what_was_switched_off_is_listed(self) -> None:
        """A plan never silently lacks a modality."""
        made = Planner(without=["emdr", "act"]).generate(presentation())

        assert made.switched_off == ("act", "emdr")
        assert not {"act", "emdr"} & {each.id for each in made.modalities}

    def test_only_switches_off_the_rest(self) -> None:
        """One is left."""
        made = Planner(only=["sfbt"]).generate(presentation())

        assert [each.id for each in made.modalities] == ["sfbt"]
        assert len(made.switched_off) == 11


class TestJson:
    """The plan as JSON."""

    def test_the_text_is_the_dictionary(self) -> None:
        """Nothing is lost on the way."""
        made = plan(FEAR)

        assert json.loads(made.to_json()) == made.to_dict()

    def test_it_fits_its_schema(self, planner: Planner) -> None:
        """A full plan of the installed modalities."""
        severe = {"trauma_intrusions": 3, "shame": 2, "sleep_disturbance": 3, "fear": 2}
        made = planner.generate(
            presentation(
                severe,
                goals=[{"text": "sleep", "processes": ["sleep_disturbance"]}],
                risk={**CALM, "suicidal_ideation": "passive"},
                administrative={"payer": "Someone"},
            )
        )

        assert schema_problems("plan", json.loads(made.to_json())) == []

    def test_sessions_are_printed_from_and_to(self) -> None:
        """As the schema names them."""
        document: Any = plan(FEAR).to_dict()

        (entry,) = document["phases"][0]["techniques"]
        assert (entry["sessions"]["from"], entry["sessions"]["to"]) == (1, 1)

    def test_a_plan_can_be_made_of_a_mapping(self) -> None:
        """No file is needed."""
        assert planner(FEAR).generate(presentation()).client_id == client()["client"]["id"]


def test_the_disclaimer_is_in_every_plan() -> None:
    """Decision support for a licensed clinician."""
    assert plan(FEAR).disclaimer.startswith("Decision support for a licensed clinician")
