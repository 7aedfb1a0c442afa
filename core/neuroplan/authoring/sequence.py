"""What must come before what: prerequisites that can be met, and none that run in a circle."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from neuroplan.authoring.drafts import Draft, Entry
from neuroplan.authoring.findings import Finding, Level
from neuroplan.authoring.references import Known
from neuroplan.documents.nearest import did_you_mean, quoted


Needs = Mapping[str, Collection[str]]


def sequence_findings(draft: Draft, known: Known) -> Iterator[Finding]:
    """Yield prerequisites nobody can meet, circles, and other techniques that are not there."""
    for entry in draft.techniques:
        yield from _unreachable(entry, known)
        for path, name in entry.texts_at("part_of", "second_line_to[]"):
            if name not in known.techniques:
                yield _missing(entry, path, name, draft.modality, known)
    yield from _circles(draft)


def _unreachable(entry: Entry, known: Known) -> Iterator[Finding]:
    """Every group needs one member that exists and that someone of a fitting age may have."""
    for path, group in entry.at("requires[]"):
        names = [name for name in group if isinstance(name, str)] if isinstance(group, list) else []
        missing = [name for name in names if name not in known.techniques]
        own = entry.text("id").partition(".")[0]
        if missing and len(missing) == len(names):
            listed = " or ".join(map(quoted, missing))
            what = f"the prerequisite cannot be met: there is no technique {listed}"
            mend = did_you_mean(missing[0], known.techniques) or "write it, or take the need away"
            yield Finding(entry.file, path, "unreachable-prerequisite", what, mend)
            continue
        for position, name in enumerate(names):
            if name in missing:
                yield _missing(entry, f"{path}[{position}]", name, own, known)


def _missing(entry: Entry, path: str, name: str, own: str, known: Known) -> Finding:
    """A technique of one's own that is not there is a slip; another's may not be installed."""
    level = Level.ERROR if name.startswith(f"{own}.") else Level.WARNING
    what = f"there is no technique {quoted(name)}"
    if level is Level.WARNING:
        what = f"technique {quoted(name)} is not installed here"
    mend = did_you_mean(name, known.techniques) or "see `plan techniques list`"
    return Finding(entry.file, path, "unknown-technique", what, mend, level)


def _circles(draft: Draft) -> Iterator[Finding]:
    """Name each circle of requirements once, at the technique whose id comes first."""
    needs = {
        entry.text("id"): sorted({name for _, name in entry.texts_at("requires[][]")})
        for entry in draft.techniques
    }
    files = {entry.text("id"): entry.file for entry in draft.techniques}
    for circle in sorted({_from_first(each) for start in needs for each in _ways(start, needs)}):
        chain = " -> ".join((*circle, circle[0]))
        what = f"these require each other in a circle: {chain}"
        mend = "take one of these requirements away"
        yield Finding(files[circle[0]], "$.requires", "circle", what, mend)


def _ways(start: str, needs: Needs) -> Iterator[tuple[str, ...]]:
    """Give the circles that lead from *start* back to it."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for name in needs.get(way[-1], ()):
            if name == start:
                yield way
            elif name not in seen:
                seen.add(name)
                ways.append((*way, name))


def _from_first(circle: tuple[str, ...]) -> tuple[str, ...]:
    first = circle.index(min(circle))
    return (*circle[first:], *circle[:first])
