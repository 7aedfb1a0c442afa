"""``plan plugins``: which plugins there are, what is wrong with one, and how to start one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click

from neuroplan.authoring.checking import check_folder, check_installed
from neuroplan.authoring.findings import Finding, Report
from neuroplan.authoring.scaffold import modality_id, scaffold, write_schemas
from neuroplan.authoring.status import State, Status, plugin_states
from neuroplan.cli import console
from neuroplan.cli.listing import ListingGroup
from neuroplan.cli.options import DISABLED, Sources, disabled, format_option, planning_options
from neuroplan.documents.nearest import did_you_mean, quoted
from neuroplan.documents.practice import load_practice
from neuroplan.errors import FileAccessError, UsageError
from neuroplan.model.practice import Practice
from neuroplan.model.terms import Category, spaced
from neuroplan.plugins.loading import installed, switched_off


#: As for every plugin or content that failed.
FAILED = 3


@click.group(cls=ListingGroup)
def plugins() -> None:
    """List the plugins, check one, or start one."""


@plugins.command("list")
@format_option("text", "json")
@planning_options
def list_plugins(form: str, sources: Sources) -> None:
    """
    List every plugin, also those that are switched off or broken.

    One that is broken stops plans (plan --without NAME leaves it out), but not this list.
    """
    found = installed()
    practice = Practice() if sources.practice is None else load_practice(sources.practice)
    states = plugin_states(
        found,
        sources.folders,
        switched_off=_switched_off(sources, practice, [each.name for each in found]),
        wins=practice.wins,
    )
    if form == "json":
        console.write_json([_entry(status) for status in states])
    else:
        console.write_result(_listing(states))


@plugins.command("check")
@click.argument("target", metavar="[NAME|PATH]", required=False)
@format_option("text", "json")
@click.pass_context
def check_plugins(context: click.Context, target: str | None, form: str) -> None:
    """
    Name everything that is wrong with a plugin, and how to mend it.

    NAME is an installed plugin, PATH a folder of content or of a distribution (./act is the
    folder, act the plugin). Without either, all installed plugins are checked. Exit code 3
    where there are errors; warnings do not fail.
    """
    reports = _reports(target)
    if form == "json":
        console.write_json(_document(reports))
    else:
        console.write_result("\n\n".join(map(_report_text, reports)))
    if any(report.errors for report in reports):
        context.exit(FAILED)


@plugins.command("new")
@click.argument("name")
@click.option("--path", "path", metavar="DIR", help="Where to write it; default: ./NAME.")
def new_plugin(name: str, path: str | None) -> None:
    """
    Start a plugin called NAME (our-clinic): a distribution to install and to edit.

    It installs as it is, passes its own tests, and holds one technique of each category.
    """
    found = installed()
    taken = [each.plugin.content.info.id for each in found if each.plugin is not None]
    taken += [each.name for each in found]
    modality_id(name, taken)
    folder = path or name
    today = datetime.now().astimezone().date().isoformat()
    identity = scaffold(name, folder, today=today, taken=taken)
    console.note(
        f"wrote {folder}\n"
        f"  install it:   pip install -e {folder}\n"
        f"  see it:       plan plugins list\n"
        f"  check it:     plan plugins check {identity}\n"
        f"  what is what: {Path(folder) / 'README.md'}"
    )


@plugins.command("schemas")
@click.argument("folder", metavar="DIR")
def refresh_schemas(folder: str) -> None:
    """
    Write the schemas an editor checks by into DIR/schemas, over those that are there.

    After an upgrade of neuroplan this brings a plugin's copies up to date.
    """
    if not Path(folder).is_dir():
        raise FileAccessError(f"cannot write {folder}/schemas: there is no folder {folder}")
    write_schemas(Path(folder))
    console.note(f"wrote {Path(folder) / 'schemas'}")


def _switched_off(sources: Sources, practice: Practice, names: list[str]) -> dict[str, str]:
    """Tell what switches each plugin off: the command line, the practice, or the environment."""
    by_environment = set(disabled()).difference(sources.without)
    unused = {
        name for name in names if name in practice.exclude or name not in (practice.use or names)
    }
    return {
        **dict.fromkeys(unused, "the practice profile (use, exclude)"),
        **switched_off(names, only=sources.only, without=sources.without, allowed=practice.plugins),
        **dict.fromkeys(by_environment, DISABLED),
    }


def _entry(status: Status) -> dict[str, object]:
    content = status.content
    info = content.info if content else None
    return {
        "name": status.name,
        "status": status.state,
        "why": status.why,
        "modality": info.id if info else None,
        "version": info.version if info else None,
        "distribution": status.distribution,
        "source": status.source,
        "techniques": _by_category(status),
        "evidence_as_of": info.evidence_as_of if info else None,
    }


def _by_category(status: Status) -> dict[str, int] | None:
    if status.content is None:
        return None
    counted = Counter(technique.category for technique in status.content.techniques)
    return {category.value: counted[category] for category in Category}


def _listing(states: Iterable[Status]) -> str:
    """Lay out one plugin a line; below, why the others do not take part."""
    head = ("plugin", "version", "status", "techniques*", "evidence to", "from", "source")
    table = console.columns([head, *map(_row, states)])
    reasons = [
        f"{each.name}: {'switched off by' if each.state is State.OFF else 'failed:'} {each.why}"
        for each in states
        if each.state is not State.ON
    ]
    order = ", ".join(spaced(category) for category in Category)
    return "\n".join([table, "", f"* {order}", *reasons])


def _row(status: Status) -> tuple[str, ...]:
    info = status.content.info if status.content else None
    counts = _by_category(status)
    return (
        status.name,
        info.version if info else "-",
        status.state,
        " + ".join(map(str, counts.values())) if counts else "-",
        info.evidence_as_of if info else "-",
        status.distribution or "a folder",
        status.source,
    )


def _reports(target: str | None) -> list[Report]:
    found = installed()
    names = sorted({each.name for each in found})
    if target is None:
        return [report for name in names for report in check_installed(name, found)]
    if target in names:
        return list(check_installed(target, found))
    if Path(target).is_dir():
        return [check_folder(target, found)]
    if target.rstrip("/").replace("-", "_") in names:
        return list(check_installed(target.rstrip("/").replace("-", "_"), found))
    mend = did_you_mean(target, names) or "see `plan plugins list`"
    raise UsageError(f"there is no plugin and no folder {quoted(target)}; {mend}")


def _document(reports: Iterable[Report]) -> list[dict[str, object]]:
    return [
        {
            "name": report.name,
            "origin": report.origin,
            "errors": [_finding(each) for each in report.errors],
            "warnings": [_finding(each) for each in report.warnings],
        }
        for report in reports
    ]


def _finding(finding: Finding) -> dict[str, str]:
    return {
        "rule": finding.rule,
        "file": finding.file,
        "path": finding.path,
        "what": finding.what,
        "mend": finding.mend,
    }


def _report_text(report: Report) -> str:
    errors, warnings = len(report.errors), len(report.warnings)
    count = f"{_counted(errors, 'error')}, {_counted(warnings, 'warning')}"
    lines = [f"{report.name} (from {report.origin}): {count}"]
    for each in (*report.errors, *report.warnings):
        lines += [f"  {each.level}: {each.place}", f"    {each.what}; {each.mend}"]
    return "\n".join(lines)


def _counted(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
