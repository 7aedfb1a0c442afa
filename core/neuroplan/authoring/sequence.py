"""What must come before what: prerequisites that can be met, and none that run in a circle."""

from __future__ import annotations

from collections.abc import Iterator

from neuroplan.authoring.drafts import Draft, Entry
from neuroplan.authoring.findings import Finding, Level
from neuroplan.authoring.references import Known
from neuroplan.checking import circle_words, must_be_there
from neuroplan.circles import circles
from neuroplan.documents.nearest import did_you_mean, quoted


#: Where the ids stand in each field that must not run in a circle.
_PLACES = {"requires": "requires[][]", "part_of": "part_of"}


def sequence_findings(draft: Draft, known: Known) -> Iterator[Finding]:
    """Yield prerequisites nobody can meet, circles, and other techniques that are not there."""
    for entry in draft.techniques:
        yield from _unreachable(entry, draft.modality, known)
        for path, name in entry.texts_at("part_of", "second_line_to[]"):
            if name not in known.techniques:
                yield _missing(entry, path, name, draft.modality, known)
    yield from _circles(draft)


def _unreachable(entry: Entry, own: str, known: Known) -> Iterator[Finding]:
    """Every group needs one member that exists."""
    for path, group in entry.at("requires[]"):
        names = [name for name in group if isinstance(name, str)] if isinstance(group, list) else []
        missing = [name for name in names if name not in known.techniques]
        if missing and len(missing) == len(names):
            listed = " or ".join(map(quoted, missing))
            what = f"the prerequisite cannot be met: there is no technique {listed}"
            mend = did_you_mean(missing[0], known.techniques) or "write it, or take the need away"
            level = _level(missing, own)
            yield Finding(entry.file, path, "unreachable-prerequisite", what, mend, level)
            continue
        for position, name in enumerate(names):
            if name in missing:
                yield _missing(entry, f"{path}[{position}]", name, own, known)


def _missing(entry: Entry, path: str, name: str, own: str, known: Known) -> Finding:
    level = _level([name], own)
    what = f"there is no technique {quoted(name)}"
    if level is Level.WARNING:
        what = f"technique {quoted(name)} is not installed here"
    mend = did_you_mean(name, known.techniques) or "see `plan techniques list`"
    return Finding(entry.file, path, "unknown-technique", what, mend, level)


def _level(missing: list[str], own: str) -> Level:
    """A technique of one's own that is not there is a slip; another's may not be installed."""
    return Level.ERROR if any(must_be_there(name, own) for name in missing) else Level.WARNING


def _circles(draft: Draft) -> Iterator[Finding]:
    """Name each circle once, at the technique whose id comes first."""
    files = {entry.text("id"): entry.file for entry in draft.techniques}
    for field, pattern in _PLACES.items():
        named = {
            entry.text("id"): {name for _, name in entry.texts_at(pattern)}
            for entry in draft.techniques
        }
        for circle in circles(named):
            yield Finding(files[circle[0]], f"$.{field}", "circle", *circle_words(field, circle))
