"""Loading a practice profile: what is taken, and what is said of each mistake."""

from __future__ import annotations

import io
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from neuroplan import (
    FileAccessError,
    OrderingPolicy,
    Planner,
    Practice,
    PracticeError,
    Problem,
    load_practice,
)
from neuroplan.documents.practice import MAX_BYTES
from neuroplan.documents.reading import Json


WHOLE = """
name = "Practice on the Hill"
delivery = ["in_person"]
formats = ["individual", "group"]
session_minutes = 60
use = ["act", "emdr"]
exclude = ["act.shame-acceptance-group"]

[trained_in]
act = "basic"
emdr = "certified"

[crisis_contacts]
"Crisis line" = "0800 000 000"

[ordering]
goal_weight = 1.5
technique_max = 5
"""


def written(folder: Path, text: str | bytes) -> Path:
    """Write a profile and give its path."""
    path = folder / "practice.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def problems(source: Path | dict[str, Json]) -> tuple[Problem, ...]:
    """Give what is wrong with a profile that is refused."""
    with pytest.raises(PracticeError) as caught:
        load_practice(source)
    return caught.value.problems


def refused(**options: Any) -> tuple[Problem, ...]:  # noqa: ANN401 - any option of a planner
    """Give what a planner says is wrong with the practice or policy it is given."""
    with pytest.raises(PracticeError) as caught:
        Planner(**{"only": ("act", "emdr"), **options})
    return caught.value.problems


def places(source: Path | dict[str, Json]) -> list[str]:
    """Give the places of what is wrong with a profile."""
    return [problem.path for problem in problems(source)]


# What is taken


def test_every_field_is_taken_over(tmp_path: Path) -> None:
    """A whole profile arrives field by field."""
    practice = load_practice(written(tmp_path, WHOLE))

    assert practice.name == "Practice on the Hill"
    assert practice.delivery == ("in_person",)
    assert practice.formats == ("individual", "group")
    assert practice.session_minutes == 60
    assert practice.use == ("act", "emdr")
    assert practice.exclude == ("act.shame-acceptance-group",)
    assert practice.trained_in == {"act": "basic", "emdr": "certified"}
    assert practice.crisis_contacts == {"Crisis line": "0800 000 000"}
    assert practice.ordering == {"goal_weight": 1.5, "technique_max": 5}


def test_an_empty_profile_limits_nothing(tmp_path: Path) -> None:
    """Without a word on training, nothing is left out for training."""
    practice = load_practice(written(tmp_path, ""))

    assert practice.trained_in is None
    assert practice.policy() == OrderingPolicy()


def test_an_empty_training_table_means_nobody_is_trained() -> None:
    """A training table that names no modality is an answer, not a missing one."""
    practice = load_practice({"trained_in": {}})

    assert not practice.trains("emdr", "basic")


def test_a_profile_may_come_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash reads standard input."""
    data = io.BytesIO(b'name = "Practice"')
    monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=data))

    assert load_practice("-").name == "Practice"


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    """Some editors put a mark in front of UTF-8 text."""
    practice = load_practice(written(tmp_path, '\ufeffname = "Practice"'))

    assert practice.name == "Practice"


def test_changes_reach_the_policy() -> None:
    """What the profile changes differs from the default, and nothing else."""
    practice = load_practice({"ordering": {"technique_max": 5}})

    assert practice.policy() == OrderingPolicy(technique_max=5)


def test_a_whole_number_written_with_a_point_becomes_a_whole_number() -> None:
    """5.0 techniques are 5 techniques, in the plan and in its fingerprint."""
    value = load_practice({"ordering": {"technique_max": 5.0}}).ordering["technique_max"]

    assert (value, type(value)) == (5, int)


def test_a_factor_written_without_a_point_becomes_a_factor() -> None:
    """A factor of 1 is a factor of 1.0, in the plan and in its fingerprint."""
    value = load_practice({"ordering": {"goal_weight": 1}}).ordering["goal_weight"]

    assert (value, type(value)) == (1.0, float)


def test_ids_are_not_checked_where_nothing_is_known() -> None:
    """Without the installed modalities any id passes."""
    assert load_practice({"use": ["reiki"]}).use == ("reiki",)


# Files that cannot be read


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The path that was asked for stands in the message."""
    with pytest.raises(FileAccessError, match=r"nowhere\.toml: there is no such file") as caught:
        load_practice(tmp_path / "nowhere.toml")

    assert caught.value.exit_code == 4


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('name = "a\n', "not valid TOML at line 1, column 10: "),
        ('use = ["act"\n', "not valid TOML at line 2, column 1: "),
        ("use = [1,\n  2", "not valid TOML at line 2, column 4: "),
        (b'name = "\xff"', "the file is not UTF-8 text (byte 9)"),
        (f"session_minutes = {'9' * 5000}", "a number is too large"),
        (f"use = {'[' * 5000}", "the document is nested too deeply"),
        (b"#" * (MAX_BYTES + 1), "the file is larger than 1 MB"),
    ],
    ids=["line", "end", "end-of-line", "bytes", "digits", "nesting", "size"],
)
def test_what_is_no_toml_is_said_with_its_place(
    tmp_path: Path, text: str | bytes, what: str
) -> None:
    """Whatever the file holds, the answer is one problem and no traceback."""
    (problem,) = problems(written(tmp_path, text))

    assert problem.path == "$"
    assert problem.what.startswith(what)


# Profiles that are not valid


def test_a_bad_profile_is_wrong_usage() -> None:
    """The command ends as for wrong usage: the client file is not at fault."""
    with pytest.raises(PracticeError) as caught:
        load_practice({"session_minutes": 5})

    assert caught.value.exit_code == 2


def test_everything_wrong_is_said_at_once() -> None:
    """One run shows all mistakes, sorted by place."""
    document: dict[str, Json] = {
        "nme": "Practice",
        "delivery": ["telehelth"],
        "session_minutes": 5,
        "trained_in": {"act": "expert"},
        "crisis_contacts": {"line": 116123},
        "ordering": {"avoid": 3, "technique_max": 4.5},
    }

    assert places(document) == [
        "$",
        "$.crisis_contacts.line",
        "$.delivery[0]",
        "$.ordering.avoid",
        "$.ordering.technique_max",
        "$.session_minutes",
        "$.trained_in.act",
    ]


def test_a_fraction_of_a_technique_is_refused() -> None:
    """Where the policy counts, a fraction is an error and is not rounded."""
    (problem,) = problems({"ordering": {"technique_max": 4.5}})

    assert str(problem) == "this must be a whole number, not a number @ $.ordering.technique_max"


def test_a_misspelt_number_of_the_policy_is_told_apart() -> None:
    """The nearest number of the policy is offered."""
    (problem,) = problems({"ordering": {"goal_wieght": 1.5}})

    assert problem == Problem(
        "$.ordering", "unknown key 'goal_wieght'", "did you mean 'goal_weight'?"
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_number_without_end_is_refused(value: float) -> None:
    """TOML knows nan and inf; no weight can be either."""
    (problem,) = problems({"ordering": {"goal_weight": value}})

    assert problem.what == "the number is not finite"


@pytest.mark.parametrize("name", ["least_strength", "weight_very_low"])
def test_a_number_that_would_hide_what_is_unmet_or_unsure_cannot_be_zero(name: str) -> None:
    """With a least strength of 0 nothing would ever be unmet; a weight of 0 hides a record."""
    (problem,) = problems({"ordering": {name: 0}})

    assert problem == Problem(f"$.ordering.{name}", "the number is too small", "the least is 0.01")


def test_less_certain_evidence_never_counts_for_more() -> None:
    """A weight above that of the certainty over it, here the default .75, is refused."""
    (problem,) = problems({"ordering": {"weight_low": 0.9}})

    assert problem == Problem(
        "$.ordering",
        "weight_low (0.9) is above weight_moderate (0.75)",
        "give weight_low at most the value of weight_moderate",
    )


def test_weights_may_be_lowered_together() -> None:
    """Weights that fall with certainty are the practice's own business."""
    weights = {"weight_high": 0.8, "weight_moderate": 0.6, "weight_low": 0.6}

    assert load_practice({"ordering": dict(weights)}).ordering == weights


def test_a_date_is_not_taken_for_text(tmp_path: Path) -> None:
    """TOML reads bare dates as dates; the message says how to write text."""
    (problem,) = problems(written(tmp_path, "[crisis_contacts]\nopened = 2026-11-02\n"))

    assert problem == Problem(
        "$.crisis_contacts.opened",
        "a date or time is not allowed here",
        "put text in quotation marks",
    )


def test_a_date_in_a_list_is_not_taken_for_text(tmp_path: Path) -> None:
    """The same inside a list."""
    assert places(written(tmp_path, "use = [2026-11-02]")) == ["$.use"]


def test_a_field_below_a_table_is_told_where_to_go(tmp_path: Path) -> None:
    """What stands below [trained_in] belongs to it in TOML; the message says so."""
    (problem,) = problems(written(tmp_path, '[trained_in]\nact = "basic"\nuse = ["act"]\n'))

    assert problem == Problem(
        "$.trained_in.use",
        "'use' stands inside a table",
        "move it above the first line in [brackets]",
    )


# Ids


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"use": ["act", "emrd"]}, "$.use[1]"),
        ({"exclude": ["emrd"]}, "$.exclude[0]"),
        ({"exclude": ["emrd.container"]}, "$.exclude[0]"),
        ({"trained_in": {"emrd": "basic"}}, "$.trained_in.emrd"),
    ],
)
def test_an_unknown_modality_is_named_with_the_nearest(
    document: dict[str, Json], path: str
) -> None:
    """Wherever a modality is named, the nearest installed one is offered."""
    found = refused(practice=load_practice(document))

    assert found == (Problem(path, "unknown modality 'emrd'", "did you mean 'emdr'?"),)


def test_an_unknown_modality_like_no_other_points_to_the_list() -> None:
    """Where nothing is near, the message says where to look."""
    (problem,) = refused(practice=Practice(use=("reiki",)))

    assert problem.mend == "see `plan modalities`"


def test_an_unknown_technique_is_named_with_the_nearest() -> None:
    """An excluded technique that does not exist would exclude nothing."""
    found = refused(practice=Practice(exclude=("emdr.flash-tecnique",)))

    assert found == (
        Problem(
            "$.exclude[0]",
            "unknown technique 'emdr.flash-tecnique'",
            "did you mean 'emdr.flash-technique'?",
        ),
    )


def test_ids_of_a_modality_that_is_switched_off_pass() -> None:
    """One profile serves every plan of a practice, also one made without a modality."""
    practice = Practice(
        trained_in={"hakomi": "basic"}, exclude=("hakomi.child-state", "sfbt"), use=("act",)
    )

    assert Planner(only=("act",), practice=practice).policy == OrderingPolicy()


def test_a_modality_cannot_be_used_and_excluded() -> None:
    """Of two contradicting lists neither is quietly preferred."""
    (problem,) = problems({"use": ["act", "emdr"], "exclude": ["emdr"]})

    assert problem == Problem(
        "$.exclude[0]", "'emdr' stands under use and exclude", "keep one of them"
    )


def test_ids_of_the_wrong_kind_are_left_to_the_schema() -> None:
    """A list that is no list, or holds numbers, gets one message and no traceback."""
    assert places({"use": [3], "exclude": "emdr"}) == ["$.exclude", "$.use[0]"]


# Profiles and policies made in code


def test_a_profile_made_in_code_is_checked_like_a_file() -> None:
    """All its problems come at once, form and ids together."""
    practice = Practice(
        trained_in={"emdr": "expert"},
        delivery=("telehelth",),
        exclude=("emdr.nothing-of-ours",),
        ordering={"relief": 7, "technique_max": 4.5},
    )

    assert [each.path for each in refused(practice=practice)] == [
        "$.delivery[0]",
        "$.exclude[0]",
        "$.ordering.relief",
        "$.ordering.technique_max",
        "$.trained_in.emdr",
    ]


def test_a_misspelt_number_made_in_code_is_no_crash() -> None:
    """The same words as for a file, and not those of Python."""
    (problem,) = refused(practice=Practice(ordering={"goal_wieght": 1.5}))

    assert problem.mend == "did you mean 'goal_weight'?"


def test_a_policy_made_in_code_keeps_to_the_ranges_of_the_profile() -> None:
    """What no profile may say, no caller may either."""
    policy = OrderingPolicy(relief=7, least_strength=0, weight_low=float("nan"))

    assert [each.path for each in refused(policy=policy)] == [
        "$.ordering.least_strength",
        "$.ordering.relief",
        "$.ordering.weight_low",
    ]


def test_a_policy_made_in_code_cannot_prefer_the_less_certain() -> None:
    """The order of the weights holds wherever they come from."""
    (problem,) = refused(policy=OrderingPolicy(weight_low=0.9))

    assert problem.what == "weight_low (0.9) is above weight_moderate (0.75)"


# Nobody changes a profile


@pytest.mark.parametrize("name", ["trained_in", "crisis_contacts", "plugins", "wins", "ordering"])
def test_no_mapping_of_a_profile_can_be_changed(name: str) -> None:
    """A hook that could certify the practice would free what waits for training."""
    given: dict[str, Any] = {name: {}}
    mapping = getattr(Practice(**given), name)

    with pytest.raises(TypeError):
        mapping["emdr"] = "certified"


def test_what_a_profile_was_made_of_may_change_without_it() -> None:
    """A planner keeps the contacts, and the fingerprint, it was made with."""
    contacts = {"Night line": "555 0100"}
    practice = Practice(crisis_contacts=contacts)
    contacts["Night line"] = "555 0199"

    assert practice.crisis_contacts == {"Night line": "555 0100"}
