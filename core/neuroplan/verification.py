"""
Verify a plan: make it again and say what moved, in words and by place.

What the client wrote is never repeated here: numbers and ids are, free text is not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

import attrs

from neuroplan.documents.plan import HOW, plan_object
from neuroplan.documents.reading import Json
from neuroplan.errors import Problem, UsageError
from neuroplan.model.presentation import Presentation
from neuroplan.planner import Planner


#: More differences than this are counted, not named.
MOST_DIFFERENCES = 20

# Without these a document is no plan; anything else it lacks is a difference.
_NEEDED = ("schema_version", "engine", "fingerprint", "phases")
# Compared first, because they explain the rest.
_MAKERS = ("engine", "modalities", "switched_off", "fingerprint")
# Fields that name an entry of a list, so that one more entry does not shift all others.
_NAMES = ("technique_id", "id", "process", "instrument", "factor", "rule", "session", "category")
# Fields whose text is the engine's own and safe to repeat; all other text may be the client's.
_OPEN_TEXT = frozenset(
    {"version", "evidence_as_of", "level", "consent", "status", "chosen_because", "certainty"}
    | {"role", "record", "basis", "via", "process", "instrument", "category", "modality"}
    | {"technique_id", "phase", "schema_version", "fingerprint"}
)
_ID = re.compile(r"[A-Za-z0-9_./\-]{1,80}")
_HASH_LENGTH = 64


@attrs.frozen(kw_only=True)
class Difference:
    """One thing that moved: its JSON path, and what happened to it."""

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.what} @ {self.path}"


@attrs.frozen(kw_only=True)
class Verification:
    """
    What making a plan again showed.

    Attributes:
        identical: Every field is the same.
        causes: Why it moved, as far as the plans tell.
        differences: What moved, at most ``MOST_DIFFERENCES``.
        unnamed: How many more differences there are.
    """

    identical: bool
    causes: tuple[str, ...]
    differences: tuple[Difference, ...]
    unnamed: int

    def to_dict(self) -> dict[str, object]:
        """Give the verification as JSON values."""
        return {
            "identical": self.identical,
            "causes": list(self.causes),
            "differences": [attrs.asdict(each) for each in self.differences],
            "unnamed": self.unnamed,
        }


def verify(
    planner: Planner, plan_document: Json | Mapping[str, Json], presentation: Presentation
) -> Verification:
    """
    Make the plan again and compare.

    Args:
        planner: Made with the practice profile and the choice of modalities of the plan.
        plan_document: The plan as JSON values.

    Raises:
        UsageError: The document is no plan, or of another schema version.
        PresentationError: The presentation names an id that is not installed.
        PluginError: A plugin failed while planning.
    """
    then = _checked(plan_document)
    now = _as_json(planner.generate(presentation).to_dict())
    keys = [*_MAKERS, *(key for key in (*now, *then) if key not in _MAKERS)]
    found = [
        difference
        for key in dict.fromkeys(keys)
        for difference in _field(key, f"$.{key}", then, now)
    ]
    return Verification(
        identical=not found,
        causes=tuple(_causes(found)),
        differences=tuple(found[:MOST_DIFFERENCES]),
        unnamed=max(0, len(found) - MOST_DIFFERENCES),
    )


def _checked(document: Json | Mapping[str, Json]) -> dict[str, Json]:
    found = plan_object(document)
    missing = [name for name in _NEEDED if name not in found]
    if missing:
        problems = [Problem("$", f"'{name}' is missing", HOW) for name in missing]
        raise UsageError("the document is no plan", problems)
    return found


def _as_json(value: object) -> dict[str, Json]:
    """Give what a plan holds as it is read back from JSON."""
    document: dict[str, Json] = json.loads(json.dumps(value))
    return document


def _causes(found: list[Difference]) -> Iterator[str]:
    """Tell the likely causes by the places that moved."""
    paths = [difference.path for difference in found]
    known = (
        ("$.engine.version", "The engine is of another version."),
        ("$.engine.policy", "The ordering policy differs: give the same practice profile."),
        ("$.modalities", "Other modalities or versions took part."),
        (
            "$.switched_off",
            "Other modalities were switched off: give the same --only and --without.",
        ),
    )
    causes = [words for place, words in known if any(path.startswith(place) for path in paths)]
    yield from causes
    if not paths or "$.fingerprint" in paths:
        if paths and not causes:
            yield "The client file, the practice profile or a modality's content has changed."
        return
    if any(not path.startswith("$.administrative") for path in paths):
        yield "The fingerprint is the same: the plan was changed after it was made."


# The differences


def _field(
    key: str, path: str, then: Mapping[str, Json], now: Mapping[str, Json]
) -> Iterator[Difference]:
    if key not in now:
        yield Difference(path=path, what="it is no longer there")
    elif key not in then:
        yield Difference(path=path, what="it is new")
    else:
        yield from _values(path, then[key], now[key])


def _values(path: str, then: Json, now: Json) -> Iterator[Difference]:
    if path == "$.administrative":
        if then != now:
            yield Difference(path=path, what="it differs")
    elif isinstance(then, dict) and isinstance(now, dict):
        for key in dict.fromkeys((*now, *then)):
            yield from _field(key, f"{path}.{key}" if _is_plain(key) else path, then, now)
    elif isinstance(then, list) and isinstance(now, list):
        yield from _lists(path, then, now)
    elif not _is_same(then, now):
        yield Difference(path=path, what=_moved(path, then, now))


def _lists(path: str, then: list[Json], now: list[Json]) -> Iterator[Difference]:
    old, new = _by_name(then), _by_name(now)
    if old is None or new is None:
        for place, (before, after) in enumerate(zip(then, now, strict=False)):
            yield from _values(f"{path}[{place}]", before, after)
        if len(then) != len(now):
            yield Difference(path=path, what=f"it had {len(then)} entries, it has {len(now)}")
        return
    for name in dict.fromkeys((*new, *old)):
        yield from _field(name, f"{path}[{name}]", old, new)
    if list(old) != list(new) and sorted(old) == sorted(new):
        yield Difference(path=path, what="the order is another")


def _by_name(entries: list[Json]) -> dict[str, Json] | None:
    """Key entries by what names them, or give None; a name that stands twice gets a number."""
    found: dict[str, Json] = {}
    for entry in entries:
        name = _name_of(entry)
        if name is None:
            return None
        place, key = 1, name
        while key in found:
            place, key = place + 1, f"{name}, {place + 1}"
        found[key] = entry
    return found


def _name_of(entry: Json) -> str | None:
    """Give what names an entry of a list: an id is its own name."""
    if isinstance(entry, dict):
        named = (entry.get(name) for name in _NAMES)
        entry = next((each for each in named if isinstance(each, str | int)), None)
    text = str(entry) if isinstance(entry, str | int) else ""
    return text if _is_plain(text) else None


def _moved(path: str, then: Json, now: Json) -> str:
    if _is_open(path, then) and _is_open(path, now):
        return f"it was {_shown(then)}, it is {_shown(now)}"
    return "the text differs" if isinstance(now, str) else "it differs"


def _is_open(path: str, value: Json) -> bool:
    if isinstance(value, str):
        key = path.rpartition(".")[2].partition("[")[0]
        return key in _OPEN_TEXT and _is_plain(value)
    return value is None or isinstance(value, bool | int | float)


def _shown(value: Json) -> str:
    if isinstance(value, str):
        return f"'{value}'" if len(value) < _HASH_LENGTH else f"'{value[:12]}…'"
    return "none" if value is None else json.dumps(value)


def _is_plain(text: str) -> bool:
    """Whether a text is an id and nothing a client would write."""
    return _ID.fullmatch(text) is not None


def _is_same(then: Json, now: Json) -> bool:
    """Compare scalars; 1 and 1.0 are one number in JSON, true is none."""
    return isinstance(then, bool) is isinstance(now, bool) and then == now
