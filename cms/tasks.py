"""
Work for later: a thin layer over django-tasks, whose rows live in the site's own database.

    @task(attempts=5, label=_("Make renditions of an image"))
    def make_renditions(image_pk): ...

    make_renditions.enqueue(image.pk)

The row is written in the caller's transaction: no commit, no task; a commit, and it runs at least
once. A worker that is killed in the middle leaves it to another, so **a handler must be
idempotent**: run twice, or twice at once, it leaves what one run leaves. Let it take keys rather
than contents, look at how things are now, and return quietly when there is nothing left to do.

Handlers live in the `tasks` module of an app; `every` lets one come again and again,
`with_another_language` lets one follow the site's language.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import django_tasks
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks.base import Task as Handler
from django_tasks.utils import normalize_json
from django_tasks_db.models import DBTaskResult

from cms.models import Schedule, Task, TaskWorker

LONGEST_PAUSE_SECONDS = 6 * 3600
# The priority of a short task that is to run on time, while a worker is busy with another, too.
PUNCTUAL = 100
DAYS_KEPT = {"SUCCESSFUL": 7, "FAILED": 90}


class GiveUp(Exception):  # noqa: N818 It is an order, not an error.
    """Raised by a handler that can never succeed; its message, a sentence, is shown to editors."""


class WorkerLost(Exception):  # noqa: N818
    """A worker was killed while it ran the task."""


@dataclass(frozen=True)
class Policy:
    """How often a task is tried; the pause in between, in seconds, grows fourfold."""

    attempts: int = 5
    pause: float = 10.0

    def pause_after(self, attempt: int) -> timedelta:
        """The pause after the failed attempt of this number, give or take a quarter."""
        seconds = min(self.pause * 4 ** min(attempt - 1, 20), LONGEST_PAUSE_SECONDS)
        return timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311


_policies: dict[str, Policy] = {}
_schedules: dict[str, tuple[Handler, float]] = {}
_of_the_language: list[Handler] = []


def task(
    *, attempts: int = 5, pause: float = 10.0, label: Any = "", priority: int = 0
) -> Callable[[Callable], Handler]:
    """Let a function of an app's `tasks` module be enqueued; `label` is what editors read."""

    def made(function: Callable) -> Handler:
        registered = django_tasks.task(priority=priority)(function)
        _policies[registered.module_path] = Policy(attempts, pause)
        if label:
            Task.labels[registered.module_path] = label
        return registered

    return made


def policy_of(task_path: str) -> Policy:
    return _policies.get(task_path, Policy())


def every(seconds: float) -> Callable[[Handler], Handler]:
    """Let a task without arguments come again this often, once over all workers."""

    def scheduled(registered: Handler) -> Handler:
        _schedules[registered.module_path] = (registered, seconds)
        return registered

    return scheduled


def with_another_language(registered: Handler) -> Handler:
    """Let a task without arguments run once the site is written in another language."""
    _of_the_language.append(registered)
    return registered


def say_that_language_changed() -> None:
    """Enqueue what is to be done then."""
    for registered in _of_the_language:
        enqueue_once(registered)


def enqueue_once(registered: Handler, *args: Any, **kwargs: Any) -> bool:
    """
    Enqueue unless the same task with the same arguments waits already; True if it was.

    One that runs already does not count: it may have read what the caller has changed since. The
    waiting row stays locked until the caller commits, so that it can't run before that either.
    """
    same = normalize_json({"args": args, "kwargs": kwargs})
    with transaction.atomic():
        waiting = DBTaskResult.objects.ready().filter(
            task_path=registered.module_path, args_kwargs=same
        )
        if waiting.select_for_update().order_by("pk").first():
            return False
        registered.enqueue(*args, **kwargs)
        return True


def tick() -> None:
    """Enqueue what is due by `every`; of all the workers that look, one does it."""
    now = timezone.now()
    due = dict(Schedule.objects.values_list("task_path", "due_at"))
    for path, (registered, seconds) in _schedules.items():
        next_time = now + timedelta(seconds=seconds)
        if path not in due:
            Schedule.objects.bulk_create(
                [Schedule(task_path=path, due_at=now)], ignore_conflicts=True
            )
            continue
        # A date beyond the next one was set by a clock that has since been put right.
        if now < due[path] <= next_time:
            continue
        with transaction.atomic():
            mine = Schedule.objects.filter(task_path=path, due_at=due[path])
            if mine.update(due_at=next_time):
                enqueue_once(registered)


@every(3600)
@task(label=_("Remove old tasks"))
def prune() -> str:
    """Remove tasks that ended long ago, in batches, and workers that were killed."""
    removed = 0
    for status, days in DAYS_KEPT.items():
        old = DBTaskResult.objects.filter(
            status=status, finished_at__lt=timezone.now() - timedelta(days=days)
        )
        while keys := list(old.order_by().values_list("pk", flat=True)[:500]):
            removed += DBTaskResult.objects.filter(pk__in=keys).delete()[0]
    TaskWorker.objects.filter(alive_until__lt=Now() - timedelta(hours=1)).delete()
    return f"{removed} removed"
