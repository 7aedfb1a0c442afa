"""The library: checked against itself, and indexed."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest

from neuroplan import ContentError, Modality, Planner, PluginError, Technique
from neuroplan.instruments import load_instruments
from neuroplan.model.condition import (
    TRAITS,
    AllOf,
    GoalNames,
    HasFactor,
    Not,
    SeverityAtLeast,
    TraitIs,
)
from neuroplan.model.evidence import Effect
from neuroplan.model.instrument import Instrument
from neuroplan.model.modality import Term
from neuroplan.model.technique import Adaptation, Dose, StartCondition
from neuroplan_schemas import schema_text
from tests import builders
from tests.builders import contraindication, effect, modality, offer, record, technique


def library(*techniques: Technique) -> Planner:
    """Build the library of one modality."""
    return Planner(modalities=[modality("t", techniques, [record("t/r")])])


def adapted(factor: str, source: str = "clinical_convention") -> Adaptation:
    """Give an adaptation for clients with a factor."""
    return Adaptation(for_whom="some", change="slower", source=source, when=HasFactor(factor))


def with_instruments(identity: str, *instruments: Instrument) -> Modality:
    """Give a modality that brings these instruments and nothing else."""
    content = attrs.evolve(modality(identity).content, instruments=instruments)
    return Modality(lambda: content)


@pytest.mark.parametrize(
    ("one", "what", "where"),
    [
        pytest.param(
            technique("t.one", ["shme"]),
            "unknown process 'shme'",
            "t.one $.targets[0].process",
            id="process",
        ),
        pytest.param(
            technique("t.one", evidence=["t/x"]),
            "unknown evidence record 't/x'",
            "t.one $.evidence[0].record",
            id="record",
        ),
        pytest.param(
            technique("t.one", contraindications=(contraindication("maniaa"),)),
            "unknown factor 'maniaa'",
            "t.one $.contraindications[0].factor",
            id="factor",
        ),
        pytest.param(
            technique("t.one", contraindications=(contraindication("mania", source="t/x"),)),
            "unknown evidence record 't/x'",
            "t.one $.contraindications[0].source",
            id="source",
        ),
        pytest.param(
            technique("t.one", conditions=(StartCondition(text="a", asks="privat_place"),)),
            "unknown factor or readiness 'privat_place'",
            "t.one $.conditions[0].asks",
            id="condition",
        ),
        pytest.param(
            technique("t.one", indications=HasFactor("maniaa")),
            "unknown factor 'maniaa'",
            "t.one $.indications",
            id="indication, factor",
        ),
        pytest.param(
            technique("t.one", indications=AllOf((Not(SeverityAtLeast("feer", 1)),))),
            "unknown process 'feer'",
            "t.one $.indications",
            id="indication, process within",
        ),
        pytest.param(
            technique("t.one", indications=GoalNames("feer")),
            "unknown process 'feer'",
            "t.one $.indications",
            id="indication, goal",
        ),
        pytest.param(
            technique("t.one", adaptations=(adapted("mania"), adapted("maniaa"))),
            "unknown factor 'maniaa'",
            "t.one $.adaptations[1].when",
            id="adaptation",
        ),
        pytest.param(
            technique("t.one", adaptations=(adapted("mania", source="t/x"),)),
            "unknown evidence record 't/x'",
            "t.one $.adaptations[0].source",
            id="source of an adaptation",
        ),
        pytest.param(
            technique("t.one", dose=Dose(sessions=(1, 1), minutes=50, source="t/x")),
            "unknown evidence record 't/x'",
            "t.one $.dose.source",
            id="source of a dose",
        ),
        pytest.param(
            technique("t.one", indications=Not(TraitIs("coping", "mixed"))),
            "unknown trait 'coping'",
            "t.one $.indications",
            id="indication, trait",
        ),
        pytest.param(
            technique("t.one", requires=(("u.one", "t.two"),)),
            "unknown technique 't.two'",
            "t.one $.requires[0][1]",
            id="requirement",
        ),
        pytest.param(
            technique("t.one", part_of="t.two"),
            "unknown technique 't.two'",
            "t.one $.part_of",
            id="package",
        ),
        pytest.param(
            technique("t.one", second_line_to=("t.two",)),
            "unknown technique 't.two'",
            "t.one $.second_line_to[0]",
            id="first line",
        ),
        pytest.param(
            technique("t.one", requires=(("t.one",),)),
            "these require each other in a circle: t.one -> t.one",
            "t.one $.requires",
            id="its own requirement",
        ),
        pytest.param(
            technique("t.one", part_of="t.one"),
            "these are part of each other in a circle: t.one -> t.one",
            "t.one $.part_of",
            id="its own package",
        ),
        pytest.param(
            technique("u.one"), "the id must begin with 't.'", "u.one $.id", id="foreign id"
        ),
    ],
)
def test_a_reference_that_does_not_resolve_is_an_error(
    one: Technique, what: str, where: str
) -> None:
    """It says what is unknown and where."""
    with pytest.raises(ContentError) as caught:
        library(one)

    (problem,) = caught.value.problems
    assert (problem.path, problem.what) == (where, what)


def test_the_nearest_known_id_is_suggested() -> None:
    """What was probably meant."""
    with pytest.raises(ContentError, match="did you mean 'shame'"):
        library(technique("t.one", ["shme"]))


def test_everything_that_is_wrong_is_said_at_once() -> None:
    """Two techniques, three problems."""
    bad = technique("t.one", ["shme"], evidence=["t/x"])

    with pytest.raises(ContentError) as caught:
        library(bad, technique("t.two", ["feer"]))

    assert [each.path for each in caught.value.problems] == [
        "t.one $.evidence[0].record",
        "t.one $.targets[0].process",
        "t.two $.targets[0].process",
    ]


def test_an_id_that_stands_twice_is_an_error() -> None:
    """Two techniques of one name."""
    with pytest.raises(ContentError, match="the id stands twice"):
        library(technique("t.one"), technique("t.one"))


def test_one_modality_cannot_be_brought_twice() -> None:
    """Both plugins are named."""
    with pytest.raises(PluginError, match="modality 't' is also brought by"):
        Planner(modalities=[modality("t"), modality("t")])


def test_a_technique_of_another_modality_may_be_absent() -> None:
    """It need not be installed for this one to be used."""
    one = technique("t.one", requires=(("u.one",),), part_of="u.two", second_line_to=("u.three",))

    assert library(one).library.techniques == {"t.one": one}


@pytest.mark.parametrize(
    ("there", "back"),
    [
        ({"requires": (("u.one",),)}, {"requires": (("t.one",),)}),
        ({"part_of": "u.one"}, {"part_of": "t.one"}),
    ],
    ids=["requires", "part_of"],
)
def test_a_circle_through_two_modalities_is_an_error(
    there: dict[str, Any], back: dict[str, Any]
) -> None:
    """No order of work could ever satisfy it."""
    first, second = technique("t.one", **there), technique("u.one", **back)

    with pytest.raises(ContentError, match=r"in a circle: t\.one -> u\.one -> t\.one"):
        Planner(modalities=[modality("u", [second]), modality("t", [first])])


@pytest.mark.parametrize("name", ["neuroplan", "plan", "responsiveness", "safety", "schemas"])
def test_a_name_of_the_engine_is_no_modality(name: str) -> None:
    """Its records would stand for the engine's own."""
    with pytest.raises(ContentError, match=f"'{name}' is a name of the engine's own"):
        Planner(modalities=[modality(name)])


def test_no_plugin_replaces_a_shipped_instrument() -> None:
    """A client's answers would be read by other rules: here, none for its question on suicide."""
    tamed = attrs.evolve(load_instruments()["phq-9"], risk_items=())

    with pytest.raises(ContentError, match="instrument of this id is there already @ phq-9"):
        Planner(modalities=[with_instruments("t", tamed)])


def test_two_plugins_cannot_bring_one_instrument() -> None:
    """The later one is named."""
    own = attrs.evolve(load_instruments()["gad-7"], id="our-scale")

    with pytest.raises(ContentError, match="instrument of this id is there already") as caught:
        Planner(modalities=[with_instruments("t", own), with_instruments("u", own)])

    assert caught.value.plugin == "modality 2"


def test_an_instrument_is_held_to_the_vocabulary() -> None:
    """A severity of an unknown process would be lost."""
    shipped = load_instruments()["gad-7"]
    severity = (attrs.evolve(shipped.severity[0], process="worri"),)
    own = attrs.evolve(shipped, id="our-scale", severity=severity)

    with pytest.raises(ContentError, match=r"unknown process 'worri' @ our-scale \$.severity\[0\]"):
        Planner(modalities=[with_instruments("t", own)])


def test_the_traits_a_condition_can_ask_for_are_those_of_the_schema() -> None:
    """One list for what is written and what is read."""
    conditions = json.loads(schema_text("technique"))["$defs"]["condition"]["oneOf"]
    (listed,) = [
        each["properties"]["trait"]["enum"] for each in conditions if "trait" in each["properties"]
    ]

    assert tuple(listed) == TRAITS


@pytest.mark.parametrize(
    ("one", "where"),
    [
        pytest.param(
            technique("t.one", sessions=(3, 1)), "t.one $.dose.sessions", id="dose upside down"
        ),
        pytest.param(technique("t.one", age=(65, 18)), "t.one $.age", id="age upside down"),
        pytest.param(
            technique("t.one", contraindications=(contraindication("mania"),) * 2),
            "t.one $.contraindications",
            id="a caution twice",
        ),
        pytest.param(
            attrs.evolve(technique("t.one"), targets=technique("t.one").targets * 2),
            "t.one $.targets",
            id="a target twice",
        ),
    ],
)
def test_a_technique_that_contradicts_itself_is_an_error(one: Technique, where: str) -> None:
    """What the author's check calls an error never reaches a plan."""
    with pytest.raises(ContentError) as caught:
        library(one)

    assert [each.path for each in caught.value.problems] == [where]


@pytest.mark.parametrize(
    ("figure", "where"),
    [
        (effect(0.5, (0.9, 0.1)), "t/one $.effect.ci"),
        (effect(0.95, (0.1, 0.9)), "t/one $.effect.value"),
        (attrs.evolve(effect(0.5, (0.1, 0.9)), ci_level=None), "t/one $.effect.ci_level"),
    ],
    ids=["interval upside down", "outside its interval", "interval without its level"],
)
def test_a_figure_that_cannot_be_right_is_an_error(figure: Effect, where: str) -> None:
    """An interval upside down would let its upper bound set the strength."""
    with pytest.raises(ContentError) as caught:
        Planner(modalities=[modality("t", [], [record("t/one", figure=figure)])])

    assert [each.path for each in caught.value.problems] == [where]


def test_a_date_of_the_evidence_is_a_day_of_the_calendar() -> None:
    """It stands in every plan."""
    content = modality("t").content
    dated = attrs.evolve(content, info=attrs.evolve(content.info, evidence_as_of="2026-02-31"))
    with pytest.raises(ContentError, match=r"no date @ t \$\.evidence_as_of"):
        Planner(modalities=[Modality(lambda: dated)])


def test_a_record_of_an_unknown_process_is_an_error() -> None:
    """Evidence is checked too."""
    with pytest.raises(ContentError, match="unknown process 'feer' @ t/r"):
        Planner(modalities=[modality("t", (), [record("t/r", ["feer"])])])


def test_a_modality_may_add_a_process_of_its_own() -> None:
    """Prefixed with its name."""
    plain = modality("t", [technique("t.one", ["t.stage_fright"])])
    term = Term(id="t.stage_fright", label="Stage fright", definition="Fear.", client_label="it")
    content = attrs.evolve(plain.content, info=attrs.evolve(plain.content.info, processes=(term,)))
    own = Modality(lambda: content)

    made = Planner(modalities=[own]).generate(builders.presentation({"t.stage_fright": 3}))

    assert [each.technique_id for each in made.techniques()] == ["t.one"]


def test_a_modality_may_add_a_factor_of_its_own() -> None:
    """And read it in a contraindication."""
    barred = technique("t.one", contraindications=(contraindication("t.allergy"),))
    plain = modality("t", [barred])
    term = Term(id="t.allergy", label="Allergy", definition="An allergy.", client_label="it")
    content = attrs.evolve(plain.content, info=attrs.evolve(plain.content.info, factors=(term,)))
    own = Modality(lambda: content)

    made = Planner(modalities=[own]).generate(builders.presentation(factors=["t.allergy"]))

    assert [each.reason.value for each in made.not_selected] == ["contraindicated"]


class TestIndex:
    """What the library knows of its techniques."""

    def test_techniques_are_found_by_the_processes_they_target(self) -> None:
        """Any of them."""
        found = library(technique("t.one", ["fear"]), technique("t.two", ["worry"])).library

        assert found.candidates(["fear", "worry"]) == ["t.one", "t.two"]
        assert found.candidates(["worry"]) == ["t.two"]

    def test_techniques_are_found_by_the_kin_of_their_processes(self) -> None:
        """What helps self-criticism is a candidate for perfectionism."""
        found = library(technique("t.one", ["self_criticism"])).library

        assert found.candidates(["perfectionism"]) == ["t.one"]

    def test_a_process_nothing_targets_finds_nothing(self) -> None:
        """An empty list."""
        assert library(technique("t.one")).library.candidates(["grief"]) == []

    def test_forms_of_one_exercise_are_grouped(self) -> None:
        """By the name of the exercise."""
        found = library(
            technique("t.two", variant_of="breathing"), technique("t.one", variant_of="breathing")
        ).library

        assert found.variants == {"breathing": ("t.one", "t.two")}

    @pytest.mark.parametrize(
        "changes",
        [
            {"contraindications": (contraindication("mania"),)},
            {"conditions": (StartCondition(text="a", asks="mania"),)},
            {"indications": Not(HasFactor("mania"))},
            {"adaptations": (adapted("mania"),)},
        ],
        ids=["contraindication", "condition", "indication", "adaptation"],
    )
    def test_a_factor_some_technique_reads_is_known_to_be_read(
        self, changes: dict[str, Any]
    ) -> None:
        """In whatever place."""
        assert "mania" in library(technique("t.one", **changes)).library.read_factors

    def test_the_digest_does_not_depend_on_the_order_of_plugins(self) -> None:
        """Sorted by id."""
        one, two = modality("t"), modality("u")

        digests = {Planner(modalities=order).library.digest for order in ([one, two], [two, one])}
        assert len(digests) == 1


def test_every_factor_of_the_vocabulary_has_a_reader(planner: Planner) -> None:
    """A factor no rule reads would be asked in vain."""
    read = planner.reason(
        builders.presentation(factors=sorted(planner.library.vocabulary.factors))
    ).formulation.unread_factors

    assert read == ()


def test_every_shipped_requirement_can_be_met(planner: Planner) -> None:
    """Each group has a member that is installed."""
    techniques = planner.library.techniques

    missing = [
        (each.id, group)
        for each in techniques.values()
        for group in each.requires
        if not set(group) & set(techniques)
    ]
    assert missing == []


def test_an_offer_has_the_strength_it_was_built_with() -> None:
    """The builder of these tests does what it says."""
    found = builders.reasoned([offer("t.one", {"fear": 0.37})])

    assert found.selection.strengths["t.one"]["fear"].value == pytest.approx(0.37)
