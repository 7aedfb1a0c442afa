"""Loading fails loudly: each error names the plugin, its distribution, and the mend."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import Distribution, EntryPoint
from pathlib import Path
from threading import Event, Thread
from typing import Any

import attrs
import pytest

from neuroplan import (
    ContentError,
    Modality,
    ModalityInfo,
    Planner,
    PluginError,
    Screening,
    Technique,
    UsageError,
    hookimpl,
)
from neuroplan.instruments import load_instruments
from neuroplan.model.condition import AllOf, AnyOf, GoalNames, HasFactor
from neuroplan.model.terms import Category
from neuroplan.plugins import loading
from neuroplan.plugins.guard import guarded
from neuroplan.plugins.loading import LoadedPlugin, discover, load_object
from tests.builders import info, modality, offer, presentation, record, technique


BRAIN = technique("clinic.one", category=Category.BRAIN)

#: Puts plugins where the engine looks for them: name -> value of the entry point.
Install = Callable[..., None]


class FakeDistribution(Distribution):
    """An installed distribution that is nowhere on disk."""

    def __init__(self, name: str) -> None:
        self._text = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n"

    def read_text(self, filename: str) -> str | None:
        """Give the metadata, and no other file."""
        return self._text if filename == "METADATA" else None

    def locate_file(self, path: object) -> Path:
        """Say where a file would be."""
        return Path(str(path))


def point(name: str, value: str = "clinic_plugin:plugin", dist: str = "clinic-tools") -> EntryPoint:
    """Give the entry point of a plugin that a distribution brings."""
    plain = EntryPoint(name=name, value=value, group=loading.GROUP)
    vars(plain).update(dist=FakeDistribution(dist))
    return plain


@pytest.fixture(name="install")
def _install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Install]:
    """Let a test install entry points and the one module they point to."""
    monkeypatch.syspath_prepend(tmp_path)

    def install(*points: EntryPoint, source: str = "") -> None:
        (tmp_path / "clinic_plugin.py").write_text(source, encoding="utf-8")
        sys.modules.pop("clinic_plugin", None)
        monkeypatch.setattr(loading, "entry_points", lambda group: points if group else ())

    yield install
    sys.modules.pop("clinic_plugin", None)


def failure(plugin: object) -> PluginError:
    """Give the error of taking a plugin object."""
    with pytest.raises(PluginError) as caught:
        load_object(plugin, name="clinic", distribution="clinic-tools 1.2")
    return caught.value


class Base:
    """A plugin of which each test changes one hook."""

    @hookimpl
    def modality_info(self) -> ModalityInfo:
        """Say what it is."""
        return info("clinic")


class NoHooks:
    """An object that is no plugin."""


class NoInfo:
    """A plugin that does not say what it is."""

    @hookimpl
    def brain_techniques(self) -> tuple[Technique, ...]:
        """Give nothing."""
        return ()


class UnknownHook(Base):
    """A plugin with a misspelt hook."""

    @hookimpl
    def brian_techniques(self) -> tuple[Technique, ...]:
        """Give nothing."""
        return ()


class WrongArguments(Base):
    """A plugin whose hook asks for what the engine does not give."""

    @hookimpl
    def technique_screen(self, technique: Technique, diagnosis: str) -> Screening | None:
        """Never called."""
        return Screening(exclude=diagnosis) if technique else None  # type: ignore[truthy-bool]


class WrongCategory(Base):
    """A plugin that returns a technique from the wrong hook."""

    @hookimpl
    def relationship_techniques(self) -> tuple[Technique, ...]:
        """Give a technique of the brain."""
        return (BRAIN,)


class WrongValue(Base):
    """A plugin that returns something else than techniques."""

    @hookimpl
    def brain_techniques(self) -> tuple[str, ...]:
        """Give a name."""
        return ("breathing",)


class WrongInfo:
    """A plugin that describes itself with a plain dictionary."""

    @hookimpl
    def modality_info(self) -> dict[str, str]:
        """Give a dictionary."""
        return {"id": "clinic"}


class WrongRecords(Base):
    """A plugin whose records are no records."""

    @hookimpl
    def evidence_records(self) -> tuple[int, ...]:
        """Give a number."""
        return (1,)


class Raising(Base):
    """A plugin whose hook raises."""

    @hookimpl
    def brain_techniques(self) -> tuple[Technique, ...]:
        """Fail."""
        raise ZeroDivisionError


class MisusingErrors(Base):
    """A plugin whose hook raises an error of the engine's that is not about plugins."""

    @hookimpl
    def brain_techniques(self) -> tuple[Technique, ...]:
        """Fail."""
        raise UsageError("wrong")


class Ending(Base):
    """A plugin whose hook wants to end the program."""

    @hookimpl
    def brain_techniques(self) -> tuple[Technique, ...]:
        """End."""
        sys.exit(0)


class BadVersion:
    """A plugin of a version that no plan could carry."""

    @hookimpl
    def modality_info(self) -> ModalityInfo:
        """Say what it is."""
        return attrs.evolve(info("clinic"), version="1")


BROKEN: dict[type, str] = {
    NoHooks: "it implements no hook at all",
    NoInfo: "it lacks modality_info()",
    UnknownHook: "there is no hook 'brian_techniques'; did you mean 'brain_techniques'?",
    WrongArguments: "diagnosis",
    WrongCategory: "technique 'clinic.one' has category brain but came from "
    "relationship_techniques(); return it from brain_techniques()",
    WrongValue: "hook brain_techniques must return Technique values, not str",
    WrongInfo: "hook modality_info must return a ModalityInfo",
    WrongRecords: "hook evidence_records must return EvidenceRecord values, not int",
    Raising: "hook brain_techniques failed with ZeroDivisionError",
    MisusingErrors: "hook brain_techniques failed with UsageError",
    Ending: "hook brain_techniques failed with SystemExit",
    BadVersion: "what it says of itself is not valid",
}


class TestObjects:
    """What a plugin object must be."""

    @pytest.mark.parametrize(("kind", "words"), BROKEN.items(), ids=lambda each: str(each)[:24])
    def test_what_is_wrong_with_a_plugin_is_said(self, kind: type, words: str) -> None:
        """Each fault in its own words."""
        assert words in failure(kind()).summary

    @pytest.mark.parametrize("kind", BROKEN, ids=lambda kind: kind.__name__)
    def test_every_error_names_the_plugin_and_its_distribution(self, kind: type) -> None:
        """So that one knows whom to ask."""
        error = failure(kind())

        assert (error.plugin, error.distribution) == ("clinic", "clinic-tools 1.2")
        assert str(error).startswith("plugin 'clinic' (from clinic-tools 1.2): ")

    def test_all_faults_have_words_of_their_own(self) -> None:
        """No two read alike."""
        assert len({str(failure(kind())) for kind in BROKEN}) == len(BROKEN)

    def test_a_plugin_failure_has_an_exit_code_of_its_own(self) -> None:
        """3, in the commands."""
        assert failure(Raising()).exit_code == 3

    def test_the_cause_is_kept(self) -> None:
        """For whoever mends the plugin."""
        assert isinstance(failure(Raising()).__cause__, ZeroDivisionError)

    def test_a_hook_may_take_fewer_arguments(self) -> None:
        """What it does not need it need not name."""

        class Brief(Base):
            @hookimpl
            def technique_screen(self, technique: Technique) -> Screening | None:
                """Caution about everything."""
                return Screening(cautions=(technique.name,))

        assert load_object(Brief(), name="clinic").screens

    def test_plain_hooks_work_without_the_helper(self) -> None:
        """A class with hook implementations is a plugin."""

        class Plain(Base):
            @hookimpl
            def brain_techniques(self) -> list[Technique]:
                """Give one technique."""
                return [BRAIN]

        made = Planner(modalities=[Plain()]).generate(presentation())

        assert [each.technique_id for each in made.techniques()] == ["clinic.one"]

    def test_a_plain_plugins_content_enters_the_fingerprint(self) -> None:
        """Another technique, another digest."""

        class Other(Base):
            @hookimpl
            def brain_techniques(self) -> list[Technique]:
                """Give one technique."""
                return [BRAIN]

        digests = {load_object(kind(), name="clinic").digest for kind in (Base, Other)}
        assert len(digests) == 2

    @pytest.mark.parametrize(
        ("hook", "was", "now"),
        [
            ("instruments", load_instruments()["gad-7"], load_instruments()["phq-9"]),
            ("evidence_records", record("clinic/one"), record("clinic/one", n=1001)),
            (
                "brain_techniques",
                attrs.evolve(BRAIN, indications=AnyOf((HasFactor("mania"), GoalNames("fear")))),
                attrs.evolve(BRAIN, indications=AllOf((HasFactor("mania"), GoalNames("fear")))),
            ),
        ],
    )
    def test_whatever_the_hooks_return_enters_the_fingerprint(
        self, hook: str, was: object, now: object
    ) -> None:
        """Of each kind, whether a plugin is written by hand or with the helper."""

        def digest(value: object) -> str:
            class Own(Modality):
                pass

            setattr(Own, hook, hookimpl(lambda self: [value] if self else []))
            plugin = Own(lambda: modality("clinic").content)
            return load_object(plugin, name="clinic").digest

        assert digest(was) == digest(was)
        assert digest(was) != digest(now)

    def test_what_a_hook_prints_is_no_result(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Standard output is for results; the words go to standard error."""

        class Talking(Base):
            @hookimpl
            def brain_techniques(self) -> list[Technique]:
                """Talk."""
                sys.stdout.write("hello\n")
                return [BRAIN]

        load_object(Talking(), name="clinic")

        assert capsys.readouterr() == ("", "hello\n")
        sys.stdout.write("back\n")
        assert capsys.readouterr().out == "back\n"

    def test_hooks_that_return_nothing_bring_nothing(self) -> None:
        """None is an empty list."""

        class Silent(Base):
            @hookimpl
            def brain_techniques(self) -> None:
                """Give nothing."""

        assert load_object(Silent(), name="clinic").content.techniques == ()


class TestWhilePlanning:
    """A plugin that fails while planning is named."""

    @staticmethod
    def error(hook: str, answer: object) -> PluginError:
        """Give the error of a planner with a hook that gives *answer*, or raises it."""

        def call(technique: Technique, case: object) -> object:
            assert technique.id == "t.one"
            assert case is not None
            if isinstance(answer, BaseException):
                raise answer
            return answer

        part = offer("t.one", {"fear": 0.5})
        own = modality("t", [part.technique], part.records, **{hook: call})
        with pytest.raises(PluginError) as caught:
            Planner(modalities=[own]).generate(presentation())
        return caught.value

    @pytest.mark.parametrize(
        ("hook", "answer", "words"),
        [
            ("rationale", 7, "hook technique_rationale must return text or None, not int"),
            ("screen", "no", "hook technique_screen must return a Screening or None, not str"),
            ("rationale", KeyError("a"), "hook technique_rationale failed with KeyError"),
            ("screen", KeyError("a"), "hook technique_screen failed with KeyError"),
            ("screen", UsageError("a"), "hook technique_screen failed with UsageError"),
            ("rationale", SystemExit(0), "hook technique_rationale failed with SystemExit"),
        ],
    )
    def test_a_hook_that_fails_is_said_to_fail(self, hook: str, answer: object, words: str) -> None:
        """By the name of the hook and what it did."""
        assert words in self.error(hook, answer).summary

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (Screening(exclude=""), "exclude must be None or a text that says why"),
            (Screening(hold="  "), "hold must be None or a text that says why"),
            (Screening(cautions="careful"), "cautions must be a tuple of texts"),  # type: ignore[arg-type]
            (Screening(cautions=("",)), "cautions must be a tuple of texts"),
        ],
    )
    def test_a_restriction_without_a_reason_is_refused(self, answer: object, words: str) -> None:
        """Passed over, it would let through what the plugin meant to stop."""
        assert f"hook technique_screen, for t.one: {words}" in self.error("screen", answer).summary

    def test_a_hook_that_raises_names_technique_and_line(self) -> None:
        """So that its author knows where to look."""
        said = self.error("screen", KeyError("a")).summary

        assert re.search(r"failed with KeyError for t\.one \(.*test_loading\.py:\d+\)$", said)

    def test_the_clients_text_is_not_repeated(self) -> None:
        """An exception may carry it; its type is enough."""
        assert "Mariposa" not in str(self.error("screen", KeyError("Mariposa")))


def test_prints_are_aside_until_the_last_of_several_threads_is_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Standard output is one for all of them, and comes back whoever leaves first."""
    second_is_in, first_is_out = Event(), Event()

    def first() -> None:
        second_is_in.wait(5)

    def second() -> None:
        second_is_in.set()
        first_is_out.wait(5)
        sys.stdout.write("aside\n")

    def run(call: Callable[[], None]) -> None:
        guarded(call, str, plugin="clinic", distribution=None)

    threads = [Thread(target=run, args=[call]) for call in (first, second)]
    for thread in threads:
        thread.start()
    threads[0].join(5)
    first_is_out.set()
    threads[1].join(5)
    sys.stdout.write("back\n")

    assert capsys.readouterr() == ("back\n", "aside\n")


GOOD = """
from tests.builders import modality
plugin = modality("clinic")
"""


class TestDiscovery:
    """Finding plugins by their entry points."""

    def test_an_installed_plugin_is_found_with_its_origin(self, install: Install) -> None:
        """Name and version of the distribution."""
        install(point("clinic"), source=GOOD)

        ((plugin,), off) = discover()

        assert (plugin.name, plugin.distribution, off) == ("clinic", "clinic-tools 1.2", ())

    def test_a_broken_import_is_an_error_that_says_how_to_plan_without_it(
        self, install: Install
    ) -> None:
        """A plan never silently lacks a modality."""
        install(point("clinic"), source="import a_module_that_is_not_there")

        with pytest.raises(PluginError) as caught:
            discover()

        assert str(caught.value).startswith("plugin 'clinic' (from clinic-tools 1.2): ")
        assert "it cannot be imported (ModuleNotFoundError: " in caught.value.summary
        assert "--without clinic" in caught.value.summary

    def test_a_broken_file_is_an_error_of_the_plugin_that_brings_it(
        self, install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """With its name, its distribution and the way to plan without it."""
        package = tmp_path / "neuroplan_clinic"
        package.mkdir()
        (package / "__init__.py").write_text(
            "from neuroplan import Modality\nplugin = Modality.from_package(__name__)\n"
        )
        (package / "modality.json").write_text("{")
        monkeypatch.syspath_prepend(tmp_path)
        install(point("clinic", "neuroplan_clinic:plugin"))

        with pytest.raises(ContentError) as caught:
            discover()

        assert str(caught.value).startswith("plugin 'clinic' (from clinic-tools 1.2): ")
        assert caught.value.summary.endswith("; to plan without it: --without clinic")
        assert caught.value.problems[0].path == "modality.json $"

    @pytest.mark.parametrize(
        ("source", "kind"),
        [
            ("plugin = 1 / 0", "ZeroDivisionError"),
            ("def broken(:", "SyntaxError"),
            ("other = 1", "AttributeError"),
        ],
    )
    def test_whatever_breaks_an_import_is_named(
        self, install: Install, source: str, kind: str
    ) -> None:
        """By its type."""
        install(point("clinic"), source=source)

        with pytest.raises(PluginError, match=kind):
            discover()

    def test_a_broken_plugin_that_is_switched_off_is_not_loaded(self, install: Install) -> None:
        """That is how to plan without it."""
        install(point("clinic"), source="import a_module_that_is_not_there")

        assert discover(without=["clinic"]) == ((), ("clinic",))

    def test_a_module_instead_of_a_plugin_object_is_told_the_mend(self, install: Install) -> None:
        """The entry point must name an object with hooks."""
        install(point("clinic", "clinic_plugin"), source="other = 1")

        with pytest.raises(PluginError, match="it implements no hook at all; make the entry point"):
            discover()

    def test_one_name_from_two_distributions_is_an_error(self, install: Install) -> None:
        """Both are named."""
        install(point("clinic", dist="one"), point("clinic", dist="two"), source=GOOD)

        with pytest.raises(PluginError) as caught:
            discover()

        assert "two plugins have this name (one 1.2 and two 1.2); uninstall one of them" in str(
            caught.value
        )

    def test_one_name_twice_is_an_error_even_when_switched_off(self, install: Install) -> None:
        """Which of them is off would be a guess."""
        install(point("clinic", dist="one"), point("clinic", dist="two"), source=GOOD)

        with pytest.raises(PluginError, match="two plugins have this name"):
            discover(without=["clinic"])

    def test_one_modality_under_two_names_is_an_error(self, install: Install) -> None:
        """The library holds each modality once."""
        install(point("clinic"), point("praxis"), source=GOOD)

        with pytest.raises(PluginError, match="modality 'clinic' is also brought by 'clinic'"):
            Planner()

    def test_invalid_content_names_the_plugin(self, install: Install) -> None:
        """And what is wrong in it."""
        source = (
            "from tests.builders import modality, technique\n"
            'plugin = modality("clinic", [technique("clinic.one", ["shme"])])\n'
        )
        install(point("clinic"), source=source)

        with pytest.raises(ContentError) as caught:
            Planner()

        assert str(caught.value).startswith("plugin 'clinic' (from clinic-tools 1.2): ")
        assert "unknown process 'shme'" in str(caught.value)

    def test_plugins_are_sorted_by_name(self, install: Install) -> None:
        """Whatever the order of installation."""
        source = GOOD + '\nother = modality("another")\n'
        install(point("clinic"), point("another", "clinic_plugin:other"), source=source)

        plugins, _ = discover()

        assert [each.name for each in plugins] == ["another", "clinic"]

    @pytest.mark.parametrize("option", ["only", "without"])
    def test_a_name_that_is_not_installed_is_wrong_usage(
        self, install: Install, option: str
    ) -> None:
        """With the nearest one that is."""
        install(point("clinic"), source=GOOD)
        options: dict[str, Any] = {option: ["clinik"]}

        with pytest.raises(UsageError, match="did you mean 'clinic'") as caught:
            discover(**options)

        assert caught.value.exit_code == 2

    def test_only_loads_just_those(self, install: Install) -> None:
        """The rest is off, broken or not."""
        install(point("broken", "a_module_that_is_not_there:x"), point("clinic"), source=GOOD)

        plugins, off = discover(only=["clinic"])

        assert ([each.name for each in plugins], off) == (["clinic"], ("broken",))


def test_the_twelve_shipped_modalities_are_found() -> None:
    """Under the name of their modality."""
    plugins, _ = discover()

    shipped = [each for each in plugins if (each.distribution or "").startswith("neuroplan ")]
    assert len(shipped) == 12
    assert all(each.name == each.content.info.id for each in shipped)


def test_a_loaded_plugin_says_which_hooks_it_asks() -> None:
    """So that the engine never asks in vain."""
    plain: LoadedPlugin = load_object(modality("t"), name="t")
    asking = load_object(modality("t", screen=_screen), name="t")

    assert (plain.explains, plain.screens, asking.screens) == (False, False, True)


def _screen(technique: Technique, case: object) -> Screening | None:
    return Screening(cautions=(technique.id,)) if case else None
