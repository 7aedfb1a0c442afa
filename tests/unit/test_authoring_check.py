"""What a check of a modality finds: each fault by itself, in its place, with its mend."""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest

from neuroplan import FileAccessError, Planner, UsageError
from neuroplan.authoring import Finding, Report, check_folder, scaffold
from neuroplan.authoring.checking import check_loaded
from neuroplan.authoring.wording import reading_grade
from neuroplan.plugins.loading import Installed, installed, load_object
from tests.builders import modality, record, technique


with warnings.catch_warnings():
    # textstat finds its word lists by pkg_resources, which says on import that it will go.
    warnings.filterwarnings("ignore", message=".*pkg_resources")
    import textstat  # type: ignore[import-untyped]


CALL = "techniques/phone-check-in.json"
WALK = "techniques/grounding-walk.json"
CARD = "techniques/what-helped-card.json"

#: Changes one thing in a plugin that is sound.
Fault = Callable[["Clinic"], object]


@attrs.frozen
class Clinic:
    """A plugin as `plan plugins new` writes it, to break in one place."""

    root: Path

    @property
    def content(self) -> Path:
        """The folder of its content."""
        return self.root / "neuroplan_our_clinic"

    def change(self, file: str, edit: Callable[[dict[str, Any]], object]) -> None:
        """Change a file of its content."""
        path = self.content / file
        document = json.loads(path.read_text(encoding="utf-8"))
        edit(document)
        path.write_text(json.dumps(document), encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        """Replace a file."""
        (self.root / file).write_text(text, encoding="utf-8")


@pytest.fixture(name="beside", scope="module")
def _beside() -> tuple[Installed, ...]:
    """Give what is installed, loaded once."""
    return installed()


@pytest.fixture(name="clinic")
def _clinic(tmp_path: Path) -> Clinic:
    scaffold("our-clinic", tmp_path / "our-clinic", today="2026-11-02")
    return Clinic(tmp_path / "our-clinic")


def setting(file: str, key: str, value: object) -> Fault:
    """Give the fault of a file in which *key* is *value*."""
    return lambda clinic: clinic.change(file, lambda document: document.update({key: value}))


def without(file: str, key: str) -> Fault:
    """Give the fault of a file that lacks *key*."""
    return lambda clinic: clinic.change(file, lambda document: document.pop(key))


def in_record(**changes: object) -> Fault:
    """Give the fault of an evidence record with *changes*."""
    return lambda clinic: clinic.change(
        "evidence.json", lambda document: document["records"][0].update(changes)
    )


def in_caution(**changes: object) -> Fault:
    """Give the fault of a first contraindication with *changes*; None takes a key away."""

    def edit(document: dict[str, Any]) -> None:
        bar = document["contraindications"][0]
        bar.update(changes)
        for key in [key for key, value in bar.items() if value is None]:
            del bar[key]

    return lambda clinic: clinic.change(CALL, edit)


def circle(clinic: Clinic) -> None:
    """Let two techniques require each other."""
    setting(CALL, "requires", [["our_clinic.grounding-walk"]])(clinic)
    setting(WALK, "requires", [["our_clinic.phone-check-in"]])(clinic)


def part_of_each_other(clinic: Clinic) -> None:
    """Let two techniques each be a component of the other."""
    setting(CALL, "part_of", "our_clinic.grounding-walk")(clinic)
    setting(WALK, "part_of", "our_clinic.phone-check-in")(clinic)


def instrument(clinic: Clinic, **changes: object) -> None:
    """Give the plugin an instrument: a shipped one with *changes*."""
    shipped = json.loads(files("neuroplan.content").joinpath("instruments.json").read_bytes())
    own = next(each for each in shipped["instruments"] if each["id"] == "phq-9")
    own.update(changes)
    clinic.write("neuroplan_our_clinic/instruments.json", json.dumps({"instruments": [own]}))


def a_name_of_the_engine(clinic: Clinic) -> None:
    """Call the modality, and everything in it, what the engine calls its own records."""
    for path in clinic.root.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace("our_clinic", "safety"), encoding="utf-8")


def only_a_benefit_for_craving(clinic: Clinic) -> None:
    """Leave one technique, whose only record measured craving, which it does not target."""
    for path in (clinic.content / "techniques").iterdir():
        if not CALL.endswith(path.name):
            path.unlink()
    in_record(use="benefit", processes=[{"process": "craving", "fit": "measured"}])(clinic)


def no_technique(clinic: Clinic) -> None:
    """Leave the folder of techniques empty."""
    for path in (clinic.content / "techniques").iterdir():
        path.unlink()


def effect(value: float, least: float, greatest: float) -> dict[str, object]:
    """Give a figure with its interval."""
    return {"metric": "smd", "value": value, "ci": [least, greatest], "ci_level": 95}


TARGETS = "$.targets[0].process"
CAUTION = "$.contraindications[0]"
WORDS = "We walk. It can cure you. You may stop whenever you like, and you set the pace."

#: Each fault: what is done, and the one error it gives: rule, file, path, and part of the words.
FAULTS: dict[str, tuple[Fault, str, str, str, str]] = {
    "no JSON": (
        lambda clinic: clinic.write(f"neuroplan_our_clinic/{CALL}", '{"id": '),
        *("json", CALL, "$", "line 1, column 8"),
    ),
    "a missing field": (without(CALL, "phase"), "schema", CALL, "$", "'phase' is missing"),
    "a misspelt field": (setting(CALL, "adaptation", []), "schema", CALL, "$", "'adaptations'?"),
    "a misspelt word": (setting(CALL, "phase", "prepare"), "schema", CALL, "$.phase", "'prepar"),
    "a misspelt process": (
        setting(CALL, "targets", [{"process": "lonelyness", "role": "primary"}]),
        *("unknown-process", CALL, TARGETS, "did you mean 'loneliness'?"),
    ),
    "a misspelt factor": (
        in_caution(factor="our_clinic.no_save_phone"),
        *("unknown-factor", CALL, f"{CAUTION}.factor", "did you mean 'our_clinic.no_safe_phone'?"),
    ),
    "a misspelt process in a condition": (
        setting(CALL, "indications", {"any_of": [{"process": "worri", "at_least": 2}]}),
        *("unknown-process", CALL, "$.indications.any_of[0].process", "did you mean 'worry'?"),
    ),
    "a record that is not there": (
        setting(CALL, "evidence", [{"record": "our_clinic/team-note", "link": "exact"}]),
        *("unknown-evidence-record", CALL, "$.evidence[0].record", "'our_clinic/team-notes'?"),
    ),
    "a source that is not there": (
        in_caution(source="our_clinic/rules"),
        *("unknown-source", CALL, f"{CAUTION}.source", "unknown source 'our_clinic/rules'"),
    ),
    "an instrument that is not there": (
        setting("modality.json", "instruments", ["phq9"]),
        *("unknown-instrument", "modality.json", "$.instruments[0]", "did you mean 'phq-9'?"),
    ),
    "a caution without a source": (
        in_caution(source=None),
        *("caution-without-source", CALL, CAUTION, "clinical_convention for a habit of the field"),
    ),
    "a technique without evidence": (
        setting(CALL, "evidence", []),
        *("technique-without-evidence", CALL, "$.evidence", "a record of design expert_opinion"),
    ),
    "no words for the client": (
        without(CALL, "for_the_client"),
        *("missing-client-words", CALL, "$", "in three to five short sentences"),
    ),
    "a foreign prefix": (
        setting(CARD, "id", "clinic.what-helped-card"),
        *("id-without-prefix", CARD, "$.id", "call it 'our_clinic.what-helped-card'"),
    ),
    "an id twice": (
        setting(CARD, "id", "our_clinic.grounding-walk"),
        *("id-twice", CARD, "$.id", f"first in {WALK}"),
    ),
    "a name of the engine's own": (
        a_name_of_the_engine,
        *("reserved-id", "modality.json", "$.id", "choose another modality id"),
    ),
    "a prerequisite that is not there": (
        setting(CALL, "requires", [["our_clinic.first-call"]]),
        *("unreachable-prerequisite", CALL, "$.requires[0]", "no technique 'our_clinic.first-"),
    ),
    "a choice of prerequisites with a slip": (
        setting(CALL, "requires", [["our_clinic.grounding-walk", "our_clinic.grounding-wall"]]),
        *("unknown-technique", CALL, "$.requires[0][1]", "did you mean 'our_clinic.grounding-w"),
    ),
    "requirements in a circle": (
        circle,
        *("circle", WALK, "$.requires", "phone-check-in -> our_clinic.grounding-walk"),
    ),
    "packages in a circle": (
        part_of_each_other,
        *("circle", WALK, "$.part_of", "these are part of each other in a circle"),
    ),
    "an instrument of a shipped one's id": (
        lambda clinic: instrument(clinic, risk_items=[]),
        *("id-taken", "instruments.json", "$.instruments[0].id", "give yours an id of its own"),
    ),
    "an effect outside its interval": (
        in_record(effect=effect(0.9, 0.1, 0.5)),
        *("effect-outside-interval", "evidence.json", "$.records[0].effect.value", "0.1 to 0.5"),
    ),
    "an interval upside down": (
        in_record(effect=effect(0.3, 0.5, 0.1)),
        *("range-upside-down", "evidence.json", "$.records[0].effect.ci", "the lower bound first"),
    ),
    "an interval without its level": (
        in_record(effect={**effect(0.3, 0.1, 0.5), "ci_level": None}),
        *("interval-without-level", "evidence.json", "$.records[0].effect.ci_level", "usually 95"),
    ),
    "a dose upside down": (
        setting(CALL, "dose", {"sessions": [3, 1], "minutes": 15, "source": "clinical_convention"}),
        *("range-upside-down", CALL, "$.dose.sessions", "swap the two numbers"),
    ),
    "a factor with two cautions": (
        lambda clinic: clinic.change(
            CALL, lambda found: found["contraindications"].append(found["contraindications"][0])
        ),
        *("contraindication-twice", CALL, "$.contraindications", "make one entry of them"),
    ),
    "a day that is none": (
        setting("modality.json", "evidence_as_of", "2026-02-31"),
        *("no-date", "modality.json", "$.evidence_as_of", "YYYY-MM-DD"),
    ),
    "a diagnosis": (
        setting(CALL, "markers", "The client has a personality disorder."),
        *("diagnosis-word", CALL, "$.markers", "“disorder” names a diagnosis"),
    ),
    "a promise": (
        setting(WALK, "for_the_client", WORDS),
        *("promise-word", WALK, "$.for_the_client", "“cure” promises too much"),
    ),
    "an entry point of another name": (
        lambda clinic: clinic.write(
            "pyproject.toml", '[project.entry-points.neuroplan]\nclinic = "neuroplan_our_clinic"\n'
        ),
        *("entry-point", "pyproject.toml", "", 'our_clinic = "neuroplan_our_clinic:plugin"'),
    ),
    "a package that cannot be imported": (
        lambda clinic: clinic.write("neuroplan_our_clinic/__init__.py", "plugin = 1 / 0"),
        *("loading", "neuroplan_our_clinic:plugin", "", "cannot be imported (ZeroDivisionError"),
    ),
    "a package without its plugin": (
        lambda clinic: clinic.write("neuroplan_our_clinic/__init__.py", "plugin = None"),
        *("loading", "neuroplan_our_clinic:plugin", "", "it implements no hook at all"),
    ),
    "a project file that is none": (
        lambda clinic: clinic.write("pyproject.toml", "[project"),
        *("toml", "pyproject.toml", "", "not valid TOML"),
    ),
}

#: Each doubt: what is done, and the one warning it gives.
DOUBTS: dict[str, tuple[Fault, str, str]] = {
    "a file of another name": (
        lambda clinic: (clinic.content / CARD).rename(clinic.content / "techniques/card.json"),
        *("file-name", "rename it what-helped-card.json"),
    ),
    "a record no technique names": (
        lambda clinic: clinic.change(
            "evidence.json",
            lambda found: found["records"].append(
                {**found["records"][0], "id": "our_clinic/survey"}
            ),
        ),
        *("unused-record", "no technique names record 'our_clinic/survey'"),
    ),
    "a factor nobody reads": (
        setting(CALL, "contraindications", []),
        *("unused-factor", "no technique reads the factor 'our_clinic.no_safe_phone'"),
    ),
    "a technique that is not installed": (
        setting(CALL, "second_line_to", ["elsewhere.call"]),
        *("unknown-technique", "technique 'elsewhere.call' is not installed here"),
    ),
    "a prerequisite that is not installed": (
        setting(CALL, "requires", [["elsewhere.call"]]),
        *("unreachable-prerequisite", "there is no technique 'elsewhere.call'"),
    ),
    "benefit measured on something else": (
        only_a_benefit_for_craving,
        *("evidence-beside-the-point", "speak to none of its targets"),
    ),
    "words that are hard to read": (
        setting(
            CALL,
            "for_the_client",
            "Our telephonic accompaniment facilitates intersessional continuity regarding "
            "previously established therapeutic objectives and individualized interventions.",
        ),
        *("hard-to-read", "years of school"),
    ),
    "a plugin without a technique": (
        no_technique,
        *("no-technique", "it can add nothing to a plan"),
    ),
    "an old schema": (
        lambda clinic: clinic.write("schemas/technique.json", "{}"),
        *("old-schema", "run: plan plugins schemas"),
    ),
}


def check(clinic: Clinic, beside: tuple[Installed, ...]) -> Report:
    """Check the whole distribution."""
    return check_folder(clinic.root, beside)


def test_a_plugin_as_it_is_started_has_nothing_wrong(
    clinic: Clinic, beside: tuple[Installed, ...]
) -> None:
    """What an author begins with is sound, without a warning."""
    assert check(clinic, beside) == Report(name="our_clinic", origin=str(clinic.root), findings=())


@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_gives_one_error_in_its_place(
    fault: str, clinic: Clinic, beside: tuple[Installed, ...]
) -> None:
    """An author mends what is named, and nothing else is reported because of it."""
    break_it, rule, file, path, words = FAULTS[fault]
    break_it(clinic)

    (error,) = check(clinic, beside).errors

    assert (error.rule, error.file, error.path) == (rule, file, path)
    assert words in str(error)


def test_the_faults_are_told_apart(tmp_path: Path, beside: tuple[Installed, ...]) -> None:
    """More than twenty faults, no two of them said in the same words."""
    said: set[tuple[str, str]] = set()
    for number, (break_it, *_) in enumerate(FAULTS.values()):
        clinic = Clinic(tmp_path / str(number))
        scaffold("our-clinic", clinic.root, today="2026-11-02")
        break_it(clinic)
        said |= {(each.place, each.what) for each in check(clinic, beside).errors}

    assert len(said) == len(FAULTS) > 20


def test_a_package_is_imported_from_its_own_folder_and_leaves_no_trace(
    clinic: Clinic, beside: tuple[Installed, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not one of its name that is installed, perhaps in an older state."""
    older = ModuleType("neuroplan_our_clinic")
    monkeypatch.setitem(sys.modules, "neuroplan_our_clinic", older)
    clinic.write("neuroplan_our_clinic/__init__.py", "raise SystemExit(1)")
    path = list(sys.path)

    (error,) = check_folder(clinic.content, beside).errors

    assert "it cannot be imported (SystemExit: 1)" in error.what
    assert sys.modules["neuroplan_our_clinic"] is older
    assert sys.path == path


@pytest.mark.parametrize("doubt", DOUBTS)
def test_what_deserves_a_second_look_is_a_warning(
    doubt: str, clinic: Clinic, beside: tuple[Installed, ...]
) -> None:
    """A warning does not fail a check."""
    break_it, rule, words = DOUBTS[doubt]
    break_it(clinic)

    report = check(clinic, beside)

    assert report.errors == ()
    assert rule in {each.rule for each in report.warnings}
    assert any(words in str(each) for each in report.warnings)


def test_everything_wrong_is_named_at_once(clinic: Clinic, beside: tuple[Installed, ...]) -> None:
    """A file that breaks its schema is still read as far as it goes."""
    without(CALL, "phase")(clinic)
    setting(CALL, "targets", [{"process": "lonelyness", "role": "primary"}])(clinic)
    in_record(effect=effect(0.9, 0.1, 0.5))(clinic)

    rules = [each.rule for each in check(clinic, beside).errors]

    assert rules == ["effect-outside-interval", "schema", "unknown-process"]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("modality.json", "[]"),
        ("modality.json", '{"id": 3, "processes": [1], "instruments": {}}'),
        ("evidence.json", '{"records": [1, {"id": null, "effect": 3, "processes": 5}]}'),
        (CALL, '{"id": "our_clinic.x", "targets": 3, "requires": [1, [2]], "indications": [[]]}'),
        (CALL, '{"evidence": [{"record": 1}], "dose": {"sessions": ["a", 2]}, "age": [null, 3]}'),
        ("instruments.json", '{"instruments": 3}'),
    ],
)
def test_content_of_any_shape_is_reported_and_never_crashes(
    clinic: Clinic, beside: tuple[Installed, ...], file: str, text: str
) -> None:
    """Nothing in an author's files is trusted."""
    (clinic.content / file).write_text(text, encoding="utf-8")

    assert check(clinic, beside).errors


def test_a_flat_folder_of_techniques_is_content_too(
    tmp_path: Path, clinic: Clinic, beside: tuple[Installed, ...]
) -> None:
    """A single technique beside its evidence works without a modality file, and is told so."""
    for name in ("evidence.json", WALK):
        data = (clinic.content / name).read_bytes()
        (tmp_path / Path(name).name).write_bytes(data)

    report = check_folder(tmp_path, beside)

    assert (report.name, report.errors) == ("our_clinic", ())
    assert [each.rule for each in report.warnings] == ["no-modality-file"]


@pytest.mark.parametrize(
    "name", ["techniques/Walk.JSON", "techniques/more/walk.json", "instrument.json"]
)
def test_a_file_that_nothing_reads_is_told(
    clinic: Clinic, beside: tuple[Installed, ...], name: str
) -> None:
    """Its author thinks it takes part."""
    file = clinic.content / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("{}", encoding="utf-8")

    unread = check_folder(clinic.content, beside).warnings

    assert [(each.rule, each.file) for each in unread] == [("unread-file", name)]


def test_a_technique_in_anothers_place_is_told_of_the_practice_profile(
    clinic: Clinic, beside: tuple[Installed, ...]
) -> None:
    """That is where it may be granted."""
    shipped = next(iter(beside[0].plugin.content.techniques)).id if beside[0].plugin else ""
    path = clinic.content / WALK
    whole = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**whole, "id": shipped}), encoding="utf-8")

    errors = check_folder(clinic.content, beside).errors

    assert "(wins)" in next(each.mend for each in errors if each.rule == "id-without-prefix")


def test_a_field_of_another_effect_is_named(clinic: Clinic, beside: tuple[Installed, ...]) -> None:
    """A leftover of an edit, in words and not as a schema says it."""
    path = clinic.content / WALK
    whole = json.loads(path.read_text(encoding="utf-8"))
    caution = {
        "factor": "mania",
        "effect": "exclude",
        "kind": "absolute",
        "why": "It may be too much.",
        "adapted_form": "Walk a shorter way.",
        "source": "clinical_convention",
    }
    path.write_text(json.dumps({**whole, "contraindications": [caution]}), encoding="utf-8")

    (error,) = check_folder(clinic.content, beside).errors

    assert error.path == "$.contraindications[0].adapted_form"
    assert "'adapted_form' does not go with the rest" in error.what
    assert error.mend == "it belongs to adapt, or to a hold: remove it"


def test_a_folder_without_content_says_how_to_begin(tmp_path: Path) -> None:
    """An empty folder is no modality."""
    with pytest.raises(UsageError, match="plan plugins new NAME"):
        check_folder(tmp_path, ())


def test_a_folder_of_several_modalities_asks_which(tmp_path: Path) -> None:
    """Nothing is guessed."""
    for name in ("one", "two"):
        (tmp_path / name / "techniques").mkdir(parents=True)

    with pytest.raises(UsageError, match=r"several modalities .* name one of: .*one, .*two"):
        check_folder(tmp_path, ())


def test_an_instrument_is_held_to_the_vocabulary(
    clinic: Clinic, beside: tuple[Installed, ...]
) -> None:
    """In-house instruments name processes and factors too."""
    shipped = json.loads(files("neuroplan.content").joinpath("instruments.json").read_bytes())
    own = next(each for each in shipped["instruments"] if each["severity"])
    own["id"] = "our-scale"
    own["severity"][0]["process"] = "worri"
    clinic.write("neuroplan_our_clinic/instruments.json", json.dumps({"instruments": [own]}))

    (error,) = check(clinic, beside).errors

    assert error.place == "instruments.json $.instruments[0].severity[0].process"


def test_a_file_that_cannot_be_read_is_said(clinic: Clinic) -> None:
    """A folder that is called like a file is no traceback."""
    (clinic.content / "techniques" / "walk.json").mkdir()

    with pytest.raises(FileAccessError, match="cannot check"):
        check_folder(clinic.root, ())


def test_a_folder_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    """A slip in a path is said as such."""
    with pytest.raises(FileAccessError, match="there is no such folder"):
        check_folder(tmp_path / "nowhere", ())


def test_a_shipped_modality_id_is_taken(clinic: Clinic, beside: tuple[Installed, ...]) -> None:
    """Two modalities of one id cannot both be in a plan."""
    shipped = beside[0].name
    for path in clinic.content.rglob("*.json"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("our_clinic", shipped), encoding="utf-8")

    (error,) = check_folder(clinic.content, beside).errors

    assert (error.rule, error.path) == ("id-taken", "$.id")
    assert f"modality '{shipped}' is also brought by neuroplan" in error.what


def test_what_python_returns_is_checked_like_files() -> None:
    """A plugin without files is held to the same rules."""
    own = record("clinic/one", figure=None)
    call = technique("clinic.call", ["feer"], evidence=["clinic/one"], for_the_client=" ")
    plugin = load_object(modality("clinic", [call], [own]), name="clinic")

    found = {(each.rule, each.file) for each in check_loaded(plugin, ()).errors}

    assert found == {
        ("unknown-process", "technique clinic.call"),
        ("missing-client-words", "technique clinic.call"),
    }


def test_a_finding_says_where_and_what_and_sorts_by_place() -> None:
    """One line holds all an author needs."""
    finding = Finding("b.json", "$.x", "rule", "it is wrong", "mend it")

    assert str(finding) == "error: b.json $.x: it is wrong; mend it [rule]"
    assert min(finding, attrs.evolve(finding, file="a.json")).file == "a.json"


def _shipped_words(planner: Planner) -> Iterator[tuple[str, str]]:
    for each in planner.library.techniques.values():
        yield each.id, each.for_the_client


def test_the_reading_grade_is_near_that_of_a_known_tool(planner: Planner) -> None:
    """The estimate is within two school years of textstat for all shipped client words."""
    apart = {
        name: difference
        for name, text in _shipped_words(planner)
        if (difference := abs(reading_grade(text) - textstat.flesch_kincaid_grade(text))) > 2
    }

    assert apart == {}


def test_the_reading_grade_is_what_the_formula_gives() -> None:
    """Ten words of one syllable in two sentences: .39 x 5 + 11.8 x 1 - 15.59 = -1.84."""
    text = "We walk side by side. You set the pace here."

    assert reading_grade(text) == pytest.approx(-1.84)
    assert reading_grade("") == 0
