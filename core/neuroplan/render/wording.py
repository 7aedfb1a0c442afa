"""
The words of a plan, so that each stands once: statuses, reasons, levels, ranges, numbers.

Nothing here decides anything; it only says what a plan holds. Everything comes from the plan.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from neuroplan.documents.vocabulary import load_vocabulary
from neuroplan.model.plan import (
    PlannedSessions,
    PlannedTechnique,
    SessionOutline,
    TargetFinding,
)
from neuroplan.model.terms import (
    Category,
    Certainty,
    ChosenBecause,
    Omission,
    Role,
    SafetyLevel,
    Status,
)
from neuroplan.reasons import chosen_words


CERTAINTY = {
    Certainty.HIGH: "high certainty",
    Certainty.MODERATE: "moderate certainty",
    Certainty.LOW: "low certainty",
    Certainty.VERY_LOW: "very low certainty",
}
CATEGORIES = {
    Category.BRAIN: "Brain",
    Category.RELATIONSHIP: "Therapeutic relationship",
    Category.INTEGRATION: "Integration of mind, brain and body",
    Category.EMOTIONAL_STATE: "Emotional state",
}
STATUS = {Status.ACTIVE: "Active", Status.HELD: "ON HOLD"}
OMISSIONS = {
    Omission.CONTRAINDICATED: "Contraindicated",
    Omission.DECLINED: "Declined by the client, or consent refused",
    Omission.NOT_INDICATED: "Not indicated",
    Omission.LOWER_GAIN: "What was chosen comes before it",
    Omission.NO_SESSIONS: "No sessions left",
    Omission.TRAINING: "Training not recorded",
    Omission.DELIVERY: "Delivery not on offer",
    Omission.FORMAT: "Format not on offer",
    Omission.AGE: "Meant for another age",
    Omission.VARIANT: "Another option of the same kind is in the plan",
    Omission.SECOND_LINE: "Second line",
    Omission.REQUIREMENT: "What it needs first is not available",
    Omission.IN_HOUSE_RULE: "A modality's own rule",
    Omission.CLINICIAN: "The clinician's decision",
    Omission.SWITCHED_OFF: "Switched off by the practice profile",
}
LEVELS = {
    SafetyLevel.ROUTINE: "No answer on record points to acute risk.",
    SafetyLevel.MONITOR: "Go on beside the safety actions; follow the risk.",
    SafetyLevel.URGENT: "The safety actions come before other work.",
    SafetyLevel.EMERGENCY: "Act at once; nothing else comes first.",
}
CONSENT = {
    "given": "To treatment: given.",
    "not_asked": "Asking comes first; until it is given this plan is provisional.",
    "refused": "No technique is scheduled; only the safety actions stand.",
}
TRAUMA_CONSENT = {
    "given": "To trauma work: given.",
    "not_asked": "That work waits until the client has been asked and agrees.",
    "refused": "That work is left out.",
}
HOLDS = {
    "activating": "Activating work",
    "all": "All techniques but the foundation",
}
RISKS = {
    "suicidal_ideation": "suicidal thoughts",
    "suicide_attempt": "suicide attempts",
    "self_harm": "self-harm",
    "harm_to_others": "harm to others",
    "unsafe_environment": "safety at home",
    "psychosis": "psychosis",
    "mania": "mania",
    "substance_intoxication": "intoxication",
    "withdrawal_risk": "withdrawal",
    "child_at_risk": "a child at risk",
    "medical_instability": "medical instability",
}
DECISIONS = {
    "include": "Include",
    "exclude": "Leave out",
    "first": "Put first",
    "lift_hold": "Lift the hold",
}
SAFETY_SESSION = "Safety plan and means safety"
EXPERT_OPINION = "expert opinion only"

_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])"
)
#: Joiners are part of words in Persian and Indian scripts, and of emoji.
_JOINERS = "\u200c\u200d"
_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z])")
_SNAKE = re.compile(r"(?<=[a-z0-9])_(?=[a-z0-9])")


def clean(text: str) -> str:
    """
    Make *text* one harmless line.

    Terminal escapes, control characters, bidirectional overrides and other invisible format
    characters go; every run of white space becomes one space.
    """
    # Almost every text is printable as it stands, and then there is nothing to look for.
    if not text.isprintable():
        text = "".join(filter(_is_shown, _ESCAPES.sub("", text)))
    return " ".join(text.split())


def _is_shown(character: str) -> bool:
    if character.isspace() or character in _JOINERS:
        return True
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")


def clip(text: str, most: int) -> str:
    """Shorten *text* to *most* characters at a word, with an ellipsis."""
    text = clean(text)
    if len(text) <= most:
        return text
    cut = text[: most - 2]
    return f"{cut.rsplit(' ', 1)[0].rstrip(' ,;:.')} \u2026"


def headline(text: str, most: int) -> str:
    """Give as many whole sentences of *text* as *most* characters hold, or clip the first."""
    sentences = _SENTENCE.split(clean(text))
    said = sentences[0]
    for sentence in sentences[1:]:
        if len(said) + 1 + len(sentence) > most:
            break
        said = f"{said} {sentence}"
    return clip(said, most)


def plain(text: str) -> str:
    """Write ids inside one of the engine's own texts as words."""
    return _SNAKE.sub(" ", text).replace("(item:", "(item ")


def lower_first(label: str) -> str:
    """Give a label as it stands in a sentence; capitals of abbreviations stay."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def few(parts: Sequence[str], most: int | None = None) -> str:
    """Give the first *most* parts with commas (labels hold an "and"), and how many are left."""
    shown = ", ".join(parts[:most])
    left = len(parts) - len(parts[:most])
    return f"{shown} and {left} more" if left else shown


def quoted(text: str, most: int | None = None) -> str:
    """Give the client's own words in quotation marks, shortened to *most* characters."""
    return f"\u201c{clip(text, most) if most else clean(text)}\u201d"


def severity_words(severity: int) -> str:
    """Give "3, severe"."""
    return f"{severity}, {load_vocabulary().severity[severity]}"


def bar(value: int) -> str:
    """Give a picture of a value 0-4."""
    return "\u25cf" * value + "\u25cb" * (4 - value)


def chosen(entry: PlannedTechnique) -> str:
    """Say why a technique was chosen."""
    outside = entry.sessions is not None and entry.sessions.count == 0
    return chosen_words(entry.chosen_because, outside=outside)


def session_words(entry: PlannedTechnique) -> str:
    """Say when a technique runs, as in "sessions 3-9, 7 of them, 50 minutes each"."""
    planned = entry.sessions
    if entry.chosen_because is ChosenBecause.FOUNDATION:
        return "throughout, in every session"
    if entry.kept_free is not None:
        return f"on hold; {_span(entry.kept_free.first, entry.kept_free.last)} kept free for it"
    if planned is None:
        return "none while it is on hold" if entry.status is Status.HELD else "none"
    longer = ". Longer sessions are asked for than the context has" if planned.long_session else ""
    if planned.count == 0:
        return f"{session_range(planned)}, {planned.minutes} minutes each"
    each = " each" if planned.count > 1 else ""
    return f"{session_range(planned)}, {planned.minutes} minutes{each}{longer}"


def session_range(planned: PlannedSessions) -> str:
    """Give "session 3" or "sessions 3-9, 7 of them"; of an activity, that it is outside them."""
    if planned.count == 0:
        return f"outside sessions, beside {_span(planned.first, planned.last)}"
    span = _span(planned.first, planned.last)
    return span if planned.count == 1 else f"{span}, {planned.count} of them"


def stretch(planned: PlannedSessions) -> str:
    """Give the numbers of its sessions, as in "15-24"."""
    first, last = planned.first, planned.last
    return str(first) if first == last else f"{first}-{last}"


def untils(entry: PlannedTechnique) -> tuple[str, ...]:
    """Give what a held technique waits for, each without its full stop."""
    return tuple(each.rstrip(".") for each in entry.hold_until) or ("the clinician decides",)


def because_words(reasons: Sequence[str], most: int | None = None) -> str:
    """Give " Because: …" with the answers that ask for something; empty where there is none."""
    return f" Because: {few(list(reasons), most)}." if reasons else ""


def session_stretches(
    outline: Iterable[SessionOutline],
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Join neighbouring sessions with the same work, as in "sessions 2-5"."""
    for techniques, group in groupby(outline, key=lambda each: each.techniques):
        sessions = [each.session for each in group]
        yield _span(sessions[0], sessions[-1]), techniques


def _span(first: int, last: int) -> str:
    return f"session {first}" if first == last else f"sessions {first}-{last}"


def strength_words(target: TargetFinding, least: float) -> str:
    """
    Say how strong a technique is for a process; the certainty always stands beside it.

    Args:
        least: Strength below which evidence counts as weak.
    """
    if target.basis == "expert_opinion":
        return f"{EXPERT_OPINION}, {CERTAINTY[target.certainty]} (strength {target.strength:.3f})"
    if target.basis == "null":
        return f"no benefit found, {CERTAINTY[target.certainty]}"
    weak = ", weak" if target.strength < least else ""
    figure = ", without a usable figure" if target.basis == "no_figure" else ""
    return f"strength {target.strength:.3f}{weak}{figure}, {CERTAINTY[target.certainty]}"


def role_words(role: Role) -> str:
    """Say whether a process is what a technique is for, or what it also helps."""
    return "main target" if role is Role.PRIMARY else "also"
