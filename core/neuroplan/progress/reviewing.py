"""Review progress: what each measure did since the first result, safety first, what follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from neuroplan.errors import UsageError
from neuroplan.library import Library
from neuroplan.model.instrument import ScaleDirection
from neuroplan.model.plan import Plan, Safety
from neuroplan.model.presentation import Presentation
from neuroplan.model.progress import ObjectiveStanding, ProgressReview, Series
from neuroplan.progress.consequences import (
    Findings,
    draw_consequences,
    references_of,
    tell_track,
)
from neuroplan.progress.series import all_series, score_all
from neuroplan.progress.signals import review_safety


__all__ = ["review"]

METHOD = (
    "Jacobson NS, Truax P (1991), J Consult Clin Psychol 59(1), 12-19 (citation from memory; the "
    "method as confirmed by Blampied 2022 and Maassen 2004): SE = SD x sqrt(1 - r), S_diff = "
    "sqrt(2 x SE^2), RC = (latest - first) / S_diff, reliable where |RC| > 1.96. Where an "
    "instrument has a published figure that is used, with its kind and source. Recovered: a "
    "reliable gain from the clinical side of the cut-off to the other."
)
CAUTIONS = (
    "One pair of scores is noisy: look at the trend, and ask.",
    "Extreme first scores tend to move to the middle by themselves.",
    "Alpha overstates how stable a score is, so a figure built on it is too small.",
    "Several standard errors are in use; another one gives another figure.",
)


def review(
    presentation: Presentation,
    library: Library,
    *,
    plan: Plan | None = None,
    session: int | None = None,
    safety: Safety | None = None,
) -> ProgressReview:
    """
    Review the dated results of one client.

    Args:
        library: Knows the instruments, the labels of processes, and least doses.
        plan: The plan the work follows: its objectives, dose and alternatives.
        session: The session the review is made at, from 1; without it nobody can tell
            whether a gain is due.
        safety: What the pipeline's triage found for the presentation.

    Raises:
        PresentationError: A result cannot be scored.
        UsageError: The plan is of another client.
    """
    if plan is not None and plan.client_id != presentation.client.id:
        raise UsageError("the plan is of another client than the client file")
    results = score_all(presentation, library.instruments)
    series, not_followed, notes = all_series(results, presentation.client.age)
    found = Findings(
        safety=review_safety(presentation, results, safety),
        series=series,
        objectives=tuple(_objectives(plan, presentation, series, library)),
        plan=plan,
        session=session,
        planned_sessions=_planned_sessions(plan, presentation),
        library=library,
    )
    consequences = draw_consequences(found)
    track, why = tell_track(found, consequences)
    return ProgressReview(
        client_id=presentation.client.id,
        session=session,
        planned_sessions=found.planned_sessions,
        safety=found.safety,
        track=track,
        track_why=why,
        series=series,
        not_followed=not_followed,
        objectives=found.objectives,
        consequences=consequences,
        notes=notes,
        method=METHOD,
        cautions=CAUTIONS,
        references=references_of(consequences),
    )


def _planned_sessions(plan: Plan | None, presentation: Presentation) -> int | None:
    if plan is None:
        return presentation.context.sessions_available
    return max((each.session for each in plan.session_outline), default=None)


def _objectives(
    plan: Plan | None, presentation: Presentation, series: Iterable[Series], library: Library
) -> Iterator[ObjectiveStanding]:
    totals = {each.instrument: each for each in series if each.score == "total"}
    for objective in plan.objectives if plan else ():
        measured = totals.get(objective.instrument) if objective.instrument else None
        latest: float | None = None
        if objective.instrument is None:
            rating = presentation.processes.get(objective.process)
            latest = rating.severity if rating else None
        elif measured is not None:
            latest = measured.latest.value
        yield ObjectiveStanding(
            goal=objective.goal,
            process=objective.process,
            label=library.vocabulary.process_label(objective.process),
            instrument=objective.instrument,
            measure=_measure(objective.instrument, library),
            baseline=objective.baseline,
            target=objective.target,
            by_session=objective.by_session,
            latest=latest,
            met=_is_met(objective.target, latest, measured),
            side=measured.side if measured else None,
        )


def _measure(instrument: str | None, library: Library) -> str:
    if instrument is None:
        return "rating"
    known = library.instruments.get(instrument)
    return f"{known.name} total" if known else instrument


def _is_met(target: float | None, latest: float | None, series: Series | None) -> bool | None:
    if target is None or latest is None:
        return None
    if series is not None and series.direction is ScaleDirection.HIGHER_BETTER:
        return latest >= target
    return latest <= target
