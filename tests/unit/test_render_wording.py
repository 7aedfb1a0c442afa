"""The words of a plan: ranges, numbers, shortenings, and client text made harmless."""

from __future__ import annotations

import pytest

from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.model.plan import PlannedSessions, SessionOutline, TargetFinding
from neuroplan.model.presentation import RISK_QUESTIONS
from neuroplan.model.terms import (
    Category,
    Certainty,
    ChosenBecause,
    Omission,
    Role,
    SafetyLevel,
    Status,
)
from neuroplan.reasons import CHOSEN, chosen_sentence
from neuroplan.render import wording
from neuroplan.render.names import Names
from tests.unit.render_clients import plan_of


def planned(first: int, last: int, count: int) -> PlannedSessions:
    """Give a stretch of sessions."""
    return PlannedSessions(first=first, last=last, count=count, minutes=50)


def target(strength: float, basis: str, certainty: Certainty = Certainty.LOW) -> TargetFinding:
    """Give what a technique does for a process."""
    return TargetFinding(
        process="worry",
        role=Role.PRIMARY,
        severity=3,
        need=0.75,
        strength=strength,
        certainty=certainty,
        record=None,
        effect_used=0.2,
        basis=basis,
    )


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (wording.CERTAINTY, Certainty),
        (wording.CATEGORIES, Category),
        (wording.STATUS, Status),
        (CHOSEN, ChosenBecause),
        (wording.OMISSIONS, Omission),
        (wording.LEVELS, SafetyLevel),
        (wording.RISKS, RISK_QUESTIONS),
    ],
)
def test_every_id_has_its_words(words: dict[str, str], ids: list[str]) -> None:
    """No id of the model is left to be printed raw."""
    assert set(words) == set(ids)


def test_weak_evidence_outside_sessions_takes_none_of_the_sessions_kept_for_it() -> None:
    """An activity beside the sessions has a sentence of its own."""
    weak = ChosenBecause.WEAK_EVIDENCE

    assert "few sessions kept" in chosen_sentence(weak, outside=False)
    assert "takes none" in chosen_sentence(weak, outside=True)


def test_categories_read_as_in_the_vocabulary() -> None:
    """The page and the contract use the same words."""
    vocabulary = load_vocabulary()

    labels = {category: vocabulary.categories[category.value].label for category in Category}
    assert labels == wording.CATEGORIES


@pytest.mark.parametrize(
    ("sessions", "words"),
    [
        (planned(3, 3, 1), "session 3"),
        (planned(3, 9, 7), "sessions 3-9, 7 of them"),
        (planned(3, 9, 4), "sessions 3-9, 4 of them"),
        (planned(1, 12, 0), "outside sessions, beside sessions 1-12"),
    ],
)
def test_session_ranges_say_how_many_sessions_a_technique_has(
    sessions: PlannedSessions, words: str
) -> None:
    """A ride-along or interrupted technique does not have every session of its range."""
    assert wording.session_range(sessions) == words


def test_neighbouring_sessions_with_the_same_work_are_joined() -> None:
    """The outline is as short as the work is uniform."""
    outline = [
        SessionOutline(session=session, techniques=(technique,))
        for session, technique in [(1, "a"), (2, "b"), (3, "b"), (4, "a")]
    ]

    assert list(wording.session_stretches(outline)) == [
        ("session 1", ("a",)),
        ("sessions 2-3", ("b",)),
        ("session 4", ("a",)),
    ]


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (target(0.325, "figure"), "strength 0.325, low certainty"),
        (target(0.02, "figure"), "strength 0.020, weak, low certainty"),
        (
            target(0.02, "no_figure", Certainty.VERY_LOW),
            "strength 0.020, weak, without a usable figure, very low certainty",
        ),
        (target(0.0, "null"), "no benefit found, low certainty"),
        (
            target(0.006, "expert_opinion", Certainty.VERY_LOW),
            "expert opinion only, very low certainty (strength 0.006)",
        ),
    ],
)
def test_weak_evidence_is_never_dressed_up(found: TargetFinding, words: str) -> None:
    """Expert opinion, null findings, missing figures and low strengths are called so."""
    assert wording.strength_words(found, 0.05) == words


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;a title\x07after", "after"),
        ("\x9b2Jcleared", "cleared"),
        ("a\x00b\x08c\x85d", "abc d"),
        ("\u202egnp\u202c \u2066x\u2069 \u200fy", "gnp x y"),
        ("two\nlines\tand   spaces ", "two lines and spaces"),
        ("\u0645\u06cc\u200c\u0631\u0648\u0645", "\u0645\u06cc\u200c\u0631\u0648\u0645"),
        ("caf\u00e9 \u4f60\u597d", "caf\u00e9 \u4f60\u597d"),
        ("lone \ud800 surrogate", "lone surrogate"),
    ],
)
def test_client_text_becomes_one_harmless_line(text: str, harmless: str) -> None:
    """Escapes, controls and overrides of direction go; every script stays."""
    assert wording.clean(text) == harmless


def test_a_clipped_text_ends_at_a_word_with_an_ellipsis() -> None:
    """No word is cut in two, and nothing is longer than asked for."""
    assert wording.clip("one two three", 13) == "one two three"
    assert wording.clip("one two, three", 11) == "one two \u2026"


def test_a_headline_keeps_whole_sentences() -> None:
    """What is shortened on the first screen still says something whole."""
    text = "Ask first. Then write it down. Then review it at length."

    assert wording.headline(text, 35) == "Ask first. Then write it down."
    assert wording.headline("One long sentence without an end", 15) == "One long \u2026"


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Fear of pain and movement", "fear of pain and movement"),
        ("EMDR training", "EMDR training"),
        ("", ""),
    ],
)
def test_a_label_in_a_sentence_keeps_its_abbreviations(label: str, words: str) -> None:
    """Only the capital of an ordinary first word is lowered."""
    assert wording.lower_first(label) == words


def test_a_long_list_says_how_many_more_there_are() -> None:
    """Nothing is left out in silence."""
    assert wording.few(["a", "b", "c"], 2) == "a, b and 1 more"
    assert wording.few(["a", "b"]) == "a, b"
    assert wording.few([]) == ""


def test_a_bar_shows_a_value_of_four() -> None:
    """Three of four dots are full at severity 3."""
    assert wording.bar(3) == "\u25cf\u25cf\u25cf\u25cb"


def test_reference_numbers_run_from_one_without_gaps() -> None:
    """Records of one publication share a number."""
    plan = plan_of("trauma")
    names = Names.of(plan)
    publications = {(each.citation, each.doi) for each in plan.references}

    assert [each.number for each in names.sources] == list(range(1, len(publications) + 1))
    assert set(names.numbers) == {each.id for each in plan.references}


def test_neighbouring_reference_numbers_are_joined() -> None:
    """Three and more in a row are written as a range."""
    names = Names.of(plan_of("trauma"))
    by_number = {each.number: each.records[0].id for each in names.sources}

    cited = names.cite([by_number[number] for number in (9, 2, 4, 3, 8, 6)])
    assert cited.text == "[2]-[4] [6] [8] [9]"


def test_a_process_without_a_label_is_written_as_words() -> None:
    """A goal may name what nothing has rated yet."""
    names = Names.of(plan_of("worry"))

    assert names.process("worry") == "Worry and anxious anticipation"
    assert names.process("clinic.fear_of_dogs") == "Fear of dogs"
