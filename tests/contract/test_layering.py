"""Who may import whom, and who may touch the world: read from the syntax trees."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from neuroplan.circles import circles
from tests.contract.shipped import CORE, MODALITIES, ROOT, SCHEMAS, data_folder, read_json


Finder = Callable[[ast.AST], Iterator[str]]

_PROCESS_NAMES = frozenset({"print", "input", "exit", "quit", "breakpoint"})
_PROCESS_ATTRIBUTES = {
    "sys": frozenset({"exit", "argv", "stdout", "stderr"}),
    "os": frozenset({"environ", "environb", "getenv", "getenvb", "putenv", "_exit", "abort"}),
}
_WORLD = (
    "click",
    "http",
    "io",
    "logging",
    "os",
    "pathlib",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "sys",
    "tempfile",
    "urllib",
)
_NETWORK = (
    "aiohttp",
    "asyncio",
    "ftplib",
    "http",
    "httpx",
    "requests",
    "smtplib",
    "socket",
    "ssl",
    "urllib.request",
    "urllib3",
    "xmlrpc",
)
_CHANCE = ("random", "secrets", "time", "uuid")


#: Words of the contract that are also the name of a modality ("strengths").
_WORDS = frozenset(read_json(SCHEMAS / "client-presentation.json")["properties"])


def _modules(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def _imports(tree: ast.AST) -> Iterator[str]:
    """Give every imported module, and every name imported from it, as dotted names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def _ours(tree: ast.AST) -> Iterator[str]:
    yield from (name for name in _imports(tree) if name.startswith(("neuroplan", ".")))


class _Conversions(ast.NodeTransformer):
    """Takes the methods called ``to_…`` out of a tree."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST | None:
        return None if node.name.startswith("to_") else node


def _without_conversions(tree: ast.AST) -> ast.AST:
    return _Conversions().visit(tree)  # type: ignore[no-any-return]


def _process_uses(tree: ast.AST) -> Iterator[str]:
    """Give what prints, exits, or reads the environment or the arguments."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) if name in _PROCESS_NAMES:
                yield name
            # To catch it is another matter: what a plugin raises must not end the engine.
            case ast.Raise(exc=ast.Name(id=name) | ast.Call(func=ast.Name(id=name))):
                if name in ("SystemExit", "KeyboardInterrupt"):
                    yield name
            case ast.Attribute(value=ast.Name(id=module), attr=name):
                if name in _PROCESS_ATTRIBUTES.get(module, ()):
                    yield f"{module}.{name}"
            case ast.ImportFrom(module=str(module), names=names):
                forbidden = _PROCESS_ATTRIBUTES.get(module, frozenset())
                yield from (f"{module}.{each.name}" for each in names if each.name in forbidden)


def _imports_of(banned: Iterable[str]) -> Finder:
    packages = tuple(banned)
    return lambda tree: (name for name in _imports(tree) if _within(name, *packages))


def _file_uses(tree: ast.AST) -> Iterator[str]:
    """Give what reads or writes other than through ``importlib.resources``."""
    yield from _imports_of(_WORLD)(tree)
    edge = ("neuroplan.documents.reading.read_bytes", "neuroplan.documents.writing")
    yield from (name for name in _imports(tree) if name.startswith(edge))
    yield from (
        "open" for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "open"
    )


def _clock_and_chance(tree: ast.AST) -> Iterator[str]:
    """Give what could make two runs differ."""
    yield from _imports_of(_CHANCE)(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(
                value=ast.Name(id=("date" | "datetime") as kind)
                | ast.Attribute(attr=("date" | "datetime") as kind),
                attr=("now" | "today" | "utcnow") as name,
            ):
                yield f"{kind}.{name}"


def _found(files: Iterable[Path], finder: Finder) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {what}"
        for path in files
        for what in finder(ast.parse(path.read_text(encoding="utf-8")))
    ]


def _within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def test_the_engine_imports_no_modality() -> None:
    """The engine knows modalities through their hooks only."""
    found = _found(
        _modules(CORE),
        lambda tree: (
            name for name in _ours(tree) if not _within(name, "neuroplan", "neuroplan_schemas")
        ),
    )

    assert found == []


def test_the_engine_names_no_modality() -> None:
    """No branch of the engine asks for one modality's id."""

    def find(tree: ast.AST) -> Iterator[str]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                known = node.value.removeprefix("neuroplan_").partition(".")[0]
                if known in MODALITIES and known not in _WORDS:
                    yield node.value

    assert _found(_modules(CORE), find) == []


@pytest.mark.parametrize("modality", MODALITIES)
def test_a_modality_imports_only_the_engine(modality: str) -> None:
    """A modality can be taken out without breaking another, and adds no dependency."""
    standard = ("__future__", "collections", "functools", "itertools", "math", "typing", "re")

    found = _found(
        _modules(data_folder(modality)),
        lambda tree: (
            name
            for name in _imports(tree)
            if not _within(name, "neuroplan", f"neuroplan_{modality}", *standard)
        ),
    )

    assert found == []


def test_the_model_imports_only_the_model() -> None:
    """
    The values everything else is made of depend on nothing else of ours.

    Only the methods called ``to_…`` reach for what turns a value into a document.
    """
    found = _found(
        _modules(CORE / "model"),
        lambda tree: (
            name
            for name in _ours(_without_conversions(tree))
            if not _within(name, "neuroplan.model")
        ),
    )

    assert found == []


def test_no_module_of_the_engine_needs_itself() -> None:
    """What is imported late is imported all the same: no two modules need each other."""
    modules = {_dotted(path): path for path in _modules(CORE)}
    needs = {
        name: {each for each in _imports(_parsed(path)) if each in modules and each != package}
        for name, path in modules.items()
        for package in [name.rpartition(".")[0]]
    }

    assert circles(needs) == []


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(CORE.parent).with_suffix("").parts).removesuffix(".__init__")


def _parsed(path: Path) -> ast.AST:
    return _without_conversions(ast.parse(path.read_text(encoding="utf-8")))


def test_the_schemas_import_nothing_of_ours() -> None:
    """The contract is data."""
    found = _found(
        _modules(ROOT / "schemas"),
        lambda tree: (name for name in _ours(tree) if not _within(name, "neuroplan_schemas")),
    )

    assert found == []


def test_only_the_command_line_imports_the_command_line() -> None:
    """As a library the engine never loads the commands."""
    files = [path for path in _modules(CORE) if CORE / "cli" not in path.parents]

    found = _found(
        files,
        lambda tree: (name for name in _imports(tree) if _within(name, "neuroplan.cli", "click")),
    )

    assert found == []


def test_the_pipeline_imports_nothing_above_it() -> None:
    """The steps know neither who calls them nor how their result is shown."""
    above = ("neuroplan.cli", "neuroplan.planner", "neuroplan.render")

    found = _found(
        _modules(CORE / "pipeline"),
        lambda tree: (name for name in _ours(tree) if _within(name, *above)),
    )

    assert found == []


def test_only_the_command_line_prints_exits_and_reads_the_environment() -> None:
    """A library call has no effect but its result."""
    files = [path for path in _modules(CORE) if CORE / "cli" not in path.parents]
    files += [*_modules(ROOT / "plugins"), *_modules(ROOT / "schemas")]
    # It names standard error to send there what a plugin prints.
    files.remove(CORE / "plugins" / "guard.py")

    assert _found(files, _process_uses) == []


def test_the_pipeline_does_no_input_or_output() -> None:
    """The steps turn values into values; their own rules come with the package."""
    assert _found(_modules(CORE / "pipeline"), _file_uses) == []


def test_nothing_reaches_for_the_network() -> None:
    """Nothing about a client can leave the machine."""
    files = [*_modules(CORE), *_modules(ROOT / "plugins"), *_modules(ROOT / "schemas")]

    assert _found(files, _imports_of(_NETWORK)) == []


def test_no_plan_depends_on_the_clock_or_on_chance() -> None:
    """The same input gives the same bytes, whenever it is run."""
    files = [path for path in _modules(CORE) if CORE / "cli" not in path.parents]

    assert _found([*files, *_modules(ROOT / "plugins")], _clock_and_chance) == []


def test_importing_the_command_line_loads_no_plugin() -> None:
    """What needs no plan starts without reading any modality."""
    names = ", ".join(repr(f"neuroplan_{name}") for name in MODALITIES)
    code = f"import sys, neuroplan.cli; print(sorted({{{names}}} & set(sys.modules)))"

    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("finder", "source"),
    [
        (_ours, "from neuroplan_act import plugin"),
        (_ours, "def f():\n    import neuroplan_act.rationale"),
        (_ours, "from . import case"),
        (_process_uses, "print('x')"),
        (_process_uses, "import sys\nsys.exit(1)"),
        (_process_uses, "raise SystemExit"),
        (_process_uses, "raise SystemExit(2)"),
        (_process_uses, "import os\nx = os.environ.get('A')"),
        (_process_uses, "from os import environ"),
        (_process_uses, "from sys import argv as a"),
        (_file_uses, "open('x')"),
        (_file_uses, "from pathlib import Path"),
        (_file_uses, "from neuroplan.documents.reading import parse_json, read_bytes"),
        (_file_uses, "from neuroplan.documents.writing import write_whole"),
        (_imports_of(_NETWORK), "import urllib.request"),
        (_clock_and_chance, "import random"),
        (_clock_and_chance, "from datetime import date\ndate.today()"),
        (_clock_and_chance, "import datetime\ndatetime.datetime.now()"),
    ],
)
def test_a_planted_breach_is_seen(finder: Finder, source: str) -> None:
    """The rules above cannot pass because they see nothing."""
    assert list(finder(ast.parse(source))) != []
