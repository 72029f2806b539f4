"""`routewright import`: a policy from configuration that exists."""

from pathlib import Path

import click


@click.command("import", short_help="Make policies from the configuration of a CRM.")
@click.argument("target")
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder to make; a folder in it for each policy.",
)
@click.option("--inactive", "has_inactive", is_flag=True, help="Import inactive configuration too.")
def command(target: str, files: tuple[Path, ...], output: Path, has_inactive: bool) -> int:
    """Make policies from the configuration files of TARGET, such as salesforce.

    Each assignment rule becomes a folder with a policy and a file that keeps what is not routing.
    Nothing is written where a file cannot be read, and nothing is overwritten.
    """
    from routewright.importing import ImportCall, import_configuration

    return import_configuration(ImportCall(target, files, output, has_inactive))
