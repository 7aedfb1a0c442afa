"""Why a technique is in a plan, or is not, in words that stand nowhere else."""

from __future__ import annotations

from neuroplan.model.terms import ChosenBecause


#: Why a technique was chosen, as it stands after "Chosen:".
CHOSEN = {
    ChosenBecause.BEST: "the best by the evidence",
    ChosenBecause.GOAL: "best supported for a goal",
    ChosenBecause.SEVERE: "best supported for a severe process",
    ChosenBecause.CATEGORY: "brings in a category the plan lacked",
    ChosenBecause.WEAK_EVIDENCE: "weak evidence; the best that fits the few sessions kept for it",
    ChosenBecause.GAIN: "adds to what the others leave open",
    ChosenBecause.PREPARES: "needed before other work",
    ChosenBecause.CLINICIAN: "the clinician's decision",
    ChosenBecause.FOUNDATION: "runs throughout every plan",
}
_WEAK_OUTSIDE = "weak evidence; practised outside sessions, of which it takes none"
#: Why a technique was left out that serves nothing the client has.
UNRELATED = "Its targets are not among this client's processes."


def chosen_words(because: ChosenBecause, *, outside: bool) -> str:
    """
    Say in a few words why a technique was chosen.

    Args:
        outside: Whether it is an activity outside sessions.
    """
    if outside and because is ChosenBecause.WEAK_EVIDENCE:
        return _WEAK_OUTSIDE
    return CHOSEN[because]


def chosen_sentence(because: ChosenBecause, *, outside: bool) -> str:
    """Say the same as a sentence."""
    return f"Chosen: {chosen_words(because, outside=outside)}."
