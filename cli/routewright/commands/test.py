"""`routewright test`: the examples (`expect`) and cases of policies."""

from pathlib import Path

import click


@click.command("test", short_help="Run the examples and cases of policies.")
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--junit",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the results as JUnit XML too.",
)
@click.option(
    "--cases",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="More records with expect_ columns, beside NAME.cases.csv or .jsonl of the policy.",
)
@click.option(
    "--coverage",
    "has_coverage",
    is_flag=True,
    help="Say what of the policy the tests do not reach.",
)
@click.option(
    "--min-coverage",
    type=click.IntRange(0, 100),
    metavar="N",
    help="The exit code is 1 where less than N percent is covered.",
)
@click.option(
    "--mutants",
    "has_mutants",
    is_flag=True,
    help="Change the policy a little, again and again, and list what no test notices.",
)
@click.option(
    "--max-mutants",
    type=click.IntRange(1),
    metavar="N",
    help="Try at most N changes, spread over the policy (default: 1000).",
)
@click.option(
    "--min-mutants",
    type=click.IntRange(0, 100),
    metavar="N",
    help="The exit code is 1 where the tests notice less than N percent of the changes.",
)
@click.option(
    "--generate",
    "generated",
    is_flag=False,
    flag_value="",
    metavar="[FILE]",
    help="Write cases for every rule and boundary as it decides now; stands behind PATH.",
)
@click.option(
    "--force",
    "is_forced",
    is_flag=True,
    help="With --generate: write over a file that is there.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="How results are written.",
)
def command(
    paths: tuple[Path, ...],
    junit: Path | None,
    cases: tuple[Path, ...],
    has_coverage: bool,
    min_coverage: int | None,
    has_mutants: bool,
    max_mutants: int | None,
    min_mutants: int | None,
    generated: str | None,
    is_forced: bool,
    form: str,
) -> int:
    """Run every expect and every case of the policies that each PATH stands for.

    The exit code is 1 where one fails, and where there is none to run.
    """
    if generated is not None:
        from routewright.generating.writing import GenerateCall, generate_cases

        file = Path(generated) if generated else None
        return generate_cases(GenerateCall(paths, file, is_forced))
    from routewright.testing import MAX_MUTANTS, TestCall, check_paths

    return check_paths(
        TestCall(
            paths,
            junit,
            cases,
            has_coverage,
            min_coverage,
            has_mutants=has_mutants,
            max_mutants=MAX_MUTANTS if max_mutants is None else max_mutants,
            min_mutants=min_mutants,
            form=form,
        )
    )
