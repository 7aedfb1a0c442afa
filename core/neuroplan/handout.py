"""
The client's own page: what of a plan it says, in plain words.

It holds no score, no name of a technique, no diagnosis and no promise. What waits on hold is
left out, and so is what could put someone in danger when others at home read it. It is for
the clinician to read, change and give.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import attrs

from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.model.plan import GoalFinding, Plan, PlannedTechnique, StrengthFinding
from neuroplan.model.terms import SafetyLevel, Status


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
    "reconcile": "You have told me two different things about thoughts of dying. Let us talk "
    "about both of them.",
    "full_suicide_assessment": "Soon we take time to talk about thoughts of dying, and about "
    "what helps you stay safe.",
    "talk_suicide_through": "We talk about the thoughts of dying: what feeds them, and what you "
    "want to live for.",
    "self_harm_care": "If you are hurt, see a doctor or nurse first. Then we look at what "
    "happened, without blame.",
    "ask_self_harm": "I will ask you about hurting yourself. You can answer openly.",
    "brief_safe_contact": "If you have been drinking or using drugs, we keep the meeting short "
    "and meet again soon. We find a safe way home for you.",
    "dissociation_interview": "We practise how to come back to the here and now when you drift "
    "away.",
}
#: What is to be done or agreed before, or beside, the work itself.
FIRST_STEPS: Mapping[str, str] = {
    "consent_guardian": "We find out if an adult who cares for you needs to agree as well.",
    "minor_consent": "We talk with you about who may know what, and what you can decide yourself.",
    "consent_trauma_work": "Before we work on painful memories, I tell you how it is done and "
    "ask for your yes. You can stop at any time.",
    "legal_talk": "If you may have to speak in court, ask a lawyer first what is wise.",
    "physician_review": "Please let a doctor check if something in your body plays a part.",
    "coordinate_prescriber": "If you agree, I talk with the doctor who gives you medicine. We "
    "look for early signs that you need more help.",
}
#: Actions that are no step on this page: what it says elsewhere, the clinician's own work, and
#: what must not be read at home by someone who is a danger or whom the law asks to report.
CLINICIANS_OWN = frozenset(
    {
        "crisis_contacts",
        "give_crisis_contacts",
        "consent_refused",
        "consent_treatment",
        "guardian_refused",
        "danger_check",
        "explore_harm_thoughts",
        "protect_now",
        "protect_others",
        "safeguard_child",
        "violence_safety_plan",
        "specialist_dissociation",
        "treat_together",
    }
)
#: What stands for all questions about risk that nobody has asked yet.
QUESTIONS_STEP = "I will ask you some questions about how safe you are. I ask everyone."
#: What the client has told the clinician, by how the plan's wishes begin; ``{}`` is the rest.
WISHES: Mapping[str, str] = {
    "Declines: ": "You have said no to some ways of working. We do not use them.",
    "Would rather avoid: ": "There are ways of working you would rather not use. Tell me if you "
    "meet one of them here.",
    "Strong dislikes: ": "You do not like: {}.",
    "No touch of any kind": "You do not want to be touched. I keep to that.",
    "Wants sessions in person": "You want to meet in person.",
    "Wants sessions telehealth": "You want to meet by video or phone.",
}
HOMEWORK = "Homework: "
_CONTACTS = "give_crisis_contacts"
_ASSESS = "assess_"
_CLIENT = re.compile(r"\bclients?\b", re.IGNORECASE)


@attrs.frozen(kw_only=True)
class Part:
    """
    One thing to do together.

    Attributes:
        kind: Its category, in words for the client.
        text: What it is and how it may feel, in the modality's words for the client.
        goals: The client's goals it may help with, in their words.
        eases: What else it may help with, in words for the client; empty where it serves a goal.
        adapted: It is done in a form that is changed for this client.
        at_home: What to try at home; empty where it is still to be chosen, None where nothing is.
    """

    kind: str
    text: str
    goals: tuple[str, ...] = ()
    eases: tuple[str, ...] = ()
    adapted: bool = False
    at_home: str | None = None


@attrs.frozen(kw_only=True)
class Handout:
    """
    What the client's own page says.

    Attributes:
        emergency: Safety comes before everything else on the page.
        consent: given, not_asked or refused.
        safety: Steps to stay safe, in plain words.
        first: What is done or agreed before the work, or beside it.
        together: What holds in every session.
        parts: What comes one after the other.
        homework: How much the client wants to do at home (none, low, …), where it is known.
        contacts: The practice's crisis contacts; empty: to be filled in by hand.
        others: There are other ways for some parts.
    """

    emergency: bool
    consent: str
    safety: tuple[str, ...]
    first: tuple[str, ...]
    goals: tuple[str, ...]
    strengths: tuple[str, ...]
    together: tuple[Part, ...]
    parts: tuple[Part, ...]
    homework: str | None
    wishes: tuple[str, ...]
    contacts: tuple[str, ...]
    others: bool


def handout_of(plan: Plan) -> Handout:
    """Give the client's own page of a plan."""
    active = [each for each in plan.techniques() if each.status is Status.ACTIVE]
    active.sort(key=lambda each: each.order)
    actions = [each.id for each in plan.safety.actions]
    formulation = plan.formulation
    homework = [each for each in formulation.wishes if each.startswith(HOMEWORK)]
    return Handout(
        emergency=plan.safety.level is SafetyLevel.EMERGENCY,
        consent=plan.safety.consent,
        safety=tuple(dict.fromkeys(_safety_steps(actions))),
        first=tuple(FIRST_STEPS[each] for each in actions if each in FIRST_STEPS),
        goals=tuple(each.text for each in formulation.goals),
        strengths=tuple(_strengths(formulation.strengths)),
        together=tuple(_part(each, ()) for each in plan.foundation),
        parts=tuple(_part(each, formulation.goals) for each in active),
        homework=homework[0].removeprefix(HOMEWORK) if homework else None,
        wishes=tuple(_wishes(formulation.wishes)),
        contacts=_contacts(plan),
        others=any(each.alternatives for each in active),
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


def _part(entry: PlannedTechnique, goals: Iterable[GoalFinding]) -> Part:
    vocabulary = load_vocabulary()
    served = [each.process for each in entry.targets if each.strength > 0]
    wanted = tuple(each.text for each in goals if set(served) & set(each.processes))
    known = [vocabulary.processes[each] for each in served if each in vocabulary.processes]
    return Part(
        kind=vocabulary.categories[entry.category].client_label,
        text=entry.for_the_client,
        goals=wanted,
        eases=() if wanted else tuple(each.client_label for each in known[:_FEW]),
        adapted=entry.adapted_form is not None,
        at_home=_at_home(entry.home_practice),
    )


def _at_home(practice: str | None) -> str | None:
    """Give a practice that speaks to the reader; one that speaks of "the client" does not."""
    if practice is None:
        return None
    return "" if _CLIENT.search(practice) else practice


def _wishes(said: Iterable[str]) -> Iterator[str]:
    for wish in said:
        for beginning, words in WISHES.items():
            if wish.startswith(beginning):
                yield words.format(wish.removeprefix(beginning).rstrip("."))


def _contacts(plan: Plan) -> tuple[str, ...]:
    """Give the practice's contacts, which the plan lists after the colon of their action."""
    for action in plan.safety.actions:
        if action.id == _CONTACTS:
            listed = action.text.partition(": ")[2].removesuffix(".")
            return tuple(each for each in listed.split("; ") if each)
    return ()
