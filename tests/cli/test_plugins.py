"""``plan plugins``: the list that nothing stops, the check, and the start of a plugin."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from neuroplan.authoring import scaffold
from neuroplan.plugins import loading
from tests.cli.command import plan


#: Installs entry points beside those there are: name -> value.
Install = Callable[..., None]

SHIPPED = sorted(point.name for point in entry_points(group=loading.GROUP))


@pytest.fixture(name="install")
def _install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Install]:
    """Let a test install plugins of modules it writes into its folder."""
    folder = tmp_path / "modules"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    before = set(sys.modules)

    def install(source: str = "", **points: str) -> None:
        (folder / "odd_plugin.py").write_text(source, encoding="utf-8")
        added = [
            EntryPoint(name=name, value=value, group=loading.GROUP)
            for name, value in points.items()
        ]
        found = [*entry_points(group=loading.GROUP), *added]
        monkeypatch.setattr(loading, "entry_points", lambda group: found if group else ())

    yield install
    for name in set(sys.modules) - before:
        if name.startswith(("odd_plugin", "neuroplan_our_clinic")):
            del sys.modules[name]


@pytest.fixture(name="clinic")
def _clinic(tmp_path: Path) -> Path:
    scaffold("our-clinic", tmp_path / "our-clinic", today="2026-11-02")
    return tmp_path / "our-clinic"


def _rows(*arguments: str | Path, **environment: str) -> dict[str, dict[str, Any]]:
    result = plan("plugins", "list", "--format", "json", *arguments, **environment)
    assert result.exit_code == 0, result.stderr
    return {row["name"]: row for row in json.loads(result.stdout)}


def _break(clinic: Path) -> None:
    path = clinic / "neuroplan_our_clinic" / "techniques" / "grounding-walk.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"hyperarousal"', '"hyperarousel"'))


class TestList:
    """``plan plugins list``."""

    def test_every_plugin_is_listed_with_what_it_is(self) -> None:
        """Modality, version, origin, techniques by category and the date of its evidence."""
        row = _rows()["act"]

        assert row == {
            "name": "act",
            "status": "on",
            "why": None,
            "modality": "act",
            "version": "1.0.0",
            "distribution": "neuroplan 0.1.0",
            "source": "neuroplan_act:plugin",
            "techniques": {"brain": 1, "relationship": 1, "integration": 1, "emotional_state": 7},
            "evidence_as_of": "2026-11-01",
        }

    def test_the_list_is_what_the_group_does_by_itself(self) -> None:
        """``plan plugins`` is ``plan plugins list``."""
        assert plan("plugins").stdout == plan("plugins", "list").stdout

    def test_the_text_has_a_line_for_each_plugin(self) -> None:
        """A person reads the same as a program."""
        lines = plan("plugins").stdout.splitlines()

        assert [line.split()[0] for line in lines[1 : len(SHIPPED) + 1]] == SHIPPED
        assert "1 + 1 + 1 + 7" in lines[1]

    @pytest.mark.parametrize(
        ("arguments", "environment", "off", "by"),
        [
            (("--without", "act"), {}, ["act"], "--without"),
            (("--only", "act"), {}, [name for name in SHIPPED if name != "act"], "--only"),
            (
                (),
                {"NEUROPLAN_DISABLED_PLUGINS": "act, cft"},
                ["act", "cft"],
                "NEUROPLAN_DISABLED_PLUGINS",
            ),
        ],
    )
    def test_what_is_switched_off_says_by_what(
        self, arguments: tuple[str, ...], environment: dict[str, str], off: list[str], by: str
    ) -> None:
        """Nobody has to guess why a modality is missing from plans."""
        rows = _rows(*arguments, **environment)

        found = {name: row["why"] for name, row in rows.items() if row["status"] == "off"}
        assert found == dict.fromkeys(off, by)

    @pytest.mark.parametrize(
        ("profile", "by"),
        [
            ('exclude = ["act"]', "the practice profile (use, exclude)"),
            (
                "[plugins]\n" + "\n".join(f'{name} = "*"' for name in SHIPPED if name != "act"),
                "the practice profile (plugins)",
            ),
        ],
    )
    def test_the_practice_profile_switches_off_too(
        self, tmp_path: Path, profile: str, by: str
    ) -> None:
        """What a practice does not use is on the list as off."""
        path = tmp_path / "practice.toml"
        path.write_text(f"{profile}\n", encoding="utf-8")

        rows = _rows("--practice", path)

        assert {name: row["why"] for name, row in rows.items() if row["status"] == "off"} == {
            "act": by
        }

    def test_an_unknown_name_is_wrong_usage(self) -> None:
        """A slip in an option is not passed over."""
        result = plan("plugins", "list", "--without", "akt")

        assert result.exit_code == 2
        assert "did you mean 'act'?" in result.stderr

    @pytest.mark.parametrize(
        ("source", "value", "words"),
        [
            ("", "nowhere_at_all:plugin", "it cannot be imported (ModuleNotFoundError"),
            ("raise SystemExit(1)", "odd_plugin:plugin", "it cannot be imported (SystemExit"),
            ("plugin = object()", "odd_plugin:plugin", "it implements no hook at all"),
            (
                "from neuroplan import Modality\nplugin = Modality(lambda: 1 / 0)\n",
                "odd_plugin:plugin",
                "failed with ZeroDivisionError",
            ),
        ],
    )
    def test_a_broken_plugin_does_not_stop_the_list(
        self, install: Install, source: str, value: str, words: str
    ) -> None:
        """It is listed as failed, with the reason; all others are listed as ever."""
        install(source, odd=value)

        rows = _rows()

        assert rows["odd"]["status"] == "failed"
        assert words in rows["odd"]["why"]
        assert {rows[name]["status"] for name in SHIPPED} == {"on"}

    def test_what_a_plugin_prints_does_not_spoil_the_list(self, install: Install) -> None:
        """A program reads standard output; the words of a plugin are not for it."""
        install(_TALKING, odd="odd_plugin:plugin")

        result = plan("plugins", "list", "--format", "json")

        assert {row["name"]: row["status"] for row in json.loads(result.stdout)}["odd"] == "on"
        assert "hello on import" in result.stderr
        assert "hello from a hook" in result.stderr

    def test_a_broken_plugin_that_is_switched_off_is_off(self, install: Install) -> None:
        """What is left out can do no harm."""
        install(odd="nowhere_at_all:plugin")

        assert _rows("--without", "odd")["odd"]["status"] == "off"

    def test_two_plugins_of_one_name_are_both_listed(self, install: Install) -> None:
        """Each with its own origin, so that one can be uninstalled."""
        install("plugin = None", act="odd_plugin:plugin")

        listed = plan("plugins").stdout

        assert "neuroplan_act:plugin" in listed
        assert "odd_plugin:plugin" in listed
        assert listed.count("act: failed:") == 2

    def test_a_folder_is_listed_beside_the_plugins(self, clinic: Path) -> None:
        """What would take part in a plan with the same option is on the list."""
        row = _rows("--techniques", clinic / "neuroplan_our_clinic")["neuroplan_our_clinic"]

        assert (row["modality"], row["status"], row["distribution"]) == ("our_clinic", "on", None)

    def test_content_that_does_not_fit_beside_the_others_failed(self, clinic: Path) -> None:
        """A plugin that would stop every plan is not listed as on."""
        _break(clinic)

        row = _rows("--techniques", clinic / "neuroplan_our_clinic")["neuroplan_our_clinic"]

        assert row["status"] == "failed"
        assert "did you mean 'hyperarousal'?" in row["why"]

    def test_a_folder_that_cannot_be_read_failed(self, clinic: Path) -> None:
        """The folder of the distribution is not that of the content, and the reason says so."""
        row = _rows("--techniques", clinic)["our-clinic"]

        assert row["status"] == "failed"
        assert "name the folder neuroplan_our_clinic in it" in row["why"]


class TestCheck:
    """``plan plugins check``."""

    def test_without_a_name_every_installed_plugin_is_checked(self) -> None:
        """And no shipped one has an error."""
        result = plan("plugins", "check", "--format", "json")

        reports = json.loads(result.stdout)
        assert result.exit_code == 0
        assert [report["name"] for report in reports] == SHIPPED
        assert [report["errors"] for report in reports] == [[] for _ in SHIPPED]

    def test_errors_end_in_exit_code_three(self, clinic: Path) -> None:
        """So that CI stops."""
        _break(clinic)

        result = plan("plugins", "check", clinic)

        assert result.exit_code == 3
        assert result.stdout.splitlines() == [
            f"our_clinic (from {clinic}): 1 error, no warnings",
            "  error: techniques/grounding-walk.json $.targets[0].process",
            "    unknown process 'hyperarousel'; did you mean 'hyperarousal'?",
        ]

    def test_json_holds_each_finding_in_parts(self, clinic: Path) -> None:
        """A program need not take sentences apart."""
        _break(clinic)

        (report,) = json.loads(plan("plugins", "check", clinic, "--format", "json").stdout)

        assert report["warnings"] == []
        assert report["errors"] == [
            {
                "rule": "unknown-process",
                "file": "techniques/grounding-walk.json",
                "path": "$.targets[0].process",
                "what": "unknown process 'hyperarousel'",
                "mend": "did you mean 'hyperarousal'?",
            }
        ]

    def test_warnings_do_not_fail(self, clinic: Path) -> None:
        """What deserves a second look is no reason to stop."""
        (clinic / "schemas" / "technique.json").write_text("{}", encoding="utf-8")

        result = plan("plugins", "check", clinic)

        assert result.exit_code == 0
        assert "no errors, 1 warning" in result.stdout

    def test_a_plugin_that_cannot_be_loaded_has_an_error(self, install: Install) -> None:
        """The check names what the engine would stumble over."""
        install(odd="nowhere_at_all:plugin")

        result = plan("plugins", "check", "odd")

        assert result.exit_code == 3
        assert "it cannot be imported" in result.stdout
        assert "plan without it: --without odd" in result.stdout

    def test_an_installed_plugin_is_told_about_its_own_files(
        self, install: Install, clinic: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Each finding names the file below the package, also when the plugin still loads."""
        monkeypatch.syspath_prepend(clinic)
        install(our_clinic="neuroplan_our_clinic:plugin")
        _break(clinic)

        result = plan("plugins", "check", "our-clinic")

        assert result.exit_code == 3
        assert "error: techniques/grounding-walk.json $.targets[0].process" in result.stdout
        assert "1 error, no warnings" in result.stdout

    def test_an_entry_point_of_another_name_is_an_error(
        self, install: Install, clinic: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Options and profiles name a plugin by its entry point, ids by its modality."""
        monkeypatch.syspath_prepend(clinic)
        install(clinic="neuroplan_our_clinic:plugin")

        result = plan("plugins", "check", "clinic")

        assert "the entry point is called 'clinic', the modality 'our_clinic'" in result.stdout

    def test_techniques_from_the_wrong_hook_are_an_error(self, install: Install) -> None:
        """A plugin written in Python is checked as far as its files would be."""
        install(_WRONG_HOOK, odd="odd_plugin")

        result = plan("plugins", "check", "odd")

        assert result.exit_code == 3
        assert "came from relationship_techniques()" in result.stdout

    def test_what_is_neither_plugin_nor_folder_is_wrong_usage(self) -> None:
        """The nearest plugin is named."""
        result = plan("plugins", "check", "akt")

        assert result.exit_code == 2
        assert "there is no plugin and no folder 'akt'; did you mean 'act'?" in result.stderr


_TALKING = """
from neuroplan import Modality
from tests.builders import modality

def content():
    print("hello from a hook")
    return modality("odd").content

print("hello on import")
plugin = Modality(content)
"""

_WRONG_HOOK = """
from neuroplan import hookimpl
from tests.builders import info, technique

@hookimpl
def modality_info():
    return info("odd")

@hookimpl
def relationship_techniques():
    return [technique("odd.one", ["fear"])]
"""


class TestNew:
    """``plan plugins new`` and ``plan plugins schemas``."""

    @pytest.fixture(name="made")
    def _made(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
        monkeypatch.chdir(tmp_path)
        return plan("plugins", "new", "our-clinic")

    def test_it_writes_here_and_says_what_comes_next(self, made: Result, tmp_path: Path) -> None:
        """Install, see, check: the next three commands are on the screen."""
        assert (made.exit_code, made.stdout) == (0, "")
        assert (tmp_path / "our-clinic" / "pyproject.toml").is_file()
        assert "pip install -e our-clinic" in made.stderr
        assert "plan plugins check our_clinic" in made.stderr

    def test_what_it_writes_passes_the_check(self, made: Result) -> None:
        """An author begins without a fault, today's date included."""
        assert made.exit_code == 0

        result = plan("plugins", "check", "our-clinic")

        assert (result.exit_code, result.stdout) == (
            0,
            "our_clinic (from our-clinic): no errors, no warnings\n",
        )

    def test_a_second_time_changes_nothing(self, made: Result) -> None:
        """Nothing is ever overwritten."""
        assert made.exit_code == 0

        result = plan("plugins", "new", "our-clinic")

        assert result.exit_code == 2
        assert "our-clinic exists and is left as it is; name another place" in result.stderr

    def test_it_writes_where_it_is_told(self, tmp_path: Path) -> None:
        """The folder need not be called what the plugin is."""
        result = plan("plugins", "new", "our-clinic", "--path", tmp_path / "elsewhere")

        assert result.exit_code == 0
        assert (tmp_path / "elsewhere" / "neuroplan_our_clinic" / "modality.json").is_file()

    @pytest.mark.parametrize(
        ("name", "words"),
        [("Our Clinic", "such as 'our-clinic'"), ("act", "is installed already")],
    )
    def test_a_bad_name_is_wrong_usage(self, tmp_path: Path, name: str, words: str) -> None:
        """And says which name would do."""
        result = plan("plugins", "new", name, "--path", tmp_path / "x")

        assert result.exit_code == 2
        assert words in result.stderr
        assert not (tmp_path / "x").exists()

    def test_schemas_are_brought_up_to_date(self, clinic: Path) -> None:
        """One command after an upgrade."""
        (clinic / "schemas" / "technique.json").write_text("{}", encoding="utf-8")

        result = plan("plugins", "schemas", clinic)

        assert result.exit_code == 0
        assert "no errors, no warnings" in plan("plugins", "check", clinic).stdout

    def test_schemas_need_a_folder(self, tmp_path: Path) -> None:
        """A slip in a path makes no folder."""
        result = plan("plugins", "schemas", tmp_path / "nowhere")

        assert result.exit_code == 4
        assert not (tmp_path / "nowhere").exists()
