"""The page of what the library does not cover, or covers weakly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from neuroplan import Planner
from neuroplan.model.terms import Certainty
from neuroplan.model.vocabulary import Vocabulary
from neuroplan.pipeline.strength import Strength
from tests import builders
from tests.docs.writing import bullets, code, page, table


_INTRO = """\
Which processes the installed techniques reach, and how well. A plan says the same of its own
client under "Unmet".

Strength is 0 to 1 ([how it is computed](ordering.md)); {least:g} is the least that counts as
serving a process. The figures are for one made-up client: an adult of 34 who has this process
alone, at severity 3, consents, and for whom every risk was asked and none found; individual work.
Another client can get other figures: some techniques are meant for an illness, an age or a group,
and evidence from other people counts less."""

_NONE = """\
## No technique

Nothing here targets these, directly or through a related process. Another treatment is called
for; a plan says so."""

_OPINION = """\
## Expert opinion only

Techniques are meant for these, but no benefit record speaks to them, so nothing is counted on. A
plan names them as unmet, and may offer a short stopgap marked "weak evidence"."""

_NO_FIGURE = """\
## No figure

Some benefit was reported, or a study found none; there is no size of it that may be counted on. A
plan treats these like the ones above."""

_WEAK = """\
## Studied, and weak

There is a figure, but what may be counted on stays below {least:g}: small effects, low certainty,
evidence from other people or from a related process, or the technique also helps rather than
being meant for it."""

_SERVED = """\
## Served

The best technique and what may be counted on."""

_OUTSIDE = """\
## What may fit better

Where little or nothing here serves one of these, a plan says that a treatment outside this library
may fit better, and names this one; where the work here is on hold it names none, as the reason for
the hold may count there too. The choice is our judgement; no record here was weighed for it."""


@attrs.frozen
class Best:
    """The best an adult with one severe process can have, and what it rests on."""

    process: str
    label: str
    technique: str
    strength: Strength | None
    basis: str


def coverage_page() -> str:
    """Give the page."""
    planner = Planner()
    least = planner.policy.least_strength
    found = sorted(_best_of_all(planner), key=lambda each: (-_value(each), each.label))
    none = [each for each in found if each.strength is None]
    opinion = [each for each in found if each.strength is not None and each.basis == "opinion"]
    without = [each for each in found if each.basis == "no_figure"]
    rest = [each for each in found if each.basis == "figure"]
    return page(
        "What is not covered",
        _INTRO.format(least=least),
        _NONE,
        bullets(f"{code(each.process)}: {each.label}" for each in none),
        _OPINION,
        bullets(sorted(each.label for each in opinion)),
        _NO_FIGURE,
        bullets(sorted(each.label for each in without)),
        _WEAK.format(least=least),
        _table(each for each in rest if _value(each) < least),
        _SERVED,
        _table(each for each in rest if _value(each) >= least),
        _OUTSIDE,
        _outside(planner.library.vocabulary),
    )


def _outside(vocabulary: Vocabulary) -> str:
    rows = [(each.label, each.outside) for each in vocabulary.processes.values() if each.outside]
    return table(("process", "such as"), sorted(rows))


def _table(found: Iterable[Best]) -> str:
    rows = [
        (each.label, f"{_value(each):.3f}", _certainty(each), code(each.technique))
        for each in found
    ]
    return table(("process", "strength", "certainty", "technique"), rows)


def _value(best: Best) -> float:
    return best.strength.value if best.strength else 0.0


def _certainty(best: Best) -> str:
    found = best.strength.certainty if best.strength else Certainty.VERY_LOW
    return found.value.replace("_", " ")


def _best_of_all(planner: Planner) -> Iterator[Best]:
    for process in planner.library.vocabulary.processes.values():
        if not process.derived:
            yield _best(planner, process.id, process.label)


def _best(planner: Planner, process: str, label: str) -> Best:
    reasoning = planner.reason(builders.presentation({process: 3}))
    selection = reasoning.selection
    ranked = sorted(
        (
            (-strengths[process].value, identity, strengths[process])
            for identity, strengths in selection.strengths.items()
            if process in strengths and selection.verdicts[identity].is_active
        ),
        key=lambda entry: entry[:2],
    )
    if not ranked:
        return Best(process, label, "", None, "opinion")
    _, technique, strength = ranked[0]
    return Best(process, label, technique, strength, _basis([each for _, _, each in ranked]))


def _basis(found: Sequence[Strength]) -> str:
    """Tell what the best there is rests on: a figure, a finding without one, or opinion."""
    if any(each.basis == "figure" and each.value > 0 for each in found):
        return "figure"
    return "no_figure" if any(each.record for each in found) else "opinion"
