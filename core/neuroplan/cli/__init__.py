"""
The command line, ``plan``: the only part that prints, exits or reads the environment.

One module a command group; ``application`` puts them together and turns errors into exit
codes, ``console`` writes, ``files`` reads and writes whole documents, ``options`` makes the
planner a command asks for.
"""

from neuroplan.cli.application import main


__all__ = ["main"]
