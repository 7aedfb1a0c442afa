"""A new plugin: complete, under any usable name, and never in the place of something else."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from neuroplan import FileAccessError, UsageError
from neuroplan.authoring import check_folder, scaffold, schemas, write_schemas
from neuroplan.plugins.content import folder_content


@pytest.fixture(name="clinic")
def _clinic(tmp_path: Path) -> Path:
    scaffold("haus-am-see", tmp_path / "clinic", today="2026-11-02", taken=["act"])
    return tmp_path / "clinic"


def _read(path: Path) -> Any:  # noqa: ANN401 - the JSON boundary
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Our-Clinic", "small letters.* such as 'our-clinic'"),
        ("our clinic", "such as 'our-clinic'"),
        ("2nd-clinic", "a letter first.* such as 'nd-clinic'"),
        ("our--clinic", "single hyphens.* such as 'our-clinic'"),
        ("-", "at most 40 characters$"),
        ("../elsewhere", "such as 'elsewhere'"),
        ("x" * 41, "at most 40 characters"),
        ("schemas", "'schemas' is a reserved name; choose another, such as 'schemas-clinic'"),
        ("safety", "is a reserved name"),
        ("class", "is a reserved name"),
        ("act", r"modality 'act' is installed already \(see `plan plugins list`\)"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused_with_one_that_can(
    tmp_path: Path, name: str, words: str
) -> None:
    """The name becomes a package, a modality id and the beginning of every id."""
    with pytest.raises(UsageError, match=words):
        scaffold(name, tmp_path / "clinic", today="2026-11-02", taken=["act"])

    assert list(tmp_path.iterdir()) == []


def test_an_underscore_in_a_name_is_as_good_as_a_hyphen(tmp_path: Path) -> None:
    """The modality id is a usable name too."""
    assert scaffold("our_clinic", tmp_path / "a", today="2026-11-02") == "our_clinic"


def test_what_exists_is_left_as_it_is(tmp_path: Path) -> None:
    """A second start never takes the place of a first one's work."""
    (tmp_path / "clinic").mkdir()
    (tmp_path / "clinic" / "work.txt").write_text("a day's work", encoding="utf-8")

    with pytest.raises(UsageError, match="exists and is left as it is; name another place"):
        scaffold("clinic", tmp_path / "clinic", today="2026-11-02")

    assert [each.name for each in (tmp_path / "clinic").iterdir()] == ["work.txt"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Where the plugin is to stand must exist."""
    with pytest.raises(FileAccessError, match="there is no folder"):
        scaffold("clinic", tmp_path / "nowhere" / "clinic", today="2026-11-02")


def test_what_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk leaves no half of a plugin."""

    def full(*_: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)

    with pytest.raises(FileAccessError, match="No space left on device"):
        scaffold("clinic", tmp_path / "clinic", today="2026-11-02")

    assert list(tmp_path.iterdir()) == []


def test_the_name_stands_everywhere_and_the_templates_nowhere(clinic: Path) -> None:
    """Folders, ids, entry point, titles and tests bear the author's name."""
    paths = sorted(path.relative_to(clinic).as_posix() for path in clinic.rglob("*"))
    texts = [path.read_text(encoding="utf-8") for path in clinic.rglob("*") if path.is_file()]

    assert "neuroplan_haus_am_see/techniques/grounding-walk.json" in paths
    assert "tests/test_haus_am_see.py" in paths
    assert not [path for path in paths if path.endswith(".in")]
    assert not [text for text in texts if "our_clinic" in text or "our-clinic" in text]
    assert _read(clinic / "neuroplan_haus_am_see" / "modality.json")["name"] == "Haus am see"


def test_its_entry_point_is_the_modality(clinic: Path) -> None:
    """The engine finds it under its own id."""
    project = tomllib.loads((clinic / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["name"] == "neuroplan-haus-am-see"
    assert project["entry-points"]["neuroplan"] == {"haus_am_see": "neuroplan_haus_am_see:plugin"}


def test_it_holds_one_technique_of_each_category_and_calls_itself_untested(clinic: Path) -> None:
    """An author sees each kind once, and no example claims evidence it has not."""
    content = folder_content(clinic / "neuroplan_haus_am_see")

    categories = sorted(technique.category for technique in content.techniques)
    assert categories == ["brain", "emotional_state", "integration", "relationship"]
    assert {record.design.value for record in content.evidence} == {"expert_opinion"}
    assert {record.effect for record in content.evidence} == {None}
    assert content.info.evidence_as_of == "2026-11-02"


def test_every_json_file_names_a_schema_that_is_there_and_fits(clinic: Path) -> None:
    """An editor completes and checks without a network."""
    package = clinic / "neuroplan_haus_am_see"
    for path in package.rglob("*.json"):
        document = _read(path)
        schema = path.parent / document["$schema"]

        assert schema.resolve().parent == (clinic / "schemas").resolve()
        assert list(Draft202012Validator(_read(schema)).iter_errors(document)) == []


def test_an_editor_marks_a_misspelt_process_and_knows_the_right_ones(clinic: Path) -> None:
    """The copies of the schemas list what there is, and let a modality's own ids pass."""
    schema = _read(clinic / "schemas" / "technique.json")["$defs"]["process_id"]
    validator = Draft202012Validator(schema)

    fits = {name: validator.is_valid(name) for name in ("worry", "wory", "haus_am_see.own")}
    assert fits == {"worry": True, "wory": False, "haus_am_see.own": True}


def test_the_copies_of_the_schemas_are_brought_up_to_date(clinic: Path) -> None:
    """After an upgrade one command sets right what a check warned of."""
    (clinic / "schemas" / "evidence.json").write_text("{", encoding="utf-8")
    assert [each.rule for each in check_folder(clinic, ()).warnings] == ["old-schema"]

    write_schemas(clinic)

    assert check_folder(clinic, ()).findings == ()
    assert sorted(each.stem for each in (clinic / "schemas").iterdir()) == sorted(schemas.NAMES)


def test_schemas_that_cannot_be_written_are_said(clinic: Path) -> None:
    """A file where the folder should be is named."""
    (clinic / "tests" / "schemas").write_text("", encoding="utf-8")

    with pytest.raises(FileAccessError, match=r"cannot write .*schemas"):
        write_schemas(clinic / "tests")


def test_the_template_is_the_plugin_it_makes() -> None:
    """The content of the template is data like any other, and sound as it stands."""
    template = Path(str(files("neuroplan.authoring"))) / "template" / "neuroplan_our_clinic"

    assert check_folder(template, ()).findings == ()
