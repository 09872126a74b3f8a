"""Everybody at the desk has a time zone of their own, if they like; readers have the site's."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from cms.models import Preference, SiteSettings
from posts.models import Post
from tests.factories import make_draft, make_editor, make_post
from tests.posts.test_admin_post_form import opened, send

pytestmark = pytest.mark.django_db
MINE = reverse("admin:my_settings")
NINE_IN_UTC = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def desk(client):
    SiteSettings.objects.create(pk=1, time_zone="Europe/Berlin")
    client.force_login(make_editor())
    return client


def choose(client, zone: str):
    return client.post(MINE, {"time_zone": zone}, follow=True)


def form_of(client, post: Post) -> str:
    return client.get(reverse("admin:posts_post_change", args=[post.pk])).content.decode()


def test_dates_are_shown_and_typed_in_it(desk):
    post = make_draft()
    choose(desk, "Asia/Tokyo")
    send(desk, post, opened(desk, post) | {"published_at": "2026-03-02T18:00"})
    assert Post.objects.get().published_at == NINE_IN_UTC
    html = form_of(desk, post)
    assert 'value="2026-03-02T18:00"' in html
    assert "Tokyo time" in html


def test_without_a_choice_it_is_the_sites(desk):
    post = make_post(published_at=NINE_IN_UTC)
    assert 'value="2026-03-02T10:00"' in form_of(desk, post)
    choose(desk, "Asia/Tokyo")
    choose(desk, "")
    assert 'value="2026-03-02T10:00"' in form_of(desk, post)


def test_readers_and_colleagues_keep_theirs(desk, client):
    make_post(slug="a", published_at=datetime(2026, 3, 2, 23, 30, tzinfo=UTC))
    choose(desk, "America/New_York")
    assert "3 March 2026" in client.get("/posts/a/").content.decode()
    client.force_login(make_editor())
    assert "selected>The site" in client.get(MINE).content.decode()


def test_a_zone_that_is_none_is_refused_and_one_unknown_here_is_utc(desk):
    response = choose(desk, "Mars/Olympus")
    assert response.context["form"].errors["time_zone"]
    choose(desk, "Asia/Tokyo")
    Preference.objects.update(time_zone="Gone/Away")
    assert desk.get(MINE).status_code == 200


def test_it_is_for_those_who_are_logged_in(client):
    assert client.get(MINE).status_code == 302
