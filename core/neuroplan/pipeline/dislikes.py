"""
Match what a client strongly dislikes with what a technique is called.

A dislike is in the client's own words, so that only words can be compared: those of five
letters and more, by how they begin ("breathe" and "breathing"). Our judgement. A word can
mean something else, so that it lowers and warns and never excludes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from neuroplan.model.technique import Technique


_WORD = re.compile(r"[^\W\d_]{5,}")
_LEAST_BEGINNING = 5
#: Letters of an ending at most, in the shorter word and in the longer.
_SHORT_ENDING, _LONG_ENDING = 3, 5
#: Words of many names, which say nothing where a dislike has another one.
_GENERAL = frozenset(
    {"about", "another", "anything", "being", "doing", "exercise", "exercises", "first"}
    | {"front", "having", "movement", "movements", "people", "practice", "practices"}
    | {"psychological", "questions", "session", "sessions", "talking", "technique"}
    | {"techniques", "therapist", "therapists", "therapy", "things", "training"}
)


def disliked_by_name(technique: Technique, dislikes: tuple[str, ...]) -> tuple[str, ...]:
    """Give the dislikes that share a word with the technique's name."""
    return tuple(_matching(_words_of_name(technique.name), dislikes)) if dislikes else ()


def _matching(words: frozenset[str], dislikes: tuple[str, ...]) -> Iterator[str]:
    for dislike in dislikes:
        said = _words(dislike)
        telling = said if len(said) == 1 else said - _GENERAL
        if any(_alike(one, other) for one in telling for other in words):
            yield dislike


@cache
def _words_of_name(name: str) -> frozenset[str]:
    """Give the words of a name once; the client's own words are never kept."""
    return _words(name)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _alike(one: str, other: str) -> bool:
    """Whether two words begin alike and differ in their endings only."""
    if one[:_LEAST_BEGINNING] != other[:_LEAST_BEGINNING]:
        return False
    shorter, longer = sorted((one, other), key=len)
    begin = max(_LEAST_BEGINNING, len(shorter) - _SHORT_ENDING)
    return longer[:begin] == shorter[:begin] and len(longer) - begin <= _LONG_ENDING
