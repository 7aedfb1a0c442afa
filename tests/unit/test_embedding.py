"""Use from Python: what callers may hand in, and what they get to keep."""

from __future__ import annotations

import pickle
from typing import Any, TypeVar

import attrs
import pytest

from neuroplan import (
    ContentError,
    Modality,
    Planner,
    PluginError,
    Practice,
    PresentationError,
    Problem,
    UsageError,
)
from neuroplan.handout import handout_of
from neuroplan.model.modality import Term
from tests.builders import modality, offer, presentation


PROBLEMS = [Problem("$.a", "it is wrong", "mend it")]

T = TypeVar("T")


def _there_and_back(value: T) -> T:
    back: T = pickle.loads(pickle.dumps(value))  # noqa: S301 - written here
    return back


@pytest.mark.parametrize(
    "value", [presentation({"fear": 2}), Practice(trained_in={"emdr": "basic"})]
)
def test_what_goes_in_can_be_handed_to_other_processes(value: object) -> None:
    """Many clients are planned side by side."""
    assert _there_and_back(value) == value


@pytest.mark.parametrize(
    "error",
    [
        PresentationError("it is not valid", PROBLEMS),
        PluginError("it failed", PROBLEMS, plugin="clinic", distribution="clinic-tools 1.2"),
        ContentError("it is not valid", plugin="clinic"),
    ],
)
def test_an_error_comes_back_from_another_process_as_it_was(error: PluginError) -> None:
    """With its kind, its words and its problems."""
    again = _there_and_back(error)

    assert (type(again), str(again), again.problems) == (type(error), str(error), error.problems)


@pytest.mark.parametrize("name", ["only", "without", "folders", "evidence"])
def test_text_in_the_place_of_a_list_is_refused(name: str) -> None:
    """It would be taken letter by letter."""
    given: Any = {name: "emdr"}
    with pytest.raises(UsageError, match=f"{name} must be a list"):
        Planner(**given)


def test_only_a_presentation_is_planned(planner: Planner) -> None:
    """A document has to be loaded first, which checks it."""
    document: Any = {"client": {"id": "C-1"}}
    with pytest.raises(UsageError, match=r"not dict; load_presentation\(\)"):
        planner.generate(document)


def test_only_an_id_is_explained(planner: Planner) -> None:
    """Nothing else names a technique."""
    nothing: Any = None
    with pytest.raises(UsageError, match="not NoneType"):
        planner.explain(presentation(), nothing)


@pytest.mark.parametrize("field", ["techniques", "records", "by_process", "instruments", "owners"])
def test_nobody_can_change_a_library(planner: Planner, field: str) -> None:
    """Every plan of a planner reads the same one."""
    with pytest.raises(AttributeError):
        getattr(planner.library, field).clear()


def test_the_clients_page_has_words_for_a_process_of_a_plugin() -> None:
    """With the vocabulary of the planner, which knows them."""
    part = offer("t.one", {"t.thread": 0.5})
    plain = modality("t", [part.technique], part.records).content
    own = Term(id="t.thread", label="Thread", definition="It is lost.", client_label="the thread")
    info = attrs.evolve(plain.info, processes=(own,))
    planner = Planner(modalities=[Modality(lambda: attrs.evolve(plain, info=info))])
    plan = planner.generate(presentation({"t.thread": 3}))

    (with_words,) = handout_of(plan, planner.library.vocabulary).parts
    assert with_words.eases == ("the thread",)
