"""Errors are part of the product: each has an exit code, and a page that says how to mend it."""

from __future__ import annotations

import inspect
import re

import pytest

import neuroplan
from neuroplan import NeuroplanError, errors
from tests.contract.shipped import REFERENCE


#: 1 the client file, 2 usage, 3 a plugin, 4 a file (0 is done).
EXIT_CODES = {
    "NeuroplanError": 2,
    "PresentationError": 1,
    "UsageError": 2,
    "PracticeError": 2,
    "PluginError": 3,
    "ContentError": 3,
    "FileAccessError": 4,
}


def _tree(kind: type[NeuroplanError]) -> set[type[NeuroplanError]]:
    return {kind}.union(*(_tree(each) for each in kind.__subclasses__()))


def test_every_error_has_the_exit_code_of_its_kind() -> None:
    """A failed run is understood from its exit code alone."""
    found = {
        name: kind.exit_code
        for name, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, NeuroplanError)
    }

    assert found == EXIT_CODES


def test_every_error_stands_in_one_module() -> None:
    """Whoever wants to know what can fail reads one page."""
    elsewhere = {each.__qualname__ for each in _tree(NeuroplanError)} - EXIT_CODES.keys()

    assert elsewhere == set()


@pytest.mark.parametrize("name", EXIT_CODES)
def test_every_error_can_be_imported_from_the_top(name: str) -> None:
    """Whoever embeds the engine catches its errors by their public names."""
    assert name in neuroplan.__all__


@pytest.mark.parametrize("name", [name for name in EXIT_CODES if name != "NeuroplanError"])
def test_the_drawn_tree_shows_the_exit_code(name: str) -> None:
    """The overview in the module is the truth."""
    line = rf"── {name}\b.*exit {EXIT_CODES[name]}$"

    assert re.search(line, errors.__doc__ or "", re.MULTILINE)


@pytest.mark.parametrize("name", [name for name in EXIT_CODES if name != "NeuroplanError"])
def test_the_reference_has_a_row_for_each_error(name: str) -> None:
    """Each error can be looked up with its exit code."""
    page = REFERENCE / "errors.md"
    if not page.is_file():
        pytest.skip("docs/reference/errors.md is not written yet")
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("|")]

    assert any(f"`{name}`" in row and str(EXIT_CODES[name]) in row for row in rows)
