"""The pages of hooks, of the Python names and of the commands, made from the code itself."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

import click

import neuroplan
from neuroplan.cli import main
from neuroplan.comparison import compare_plans
from neuroplan.documents.presentation import KnownIds
from neuroplan.handout import handout_of
from neuroplan.instruments import score
from neuroplan.library import Library
from neuroplan.model.explanation import Explanation
from neuroplan.model.plan import (
    Coverage,
    Formulation,
    NotSelected,
    Objective,
    Plan,
    PlannedPhase,
    PlannedTechnique,
    ProcessFinding,
    Safety,
    TargetFinding,
    UnmetProcess,
)
from neuroplan.pipeline.reasoning import Reasoning
from neuroplan.plugins.hooks import ModalityHooks
from neuroplan.progress import review
from neuroplan.verification import verify
from tests.docs.writing import code, codes, page, table


_HOOKS = """\
What a modality's plugin object may implement, with `neuroplan.hookimpl`. Most modalities need
none of it: their content is data, and `Modality.from_package(__name__)` implements the hooks.
See [write content](../how-to/write-content.md).

A hook returns values and registers nothing. It may take fewer arguments than shown, never
others. It is asked of each plugin by itself, so no result can depend on the order in which
plugins are found. A hook that raises is an error that names the plugin. The entry-point group
is `neuroplan`; the entry point's name is the modality's id.

These are version {version} of the hooks. A plugin object with another `hooks_version` is
refused."""

_PYTHON = """\
Everything public of the package `neuroplan`. What is not listed here may change without notice.
Errors have a [page of their own](errors.md), the numbers of `OrderingPolicy` [too](policy.md),
and the fields of a presentation [too](client-presentation.md)."""

_MORE = """\
What the commands do beside planning is done by these functions, which are public too. Pages are
written by `neuroplan.render`: `text`, `markdown`, `html`, `progress` and `handout`."""

_RETURNED = """\
What documented methods give, with the fields that may be read. The rest of it may change
without notice."""

_FUNCTIONS: Mapping[str, Callable[..., object]] = {
    "neuroplan.instruments.score": score,
    "neuroplan.progress.review": review,
    "neuroplan.comparison.compare_plans": compare_plans,
    "neuroplan.verification.verify": verify,
    "neuroplan.handout.handout_of": handout_of,
}
_VALUES = (
    *(Plan, Safety, Formulation, ProcessFinding, Objective, PlannedPhase, PlannedTechnique),
    *(TargetFinding, Coverage, UnmetProcess, NotSelected),
    *(Explanation, KnownIds, Library, Reasoning),
)

_COMMANDS = """\
Every command of `plan`; `plan COMMAND --help` prints the same. Results go to standard output,
everything else to standard error; where a file is asked for, `-` is standard input.
`NEUROPLAN_DISABLED_PLUGINS` names modalities to leave out, as `--without` does. [Exit
codes](errors.md): 0 done, 1 the client file is not valid (or a plan differs), 2 wrong usage, 3
a plugin or its content failed, 4 a file cannot be read or written."""

_SECTIONS = ("Args:", "Attributes:", "Raises:", "Returns:")


def _signature(name: str) -> str:
    arguments = list(inspect.signature(getattr(ModalityHooks, name)).parameters)
    return f"{name}({', '.join(arguments[1:])})"


def python_page() -> str:
    """Give the page of public names."""
    return page(
        "Python",
        _PYTHON,
        *(_object(name) for name in neuroplan.__all__),
        f"## Scores, reviews, comparisons, handouts\n\n{_MORE}",
        *(_function(name, each) for name, each in _FUNCTIONS.items()),
        f"## Values that are given\n\n{_RETURNED}",
        *(_fields(each) for each in _VALUES),
    )


def _function(name: str, value: Callable[..., object]) -> str:
    making = f"{name}({', '.join(inspect.signature(value).parameters)})"
    return f"### {code(making)}\n\n{_words(value)}"


def _fields(kind: type) -> str:
    """List the fields of a value, each with its type as the code has it."""
    # As written: what attrs keeps may have been resolved since.
    annotations = inspect.get_annotations(kind)
    listed = [
        f"- {code(name)}: {code(str(written))}"
        for name, written in annotations.items()
        if not name.startswith("_")
    ]
    return "\n\n".join([f"### {code(f'{kind.__module__}.{kind.__name__}')}", "\n".join(listed)])


def _object(name: str) -> str:
    value = getattr(neuroplan, name)
    parts = [f"## {code(name)}", _words(value)]
    if inspect.isclass(value):
        made = vars(value).get("__init__")
        if made and made.__doc__ and not made.__doc__.startswith("Method generated"):
            making = name + _arguments(value, "__init__")
            parts.append(f"### {code(making)}\n\n{_words(made)}")
        parts += [f"### {code(f'{name}.{each}')}\n\n{text}" for each, text in _members(value)]
    return "\n\n".join(parts)


def _members(kind: type) -> Iterator[tuple[str, str]]:
    """Give the public methods and properties a class has of its own."""
    for name, member in vars(kind).items():
        if name.startswith("_"):
            continue
        if isinstance(member, property | cached_property):
            yield name, _words(member)
        elif inspect.isroutine(member) or isinstance(member, classmethod):
            yield f"{name}{_arguments(kind, name)}", _words(getattr(kind, name))


def _arguments(kind: type, name: str) -> str:
    names = [
        f"{'*' if each.kind is each.VAR_POSITIONAL else ''}{each.name}"
        for each in inspect.signature(getattr(kind, name)).parameters.values()
        if each.name not in ("self", "cls")
    ]
    return f"({', '.join(names)})"


def _words(value: object) -> str:
    """Give a docstring as Markdown: its sections as lists, its emphasis as it stands."""
    lines: list[str] = []
    inside = False
    for line in (inspect.getdoc(value) or "").splitlines():
        if line.strip() in _SECTIONS:
            lines += [f"**{line.strip().rstrip(':')}**", ""]
            inside = True
        elif inside and re.match(r" {4}\S", line):
            name, colon, text = line.strip().partition(": ")
            lines.append(f"- {code(name)}{colon}{text}" if colon else f"- {line.strip()}")
        elif inside and line.strip():
            lines.append(f"  {line.strip()}")
        else:
            lines.append(line)
    return "\n".join(lines).replace("``", "`")


def commands_page() -> str:
    """Give the page of commands."""
    return page("Commands", _COMMANDS, *_commands(main, ("plan",)))


def _commands(group: click.Group, words: tuple[str, ...]) -> Iterator[str]:
    """
    Give every command of a group, at any depth.

    It is made from the commands and not from their printed help, which differs between
    versions of the library behind it.
    """
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            continue
        yield _command(command, (*words, name))
        if isinstance(command, click.Group):
            yield from _commands(command, (*words, name))


def _command(command: click.Command, words: tuple[str, ...]) -> str:
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    options = [each for each in command.params if isinstance(each, click.Option)]
    usage = " ".join([*words, *(_argument(each) for each in arguments)])
    parts = [
        f"## {' '.join(words)}",
        code(usage) if arguments else "",
        inspect.cleandoc(command.help or ""),
        table(("option", "meaning"), [_option(each) for each in options]) if options else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _argument(argument: click.Argument) -> str:
    name = (argument.metavar or argument.name or "").strip("[].").upper()
    several = "…" if argument.nargs == -1 else ""
    return f"{name}{several}" if argument.required else f"[{name}{several}]"


def _option(option: click.Option) -> tuple[str, str]:
    names = ", ".join(code(name) for name in option.opts)
    kind = option.type
    choices = f" One of {codes(kind.choices)}." if isinstance(kind, click.Choice) else ""
    value = f" {code(option.metavar)}" if option.metavar else ""
    return f"{names}{value}", f"{option.help or ''}{choices}".strip()
