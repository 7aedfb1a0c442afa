"""Circles among ids that name each other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping


Needs = Mapping[str, Collection[str]]


def circles(needs: Needs) -> list[tuple[str, ...]]:
    """
    Give each circle once, from the id that comes first in it; sorted.

    Args:
        needs: Id to the ids it names; an id that names itself is a circle of one.
    """
    return sorted({_from_first(each) for start in needs for each in _ways(start, needs)})


def _ways(start: str, needs: Needs) -> Iterator[tuple[str, ...]]:
    """Give the circles that lead from *start* back to it."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for name in sorted(needs.get(way[-1], ())):
            if name == start:
                yield way
            elif name not in seen:
                seen.add(name)
                ways.append((*way, name))


def _from_first(circle: tuple[str, ...]) -> tuple[str, ...]:
    first = circle.index(min(circle))
    return (*circle[first:], *circle[:first])
