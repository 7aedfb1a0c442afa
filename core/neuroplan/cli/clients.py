"""Load the client of a command, and report everything that is wrong with the file at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from neuroplan.documents.presentation import load_presentation
from neuroplan.documents.reading import Json
from neuroplan.errors import PresentationError, Problem
from neuroplan.instruments import score
from neuroplan.model.instrument import Instrument
from neuroplan.model.presentation import Presentation
from neuroplan.planner import Planner


def load_client(source: str | Mapping[str, Json], planner: Planner) -> Presentation:
    """
    Load a client presentation from a file, ``-`` (standard input) or a document.

    Every result of an instrument is scored, not only the latest that a plan reads.

    Raises:
        FileAccessError: The file cannot be read.
        PresentationError: Everything that is wrong with it.
    """
    presentation = load_presentation(source, known=planner.known_ids)
    problems = list(_scoring_problems(presentation, planner.library.instruments))
    if problems:
        raise PresentationError("the client presentation is not valid", problems)
    return presentation


def _scoring_problems(
    presentation: Presentation, instruments: Mapping[str, Instrument]
) -> Iterator[Problem]:
    for position, result in enumerate(presentation.instruments):
        try:
            score(instruments[result.id], result, path=f"$.instruments[{position}]")
        except PresentationError as error:
            yield from error.problems
