"""
Evidence overlays: add, correct or retire records without touching a plugin.

A file adds or corrects under ``records``, takes away under ``retire``, and ties records to
techniques under ``links``. The plan says what each overlay changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import attrs

from neuroplan.documents.nearest import did_you_mean
from neuroplan.documents.reading import NotJsonError, parse_json, read_bytes
from neuroplan.documents.structuring import document_of, structure
from neuroplan.errors import Problem, UsageError
from neuroplan.model.evidence import EvidenceRecord
from neuroplan.model.plan import OverlayUsed
from neuroplan.model.technique import EvidenceLink, Technique
from neuroplan.model.terms import Link
from neuroplan.soundness import record_slips


@attrs.frozen(kw_only=True)
class NewLink:
    """A tie between a technique and a record."""

    technique: str
    record: str
    link: Link


@attrs.frozen(kw_only=True)
class Overlay:
    """
    Changes to the evidence.

    Attributes:
        name: File name, as the plan prints it.
        records: To add, or to put in the place of those with the same id.
        retire: Ids of records to take away.
        links: Ties to add.
        digest: Hash of the file, which enters the fingerprint of a plan.
    """

    name: str
    records: tuple[EvidenceRecord, ...]
    retire: tuple[str, ...]
    links: tuple[NewLink, ...]
    digest: str

    def apply(
        self,
        techniques: Mapping[str, Technique],
        records: Mapping[str, EvidenceRecord],
        processes: Collection[str],
    ) -> tuple[dict[str, Technique], dict[str, EvidenceRecord], OverlayUsed]:
        """
        Give techniques and records with the changes made, and what they were.

        Args:
            processes: What a record may speak to.

        Raises:
            UsageError: Everything in which it contradicts itself, states a figure that cannot
                be right, or names what is not there.
        """
        changed = {**records, **{record.id: record for record in self.records}}
        problems = [
            *self._contradictions(),
            *self._unsound(processes),
            *self._unknown(techniques, changed),
        ]
        if problems:
            raise UsageError(f"the evidence overlay {self.name} does not fit", problems)
        gone = set(self.retire)
        kept = {identity: record for identity, record in changed.items() if identity not in gone}
        added: dict[str, list[EvidenceLink]] = {}
        for tie in self.links:
            added.setdefault(tie.technique, []).append(
                EvidenceLink(record=tie.record, link=tie.link)
            )
        retied = {
            identity: _retied(technique, gone, added.get(identity, []))
            for identity, technique in techniques.items()
        }
        return (
            retied,
            kept,
            OverlayUsed(
                name=self.name,
                added=tuple(sorted(each.id for each in self.records if each.id not in records)),
                corrected=tuple(sorted(each.id for each in self.records if each.id in records)),
                retired=tuple(sorted(gone)),
                digest=self.digest,
            ),
        )

    def _contradictions(self) -> Iterator[Problem]:
        """Give what the overlay says twice, or says and takes back."""
        own = [record.id for record in self.records]
        for place, name in enumerate(own):
            if name in own[:place]:
                what, mend = f"record '{name}' stands twice", "keep one of them"
                yield Problem(f"$.records[{place}].id", what, mend)
        for place, name in enumerate(self.retire):
            if name in own:
                what = f"record '{name}' is added and retired in one overlay"
                yield Problem(f"$.retire[{place}]", what, "keep one of the two")
        for place, tie in enumerate(self.links):
            if tie.record in self.retire:
                what = f"record '{tie.record}' is tied and retired in one overlay"
                yield Problem(f"$.links[{place}].record", what, "keep one of the two")

    def _unsound(self, processes: Collection[str]) -> Iterator[Problem]:
        """Give the figures that cannot be right, and the processes nobody knows."""
        for place, record in enumerate(self.records):
            here = f"$.records[{place}]"
            for slip in record_slips(document_of(record)):
                yield Problem(f"{here}{slip.path}", slip.what, slip.mend)
            for position, measured in enumerate(record.processes):
                name = measured.process
                if name not in processes:
                    mend = did_you_mean(name, processes) or "see `plan schema vocabulary`"
                    path = f"{here}.processes[{position}].process"
                    yield Problem(path, f"unknown process '{name}'", mend)

    def _unknown(
        self, techniques: Mapping[str, Technique], records: Mapping[str, EvidenceRecord]
    ) -> list[Problem]:
        found = [
            Problem(f"$.retire[{place}]", f"unknown record '{name}'", did_you_mean(name, records))
            for place, name in enumerate(self.retire)
            if name not in records
        ]
        for place, tie in enumerate(self.links):
            for kind, name, known in (
                ("technique", tie.technique, techniques),
                ("record", tie.record, records),
            ):
                if name not in known:
                    path = f"$.links[{place}].{kind}"
                    found.append(
                        Problem(path, f"unknown {kind} '{name}'", did_you_mean(name, known))
                    )
        return found


def load_overlay(source: str | Path) -> Overlay:
    """
    Read an evidence overlay.

    Raises:
        FileAccessError: The file cannot be read.
        UsageError: Everything that is wrong with it.
    """
    from neuroplan.documents.validation import schema_problems

    name = Path(source).name
    data = read_bytes(source)
    try:
        document = parse_json(data)
    except NotJsonError as error:
        raise UsageError(f"the evidence overlay {name} is not valid", [error.problem]) from error
    problems = schema_problems("overlay", document)
    if problems or not isinstance(document, dict):
        raise UsageError(f"the evidence overlay {name} is not valid", problems)
    return Overlay(
        name=name,
        records=structure(document.get("records", []), tuple[EvidenceRecord, ...]),
        retire=structure(document.get("retire", []), tuple[str, ...]),
        links=structure(document.get("links", []), tuple[NewLink, ...]),
        digest=hashlib.sha256(data).hexdigest(),
    )


def _retied(technique: Technique, gone: set[str], added: list[EvidenceLink]) -> Technique:
    kept = [tie for tie in technique.evidence if tie.record not in gone]
    fresh = [tie for tie in added if tie.record not in {each.record for each in kept}]
    if len(kept) == len(technique.evidence) and not fresh:
        return technique
    return attrs.evolve(technique, evidence=(*kept, *fresh))
