"""The same facts stand in JSON, HTML, markdown and text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import unquote

import attrs
import pytest

from neuroplan import Plan
from neuroplan.render.html import plan_to_html
from neuroplan.render.markdown import plan_to_markdown
from neuroplan.render.text import plan_to_text
from tests.html_tree import Node, parse
from tests.unit.render_clients import CLIENTS, plan_of


#: So wide that no line of the text wraps.
WIDE = 20_000


@attrs.frozen(kw_only=True)
class Facts:
    """What is compared: techniques in order with their cautions, and the numbered sources."""

    techniques: tuple[tuple[str, str, tuple[str, ...]], ...]
    references: tuple[tuple[str, str], ...]


def from_json(plan: Plan) -> Facts:
    """Take the facts from the plan's JSON."""
    document: dict[str, object] = plan.to_dict()
    foundation, phases = document["foundation"], document["phases"]
    assert isinstance(foundation, list)
    assert isinstance(phases, list)
    placed = [("F", each) for each in foundation]
    placed += [("", each) for phase in phases for each in phase["techniques"]]
    references = document["references"]
    assert isinstance(references, list)
    sources = dict.fromkeys((each["citation"], each["doi"] or "") for each in references)
    return Facts(
        techniques=tuple(
            (f"{mark}{each['order']}", each["technique_id"], tuple(each["cautions"]))
            for mark, each in placed
        ),
        references=tuple(sources),
    )


def from_html(plan: Plan) -> Facts:
    """Take the facts from the page that a browser shows."""
    tree = parse(plan_to_html(plan))
    return Facts(
        techniques=tuple(
            (
                node.one("h3").text.partition(".")[0],
                node.one("p", "identity").one("code").text,
                tuple(_html_cautions(node)),
            )
            for node in tree.all("article")
        ),
        references=tuple(
            _source(node.heading) for node in tree.walk() if re.fullmatch(r"ref-\d+", node["id"])
        ),
    )


def _html_cautions(entry: Node) -> Iterable[str]:
    for row in entry.all("div", "watch"):
        if row.one("dt").text == "Cautions":
            yield from (each.text for each in row.all("li") or [row.one("dd")])


def from_markdown(plan: Plan) -> Facts:
    """Take the facts from the lines of the markdown."""
    lines = [re.sub(r"\\(.)", r"\1", line) for line in plan_to_markdown(plan).splitlines()]
    return _from_lines(lines, "## References", r"### (F?\d+)\. ", r"- \*\*(.+?):\*\*")


def from_text(plan: Plan) -> Facts:
    """Take the facts from the lines of the text."""
    lines = plan_to_text(plan, width=WIDE).splitlines()
    return _from_lines(lines, "References", r"(F?\d+)\. ", r"([A-Z][\w ]+?)(?:\s{2,}|$|\s(?=-))")


def _from_lines(lines: list[str], references: str, entry: str, label: str) -> Facts:
    """Read entries that begin with a place, and rows that begin with a label."""
    end = lines.index(references)
    techniques: list[tuple[str, str, tuple[str, ...]]] = []
    place, row = "", ""
    for line in lines[:end]:
        if found := re.match(entry, line):
            place = found[1]
        if found := re.match(label, line):
            row, line = found[1], line[found.end() :]  # noqa: PLW2901 - the rest of the line
        elif not line.startswith(" "):
            row = ""
        said = re.sub(r"^\s*- ", "", line).strip()
        if row == "Technique" and place:
            techniques.append((place, re.split(r"[;`]", said.lstrip("`"))[0], ()))
        elif row == "Cautions" and said:
            *before, (at, identity, cautions) = techniques
            techniques = [*before, (at, identity, (*cautions, said))]
    sources = (re.match(r"(?:- )?\[\d+\] +(.*)", line) for line in lines[end:])
    return Facts(
        techniques=tuple(techniques),
        references=tuple(_source(found[1]) for found in sources if found),
    )


def _source(text: str) -> tuple[str, str]:
    """Part a citation from its DOI."""
    citation, _, doi = text.partition("doi.org/")
    citation = re.sub(r"\s*<?(https://)?$|\s*ISBN [\d-]+$", "", citation)
    return citation, unquote(doi.rstrip("> "))


@pytest.mark.parametrize("read", [from_html, from_markdown, from_text])
@pytest.mark.parametrize("name", CLIENTS)
def test_every_format_holds_the_same_facts(name: str, read: Callable[[Plan], Facts]) -> None:
    """Techniques, their order, their cautions and the references are those of the JSON."""
    plan = plan_of(name)

    assert read(plan) == from_json(plan)


def test_the_clients_compared_have_cautions_and_references() -> None:
    """The comparison above cannot pass because there is nothing to compare."""
    facts = from_json(plan_of("trauma"))

    assert any(cautions for _, _, cautions in facts.techniques)
    assert facts.references
