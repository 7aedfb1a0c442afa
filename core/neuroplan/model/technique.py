"""A technique of a modality, as its data file states it."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from neuroplan.model.condition import Condition, HasFactor, leaves
from neuroplan.model.terms import (
    Answer,
    Category,
    ContraindicationEffect,
    Link,
    Phase,
    Role,
)


@attrs.frozen(kw_only=True)
class Target:
    """A process the technique is meant to change."""

    process: str
    role: Role


@attrs.frozen(kw_only=True)
class Dose:
    """
    How much of it is given.

    Attributes:
        sessions: Least and greatest number of sessions.
        minutes: Minutes of a session it takes.
        source: Record id, or ``clinical_convention``.
    """

    sessions: tuple[int, int]
    minutes: int
    source: str

    @property
    def least(self) -> int:
        """Least number of sessions."""
        return self.sessions[0]

    @property
    def most(self) -> int:
        """Greatest number of sessions."""
        return self.sessions[1]

    @property
    def middle(self) -> int:
        """Middle of the range, rounded up."""
        return (self.least + self.most + 1) // 2


@attrs.frozen(kw_only=True)
class StartCondition:
    """
    What must hold before the technique starts.

    Attributes:
        text: The condition in words.
        asks: The readiness answer or factor that tells; None: only asked.
        expects: The answer that meets it.
        answered_by: The instrument of which any result on file answers it.
        moot_with: The factor with which it does not matter; then it is not asked.
    """

    text: str
    asks: str | None = None
    expects: Answer = Answer.YES
    answered_by: str | None = None
    moot_with: str | None = None


@attrs.frozen(kw_only=True)
class Lift:
    """
    What ends a hold.

    Attributes:
        text: In words.
        readiness: Readiness answers that lift it by themselves when all are 'yes'.
    """

    text: str
    readiness: tuple[str, ...] = ()


@attrs.frozen
class AtHome:
    """What an adapted form puts in the place of the home practice; None: nothing is practised."""

    practice: str | None


@attrs.frozen(kw_only=True)
class Contraindication:
    """
    A factor that bars, delays or changes the technique.

    Attributes:
        factor: The factor's id.
        kind: absolute, relative or precaution, as the field calls it.
        effect: What the engine does where the factor is present.
        why: The reason.
        lifted_by: For a hold, what ends it.
        adapted_form: How it is done instead; for hold, once the hold is lifted.
        home_practice: What the adapted form changes at home; None: nothing.
        source: Record id, or ``clinical_convention``.
    """

    factor: str
    kind: str
    effect: ContraindicationEffect
    why: str
    source: str
    lifted_by: Lift | None = None
    adapted_form: str | None = None
    home_practice: AtHome | None = None


@attrs.frozen(kw_only=True)
class Training:
    """The training a technique asks for: level none, basic or certified."""

    level: str
    text: str


@attrs.frozen(kw_only=True)
class Style:
    """How it feels to work this way: directiveness, time focus and homework."""

    directiveness: str
    focus: str
    homework: str


@attrs.frozen(kw_only=True)
class Mechanism:
    """How it is thought to work, and what of that is contested."""

    text: str
    contested: str | None = None


@attrs.frozen(kw_only=True)
class Adaptation:
    """A change for some clients; *when* tells the engine which."""

    for_whom: str
    change: str
    source: str
    when: Condition | None = None


@attrs.frozen(kw_only=True)
class EvidenceLink:
    """A record, and how it bears on the technique."""

    record: str
    link: Link


@attrs.frozen(kw_only=True)
class Technique:
    """
    One technique of one modality. The fields are those of the ``technique`` schema.

    Attributes:
        age: Least and greatest age in years; None: no bound.
        requires: Each group must be met by one of its members, scheduled before.
        variant_of: The exercise this is one form of; a plan holds one form.
        part_of: The package it is a component of.
        second_line_to: Techniques that go first where they can be had.
        activating: Held at urgent and emergency level and while risk is unknown.
    """

    id: str
    name: str
    category: Category
    summary: str
    targets: tuple[Target, ...]
    phase: Phase
    dose: Dose
    format: tuple[str, ...]
    medium: tuple[str, ...]
    training: Training
    activating: bool
    style: Style
    steps: tuple[str, ...]
    mechanism: Mechanism
    for_the_client: str
    rationale: str
    evidence: tuple[EvidenceLink, ...]
    indications: Condition | None = None
    age: tuple[int | None, int | None] = (None, None)
    requires: tuple[tuple[str, ...], ...] = ()
    conditions: tuple[StartCondition, ...] = ()
    contraindications: tuple[Contraindication, ...] = ()
    variant_of: str | None = None
    part_of: str | None = None
    second_line_to: tuple[str, ...] = ()
    foundation: bool = False
    adjunct: bool = False
    home_practice: str | None = None
    markers: str | None = None
    adaptations: tuple[Adaptation, ...] = ()

    @property
    def modality(self) -> str:
        """The modality id, which prefixes the technique id."""
        return self.id.partition(".")[0]

    def tests(self) -> Iterator[tuple[str, Condition]]:
        """Give the single tests of its indications and adaptations, each with its place."""
        conditions = [("$.indications", self.indications)]
        conditions += [
            (f"$.adaptations[{position}].when", each.when)
            for position, each in enumerate(self.adaptations)
        ]
        for place, condition in conditions:
            if condition is not None:
                yield from ((place, leaf) for leaf in leaves(condition))

    def factors_read(self) -> frozenset[str]:
        """Give the factors and readiness answers that some rule of it reads."""
        return frozenset(
            {
                *(each.factor for each in self.contraindications),
                *(each.asks for each in self.conditions if each.asks),
                *(each.moot_with for each in self.conditions if each.moot_with),
                *(leaf.factor for _, leaf in self.tests() if isinstance(leaf, HasFactor)),
            }
        )
