"""
The process that carries out tasks.

It shows that it lives by a date in the database that it moves on. When it is killed, the date
passes, and the next worker to look gives its task to whoever is free. A result counts only while
the task is still its own, so that a worker which was taken for dead changes nothing.
"""

import contextlib
import logging
import os
import secrets
import signal
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from traceback import format_exception
from typing import Any, TypeVar

from django.conf import settings
from django.db import (
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks import TaskContext, TaskResultStatus

from cms.models import Task, TaskWorker
from cms.tasks import PUNCTUAL, GiveUp, WorkerLost, policy_of, tick

logger = logging.getLogger(__name__)
T = TypeVar("T")

LEASE_SECONDS = 30.0
LOOK_SECONDS = 0.5
LOOK_FOR_PUNCTUAL_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 10.0
LEAST_RUNS_OF_A_KILLED_TASK = 5
LONGEST_TRACEBACK = 20_000
AWAY = (OperationalError, InterfaceError)


class Worker:
    """Carries out one task after the other; `lease` is how many seconds a sign of life holds."""

    def __init__(self, *, lease: float = LEASE_SECONDS):
        self.name = f"{os.getpid()}-{secrets.token_hex(8)}"
        self.lease = lease
        self.asked_to_stop = False
        self.left = threading.Event()

    def stop_on_signals(self) -> None:
        """SIGTERM and Ctrl-C let the running task finish; a second Ctrl-C does not."""
        signal.signal(signal.SIGTERM, self.ask_to_stop)
        signal.signal(signal.SIGINT, self.ask_to_stop)

    def ask_to_stop(self, number: int, *_: object) -> None:
        self.asked_to_stop = True
        if number == signal.SIGINT:
            signal.signal(signal.SIGINT, signal.SIG_DFL)

    def stop_on_changes(self) -> None:
        """Stop when a Python file of ours changes; whoever started us starts us again."""
        from watchfiles import PythonFilter, watch

        rooms = [
            room
            for room in Path(settings.BASE_DIR).iterdir()
            if room.is_dir() and (room / "__init__.py").exists() and room.name != "tests"
        ]

        def look() -> None:
            for _ in watch(*rooms, watch_filter=PythonFilter()):
                self.asked_to_stop = True

        threading.Thread(target=look, name="changes", daemon=True).start()

    def run(self, *, until_idle: bool = False) -> None:
        """Carry out tasks until asked to stop, or until none is waiting."""
        self.patiently(self.keep_house)
        keeper = threading.Thread(target=self.keep_house_again, name="housekeeping", daemon=True)
        punctual = threading.Thread(target=self.keep_time, name="punctual", daemon=True)
        keeper.start()
        punctual.start()
        try:
            while not self.asked_to_stop:
                close_old_connections()
                if taken := self.patiently(self.claim):
                    self.carry_out(taken)
                elif until_idle:
                    break
                else:
                    time.sleep(LOOK_SECONDS)
        finally:
            self.left.set()
            keeper.join(timeout=2)
            punctual.join(timeout=5)
            with contextlib.suppress(*AWAY):
                TaskWorker.objects.filter(name=self.name).delete()
            connection.close()

    def keep_house(self) -> None:
        """Show that we live, take over from those who don't, enqueue what is due."""
        beat(self.name, self.lease)
        reap()
        tick()

    def keep_house_again(self) -> None:
        while not self.left.wait(self.lease / 3):
            try:
                self.keep_house()
            except AWAY:
                connection.close()
            except Exception:
                logger.exception("Looking after the tasks failed; trying again")
            close_old_connections()
        connection.close()

    def keep_time(self) -> None:
        """Carry out what is to run on time, whatever long task the worker is at."""
        while not self.left.wait(LOOK_FOR_PUNCTUAL_SECONDS):
            try:
                while taken := self.claim(Task.objects.ready().filter(priority=PUNCTUAL)):
                    self.carry_out(taken)
            except AWAY:
                connection.close()
            except Exception:
                logger.exception("Looking for punctual tasks failed; trying again")
            close_old_connections()
        connection.close()

    def claim(self, ready: Any = None) -> Task | None:
        """A task, of these, that is ours to run now; None when none waits."""
        ready = Task.objects.ready() if ready is None else ready
        # A plain read first: an idle worker takes no write lock.
        if not ready.exists():
            return None
        with transaction.atomic():
            taken: Any = ready.get_locked()
            if taken:
                taken.claim(self.name)
        return taken

    def carry_out(self, taken: Task) -> None:
        """Run it and write down how it went, however long the database is away."""
        claimed_at = taken.started_at
        assert claimed_at  # noqa: S101 It was claimed.
        try:
            outcome = succeeded(call(taken))
        except Exception as error:
            outcome = failed(taken, error)
        if not self.patiently(lambda: finish(taken, claimed_at, outcome)):
            logger.warning("%s took longer than our lease; another run counts.", taken.label)

    def patiently(self, function: Callable[[], T]) -> T | None:
        """What the function returns, however long the database is away; None if we stop before."""
        wait = LOOK_SECONDS
        while True:
            try:
                return function()
            except AWAY as error:
                connection.close()
                if wait == LOOK_SECONDS:
                    words = " ".join(str(error).split())
                    logger.warning("The database does not answer (%s): trying on.", words)
                if self.asked_to_stop and wait > 4 * LOOK_SECONDS:
                    return None
            time.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)


def call(taken: Task) -> Any:
    """What the handler returns; raises what it raises, and ImportError when there is none."""
    handler = taken.task
    context: Any = taken.task_result
    args, kwargs = taken.args_kwargs["args"], taken.args_kwargs["kwargs"]
    if handler.takes_context:
        args = [TaskContext(task_result=context), *args]
    try:
        return handler.call(*args, **kwargs)
    except SystemExit as error:
        raise RuntimeError("The task tried to end its worker.") from error


def succeeded(value: Any) -> dict[str, Any]:
    """What a row holds after a good run; what the handler returned is kept as text."""
    return {
        "status": TaskResultStatus.SUCCESSFUL,
        "finished_at": timezone.now(),
        "return_value": None if value is None else storable(str(value)[:1000]),
        "exception_class_path": "",
        "traceback": "",
    }


def failed(taken: Task, error: Exception) -> dict[str, Any]:
    """What a row holds after a bad run: another one later, or none when all were used."""
    policy = policy_of(taken.task_path)
    attempts = policy.attempts
    if isinstance(error, GiveUp):
        attempts = 0
    elif isinstance(error, WorkerLost):
        attempts = max(attempts, LEAST_RUNS_OF_A_KILLED_TASK)
    taken.traceback = storable("".join(format_exception(error))[-LONGEST_TRACEBACK:])
    fields = {
        "exception_class_path": f"{type(error).__module__}.{type(error).__qualname__}",
        "traceback": taken.traceback,
        "return_value": None,
    }
    if taken.attempts >= attempts:
        logger.error("%s: failed for good. %s", taken.label, taken.error)
        return fields | {"status": TaskResultStatus.FAILED, "finished_at": timezone.now()}
    pause = policy.pause_after(taken.attempts)
    if isinstance(error, WorkerLost) and taken.attempts == 1:
        pause = timedelta(0)
    return fields | {"status": TaskResultStatus.READY, "run_after": timezone.now() + pause}


def storable(text: str) -> str:
    """Text that both databases take: PostgreSQL refuses NUL, and neither has half a character."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def finish(taken: Task, claimed_at: datetime, outcome: dict[str, Any]) -> bool:
    """Write the outcome down if the task is still held by the claim of that moment."""
    held = Task.objects.filter(pk=taken.pk, status=TaskResultStatus.RUNNING, started_at=claimed_at)
    return bool(held.update(**outcome))


def beat(name: str, lease: float) -> None:
    """Let everybody see that this worker lives, by the database's own clock."""
    until = Now() + timedelta(seconds=lease)
    if not TaskWorker.objects.filter(name=name).update(alive_until=until):
        TaskWorker.objects.create(name=name, alive_until=until)


def reap() -> int:
    """Give the tasks of killed workers to others; how many there were."""
    running: list[Any] = list(Task.objects.running().order_by("started_at"))
    if not running:
        return 0
    # In this order: a worker is on the list before it takes a task.
    alive = set(TaskWorker.objects.filter(alive_until__gt=Now()).values_list("name", flat=True))
    lost = [task for task in running if task.worker_ids[-1:] and task.worker_ids[-1] not in alive]
    for task in lost:
        error = WorkerLost("The worker was killed while it ran this task.")
        finish(task, task.started_at, failed(task, error))
    return len(lost)
