"""The vocabulary: the ids of the contract with their labels and meanings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
from attrs import field

from neuroplan.model.terms import spaced


@attrs.frozen(kw_only=True)
class Process:
    """
    A transdiagnostic process, rated 0-4.

    Attributes:
        client_label: Plain words that fit after "help with".
        kin: Processes whose techniques serve this one at secondary role.
        derived: Computed from instruments, never rated.
        outside: A treatment beyond the library that may fit better; empty where none is named.
    """

    id: str
    label: str
    definition: str
    client_label: str
    kin: tuple[str, ...] = ()
    derived: bool = False
    outside: str = ""


@attrs.frozen(kw_only=True)
class Factor:
    """A yes-or-no fact that can bar, delay or change a technique."""

    id: str
    label: str
    definition: str
    question: str
    group: str = ""


@attrs.frozen(kw_only=True)
class Label:
    """A label and definition of a category, phase or strength."""

    id: str
    label: str
    definition: str
    client_label: str = ""
    principle: str = ""


@attrs.frozen(kw_only=True)
class DiagnosisHint:
    """Words people use for a diagnosis, and the processes that describe such a presentation."""

    terms: tuple[str, ...]
    processes: tuple[str, ...]
    factors: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Vocabulary:
    """Every id of the contract."""

    processes: Mapping[str, Process]
    factors: Mapping[str, Factor]
    categories: Mapping[str, Label]
    phases: Mapping[str, Label]
    strengths: Mapping[str, Label]
    readiness: Mapping[str, Label]
    severity: tuple[str, ...]
    diagnosis_hints: tuple[DiagnosisHint, ...] = field(default=())

    def extended(self, processes: Iterable[Process], factors: Iterable[Factor]) -> Vocabulary:
        """Give this vocabulary with the processes and factors that plugins add."""
        return attrs.evolve(
            self,
            processes={**self.processes, **{each.id: each for each in processes}},
            factors={**self.factors, **{each.id: each for each in factors}},
        )

    def hint_for(self, term: str) -> DiagnosisHint | None:
        """Give the hint for a diagnosis word, or None."""
        word = term.lower().replace("-", "_").replace(" ", "_")
        for hint in self.diagnosis_hints:
            if word in hint.terms:
                return hint
        return None

    def label(self, identity: str) -> str:
        """Give the label of a process or factor as it stands inside a sentence."""
        known = self.processes.get(identity) or self.factors.get(identity)
        label = known.label if known else spaced(identity)
        return label[:1].lower() + label[1:]

    def process_label(self, process: str) -> str:
        """Give the clinician's label of a process; of one that is off, its id in words."""
        known = self.processes.get(process)
        return known.label if known else spaced(process).capitalize()

    def client_label(self, process: str) -> str:
        """Give plain words for a process that fit after "help with"."""
        known = self.processes.get(process)
        return known.client_label if known else self.label(process)

    def factor_label(self, factor: str) -> str:
        """Give the clinician's label of a factor."""
        return self.factors[factor].label
