"""
The plugin author's kit, from the inside and from the outside.

The shipped modalities keep the contract; a plugin that breaks a rule is told which; and the
plugin that ``plan plugins new`` writes works in an environment of its own, as does every command
and file of the page on adding a modality.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from _pytest.outcomes import Failed

from neuroplan import (
    Case,
    EvidenceRecord,
    Modality,
    ModalityInfo,
    Planner,
    Screening,
    Technique,
    hookimpl,
)
from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.instruments import load_instruments
from neuroplan.model.instrument import Instrument
from neuroplan.model.terms import Category
from neuroplan.testing import SLOWEST, client, plugin_contract, presentation
from tests.builders import info, modality, record, technique
from tests.contract.shipped import MODALITIES, ROOT


#: The one-line test, as its function: it takes a rule.
Contract = Callable[[Any], None]

OWN = record("clinic/one", ["fear"])
CALL = technique("clinic.call", ["fear"], evidence=["clinic/one"])


def rules(contract: Contract | None = None) -> list[str]:
    """Give the names of the contract's rules, in order."""
    return [rule.__name__ for rule in _rules(contract or plugin_contract("act"))]


def _rules(contract: Contract) -> list[Any]:
    (mark,) = contract.pytestmark  # type: ignore[attr-defined]
    return list(mark.args[1])


def _keep(plugin: object, name: str) -> None:
    """Hold *plugin* to one rule."""
    contract = plugin_contract(plugin)
    contract(next(rule for rule in _rules(contract) if rule.__name__ == name))


def _broken(plugin: object) -> dict[str, str]:
    """Give the rules that *plugin* breaks, each with what is said."""
    contract, found = plugin_contract(plugin), {}
    for rule in _rules(contract):
        try:
            contract(rule)
        except Failed as failure:
            found[rule.__name__] = str(failure)
    return found


def _clinic(**hooks: Any) -> Modality:  # noqa: ANN401 - rationale and screen
    return modality("clinic", [CALL], [OWN], **hooks)


@pytest.mark.parametrize("name", MODALITIES)
def test_a_shipped_modality_keeps_the_contract(name: str) -> None:
    """What is asked of a clinic's plugin holds for ours."""
    assert _broken(name) == {}


def test_a_sound_plugin_object_keeps_the_contract() -> None:
    """A plugin that is not installed can be tested too."""

    def caution(case: Case) -> Screening | None:
        return Screening(cautions=("Ask first.",)) if case.age < 18 else None

    assert _broken(_clinic(screen=caution, rationale=lambda: "It fits.")) == {}


def test_a_plugin_that_is_not_installed_is_told_how() -> None:
    """The most common first error has its mend."""
    broken = _broken("our_clinic")

    assert broken.keys() == set(rules())
    assert [each for each in broken.values() if "pip install -e ." not in each] == []


def test_content_with_an_error_breaks_a_rule() -> None:
    """What the check finds, the contract finds."""
    plugin = modality("clinic", [attrs.evolve(CALL, for_the_client="It will cure you.")], [OWN])

    assert list(_broken(plugin)) == ["content_is_sound"]


def test_a_plugin_that_no_plan_ever_uses_breaks_a_rule() -> None:
    """Content that can never show is a mistake in its targets or indications."""
    never = attrs.evolve(CALL, age=(110, 120))

    assert list(_broken(modality("clinic", [never], [OWN]))) == ["it_needs_no_other_plugin"]


def test_an_answer_that_changes_breaks_a_rule() -> None:
    """A memory of earlier questions makes plans differ."""
    count = iter(range(1_000_000))

    broken = _broken(_clinic(rationale=lambda: f"It is number {next(count)}."))

    assert list(broken) == ["it_answers_the_same_twice"]
    assert "technique_rationale for clinic.call gives another answer" in str(broken)


def test_changing_what_it_is_given_breaks_a_rule() -> None:
    """Frozen values can be forced open, and that is found."""
    mine = attrs.evolve(CALL)

    def force(technique: Technique) -> str:
        object.__setattr__(technique, "name", "Other")
        return "It fits."

    broken = _broken(modality("clinic", [mine], [OWN], rationale=force))

    assert list(broken) == ["it_changes_nothing"]
    assert "changed the technique or the case" in broken["it_changes_nothing"]


def test_changing_what_everyone_shares_breaks_a_rule() -> None:
    """The vocabulary is the same for every plugin."""
    shared = load_vocabulary().processes

    def spoil() -> str:
        shared["spoilt"] = shared["fear"]  # type: ignore[index]
        return "It fits."

    try:
        broken = _broken(_clinic(rationale=spoil))
    finally:
        del shared["spoilt"]  # type: ignore[attr-defined]

    assert list(broken) == ["it_changes_nothing"]
    assert "changed a technique, the vocabulary" in broken["it_changes_nothing"]


def test_a_slow_hook_breaks_a_rule() -> None:
    """A hook that waits for something outside holds up every plan."""

    def wait() -> str:
        time.sleep(SLOWEST + 0.02)
        return "It fits."

    with pytest.raises(Failed, match=r"technique_rationale for clinic.call takes 0\.2"):
        _keep(_clinic(rationale=wait), "it_answers_in_time")


def test_a_hold_without_an_end_breaks_a_rule() -> None:
    """Every hold says until when."""
    broken = _broken(_clinic(screen=lambda: Screening(hold="Not yet.")))

    assert list(broken) == ["its_screen_only_restricts"]
    assert "does not say what lifts it" in broken["its_screen_only_restricts"]


def test_a_screen_that_frees_a_technique_breaks_a_rule() -> None:
    """A screen that opens by force what the engine closed is found."""
    barred = attrs.evolve(CALL, id="clinic.barred", age=(110, 120))

    def free() -> Screening | None:
        object.__setattr__(barred, "age", (None, None))
        return None

    with pytest.raises(Failed, match=r"clinic\.barred is freer with technique_screen"):
        _keep(modality("clinic", [CALL, barred], [OWN], screen=free), "its_screen_only_restricts")


def test_a_hook_that_raises_is_named() -> None:
    """The engine's own error says which hook of which plugin."""
    broken = _broken(_clinic(rationale=lambda: f"{1 / 0}"))

    assert "technique_rationale failed with ZeroDivisionError" in broken["it_answers_in_time"]


def test_the_fixture_gives_a_planner_of_one_plugin(
    planner_with: Callable[[object], Planner],
) -> None:
    """By name or as an object; asked again, it is the same planner."""
    assert list(planner_with("act").library.plugins) == ["act"]
    assert planner_with("act") is planner_with("act")


def test_the_builders_give_a_calm_adult_to_change_from() -> None:
    """A test of a plugin names only what it is about."""
    plain = client({"fear": 2}, client={"id": "C-9", "age": 15})

    assert plain["processes"] == {"fear": 2}
    assert presentation({"fear": 2}).client.age == 34
    assert plain["client"] == {"id": "C-9", "age": 15}


# Each hook, by what its answer does


def _with(hook: str, answer: Callable[..., object]) -> Planner:
    """Give a planner of one plugin that implements *hook* beside what it must."""
    kind = type("Plugin", (), {})
    plugin = kind()
    hooks: dict[str, Callable[..., object]] = {
        "modality_info": lambda: info("clinic"),
        "evidence_records": lambda: [OWN],
        "brain_techniques": lambda: [attrs.evolve(CALL, category=Category.BRAIN)],
        hook: answer,
    }
    for name, function in hooks.items():
        setattr(plugin, name, hookimpl(function))
    return Planner(modalities=[plugin])


def test_hook_modality_info() -> None:
    """A plan names the modality as it names itself."""

    def answer() -> ModalityInfo:
        return attrs.evolve(info("clinic"), version="4.5.6")

    plan = _with("modality_info", answer).generate(presentation({"fear": 3}))

    assert [(each.id, each.version) for each in plan.modalities] == [("clinic", "4.5.6")]


def _brought(hook: str, category: Category) -> list[str]:
    two = attrs.evolve(CALL, id="clinic.two", category=category)
    return sorted(_with(hook, lambda: [two]).library.techniques)


def test_hook_brain_techniques() -> None:
    """What it returns is in the library."""
    assert _brought("brain_techniques", Category.BRAIN) == ["clinic.two"]


def test_hook_relationship_techniques() -> None:
    """What it returns is in the library."""
    found = _brought("relationship_techniques", Category.RELATIONSHIP)

    assert found == ["clinic.call", "clinic.two"]


def test_hook_integration_techniques() -> None:
    """What it returns is in the library."""
    assert _brought("integration_techniques", Category.INTEGRATION) == ["clinic.call", "clinic.two"]


def test_hook_emotional_state_techniques() -> None:
    """What it returns is in the library."""
    found = _brought("emotional_state_techniques", Category.EMOTIONAL_STATE)

    assert found == ["clinic.call", "clinic.two"]


def test_hook_evidence_records() -> None:
    """What it returns can be cited."""

    def answer() -> list[EvidenceRecord]:
        return [OWN, record("clinic/two", ["fear"])]

    assert sorted(_with("evidence_records", answer).library.records) == ["clinic/one", "clinic/two"]


def test_hook_instruments() -> None:
    """A client file may name what it returns."""
    own = attrs.evolve(load_instruments()["phq-9"], id="clinic-scale")

    def answer() -> list[Instrument]:
        return [own]

    assert "clinic-scale" in _with("instruments", answer).known_ids.instruments


def test_hook_technique_rationale() -> None:
    """What it says stands in the plan of the client it was asked about."""

    def answer(case: Case) -> str:
        return f"It suits someone of {case.age}."

    plan = _with("technique_rationale", answer).generate(presentation({"fear": 3}))

    assert "It suits someone of 34." in plan.to_json()


def test_hook_technique_screen() -> None:
    """What it excludes is not in the plan, and its reason is."""

    def answer() -> Screening:
        return Screening(exclude="Our house has no telephone.")

    plan = _with("technique_screen", answer).generate(presentation({"fear": 3}))

    assert [entry.technique_id for entry in plan.techniques()] == []
    assert "Our house has no telephone." in plan.to_json()


# In an environment of its own


@attrs.frozen
class Environment:
    """A virtual environment with neuroplan from its wheel, and a folder to work in."""

    folder: Path

    @property
    def binaries(self) -> Path:
        """Where its commands are."""
        return self.folder / "venv" / ("Scripts" if os.name == "nt" else "bin")

    def run(self, *command: str | Path, cwd: Path) -> str:
        """Run a command and give what it says; it must succeed."""
        clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        path = f"{self.binaries}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            [str(each) for each in command],
            cwd=cwd,
            env={**clean, "PATH": path, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}"
        return done.stdout


@pytest.fixture(name="environment")
def _environment(built: Environment) -> Iterator[Environment]:
    """Give the environment, and leave it as it was."""
    yield built
    built.run("pip", "uninstall", "-q", "-y", "neuroplan-our-clinic", cwd=built.folder)


@pytest.fixture(name="built", scope="module")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Build neuroplan's wheel and install it where nothing else is."""
    found = Environment(tmp_path_factory.mktemp("environment"))
    found.run(sys.executable, "-m", "venv", found.folder / "venv", cwd=found.folder)
    found.run("pip", "wheel", "-q", "--no-deps", "-w", "wheels", ROOT, cwd=found.folder)
    (wheel,) = (found.folder / "wheels").glob("*.whl")
    found.run("pip", "install", "-q", wheel, "pytest", cwd=found.folder)
    return found


def _write_clients(folder: Path) -> None:
    """Write one client who brings the plugin's own process, and one who does not."""
    bare = client({"hyperarousal": 3, "our_clinic.losing_the_thread": 3})
    (folder / "with.json").write_text(json.dumps(bare), encoding="utf-8")
    bare["processes"].pop("our_clinic.losing_the_thread")
    (folder / "client.json").write_text(json.dumps(bare), encoding="utf-8")


def test_a_generated_plugin_installs_contributes_and_leaves_no_trace(
    environment: Environment, tmp_path: Path
) -> None:
    """Built as a wheel it is part of a plan; uninstalled, the plan is the same bytes as before."""
    _write_clients(tmp_path)

    def run(*command: str) -> str:
        return environment.run(*command, cwd=tmp_path)

    before = run("plan", "generate", "client.json", "--format", "json")
    run("plan", "plugins", "new", "our-clinic")
    run("pip", "wheel", "-q", "--no-deps", "-w", "wheels", "./our-clinic")
    run("pip", "install", "-q", "--no-index", "--find-links", "wheels", "neuroplan-our-clinic")

    assert "our_clinic" in run("plan", "plugins", "list")
    assert "no errors, no warnings" in run("plan", "plugins", "check", "our_clinic")
    assert f"{len(rules())} passed" in run("pytest", "-q", "our-clinic")
    assert "our_clinic.phone-check-in" in run("plan", "generate", "with.json")

    run("pip", "uninstall", "-q", "-y", "neuroplan-our-clinic")
    assert run("plan", "generate", "client.json", "--format", "json") == before


PAGE = ROOT / "docs" / "how-to" / "add-a-modality.md"
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _blocks(page: Path) -> Iterator[tuple[str, str, str]]:
    """Give the blocks of a page: language, file name, text."""
    for found in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        language, name, text = found.groups(default="")
        yield language, name, text


@pytest.mark.skipif(os.name == "nt", reason="the page's commands are of a POSIX shell")
def test_every_command_and_file_of_the_page_on_adding_a_modality_works(
    environment: Environment, tmp_path: Path
) -> None:
    """Who follows the page ends where the page says, with its words on the screen."""
    said = ""
    for language, name, text in _blocks(PAGE):
        if language == "sh":
            said = environment.run("bash", "-euc", text, cwd=tmp_path)
        elif language == "text":
            missing = [line for line in text.splitlines() if line.strip() not in said]
            assert missing == [], said
        else:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")

    assert "our_clinic" not in said


def test_the_last_example_of_the_hooks_page_runs_with_the_fixture(
    environment: Environment, tmp_path: Path
) -> None:
    """The pytest plugin is found by itself and gives a planner of one plugin."""
    examples = [text for language, _, text in _blocks(ROOT / "docs/reference/hooks.md")]
    (fixture_example,) = [text for text in examples if "planner_with" in text]
    (tmp_path / "test_example.py").write_text(fixture_example, encoding="utf-8")
    environment.run("plan", "plugins", "new", "our-clinic", cwd=tmp_path)
    plugin = tmp_path / "our-clinic" / "neuroplan_our_clinic" / "__init__.py"
    page = [text for _, name, text in _blocks(PAGE) if name.endswith("__init__.py")]
    plugin.write_text(page[0], encoding="utf-8")
    environment.run("pip", "install", "-q", "./our-clinic", cwd=tmp_path)

    assert "1 passed" in environment.run("pytest", "-q", "test_example.py", cwd=tmp_path)
