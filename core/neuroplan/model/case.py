"""What a plugin's hooks may see of a client: never ``administrative``."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from neuroplan.model.plan import Formulation, GoalFinding, Safety
from neuroplan.model.practice import Practice
from neuroplan.model.presentation import Context, Culture, Preferences, Traits
from neuroplan.model.terms import Answer


@attrs.frozen(kw_only=True)
class Case:
    """
    One client as a hook sees it; frozen through and through.

    Attributes:
        formulation: Goals, processes with severity and need, strengths.
        factors: Answered and derived factors; what is absent is unknown.
        process_labels: Clinician's label of every process of the formulation.
        client_labels: Plain words for the same.
        goal: The goal the technique at hand serves most, by need x strength; the client's
            first where it serves none of them, or no technique is at hand.
        serves_goal: What is known of the technique's strength speaks for that goal.
    """

    formulation: Formulation
    factors: Mapping[str, Answer]
    age: int
    traits: Traits
    preferences: Preferences
    culture: Culture
    context: Context
    safety: Safety
    practice: Practice
    process_labels: Mapping[str, str]
    client_labels: Mapping[str, str]
    goal: GoalFinding | None
    serves_goal: bool = False

    def severity(self, process: str) -> int:
        """Severity 0-4 of *process*; 0 where it is absent, or only a single item hints at it."""
        for finding in self.formulation.processes:
            if finding.id == process and finding.need > 0:
                return finding.severity
        return 0

    def goals_naming(self, *processes: str) -> tuple[str, ...]:
        """The client's goals, in their words, that name one of *processes*."""
        wanted = set(processes)
        return tuple(
            goal.text for goal in self.formulation.goals if wanted.intersection(goal.processes)
        )


@attrs.frozen(kw_only=True)
class Screening:
    """
    A plugin's answer to ``technique_screen``; it can only restrict.

    Attributes:
        cautions: Said aloud where the technique is scheduled.
        hold: Why it must wait, or None; then *lifted_by* says until when.
        exclude: Why it must not be used, or None.
    """

    cautions: tuple[str, ...] = ()
    hold: str | None = None
    lifted_by: str | None = None
    exclude: str | None = None

    @property
    def fault(self) -> str | None:
        """What keeps it from being an answer; an empty reason would restrict nothing."""
        given: tuple[object, ...] = (self.hold, self.lifted_by, self.exclude)
        for name, value in zip(("hold", "lifted_by", "exclude"), given, strict=True):
            if value is not None and not _is_text(value):
                return f"{name} must be None or a text that says why"
        cautions: object = self.cautions
        if not isinstance(cautions, tuple | list) or not all(map(_is_text, cautions)):
            return "cautions must be a tuple of texts, as in ('one caution',)"
        return None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
