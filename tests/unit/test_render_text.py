"""A plan as text: it fits the width, needs no colour, and obeys nothing a client wrote."""

from __future__ import annotations

import re
import unicodedata

import pytest
from rich.cells import cell_len

from neuroplan.render.text import LEAST_WIDTH, plan_to_text
from tests.unit.render_clients import CLIENTS, HOSTILE, plan_of, plan_saying


COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("name", CLIENTS)
@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_line_is_wider_than_asked_for(name: str, width: int) -> None:
    """Long words and addresses are folded."""
    lines = plan_to_text(plan_of(name), width=width).splitlines()

    assert max(map(cell_len, lines)) <= width


def test_wide_characters_count_as_two_columns() -> None:
    """Client text in any script fits too."""
    lines = plan_to_text(plan_saying(HOSTILE)).splitlines()

    assert max(map(cell_len, lines)) <= 80


def test_a_width_too_narrow_to_read_is_not_used() -> None:
    """The least width stands in for a smaller one."""
    plan = plan_of("worry")

    assert plan_to_text(plan, width=5) == plan_to_text(plan, width=LEAST_WIDTH)


def test_there_is_no_escape_sequence_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even where the environment asks for colour."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLORTERM", "truecolor")

    assert "\x1b" not in plan_to_text(plan_of("trauma"))


def test_colour_changes_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """Colour says nothing that the words do not say, whatever the environment asks for."""
    monkeypatch.setenv("NO_COLOR", "1")
    plan = plan_of("trauma")
    coloured = plan_to_text(plan, colour=True)

    assert COLOUR.search(coloured)
    bare = [line.rstrip() for line in COLOUR.sub("", coloured).splitlines()]
    assert bare == plan_to_text(plan).splitlines()


@pytest.mark.parametrize("colour", [False, True])
def test_a_client_cannot_move_the_cursor_or_turn_the_writing(*, colour: bool) -> None:
    """No control character, escape or override of direction of theirs is left."""
    page = COLOUR.sub("", plan_to_text(plan_saying(HOSTILE), colour=colour))
    odd = {each for each in page if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Co")}

    assert odd <= {"\n", "\u200d"}


def test_square_brackets_and_names_of_emoji_are_only_words() -> None:
    """Nothing a client writes is read as markup of the terminal."""
    words = "[bold red]x[/] :smile: [link=http://x.y]y[/link]"

    assert words in plan_to_text(plan_saying(words), width=120)


def test_lines_end_without_white_space_and_the_text_with_one_line_end() -> None:
    """The text can be compared and stored as it is."""
    page = plan_to_text(plan_of("worry"))

    assert page.endswith(".\n")
    assert [line for line in page.splitlines() if line != line.rstrip()] == []


def test_the_same_plan_gives_the_same_text() -> None:
    """Nothing but the plan decides what is written."""
    plan = plan_of("trauma")

    assert plan_to_text(plan) == plan_to_text(plan)


def test_severity_is_drawn_beside_its_number() -> None:
    """Four dots show at a glance how severe a process is."""
    assert "\u25cf\u25cf\u25cf\u25cb 3, severe" in plan_to_text(plan_of("worry"))
