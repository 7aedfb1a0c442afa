"""The pages say what is so: links lead somewhere, commands exist, lists are complete."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import attrs
import click
import pytest

from neuroplan import OrderingPolicy, Plan, Planner, load_presentation
from neuroplan.cli import main
from neuroplan.documents.practice import check_practice, load_practice
from neuroplan.pipeline import (
    certainty,
    explaining,
    factors,
    formulation,
    objectives,
    priority,
    strength,
)
from neuroplan.progress import consequences
from neuroplan.render.text import plan_to_text
from tests.contract.shipped import REFERENCE, ROOT, SCHEMAS, all_techniques, pyproject, read_json
from tests.docs.generate import PAGES


ROOT_PAGES = (
    "README.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "GLOSSARY.md",
    "SECURITY.md",
)
DOCS = [ROOT / name for name in ROOT_PAGES] + sorted((ROOT / "docs").rglob("*.md"))
EXAMPLES = sorted((ROOT / "examples").glob("*.json"))
TWELVE = ROOT / "docs" / "explanation" / "twelve-clients.md"
TUTORIAL = ROOT / "docs" / "tutorial" / "first-plan.md"
FIRST_EXAMPLE = ROOT / "examples" / "single-trauma.json"

TRY = (
    "python3 -m venv .venv && .venv/bin/pip install -q . && "
    ".venv/bin/plan generate examples/single-trauma.json"
)
TEST = (
    'python3 -m venv .venv && .venv/bin/pip install -q -e ".[dev]" && .venv/bin/python -m pytest -q'
)
FIRST_SCREEN = 40
LONGEST_ARCHITECTURE = 200
MODULES = {
    "certainty": certainty,
    "consequences": consequences,
    "explaining": explaining,
    "factors": factors,
    "formulation": formulation,
    "objectives": objectives,
    "priority": priority,
    "strength": strength,
}

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def _prose(page: Path) -> str:
    return _FENCE.sub("", _text(page))


def _fences(page: Path, kind: str, heading: str = "") -> list[str]:
    text = _text(page)
    if heading:
        text = re.split(r"^## ", text.partition(f"\n{heading}\n")[2], flags=re.MULTILINE)[0]
    return [body for found, body in _FENCE.findall(text) if found == kind]


def _anchors(page: Path) -> set[str]:
    """Give the anchors of the headings, as the usual hosts make them."""
    headings = re.findall(r"^#+ (.+)$", _prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).strip().replace(" ", "-") for each in headings}


def _named(page: Path) -> str:
    return str(page.relative_to(ROOT))


# Every page


@pytest.mark.parametrize("page", DOCS, ids=_named)
def test_every_link_leads_somewhere(page: Path) -> None:
    """A page that is named can be opened, and a heading that is named is there."""
    broken = []
    for link in _LINK.findall(_prose(page)):
        if link.startswith(("https://", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(link)

    assert broken == []


@pytest.mark.parametrize("page", DOCS, ids=_named)
def test_every_command_named_exists(page: Path) -> None:
    """What a page tells people to type is a command."""
    named = re.findall(r"\bplan ([a-z]+)(?= [A-Za-z]|`|$)", "\n".join(_code(page)), re.MULTILINE)
    known = main.list_commands(click.Context(main))

    assert sorted(set(named) - set(known)) == []


def _code(page: Path) -> Iterator[str]:
    yield from (f"{span}`" for span in re.findall(r"`(plan [^`]+)`", _prose(page)))
    yield from _fences(page, "sh")


@pytest.mark.parametrize("page", DOCS, ids=_named)
def test_every_page_has_one_title(page: Path) -> None:
    """A page begins with its one title."""
    titles = re.findall(r"^# .+$", _prose(page), re.MULTILINE)

    assert len(titles) == 1
    assert _text(page).startswith(titles[0])


@pytest.mark.parametrize("page", DOCS, ids=_named)
def test_every_json_example_can_be_read(page: Path) -> None:
    """An example is no sketch: it is a document, or a part of one."""
    for block in _fences(page, "json"):
        json.loads(block if block.startswith("{") else f"{{{block}}}")


@pytest.mark.parametrize("page", DOCS, ids=_named)
def test_every_practice_profile_shown_is_valid(page: Path, planner: Planner) -> None:
    """A profile can be copied as it stands."""
    for block in _fences(page, "toml"):
        check_practice(load_practice(tomllib.loads(block)), planner.known_ids)


def test_preferences_and_decisions_shown_are_valid(planner: Planner) -> None:
    """What the page on overriding shows can be put into a client file."""
    shown = [
        json.loads(f"{{{block}}}")
        for block in _fences(ROOT / "docs" / "how-to" / "override-the-engine.md", "json")
        if not block.startswith("{")
    ]

    for part in shown:
        planner.generate(load_presentation({**read_json(FIRST_EXAMPLE), **part}))
    assert {key for part in shown for key in part} == {"preferences", "decisions"}


# README


def test_the_readme_gives_two_commands() -> None:
    """Trying it and testing it are one line each; the checks on a clone read the second."""
    readme = ROOT / "README.md"

    assert _fences(readme, "sh", "## Try it") == [f"{TRY}\n"]
    assert _fences(readme, "sh", "## Run the tests") == [f"{TEST}\n"]


def test_the_first_screen_of_the_readme_is_short() -> None:
    """What it is, that it is no crisis care, how to try it and what comes out fit one screen."""
    text = _text(ROOT / "README.md")
    end = next(found.end() for found in _FENCE.finditer(text) if found[1] == "text")

    assert text[:end].count("\n") + 1 <= FIRST_SCREEN
    assert "no crisis care" in text[:end]


def test_the_python_of_the_readme_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The library is used as shown."""
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    for block in _fences(ROOT / "README.md", "python"):
        exec(compile(block, "README.md", "exec"), names)  # noqa: S102 - it is our own page

    assert isinstance(names["plan"], Plan)
    assert capsys.readouterr().out.startswith("# ")


@pytest.mark.parametrize("page", [ROOT / "README.md", TUTORIAL], ids=_named)
def test_plans_shown_are_true(page: Path, planner: Planner) -> None:
    """Each excerpt stands in the plan as it is printed, line under line."""
    plan = planner.generate(load_presentation(FIRST_EXAMPLE))
    printed = _without_numbers(plan_to_text(plan))
    shown = [part for block in _fences(page, "text") for part in block.split("…\n")]

    assert [part for part in shown if f"\n{_without_numbers(part)}" not in printed] == []


def _without_numbers(text: str) -> str:
    """Leave out reference numbers, which move whenever a record is added."""
    return re.sub(r" \[\d+\](-\[\d+\])?", "", text)


# The tutorial


def test_the_tutorial_tells_what_declining_does(planner: Planner) -> None:
    """Without the treatment she preferred, avoidance of reminders stays unmet."""
    client = read_json(FIRST_EXAMPLE)
    client["preferences"]["modalities"] = {"emdr": "decline"}
    plan = planner.generate(load_presentation(client))

    assert "trauma_avoidance" in {each.process for each in plan.coverage.unmet_processes}
    assert {"emdr", "brainspotting"}.isdisjoint(each.modality for each in plan.techniques())
    assert next(iter(_best(plan))).startswith("neuroscience.cbti")


def _best(plan: Plan) -> Iterator[str]:
    return (each.technique_id for each in plan.techniques() if each.chosen_because == "best")


@pytest.mark.parametrize(
    ("assessed", "level", "status"),
    [("not_assessed", "urgent", "held"), ("yes", "monitor", "active")],
)
def test_the_tutorial_tells_what_dissociation_does(
    assessed: str, level: str, status: str, planner: Planner
) -> None:
    """She can come back to the present; reprocessing waits for the assessment too."""
    client = read_json(FIRST_EXAMPLE)
    client["readiness"]["dissociation_assessed"] = assessed
    client["factors"]["severe_dissociation"] = "yes"
    plan = planner.generate(load_presentation(client))
    entry = next(each for each in plan.techniques() if each.technique_id.endswith("reprocessing"))

    assert plan.safety.level == level
    assert entry.status == status
    assert entry.adapted_form


# Generated pages


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_fresh(name: str) -> None:
    """Pages made from data are made again when the data change."""
    page = REFERENCE / name

    if not page.is_file() or _text(page) != PAGES[name]():
        pytest.fail(f"{name} is stale; write it anew: python -m tests.docs.generate", pytrace=False)


# The policy


def _policy_rows() -> dict[str, list[str]]:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in _text(REFERENCE / "policy.md").splitlines()
        if line.startswith("| `")
    ]
    return {row[0].strip("`"): row[1:] for row in rows}


@pytest.mark.parametrize("name", [field.name for field in attrs.fields(OrderingPolicy)])
def test_every_number_of_the_policy_is_explained(name: str) -> None:
    """Each has its default, its range, a meaning, and a source or the word judgement."""
    limits = read_json(SCHEMAS / "practice.json")["properties"]["ordering"]["properties"][name]
    default, allowed, meaning, source = _policy_rows()[name]

    assert float(default) == getattr(OrderingPolicy(), name)
    assert allowed == f"{limits['minimum']} to {limits['maximum']}"
    assert meaning == limits["description"]
    assert re.search(r"judgement|definition|\d{4}|GRADE", source)


def _constants() -> list[str]:
    return [name for name in _policy_rows() if "." in name]


@pytest.mark.parametrize("name", _constants())
def test_every_constant_is_what_the_page_says(name: str) -> None:
    """Numbers that no profile changes are told as they are."""
    module, constant = name.split(".")

    assert float(_policy_rows()[name][0]) == getattr(MODULES[module], constant)


# The twelve clients


def _client_section(stem: str) -> dict[str, str]:
    section = _text(TWELVE).partition(f"\n## {stem}\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"^- \*\*(\w+):\*\* (.+)$", section, re.MULTILINE))


def test_every_example_has_its_section() -> None:
    """No client is left out, and none is told of who is gone."""
    headings = re.findall(r"^## (.+)$", _text(TWELVE), re.MULTILINE)

    assert sorted(headings) == [each.stem for each in EXAMPLES]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_what_is_told_of_a_client_is_in_the_plan(example: Path, planner: Planner) -> None:
    """Every technique named as chosen is in the plan, and the weak side is told too."""
    told = _client_section(example.stem)
    plan = planner.generate(load_presentation(example))
    planned = {each.technique_id for each in plan.techniques()}
    named = set(re.findall(r"`([a-z_]+\.[a-z-]+)`", told["First"] + told["Then"]))

    assert sorted(named - planned) == []
    assert told["Weak"]


@pytest.mark.parametrize("page", DOCS, ids=_named)
def test_every_technique_named_exists(page: Path) -> None:
    """A technique that is gone is named nowhere."""
    modalities = {name.partition(".")[0] for name in all_techniques()}
    named = set(re.findall(r"`([a-z_]+\.[a-z]+(?:-[a-z]+)+)`", _prose(page)))
    ours = {name for name in named if name.partition(".")[0] in modalities}

    assert sorted(ours - all_techniques().keys()) == []


# Architecture, glossary, changelog


def test_the_architecture_is_short() -> None:
    """Someone new reads it whole."""
    assert len(_text(ROOT / "ARCHITECTURE.md").splitlines()) <= LONGEST_ARCHITECTURE


def _guards() -> list[tuple[str, str]]:
    """Give the tests the architecture names; ``::name`` belongs to the file named before."""
    text = _text(ROOT / "ARCHITECTURE.md")
    found, file = [], ""
    for path, name in re.findall(r"`(tests/[\w/]+\.py)?::(\w+)`", text):
        file = path or file
        found.append((file, name))
    return found


@pytest.mark.parametrize(("file", "name"), _guards())
def test_every_guard_of_an_invariant_exists(file: str, name: str) -> None:
    """An invariant is guarded by a test that is there."""
    assert f"def {name}(" in _text(ROOT / file)


def test_every_invariant_has_a_guard() -> None:
    """A promise without a test is a wish."""
    section = _text(ROOT / "ARCHITECTURE.md").partition("## Invariants")[2].partition("\n## ")[0]
    invariants = re.split(r"^\d+\. ", section, flags=re.MULTILINE)[1:]

    assert invariants
    assert [each for each in invariants if "::test_" not in each] == []


def test_the_architecture_names_every_step_of_the_pipeline() -> None:
    """The table of steps leaves none out."""
    text = _text(ROOT / "ARCHITECTURE.md")
    modules = sorted(path.stem for path in (ROOT / "core/neuroplan/pipeline").glob("[a-z]*.py"))

    assert [name for name in modules if f"pipeline.{name}" not in text] == []


def test_the_architecture_names_every_part_of_the_engine() -> None:
    """The code map is the tree."""
    text = _text(ROOT / "ARCHITECTURE.md")
    parts = [
        f"{path.name}/" if path.is_dir() else path.name
        for path in sorted((ROOT / "core/neuroplan").glob("[a-z]*"))
        if path.is_dir() or path.suffix == ".py"
    ]

    assert [part for part in parts if f"  {part}" not in text] == []


def test_the_glossary_has_one_entry_a_word_in_order() -> None:
    """One word for one thing, where one looks for it."""
    words = re.findall(r"^\*\*(.+?)\*\*(?: \((.+?)\))?:", _text(ROOT / "GLOSSARY.md"), re.MULTILINE)

    assert len(words) == len(set(words))
    assert [word for word, _ in words] == sorted(word for word, _ in words)


def test_the_changelog_names_the_version_that_is_made() -> None:
    """What is released is told under its number, or as coming."""
    assert pyproject()["project"]["version"] in _text(ROOT / "CHANGELOG.md")
