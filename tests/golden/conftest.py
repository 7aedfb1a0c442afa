"""The option that writes the golden plans anew."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--update-golden``; give the folder too: ``pytest tests/golden --update-golden``."""
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the golden plans of the examples anew (then read the difference)",
    )
