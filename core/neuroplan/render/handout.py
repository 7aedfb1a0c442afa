"""The client's own page in plain words: composed once, written as text, markdown or HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from neuroplan.handout import Handout, Part
from neuroplan.render.blocks import (
    Block,
    Item,
    Line,
    Listing,
    bullets,
    heading,
    line,
    muted,
    paragraph,
    strong,
)
from neuroplan.render.html import fill
from neuroplan.render.markdown import page_to_markdown
from neuroplan.render.text import page_to_text
from neuroplan.render.wording import quoted


TITLE = "Our plan, in plain words"
FOR_THE_CLINICIAN = (
    "For the clinician: this page is a draft for you. Read it, change what does not fit, make "
    "sure that it is safe to take home, and give it yourself. It never goes to a client on its "
    "own."
)
ADAPTED = (
    "[For the clinician: this is done in an adapted form here; reword it before giving the page.]"
)
#: Says no reason: a page that is found must not tell it.
STAYS_HERE = "Do not let this page leave the room. Go through it together and keep it."
TRANSLATED = "Their language is {}: have it translated, and check it with them."
#: What the page is written in.
LANGUAGE = "en"
INTRODUCTION = (
    "This page is for you. It says what we could do together, and why that may help. Nothing "
    "here is fixed. If a word is not clear, ask me. If something is wrong, we change it."
)
SAFETY_FIRST = "Your safety comes first. All else on this page can wait."
CONSENT = {
    "not_asked": "We have not agreed on anything yet. First I will ask you what you want. "
    "Nothing starts without your yes.",
    "refused": "There is no yes to working together right now, and that is respected. Nothing "
    "on this page starts. If you want to talk again, or need help, you are welcome to come back.",
}
NO_GOALS = "We have not put into words yet what you want to be different. Let us do that first."
NO_PARTS = "We have not chosen anything yet. We will do that together."
FEELS = (
    "Some days may feel lighter, and some may feel harder. Both are common.",
    "Feelings, memories or tiredness can show up after we meet. Tell me if they stay or grow.",
    (
        "Change often comes in small steps, and it can take time. Nobody can know in advance what "
        "will help you. We look at it together."
    ),
)
CHOICES = (
    (
        "You may say no to anything on this page, now or later. You do not have to say why. A no "
        "is welcome: it tells me what fits you."
    ),
    "You can stop, slow down or take a break at any time.",
    "You can ask me why we do something, and what else there is.",
    "You can change your goals.",
)
TRIED = "We try this, and look together if it helps you."
AT_HOME = "What you can try at home"
HERE = "We practise here, when we meet."
TASKS = "These are offers. Pick what fits, try it when you can, and leave the rest."
FEW_TASKS = "You told me that you want little to do at home. So this is only if you like."
#: What is offered to try at home where the client wants little of it.
FEW = 2
OTHER_WAYS = "For some parts there are other ways. Ask me, and we look at them."
CHECKING = (
    "From time to time I will ask you some short questions about how you are. If things do not "
    "get better, or get worse, it is not your fault. Then we change the plan."
)
HELP = "Do not wait for our next meeting. Call for help right away if:"
HELP_WHEN = (
    "you think about ending your life, or about hurting yourself or someone else",
    "you feel that you or someone close to you is in danger",
    "you feel so bad that you cannot get through the day or the night",
)
HELP_NOW = "If there is danger right now, call the emergency number of the place where you are."
_BLANK = "_" * 24
BLANKS = (
    f"Emergency number here: {_BLANK}",
    f"Crisis line, day and night: {_BLANK}",
    f"How to reach me: {_BLANK}",
    f"Someone I trust: {_BLANK}",
)


def handout_to_text(handout: Handout, *, width: int = 80, colour: bool = False) -> str:
    """Give the page as text with a final newline."""
    return page_to_text(handout_page(handout), width=width, colour=colour)


def handout_to_markdown(handout: Handout) -> str:
    """Give the page as markdown with a final newline."""
    return page_to_markdown(handout_page(handout))


def handout_to_html(handout: Handout) -> str:
    """
    Give the page as one HTML file.

    Raises:
        UsageError: Jinja2 is not installed.
    """
    return fill("handout.html", title=TITLE, page=handout_page(handout))


def handout_page(handout: Handout) -> tuple[Block, ...]:
    """Compose the page; with a safety plan to make it begins with the steps to stay safe."""
    safety, help_ = tuple(_safety(handout)), tuple(_help(handout))
    return (
        heading(1, TITLE),
        *((*safety, *help_) if handout.safety_first else ()),
        *((heading(2, "The rest can wait"),) if handout.emergency else ()),
        paragraph(INTRODUCTION),
        *_wants(handout),
        *_strengths(handout),
        *_doing(handout),
        *_feeling(handout),
        *_at_home(handout),
        *_choices(handout),
        *(() if handout.safety_first else (*safety, *help_)),
        *(paragraph(muted(each)) for each in _for_the_clinician(handout)),
    )


def _for_the_clinician(handout: Handout) -> Iterator[str]:
    if handout.stays_here:
        yield STAYS_HERE
    yield FOR_THE_CLINICIAN
    if handout.language is not None and handout.language.partition("-")[0].lower() != LANGUAGE:
        yield TRANSLATED.format(handout.language)


def _safety(handout: Handout) -> Iterator[Block]:
    if handout.emergency:
        yield heading(2, "First: keeping you safe")
        yield paragraph(strong(SAFETY_FIRST))
    elif handout.safety_first:
        yield heading(2, "First: staying safe")
    elif handout.safety:
        yield heading(2, "Staying safe")
    if handout.safety:
        yield bullets(tuple(line(each) for each in handout.safety))


def _help(handout: Handout) -> Iterator[Block]:
    yield heading(2, "When to call for help")
    yield paragraph(HELP)
    yield bullets(tuple(line(each) for each in HELP_WHEN))
    yield paragraph(strong(HELP_NOW))
    blanks = BLANKS[2:] if handout.contacts else BLANKS
    yield bullets(tuple(line(each) for each in (*handout.contacts, *blanks)))


def _wants(handout: Handout) -> Iterator[Block]:
    yield heading(2, "What you want")
    if handout.goals:
        yield bullets(tuple(line(strong(quoted(each))) for each in handout.goals))
    else:
        yield paragraph(NO_GOALS)


def _strengths(handout: Handout) -> Iterator[Block]:
    if handout.strengths:
        yield heading(2, "What you bring with you")
        yield paragraph("You have strengths, and we build on them:")
        yield bullets(tuple(line(each) for each in handout.strengths))


def _doing(handout: Handout) -> Iterator[Block]:
    yield heading(2, "What we will do, and why it may help")
    if handout.consent in CONSENT:
        yield paragraph(strong(CONSENT[handout.consent]))
    if handout.consent == "refused":
        return
    if handout.first:
        yield heading(3, "Before and beside it")
        yield bullets(tuple(line(each) for each in handout.first))
    if handout.together:
        yield heading(3, "Each time we meet")
        yield Listing(
            tuple(Item(text=line(each.text), below=_reword(each)) for each in handout.together)
        )
    if handout.parts:
        yield from _parts(handout.parts)
    else:
        yield paragraph(NO_PARTS)
    if handout.waiting:
        yield heading(3, "What we wait with")
        yield bullets(tuple(line(each) for each in handout.waiting))


def _parts(parts: Iterable[Part]) -> Iterator[Block]:
    """List the parts under their kind, numbered through."""
    for kind, found in groupby(enumerate(parts, start=1), key=lambda entry: entry[1].kind):
        yield heading(3, kind)
        yield Listing(
            tuple(
                Item(
                    marker=f"{place}.",
                    text=line(strong(_when(part.begins)), part.text),
                    below=(_why(part), *_reword(part)),
                )
                for place, part in found
            )
        )


def _when(session: int | None) -> str:
    if session is None:
        return ""
    return "From the start. " if session == 1 else f"From meeting {session}. "


def _why(part: Part) -> Line:
    if part.goal:
        return line("Why: it may help with what you want: ", strong(quoted(part.goal)))
    if part.eases:
        return line(f"Why: it may help with {', and with '.join(part.eases)}.")
    return line(TRIED)


def _reword(part: Part) -> tuple[Line, ...]:
    """Tell the clinician that the words for the client are not those of the adapted form."""
    return (line(muted(ADAPTED)),) if part.adapted else ()


def _feeling(handout: Handout) -> Iterator[Block]:
    if handout.parts:
        yield heading(2, "What it may feel like")
        yield bullets(tuple(line(each) for each in FEELS))
        yield paragraph(CHECKING)


def _at_home(handout: Handout) -> Iterator[Block]:
    """Give what to try at home; who wants nothing to do there, or is not safe there, gets none."""
    if handout.stays_here:
        yield heading(2, AT_HOME)
        yield paragraph(HERE)
        return
    practices = [
        (place, part.at_home)
        for place, part in enumerate(handout.parts, start=1)
        if part.at_home is not None
    ]
    few = handout.homework == "low"
    if few:
        practices = [each for each in practices if each[1]][:FEW]
    if not practices:
        return
    yield heading(2, AT_HOME)
    if handout.homework == "none":
        yield paragraph("You told me that you do not want tasks at home. That is fine.")
        return
    yield paragraph(FEW_TASKS if few else TASKS)
    yield bullets(
        tuple(
            line(strong(f"For step {place}: "), text or "We choose something small together.")
            for place, text in practices
        )
    )


def _choices(handout: Handout) -> Iterator[Block]:
    yield heading(2, "Your choices")
    others = (OTHER_WAYS,) if handout.others else ()
    yield bullets(tuple(line(each) for each in (*CHOICES, *others)))
    if handout.wishes:
        yield paragraph("This is what you have told me:")
        yield bullets(tuple(line(each) for each in handout.wishes))
