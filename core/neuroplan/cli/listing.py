"""A command group whose listing is what it does without a word more."""

from __future__ import annotations

import click


class ListingGroup(click.Group):
    """``plan techniques`` is ``plan techniques list``, options included."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``list`` first where no command is named."""
        asks_for_help = bool(args) and args[0] in ctx.help_option_names
        if not asks_for_help and (not args or args[0].startswith("-")):
            args = ["list", *args]
        return super().parse_args(ctx, args)
