"""
The plugin author's tools: start a plugin, and find everything that is wrong with one.

``scaffold`` writes a complete distribution to edit; ``check_folder`` and ``check_installed``
report on a modality as its author wrote it. No plan depends on anything here.
"""

from neuroplan.authoring.checking import check_folder, check_installed
from neuroplan.authoring.findings import Finding, Level, Report
from neuroplan.authoring.scaffold import scaffold, write_schemas


__all__ = [
    "Finding",
    "Level",
    "Report",
    "check_folder",
    "check_installed",
    "scaffold",
    "write_schemas",
]
