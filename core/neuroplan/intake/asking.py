"""
What the questions need beyond the schema: items to repeat them for, kinds of answers, checks.

Each reads the answers given so far in the scope of its step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

import attrs

from neuroplan.documents.reading import Json
from neuroplan.instruments import factor_flags, risk_flags
from neuroplan.intake import results
from neuroplan.intake.answers import AnswerError, Choice, Kind, Number, Pick, Rating
from neuroplan.intake.catalogue import Option, named
from neuroplan.intake.steps import Of, Scope, Test
from neuroplan.model.instrument import Instrument, Score
from neuroplan.model.presentation import RISK_QUESTIONS, Client, Presentation, Risk
from neuroplan.model.terms import spaced
from neuroplan.pipeline.factors import DERIVATIONS


# What the steps are repeated for


def fields(key: str, *, but: str = "") -> Of:
    """Give the fields the schema has at *key*, in its order."""
    return lambda scope: (each for each in scope.catalogue.fields(key) if each.name != but)


def entries(first: str) -> Of:
    """Give the numbers of the entries of a list; its first question is at *first*."""
    return lambda scope: (
        Option(value=place, label=str(int(place) + 1))
        for place in results.places(scope.answers, first)
    )


def chosen(key: str, among: Callable[[Scope], Iterable[Option]]) -> Of:
    """Give what was chosen at *key*."""
    return lambda scope: (each for each in among(scope) if each.value in scope.ids(key))


def item_rows(scope: Scope) -> Iterable[Option]:
    """Give the rows of items to ask for, where the result is entered by items."""
    if scope.answer("ask/form/{0}") != results.ITEMS:
        return
    instrument = _instrument(scope)
    for row in results.rows(instrument, scope.answers, scope.items[0].name):
        span = f"Item {row.first}" if row.first == row.last else f"Items {row.first} to {row.last}"
        label = f"{span} of {instrument.item_count}" if row.first else "The question before item 1"
        said = (each.text for each in instrument.gates if (each.item is None) == (row.first == 0))
        yield Option(value=str(row.first), label=label, words=tuple(said))


def subscales(scope: Scope) -> Iterable[Option]:
    """Give the subscales to ask for, where the result is entered by them."""
    if scope.answer("ask/form/{0}") != results.SUBSCALES:
        return ()
    return (Option(value=each.id, label=each.label) for each in _instrument(scope).subscales)


def factors_to_ask(scope: Scope) -> Iterable[Option]:
    """Give the factors of the group that no other answer settles."""
    group, settled = scope.items[-1].value, _settled_factors(scope)
    factors = (each for each in scope.catalogue.factors if each.group == group)
    return (each for each in factors if each.value not in settled)


def factor_groups(scope: Scope) -> Iterable[Option]:
    """Give the groups in which there is a factor to ask."""
    settled = _settled_factors(scope)
    asked = {each.group for each in scope.catalogue.factors if each.value not in settled}
    return (each for each in scope.catalogue.factor_groups if each.value in asked)


def _settled_factors(scope: Scope) -> set[str]:
    """Give the factors another field answers, and those the risk block or a score shows."""
    risk = {name: scope.answers.get(f"risk/{name}") for name in RISK_QUESTIONS}
    said = {name: each for name, each in risk.items() if isinstance(each, str | bool)}
    so_far = Presentation(client=Client(id="", age=0), risk=Risk(**said))  # type: ignore[arg-type]
    settled = {row.factor for row in DERIVATIONS if row.rules_out or row.test(so_far)}
    for place in results.places(scope.answers, "instruments/{}/id"):
        for instrument, score in _scores(scope, place):
            settled.update(factor for factor, _ in factor_flags(instrument, score))
    return settled


def _instrument(scope: Scope) -> Instrument:
    """Give the instrument of the entry around; its steps are laid out only where there is one."""
    return scope.catalogue.instruments[str(scope.answer("instruments/{0}/id"))]


def _scores(scope: Scope, place: str) -> Iterator[tuple[Instrument, Score]]:
    """Give the instrument and score of an entry, where it has a result that can be scored."""
    known = scope.catalogue.instruments
    instrument = results.instrument_at(known, scope.answers, place)
    with suppress(AnswerError):
        score = results.scored(known, scope.answers, place)
        if instrument is not None and score is not None:
            yield instrument, score


# Tests


def given(key: str) -> Test:
    """Tell whether there is an answer at *key* that is not left out."""
    return lambda scope: scope.answer(key) is not None


def answer_is(key: str, value: Json) -> Test:
    """Tell whether the answer at *key* is *value*."""
    return lambda scope: scope.answer(key) == value


# Kinds of answers that the schema alone does not tell


def process_ids(scope: Scope) -> Kind:
    """Any processes, to be searched for."""
    return Pick(known=scope.catalogue.processes, vocabulary=scope.catalogue.vocabulary)


def domain_processes(scope: Scope) -> list[Option]:
    """Give the processes of the domain; those a goal names are marked."""
    named_by_goals = {
        process
        for place in results.places(scope.answers, "goals/{}/text")
        for process in scope.ids(f"goals/{place}/processes")
    }
    return [
        attrs.evolve(each, label=f"{each.label} (named by a goal)")
        if each.value in named_by_goals
        else each
        for each in scope.catalogue.processes
        if each.group == scope.items[0].value
    ]


def domain_process_ids(scope: Scope) -> Kind:
    """Processes of the domain."""
    known = tuple(domain_processes(scope))
    return Pick(known=known, shown=known, vocabulary=scope.catalogue.vocabulary)


def severity(scope: Scope) -> Kind:
    """A severity, each step with its meaning."""
    return _rating(scope, "processes", "severity", scope.catalogue.severity)


def level(scope: Scope) -> Kind:
    """A level of a strength."""
    return _rating(scope, "strengths", "level", ())


def _rating(scope: Scope, block: str, field: str, shown: tuple[Option, ...]) -> Kind:
    step, long_form = scope.catalogue.node(f"{block}/any")["oneOf"]
    return Rating(
        field=field,
        greatest=scope.catalogue.followed(step)["maximum"],
        longest=long_form["properties"]["note"]["maxLength"],
        shown=shown,
    )


def instrument_id(scope: Scope) -> Kind:
    """An instrument, to be searched for."""
    return Pick(known=scope.catalogue.instrument_options, single=True, blank="no other")


def result_form(scope: Scope) -> Kind:
    """The form in which the result is entered."""
    return Choice(known=results.forms(_instrument(scope)), left_out="leave the result out")


def item_row(scope: Scope) -> Kind:
    """The answers to a row of items."""
    place, first = (item.name for item in scope.items)
    rows = results.rows(_instrument(scope), scope.answers, place)
    return next(row for row in rows if str(row.first) == first)


def total_score(scope: Scope) -> Kind:
    """A total within its range."""
    least, greatest = _instrument(scope).total.range or (0, 0)
    return Number(least=least, greatest=greatest, whole=False)


def subscale_score(scope: Scope) -> Kind:
    """A score of the subscale within its range."""
    spans = {each.id: each.range for each in _instrument(scope).subscales}
    least, greatest = spans[scope.items[1].name]
    return Number(least=least, greatest=greatest, whole=False)


def modality_ids(scope: Scope) -> Kind:
    """Modalities that are installed."""
    known = named(scope.catalogue.modalities)
    return Pick(known=known, shown=known)


def technique_ids(scope: Scope) -> Kind:
    """Techniques that are installed, to be searched for."""
    return Pick(known=named(scope.catalogue.techniques))


# What goes with an answer


def something_to_plan_from(scope: Scope) -> str:
    """Ask for an instrument where no process was rated and no result entered before."""
    answers = scope.answers
    rated = any(
        answers.get(f"processes/{each}") is not None
        for domain in scope.catalogue.domains
        for each in scope.ids(f"ask/processes/{domain.name}")
    )
    earlier = range(int(scope.items[0].name))
    known = scope.catalogue.instruments
    if rated or any(results.entry(known, answers, str(place)) for place in earlier):
        return ""
    return "a plan needs a process rated or an instrument: name one, or go back to the processes"


def can_be_scored(scope: Scope) -> None:
    """
    Check after the last row whether there are enough answers for a score.

    Raises:
        AnswerError: There are not.
    """
    if _is_last_row(scope):
        results.scored(scope.catalogue.instruments, scope.answers, scope.items[0].name)


def positive_risk_items(scope: Scope) -> str:
    """Say after the last row what an item or score asks about, whatever the total."""
    if not _is_last_row(scope):
        return ""
    found = _scores(scope, scope.items[0].name)
    flags = (flag for instrument, score in found for flag in risk_flags(instrument, score))
    asks = dict.fromkeys(spaced(flag.asks) for flag in flags)
    return f"whatever the total, ask directly about: {', '.join(asks)}" if asks else ""


def may_be_a_name(scope: Scope) -> str:
    """Warn of an id without a digit."""
    if any(each.isdecimal() for each in str(scope.answer("client/id"))):
        return ""
    return "there is no digit in it: if it is a name, go back and give an id in its place"


def _is_last_row(scope: Scope) -> bool:
    place, first = (item.name for item in scope.items)
    *_, last = results.rows(_instrument(scope), scope.answers, place)
    return str(last.first) == first
