"""A plan as markdown: what a client wrote can never become markup."""

from __future__ import annotations

import re

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from neuroplan.render.markdown import escape, plan_to_markdown
from neuroplan.render.wording import clean
from tests.unit.render_clients import CLIENTS, HARMLESS, HOSTILE, plan_of, plan_saying


#: rich brings this reader; tables and struck-out text are what record systems add.
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def parsed(markdown: str) -> list[Token]:
    """Give every token of a text, those inside lines included."""
    return [inner for token in READER.parse(markdown) for inner in (token, *(token.children or []))]


def skeleton(markdown: str) -> list[str]:
    """Give the structure of a page without its words."""
    return [token.type for token in parsed(markdown) if token.type not in ("text", "softbreak")]


def shown(tokens: list[Token]) -> str:
    """Give what a reader sees of the words of a page."""
    return "".join(token.content for token in tokens if token.type == "text")


def test_hostile_text_leaves_the_structure_of_the_page_as_it_is() -> None:
    """A page full of markup written by a client has the headings and lists of any other."""
    hostile = plan_to_markdown(plan_saying(HOSTILE))

    assert skeleton(hostile) == skeleton(plan_to_markdown(plan_saying(HARMLESS)))


def test_hostile_text_is_shown_as_it_was_written() -> None:
    """Escaping takes nothing away that can be read."""
    assert clean(HOSTILE) in shown(parsed(plan_to_markdown(plan_saying(HOSTILE))))


@pytest.mark.parametrize("name", CLIENTS)
def test_every_link_leads_to_a_doi(name: str) -> None:
    """No text of a plan becomes an address by itself, and there is no HTML and no image."""
    tokens = parsed(plan_to_markdown(plan_of(name)))
    links = [str(token.attrGet("href")) for token in tokens if token.type == "link_open"]

    assert all(link.startswith("https://doi.org/10.") for link in links)
    assert {token.type for token in tokens} & {
        "html_block",
        "html_inline",
        "image",
        "fence",
    } == set()


@pytest.mark.parametrize("place", ["{}", "- **Label:** {}", "a \u201c{}\u201d", "**{}** end"])
@given(st.text(alphabet="\\`*_[]()<>#|~&;!-+=.:/ \n\t1aw@{}\"'", min_size=1, max_size=40))
def test_escaped_text_reads_as_itself_wherever_it_stands(place: str, text: str) -> None:
    """Whatever is written, the reader shows the same characters."""
    words = f"x{clean(text)}x"
    tokens = parsed(place.format(escape(words)))

    assert words in shown(tokens)


@given(st.text(alphabet="\\`*|_<a ", min_size=1, max_size=20))
def test_escaped_text_stays_in_its_cell(text: str) -> None:
    """A pipe that a client wrote does not open a column."""
    tokens = parsed(f"| a | b |\n| --- | --- |\n| {escape(text)} | end |")

    assert [token.type for token in tokens].count("td_open") == 2


@pytest.mark.parametrize("start", ["- item", "1. one", "12) two", "+ plus", "===", "---", "# head"])
def test_text_at_the_start_of_a_line_opens_nothing(start: str) -> None:
    """A step of a plugin may begin like a list, a rule or a heading."""
    plan = plan_of("worry")

    def beginning(words: str) -> str:
        first, *others = plan.foundation
        changed = attrs.evolve(first, steps=(words,))
        return plan_to_markdown(attrs.evolve(plan, foundation=(changed, *others)))

    assert skeleton(beginning(start)) == skeleton(beginning(HARMLESS))


def test_tables_have_as_many_cells_as_their_head() -> None:
    """Each row of a table is whole."""
    rows = [
        line for line in plan_to_markdown(plan_saying(HOSTILE)).splitlines() if line.startswith("|")
    ]

    cells = {len(re.findall(r"(?<!\\)\|", row)) - 1 for row in rows}
    assert rows
    assert cells <= {2, 4}


def test_the_title_is_the_only_heading_of_the_first_level() -> None:
    """A page pastes below the headings of a record."""
    page = plan_to_markdown(plan_of("trauma"))

    assert [line for line in page.splitlines() if line.startswith("# ")] == [
        "# Plan for C-1042, assessed 2026-11-02"
    ]


def test_the_plan_gives_its_own_markdown() -> None:
    """The method of the plan and the function are one; the text ends with one line end."""
    plan = plan_of("worry")

    assert plan.to_markdown() == plan_to_markdown(plan)
    assert plan_to_markdown(plan).endswith(".\n")
