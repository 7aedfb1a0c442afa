"""A real browser for the tests of this folder: the Chromium of the system, driven headless."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest


NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")


@pytest.fixture(name="browser", scope="session")
def _browser() -> Iterator[object]:
    """Give the browser; where there is none, the tests that need it are skipped."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no browser is installed (looked for {', '.join(NAMES)})")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(name="files", scope="session")
def _files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Give the files that are opened: reports and pages of calm, grave and hostile clients."""
    from tests.browser.pages import write_pages

    return write_pages(tmp_path_factory.mktemp("pages"))
