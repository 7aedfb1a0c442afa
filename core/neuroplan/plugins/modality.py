"""The helper that makes a data-only plugin one line of Python."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from neuroplan.model.case import Case, Screening
from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.instrument import Instrument
from neuroplan.model.modality import ModalityContent, ModalityInfo
from neuroplan.model.technique import Technique
from neuroplan.model.terms import Category
from neuroplan.plugins.content import folder_content, package_content
from neuroplan.plugins.hooks import hookimpl


Rationale = Callable[[Technique, Case], str | None]
Screen = Callable[[Technique, Case], Screening | None]


class Modality:
    """
    A modality plugin whose content is data.

    ``plugin = Modality.from_package(__name__)`` is a whole plugin. The content is read when
    the engine first asks for it, once.
    """

    def __init__(
        self,
        read: Callable[[], ModalityContent],
        *,
        rationale: Rationale | None = None,
        screen: Screen | None = None,
    ) -> None:
        self._read = read
        # Set on the instance only where given, so that the engine never asks in vain.
        if rationale is not None:
            self.technique_rationale = hookimpl(rationale)
        if screen is not None:
            self.technique_screen = hookimpl(screen)

    @classmethod
    def from_package(
        cls,
        package: str,
        *,
        rationale: Rationale | None = None,
        screen: Screen | None = None,
    ) -> Modality:
        """
        Make a plugin of the data beside an installed package.

        Args:
            package: The package's name, usually ``__name__``.
            rationale: Implements ``technique_rationale``.
            screen: Implements ``technique_screen``.
        """
        return cls(lambda: package_content(package), rationale=rationale, screen=screen)

    @classmethod
    def from_folder(cls, folder: str | Path) -> Modality:
        """Make a plugin of a folder of technique files, no Python needed."""
        return cls(lambda: folder_content(folder))

    @cached_property
    def content(self) -> ModalityContent:
        """All the modality contributes."""
        return self._read()

    @hookimpl
    def modality_info(self) -> ModalityInfo:
        """What modality.json says."""
        return self.content.info

    @hookimpl
    def brain_techniques(self) -> tuple[Technique, ...]:
        """Techniques related to the brain."""
        return self._of(Category.BRAIN)

    @hookimpl
    def relationship_techniques(self) -> tuple[Technique, ...]:
        """Techniques related to the therapeutic relationship."""
        return self._of(Category.RELATIONSHIP)

    @hookimpl
    def integration_techniques(self) -> tuple[Technique, ...]:
        """Techniques that integrate mind, brain and body."""
        return self._of(Category.INTEGRATION)

    @hookimpl
    def emotional_state_techniques(self) -> tuple[Technique, ...]:
        """Techniques related to the emotional state."""
        return self._of(Category.EMOTIONAL_STATE)

    @hookimpl
    def evidence_records(self) -> tuple[EvidenceRecord, ...]:
        """The modality's evidence records."""
        return self.content.evidence

    @hookimpl
    def instruments(self) -> tuple[Instrument, ...]:
        """The modality's own instruments."""
        return self.content.instruments

    def _of(self, category: Category) -> tuple[Technique, ...]:
        return tuple(each for each in self.content.techniques if each.category is category)
