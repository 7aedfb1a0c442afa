"""Reading strict JSON: what is refused, and how it is said."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from neuroplan import FileAccessError, PresentationError, load_presentation
from neuroplan.documents.reading import MAX_BYTES, NotJsonError, parse_json, read_bytes
from neuroplan.documents.writing import write_whole
from tests.builders import client


def refused(data: bytes) -> str:
    """Give what is said of bytes that are no JSON of ours."""
    with pytest.raises(NotJsonError) as caught:
        parse_json(data)
    return str(caught.value)


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_json_number_is_refused(name: str) -> None:
    """NaN and the infinities are named."""
    assert refused(f'{{"a": {name}}}'.encode()).startswith(f"{name} is not a JSON number")


@pytest.mark.parametrize("number", ["1e400", "-1e400", "9" * 19, "9" * 5000])
def test_a_number_beyond_all_use_is_refused(number: str) -> None:
    """Endless digits and overflow, without repeating them."""
    found = refused(f'{{"a": {number}}}'.encode())

    assert found.startswith("a number is too large")
    assert "999" not in found


@pytest.mark.parametrize("number", ["9" * 18, "1e300", "-0", "0.1"])
def test_other_numbers_are_read(number: str) -> None:
    """Up to 18 digits."""
    assert parse_json(f"[{number}]".encode()) == [json.loads(number)]


def test_a_key_that_stands_twice_is_refused() -> None:
    """Which of the two counted would be a guess."""
    found = refused(b'{"a": 1, "a": 2}')

    assert found == "the key 'a' stands twice in one object @ $; keep one of them"


def test_a_key_that_stands_twice_deep_inside_is_refused() -> None:
    """At any depth."""
    assert "'fear' stands twice" in refused(b'{"processes": {"fear": 3, "fear": 0}}')


def test_a_key_that_looks_like_text_is_not_repeated() -> None:
    """It may be the client's own."""
    assert "(not shown)" in refused(b'{"it is she: again!": 1, "it is she: again!": 2}')


@pytest.mark.parametrize("depth", [5_000, 200_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_endless_nesting_is_refused(depth: int, opening: str, closing: str) -> None:
    """Without a traceback."""
    data = (opening * depth + "1" + closing * depth).encode()

    assert refused(data) == "the document is nested too deeply @ $"


def test_a_file_larger_than_5_mb_is_refused() -> None:
    """A client file is a few kilobytes."""
    found = refused(b" " * 6_000_000)

    assert found == "the file is larger than 5 MB @ $; check that it is the right file"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "latin-1"])
def test_another_encoding_is_refused(encoding: str) -> None:
    """It says to save the file as UTF-8."""
    data = json.dumps({"text": "Müdigkeit"}, ensure_ascii=False).encode(encoding)

    found = refused(data)

    assert found.startswith("the file is not UTF-8 text")
    assert found.endswith("save it as UTF-8")


def test_a_byte_order_mark_is_accepted() -> None:
    """Some editors write one."""
    assert parse_json(b"\xef\xbb\xbf" + b'{"a": 1}') == {"a": 1}


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [(b"", 1, 1), (b"{", 1, 2), (b'{\n "a": ,\n}', 2, 7), (b'{"a": 1} x', 1, 10)],
)
def test_a_syntax_error_names_line_and_column(data: bytes, line: int, column: int) -> None:
    """And nothing of what stands there."""
    assert f"line {line}, column {column}" in refused(data)


def test_a_syntax_error_repeats_nothing_of_the_text() -> None:
    """The client's words stay in the file."""
    assert "Mariposa" not in refused(b'{"in_their_words": "Mariposa" "Mariposa"}')


@pytest.mark.parametrize("text", [r"\ud800", r"\udfff\ud800", r"a\udc00"])
def test_half_a_character_is_refused(text: str) -> None:
    """A lone surrogate is no text and could not be written."""
    assert "stands alone" in refused(f'{{"a": "{text}"}}'.encode())


def test_a_whole_pair_of_escapes_is_a_character() -> None:
    """As any program may write it."""
    assert parse_json(rb'["\ud83c\udf31"]') == ["\U0001f331"]


class TestFiles:
    """Files that are not there, or are none."""

    def test_a_missing_file_is_said_to_be_missing(self, tmp_path: Path) -> None:
        """With its name."""
        with pytest.raises(FileAccessError, match="there is no such file"):
            load_presentation(tmp_path / "none.json")

    def test_a_folder_is_no_file(self, tmp_path: Path) -> None:
        """It says to name a file."""
        with pytest.raises(FileAccessError, match="it is a folder, name a file"):
            load_presentation(tmp_path)

    def test_a_name_no_system_takes_is_said_so(self) -> None:
        """Not a traceback."""
        with pytest.raises(FileAccessError, match="the name is not usable"):
            load_presentation("a\0b")

    def test_a_dash_reads_standard_input(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """As the commands do."""
        data = json.dumps(client()).encode()
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))

        assert load_presentation("-").client.id == "C-1"

    def test_no_more_is_read_than_is_needed_to_refuse(self, tmp_path: Path) -> None:
        """One byte more than the limit."""
        path = tmp_path / "large.json"
        path.write_bytes(b" " * (MAX_BYTES + 100))

        assert len(read_bytes(path)) == MAX_BYTES + 1

    def test_a_file_is_read_as_a_mapping_is(self, tmp_path: Path) -> None:
        """The same presentation from both."""
        path = tmp_path / "client.json"
        path.write_text(json.dumps(client()), encoding="utf-8")

        assert load_presentation(path) == load_presentation(client())

    @pytest.mark.parametrize("text", ["[]", '"a"', "1", "null"])
    def test_a_document_that_is_no_object_is_refused(self, tmp_path: Path, text: str) -> None:
        """It says how one begins."""
        path = tmp_path / "client.json"
        path.write_text(text, encoding="utf-8")

        with pytest.raises(PresentationError, match="this must be an object"):
            load_presentation(path)

    def test_a_file_that_is_no_json_is_a_presentation_error(self, tmp_path: Path) -> None:
        """The one problem found, with exit code 1."""
        path = tmp_path / "client.json"
        path.write_bytes(b"{")

        with pytest.raises(PresentationError) as caught:
            load_presentation(path)

        assert (caught.value.exit_code, len(caught.value.problems)) == (1, 1)


class TestWriting:
    """A file is written whole or not at all."""

    def test_the_text_is_written(self, tmp_path: Path) -> None:
        """In UTF-8, as given."""
        write_whole(tmp_path / "plan.json", "Zürich\n")

        assert (tmp_path / "plan.json").read_bytes() == "Zürich\n".encode()

    def test_a_new_plan_is_for_its_owner_alone(self, tmp_path: Path) -> None:
        """Nobody else may read it."""
        write_whole(tmp_path / "plan.json", "a")

        assert (tmp_path / "plan.json").stat().st_mode & 0o777 == 0o600

    def test_an_existing_file_keeps_its_mode(self, tmp_path: Path) -> None:
        """Whoever shared it meant to."""
        path = tmp_path / "plan.json"
        path.write_text("old", encoding="utf-8")
        path.chmod(0o640)

        write_whole(path, "new")

        assert (path.read_text(encoding="utf-8"), path.stat().st_mode & 0o777) == ("new", 0o640)

    def test_a_folder_is_not_written_over(self, tmp_path: Path) -> None:
        """It says to name a file."""
        with pytest.raises(FileAccessError, match="it is a folder, name a file"):
            write_whole(tmp_path, "a")

    def test_a_failed_write_leaves_nothing_behind(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Neither a half file nor a temporary one."""
        path = tmp_path / "plan.json"
        path.write_text("old", encoding="utf-8")

        def fail(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("neuroplan.documents.writing.os.fsync", fail)

        with pytest.raises(FileAccessError, match="No space left on device"):
            write_whole(path, "new")
        assert [each.name for each in tmp_path.iterdir()] == ["plan.json"]
        assert path.read_text(encoding="utf-8") == "old"

    def test_a_missing_folder_is_said_so(self, tmp_path: Path) -> None:
        """Nothing is created on the way."""
        with pytest.raises(FileAccessError, match="cannot write"):
            write_whole(tmp_path / "none" / "plan.json", "a")
