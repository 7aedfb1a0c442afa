"""What a practice adds or decides: overlays, pinned plugins, winners, instruments of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from neuroplan import (
    Case,
    Modality,
    Planner,
    PluginError,
    Practice,
    PracticeError,
    Presentation,
    Problem,
    Technique,
    UsageError,
    load_presentation,
)
from neuroplan.plugins.hooks import HOOKS_VERSION
from neuroplan.plugins.modality import Rationale
from tests.builders import CALM


STANDARD = "emdr.standard-protocol-reprocessing"
USED = "emdr/mavranezouli2020"


def _client(**changes: object) -> Presentation:
    whole: dict[str, Any] = {
        "schema_version": "1",
        "client": {"id": "I-1", "age": 40},
        "processes": {"trauma_intrusions": 3, "trauma_avoidance": 3},
        "risk": dict(CALM),
        "consent": {"treatment": "yes", "trauma_work": "yes"},
        "readiness": {"can_reorient": "yes"},
        "context": {"sessions_available": 16, "delivery": ["in_person"]},
    }
    whole.update(changes)
    return load_presentation(whole)


def _overlay(folder: Path, **content: object) -> Path:
    file = folder / "in-house.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def _record(
    value: float = 0.5, ci: Sequence[float] = (0.1, 0.9), **changes: object
) -> dict[str, object]:
    figure = {"metric": "hedges_g", "value": value, "ci": list(ci), "ci_level": 95}
    shipped = json.loads(files("neuroplan_emdr").joinpath("evidence.json").read_bytes())
    some = next(each for each in shipped["records"] if each["id"] == USED)
    return {**some, "id": "emdr/x", "effect": figure, **changes}


class TestOverlays:
    """``--evidence`` adds, corrects or retires records without touching a plugin."""

    def test_a_retired_record_decides_nothing_any_more(self, tmp_path: Path) -> None:
        """The next most trustworthy one does, and the plan says so."""
        planner = Planner(only=["emdr"], evidence=[_overlay(tmp_path, retire=[USED])])
        plan = planner.generate(_client())

        used = {t.record for e in plan.techniques() for t in e.targets}
        assert USED not in used
        assert USED not in {record.id for record in plan.references}
        assert plan.overlays[0].retired == (USED,)
        assert plan.overlays[0].name == "in-house.json"

    def test_a_corrected_record_takes_the_place_of_the_shipped_one(
        self, planner: Planner, tmp_path: Path
    ) -> None:
        """A null finding in its place gives nothing to count on."""
        shipped = json.loads(files("neuroplan_emdr").joinpath("evidence.json").read_bytes())
        record = next(each for each in shipped["records"] if each["id"] == USED)
        corrected = {**record, "direction": "null"}
        changed = Planner(only=["emdr"], evidence=[_overlay(tmp_path, records=[corrected])])

        before = planner.reason(_client()).selection.strengths[STANDARD]["trauma_intrusions"]
        after = changed.reason(_client()).selection.strengths[STANDARD]["trauma_intrusions"]
        assert before.record == USED
        assert before.value > after.value

    def test_it_changes_the_fingerprint(self, tmp_path: Path) -> None:
        """What made a plan includes the overlay."""
        plain = Planner(only=["emdr"]).generate(_client())
        overlaid = Planner(only=["emdr"], evidence=[_overlay(tmp_path, retire=[USED])])

        assert plain.fingerprint != overlaid.generate(_client()).fingerprint

    def test_a_record_of_the_engines_own_cannot_be_replaced(
        self, planner: Planner, tmp_path: Path
    ) -> None:
        """What its safety rules rest on is what they say."""
        client = _client(risk={**CALM, "withdrawal_risk": True})
        own = next(r for r in planner.generate(client).references if r.id == "safety/asam2020")
        data = files("neuroplan.content").joinpath("safety_evidence.json").read_bytes()
        shipped = json.loads(data)
        record = next(each for each in shipped["records"] if each["id"] == own.id)
        file = _overlay(tmp_path, records=[{**record, "citation": "Nobody (2000). Nothing."}])

        cited = Planner(evidence=[file]).generate(client).references
        assert [each for each in cited if each.id == own.id] == [own]

    @pytest.mark.parametrize(
        ("content", "path", "words"),
        [
            ({"retire": ["emdr/mavranezouli2021"]}, "$.retire[0]", "emdr/mavranezouli2020"),
            (
                {"links": [{"technique": "emdr.calm-place", "record": USED, "link": "exact"}]},
                "$.links[0].technique",
                "emdr.calm-safe-place",
            ),
            ({"retired": []}, "$", "unknown key 'retired'"),
            (
                {
                    "retire": [USED],
                    "links": [{"technique": STANDARD, "record": USED, "link": "exact"}],
                },
                "$.links[0].record",
                "tied and retired",
            ),
            ({"records": [_record()], "retire": ["emdr/x"]}, "$.retire[0]", "added and retired"),
            ({"records": [_record(), _record()]}, "$.records[1].id", "stands twice"),
            (
                {"records": [_record(processes=[{"process": "feer", "fit": "measured"}])]},
                "$.records[0].processes[0].process",
                "did you mean 'fear'?",
            ),
            (
                {"records": [_record(ci=[0.9, 0.1])]},
                "$.records[0].effect.ci",
                "the interval is upside down",
            ),
            (
                {"records": [_record(value=0.95)]},
                "$.records[0].effect.value",
                "outside its interval",
            ),
        ],
    )
    def test_what_does_not_fit_is_named(
        self, tmp_path: Path, content: dict[str, object], path: str, words: str
    ) -> None:
        """With its place and the nearest id."""
        with pytest.raises(UsageError) as caught:
            Planner(only=["emdr"], evidence=[_overlay(tmp_path, **content)])

        assert any(each.path == path and words in str(each) for each in caught.value.problems)

    def test_everything_that_does_not_fit_is_named_at_once(self, tmp_path: Path) -> None:
        """One run is enough to mend a file."""
        tie = {"technique": "emdr.calm-place", "record": "emdr/y", "link": "exact"}
        file = _overlay(tmp_path, records=[_record(ci=[0.9, 0.1])], retire=["emdr/z"], links=[tie])

        with pytest.raises(UsageError) as caught:
            Planner(only=["emdr"], evidence=[file])
        assert {each.path for each in caught.value.problems} == {
            "$.records[0].effect.ci",
            "$.retire[0]",
            "$.links[0].technique",
            "$.links[0].record",
        }


class TestSwitchedOff:
    """A client who was formulated with a modality can be planned without it."""

    def test_a_process_of_a_modality_that_is_off_is_unmet(self) -> None:
        """With its id in words, and the reason."""
        client = _client(
            processes={"fear": 2, "emdr.losing_the_thread": 3},
            goals=[{"text": "Remember", "processes": ["emdr.losing_the_thread"]}],
        )
        plan = Planner(without=["emdr"]).generate(client)

        (unmet,) = [
            each
            for each in plan.coverage.unmet_processes
            if each.process == "emdr.losing_the_thread"
        ]
        assert "'emdr'" in unmet.why
        assert "switched off" in unmet.why
        assert "Losing the thread" in [each.label for each in plan.formulation.processes]


class TestPins:
    """The practice profile can say which plugins, in which version, are allowed."""

    def test_only_pinned_plugins_are_used(self) -> None:
        """The others are switched off, and the plan says so."""
        practice = Practice(plugins={"emdr": "*", "sfbt": "1.0.0"})
        plan = Planner(practice=practice).generate(_client())

        assert [each.id for each in plan.modalities] == ["emdr", "sfbt"]
        assert "act" in plan.switched_off

    def test_another_version_is_refused(self) -> None:
        """With what is installed and what is allowed."""
        with pytest.raises(PracticeError, match=r"1\.0\.0 is installed, the practice allows 9"):
            Planner(practice=Practice(plugins={"emdr": "9.0.0"}))

    def test_no_plugin_is_loaded_past_the_practice(self) -> None:
        """Asking for one by name is refused, and not done."""
        with pytest.raises(PracticeError) as caught:
            Planner(only=["act", "emdr"], practice=Practice(plugins={"act": "*"}))

        (problem,) = caught.value.problems
        assert problem.path == "$.plugins"
        assert "'emdr'" in problem.what

    def test_of_what_is_allowed_some_may_be_left_out(self) -> None:
        """Each way of switching off counts beside the others."""
        practice = Practice(plugins={"act": "*", "emdr": "*", "sfbt": "*"})
        planner = Planner(only=["act", "emdr"], without=["emdr"], practice=practice)

        assert list(planner.library.plugins) == ["act"]

    def test_an_allowed_plugin_that_is_not_installed_is_named(self) -> None:
        """A practice that counts on a plugin learns that it is not there."""
        with pytest.raises(PracticeError) as caught:
            Planner(practice=Practice(plugins={"act": "*", "emdrr": "*"}))

        assert caught.value.problems == (
            Problem("$.plugins.emdrr", "no such plugin is installed", "did you mean 'emdr'?"),
        )


def _copy(name: str) -> Modality:
    return Modality.from_package(name)


class TestWinners:
    """Two plugins that bring one id are an error, unless the practice says which wins."""

    def test_one_modality_twice_is_an_error(self) -> None:
        """It names both and the way out."""
        with pytest.raises(PluginError, match="wins"):
            Planner(modalities=[_copy("neuroplan_emdr"), _copy("neuroplan_emdr")])

    def test_the_practice_may_say_which_wins(self) -> None:
        """Then the other is not used."""
        planner = Planner(
            modalities=[_copy("neuroplan_emdr"), _copy("neuroplan_emdr")],
            practice=Practice(wins={"emdr": "modality 2"}),
        )

        assert planner.library.plugins["emdr"].name == "modality 2"


class TestIsolation:
    """A plugin that misbehaves is named and changes nothing for others."""

    def test_a_plugin_for_other_hooks_is_refused(self) -> None:
        """With its version and ours."""
        plugin = _copy("neuroplan_sfbt")
        plugin.hooks_version = HOOKS_VERSION + 1  # type: ignore[attr-defined]

        with pytest.raises(PluginError, match=f"version {HOOKS_VERSION + 1} of the hooks"):
            Planner(modalities=[plugin])

    @pytest.mark.parametrize(
        "attempt",
        [
            lambda case: case.preferences.techniques.update({"sfbt.best-hopes": "prefer"}),
            lambda case: case.factors.update({"mania": "yes"}),
            lambda case: case.process_labels.clear(),
            lambda case: setattr(case, "age", 12),
        ],
    )
    def test_a_hook_that_tries_to_change_its_input_is_named(self, attempt: Rationale) -> None:
        """What it was given cannot be changed, and the error names the plugin."""

        def meddling(_: Technique, case: Case) -> str | None:
            attempt(case)  # type: ignore[call-arg, arg-type]
            return None

        plugin = Modality.from_package("neuroplan_sfbt", rationale=meddling)
        client = _client(processes={"hopelessness": 3})
        with pytest.raises(PluginError, match="modality 1"):
            Planner(modalities=[plugin]).generate(client)

        assert Planner(modalities=[_copy("neuroplan_sfbt")]).generate(client).techniques()
