"""``plan explain``: why one technique is, or is not, in the plan of one client."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from neuroplan.cli import console
from neuroplan.cli.card import Card
from neuroplan.cli.options import Sources, format_option, planning_options, unknown
from neuroplan.cli.records import step_words
from neuroplan.documents.presentation import load_presentation
from neuroplan.model.explanation import (
    Arithmetic,
    Association,
    CertaintyStep,
    Eligibility,
    Explanation,
    Placement,
    RecordWeighed,
    Relation,
    TargetArithmetic,
)
from neuroplan.model.terms import Certainty, spaced


@click.command
@click.argument("client", metavar="CLIENT")
@click.argument("technique", metavar="TECHNIQUE")
@format_option("text", "json")
@planning_options
def explain(client: str, technique: str, form: str, sources: Sources) -> None:
    """
    Say why TECHNIQUE is in a plan, or is not.

    Shows the arithmetic for CLIENT, record by record, and what would have to change. Give
    the same options as for the plan that is to be explained.
    """
    planner = sources.planner()
    known = planner.library.techniques
    if technique not in known:
        raise unknown("technique", technique, known, "plan techniques list")
    explanation = planner.explain(load_presentation(client, known=planner.known_ids), technique)
    if form == "json":
        console.write_json(explanation.to_dict())
    else:
        console.write_result(_text(explanation))


def _text(explanation: Explanation) -> str:
    card = Card(f"{explanation.name} ({explanation.technique_id})", _outcome(explanation.placement))
    _eligibility(card, explanation.eligibility)
    if explanation.arithmetic is not None:
        _arithmetic(card, explanation.arithmetic)
    if explanation.association is not None:
        _association(card, explanation.association)
    for group in explanation.requires:
        title = "Needs before it" if len(group) == 1 else "Needs one of these before it"
        card.items(title, map(_relation, group))
    card.items("Second line to", map(_relation, explanation.goes_after))
    card.items("First line before", map(_relation, explanation.goes_before))
    card.items("It would come in if", explanation.changes.to_come_in)
    card.items("It would move up with", explanation.changes.to_move_up)
    card.items("It would go out if", explanation.changes.to_go_out)
    return card.text()


def _outcome(placement: Placement) -> str:
    if placement.omission is not None:
        return f"Left out ({spaced(placement.omission)}): {placement.detail}"
    places = {
        "foundation": "In the foundation",
        "active": "In the plan, active",
        "held": "In the plan, on hold",
    }
    then = placement.priority_then
    number = f" Its priority then was {then:.4f}." if then is not None else ""
    return f"{places[placement.place]}: {placement.detail}{number}{_prepares(placement)}"


def _prepares(placement: Placement) -> str:
    named = ", ".join(placement.prepares_for)
    return f" It prepares for {named}." if named else ""


def _eligibility(card: Card, eligibility: Eligibility) -> None:
    card.items(
        f"Eligibility: {eligibility.verdict}",
        (
            *(f"against it ({spaced(each.reason)}): {each.detail}" for each in eligibility.reasons),
            *(f"waits: {hold.why} Until: {hold.until}" for hold in eligibility.holds),
            *(f"done otherwise: {form}" for form in eligibility.adapted_forms),
            *(f"care: {caution}" for caution in eligibility.cautions),
            *(f"ask first: {question}" for question in eligibility.ask),
        )
        or ("nothing speaks against it",),
    )


# The arithmetic


def _arithmetic(card: Card, arithmetic: Arithmetic) -> None:
    if arithmetic.targets:
        parts = " + ".join(f"{target.adds:.4f}" for target in arithmetic.targets)
        rules = " ".join(arithmetic.responsiveness_from) or "no rule moves it"
        card.items(
            f"Priority before any pick: {arithmetic.priority:.4f}",
            (
                f"targets add {parts} = {arithmetic.total:.4f}",
                f"x {arithmetic.wish:g} for wishes: {arithmetic.wish_from}",
                f"x {arithmetic.responsiveness:g} for responsiveness: {rules}",
            ),
        )
    for target in arithmetic.targets:
        _target(card, target)
    card.items("Targets that are not among this client's processes", arithmetic.untouched)
    card.items(
        "Records that set no strength here",
        (
            f"{each.record}: {each.statement}. Set aside: {each.why}."
            for each in arithmetic.set_aside
        ),
    )


def _target(card: Card, target: TargetArithmetic) -> None:
    via = f", through {target.via}, one certainty step down" if target.via else ""
    goal = f" x {target.goal_weight:g} (a goal names it)" if target.goal_weight != 1 else ""
    card.items(
        f"{target.label} ({target.process}, {target.role}{via})",
        (
            f"need = severity {target.severity} / 4{goal} = {target.need:.4f}",
            _strength(target),
            f"effect: {target.effect_from}; {target.compared}",
            f"adds need x strength = {target.adds:.4f}",
            *_records(target.records),
        ),
    )


def _strength(target: TargetArithmetic) -> str:
    cap = f", no more than its package {target.capped_by} has" if target.capped_by else ""
    return (
        f"strength = effect {target.effect:.4f} x comparison {target.discount:g} x certainty "
        f"{target.certainty_weight:g} ({spaced(target.certainty)}) x role "
        f"{target.role_weight:g} = {target.strength:.4f}{cap}"
    )


def _records(records: Iterable[RecordWeighed]) -> Iterator[str]:
    for record in records:
        verb = "used" if record.used else "not used"
        yield (
            f"{record.record} ({record.link}), {verb}: {record.why}. {record.statement}. "
            f"Certainty {_certainty(record.start, record.certainty, record.steps)}."
        )


def _certainty(start: Certainty, end: Certainty, steps: tuple[CertaintyStep, ...]) -> str:
    if not steps:
        return f"{spaced(start)}, nothing lowers it"
    taken = "; ".join(map(step_words, steps))
    return f"{spaced(end)}: from {spaced(start)}, {taken}"


def _association(card: Card, association: Association) -> None:
    card.items(
        f"Association with outcome, which ranks the foundation: {association.value:.4f}",
        (
            f"{each.record}, {'used' if each.used else 'not used'}, {each.value:.4f}: "
            f"{each.statement}. Certainty {_certainty(each.start, each.certainty, each.steps)}."
            for each in association.records
        ),
    )


def _relation(relation: Relation) -> str:
    place = "in the plan" if relation.in_plan else "not in the plan"
    return f"{relation.name} ({relation.technique_id}): {relation.verdict}, {place}"
