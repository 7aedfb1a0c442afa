"""``plan schema``: print a schema of the contract, or the vocabulary."""

from __future__ import annotations

import click

from neuroplan.cli import console
from neuroplan_schemas import NAMES, schema_text


@click.command
@click.argument("name", type=click.Choice(NAMES))
def schema(name: str) -> None:
    """Print a JSON Schema of the contract, or the vocabulary."""
    console.write_result(schema_text(name))
