"""Tell which changed inputs touch a technique: by what it targets, reads, cites and needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from neuroplan.library import Library
from neuroplan.model.comparison import ChangeKind, InputChange, InputKind, Root, TechniqueChange
from neuroplan.model.condition import AgeBetween, ExistentialTopics, TraitIs
from neuroplan.model.plan import PlannedTechnique
from neuroplan.model.technique import Technique
from neuroplan.model.terms import Status
from neuroplan.pipeline.eligibility import is_memory_work
from neuroplan.pipeline.factors import RISK_FACTORS
from neuroplan.pipeline.responsiveness import principles


@attrs.frozen(kw_only=True)
class Sides:
    """
    One technique in two plans.

    Attributes:
        was: None: it was not in the old plan.
        now: None: it is not in the new.
        technique: None: it is not installed here, so that its factors are not known.
    """

    identity: str
    was: PlannedTechnique | None
    now: PlannedTechnique | None
    technique: Technique | None

    @property
    def entries(self) -> tuple[PlannedTechnique, ...]:
        """The entries there are."""
        return tuple(entry for entry in (self.was, self.now) if entry is not None)

    @property
    def processes(self) -> frozenset[str]:
        """What it targets in either plan, and the kin whose evidence it used."""
        targets = [target for entry in self.entries for target in entry.targets]
        found = {target.process for target in targets}
        return frozenset(found | {target.via for target in targets if target.via})

    @property
    def records(self) -> frozenset[str]:
        """The records it cites in either plan."""
        return frozenset(record for entry in self.entries for record in entry.evidence)

    @property
    def stirs(self) -> bool:
        """Whether it came, went, or is held or free now: others move with that."""
        if self.was is None or self.now is None:
            return True
        return self.was.status is not self.now.status

    @property
    def was_or_is_held(self) -> bool:
        """Whether it waits, or waited."""
        return any(entry.status is Status.HELD for entry in self.entries)


def causes_of(
    sides: Sides, kind: ChangeKind, inputs: Iterable[InputChange]
) -> tuple[InputChange, ...]:
    """Give the changed inputs that touch a technique, in their order."""
    return tuple(change for change in inputs if _touches(change, sides, kind))


def through(sides: Sides, others: Iterable[Sides]) -> tuple[str, ...]:
    """
    Give what stirs and shares a process with it, or is needed before or after it.

    Where nothing does, give all that stirs: they share the sessions.
    """
    stirring = [each for each in others if each.identity != sides.identity and each.stirs]
    near = [
        other for other in stirring if other.processes & sides.processes or _prepares(other, sides)
    ]
    return tuple(other.identity for other in near or stirring)


def with_roots(
    changes: Iterable[TechniqueChange], sides: Mapping[str, Sides]
) -> Iterator[TechniqueChange]:
    """Add to what no input touches the nearest techniques behind it that one does."""
    known = {each.technique_id: each for each in changes}
    for change in known.values():
        found = () if change.causes else _roots(change, known)
        roots = tuple(
            Root(
                technique_id=each.technique_id,
                name=each.name,
                became=_became(sides[each.technique_id], each.kind),
                causes=each.causes,
            )
            for each in found
        )
        yield attrs.evolve(change, roots=roots)


def _roots(
    change: TechniqueChange, known: Mapping[str, TechniqueChange]
) -> tuple[TechniqueChange, ...]:
    """Follow what it moved through, level by level, to the first that inputs touch."""
    seen, level = {change.technique_id}, [change]
    while level:
        names = dict.fromkeys(name for each in level for name in each.through if name not in seen)
        seen.update(names)
        level = [known[name] for name in names]
        touched = tuple(each for each in level if each.causes)
        if touched:
            return touched
    return ()


def _became(sides: Sides, kind: ChangeKind) -> str:
    if sides.was is not None and sides.now is not None and sides.stirs:
        return "is held" if sides.now.status is Status.HELD else "may start"
    return kind.value


def technique_of(identity: str, library: Library | None) -> Technique | None:
    """Give a technique where it is installed."""
    return library.techniques.get(identity) if library else None


def _prepares(one: Sides, other: Sides) -> bool:
    pairs = ((one, other.identity), (other, one.identity))
    return any(name in entry.prepares_for for side, name in pairs for entry in side.entries)


def _touches(change: InputChange, sides: Sides, kind: ChangeKind) -> bool:
    came_or_went = kind in (ChangeKind.CAME, ChangeKind.WENT)
    match change.kind:
        case InputKind.PROCESS | InputKind.GOAL:
            # Where a severity comes from moves nothing; the severity does.
            return change.field != "sources" and not sides.processes.isdisjoint(change.processes)
        case InputKind.RECORD:
            return change.subject in sides.records
        case InputKind.DECISION:
            return change.subject == sides.identity
        case InputKind.MODALITY:
            return change.subject == sides.identity.partition(".")[0]
        case InputKind.POLICY | InputKind.ENGINE:
            return True
        case InputKind.CONTEXT:
            return came_or_went or change.subject in ("sessions_available", "session_minutes")
        case InputKind.WISH:
            return _touches_wish(change, sides, came_or_went=came_or_went)
        case InputKind.SAFETY | InputKind.RISK:
            return _touches_safety(change, sides)
        case _:
            return sides.technique is not None and _reads(change, sides.technique)


def _touches_safety(change: InputChange, sides: Sides) -> bool:
    """Safety answers hold activating work, and what reads the factors they set."""
    if sides.was_or_is_held or change.subject == "consent":
        return True
    technique = sides.technique
    if technique is None:
        return False
    factors = {name for name, asked in RISK_FACTORS.items() if change.subject in asked}
    return technique.activating or not factors.isdisjoint(technique.factors_read())


def _touches_wish(change: InputChange, sides: Sides, *, came_or_went: bool) -> bool:
    """Wishes about style work through the rules of responsiveness, touch through a factor."""
    kind, _, wished = change.subject.partition(".")
    if kind in ("techniques", "modalities"):
        return wished in (sides.identity, sides.identity.partition(".")[0])
    if kind == "existential_topics" and sides.technique is not None:
        return any(isinstance(each, ExistentialTopics) for _, each in sides.technique.tests())
    return kind == "delivery" and came_or_went


def _reads(change: InputChange, technique: Technique) -> bool:
    name, conditions = change.subject, [leaf for _, leaf in technique.tests()]
    match change.kind:
        case InputKind.FACTOR:
            return name in technique.factors_read()
        case InputKind.CONSENT:
            return name != "trauma_work" or is_memory_work(technique)
        case InputKind.READINESS:
            lifts = [
                each
                for bar in technique.contraindications
                if bar.lifted_by
                for each in bar.lifted_by.readiness
            ]
            return name in lifts or name in [each.asks for each in technique.conditions]
        case InputKind.TRAIT:
            return any(isinstance(each, TraitIs) and each.trait == name for each in conditions)
        case InputKind.RULE:
            rules = [rule for principle in principles() for rule in principle.rules]
            return any(rule.id == name and rule.shift(technique) for rule in rules)
        case InputKind.CLIENT:
            by_age = any(isinstance(each, AgeBetween) for each in conditions)
            return name == "age" and (by_age or technique.age != (None, None))
    return False
