"""
Before work: what the planned techniques themselves ask for before they may start.

Safety is triaged before anything is chosen; only what is chosen tells whether consent to work
on traumatic memories matters here, and which readiness answers would lift a hold.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from neuroplan.model.plan import Safety, SafetyAction
from neuroplan.model.presentation import READINESS_QUESTIONS
from neuroplan.model.terms import Omission, SafetyLevel
from neuroplan.pipeline.eligibility import TRAUMA_REFUSED, Verdict, is_memory_work
from neuroplan.pipeline.formulation import ClientFacts
from neuroplan.pipeline.lifting import TRAUMA_CONSENT
from neuroplan.pipeline.safety import Triage, safety_content
from neuroplan.pipeline.selection import Selection
from neuroplan.pipeline.triggers import readiness_words


_CONSENT = {"yes": "given", "no": "refused", "not_asked": "not_asked"}


def safety_before_work(triage: Triage, selection: Selection, facts: ClientFacts) -> Safety:
    """Give the safety findings with what the planned work asks for, and its consent."""
    planned = [selection.verdicts[pick.technique.id] for pick in selection.picks]
    asked = {hold.asks for verdict in planned for hold in verdict.holds if hold.asks is not None}
    return triage.with_work_actions(
        [
            _action(each, facts, triage)
            for each in (TRAUMA_CONSENT, *READINESS_QUESTIONS)
            if each in asked
        ],
        _trauma_consent(planned, selection, facts),
    )


def _action(asked: str, facts: ClientFacts, triage: Triage) -> SafetyAction:
    """Give what brings about the answer *asked*, with the answer there is."""
    content = safety_content()
    if asked == TRAUMA_CONSENT:
        because = ("consent to trauma work: not asked",)
        # Who is not safe yet is asked to agree to nothing but safety.
        grave = triage.safety.level.rank >= SafetyLevel.URGENT.rank
        timing = content.consent_later if grave else None
        return attrs.evolve(content.consent[asked], because=because, timing=timing)
    return attrs.evolve(content.readiness[asked], because=(readiness_words(asked, facts),))


def _trauma_consent(planned: list[Verdict], selection: Selection, facts: ClientFacts) -> str | None:
    """Tell of the consent where memory work is planned, or was left out for want of it."""
    if any(is_memory_work(verdict.technique) for verdict in planned) or any(
        refused_memory_work(selection)
    ):
        return _CONSENT[facts.presentation.consent.trauma_work]
    return None


def refused_memory_work(selection: Selection) -> Iterator[Verdict]:
    """Yield what was left out because the client said no to work on traumatic memories."""
    for verdict in selection.verdicts.values():
        if verdict.omission is Omission.DECLINED and verdict.detail == TRAUMA_REFUSED:
            yield verdict
