"""A deep page begins at a mark, and shows what it would show without one."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from posts.models import Post
from posts.paginator import Marks
from tests.factories import make_draft, make_person, make_post, make_scheduled
from tests.posts.reading import reading

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def read(client):
    return reading(client)


@given(st.lists(st.integers(0, 3), max_size=60), st.lists(st.integers(0, 60), max_size=20))
def test_from_a_mark_on_come_the_same_posts(gaps, starts):
    class EveryOne(Marks):
        APART = 1

    dates = [NOON - timedelta(hours=sum(gaps[:number])) for number in range(len(gaps))]
    marks = EveryOne()
    for start in starts:
        newer, date = marks.before(start)
        from_mark = [one for one in dates if date is None or one <= date]
        assert from_mark[start - newer :] == dates[start:]
        marks.keep(start, dates[start : start + 12])
    assert marks.starts == sorted(set(marks.starts))


def test_marks_keep_apart():
    marks = Marks()
    dates = [NOON - timedelta(hours=number) for number in range(5000)]
    for start in range(0, 5000, 12):
        marks.keep(start, dates[start : start + 12])
    assert 5 <= len(marks.starts) <= 10


def test_pages_in_any_order_show_each_post_once(client, monkeypatch):
    monkeypatch.setattr(Marks, "APART", 1)
    person, now = make_person(slug="ada"), timezone.now()
    for number in range(50):
        date = now - timedelta(hours=1 + number // 5)  # five at a time
        make_post(published_at=date, tags=["a", "b"], authors=[person])
    make_draft(tags=["a", "b"])
    make_scheduled(tags=["a", "b"])
    wanted = [post.get_absolute_url() for post in Post.objects.published().newest_first()]
    chance = random.Random(4)
    for address in ("/?", "/tags/a/?", "/authors/ada/?", "/?tag=a&tag=b&"):
        for _ in range(3):
            numbers = [2, 3, 4, 5]
            chance.shuffle(numbers)
            for number in numbers:
                page = reading(client)(f"{address}page={number}")
                shown = [one for one in page.posts if one in wanted]
                assert shown == wanted[(number - 1) * 12 : number * 12]


def test_a_deep_page_is_not_counted_from_the_first_post_again(client, monkeypatch):
    monkeypatch.setattr(Marks, "APART", 1)
    for number in range(30):
        make_post(published_at=timezone.now() - timedelta(hours=number + 1))
    client.get("/?page=3")
    with CaptureQueriesContext(connection) as asked:
        client.get("/?page=3")
    assert "LIMIT 13)" in asked.captured_queries[0]["sql"].replace(" OFFSET 0", "")


def test_marks_follow_a_change_at_once(read, monkeypatch):
    monkeypatch.setattr(Marks, "APART", 1)
    posts = [make_post(published_at=timezone.now() - timedelta(hours=n + 1)) for n in range(26)]
    assert read("/?page=2").posts[0] == posts[12].get_absolute_url()
    make_post()
    assert read("/?page=2").posts[0] == posts[11].get_absolute_url()
    posts[0].unpublish()
    assert read("/?page=2").posts[0] == posts[12].get_absolute_url()
