"""The HTML report: one file that says what the plan says, safe whatever a client wrote."""

from __future__ import annotations

import itertools
import re
import sys
from time import perf_counter

import attrs
import pytest

from neuroplan import EvidenceRecord, Plan, UsageError
from neuroplan.model.plan import PlannedTechnique
from neuroplan.model.terms import Status
from neuroplan.render import report as layout
from neuroplan.render.blocks import Block, Facts, Heading, Line, line
from neuroplan.render.entries import entry_blocks
from neuroplan.render.html import plan_to_html
from neuroplan.render.page import plan_page
from neuroplan.render.report import Report, report
from neuroplan.render.wording import clean
from tests.builders import presentation
from tests.html_tree import Node, parse
from tests.unit.render_clients import CLIENTS, HARMLESS, HOSTILE, plan_of, plan_saying, planner


EVERYONE = pytest.mark.parametrize("name", CLIENTS)
LARGEST, SLOWEST, MANY = 500_000, 1.0, 60


def page(name: str) -> Node:
    """Give the report of a client as a tree."""
    return parse(plan_to_html(plan_of(name)))


def squashed(text: str) -> str:
    """Take out white space, so that wrapping makes no difference."""
    return re.sub(r"\s+", "", text)


def entries(plan: Plan) -> tuple[PlannedTechnique, ...]:
    """Give every technique of a plan."""
    return (*plan.foundation, *plan.techniques())


def titles(tree: Node) -> list[str]:
    """Give the headings of the sections."""
    return [node.text for node in tree.all("h2")]


@EVERYONE
def test_every_technique_is_there_with_all_that_is_said_of_it(name: str) -> None:
    """Folding hides nothing from the file: reasons, evidence, cautions, steps, alternatives."""
    plan = plan_of(name)
    articles = {node["id"]: squashed(node.text) for node in page(name).all("article")}

    unsaid = [
        (each.technique_id, text)
        for each in entries(plan)
        for text in (
            each.name,
            each.technique_id,
            each.rationale.for_this_client,
            each.rationale.evidence_statement,
            each.rationale.contested or "",
            each.rationale.mechanism,
            *each.steps,
            each.for_the_client,
            each.home_practice or "",
            *each.cautions,
            each.adapted_form or "",
            *each.ask_before_starting,
            each.training,
            *each.hold_until,
            *(other.technique_id for other in each.alternatives),
        )
        if squashed(clean(text)) not in articles[f"t-{each.technique_id}"]
    ]
    assert unsaid == []


@EVERYONE
def test_everything_else_of_the_plan_is_there(name: str) -> None:
    """Safety, goals, objectives, what was left out, measures, sources and the policy."""
    plan = plan_of(name)
    said = squashed(page(name).text)
    texts = [
        *(each.text for each in plan.safety.actions),
        *(each.lifted_by for each in plan.safety.holds),
        plan.formulation.in_their_words or "",
        *(each.text for each in plan.formulation.goals),
        *(each.text for each in plan.formulation.wishes),
        *(each.label for each in plan.formulation.processes),
        *(each.objective for each in plan.objectives),
        *(each.advice for each in plan.responsiveness),
        *(each.reason for each in plan.decisions),
        *(
            part
            for each in plan.not_selected
            if each.reason.value != "not_indicated"
            for part in re.split(r"\d+\.\d{3}\b", each.detail)
        ),
        *(each.reliable_change for each in plan.monitoring),
        *(each.citation for each in plan.references),
        plan.fingerprint,
        plan.disclaimer,
    ]

    assert [each for each in texts if squashed(clean(each)) not in said] == []


def test_the_clients_words_and_goals_come_first_where_safety_is_routine() -> None:
    """The client stands above every mechanism."""
    plan = plan_of("worry")

    assert plan.safety.level.value == "routine"
    assert titles(page("worry"))[0] == "The client's words and goals"


@pytest.mark.parametrize("name", ["trauma", "unasked", "refused"])
def test_safety_leads_where_it_is_not_routine(name: str) -> None:
    """Level, consent and what to do first stand above the client's words."""
    banner = page(name).one("section")

    assert "banner" in banner["class"]
    assert [node.text for node in banner.all("dt")] == ["Safety", "Consent", "Do first"]


def test_all_safety_actions_lead_in_an_emergency() -> None:
    """Nothing is cut short, and nothing comes before it."""
    tree = page("emergency")
    actions = [each.text for each in plan_of("emergency").safety.actions]

    safety = next(node for node in tree.all("section") if node["id"] == "safety")
    assert titles(tree)[0] == "Safety"
    assert [each for each in actions if squashed(each) not in squashed(safety.text)] == []


@EVERYONE
def test_a_report_is_one_file_that_asks_for_nothing(name: str) -> None:
    """No script, no image, no style sheet, no address but that of a source."""
    tree = page(name)
    policy = next(node for node in tree.all("meta") if node["http-equiv"])

    targets = [node["href"] for node in tree.walk() if node["href"]]
    assert "default-src 'none'" in policy["content"]
    assert {node.tag for node in tree.walk()} & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
    } == set()
    assert [each for each in targets if not each.startswith(("#", "https://doi.org/10."))] == []
    assert "url(" not in "".join(str(each) for each in tree.one("style").children)


@EVERYONE
def test_every_link_within_the_report_leads_somewhere(name: str) -> None:
    """Reference numbers, techniques and contents can be followed; no id stands twice."""
    tree = page(name)
    ids = [node["id"] for node in tree.walk() if node["id"]]

    wanted = {node["href"][1:] for node in tree.walk() if node["href"].startswith("#")}
    assert len(ids) == len(set(ids))
    assert wanted - set(ids) == set()


@EVERYONE
def test_every_picture_has_its_words(name: str) -> None:
    """Who sees no picture is told what it shows; a scale below a plot is left out for them."""
    tree = page(name)
    hidden = {id(node) for part in tree.walk() if part["aria-hidden"] for node in part.walk()}

    silent = [
        node.attributes
        for node in tree.all("svg")
        if id(node) not in hidden and not (node["role"] == "img" and node["aria-label"])
    ]
    assert silent == []


@EVERYONE
def test_headings_go_down_one_level_at_a_time(name: str) -> None:
    """A reader who jumps by headings loses no step."""
    levels = [int(node.tag[1]) for node in page(name).walk() if re.fullmatch("h[1-6]", node.tag)]

    assert levels.count(1) == 1
    assert [pair for pair in itertools.pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_hostile_text_leaves_the_page_as_it_is() -> None:
    """A page full of markup written by a client has the elements of any other."""
    hostile, harmless = (
        [(node.tag, node["class"]) for node in parse(plan_to_html(plan_saying(words))).walk()]
        for words in (HOSTILE, HARMLESS)
    )

    assert hostile == harmless


def test_hostile_text_is_shown_as_it_was_written() -> None:
    """Escaping takes nothing away that can be read, and control characters never arrive."""
    html = plan_to_html(plan_saying(HOSTILE))

    assert squashed(clean(HOSTILE)) in squashed(parse(html).text)
    assert re.findall("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", html) == []


def test_ten_thousand_characters_are_all_shown() -> None:
    """What a client said is not cut."""
    words = "so much to say " * 667
    plan = plan_of("worry")
    said = attrs.evolve(plan.formulation, in_their_words=words)

    tree = parse(plan_to_html(attrs.evolve(plan, formulation=said)))
    assert squashed(words) in squashed(tree.text)


def test_letters_from_right_to_left_turn_nothing_around_them() -> None:
    """Hebrew or Arabic words stand in an element of their own direction."""
    words = "\u05e9\u05dc\u05d5\u05dd 3-4 (abc"
    tree = parse(plan_to_html(plan_saying(words)))

    apart = [node.text for node in tree.all("bdi")]
    outside = [
        child
        for node in tree.walk()
        if node.tag not in ("bdi", "title", "h1")
        for child in node.children
        if isinstance(child, str) and "\u05e9" in child
    ]
    assert any(words in each for each in apart)
    assert outside == []


def test_an_id_of_the_client_cannot_end_the_style_sheet() -> None:
    """The running line of a printed page holds the client's id as a string of CSS."""
    hostile = attrs.evolve(plan_of("worry"), client_id='</style><script>"} a { content: "')

    style = parse(plan_to_html(hostile)).one("style")
    assert "Plan for \\00003c\\00002fstyle\\00003e" in "".join(str(each) for each in style.children)


@EVERYONE
def test_a_held_technique_says_so_in_words(name: str) -> None:
    """Nothing is told by a dashed line alone."""
    tree = page(name)
    said = [node["id"] for node in tree.all("article") if "[ON HOLD]" in node.one("h3").text]

    held = [
        f"t-{each.technique_id}" for each in entries(plan_of(name)) if each.status is Status.HELD
    ]
    assert said == held == [node["id"] for node in tree.all("article", "held")]


def test_the_report_knows_the_sections_of_the_page() -> None:
    """A section that goes by another name would lose its place, its fold or its picture."""
    known = {section.id for section in report(plan_of("trauma")).sections}

    assert {*layout.FIRST, *layout.FOLDED, *layout.PICTURES} - known == set()


@EVERYONE
def test_no_wording_of_a_heading_or_a_label_decides_where_it_stands(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words may be mended without a section losing its place or a row its fold."""
    before = _arranged(report(plan_of(name)))
    monkeypatch.setattr(
        layout, "plan_page", lambda plan: tuple(_reworded(block) for block in plan_page(plan))
    )
    monkeypatch.setattr(
        layout, "entry_blocks", lambda *of: tuple(_reworded(block) for block in entry_blocks(*of))
    )

    assert _arranged(report(plan_of(name))) == before


def _reworded(block: Block) -> Block:
    if isinstance(block, Heading):
        return attrs.evolve(block, text=line("Otherwise"))
    if isinstance(block, Facts):
        return Facts(tuple(attrs.evolve(row, label="Otherwise") for row in block.rows))
    return block


def _arranged(found: Report) -> list[object]:
    """Give what stands where, without the words of headings and labels."""
    arranged: list[object] = [_contents(found.banner)]
    for section in found.sections:
        arranged += [section.id, section.picture, [type(block) for block in section.blocks]]
        arranged += [len(group.blocks) for group in section.groups]
        for entry in section.entries:
            arranged += [entry.id, entry.identity, _contents(entry.facts)]
            arranged += [(fold.label, _contents(fold.facts)) for fold in entry.folds]
    return arranged


def _contents(facts: Facts) -> list[tuple[Line, ...]]:
    return [row.lines for row in facts.rows]


def test_the_report_knows_the_rows_of_an_entry() -> None:
    """A row that goes by another name would no longer be folded."""
    found = {
        row.name
        for name in CLIENTS
        for section in report(plan_of(name)).sections
        for entry in section.entries
        for fold in entry.folds
        for row in fold.facts.rows
    }

    assert {row for rows in layout.FOLDS.values() for row in rows} - found == set()


def test_there_is_a_place_to_review_and_to_sign() -> None:
    """Clinician, supervisor and client; version, first review and fingerprint."""
    tree = page("trauma")
    plan = plan_of("trauma")
    signing = next(node for node in tree.all("section") if node["id"] == "signatures")

    rows = [node.text.split()[0].rstrip(":") for node in signing.one("tbody").all("th")]
    assert rows == ["Clinician", "Supervisor", "Client"]
    assert f"session {plan.monitoring[0].review_at}" in signing.text
    assert plan.fingerprint in tree.one("footer").text


def test_a_plan_of_sixty_techniques_is_small_and_quick() -> None:
    """A long plan opens at once and can be mailed within a practice."""
    plan = _with_many_techniques()
    plan_to_html(plan_of("worry"))  # The templates are read once.

    began = perf_counter()
    html = plan_to_html(plan)
    took = perf_counter() - began

    assert html.count("<article") == MANY
    assert len(html.encode()) < LARGEST
    assert took < SLOWEST


def _with_many_techniques() -> Plan:
    """Give a plan with techniques of one client after the other, each with one process."""
    found: dict[str, PlannedTechnique] = {}
    references: dict[str, EvidenceRecord] = {}
    vocabulary = planner().library.vocabulary.processes
    for process in sorted(each.id for each in vocabulary.values() if not each.derived):
        plan = planner().generate(presentation({process: 3}))
        references |= {each.id: each for each in plan.references}
        found |= {each.technique_id: each for each in plan.techniques()}
    plan = plan_of("worry")
    many = tuple(found.values())[: MANY - len(plan.foundation)]
    cited = {record for each in (*plan.foundation, *many) for record in each.evidence}
    cited |= {each.source for each in plan.safety.actions}
    return attrs.evolve(
        plan,
        phases=(attrs.evolve(plan.phases[0], techniques=many),),
        references=tuple(record for each, record in references.items() if each in cited),
    )


def test_without_jinja_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has installed the engine alone is told the mend."""
    monkeypatch.setitem(sys.modules, "jinja2", None)
    monkeypatch.delitem(sys.modules, "neuroplan.render.templating", raising=False)

    with pytest.raises(UsageError, match="pip install 'jinja2"):
        plan_to_html(plan_of("worry"))


def test_the_plan_gives_its_own_report() -> None:
    """The method of the plan and the function are one; the same plan gives the same bytes."""
    plan = plan_of("worry")

    assert plan.to_html() == plan_to_html(plan)
    assert plan.to_html().endswith("</html>\n")
