"""
Explain each placed technique.

Why it is there for this client, how sure that is, what to watch, and what could stand in
its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from neuroplan.citations import statement
from neuroplan.library import Library
from neuroplan.model.case import Case
from neuroplan.model.plan import (
    Alternative,
    PlannedPhase,
    PlannedTechnique,
    Rationale,
    TargetFinding,
    goal_served_most,
)
from neuroplan.model.policy import OrderingPolicy
from neuroplan.model.technique import Technique
from neuroplan.model.terms import (
    Certainty,
    ChosenBecause,
    Omission,
    Phase,
    Role,
    Status,
)
from neuroplan.pipeline.eligibility import Verdict, precautions
from neuroplan.pipeline.formulation import ClientFacts
from neuroplan.pipeline.foundation import association_of, weigh_associations
from neuroplan.pipeline.priority import DIGITS
from neuroplan.pipeline.selection import Selection
from neuroplan.pipeline.sequencing import Slot
from neuroplan.pipeline.strength import Strength
from neuroplan.reasons import chosen_sentence


MOST_ALTERNATIVES = 2
SAME_KIND = "another option of the same kind"

_CERTAINTY_WORDS = {
    Certainty.HIGH: "High",
    Certainty.MODERATE: "Moderate",
    Certainty.LOW: "Low",
    Certainty.VERY_LOW: "Very low",
}
_EXIT_TESTS = {
    Phase.STABILIZATION: "Settled when the client can calm or return to the present within minutes "
    "with what was practised, tried in a session. Review after one to three sessions; nothing "
    "here has to be finished before other work begins unless a technique says so.",
    Phase.PREPARATION: "Done when what each technique prepares for can begin; no fixed number of "
    "sessions is asked for.",
}


@attrs.frozen(kw_only=True)
class Explainer:
    """What every entry of one plan is explained from."""

    library: Library
    facts: ClientFacts
    case: Case
    selection: Selection
    met: frozenset[str]
    policy: OrderingPolicy

    def entry(self, slot: Slot) -> PlannedTechnique:
        """Give the plan's entry of a placed technique."""
        pick, technique = slot.pick, slot.pick.technique
        verdict = self.selection.verdicts[technique.id]
        return self._entry(
            technique,
            verdict,
            order=slot.order,
            status=pick.status,
            because=pick.because,
            priority=pick.priority,
            slot=slot,
        )

    def foundation_entry(self, technique: Technique, order: int) -> PlannedTechnique:
        """Give the plan's entry of a foundation technique."""
        association = association_of(technique, self.library, self.met, self.policy)
        return self._entry(
            technique,
            self.selection.verdicts[technique.id],
            order=order,
            status=Status.ACTIVE,
            because=ChosenBecause.FOUNDATION,
            priority=round(association, 6),
            slot=None,
        )

    def _entry(
        self,
        technique: Technique,
        verdict: Verdict,
        *,
        order: int,
        status: Status,
        because: ChosenBecause,
        priority: float,
        slot: Slot | None,
    ) -> PlannedTechnique:
        strengths = self.selection.strengths.get(technique.id, {})
        targets = self._targets(strengths)
        care = precautions(verdict, self.facts, self.library.vocabulary)
        return PlannedTechnique(
            order=order,
            technique_id=technique.id,
            name=technique.name,
            modality=technique.modality,
            category=technique.category,
            status=status,
            hold_until=tuple(dict.fromkeys(hold.until for hold in verdict.holds)),
            chosen_because=because,
            sessions=slot.sessions if slot else None,
            targets=targets,
            priority=priority,
            rationale=self._rationale(technique, targets, because),
            for_the_client=technique.for_the_client,
            steps=technique.steps,
            home_practice=care.home_practice,
            cautions=tuple(dict.fromkeys([*(hold.why for hold in verdict.holds), *care.cautions])),
            ask_before_starting=care.ask,
            training=technique.training.text,
            prepares_for=slot.pick.prepares if slot else (),
            alternatives=self._alternatives(
                technique, targets, slot.pick.process if slot else None
            ),
            evidence=tuple(link.record for link in technique.evidence),
            adapted_form=" ".join(care.adapted_forms) or None,
            kept_free=slot.kept_free if slot else None,
        )

    def _targets(self, strengths: Mapping[str, Strength]) -> tuple[TargetFinding, ...]:
        """The processes of this client it serves, those it serves most first."""
        found = [
            TargetFinding(
                process=process,
                role=strength.role,
                severity=self.facts.severity(process),
                need=self.facts.needs[process],
                strength=round(strength.value, 6),
                certainty=strength.certainty,
                record=strength.record,
                effect_used=round(strength.effect, 6),
                basis=strength.basis,
                via=strength.via,
            )
            for process, strength in strengths.items()
            if process in self.facts.needs
        ]
        found.sort(
            key=lambda each: (each.role is Role.SECONDARY, -each.need * each.strength, each.process)
        )
        return tuple(found)

    def _rationale(
        self, technique: Technique, targets: tuple[TargetFinding, ...], because: ChosenBecause
    ) -> Rationale:
        plugin = self.library.owners[technique.id]
        case = self._case_with(targets)
        own = plugin.rationale(technique, case) if plugin.explains else None
        chosen = chosen_sentence(because, outside=technique.adjunct)
        parts = [self._fit(targets, case, because), technique.rationale, own or "", chosen]
        return Rationale(
            for_this_client=" ".join(part for part in parts if part),
            category_principle=self.library.vocabulary.categories[
                technique.category.value
            ].principle,
            mechanism=technique.mechanism.text,
            evidence_statement=self._evidence(technique, targets),
            contested=technique.mechanism.contested,
        )

    def _case_with(self, targets: tuple[TargetFinding, ...]) -> Case:
        """Give the case with the goal that a technique with *targets* serves most."""
        goal = goal_served_most(self.case.formulation.goals, targets)
        served = goal is not None and goal.is_served(targets, self.policy.least_strength)
        return attrs.evolve(self.case, goal=goal, serves_goal=served)

    def _fit(self, targets: tuple[TargetFinding, ...], case: Case, because: ChosenBecause) -> str:
        """Name this client's processes, and the goal the work bears on or is tried for."""
        if not targets:
            return self._fit_without_targets()
        words = self.library.vocabulary.severity
        named = [
            f"{self.library.vocabulary.process_label(target.process).lower()} "
            f"({words[target.severity]}, {target.severity})"
            for target in targets[:4]
        ]
        text = f"For this client's {_joined(named)}."
        goal = case.goal
        if goal is None or not any(each.process in goal.processes for each in targets):
            return text
        if case.serves_goal:
            return f"{text} It bears on the goal \u201c{goal.text}\u201d."
        tried = because is ChosenBecause.WEAK_EVIDENCE
        return f"{text} It is tried for the goal \u201c{goal.text}\u201d." if tried else text

    def _fit_without_targets(self) -> str:
        """A foundation technique serves the work on what the client needs most."""
        first = next((each for each in self.facts.needs), None)
        goals = self.case.formulation.goals
        if goals:
            return f"It carries the work towards the goal \u201c{goals[0].text}\u201d."
        if first is not None:
            label = self.library.vocabulary.process_label(first).lower()
            return f"It carries the work on {label}."
        return ""

    def _evidence(self, technique: Technique, targets: tuple[TargetFinding, ...]) -> str:
        if technique.foundation:
            return self._association(technique)
        if not targets:
            return "No benefit record speaks to this client's processes."
        return " ".join(self._target_evidence(target) for target in targets[:3])

    def _target_evidence(self, target: TargetFinding) -> str:
        label = self.library.vocabulary.process_label(target.process)
        if target.via is not None:
            label += f" (through {self.library.vocabulary.process_label(target.via).lower()})"
        if target.record is None:
            return f"{label}: expert opinion only; no study against usual care or no treatment."
        record = self.library.records[target.record]
        certainty = _CERTAINTY_WORDS[target.certainty]
        if target.basis == "null":
            return f"{label}: {certainty.lower()} certainty of no benefit. {statement(record)}."
        if target.basis == "no_figure":
            return f"{label}: {certainty.lower()} certainty, without a figure. {statement(record)}."
        return (
            f"{label}: {certainty.lower()} certainty. {statement(record)}; "
            f"counted on: {target.effect_used:.2f}."
        )

    def _association(self, technique: Technique) -> str:
        found = weigh_associations(technique, self.library, self.met, self.policy)
        if not found:
            return "Clinical convention; no correlation with outcome is on record."
        return (
            f"{statement(found[0].record)}. This is a correlation with outcome, not the effect of "
            "doing it; cause and direction are open."
        )

    def _alternatives(
        self, technique: Technique, targets: tuple[TargetFinding, ...], process: str | None
    ) -> tuple[Alternative, ...]:
        """
        Give what is stronger for the same end, other options of the same kind, what is next.

        Args:
            process: What it was chosen for, which comes before its first target.
        """
        chosen_for = [each for each in targets if each.process == process]
        ends = dict.fromkeys((*chosen_for, *targets[:1]))
        serving = [
            (other, found, round(found.value, DIGITS) > target.strength)
            for target in ends
            for other, found in self._serving(technique, target).items()
        ]
        options = set(self._options(technique))
        whys: dict[str, str] = {}
        for other, found, stronger in serving:
            if stronger:
                out = SAME_KIND if other in options else f"left out because {self._out(other)}"
                whys.setdefault(other, f"stronger for {self._served(found, ' alone')}; {out}")
        for other in sorted(options):
            whys.setdefault(other, SAME_KIND)
        for other, found, _ in serving:
            whys.setdefault(other, f"next for {self._served(found)}")
        return tuple(
            Alternative(technique_id=other, why=why)
            for other, why in list(whys.items())[:MOST_ALTERNATIVES]
        )

    def _options(self, technique: Technique) -> Iterator[str]:
        """Give the other options of its kind that may be used."""
        for other in self.library.variants.get(technique.variant_of or "", ()):
            verdict = self.selection.verdicts.get(other)
            usable = verdict is not None and verdict.omission in (None, Omission.SECOND_LINE)
            if other != technique.id and usable:
                yield other

    def _serving(self, technique: Technique, target: TargetFinding) -> Mapping[str, Strength]:
        """Give what else may start and serves a process well enough, the strongest first."""
        picked = {pick.technique.id for pick in self.selection.picks}
        enough = min(self.policy.least_strength, max(target.strength, 1e-6))
        found = {
            identity: strength
            for identity, strengths in self.selection.strengths.items()
            if identity not in picked
            and identity != technique.id
            and self.selection.verdicts[identity].is_active
            and (strength := strengths.get(target.process)) is not None
            and strength.value >= enough
            and self._stands_alone(identity, technique)
        }
        return dict(sorted(found.items(), key=lambda each: (-each[1].value, each[0])))

    def _served(self, strength: Strength, alone: str = "") -> str:
        label = self.library.vocabulary.process_label(strength.process).lower()
        certainty = _CERTAINTY_WORDS[strength.certainty].lower()
        return f"{label}{alone}: strength {strength.value:.3f}, {certainty} certainty"

    def _out(self, identity: str) -> str:
        """Say why it was left out, inside a sentence."""
        _, detail = self.selection.omitted[identity]
        return f"{detail[:1].lower()}{detail[1:]}".rstrip(".")

    def _stands_alone(self, identity: str, technique: Technique) -> bool:
        """Whether it can stand in for *technique*: neither part of it nor in need of it."""
        other = self.library.techniques[identity]
        needed = {member for group in other.requires for member in group}
        return other.part_of != technique.id and technique.id not in needed


def phases_of(
    entries: Iterable[PlannedTechnique], explainer: Explainer
) -> tuple[PlannedPhase, ...]:
    """Group entries by the kind of work, in the order of the phases."""
    library = explainer.library
    grouped: dict[Phase, list[PlannedTechnique]] = {}
    for entry in entries:
        grouped.setdefault(library.techniques[entry.technique_id].phase, []).append(entry)
    return tuple(
        PlannedPhase(
            id=phase,
            label=library.vocabulary.phases[phase.value].label,
            reason=library.vocabulary.phases[phase.value].definition,
            techniques=tuple(grouped[phase]),
            exit_test=_EXIT_TESTS.get(phase),
        )
        for phase in Phase
        if phase in grouped
    )


def _joined(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
