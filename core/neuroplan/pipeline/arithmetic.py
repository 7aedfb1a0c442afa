"""
Show the arithmetic of one technique for one client: every factor, every record, line by line.

Nothing is decided here: the numbers are those of ``strength``, ``priority`` and
``foundation``, taken apart.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from neuroplan.citations import COMPARED, statement
from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.explanation import (
    Arithmetic,
    Association,
    AssociationLine,
    RecordSetAside,
    RecordWeighed,
    TargetArithmetic,
)
from neuroplan.model.policy import OrderingPolicy
from neuroplan.model.technique import Technique
from neuroplan.model.terms import ComparatorType, Fit, Role, Use, spaced
from neuroplan.pipeline.certainty import certainty_steps, is_direct_population, start_certainty
from neuroplan.pipeline.foundation import weigh_associations
from neuroplan.pipeline.priority import DIGITS, WishWeight, wish_for
from neuroplan.pipeline.reasoning import Reasoning
from neuroplan.pipeline.strength import (
    Basis,
    Strength,
    WeighedRecord,
    Weigher,
    certainty_weight,
    discount,
    weigh_records,
)


_NOT_A_BENEFIT = {
    Use.ASSOCIATION: "it is a correlation, which is never converted into an effect",
    Use.HARM: "it speaks of harm, which informs the cautions",
    Use.CONTEXT: "it is background",
}


def arithmetic_of(technique: Technique, reasoning: Reasoning) -> Arithmetic:
    """Give the arithmetic of a technique that competes for a place."""
    facts, policy = reasoning.facts, reasoning.policy
    strengths = Weigher(reasoning.library, policy).strengths(technique.id, reasoning.met)
    targets = tuple(
        sorted(
            (
                _target(technique, strength, reasoning)
                for process, strength in strengths.items()
                if process in facts.needs
            ),
            key=lambda each: (-each.adds, each.process),
        )
    )
    total = math.fsum(
        facts.needs[process] * strength.value
        for process, strength in sorted(strengths.items())
        if process in facts.needs
    )
    wish = wish_for(technique, facts.presentation.preferences, policy)
    responsiveness = reasoning.responsiveness.factor(technique)
    return Arithmetic(
        targets=targets,
        total=round(total, DIGITS),
        wish=wish.factor,
        wish_from=_wish_words(wish),
        responsiveness=round(responsiveness, DIGITS),
        responsiveness_from=tuple(
            rule.says for rule in reasoning.responsiveness.rules if rule.shift(technique)
        ),
        priority=round(total * wish.factor * responsiveness, DIGITS),
        untouched=tuple(
            each.process for each in technique.targets if each.process not in facts.needs
        ),
        set_aside=tuple(_set_aside(technique, targets, reasoning)),
    )


def _wish_words(wish: WishWeight) -> str:
    match wish.said:
        case "prefer":
            return f"the client prefers the {wish.of_what}"
        case "avoid":
            return f"the client would rather avoid the {wish.of_what}"
    return "no wish is recorded that changes it"


# One process


def _target(technique: Technique, strength: Strength, reasoning: Reasoning) -> TargetArithmetic:
    facts, policy, library = reasoning.facts, reasoning.policy, reasoning.library
    records = library.records
    weighed = weigh_records(
        technique, strength.via or strength.process, records, reasoning.met, policy
    )
    used = weighed[0] if weighed else None
    kind = used.record.comparator.type if used else ComparatorType.NONE
    role = policy.primary_role if strength.role is Role.PRIMARY else policy.secondary_role
    factor, weight = discount(kind, policy), certainty_weight(strength.certainty, policy)
    need = facts.needs[strength.process]
    return TargetArithmetic(
        process=strength.process,
        label=library.vocabulary.process_label(strength.process),
        role=strength.role,
        via=strength.via,
        severity=facts.severity(strength.process),
        goal_weight=policy.goal_weight if facts.has_goal(strength.process) else 1.0,
        need=need,
        effect=round(strength.effect, DIGITS),
        effect_from=effect_words(used, policy),
        compared=COMPARED[kind] if used else "nothing was compared",
        discount=factor,
        certainty=strength.certainty,
        certainty_weight=weight,
        role_weight=role,
        capped_by=technique.part_of if strength.capped else None,
        strength=round(strength.value, DIGITS),
        adds=round(need * strength.value, DIGITS),
        records=tuple(
            _weighed(each, weighed[0], strength.via or strength.process, reasoning)
            for each in weighed
        ),
    )


def _weighed(
    each: WeighedRecord, best: WeighedRecord, process: str, reasoning: Reasoning
) -> RecordWeighed:
    record = each.record
    fit = record.fit_to(process) or Fit.PROXY
    direct = is_direct_population(record.population.tags, reasoning.met)
    return RecordWeighed(
        record=record.id,
        statement=statement(record),
        link=each.link,
        fit=fit,
        start=start_certainty(record),
        steps=certainty_steps(record, each.link, fit, direct=direct),
        certainty=each.certainty,
        effect=None if each.counted.value is None else round(each.counted.value, DIGITS),
        effect_from=effect_words(each, reasoning.policy),
        used=each is best,
        why="the most trustworthy record" if each is best else _why_not(each, best),
    )


def _why_not(other: WeighedRecord, used: WeighedRecord) -> str:
    """Name the first of the keys of trust in which *other* falls behind *used*."""
    words = (
        "it gives no figure that converts",
        f"its certainty is lower ({spaced(other.certainty)} against {spaced(used.certainty)})",
        "its figure was not seen at the source",
        f"its link is less direct ({other.link} against {used.link})",
        f"its comparison tells less ({COMPARED[other.record.comparator.type]})",
        f"it is older ({other.record.year or 'no year'} against {used.record.year})",
        "its effect is larger, and of two equals the smaller counts",
        "it is equal in every respect, and the id decides",
    )
    pairs = zip(other.trust(), used.trust(), strict=True)
    place = next((place for place, (mine, best) in enumerate(pairs) if mine != best), -1)
    return words[place]


def effect_words(weighed: WeighedRecord | None, policy: OrderingPolicy) -> str:
    """
    Say how the effect that counts follows from a record.

    Args:
        weighed: None where no benefit record speaks to the process.
    """
    if weighed is None:
        return "expert opinion only: no benefit record speaks to it"
    counted, effect = weighed.counted, weighed.record.effect
    match counted.basis:
        case Basis.NO_BENEFIT:
            return "no benefit was found, which counts as 0"
        case Basis.NO_FIGURE:
            return "a benefit without a figure that converts"
        case Basis.INTERVAL:
            words = f"the lower bound {counted.bound:.3g}"
        case Basis.SHARE:
            words = f"{policy.unbounded_share:g} of {counted.figure:.3g}, which has no interval"
        case Basis.SAMPLE:
            words = f"the lower bound that {counted.figure:.3g} has with n = {weighed.record.n}"
    kind = "as a standardized difference, " if effect is not None and effect.is_ratio else ""
    if counted.bound < 0:
        return f"{kind}{words}; below 0 counts as 0"
    over = counted.bound > policy.effect_cap
    return f"{kind}{words}" + f"; more than {policy.effect_cap:g} counts as that" * over


# The records that set nothing


def _set_aside(
    technique: Technique, targets: tuple[TargetArithmetic, ...], reasoning: Reasoning
) -> Iterator[RecordSetAside]:
    shown = {record.record for target in targets for record in target.records}
    for link in technique.evidence:
        record = reasoning.library.records[link.record]
        if record.id not in shown:
            yield RecordSetAside(
                record=record.id, statement=statement(record), why=_why_aside(record, reasoning)
            )


def _why_aside(record: EvidenceRecord, reasoning: Reasoning) -> str:
    if record.use is not Use.BENEFIT:
        return _NOT_A_BENEFIT[record.use]
    if record.comparator.type is ComparatorType.ACTIVE:
        return "it compares with another treatment, which is no benefit over nothing"
    vocabulary = reasoning.library.vocabulary
    named = ", ".join(vocabulary.process_label(each.process).lower() for each in record.processes)
    return (
        f"it speaks to {named or 'no process'}; none is both a target and among this client's "
        "processes"
    )


# The foundation


def association_arithmetic(technique: Technique, reasoning: Reasoning) -> Association:
    """Give what ranks a foundation technique: its correlations with outcome, the one used first."""
    found = weigh_associations(technique, reasoning.library, reasoning.met, reasoning.policy)
    return Association(
        value=round(found[0].value if found else 0.0, DIGITS),
        records=tuple(
            AssociationLine(
                record=each.record.id,
                statement=statement(each.record),
                start=start_certainty(each.record),
                steps=certainty_steps(each.record, each.link, Fit.MEASURED, direct=each.direct),
                certainty=each.certainty,
                value=round(each.value, DIGITS),
                used=each is found[0],
            )
            for each in found
        ),
    )
