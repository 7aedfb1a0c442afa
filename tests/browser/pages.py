"""The files the browser opens."""

from __future__ import annotations

from pathlib import Path

import attrs

from neuroplan import Plan
from neuroplan.handout import handout_of
from neuroplan.render.handout import handout_to_html
from neuroplan.render.html import plan_to_html
from tests.unit.render_clients import HOSTILE, plan_of, plan_saying


#: What a page must bear: markup, a word without end, both directions, marks and invisible ones.
HARD = (
    f"{HOSTILE} \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \u202eabc\u200b\u2060 "
    "\U0001f469\u200d\U0001f4bb\U0001f3f3\ufe0f\u200d\U0001f308 "
)
REPORTS = ("trauma", "emergency", "refused", "hostile")
PAGES = tuple(f"{kind}-{name}" for kind in ("report", "handout") for name in REPORTS)


def plan_for(name: str) -> Plan:
    """Give the plan behind a file."""
    if name != "hostile":
        return plan_of(name)
    plan = plan_saying(HARD)
    words = attrs.evolve(plan.formulation, in_their_words=HARD + "endless" * 1400)
    return attrs.evolve(plan, formulation=words)


def write_pages(folder: Path) -> dict[str, Path]:
    """Write every file and give it by its name."""
    files = {}
    for name in REPORTS:
        plan = plan_for(name)
        written = {"report": plan_to_html(plan), "handout": handout_to_html(handout_of(plan))}
        for kind, html in written.items():
            path = folder / f"{kind}-{name}.html"
            path.write_text(html, encoding="utf-8")
            files[path.stem] = path
    return files
