"""What is public is a promise: pinned by name, documented, and shown in the reference."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import pytest

from neuroplan.plugins.hooks import ModalityHooks
from tests.contract.shipped import REFERENCE


PUBLIC = {
    "neuroplan": (
        "Case",
        "ContentError",
        "EvidenceRecord",
        "FileAccessError",
        "Modality",
        "ModalityInfo",
        "NeuroplanError",
        "OrderingPolicy",
        "Plan",
        "Planner",
        "PluginError",
        "Practice",
        "PracticeError",
        "Presentation",
        "PresentationError",
        "Problem",
        "Screening",
        "Technique",
        "UsageError",
        "hookimpl",
        "load_practice",
        "load_presentation",
    ),
    "neuroplan.plugins": ("Modality", "hookimpl"),
    "neuroplan.plugins.wording": (
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
    ),
    "neuroplan.testing": ("CALM", "SLOWEST", "client", "plugin_contract", "presentation"),
    "neuroplan.authoring": (
        "Finding",
        "Level",
        "Report",
        "check_folder",
        "check_installed",
        "scaffold",
        "write_schemas",
    ),
    "neuroplan.cli": ("main",),
    "neuroplan_schemas": ("NAMES", "schema_text"),
}
HOOKS = tuple(name for name in vars(ModalityHooks) if not name.startswith("_"))


def _public_objects() -> Iterator[tuple[str, object]]:
    """Give every public function and class, and the classes' own public members."""
    for module, names in PUBLIC.items():
        for name in names:
            value = getattr(import_module(module), name)
            if inspect.isclass(value) or inspect.isroutine(value):
                yield f"{module}.{name}", value
            if inspect.isclass(value):
                yield from _members(f"{module}.{name}", value)


def _members(owner: str, kind: type) -> Iterator[tuple[str, object]]:
    for name, member in vars(kind).items():
        documented = inspect.isroutine(member) or isinstance(member, property | classmethod)
        if documented and not name.startswith("_"):
            yield f"{owner}.{name}", member


def _signature(hook: str) -> str:
    arguments = list(inspect.signature(getattr(ModalityHooks, hook)).parameters)
    return f"{hook}({', '.join(arguments[1:])})"


def _page(name: str) -> str:
    page = REFERENCE / name
    if not page.is_file():
        pytest.skip(f"docs/reference/{name} is not written yet")
    return page.read_text(encoding="utf-8")


@pytest.mark.parametrize("module", PUBLIC)
def test_the_public_names_are_these(module: str) -> None:
    """A name added or taken away is a decision, made here too."""
    found: ModuleType = import_module(module)

    assert tuple(found.__all__) == PUBLIC[module]


@pytest.mark.parametrize("module", PUBLIC)
def test_public_modules_say_what_they_are(module: str) -> None:
    """Help on a module begins with a sentence."""
    assert import_module(module).__doc__


def test_every_public_object_is_documented() -> None:
    """Help on anything public says what it does."""
    bare = [name for name, value in _public_objects() if not inspect.getdoc(value)]

    assert bare == []


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_says_what_and_when(hook: str) -> None:
    """An author reads in the specification what to return and when it is asked for."""
    words = inspect.getdoc(getattr(ModalityHooks, hook)) or ""

    assert "Called" in words


def test_the_reference_shows_each_hook_with_its_arguments() -> None:
    """The documented signature is the one the engine calls."""
    page = _page("hooks.md")

    assert [hook for hook in HOOKS if _signature(hook) not in page] == []


def test_the_reference_names_each_public_object() -> None:
    """What may be imported can be looked up."""
    page = _page("python.md")

    assert [name for name in PUBLIC["neuroplan"] if f"`{name}" not in page] == []
