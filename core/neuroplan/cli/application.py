"""
The application: all commands together, and what each kind of failure ends in.

Exit codes: 0 done; 1 the client file is not valid (or a verified plan differs); 2 wrong
usage; 3 a plugin or its content failed; 4 a file cannot be read or written; 130 interrupted.
"""

from __future__ import annotations

from typing import Any

import click

from neuroplan.cli import console
from neuroplan.cli.evidence import evidence
from neuroplan.cli.explain import explain
from neuroplan.cli.generate import generate
from neuroplan.cli.instruments import instruments, score
from neuroplan.cli.modalities import modalities
from neuroplan.cli.schema import schema
from neuroplan.cli.techniques import techniques
from neuroplan.cli.validate import validate
from neuroplan.cli.verify import verify
from neuroplan.errors import NeuroplanError


INTERRUPTED = 130
_COMMANDS = (
    generate,
    validate,
    explain,
    verify,
    techniques,
    modalities,
    evidence,
    instruments,
    score,
    schema,
)


class Application(click.Group):
    """The group of all commands, in the order in which they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Give the names in the order of use and not of the alphabet."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Run the command; end in an exit code and a message, never in a traceback."""
        try:
            return super().invoke(ctx)
        except NeuroplanError as error:
            console.report(error)
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            # The reader has what it wanted (`plan generate … | head`): nothing failed.
            console.discard_output()
            ctx.exit(0)
        except KeyboardInterrupt:
            console.note("interrupted")
            ctx.exit(INTERRUPTED)


@click.group(cls=Application, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="neuroplan", message="%(package)s %(version)s")
def main() -> None:
    """
    Individualized, evidence-ordered psychotherapy plans.

    Decision support for licensed clinicians, who review, change and own every plan. It is no
    diagnosis and no crisis care. Where a file is asked for, - is standard input.
    """


for _command in _COMMANDS:
    main.add_command(_command)
