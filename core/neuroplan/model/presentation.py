"""
The client presentation: what one client brings, as structured from client.json.

``administrative`` travels with it, untouched, into the plan; the planner takes it off before
any step of the pipeline sees the presentation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
from attrs import field

from neuroplan.model.frozen import frozen_mapping
from neuroplan.model.terms import Answer


NOT_ASSESSED = "not_assessed"
#: Answers of the risk block that deny what they were asked about.
DENIED = ("none", "never", False)


def _frozen_scores(value: Mapping[str, float] | None) -> Mapping[str, float] | None:
    return None if value is None else frozen_mapping(value)


def _answers(value: Iterable[float | None] | None) -> tuple[float | None, ...] | None:
    """Take answers as they are written: 2.0 is 2, and 6.7 stays 6.7."""
    if value is None:
        return None
    return tuple(
        int(each) if isinstance(each, float) and each.is_integer() else each for each in value
    )


@attrs.frozen(kw_only=True)
class Client:
    """Who the plan is for: an id, an age in years, pronouns and language."""

    id: str
    age: int
    pronouns: str | None = None
    language: str | None = None


@attrs.frozen(kw_only=True)
class Goal:
    """
    A goal in the client's words.

    Attributes:
        processes: The processes the client and clinician tie it to.
        priority: 1 is first.
        readiness: 0-10, as are importance and confidence.
    """

    text: str
    processes: tuple[str, ...] = ()
    priority: int | None = None
    readiness: int | None = None
    importance: int | None = None
    confidence: int | None = None
    stage_of_change: str | None = None


@attrs.frozen(kw_only=True)
class Rating:
    """A clinician's rating of a process, severity 0-4."""

    severity: int
    note: str | None = None


@attrs.frozen(kw_only=True)
class StrengthRating:
    """Level 0-4 of one of the seven areas of competence."""

    level: int
    note: str | None = None


@attrs.frozen(kw_only=True)
class InstrumentResult:
    """
    One administration of an instrument: items, or subscales, or a total.

    Attributes:
        date: ISO date, or None.
        items: Item answers in order; None is a missing item. Which answers an instrument takes,
            whole numbers or tenths, is checked where it is scored.
    """

    id: str
    date: str | None = None
    items: tuple[float | None, ...] | None = field(default=None, converter=_answers)
    subscales: Mapping[str, float] | None = field(default=None, converter=_frozen_scores)
    total: float | None = None


def in_time(results: Iterable[InstrumentResult]) -> list[tuple[int, InstrumentResult]]:
    """
    Give results with their place in the file, the latest last.

    The date decides; of one date, or of none, the later in the file. Undated ones count as
    the earliest.
    """
    return sorted(enumerate(results), key=lambda entry: (entry[1].date or "", entry[0]))


def latest(results: Iterable[InstrumentResult]) -> dict[str, tuple[int, InstrumentResult]]:
    """Give the latest result of each instrument with its place, by id, sorted."""
    return dict(sorted({each.id: (place, each) for place, each in in_time(results)}.items()))


@attrs.frozen(kw_only=True)
class Risk:
    """The risk block. A missing answer is ``not_assessed``, and that is never 'none'."""

    assessed_on: str | None = None
    suicidal_ideation: str = NOT_ASSESSED
    suicide_attempt: str = NOT_ASSESSED
    self_harm: str = NOT_ASSESSED
    harm_to_others: str = NOT_ASSESSED
    unsafe_environment: bool | str = NOT_ASSESSED
    psychosis: str = NOT_ASSESSED
    mania: str = NOT_ASSESSED
    substance_intoxication: str = NOT_ASSESSED
    withdrawal_risk: bool | str = NOT_ASSESSED
    child_at_risk: bool | str = NOT_ASSESSED
    medical_instability: bool | str = NOT_ASSESSED

    def answer(self, question: str) -> bool | str:
        """Give the answer to *question* by its field name."""
        value: bool | str = getattr(self, question)
        return value


RISK_QUESTIONS = tuple(
    attribute.name for attribute in attrs.fields(Risk) if attribute.name != "assessed_on"
)


@attrs.frozen(kw_only=True)
class Consent:
    """Consent to treatment, to trauma work, and of a guardian where one is needed."""

    treatment: str = "not_asked"
    trauma_work: str = "not_asked"
    guardian: str | None = None


@attrs.frozen(kw_only=True)
class Readiness:
    """Answers that lift holds: yes, no or not_assessed."""

    can_reorient: str = NOT_ASSESSED
    private_place: str = NOT_ASSESSED
    legal_talk_done: str = NOT_ASSESSED
    dissociation_assessed: str = NOT_ASSESSED

    def answer(self, name: str) -> Answer:
        """Give the answer *name* as yes, no or unknown."""
        value: str = getattr(self, name)
        return Answer.UNKNOWN if value == NOT_ASSESSED else Answer(value)


READINESS_QUESTIONS = tuple(attribute.name for attribute in attrs.fields(Readiness))


@attrs.frozen(kw_only=True)
class Traits:
    """Reactance and affect tolerance 0-4; coping, attachment and relating in words."""

    reactance: int | None = None
    coping_style: str | None = None
    affect_tolerance: int | None = None
    relationship_maturity: str | None = None
    attachment_style: str | None = None


@attrs.frozen(kw_only=True)
class Religion:
    """What faith means to the client: importance 0-4, struggle 0-4, whether to integrate it."""

    importance: int | None = None
    integrate: str | None = None
    tradition: str | None = None
    struggle: int | None = None


@attrs.frozen(kw_only=True)
class Culture:
    """The client's culture as they describe it."""

    identities: tuple[str, ...] = ()
    language_of_therapy: str | None = None
    explanatory_model: str | None = None
    values: tuple[str, ...] = ()
    family_role: str | None = None
    migration_or_minority_stress: int | None = None
    religion: Religion = field(factory=Religion)


@attrs.frozen(kw_only=True)
class Expectation:
    """How much the client expects from therapy (0-10) and how credible it seems (0-10)."""

    outcome: int | None = None
    credibility: int | None = None


@attrs.frozen(kw_only=True)
class Motivation:
    """Autonomous and controlled motivation, 0-10 each."""

    autonomous: int | None = None
    controlled: int | None = None


@attrs.frozen(kw_only=True)
class Preferences:
    """What the client wants and does not want. ``decline`` is consent withheld: final."""

    modalities: Mapping[str, str] = field(factory=dict, converter=frozen_mapping)
    techniques: Mapping[str, str] = field(factory=dict, converter=frozen_mapping)
    delivery: str | None = None
    touch: bool | None = None
    homework: str | None = None
    existential_topics: str | None = None
    therapist: str | None = None
    directiveness: str | None = None
    focus: str | None = None
    strong_dislikes: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Context:
    """
    What is on offer.

    Attributes:
        sessions_available: None: the policy's default.
        session_minutes: None: the policy's default.
    """

    sessions_available: int | None = None
    session_minutes: int | None = None
    delivery: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Decision:
    """The clinician's override of the engine: include, exclude, first or lift_hold."""

    technique: str
    decision: str
    reason: str
    by: str = "clinician"


@attrs.frozen(kw_only=True)
class Presentation:
    """
    One client's presentation. The fields are those of the ``client-presentation`` schema.

    Attributes:
        factors: Answered factors; what is absent is unknown.
    """

    client: Client
    assessed_on: str | None = None
    in_their_words: str | None = None
    goals: tuple[Goal, ...] = ()
    processes: Mapping[str, Rating] = field(factory=dict, converter=frozen_mapping)
    instruments: tuple[InstrumentResult, ...] = ()
    strengths: Mapping[str, StrengthRating] = field(factory=dict, converter=frozen_mapping)
    risk: Risk = field(factory=Risk)
    consent: Consent = field(factory=Consent)
    readiness: Readiness = field(factory=Readiness)
    factors: Mapping[str, Answer] = field(factory=dict, converter=frozen_mapping)
    traits: Traits = field(factory=Traits)
    culture: Culture = field(factory=Culture)
    expectation: Expectation = field(factory=Expectation)
    motivation: Motivation = field(factory=Motivation)
    preferences: Preferences = field(factory=Preferences)
    context: Context = field(factory=Context)
    decisions: tuple[Decision, ...] = ()
    administrative: Mapping[str, object] | None = field(default=None, repr=False)
