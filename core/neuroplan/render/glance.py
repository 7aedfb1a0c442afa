"""
The first screen: is it safe to go on, what the client wants, what comes first, what is unmet.

It fits about 26 lines of 80 columns; everything it shortens stands in full further down.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from neuroplan.model.plan import (
    GoalFinding,
    Plan,
    PlannedTechnique,
    ProcessFinding,
    Safety,
    SafetyAction,
    TargetFinding,
    UnmetProcess,
)
from neuroplan.model.terms import Certainty, ChosenBecause, SafetyLevel, Status, spaced
from neuroplan.render.blocks import (
    Block,
    Fact,
    Facts,
    Line,
    Span,
    alert,
    fact,
    heading,
    line,
    muted,
    strong,
)
from neuroplan.render.names import Names
from neuroplan.render.parts import Row
from neuroplan.render.wording import (
    CERTAINTY,
    CONSENT,
    EXPERT_OPINION,
    HOLDS,
    LEVELS,
    RISKS,
    TRAUMA_CONSENT,
    because_words,
    chosen,
    clean,
    few,
    headline,
    lower_first,
    quoted,
    session_range,
    session_stretches,
    severity_words,
)


_ACTIONS = 4
#: Reasons said beside the level and beside an action.
_REASONS = 2
#: What cannot wait is all on the first screen, as far as a screen goes.
_URGENT_ACTIONS = 5
_URGENT_LENGTH = 60
_ACTION_LENGTH = 120
#: What comes first of all is hardly ever cut short.
_FIRST_LENGTH = 180
_WISHES = 2
_WORDS = 150
_GOAL_LENGTH = 90
_MAIN = 3
#: A technique that takes this share of the sessions belongs on the first screen.
_MUCH = 1 / 3
_NAMES = 3


def glance(plan: Plan, names: Names) -> tuple[Block, ...]:
    """Give the title and the first screen."""
    assessed = f"assessed {plan.assessed_on}" if plan.assessed_on else "undated"
    rows = [
        _safety(plan),
        _consent(plan),
        _first_actions(plan),
        *_wishes(plan, names),
        _beginning(plan, names),
        *_main_work(plan, names),
        _unmet(plan, names),
    ]
    if plan.switched_off:
        rows.append(fact("Switched off", ", ".join(plan.switched_off), ": not considered."))
    return heading(1, f"Plan for {plan.client_id}, {assessed}"), Facts(tuple(rows))


def _safety(plan: Plan) -> Fact:
    safety = plan.safety
    grave = safety.level.rank >= SafetyLevel.URGENT.rank
    level = safety.level.value.upper()
    because = because_words(safety.because, _REASONS)
    lines = [line(alert(level) if grave else strong(level), _level_words(safety), because)]
    if safety.assessment_incomplete:
        unknown = [RISKS.get(each, spaced(each)) for each in safety.not_assessed]
        said = f": nobody asked about {few(unknown, _NAMES)}. Unknown is not safe."
        lines.append(line(alert("Risk assessment INCOMPLETE"), said))
    waiting = [HOLDS.get(each, each) for each in dict.fromkeys(each.holds for each in safety.holds)]
    held = sum(each.status is Status.HELD for each in plan.techniques())
    if held:
        waiting.append(f"{held} technique{'s' if held > 1 else ''} of this plan")
    if waiting:
        lines.append(line(alert("ON HOLD"), f": {lower_first('; '.join(waiting))}."))
    return Fact(label="Safety", lines=tuple(lines), name=Row.SAFETY)


def _level_words(safety: Safety) -> str:
    if safety.level is SafetyLevel.ROUTINE and safety.assessment_incomplete:
        return ", but only on the answers given."
    return f". {LEVELS[safety.level]}"


def _consent(plan: Plan) -> Fact:
    """Say what is consented to: treatment, and work on traumatic memories where it matters."""
    trauma = plan.safety.trauma_consent
    lines = [_treatment_consent(plan)]
    if trauma == "given":
        lines.append(line(TRAUMA_CONSENT[trauma]))
    elif trauma is not None:
        said = spaced(trauma).upper()
        lines.append(line("To trauma work: ", alert(said), f". {TRAUMA_CONSENT[trauma]}"))
    return Fact(label="Consent", lines=tuple(lines), name=Row.CONSENT)


def _treatment_consent(plan: Plan) -> Line:
    words = CONSENT[plan.safety.consent]
    if plan.safety.consent == "given":
        return line(words)
    asks = {action.id for action in plan.safety.actions}
    if "consent_guardian" in asks and "consent_treatment" not in asks:
        return line(alert("GUARDIAN NOT ASKED"), ". The client's own consent is given.")
    state = spaced(plan.safety.consent).upper()
    return line("To treatment: ", alert(state), f". {words}")


def _first_actions(plan: Plan) -> Fact:
    actions = plan.safety.actions
    if not actions:
        return fact("Do first", "No safety action is due.", name=Row.DO_FIRST)
    urgent = plan.safety.level.rank >= SafetyLevel.URGENT.rank
    most = _URGENT_ACTIONS if urgent else _ACTIONS
    length = _URGENT_LENGTH if urgent else _ACTION_LENGTH
    shown = tuple(
        line(
            headline(each.text, _FIRST_LENGTH if place == 0 else length),
            muted(_reason(each, plan.safety, first=place == 0)),
        )
        for place, each in enumerate(actions[:most])
    )
    left = len(actions) - len(shown)
    if left:
        shown = (*shown[:-1], line(*shown[-1], strong(f" (+{left} under Safety)")))
    return Fact(label="Do first", lines=shown, numbered=True, name=Row.DO_FIRST)


def _reason(action: SafetyAction, safety: Safety, *, first: bool) -> str:
    """Say what asks for an action, unless the level has said so; of the first, all of it."""
    said, asking = set(safety.because), set(action.because)
    if asking <= said or (asking & said and not first):
        return ""
    return because_words(action.because, _REASONS)


def _wishes(plan: Plan, names: Names) -> Iterator[Fact]:
    if plan.formulation.in_their_words:
        said = _own_words(plan.formulation.in_their_words, plan.safety.level)
        yield fact("Client says", said, name=Row.SAYS)
    goals = plan.formulation.goals
    if not goals:
        unasked = "No goal is recorded: ask what the client wants to be different."
        yield fact("Wants", unasked, name=Row.WANTS)
        return
    lines = tuple(
        line(quoted(each.text, _GOAL_LENGTH), ": ", *_goal_words(each, plan, names))
        for each in goals
    )
    yield Fact(label="Wants", lines=lines, name=Row.WANTS)
    if plan.formulation.wishes:
        wishes = _first_wishes([each.text for each in plan.formulation.wishes])
        yield fact("Wishes", wishes, name=Row.WISHES)


def _own_words(said: str, level: SafetyLevel) -> str:
    """Give whole sentences of the client's words; all of them where a risk is known."""
    said = clean(said)
    if level is not SafetyLevel.ROUTINE or len(said) <= _WORDS:
        return quoted(said)
    shown = headline(said, _WORDS)
    return quoted(shown if shown.endswith("\u2026") else f"{shown} \u2026")


def _goal_words(goal: GoalFinding, plan: Plan, names: Names) -> Line:
    """Say whether what may start serves a goal: in all it names, in part, weakly or not at all."""
    if not goal.processes:
        return line(alert("not served"), "; no process is named for it")
    entries, least = plan.techniques(), plan.engine.policy.least_strength
    active = [target for each in entries if each.status is Status.ACTIVE for target in each.targets]
    if goal.is_served(active, least):
        strong_in = {each.process for each in active if each.strength >= least}
        rated = [each for each in plan.formulation.processes if each.id in goal.processes]
        left = [each for each in rated if each.severity > 0 and each.id not in strong_in]
        if left:
            said = [f"{names.in_sentence(e.id)} ({severity_words(e.severity)})" for e in left]
            return line(alert("partly served"), f"; not {few(said, _NAMES)}")
        unsure = all(_rests_on_little(each.id, plan) for each in rated)
        return line("served", ", at low certainty only" if unsure else "")
    if goal.weight_in(active) > 0:
        return line(alert("weakly served"))
    waits = goal.is_served([target for each in entries for target in each.targets], least)
    return line(alert("not served"), "; what serves it is on hold" if waits else "")


def _serving(process: str, entries: Iterable[PlannedTechnique]) -> Iterator[TargetFinding]:
    for entry in entries:
        yield from (each for each in entry.targets if each.process == process)


def _first_wishes(said: Sequence[str]) -> str:
    """Give the first wishes, what is final before all others, in one line or two."""
    more = f" (+{len(said) - _WISHES} under Wishes)" if len(said) > _WISHES else ""
    return "; ".join(said[:_WISHES]) + more


def _beginning(plan: Plan, names: Names) -> Fact:
    if not plan.session_outline:
        return fact("Begins with", alert("Nothing is scheduled"), f". {_why_nothing(plan)}")
    said = [
        f"{span.capitalize()}: {few([names.technique(each) for each in techniques], 2)}."
        for span, techniques in list(session_stretches(plan.session_outline))[:2]
    ]
    return fact("Begins with", " ".join(said))


def _why_nothing(plan: Plan) -> str:
    if plan.safety.consent == "refused":
        return "Consent to treatment is refused."
    if plan.techniques():
        return "What serves this client is on hold."
    return "Nothing installed may be used with this client; see what was left out, and why."


def _main_work(plan: Plan, names: Names) -> Iterator[Fact]:
    """Name what was chosen as best, by the engine or the clinician, and what takes the time."""
    much = len(plan.session_outline) * _MUCH
    chosen = [
        each
        for each in plan.techniques()
        if each.chosen_because in (ChosenBecause.BEST, ChosenBecause.CLINICIAN)
        or (each.sessions is not None and each.sessions.count >= much)
    ]
    chosen.sort(key=lambda each: each.chosen_because is not ChosenBecause.BEST)
    if chosen:
        lines = tuple(_main_line(each, names) for each in chosen[:_MAIN])
        yield Fact(label="Main work", lines=lines)


def _main_line(entry: PlannedTechnique, names: Names) -> Line:
    parts: list[str | Span] = []
    if entry.status is Status.HELD:
        parts.append(alert("ON HOLD: "))
    parts.append(strong(entry.name))
    if entry.sessions is not None:
        parts.append(f", {session_range(entry.sessions)}")
    parts.append(f": {chosen(entry)}")
    if entry.targets:
        target = entry.targets[0]
        for_what = f"{names.in_sentence(target.process)} ({severity_words(target.severity)})"
        opinion = f", {EXPERT_OPINION}" if target.basis == "expert_opinion" else ""
        parts.append(f", for {for_what}, {CERTAINTY[target.certainty]}{opinion}")
    return line(*parts, ".")


def _unmet(plan: Plan, names: Names) -> Fact:
    """Group the severe processes that nothing serves by the reason why."""
    unmet = plan.coverage.unmet_processes
    if plan.safety.consent == "refused":
        return fact("Unmet", "Everything, as long as consent is refused.")
    least = plan.engine.policy.severe
    severe = [each for each in unmet if each.severity >= least]
    milder = [names.in_sentence(each.process) for each in unmet if each.severity < least]
    groups: dict[str, list[UnmetProcess]] = {}
    for each in sorted(severe, key=lambda each: -each.severity):
        groups.setdefault(_short(each.why), []).append(each)
    lines = [line(alert(_named(found, names)), f": {why}") for why, found in groups.items()]
    if not severe:
        lines.append(line("No severe process is left unserved."))
    unsure = [each for each in _severe(plan, unmet) if _rests_on_little(each.id, plan)]
    if unsure:
        named = few([names.in_sentence(each.id) for each in unsure], _NAMES)
        lines.append(line(f"Severe, on low or very low certainty only: {named}."))
    if milder:
        lines.append(line(f"Moderate and unmet: {few(milder, _NAMES)}."))
    return Fact(label="Unmet", lines=tuple(lines))


def _severe(plan: Plan, unmet: Iterable[UnmetProcess]) -> Iterator[ProcessFinding]:
    """Yield the severe processes the plan counts on serving."""
    left = {each.process for each in unmet}
    for each in plan.formulation.processes:
        if each.severity >= plan.engine.policy.severe and each.need > 0 and each.id not in left:
            yield each


def _rests_on_little(process: str, plan: Plan) -> bool:
    """Whether all that serves a process does so with low or very low certainty."""
    active = [each for each in plan.techniques() if each.status is Status.ACTIVE]
    least = plan.engine.policy.least_strength
    certainties = {each.certainty for each in _serving(process, active) if each.strength >= least}
    return bool(certainties) and certainties <= {Certainty.LOW, Certainty.VERY_LOW}


def _short(why: str) -> str:
    """Keep the first clause of a reason, and its last sentence, which says what to do."""
    first, *rest = re.split(r"[;.] ", why)
    return f"{lower_first(first)}. {rest[-1]}" if rest else why


def _named(found: list[UnmetProcess], names: Names) -> str:
    said = [f"{names.process(each.process)} ({severity_words(each.severity)})" for each in found]
    return few(said, _NAMES)
