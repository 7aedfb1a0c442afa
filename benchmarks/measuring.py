"""Time two things in turn, so that a busy moment of the machine falls on both."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence

import attrs


@attrs.frozen(kw_only=True)
class Pair:
    """
    What was measured beside what it is compared with.

    Attributes:
        ours: Median seconds of what is measured.
        other: Median seconds of the yardstick.
    """

    ours: float
    other: float

    @property
    def ratio(self) -> float:
        """How many times as long ours takes."""
        return self.ours / self.other


def in_turn(ours: Callable[[], object], other: Callable[[], object], *, runs: int) -> Pair:
    """Run both *runs* times, one after the other, and give the median of each."""
    for warm_up in (ours, other):
        warm_up()
    taken = [(_seconds(ours), _seconds(other)) for _ in range(runs)]
    return Pair(
        ours=statistics.median(mine for mine, _ in taken),
        other=statistics.median(yardstick for _, yardstick in taken),
    )


def command(*words: str) -> Callable[[], object]:
    """Give a call that runs a command as a user does, with byte code written and found."""
    hindering = ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONPROFILEIMPORTTIME")
    environment = {name: value for name, value in os.environ.items() if name not in hindering}
    return lambda: subprocess.run(words, env=environment, check=True, capture_output=True)


def output(words: Sequence[str]) -> str:
    """Give what a command prints."""
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start
