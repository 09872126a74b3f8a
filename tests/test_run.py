"""The runner of these tests counts right, and strict lets nothing slip."""

import os
import re
import socket

import pytest
from django.conf import settings

from scripts.set_up import entry
from tests import run, tools

REPORT = """<testsuites><testsuite>
<testcase name="a"/><testcase name="b"><failure/></testcase><testcase name="c"><error/></testcase>
<testcase name="d"><skipped type="pytest.skip"/></testcase>
<testcase name="e"><skipped type="pytest.xfail"/></testcase>
</testsuite></testsuites>"""
GONE = tools.Tool("a tool", lambda: None, "apt install a-tool", ("a-tool",))


def step(code: str = "", *needs: tools.Tool) -> run.Step:
    return run.Step(run.LINT, "a step", (*run.PYTHON[:1], "-c", code), needs)


def test_every_step_runs_when_none_is_named():
    assert run.asked([]).groups == run.GROUPS
    assert run.asked(["lint", "--strict"]).groups == ["lint"]
    with pytest.raises(SystemExit):
        run.asked(["lnit"])


def test_an_expected_failure_has_passed_and_an_error_has_failed(tmp_path):
    (tmp_path / "counts.xml").write_text(REPORT)
    assert run.read_counts(tmp_path / "counts.xml") == (2, 2, 1)


@pytest.mark.parametrize(("code", "passed", "failed"), [(0, 1, 0), (1, 0, 1), (5, 0, 1)])
def test_a_step_is_judged_by_its_exit_code(tmp_path, code, passed, failed):
    outcome = run.carried_out(step(f"raise SystemExit({code})"), tmp_path)
    assert (outcome.passed, outcome.failed) == (passed, failed)


def test_a_run_of_no_tests_has_failed(tmp_path):
    chosen = ("-p", "no:cacheprovider", "-k", "no_such_test", "tests/test_run.py")
    command = (*run.PYTEST, "--noconftest", "-p", "no:django", *chosen)
    assert run.carried_out(run.Step(run.SQLITE, "no tests", command), tmp_path).failed == 1


def test_what_is_left_out_is_said_with_its_cure(tmp_path, capsys):
    outcomes = [run.carried_out(step("", GONE), tmp_path), run.Outcome(step(), passed=3)]
    assert run.report(outcomes, strict=False) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2] == "Left out for want of a tool: a step. To run it: apt install a-tool"
    assert lines[-1] == "3 passed, 0 failed"


def test_strict_fails_for_what_is_left_out_and_for_a_skipped_test(capsys):
    assert run.report([run.Outcome(step(), passed=3, lacks=(GONE,))], strict=True) == 1
    assert run.report([run.Outcome(step(), passed=3, skipped=1)], strict=True) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "3 passed, 1 failed"
    assert run.report([run.Outcome(step(), passed=3)], strict=True) == 0


def test_nothing_run_is_no_success():
    assert run.report([], strict=False) == 1


def test_a_sites_own_settings_do_not_reach_the_tests(monkeypatch, tmp_path):
    for name in ("SITE_URL", "DATABASE_URL", "DEBUG", "DJANGO_SUPERUSER_PASSWORD"):
        monkeypatch.setenv(name, "the site's")
    environment = run.clean_environment(tmp_path)
    assert "the site's" not in environment.values()
    assert environment["PATH"] == os.environ["PATH"]
    assert environment["VAR_DIR"] == str(tmp_path)


def test_a_lock_gives_one_package_with_its_hashes():
    lock = "uvloop==1.0 \\\n    --hash=sha256:aa\nuv==2.0 \\\n    --hash=sha256:bb\nzebra==3.0\n"
    assert entry("uv", lock) == "uv==2.0 \\\n    --hash=sha256:bb\n"
    assert re.fullmatch(
        r"uv==\S+ \\\n(    --hash=sha256:\w{64}( \\)?\n)+",
        entry("uv", (tools.ROOT / "requirements-dev.txt").read_text()),
    )


def test_no_test_reaches_another_machine():
    with pytest.raises(OSError, match="replace the outside network"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_uploads_of_a_test_go_to_its_own_folder(tmp_path):
    assert settings.MEDIA_ROOT.is_relative_to(tmp_path)
