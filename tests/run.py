"""
Every check and test in one run: `make test`.

Steps go on after a failed one, so that a run shows all that is wrong. What a machine can't run is
left out and named in the last lines; with `--strict` (or LODESTONE_TEST_STRICT=1) nothing may be
left out and no test may skip.
"""

import argparse
import contextlib
import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests import tools
from tests.processes import end_with_parent

MINUTES_A_STEP = 30
LINT, SETTINGS, SQLITE, POSTGRES, BROWSER = "lint", "settings", "sqlite", "postgres", "browser"
GROUPS = (LINT, SETTINGS, SQLITE, POSTGRES, BROWSER)
PYTHON = (sys.executable, "-m")
PYTEST = (*PYTHON, "pytest", "-q", "-o", "faulthandler_timeout=300")


@dataclass
class Step:
    """One thing that a run does: a command, and what it needs beside Python."""

    group: str
    name: str
    command: tuple[object, ...]
    needs: tuple[tools.Tool, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    database: Callable[[], contextlib.AbstractContextManager[str]] | None = None


@dataclass
class Outcome:
    """How a step ended: what was counted, how long it took, what it lacked."""

    step: Step
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    lacks: tuple[tools.Tool, ...] = ()

    @property
    def line(self) -> str:
        if self.lacks:
            return f"  {self.step.name:<32} left out"
        word = "FAILED" if self.failed else "ok"
        tested = self.step.command[: len(PYTEST)] == PYTEST
        counts = f"   {counted(self.passed, self.failed, self.skipped)}" if tested else ""
        return f"  {self.step.name:<32} {word:<8} {self.seconds:6.1f} s{counts}"


def steps(var: Path) -> list[Step]:
    """All steps in their order; `var` is an empty folder for what they write."""
    programs = tools.postgres()
    templates = sorted((tools.ROOT / "templates").rglob("*.html"))
    production = {
        "DEBUG": "off",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "SITE_URL": "https://example.org",
        "HASHED_STATIC": "on",
        "BEHIND_PROXY": "on",
    }
    spread = ("-n", "auto")

    def started_postgres() -> contextlib.AbstractContextManager[str]:
        from tests.postgres import cluster

        assert programs
        return cluster(programs)

    return [
        Step(LINT, "ruff check", (*PYTHON, "ruff", "check", "--quiet", ".")),
        Step(LINT, "ruff format", (*PYTHON, "ruff", "format", "--check", ".")),
        Step(LINT, "djade", (script("djade"), "--check", "--target-version", "5.2", *templates)),
        Step(LINT, "mypy", (*PYTHON, "mypy", "--no-error-summary", "cms", "posts")),
        Step(SETTINGS, "missing migrations", manage("makemigrations", "--check", "--dry-run")),
        Step(
            SETTINGS,
            "check --deploy",
            manage("check", "--deploy", "--fail-level", "WARNING"),
            environment=production,
        ),
        Step(SQLITE, "tests on SQLite", (*PYTEST, *spread, "-m", "not browser and not html")),
        Step(
            POSTGRES,
            "tests on PostgreSQL",
            (*PYTEST, *spread, "-m", "not browser and not html"),
            needs=(tools.POSTGRES,),
            database=started_postgres,
        ),
        Step(
            BROWSER,
            "pages in the HTML checker",
            (*PYTEST, "-m", "html"),
            needs=(tools.JAVA, tools.HTML_CHECKER),
        ),
        Step(
            BROWSER,
            "pages in Chromium, with axe",
            (*PYTEST, "-m", "browser and not html"),
            needs=(tools.CHROMIUM, tools.FONTS, tools.AXE_CORE),
        ),
    ]


def script(name: str) -> Path:
    return Path(sys.executable).with_name(name)


def manage(*words: str) -> tuple[str, ...]:
    return (sys.executable, "manage.py", *words)


def main() -> int:
    options = asked(sys.argv[1:])
    strict = options.strict or os.environ.get("LODESTONE_TEST_STRICT", "") not in {"", "0"}
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="lodestone-tests-") as folder:
        for step in steps(Path(folder)):
            if step.group in options.groups:
                say(f"\n== {step.name}")
                outcomes.append(carried_out(step, Path(folder)))
    return report(outcomes, strict=strict)


def asked(arguments: list[str]) -> argparse.Namespace:
    """What the command line asks for; every group of steps when it names none."""
    parser = argparse.ArgumentParser(prog="make test", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)}")
    parser.add_argument("--strict", action="store_true", help="leave nothing out")
    options = parser.parse_args(arguments)
    if unknown := set(options.groups) - set(GROUPS):
        parser.error(f"no such group: {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    options.groups = options.groups or GROUPS
    return options


def carried_out(step: Step, folder: Path) -> Outcome:
    """Run one step, its output going where ours goes, and count what it did."""
    lacks = tuple(tool for tool in step.needs if tool.missing)
    if lacks:
        say(f"left out: {', '.join(tool.name for tool in lacks)} not found")
        return Outcome(step, lacks=lacks)
    began = time.monotonic()
    counts = Path(tempfile.mkdtemp(dir=folder)) / "counts.xml"
    command = list(map(str, step.command))
    if step.command[: len(PYTEST)] == PYTEST:
        command.append(f"--junit-xml={counts}")
    try:
        with step.database() if step.database else contextlib.nullcontext("") as url:
            environment = clean_environment(counts.parent) | step.environment
            code = run(command, environment | ({"DATABASE_URL": url} if url else {}))
    except RuntimeError as error:
        say(str(error))
        code = 1
    outcome = Outcome(step, seconds=time.monotonic() - began)
    outcome.passed, outcome.failed, outcome.skipped = read_counts(counts)
    if code and not outcome.failed:
        outcome.failed = 1
    elif not code and not counts.exists():
        outcome.passed = 1
    return outcome


def clean_environment(var: Path) -> dict[str, str]:
    """This environment without a site's own settings, so that every machine tests the same."""
    settings = (tools.ROOT / "cms" / "settings.py").read_text(encoding="utf-8")
    ours = set(re.findall(r'environment\.\w+\(\s*"(\w+)"', settings))
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ours and not name.startswith(("DJANGO_", "PYTEST_"))
    }
    return kept | {"VAR_DIR": str(var), "HASHED_STATIC": "off", "TZ": "UTC"}


def run(command: list[str], environment: dict[str, str]) -> int:
    """The command's exit code; a command over its time is ended and counts as failed."""
    with subprocess.Popen(
        command, cwd=tools.ROOT, env=environment, preexec_fn=end_with_parent
    ) as process:
        try:
            return process.wait(timeout=MINUTES_A_STEP * 60)
        except subprocess.TimeoutExpired:
            say(f"ended: it took over {MINUTES_A_STEP} minutes")
            process.terminate()
            return 1
        except SystemExit:
            process.terminate()
            raise
        finally:
            # Ctrl-C reached the command as well: give it time to stop in its own way.
            with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
                process.wait(timeout=20)
            process.kill()


def read_counts(path: Path) -> tuple[int, int, int]:
    """Passed, failed and skipped tests of pytest's own report; expected failures have passed."""
    if not path.exists():
        return 0, 0, 0
    passed = failed = skipped = 0
    for case in ElementTree.parse(path).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif any(skip.get("type") != "pytest.xfail" for skip in case.iter("skipped")):
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped


def report(outcomes: list[Outcome], *, strict: bool) -> int:
    """Print how each step went and what was left out; 0 when all is well, else 1."""
    say("\n== In short\n" + "\n".join(outcome.line for outcome in outcomes))
    left_out = {tool for outcome in outcomes for tool in outcome.lacks}
    for tool in sorted(left_out, key=lambda tool: tool.name):
        names = ", ".join(outcome.step.name for outcome in outcomes if tool in outcome.lacks)
        say(f"Left out for want of {tool.name}: {names}. To run it: {tool.install}")
    passed, failed, skipped = (
        sum(getattr(outcome, name) for outcome in outcomes)
        for name in ("passed", "failed", "skipped")
    )
    wanting = strict and (left_out or skipped)
    if wanting:
        say("Strict: nothing may be left out and no test may skip, so this run has failed.")
        failed += len(left_out) + skipped
        skipped = 0
    say(counted(passed, failed, skipped))
    return 1 if failed or not passed else 0


def counted(passed: int, failed: int, skipped: int) -> str:
    return f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else "")


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Stopped.")
