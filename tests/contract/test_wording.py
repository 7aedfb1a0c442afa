"""The words of the content: plain to clients, free of diagnoses, and free of promises."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from neuroplan.authoring.wording import AS_STUDIED, DIAGNOSIS, HARDEST_GRADE, PROMISE
from tests.contract.shipped import CORE, MODALITIES, ROOT, SCHEMAS, content, data_folder, read_json
from tests.docs.generate import PAGES


with warnings.catch_warnings():
    # textstat finds its word lists by pkg_resources, which says on import that it will go.
    warnings.filterwarnings("ignore", message=".*pkg_resources")
    import textstat  # type: ignore[import-untyped]


#: How a note begins that says how much, and not what to do.
_NOTE = re.compile(
    r"(\d|about\s\d|an?\b(?!\sfew\stimes)|the\b|(one|two|three|fifteen)\b(?!\stimes)|none\b)",
    re.IGNORECASE,
)
#: What is spelled as its author spelled it.
TITLES = frozenset({"id", "citation", "key_texts"})
_NAME = re.compile(
    r"National Center for PTSD|Mindfulness-Centered|Behavior OnLine|Self-Criticising/Attacking"
    r"|pioneer-counseling"
)
#: One spelling: British, with -ize; the verb is "practise", the noun "practice".
_OTHER_SPELLING = re.compile(
    r"""\b(
        \w*(apolog|capital|catastroph|character|critic|emphas|external|general|internal|lateral
            |manual|mental|minim|moral|neutral|normal|organ|personal|quant|random|recogn|stabil
            |standard|stigmat|summar|traumat)is(e[drs]?|ers|ing)
      | (?!improv)\w{3,}isations?
      | practic(ed|ing) | (can|may|please|they|we|will|you)\spractice
      | (an?|daily|home|of|own|the|this|your)\spractise
      | center(s|ed)? | behavior(s|al|ally)? | counseling | apnea | favor
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
#: Ids of records, which are names and no sentences.
_ID = re.compile(r"[a-z_]+/\S+")
_ENGINE = ("safety_rules.json", "safety_evidence.json", "responsiveness.json")


def _texts(
    value: Any,  # noqa: ANN401 - the JSON boundary
    but: frozenset[str],
    field: str = "",
) -> Iterator[tuple[str, str]]:
    """Give every text with the name of the field it stands in, *but* for some fields."""
    if isinstance(value, str):
        if not _ID.fullmatch(value):
            yield field, value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            if key not in but:
                yield from _texts(part, but, key)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part, but, field)


def _words(
    files: list[Path], pattern: re.Pattern[str], but: frozenset[str] = AS_STUDIED
) -> list[str]:
    return [
        f"{path.name}: {match[0]!r} in {field}"
        for path in files
        for field, text in _texts(read_json(path), but)
        for match in pattern.finditer(_NAME.sub("", text))
    ]


def _files(modality: str) -> list[Path]:
    return sorted(data_folder(modality).rglob("*.json"))


def _engine_files() -> list[Path]:
    return [SCHEMAS / "vocabulary.json", *(CORE / "content" / name for name in _ENGINE)]


def _written(kind: str) -> list[Path]:
    """Give the files of a *kind* that ship or explain what ships, but for generated pages."""
    folders = (ROOT / "core", ROOT / "plugins", ROOT / "schemas", ROOT / "docs")
    found = [*ROOT.glob(f"*.{kind}"), *(each for at in folders for each in at.rglob(f"*.{kind}"))]
    return sorted(each for each in found if each.name not in PAGES)


@pytest.mark.parametrize("modality", MODALITIES)
def test_what_the_client_reads_is_plain(modality: str) -> None:
    """Words to the client need at most nine years of school."""
    grades = {
        each.id: textstat.flesch_kincaid_grade(each.for_the_client)
        for each in content(modality).techniques
    }

    assert {name: grade for name, grade in grades.items() if grade > HARDEST_GRADE} == {}


@pytest.mark.parametrize("modality", MODALITIES)
def test_what_the_client_does_at_home_is_said_to_the_client(modality: str) -> None:
    """The page for the client prints it as it stands: as an offer, not as a note."""
    said = [
        practice
        for each in content(modality).techniques
        for practice in (
            each.home_practice,
            *(bar.home_practice.practice for bar in each.contraindications if bar.home_practice),
        )
        if practice is not None
    ]

    assert [text for text in said if _NOTE.match(text) or "client" in text] == []


@pytest.mark.parametrize("modality", MODALITIES)
def test_a_modality_names_processes_and_no_diagnoses(modality: str) -> None:
    """A diagnosis may say who was studied; it describes no client and no technique."""
    assert _words(_files(modality), DIAGNOSIS) == []


@pytest.mark.parametrize("modality", MODALITIES)
def test_a_modality_promises_nothing(modality: str) -> None:
    """No sentence is surer than its evidence."""
    assert _words(_files(modality), PROMISE) == []


def test_the_engine_names_processes_and_no_diagnoses() -> None:
    """The vocabulary, the safety rules and the advice on responsiveness are no diagnoses."""
    assert _words(_engine_files(), DIAGNOSIS) == []


def test_the_engine_promises_nothing() -> None:
    """No safety action or advice is surer than its evidence."""
    assert _words(_engine_files(), PROMISE) == []


def test_all_content_is_spelled_one_way() -> None:
    """Two spellings of a word look like two words."""
    assert _words(_written("json"), _OTHER_SPELLING, TITLES) == []


@pytest.mark.parametrize("kind", ["md", "py"])
def test_all_pages_and_modules_are_spelled_one_way(kind: str) -> None:
    """Who reads a page beside a plan meets the same words."""
    found = [
        f"{path.name}: {match[0]!r}"
        for path in _written(kind)
        for match in _OTHER_SPELLING.finditer(_NAME.sub("", path.read_text(encoding="utf-8")))
    ]

    assert found == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (DIAGNOSIS, "a client with PTSD"),
        (DIAGNOSIS, "panic disorder"),
        (PROMISE, "this will cure it"),
        (PROMISE, "you will feel better"),
        (_OTHER_SPELLING, "practicing at the center, randomised"),
        (_NOTE, "A daily tick sheet."),
        (_NOTE, "5 to 10 minutes, once or twice daily."),
    ],
)
def test_a_planted_word_is_seen(pattern: re.Pattern[str], text: str) -> None:
    """The lists above cannot pass because they see nothing."""
    assert pattern.search(text)
