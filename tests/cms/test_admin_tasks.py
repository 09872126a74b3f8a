from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus

from cms.models import Task
from tests.cms import handlers
from tests.cms.test_tasks import carry_out_all
from tests.factories import make_editor

pytestmark = pytest.mark.django_db
LIST = "/admin/cms/task/"


@pytest.fixture
def editor_client(client):
    client.force_login(make_editor(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def choose(client, tasks) -> str:
    """Choose *Try again* for tasks; what the list says after it."""
    chosen = {"action": "try_again", "_selected_action": [str(task.pk) for task in tasks]}
    return client.post(LIST, chosen, follow=True).content.decode()


def test_the_list_tells_what_went_wrong_in_words(editor_client):
    handlers.give_up.enqueue()
    handlers.fail.enqueue("no way")
    carry_out_all()
    page = editor_client.get(LIST).content.decode()
    assert "Give up" in page
    assert "failed" in page
    assert "The picture is gone: upload it again." in page
    assert "waiting for attempt 2" in page
    assert "ValueError: no way" in page


def test_the_list_narrows_to_failed_tasks(editor_client):
    handlers.give_up.enqueue()
    handlers.make_group.enqueue("readers")
    carry_out_all()
    page = editor_client.get(LIST, {"state": "failed"}).content.decode()
    assert "Give up" in page
    assert "Make group" not in page


def test_one_task_shows_what_it_was_about(editor_client):
    handlers.make_group.enqueue("readers")
    carry_out_all()
    task = Task.objects.get()
    page = editor_client.get(reverse("admin:cms_task_change", args=[task.pk])).content.decode()
    assert "readers is there" in page
    assert "done" in page
    assert 'name="_save"' not in page


def test_a_failed_task_is_tried_again_with_all_its_attempts(editor_client):
    handlers.give_up.enqueue()
    carry_out_all()
    assert "1 task is tried again." in choose(editor_client, Task.objects.all())
    task = Task.objects.get()
    assert (task.state, task.attempts, task.error) == ("waiting", 0, "")
    carry_out_all()
    task.refresh_from_db()
    assert task.state == "failed"


def test_a_task_that_has_not_failed_is_left_alone(editor_client):
    handlers.make_group.enqueue("readers")
    carry_out_all()
    said = choose(editor_client, Task.objects.all())
    assert "1 task was left alone: it has not failed." in said
    assert Task.objects.get().state == "done"


def test_who_may_only_look_gets_no_try_again(client):
    from django.contrib.auth.models import Permission

    looker = make_editor()
    looker.is_superuser = False
    looker.save()
    looker.user_permissions.add(Permission.objects.get(codename="view_task"))
    client.force_login(looker, backend="django.contrib.auth.backends.ModelBackend")
    handlers.give_up.enqueue()
    carry_out_all()
    assert "try_again" not in client.get(LIST).content.decode()
    choose(client, Task.objects.all())
    assert Task.objects.get().state == "failed"


def test_states_are_told_apart():
    soon = timezone.now() + timedelta(hours=1)
    handlers.give_up.using(run_after=soon).enqueue()
    assert Task.objects.get().state == "planned"
    Task.objects.update(status=TaskResultStatus.RUNNING, started_at=soon)
    running = Task.objects.get()
    assert (running.state, running.moment) == ("running", soon)
