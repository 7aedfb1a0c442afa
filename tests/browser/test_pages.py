"""Reports and handouts in a real browser: silent, self-contained, accessible, printable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.pages import PAGES


if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

EVERY = pytest.mark.parametrize("name", PAGES)
#: CSS pixels: a desk, a phone, the narrowest of WCAG 2.2 (1280 at 400 %), a desk at 200 %.
WIDTHS = {"wide": 1366, "phone": 375, "narrowest": 320, "zoomed": 640}
#: Points; a browser rounds to its own pixels.
PAPERS = {"A4": (595, 842), "Letter": (612, 792)}
SCHEMES = ("light", "dark")
#: WCAG 2.2 level AA and what leads to it.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def opened(
    browser: Browser, file: Path, *, width: int = 1366, dark: bool = False, still: bool = False
) -> Iterator[Page]:
    """Open a file as a reader does."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce" if still else "no-preference",
    )
    page = context.new_page()
    page.goto(file.as_uri())
    yield page
    context.close()


@EVERY
def test_a_page_opens_without_a_word_and_asks_for_nothing(
    browser: Browser, files: dict[str, Path], name: str
) -> None:
    """No error in the console, no dialog, and no request but for the file itself."""
    context = browser.new_context()
    page = context.new_page()
    heard: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("dialog", lambda dialog: heard.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))

    page.goto(files[name].as_uri(), wait_until="networkidle")
    context.close()

    assert heard == []
    assert asked == [files[name].as_uri()]


@EVERY
@pytest.mark.parametrize("size", WIDTHS)
def test_no_page_scrolls_sideways(
    browser: Browser, files: dict[str, Path], name: str, size: str
) -> None:
    """Endless words and wide tables fit a desk, a phone and a page at 200 and 400 percent."""
    with opened(browser, files[name], width=WIDTHS[size]) as page:
        _open_everything(page)
        wide = page.evaluate("document.documentElement.scrollWidth")

    assert wide <= WIDTHS[size]


@EVERY
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing(
    browser: Browser, files: dict[str, Path], name: str, scheme: str
) -> None:
    """Contrast, landmarks, headings, names and order hold in light and dark, folds open."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    with opened(browser, files[name], dark=scheme == "dark") as page:
        _open_everything(page)
        found = axe.Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})

    broken = [
        (each["id"], each["impact"], each["nodes"][0]["html"][:200])
        for each in found.response["violations"]
    ]
    assert broken == []


def test_axe_sees_what_is_wrong(browser: Browser, tmp_path: Path) -> None:
    """The test above cannot pass because it sees nothing."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    bad = tmp_path / "bad.html"
    bad.write_text("<p style='color:#ccc'>pale</p><svg role='img'></svg>", encoding="utf-8")
    with opened(browser, bad) as page:
        found = axe.Axe().run(page)

    assert {"color-contrast", "html-has-lang", "svg-img-alt"} <= {
        each["id"] for each in found.response["violations"]
    }


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", ["report-trauma", "report-hostile", "handout-emergency"])
def test_a_page_prints_with_numbers_and_opens_its_folds(
    browser: Browser, files: dict[str, Path], name: str, paper: str, tmp_path: Path
) -> None:
    """Every sheet says which it is of how many, and what is folded on screen is on paper."""
    readers = pytest.importorskip("pypdf", reason="pypdf is not installed")
    with opened(browser, files[name], dark=True) as page:
        page.pdf(path=tmp_path / "page.pdf", format=paper)
    sheets = readers.PdfReader(tmp_path / "page.pdf").pages
    text = [re.sub(r"\s+", " ", sheet.extract_text()) for sheet in sheets]

    for sheet in sheets:
        size = (float(sheet.mediabox.width), float(sheet.mediabox.height))
        assert size == pytest.approx(PAPERS[paper], abs=2)
    assert [n for n, said in enumerate(text, 1) if f"Page {n} of {len(text)}" not in said] == []
    if name.startswith("report"):
        assert "Weights and limits" in " ".join(text)
        assert "goal weight" in " ".join(text)


def test_a_report_takes_the_sheets_one_expects(
    browser: Browser, files: dict[str, Path], tmp_path: Path
) -> None:
    """A page for the client fits four sheets; a report is no book."""
    readers = pytest.importorskip("pypdf", reason="pypdf is not installed")
    sheets = {}
    for name in ("handout-trauma", "handout-emergency", "report-trauma"):
        with opened(browser, files[name]) as page:
            page.pdf(path=tmp_path / "page.pdf", format="A4")
        sheets[name] = len(readers.PdfReader(tmp_path / "page.pdf").pages)

    assert sheets["handout-trauma"] <= 4
    assert sheets["handout-emergency"] <= 4
    assert sheets["report-trauma"] <= 40


def test_the_keyboard_reaches_the_content_and_the_folds(
    browser: Browser, files: dict[str, Path]
) -> None:
    """The first stop leads past the contents; a fold opens with the space bar."""
    with opened(browser, files["report-trauma"]) as page:
        page.keyboard.press("Tab")
        first = page.evaluate("document.activeElement.getAttribute('href')")
        page.keyboard.press("Enter")
        landed = page.evaluate("document.activeElement.id")
        fold = page.locator("main summary").first
        fold.focus()
        page.keyboard.press("Space")
        opened_fold = fold.evaluate("fold => fold.parentElement.open")

    assert (first, landed, opened_fold) == ("#main", "main", True)


def test_a_focused_link_can_be_seen(browser: Browser, files: dict[str, Path]) -> None:
    """Who moves by keyboard sees where they are."""
    with opened(browser, files["report-trauma"]) as page:
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")

    assert outline == "solid"


def test_a_reference_number_leads_to_its_source(browser: Browser, files: dict[str, Path]) -> None:
    """What is cited can be looked up in a click."""
    with opened(browser, files["report-trauma"], still=True) as page:
        link = page.locator("#safety .cite a, .technique .cite a").first
        target = link.get_attribute("href") or ""
        link.click()
        shown = page.locator(target).bounding_box()

    assert target.startswith("#ref-")
    assert shown is not None
    assert 0 <= shown["y"] < 900


def test_nothing_moves_for_those_who_want_no_motion(
    browser: Browser, files: dict[str, Path]
) -> None:
    """The one movement there is, scrolling to a link, is switched off."""
    ask = "getComputedStyle(document.documentElement).scrollBehavior"
    found = {}
    for still in (True, False):
        with opened(browser, files["report-trauma"], still=still) as page:
            found[still] = page.evaluate(ask)

    assert found == {True: "auto", False: "smooth"}


def test_words_from_right_to_left_stay_in_their_place(
    browser: Browser, files: dict[str, Path]
) -> None:
    """A reason in Hebrew does not turn the label before it."""
    with opened(browser, files["report-hostile"]) as page:
        apart = page.evaluate("getComputedStyle(document.querySelector('bdi')).unicodeBidi")
        order = page.evaluate(
            """() => {
                const words = document.querySelector('main section p');
                const [label, said] = [words.querySelector('strong'), words.querySelector('bdi')];
                return label.getBoundingClientRect().left <= said.getBoundingClientRect().right;
            }"""
        )

    assert (apart, order) == ("isolate", True)


def _open_everything(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
