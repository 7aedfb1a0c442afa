"""
A plan as one HTML file: nothing else is needed to read it, and it asks for nothing.

The templates need Jinja2, which is an extra: who only wants text need not install it.
"""

from __future__ import annotations

from neuroplan.errors import UsageError
from neuroplan.model.plan import Plan
from neuroplan.render.report import report


MEND = "HTML needs Jinja2, which is not installed; install it with: pip install 'jinja2>=3.1'"


def plan_to_html(plan: Plan) -> str:
    """
    Give the report of a plan as one HTML file.

    Raises:
        UsageError: Jinja2 is not installed.
    """
    return fill("report.html", report=report(plan))


def fill(template: str, **values: object) -> str:
    """
    Fill a template of this package.

    Raises:
        UsageError: Jinja2 is not installed.
    """
    try:
        from neuroplan.render.templating import environment
    except ImportError as error:
        if error.name not in ("jinja2", "markupsafe"):
            raise
        raise UsageError(MEND) from error
    return environment().get_template(template).render(values).rstrip() + "\n"
