"""
neuroplan: individualized, evidence-ordered psychotherapy plans.

Decision support for licensed clinicians. Everything public is listed in ``__all__``.
"""

from neuroplan.documents.practice import load_practice
from neuroplan.documents.presentation import load_presentation
from neuroplan.errors import (
    ContentError,
    FileAccessError,
    NeuroplanError,
    PluginError,
    PracticeError,
    PresentationError,
    Problem,
    UsageError,
)
from neuroplan.model.case import Case, Screening
from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.modality import ModalityInfo
from neuroplan.model.plan import Plan
from neuroplan.model.policy import OrderingPolicy
from neuroplan.model.practice import Practice
from neuroplan.model.presentation import Presentation
from neuroplan.model.technique import Technique
from neuroplan.planner import Planner
from neuroplan.plugins import Modality, hookimpl


__all__ = [
    "Case",
    "ContentError",
    "EvidenceRecord",
    "FileAccessError",
    "Modality",
    "ModalityInfo",
    "NeuroplanError",
    "OrderingPolicy",
    "Plan",
    "Planner",
    "PluginError",
    "Practice",
    "PracticeError",
    "Presentation",
    "PresentationError",
    "Problem",
    "Screening",
    "Technique",
    "UsageError",
    "hookimpl",
    "load_practice",
    "load_presentation",
]
