"""
The client's own page: what of a plan it says, in plain words.

It holds no score, no name of a technique, no diagnosis and no promise. What waits on hold is
left out, but for a wish of the client's that waits, and so is what could put someone in danger
when others at home read it. It is for the clinician to read, change and give.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.model.plan import (
    GoalFinding,
    Plan,
    PlannedTechnique,
    StrengthFinding,
    Wish,
    goal_served_most,
)
from neuroplan.model.terms import SafetyLevel, Status
from neuroplan.model.vocabulary import Vocabulary


#: Level 0-4 from which an area of competence is told as a strength (moderate).
STRONG = 2
#: How many difficulties a part names where it serves no goal.
_FEW = 2
#: What the safety actions are for the client. An action without words here is the clinician's.
SAFETY_STEPS: Mapping[str, str] = {
    "stay_with_client": "Please do not stay alone right now. Let us find someone to be with "
    "you, and a trained person you can talk with today.",
    "medical_care_now": "You need to see a doctor today. That comes before all else on this page.",
    "medical_team_leads": "Please let a doctor check your weight, pulse and blood today.",
    "medical_withdrawal_assessment": "Please do not stop drinking, or taking calming medicine, "
    "all at once. See a doctor first. A seizure, a fever, or seeing things that are not there: "
    "call for help at once.",
    "withdrawal_check": "If you drink a lot each day, please do not stop all at once. We talk "
    "about it, and a doctor should see you first.",
    "breath_plan": "If your chest gets tight, follow your doctor's plan first. If it does not "
    "ease, call for help.",
    "driving_and_work": "We talk about driving and work after drinking or drug use, and agree on "
    "what you will not do then.",
    "perinatal_relapse_plan": "Around a birth, moods can change fast. We plan how you get your "
    "sleep, which early signs to watch for, and whom to call.",
    "psychiatric_review_psychosis": "We find a doctor you can see very soon. Until then, keep "
    "your days calm and simple.",
    "psychiatric_review_mania": "We find a doctor you can see very soon. Until then, guard your "
    "sleep, keep to your daily routine, and leave big choices for later.",
    "secure_means_now": "We put out of reach what you could use to hurt yourself, such as "
    "medicine or weapons. Someone you trust can help with that.",
    "safety_plan": "We write a safety plan in your own words: how you notice that things get "
    "hard, what you can do, where you can go, and whom you can call. You keep a copy.",
    "means_safety": "We talk about how to keep medicine, weapons and other dangerous things far "
    "away for now. Hard moments pass, and distance gives you time.",
    "follow_up_call": "We agree on a time to talk again within the next three days.",
    "rescreen_suicide": "I will ask you each time if you think about dying. You can answer openly.",
    "reconcile": "On paper and in our talk there were two answers about thoughts of dying. Both "
    "are welcome; let us look at them.",
    "reconcile_suicide_attempt": "On paper and in our talk there were two answers about hurting "
    "yourself to die. Both are welcome; let us look at them.",
    "reconcile_self_harm": "On paper and in our talk there were two answers about hurting "
    "yourself. Both are welcome; let us look at them.",
    "full_suicide_assessment": "Soon we take time to talk about thoughts of dying, and about "
    "what helps you stay safe.",
    "talk_suicide_through": "We talk about the thoughts of dying: what feeds them, and what you "
    "want to live for.",
    "self_harm_care": "If you are hurt, see a doctor or nurse first. Then we look at what "
    "happened, without blame.",
    "ask_self_harm": "I will ask you about hurting yourself. You can answer openly.",
    "brief_safe_contact": "If you have been drinking or using drugs, we keep the meeting short "
    "and meet again soon. We find a safe way home for you.",
    "dissociation_follow": "We practise how to come back to the here and now when you drift away.",
    "dissociation_interview": "We practise how to come back to the here and now when you drift "
    "away.",
}
_PRIVACY = (
    "Most of what you say stays between us. If you or someone else is in danger, I must tell "
    "others. I tell you first, if I can do that safely."
)
#: What is to be done or agreed before, or beside, the work itself.
FIRST_STEPS: Mapping[str, str] = {
    "consent_guardian": "We find out if an adult who cares for you needs to agree as well.",
    "minor_consent": "We talk about who has to agree, and what you can decide yourself. "
    f"{_PRIVACY}",
    "consent_trauma_work": "Before we work on painful memories, I tell you how it is done and "
    "ask for your yes. You can stop at any time.",
    "legal_talk": "If you may have to speak in court, ask a lawyer first what is wise.",
    "minor_privacy": _PRIVACY,
    "mandated_disclosure": "Before you tell me things, I say who gets to know what.",
    "addiction_referral": "We look for a doctor or a service that knows about drinking and drug "
    "use. They can also tell you about medicine that may help.",
    "arrange_privacy": "We look for a place where nobody can hear us, and agree on what we do if "
    "the call drops.",
    "practise_reorienting": "We practise how to come back to the here and now.",
    "bipolar_early_signs": "We look for early signs that your mood goes too high or too low, and "
    "agree on what to do then.",
    "physician_review": "Please ask the doctor who gives you medicine if it plays a part.",
    "heart_review": "Please ask your doctor how much effort is safe for your heart.",
    "head_injury_review": "Please let a doctor check your head injury.",
    "coordinate_prescriber": "If you agree, I talk with the doctor who gives you medicine. We "
    "look for early signs that you need more help.",
}
#: What stands for all questions about risk that nobody has asked yet.
QUESTIONS_STEP = "I will ask you some questions about how safe you are. I ask everyone."
#: What the client has told the clinician, by kind of wish; ``{}`` is what they said.
WISHES: Mapping[str, str] = {
    "decline": "You have said no to some ways of working. We do not use them.",
    "avoid": "There are ways of working you would rather not use. Tell me if you "
    "meet one of them here.",
    "dislikes": "You do not like: {}.",
    "touch": "You do not want to be touched. I keep to that.",
    "delivery": "You want to meet {}.",
}
_DELIVERY: Mapping[str, str] = {"in_person": "in person", "telehealth": "by video or phone"}
#: What is said of a wish that has to wait; ``{}`` is the way of working the client asked for.
WAITS = (
    "You asked for {}. We wait with it until what has to come first is done. I tell you what "
    "that is."
)
#: With one of these to do, staying safe comes before all else on the page.
_SAFETY_FIRST = frozenset({"safety_plan", "withdrawal_check", "medical_withdrawal_assessment"})
#: What is asked for where home is not safe: then nothing goes there, this page least of all.
_UNSAFE_HOME = "violence_safety_plan"
_ASSESS = "assess_"
_CLIENT = re.compile(r"\bclients?\b", re.IGNORECASE)
_FIRST_MEETING = re.compile(r"\bbefore (our|the) first (visit|session|meeting)\b", re.IGNORECASE)


@attrs.frozen(kw_only=True)
class Part:
    """
    One thing to do together.

    Attributes:
        kind: Its category, in words for the client.
        text: What it is and how it may feel, in the modality's words for the client.
        begins: The session it begins in, where it is known.
        goal: The client's goal it may help with, in their words, where enough speaks for it.
        eases: What else it may help with, in words for the client; empty where it serves a goal.
        at_home: What to try at home; empty where it is still to be chosen, None where nothing is.
        adapted: It is done in an adapted form, which *text* does not know of.
    """

    kind: str
    text: str
    begins: int | None = None
    goal: str | None = None
    eases: tuple[str, ...] = ()
    at_home: str | None = None
    adapted: bool = False


@attrs.frozen(kw_only=True)
class Handout:
    """
    What the client's own page says.

    Attributes:
        emergency: Everything but safety can wait.
        safety_first: The steps to stay safe begin the page.
        consent: given, not_asked or refused.
        safety: Steps to stay safe, in plain words.
        first: What is done or agreed before the work, or beside it.
        together: What holds in every session.
        parts: What comes one after the other, those of a kind together.
        homework: How much the client wants to do at home (none, low, …), where it is known.
        waiting: Wishes that have to wait, in words for the client.
        contacts: The practice's crisis contacts; empty: to be filled in by hand.
        others: There are other ways for some parts.
        language: The client's own language as a tag, where it is known.
        stays_here: The page must not leave the room, and nothing is tried at home.
    """

    emergency: bool
    safety_first: bool
    consent: str
    safety: tuple[str, ...]
    first: tuple[str, ...]
    goals: tuple[str, ...]
    strengths: tuple[str, ...]
    together: tuple[Part, ...]
    parts: tuple[Part, ...]
    homework: str | None
    wishes: tuple[str, ...]
    waiting: tuple[str, ...]
    contacts: tuple[str, ...]
    others: bool
    language: str | None
    stays_here: bool


def handout_of(plan: Plan, vocabulary: Vocabulary | None = None) -> Handout:
    """
    Give the client's own page of a plan.

    ``neuroplan.render.handout`` writes it as text, Markdown or HTML.

    Args:
        vocabulary: That of the planner's library, which knows the processes plugins bring;
            default: the engine's own.
    """
    words = vocabulary or load_vocabulary()
    active = [each for each in plan.techniques() if each.status is Status.ACTIVE]
    active.sort(key=lambda each: each.order)
    actions = [each.id for each in plan.safety.actions if each.timing is None]
    home = _UNSAFE_HOME not in actions
    formulation = plan.formulation
    least = plan.engine.policy.least_strength
    emergency = plan.safety.level is SafetyLevel.EMERGENCY
    return Handout(
        emergency=emergency,
        safety_first=emergency or not _SAFETY_FIRST.isdisjoint(actions),
        consent=plan.safety.consent,
        safety=tuple(dict.fromkeys(_safety_steps(actions))),
        first=tuple(FIRST_STEPS[each] for each in actions if each in FIRST_STEPS),
        goals=tuple(each.text for each in formulation.goals),
        strengths=tuple(_strengths(formulation.strengths)),
        together=tuple(_part(each, (), least, words, home=home) for each in plan.foundation),
        parts=_by_kind(
            [_part(each, formulation.goals, least, words, home=home) for each in active]
        ),
        homework=next(
            (each.values[0] for each in formulation.wishes if each.kind == "homework"), None
        ),
        wishes=tuple(_wishes(formulation.wishes)),
        waiting=tuple(_waiting(plan)),
        contacts=tuple(f"{each.name}: {each.contact}" for each in plan.safety.crisis_contacts),
        others=any(each.alternatives for each in active),
        language=formulation.language,
        stays_here=not home,
    )


def _safety_steps(actions: Iterable[str]) -> Iterator[str]:
    for action in actions:
        if action.startswith(_ASSESS):
            yield QUESTIONS_STEP
        elif action in SAFETY_STEPS:
            yield SAFETY_STEPS[action]


def _strengths(found: Iterable[StrengthFinding]) -> Iterator[str]:
    """Give the areas in plain words; the notes are the clinician's and stay out."""
    known = load_vocabulary().strengths
    for each in found:
        if each.level >= STRONG and each.id in known:
            yield known[each.id].client_label


def _part(
    entry: PlannedTechnique,
    goals: Iterable[GoalFinding],
    least: float,
    vocabulary: Vocabulary,
    *,
    home: bool,
) -> Part:
    """Give one part; what less than *least* strength speaks for is not named as a reason."""
    served = [each.process for each in entry.targets if each.strength >= least]
    wanted = goal_served_most(goals, entry.targets)
    wanted = wanted if wanted and wanted.is_served(entry.targets, least) else None
    known = [vocabulary.processes[each] for each in served if each in vocabulary.processes]
    return Part(
        kind=vocabulary.categories[entry.category].client_label,
        text=entry.for_the_client,
        begins=entry.sessions.first if entry.sessions else None,
        goal=wanted.text if wanted else None,
        eases=() if wanted else tuple(each.client_label for each in known[:_FEW]),
        at_home=_at_home(entry) if home else None,
        adapted=entry.adapted_form is not None,
    )


def _by_kind(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Put parts of a kind together, in the order in which the kinds come up first."""
    kinds = [part.kind for part in parts]
    return tuple(sorted(parts, key=lambda part: kinds.index(part.kind)))


def _at_home(entry: PlannedTechnique) -> str | None:
    """Give a practice that speaks to the reader, of a time that is still to come."""
    practice = entry.home_practice
    if practice is None:
        return None
    late = entry.sessions is not None and entry.sessions.first > 1
    past = late and _FIRST_MEETING.search(practice)
    return "" if past or _CLIENT.search(practice) else practice


def _wishes(wishes: Iterable[Wish]) -> Iterator[str]:
    for wish in wishes:
        if wish.kind in WISHES:
            said = "; ".join(_DELIVERY.get(each, each) for each in wish.values)
            yield WISHES[wish.kind].format(said.rstrip("."))


def _waiting(plan: Plan) -> Iterator[str]:
    """Tell which way of working the client asked for has to wait; nobody asked for the others."""
    wanted = {
        value for wish in plan.formulation.wishes if wish.kind == "prefer" for value in wish.values
    }
    held = {
        each.modality
        for each in plan.techniques()
        if each.status is Status.HELD and wanted & {each.modality, each.technique_id}
    }
    for modality in plan.modalities:
        if modality.id in held:
            yield WAITS.format(modality.name)
