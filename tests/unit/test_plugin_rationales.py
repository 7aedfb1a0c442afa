"""What each modality's own thinking says for a client, and what it never says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import pytest

from neuroplan import Case, Modality, OrderingPolicy, Planner, Practice, load_presentation
from neuroplan.instruments import load_instruments
from neuroplan.library import Library
from neuroplan.pipeline.formulation import formulate
from neuroplan.pipeline.safety import triage_safety
from neuroplan.plugins.wording import (
    by_technique,
    goal,
    joined,
    labels_of,
    own_words,
    quote,
    rated,
    say,
)
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
from tests.builders import CALM


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


def a_case(*, serves_goal: bool = False, **presentation: Any) -> Case:  # noqa: ANN401 - parts of a JSON document
    """Give the case of a client, of whom the goal is known and little else."""
    document = {
        "schema_version": "1",
        "client": {"id": "C-1", "age": 34},
        "processes": {"sleep_disturbance": 1},
        "goals": [{"text": GOAL}],
        **presentation,
    }
    client = load_presentation(document)
    vocabulary = library().vocabulary
    formulation, facts = formulate(
        client, vocabulary, OrderingPolicy(), frozenset(), load_instruments(), str
    )
    processes = [finding.id for finding in formulation.processes]
    return Case(
        formulation=formulation,
        factors=MappingProxyType({name: known.answer for name, known in facts.factors.items()}),
        age=facts.age,
        traits=client.traits,
        preferences=client.preferences,
        culture=client.culture,
        context=client.context,
        safety=triage_safety(facts, Practice()).safety,
        practice=Practice(),
        process_labels={each: vocabulary.processes[each].label for each in processes},
        client_labels={each: vocabulary.processes[each].client_label for each in processes},
        goal=next(iter(formulation.goals), None),
        serves_goal=serves_goal,
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
    "risk": CALM,
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


class TestEmdr:
    """Target memories, present triggers and a future template."""

    def test_processes_point_to_targets_triggers_and_a_future_scene(self) -> None:
        """The map names what to ask for by process, and the client's goal as the future."""
        case = a_case(processes={"trauma_intrusions": 3, "trauma_avoidance": 3, "guilt": 2})

        text = said(emdr, "emdr.history-target-sequencing", case)

        assert text == (
            "As a target memory, ask for one that pushes its way in or one behind the guilt; as "
            "present triggers, for the reminders the client avoids; as a future template, for a "
            "scene that shows “Sleep through the night again” a step nearer."
        )

    def test_negative_beliefs_follow_from_the_processes(self) -> None:
        """Guilt suggests responsibility and fear suggests safety, the stronger need first."""
        case = a_case(processes={"guilt": 2, "fear": 3})

        text = said(emdr, "emdr.standard-protocol-reprocessing", case) or ""

        assert text.endswith("Listen for a negative belief about safety or responsibility.")

    def test_a_memory_is_tied_only_to_a_goal_that_is_served(self) -> None:
        """A goal that the work does not serve points to no memory."""
        memories = {"trauma_intrusions": 3}
        served, not_served = (
            said(
                emdr,
                "emdr.standard-protocol-reprocessing",
                a_case(serves_goal=serves, processes=memories),
            )
            for serves in (True, False)
        )

        assert GOAL in (served or "")
        assert GOAL not in (not_served or "")

    def test_no_process_no_target(self) -> None:
        """Without a process that points to a memory, no memory is supposed."""
        assert said(emdr, "emdr.flash-technique", a_case()) is None


class TestSfbt:
    """The client's own goal, number and exceptions."""

    @pytest.mark.parametrize(
        ("rating", "opening"),
        [
            ({"confidence": 4}, "confidence, a 4 already: what makes it a 4 and not a 3"),
            ({"readiness": 8}, "readiness, an 8 already: what makes it an 8 and not a 7"),
            ({"confidence": 4, "readiness": 8}, "confidence, a 4 already"),
            ({"confidence": 0}, "confidence, a 0 so far: how does the client keep going at 0"),
            ({"confidence": 10}, "confidence, a 10: what makes it a 10"),
            ({}, "where is it today, and what makes it that number and not a lower one?"),
        ],
    )
    def test_the_scale_opens_from_the_clients_own_number(
        self, rating: dict[str, int], opening: str
    ) -> None:
        """The scale is on the client's goal and asks why the number is not lower."""
        text = said(sfbt, "sfbt.scaling-questions", a_case(goals=goals(**rating))) or ""

        assert "“Sleep through the night again”" in text
        assert opening in text

    def test_exceptions_are_to_the_process_the_goal_names(self) -> None:
        """The goal's own process comes before one that is more severe."""
        case = a_case(
            processes={"worry": 1, "low_mood": 4},
            goals=[{"text": GOAL, "processes": ["worry"]}],
        )

        text = said(sfbt, "sfbt.exception-finding", case) or ""

        assert "a recent moment when worry and anxious anticipation weighed a little less" in text

    def test_a_loss_has_no_exceptions(self) -> None:
        """Nobody is asked when the one who died was less dead."""
        case = a_case(processes={"grief": 4, "low_mood": 1})

        assert said(sfbt, "sfbt.exception-finding", case) is None

    def test_low_readiness_starts_no_talk_of_change(self) -> None:
        """Change before the first session is asked about where readiness is 7 or more."""
        case = a_case(goals=goals(readiness=6))

        assert said(sfbt, "sfbt.pre-session-change", case) is None


class TestAct:
    """What fusion and avoidance cost by the client's goals."""

    def test_fusion_is_weighed_by_the_clients_goal(self) -> None:
        """Defusion names the process and the goal it is costly to."""
        case = a_case(processes={"rumination": 3})

        text = said(act, "act.cognitive-defusion", case) or ""

        assert "what rumination costs the client, measured by their own goal, “Sleep" in text

    def test_willingness_serves_a_goal(self) -> None:
        """Without a goal, nothing is said about willingness."""
        case = a_case(processes={"experiential_avoidance": 3}, goals=[])

        assert said(act, "act.acceptance-willingness", case) is None

    def test_pain_is_spoken_of_only_where_it_is_rated(self) -> None:
        """What is known of pain says nothing to a client without it."""
        spoken_of = {
            pain: "less pain"
            in (
                said(act, "act.acceptance-willingness", a_case(processes={"chronic_pain": pain}))
                or ""
            )
            for pain in (0, 3)
        }

        assert spoken_of == {0: False, 3: True}

    def test_hopeless_is_the_strategy_and_not_the_client(self) -> None:
        """With hopelessness rated moderate, the word is kept away from the client."""
        case = a_case(processes={"hopelessness": 2})

        text = said(act, "act.creative-hopelessness", case) or ""

        assert text.endswith("and that this says nothing about the client or the future.")


class TestHakomi:
    """Present moment, pace and no touch."""

    TAKING_OVER = "hakomi.taking-over"

    def test_declined_touch_gives_touch_free_words(self) -> None:
        """Where the client wants no touch, the words say how it is done without."""
        text = said(hakomi, self.TAKING_OVER, a_case(preferences={"touch": False}))

        assert text == (
            "The client wants no touch: take it over with a cushion, the client's own hand or "
            "the voice."
        )

    def test_unasked_touch_counts_as_unwelcome(self) -> None:
        """No answer is no."""
        text = said(hakomi, self.TAKING_OVER, a_case()) or ""

        assert text.startswith("Touch has not been talked about, so do without it")

    def test_welcome_touch_is_not_spoken_of(self) -> None:
        """Where the client allows touch, nothing is said about it."""
        assert said(hakomi, self.TAKING_OVER, a_case(preferences={"touch": True})) is None

    def test_no_touch_and_a_slow_pace_are_both_said(self) -> None:
        """One does not hide the other."""
        case = a_case(preferences={"touch": False}, traits={"affect_tolerance": 1})

        text = said(hakomi, "hakomi.assisted-self-study-probes", case) or ""

        assert "The client wants no touch" in text
        assert "Go slower than usual" in text

    def test_low_affect_tolerance_slows_the_pace(self) -> None:
        """Affect tolerance of 1 or less asks for short turns inward."""
        case = a_case(traits={"affect_tolerance": 1})

        text = said(hakomi, "hakomi.mindful-accessing", case) or ""

        assert text.startswith("Go slower than usual: one short turn inward at a time")


def test_cft_takes_shame_and_self_criticism_as_protection() -> None:
    """The critic is asked what it fears, not argued down."""
    case = a_case(processes={"shame": 2, "self_criticism": 3})

    text = said(cft, "cft.compassionate-chair-work", case) or ""

    assert text.startswith("Behind self-criticism and shame there may be an attempt to protect")


def test_cft_does_not_take_the_contempt_of_others_for_an_inner_critic() -> None:
    """Self-stigma is learned from others; it is asked nothing about what it protects."""
    case = a_case(processes={"self_stigma": 3})

    assert said(cft, "cft.compassionate-chair-work", case) is None


@pytest.mark.parametrize(
    ("brought", "text"),
    [
        (
            {"processes": {"shame": 3, "low_mood": 2}, "strengths": {"emotional_competence": 3}},
            (
                "The client's map may show shame in the threat system. In the drive system, low "
                "mood may be a sign of drive that has gone quiet. The soothing system may begin "
                "from emotional competence."
            ),
        ),
        (
            {"processes": {"shame": 3, "perfectionism": 3}},
            "The client's map may show shame in the threat system.",
        ),
    ],
)
def test_cft_maps_a_quiet_drive_as_quiet(brought: Mapping[str, Any], text: str) -> None:
    """Low mood is little drive; striving for the perfect is not told to be either."""
    assert said(cft, "cft.three-systems-psychoeducation", a_case(**brought)) == text


def test_cft_doses_warmth_where_compassion_is_feared() -> None:
    """Fear of compassion comes before any other way to begin."""
    text = said(cft, "cft.compassionate-self", a_case(factors=["fear_of_compassion_high"]))

    assert text == (
        "Fear of compassion is strong here, as learned protection: begin with courage and "
        "steadiness, and let warmth come last."
    )


class TestExistential:
    """Only the concern the client brought."""

    DIALOGUE = "existential.death-awareness-dialogue"

    def test_speaks_of_the_concern_the_client_brought_and_of_no_other(self) -> None:
        """Death is named where it is rated; meaning, which is rated too, is not."""
        case = a_case(
            processes={"death_anxiety": 2, "meaninglessness": 3},
            preferences={"existential_topics": "open"},
        )

        assert said(existential, self.DIALOGUE, case) == (
            "The client brings the concern with death; open others only where the client does."
        )

    def test_asks_first_where_nobody_has(self) -> None:
        """A wish that is not known is asked about."""
        text = said(existential, self.DIALOGUE, a_case()) or ""

        assert text.startswith("Ask first whether the client wants to speak of this.")

    def test_leaves_a_closed_topic(self) -> None:
        """A client who does not want to speak of it is left in peace."""
        case = a_case(processes={"death_anxiety": 4}, preferences={"existential_topics": "closed"})

        text = said(existential, self.DIALOGUE, case) or ""

        assert text.startswith("The client does not want to speak of this")

    def test_faith_is_left_to_the_client(self) -> None:
        """Where faith may matter, the client decides whether it comes in."""
        case = a_case(strengths={"faith_in_meaning": 3}, preferences={"existential_topics": "open"})

        text = said(existential, self.DIALOGUE, case)

        assert text == "Let the client decide whether and how faith comes into it."


class TestStrengths:
    """Strong areas to build on, low ones as goals."""

    def test_builds_on_the_strongest_areas_with_their_notes(self) -> None:
        """Level 3 and 4 are built on, the higher first; level 1 is a goal for later."""
        case = a_case(
            strengths={
                "cognitive_competence": 3,
                "interpersonal_competence": {"level": 4, "note": "two close friends"},
                "emotional_competence": 1,
                "secure_attachment": 2,
            }
        )

        assert said(strengths, "strengths.construct-pmr", case) == (
            "The model can be built on interpersonal competence (“two close friends”) and "
            "cognitive competence. A resilience goal for later may lie in emotional competence."
        )

    def test_what_a_client_believes_is_not_quoted(self) -> None:
        """The note on faith stays out, since nobody asked to bring it in."""
        case = a_case(strengths={"faith_in_meaning": {"level": 4, "note": "prays every day"}})

        text = said(strengths, "strengths.search-for-strengths", case) or ""

        assert "faith that life matters" in text
        assert "prays" not in text


class TestRelational:
    """Attachment style, strain and reactance."""

    @pytest.mark.parametrize(
        ("style", "essential"),
        [
            ("anxious", "being reliable counts most"),
            ("avoidant", "let closeness come at the client's pace"),
            ("disorganized", "be predictable"),
        ],
    )
    def test_the_bond_fits_the_attachment_style(self, style: str, essential: str) -> None:
        """Each insecure style asks something else of the therapist."""
        case = a_case(traits={"attachment_style": style})

        assert essential in (said(relational, "relational.alliance-building", case) or "")

    def test_secure_attachment_needs_no_word(self) -> None:
        """A secure style adds nothing to the general sentence."""
        case = a_case(traits={"attachment_style": "secure"})

        assert said(relational, "relational.alliance-building", case) is None

    def test_known_strain_is_brought_up_first(self) -> None:
        """Strain rated moderate comes before the attachment style."""
        case = a_case(processes={"alliance_strain": 2}, traits={"attachment_style": "anxious"})

        text = said(relational, "relational.alliance-building", case) or ""

        assert text.startswith("The strain between you is known already")

    def test_high_reactance_asks_for_leave_and_choices(self) -> None:
        """Reactance of 3 or more turns steps into offers."""
        case = a_case(traits={"reactance": 3})

        text = said(relational, "relational.immediacy", case) or ""

        assert "ask leave before each step" in text


class TestMindfulness:
    """The anchor moves outward with risk."""

    BREATH = "mindfulness.breath-awareness"

    def test_past_harm_comes_before_all(self) -> None:
        """Past harm from inward practice decides, also beside dissociation."""
        case = a_case(processes={"dissociation": 3}, factors=["meditation_adverse_history"])

        assert (said(mindfulness, self.BREATH, case) or "").startswith("Inward practice has made")

    def test_dissociation_keeps_eyes_open_and_the_anchor_outside(self) -> None:
        """Dissociation rated moderate moves the anchor out of the body."""
        case = a_case(processes={"dissociation": 2, "trauma_intrusions": 4})

        assert "the anchor is outside" in (said(mindfulness, self.BREATH, case) or "")

    def test_trauma_gives_the_choice_of_anchor_to_the_client(self) -> None:
        """With intrusive memories the client chooses among anchors."""
        case = a_case(processes={"trauma_intrusions": 2})

        text = said(mindfulness, self.BREATH, case) or ""

        assert text.startswith("With intrusive memories, let the client choose")

    @pytest.mark.parametrize("scan_or_course", ["body-scan", "mbsr-programme", "mbct-programme"])
    def test_what_is_not_one_anchor_is_told_none(self, scan_or_course: str) -> None:
        """A scan goes through the body, and a course has its own forms and cautions."""
        case = a_case(processes={"dissociation": 3}, factors=["meditation_adverse_history"])

        assert said(mindfulness, f"mindfulness.{scan_or_course}", case) is None

    def test_movement_looks_around_the_room_with_dissociation(self) -> None:
        """Movement has no anchor to hold; its moves are made large and slow."""
        case = a_case(processes={"dissociation": 2})

        text = said(mindfulness, "mindfulness.mindful-movement", case) or ""

        assert "keep eyes open, moves large and slow" in text

    def test_learning_is_spoken_of_as_skill(self) -> None:
        """No change of the brain is told that trials did not find."""
        text = said(mindfulness, "mindfulness.neuroplasticity-psychoeducation", a_case()) or ""

        assert "skill grows with practice" in text
        assert "brain" not in text

    def test_otherwise_nothing_is_added(self) -> None:
        """Without such a history the general sentence stands alone."""
        assert said(mindfulness, self.BREATH, a_case(processes={"worry": 4})) is None


def test_somatic_work_orients_outward_and_goes_in_small_steps() -> None:
    """Low affect tolerance makes steps small, dissociation puts the room around them."""
    case = a_case(processes={"dissociation": 2}, traits={"affect_tolerance": 0})

    text = said(somatic, "somatic.se-titration", case) or ""

    assert "seconds, not minutes" in text
    assert "orient to the room before and after" in text


def test_neuroscience_joins_the_explanation_to_the_clients_account() -> None:
    """Shame is told as learned protection that practice can change, in the client's words."""
    case = a_case(processes={"shame": 3}, in_their_words="My head is broken.", risk=CALM)

    text = said(neuroscience, "neuroscience.destigmatizing-formulation", case) or ""

    assert text.startswith("With shame, begin with the reaction the client condemns")
    assert "what can change with practice" in text
    assert "“My head is broken”" in text


def test_brainspotting_says_how_untested_it_is_to_a_client_who_asks_for_it() -> None:
    """A preference is no evidence."""
    case = a_case(preferences={"modalities": {"brainspotting": "prefer"}})

    text = said(brainspotting, "brainspotting.dual-attunement-frame", case) or ""

    assert "how untested it is" in text


@pytest.mark.parametrize("client", CLIENTS)
class TestEverythingSaid:
    """Rules that hold for whatever a modality says."""

    def test_is_plain_and_whole(self, client: str) -> None:
        """No raw id, no empty slot and no unfinished sentence."""
        for technique, text in everything_said(a_case(**CLIENTS[client])):
            assert not re.search(r"[a-z]_[a-z]|[{}]|None|TODO|  ", text), technique
            assert re.fullmatch(r"[A-Z].*[.?]", text), technique

    def test_is_up_to_three_short_sentences(self, client: str) -> None:
        """At most three sentences, and 400 characters with quotes as short as these."""
        for technique, text in everything_said(a_case(**CLIENTS[client])):
            assert len(re.findall(r"[.?!](?= |$)", text)) <= 3, technique
            assert len(text) <= 400, technique

    def test_names_no_diagnosis_and_promises_nothing(self, client: str) -> None:
        """Words of diagnosis, cure and promise do not occur."""
        banned = re.compile(
            r"\b(disorder|ptsd|patholog|diagnos|patient|cures?\b|heals?\b|will help|guarantee)",
            re.IGNORECASE,
        )
        for technique, text in everything_said(a_case(**CLIENTS[client])):
            assert not banned.search(text), technique

    def test_is_the_same_for_the_same_case(self, client: str) -> None:
        """Two cases made of the same document get the same words."""
        first, second = a_case(**CLIENTS[client]), a_case(**CLIENTS[client])

        assert list(everything_said(first)) == list(everything_said(second))


def test_every_modality_has_something_to_say_to_a_client_well_known() -> None:
    """None of the rationales is idle."""
    heard = {technique.partition(".")[0] for technique, _ in everything_said(a_case(**RICH))}

    assert heard == {plugin.content.info.id for plugin in PLUGINS}


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.content.info.id)
def test_words_are_for_techniques_the_modality_has(plugin: Modality) -> None:
    """A technique that was renamed does not lose its words unnoticed."""
    modality = plugin.content.info.id
    source = files(f"neuroplan_{modality}").joinpath("rationale.py").read_text("utf-8")

    named = set(re.findall(rf'"({modality}\.[a-z0-9-]+)"', source))

    assert named
    assert named <= {technique.id for technique in plugin.content.techniques}


def test_a_plan_prints_the_modalitys_own_words() -> None:
    """What a modality says stands in the plan's rationale for this client."""
    plan = Planner().generate(
        load_presentation(
            {
                "schema_version": "1",
                "client": {"id": "C-1", "age": 34},
                "processes": {"trauma_intrusions": 3},
                "goals": [{"text": GOAL, "processes": ["trauma_intrusions"]}],
                "consent": {"treatment": "yes", "trauma_work": "yes"},
            }
        )
    )

    printed = {entry.technique_id: entry.rationale.for_this_client for entry in plan.techniques()}

    assert "one that pushes its way in" in printed["emdr.standard-protocol-reprocessing"]


class TestWording:
    """The words the rationales share."""

    def test_a_single_item_is_no_process_to_speak_of(self) -> None:
        """It is a hint to ask; PHQ-9 item 1 asks about interest."""
        answers = [{"id": "phq-9", "items": [3, 2, 1, 1, 1, 1, 0, 0, 0]}]
        case = a_case(instruments=answers)

        assert any(each.id == "anhedonia" for each in case.formulation.processes)
        assert labels_of("anhedonia")(case) is None
        assert not rated("anhedonia")(case)

    @pytest.mark.parametrize(
        ("risk", "quoted"),
        [
            (CALM, "“I am tired”"),
            ({**CALM, "suicidal_ideation": "passive"}, None),
            ({**CALM, "self_harm": "current"}, None),
            ({}, None),
        ],
    )
    def test_no_words_are_quoted_where_they_may_speak_of_dying(
        self, risk: Mapping[str, object], quoted: str | None
    ) -> None:
        """A risk that is known, or that nobody asked about, keeps them out of any example."""
        assert own_words(a_case(in_their_words="I am tired.", risk=risk)) == quoted

    def test_a_long_quote_ends_with_a_sentence(self) -> None:
        """What is left out is marked; half a sentence can say the opposite of the whole."""
        assert quote(f"I am fine. {'But not at night ' * 10}at all.") == "“I am fine. …”"

    def test_a_long_quote_is_cut_at_a_word(self) -> None:
        """Twenty words of six letters, 139 characters, end after the seventeenth (118)."""
        assert quote(" ".join(["sleepy"] * 20)) == "“" + " ".join(["sleepy"] * 17) + "…”"

    def test_a_long_quote_without_spaces_is_cut_at_120(self) -> None:
        """Where a language writes no spaces the length decides."""
        assert quote("x" * 130) == "“" + "x" * 120 + "…”"

    def test_a_quote_stands_on_one_line_with_its_own_quotes_inside(self) -> None:
        """Line breaks become spaces, inner double quotes single ones."""
        assert quote("I said\n “no”.") == "“I said \u2018no\u2019”"

    def test_labels_that_contain_and_are_kept_apart_by_a_comma(self) -> None:
        """A list of labels can be read in one way only."""
        assert joined(["shame"]) == "shame"
        assert joined(["shame", "guilt"]) == "shame and guilt"
        assert joined(["shame", "fear and alarm"]) == "shame, and fear and alarm"

    def test_a_sentence_with_an_empty_slot_is_not_said(self) -> None:
        """Without a goal, a sentence about the goal is None."""
        assert say("Towards {goal}.", goal=goal)(a_case(goals=[])) is None

    def test_braces_in_the_clients_words_are_only_characters(self) -> None:
        """The client's text is never read as a template."""
        case = a_case(goals=[{"text": "be {free}"}])

        assert say("Towards {goal}.", goal=goal)(case) == "Towards “be {free}”."

    def test_a_technique_without_words_gets_none(self) -> None:
        """What is not in the table adds nothing."""
        technique = sfbt.content.techniques[0]

        assert by_technique({})(technique, a_case()) is None
