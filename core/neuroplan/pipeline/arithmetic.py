"""
Show the arithmetic of one technique for one client: every factor, every record, line by line.

Nothing is decided here: the numbers are those of ``strength``, ``priority`` and
``foundation``, taken apart.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import attrs

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
from neuroplan.model.terms import ComparatorType, Direction, Fit, Role, Use
from neuroplan.pipeline.foundation import association_of
from neuroplan.pipeline.priority import DIGITS
from neuroplan.pipeline.reasoning import Reasoning
from neuroplan.pipeline.strength import (
    Strength,
    WeighedRecord,
    Weigher,
    certainty_of,
    certainty_steps,
    certainty_weight,
    conservative_effect,
    discount,
    is_direct_population,
    standardized,
    start_certainty,
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
    wish, wish_from = _wish(technique, reasoning)
    responsiveness = reasoning.responsiveness.factor(technique)
    return Arithmetic(
        targets=targets,
        total=round(total, DIGITS),
        wish=wish,
        wish_from=wish_from,
        responsiveness=round(responsiveness, DIGITS),
        responsiveness_from=tuple(
            rule.says for rule in reasoning.responsiveness.rules if rule.shift(technique)
        ),
        priority=round(total * wish * responsiveness, DIGITS),
        untouched=tuple(
            each.process for each in technique.targets if each.process not in facts.needs
        ),
        set_aside=tuple(_set_aside(technique, targets, reasoning)),
    )


def _wish(technique: Technique, reasoning: Reasoning) -> tuple[float, str]:
    """Give the factor of what the client wants, and the words for it."""
    preferences, policy = reasoning.facts.presentation.preferences, reasoning.policy
    said, of_what = preferences.techniques.get(technique.id), "technique"
    if said is None:
        said, of_what = preferences.modalities.get(technique.modality), "modality"
    match said:
        case "prefer":
            return policy.prefer, f"the client prefers the {of_what}"
        case "avoid":
            return policy.avoid, f"the client would rather avoid the {of_what}"
    return 1.0, "no wish is recorded that changes it"


# One process


def _target(technique: Technique, strength: Strength, reasoning: Reasoning) -> TargetArithmetic:
    facts, policy, library = reasoning.facts, reasoning.policy, reasoning.library
    records = library.records
    weighed = weigh_records(
        technique, strength.via or strength.process, records, reasoning.met, policy
    )
    used = records[strength.record] if strength.record else None
    kind = used.comparator.type if used else ComparatorType.NONE
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
        capped_by=technique.part_of if _is_capped(strength, factor * weight * role) else None,
        strength=round(strength.value, DIGITS),
        adds=round(need * strength.value, DIGITS),
        records=tuple(
            _weighed(each, weighed[0], strength.via or strength.process, reasoning)
            for each in weighed
        ),
    )


def _is_capped(strength: Strength, factor: float) -> bool:
    product = strength.effect * factor
    return strength.value < product and not math.isclose(strength.value, product)


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
        effect=None if each.effect is None else round(each.effect, DIGITS),
        effect_from=effect_words(record, reasoning.policy),
        used=each is best,
        why="the most trustworthy record" if each is best else _why_not(each, best),
    )


def _why_not(other: WeighedRecord, used: WeighedRecord) -> str:
    """Name the first of the keys of trust in which *other* falls behind *used*."""
    words = (
        "it gives no figure that converts",
        f"its certainty is lower ({_spaced(other.certainty)} against {_spaced(used.certainty)})",
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


def effect_words(record: EvidenceRecord | None, policy: OrderingPolicy) -> str:
    """
    Say how the effect that counts follows from a record.

    Args:
        record: None where no benefit record speaks to the process.
    """
    if record is None:
        return "expert opinion only: no benefit record speaks to it"
    if record.direction in (Direction.NULL, Direction.HARM):
        return "no benefit was found, which counts as 0"
    found = standardized(record.effect) if record.effect else None
    if found is None:
        return "a benefit without a figure that converts"
    value, lower = found
    kind = "as a standardized difference, " if record.effect and record.effect.is_ratio else ""
    counted = conservative_effect(record, policy)
    if lower is not None:
        words = f"the lower bound {lower:.3g}"
    elif counted == min(policy.effect_cap, max(0.0, value * policy.unbounded_share)):
        words = f"{policy.unbounded_share:g} of {value:.3g}, which has no interval"
    else:
        words = f"the lower bound that {value:.3g} has with n = {record.n}"
    if counted == 0.0:
        return f"{kind}{words}; below 0 counts as 0"
    capped = f"; more than {policy.effect_cap:g} counts as that" * (counted == policy.effect_cap)
    return f"{kind}{words}{capped}"


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
    """Give what ranks a foundation technique: its correlations with outcome."""
    library, policy, met = reasoning.library, reasoning.policy, reasoning.met
    best = association_of(technique, library, met, policy)
    lines: list[AssociationLine] = []
    for link in technique.evidence:
        record = library.records[link.record]
        if record.use is not Use.ASSOCIATION or record.effect is None or record.effect.is_ratio:
            continue
        direct = is_direct_population(record.population.tags, met)
        alone = attrs.evolve(technique, evidence=(link,))
        lines.append(
            AssociationLine(
                record=record.id,
                statement=statement(record),
                start=start_certainty(record),
                steps=certainty_steps(record, link.link, Fit.MEASURED, direct=direct),
                certainty=certainty_of(record, link.link, Fit.MEASURED, direct=direct),
                value=round(association_of(alone, library, met, policy), DIGITS),
                used=False,
            )
        )
    first = next((each for each in lines if each.value == round(best, DIGITS)), None)
    return Association(
        value=round(best, DIGITS),
        records=tuple(attrs.evolve(each, used=each is first) for each in lines),
    )


def _spaced(name: str) -> str:
    return name.replace("_", " ")
