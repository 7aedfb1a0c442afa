"""
The templates' environment: how a line of text becomes HTML.

Every string is escaped, cleaned as for a terminal, and, where it holds letters written from
right to left, kept from turning what stands around it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from neuroplan.render.blocks import Block, Line, Span, Tone
from neuroplan.render.wording import clean


#: What cannot stand in a web address as it is.
_UNSAFE = re.compile(r"[^A-Za-z0-9:/._~-]")
_NUMBER = re.compile(r"\[(\d+)\]")
_FULL = "\u25cf"
#: Bidirectional classes of letters that are written from right to left.
_LEFTWARD = frozenset({"R", "AL"})
_TAGS = {
    Tone.STRONG: Markup("<strong>{}</strong>"),
    Tone.ALERT: Markup('<strong class="alert">{}</strong>'),
    Tone.MUTED: Markup('<span class="muted">{}</span>'),
    Tone.CODE: Markup("<code>{}</code>"),
}
_LINK = Markup('<a href="{}">{}</a>')
_CITE = Markup('<a href="#ref-{}">[{}]</a>')
_CITES = Markup('<span class="cite">{}</span>')
#: The number stands in words beside every bar.
_BAR = Markup('<svg class="bar" aria-hidden="true"><use href="#g-bar-{}"/></svg>{}')
_APART = Markup("<bdi>{}</bdi>")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Give the environment of this package's templates; whatever they show is escaped."""
    made = Environment(
        loader=PackageLoader("neuroplan.render"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"kind": kind, "inline": inline, "words": words, "css": css}
    return made


def kind(block: Block) -> str:
    """Give what a block is, as the templates call it."""
    return type(block).__name__.lower()


def inline(line: Line) -> Markup:
    """Write a line of spans."""
    return Markup("").join(_span(span) for span in line)


def words(text: str) -> Markup:
    """Write one text; letters from right to left turn nothing around them."""
    cleaned = clean(text)
    # Between tags an apostrophe is only itself, and prose is full of them.
    escaped = Markup(str(Markup.escape(cleaned)).replace("&#39;", "'"))  # noqa: S704 - escaped
    return _APART.format(escaped) if _is_leftward(cleaned) else escaped


def css(text: str) -> Markup:
    """Give *text* as the inside of a CSS string that nothing in it can end."""
    return Markup("").join(
        character if character.isascii() and character.isalnum() else f"\\{ord(character):06x}"
        for character in clean(text)
    )


def _span(span: Span) -> Markup:
    match span.tone:
        case Tone.BAR:
            return _bar(span.text)
        case Tone.CITE:
            return _cites(span.text)
        case Tone.LINK:
            shown = clean(span.text)
            return _LINK.format(_UNSAFE.sub(_percent, shown), shown.removeprefix("https://"))
    before = " " if span.text[:1].isspace() else ""
    after = " " if span.text[1:] and span.text[-1:].isspace() else ""
    inner = words(span.text)
    if inner and span.tone in _TAGS:
        inner = _TAGS[span.tone].format(inner)
    return Markup("{}{}{}").format(before, inner, after)


def _bar(text: str) -> Markup:
    full = text.count(_FULL)
    return _BAR.format(full, " " if text.endswith(" ") else "")


def _cites(text: str) -> Markup:
    """Link each reference number; what stands between them stays."""
    parts: list[str | Markup] = []
    end = 0
    for found in _NUMBER.finditer(text):
        parts += [text[end : found.start()], _CITE.format(found[1], found[1])]
        end = found.end()
    inner = Markup("").join([*parts, text[end:]])
    return _CITES.format(inner) if inner else inner


def _is_leftward(text: str) -> bool:
    return not text.isascii() and any(
        unicodedata.bidirectional(character) in _LEFTWARD for character in text
    )


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())
