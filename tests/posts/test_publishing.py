"""Planned changes of a public post come out by themselves, once, or not at all."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from cms.models import Deed, Task
from cms.tasks import PUNCTUAL
from cms.worker import Worker
from posts.models import Post, Revision, WorkingCopy
from posts.tasks import publish_late_changes
from tests.factories import make_editor, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make_editor())
    return client


def planned(post: Post, *, seconds: float = -1, **changes) -> WorkingCopy:
    """A working copy that is to come out so many seconds from now."""
    copy = WorkingCopy.objects.keep(post, post.stored() | changes)
    assert copy
    copy.plan(timezone.now() + timedelta(seconds=seconds))
    return copy


def work() -> None:
    """What a worker does with the tasks that are due."""
    worker = Worker()
    while taken := worker.claim():
        worker.carry_out(taken)


class TestPlannedChanges:
    def test_come_out_when_their_time_has_come(self, client):
        post = make_post(slug="a", title="Old", tags=["old"])
        planned(post, title="New", tags=["new"])
        work()
        html = client.get("/posts/a/").content.decode()
        assert "New" in html
        assert "Old" not in html
        assert not WorkingCopy.objects.exists()
        assert post.revisions.first().kind == Revision.Kind.PUBLISHED
        assert "published" in Deed.objects.get().words

    def test_wait_for_their_time(self):
        post = make_post(title="Old")
        planned(post, seconds=600, title="New")
        work()
        assert Post.objects.get().title == "Old"

    def test_that_were_moved_come_out_at_the_later_time_alone(self):
        post = make_post(title="Old")
        planned(post, title="New").plan(timezone.now() + timedelta(hours=1))
        work()
        assert Post.objects.get().title == "Old"
        assert WorkingCopy.objects.get().publish_at > timezone.now()

    def test_that_were_withdrawn_stay(self):
        post = make_post(title="Old")
        planned(post, title="New").plan(None)
        work()
        assert Post.objects.get().title == "Old"

    def test_that_clash_leave_everything_and_tell(self):
        post = make_post(title="Old")
        copy = planned(post, title="New")
        Post.objects.get().restore(post.stored() | {"title": "Theirs"})
        work()
        assert Post.objects.get().title == "Theirs"
        held = WorkingCopy.objects.held_up().get()
        assert held.state["title"] == "New"
        assert (held.held_up_at, held.publish_at) == (copy.publish_at, None)
        assert "could not be published" in Deed.objects.get().words
        assert Task.objects.failed().count() == 0

    def test_of_a_post_that_was_unpublished_are_held_up(self):
        post = make_post(title="Old")
        planned(post, title="New")
        Post.objects.get().unpublish()
        work()
        assert Post.objects.get().title == "Old"
        assert WorkingCopy.objects.held_up().exists()

    def test_whose_task_is_gone_are_found(self):
        post = make_post(title="Old")
        planned(post, title="New")
        Task.objects.all().delete()
        assert publish_late_changes.call() == 1
        assert Post.objects.get().title == "New"

    def test_do_not_wait_for_other_tasks(self):
        planned(make_post(), title="New")
        assert Task.objects.get().priority == PUNCTUAL

    def test_are_not_planned_when_their_save_fails(self):
        post = make_post()
        with transaction.atomic():
            planned(post, title="New")
            transaction.set_rollback(True)
        assert not Task.objects.exists()
