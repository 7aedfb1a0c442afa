"""Every hook is on its page with its exact signature, and every example there runs."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from neuroplan import Case, Planner
from neuroplan.authoring import scaffold
from neuroplan.plugins.hooks import HOOKS_VERSION, TECHNIQUE_HOOKS, ModalityHooks
from neuroplan.plugins.loading import LoadedPlugin, load_object
from neuroplan.testing import presentation
from tests.contract import test_plugin_kit
from tests.contract.shipped import REFERENCE


HOOKS = tuple(name for name in vars(ModalityHooks) if not name.startswith("_"))
PAGE = (REFERENCE / "hooks.md").read_text(encoding="utf-8")
_CODE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _section(hook: str) -> str:
    found = re.search(rf"^### {hook}\(.*?(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"docs/reference/hooks.md has no section on {hook}"
    return found[0]


def _signature(hook: str) -> str:
    """Give a hook's signature as its page shows it, names of types without their modules."""
    function = getattr(ModalityHooks, hook)
    signature = inspect.signature(function)
    return f"def {hook}{signature}".replace("'", "")


@pytest.fixture(name="example")
def _example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LoadedPlugin:
    """Load the module that the page's examples make together."""
    scaffold("our-clinic", tmp_path / "our-clinic", today="2026-11-02")
    monkeypatch.chdir(tmp_path)
    module = ModuleType("example")
    source = "\n\n".join([_CODE.findall(PAGE)[0], *(_CODE.findall(_section(h))[1] for h in HOOKS)])
    exec(compile(source, "hooks.md", "exec"), vars(module))  # noqa: S102 - the page's own code
    return load_object(module, name="our_clinic")


def _cases() -> Iterator[Case]:
    engine = Planner(only=["act"])
    for age in (15, 40):
        young = presentation({"self_criticism": 3}, client={"id": "C-1", "age": age})
        yield engine.reason(young).case


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_is_documented_with_its_exact_signature(hook: str) -> None:
    """What an author copies from the page is what the engine calls."""
    assert _signature(hook) in _section(hook)


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_says_when_it_is_called_and_what_nothing_means(hook: str) -> None:
    """The two questions every author of a hook has."""
    section = _section(hook)

    assert [each for each in ("**What**", "**Called**", "**Nothing**") if each not in section] == []


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_has_a_test_of_its_own(hook: str) -> None:
    """A hook ships with a test that a plugin's answer has its effect."""
    assert callable(getattr(test_plugin_kit, f"test_hook_{hook}", None))


def test_the_page_documents_no_hook_that_is_not_there() -> None:
    """A heading stands for a hook."""
    assert re.findall(r"^### (\w+)\(", PAGE, re.MULTILINE) == list(HOOKS)


def test_the_page_names_the_version_of_the_hooks() -> None:
    """An author says which hooks a plugin was built for."""
    assert f"hooks_version = {HOOKS_VERSION}" in PAGE


def test_the_examples_are_a_plugin_together(example: LoadedPlugin) -> None:
    """Copied as they stand, they bring the content they speak of."""
    assert example.content.info.id == "our_clinic"
    assert {each.category for each in example.content.techniques} == {*TECHNIQUE_HOOKS}
    assert [record.id for record in example.content.evidence] == ["our_clinic/team-notes"]


def test_the_example_of_a_rationale_speaks_for_some_and_not_for_others(
    example: LoadedPlugin,
) -> None:
    """The page's rationale is about clients who criticise themselves."""
    techniques = {each.id: each for each in example.content.techniques}
    case = next(_cases())

    assert example.rationale(techniques["our_clinic.day-as-a-line"], case)
    assert example.rationale(techniques["our_clinic.grounding-walk"], case) is None


def test_the_example_of_a_screen_holds_for_a_minor_alone(example: LoadedPlugin) -> None:
    """The page's screen is about calls to minors."""
    call = next(t for t in example.content.techniques if t.id == "our_clinic.phone-check-in")

    young, grown = [example.screen(call, case) for case in _cases()]

    assert young is not None
    assert young.hold
    assert grown is None


def test_the_page_lists_the_rules_of_the_contract() -> None:
    """An author reads what a red rule means."""
    rules = re.findall(r"^\| `(it_\w+|its_\w+|content_\w+)` \|", PAGE, re.MULTILINE)

    assert rules == test_plugin_kit.rules()
