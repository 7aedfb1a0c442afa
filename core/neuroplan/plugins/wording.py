"""
Words for a modality's own rationale: sentences with slots that one client's case fills.

A modality writes a table from technique to words. Words are a function of the case: a
sentence whose slots the case fills, or None where it has nothing to say, so that a sentence
with an empty slot is never printed. Everything here is pure and the same case gives the
same words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from neuroplan.model.case import Case
from neuroplan.model.plan import ProcessFinding, StrengthFinding
from neuroplan.model.technique import Technique
from neuroplan.model.terms import Answer, SafetyLevel
from neuroplan.plugins.modality import Rationale


__all__ = [
    "Test",
    "Words",
    "by_technique",
    "goal",
    "goal_rating",
    "has",
    "in_turn",
    "inside_a_sentence",
    "joined",
    "labels_of",
    "of_most_need",
    "own_explanation",
    "own_words",
    "quote",
    "rated",
    "say",
    "served_goal",
    "strength",
    "together",
    "when",
]

Words = Callable[[Case], str | None]
Test = Callable[[Case], bool]

#: Characters of the client's own text a rationale quotes at most.
QUOTE_LENGTH = 120
#: Level 0-4 from which an area of competence counts as a strength to build on.
STRONG = 3
#: Severity 0-4 from which a process changes how to work (moderate).
MODERATE = 2

_WHOLE_SENTENCES = re.compile(rf".{{1,{QUOTE_LENGTH}}}[.!?](?= )")
_INNER_QUOTES = str.maketrans({"“": "\u2018", "”": "\u2019", '"': "\u2019"})


def by_technique(table: Mapping[str, Words]) -> Rationale:
    """
    Make a ``technique_rationale`` of a table from technique id to words.

    A technique that is not in *table* gets None: the engine's sentence stands alone.
    """

    def technique_rationale(technique: Technique, case: Case) -> str | None:
        words = table.get(technique.id)
        return words(case) if words else None

    return technique_rationale


def say(template: str, **slots: Words) -> Words:
    """Give *template* with its ``{slots}`` filled; None where one of them is empty."""

    def words(case: Case) -> str | None:
        filled = {name: slot(case) for name, slot in slots.items()}
        return None if None in filled.values() else template.format_map(filled)

    return words


def in_turn(*choices: Words) -> Words:
    """Give the first of *choices* that has something to say."""
    return lambda case: next((said for words in choices if (said := words(case))), None)


def together(*parts: Words) -> Words:
    """Give all of *parts* that have something to say, as one text."""
    return lambda case: " ".join(said for words in parts if (said := words(case))) or None


def when(test: Test, words: Words) -> Words:
    """Give *words* only for a client of whom *test* holds."""
    return lambda case: words(case) if test(case) else None


def has(*factors: str) -> Test:
    """Whether one of *factors* is known to be present."""
    return lambda case: any(case.factors.get(factor) is Answer.YES for factor in factors)


def rated(*processes: str, least: int = MODERATE) -> Test:
    """Whether one of *processes* has severity *least* or more."""
    return lambda case: any(case.severity(process) >= least for process in processes)


def goal(case: Case) -> str | None:
    """The goal the technique serves most, quoted; the client's first where it serves none."""
    return quote(case.goal.text) if case.goal else None


def served_goal(case: Case) -> str | None:
    """The goal the technique serves, quoted, where its strength speaks for that."""
    return goal(case) if case.serves_goal else None


def goal_rating(name: str, *, least: int = 0, most: int = 10) -> Words:
    """
    Give the client's rating of the ``goal``, where it lies between *least* and *most*.

    Args:
        name: readiness, importance or confidence, each 0-10.
        least: The lowest rating that is said.
        most: The highest rating that is said.
    """

    def words(case: Case) -> str | None:
        value: int | None = getattr(case.goal, name) if case.goal else None
        return str(value) if value is not None and least <= value <= most else None

    return words


def own_words(case: Case) -> str | None:
    """
    What brings the client, quoted.

    None where a risk is known, or nobody asked about suicide: a part of what was said may
    then be a wish to die, and the whole stands at the head of the plan.
    """
    said, safety = case.formulation.in_their_words, case.safety
    if safety.level is not SafetyLevel.ROUTINE or "suicidal_ideation" in safety.not_assessed:
        return None
    return quote(said) if said and said.strip() else None


def own_explanation(case: Case) -> str | None:
    """What the client thinks the problem is, quoted; else what brings them."""
    thought = case.culture.explanatory_model
    return quote(thought) if thought and thought.strip() else own_words(case)


def labels_of(*processes: str, least: int = 1, most: int = 2) -> Words:
    """
    Name those of *processes* the client has, those of most need first.

    Args:
        least: Severity 0-4 from which a process is named.
        most: How many are named.
    """

    def words(case: Case) -> str | None:
        found = of_most_need(case, processes, least=least)[:most]
        return joined(inside_a_sentence(each.label) for each in found) if found else None

    return words


def of_most_need(
    case: Case, processes: Iterable[str], *, least: int = 1
) -> tuple[ProcessFinding, ...]:
    """
    Give those of *processes* the client has, by need.

    Where needs are equal, the order of *processes* is the modality's own.
    """
    order = {process: position for position, process in enumerate(processes)}
    found = [
        finding
        for finding in case.formulation.processes
        # A single item, which has no need, is a hint to ask and not a finding to build on.
        if finding.id in order and finding.severity >= least and finding.need > 0
    ]
    return tuple(sorted(found, key=lambda each: (-each.need, order[each.id])))


def strength(*areas: str, most: int = 1) -> Words:
    """
    Name the client's strongest areas at level 3 or 4, with their notes.

    Args:
        areas: Only these areas; none: all seven.
        most: How many are named.
    """

    def words(case: Case) -> str | None:
        found = [
            _with_note(finding)
            for finding in case.formulation.strengths
            if finding.level >= STRONG
            and (not areas or finding.id in areas)
            # The resource may be the very person who died.
            and not (finding.id == "secure_attachment" and _is_grieving(case))
        ]
        return joined(found[:most]) if found else None

    return words


def _is_grieving(case: Case) -> bool:
    return has("recent_bereavement")(case) or case.severity("grief") >= MODERATE


def quote(text: str) -> str:
    """Quote *text* on one line; where it is long, whole sentences of it, else whole words."""
    plain = " ".join(text.split()).translate(_INNER_QUOTES).rstrip(" .")
    if len(plain) > QUOTE_LENGTH and (sentences := _WHOLE_SENTENCES.match(plain)):
        plain = f"{sentences[0]} \u2026"
    elif len(plain) > QUOTE_LENGTH:
        whole_words, _, _ = plain[: QUOTE_LENGTH + 1].rpartition(" ")
        plain = (whole_words or plain[:QUOTE_LENGTH]).rstrip(" ,;:.") + "…"
    return f"“{plain}”"


def joined(parts: Iterable[str], word: str = "and") -> str:
    """
    Join one or more *parts* as a sentence lists them.

    >>> joined(["shame", "guilt", "fear and alarm"])
    'shame, guilt, and fear and alarm'
    """
    *before, last = parts
    if not before:
        return last
    # Labels such as "fear and alarm" need the comma to be told apart.
    comma = "," if any(f" {word} " in part for part in (*before, last)) else ""
    return f"{', '.join(before)}{comma} {word} {last}"


def _with_note(finding: StrengthFinding) -> str:
    label = inside_a_sentence(finding.label)
    # Whether religion is brought in is the client's to say, and this note may speak of it.
    if finding.note is None or not finding.note.strip() or finding.id == "faith_in_meaning":
        return label
    return f"{label} ({quote(finding.note)})"


def inside_a_sentence(label: str) -> str:
    """Give a label as it stands inside a sentence."""
    return label[:1].lower() + label[1:]
