"""
The test kit for plugin authors: the contract of a plugin, a planner of just one, and clients.

One line runs the contract under pytest::

    test_contract = plugin_contract("our_clinic")

It is also a pytest plugin, which gives the fixture ``planner_with``. Needs pytest, which
neuroplan itself does not.
"""

from __future__ import annotations

import timeit
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from importlib.metadata import entry_points
from typing import Any

import attrs
import pytest

from neuroplan.documents.presentation import load_presentation
from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.errors import NeuroplanError, UsageError
from neuroplan.instruments import load_instruments
from neuroplan.model.case import Case, Screening
from neuroplan.model.modality import ModalityContent
from neuroplan.model.presentation import Presentation
from neuroplan.model.technique import Technique
from neuroplan.pipeline.eligibility import Verdict
from neuroplan.planner import Planner
from neuroplan.plugins.loading import (
    GROUP,
    Installed,
    LoadedPlugin,
    discover,
    installed,
    load_object,
)
from neuroplan.plugins.modality import Modality


__all__ = ["CALM", "SLOWEST", "client", "plugin_contract", "presentation"]

#: Seconds a hook may take for one technique and client, the best of three tries. A rule on
#: data takes microseconds; more than this means that a hook reads files or waits for something.
SLOWEST = 0.25
_TRIES = 3
#: A risk block in which everything was asked and nothing found.
CALM: Mapping[str, str | bool] = {
    "suicidal_ideation": "none",
    "suicide_attempt": "never",
    "self_harm": "none",
    "harm_to_others": "none",
    "unsafe_environment": False,
    "psychosis": "none",
    "mania": "none",
    "substance_intoxication": "none",
    "withdrawal_risk": False,
    "child_at_risk": False,
    "medical_instability": False,
}


def client(processes: Mapping[str, object], **changes: object) -> dict[str, Any]:
    """
    Give a client document: an adult of 34, calm, who consents, with 12 sessions.

    Args:
        processes: Process to severity 0-4.
        changes: Any other field of client.json, in place of the default.
    """
    return {
        "schema_version": "1",
        "client": {"id": "C-1", "age": 34},
        "processes": dict(processes),
        "risk": dict(CALM),
        "consent": {"treatment": "yes", "trauma_work": "yes"},
        "context": {"sessions_available": 12, "session_minutes": 50},
        **changes,
    }


def presentation(processes: Mapping[str, object], **changes: object) -> Presentation:
    """
    Give the presentation of ``client`` with the same arguments.

    Raises:
        PresentationError: A change is not valid.
    """
    return load_presentation(client(processes, **changes))


def plugin_contract(plugin: object) -> Callable[[Rule], None]:
    """
    Give a pytest test that holds *plugin* to every rule of the contract, one case a rule.

    Args:
        plugin: The name of an installed plugin, or a plugin object.
    """
    # What an earlier test's hooks changed would otherwise pass for what was always so.
    first_seen = cache(_subject)

    @pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.__name__)
    def test_contract(rule: Rule) -> None:
        """The plugin keeps this rule of the contract."""
        try:
            faults = list(rule(first_seen(plugin)))
        except UsageError as error:
            faults = [str(error), "install it first: pip install -e . in the plugin's folder"]
        except NeuroplanError as error:
            faults = [str(error)]
        if faults:
            pytest.fail("\n".join([rule.__doc__ or "", *faults]), pytrace=False)

    return test_contract


@pytest.fixture(name="planner_with", scope="session")
def _planner_with() -> Callable[[object], Planner]:
    """Give ``planner_with(plugin)``: a planner of just this plugin, by name or as an object."""
    return cache(lambda plugin: Planner(modalities=[_object(plugin)]))


@attrs.frozen(kw_only=True)
class Subject:
    """
    The plugin under test.

    Attributes:
        plugin: The plugin object.
        loaded: The same, loaded.
        name: Its entry-point name; None: it was given as an object.
        untouched: What it contributes and what everyone shares, before any hook was asked.
    """

    plugin: object
    loaded: LoadedPlugin
    name: str | None
    untouched: str

    def presentations(self) -> Iterator[Presentation]:
        """Give clients of several kinds who bring what this plugin works with."""
        content = self.loaded.content
        known = load_vocabulary().processes
        targets = {target.process for each in content.techniques for target in each.targets}
        processes = {
            name: 3 for name in sorted(targets) if name not in known or not known[name].derived
        } or {"fear": 3}
        factors = {bar.factor for each in content.techniques for bar in each.contraindications}
        yield presentation(processes)
        yield presentation(processes, risk={})
        yield presentation(processes, client={"id": "C-2", "age": 15})
        yield presentation(processes, client={"id": "C-3", "age": 78})
        yield presentation(processes, factors=sorted(factors))

    def questions(self) -> Iterator[tuple[str, Callable[[], object], Technique, Case]]:
        """Give each question the engine may ask while planning, with what it hands over."""
        planner = Planner(modalities=[_data_only(self.loaded.content)])
        for each in self.presentations():
            case = planner.reason(each).case
            for technique in self.loaded.content.techniques:
                asked = f"for {technique.id}"
                if self.loaded.explains:
                    ask = partial(self.loaded.rationale, technique, case)
                    yield f"technique_rationale {asked}", ask, technique, case
                if self.loaded.screens:
                    again = partial(self.loaded.screen, technique, case)
                    yield f"technique_screen {asked}", again, technique, case


Rule = Callable[[Subject], Iterator[str]]


def _object(plugin: object) -> object:
    if not isinstance(plugin, str):
        return plugin
    discover(only=[plugin])  # says what is wrong where there is none, or more than one
    return next(iter(entry_points(group=GROUP, name=plugin))).load()


def _subject(plugin: object) -> Subject:
    if isinstance(plugin, str):
        (loaded,), _ = discover(only=[plugin])
    else:
        loaded = load_object(plugin, name="the plugin")
    return Subject(
        plugin=_object(plugin),
        loaded=loaded,
        name=plugin if isinstance(plugin, str) else None,
        untouched=_state(loaded),
    )


def _state(plugin: LoadedPlugin) -> str:
    """Spell out what a plugin contributes, and what all plugins share."""
    return repr((plugin.content, load_vocabulary(), load_instruments()))


def content_is_sound(subject: Subject) -> Iterator[str]:
    """Nothing in the content is wrong (`plan plugins check` says the same)."""
    from neuroplan.authoring.checking import check_installed, check_loaded

    if subject.name is None:
        reports = [check_loaded(subject.loaded, _others(subject))]
    else:
        reports = [*check_installed(subject.name, _installed())]
    yield from (str(error) for report in reports for error in report.errors)


def it_needs_no_other_plugin(subject: Subject) -> Iterator[str]:
    """It makes plans alone, and some of its techniques are in one."""
    planner = Planner(modalities=[subject.plugin])
    plans = [planner.generate(each) for each in subject.presentations()]
    used = {
        entry.technique_id for plan in plans for entry in (*plan.techniques(), *plan.foundation)
    }
    if subject.loaded.content.techniques and not used:
        yield "none of its techniques was in any of these plans; are targets and indications right?"


def it_answers_the_same_twice(subject: Subject) -> Iterator[str]:
    """Same client, same plan, whatever the order of plugins: no clock, no chance, no memory."""
    for what, ask, _, _ in subject.questions():
        if ask() != ask():
            yield f"{what} gives another answer the second time"
    others = [_data_only(each.content) for each in _others(subject)]
    first = Planner(modalities=[*others, subject.plugin])
    second = Planner(modalities=[subject.plugin, *reversed(others)])
    for each in subject.presentations():
        if first.generate(each).to_json() != second.generate(each).to_json():
            yield "a plan changes with the order of the plugins, or from one time to the next"
            return


def it_changes_nothing(subject: Subject) -> Iterator[str]:
    """What a hook is given, and what everyone shares, is the same afterwards."""
    for what, ask, technique, case in subject.questions():
        given = repr((technique, case))
        ask()
        if repr((technique, case)) != given:
            yield f"{what} changed the technique or the case it was given"
            return
    if _state(subject.loaded) != subject.untouched:
        yield "a hook changed a technique, the vocabulary or the instruments, which all plans share"


def it_answers_in_time(subject: Subject) -> Iterator[str]:
    """No hook takes longer than a quarter of a second, at the best of three tries."""
    for what, ask, _, _ in subject.questions():
        best = min(timeit.repeat(ask, number=1, repeat=_TRIES))
        if best > SLOWEST:
            yield f"{what} takes {best:.2f} seconds; read files once, when the plugin is imported"
            return


def its_screen_only_restricts(subject: Subject) -> Iterator[str]:
    """With its screen, no technique is freer than without, and each restriction says why."""
    if not subject.loaded.screens:
        return
    others = [_data_only(each.content) for each in _others(subject)]
    bare = Planner(modalities=[*others, _data_only(subject.loaded.content)])
    whole = Planner(modalities=[*others, subject.plugin])
    for each in subject.presentations():
        before, after = bare.reason(each).verdicts, whole.reason(each).verdicts
        for name in sorted(before.keys() & after.keys()):
            if _rank(after[name]) < _rank(before[name]):
                yield f"{name} is freer with technique_screen than without"
            for screening in after[name].screenings:
                yield from (f"{name}: {fault}" for fault in _silent(screening))


@cache
def _installed() -> tuple[Installed, ...]:
    return installed()


def _others(subject: Subject) -> list[LoadedPlugin]:
    """Every other installed plugin that works."""
    own = subject.loaded.content.info.id
    return [
        each.plugin
        for each in _installed()
        if each.plugin is not None and each.error is None and each.plugin.content.info.id != own
    ]


def _data_only(content: ModalityContent) -> Modality:
    return Modality(lambda: content)


def _rank(verdict: Verdict) -> int:
    """0: may start; 1: must wait; 2: must not be scheduled."""
    return 2 if verdict.is_out else int(verdict.is_held)


def _silent(screening: Screening) -> Iterator[str]:
    if screening.hold and not (screening.lifted_by or "").strip():
        yield "a hold does not say what lifts it (lifted_by)"


_RULES: tuple[Rule, ...] = (
    content_is_sound,
    it_changes_nothing,
    it_needs_no_other_plugin,
    it_answers_the_same_twice,
    it_answers_in_time,
    its_screen_only_restricts,
)
