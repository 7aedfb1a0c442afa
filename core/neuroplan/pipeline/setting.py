"""What practice, context and the client's wish allow: media and formats."""

from __future__ import annotations

import attrs

from neuroplan.model.practice import Practice
from neuroplan.model.presentation import Context, Preferences, Presentation


@attrs.frozen(kw_only=True)
class Setting:
    """What practice and context allow: media and formats."""

    media: frozenset[str]
    formats: frozenset[str]


def setting_of(context: Context, preferences: Preferences, practice: Practice) -> Setting:
    """
    Tell which media and formats are on offer.

    Without a word on formats, individual work; a wish for one medium is kept where it is
    on offer.
    """
    media = frozenset(context.delivery or ("in_person", "telehealth"))
    if practice.delivery:
        media &= frozenset(practice.delivery)
    if preferences.delivery in media:
        media = frozenset({preferences.delivery})
    formats = frozenset(context.formats or practice.formats or ("individual",))
    if practice.formats:
        formats &= frozenset(practice.formats)
    return Setting(media=media, formats=formats)


def works_alone(presentation: Presentation, practice: Practice) -> bool:
    """Tell whether self-guided work is all that is on offer."""
    setting = setting_of(presentation.context, presentation.preferences, practice)
    return setting.formats == {"self_guided"}
