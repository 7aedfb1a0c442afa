"""
A modality as its author wrote it: JSON of which nothing is trusted yet.

A file that breaks its schema is still read as far as it goes, so that one run names
everything that is wrong. What Python returns is turned into the same form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable

import attrs

from neuroplan.authoring.findings import Finding, Level
from neuroplan.documents.reading import Json, NotJsonError, parse_json
from neuroplan.documents.structuring import document_of
from neuroplan.model.modality import ModalityContent
from neuroplan.plugins.content import SINGLE_FILES, content_files, file_problems, unread_files


_PLAIN = {
    "caution-without-source": (
        "the caution names no source",
        "name a record of evidence.json, or clinical_convention for a habit of the field",
    ),
    "technique-without-evidence": (
        "the technique names no evidence",
        "name a record of evidence.json; your own experience is a record of design expert_opinion",
    ),
    "missing-client-words": (
        "there are no words for the client, or too few",
        "say in three to five short sentences what is done and that the client may say no",
    ),
}
#: Schema errors an author should read in other words: place, what the schema says, rule.
_CLEARER = (
    (r"\$\.contraindications\[\d+\]", r"'source' is missing", "caution-without-source"),
    (r"\$", r"'evidence' is missing", "technique-without-evidence"),
    (r"\$\.evidence", r"there is too little here", "technique-without-evidence"),
    (r"\$", r"'for_the_client' is missing", "missing-client-words"),
    (r"\$\.for_the_client", r"there is too little here", "missing-client-words"),
)


@attrs.frozen
class Entry:
    """
    A JSON object with the place where it stands.

    Attributes:
        file: Its file.
        path: Its JSON path in the file.
    """

    file: str
    path: str
    value: Mapping[str, Json]

    def text(self, key: str) -> str:
        """Give the text under *key*, or nothing."""
        found = self.value.get(key)
        return found if isinstance(found, str) else ""

    def at(self, pattern: str) -> Iterator[tuple[str, Json]]:
        """
        Give each value a pattern such as ``targets[].process`` reaches, with its JSON path.

        What is not of the form the pattern expects is passed over.
        """
        found: list[tuple[str, Json]] = [(self.path, dict(self.value))]
        for step in pattern.split("."):
            key = step.rstrip("[]")
            found = [
                (f"{path}.{key}", value[key])
                for path, value in found
                if isinstance(value, dict) and key in value
            ]
            for _ in range(step.count("[]")):
                found = [
                    (f"{path}[{position}]", part)
                    for path, value in found
                    for position, part in enumerate(value if isinstance(value, list) else [])
                ]
        yield from found

    def texts_at(self, *patterns: str) -> Iterator[tuple[str, str]]:
        """Give the texts that the patterns reach, with their JSON paths."""
        for pattern in patterns:
            for path, value in self.at(pattern):
                if isinstance(value, str):
                    yield path, value


@attrs.frozen(kw_only=True)
class Draft:
    """
    A modality before anything of it is trusted.

    Attributes:
        info: What modality.json says; empty without that file.
        malformed: What its files have wrong by themselves: no JSON, or not as the schema says.
    """

    info: Entry
    techniques: tuple[Entry, ...]
    records: tuple[Entry, ...]
    instruments: tuple[Entry, ...]
    malformed: tuple[Finding, ...]

    @property
    def modality(self) -> str:
        """The modality's id; without modality.json the prefix of the first technique's."""
        named = self.info.text("id")
        if named or not self.techniques:
            return named
        return self.techniques[0].text("id").partition(".")[0]

    @property
    def terms(self) -> tuple[tuple[str, Entry], ...]:
        """Processes and factors of its own, each with its kind."""
        return tuple(
            (kind, entry)
            for kind, key in (("process", "processes"), ("factor", "factors"))
            for entry in _objects(self.info.file, self.info.at(f"{key}[]"))
        )


def draft_of_files(root: Traversable) -> Draft:
    """Read the content files below *root*; OSError passes through."""
    documents: dict[str, Entry] = {}
    malformed: list[Finding] = []
    for file, data in content_files(root):
        try:
            document = parse_json(data)
        except NotJsonError as error:
            problem = error.problem
            malformed.append(Finding(file, problem.path, "json", problem.what, problem.mend))
            continue
        for problem in file_problems(file, data):
            path = problem.path.removeprefix(f"{file} ")
            malformed.append(_clearer(file, path, problem.what, problem.mend))
        if isinstance(document, dict):
            documents[file] = Entry(file, "$", document)
    malformed += (_unread(file) for file in unread_files(root))
    return Draft(
        info=documents.get("modality.json", Entry("modality.json", "$", {})),
        techniques=tuple(each for file, each in documents.items() if file not in SINGLE_FILES),
        records=_parts(documents.get("evidence.json"), "records[]"),
        instruments=_parts(documents.get("instruments.json"), "instruments[]"),
        malformed=tuple(malformed),
    )


def _unread(file: str) -> Finding:
    what = "nothing reads this file"
    mend = f"techniques are techniques/<name>.json; beside them stand {', '.join(SINGLE_FILES)}"
    return Finding(file, "", "unread-file", what, mend, Level.WARNING)


def draft_of_content(content: ModalityContent) -> Draft:
    """Turn what a plugin's hooks return into the form of its files."""
    return Draft(
        info=_entry("modality_info()", content.info),
        techniques=tuple(_entry(f"technique {each.id}", each) for each in content.techniques),
        records=tuple(_entry(f"record {each.id}", each) for each in content.evidence),
        instruments=tuple(_entry(f"instrument {each.id}", each) for each in content.instruments),
        malformed=(),
    )


def _entry(file: str, value: object) -> Entry:
    return Entry(file, "$", document_of(value))


def _parts(document: Entry | None, pattern: str) -> tuple[Entry, ...]:
    return () if document is None else tuple(_objects(document.file, document.at(pattern)))


def _objects(file: str, places: Iterator[tuple[str, Json]]) -> Iterator[Entry]:
    for path, value in places:
        if isinstance(value, dict):
            yield Entry(file, path, value)


def _clearer(file: str, path: str, what: str, mend: str) -> Finding:
    """Say a schema error in the author's terms where the schema's say too little."""
    if file not in SINGLE_FILES:
        for place, said, rule in _CLEARER:
            if re.fullmatch(place, path) and re.fullmatch(said, what):
                return Finding(file, path, rule, *_PLAIN[rule])
    return Finding(file, path, "schema", what, mend or "see the schema (plan schema)")
