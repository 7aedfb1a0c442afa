"""
Draw what follows from a client's results, by rule, each rule with its source.

The rules say when to contact, look, change, go on, consolidate or end. They prompt a
clinician, who knows what the numbers do not; none of them acts on an average.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

import attrs

from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.instrument import ScaleDirection
from neuroplan.model.plan import Alternative, Plan, PlannedTechnique
from neuroplan.model.progress import (
    Action,
    Consequence,
    ObjectiveStanding,
    ReviewSafety,
    Series,
    Track,
    Trend,
    Verdict,
)
from neuroplan.model.terms import Phase, Status
from neuroplan.pipeline.responsiveness import responsiveness_evidence
from neuroplan.pipeline.safety import safety_content


__all__ = ["Findings", "draw_consequences", "references_of", "tell_track"]

#: No reliable change by session 4 to 6 means a look (responsiveness.progress-adjustment).
LOOK_FROM = 4
#: None by about session 6 to 8, or half of the planned dose, means a change (convention).
CHANGE_FROM = 6
#: An early gain is large from this many reliable changes, or past the cut-off: our judgement.
LARGE = 2

CONVENTION, JUDGEMENT = "clinical_convention", "our_judgement"
#: Behind responsiveness.progress-adjustment and stop-and-refer; the last is a null finding.
FEEDBACK = (
    "responsiveness/dejong2021",
    "safety/barkham2023",
    "responsiveness/lambert2018",
    "responsiveness/kendrick2016",
)

_CONTACT = (
    "Contact the client in the same week and check risk. Reduce the intensity of processing and "
    "return to stabilization until it is understood. Review formulation, alliance and dose, and "
    "consult."
)
_LOOK = (
    "Look at alliance and preferences, motivation, life events, support and the fit of the "
    "formulation."
)
_CHANGE = (
    f"{_LOOK} Then move to the next alternative for the process, or to another process, step up "
    "care where that is due, and consult."
)
_GO_ON = "Stay the course and keep measuring."
_CONSOLIDATE = (
    "Check with the client whether their goals are met; plan consolidation and spaced sessions."
)
_END = (
    "Ask the client, in their words, whether their goals are met. If so, consolidate, agree on "
    "early signs and what to do about them, and end."
)
_WAIT = " Neither space nor end sessions before what stands above is settled."
_GET_A_PLAN = " For the alternatives: `plan generate CLIENT -o plan.json`, then --plan plan.json."
_CHECK_AGAIN = " Make the plan again first: eligibility was checked when it was made."


@attrs.frozen(kw_only=True)
class Findings:
    """What the rules read."""

    safety: ReviewSafety
    series: tuple[Series, ...]
    objectives: tuple[ObjectiveStanding, ...]
    plan: Plan | None
    session: int | None
    planned_sessions: int | None
    labels: Mapping[str, str]

    @property
    def change_from(self) -> int:
        """The session from which a missing gain asks for a change."""
        if self.planned_sessions is None:
            return CHANGE_FROM
        return min(CHANGE_FROM, max(1, math.ceil(self.planned_sessions / 2)))

    @property
    def outcomes(self) -> tuple[Series, ...]:
        """The series that measure outcome."""
        return tuple(each for each in self.series if not each.alliance)

    @property
    def must_wait(self) -> bool:
        """Whether an open safety question or a worsening bars spacing and ending."""
        return self.safety.is_open or any(each.has_worsened for each in self.series)


def draw_consequences(found: Findings) -> tuple[Consequence, ...]:
    """Apply every rule, and give what follows in the order of doing it."""
    drawn = [
        *_worsening(found),
        *_alliance(found),
        *_worse_without_figure(found),
        *_no_gain(found),
        *_gains(found),
        *_goals(found),
    ]
    order = tuple(Action)
    return tuple(sorted(drawn, key=lambda each: order.index(each.action)))


def tell_track(found: Findings, consequences: Iterable[Consequence]) -> tuple[Track, str]:
    """Tell whether the work is on track, by the worst measure, and why."""
    drawn = {each.rule: each for each in consequences}
    for rule, track in (
        ("reliable_worsening", Track.OFF_TRACK),
        ("no_reliable_gain", Track.OFF_TRACK),
        ("no_gain_yet", Track.WATCH),
        ("alliance", Track.WATCH),
        ("worse_without_figure", Track.WATCH),
        ("session_not_given", Track.CANNOT_TELL),
        ("too_early", Track.TOO_EARLY),
    ):
        if rule in drawn:
            return track, drawn[rule].why
    if any(each.has_gained for each in found.outcomes):
        return Track.ON_TRACK, "What was measured twice and could improve has done so reliably."
    if any(each.trend is not Trend.NONE for each in found.outcomes):
        return Track.CANNOT_TELL, (
            "No measure that began in its clinical range has a known reliable change: the "
            "trends and the client's own word are what there is."
        )
    return Track.CANNOT_TELL, "No outcome measure has results of two dates."


def references_of(consequences: Iterable[Consequence]) -> tuple[EvidenceRecord, ...]:
    """Give the records behind the rules that apply, sorted by id."""
    known = {**safety_content().evidence, **responsiveness_evidence()}
    cited = {source for each in consequences for source in each.sources}
    return tuple(known[source] for source in sorted(cited) if source in known)


def _names(series: Iterable[Series]) -> tuple[str, ...]:
    return tuple(_name(each) for each in series)


def _name(series: Series) -> str:
    part = series.score.partition(":")[2]
    return f"{series.instrument}/{part}" if part else series.instrument


def _listed(series: Iterable[Series]) -> str:
    return ", ".join(_names(series))


# Worsening


def _worsening(found: Findings) -> Iterator[Consequence]:
    worse = [each for each in found.series if each.has_worsened]
    if worse:
        yield Consequence(
            rule="reliable_worsening",
            action=Action.CONTACT,
            scores=_names(worse),
            why="; ".join(map(_worse_words, worse)) + ".",
            advice=_CONTACT + _running(found),
            sources=FEEDBACK,
        )


def _worse_words(series: Series) -> str:
    latest = series.latest
    if series.verdict is Verdict.RELIABLE_DETERIORATION:
        began = series.baseline
        return (
            f"{_name(series)} is reliably worse: {began.value:g} ({began.date}) to "
            f"{latest.value:g} ({latest.date})"
        )
    best = series.setback.best if series.setback else latest
    return (
        f"{_name(series)} is reliably worse than its best: {best.value:g} ({best.date}) to "
        f"{latest.value:g} ({latest.date})"
    )


def _running(found: Findings) -> str:
    """Name the processing that the plan has in this session."""
    if found.plan is None or found.session is None:
        return ""
    running = [
        entry.technique_id
        for phase in found.plan.phases
        if phase.id is Phase.PROCESSING
        for entry in phase.techniques
        if _runs_in(entry, found.session)
    ]
    return f" Processing in the plan at this session: {', '.join(running)}." if running else ""


def _runs_in(entry: PlannedTechnique, session: int) -> bool:
    planned = entry.sessions
    return (
        entry.status is Status.ACTIVE
        and planned is not None
        and planned.first <= session <= planned.last
    )


def _alliance(found: Findings) -> Iterator[Consequence]:
    """Any fall of an alliance measure, or one below its cut-off, is talked about first."""
    strained = [
        each for each in found.series if each.alliance and (each.ends_clinical or _has_fallen(each))
    ]
    if strained:
        yield Consequence(
            rule="alliance",
            action=Action.LOOK,
            scores=_names(strained),
            why=f"The alliance measure is low or has fallen: {_listed(strained)}.",
            advice="Talk about the alliance first: what is missing, and what would help. " + _LOOK,
            sources=(*FEEDBACK, CONVENTION),
        )


def _has_fallen(series: Series) -> bool:
    if len(series.points) == 1:
        return False
    since = series.latest.value - series.points[-2].value
    lower = since < 0 if series.direction is ScaleDirection.HIGHER_BETTER else since > 0
    return series.trend is Trend.WORSE or lower


def _worse_without_figure(found: Findings) -> Iterator[Consequence]:
    worse = [
        each
        for each in found.outcomes
        if each.trend is Trend.WORSE and each.verdict is Verdict.TREND_ONLY
    ]
    if worse:
        yield Consequence(
            rule="worse_without_figure",
            action=Action.LOOK,
            scores=_names(worse),
            why=f"Moved the wrong way, and no figure says whether reliably: {_listed(worse)}.",
            advice="Ask the client what is behind it, measure again soon, and rate the process.",
            sources=(JUDGEMENT,),
        )


# No gain


def _no_gain(found: Findings) -> Iterator[Consequence]:
    """Judge each measure that began in its clinical range and had room for a gain."""
    lacking = [each for each in found.outcomes if _lacks_gain(each)]
    begins = {_name(each): _begins(each, found) for each in lacking}
    ahead = [each for each in lacking if begins[_name(each)] is not None]
    if ahead:
        sessions = ", ".join(f"{_name(each)} in session {begins[_name(each)]}" for each in ahead)
        yield Consequence(
            rule="work_lies_ahead",
            action=Action.GO_ON,
            scores=_names(ahead),
            why=f"The plan's work on it has not begun; it begins for {sessions}.",
            advice=_GO_ON,
            sources=(JUDGEMENT,),
        )
    due = [each for each in lacking if begins[_name(each)] is None]
    if due:
        yield _due(due, found)


def _lacks_gain(series: Series) -> bool:
    return (
        series.verdict is Verdict.NO_RELIABLE_CHANGE
        and series.setback is None
        and series.could_gain
        and series.began_clinical is not False
    )


def _begins(series: Series, found: Findings) -> int | None:
    """Give the session in which the plan's work on a measure begins, if it lies ahead."""
    if found.plan is None or found.session is None:
        return None
    starts = [
        entry.sessions.first
        for entry in found.plan.techniques()
        if entry.sessions is not None
        and entry.status is Status.ACTIVE
        and any(target.process in series.processes for target in entry.targets)
    ]
    first = min(starts, default=0)
    return first if first > found.session else None


def _due(lacking: list[Series], found: Findings) -> Consequence:
    session, change_from = found.session, found.change_from
    named = _listed(lacking)
    if session is None:
        return Consequence(
            rule="session_not_given",
            action=Action.GO_ON,
            scores=_names(lacking),
            why=f"No reliable gain yet: {named}. Whether one is due cannot be told without the "
            "session; give --session N.",
            advice=f"From session {LOOK_FROM}: {_LOOK} From session {change_from}: change.",
            sources=(*FEEDBACK, CONVENTION),
        )
    wrong_way = [each for each in lacking if each.trend is Trend.WORSE]
    why = f"No reliable gain by session {session}: {named}."
    if wrong_way:
        why += f" Moving the wrong way: {_listed(wrong_way)}."
    if session >= change_from:
        return _change(lacking, found, why)
    if session >= LOOK_FROM:
        return Consequence(
            rule="no_gain_yet",
            action=Action.LOOK,
            scores=_names(lacking),
            why=why,
            advice=f"{_LOOK} From session {change_from} on: change.",
            sources=FEEDBACK,
        )
    return Consequence(
        rule="too_early",
        action=Action.GO_ON,
        scores=_names(lacking),
        why=f"{why} Before session {min(LOOK_FROM, change_from)} that says nothing.",
        advice=_GO_ON,
        sources=FEEDBACK,
    )


def _change(lacking: list[Series], found: Findings, why: str) -> Consequence:
    processes = tuple(dict.fromkeys(process for each in lacking for process in each.processes))
    alternatives = _alternatives(found.plan, processes)
    labels = ", ".join(found.labels.get(process, process) for process in processes)
    about = f" Processes: {labels}." if labels else " It covers no single process."
    advice = _CHANGE
    if found.plan is None:
        advice += _GET_A_PLAN
    elif alternatives:
        advice += _CHECK_AGAIN
    else:
        advice += " The plan names no alternative here: a treatment outside it may fit better."
    return Consequence(
        rule="no_reliable_gain",
        action=Action.CHANGE,
        scores=_names(lacking),
        why=f"{why}{about} A change is due from session {found.change_from}.",
        advice=advice,
        sources=(CONVENTION, *FEEDBACK),
        alternatives=alternatives,
    )


def _alternatives(plan: Plan | None, processes: tuple[str, ...]) -> tuple[Alternative, ...]:
    """
    Give the alternatives of the entries that target the processes.

    An entry names what is next best for its first target, so entries of which the process
    is the first target speak before the others.
    """
    found: dict[str, Alternative] = {}
    entries = plan.techniques() if plan else ()
    planned = {entry.technique_id for entry in entries}
    for process in processes:
        first = [each for each in entries if each.targets and each.targets[0].process == process]
        others = [each for each in entries if any(t.process == process for t in each.targets)]
        for entry in first or others:
            for alternative in entry.alternatives:
                if alternative.technique_id not in planned:
                    why = f"beside {entry.technique_id}: {alternative.why}"
                    named = attrs.evolve(alternative, why=why)
                    found.setdefault(alternative.technique_id, named)
    return tuple(found.values())


# Gains


def _gains(found: Findings) -> Iterator[Consequence]:
    gained = [each for each in found.outcomes if each.has_gained]
    early = [each for each in gained if _is_large_and_early(each, found)]
    rest = [each for each in gained if each not in early]
    recovered = [each for each in rest if each.verdict is Verdict.RECOVERED]
    steady = [each for each in rest if each.verdict is not Verdict.RECOVERED]
    rising = [
        each
        for each in found.outcomes
        if each.trend is Trend.BETTER and each.verdict is Verdict.TREND_ONLY
    ]
    if early:
        yield _ready("large_early_gain", early, f"Large gain by session {found.session}", found)
    if recovered:
        yield _ready("recovered", recovered, "Reliable gain past the clinical cut-off", found)
    if steady:
        why = f"Reliable gain: {_listed(steady)}."
        yield _stay("steady_gain", steady, why, FEEDBACK)
    if rising:
        why = f"Moving the right way, no figure says whether reliably: {_listed(rising)}."
        yield _stay("better_without_figure", rising, why, (JUDGEMENT,))


def _is_large_and_early(series: Series, found: Findings) -> bool:
    if found.session is None or found.session >= found.change_from:
        return False
    if series.gain is None or series.criterion is None:
        return False
    return series.verdict is Verdict.RECOVERED or series.gain >= LARGE * series.criterion.points


def _ready(rule: str, series: list[Series], why: str, found: Findings) -> Consequence:
    """Consolidate, unless something must be settled first."""
    return Consequence(
        rule=rule,
        action=Action.GO_ON if found.must_wait else Action.CONSOLIDATE,
        scores=_names(series),
        why=f"{why}: {_listed(series)}.",
        advice=_GO_ON + _WAIT if found.must_wait else _CONSOLIDATE,
        sources=(*FEEDBACK, JUDGEMENT),
    )


def _stay(rule: str, series: list[Series], why: str, sources: tuple[str, ...]) -> Consequence:
    return Consequence(
        rule=rule,
        action=Action.GO_ON,
        scores=_names(series),
        why=why,
        advice=_GO_ON,
        sources=sources,
    )


def _goals(found: Findings) -> Iterator[Consequence]:
    """
    All objectives of the plan met; without any, all that began clinical has recovered.

    A measure that should have moved and did not speaks against an end.
    """
    began = [each for each in found.outcomes if each.began_clinical and each.change is not None]
    if found.objectives:
        met = all(each.met for each in found.objectives)
        why = "Every objective of the plan is met."
    else:
        met = bool(began) and all(each.verdict is Verdict.RECOVERED for each in began)
        why = "Every measure that began in its clinical range has recovered."
    if met and not any(_lacks_gain(each) for each in began):
        yield Consequence(
            rule="goals_met",
            action=Action.GO_ON if found.must_wait else Action.END,
            scores=_names(began),
            why=why,
            advice=_GO_ON + _WAIT if found.must_wait else _END,
            sources=(CONVENTION,),
        )
