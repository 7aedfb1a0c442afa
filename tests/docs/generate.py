"""
Write the reference pages that follow from data, or tell what they should say.

``python -m tests.docs.generate`` writes them; the tests compare them with what is on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.docs.client_page import client_page
from tests.docs.code_pages import commands_page, python_page
from tests.docs.coverage_page import coverage_page
from tests.docs.factors_page import factors_page
from tests.docs.responsiveness_page import responsiveness_page
from tests.docs.safety_page import safety_page


REFERENCE = Path(__file__).parents[2] / "docs" / "reference"

PAGES: Mapping[str, Callable[[], str]] = {
    "client-presentation.md": client_page,
    "commands.md": commands_page,
    "factors.md": factors_page,
    "not-covered.md": coverage_page,
    "python.md": python_page,
    "responsiveness.md": responsiveness_page,
    "safety-rules.md": safety_page,
}


def write_pages(folder: Path = REFERENCE) -> None:
    """Write every generated page into *folder*."""
    for name, make in PAGES.items():
        (folder / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    write_pages()
