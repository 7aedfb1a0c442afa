"""
Draw what follows from a client's results, by rule, each rule with its source.

The rules say when to contact, look, change, go on, consolidate or end. They prompt a
clinician, who knows what the numbers do not; none of them acts on an average.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

import attrs

from neuroplan.instruments import shown
from neuroplan.library import Library
from neuroplan.model.evidence import CONVENTION, JUDGEMENT, EvidenceRecord
from neuroplan.model.instrument import ScaleDirection
from neuroplan.model.plan import Alternative, Plan, PlannedTechnique
from neuroplan.model.progress import (
    Action,
    Consequence,
    ObjectiveStanding,
    ReviewSafety,
    RiskSignal,
    Series,
    SignalKind,
    Track,
    Trend,
    Verdict,
)
from neuroplan.model.terms import Phase, Status
from neuroplan.pipeline.references import engine_evidence


__all__ = ["Findings", "draw_consequences", "references_of", "tell_track"]

#: No reliable change by session 4 to 6 means a look (responsiveness.progress-adjustment).
LOOK_FROM = 4
#: None by about session 6 to 8, or half of the planned dose, means a change (convention).
CHANGE_FROM = 6
#: An early gain is large from this many reliable changes, or past the cut-off: our judgement.
LARGE = 2

#: Behind responsiveness.progress-adjustment and stop-and-refer; the last is a null finding.
FEEDBACK = (
    "responsiveness/dejong2021",
    "safety/barkham2023",
    "responsiveness/lambert2018",
    "responsiveness/kendrick2016",
)
#: A risk item prompts a question the same day; no score predicts.
RISK = ("safety/cssrs-triage", "safety/louzon2016")

_ASK = (
    "Ask directly about risk, and do what stands under Safety first. Everything below waits "
    "until this is settled."
)
_PLAN_ANEW = (
    "Record the new answers in the client file and make the plan again: active work may have to "
    "wait, and a safety plan that exists is reviewed and renewed."
)
_CHECK = "Check risk."
_UNDERSTAND = "Go through formulation, alliance and dose, and consult."
_LOOK = (
    "Ask about the alliance, the client's wishes, motivation, practice between sessions, life "
    "events and support, and whether the formulation fits."
)
_FINISH = f"Give the whole least dose before anything is changed. Meanwhile: {_LOOK}"
_CHANGE = (
    f"{_LOOK} Then take the next alternative for the process, or another process, step up care "
    "where that is due, and consult."
)
_REFER = (
    f"{_LOOK} There is no alternative in this library: consult, step up care or refer; a "
    "treatment outside it may fit better."
)
_GO_ON = "Stay the course and keep measuring."
_GO_ON_BESIDE = (
    "Keep up the work that gains or lies ahead, and keep measuring. Neither space nor end "
    "sessions before what stands above is settled."
)
_CONSOLIDATE = (
    "Check with the client whether their goals are met; plan consolidation and spaced sessions."
)
_END = (
    "Ask the client, in their words, whether their goals are met. If so, consolidate, agree on "
    "early signs and what to do about them, and end; if not, agree on the next objective."
)
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
    library: Library

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

    def serving(self, series: Series) -> tuple[PlannedTechnique, ...]:
        """Give what runs in the plan and is counted on for what *series* measures, best first."""
        if self.plan is None:
            return ()
        least = self.plan.engine.policy.least_strength
        found = [
            (-strength, entry.order, entry)
            for entry in self.plan.techniques()
            if entry.status is Status.ACTIVE
            and (strength := _strength(entry, series.processes)) >= least
        ]
        return tuple(entry for *_, entry in sorted(found, key=lambda each: each[:2]))


def _strength(entry: PlannedTechnique, processes: Iterable[str]) -> float:
    served = (each.strength for each in entry.targets if each.process in processes)
    return max(served, default=0.0)


def draw_consequences(found: Findings) -> tuple[Consequence, ...]:
    """Apply every rule, and give what follows in the order of doing it."""
    first = [
        *_safety(found),
        *_worsening(found),
        *_alliance(found),
        *_worse_without_figure(found),
        *_no_gain(found),
    ]
    waits = found.safety.is_open or any(each.action is not Action.GO_ON for each in first)
    drawn = [*first, *_gains(found, waits=waits)]
    if waits:
        drawn = [_beside(each) for each in drawn]
    order = tuple(Action)
    return tuple(sorted(drawn, key=lambda each: order.index(each.action)))


def _beside(each: Consequence) -> Consequence:
    """Let what goes well go on beside what must be settled, and no further."""
    return attrs.evolve(each, advice=_GO_ON_BESIDE) if each.advice == _GO_ON else each


def tell_track(found: Findings, consequences: Iterable[Consequence]) -> tuple[Track, str]:
    """Tell whether the work is on track, by safety, then by the worst measure, and why."""
    drawn = {each.rule: each for each in consequences}
    track, why = _measured_track(found, drawn)
    if "safety_first" in drawn:
        return Track.SAFETY_FIRST, f"{drawn['safety_first'].why} The measures: {why}"
    return track, why


def _measured_track(found: Findings, drawn: Mapping[str, Consequence]) -> tuple[Track, str]:
    for rule, track in (
        ("reliable_worsening", Track.OFF_TRACK),
        ("no_reliable_gain", Track.OFF_TRACK),
        ("dose_not_done", Track.WATCH),
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
    known = engine_evidence()
    cited = {source for each in consequences for source in each.sources}
    return tuple(known[source] for source in sorted(cited) if source in known)


def _scores(series: Iterable[Series]) -> tuple[str, ...]:
    """Give the ids of the scores."""
    return tuple(_score(each) for each in series)


def _score(series: Series) -> str:
    part = series.score.partition(":")[2]
    return f"{series.instrument}/{part}" if part else series.instrument


def _listed(series: Iterable[Series]) -> str:
    return "; ".join(each.title for each in series)


# Safety


def _safety(found: Findings) -> Iterator[Consequence]:
    """A raised risk item, or a level of urgent or above, stands above every measure."""
    safety = found.safety
    if not safety.comes_first:
        return
    why = [f"The level is {safety.level}."] if safety.is_urgent else []
    why += [f"{signal.where} {_raised(signal)}." for signal in safety.raised]
    positive = any(signal.kind is SignalKind.POSITIVE for signal in safety.raised)
    yield Consequence(
        rule="safety_first",
        action=Action.CONTACT_TODAY if safety.is_urgent or positive else Action.CONTACT,
        scores=tuple(dict.fromkeys(signal.instrument for signal in safety.raised)),
        why=" ".join(why),
        advice=f"{_ASK} {_PLAN_ANEW}" if safety.is_urgent else _ASK,
        sources=RISK,
    )


def _raised(signal: RiskSignal) -> str:
    now = "" if signal.value is None else f"is {shown(signal.value)}"
    return now if signal.before is None else f"{now}, before that {shown(signal.before)}"


# Worsening


def _worsening(found: Findings) -> Iterator[Consequence]:
    worse = [each for each in found.series if each.has_worsened]
    if worse:
        # Where safety comes first the client is contacted, and risk is checked, at once.
        safe = not found.safety.comes_first
        parts = (_CHECK if safe else "", _lighten(found), _UNDERSTAND)
        yield Consequence(
            rule="reliable_worsening",
            action=Action.CONTACT if safe else Action.SLOW_DOWN,
            scores=_scores(worse),
            why="; ".join(map(_worse_words, worse)) + ".",
            advice=" ".join(part for part in parts if part),
            sources=FEEDBACK,
        )


def _worse_words(series: Series) -> str:
    latest, began = series.latest, series.baseline
    than = ""
    if series.verdict is not Verdict.RELIABLE_DETERIORATION and series.setback is not None:
        began, than = series.setback.best, " than its best"
    return (
        f"{series.title} is reliably worse{than}: {shown(began.value)} ({began.date}) to "
        f"{shown(latest.value)} ({latest.date})"
    )


def _lighten(found: Findings) -> str:
    """Say to reduce processing, where there is any."""
    less = "and return to stabilization until it is understood."
    if found.plan is None:
        return f"Where processing is under way, reduce its intensity {less}"
    running = [
        entry.name
        for phase in found.plan.phases
        if phase.id is Phase.PROCESSING
        for entry in phase.techniques
        if found.session is None or _runs_in(entry, found.session)
    ]
    return f"Reduce the intensity of {', '.join(running)} {less}" if running else ""


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
            scores=_scores(strained),
            why=f"The alliance measure is low or has fallen: {_listed(strained)}.",
            advice="Talk about the alliance: what is missing, and what would help. " + _LOOK,
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
            scores=_scores(worse),
            why=f"Moved the wrong way, and no figure says whether reliably: {_listed(worse)}.",
            advice="Ask the client what is behind it, measure again soon, and rate the process.",
            sources=(JUDGEMENT,),
        )


# No gain


def _no_gain(found: Findings) -> Iterator[Consequence]:
    """Judge each measure that began in its clinical range and had room for a gain."""
    ahead: list[Series] = []
    due: list[Series] = []
    for each in found.outcomes:
        if _lacks_gain(each):
            (due if _begins(each, found) is None else ahead).append(each)
    if ahead:
        sessions = "; ".join(f"{each.title} in session {_begins(each, found)}" for each in ahead)
        yield Consequence(
            rule="work_lies_ahead",
            action=Action.GO_ON,
            scores=_scores(ahead),
            why=f"The plan's work on it has not begun; it begins for {sessions}.",
            advice=_GO_ON,
            sources=(JUDGEMENT,),
        )
    if due:
        yield from _due(due, found)


def _lacks_gain(series: Series) -> bool:
    return (
        series.verdict is Verdict.NO_RELIABLE_CHANGE
        and series.setback is None
        and series.could_gain
        and series.began_clinical is not False
    )


def _begins(series: Series, found: Findings) -> int | None:
    """Give the session in which the plan's work on a measure begins, if it lies ahead."""
    starts = [entry.sessions.first for entry in found.serving(series) if entry.sessions is not None]
    first = min(starts, default=0)
    return first if found.session is not None and first > found.session else None


def _due(lacking: list[Series], found: Findings) -> Iterator[Consequence]:
    session, change_from = found.session, found.change_from
    if session is None:
        yield Consequence(
            rule="session_not_given",
            action=Action.GO_ON,
            scores=_scores(lacking),
            why=f"No reliable gain yet: {_listed(lacking)}. Whether one is due cannot be told "
            "without the session; give --session N.",
            advice=f"From session {LOOK_FROM}: {_LOOK} From session {change_from}: change.",
            sources=(*FEEDBACK, CONVENTION),
        )
    elif session >= change_from:
        yield from _change_is_due(lacking, session, found)
    elif session >= LOOK_FROM:
        yield Consequence(
            rule="no_gain_yet",
            action=Action.LOOK,
            scores=_scores(lacking),
            why=_lack(lacking, session),
            advice=f"{_LOOK} From session {change_from} on: change.",
            sources=FEEDBACK,
        )
    else:
        yield Consequence(
            rule="too_early",
            action=Action.GO_ON,
            scores=_scores(lacking),
            why=f"{_lack(lacking, session)} Before session {min(LOOK_FROM, change_from)} that "
            "says nothing.",
            advice=_GO_ON,
            sources=FEEDBACK,
        )


def _lack(lacking: list[Series], session: int) -> str:
    why = f"No reliable gain by session {session}: {_listed(lacking)}."
    wrong_way = [each for each in lacking if each.trend is Trend.WORSE]
    return f"{why} Moving the wrong way: {_listed(wrong_way)}." if wrong_way else why


def _change_is_due(lacking: list[Series], session: int, found: Findings) -> Iterator[Consequence]:
    """Change what had its least dose without a gain; what did not have it goes on first."""
    doses = {_score(each): _dose_left(each, session, found) for each in lacking}
    unfinished = [each for each in lacking if doses[_score(each)]]
    if unfinished:
        left = dict.fromkeys(doses[_score(each)] for each in unfinished)
        yield Consequence(
            rule="dose_not_done",
            action=Action.FINISH,
            scores=_scores(unfinished),
            why=f"{_lack(unfinished, session)} {' '.join(left)}",
            advice=_FINISH,
            sources=(*FEEDBACK, JUDGEMENT),
        )
    had = [each for each in lacking if not doses[_score(each)]]
    if had:
        yield _change(had, found, _lack(had, session))


def _dose_left(series: Series, session: int, found: Findings) -> str:
    """Say how much was given of what is counted on most, while that is under its least dose."""
    if found.plan is None:
        return ""
    for entry in found.serving(series):
        planned = entry.sessions.count if entry.sessions is not None else 0
        if not planned:
            # What runs outside the sessions has no sessions to count.
            continue
        done = sum(
            entry.technique_id in each.techniques
            for each in found.plan.session_outline
            if each.session <= session
        )
        technique = found.library.techniques.get(entry.technique_id)
        least = min(technique.dose.least, planned) if technique else planned
        if done >= least:
            return ""
        return f"{entry.name}: {done} of {planned} sessions done; its least dose is {least}."
    return ""


def _change(lacking: list[Series], found: Findings, why: str) -> Consequence:
    processes = tuple(dict.fromkeys(process for each in lacking for process in each.processes))
    alternatives = _alternatives(found.plan, processes)
    labels = ", ".join(map(found.library.vocabulary.process_label, processes))
    about = f" Processes: {labels}." if labels else " It covers no single process."
    if found.plan is None:
        action, advice = Action.CHANGE, _CHANGE + _GET_A_PLAN
    elif alternatives:
        action, advice = Action.CHANGE, _CHANGE + _CHECK_AGAIN
    else:
        action, advice = Action.REFER, _REFER
    return Consequence(
        rule="no_reliable_gain",
        action=action,
        scores=_scores(lacking),
        why=f"{why}{about} A change is due from session {found.change_from}.",
        advice=advice,
        sources=(CONVENTION, *FEEDBACK),
        alternatives=alternatives,
    )


def _alternatives(plan: Plan | None, processes: tuple[str, ...]) -> tuple[Alternative, ...]:
    """
    Give the alternatives for the processes that are strong enough to count on.

    An entry names what is next best for its first target, so only entries of which the
    process is the first target, and that are counted on for it, speak here.
    """
    if plan is None:
        return ()
    found: dict[str, Alternative] = {}
    least = plan.engine.policy.least_strength
    entries = plan.techniques()
    planned = {entry.technique_id for entry in entries}
    for process in processes:
        for entry in entries:
            first = entry.targets[0] if entry.targets else None
            if first is None or first.process != process or first.strength < least:
                continue
            for alternative in entry.alternatives:
                if alternative.technique_id not in planned:
                    why = f"beside {entry.name}: {alternative.why}"
                    named = attrs.evolve(alternative, why=why)
                    found.setdefault(alternative.technique_id, named)
    return tuple(found.values())


# Gains


def _gains(found: Findings, *, waits: bool) -> Iterator[Consequence]:
    """
    Say what follows from gains.

    Args:
        waits: Something must be settled first, so that nothing is consolidated or ended.
    """
    lacking = any(_lacks_gain(each) for each in found.outcomes)
    if not waits and not lacking and (end := _end(found)) is not None:
        yield end
        return
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
    ready = bool(gained) and not (waits or lacking or steady)
    reasons = [
        ("large_early_gain", early, f"Large gain by session {found.session}"),
        ("recovered", recovered, "Reliable gain past the clinical cut-off"),
        ("steady_gain", steady, "Reliable gain"),
    ]
    for rule, series, why in reasons:
        if series:
            yield Consequence(
                rule=rule,
                action=Action.CONSOLIDATE if ready else Action.GO_ON,
                scores=_scores(series),
                why=f"{why}: {'; '.join(map(_with_side, series))}.",
                advice=_CONSOLIDATE if ready else _GO_ON,
                sources=(*FEEDBACK, JUDGEMENT),
            )
    if rising and not ready:
        yield Consequence(
            rule="better_without_figure",
            action=Action.GO_ON,
            scores=_scores(rising),
            why=f"Moving the right way, no figure says whether reliably: {_listed(rising)}.",
            advice=_GO_ON,
            sources=(JUDGEMENT,),
        )


def _with_side(series: Series) -> str:
    """Name a measure, and say where it still lies on the clinical side of its cut-off."""
    side = series.side if series.ends_clinical else None
    return f"{series.title} ({side})" if side else series.title


def _is_large_and_early(series: Series, found: Findings) -> bool:
    if found.session is None or found.session >= found.change_from:
        return False
    if series.gain is None or series.criterion is None:
        return False
    return series.verdict is Verdict.RECOVERED or series.gain >= LARGE * series.criterion.points


def _end(found: Findings) -> Consequence | None:
    """
    All objectives of the plan met; without any, all that began clinical has recovered.

    A measure that is still on the clinical side of its cut-off speaks against an end.
    """
    began = [each for each in found.outcomes if each.began_clinical and each.change is not None]
    if any(each.ends_clinical for each in began):
        return None
    if found.objectives:
        met = all(each.met for each in found.objectives)
        why = "Every objective of the plan is met."
    else:
        met = bool(began) and all(each.verdict is Verdict.RECOVERED for each in began)
        why = "Every measure that began in its clinical range has recovered."
    if not met:
        return None
    return Consequence(
        rule="goals_met",
        action=Action.END,
        scores=_scores(began),
        why=why,
        advice=_END,
        sources=(CONVENTION,),
    )
