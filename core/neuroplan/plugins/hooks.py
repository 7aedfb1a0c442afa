"""
The hooks a modality may implement.

Hooks return values and register nothing. They are called on each plugin by itself, so no
result can depend on the order in which plugins are found. A hook may take fewer arguments
than its specification, never others.
"""

from __future__ import annotations

from collections.abc import Iterable

import pluggy

from neuroplan.model.case import Case, Screening
from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.instrument import Instrument
from neuroplan.model.modality import ModalityInfo
from neuroplan.model.technique import Technique


PROJECT = "neuroplan"
#: Version of these specifications. A plugin built for another one is refused.
HOOKS_VERSION = 1

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)

TECHNIQUE_HOOKS = {
    "brain": "brain_techniques",
    "relationship": "relationship_techniques",
    "integration": "integration_techniques",
    "emotional_state": "emotional_state_techniques",
}


class ModalityHooks:
    """The hook specifications."""

    @hookspec
    def modality_info(self) -> ModalityInfo:  # type: ignore[empty-body]
        """
        Say what the modality is: id, name, version, key texts and honest notes.

        Called once, when the engine is built. Every plugin must implement it.
        """

    @hookspec
    def brain_techniques(self) -> Iterable[Technique]:  # type: ignore[empty-body]
        """
        Give the techniques related to the brain.

        Called once, when the engine is built; what it returns is static. Nothing, or an
        empty list, means that the modality has none in this category.
        """

    @hookspec
    def relationship_techniques(self) -> Iterable[Technique]:  # type: ignore[empty-body]
        """
        Give the techniques related to the therapeutic relationship.

        Called once, when the engine is built; what it returns is static. Nothing, or an
        empty list, means that the modality has none in this category.
        """

    @hookspec
    def integration_techniques(self) -> Iterable[Technique]:  # type: ignore[empty-body]
        """
        Give the techniques that integrate mind, brain and body.

        Called once, when the engine is built; what it returns is static. Nothing, or an
        empty list, means that the modality has none in this category.
        """

    @hookspec
    def emotional_state_techniques(self) -> Iterable[Technique]:  # type: ignore[empty-body]
        """
        Give the techniques related to the client's emotional state.

        Called once, when the engine is built; what it returns is static. Nothing, or an
        empty list, means that the modality has none in this category.
        """

    @hookspec
    def evidence_records(self) -> Iterable[EvidenceRecord]:  # type: ignore[empty-body]
        """
        Give the evidence records the techniques and their cautions refer to.

        Called once, when the engine is built; what it returns is static. Nothing, or an
        empty list, means that the modality brings no records of its own.
        """

    @hookspec
    def instruments(self) -> Iterable[Instrument]:  # type: ignore[empty-body]
        """
        Give instruments of the modality's own.

        Called once, when the engine is built; what it returns is static. Nothing, or an
        empty list, means that the shipped instruments are enough.
        """

    @hookspec
    def technique_rationale(self, technique: Technique, case: Case) -> str | None:
        """
        Say why *technique* fits this client, where the modality's own thinking adds something.

        Called for each scheduled technique, on the plugin that owns it only.

        Args:
            technique: The technique, as the plugin returned it.
            case: The client, frozen; never anything administrative.

        Returns:
            A sentence or two for the clinician, printed after the engine's own; None or
            an empty text: the engine's sentence stands alone.
        """

    @hookspec
    def technique_screen(self, technique: Technique, case: Case) -> Screening | None:
        """
        Restrict *technique* for this client: cautions, a hold, or an exclusion.

        Called for each technique that could serve the client, on every plugin; the most
        restrictive answer wins. It can only restrict: nothing it returns admits a
        technique that the engine or another plugin left out.

        Args:
            technique: Any plugin's technique.
            case: The client, frozen; never anything administrative.

        Returns:
            The restriction, or None where there is none.
        """
