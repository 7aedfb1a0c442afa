"""
Measure the engine against yardsticks, and print the ratios: ``python benchmarks/run.py``.

Everything is measured in one run on one machine, in turn with its yardstick, and given as
the median of several runs. Nothing here is a test: what it prints is read by people, and
``docs/performance.md`` says what was found.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
from generated import modalities
from measuring import Pair, command, in_turn, output

from neuroplan import Modality, Planner, load_presentation
from neuroplan.documents.reading import Json
from neuroplan.testing import CALM


ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "single-trauma.json"
PLAN = str(Path(sys.executable).with_name("plan"))
IMPORTS = "import attrs, cattrs, click, jsonschema, pluggy"
GROWN = 10_000

#: Ten processes, one goal, a whole risk block, sixteen sessions.
CLIENT: dict[str, Json] = {
    "schema_version": "1",
    "client": {"id": "B-1", "age": 34},
    "assessed_on": "2026-11-02",
    "goals": [{"text": "Sleep through the night", "processes": ["sleep_disturbance"]}],
    "processes": {
        "trauma_intrusions": 3,
        "trauma_avoidance": 3,
        "hyperarousal": 3,
        "sleep_disturbance": 3,
        "low_mood": 2,
        "shame": 2,
        "self_criticism": 2,
        "worry": 2,
        "hopelessness": 2,
        "loneliness": 1,
    },
    "risk": {**CALM},
    "consent": {"treatment": "yes", "trauma_work": "yes"},
    "readiness": {"can_reorient": "yes"},
    "context": {"sessions_available": 16, "delivery": ["in_person"], "formats": ["individual"]},
}

_MEMORY = """
import tracemalloc
import neuroplan
tracemalloc.start()
planner = neuroplan.Planner()
kept, peak = tracemalloc.get_traced_memory()
print(kept, peak)
"""


@attrs.frozen(kw_only=True)
class Line:
    """One measurement, with the aim it is held against, if there is one."""

    name: str
    pair: Pair
    aim: str = ""

    def words(self) -> str:
        """Give the line as it is printed."""
        ours, other = self.pair.ours * 1000, self.pair.other * 1000
        return f"{self.name:<62}{ours:9.2f} ms {other:9.2f} ms {self.pair.ratio:8.2f}x  {self.aim}"


def main() -> None:
    """Measure, and print one line for each measurement."""
    cores = os.cpu_count()
    print(f"Python {platform.python_version()}, {platform.system()}, {cores} cores\n")
    print(f"{'':<62}{'ours':>12}{'yardstick':>13}{'ratio':>9}")
    planner = Planner()
    for measure in (_library_lines, _command_lines, _growth_lines, _plugin_lines):
        for line in measure(planner):
            print(line.words())
    print(f"\n{_memory(planner)}")


def _library_lines(planner: Planner) -> Iterator[Line]:
    presentation = load_presentation(CLIENT)
    plan = planner.generate(presentation)
    texts = (json.dumps(CLIENT), json.dumps(plan.to_dict()))

    def codec() -> None:
        for text in texts:
            json.dumps(json.loads(text))

    yield Line(
        name="generate: ten processes / JSON of the same client and plan",
        pair=in_turn(lambda: planner.generate(presentation), codec, runs=200),
        aim="aim: at most 1 ms",
    )
    yield Line(
        name="load_presentation, checks included / the same JSON",
        pair=in_turn(lambda: load_presentation(CLIENT), codec, runs=50),
    )
    yield Line(
        name="Planner(): read, check and index all content / the same JSON",
        pair=in_turn(lambda: Planner(modalities=_unread(planner)), codec, runs=15),
    )


def _unread(planner: Planner) -> list[Modality]:
    """Give the installed modalities as they are before their content was read."""
    return [Modality.from_package(f"neuroplan_{name}") for name in planner.library.plugins]


def _command_lines(_: Planner) -> Iterator[Line]:
    imports = command(sys.executable, "-c", IMPORTS)

    def against_imports(name: str, call: Callable[[], object], aim: str = "") -> Line:
        return Line(name=f"{name} / bare imports", pair=in_turn(call, imports, runs=15), aim=aim)

    yield against_imports("plan generate", command(PLAN, "generate", str(EXAMPLE)), "aim: 2x")
    yield against_imports(
        "plan generate --format json", command(PLAN, "generate", str(EXAMPLE), "--format", "json")
    )
    yield against_imports("plan --version", command(PLAN, "--version"))


def _growth_lines(planner: Planner) -> Iterator[Line]:
    presentation = load_presentation(CLIENT)
    shipped = len(planner.library.techniques)
    grown = Planner(modalities=modalities(planner.library, GROWN))
    yield Line(
        name=f"generate: {GROWN} techniques / the {shipped} shipped",
        pair=in_turn(
            lambda: grown.generate(presentation), lambda: planner.generate(presentation), runs=15
        ),
        aim="aim: 5x",
    )


def _plugin_lines(planner: Planner) -> Iterator[Line]:
    """Hold 200 plugins of 50 techniques against 100 of them: twice the work, twice the time."""
    presentation = load_presentation(CLIENT)
    many = list(modalities(planner.library, 200 * 50, each=50))
    half = many[:100]
    yield Line(
        name="Planner(): 200 plugins of 50 techniques / 100 of them",
        pair=in_turn(lambda: Planner(modalities=many), lambda: Planner(modalities=half), runs=5),
        aim="aim: 2x",
    )
    all_of_them, half_of_them = Planner(modalities=many), Planner(modalities=half)
    yield Line(
        name="generate: 200 plugins of 50 techniques / 100 of them",
        pair=in_turn(
            lambda: all_of_them.generate(presentation),
            lambda: half_of_them.generate(presentation),
            runs=10,
        ),
        aim="aim: 2x",
    )


def _memory(planner: Planner) -> str:
    kept, peak = map(int, output([sys.executable, "-c", _MEMORY]).split())
    folders = [*(ROOT / "plugins").glob("*/neuroplan_*"), ROOT / "core" / "neuroplan" / "content"]
    size = sum(path.stat().st_size for folder in folders for path in folder.rglob("*.json"))
    techniques, records = len(planner.library.techniques), len(planner.library.records)
    return (
        f"memory of Planner(): {kept / 2**20:.1f} MiB kept, {peak / 2**20:.1f} MiB at most, "
        f"{peak / size:.1f}x the {size / 2**20:.1f} MiB of content "
        f"({techniques} techniques, {records} records)"
    )


if __name__ == "__main__":
    main()
