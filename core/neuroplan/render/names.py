"""What the ids of one plan are called in it, and the numbers of its references."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import attrs

from neuroplan.model.evidence import CONVENTION, EvidenceRecord
from neuroplan.model.plan import Plan
from neuroplan.model.terms import spaced
from neuroplan.render.blocks import Span, Tone, code, muted, strong
from neuroplan.render.wording import SAFETY_SESSION, lower_first


@attrs.frozen(kw_only=True)
class Source:
    """One publication of the reference list, with the records taken from it."""

    number: int
    records: tuple[EvidenceRecord, ...]


@attrs.frozen(kw_only=True)
class Names:
    """
    What the ids of one plan are called in it, and the numbers of its references.

    Records of one publication share a number.
    """

    processes: Mapping[str, str]
    techniques: Mapping[str, str]
    modalities: Mapping[str, str]
    sources: tuple[Source, ...]
    numbers: Mapping[str, int]

    @classmethod
    def of(cls, plan: Plan) -> Names:
        """Collect the names of *plan*."""
        sources = tuple(_sources(plan.references))
        return cls(
            processes={each.id: each.label for each in plan.formulation.processes},
            techniques={
                each.technique_id: each.name for each in (*plan.foundation, *plan.techniques())
            },
            modalities={each.id: each.name for each in plan.modalities},
            sources=sources,
            numbers={record.id: each.number for each in sources for record in each.records},
        )

    def process(self, identity: str) -> str:
        """Give the label of a process; its id as words where the plan has none."""
        return self.processes.get(identity, spaced(identity).capitalize())

    def in_sentence(self, identity: str) -> str:
        """Give the label of a process as it stands in a sentence."""
        return lower_first(self.process(identity))

    def technique(self, identity: str) -> str:
        """Give the name of a planned technique, or its id where the plan has no name."""
        if identity.startswith("safety."):
            return SAFETY_SESSION
        return self.techniques.get(identity, identity)

    def reference(self, identity: str) -> tuple[Span, ...]:
        """Give a technique's name and id, or its id alone where the plan has no name."""
        name = self.techniques.get(identity)
        return (strong(name), Span(" "), code(identity)) if name else (code(identity),)

    def modality(self, identity: str) -> str:
        """Give the name of a modality."""
        return self.modalities.get(identity, identity)

    def cite(self, records: Iterable[str]) -> Span:
        """Give the reference numbers of *records*, as in "[2] [7]-[9]"; empty without any."""
        numbers = sorted({self.numbers[each] for each in records if each in self.numbers})
        runs = (list(run) for _, run in groupby(enumerate(numbers), lambda each: each[1] - each[0]))
        return Span(" ".join(_run([number for _, number in run]) for run in runs), Tone.CITE)

    def source(self, identity: str) -> Span:
        """Give the reference number of a rule's source, or say that it is convention."""
        cited = self.cite([identity])
        return cited if cited.text else muted(spaced(CONVENTION))


def _run(numbers: Sequence[int]) -> str:
    """Join three or more neighbouring numbers."""
    shown = [f"[{number}]" for number in numbers]
    return f"{shown[0]}-{shown[-1]}" if shown[2:] else " ".join(shown)


def _sources(references: Iterable[EvidenceRecord]) -> Iterator[Source]:
    """Number the publications in the order of the plan."""
    grouped: dict[tuple[str, str | None], list[EvidenceRecord]] = {}
    for record in references:
        grouped.setdefault((record.citation, record.doi), []).append(record)
    for number, records in enumerate(grouped.values(), start=1):
        yield Source(number=number, records=tuple(records))
