"""What is wrong with a client document: all of it at once, where, and how to mend it."""

from __future__ import annotations

from typing import Any

import pytest

from neuroplan import FileAccessError, Planner, PresentationError, Problem, load_presentation
from neuroplan.documents.nearest import did_you_mean, nearest, quoted
from neuroplan.documents.structuring import canonical_json, presentation_document
from neuroplan.documents.vocabulary import load_vocabulary
from tests.builders import client, presentation


#: Five mistakes in one document.
WRONG: Any = {
    "processes": {"shme": 2, "fear": 9},
    "client": {"id": "C-1"},
    "factors": ["pregnansy"],
    "unknown": 1,
}


def problems(**changes: Any) -> tuple[Problem, ...]:  # noqa: ANN401 - any field of a client
    """Give everything that is wrong with a client document."""
    with pytest.raises(PresentationError) as caught:
        load_presentation(client(**changes))
    return caught.value.problems


def said(**changes: Any) -> str:  # noqa: ANN401 - any field of a client
    """Give the only problem of a client document, in words."""
    (problem,) = problems(**changes)
    return str(problem)


class TestProblems:
    """One problem each, with its place and its mend."""

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            (
                {"processes": {"shme": 2}},
                "unknown process 'shme' @ $.processes.shme; did you mean 'shame'?",
            ),
            (
                {"goals": [{"text": "rest", "processes": ["shme"]}]},
                "unknown process 'shme' @ $.goals[0].processes[0]; did you mean 'shame'?",
            ),
            (
                {"factors": ["pregnansy"]},
                "unknown factor 'pregnansy' @ $.factors[0]; did you mean 'pregnancy'?",
            ),
            (
                {"factors": {"pregnansy": "no"}},
                "unknown factor 'pregnansy' @ $.factors.pregnansy; did you mean 'pregnancy'?",
            ),
            (
                {"instruments": [{"id": "phq9", "total": 3}]},
                (
                    "unknown instrument 'phq9' @ $.instruments[0].id; did you mean 'phq-9'? "
                    "or, for one of a plugin's, load the file with known=planner.known_ids"
                ),
            ),
            (
                {"procesess": {}},
                "unknown key 'procesess' @ $; did you mean 'processes'?",
            ),
            ({"client": {"id": "C-1"}}, "'age' is missing @ $.client; add it"),
            (
                {"processes": {"fear": 5}},
                "the number is too large @ $.processes.fear; the greatest is 4",
            ),
            (
                {"processes": {"fear": -1}},
                "the number is too small @ $.processes.fear; the least is 0",
            ),
            (
                {"processes": {"general_distress": 2}},
                (
                    "'general_distress' is computed from instruments, it cannot be rated "
                    "@ $.processes.general_distress; remove it"
                ),
            ),
            (
                {"client": {"id": "C-1", "age": "34"}},
                "this must be a whole number, not text @ $.client.age",
            ),
            (
                {"client": {"id": "", "age": 34}},
                "there is too little here @ $.client.id; at least 1",
            ),
            (
                {"factors": ["mania", "mania"]},
                "an entry stands twice @ $.factors; keep one of them",
            ),
            (
                {"decisions": [{"technique": "t.one", "decision": "include", "reason": ""}]},
                "there is too little here @ $.decisions[0].reason; at least 3",
            ),
        ],
    )
    def test_a_problem_says_what_where_and_how_to_mend_it(
        self, changes: dict[str, Any], words: str
    ) -> None:
        """In one line."""
        assert words == said(**changes)

    def test_an_answer_off_the_list_gets_the_list(self) -> None:
        """And the nearest of it."""
        found = said(risk={"suicidal_ideation": "pasive"})

        assert found.startswith("'pasive' is not allowed here @ $.risk.suicidal_ideation")
        assert "did you mean 'passive'?" in found
        assert "active_with_plan_and_intent" in found

    @pytest.mark.parametrize("answer", [1, 0, "true", None])
    def test_true_and_false_are_neither_numbers_nor_words(self, answer: object) -> None:
        """1 is no answer to a yes-or-no question."""
        assert "is not allowed here" in said(risk={"child_at_risk": answer})

    def test_without_processes_and_instruments_there_is_nothing_to_plan(self) -> None:
        """One of them is needed."""
        document = client()
        del document["processes"]

        with pytest.raises(PresentationError, match="'processes' or 'instruments' is missing"):
            load_presentation(document)

    def test_an_empty_list_of_processes_is_not_enough(self) -> None:
        """Nor an empty one."""
        assert problems(processes={})

    def test_an_instrument_without_answers_is_refused(self) -> None:
        """Items, subscales or a total."""
        assert "'items' or 'subscales' or 'total' is missing" in said(instruments=[{"id": "phq-9"}])

    def test_another_version_of_the_schema_is_refused(self) -> None:
        """Version 1 is the one that is read."""
        assert "$.schema_version" in said(schema_version="2")


class TestDiagnoses:
    """A diagnosis is no process; it gets an error that says where it belongs."""

    @pytest.mark.parametrize("word", ["ptsd", "PTSD", "c-ptsd", "borderline", "mdd", "burnout"])
    def test_a_diagnosis_used_as_a_process_is_told_where_it_belongs(self, word: str) -> None:
        """Under administrative, where it changes nothing."""
        found = said(processes={word: 3})

        assert "is a diagnosis, not a process" in found
        assert "administrative.diagnosis_codes" in found

    @pytest.mark.parametrize(
        ("word", "processes"),
        [
            ("ptsd", ["trauma_intrusions", "trauma_avoidance", "hyperarousal"]),
            ("mdd", ["low_mood", "anhedonia"]),
            ("gad", ["worry"]),
        ],
    )
    def test_it_lists_the_processes_of_such_a_presentation(
        self, word: str, processes: list[str]
    ) -> None:
        """To be rated for this client."""
        found = said(processes={word: 3})

        assert [each for each in processes if each not in found] == []

    def test_a_diagnosis_in_a_goal_is_told_the_same(self) -> None:
        """Wherever a process is named."""
        found = said(goals=[{"text": "get better", "processes": ["ptsd"]}])

        assert "@ $.goals[0].processes[0]" in found
        assert "is a diagnosis" in found

    def test_every_hint_lists_processes_and_factors_that_exist(self) -> None:
        """What is suggested can be entered."""
        vocabulary = load_vocabulary()
        for hint in vocabulary.diagnosis_hints:
            assert set(hint.processes) <= set(vocabulary.processes)
            assert set(hint.factors) <= set(vocabulary.factors)

    def test_no_process_is_a_diagnosis_word(self) -> None:
        """The hint never hides a process."""
        vocabulary = load_vocabulary()

        words = {word for hint in vocabulary.diagnosis_hints for word in hint.terms}
        assert words.isdisjoint(vocabulary.processes)


class TestSeveralAtOnce:
    """Everything that is wrong, sorted by place."""

    def test_all_problems_come_together(self) -> None:
        """Five of five."""
        assert len(problems(**WRONG)) == 5

    def test_they_are_sorted_by_place(self) -> None:
        """So that the same file gives the same text."""
        places = [problem.path for problem in problems(**WRONG)]

        assert places == [
            "$",
            "$.client",
            "$.factors[0]",
            "$.processes.fear",
            "$.processes.shme",
        ]

    def test_the_message_begins_with_a_summary_and_gives_a_line_to_each(self) -> None:
        """For a terminal."""
        with pytest.raises(PresentationError) as caught:
            load_presentation(client(**WRONG))

        lines = str(caught.value).splitlines()
        assert (lines[0], len(lines)) == ("the client presentation is not valid", 6)

    def test_a_thousand_mistakes_do_not_make_a_thousand_lines(self) -> None:
        """Beyond fifty it is another kind of document."""
        found = problems(instruments=[{"id": "phq-9"} for _ in range(900)])

        assert len(found) <= 60


class TestPlannersIds:
    """Ids that depend on what is installed are checked by the planner."""

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            (
                {"preferences": {"modalities": {"emdrr": "prefer"}}},
                "unknown modality 'emdrr' @ $.preferences.modalities.emdrr; did you mean 'emdr'?",
            ),
            (
                {"preferences": {"techniques": {"emdr.containr": "avoid"}}},
                (
                    "unknown technique 'emdr.containr' @ $.preferences.techniques; "
                    "did you mean 'emdr.container'?"
                ),
            ),
            (
                {
                    "decisions": [
                        {"technique": "emdr.containr", "decision": "include", "reason": "agreed"}
                    ]
                },
                (
                    "unknown technique 'emdr.containr' @ $.decisions[0].technique; "
                    "did you mean 'emdr.container'?"
                ),
            ),
            (
                {"processes": {"emdr.nothing": 2}},
                "unknown process 'emdr.nothing' @ $.processes; see `plan schema vocabulary`",
            ),
        ],
    )
    def test_an_id_that_is_not_installed_is_refused(
        self, planner: Planner, changes: dict[str, Any], words: str
    ) -> None:
        """With the nearest one that is."""
        with pytest.raises(PresentationError) as caught:
            planner.generate(load_presentation(client(**changes)))

        assert [words] == [str(problem) for problem in caught.value.problems]

    def test_ids_of_a_modality_that_is_switched_off_pass(self) -> None:
        """The file need not change with the options."""
        made = Planner(without=["emdr"]).generate(
            presentation(
                preferences={
                    "modalities": {"emdr": "prefer"},
                    "techniques": {"emdr.container": "avoid"},
                }
            )
        )

        assert made.switched_off == ("emdr",)


class TestShortForms:
    """Short forms say the same as long ones."""

    @pytest.mark.parametrize(
        ("short", "long"),
        [
            ({"processes": {"fear": 2}}, {"processes": {"fear": {"severity": 2}}}),
            (
                {"strengths": {"faith_in_meaning": 3}},
                {"strengths": {"faith_in_meaning": {"level": 3}}},
            ),
            ({"factors": ["mania"]}, {"factors": {"mania": "yes"}}),
        ],
    )
    def test_a_short_form_is_its_long_form(
        self, short: dict[str, Any], long: dict[str, Any]
    ) -> None:
        """One and the same presentation."""
        assert presentation(**short) == presentation(**long)

    def test_a_note_is_kept(self) -> None:
        """It belongs to the rating."""
        found = presentation({"shame": {"severity": 2, "note": "about freezing"}})

        assert found.processes["shame"].note == "about freezing"

    def test_the_schema_may_be_named_in_the_file(self) -> None:
        """For editors that check while one types."""
        named = load_presentation({"$schema": "urn:neuroplan:schema", **client()})

        assert named == presentation()

    def test_administrative_is_split_off(self) -> None:
        """It travels beside the presentation, not in its document."""
        found = presentation(administrative={"payer": "Someone"})

        assert found.administrative == {"payer": "Someone"}
        assert "administrative" not in presentation_document(found)


class TestInstruments:
    """Results of instruments, which a plugin may bring."""

    def test_without_a_planner_an_instrument_of_a_plugin_passes(self) -> None:
        """Which there are, only the planner knows: it refuses what it has not."""
        found = presentation(instruments=[{"id": "our-clinic-check", "total": 3}])

        with pytest.raises(PresentationError, match="unknown instrument 'our-clinic-check'"):
            Planner(only=["act"]).generate(found)

    def test_a_modality_that_is_off_is_named_with_an_unknown_instrument(self) -> None:
        """It may be its own; what it says of risk must not go unread."""
        known = Planner(without=["emdr"]).known_ids
        document = client(instruments=[{"id": "our-clinic-check", "total": 3}])

        with pytest.raises(PresentationError, match=r"may bring it \(emdr\)"):
            load_presentation(document, known=known)

    def test_a_bad_date_hides_no_error_of_scoring(self) -> None:
        """Everything that is wrong is said at once, of every result."""
        results = [
            {"id": "phq-9", "date": "2026-02-31", "items": [9] * 9},
            {"id": "gad-7", "total": 99},
        ]
        with pytest.raises(PresentationError) as caught:
            load_presentation(client(instruments=results))

        places = {each.path for each in caught.value.problems}
        assert {"$.instruments[0].date", "$.instruments[1].total"} < places
        assert any(each.startswith("$.instruments[0].items") for each in places)


def test_json_text_is_no_file_name_and_is_not_repeated() -> None:
    """It is the client's."""
    with pytest.raises(PresentationError) as caught:
        load_presentation(' {"in_their_words": "Mariposa"}')

    assert "this is JSON text, not a file name" in str(caught.value)
    assert "Mariposa" not in str(caught.value)


@pytest.mark.parametrize("name", ["Mariposa" * 40, "Mariposa\nis afraid"])
def test_what_is_hardly_a_file_name_is_not_repeated(name: str) -> None:
    """It may be the client's text, in the wrong place."""
    with pytest.raises(FileAccessError) as caught:
        load_presentation(name)

    assert "Mariposa" not in str(caught.value)


class TestNearest:
    """The id that was probably meant."""

    @pytest.mark.parametrize(
        ("value", "found"), [("shme", "shame"), ("SHAME", "shame"), ("xyzzy", None)]
    )
    def test_the_nearest_is_found_or_nothing(self, value: str, found: str | None) -> None:
        """Near is near; far is nothing."""
        assert found == nearest(value, ["shame", "fear"])

    def test_nothing_near_suggests_nothing(self) -> None:
        """No wild guess."""
        assert did_you_mean("xyzzy", ["shame"]) == ""

    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            ("phq-9", "'phq-9'"),
            ("a" * 40, f"'{'a' * 40}'"),
            ("a" * 41, "(not shown)"),
            ("she said: no!", "(not shown)"),
            ("naïve", "(not shown)"),
            ("", "(not shown)"),
        ],
    )
    def test_only_what_looks_like_an_id_is_repeated(self, value: str, shown: str) -> None:
        """The rest may be the client's text."""
        assert shown == quoted(value)


def test_canonical_json_does_not_depend_on_the_order_of_keys() -> None:
    """Sorted, without spaces."""
    assert canonical_json({"b": [1], "a": "ü"}) == canonical_json({"a": "ü", "b": [1]})
