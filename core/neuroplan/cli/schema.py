"""``plan schema``: print a schema of the contract, or the vocabulary."""

from __future__ import annotations

import click

from neuroplan.cli import console
from neuroplan_schemas import NAMES, schema_text


@click.command
@click.argument("name", metavar="NAME", type=click.Choice(NAMES))
def schema(name: str) -> None:
    """
    Print a JSON Schema, or the vocabulary.

    NAME is one of client-presentation, plan, technique, evidence, modality, practice,
    instrument, vocabulary and vocabulary-schema.
    """
    console.write_result(schema_text(name))
