"""The words of a modality: plain to clients, free of diagnoses, and free of promises."""

from __future__ import annotations

import re
from collections.abc import Iterator

from neuroplan.authoring.drafts import Draft, Entry
from neuroplan.authoring.findings import Finding, Level
from neuroplan.documents.reading import Json


#: School years that words to a client may ask for.
HARDEST_GRADE = 9.0
#: Where a diagnosis is a fact about who was studied, or the title of a text.
AS_STUDIED = frozenset(
    {"as_studied", "outcome", "as_reported", "note", "citation", "reason", "key_texts", "terms"}
)
#: Words that name a diagnosis, or label a person by one.
DIAGNOSIS = re.compile(
    r"""\b(
        c?ptsd | mdd | ocd | bpd | adhd | dsm (-\w+)? | icd-1\d | mci
      | (major\s)? depressive\sdisorders? | major\sdepression
      | (?<!seizure\s)disorders?
      | schizo\w+ | anorexi\w+ | bulimi\w+ | agoraphobi\w+ | hypochondri\w+
      | social\sphobia | post-?traumatic\sstress
      | borderline | narcissis\w+ | psychopaths? | neurotic\w* | hysteri\w+
      | alcoholi[cs]\w* | addicts?
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
#: Words that promise more than any evidence holds.
PROMISE = re.compile(
    r"""\b(
        cure[sd]? | curing | guarantee\w* | proven\sto | (always|surely|certainly)\sworks?
      | will\s(work|heal|fix|cure|disappear|go\saway|feel\sbetter|get\sbetter|recover|stop\shurting)
      | miracle\scure | once\sand\sfor\sall | permanent(ly)?\s(relief|change|free) | rewires?\syour
      | erases?\s(the|your)
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
_RULES = (
    ("diagnosis-word", DIAGNOSIS, "names a diagnosis", "name the process, in person-first words"),
    ("promise-word", PROMISE, "promises too much", "say what may happen, no surer than evidence"),
)
_RECORD_ID = re.compile(r"[a-z_]+/\S+")
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$|[\"”\u2019)])")
_WORD = re.compile(r"[A-Za-z0-9]+(?:['\u2019][A-Za-z]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?<=[a-z])(?:(?<![ltd])es|(?<![td])ed|(?<!l)e)$")


def wording_findings(draft: Draft) -> Iterator[Finding]:
    """Yield words that diagnose or promise, and words to clients that are hard to read."""
    for entry in (draft.info, *draft.techniques, *draft.records):
        for path, text in _texts(entry.path, dict(entry.value)):
            for rule, pattern, fault, mend in _RULES:
                for word in sorted({match[0] for match in pattern.finditer(text)}):
                    yield Finding(entry.file, path, rule, f"“{word}” {fault}", mend)
    for entry in draft.techniques:
        yield from _for_the_client(entry)


def _for_the_client(entry: Entry) -> Iterator[Finding]:
    for path, text in entry.texts_at("for_the_client"):
        grade = reading_grade(text)
        if not text.strip():
            what, mend = "there are no words for the client", "say in plain words what is done"
            yield Finding(entry.file, path, "missing-client-words", what, mend)
        elif grade > HARDEST_GRADE:
            what = (
                f"these words take about {grade:.0f} years of school, {HARDEST_GRADE:.0f} at most"
            )
            mend = "use shorter sentences and everyday words"
            yield Finding(entry.file, path, "hard-to-read", what, mend, Level.WARNING)


def reading_grade(text: str) -> float:
    """
    Estimate the years of school needed to read *text*.

    The Flesch-Kincaid grade (Kincaid, Fishburne, Rogers & Chissom 1975): .39 words a sentence
    + 11.8 syllables a word - 15.59. Syllables are counted as groups of vowels without a silent
    ending, which is exact enough to tell plain from hard. A text without a word takes none.
    """
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(1, len(_SENTENCE_END.findall(text)))
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    return max(1, len(_VOWELS.findall(_SILENT.sub("", word.lower()))))


def _texts(path: str, value: Json) -> Iterator[tuple[str, str]]:
    """Give every text with its place, but for facts on who was studied and ids of records."""
    if isinstance(value, str):
        if not _RECORD_ID.fullmatch(value):
            yield path, value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in AS_STUDIED:
                yield from _texts(f"{path}.{key}", part)
    elif isinstance(value, list):
        for position, part in enumerate(value):
            yield from _texts(f"{path}[{position}]", part)
