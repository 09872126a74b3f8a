"""Real workers, killed in the middle of their tasks: nothing is lost, on either database."""

import json
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cms.sites import ask, manage, scratch_site

TASKS = 10
ENQUEUE = """
from tests.cms.handlers import slow_group
for number in range({tasks}):
    slow_group.enqueue({folder!r}, f"group-{{number}}")
"""
READ = """
import json
from django.contrib.auth.models import Group
from cms.models import Task
tasks = Task.objects.filter(task_path__endswith="slow_group")
print(json.dumps({
    "states": sorted(set(tasks.values_list("status", flat=True))),
    "tasks": tasks.count(),
    "most_attempts": max(task.attempts for task in tasks),
    "groups": Group.objects.count(),
}))
"""


def wait_until(holds: Callable[[], bool], *, seconds: float = 300) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "It took too long."
        time.sleep(0.02)


@pytest.fixture
def site(tmp_path):
    with scratch_site(tmp_path) as environment:
        migrated = manage(environment, "migrate", "-v", "0")
        assert migrated.communicate(timeout=300)[0] == ""
        yield environment


@pytest.fixture
def marks(tmp_path) -> Path:
    folder = tmp_path / "marks"
    folder.mkdir()
    return folder


def marked(folder: Path, word: str) -> int:
    return len(list(folder.glob(f"*.{word}")))


@pytest.fixture
def start_worker(site):
    started: list[subprocess.Popen] = []

    def start() -> subprocess.Popen:
        started.append(manage(site, "work", "--lease", "1.5"))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
        worker.communicate()


def test_killed_workers_lose_nothing_and_one_asked_to_stop_ends_its_task(
    site, marks, start_worker
):
    ask(site, ENQUEUE.format(tasks=TASKS, folder=str(marks)))
    killed = [start_worker(), start_worker()]
    wait_until(lambda: marked(marks, "runs") >= 2)
    for worker in killed:
        worker.kill()

    asked = start_worker()
    wait_until(lambda: marked(marks, "runs") > 2)
    asked.send_signal(signal.SIGTERM)
    said, _ = asked.communicate(timeout=60)
    assert (asked.returncode, said) == (0, "")
    assert marked(marks, "done") >= marked(marks, "runs") - 2

    last = start_worker()
    wait_until(lambda: marked(marks, "done") == TASKS)
    last.send_signal(signal.SIGTERM)
    assert last.wait(timeout=60) == 0
    found = json.loads(ask(site, READ))
    assert found.pop("most_attempts") > 1
    assert found == {"states": ["SUCCESSFUL"], "tasks": TASKS, "groups": TASKS}
