"""The verbs, one file each: a file here named `<verb>.py` with a `command` is a verb.

A verb's file imports nothing heavy at its top, so that `--help` and `--version` stay quick; what it
needs it imports when it runs. A verb whose name is a Python keyword has an underscore behind it.
"""

import pkgutil
from difflib import get_close_matches
from importlib import import_module

import click


class Verbs(click.Group):
    """A group whose commands are the files of this folder, imported when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in order of the alphabet."""
        return sorted(info.name.rstrip("_") for info in pkgutil.iter_modules(__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a verb, or None where there is none."""
        for info in pkgutil.iter_modules(__path__):
            if info.name.rstrip("_") == cmd_name:
                command = import_module(f"{__name__}.{info.name}").command
                assert isinstance(command, click.Command)
                return command
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb; an unknown one is a usage error that offers the nearest."""
        verbs = self.list_commands(ctx)
        if args and args[0] not in verbs:
            near = get_close_matches(args[0], verbs, n=1, cutoff=0.5)
            offer = f" Did you mean `{near[0]}`?" if near else ""
            ctx.fail(f"There is no command `{args[0]}`.{offer}")
        return super().resolve_command(ctx, args)
