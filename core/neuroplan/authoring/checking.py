"""
Check a modality and name everything that is wrong with it at once.

A folder is read as it stands; of an installed plugin the files are read where it has any, else
what its hooks return. Where one slip breaks two rules, only the one that names the slip is
told: what a schema says of a place, no other rule says again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from neuroplan.authoring.drafts import Draft, draft_of_content, draft_of_files
from neuroplan.authoring.findings import Finding, Report
from neuroplan.authoring.references import id_findings, known_ids, reference_findings
from neuroplan.authoring.schemas import stale_schemas
from neuroplan.authoring.sequence import sequence_findings
from neuroplan.authoring.soundness import soundness_findings
from neuroplan.authoring.trial import try_package
from neuroplan.authoring.wording import wording_findings
from neuroplan.errors import ContentError, FileAccessError, NeuroplanError, UsageError
from neuroplan.plugins.loading import GROUP, Installed, LoadedPlugin, installed


def check_folder(folder: str | Path, beside: Iterable[Installed] | None = None) -> Report:
    """
    Check a folder of content, or a distribution with a package that holds one.

    A package that a project file makes a plugin is loaded too, from where it is.

    Args:
        beside: The installed plugins it may refer to; default: those there are. One that
            brings the same modality from another distribution than the engine's is taken
            for this folder, installed.

    Raises:
        FileAccessError: The folder or a file in it cannot be read.
        UsageError: There is no content in it.
    """
    root = Path(folder)
    if not root.is_dir():
        raise FileAccessError(f"cannot check {folder}: there is no such folder")
    content = content_folder(root)
    try:
        draft = draft_of_files(content)
    except OSError as error:
        raise FileAccessError(f"cannot check {folder}: {error.strerror}") from error
    others = [
        each.plugin
        for each in (installed() if beside is None else beside)
        if each.plugin is not None and not _is_this(each, draft, content)
    ]
    findings = [*_findings(draft, others), *_distribution(root, content, draft)]
    findings += _loading(draft, _in_place(content, draft.modality))
    return _report(draft.modality or root.resolve().name, str(folder), findings)


def check_installed(name: str, among: Iterable[Installed] | None = None) -> tuple[Report, ...]:
    """
    Check the installed plugin called *name*; more than one report where two have the name.

    Args:
        among: The installed plugins; default: those there are.
    """
    every = tuple(installed() if among is None else among)
    return tuple(_check(each, every) for each in every if each.name == name)


def check_loaded(plugin: LoadedPlugin, beside: Iterable[LoadedPlugin]) -> Report:
    """Check what the hooks of a loaded plugin return, beside the plugins it may refer to."""
    draft = draft_of_content(plugin.content)
    return _report(plugin.name, plugin.content.origin, _findings(draft, beside))


def content_folder(root: Path) -> Path:
    """
    Find the content in a folder: there, or in the one package of a distribution.

    Raises:
        UsageError: There is none, or more than one package with some.
    """
    if (root / "modality.json").is_file() or (root / "techniques").is_dir():
        return root
    packages = sorted(
        each.parent for depth in ("*", "src/*") for each in root.glob(f"{depth}/techniques")
    )
    if len(packages) == 1:
        return packages[0]
    if packages:
        listed = ", ".join(map(str, packages))
        raise UsageError(f"there are several modalities in {root}; name one of: {listed}")
    if any(each.suffix == ".json" for each in root.iterdir()):
        return root
    raise UsageError(
        f"there is no modality in {root}; name a folder with modality.json and techniques, "
        "or start one: plan plugins new NAME"
    )


def _check(one: Installed, every: Iterable[Installed]) -> Report:
    others = [each.plugin for each in every if each is not one and each.plugin is not None]
    root = _package_folder(one.value)
    draft = _draft(one, root)
    findings = [] if draft is None else _findings(draft, others)
    about = one.distribution or one.value
    findings += _loading(draft, one)
    if draft is not None and draft.modality not in ("", one.name):
        what = f"the entry point is called '{one.name}', the modality '{draft.modality}'"
        mend = f"call the entry point '{draft.modality}' and install the plugin again"
        findings.append(Finding("pyproject.toml", "", "entry-point", what, mend))
    return _report(one.name, about, findings)


def _draft(one: Installed, root: Path | None) -> Draft | None:
    if root is not None:
        return draft_of_files(root)
    return draft_of_content(one.plugin.content) if one.plugin is not None else None


def _in_place(content: Path, modality: str) -> Installed | None:
    """Load the plugin of a package in its folder; None: no project file makes it a plugin."""
    package = content.resolve()
    for folder in (package.parent, package.parent.parent):
        try:
            value = _entry_point(folder / "pyproject.toml", modality)
        except (OSError, ValueError):
            continue
        if value is not None and value.partition(":")[0].partition(".")[0] == package.name:
            return try_package(package, modality, value)
    return None


def _loading(draft: Draft | None, one: Installed | None) -> Iterator[Finding]:
    """Say what keeps a plugin from being loaded, where its files do not say it already."""
    if one is None or one.error is None:
        return
    if draft is None or not draft.malformed or not isinstance(one.error, ContentError):
        yield _failure(one, one.error)


def _failure(one: Installed, error: NeuroplanError) -> Finding:
    """Turn an error of loading, which names the plugin itself, into a finding."""
    _, _, what = error.summary.partition(": ")
    said = "; ".join([what, *map(str, error.problems)])
    said, _, mend = said.partition("; ")
    return Finding(one.value, "", "loading", said, mend or "run its own tests for the whole story")


def _findings(draft: Draft, others: Iterable[LoadedPlugin]) -> list[Finding]:
    """Apply every rule; drop what repeats an error of the same place."""
    known = known_ids(draft, others)
    told = {(each.file, each.path) for each in draft.malformed}
    further = [
        *id_findings(draft, known),
        *reference_findings(draft, known),
        *sequence_findings(draft, known),
        *soundness_findings(draft),
        *wording_findings(draft),
    ]
    return [*draft.malformed, *(each for each in further if (each.file, each.path) not in told)]


def _report(name: str, origin: str, findings: Iterable[Finding]) -> Report:
    return Report(name=name, origin=origin, findings=tuple(sorted(set(findings))))


def _is_this(other: Installed, draft: Draft, content: Path) -> bool:
    """Whether an installed plugin is the very one in the folder, perhaps an older state of it."""
    if other.plugin is None or other.plugin.content.info.id != draft.modality:
        return False
    folder = _package_folder(other.value)
    is_shipped = (other.distribution or "").partition(" ")[0] == "neuroplan"
    return not is_shipped or (folder is not None and folder.resolve() == content.resolve())


def _package_folder(value: str) -> Path | None:
    """Find the folder of an entry point's package that holds content, importing none of it."""
    first, *below = value.partition(":")[0].strip().split(".")
    try:
        spec = find_spec(first)
    except (ImportError, ValueError):
        return None
    for place in (spec and spec.submodule_search_locations) or ():
        folder = Path(place).joinpath(*below)
        for candidate in (folder, folder.parent):
            if (candidate / "modality.json").is_file() or (candidate / "techniques").is_dir():
                return candidate
    return None


def _distribution(root: Path, content: Path, draft: Draft) -> Iterator[Finding]:
    """Check what surrounds the package: its entry point and its copies of the schemas."""
    yield from stale_schemas(root)
    project = root / "pyproject.toml"
    if content == root or not project.is_file():
        return
    try:
        value = _entry_point(project, draft.modality)
    except ValueError:
        what, mend = "the file is not valid TOML", "pip says where: pip install the folder"
        yield Finding(project.name, "", "toml", what, mend)
        return
    if value is None:
        what = f"there is no entry point '{draft.modality}' in the group {GROUP}"
        mend = (
            f'under [project.entry-points.{GROUP}] write {draft.modality} = "{content.name}:plugin"'
        )
        yield Finding(project.name, "", "entry-point", what, mend)


def _entry_point(project: Path, modality: str) -> str | None:
    """Give what the entry point of a modality names; ValueError where the file is no TOML."""
    document: object = tomllib.loads(project.read_text(encoding="utf-8"))
    for table in ("project", "entry-points", GROUP, modality):
        document = document.get(table) if isinstance(document, dict) else None
    return document if isinstance(document, str) else None
