"""Progress: dated results as series, their verdicts, the risk they show, and what follows."""

from neuroplan.progress.reviewing import review
from neuroplan.progress.series import criterion_of


__all__ = ["criterion_of", "review"]
