"""
Small builders: techniques, records, modalities, planners and clients made for one test.

Everything has a default that does nothing, so that a test names only what it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from neuroplan import (
    EvidenceRecord,
    Modality,
    ModalityInfo,
    OrderingPolicy,
    Planner,
    Practice,
    Presentation,
    Technique,
    load_presentation,
    testing,
)
from neuroplan.model.evidence import Comparator, Effect, OutcomeProcess, Population
from neuroplan.model.modality import ModalityContent
from neuroplan.model.technique import (
    Contraindication,
    Dose,
    EvidenceLink,
    Lift,
    Mechanism,
    Style,
    Target,
    Training,
)
from neuroplan.model.terms import (
    Category,
    ComparatorType,
    ContraindicationEffect,
    Design,
    Direction,
    Fit,
    Link,
    Phase,
    Role,
    Use,
)
from neuroplan.pipeline.reasoning import Reasoning


CALM = testing.CALM
#: A practice that has entered its crisis contacts.
WITH_CONTACTS = Practice(crisis_contacts={"Crisis line": "entered by the practice"})


def client(processes: Mapping[str, object] | None = None, **changes: object) -> dict[str, Any]:
    """Give a client document: an adult of 34, calm, who consents, with 12 sessions."""
    return testing.client({"fear": 3} if processes is None else processes, **changes)


def aged(age: int) -> dict[str, object]:
    """Give the client block of someone of *age* years."""
    return {"id": "C-1", "age": age}


def presentation(
    processes: Mapping[str, object] | None = None,
    **changes: Any,  # noqa: ANN401 - any field of a client
) -> Presentation:
    """Give the presentation of ``client`` with the same arguments."""
    return load_presentation(client(processes, **changes))


def effect(value: float, ci: tuple[float, float] | None = None, metric: str = "hedges_g") -> Effect:
    """Give a figure with its 95 % interval."""
    return Effect(metric=metric, value=value, ci=ci, ci_level=95.0 if ci else None)


def record(
    identity: str,
    processes: Mapping[str, str] | Iterable[str] = ("fear",),
    *,
    figure: Effect | None = None,
    comparator: ComparatorType = ComparatorType.USUAL_CARE,
    tags: Iterable[str] = (),
    **changes: Any,  # noqa: ANN401 - any field of a record
) -> EvidenceRecord:
    """Give a meta-analysis of benefit against usual care, without a figure unless given one."""
    fits = processes if isinstance(processes, Mapping) else dict.fromkeys(processes, "measured")
    plain = EvidenceRecord(
        id=identity,
        citation="Someone A (2020). A study. A Journal.",
        doi=None,
        year=2020,
        design=Design.META_ANALYSIS,
        level="1a",
        use=Use.BENEFIT,
        direction=Direction.BENEFIT,
        population=Population(as_studied="people", tags=tuple(tags)),
        comparator=Comparator(as_studied="as usual", type=comparator),
        outcome="symptoms",
        processes=tuple(OutcomeProcess(process=name, fit=Fit(fit)) for name, fit in fits.items()),
        effect=figure,
        k=10,
        n=1000,
        k_n_scope="pool",
        i2=None,
        downgrades=(),
        source_checked=True,
    )
    return attrs.evolve(plain, **changes)


def technique(
    identity: str,
    targets: Mapping[str, str] | Iterable[str] = ("fear",),
    *,
    sessions: tuple[int, int] = (1, 1),
    minutes: int = 50,
    evidence: Mapping[str, str] | Iterable[str] = (),
    **changes: Any,  # noqa: ANN401 - any field of a technique
) -> Technique:
    """Give a calm processing technique of one session for individual work."""
    roles = targets if isinstance(targets, Mapping) else dict.fromkeys(targets, "primary")
    links = evidence if isinstance(evidence, Mapping) else dict.fromkeys(evidence, "exact")
    plain = Technique(
        id=identity,
        name=identity.partition(".")[2].replace("-", " ").capitalize(),
        category=Category.INTEGRATION,
        summary="A technique made for a test.",
        targets=tuple(Target(process=name, role=Role(role)) for name, role in roles.items()),
        phase=Phase.PROCESSING,
        dose=Dose(sessions=sessions, minutes=minutes, source="clinical_convention"),
        format=("individual",),
        medium=("in_person", "telehealth"),
        training=Training(level="none", text="No special training."),
        activating=False,
        style=Style(directiveness="medium", focus="present", homework="low"),
        steps=("Begin.", "End."),
        mechanism=Mechanism(text="It helps to practise."),
        for_the_client="We try something together.",
        rationale="It was made for this.",
        evidence=tuple(EvidenceLink(record=each, link=Link(link)) for each, link in links.items()),
    )
    return attrs.evolve(plain, **changes)


def contraindication(
    factor: str,
    effect_: str = "exclude",
    *,
    lifted_by: Lift | None = None,
    **changes: Any,  # noqa: ANN401 - any field of a contraindication
) -> Contraindication:
    """Give a contraindication by *factor*: exclude, hold, adapt or caution."""
    plain = Contraindication(
        factor=factor,
        kind="absolute",
        effect=ContraindicationEffect(effect_),
        why="It could do harm.",
        source="clinical_convention",
        lifted_by=lifted_by,
    )
    return attrs.evolve(plain, **changes)


@attrs.frozen
class Offer:
    """A technique with the records it stands on."""

    technique: Technique
    records: tuple[EvidenceRecord, ...]


def offer(
    identity: str,
    strengths: Mapping[str, float],
    *,
    secondary: Iterable[str] = (),
    **changes: Any,  # noqa: ANN401 - any field of a technique
) -> Offer:
    """
    Give a technique whose evidence has exactly the conservative effects *strengths*.

    Against usual care at high certainty that is its strength; half of it where the process
    is in *secondary*. An effect of 0 is a null finding.
    """
    modality, _, name = identity.partition(".")
    records = tuple(
        record(
            f"{modality}/{name}-{process}",
            [process],
            figure=effect(lower + 0.1, (lower, lower + 0.2)) if lower else effect(0.0, (-0.1, 0.1)),
            direction=Direction.BENEFIT if lower else Direction.NULL,
        )
        for process, lower in strengths.items()
    )
    second = set(secondary)
    return Offer(
        technique(
            identity,
            {each: "secondary" if each in second else "primary" for each in strengths},
            evidence=[each.id for each in records],
            **changes,
        ),
        records,
    )


def modality(
    identity: str,
    techniques: Iterable[Technique] = (),
    records: Iterable[EvidenceRecord] = (),
    **hooks: Any,  # noqa: ANN401 - rationale and screen
) -> Modality:
    """Give a modality plugin that holds just these techniques and records."""
    content = ModalityContent(
        info=info(identity),
        techniques=tuple(techniques),
        evidence=tuple(records),
        origin="a test",
    )
    return Modality(lambda: content, **hooks)


def info(identity: str) -> ModalityInfo:
    """Give what modality.json would say of a modality made for a test."""
    return ModalityInfo(
        id=identity,
        name=identity.capitalize(),
        version="1.0.0",
        summary="Made for a test.",
        key_texts=("Someone A (2020). A book.",),
        honest_notes=(),
        evidence_as_of="2026-01-01",
    )


def planner(
    *parts: Offer | Technique | EvidenceRecord,
    policy: OrderingPolicy | None = None,
    practice: Practice | None = None,
) -> Planner:
    """Give a planner whose library is *parts* and nothing else, by the prefix of their ids."""
    techniques: dict[str, list[Technique]] = {}
    records: dict[str, list[EvidenceRecord]] = {}
    for part in parts:
        found = part if isinstance(part, Offer) else None
        single = found.technique if found else part
        if isinstance(single, Technique):
            techniques.setdefault(single.modality, []).append(single)
        evidence = found.records if found else ()
        evidence = (part,) if isinstance(part, EvidenceRecord) else evidence
        for each in evidence:
            records.setdefault(each.id.partition("/")[0], []).append(each)
    names = sorted({*techniques, *records})
    plugins = [modality(name, techniques.get(name, ()), records.get(name, ())) for name in names]
    return Planner(modalities=plugins, policy=policy, practice=practice or WITH_CONTACTS)


def reasoned(
    parts: Iterable[Offer | Technique | EvidenceRecord],
    processes: Mapping[str, object] | None = None,
    *,
    policy: OrderingPolicy | None = None,
    practice: Practice | None = None,
    **changes: Any,  # noqa: ANN401 - any field of a client
) -> Reasoning:
    """Run the steps up to the choice for a client of ``client``, with *parts* as the library."""
    engine = planner(*parts, policy=policy, practice=practice)
    return engine.reason(presentation(processes, **changes))


def picked(reasoning: Reasoning) -> dict[str, str]:
    """Give what was picked and why, in the order of choice."""
    return {pick.technique.id: pick.because.value for pick in reasoning.selection.picks}


def omitted(reasoning: Reasoning) -> dict[str, str]:
    """Give what was left out and why."""
    return {name: reason.value for name, (reason, _) in reasoning.selection.omitted.items()}


def decide(decision: str, identity: str) -> dict[str, str]:
    """Give a clinician's decision on a technique."""
    return {"technique": identity, "decision": decision, "reason": "we talked it through"}
