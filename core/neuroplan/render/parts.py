"""
The names of a page's parts: what a format finds them by, however they are worded.

The names of sections are also their anchors in the HTML report.
"""

from __future__ import annotations

from enum import StrEnum


class Part(StrEnum):
    """Sections of a plan's page, and parts of them; a phase goes by its own name."""

    GLANCE = "at-a-glance"
    SAFETY = "safety"
    FORMULATION = "formulation"
    GOALS = "goals"
    WISHES = "wishes"
    WORDS = "the-client-s-words-and-goals"
    OBJECTIVES = "objectives"
    FOUNDATION = "foundation"
    TECHNIQUES = "techniques-by-kind-of-work"
    PERSON = "working-with-this-client"
    SESSIONS = "sessions"
    STOPS = "when-to-stop-or-refer"
    COVERAGE = "the-four-categories"
    DECISIONS = "the-clinician-s-decisions"
    MONITORING = "following-progress"
    LEFT_OUT = "what-was-left-out-and-why"
    REFERENCES = "references"
    ORDER = "how-the-order-was-computed"
    MADE = "how-this-plan-was-made"
    ABOUT = "what-this-is"


class Row(StrEnum):
    """Facts of the first screen and of a technique's entry that have a place of their own."""

    SAFETY = "safety"
    CONSENT = "consent"
    DO_FIRST = "do_first"
    SAYS = "says"
    WANTS = "wants"
    WISHES = "wishes"
    IDENTITY = "identity"
    STEPS = "steps"
    TO_THE_CLIENT = "to_the_client"
    HOME_PRACTICE = "home_practice"
    TRAINING = "training"
    EVIDENCE = "evidence"
    CONTESTED = "contested"
    MECHANISM = "mechanism"
    PREPARES_FOR = "prepares_for"
    ALTERNATIVES = "alternatives"
