"""
The intake behind ``plan init``: the questions, their order, and the client file they make.

``flow`` holds the questions; ``answers`` reads what is typed; ``interview`` is an intake
under way. Nothing in here prints, asks, reads or writes.
"""

from neuroplan.intake.answers import AnswerError, Kind, clean
from neuroplan.intake.catalogue import Catalogue, Option
from neuroplan.intake.flow import FLOW
from neuroplan.intake.interview import Interview, take_up
from neuroplan.intake.steps import Question


__all__ = [
    "FLOW",
    "AnswerError",
    "Catalogue",
    "Interview",
    "Kind",
    "Option",
    "Question",
    "clean",
    "take_up",
]
