"""A modality: what it is, its techniques and its evidence."""

from __future__ import annotations

import attrs

from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.instrument import Instrument
from neuroplan.model.technique import Technique


@attrs.frozen(kw_only=True)
class Term:
    """A process or factor that a modality adds; its id is prefixed with the modality's."""

    id: str
    label: str
    definition: str
    client_label: str


@attrs.frozen(kw_only=True)
class ModalityInfo:
    """
    What ``modality.json`` says.

    Attributes:
        evidence_as_of: Date (ISO) up to which the evidence was read.
        honest_notes: What is weak, contested, null or missing.
    """

    id: str
    name: str
    version: str
    summary: str
    key_texts: tuple[str, ...]
    honest_notes: tuple[str, ...]
    evidence_as_of: str
    processes: tuple[Term, ...] = ()
    factors: tuple[Term, ...] = ()
    instruments: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class ModalityContent:
    """
    A modality with all it contributes.

    Attributes:
        origin: The distribution or folder it came from.
        digest: Hash of the files it was read from; None: it came from no files.
    """

    info: ModalityInfo
    techniques: tuple[Technique, ...]
    evidence: tuple[EvidenceRecord, ...]
    instruments: tuple[Instrument, ...] = ()
    origin: str
    digest: str | None = None
