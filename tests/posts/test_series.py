"""Posts that belong together: parts of a series, and translations of an original."""

import pytest

from posts.models import Post, Series
from tests.factories import make_draft, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def tea():
    return Series.objects.create(name="Tea")


def test_parts_follow_their_numbers_and_then_their_dates(tea):
    third = make_draft(series=tea, part=3)
    last = make_post(series=tea)
    first = make_post(series=tea, part=1)
    assert list(tea.parts) == [first, third, last]


@pytest.mark.parametrize(
    "delete",
    [
        lambda series: series.delete(),
        lambda series: Series.objects.filter(pk=series.pk).delete(),
    ],
)
def test_the_posts_of_a_deleted_series_are_parts_of_nothing(tea, delete):
    post = make_post(series=tea, part=1)
    other = make_post(series=Series.objects.create(name="Coffee"), part=2)
    delete(tea)
    post.refresh_from_db()
    other.refresh_from_db()
    assert (post.series, post.part) == (None, None)
    assert other.part == 2


def test_a_revision_of_a_series_that_is_gone_is_part_of_none(tea):
    post = make_post(series=tea, part=1)
    state = post.snapshot()
    tea.delete()
    post = Post.objects.get()
    post.restore(state)
    assert (post.series_id, post.part) == (None, None)


def test_a_translation_of_a_translation_is_one_of_the_original():
    tea = make_post(language="en")
    tee = make_post(language="de", translation_of=tea)
    te = make_post(language="sv", translation_of=tee)
    assert te.translation_of_id == tea.pk
    first = make_post(language="zh")
    tea.translation_of = first
    tea.save()
    assert set(first.translations.all()) == {tea, tee, te}


def test_an_original_does_not_become_the_translation_of_its_own():
    tea = make_post(language="en")
    tee = make_post(language="de", translation_of=tea)
    tea.translation_of = tee
    tea.save()
    tea.refresh_from_db()
    assert tea.translation_of is None
    assert tee.translation_of == tea


def test_a_snapshot_is_completed_with_what_it_is_too_old_to_know():
    post = make_post(language="de", title="Tee")
    state = post.snapshot()
    del state["language"], state["part"]
    assert Post.completed(state)["language"] == ""
    assert Post.completed(state)["title"] == "Tee"
    assert Post.completed(post.snapshot()) == post.snapshot()
