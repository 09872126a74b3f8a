import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus

from cms import tasks, worker
from cms.models import Schedule, Task, TaskWorker
from cms.tasks import enqueue_once
from cms.worker import Worker
from tests.cms import handlers

READY, RUNNING, FAILED, SUCCESSFUL = TaskResultStatus.values


def carry_out_all() -> None:
    """Let one worker do everything that is due."""
    busy = Worker()
    while taken := busy.claim():
        busy.carry_out(taken)


def make_due() -> None:
    Task.objects.filter(status=READY).update(run_after=timezone.now() - timedelta(seconds=1))


def claimed_by(name: str, *, alive_for: float) -> Task:
    """A task that a worker of this name has begun and not ended."""
    worker.beat(name, alive_for)
    handlers.make_group.enqueue("readers")
    taken = Task.objects.ready().get()
    taken.claim(name)
    return taken


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_taken_back_leaves_no_task():
    with transaction.atomic():
        handlers.make_group.enqueue("readers")
        transaction.set_rollback(True)
    assert not Task.objects.exists()


@pytest.mark.django_db
def test_a_task_runs_and_says_what_it_did():
    handlers.make_group.enqueue("readers")
    carry_out_all()
    done = Task.objects.get()
    assert (done.status, done.return_value, done.attempts) == (SUCCESSFUL, "readers is there", 1)
    assert Group.objects.filter(name="readers").exists()


@pytest.mark.django_db
def test_a_failed_task_is_tried_again_later_and_later_and_then_listed():
    handlers.fail.enqueue("no way")
    pauses = []
    for attempt in (1, 2):
        carry_out_all()
        waiting = Task.objects.get()
        assert (waiting.status, waiting.attempts) == (READY, attempt)
        assert waiting.error == "ValueError: no way"
        pauses.append((waiting.run_after - timezone.now()).total_seconds())
        make_due()
    assert 7 < pauses[0] < 13
    assert 29 < pauses[1] < 51
    carry_out_all()
    listed = Task.objects.get()
    assert (listed.status, listed.attempts, listed.error) == (FAILED, 3, "ValueError: no way")
    assert listed.finished_at


@pytest.mark.django_db
def test_a_task_that_gives_up_is_listed_at_once_with_its_sentence():
    handlers.give_up.enqueue()
    carry_out_all()
    listed = Task.objects.get()
    assert (listed.status, listed.attempts) == (FAILED, 1)
    assert listed.error == "The picture is gone: upload it again."


@pytest.mark.django_db
def test_a_task_whose_code_is_gone_is_tried_again():
    handlers.make_group.enqueue("readers")
    Task.objects.update(task_path="tests.cms.handlers.no_such_thing")
    carry_out_all()
    waiting = Task.objects.get()
    assert waiting.status == READY
    assert "no_such_thing" in waiting.error
    assert waiting.label == "No such thing"


@pytest.mark.django_db
def test_what_a_killed_worker_left_is_done_by_the_next():
    claimed_by("killed", alive_for=-1)
    assert worker.reap() == 1
    carry_out_all()
    done = Task.objects.get()
    assert (done.status, done.attempts) == (SUCCESSFUL, 2)


@pytest.mark.django_db
def test_a_long_task_of_a_living_worker_stays_its_own():
    taken = claimed_by("busy", alive_for=30)
    Task.objects.update(started_at=timezone.now() - timedelta(days=1))
    assert worker.reap() == 0
    taken.refresh_from_db()
    assert taken.status == RUNNING


@pytest.mark.django_db
def test_a_task_that_kills_every_worker_ends_in_the_list():
    taken = claimed_by("killed", alive_for=-1)
    worker.reap()
    for number in range(4):
        make_due()
        taken = Task.objects.ready().get()
        taken.claim(f"killed {number}")
        worker.reap()
    taken.refresh_from_db()
    assert (taken.status, taken.attempts) == (FAILED, 5)
    assert taken.error == "The worker was killed while it ran this task."


@pytest.mark.django_db
def test_a_worker_taken_for_dead_changes_nothing_any_more():
    late = Worker()
    handlers.fail.enqueue("too late")
    taken = late.claim()
    worker.reap()
    late.carry_out(taken)
    waiting = Task.objects.get()
    assert waiting.status == READY
    assert waiting.error == "The worker was killed while it ran this task."


@pytest.mark.django_db
def test_the_result_of_a_task_that_another_has_begun_does_not_count():
    late, next_one = Worker(), Worker()
    handlers.fail.enqueue("too late")
    taken = late.claim()
    worker.reap()
    assert next_one.claim()
    late.carry_out(taken)
    assert Task.objects.get().status == RUNNING


@pytest.mark.django_db
def test_a_due_time_that_another_worker_was_quicker_to_take_counts_once(monkeypatch):
    schedules = {"tests.daily": (handlers.give_up, 86_400)}
    Schedule.objects.create(task_path="tests.daily", due_at=timezone.now() - timedelta(seconds=1))

    class Overtaken(dict):
        """Asked after the due times were read: by then another worker has done it all."""

        def items(self):
            monkeypatch.setattr(tasks, "_schedules", schedules)
            tasks.tick()
            carry_out_all()
            return schedules.items()

    monkeypatch.setattr(tasks, "_schedules", Overtaken())
    tasks.tick()
    assert Task.objects.count() == 1


@pytest.mark.django_db
def test_what_comes_again_is_enqueued_once_each_time(monkeypatch):
    monkeypatch.setattr(tasks, "_schedules", {"tests.daily": (handlers.give_up, 86_400)})
    tasks.tick()
    tasks.tick()
    tasks.tick()
    assert Task.objects.count() == 1
    carry_out_all()
    Schedule.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    tasks.tick()
    tasks.tick()
    assert Task.objects.count() == 2


@pytest.mark.django_db
def test_a_clock_that_ran_ahead_does_not_stop_what_comes_again(monkeypatch):
    monkeypatch.setattr(tasks, "_schedules", {"tests.daily": (handlers.give_up, 86_400)})
    Schedule.objects.create(task_path="tests.daily", due_at=timezone.now() + timedelta(days=365))
    tasks.tick()
    assert Task.objects.count() == 1


@pytest.mark.django_db
def test_the_same_task_waits_once():
    assert enqueue_once(handlers.make_group, "readers")
    assert not enqueue_once(handlers.make_group, "readers")
    assert enqueue_once(handlers.make_group, "writers")
    assert Task.objects.count() == 2


@pytest.mark.django_db
def test_a_task_that_runs_already_is_enqueued_again():
    enqueue_once(handlers.make_group, "readers")
    Worker().claim()
    assert enqueue_once(handlers.make_group, "readers")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_waiting_task_does_not_run_before_what_it_is_about_is_committed():
    handlers.make_group.enqueue("readers")
    taken = []

    def take():
        taken.append(Worker().claim())
        connection.close()

    with transaction.atomic():
        assert not enqueue_once(handlers.make_group, "readers")
        thread = threading.Thread(target=take)
        thread.start()
        thread.join()
    take()
    assert taken[0] is None
    assert taken[1].task_path.endswith("make_group")


@pytest.mark.django_db
def test_old_tasks_are_removed_and_failed_ones_later():
    for days in (1, 30, 100):
        for status in (SUCCESSFUL, FAILED):
            handlers.make_group.enqueue(f"{days}")
            ended = timezone.now() - timedelta(days=days)
            Task.objects.filter(status=READY).update(status=status, finished_at=ended)
    worker.beat("killed", -4000)
    worker.beat("alive", 30)
    assert tasks.prune.call() == "3 removed"
    assert [worker.name for worker in TaskWorker.objects.all()] == ["alive"]
    kept = {(task.args_kwargs["args"][0], task.status) for task in Task.objects.all()}
    assert kept == {("1", SUCCESSFUL), ("1", FAILED), ("30", FAILED)}


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_task():
    for number in range(30):
        handlers.make_group.enqueue(f"group {number}")
    taken, begin = [], threading.Barrier(4)

    def take_all():
        busy = Worker()
        begin.wait()
        while task := busy.patiently(busy.claim):
            taken.append(task.pk)
        connection.close()

    threads = [threading.Thread(target=take_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 30


def test_a_worker_waits_while_the_database_is_away(monkeypatch, caplog):
    answers = [
        OperationalError("server closed\nthe connection"),
        OperationalError("again"),
        "here",
    ]
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(worker, "connection", type("Gone", (), {"close": lambda: None}))

    def ask():
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert Worker().patiently(ask) == "here"
    assert "The database does not answer (server closed the connection)" in caplog.text
    assert len(caplog.records) == 1


@pytest.mark.django_db
def test_a_worker_shows_that_it_lives_until_its_lease_ends():
    worker.beat("first", 30)
    worker.beat("first", 30)
    (row,) = TaskWorker.objects.all()
    assert timedelta(seconds=20) < row.alive_until - timezone.now() < timedelta(seconds=40)
