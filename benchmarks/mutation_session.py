"""A session of pytest over the tests of the analyser, with everything collected and nothing run.

Hypothesis draws the same examples each time and does not shrink.
"""

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TESTS = ("tests/compiler/analysis", "tests/rules", "tests/compiler/coverage", "tests/compiler/diff",
         "tests/compiler/test_rule_seam.py", "tests/compiler/test_manual.py")  # fmt: skip
# Sets of thousands of rules, far longer than all the rest; they show figures more than mistakes.
LEFT_OUT = ("tests/compiler/analysis/test_published_sets.py",
            "tests/compiler/analysis/test_generated_sets.py")  # fmt: skip
ANSWER = "noticed by: "
MEMORY_BYTES = 2 << 30
SETTINGS = "_hypothesis_internal_use_settings"


class Runner:
    """Takes the place of running all tests: `work` has the session with everything collected."""

    def __init__(self, work: Callable[[pytest.Session], None]) -> None:
        self._work = work

    def pytest_sessionstart(self) -> None:
        """Draw the same examples each time, and stop at the first that fails."""
        from hypothesis import Phase, settings

        phases = (Phase.explicit, Phase.generate)
        settings.register_profile(
            "mutation", deadline=None, derandomize=True, database=None, phases=phases
        )
        settings.load_profile("mutation")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Do the work."""
        self._work(session)
        return True


def with_session(work: Callable[[pytest.Session], None], tests: Sequence[str] = TESTS) -> None:
    """Collect tests and hand the session over."""
    os.chdir(ROOT)
    left_out = [f"--ignore={path}" for path in LEFT_OUT]
    options = ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:xdist", *left_out, *tests]
    code = pytest.main(options, plugins=[Runner(work)])
    assert code in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED), code


def limit_examples(session: pytest.Session, most: int | None) -> None:
    """Let every property be tried on so many examples at most, where there is a limit."""
    from hypothesis import settings

    for item in session.items if most else ():
        test = getattr(item, "obj", None)
        own = getattr(test, SETTINGS, None)
        if most and own is not None and own.max_examples > most:
            test = getattr(test, "__func__", test)
            setattr(test, SETTINGS, settings(own, max_examples=most))


def run_items(
    session: pytest.Session, items: Sequence[pytest.Item], behind: pytest.Item | None = None
) -> str | None:
    """Run tests until one fails; return its name. `behind` is run next, with the same fixtures."""
    failed: list[str] = []

    class Watch:
        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            if report.failed:
                failed.append(report.nodeid)

    watch = Watch()
    session.config.pluginmanager.register(watch)
    for item, following in zip(items, [*items[1:], behind], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if failed:
            break
    session.config.pluginmanager.unregister(watch)
    return failed[0] if failed else None


def in_child(work: Callable[[], object], limit_s: float | None = None) -> object:
    """Fork, do the work there, return what it gave; a text where the child came to an end."""
    reader, writer = os.pipe()
    process = os.fork()
    if not process:
        os.close(reader)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        if limit_s is not None:
            seconds = int(limit_s) + 1
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        try:
            given = work()
        except BaseException as trouble:
            given = f"{type(trouble).__name__} outside a test"
        with os.fdopen(writer, "w", encoding="utf-8") as pipe:
            json.dump(given, pipe)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        text = pipe.read()
    _, status = os.waitpid(process, 0)
    if text:
        return json.loads(text)
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return "no end" if number in (signal.SIGXCPU, signal.SIGKILL) else "crash"


def ask_afresh(options: Sequence[str], asked: str) -> object:
    """Return what a process of its own answers; None where it says nothing."""
    command = [sys.executable, str(Path(__file__).with_name("mutation.py")), *options]
    done = subprocess.run(command, input=asked, stdout=subprocess.PIPE, text=True, check=False)
    said = [line for line in done.stdout.splitlines() if line.startswith(ANSWER)]
    return json.loads(said[-1].removeprefix(ANSWER)) if said else "no test can be collected"
