"""Planned changes with real workers: on time beside a long task, and whole after kills."""

import json
import random
import subprocess
import time
from collections.abc import Callable

import pytest

from tests.cms.sites import ask, manage, scratch_site

LATEST_SECONDS = 5
POSTS = 12
PLAN = """
from datetime import timedelta
from django.utils import timezone
from posts.models import Post, WorkingCopy
from tests.cms.handlers import take_long
at = timezone.now() + timedelta(seconds={ahead})
for number in range({posts}):
    post = Post.objects.create(title=f"Old {{number}}", body="Old.", published_at=timezone.now())
    state = post.stored() | {{"title": f"New {{number}}", "tags": ["new"]}}
    WorkingCopy.objects.keep(post, state).plan(at)
for number in range({long_tasks}):
    take_long.enqueue(60)
"""
LOOK = """
import json
from cms.models import Deed
from posts.models import Post, Revision, WorkingCopy
new = Post.objects.filter(title__startswith="New")
print(json.dumps({
    "new": new.filter(tags__name="new").count(),
    "half": new.exclude(tags__name="new").count(),
    "copies": WorkingCopy.objects.count(),
    "revisions": Revision.objects.filter(kind="published").count(),
    "deeds": Deed.objects.count(),
}))
"""
BUSY = """
from cms.models import Task
print(Task.objects.filter(task_path="tests.cms.handlers.take_long", status="RUNNING").count())
"""
WHEN = """
from cms.models import Task
done = Task.objects.get(task_path="posts.tasks.publish_changes")
print((done.finished_at - done.run_after).total_seconds() if done.finished_at else "")
"""


def wait_until(holds: Callable[[], bool], *, seconds: float = 300) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "It took too long."


@pytest.fixture
def site(tmp_path):
    with scratch_site(tmp_path) as environment:
        migrated = manage(environment, "migrate", "-v", "0")
        assert migrated.communicate(timeout=300)[0] == ""
        yield environment


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


def test_they_are_on_time_while_the_worker_is_at_a_long_task(site, start_worker):
    ask(site, PLAN.format(posts=0, ahead=0, long_tasks=1))
    start_worker()
    wait_until(lambda: ask(site, BUSY).strip() == "1")
    ask(site, PLAN.format(posts=1, ahead=8, long_tasks=0))
    wait_until(lambda: ask(site, WHEN).strip() != "")
    assert 0 <= float(ask(site, WHEN)) <= LATEST_SECONDS


def test_killed_workers_publish_each_once_and_whole(site, start_worker):
    ask(site, PLAN.format(posts=POSTS, ahead=0, long_tasks=0))
    for _ in range(3):
        worker = start_worker()
        time.sleep(random.uniform(1.5, 3.0))
        worker.kill()
        found = json.loads(ask(site, LOOK))
        assert found["half"] == 0
        assert found["new"] + found["copies"] == POSTS
    start_worker()
    wait_until(lambda: json.loads(ask(site, LOOK))["copies"] == 0)
    found = json.loads(ask(site, LOOK))
    assert found == {"new": POSTS, "half": 0, "copies": 0, "revisions": POSTS, "deeds": POSTS}
