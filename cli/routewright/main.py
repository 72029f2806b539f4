"""The `routewright` command: finds the verbs, runs one, and keeps the promise of its exit codes.

0 nothing to report, 1 findings, 2 the tool could not do its work. An exception that nobody foresaw
is one message and 2, never a traceback that a script could take for findings.
"""

import gc
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

import click

from routewright.commands import Verbs
from routewright.errors import ExitCode, PolicyError, RoutewrightError
from routewright.terminal import close_quietly, is_coloured, use_utf8

OBJECTS_BETWEEN_SEARCHES = 2_000_000
_REPORT = "please report it, with the command and the message above"


def _show_version(context: click.Context, _: click.Parameter, is_asked: bool) -> None:
    if is_asked and not context.resilient_parsing:
        from importlib.metadata import PackageNotFoundError, version

        try:
            found = version("routewright")
        except PackageNotFoundError:
            found = "(not installed)"
        click.echo(f"routewright {found}")
        context.exit()


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
@click.option("--debug", is_flag=True, help="Show the traceback of an internal error.")
def routewright(debug: bool) -> None:
    """Route leads by policies that are checked before they run."""


def main() -> None:
    """Run the command line of this process and leave with its exit code."""
    # A polite end is a stop like Ctrl-C: what is half-written goes away.
    signal.signal(signal.SIGTERM, _stop)
    # Trees and graphs of a policy stay alive to the end: searching them for circular garbage over
    # and over costs a fifth of a large lint. `run`, which may be long, searches rarely instead.
    gc.set_threshold(OBJECTS_BETWEEN_SEARCHES)
    code = run(sys.argv[1:])
    # The end of the process searches them all once more, in vain: a seventh of a small lint.
    gc.freeze()
    sys.exit(code)


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; nothing escapes."""
    use_utf8()
    try:
        found = routewright.main(
            args=list(arguments), prog_name="routewright", standalone_mode=False
        )
        sys.stdout.flush()
        return found if isinstance(found, int) else ExitCode.OK
    except click.ClickException as trouble:
        trouble.show(file=sys.stderr)
    except PolicyError as trouble:
        _show_refused(trouble)
    except RoutewrightError as trouble:
        print(f"routewright: {trouble}", file=sys.stderr)
    except (BrokenPipeError, SystemExit):
        # Click turns a broken pipe into SystemExit(1), which a script would take for findings.
        close_quietly()
    except (KeyboardInterrupt, click.Abort):
        print("routewright: stopped", file=sys.stderr)
        return 130
    except Exception as trouble:
        _show_internal(trouble, arguments)
    return ExitCode.FAILURE


def _show_refused(trouble: PolicyError) -> None:
    from routewright.renderers import render
    from routewright.report import Report

    if trouble.diagnostics:
        text = render(
            "full",
            Report.of(trouble.diagnostics, trouble.sources),
            is_coloured=is_coloured(sys.stderr),
        )
        sys.stderr.write(text)
    print(f"routewright: {trouble}", file=sys.stderr)


def _show_internal(trouble: Exception, arguments: Sequence[str]) -> None:
    if "--debug" in arguments or os.environ.get("ROUTEWRIGHT_DEBUG", "") not in ("", "0"):
        import traceback

        traceback.print_exception(trouble, file=sys.stderr)
    reason = " ".join(str(trouble).split())[:200]
    print(
        f"routewright: internal error: {type(trouble).__name__}: {reason}\n"
        f"This is a fault of routewright and says nothing about your files; {_REPORT}.\n"
        "`routewright --debug …` (or ROUTEWRIGHT_DEBUG=1) shows where it happened.",
        file=sys.stderr,
    )
