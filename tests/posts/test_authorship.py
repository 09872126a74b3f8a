"""Authorships: who wrote what, with the post's dates."""

from datetime import timedelta

import pytest
from django.utils import timezone

from posts.models import Authorship, Post, Series
from tests.factories import make_draft, make_person, make_post, make_scheduled, make_unpublished

pytestmark = pytest.mark.django_db


def test_an_authorship_has_its_posts_dates_however_it_was_made():
    person, post = make_person(), make_scheduled()
    post.authors.set([person])
    Authorship.objects.bulk_create([Authorship(post=make_post(), person=person)])
    for authorship in Authorship.objects.select_related("post"):
        assert authorship.published_at == authorship.post.published_at


def test_its_dates_follow_the_post():
    post = make_draft(authors=[make_person()])
    assert post.authorships.get().published_at is None
    post.publish()
    assert post.authorships.get().published_at == post.published_at
    post.unpublish()
    assert post.authorships.get().unpublish_at == post.unpublish_at


def test_an_authors_posts_are_the_published_ones_newest_first():
    person, other = make_person(), make_person()
    old = make_post(authors=[person], published_at=timezone.now() - timedelta(days=9))
    new = make_post(authors=[other, person])
    for make in (make_draft, make_scheduled, make_unpublished):
        make(authors=[person])
    make_post(authors=[other])
    assert list(Post.objects.by(person)) == [new, old]


def test_a_snapshot_brings_series_and_language_back():
    series = Series.objects.create(name="Letters")
    post = make_post(series=series, part=2, language="de", translation_of=make_post())
    state = post.snapshot()
    post.series = post.part = post.translation_of = None
    post.restore(state)
    assert (post.series, post.part, post.language) == (series, 2, "de")
    series.delete()
    post.restore(state)
    assert post.series is None
