"""Days of the calendar, as documents write them."""

from __future__ import annotations

import re
from datetime import date


_FORM = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def is_day(text: str) -> bool:
    """Tell whether *text* is a day of the calendar, as YYYY-MM-DD."""
    if not _FORM.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
