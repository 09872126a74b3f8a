from datetime import datetime, timedelta
from threading import Thread

import pytest
from django.db import connection
from django.utils import timezone

from cms.prepared import Prepared
from posts.models import Post, Tag
from tests.factories import make_post

pytestmark = pytest.mark.django_db

newest = Prepared(
    lambda at, start: Post.objects.published(at).newest_first()[start : start + 2],
    at=datetime,
    start=int,
)
with_slugs = Prepared(lambda slugs: Post.objects.filter(slug__in=slugs), slugs=[str] * 3)


def test_each_run_answers_for_its_own_values(django_assert_num_queries):
    now = timezone.now()
    posts = [make_post(published_at=now - timedelta(hours=number)) for number in range(5)]
    for at, start in ((now, 0), (now, 2), (now - timedelta(hours=2), 0), (now, 9), (now, 0)):
        plain = list(Post.objects.published(at).newest_first()[start : start + 2])
        with django_assert_num_queries(1):
            assert newest(at=at, start=start) == plain
    assert newest(at=now, start=0) == posts[:2]


def test_a_list_takes_as_many_values_as_it_has_or_fewer():
    posts = [make_post() for _ in range(4)]
    for count in range(4):
        found = with_slugs(slugs=[post.slug for post in posts[:count]])
        assert set(found) == set(posts[:count])
    with pytest.raises(ValueError, match="slugs takes 3 values at most"):
        with_slugs(slugs=["a", "b", "c", "d"])


def test_rows_are_as_the_querysets_own(django_assert_num_queries):
    post = make_post(tags=["one"])
    by_slug = Prepared(
        lambda slug: Post.objects.filter(slug=slug).select_related("hero_image"), slug=str
    )
    values = Prepared(lambda pk: Post.objects.filter(pk=pk).values_list("pk", "toc"), pk=int)
    with django_assert_num_queries(2):
        (found,) = by_slug(slug=post.slug)
        assert found.hero_image is None
        assert values(pk=post.pk) == [(post.pk, [])]
    assert found.published_at == post.published_at
    found.title = "Changed"
    found.save()
    assert by_slug(slug=post.slug)[0].title == "Changed"


def test_values_stay_values():
    Tag.objects.create(name="O'Neil %s", slug="x")
    named = Prepared(lambda name: Tag.objects.filter(name=name), name=str)
    assert [tag.slug for tag in named(name="O'Neil %s")] == ["x"]
    assert named(name="' OR 1=1 --") == []
    with pytest.raises(ValueError, match="invalid literal"):
        newest(at=timezone.now(), start="0; DROP TABLE posts_post")


def test_a_query_that_loses_a_value_is_refused():
    with pytest.raises(LookupError):
        Prepared(lambda slug: Post.objects.filter(slug=slug.upper() + "x"), slug=str)(slug="a")


@pytest.mark.django_db(transaction=True)
def test_every_thread_has_its_own():
    make_post(slug="one")
    seen = []

    def read():
        seen.append([post.slug for post in with_slugs(slugs=["one"])])
        connection.close()

    threads = [Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [["one"]] * 3
