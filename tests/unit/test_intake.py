"""The intake: what is asked, in what order, how answers are read, and the file they make."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neuroplan import Planner, PresentationError, load_presentation
from neuroplan.intake import FLOW, AnswerError, Catalogue, Interview, clean, take_up
from neuroplan.intake.steps import all_patterns
from tests.interviews import SAID, catalogue, finished, steps


WORDS = "Margarethe crashed"
NEVER_ASKED = {"$schema", "schema_version", "decisions", "administrative"}
PARTS = (
    "strengths",
    "risk",
    "consent",
    "readiness",
    "factors",
    "traits",
    "culture_and_religion",
    "expectation_and_motivation",
    "preferences",
    "context",
)
EVERY_PART = {f"ask/part/{part}": "yes" for part in PARTS}


@pytest.fixture(name="known")
def _known(planner: Planner) -> Catalogue:
    return catalogue(planner)


@pytest.fixture(name="begun")
def _begun(known: Catalogue) -> Interview:
    return Interview(catalogue=known)


def at(interview: Interview, key: str, said: Mapping[str, str] = SAID) -> Interview:
    """Answer up to the question at *key*."""
    while (question := interview.current()) is not None and question.key != key:
        text = said.get(question.key, "no" if question.key == "ask/part/risk" else "")
        interview = interview.answered(text)
    assert question is not None, f"{key} is not asked"
    return interview


def after(interview: Interview, *texts: str) -> Interview:
    """Give some answers in turn."""
    for text in texts:
        interview = interview.answered(text)
    return interview


def key_of(interview: Interview) -> str:
    """Give the key of the question that comes next."""
    question = interview.current()
    return question.key if question else ""


def refusal(interview: Interview, text: str) -> AnswerError:
    """Give what is said of an answer that is none."""
    with pytest.raises(AnswerError) as caught:
        interview.answered(text)
    return caught.value


def keys(interview: Interview) -> list[str]:
    """Give the keys of all questions."""
    return [each.key for each in interview.questions]


# What is asked


def test_the_parts_come_in_this_order() -> None:
    """A change of the order is a decision, made here too."""
    assert [block.title for block in FLOW] == [
        "Client",
        "In their words",
        "Goals",
        "Processes",
        "Instruments",
        "Strengths",
        "Risk",
        "Consent",
        "Readiness",
        "Factors",
        "Traits",
        "Culture and religion",
        "Expectation and motivation",
        "Preferences",
        "Context",
    ]


def test_every_field_of_the_client_file_is_asked(planner: Planner, known: Catalogue) -> None:
    """What the schema allows can be entered, but for overrides and administrative data."""

    def leaves(node: Mapping[str, Any], path: str) -> list[str]:
        if "properties" not in node:
            return [path]
        found = [leaves(part, f"{path}/{name}") for name, part in node["properties"].items()]
        return [leaf for part in found for leaf in part]

    top = known.schema["properties"]
    maps = {"processes", "strengths", "factors", "instruments", "goals"}
    blocks = top.keys() - NEVER_ASKED - maps
    wanted = {leaf for name in blocks for leaf in leaves(top[name], name)}
    wanted |= {f"goals/0/{name}" for name in top["goals"]["items"]["properties"]}
    wanted -= {"preferences/modalities", "preferences/techniques"}
    asked = set(keys(finished(planner, {**SAID, **EVERY_PART})))

    assert wanted - asked == set()
    assert maps <= {key.partition("/")[0] for key in all_patterns(FLOW)}


def test_nothing_asks_for_a_diagnosis_or_administrative_data(planner: Planner) -> None:
    """A diagnosis changes nothing in a plan, and is not asked for."""
    interview = finished(planner, {**SAID, **EVERY_PART})
    said = " ".join(f"{each.key} {each.line}" for each in interview.questions).lower()

    assert not interview.document().keys() & NEVER_ASKED - {"schema_version"}
    for word in ("diagnos", "administrative", "icd", "dsm", "payer"):
        assert word not in said


def test_every_question_says_what_it_asks(planner: Planner) -> None:
    """No question stands without a line of words."""
    interview = finished(planner, {**SAID, **EVERY_PART})

    assert [each.key for each in interview.questions if len(each.line) < 5] == []


def test_every_optional_part_can_be_skipped_as_a_whole(planner: Planner) -> None:
    """After client, words, goals, processes and instruments one answer skips a part."""
    said = {key: text for key, text in SAID.items() if not key.startswith(("risk/", "ask/part"))}
    interview = finished(planner, said)

    parts = [each for each in keys(interview) if each.startswith("ask/part/")]
    assert parts == [f"ask/part/{part}" for part in PARTS]
    assert keys(interview)[-len(PARTS) :] == parts
    assert interview.document().keys() == {"schema_version", "client", "goals", "processes"}


def test_a_finished_intake_is_a_valid_client_file(planner: Planner) -> None:
    """What comes out loads, and holds what was said in the places of the schema."""
    interview = finished(planner)

    document = interview.document()
    assert interview.problems(planner.known_ids) == []
    assert document["client"] == {"id": "C-1042", "age": 34}
    assert document["goals"] == [
        {
            "text": "Sleep through the night again",
            "processes": ["sleep_disturbance"],
            "importance": 9,
        }
    ]
    assert document["processes"] == {
        "trauma_intrusions": 3,
        "worry": {"severity": 2, "note": "above all at night"},
    }
    assert load_presentation(document).client.age == 34


def test_id_and_age_cannot_be_left_out(begun: Interview) -> None:
    """The two answers every plan needs are asked for until they are given."""
    assert "a plan needs an id" in str(refusal(begun, ""))
    assert "a plan needs the age" in str(refusal(after(begun, "C-1"), "-"))


@pytest.mark.parametrize(("identity", "warned"), [("Anna Berg", True), ("C-1042", False)])
def test_an_id_without_a_digit_is_warned_of(begun: Interview, identity: str, warned: bool) -> None:  # noqa: FBT001
    """A name does not belong in the file, and an id mostly has a digit."""
    question = begun.current()
    assert question is not None

    assert bool(question.remark(after(begun, identity).answers)) is warned


def test_without_a_process_an_instrument_is_required(begun: Interview) -> None:
    """A plan needs one of the two."""
    interview = at(begun, "instruments/0/id", {"client/id": "C-1", "client/age": "34"})
    assert "needs a process rated or an instrument" in str(refusal(interview, ""))

    with_total = after(interview, "gad-7", "", "total", "14", "")
    assert key_of(with_total) == "ask/part/strengths"


def test_an_instrument_without_a_result_is_not_enough_to_plan_from(begun: Interview) -> None:
    """The name of a questionnaire says nothing about the client."""
    interview = at(begun, "instruments/0/id", {"client/id": "C-1", "client/age": "34"})
    without = after(interview, "gad-7", "", "")

    assert key_of(without) == "instruments/1/id"
    assert "needs a process rated or an instrument" in str(refusal(without, ""))


# Processes


@pytest.mark.parametrize("text", ["3", "trauma_intrusions", "Intrusive memories", "flashbacks"])
def test_a_process_is_found_by_number_id_label_and_description(begun: Interview, text: str) -> None:
    """What a clinician may call it leads to the same process."""
    interview = after(at(begun, "ask/processes/negative_valence"), text)

    assert interview.answers["ask/processes/negative_valence"] == ["trauma_intrusions"]
    assert key_of(interview) == "processes/trauma_intrusions"


def test_a_word_that_fits_several_processes_offers_them(begun: Interview) -> None:
    """Nothing is guessed where two fit."""
    error = refusal(at(begun, "goals/0/processes"), "avoidance")

    found = [option.value for option in error.options]
    assert "trauma_avoidance" in found
    assert "experiential_avoidance" in found


def test_numbers_mean_the_same_process_in_every_list(begun: Interview) -> None:
    """The number in a goal's list is the number in the list of its domain."""
    goal = at(begun, "goals/0/processes").current()
    domain = at(begun, "ask/processes/body").current()
    assert goal is not None
    assert domain is not None
    everywhere = {option.value: option.number for option in goal.kind.known}

    for option in domain.kind.shown:
        assert everywhere[option.value] == option.number


def test_a_diagnosis_leads_to_processes(begun: Interview) -> None:
    """A diagnosis is no process; those that describe such a presentation are offered."""
    error = refusal(at(begun, "goals/0/processes"), "PTSD")

    assert "a diagnosis, not a process" in str(error)
    assert "ptsd" not in str(error).lower()
    assert "trauma_intrusions" in [option.value for option in error.options]


def test_derived_processes_are_not_offered(known: Catalogue) -> None:
    """What is computed from instruments is never rated."""
    derived = {each.id for each in known.vocabulary.processes.values() if each.derived}

    assert derived
    assert not derived & {each.value for each in known.processes}


def test_processes_a_goal_names_are_marked(begun: Interview) -> None:
    """A goal whose process nobody rates would count for nothing."""
    question = at(begun, "ask/processes/arousal_and_regulation").current()

    assert question is not None
    marked = [option.value for option in question.kind.shown if "goal" in option.label]
    assert marked == ["sleep_disturbance"]


def test_severity_is_listed_with_its_meanings(begun: Interview, known: Catalogue) -> None:
    """The five steps and what they mean come from the vocabulary."""
    question = at(begun, "processes/worry").current()

    assert question is not None
    assert [each.number for each in question.kind.shown] == [0, 1, 2, 3, 4]
    assert question.kind.shown == known.severity


def test_a_process_taken_out_of_the_list_is_not_written(begun: Interview) -> None:
    """Its severity stays in the draft, for when it is chosen again."""
    interview = at(begun, "ask/processes/positive_valence").back().back().back()
    without = after(interview, "worry")

    assert key_of(without) == "processes/worry"
    assert without.document()["processes"] == {
        "worry": {"severity": 2, "note": "above all at night"}
    }
    again = after(without.back(), "3, 2")
    assert again.document()["processes"] == at(begun, "instruments/0/id").document()["processes"]


# Instruments


def result(begun: Interview, *texts: str) -> Any:  # noqa: ANN401 - the JSON boundary
    """Enter one result and give it as the file holds it."""
    document = after(at(begun, "instruments/0/id"), *texts).document()
    entries = document.get("instruments")
    return entries[0] if isinstance(entries, list) else None


def test_items_are_entered_by_number_ten_a_line(begun: Interview) -> None:
    """Twenty items come in two lines, a missing one is -."""
    first, second = "1 2 3 4 0 1 2 3 4 0", "1,2,3,4,0,1,2,3,4,-"

    entered = result(begun, "pcl-5", "2026-10-30", "items", first, second)

    assert entered == {
        "id": "pcl-5",
        "date": "2026-10-30",
        "items": [1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, None],
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 2 3", "9 answers are asked for, 3 are given"),
        ("0 0 0 0 0 0 0 0 7", "item 9 has no such answer"),
        ("0 0 0 0 0 0 0 0 x", "item 9 has no such answer"),
        ("0 0 0 0 0 0 0 0 1.5", "item 9 has no such answer"),
        ("0 0 0 0 - - - - -", "too many answers of phq-9 are missing"),
    ],
)
def test_answers_no_item_takes_are_refused(begun: Interview, text: str, said: str) -> None:
    """A slip of the finger is found where it is made."""
    interview = after(at(begun, "instruments/0/id"), "phq-9", "", "items")

    assert said in str(refusal(interview, text))


def test_a_total_stands_for_the_items(begun: Interview) -> None:
    """A total within its range is enough."""
    interview = after(at(begun, "instruments/0/id"), "gad-7", "", "total")
    assert "0 to 21" in str(refusal(interview, "22"))

    assert result(begun, "gad-7", "", "total", "14") == {"id": "gad-7", "total": 14}


def test_subscales_stand_for_the_items(begun: Interview) -> None:
    """Those that are left out are not written."""
    assert result(begun, "phq-4", "", "subscales", "5") == {
        "id": "phq-4",
        "subscales": {"anxiety": 5},
    }


def test_a_result_that_is_left_out_is_not_written(begun: Interview) -> None:
    """An instrument that is only named is no result."""
    assert result(begun, "phq-9", "2026-10-30", "") is None


def test_an_instrument_answered_on_a_line_of_tenths_takes_decimals(begun: Interview) -> None:
    """Its items come as they were measured, and its total as well."""
    entered = result(begun, "ors", "", "items", "6.7 2 3.0 4.5")

    assert entered == {"id": "ors", "items": [6.7, 2, 3, 4.5]}
    assert result(begun, "ors", "", "total", "24.3") == {"id": "ors", "total": 24.3}


def test_a_decimal_comma_is_not_taken_for_two_answers(begun: Interview) -> None:
    """The hint shows the point, and the count of answers gives the slip away."""
    interview = after(at(begun, "instruments/0/id"), "ors", "", "items")
    question = interview.current()

    assert question is not None
    assert "in steps of 0.1" in question.kind.hint
    assert "4 answers are asked for, 8 are given" in str(refusal(interview, "6,7 2,1 3,5 4,5"))


def test_a_closed_question_before_item_1_ends_the_questions(begun: Interview) -> None:
    """Where no trauma was lived through, the five items are not asked, and count 0."""
    entered = result(begun, "pc-ptsd-5", "", "items", "0")
    assert entered == {"id": "pc-ptsd-5", "items": [0, None, None, None, None, None]}

    opened = after(at(begun, "instruments/0/id"), "pc-ptsd-5", "", "items", "1")
    assert key_of(opened) == "instruments/0/items/1"


def test_a_positive_risk_item_is_pointed_out_at_once(begun: Interview) -> None:
    """The risk part follows, and the answer should be asked about there."""
    interview = after(at(begun, "instruments/0/id"), "phq-9", "", "items")
    question = interview.current()
    assert question is not None

    asked = question.remark(after(interview, "0 0 0 0 0 0 0 0 1").answers)
    assert "suicidal ideation" in asked
    assert question.remark(after(interview, "0 0 0 0 0 0 0 0 0").answers) == ""


def test_another_instrument_does_not_take_over_the_answers(begun: Interview) -> None:
    """The nine answers to one questionnaire are none to another."""
    interview = after(at(begun, "instruments/0/id"), "phq-9", "", "items", "1 1 1 1 1 1 1 1 0")

    changed = after(interview.back().back().back().back(), "gad-7")

    left = [key for key in changed.answers if key.startswith(("instruments/0/", "ask/form/0"))]
    assert left == ["instruments/0/id"]


# Risk, factors


def test_a_risk_question_passed_over_is_not_assessed(planner: Planner) -> None:
    """Nothing typed is never none."""
    risk = finished(planner).document()["risk"]

    assert isinstance(risk, dict)
    assert risk["suicidal_ideation"] == "none"
    assert risk["unsafe_environment"] is False
    assert risk["psychosis"] == "not_assessed"
    assert risk["medical_instability"] == "not_assessed"


def test_the_risk_part_is_skipped_only_by_saying_so(begun: Interview) -> None:
    """A key held down does not skip what is asked first in any treatment."""
    interview = at(begun, "ask/part/risk")

    assert "unknown, never as none" in str(refusal(interview, ""))
    assert key_of(after(interview, "no")) == "ask/part/consent"


def test_factors_that_follow_from_other_answers_are_not_asked(planner: Planner) -> None:
    """Age, risk, traits, religion, touch and delivery are asked in their own parts."""
    groups = ("risk", "medical", "history", "traits", "context", "others")
    said = {**SAID, "ask/part/factors": "yes", **{f"ask/factors/{each}": "yes" for each in groups}}
    asked = {key for key in keys(finished(planner, said)) if key.startswith("factors/")}

    for settled in ("child", "older_adult", "mania", "high_reactance", "touch_aversion"):
        assert f"factors/{settled}" not in asked
    for open_question in ("seizure_disorder", "severe_dissociation", "bipolar_history"):
        assert f"factors/{open_question}" in asked
    assert "factors/emdr.recent_event" in asked


def test_factors_that_answers_have_shown_are_not_asked(planner: Planner) -> None:
    """A past episode and a score above its cut-off say yes by themselves."""
    said = {
        **SAID,
        "instruments/0/id": "des-ii",
        "ask/form/0": "total",
        "instruments/0/total": "42",
        "risk/mania": "past",
        "ask/part/factors": "yes",
        "ask/factors/risk": "yes",
        "ask/factors/medical": "yes",
    }
    asked = keys(finished(planner, said))

    assert "factors/severe_dissociation" not in asked
    assert "factors/bipolar_history" not in asked
    assert "factors/dissociative_identity" in asked


def test_a_factor_is_yes_no_or_unknown(planner: Planner) -> None:
    """A no is kept too: it answers what a plan would ask before starting."""
    said = {
        **SAID,
        "ask/part/factors": "yes",
        "ask/factors/medical": "yes",
        "factors/seizure_disorder": "no",
        "factors/sedative_use": "y",
    }
    factors = finished(planner, said).document()["factors"]

    assert isinstance(factors, dict)
    assert factors["seizure_disorder"] == "no"
    assert factors["sedative_use"] == "yes"
    assert factors["pregnancy"] == "unknown"


# Preferences and the rest


def test_wishes_about_modalities_and_techniques_are_asked_one_by_one(planner: Planner) -> None:
    """Each that was chosen gets prefer, avoid or decline."""
    said = {
        **SAID,
        **EVERY_PART,
        "ask/modalities": "emdr, hakomi",
        "preferences/modalities/emdr": "prefer",
        "preferences/modalities/hakomi": "decline",
        "ask/techniques": "sfbt.miracle-question",
        "preferences/techniques/sfbt.miracle-question": "avoid",
        "preferences/touch": "no",
        "preferences/strong_dislikes": "homework sheets; being timed",
        "context/delivery": "in_person, telehealth",
        "culture/religion/struggle": "1",
    }
    interview = finished(planner, said)
    document = interview.document()

    assert document["preferences"] == {
        "modalities": {"emdr": "prefer", "hakomi": "decline"},
        "techniques": {"sfbt.miracle-question": "avoid"},
        "touch": False,
        "existential_topics": "not_asked",
        "strong_dislikes": ["homework sheets", "being timed"],
    }
    assert document["context"] == {"delivery": ["in_person", "telehealth"]}
    assert interview.problems(planner.known_ids) == []


# Back, and answers changed


def test_going_back_keeps_what_was_answered(begun: Interview) -> None:
    """Nothing typed keeps an answer; - takes it out."""
    interview = at(begun, "goals/0/processes").back()
    assert key_of(interview) == "goals/0/text"

    kept = after(interview, "")
    assert kept.answers["goals/0/text"] == SAID["goals/0/text"]
    taken_out = after(interview, "-")
    assert "goals" not in taken_out.document()


def test_going_back_stops_at_the_first_question(begun: Interview) -> None:
    """There is nothing before it."""
    assert key_of(begun.back()) == "client/id"


def test_going_back_from_the_end_asks_the_last_question(planner: Planner) -> None:
    """After the last answer there is still a way back."""
    interview = finished(planner)

    assert interview.current() is None
    assert key_of(interview.back()) == "ask/part/context"


def test_a_goal_taken_out_leaves_the_others(planner: Planner) -> None:
    """The second goal is still there when the first is gone."""
    both = finished(planner, {**SAID, "goals/1/text": "See friends again"})
    while key_of(both) != "goals/0/text":
        both = both.back()

    assert after(both, "-").document()["goals"] == [{"text": "See friends again"}]


def test_what_a_changed_answer_brings_up_is_asked_before_the_end(planner: Planner) -> None:
    """Nobody reaches the end past a question that has no answer."""
    interview = finished(planner)
    while key_of(interview) != "ask/processes/body":
        interview = interview.back()
    interview = after(interview, "chronic_pain")

    assert key_of(interview) == "processes/chronic_pain"


# Reading answers


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("client/age", "thirty-four"),
        ("client/age", "-1"),
        ("client/age", "121"),
        ("client/age", "9" * 5000),
        ("client/age", "34.5"),
        ("assessed_on", "2 November"),
        ("assessed_on", "2026-02-30"),
        ("assessed_on", "20261102"),
        ("goals/0/text", "a" * 2001),
        ("goals/0/processes", "nothing like it"),
        ("goals/0/processes", "999"),
        ("goals/0/stage_of_change", "ready"),
        ("processes/worry", "5"),
        ("processes/worry", "bad"),
        ("risk/suicidal_ideation", "act"),
        ("risk/unsafe_environment", "maybe"),
        ("processes/worry", f"2 {'a' * 20001}"),
        ("preferences/strong_dislikes", "a" * 201),
        ("preferences/strong_dislikes", ";"),
        ("context/formats", ","),
        ("instruments/0/id", "phq-9, gad-7"),
    ],
)
def test_what_is_no_answer_is_refused(begun: Interview, key: str, text: str) -> None:
    """The question stays until it is answered or left out."""
    refusal(at(begun, key, {**SAID, **EVERY_PART}), text)


def test_what_was_typed_is_never_repeated_in_an_error(begun: Interview) -> None:
    """A client's words typed in the wrong place do not end in a message."""
    said = {**SAID, **EVERY_PART, "instruments/0/id": "phq-9", "ask/form/0": "items"}
    interview, refusals = begun, []
    while (question := interview.current()) is not None:
        try:
            interview.answered(WORDS)
        except AnswerError as error:
            refusals.append(str(error).lower())
        interview = interview.answered(said.get(question.key, ""))

    assert len(refusals) > 60
    assert not any(word in each for each in refusals for word in WORDS.lower().split())


def test_today_is_the_day_it_is(begun: Interview) -> None:
    """The word stands for the date the intake was begun with."""
    assert after(at(begun, "assessed_on"), "Today").answers["assessed_on"] == "2026-11-02"


@pytest.mark.parametrize("text", ["Active with method", "active_with_method", "4"])
def test_a_choice_is_made_by_number_or_word(begun: Interview, text: str) -> None:
    """The words of the file and their numbers in the list mean the same."""
    interview = after(at(begun, "risk/suicidal_ideation"), text)

    assert interview.answers["risk/suicidal_ideation"] == "active_with_method"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  plain ", "plain"),
        ("a\x00b\x07c", "a b c"),
        ("left\x1b[D\x1b[Aright", "leftright"),
        ("tab\there", "tab here"),
        ("naïve 안녕 👩‍🚀", "naïve 안녕 👩‍🚀"),
        ("one \n two", "one\ntwo"),
        ("\x9b31m\u2028", "31m"),
    ],
)
def test_control_characters_are_left_out(typed: str, kept: str) -> None:
    """Nobody types them on purpose, and no file should hold them."""
    assert clean(typed) == kept


def test_bytes_that_are_no_text_are_refused() -> None:
    """They come as half characters, which no file could be written with."""
    with pytest.raises(AnswerError, match="UTF-8"):
        clean("caf\udce9")


# Drafts


def test_a_draft_is_taken_up_at_every_question(planner: Planner, known: Catalogue) -> None:
    """Whenever it stopped, the same question comes next and no answer is lost."""
    for _, _, interview in steps(planner):
        again = take_up(interview.draft().encode(), known)

        assert again.draft() == interview.draft()
        assert key_of(again) == key_of(interview)


def test_a_draft_is_taken_up_where_someone_had_gone_back(
    begun: Interview, known: Catalogue
) -> None:
    """The question it stopped at is not the first without an answer."""
    interview = at(begun, "instruments/0/id").back().back()

    assert key_of(take_up(interview.draft().encode(), known)) == key_of(interview)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"intake_draft": "0"}, "not of version 1"),
        ({"note": WORDS}, "no draft"),
        ({"answers": [WORDS]}, "no answers"),
        ({"at": 7}, "no answers"),
        ({"answers": {WORDS: 1}}, "does not ask"),
        ({"answers": {"client/age": WORDS}}, "$.answers['client/age']"),
        ({"answers": {"client/age": True}}, "$.answers['client/age']"),
        ({"answers": {"client/age": 300}}, "$.answers['client/age']"),
        ({"answers": {"client/id": {"x": WORDS}}}, "$.answers['client/id']"),
        ({"answers": {"client/id": f"a{chr(7)}"}}, "$.answers['client/id']"),
        ({"answers": {"ask/processes/body": [["x"]]}}, "$.answers['ask/processes/body']"),
        ({"answers": {"instruments/0/id": "phq-99"}}, "$.answers['instruments/0/id']"),
    ],
)
def test_a_draft_changed_by_hand_is_refused(
    begun: Interview, known: Catalogue, change: Mapping[str, object], said: str
) -> None:
    """What does not fit its question is named by its place, and not repeated."""
    body = {**json.loads(after(begun, "C-1", "34").draft()), **change}

    with pytest.raises(PresentationError, match="this version can go on with") as caught:
        take_up(json.dumps(body).encode(), known)

    assert said in str(caught.value)
    assert WORDS not in str(caught.value)


def test_a_draft_that_is_no_json_is_refused(known: Catalogue) -> None:
    """The place where it stops being JSON is named."""
    with pytest.raises(PresentationError, match="not valid JSON at line 1, column 13"):
        take_up(b'{"answers": ', known)


@settings(max_examples=8)
@given(
    typed=st.lists(
        st.sampled_from(["", "-", "1", "2", "1, 3", "yes", "no", "0", "today", "phq-9", "items"])
        | st.text(max_size=8),
        max_size=40,
    )
)
def test_whatever_is_typed_the_draft_can_be_taken_up(planner: Planner, typed: list[str]) -> None:
    """An answer is taken or refused; nothing else happens, and nothing is lost."""
    known = catalogue(planner)
    interview = Interview(catalogue=known)
    for text in typed:
        try:
            interview = interview.answered(clean(text))
        except AnswerError:
            interview = interview.back() if text == "-" else interview

    assert take_up(interview.draft().encode(), known).draft() == interview.draft()
