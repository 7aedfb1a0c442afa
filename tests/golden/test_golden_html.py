"""
The reports of two clients are what they were when someone last looked at them.

As with the plans, a difference is a question: is the page as good as the one before? Look at
it in a browser, then write it anew. The fingerprint is left out, because it moves with every
letter of the content.
"""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from neuroplan import Planner, load_presentation
from neuroplan.render.html import plan_to_html
from tests.golden.test_golden import COMMAND, ROOT


REPORTS = Path(__file__).parent / "html"
#: A calm client with few techniques, and one in danger with a technique on hold.
CLIENTS = ("adolescent-school-worry", "active-suicidality")


@pytest.mark.parametrize("name", CLIENTS)
def test_the_report_of_an_example_is_the_one_last_looked_at(
    name: str, planner: Planner, request: pytest.FixtureRequest
) -> None:
    """A change of any page is seen, looked at, and accepted or mended."""
    plan = planner.generate(load_presentation(ROOT / "examples" / f"{name}.json"))
    now = plan_to_html(attrs.evolve(plan, fingerprint="left out here"))
    golden = REPORTS / f"{name}.html"
    if request.config.getoption("--update-golden", default=False):
        REPORTS.mkdir(exist_ok=True)
        golden.write_text(now, encoding="utf-8")
    if not golden.is_file():
        pytest.fail(
            f"{golden.relative_to(ROOT)} is missing; make it with: {COMMAND}", pytrace=False
        )

    before = golden.read_text(encoding="utf-8").splitlines()

    moved = [
        line
        for line, (old, new) in enumerate(zip(before, now.splitlines(), strict=False), 1)
        if old != new
    ]
    if before != now.splitlines():
        first = moved[0] if moved else min(len(before), len(now.splitlines())) + 1
        pytest.fail(
            f"the report of {name} changed, first in line {first}; if it is as good or better: "
            f"{COMMAND}",
            pytrace=False,
        )


def test_every_golden_report_belongs_to_a_client() -> None:
    """A report that nothing is compared with would only look like a test."""
    assert sorted(path.stem for path in REPORTS.glob("*.html")) == sorted(CLIENTS)
