from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from cms import generation
from cms.models import Generation, SiteSettings
from posts.models import Post, Tag
from tests.factories import make_post, make_scheduled

pytestmark = pytest.mark.django_db


def test_any_change_that_readers_see_raises_the_number():
    post = make_post()
    changes = [
        lambda: post.save(),
        lambda: Post.objects.update(noindex=True),
        lambda: Post.objects.bulk_create([Post(title="b", slug="b")], ignore_conflicts=True),
        lambda: post.tags.add("topic"),
        lambda: Tag.objects.update(description="x"),
        lambda: SiteSettings.objects.create(pk=1, name="New"),
        lambda: connection.cursor().execute("UPDATE posts_post SET title = 'raw'"),
        lambda: Post.objects.all().delete(),
    ]
    for number, change in enumerate(changes):
        before = generation.current().number
        change()
        assert generation.current().number > before, number


def test_a_rolled_back_change_leaves_the_number():
    before = generation.current()
    with transaction.atomic():
        make_post()
        assert generation.current().number > before.number
        transaction.set_rollback(True)
    assert generation.current().number == before.number


def test_a_date_that_passes_counts_as_a_change():
    post = make_scheduled()
    before = generation.current()
    assert before.until == post.published_at
    with time_machine.travel(post.published_at + timedelta(seconds=1), tick=False):
        after = generation.current()
    assert after.number == before.number
    assert after.key != before.key
    assert after.since == post.published_at


def test_an_end_that_passes_counts_as_a_change():
    end = timezone.now() + timedelta(hours=1)
    make_post(unpublish_at=end)
    before = generation.current()
    assert before.until == end
    with time_machine.travel(end, tick=False):
        assert generation.current().key != before.key


def test_a_date_that_passes_counts_though_the_databases_clock_is_ahead():
    post = make_scheduled()
    Generation.objects.update(changed_at=post.published_at + timedelta(days=1))
    before = generation.current()
    with time_machine.travel(post.published_at + timedelta(seconds=1), tick=False):
        assert generation.current().key != before.key


def test_what_is_remembered_is_made_once_a_generation():
    made = []
    for _ in range(3):
        generation.remember(generation.current(), "x", lambda: made.append(1))
    assert made == [1]
    make_post()
    generation.remember(generation.current(), "x", lambda: made.append(1))
    assert made == [1, 1]


def test_the_triggers_can_be_set_again_and_again():
    generation.install()
    before = generation.current().number
    make_post()
    assert generation.current().number > before


def test_a_failing_database_is_told_in_djangos_words(monkeypatch):
    monkeypatch.setattr(generation, "SELECT", "SELECT number FROM no_such_table")
    with pytest.raises(DatabaseError), transaction.atomic():
        generation.current()
