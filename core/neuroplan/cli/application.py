"""
The application: all commands together, and what each kind of failure ends in.

Exit codes: 0 done; 1 the client file is not valid (or a verified plan differs); 2 wrong
usage; 3 a plugin or its content failed; 4 a file cannot be read or written; 130 interrupted.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from neuroplan.cli import console
from neuroplan.errors import FileAccessError, NeuroplanError


INTERRUPTED = 130
#: Each command, in the order of use: its module, and what it does in a line. A module is loaded
#: when its command runs, so that help, version and schemas come at once.
COMMANDS = {
    "init": ("init", "Ask for a client step by step and write the client file."),
    "generate": ("generate", "Make the plan of a client."),
    "validate": ("validate", "Check a client file without making a plan."),
    "explain": ("explain", "Say why a technique is in a plan, or is not."),
    "verify": ("verify", "Make a plan again and say what moved."),
    "diff": ("diff", "Compare two plans or two client files."),
    "review": ("review", "Read a client's progress from dated results."),
    "handout": ("handout", "Write the client's own page, for the clinician to give."),
    "techniques": ("techniques", "List the installed techniques, or show one."),
    "modalities": ("modalities", "List the modalities, or show one."),
    "evidence": ("evidence", "List the evidence records, show one, or pool trials."),
    "instruments": ("instruments", "List the instruments, or show one."),
    "score": ("instruments", "Score the answers to an instrument."),
    "plugins": ("plugins", "List the plugins, check one, or start one."),
    "schema": ("schema", "Print a schema of the contract, or the vocabulary."),
}


class Application(click.Group):
    """The group of all commands, in the order in which they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Give the names in the order of use and not of the alphabet."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load a command; None where there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f"neuroplan.cli.{module}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])

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
        except OSError as error:
            place = f" {error.filename}" if error.filename else ""
            failure = FileAccessError(f"cannot use a file{place}: {error.strerror}")
            console.report(failure)
            ctx.exit(failure.exit_code)
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
